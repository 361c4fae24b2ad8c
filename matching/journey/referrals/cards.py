"""What an employer is shown of the person of a referral: what she lets him read, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.journey.referrals.rights import can_answer_referral
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import Disclosure
from matching.pool.candidates.reading import LOAD_FACTS
from matching.pool.candidates.rights import can_open_candidate, can_see_candidate, is_herself
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.profiles.employer_card import Done, ReferralCard
from matching.pool.profiles.length import months_told
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.distance import distance_km, point_of, reaches
from matching.pool.reference.trades import rome_labels
from matching.texts.redaction import redact


def shown_to_employer(
    session: Session, actor: Actor, referral: Referral, *, today: date
) -> ReferralCard:
    """What the employer of this job may read of her today. Raises Forbidden: for anybody else, before she has
    agreed, and once it is withdrawn."""
    check(can_answer_referral(actor, referral))
    return _card(session, referral, referral.disclosure, today)


def preview(
    session: Session,
    actor: Actor,
    referral: Referral,
    disclosure: Disclosure,
    *,
    today: date,
) -> ReferralCard:
    """What the employer would read, for herself and for those who know her; her phone and address only for
    herself and for those who read her whole record. Raises Forbidden."""
    candidate = referral.candidate
    herself = is_herself(actor, candidate)
    check(herself or can_see_candidate(actor, candidate))
    card = _card(session, referral, disclosure, today)
    if herself or can_open_candidate(actor, candidate):
        return card
    return replace(card, phone=None, email=None)


def _card(
    session: Session, referral: Referral, disclosure: Disclosure, today: date
) -> ReferralCard:
    row = session.scalars(
        select(Candidate).where(Candidate.id == referral.candidate_id).options(*LOAD_FACTS)
    ).one()
    named = disclosure is Disclosure.NAMED
    # Age, health, family and the like go in both forms; her name only where it is not told.
    names = () if named else (row.first_name, row.last_name)
    labels = rome_labels(session, {*row.wished_romes, *(e.rome for e in row.experiences if e.rome)})
    experiences = [
        Done(title, months_told(e, today), labels.get(e.rome or ""))
        for e in row.experiences
        if (title := _plain(e.title, names))
    ]
    return ReferralCard(
        reference=row.reference,
        name=row.full_name if named else None,
        phone=row.phone if named else None,
        email=row.email if named else None,
        presentation=_plain(referral.presentation, names),
        trades=tuple(labels[code] for code in row.wished_romes if code in labels),
        contracts=tuple(row.contracts),
        hours_min=row.hours_min,
        hours_max=row.hours_max,
        available_from=row.available_from,
        slots=tuple(row.slots),
        days=tuple(row.days),
        weekends=row.weekends,
        licences=tuple(row.licences),
        certificates=tuple(
            code
            for c in row.certificates
            if (c.valid_until is None or c.valid_until >= today) and (code := _plain(c.code, names))
        ),
        languages=tuple(
            f"{x.language} ({x.level})" if x.level else x.language
            for x in sorted(row.languages, key=lambda x: x.language)
        ),
        skills=tuple(filter(None, (_plain(skill, names) for skill in row.skills))),
        experiences=tuple(experiences),
        within_reach=_within_reach(session, row, referral.job_profile),
    )


def _plain(text: str, names: tuple[str, ...]) -> str:
    return redact(text, names=names).strip()


def _within_reach(session: Session, row: Candidate, job: JobProfile) -> bool | None:
    stated = reaches(row)
    communes = communes_by_insee(session, [c for c in (row.commune_insee, job.commune_insee) if c])
    home, work = point_of(communes, row.commune_insee), point_of(communes, job.commune_insee)
    if not stated or home is None or work is None:
        return None
    return bool(distance_km(home, work) <= stated[0].km)

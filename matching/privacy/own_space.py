"""The person's own space: what she reads and does there.

A link brings her in (matching/consents/links.py). She reads what is held on her, what was shown of her, who saw it;
she says when she can work, agrees or not, and asks for what is wrong to be corrected or erased.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session, selectinload

from matching import stale
from matching.actor import Actor, check
from matching.audit.events import Act, AuditEvent, record_about
from matching.checks import Checks
from matching.consents import consents
from matching.consents.links import HERE, check_herself
from matching.consents.tables import ConsentRecord, SensitiveNote
from matching.consents.terms import Purpose
from matching.journey.referrals.tables import Referral
from matching.journey.shortlists.tables import ShortlistEntry
from matching.letters import OutgoingMail
from matching.listing import Listing
from matching.pool.candidates.availability import WRITTEN, check_availability, set_availability
from matching.pool.candidates.keepers import write_to_keepers
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person
from matching.privacy.corrections.life import ask
from matching.privacy.corrections.terms import CorrectionKind
from matching.privacy.letters import (
    ConsentWithdrawn,
    CorrectionAsked,
    ErasureAsked,
    SearchPaused,
    SearchResumed,
    SensitiveConsentWithdrawn,
)
from matching.privacy.rights import can_export_all
from matching.ranking.log.tables import RankingEntry, RankingResult

RANKED_WITHIN = timedelta(days=183)

# What she reads.


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that is held about a person, as rows that a page puts into words."""

    candidate: Candidate
    consents: Sequence[ConsentRecord]
    notes: Sequence[SensitiveNote]
    chosen: Sequence[ShortlistEntry]
    referrals: Sequence[Referral]


def held_about(session: Session, actor: Actor, candidate: Candidate) -> Held:
    """Everything that is held about her (RGPD art. 15), sensitive notes too: for herself. Professionals open
    these with a reason (matching/consents/sensitive.py). Raises Forbidden."""
    check_herself(actor, candidate)
    row = session.scalars(
        select(Candidate)
        .where(Candidate.id == candidate.id)
        .options(
            selectinload(Candidate.cvs).selectinload(Cv.proposals),
            selectinload(Candidate.obstacles),
        )
    ).one()
    notes = session.scalars(
        select(SensitiveNote).where(SensitiveNote.candidate_id == row.id).order_by(SensitiveNote.id)
    ).all()
    record_about(session, actor, Act.SAW, row)
    return Held(row, consents.records(session, row), notes, chosen_for(session, actor, row),
                _referrals(session, row))  # fmt: skip


def chosen_for(session: Session, actor: Actor, candidate: Candidate) -> Sequence[ShortlistEntry]:
    """The jobs for which coaches thought of her, newest first. Raises Forbidden."""
    check(can_export_all(actor, candidate))
    return session.scalars(
        select(ShortlistEntry)
        .where(ShortlistEntry.candidate_id == candidate.id)
        .options(selectinload(ShortlistEntry.job_profile).selectinload(JobProfile.employer))
        .order_by(ShortlistEntry.added_at.desc(), ShortlistEntry.id.desc())
    ).all()


def _referrals(session: Session, candidate: Candidate) -> Sequence[Referral]:
    return session.scalars(
        select(Referral)
        .where(Referral.candidate_id == candidate.id)
        .options(selectinload(Referral.job_profile).selectinload(JobProfile.employer))
        .order_by(Referral.proposed_at.desc(), Referral.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where she stood the last time that people were looked at for a job, and why."""

    job: JobProfile
    at: datetime
    rank: int
    total: int
    reasons: tuple[Mapping[str, str], ...]
    """Each with «part», «tone» and the French «text»."""
    times: int


def rankings_of(
    session: Session, actor: Actor, candidate: Candidate, now: datetime
) -> list[Ranked]:
    """For each job on whose list she was shown in the last six months: the newest rank and its reasons,
    newest first. Raises Forbidden."""
    check(can_export_all(actor, candidate))
    rows = session.execute(
        select(RankingEntry, RankingResult)
        .join(RankingResult, RankingResult.entry_id == RankingEntry.id)
        .where(
            RankingResult.kind == "candidate",
            RankingResult.subject_id == candidate.id,
            RankingEntry.asked_kind == "job",
            RankingEntry.at >= now - RANKED_WITHIN,
        )
        .order_by(RankingEntry.at.desc(), RankingEntry.id.desc())
    ).all()
    newest: dict[int, tuple[RankingEntry, RankingResult]] = {}
    times: dict[int, int] = {}
    for entry, result in rows:
        if entry.asked_id is not None:
            newest.setdefault(entry.asked_id, (entry, result))
            times[entry.asked_id] = times.get(entry.asked_id, 0) + 1
    jobs = session.scalars(
        select(JobProfile)
        .where(JobProfile.id.in_(newest))
        .options(selectinload(JobProfile.employer))
    ).all()
    known = {job.id: job for job in jobs}
    return [
        Ranked(known[id_], entry.at, result.rank, entry.total, tuple(result.reasons), times[id_])
        for id_, (entry, result) in newest.items()
        if id_ in known
    ]


def events_about(actor: Actor, candidate: Candidate) -> Listing[AuditEvent]:
    """Who saw, changed or decided what about her, newest first: her own copy of the audit, whose reading is not
    noted. Raises Forbidden."""
    check(can_export_all(actor, candidate))
    cvs = select(Cv.id).where(Cv.candidate_id == candidate.id)
    referrals = select(Referral.id).where(Referral.candidate_id == candidate.id)
    about_her = select(AuditEvent).where(
        or_(
            and_(AuditEvent.subject_kind == "candidate", AuditEvent.subject_id == candidate.id),
            and_(AuditEvent.subject_kind == "cv", AuditEvent.subject_id.in_(cvs)),
            and_(AuditEvent.subject_kind == "referral", AuditEvent.subject_id.in_(referrals)),
        )
    )
    return Listing(actor, about_her.order_by(AuditEvent.id.desc()), noted=None, size=50)


def actors_of(session: Session, events: Sequence[AuditEvent]) -> dict[int, Person]:
    """The professionals who did these, by id: the page says their role and place, not their name."""
    ids = {e.actor_id for e in events if e.actor_kind == "person" and e.actor_id is not None}
    rows = session.scalars(
        select(Person)
        .where(Person.id.in_(ids))
        .options(selectinload(Person.structure), selectinload(Person.employer))
    )
    return {person.id: person for person in rows}


# What she does.


@dataclass(frozen=True, slots=True)
class AvailabilityData:
    """When she can work, as she typed it. Hours are per week."""

    active: bool
    available_from: date | None = None
    slots: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    weekends: bool | None = None
    hours_min: int | None = None
    hours_max: int | None = None


CHANGED_BY_HERSELF = ("status", *WRITTEN)


def update_availability(
    session: Session, actor: Actor, candidate: Candidate, data: AvailabilityData
) -> Candidate:
    """Write when she can work, and whether she looks for work at the moment. One who has a job or has left
    keeps that state: her coach changes it. Raises Forbidden, Invalid."""
    check_herself(actor, candidate)
    checks = Checks()
    check_availability(checks, data)
    checks.done()
    before = {name: getattr(candidate, name) for name in CHANGED_BY_HERSELF}
    if is_looking(candidate) is not None:
        candidate.status = CandidateStatus.ACTIVE if data.active else CandidateStatus.PAUSED
    set_availability(candidate, data)
    changed = [name for name in CHANGED_BY_HERSELF if getattr(candidate, name) != before[name]]
    if changed:
        stale.mark(session, "candidate", [candidate.id])
        record_about(session, actor, Act.CHANGED, candidate, facts={"fields": changed})
    if "status" in changed:
        news = SearchResumed if data.active else SearchPaused
        write_to_keepers(session, candidate, news(candidate.reference, candidate.id))
    return candidate


def is_looking(candidate: Candidate) -> bool | None:
    """Whether she looks for work; None where that is not hers to change (in a job, left)."""
    return {CandidateStatus.ACTIVE: True, CandidateStatus.PAUSED: False}.get(candidate.status)


def set_consent(
    session: Session, actor: Actor, candidate: Candidate, purpose: Purpose, agreed: bool
) -> None:
    """Agree to a use, or not any more, at once. Letters that wait to be sent to her go with her agreement to
    mails. Her coach is told of a withdrawal. Raises Forbidden, Invalid."""
    check_herself(actor, candidate)
    before = consents.agrees(session, candidate, purpose)
    consents.note_consent(session, actor, candidate, purpose, agreed, how=HERE)
    if agreed or not before:
        return
    if purpose is Purpose.MAIL and candidate.email:
        session.execute(
            delete(OutgoingMail).where(
                OutgoingMail.about_candidate_id == candidate.id,
                OutgoingMail.to == candidate.email,
                OutgoingMail.sent_at.is_(None),
            )
        )
    news = SensitiveConsentWithdrawn if purpose is Purpose.SENSITIVE else ConsentWithdrawn
    write_to_keepers(session, candidate, news(candidate.reference, candidate.id))


def ask_correction(session: Session, actor: Actor, candidate: Candidate, text: str) -> None:
    """Say that something held about her is wrong (RGPD art. 16); her coach is told. Raises Forbidden, Invalid."""
    said = _ask(session, actor, candidate, CorrectionKind.CORRECTION, text, "ce qui est à corriger")
    letter = CorrectionAsked(candidate.reference, candidate.id, said)
    write_to_keepers(session, candidate, letter)


def ask_erasure(session: Session, actor: Actor, candidate: Candidate, text: str) -> None:
    """Ask that everything held about her be erased (RGPD art. 17); her coach is told, and decides. Raises
    Forbidden, Invalid."""
    text = text.strip() or "Sans précision."
    said = _ask(session, actor, candidate, CorrectionKind.ERASURE, text, "votre demande")
    letter = ErasureAsked(candidate.reference, candidate.id, said)
    write_to_keepers(session, candidate, letter)


def _ask(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    kind: CorrectionKind,
    text: str,
    missing: str,
) -> str:
    """Her words, as they are kept."""
    check_herself(actor, candidate)
    request = ask(session, actor, candidate, text=text, kind=kind, missing=missing)
    return request.text

"""The person's own space: the one-time links that lead to it, and what she reads and does there.

No password: many people of the pool have none that they remember, and share a phone or a mailbox. A link works
once, for a short time, and opens a visit that is known by a random key of its own. Only hashes of links and keys
are kept. Whoever makes a link for her could use it, so each is in the audit and she reads there who made it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from matching import audit, policy, stale
from matching.actor import Actor, check
from matching.audit import Act, AuditEvent
from matching.checks import Checks
from matching.errors import Conflict, Forbidden, NotFound
from matching.journey.tables import Referral
from matching.letters import Letter, post
from matching.listing import Listing
from matching.outbox import OutgoingMail
from matching.pool import candidates, portfolios
from matching.pool.availability import WRITTEN, check_availability, set_availability
from matching.pool.tables import (
    Candidate,
    Cv,
    JobProfile,
    Person,
    ShortlistEntry,
)
from matching.pool.terms import CandidateStatus, CorrectionKind, Purpose
from matching.privacy import consents, rectification
from matching.privacy.tables import ConsentRecord, PersonalLink, SensitiveNote
from matching.ranking.log import RankingEntry, RankingResult
from matching.tokens import LETTERS, hashed, new_code, new_token

# Letters.


@dataclass(frozen=True)
class LinkToHerSpace(Letter):
    """To her: the link that opens her space, once."""

    name: ClassVar[str] = "personal_link"
    first_name: str
    token: str = field(repr=False)
    hours: int


@dataclass(frozen=True)
class NewsOfHer(Letter):
    """What her coach is told of what she did in her space, by her reference."""

    reference: str
    candidate_id: int


@dataclass(frozen=True)
class CorrectionAsked(NewsOfHer):
    """Something that is held about her is wrong, in her words."""

    name: ClassVar[str] = "correction_asked"
    text: str


@dataclass(frozen=True)
class ErasureAsked(NewsOfHer):
    """She asks that everything held about her be erased, in her words."""

    name: ClassVar[str] = "erasure_asked"
    text: str


class SearchPaused(NewsOfHer):
    """She looks for no work at the moment."""

    name: ClassVar[str] = "search_paused"


class SearchResumed(NewsOfHer):
    """She looks for work again."""

    name: ClassVar[str] = "search_resumed"


class ConsentWithdrawn(NewsOfHer):
    """She no longer agrees to a use, which has stopped."""

    name: ClassVar[str] = "consent_withdrawn"


class SensitiveConsentWithdrawn(NewsOfHer):
    """She no longer agrees to sensitive notes."""

    name: ClassVar[str] = "sensitive_consent_withdrawn"


BY_MAIL = timedelta(hours=48)
ON_PAPER = timedelta(days=7)
VISIT = timedelta(hours=2)
"""How long a visit lives after the last page that was opened."""
LONGEST_VISIT = timedelta(hours=12)
RENEW_AFTER = timedelta(minutes=5)
"""A visit is written again at most this often, not at each page."""
ASKED_PER_HOUR = 3
"""Links that one person may have sent to herself in an hour: nobody floods her mailbox."""
RANKED_WITHIN = timedelta(days=183)
HERE = "espace personnel"
"""How the person said something that she did in her space."""

USED_UP = (
    "Ce lien a déjà servi, ou il n’est plus valable. Demandez-en un nouveau à votre coach, ou "
    "faites-vous en envoyer un par courriel."
)


def mail_address(session: Session, candidate: Candidate) -> str | None:
    """Where she may be written to: her address, if she has one and agrees to mails; None otherwise."""
    if candidate.email and consents.agrees(session, candidate, Purpose.MAIL):
        return candidate.email
    return None


def write_to_her(session: Session, candidate: Candidate, letter: Letter) -> bool:
    """Post a letter to her, if she may be written to (`mail_address`); whether it leaves."""
    address = mail_address(session, candidate)
    if address is not None:
        post(session, address, letter, about=candidate)
    return address is not None


def draw_link(
    session: Session,
    candidate: Candidate,
    *,
    made_by_id: int | None,
    holds: timedelta,
    now: datetime,
    typed: bool = False,
) -> str:
    """A new link to her space: the token, which is shown to nobody again. Those who call it have checked that
    the link goes to her. One that is `typed` from paper is a short code, «K7M2-Q9XB-4TRW» (59 bits at random)."""
    token = new_code(3) if typed else new_token()
    session.add(
        PersonalLink(
            candidate_id=candidate.id,
            token_sha256=hashed(token),
            made_by_id=made_by_id,
            created_at=now,
            expires_at=now + holds,
        )
    )
    session.flush()
    return token


def mail_link(
    session: Session,
    candidate: Candidate,
    letter: Callable[[str, int], Letter],
    *,
    made_by_id: int | None,
    now: datetime,
) -> bool:
    """Draw a link and send it to her in the letter made of its token and of the hours that it holds, if she may be
    written to (`mail_address`); whether it leaves. Otherwise no link is drawn."""
    address = mail_address(session, candidate)
    if address is None:
        return False
    token = draw_link(session, candidate, made_by_id=made_by_id, holds=BY_MAIL, now=now)
    post(session, address, letter(token, BY_MAIL // timedelta(hours=1)), about=candidate)
    return True


def open_accesses(session: Session, actor: Actor, candidate_id: int) -> Candidate:
    """One person for her links and visits: for who keeps her record. Raises NotFound, Forbidden."""
    return candidates.open_candidate(
        session,
        actor,
        candidate_id,
        refusal="Seul son coach, ou la personne responsable de la structure, donne accès à son espace.",
    )


def send_link(session: Session, actor: Actor, candidate: Candidate, now: datetime) -> None:
    """Send her a link by mail. Raises Forbidden, Conflict when she may not be written to."""
    check(policy.can_edit_candidate(actor, candidate))
    letter = partial(LinkToHerSpace, candidate.first_name)
    if not mail_link(session, candidate, letter, made_by_id=actor.person_id, now=now):
        raise Conflict(
            "Vivier ne peut pas lui écrire : il faut une adresse de courriel et son accord pour recevoir "
            "des courriels. Vous pouvez lui remettre un lien imprimé."
        )
    audit.record_about(session, actor, Act.CREATED, candidate, facts={"what": "link", "by": "mail"})


def print_link(session: Session, actor: Actor, candidate: Candidate, now: datetime) -> str:
    """A link to hand over on paper: its code, to be shown once. Raises Forbidden."""
    check(policy.can_edit_candidate(actor, candidate))
    token = draw_link(
        session, candidate, made_by_id=actor.person_id, holds=ON_PAPER, now=now, typed=True
    )
    audit.record_about(
        session, actor, Act.CREATED, candidate, facts={"what": "link", "by": "paper"}
    )
    return token


def ask_link(session: Session, actor: Actor, email: str, now: datetime) -> None:
    """Somebody who is not known asks for a link to be sent to this address.

    The answer is the same whatever happens, and an event is written in any case, so that neither words nor time
    tell whether the address is known. Nothing is sent to an address that several people share: one of them
    could otherwise open the space of another.
    """
    asked = email.strip().lower() if "\x00" not in email else ""
    found = session.scalars(
        select(Candidate).where(func.lower(Candidate.email) == asked).order_by(Candidate.id)
    ).all()
    one = found[0] if len(found) == 1 else None
    if (
        one is not None
        and _may_ask(session, one, now)
        and mail_link(
            session, one, partial(LinkToHerSpace, one.first_name), made_by_id=None, now=now
        )
    ):
        audit.record_about(session, actor, Act.ASKED, one, facts={"what": "link"})
    else:
        audit.record(session, actor, Act.ASKED, "site", facts={"what": "link"})
    session.flush()


def written_code(typed: str) -> str:
    """A code as it was printed, from what somebody typed: «k7m2 q9xb 4trw»; any other text as it is."""
    letters = re.sub(r"[\s-]", "", typed).upper()
    if len(letters) == 12 and set(letters) <= set(LETTERS):
        return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"
    return typed


def _may_ask(session: Session, candidate: Candidate, now: datetime) -> bool:
    recent = session.scalar(
        select(func.count())
        .select_from(PersonalLink)
        .where(
            PersonalLink.candidate_id == candidate.id,
            PersonalLink.made_by_id.is_(None),
            PersonalLink.created_at > now - timedelta(hours=1),
        )
    )
    return (recent or 0) < ASKED_PER_HOUR


def is_usable(session: Session, token: str, now: datetime) -> bool:
    """Whether the link would open the space. Looking does not use it: mail scanners open every link."""
    link = session.scalar(
        select(PersonalLink).where(
            PersonalLink.token_sha256 == hashed(written_code(token)), _unused(now)
        )
    )
    return link is not None


def open_visit(
    session: Session, token: str, now: datetime, *, today: date, address: str | None = None
) -> str:
    """Use a link: the key of the visit that it opens. Raises NotFound for a link that was used, has expired
    or was closed; of two clicks at the same moment, one opens."""
    link = session.scalar(
        select(PersonalLink)
        .where(PersonalLink.token_sha256 == hashed(written_code(token)), _unused(now))
        .with_for_update()
    )
    if link is None:
        raise NotFound(USED_UP)
    key = new_token()
    link.used_at, link.visit_sha256, link.visit_until = now, hashed(key), now + VISIT
    candidate = link.candidate
    # She came herself: that is a contact, from which the time that her record is kept counts.
    candidate.last_contact_on = max(filter(None, (candidate.last_contact_on, today)))
    herself = Actor(None, frozenset(), candidate_id=candidate.id, address=address)
    audit.record_about(session, herself, Act.SIGNED_IN, candidate)
    session.flush()
    return key


def visitor(session: Session, key: str, now: datetime) -> Candidate | None:
    """Whose visit this key is, None when there is none or it is over. The visit lives on from here."""
    link = session.scalar(
        select(PersonalLink)
        .where(
            PersonalLink.visit_sha256 == hashed(key),
            PersonalLink.revoked_at.is_(None),
            PersonalLink.visit_until > now,
        )
        .options(selectinload(PersonalLink.candidate))
    )
    if link is None or link.used_at is None or link.visit_until is None:
        return None
    until = min(now + VISIT, link.used_at + LONGEST_VISIT)
    if until - link.visit_until > RENEW_AFTER:
        link.visit_until = until
    return link.candidate


def leave(session: Session, actor: Actor, candidate: Candidate, key: str, now: datetime) -> None:
    """End this visit of hers. Raises Forbidden."""
    _check_herself(actor, candidate)
    session.execute(
        update(PersonalLink)
        .where(
            PersonalLink.candidate_id == candidate.id,
            PersonalLink.visit_sha256 == hashed(key),
            PersonalLink.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    audit.record_about(session, actor, Act.SIGNED_OUT, candidate)


def close_all(session: Session, actor: Actor, candidate: Candidate, now: datetime) -> int:
    """End every visit and every link that was not used, her own too; returns how many. By herself, or by who
    keeps her record. Raises Forbidden."""
    check(policy.can_keep_consents(actor, candidate))
    closed = session.scalars(
        update(PersonalLink)
        .where(PersonalLink.candidate_id == candidate.id, _is_open(now))
        .values(revoked_at=now)
        .returning(PersonalLink.id)
    ).all()
    audit.record_about(
        session, actor, Act.REMOVED, candidate, facts={"what": "links", "count": len(closed)}
    )
    return len(closed)


def open_links(
    session: Session, actor: Actor, candidate: Candidate, now: datetime
) -> Sequence[PersonalLink]:
    """The links that may still be used and the visits under way, newest first. Raises Forbidden."""
    check(policy.can_keep_consents(actor, candidate))
    return session.scalars(
        select(PersonalLink)
        .where(PersonalLink.candidate_id == candidate.id, _is_open(now))
        .order_by(PersonalLink.id.desc())
    ).all()


def _unused(now: datetime) -> Any:
    return and_(
        PersonalLink.used_at.is_(None),
        PersonalLink.revoked_at.is_(None),
        PersonalLink.expires_at > now,
    )


def _is_open(now: datetime) -> Any:
    visiting = and_(PersonalLink.revoked_at.is_(None), PersonalLink.visit_until > now)
    return or_(_unused(now), visiting)


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
    these with a reason (matching/privacy/sensitive.py). Raises Forbidden."""
    _check_herself(actor, candidate)
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
    audit.record_about(session, actor, Act.SAW, row)
    return Held(row, consents.records(session, row), notes, chosen_for(session, actor, row),
                _referrals(session, row))  # fmt: skip


def chosen_for(session: Session, actor: Actor, candidate: Candidate) -> Sequence[ShortlistEntry]:
    """The jobs for which coaches thought of her, newest first. Raises Forbidden."""
    check(policy.can_export_all(actor, candidate))
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
    check(policy.can_export_all(actor, candidate))
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
    check(policy.can_export_all(actor, candidate))
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
    _check_herself(actor, candidate)
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
        audit.record_about(session, actor, Act.CHANGED, candidate, facts={"fields": changed})
    if "status" in changed:
        news = SearchResumed if data.active else SearchPaused
        portfolios.write_to_keepers(session, candidate, news(candidate.reference, candidate.id))
    return candidate


def is_looking(candidate: Candidate) -> bool | None:
    """Whether she looks for work; None where that is not hers to change (in a job, left)."""
    return {CandidateStatus.ACTIVE: True, CandidateStatus.PAUSED: False}.get(candidate.status)


def set_consent(
    session: Session, actor: Actor, candidate: Candidate, purpose: Purpose, agreed: bool
) -> None:
    """Agree to a use, or not any more, at once. Letters that wait to be sent to her go with her agreement to
    mails. Her coach is told of a withdrawal. Raises Forbidden, Invalid."""
    _check_herself(actor, candidate)
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
    portfolios.write_to_keepers(session, candidate, news(candidate.reference, candidate.id))


def ask_correction(session: Session, actor: Actor, candidate: Candidate, text: str) -> None:
    """Say that something held about her is wrong (RGPD art. 16); her coach is told. Raises Forbidden, Invalid."""
    said = _ask(session, actor, candidate, CorrectionKind.CORRECTION, text, "ce qui est à corriger")
    letter = CorrectionAsked(candidate.reference, candidate.id, said)
    portfolios.write_to_keepers(session, candidate, letter)


def ask_erasure(session: Session, actor: Actor, candidate: Candidate, text: str) -> None:
    """Ask that everything held about her be erased (RGPD art. 17); her coach is told, and decides. Raises
    Forbidden, Invalid."""
    text = text.strip() or "Sans précision."
    said = _ask(session, actor, candidate, CorrectionKind.ERASURE, text, "votre demande")
    letter = ErasureAsked(candidate.reference, candidate.id, said)
    portfolios.write_to_keepers(session, candidate, letter)


def _ask(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    kind: CorrectionKind,
    text: str,
    missing: str,
) -> str:
    """Her words, as they are kept."""
    _check_herself(actor, candidate)
    request = rectification.ask(session, actor, candidate, text=text, kind=kind, missing=missing)
    return request.text


def _check_herself(actor: Actor, candidate: Candidate) -> None:
    if not policy.is_herself(actor, candidate):
        raise Forbidden("Cet espace est celui d’une autre personne.")

"""Erasing a person everywhere (RGPD art. 17): her record and all that hangs on it, and what names her elsewhere.

The database goes first, in the one transaction of the caller. What lies outside (files, the vectors' cache, the
index) follows once that has committed: `Erased` says what, webapp/operations/erasing.py does it, and its sweep finishes what a
crash left, because a file without a row, a vector without a text and a document without a row can all be found
again.

What stays is pseudonymous or anonymous: audit events keep the number of a row that is gone (who did what must stay
provable, RGPD art. 5(2)), ranking lines keep rank and score (Regulation (EU) 2024/1689, art. 12), and one
`AnonymousStatistic` counts her among those who have left. Texts of all of these go.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, text, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from matching import stale
from matching.actor import Actor, check
from matching.audit.events import Act, AuditDetail, AuditEvent, record_about
from matching.consents.tables import ConsentRecord, PersonalLink, SensitiveNote
from matching.db import folded_column
from matching.errors import Invalid
from matching.history import FieldChange
from matching.journey.access_requests.tables import AccessRequest
from matching.journey.referrals.tables import Referral
from matching.journey.shortlists.tables import ShortlistEntry
from matching.letters import OutgoingMail
from matching.pool.candidates.tables import Candidate, Cv, Experience
from matching.pool.people.tables import Person
from matching.privacy.corrections.tables import CorrectionRequest
from matching.privacy.export import things_of
from matching.privacy.rights import can_erase_candidate
from matching.ranking.log.tables import RankingEntry, RankingResult
from matching.steering.statistics import AnonymousStatistic
from matching.steering.terms import ErasureReason
from matching.texts.cv.wording import names_a_job
from matching.texts.fold import folded

SHORT_NAME = 3
"""A family name of so few letters is a word of many sentences: it counts with the first name only."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What must go outside the database once the erasure has committed: `files` of the store, and `texts` (the
    questions that named her) whose vectors may be cached. `candidate_id` names her document in the index."""

    candidate_id: int
    files: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows of each sort an erasure will take, for the page that asks for confirmation."""

    cvs: int
    sensitive_notes: int
    consents: int
    shortlisted: int
    referrals: int
    access_requests: int
    requests: int
    links: int
    letters: int


def extent(session: Session, actor: Actor, candidate: Candidate) -> Extent:
    """What would go. Raises Forbidden."""
    check(can_erase_candidate(actor, candidate), NOT_ALLOWED)

    def count(column: InstrumentedAttribute[Any]) -> int:
        return session.scalar(select(func.count()).where(column == candidate.id)) or 0

    return Extent(
        cvs=count(Cv.candidate_id),
        sensitive_notes=count(SensitiveNote.candidate_id),
        consents=count(ConsentRecord.candidate_id),
        shortlisted=count(ShortlistEntry.candidate_id),
        referrals=count(Referral.candidate_id),
        access_requests=count(AccessRequest.candidate_id),
        requests=count(CorrectionRequest.candidate_id),
        links=count(PersonalLink.candidate_id),
        letters=count(OutgoingMail.about_candidate_id),
    )


NOT_ALLOWED = "Seul son coach, ou la personne responsable de la structure, efface cette fiche."


def erase(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    reason: ErasureReason,
    today: date,
    reference: str | None = None,
) -> Erased:
    """Erase her from the database. A human types her `reference` to confirm; only the system goes without.

    Raises Forbidden, Invalid (field «reference»). The caller commits, then removes what `Erased` names.
    """
    check(can_erase_candidate(actor, candidate), NOT_ALLOWED)
    if not actor.system and (reference or "").strip().upper() != candidate.reference:
        message = f"Recopiez la référence de la fiche : {candidate.reference}."
        raise Invalid(message, {"reference": message})
    session.flush()
    # Whoever is writing to her record ends first.
    session.execute(select(Candidate.id).where(Candidate.id == candidate.id).with_for_update())
    files = session.scalars(select(Cv.stored_as).where(Cv.candidate_id == candidate.id)).all()
    things = things_of(session, candidate)
    names = _names_of(session, candidate)
    session.add(_statistic(session, candidate, reason, today))
    questions = _forget_in_rankings(session, candidate.id, names)
    _forget_letters(session, candidate)
    stale.mark(session, "candidate", [candidate.id])
    record_about(
        session, actor, Act.ERASED, candidate, facts={"reason": str(reason), "cvs": len(files)}
    )
    session.flush()
    session.execute(
        delete(Candidate).where(Candidate.id == candidate.id),
        execution_options={"synchronize_session": False},
    )  # every table that names her follows (ON DELETE CASCADE; tests/matching/privacy/test_erasure.py walks them)
    # After the deletion: its triggers have written once more what each row said.
    for kind, ids in things:
        session.execute(
            delete(FieldChange).where(FieldChange.kind == kind, FieldChange.subject_id.in_(ids))
        )
    _forget_reasons(session, candidate.id, things, names)
    session.expunge(candidate)
    return Erased(candidate.id, tuple(files), tuple(questions))


def _statistic(
    session: Session, candidate: Candidate, reason: ErasureReason, today: date
) -> AnonymousStatistic:
    romes = [
        *candidate.wished_romes,
        *session.scalars(
            select(Experience.rome).where(
                Experience.candidate_id == candidate.id, Experience.rome.is_not(None)
            )
        ),
    ]
    states = session.scalars(select(Referral.state).where(Referral.candidate_id == candidate.id))
    return AnonymousStatistic(
        structure_id=candidate.structure_id,
        entered_quarter=_quarter(candidate.created_at),
        left_quarter=_quarter(today),
        status=candidate.status,
        trade_family=romes[0][0] if romes and romes[0] else None,
        shortlisted=session.scalar(
            select(func.count())
            .select_from(ShortlistEntry)
            .where(ShortlistEntry.candidate_id == candidate.id)
        )
        or 0,
        referrals=dict(Counter(states)),
        reason=reason,
    )


def _quarter(day: date | datetime) -> str:
    """«2026T4»."""
    return f"{day.year}T{(day.month + 2) // 3}"


def _names_of(session: Session, candidate: Candidate) -> str:
    """A pattern for PostgreSQL, on folded text: her name in either order, her contact, her reference; her family
    name alone where it is no trade and nobody else's, for what is said of others must stay."""
    first, last = (_spaced(name) for name in (candidate.first_name, candidate.last_name))
    found = [rf"\m{first}\M[^\w]+\m{last}\M", rf"\m{last}\M[^\w]+\m{first}\M"]
    if (
        len(folded(candidate.last_name)) > SHORT_NAME
        and not names_a_job(candidate.last_name)
        and not _has_namesake(session, candidate)
    ):
        found.append(rf"\m{last}\M")
    if candidate.email:
        found.append(_escaped(folded(candidate.email)))
    digits = re.sub(r"\D", "", candidate.phone or "")
    if len(digits) >= 9:  # a French number, written with or without spaces, 0 or +33
        found.append(r"[^\d]*".join(digits[-9:]))
    found.append(_escaped(folded(candidate.reference)))
    return "|".join(found)


def _has_namesake(session: Session, candidate: Candidate) -> bool:
    same = folded(candidate.last_name)
    others = select(Candidate.id).where(
        folded_column(Candidate.last_name) == same, Candidate.id != candidate.id
    )
    staff = select(Person.id).where(folded_column(Person.last_name) == same)
    return session.scalar(select(or_(others.exists(), staff.exists()))) or False


def _spaced(name: str) -> str:
    return r"[^\w]+".join(_escaped(word) for word in re.findall(r"\w+", folded(name))) or r"\w\W"


def _escaped(word: str) -> str:
    """For a POSIX pattern: everything but letters and digits with a backslash."""
    return re.sub(r"([^\w\s])", r"\\\1", word)


def _forget_in_rankings(session: Session, candidate_id: int, names: str) -> list[str]:
    """Her lines, and the lines that were shown for her, keep rank, score and kinds of reason. Questions that
    name her, or that she asked, are emptied; returns them."""
    hers = or_(
        and_(RankingEntry.asked_kind == "candidate", RankingEntry.asked_id == candidate_id),
        and_(RankingEntry.actor_kind == "candidate", RankingEntry.actor_id == candidate_id),
        folded_column(RankingEntry.question).regexp_match(names),
    )
    found = session.execute(select(RankingEntry.id, RankingEntry.question).where(hers)).all()
    if found:
        session.execute(
            update(RankingEntry)
            .where(RankingEntry.id.in_([id_ for id_, _ in found]))
            .values(question="", filters={}),
            execution_options={"synchronize_session": False},
        )
    for_her = select(RankingEntry.id).where(
        RankingEntry.asked_kind == "candidate", RankingEntry.asked_id == candidate_id
    )
    session.execute(
        update(RankingResult)
        .where(
            or_(
                and_(RankingResult.kind == "candidate", RankingResult.subject_id == candidate_id),
                RankingResult.entry_id.in_(for_her),
            )
        )
        .values(reasons=_KINDS_ONLY, signals=_NUMBERS_ONLY),
        execution_options={"synchronize_session": False},
    )
    return [question for _, question in found if question]


_KINDS_ONLY = text(
    """(SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'kind', reason -> 'kind', 'part', reason -> 'part', 'tone', reason -> 'tone'))), '[]')
        FROM jsonb_array_elements(ranking_result.reasons) AS reason
        WHERE jsonb_typeof(reason) = 'object')"""
)
"""What a reason was about, without its sentence and its evidence."""

_NUMBERS_ONLY = text(
    """(SELECT coalesce(jsonb_object_agg(key, value), '{}') FROM jsonb_each(ranking_result.signals)
        WHERE jsonb_typeof(value) = 'number')"""
)


def _forget_letters(session: Session, candidate: Candidate) -> None:
    about_her = OutgoingMail.about_candidate_id == candidate.id
    if candidate.email:
        # Not letters about somebody else at an address that two people share.
        to_her = func.lower(OutgoingMail.to) == candidate.email.lower()
        about_her = or_(about_her, and_(OutgoingMail.about_candidate_id.is_(None), to_her))
    session.execute(delete(OutgoingMail).where(about_her))


def _forget_reasons(
    session: Session, candidate_id: int, things: list[tuple[str, list[int]]], names: str
) -> None:
    """What was typed about her, or by her, or with her name, in the journal; the events themselves stay."""
    about_her = [
        and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids))
        for kind, ids in things
    ]
    by_her = and_(AuditEvent.actor_kind == "candidate", AuditEvent.actor_id == candidate_id)
    events = select(AuditEvent.id).where(or_(by_her, *about_her))
    session.execute(
        delete(AuditDetail).where(
            or_(
                AuditDetail.event_id.in_(events),
                folded_column(AuditDetail.text).regexp_match(names),
            )
        ),
        execution_options={"synchronize_session": False},
    )

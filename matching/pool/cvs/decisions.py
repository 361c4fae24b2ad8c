"""What the coach decides of what was read in a CV: only then it enters the record (ADR 0006)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from matching import stale
from matching.actor import Actor, check
from matching.audit.events import Act
from matching.checks import Checks, checked_email
from matching.errors import Invalid, NotFound
from matching.pool.candidates.life import (
    CertificateData,
    EducationData,
    ExperienceData,
    LanguageData,
    add_certificate,
    add_education,
    add_experience,
)
from matching.pool.candidates.rights import can_edit_candidate
from matching.pool.candidates.tables import Candidate, Cv, SpokenLanguage
from matching.pool.candidates.terms import ProposalState
from matching.pool.cvs.files import note_cv
from matching.pool.reference.communes import communes_matching
from matching.pool.reference.terms import LANGUAGE_LEVELS, LICENCES
from matching.workflow import Workflow

PATH = Workflow(
    {
        ProposalState.PENDING: (
            ProposalState.ACCEPTED,
            ProposalState.CORRECTED,
            ProposalState.REJECTED,
        ),
        ProposalState.ACCEPTED: (),
        ProposalState.CORRECTED: (),
        ProposalState.REJECTED: (),
    },
    moved_on="Ce CV a changé entre-temps : rechargez la page.",
)
"""A proposal is decided once."""

SAID_LEVELS = {"notions": "A2", "intermediate": "B1", "fluent": "C1"}
"""What a CV says of a language in words → the CECRL level proposed for it; the coach corrects it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a human says of one proposal; a correction carries the corrected payload."""

    proposal_id: int
    state: ProposalState
    payload: dict[str, Any] | None = None


def decide(
    session: Session,
    actor: Actor,
    cv: Cv,
    decisions: Sequence[Decision],
    *,
    now: datetime,
) -> None:
    """Record what a human says of the proposals, and take over what she accepts or corrects.

    Each proposal is decided once; deciding it again changes nothing. Raises Invalid with the proposal's id
    as field («proposal-12») when a correction cannot be taken over: then nothing is.
    """
    candidate = cv.candidate
    check(
        can_edit_candidate(actor, candidate),
        "Seul son coach, ou la personne responsable de la structure, décide ici.",
    )
    by_id = {proposal.id: proposal for proposal in cv.proposals}
    problems: dict[str, str] = {}
    with session.begin_nested():
        for decision in decisions:
            proposal = by_id.get(decision.proposal_id)
            if proposal is None:
                raise NotFound("Cette proposition n’existe pas dans ce CV.")
            if not PATH.allows(PATH.hold(session, proposal), decision.state):
                continue
            payload = (
                decision.payload if decision.state == ProposalState.CORRECTED else proposal.payload
            )
            if decision.state != ProposalState.REJECTED:
                try:
                    _take_over(session, actor, candidate, cv, proposal.kind, payload or {})
                except Invalid as error:
                    text = " ".join(error.fields.values()) or error.message
                    problems[f"proposal-{proposal.id}"] = text
                    continue
            proposal.state = decision.state
            if decision.state == ProposalState.CORRECTED:
                proposal.payload = dict(payload or {})
            proposal.decided_by_id = actor.person_id
            proposal.decided_at = now
        if problems:
            raise Invalid("Certaines corrections sont à revoir.", problems)
    stale.mark(session, "candidate", [candidate.id])
    said = Counter(str(decision.state) for decision in decisions)
    note_cv(session, actor, Act.DECIDED, cv, candidate, **said)


def _take_over(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    cv: Cv,
    kind: str,
    payload: dict[str, Any],
) -> None:
    """Add one accepted fact to the person."""
    if kind == "experience":
        add_experience(session, actor, candidate, experience_data(payload), cv_id=cv.id)
    elif kind == "education":
        level = payload.get("level")
        data = EducationData(
            str(payload.get("label") or ""),
            f"Niveau {level}" if level else None,
            payload.get("year"),
        )
        add_education(session, actor, candidate, data, cv_id=cv.id)
    elif kind == "certificate":
        year = payload.get("valid_until")
        certificate = CertificateData(
            str(payload.get("label") or ""),
            payload.get("obtained"),
            date(year, 12, 31) if year else None,
        )
        add_certificate(session, actor, candidate, certificate, cv_id=cv.id)
    elif kind == "licence":
        checks = Checks()
        code = checks.among([str(payload.get("code") or "")], LICENCES, "licence")
        checks.done()
        candidate.licences = list(dict.fromkeys([*candidate.licences, *code]))
    elif kind == "vehicle":
        if candidate.has_vehicle is None:
            candidate.has_vehicle = bool(payload.get("has_vehicle"))
    elif kind == "language":
        _add_language(candidate, language_data(payload))
    elif kind == "skill":
        checks = Checks()
        text = checks.text(str(payload.get("label") or ""), "skill", "la compétence", maximum=200)
        checks.done()
        if text.casefold() not in {s.casefold() for s in candidate.skills}:
            candidate.skills = [*candidate.skills, text]
    elif kind == "contact":
        _fill_contact(session, candidate, str(payload.get("kind")), str(payload.get("value") or ""))


def experience_data(payload: dict[str, Any]) -> ExperienceData:
    """An experience as it was read (or corrected) as what the pool records."""
    start, end = payload.get("start") or (None, None), payload.get("end") or (None, None)
    lines = payload.get("description") or ()
    rome = payload.get("rome") or ()
    return ExperienceData(
        title=str(payload.get("title") or ""),
        employer=payload.get("employer") or None,
        place=payload.get("place") or None,
        start_year=start[0],
        start_month=start[1],
        end_year=end[0],
        end_month=end[1],
        current=bool(payload.get("current")),
        description=lines if isinstance(lines, str) else "\n".join(lines),
        rome=rome if isinstance(rome, str) else (rome[0][0] if rome else None),
    )


def language_data(payload: dict[str, Any]) -> LanguageData:
    """A language with a CECRL level: the one read, or what its wording stands for."""
    level = str(payload.get("level") or "")
    return LanguageData(
        str(payload.get("label") or "").lower(), SAID_LEVELS.get(level, level) or None
    )


def _add_language(candidate: Candidate, data: LanguageData) -> None:
    checks = Checks()
    language = checks.text(data.language, "language", "la langue", maximum=40)
    checks.among([data.level] if data.level else [], LANGUAGE_LEVELS, "language")
    checks.done()
    if language not in {row.language for row in candidate.languages}:
        candidate.languages.append(SpokenLanguage(language=language, level=data.level))


CONTACT_FIELDS = {"email": "email", "phone": "phone", "address": "street"}


def _fill_contact(session: Session, candidate: Candidate, kind: str, value: str) -> None:
    """Take a contact detail over where nothing stands; a name is the coach's to type."""
    if kind in ("postcode", "city"):
        found = communes_matching(session, value, limit=2)
        if candidate.commune_insee is None and len(found) == 1:
            candidate.commune_insee = found[0].insee
        return
    field = CONTACT_FIELDS.get(kind)
    if field is None or getattr(candidate, field):
        return
    checks = Checks()
    if field == "email":
        value = checked_email(checks, value)
    checks.length(value, field, {"email": 254, "phone": 32, "street": 200}[field])
    checks.done()
    setattr(candidate, field, value)

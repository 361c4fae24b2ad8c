"""CVs: keeping each version of the file, proposing what was read from it, and recording what a human decides.

Nothing that was read becomes a fact by itself, and nothing that a coach typed is overwritten: a contact
detail is only taken where the field is empty, an experience or certificate is added beside what is there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matching import audit, policy, stale
from matching.actor import Actor, check
from matching.audit import Act
from matching.checks import Checks
from matching.errors import Invalid, NotFound
from matching.files import FileStore
from matching.pool import candidates
from matching.pool.candidates import CertificateData, EducationData, ExperienceData, LanguageData
from matching.pool.people import checked_email
from matching.pool.reference.communes import communes_matching
from matching.pool.tables import Candidate, Cv, CvProposal, SpokenLanguage
from matching.pool.terms import LANGUAGE_LEVELS, LICENCES, ProposalState
from matching.texts.cv import Reading, read_cv
from matching.workflow import Workflow

TradeReader = Callable[[str], list[tuple[str, float]]]
"""A job title → ROME codes with a share each, best first."""

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


class ExtractedText(Protocol):
    """What the reading of a file gives (indexing.extract.Extracted)."""

    @property
    def text(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def pages(self) -> int: ...
    @property
    def ocr(self) -> bool: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Decision:
    """What a human says of one proposal; a correction carries the corrected payload."""

    proposal_id: int
    state: ProposalState
    payload: dict[str, Any] | None = None


def import_cv(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    filename: str,
    data: bytes,
    files: FileStore,
    extract: Callable[[bytes, str], ExtractedText],
    trade_reader: TradeReader | None,
    today: date,
) -> Cv:
    """Keep a CV as the person's newest version, with what could be read as proposals.

    A file that is already there (same bytes) is not kept twice: its version is returned. Raises
    UnreadableFile, Forbidden, Invalid; nothing is kept then.
    """
    check(policy.can_edit_candidate(actor, candidate))
    if not data:
        raise Invalid(
            "Choisissez un fichier : celui-ci est vide.", {"file": "Ce fichier est vide."}
        )
    by = actor.person_id or candidate.coach_id
    if by is None:
        raise Invalid("Donnez d’abord un coach à cette personne : son CV est déposé en son nom.")
    digest = hashlib.sha256(data).hexdigest()
    kept = session.execute(
        select(Cv.sha256, Cv.version, Cv.id).where(Cv.candidate_id == candidate.id)
    ).all()
    known = next((row.id for row in kept if row.sha256 == digest), None)
    if known is not None:
        return session.get_one(Cv, known)
    found = extract(data, filename)
    # PostgreSQL takes neither NUL nor half of a surrogate pair; both come out of damaged files.
    text = found.text.replace("\x00", "").encode("utf-8", "ignore").decode()
    reading = read_cv(text, today=today, rome_reader=trade_reader)
    cv = Cv(
        candidate_id=candidate.id,
        version=1 + max((row.version for row in kept), default=0),
        filename=PurePath(filename.replace("\x00", "").replace("\\", "/")).name[-255:] or "cv",
        stored_as=files.put(data),
        kind=found.kind,
        size=len(data),
        sha256=digest,
        pages=found.pages,
        ocr=found.ocr,
        warnings=[w[:300] for w in found.warnings],
        text=text,
        uploaded_by_id=by,
        proposals=_proposals(reading),
    )
    session.add(cv)
    session.flush()  # the review page is addressed by its id
    stale.mark(session, "candidate", [candidate.id])
    _note_cv(session, actor, Act.CREATED, cv, candidate)
    return cv


def _note_cv(
    session: Session, actor: Actor, act: Act, cv: Cv, candidate: Candidate, **counts: int
) -> None:
    audit.record(
        session, actor, act, "cv", cv.id, structure_id=candidate.structure_id,
        things={"candidate": candidate.id}, facts={"version": cv.version, **counts},
    )  # fmt: skip


def _proposals(reading: Reading) -> list[CvProposal]:
    """Each thing read as a row; what two passages both say is proposed once."""
    groups: list[tuple[str, Sequence[Any]]] = [
        ("experience", reading.experiences),
        ("education", reading.education),
        ("certificate", reading.certificates),
        ("licence", reading.licences),
        ("vehicle", (reading.vehicle,) if reading.vehicle else ()),
        ("language", reading.languages),
        ("skill", reading.skills),
        ("contact", reading.contact),
    ]
    rows: dict[str, CvProposal] = {}
    for kind, proposals in groups:
        for proposal in proposals:
            payload = asdict(proposal)
            key, evidence = payload.pop("key"), payload.pop("evidence")
            rows.setdefault(key, CvProposal(kind=kind, key=key, payload=payload, evidence=evidence))
    return list(rows.values())


def candidate_for_cv(session: Session, actor: Actor, candidate_id: int) -> Candidate:
    """The person to whom a CV is about to be added. Raises NotFound, Forbidden."""
    return candidates.open_candidate(
        session,
        actor,
        candidate_id,
        refusal="Seul son coach, ou la personne responsable de la structure, dépose un CV ici.",
    )


def get_cv(session: Session, actor: Actor, cv_id: int) -> Cv:
    """One version with its proposals and its person. A CV is part of the whole record. Raises NotFound, also
    where the actor may not see her, and Forbidden where she knows her by name only."""
    cv = session.scalar(select(Cv).where(Cv.id == cv_id).options(selectinload(Cv.proposals)))
    if cv is None:
        raise NotFound("Ce CV n’existe pas.")
    _note_cv(
        session, actor, Act.SAW, cv, candidates.open_candidate(session, actor, cv.candidate_id)
    )
    return cv


def read_file(session: Session, actor: Actor, cv_id: int, files: FileStore) -> tuple[Cv, bytes]:
    """A version and the bytes that were uploaded. Raises NotFound, Forbidden."""
    cv = get_cv(session, actor, cv_id)
    _note_cv(session, actor, Act.DOWNLOADED, cv, cv.candidate)
    return cv, files.get(cv.stored_as)


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
        policy.can_edit_candidate(actor, candidate),
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
    _note_cv(session, actor, Act.DECIDED, cv, candidate, **said)


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
        candidates.add_experience(session, actor, candidate, experience_data(payload), cv_id=cv.id)
    elif kind == "education":
        level = payload.get("level")
        data = EducationData(
            str(payload.get("label") or ""),
            f"Niveau {level}" if level else None,
            payload.get("year"),
        )
        candidates.add_education(session, actor, candidate, data, cv_id=cv.id)
    elif kind == "certificate":
        year = payload.get("valid_until")
        certificate = CertificateData(
            str(payload.get("label") or ""),
            payload.get("obtained"),
            date(year, 12, 31) if year else None,
        )
        candidates.add_certificate(session, actor, candidate, certificate, cv_id=cv.id)
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

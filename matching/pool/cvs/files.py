"""CVs: keeping each version of the file, proposing what was read from it, and recording what a human decides.

Nothing that was read becomes a fact by itself, and nothing that a coach typed is overwritten: a contact
detail is only taken where the field is empty, an experience or certificate is added beside what is there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import PurePath
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matching import stale
from matching.actor import Actor, check
from matching.audit.events import Act, record
from matching.errors import Invalid, NotFound
from matching.files import FileStore
from matching.pool.candidates.reading import open_candidate
from matching.pool.candidates.rights import can_edit_candidate
from matching.pool.candidates.tables import Candidate, Cv, CvProposal
from matching.texts.cv import Reading, read_cv

TradeReader = Callable[[str], list[tuple[str, float]]]
"""A job title → ROME codes with a share each, best first."""


class ExtractedText(Protocol):
    """What the reading of a file gives (indexing.text.extract.Extracted)."""

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
    check(can_edit_candidate(actor, candidate))
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
    note_cv(session, actor, Act.CREATED, cv, candidate)
    return cv


def note_cv(
    session: Session, actor: Actor, act: Act, cv: Cv, candidate: Candidate, **counts: int
) -> None:
    record(
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
    return open_candidate(
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
    note_cv(session, actor, Act.SAW, cv, open_candidate(session, actor, cv.candidate_id))
    return cv


def read_file(session: Session, actor: Actor, cv_id: int, files: FileStore) -> tuple[Cv, bytes]:
    """A version and the bytes that were uploaded. Raises NotFound, Forbidden."""
    cv = get_cv(session, actor, cv_id)
    note_cv(session, actor, Act.DOWNLOADED, cv, cv.candidate)
    return cv, files.get(cv.stored_as)

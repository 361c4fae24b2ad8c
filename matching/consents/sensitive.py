"""Notes on health, handicap, justice or family: apart from the record, and opened with a reason each time.

They need the person's consent (RGPD art. 9(2)(a)); with it withdrawn they go at once (art. 17(1)(b), see
matching/consents/consents.py). They are never indexed, listed or searched: no other module but the access export
and the erasure reads their table.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, check
from matching.audit.events import Act, record_about
from matching.checks import Checks
from matching.consents import consents
from matching.consents.rights import can_open_sensitive
from matching.consents.tables import SensitiveNote
from matching.consents.terms import Purpose, SensitiveKind
from matching.errors import Invalid, NotFound
from matching.pool.candidates.reading import open_data
from matching.pool.candidates.tables import Candidate

LONGEST = 2000
SHORTEST_REASON = 10
"""Characters: «aménagement du poste» says something, «voir» does not."""

NOT_ALLOWED = (
    "Seul son coach attitré, ou la personne responsable de la structure, ouvre ces informations."
)


def open_person(session: Session, actor: Actor, candidate_id: int) -> Candidate:
    """One person for the notes about her that are kept apart; shows none. Raises NotFound, Forbidden."""
    candidate = open_data(session, actor, candidate_id)
    check(can_open_sensitive(actor, candidate), NOT_ALLOWED)
    return candidate


def count(session: Session, actor: Actor, candidate: Candidate) -> int:
    """How many notes there are. Raises Forbidden."""
    check(can_open_sensitive(actor, candidate), NOT_ALLOWED)
    return (
        session.scalar(select(func.count()).where(SensitiveNote.candidate_id == candidate.id)) or 0
    )


def open_notes(
    session: Session, actor: Actor, candidate: Candidate, *, reason: str
) -> list[SensitiveNote]:
    """The notes, oldest first, to be shown once. The reason is kept in the journal. Raises Forbidden, Invalid
    (field «reason»)."""
    check(can_open_sensitive(actor, candidate), NOT_ALLOWED)
    checks = Checks()
    said = checks.text(reason, "reason", "pourquoi vous en avez besoin aujourd’hui", maximum=500)
    checks.need(
        len(said) >= SHORTEST_REASON,
        "reason",
        "Précisez la raison en quelques mots, par exemple « préparer l’aménagement du poste ».",
    )
    checks.done()
    notes = list(
        session.scalars(
            select(SensitiveNote)
            .where(SensitiveNote.candidate_id == candidate.id)
            .options(selectinload(SensitiveNote.written_by))
            .order_by(SensitiveNote.id)
        )
    )
    record_about(
        session, actor, Act.OPENED_SENSITIVE, candidate, facts={"notes": len(notes)}, reason=said
    )
    return notes


def add(
    session: Session, actor: Actor, candidate: Candidate, *, kind: str, text: str
) -> SensitiveNote:
    """Write one. Raises Forbidden; Invalid without her consent, or without a text."""
    check(can_open_sensitive(actor, candidate), NOT_ALLOWED)
    if not consents.agrees(session, candidate, Purpose.SENSITIVE):
        raise Invalid(
            "La personne n’a pas donné son accord pour ces informations : parlez-en avec elle et notez "
            "d’abord sa réponse."
        )
    checks = Checks()
    checks.among([kind], SensitiveKind, "kind")
    said = checks.text(text, "text", "ce qu’il est utile de savoir", maximum=LONGEST)
    checks.done()
    if actor.person_id is None:
        raise Invalid("Une note de ce genre est toujours signée d’un professionnel.")
    note = SensitiveNote(
        candidate_id=candidate.id,
        kind=SensitiveKind(kind),
        text=said,
        written_by_id=actor.person_id,
    )
    session.add(note)
    session.flush()
    record_about(session, actor, Act.CREATED, candidate, facts=_facts(note))
    return note


def correct(
    session: Session, actor: Actor, candidate: Candidate, note_id: int, *, text: str
) -> SensitiveNote:
    """Replace the text of one. Raises Forbidden, NotFound, Invalid (field «text»)."""
    note = _own(session, actor, candidate, note_id)
    checks = Checks()
    said = checks.text(text, "text", "ce qu’il est utile de savoir", maximum=LONGEST)
    checks.done()
    note.text = said
    record_about(session, actor, Act.CHANGED, candidate, facts=_facts(note))
    return note


def remove(session: Session, actor: Actor, candidate: Candidate, note_id: int) -> None:
    """Take one away for good. Raises Forbidden, NotFound."""
    note = _own(session, actor, candidate, note_id)
    record_about(session, actor, Act.REMOVED, candidate, facts=_facts(note))
    session.delete(note)


def _own(session: Session, actor: Actor, candidate: Candidate, note_id: int) -> SensitiveNote:
    check(can_open_sensitive(actor, candidate), NOT_ALLOWED)
    note = session.get(SensitiveNote, note_id)
    if note is None or note.candidate_id != candidate.id:
        raise NotFound("Cette note n’existe plus.")
    return note


def _facts(note: SensitiveNote) -> dict[str, Any]:
    return {"sensitive_note": note.id, "kind": note.kind}

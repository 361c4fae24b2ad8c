"""Notes that are kept apart: never in a document, an index, a list or a search; opened with a reason by few."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from indexing.documents import build_documents, indexed_texts
from matching import stale
from matching.actor import Actor, Role, View
from matching.audit.events import Act, AuditDetail, AuditEvent
from matching.consents import consents, sensitive
from matching.consents.tables import SensitiveNote
from matching.consents.terms import Purpose, SensitiveKind
from matching.db import transaction
from matching.errors import Forbidden, Invalid, NotFound
from matching.history import FieldChange
from matching.listing import all_rows
from matching.pool.candidates.reading import list_candidates
from matching.pool.candidates.tables import Candidate
from matching.pool.people.life import actor_of
from matching.ports import DocKey, Filters, Query
from matching.ranking.rights import search_keys
from matching.stale import Mark
from tests.world.builders import a_candidate, a_coach, a_person, a_structure, a_territory
from tests.world.places import load_reference
from tests.world.site import SiteRuntime

SENTINEL = "zygomorphe"
REASON = "préparer l’aménagement du poste"


@pytest.fixture
def place(session: Session) -> tuple[Candidate, Actor]:
    """A person who agreed, and her coach."""
    return a_place(session)


def a_place(session: Session) -> tuple[Candidate, Actor]:
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    coach = a_coach(session, structure)
    row = a_candidate(session, structure, coach_id=coach.person_id, wishes_text="un quai calme")
    consents.note_consent(session, coach, row, Purpose.SENSITIVE, True, how="en entretien")
    return row, coach


def test_a_note_is_nowhere_but_in_its_table(
    sessions: sessionmaker[Session], tmp_path: Path
) -> None:
    site = SiteRuntime(sessions, tmp_path, indexes=True)
    with transaction(site.sessions) as session:
        row, coach = a_place(session)
        for kind in SensitiveKind:
            sensitive.add(session, coach, row, kind=kind, text=f"{SENTINEL} {kind}")
        key = DocKey("candidate", row.id)
        built = build_documents(
            session, [Mark(key, 1)], lambda texts, declared: [{} for _ in texts]
        )
        assert SENTINEL not in repr(built)
        assert SENTINEL not in repr(indexed_texts(session, "candidate"))
        stale.mark(session, "candidate", [row.id])
        found = all_rows(session, list_candidates(coach, text=SENTINEL).as_part())
        assert found == []
    site.drain()
    with site.sessions() as session:
        keys = search_keys(coach, "candidate", View.ANONYMOUS)
        page = site.search.search(Query("candidate", Filters(visible_to=keys), text=SENTINEL))
        assert [hit.signals.words for hit in page.hits] == [0.0]
        assert SENTINEL not in repr(page)
        assert SENTINEL not in repr(site.engine.stored([key]))
        # Neither the history nor the journal repeats what was written.
        for table in (FieldChange, AuditEvent, AuditDetail):
            for change in session.scalars(select(table)):
                assert SENTINEL not in repr(vars(change))
    site.engine.close()
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert SENTINEL.encode() not in path.read_bytes(), path.name


def test_nothing_is_written_without_her_consent(session: Session) -> None:
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    coach = a_coach(session, structure)
    row = a_candidate(session, structure, coach_id=coach.person_id)
    for step in (
        lambda: None,
        lambda: consents.note_consent(
            session, coach, row, Purpose.SENSITIVE, False, how="en entretien"
        ),
    ):
        step()
        with pytest.raises(Invalid, match="accord"):
            sensitive.add(session, coach, row, kind="health", text="x")


def test_a_withdrawn_consent_takes_the_notes_along(
    session: Session, place: tuple[Candidate, Actor]
) -> None:
    row, coach = place
    sensitive.add(session, coach, row, kind="health", text="x")
    herself = Actor(None, frozenset(), candidate_id=row.id)
    consents.note_consent(session, herself, row, Purpose.MAIL, False, how="espace personnel")
    assert sensitive.count(session, coach, row) == 1
    consents.note_consent(session, herself, row, Purpose.SENSITIVE, False, how="espace personnel")
    assert sensitive.count(session, coach, row) == 0


def test_opening_leaves_the_reason_in_the_journal(
    session: Session, place: tuple[Candidate, Actor]
) -> None:
    row, coach = place
    sensitive.add(session, coach, row, kind="health", text="x")
    for times in (1, 2):  # each opening is an act of its own
        assert [note.text for note in sensitive.open_notes(session, coach, row, reason=REASON)] == [
            "x"
        ]
        session.flush()
        opened = session.scalars(
            select(AuditDetail.text).join(AuditEvent).where(AuditEvent.act == Act.OPENED_SENSITIVE)
        ).all()
        assert opened == [REASON] * times
    for poor in ("", "   ", "voir", "x" * 501):
        with pytest.raises(Invalid) as refused:
            sensitive.open_notes(session, coach, row, reason=poor)
        assert "reason" in refused.value.fields


def test_only_her_coach_and_the_manager_come_near(
    session: Session, place: tuple[Candidate, Actor]
) -> None:
    row, coach = place
    note = sensitive.add(session, coach, row, kind="health", text="x")
    structure = row.structure
    manager = actor_of(a_person(session, Role.STRUCTURE_MANAGER, structure=structure))
    others = [
        a_coach(session, structure),
        a_coach(session, a_structure(session, structure.territory)),
        actor_of(a_person(session, Role.EMPLOYMENT_DEVELOPER, territory=structure.territory)),
        actor_of(a_person(session, Role.ADMINISTRATOR)),
        actor_of(a_person(session, Role.AUDITOR)),
        Actor(None, frozenset(), candidate_id=row.id),
    ]
    for actor in others:
        for act in (
            lambda who: sensitive.count(session, who, row),
            lambda who: sensitive.open_notes(session, who, row, reason=REASON),
            lambda who: sensitive.add(session, who, row, kind="health", text="y"),
            lambda who: sensitive.correct(session, who, row, note.id, text="y"),
            lambda who: sensitive.remove(session, who, row, note.id),
        ):
            with pytest.raises(Forbidden):
                act(actor)
    assert len(sensitive.open_notes(session, manager, row, reason=REASON)) == 1
    sensitive.correct(session, manager, row, note.id, text=" y ")
    assert note.text == "y"
    sensitive.remove(session, coach, row, note.id)
    session.flush()
    assert session.scalar(select(func.count()).select_from(SensitiveNote)) == 0
    with pytest.raises(NotFound):
        sensitive.correct(session, coach, row, note.id, text="z")


def test_a_note_of_somebody_else_is_not_reached_through_her(
    session: Session, place: tuple[Candidate, Actor]
) -> None:
    row, coach = place
    other = a_candidate(session, row.structure, coach_id=coach.person_id)
    note = sensitive.add(session, coach, row, kind="health", text="x")
    for act in (
        lambda: sensitive.correct(session, coach, other, note.id, text="y"),
        lambda: sensitive.remove(session, coach, other, note.id),
    ):
        with pytest.raises(NotFound):
            act()


@pytest.mark.parametrize(
    ("kind", "text", "field"),
    [
        ("health", "", "text"),
        ("health", "x" * 2001, "text"),
        ("health", "a\x00b", "text"),
        ("star sign", "x", "kind"),
    ],
)
def test_what_a_note_may_say(
    session: Session, place: tuple[Candidate, Actor], kind: str, text: str, field: str
) -> None:
    row, coach = place
    with pytest.raises(Invalid) as refused:
        sensitive.add(session, coach, row, kind=kind, text=text)
    assert set(refused.value.fields) == {field}

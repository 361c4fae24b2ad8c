"""What a person says is wrong or wants erased: kept as a row of hers, until it is answered once and in time."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Thread

import pytest
from sqlalchemy import literal, select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import Actor
from matching.audit.events import Act
from matching.db import transaction
from matching.errors import Conflict, Forbidden, Invalid, NotFound, VivierError
from matching.pool.candidates.tables import Candidate
from matching.privacy import erasure
from matching.privacy.corrections.life import _due_on, answer, ask, requests
from matching.privacy.corrections.tables import CorrectionRequest
from matching.privacy.corrections.terms import CorrectionKind, CorrectionState
from matching.privacy.own_space import ask_erasure
from tests.world.builders import a_candidate, a_coach, a_structure, a_territory
from tests.world.places import load_reference
from tests.world.traces import acts
from tests.world.waiting import joined, until_blocked

Sessions = sessionmaker[Session]
Place = tuple[Candidate, Actor]


@pytest.fixture
def place(session: Session) -> Place:
    return a_place(session)


def a_place(session: Session) -> Place:
    """A person and her coach."""
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    coach = a_coach(session, structure)
    return a_candidate(session, structure, coach_id=coach.person_id), coach


def herself(row: Candidate) -> Actor:
    return Actor(None, frozenset(), candidate_id=row.id)


def test_a_request_is_a_row_and_the_journal_names_it(session: Session, place: Place) -> None:
    row, coach = place
    noted = ask(session, coach, row, text="  Je n’ai plus le permis. ")
    ask_erasure(session, herself(row), row, "")
    own, first = requests(session, coach, row)
    assert first is noted
    assert (first.kind, first.text, first.noted_by_id) == (
        CorrectionKind.CORRECTION, "Je n’ai plus le permis.", coach.person_id,
    )  # fmt: skip
    assert (own.kind, own.text, own.by_herself) == (CorrectionKind.ERASURE, "Sans précision.", True)
    assert not first.by_herself
    assert first.pending
    assert own.pending
    answer(session, coach, row, first.id, accepted=True, text=" C’est corrigé. ")
    session.flush()
    assert (first.state, first.answer) == (CorrectionState.ACCEPTED, "C’est corrigé.")
    assert first.answered_by_id == coach.person_id
    assert first.answered_at is not None
    events = acts(session, Act.ASKED, Act.DECIDED, about=row.id)
    assert [event.facts for event in events] == [
        {"what": "correction", "correction_request_id": first.id},
        {"what": "erasure", "correction_request_id": own.id},
        {"what": "correction", "correction_request_id": first.id, "accepted": True},
    ]
    assert [event.text for event in events] == [
        "Je n’ai plus le permis.", "Sans précision.", "C’est corrigé.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 11, 28, 12, tzinfo=UTC), date(2026, 12, 28)),
        (datetime(2026, 1, 31, 12, tzinfo=UTC), date(2026, 2, 28)),
        (datetime(2028, 1, 31, 12, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), date(2027, 1, 31)),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), date(2027, 2, 1)),  # midnight in Paris
        (datetime(2026, 6, 30, 22, tzinfo=UTC), date(2026, 8, 1)),
    ],
)
def test_an_answer_is_due_within_a_month(session: Session, received: datetime, due: date) -> None:
    assert session.scalar(select(_due_on(literal(received)))) == due


def test_the_day_is_kept_with_the_request(session: Session, place: Place) -> None:
    row, coach = place
    asked = ask(session, coach, row, text="x")
    expected = session.scalar(select(_due_on(literal(asked.received_at))))
    assert asked.due_on == expected


def test_a_request_has_one_answer(session: Session, place: Place) -> None:
    row, coach = place
    asked = ask(session, coach, row, text="x")
    with pytest.raises(Invalid) as refused:
        answer(session, coach, row, asked.id, accepted=False, text=" ")
    assert set(refused.value.fields) == {"answer"}
    assert asked.pending
    answer(session, coach, row, asked.id, accepted=False, text="Non.")
    assert asked.state == CorrectionState.REFUSED
    with pytest.raises(Conflict, match="déjà reçu"):
        answer(session, coach, row, asked.id, accepted=True, text="Si.")
    assert (asked.state, asked.answer) == (CorrectionState.REFUSED, "Non.")


def test_a_request_is_answered_on_the_page_of_whose_it_is(session: Session, place: Place) -> None:
    row, coach = place
    asked = ask(session, coach, row, text="x")
    other = a_candidate(session, row.structure, coach_id=coach.person_id)
    for person, number in ((other, asked.id), (row, asked.id + 1)):
        with pytest.raises(NotFound):
            answer(session, coach, person, number, accepted=True, text="x")
    assert requests(session, coach, other) == []
    with pytest.raises(Forbidden):
        requests(session, herself(other), row)


def test_of_two_who_answer_at_once_the_second_is_told(committed_sessions: Sessions) -> None:
    with transaction(committed_sessions) as session:
        row, coach = a_place(session)
        asked = ask(session, coach, row, text="x").id
        hers = row.id
    outcome: list[VivierError | None] = []

    def answered(session: Session, text: str) -> None:
        person = session.get_one(Candidate, hers)
        answer(session, coach, person, asked, accepted=True, text=text)

    def second() -> None:
        try:
            with transaction(committed_sessions) as session:
                answered(session, "deux")
            outcome.append(None)
        except VivierError as error:
            outcome.append(error)

    other = Thread(target=second)
    with transaction(committed_sessions) as session:
        answered(session, "un")
        other.start()
        until_blocked(session, other)
    joined(other)
    assert [type(one) for one in outcome] == [Conflict]
    with committed_sessions() as session:
        assert session.get_one(CorrectionRequest, asked).answer == "un"


def test_it_is_among_what_an_erasure_takes(session: Session, place: Place) -> None:
    row, coach = place
    ask(session, coach, row, text="x")
    assert erasure.extent(session, coach, row).requests == 1

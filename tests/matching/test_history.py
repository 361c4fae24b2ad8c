"""The history of fields, and tables that only grow: the database itself sees to both."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session, sessionmaker

from matching import history
from matching.actor import SYSTEM, Actor, Role
from matching.audit.events import Act, AuditDetail, AuditEvent, record
from matching.history import FieldChange
from matching.pool.candidates.tables import Candidate
from tests.world.builders import a_candidate, a_structure, a_territory
from tests.world.places import load_reference

COACH = Actor(7, frozenset({Role.COACH}), structure_id=1, request_id="r1", address="192.0.2.1")


def test_each_tracked_table_has_its_trigger(session: Session) -> None:
    found = session.execute(
        text(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger WHERE tgname = 'history'"
        )
    )
    assert {table: tuple(args.split("\\000")[:2]) for table, args in found} == history.TRACKED


def test_a_change_keeps_what_stood_before_and_who_made_it(session: Session) -> None:
    load_reference(session)
    person = a_candidate(
        session, a_structure(session, a_territory(session)), phone="06 00 00 00 00"
    )
    history.acting(session, COACH)
    # A statement that no service has written is not forgotten either.
    session.execute(update(Candidate).values(phone="06 11 11 11 11", email="x@y.fr"))
    session.execute(update(Candidate).values(phone="06 11 11 11 11"))  # nothing differs
    rows = session.scalars(
        select(FieldChange).where(
            FieldChange.kind == "candidate",
            FieldChange.subject_id == person.id,
            FieldChange.operation == "update",
        )
    ).all()
    assert len(rows) == 1
    assert rows[0].before == {"phone": "06 00 00 00 00", "email": None}
    assert rows[0].after == {"phone": "06 11 11 11 11", "email": "x@y.fr"}
    assert (rows[0].actor_kind, rows[0].actor_id, rows[0].request_id) == ("person", 7, "r1")


def test_rows_of_a_person_count_as_hers(session: Session) -> None:
    load_reference(session)
    person = a_candidate(session, a_structure(session, a_territory(session)))
    person.skills = ["soudure"]
    session.flush()
    session.delete(person)
    session.flush()
    kinds = session.execute(
        select(FieldChange.table, FieldChange.operation).where(
            FieldChange.kind == "candidate", FieldChange.subject_id == person.id
        )
    ).all()
    assert {operation for _, operation in kinds} == {"insert", "update", "delete"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET act = 'saw'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "UPDATE audit_detail SET text = ''",
        "DELETE FROM audit_seal",
        "DELETE FROM sealed_event",
    ],
)
def test_the_audit_only_grows(session: Session, statement: str) -> None:
    record(session, COACH, Act.OPENED_SENSITIVE, "candidate", 3, reason="aménagement du poste")
    session.flush()
    with pytest.raises(ProgrammingError, match="append-only"):
        session.execute(text(statement))


def test_an_event_says_who_what_from_where_and_why(session: Session) -> None:
    record(session, COACH, Act.OPENED_SENSITIVE, "candidate", 3, reason=" aménagement ")
    record(session, SYSTEM, Act.MAINTAINED, "site")
    session.flush()
    opened, kept = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
    assert (opened.actor_kind, opened.actor_id, opened.address) == ("person", 7, "192.0.2.1")
    assert opened.detail is not None
    assert opened.detail.text == "aménagement"
    assert opened.digest is not None
    assert (kept.actor_kind, kept.actor_id, kept.digest) == ("system", None, None)


def test_what_was_typed_can_go_while_the_event_stays(session: Session) -> None:
    record(session, COACH, Act.OPENED_SENSITIVE, "candidate", 3, reason="pour Fatima")
    session.flush()
    session.execute(text("DELETE FROM audit_detail"))
    assert session.scalar(select(func.count()).select_from(AuditDetail)) == 0
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == 1


def test_the_same_sight_is_noted_once_for_each_request(sessions: sessionmaker[Session]) -> None:
    for _ in range(2):
        with sessions() as session, session.begin():
            for _ in range(3):
                record(session, COACH, Act.SAW, "candidate", 3)
            record(session, COACH, Act.SAW, "candidate", 4)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 4

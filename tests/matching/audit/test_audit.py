"""The chain over the audit: nobody waits for it, nothing that was committed is left out, and it shows tampering."""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import textwrap
from collections.abc import Collection, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import Actor, Role
from matching.audit import chain
from matching.audit.chain import (
    APPEND_ONLY,
    MOST_BROKEN,
    START,
    AuditSeal,
    Break,
    SealedEvent,
    Verified,
)
from matching.audit.events import Act, AuditEvent, record
from matching.errors import NotFound
from matching.journey.shortlists.life import shortlist
from matching.journey.shortlists.reading import entries_for_candidate
from matching.ranking import match
from matching.ranking.log import log
from tests.world.site import SiteRuntime
from webapp.cli import main
from webapp.cli.answers import BREAKS, verified_as_text
from webapp.cli.group import NEEDS_REPAIR
from webapp.operations.worker import work
from webapp.site.database import grant_rights

COACH = Actor(7, frozenset({Role.COACH}), structure_id=1, request_id="r1", address="192.0.2.1")

Sessions = sessionmaker[Session]


def write(sessions: Sessions, count: int, reason: str = "") -> None:
    """That many acts, each in a transaction of its own."""
    for number in range(count):
        with sessions() as session, session.begin():
            facts = {"n": number, "près": "é", "half": 0.5, "none": None}
            record(session, COACH, Act.CHANGED, "candidate", 3, facts=facts, reason=reason)


def seal(sessions: Sessions, limit: int = 10_000) -> int:
    with sessions() as session, session.begin():
        return chain.seal(session, limit)


def verify(sessions: Sessions, head: str | None = None) -> Verified:
    with sessions() as session:
        return chain.verify(session, head=head)


def tamper(sessions: Sessions, *statements: str) -> None:
    """What somebody with all rights on the server could do: no trigger and no key is asked."""
    with sessions() as session, session.begin():
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            session.execute(text(statement))


def kinds(found: Verified) -> set[Break]:
    return {one.kind for one in found.broken}


def test_an_untouched_chain_holds(committed_sessions: Sessions) -> None:
    write(committed_sessions, 3, reason="aménagement du poste")
    assert seal(committed_sessions) == 3
    write(committed_sessions, 2)
    assert seal(committed_sessions) == 2
    assert seal(committed_sessions) == 0, "nothing is sealed twice"
    write(committed_sessions, 1)
    found = verify(committed_sessions)
    assert found.holds
    assert (found.seals, found.events, found.details, found.waiting) == (2, 5, 3, 1)
    with committed_sessions() as session:
        last = session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc())).first()
        assert last is not None
        assert found.head == last.hash


def test_an_empty_audit_holds(committed_sessions: Sessions) -> None:
    found = verify(committed_sessions)
    assert found.holds
    assert found.head == START


def test_a_long_queue_is_sealed_piece_by_piece(committed_sessions: Sessions) -> None:
    write(committed_sessions, 7)
    assert [seal(committed_sessions, 3) for _ in range(4)] == [3, 3, 1, 0]
    assert verify(committed_sessions).holds


# Writers.


def test_writers_never_wait_for_a_sealer_nor_for_one_another(committed_sessions: Sessions) -> None:
    write(committed_sessions, 2)
    with committed_sessions() as one, committed_sessions() as two, committed_sessions() as sealer:
        for session in (one, two, sealer):
            session.execute(text("SET LOCAL lock_timeout = '2s'"))  # waiting would be an error
        record(one, COACH, Act.CREATED, "candidate", 1)
        record(two, COACH, Act.CREATED, "candidate", 2)
        one.flush()
        two.flush()
        assert chain.seal(sealer) == 2, "what is committed, and before any that is still open"
        record(one, COACH, Act.CHANGED, "candidate", 1)
        one.flush()  # while the sealer's transaction is open
        two.commit()
        one.commit()
        sealer.commit()
    assert seal(committed_sessions) == 3
    assert verify(committed_sessions).holds


def test_an_older_act_that_is_committed_late_is_sealed_later_not_skipped(
    committed_sessions: Sessions,
) -> None:
    write(committed_sessions, 1)
    seal(committed_sessions)
    with committed_sessions() as slow:
        record(slow, COACH, Act.CREATED, "candidate", 9)
        slow.flush()
        late = slow.scalar(select(func.max(AuditEvent.id)))
        write(committed_sessions, 3)
        # The others are younger than an open transaction: nobody knows yet what stands before them.
        for _ in range(3):
            assert seal(committed_sessions) == 0
        slow.commit()
    assert seal(committed_sessions) == 4
    with committed_sessions() as session:
        assert session.scalar(select(SealedEvent).where(SealedEvent.event_id == late)) is not None
    assert verify(committed_sessions).holds


def test_an_act_drawn_before_others_were_sealed_still_comes_in(
    committed_sessions: Sessions,
) -> None:
    """The number of a transaction and the id of an event do not come in the same order."""
    early, late = committed_sessions(), committed_sessions()
    with early, late:
        early.execute(select(func.pg_current_xact_id()))
        late.execute(select(func.pg_current_xact_id()))
        record(late, COACH, Act.CREATED, "candidate", 2)
        late.flush()  # the younger transaction has the smaller id
        record(early, COACH, Act.CREATED, "candidate", 1)
        early.commit()
        assert seal(committed_sessions) == 1
        write(committed_sessions, 1)
        assert seal(committed_sessions) == 0
        late.commit()
    assert seal(committed_sessions) == 2
    write(committed_sessions, 1)
    assert seal(committed_sessions) == 1
    found = verify(committed_sessions)
    assert found.holds
    assert found.events == 4


def test_the_next_look_begins_where_nothing_can_appear_any_more(
    committed_sessions: Sessions,
) -> None:
    def settled() -> int:
        with committed_sessions() as session:
            return session.scalar(select(func.max(AuditSeal.settled_below))) or 0

    write(committed_sessions, 5)
    seal(committed_sessions)
    with committed_sessions() as gap:  # an id that nobody will ever see
        record(gap, COACH, Act.CREATED, "candidate", 1)
        gap.flush()
    write(committed_sessions, 2)
    seal(committed_sessions)
    assert settled() == 6
    write(committed_sessions, 1)
    seal(committed_sessions)
    assert settled() == 9, "past the gap"
    with committed_sessions() as session:
        assert session.scalar(select(func.count()).select_from(SealedEvent)) == 8
    assert verify(committed_sessions).holds


def test_an_id_is_drawn_only_by_a_transaction_that_has_its_number(session: Session) -> None:
    default = session.scalar(
        text(
            "SELECT pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = 'audit_event'::regclass "
            "AND adnum = 1"
        )
    )
    assert default is not None
    assert default.index("pg_current_xact_id()") < default.index("nextval")


def test_a_second_sealer_does_nothing(committed_sessions: Sessions) -> None:
    write(committed_sessions, 2)
    with committed_sessions() as first, committed_sessions() as second:
        assert chain.seal(first) == 2
        assert chain.seal(second) == 0
        first.commit()
    assert verify(committed_sessions).seals == 1


def test_after_a_restore_into_another_cluster_old_numbers_do_not_hold_it_up(
    committed_sessions: Sessions,
) -> None:
    write(committed_sessions, 2)
    tamper(
        committed_sessions,
        "UPDATE audit_event SET xid = 4000000000000, at = at - interval '2 days' WHERE id = 1",
        "UPDATE audit_event SET xid = 4000000000000 WHERE id = 2",
    )
    assert seal(committed_sessions) == 1
    found = verify(committed_sessions)
    assert found.holds
    assert found.waiting == 1


# Tampering, with all rights on the server.


@pytest.fixture
def sealed(committed_sessions: Sessions) -> Sessions:
    """Events 1 to 3 and 4 to 6 in two links, 7 in a third; one reason was typed for each of 1 to 3."""
    write(committed_sessions, 3, reason="aménagement du poste")
    seal(committed_sessions)
    write(committed_sessions, 3)
    seal(committed_sessions)
    write(committed_sessions, 1)
    seal(committed_sessions)
    assert verify(committed_sessions).holds
    return committed_sessions


@pytest.mark.parametrize(
    ("kind", "statements"),
    [
        (Break.CHANGED, ["UPDATE audit_event SET act = 'saw' WHERE id = 5"]),
        (Break.CHANGED, ["UPDATE audit_event SET at = at + interval '1 microsecond' WHERE id = 2"]),
        (Break.CHANGED, ["UPDATE audit_event SET facts = facts || '{\"n\": 8}' WHERE id = 2"]),
        (Break.CHANGED, ["UPDATE audit_event SET digest = NULL WHERE id = 2"]),
        (Break.CHANGED, ["UPDATE audit_seal SET hash = repeat('a', 64) WHERE id = 3"]),
        (Break.OUT_OF_ORDER, ["UPDATE audit_seal SET previous = repeat('a', 64) WHERE id = 2"]),
        (Break.REMOVED, ["DELETE FROM audit_event WHERE id = 4"]),
        (
            Break.REMOVED,
            ["DELETE FROM audit_event WHERE id = 4", "DELETE FROM sealed_event WHERE event_id = 4"],
        ),
        (Break.OUT_OF_ORDER, ["DELETE FROM audit_seal WHERE id = 2"]),
        (Break.REMOVED, ["DELETE FROM audit_seal WHERE id = 3"]),
        (
            Break.ADDED,
            [
                "INSERT INTO audit_event (id, actor_kind, act, subject_kind, facts) "
                "VALUES (100, 'person', 'saw', 'candidate', '{}')",
                "INSERT INTO sealed_event VALUES (100, 2)",
            ],
        ),
        (
            Break.ADDED,
            [
                "INSERT INTO audit_event (id, actor_kind, act, subject_kind, facts) "
                "VALUES (-5, 'person', 'saw', 'candidate', '{}')"
            ],
        ),
        # Two events changed places, in one link and between two.
        (
            Break.CHANGED,
            [
                "UPDATE audit_event SET id = -1 WHERE id = 4",
                "UPDATE audit_event SET id = 4 WHERE id = 5",
                "UPDATE audit_event SET id = 5 WHERE id = -1",
            ],
        ),
        (
            Break.CHANGED,
            [
                "UPDATE sealed_event SET seal_id = 2 WHERE event_id = 3",
                "UPDATE sealed_event SET seal_id = 1 WHERE event_id = 4",
            ],
        ),
        (
            Break.TWICE,
            [
                "ALTER TABLE sealed_event DROP CONSTRAINT pk_sealed_event",
                "INSERT INTO sealed_event VALUES (3, 2)",
            ],
        ),
        (Break.DETAIL, ["UPDATE audit_detail SET text = 'autre chose' WHERE event_id = 1"]),
        (Break.DETAIL, ["UPDATE audit_detail SET salt = repeat('0', 32) WHERE event_id = 1"]),
        (Break.DETAIL, ["UPDATE audit_detail SET event_id = 4 WHERE event_id = 1"]),
        (Break.DETAIL, ["INSERT INTO audit_detail VALUES (5, 'x', 'ajouté')"]),
        (
            Break.UNSEALED,
            [
                "INSERT INTO audit_event (id, at, xid, actor_kind, act, subject_kind, facts) "
                "VALUES (100, now() - interval '16 minutes', 3, 'person', 'saw', 'candidate', '{}')"
            ],
        ),
    ],
)
def test_tampering_shows(sealed: Sessions, kind: Break, statements: list[str]) -> None:
    with sealed() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            session.execute(text(statement))
        found = chain.verify(session)
        assert kind in kinds(found), found.broken
        assert not found.holds
        session.rollback()
    assert verify(sealed).holds


def test_an_end_that_was_cut_off_shows_against_a_noted_head_only(sealed: Sessions) -> None:
    head = verify(sealed).head
    assert verify(sealed, head=head).holds
    assert verify(sealed, head=f" {head.upper()} ").holds
    write(sealed, 1)
    seal(sealed)
    assert verify(sealed, head=head).holds, "an older head stays in the chain"
    tamper(
        sealed,
        "DELETE FROM audit_event WHERE id > 3",
        "DELETE FROM sealed_event WHERE event_id > 3",
        "DELETE FROM audit_seal WHERE id > 1",
    )
    assert verify(sealed).holds, "it looks whole, which the answer says"
    assert kinds(verify(sealed, head=head)) == {Break.HEAD}


def test_a_text_that_was_erased_with_a_person_breaks_nothing(sealed: Sessions) -> None:
    with sealed() as session, session.begin():
        session.execute(text("DELETE FROM audit_detail"))
    assert verify(sealed).holds


def test_a_report_counts_all_and_lists_some(sealed: Sessions) -> None:
    with sealed() as session, session.begin():
        session.execute(
            text(
                "INSERT INTO audit_event (id, actor_kind, act, subject_kind, facts) "
                "SELECT -n, 'person', 'saw', 'candidate', '{}' FROM generate_series(1, 150) n"
            )
        )
    found = verify(sealed)
    assert found.count == 150
    assert len(found.broken) == MOST_BROKEN
    assert "et 50 autres" in verified_as_text(found, None)


def test_every_break_has_its_words() -> None:
    assert set(BREAKS) == set(Break)


# The command.


def test_the_command_seals_verifies_and_exits_3_when_broken(
    committed_sessions: Sessions, tmp_path: Path
) -> None:
    runtime_on = SiteRuntime(committed_sessions, tmp_path)
    write(committed_sessions, 2, reason="vérification")
    run = CliRunner()
    done = run.invoke(main, ["audit", "seal"], obj=runtime_on)
    assert (done.exit_code, done.output) == (0, "2 événements mis dans la chaîne.\n")
    told = run.invoke(main, ["audit", "verify"], obj=runtime_on)
    assert told.exit_code == 0
    assert "La chaîne tient" in told.output
    assert "Sans --head" in told.output
    answer = json.loads(run.invoke(main, ["audit", "verify", "--json"], obj=runtime_on).output)
    assert answer["holds"]
    assert answer["head"] in told.output
    tamper(committed_sessions, "UPDATE audit_event SET act = 'saw' WHERE id = 1")
    broken = run.invoke(main, ["audit", "verify", "--head", answer["head"]], obj=runtime_on)
    assert broken.exit_code == NEEDS_REPAIR
    assert "LA CHAÎNE EST ROMPUE" in broken.output
    assert "maillon 1" in broken.output


# Rights.


@pytest.fixture
def site_role(db_engine: Engine) -> Iterator[str]:
    """A role of this test, with the rights of the running site."""
    name = 'vivier "site"'
    quoted = db_engine.dialect.identifier_preparer.quote_identifier(name)
    with db_engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE ROLE {quoted}")
        grant_rights(connection, name)
    yield quoted
    with db_engine.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {quoted}")
        connection.exec_driver_sql(f"DROP ROLE {quoted}")


def test_the_role_of_the_site_writes_and_seals(
    committed_sessions: Sessions, site_role: str
) -> None:
    for _ in range(2):
        with committed_sessions() as session, session.begin():
            session.execute(text(f"SET LOCAL ROLE {site_role}"))
            record(session, COACH, Act.CHANGED, "candidate", 3, reason="mise à jour")
            session.execute(text("INSERT INTO territory (name) VALUES (gen_random_uuid()::text)"))
            session.execute(text("UPDATE territory SET departments = '{67}'"))
            session.execute(text("DELETE FROM territory"))
    with committed_sessions() as session, session.begin():
        session.execute(text(f"SET LOCAL ROLE {site_role}"))
        assert chain.seal(session) == 2
        session.execute(text("DELETE FROM audit_detail WHERE event_id = 1"))  # erasing a person
    assert verify(committed_sessions).holds


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET act = 'saw'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "UPDATE audit_detail SET text = ''",
        "UPDATE audit_seal SET hash = ''",
        "DELETE FROM audit_seal",
        "UPDATE sealed_event SET seal_id = 1",
        "DELETE FROM sealed_event",
        "UPDATE alembic_version SET version_num = ''",
        "TRUNCATE candidate CASCADE",
        "SET session_replication_role = replica",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TABLE audit_seal",
    ],
)
def test_the_role_of_the_site_rewrites_nothing(
    session: Session, site_role: str, statement: str
) -> None:
    session.execute(text(f"SET LOCAL ROLE {site_role}"))
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        session.execute(text(statement))


def test_a_role_that_does_not_exist_is_said(db_engine: Engine) -> None:
    with db_engine.connect() as connection, pytest.raises(NotFound, match="n’existe pas"):
        grant_rights(connection, "nobody'; DROP TABLE candidate; --")


def test_every_append_only_table_of_the_database_is_named(session: Session) -> None:
    found = session.scalars(
        text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'")
    )
    assert set(found) == set(APPEND_ONLY)


# Every service.

UNAUDITED = {
    # Parts of a page whose main thing is noted: the person's (get_candidate), her data's (open_candidate), a
    # referral's (show_referral), a profile's (get_profile).
    "matching.journey.shortlists.reading.entries_for_candidate": "a part of the person's page",
    "matching.journey.shortlists.reading.entry_for": "a part of the pages of a choice, whose acts are noted",
    "matching.journey.shortlists.reading.chosen_ids": "ticks on lists that the log of rankings keeps",
    "matching.journey.access_requests.reading.access_until": "a part of the person's page",
    "matching.journey.access_requests.reading.asked_ids": "ticks on lists that the log of rankings keeps",
    "matching.pool.candidates.reading.open_experience": "a part of the record that open_candidate notes",
    "matching.pool.profiles.reading.find": "finds whom to ask for; showing and asking are noted",
    "matching.journey.referrals.reading.get_referral": "finds it for an act; show_referral notes that it was seen",
    "matching.journey.referrals.reading.open_referral": "finds it for an act of the coach's side, which notes itself",
    "matching.journey.referrals.reading.proposable": "a part of the person's page",
    "matching.journey.referrals.cards.preview": "a part of the referral's page",
    "matching.journey.referrals.cards.shown_to_employer": "a part of the referral's page",
    "matching.journey.referrals.reading.steps_of": "a part of the referral's page",
    "matching.privacy.retention.kept_until": "a part of the page of her data",
    "matching.privacy.corrections.life.requests": "a part of the pages of her data and of her space",
    "matching.consents.sensitive.count": "how many, without a word of them",
    "matching.privacy.erasure.extent": "how much would go, before the act that is noted",
    "matching.privacy.export.cv_files": "the files of a copy, which export_of notes",
    "matching.consents.links.open_links": "links by their days, beside the acts that make and close them",
    # The person in her own space: her visit is noted, and what she does there.
    "matching.privacy.own_space.chosen_for": "her own",
    "matching.privacy.own_space.events_about": "her own",
    "matching.privacy.own_space.rankings_of": "her own",
    # Nobody's data.
    "matching.journey.access_requests.reading.count_waiting": "a number",
    "matching.pool.people.account_requests.count_waiting": "a number",
    "matching.pool.people.reading.employers_to_choose": "names of employers to choose from",
    "matching.pool.people.reading.workplaces": "names of structures and territories to choose from",
    "matching.pool.candidates.portfolios.list_portfolios": "names of colleagues, and how many people each accompanies",
    "matching.pool.candidates.portfolios.takers": "names of colleagues to choose from",
    "matching.privacy.retention.own_structure": "the settings of one's own structure",
    # Noted by their callers.
    "matching.journey.access_requests.reading.asked_request": "finds it for an act, which notes itself, or for a page",
    "matching.pool.people.account_requests.get_request": "known_of notes that it was seen, accept and refuse the rest",
    "matching.pool.people.life.set_active": "closing and opening an account are noted",
    "matching.ranking.log.log.followed": "called by acts that note themselves",
    "matching.privacy.retention.tell": "the night, which notes what it did",
    "matching.privacy.retention.take_back": "the night, which notes what it did",
}
"""Services that write no event, and why."""

SERVICE_PACKAGES = ("matching.pool", "matching.journey", "matching.privacy", "matching.ranking")


def services() -> Iterator[tuple[str, FunctionType]]:
    """Every public function of the services that begins with (session, actor, …)."""
    for package in SERVICE_PACKAGES:
        folder = import_module(package).__path__
        for found in pkgutil.walk_packages(folder, f"{package}."):
            module = import_module(found.name)
            for name, thing in vars(module).items():
                if not inspect.isfunction(thing) or thing.__module__ != found.name:
                    continue
                parameters = list(inspect.signature(thing).parameters)
                if not name.startswith("_") and parameters[:2] == ["session", "actor"]:
                    yield f"{found.name}.{name}", thing


def reaches(thing: Any, goals: Collection[Any], seen: set[int]) -> bool:
    """Whether the code of a function or class names one of these functions, itself or through others of ours."""
    if thing in goals:
        return True
    if id(thing) in seen or not getattr(thing, "__module__", "").startswith("matching."):
        return False
    seen.add(id(thing))
    return any(reaches(one, goals, seen) for one in named_in(thing))


@cache
def named_in(thing: Any) -> list[Any]:
    """The functions and classes that its code names. Read once: finding a class's source parses its whole module."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    scope = vars(import_module(thing.__module__))
    named = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            named.append(scope.get(node.id))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            named.append(getattr(scope.get(node.value.id), node.attr, None))
    return [one for one in named if inspect.isfunction(one) or inspect.isclass(one)]


def test_every_service_says_in_the_audit_what_it_does() -> None:
    found = dict(services())
    assert len(found) > 30
    silent = {name for name, thing in found.items() if not reaches(thing, (record,), set())}
    assert silent == set(UNAUDITED) & set(found), "note the act, or say here why not"


def test_the_walk_sees_a_service_that_says_nothing() -> None:
    assert not reaches(entries_for_candidate, (record,), set())
    assert reaches(shortlist, (record,), set())
    assert reaches(match.search_jobs, (log.note,), set())


def test_the_worker_seals_on_each_pass(committed_sessions: Sessions, tmp_path: Path) -> None:
    write(committed_sessions, 2)
    work(SiteRuntime(committed_sessions, tmp_path), once=True, every=0)
    found = verify(committed_sessions)
    assert (found.events, found.waiting) == (2, 0)

"""The migrations make exactly the tables that the code declares, from nothing and from every state that landed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from matching.audit.chain import verify
from matching.chores import ChoreRun
from matching.db import make_engine
from matching.privacy.corrections.tables import CorrectionRequest
from migrations.metadata import metadata
from webapp.site.database import alembic_config, is_current, upgrade

LAST_LANDED = Path(__file__).with_name("revision_0010.sql")
"""A whole database as it was before the migrations were squashed: schema, and rows of invented people."""

SCHEMA = {
    "columns": """
        SELECT attrelid::regclass::text, attnum, attname, format_type(atttypid, atttypmod), attnotnull,
               attidentity, attgenerated, pg_get_expr(adbin, adrelid)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": """
        SELECT tgrelid::regclass::text, pg_get_triggerdef(oid), tgenabled FROM pg_trigger
        WHERE NOT tgisinternal""",
    "functions": """
        SELECT oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace""",
    "sequences": """
        SELECT seqrelid::regclass::text, format_type(seqtypid, NULL), refobjid::regclass::text, refobjsubid
        FROM pg_sequence LEFT JOIN pg_depend ON objid = seqrelid AND deptype = 'a'""",
    "rights": """
        SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT proname, proacl::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
}
"""What a schema is made of, in the database's own words."""


@contextmanager
def opened(url: str) -> Iterator[Session]:
    """One transaction in that database; commits at the end."""
    engine = make_engine(url)
    try:
        with Session(engine) as session, session.begin():
            yield session
    finally:
        engine.dispose()


def schema_of(url: str) -> dict[str, set[tuple[object, ...]]]:
    with opened(url) as session:
        return {
            part: {tuple(row) for row in session.execute(text(query))}
            for part, query in SCHEMA.items()
        }


def load(url: str, statements: str) -> None:
    with opened(url) as session:
        session.connection().exec_driver_sql(statements.replace("%", "%%"))


def test_the_migrated_schema_is_that_of_the_code(db_engine: Engine) -> None:
    with db_engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_migrated_database_is_current(database_url: str) -> None:
    assert is_current(database_url)


def test_the_squashed_migration_makes_what_the_ten_made(new_database: Callable[[], str]) -> None:
    landed, fresh = new_database(), new_database()
    load(landed, LAST_LANDED.read_text(encoding="utf-8"))
    command.upgrade(alembic_config(fresh), "0010")
    made, expected = schema_of(fresh), schema_of(landed)
    assert {
        part: rows ^ expected[part] for part, rows in made.items() if rows != expected[part]
    } == {}
    assert all(made.values()), "a part that is empty compares nothing"


def test_a_database_of_the_last_landed_state_upgrades(
    new_database: Callable[[], str],
) -> None:
    url, fresh = new_database(), new_database()
    load(url, LAST_LANDED.read_text(encoding="utf-8"))
    load(url, LAST_NIGHT)
    assert not is_current(url)
    upgrade(url)
    assert is_current(url)
    upgrade(fresh)  # not the tests' own, in which another test may have given rights
    assert schema_of(url) == schema_of(fresh)
    with opened(url) as session:
        names = (
            session.execute(text("SELECT first_name FROM candidate ORDER BY id")).scalars().all()
        )
        assert names == ["Fatima", "Awa"]
        assert verify(session).holds
        (night,) = session.scalars(select(ChoreRun))
        assert (night.name, night.night, night.failed) == ("night", date(2026, 11, 28), True)
        assert night.figures == {"failed": ["sweep"]}
        asked = session.scalars(select(CorrectionRequest).order_by(CorrectionRequest.id)).all()
        assert [
            (one.candidate_id, one.kind, one.state, one.text, one.noted_by_id, one.answer)
            for one in asked
        ] == [
            (1, "correction", "accepted", "Je n’ai jamais travaillé au Ladhof.", 1, "L’expérience est retirée."),
            (1, "correction", "refused", "Mon permis est valable jusqu’en 2031.", None, "Le permis lu dit 2030."),
            (1, "correction", "pending", "L’adresse est fausse.", None, ""),
            (1, "erasure", "pending", "Sans précision.", None, ""),
            (2, "correction", "pending", "Le prénom s’écrit Hawa.", 1, ""),
        ]  # fmt: skip
        assert {one.received_at.date() for one in asked} == {date(2026, 11, 28)}
        assert {one.due_on for one in asked} == {date(2026, 12, 28)}
        assert [one.answered_by_id for one in asked] == [1, 1, None, None, None]
        assert all((one.answered_at is None) == one.pending for one in asked)


LAST_NIGHT = """
    INSERT INTO audit_event (actor_kind, act, subject_kind, facts) VALUES
        ('system', 'maintained', 'site', '{"night": "2026-11-28", "sweep": {}, "failed": ["sweep"]}'),
        ('system', 'maintained', 'site', '{}')
"""


def test_people_of_the_first_state_get_what_they_lack(empty_database: str) -> None:
    """A reference for each, and the word of a closed account on who had it."""
    command.upgrade(alembic_config(empty_database), "0001")
    load(empty_database, FIRST_PEOPLE)
    upgrade(empty_database)
    with opened(empty_database) as session:
        references = session.scalars(text("SELECT reference FROM candidate")).all()
        active = session.execute(text("SELECT first_name, active FROM person ORDER BY id")).all()
    assert len(set(references)) == 2
    assert all(re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}", one) for one in references)
    assert [tuple(row) for row in active] == [("Camille", True), ("Ada", False), ("Zoé", True)]


FIRST_PEOPLE = """
    INSERT INTO territory (id, name, departments) VALUES (1, 'Alsace', '{68}');
    INSERT INTO structure (id, name, kind, territory_id, active) VALUES (1, 'Relais', 'ccas', 1, true);
    INSERT INTO person (id, first_name, last_name, email)
        VALUES (1, 'Camille', 'M', 'c@x.fr'), (2, 'Ada', 'S', 'a@x.fr'), (3, 'Zoé', 'R', 'z@x.fr');
    INSERT INTO account (person_id, email, password, active, fs_uniquifier)
        VALUES (1, 'c@x.fr', 'x', true, '1'), (2, 'a@x.fr', 'x', false, '2');
    INSERT INTO candidate (structure_id, status, first_name, last_name, wishes_text, constraints_text)
        VALUES (1, 'active', 'Fatima', 'B', '', ''), (1, 'paused', 'Awa', 'D', '', '');
"""


def test_the_way_back_leads_to_the_first_state(new_database: Callable[[], str]) -> None:
    there, first = new_database(), new_database()
    command.upgrade(alembic_config(first), "0001")
    upgrade(there)
    command.downgrade(alembic_config(there), "0001")
    assert schema_of(there) == schema_of(first)

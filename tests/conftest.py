"""Fixtures that every test may use: a real PostgreSQL, and the data that stands beside the repository.

Tests run in several processes (`make test`: two), each with a database of its own. What stays together in one of
them is said once, in `_together`.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from matching.db import make_engine
from tests.world import ROOT
from webapp.site.database import upgrade
from webapp.site.postgres import embedded_url, stop_embedded

pytest_plugins = [
    "tests.world.places",
    "tests.world.referrals",
    "tests.world.site",
    "tests.engines.server",
]


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_together(item)))


def _together(item: pytest.Item) -> str:
    """The name of the group that one process runs whole: one OpenSearch and one browser are started for a run, and
    a module's own fixtures once."""
    fixtures = getattr(item, "fixturenames", ())
    if "standing" in fixtures:
        return (
            item.nodeid
        )  # a table's rows, for minutes of work: each on its own, wherever there is room
    for scarce in ("opensearch_url", "browser"):
        if scarce in fixtures:
            return scarce
    return item.nodeid.partition("::")[0]


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of reference data and relevance sets beside the checkout."""
    folder = Path(os.environ.get("VIVIER_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("shared data not here: set VIVIER_SHARED to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A migrated, empty database: DATABASE_TEST_URL, or a server of our own for this run."""
    given = os.environ.get("DATABASE_TEST_URL")
    if given:
        with _of_this_process(given) as url:
            upgrade(url)
            yield url
        return
    # Not pytest's own folder: run as root, the server is another user, whom that one keeps out.
    with tempfile.TemporaryDirectory(prefix="vivier-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        url = embedded_url(Path(folder) / "postgres")
        _careless(url)
        upgrade(url)
        yield url
        stop_embedded(Path(folder) / "postgres")


@contextmanager
def _of_this_process(given: str) -> Iterator[str]:
    """The database that was named; where several processes run tests, one beside it for each of them."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        yield given
        return
    url = make_url(given)
    own = url.set(database=f"{url.database}_{worker}")
    server = make_engine(given).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'drop database if exists "{own.database}" with (force)'))
        connection.execute(text(f'create database "{own.database}"'))
    yield own.render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f'drop database "{own.database}" with (force)'))
    server.dispose()


def _careless(url: str) -> None:
    """Let a server that is thrown away not wait for its disk: tests that commit wait for little else."""
    server = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"alter system set {setting} = off"))
        connection.execute(text("select pg_reload_conf()"))
    server.dispose()


@pytest.fixture(scope="session")
def db_engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def new_database(db_engine: Engine) -> Iterator[Callable[[], str]]:
    """Makes another database on the test's server, with nothing in it; returns its URL. Gone after the test."""
    made: list[str] = []

    def make() -> str:
        made.append(f"other_{secrets.token_hex(4)}")
        with db_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'CREATE DATABASE "{made[-1]}"'))
        url = make_url(db_engine.url).set(drivername="postgresql", database=made[-1])
        return url.render_as_string(hide_password=False)

    yield make
    with db_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in made:
            connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def empty_database(new_database: Callable[[], str]) -> str:
    """The URL of another database on the test's server, with nothing in it."""
    return new_database()


@pytest.fixture
def sessions(db_engine: Engine) -> Iterator[sessionmaker[Session]]:
    """A session factory whose commits are real to the test and gone after it (SAVEPOINT)."""
    with db_engine.connect() as connection, connection.begin() as outer:
        yield sessionmaker(
            bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        )
        outer.rollback()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One session on an empty database; nothing that it writes survives the test."""
    with sessions() as one:
        yield one


@pytest.fixture
def committed_sessions(db_engine: Engine) -> Iterator[sessionmaker[Session]]:
    """A session factory with true commits, for tests of several connections: all tables empty, ids from 1."""
    _empty(db_engine)  # of ids: a test whose rows were taken back has drawn some all the same
    yield sessionmaker(bind=db_engine, expire_on_commit=False)
    _empty(db_engine)


def _empty(db_engine: Engine) -> None:
    """Only what holds rows, and what has drawn an id: to truncate all tables takes longer than most tests."""
    with db_engine.begin() as connection:
        tables = connection.scalars(
            text(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            )
        ).all()
        asked = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables
        )
        # The audit refuses to be emptied; a test's own server may be told not to ask its triggers.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table in connection.scalars(text(asked)).all():
            connection.execute(text(f'DELETE FROM "{table}"'))
        connection.execute(
            text(
                "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false)"
                " FROM pg_sequences WHERE last_value IS NOT NULL"
            )
        )

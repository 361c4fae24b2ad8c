"""Fixtures that every test may use: a real PostgreSQL, and the data that stands beside the repository."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from matching.db import make_engine
from webapp.database import upgrade
from webapp.postgres import embedded_url, stop_embedded

pytest_plugins = ["tests.web_fixtures", "tests.opensearch_server"]

ROOT = Path(__file__).resolve().parent.parent


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
        upgrade(given)
        yield given
        return
    # Not pytest's own folder: run as root, the server is another user, whom that one keeps out.
    with tempfile.TemporaryDirectory(prefix="vivier-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        url = embedded_url(Path(folder) / "postgres")
        upgrade(url)
        yield url
        stop_embedded(Path(folder) / "postgres")


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
    with db_engine.begin() as connection:
        tables = connection.scalars(
            text(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            )
        ).all()
        # The audit refuses to be emptied; a test's own server may be told not to ask its triggers.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text("TRUNCATE " + ", ".join(f'"{t}"' for t in tables) + " RESTART IDENTITY CASCADE")
        )

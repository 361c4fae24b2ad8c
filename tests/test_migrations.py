"""The migrations make exactly the tables that the code declares."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from migrations.metadata import metadata
from webapp.database import is_current


def test_the_migrated_schema_is_that_of_the_code(db_engine: Engine) -> None:
    with db_engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_migrated_database_is_current(database_url: str) -> None:
    assert is_current(database_url)

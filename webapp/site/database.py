"""Bringing a database to the newest schema, with Alembic, from code: no ini file to find."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from matching.audit.chain import APPEND_ONLY
from matching.db import make_engine
from matching.errors import NotFound


def alembic_config(url: str) -> Config:
    """Alembic's configuration for a database; the URL is passed as an attribute, never written to a file."""
    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).resolve().parents[2] / "migrations")
    )
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Apply the migrations that are missing."""
    command.upgrade(alembic_config(url), "head")


@cache
def newest_revisions() -> frozenset[str]:
    """The newest migrations of this code, read without Alembic: a web process that is asked whether it is ready
    should not load it (8 MB) for that."""
    made: set[str] = set()
    followed: set[str] = set()
    for path in (Path(__file__).resolve().parents[2] / "migrations" / "versions").glob("*.py"):
        for name, value in _REVISION.findall(path.read_text(encoding="utf-8")):
            (made if name == "revision" else followed).update(_QUOTED.findall(value))
    return frozenset(made - followed)


_REVISION = re.compile(r"^(revision|down_revision)\b[^=\n]*=(.*)$", re.MULTILINE)
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")


def is_current(url: str) -> bool:
    """Whether the database stands at the newest migration."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
        return set(heads) == set(ScriptDirectory.from_config(alembic_config(url)).get_heads())
    finally:
        engine.dispose()


def grant_rights(connection: Connection, role: str) -> int:
    """Give a role what the running site needs and no more, so that it cannot rewrite the audit: to be asked by
    the owner of the tables, after each upgrade. Returns the number of tables. Raises NotFound."""
    if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
        raise NotFound(
            f"Le rôle « {role} » n’existe pas dans PostgreSQL : créez-le d’abord "
            "(CREATE ROLE … LOGIN PASSWORD …)."
        )
    quote = connection.dialect.identifier_preparer.quote_identifier
    to = quote(role)
    tables = connection.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    ).all()
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {to}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {to}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {to}",
    ]
    for table in tables:
        rights = APPEND_ONLY.get(table, ("SELECT", "INSERT", "UPDATE", "DELETE"))
        if table == "alembic_version":
            rights = ("SELECT",)
        statements.append(f"GRANT {', '.join(rights)} ON {quote(table)} TO {to}")
    for statement in statements:
        connection.exec_driver_sql(statement)
    return len(tables)

"""Bringing a database to the newest schema, with Alembic, from code: no ini file to find."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config

from matching.db import make_engine


def alembic_config(url: str) -> Config:
    """Alembic's configuration for a database; the URL is passed as an attribute, never written to a file."""
    config = Config()
    config.set_main_option(
        "script_location", str(Path(__file__).resolve().parent.parent / "migrations")
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
    for path in (Path(__file__).resolve().parent.parent / "migrations" / "versions").glob("*.py"):
        for name, value in _REVISION.findall(path.read_text(encoding="utf-8")):
            (made if name == "revision" else followed).update(_QUOTED.findall(value))
    return frozenset(made - followed)


_REVISION = re.compile(r"^(revision|down_revision)\b[^=\n]*=(.*)$", re.MULTILINE)
_QUOTED = re.compile(r"['\"]([^'\"]+)['\"]")


def is_current(url: str) -> bool:
    """Whether the database stands at the newest migration."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
        return set(heads) == set(ScriptDirectory.from_config(alembic_config(url)).get_heads())
    finally:
        engine.dispose()

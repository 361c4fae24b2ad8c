"""A copy of the site with as many people as are wanted, for as long as something is measured on it.

The demo's database is copied, its people are repeated in the copy under other ids, and their documents with
vectors close to the originals'; the copy is dropped at the end. So the pages are the real ones and the site
stays as it is. Structures do not grow in number: each has as many more people.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from indexing.documents import row_ids
from indexing.engines.contract import Entry
from indexing.model.contract import unit
from indexing.sync import entries
from matching import stale
from matching.db import Base, transaction
from matching.pool.candidates.tables import (
    Candidate,
    Certificate,
    Education,
    Experience,
    MobilityMean,
    SpokenLanguage,
)
from matching.ports import DocKey
from matching.stale import Mark
from webapp.site.runtime import Runtime
from webapp.site.settings import Settings

COPIED: tuple[type[Base], ...] = (
    MobilityMean,
    Experience,
    Education,
    Certificate,
    SpokenLanguage,
)
"""What is repeated with a person. Not her CVs and obstacles, which no list shows."""
NOISE = 0.02
"""Added to each number of a repeated vector: cosine .93 with the original."""


@contextmanager
def enlarged(runtime: Runtime, people: int) -> Iterator[Runtime]:
    """A copy of the site under var/ with so many people, its own at least, for as long as the block runs."""
    source = make_url(runtime.database_url)
    name = f"bench_{secrets.token_hex(4)}"
    runtime.database.dispose()  # a database that somebody uses cannot be copied
    admin = source.set(drivername="postgresql+psycopg", database="template1")
    server = create_engine(admin, isolation_level="AUTOCOMMIT")
    with tempfile.TemporaryDirectory(prefix="vivier-bench-") as folder:
        var, own = Path(folder), runtime.settings.var
        for path in (own / "vectors.sqlite", *own.glob("rome-*.npy")):
            if path.exists():
                shutil.copy(path, var)
        if (own / "models").exists():
            (var / "models").symlink_to(own / "models")
        with server.connect() as connection:
            connection.execute(text(f'create database "{name}" template "{source.database}"'))
        url = source.set(database=name).render_as_string(hide_password=False)
        copy = Runtime(apart(runtime.settings, url, var))
        try:
            originals = _people(copy)
            _repeat_rows(copy, originals, people)
            _index(copy, originals)
            yield copy
        finally:
            copy.engine.close()
            copy.database.dispose()
            with server.connect() as connection:
                connection.execute(text(f'drop database "{name}" with (force)'))
            server.dispose()


def apart(settings: Settings, database_url: str, var: Path) -> Settings:
    """A site's settings for a copy of it: with the embedded engine, whatever the site has, because on its search
    server the copy's index would take the place of the site's."""
    return replace(settings, database_url=database_url, var=var, search=None)


def _people(runtime: Runtime) -> list[int]:
    with runtime.sessions() as session:
        return list(session.scalars(select(Candidate.id).order_by(Candidate.id)))


def _repeat_rows(runtime: Runtime, ids: Sequence[int], people: int) -> None:
    """Rows by SQL: copy n of a person has her id plus n times the highest id."""
    step, copies = max(ids), -(-(people - len(ids)) // len(ids))
    with transaction(runtime.sessions) as session:
        session.execute(text("set local session_replication_role = replica"))
        own = {"id": f"id + n * {step}", "reference": "'#' || to_hex(id + n * :step)"}
        columns = [column.name for column in Candidate.__table__.columns]
        chosen = ", ".join(own.get(name, name).replace(":step", str(step)) for name in columns)
        session.execute(
            text(
                f"insert into candidate ({', '.join(columns)}) "
                f"select {chosen} from candidate, generate_series(1, {copies}) n order by n, id"
            )
        )
        for table in COPIED:
            columns = [c.name for c in table.__table__.columns if c.name not in ("id", "cv_id")]
            chosen = ", ".join(
                f"candidate_id + n * {step}" if name == "candidate_id" else name for name in columns
            )
            session.execute(
                text(
                    f"insert into {table.__tablename__} ({', '.join(columns)}) "
                    f"select {chosen} from {table.__tablename__}, generate_series(1, {copies}) n"
                )
            )
    with runtime.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As the server's own upkeep leaves a table that is not half an hour old.
        connection.execute(text("vacuum analyze"))


def _index(runtime: Runtime, originals: Sequence[int]) -> None:
    """The originals as the product indexes them, then each copy with the same words and close vectors."""
    with runtime.sessions() as session:
        keys = [DocKey("job", id_) for id_ in row_ids(session, "job")]
        keys += [DocKey("candidate", id_) for id_ in originals]
        wanted = set(row_ids(session, "candidate"))
        revision = stale.next_revision(session)
        built = runtime.build(session, [Mark(key, revision) for key in keys])
    made = entries(list(built.values()), runtime.embedder)
    random = np.random.default_rng(3)
    step = max(originals)

    def everything() -> Iterator[Entry]:
        yield from made
        for entry in made:
            if entry.document.key.kind != "candidate":
                continue
            for id_ in range(entry.document.key.id + step, max(wanted) + 1, step):
                if id_ in wanted:
                    noise = NOISE * random.standard_normal(entry.vectors.shape)
                    document = replace(entry.document, key=DocKey("candidate", id_))
                    yield Entry(document, entry.tokens, unit(entry.vectors + noise))

    with runtime.engine.rebuild() as fresh:
        fresh.write(everything())
        fresh.swap()

"""From rows to the index: what is marked stale, everything afresh, and whether both sides agree.

The database is the truth. A change and its mark are one transaction (`matching.stale`); here marks become
writes, and only then are they forgotten. Two things make it safe without holding anyone up:

* Revisions. `drain` and `rebuild` draw one from the database before they read the rows that they index, and
  the engine never lets an older one win. Whoever must win, having seen the later change, drew later.
  (The mark's own revision would not do: two changes can draw in one order and commit in the other.)
* Marks are not locked while documents are built and embedded, so that nobody's save waits for a model.
  Two drains may do the same document twice, which changes nothing. A mark renewed meanwhile has another
  revision, so it is not forgotten.

`rebuild` and `check` need to know that no drain is under way for a moment: every batch of a drain holds
a lock in the database that is shared among drains (INDEXING), they take it alone.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import get_args

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from indexing.engines.contract import Engine, Entry
from indexing.model.contract import Embedder
from indexing.text.analysis import analyse
from matching import stale
from matching.db import transaction
from matching.errors import Conflict, SearchUnavailable
from matching.ports import DocKey, Document, Kind
from matching.stale import Mark

log = logging.getLogger(__name__)

Sessions = sessionmaker[Session]
Build = Callable[[Session, Sequence[Mark]], Mapping[DocKey, Document]]
"""Marks → the documents of their rows; a key that is missing from the answer has no row any more."""
Ids = Callable[[Session, Kind], Collection[int]]
"""The ids of all rows of a kind that belong in the index."""
Progress = Callable[[int, int], None]
"""Told (done, total) after each batch."""

KINDS: tuple[Kind, ...] = get_args(Kind)

TITLE_REPEATS = 2
"""How often the title's words are counted: repeated rather than boosted, so that every engine agrees."""

INDEXING = 7_104_001
REBUILDING = 7_104_002
"""Numbers of PostgreSQL advisory locks, ours alone in the database."""


@dataclass(frozen=True, slots=True)
class Drained:
    """What a drain did. `failed` documents keep their marks, the log says why; `left` marks remain."""

    indexed: int
    deleted: int
    failed: tuple[DocKey, ...]
    left: int


@dataclass(frozen=True, slots=True)
class CheckReport:
    """How the database and the index differ; `pending` documents are marked, so they may differ for now.

    Rows carry no revision, so contents are not compared: `missing` rows should be in the index and are not,
    `orphaned` documents are in it without a row. `ahead`: documents with a revision that the database has
    not given out yet, which happens when an older backup of it was restored; the index would refuse its
    writes until it is rebuilt.
    """

    rows: int
    documents: int
    pending: int
    missing: tuple[DocKey, ...]
    orphaned: tuple[DocKey, ...]
    ahead: int
    repaired: bool = False

    @property
    def clean(self) -> bool:
        """Whether nothing but marks waits."""
        return not (self.missing or self.orphaned or self.ahead)


def entries(documents: Sequence[Document], embedder: Embedder) -> list[Entry]:
    """Documents with their words and vectors; one call of the model for all passages."""
    texts = [passage.text for document in documents for passage in document.passages]
    vectors = embedder.documents(texts) if texts else np.zeros((0, 0), np.float32)
    made, start = [], 0
    for document in documents:
        end = start + len(document.passages)
        tokens = analyse(document.title) * TITLE_REPEATS
        for passage in document.passages:
            tokens += analyse(passage.text)
        made.append(Entry(document, tuple(tokens), vectors[start:end]))
        start = end
    return made


def drain(
    sessions: Sessions,
    engine: Engine,
    embedder: Embedder,
    build: Build,
    *,
    batch: int = 200,
    budget_s: float | None = None,
    only: Collection[DocKey] | None = None,
    progress: Progress | None = None,
) -> Drained:
    """Index what is marked, oldest first: all marks of this moment, or those of `only`.

    Stops after `budget_s` seconds, between two batches. A document that cannot be built does not keep the
    others of its batch from the index. Raises SearchUnavailable; what was not written keeps its mark.
    After all marks, the next searches are prepared for: whoever asks for `only` some has a person waiting.
    """
    started = time.monotonic()
    with transaction(sessions) as session:
        last, total = stale.newest(session), stale.count(session)
    indexed = deleted = seen = after = 0
    failed: list[DocKey] = []
    while True:
        with transaction(sessions) as session:
            marks = stale.pending(session, batch, after=after, upto=last, only=only)
        if not marks:
            break
        after = marks[-1].revision
        written, removed, refused = _each(sessions, engine, embedder, build, marks)
        indexed, deleted, failed = indexed + written, deleted + removed, failed + refused
        seen += len(marks)
        if progress is not None:
            progress(seen, max(total, seen))
        if budget_s is not None and time.monotonic() - started >= budget_s:
            break
    if only is None:
        engine.prepare()
    with transaction(sessions) as session:
        return Drained(indexed, deleted, tuple(failed), stale.count(session))


def _each(
    sessions: Sessions, engine: Engine, embedder: Embedder, build: Build, marks: Sequence[Mark]
) -> tuple[int, int, list[DocKey]]:
    """Index these marks; where that fails, each half by itself, until what cannot be built stands alone."""
    try:
        return (*_index(sessions, engine, embedder, build, marks), [])
    except (SearchUnavailable, OperationalError, InterfaceError):
        raise  # not the fault of one document
    except Exception:
        if len(marks) == 1:
            log.exception("document cannot be indexed: %s", marks[0].key)
            return 0, 0, [marks[0].key]
    half = len(marks) // 2
    first = _each(sessions, engine, embedder, build, marks[:half])
    second = _each(sessions, engine, embedder, build, marks[half:])
    return first[0] + second[0], first[1] + second[1], first[2] + second[2]


def _index(
    sessions: Sessions, engine: Engine, embedder: Embedder, build: Build, marks: Sequence[Mark]
) -> tuple[int, int]:
    """Write the documents of these marks, then forget the marks. Returns how many were written, deleted."""
    with transaction(sessions) as session:
        session.execute(select(func.pg_advisory_xact_lock_shared(INDEXING)))
        revision = stale.next_revision(session)
        built = build(session, [Mark(mark.key, revision) for mark in marks])
        gone = [(mark.key, revision) for mark in marks if mark.key not in built]
        engine.write(entries(list(built.values()), embedder))
        engine.delete(gone)
        stale.settled(session, marks)
    return len(built), len(gone)


def rebuild(
    sessions: Sessions,
    engine: Engine,
    embedder: Embedder,
    build: Build,
    ids: Ids,
    *,
    batch: int = 500,
    progress: Progress | None = None,
) -> int:
    """Index every row afresh beside the current index, then put the new one in its place.

    Searching and draining go on meanwhile. What was drained into the old index after the rebuild began is
    marked again before the swap, and drained before this returns. Interrupted at any moment, the old index
    stays; the next rebuild clears up. Returns how many documents the new index has.
    Raises Conflict while another rebuild runs, SearchUnavailable.
    """
    with transaction(sessions) as guard:
        if not guard.scalar(select(func.pg_try_advisory_xact_lock(REBUILDING))):
            raise Conflict(
                "Une reconstruction de l’index est déjà en cours : attendez qu’elle se termine."
            )
        with engine.rebuild() as fresh:
            before = _revisions(engine)
            with transaction(sessions) as session:
                rows = [DocKey(kind, id_) for kind in KINDS for id_ in sorted(ids(session, kind))]
            for done in range(0, len(rows), batch):
                with transaction(sessions) as session:
                    revision = stale.next_revision(session)
                    marks = [Mark(key, revision) for key in rows[done : done + batch]]
                    built = build(session, marks)
                fresh.write(entries(list(built.values()), embedder))
                if progress is not None:
                    progress(min(done + batch, len(rows)), len(rows))
            with _no_drain(sessions):
                drained = before.items() ^ _revisions(engine).items()
                with transaction(sessions) as session:
                    current = {DocKey(kind, id_) for kind in KINDS for id_ in ids(session, kind)}
                    written = {DocKey(kind, id_) for kind in KINDS for id_ in fresh.revisions(kind)}
                    _mark(session, {key for key, _ in drained} | (current ^ written))
                # The marks are committed: killed between here and the swap, some work is done twice.
                fresh.swap()
    drain(sessions, engine, embedder, build)
    return sum(len(engine.revisions(kind)) for kind in KINDS)


def expunge(sessions: Sessions, engine: Engine) -> bool:
    """Leave nothing on disk of what was deleted from the index (`contract.Engine.expunge`). False, with nothing
    done, while a rebuild is under way. Raises SearchUnavailable."""
    with transaction(sessions) as guard:
        if not guard.scalar(select(func.pg_try_advisory_xact_lock(REBUILDING))):
            return False
        engine.expunge()
        return True


def check(sessions: Sessions, engine: Engine, ids: Ids, *, repair: bool = False) -> CheckReport:
    """Compare the database's rows with the index's documents; `repair` marks what differs, for a drain.

    Marked documents are left out of the comparison: they differ by right. Documents that are `ahead` cannot
    be repaired so, only by `rebuild`. Raises SearchUnavailable.
    """
    with _no_drain(sessions) as session:
        found = _revisions(engine)
        # Rows before marks: a row that was added in between is then seen with its mark, or not at all.
        rows = {DocKey(kind, id_) for kind in KINDS for id_ in ids(session, kind)}
        last = stale.last_revision(session)
        marked = {mark.key for mark in stale.pending(session, limit=stale.count(session))}
        missing = sorted(rows - found.keys() - marked)
        orphaned = sorted(found.keys() - rows - marked)
        if repair:
            _mark(session, missing + orphaned)
        return CheckReport(
            rows=len(rows),
            documents=len(found),
            pending=len(marked),
            missing=tuple(missing),
            orphaned=tuple(orphaned),
            ahead=sum(revision > last for revision in found.values()),
            repaired=repair,
        )


@contextmanager
def _no_drain(sessions: Sessions) -> Iterator[Session]:
    """A transaction during which no batch of a drain is under way: waits for those that are, holds others."""
    with transaction(sessions) as session:
        session.execute(select(func.pg_advisory_xact_lock(INDEXING)))
        yield session


def _revisions(engine: Engine) -> dict[DocKey, int]:
    return {
        DocKey(kind, id_): revision
        for kind in KINDS
        for id_, revision in engine.revisions(kind).items()
    }


def _mark(session: Session, keys: Iterable[DocKey]) -> None:
    wanted = list(keys)
    for kind in KINDS:
        stale.mark(session, kind, [key.id for key in wanted if key.kind == kind])

"""Erasing outside the database: files, cached vectors and the index, after the erasure itself has committed.

`finish` does it at once for one person; `sweep` finds what is left of anybody, for crashes: a file without a row, a
vector without a text, a document without a row. Neither needs to know who it was.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default as default_policy
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from indexing.documents import indexed_texts
from matching.errors import SearchUnavailable
from matching.files import NAME
from matching.pool.candidates.tables import Candidate, Cv
from matching.ports import DocKey
from matching.privacy.erasure import Erased
from matching.texts.fold import folded

if TYPE_CHECKING:
    from webapp.site.runtime import Runtime

log = structlog.get_logger(__name__)

MAILS = "mails"
"""The folder under var/ where letters are written that no server takes (webapp/letters/delivery.py)."""
LARGE = 250 * 2**20
"""Bytes of an index that takes more than some seconds to write afresh (10,000 documents: 114 MiB, 2.4 s on two shared
cores): the night does it. Until then her text is overwritten, and only words that nobody else used remain."""
YOUNG_S = 3600
"""A file so young may belong to an upload whose transaction has not ended."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep removed: files and vectors that belonged to nobody, documents without a row. `index` is
    False where the index could not be cleared now (a rebuild is under way): the next sweep does it."""

    files: int
    vectors: int
    documents: int
    index: bool


@dataclass(frozen=True, slots=True)
class Traces:
    """What of her lies outside the database and is found by what the database still says of her: every text that
    may have been turned into a vector (as her row is now, and as the index has it), and letters on the disk."""

    texts: list[str]
    letters: list[Path]


def traces_of(runtime: Runtime, session: Session, candidate: Candidate) -> Traces:
    """Read them before she is erased."""
    key = DocKey("candidate", candidate.id)
    found = runtime.engine.stored([key]).get(key)
    indexed = [passage.text for passage in found.passages] if found else []
    now = indexed_texts(session, "candidate", [candidate.id])
    return Traces([*now, *indexed], letters_of(runtime, candidate))


def letters_of(runtime: Runtime, candidate: Candidate) -> list[Path]:
    """Letters on this disk (a site without a mail server writes them there) to her, or that name her."""
    words = [folded(candidate.full_name), folded(candidate.reference)]
    if candidate.email:
        words.append(folded(candidate.email))
    folder = runtime.settings.var / MAILS
    found = []
    for path in sorted(folder.glob("*.eml")) if folder.is_dir() else ():
        message = message_from_bytes(path.read_bytes(), policy=default_policy)
        body = message.get_body(("plain",))
        said = folded(f"{message['To']} {message['Subject']} {body.get_content() if body else ''}")
        if any(word in said for word in words):
            found.append(path)
    return found


def after_commit(runtime: Runtime, session: Session, erased: Erased, traces: Traces) -> None:
    """Finish once this session's transaction has committed; nothing when it rolls back."""
    waiting = [erased]

    def committed(_session: Session) -> None:
        while waiting:
            finish(runtime, waiting.pop(), traces)

    event.listen(session, "after_commit", committed)
    event.listen(session, "after_rollback", lambda _session: waiting.clear())


def finish(runtime: Runtime, erased: Erased, traces: Traces, *, clear_index: bool = True) -> None:
    """Remove what lies outside the database. What cannot be done now is logged and left to the sweep: the
    erasure itself has happened. `clear_index` writes the index afresh, so that not even free pages hold her
    words; a night that erases many does it once, in the sweep."""
    from indexing.sync import expunge  # loads numpy

    for path in (*map(runtime.files.path, erased.files), *traces.letters):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            log.error("erasure.file_left", error=type(error).__name__)
    try:
        runtime.embedder.forget([*traces.texts, *erased.texts])
        runtime.drain(only=[DocKey("candidate", erased.candidate_id)])
        now = clear_index and not _is_large(runtime.index_folder)
        if now and not expunge(runtime.sessions, runtime.engine):
            log.warning("erasure.index_left", reason="a rebuild is under way")
    except SearchUnavailable as error:
        log.error("erasure.index_left", reason=error.message)


def _is_large(folder: Path) -> bool:
    return sum(path.stat().st_size for path in folder.glob("index-*")) > LARGE


def sweep(runtime: Runtime, *, dry_run: bool = False) -> Swept:
    """Remove what is left of people who are gone. Raises SearchUnavailable."""
    from indexing.sync import KINDS, expunge  # loads numpy

    files = _orphans(runtime)
    if dry_run:
        return Swept(len(files), 0, len(runtime.check().orphaned), True)
    for path in files:
        path.unlink(missing_ok=True)
    found = runtime.check(repair=True)
    with runtime.sessions() as session:
        texts = [text for kind in KINDS for text in indexed_texts(session, kind)]
    return Swept(
        files=len(files),
        vectors=runtime.embedder.keep_only(texts),
        documents=len(found.orphaned),
        index=expunge(runtime.sessions, runtime.engine),
    )


def _orphans(runtime: Runtime) -> list[Path]:
    """Stored files that no row names, and that are old enough to be nobody's upload."""
    root = runtime.files.root
    if not root.is_dir():
        return []
    # Files first: a row that comes afterwards names a file that is young.
    oldest = time.time() - YOUNG_S
    there = [p for p in root.iterdir() if NAME.fullmatch(p.name) and p.stat().st_mtime < oldest]
    with runtime.sessions() as session:
        named = set(session.scalars(select(Cv.stored_as)))
    return [path for path in there if path.name not in named]

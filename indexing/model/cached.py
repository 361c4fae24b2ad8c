"""Vectors that were computed once are kept on the disk, whichever model made them."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

import apsw
import numpy as np

from indexing.model.contract import ROLES, Embedder, Role, Vectors

log = logging.getLogger(__name__)


class CachedEmbedder:
    """Vectors kept in one SQLite file, so that no text is embedded twice on a site.

    Keyed by model, role and the SHA-256 of the text: the text itself is not kept. Several processes may
    use the same file. The file is disposable; a damaged one is begun again.
    """

    def __init__(self, inner: Embedder, path: Path) -> None:
        self.inner = inner
        self._path = path
        self._lock = threading.Lock()
        self._opened: tuple[int, apsw.Connection] | None = None

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, "query")

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, "document")

    def forget(self, texts: Iterable[str]) -> int:
        """Forget the vectors of these texts, as questions and as documents. Returns how many there were."""
        gone = [_key(self.name, role, text) for text in texts for role in ROLES]
        return self._delete("key IN (SELECT unhex(value) FROM json_each(?))", gone)

    def keep_only(self, documents: Iterable[str]) -> int:
        """Forget every vector but those of these documents, questions included. Returns how many there were."""
        kept = [_key(self.name, "document", text) for text in documents]
        return self._delete("key NOT IN (SELECT unhex(value) FROM json_each(?))", kept)

    def _delete(self, condition: str, keys: Sequence[bytes]) -> int:
        """Delete, and leave nothing of it in the file or in the log beside it."""
        with self._lock:
            connection = self._connection()
            named = json.dumps([key.hex() for key in keys])
            connection.execute(f"DELETE FROM vector WHERE {condition}", (named,))
            gone = int(connection.changes())
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone

    def _vectors(self, texts: Sequence[str], role: Role) -> Vectors:
        keys = [_key(self.name, role, text) for text in texts]
        known = self._read(keys)
        # Longest first, as the model batches best, and saved as it goes: a long build that is stopped
        # goes on from where it was.
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        order = sorted(missing, key=lambda key: len(missing[key]), reverse=True)
        compute = self.inner.queries if role == "query" else self.inner.documents
        for start in range(0, len(order), 512):
            chunk = order[start : start + 512]
            rows = compute([missing[key] for key in chunk])
            fresh = dict(zip(chunk, rows, strict=True))
            self._write(fresh)
            known.update(fresh)
        if not keys:
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([known[key] for key in keys])

    def _connection(self) -> apsw.Connection:
        """This process's connection: SQLite's do not survive a fork."""
        if self._opened is None or self._opened[0] != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                connection = self._open()
            except (apsw.NotADBError, apsw.CorruptError):
                log.warning(
                    "Le cache des vecteurs %s est abîmé : il est recommencé.", self._path.name
                )
                self._path.unlink(missing_ok=True)
                connection = self._open()
            self._opened = (os.getpid(), connection)
        return self._opened[1]

    def _open(self) -> apsw.Connection:
        connection = apsw.Connection(str(self._path))
        connection.set_busy_timeout(30_000)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID"
        )
        return connection

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        with self._lock:
            connection = self._connection()
            for start in range(0, len(keys), 500):
                chunk = tuple(keys[start : start + 500])
                marks = ",".join("?" * len(chunk))
                rows = connection.execute(
                    f"SELECT key, row FROM vector WHERE key IN ({marks})", chunk
                )
                for key, row in rows:
                    found[key] = np.frombuffer(row, np.float32)
        return found

    def _write(self, rows: dict[bytes, Vectors]) -> None:
        with self._lock:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany(
                    "INSERT OR REPLACE INTO vector VALUES (?, ?)",
                    [(key, row.astype(np.float32).tobytes()) for key, row in rows.items()],
                )
                connection.execute("COMMIT")
            except apsw.Error:
                connection.execute("ROLLBACK")
                raise


def _key(model: str, role: Role, text: str) -> bytes:
    return hashlib.sha256(f"{model}\0{role}\0{text}".encode()).digest()

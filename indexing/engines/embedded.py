"""The engine of a site that needs no server: one SQLite file, and numpy in each process.

The file holds documents, their passages and vectors, and a vocabulary; it is the shared and durable side.
Each process searches a mirror of it in memory (`mirror.py`), which begins from a snapshot that all processes of the
host share (`snapshot.py`) and is brought up to date from the file's change numbers inside the transaction of each
search, so that it reads its own and every other process's writes.

Words are counted there too rather than by SQLite's FTS5: over 100,000 documents FTS5 took 150 ms to score a
question of eight words where numpy takes 1.3 ms, exact for every document, and it gives no weight to a word
that stands in more than half of them, where Lucene does.

On disk: a folder with one file per generation, `index-000001.sqlite`, its snapshots, and `current`, which names the
one in use once there has been a rebuild. The number of a generation that was in use is never used again, so that
SQLite's -wal and -shm files can never meet another database of the same name.

Long because file, engine and search share one transaction: what keeps a kill from losing a write is read in one place.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar, get_args

import apsw
import numpy as np

from indexing.engines import snapshot
from indexing.engines.contract import (
    EngineAnswer,
    EngineQuery,
    Entry,
    FreshIndex,
    IndexSettings,
    RawHit,
    Stored,
    check_shape,
    mixed,
    other_dimension,
)
from indexing.engines.mirror import Columns, Mask, Mirror, Record, Rows, top
from matching.errors import SearchUnavailable
from matching.files import settle
from matching.ports import DocKey, Facet, Filters, Kind, Passage, Signals

T = TypeVar("T")

CHUNK = 500
"""Documents per transaction: other writers wait for some tens of milliseconds at most."""

BUSY_MS = 30_000

PREPARED_AT = 0.5
"""`prepare` makes the next snapshot when this share of the last one's spare room is taken: the other half is what may
be written while it is being made, before a search has to wait for it."""

_SCHEMA = """
create table if not exists meta(key text primary key, value) without rowid;
create table if not exists term(id integer primary key, term text not null unique);
create table if not exists document(
  number integer primary key,
  kind text not null, id integer not null, revision integer not null, change integer not null,
  available integer not null, lat real, lon real, radius real,
  length integer not null, passages integer not null,
  terms blob, weights blob, vectors blob,
  unique(kind, id)
);
create unique index if not exists document_change on document(kind, change);
create table if not exists content(number integer primary key, passages text not null);
"""

_PUT = """
insert into document(kind, id, revision, change, available, lat, lon, radius, length, passages,
                     terms, weights, vectors)
values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict(kind, id) do update set
  revision = excluded.revision, change = excluded.change, available = excluded.available,
  lat = excluded.lat, lon = excluded.lon, radius = excluded.radius, length = excluded.length,
  passages = excluded.passages, terms = excluded.terms, weights = excluded.weights,
  vectors = excluded.vectors
where excluded.revision >= document.revision
returning number
"""

_CHANGED = """
select id, available, lat, lon, radius, length, passages, terms, weights, vectors
from document where kind = ? and change > ?
"""
"""For a snapshot, after change 0, in the order of ids: neighbours on disk are neighbours in memory."""


class IndexFile:
    """One generation on disk. Knows SQL; every method but `reading` and `writing` runs inside one of them.

    A tombstone is a document without terms. Everything a document can be found or filtered by is a term
    with a weight: `words:cuisin` (its frequency), `rome:G1602` (its share), `status:active`, `key:…`.
    """

    def __init__(self, path: Path, settings: IndexSettings, *, building: bool = False) -> None:
        self.path = path
        self._terms: dict[str, int] = {}
        self._forgettings = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._sql = apsw.Connection(str(path))
        self._sql.set_busy_timeout(BUSY_MS)
        self._sql.execute("pragma page_size = 8192")
        self._sql.execute("pragma journal_mode = wal")
        # What is deleted or replaced is overwritten: people are erased from here (matching/privacy/erasure.py).
        self._sql.execute("pragma secure_delete = on")
        # FULL, not NORMAL. A kill -9 loses nothing either way: what was committed is with the system. After
        # a power cut, NORMAL may forget the last transactions, and by then the marks that would have asked
        # for them again are deleted in PostgreSQL, which does not forget. FULL costs one fsync a batch.
        # A file under construction is nobody's yet: `finish` syncs it once, before it is put in place.
        self._sql.execute(f"pragma synchronous = {'off' if building else 'full'}")
        if not self._sql.execute("select 1 from sqlite_schema where name = 'content'").fetchone():
            with self.writing():  # another process may be creating the same file
                self._sql.execute(_SCHEMA)
                self._sql.execute(
                    "insert or ignore into meta values('model', ?), ('analysis', ?), ('change', 0)",
                    (settings.model, settings.analysis),
                )
        self.settings = IndexSettings(str(self._meta("model")), str(self._meta("analysis")))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A write transaction: IMMEDIATE, so that two writers queue instead of failing half-way."""
        self._sql.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._terms.clear()  # numbers given out in here are taken back
            self._sql.execute("rollback")
            raise
        self._sql.execute("commit")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A read transaction: one state of the index from the first statement to the last."""
        self._sql.execute("begin")
        try:
            yield
        finally:
            self._sql.execute("rollback")

    def _meta(self, key: str) -> object:
        row = self._sql.execute("select value from meta where key = ?", (key,)).fetchone()
        return row[0] if row else None

    @property
    def change(self) -> int:
        """The number of the last change."""
        return int(str(self._meta("change")))

    @property
    def dimension(self) -> int | None:
        """How many numbers a vector has; None until the first is written."""
        found = self._meta("dimension")
        return None if found is None else int(str(found))

    def put(self, entries: Sequence[Entry]) -> None:
        """Store documents, older revisions excepted."""
        self._agree_on_dimension(entries)
        carried = [_terms(entry) for entry in entries]
        numbers = self._numbers({term for terms in carried for term in terms})
        change = self.change
        for entry, terms in zip(entries, carried, strict=True):
            document = entry.document
            change += 1
            day = document.available_from
            written = self._sql.execute(
                _PUT,
                (
                    document.key.kind,
                    document.key.id,
                    document.revision,
                    change,
                    day.toordinal() if day else 0,
                    document.lat,
                    document.lon,
                    document.radius_km,
                    len(entry.tokens),
                    len(document.passages),
                    np.array([numbers[term] for term in terms], np.int32).tobytes(),
                    np.array(list(terms.values()), np.float32).tobytes(),
                    np.ascontiguousarray(entry.vectors, np.float32).tobytes(),
                ),
            ).fetchone()
            if written:
                passages = [(p.part, p.source, p.text) for p in document.passages]
                self._sql.execute(
                    "insert or replace into content values(?, ?)",
                    (written[0], json.dumps(passages, ensure_ascii=False)),
                )
        self._sql.execute("update meta set value = ? where key = 'change'", (change,))

    def _agree_on_dimension(self, entries: Sequence[Entry]) -> None:
        asked = {entry.vectors.shape[1] for entry in entries if len(entry.vectors)}
        if not asked:
            return
        known = self.dimension
        if known is None:
            known = min(asked)
            self._sql.execute("insert into meta values('dimension', ?)", (known,))
        if asked != {known}:
            raise other_dimension(known, max(asked - {known}))

    def bury(self, keys: Sequence[tuple[DocKey, int]]) -> None:
        """Put tombstones, except over newer revisions."""
        change = self.change
        for key, revision in keys:
            change += 1
            buried = self._sql.execute(
                _PUT,
                (key.kind, key.id, revision, change, 0, *[None] * 3, 0, 0, *[None] * 3),
            ).fetchone()
            if buried:
                self._sql.execute("delete from content where number = ?", buried)
        self._sql.execute("update meta set value = ? where key = 'change'", (change,))

    def forget_unused_terms(self) -> None:
        """Forget the words that no document holds any more. Their numbers are not given again: mirrors of
        other processes may still count by them."""
        used = np.zeros(self._highest("term", "id") + 1, np.bool_)
        for (terms,) in self._sql.execute("select terms from document where terms is not null"):
            used[np.frombuffer(terms, np.int32)] = True
        unused = [
            int(str(number))
            for (number,) in self._sql.execute("select id from term where term not glob 'gone:*'")
            if not used[int(str(number))]
        ]
        if not unused:
            return
        self._sql.execute(
            "update term set term = 'gone:' || id where id in (select value from json_each(?))",
            (json.dumps(unused),),
        )
        self._sql.execute(
            "insert or replace into meta values('forgettings', ?)", (self._forgotten_times() + 1,)
        )

    def _highest(self, table: str, column: str) -> int:
        [(number,)] = self._sql.execute(f"select coalesce(max({column}), 0) from {table}")
        return int(str(number))

    def _forgotten_times(self) -> int:
        return int(str(self._meta("forgettings") or 0))

    def shred(self) -> None:
        """Write the file afresh, without free pages and without a log of former ones. Raises apsw.BusyError
        while somebody reads for longer than BUSY_MS."""
        self._sql.execute("vacuum")
        [(busy, _, _)] = self._sql.execute("pragma wal_checkpoint(truncate)")
        if busy:
            raise apsw.BusyError("wal_checkpoint(truncate)")

    def _numbers(self, terms: set[str]) -> dict[str, int]:
        if (times := self._forgotten_times()) != self._forgettings:
            self._terms.clear()  # another process has forgotten some of them
            self._forgettings = times
        missing = json.dumps(sorted(terms - self._terms.keys()), ensure_ascii=False)
        self._sql.execute(
            "insert or ignore into term(term) select value from json_each(?)", (missing,)
        )
        self._terms.update(self._find(missing))
        return self._terms

    def _find(self, terms: str) -> dict[str, int]:
        found = self._sql.execute(
            "select t.term, t.id from json_each(?) j cross join term t on t.term = j.value",
            (terms,),
        )
        return {str(term): int(str(number)) for term, number in found}

    def numbers(self, field: str, values: Iterable[object]) -> dict[str, int]:
        """The number of each of these values of a field, unknown ones left out, in the values' order."""
        terms = sorted(f"{field}:{value}" for value in values)
        found = self._find(json.dumps(terms, ensure_ascii=False))
        start = len(field) + 1
        return {term[start:]: found[term] for term in terms if term in found}

    def vocabulary(self, field: str) -> dict[str, int]:
        """All values of a field with their numbers."""
        found = self._sql.execute(
            "select substr(term, ?), id from term where term > ? and term < ?",
            (len(field) + 2, f"{field}:", f"{field};"),
        )
        return {str(value): int(str(number)) for value, number in found}

    def size(self, kind: Kind, after: int) -> tuple[int, int]:
        """How many documents, tombstones included, have changed after a change; how many passages."""
        [(documents, passages)] = self._sql.execute(
            "select count(*), coalesce(sum(passages), 0) from document where kind = ? and change > ?",
            (kind, after),
        )
        return int(str(documents)), int(str(passages))

    def records(self, kind: Kind, after: int) -> Iterator[Record]:
        """The documents that changed after a change, tombstones included."""
        return map(Record._make, self._sql.execute(_CHANGED, (kind, after)))

    def publish(self, kind: Kind) -> None:
        """Make the snapshot of what is in here (`snapshot.py`)."""
        content = snapshot.Content(
            self.change,
            self.dimension or 1,
            *self.size(kind, 0),
            map(Record._make, self._sql.execute(f"{_CHANGED} order by id", (kind, 0))),
        )
        snapshot.publish(self.path.parent, _number(self.path), kind, content)

    def revisions(self, kind: Kind) -> dict[int, int]:
        """Every living document with its revision."""
        return dict(
            self._sql.execute(
                "select id, revision from document where kind = ? and terms is not null", (kind,)
            )
        )

    def stored(self, keys: Iterable[DocKey], words: bool) -> dict[DocKey, Stored]:
        """The documents under these keys."""
        dimension = self.dimension or 0
        codes = {number: code for code, number in self.vocabulary("rome").items()}
        found: dict[DocKey, Stored] = {}
        for key in keys:
            row = self._sql.execute(
                "select d.revision, d.terms, d.weights, d.vectors, c.passages from document d"
                " join content c on c.number = d.number where d.kind = ? and d.id = ?",
                (key.kind, key.id),
            ).fetchone()
            if row is None:
                continue
            revision, terms, weights, vectors, passages = row
            numbers = np.frombuffer(terms, np.int32).tolist()
            weighed = dict(zip(numbers, np.frombuffer(weights, np.float32).tolist(), strict=True))
            found[key] = Stored(
                key=key,
                revision=revision,
                passages=tuple(Passage(*passage) for passage in json.loads(passages)),
                vectors=np.frombuffer(vectors, np.float32).reshape(-1, dimension or 1),
                tokens=self._words(weighed) if words else {},
                romes={codes[n]: weight for n, weight in weighed.items() if n in codes},
            )
        return found

    def _words(self, counts: Mapping[int, float]) -> dict[str, int]:
        found = self._sql.execute(
            "select t.id, substr(t.term, 7) from json_each(?) j cross join term t on t.id = j.value"
            " where t.term > 'words:' and t.term < 'words;'",
            (json.dumps(list(counts)),),
        )
        return {str(word): round(counts[int(str(number))]) for number, word in found}

    def finish(self) -> None:
        """End a construction: everything in the one file, on the disk."""
        self._sql.execute("pragma wal_checkpoint(truncate)")
        self.close()
        settle(self.path)

    def close(self) -> None:
        """Let go of the file."""
        self._sql.close()

    def remove(self) -> None:
        """Delete the file and what SQLite keeps beside it."""
        self.close()
        _remove(self.path)


def _terms(entry: Entry) -> dict[str, float]:
    document = entry.document
    terms: dict[str, float] = {f"words:{t}": float(n) for t, n in Counter(entry.tokens).items()}
    terms |= {f"rome:{code}": weight for code, weight in document.romes.items()}
    single = {
        "status": document.status,
        "structure": document.structure_id,
        "department": document.department,
    }
    terms |= {f"{field}:{value}": 1.0 for field, value in single.items() if value is not None}
    # The empty contract marks documents that state none: they pass every contract filter.
    terms |= {f"contract:{contract}": 1.0 for contract in document.contracts or {""}}
    terms |= {f"licence:{licence}": 1.0 for licence in document.licences}
    terms |= {f"key:{key}": 1.0 for key in document.visible_to}
    return terms


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    snapshot.remove(path.parent, _number(path))


class EmbeddedEngine:
    """The engine on a folder of the local disk (`contract.Engine`), for any number of processes.

    SQLite needs real file locks: the folder must not be on a network drive.
    """

    def __init__(self, folder: Path, settings: IndexSettings) -> None:
        self._folder = folder
        self._settings = settings
        self._file: IndexFile | None = None
        self._mirrors: dict[Kind, tuple[Mirror, Path]] = {}
        self._lock = threading.RLock()
        self._pid = os.getpid()
        self._inherited: list[IndexFile] = []

    @property
    def settings(self) -> IndexSettings:
        return self._settings

    def ready(self) -> None:
        with self._speaking(), self._current().reading():
            pass

    def write(self, entries: Iterable[Entry]) -> None:
        for chunk in _chunks(entries):
            for entry in chunk:
                check_shape(entry)
            with self._speaking(), self._writing() as file:
                file.put(chunk)

    def delete(self, keys: Iterable[tuple[DocKey, int]]) -> None:
        for chunk in _chunks(keys):
            with self._speaking(), self._writing() as file:
                file.bury(chunk)

    def expunge(self) -> None:
        with self._speaking():
            with self._writing() as file:
                file.forget_unused_terms()
            with snapshot.alone(self._folder):
                file.shred()
                snapshot.remove(self._folder)
            for path in self._folder.glob("index-*.sqlite"):
                if path.name != self._name():  # what a killed rebuild left
                    _remove(path)

    def prepare(self) -> None:
        with self._speaking():
            file = self._current()
            for kind in get_args(Kind):
                path = self._snapshot(file, kind)
                columns = snapshot.mapped(path) if path is not None else None
                with file.reading():
                    roomy = columns is not None and _roomy(columns, file, kind)
                if not roomy:
                    self._publish(file, kind, path)

    def search(self, query: EngineQuery) -> EngineAnswer:
        with self._looking(query.kind) as (file, mirror):
            return _Search(file, mirror, query).answer(self._version(file))

    def stored(self, keys: Iterable[DocKey], *, words: bool = True) -> dict[DocKey, Stored]:
        with self._speaking():
            file = self._current()
            with file.reading():
                return file.stored(keys, words)

    def frequencies(self, kind: Kind, tokens: Iterable[str]) -> tuple[int, dict[str, int]]:
        with self._looking(kind) as (file, mirror):
            counted = {
                token: mirror.frequency(number)
                for token, number in file.numbers("words", tokens).items()
            }
            return mirror.living, {token: n for token, n in counted.items() if n}

    def revisions(self, kind: Kind) -> dict[int, int]:
        with self._speaking():
            return self._open().revisions(kind)

    @contextmanager
    def rebuild(self) -> Iterator[FreshIndex]:
        with self._speaking():
            current = self._folder / self._name()
            files = sorted(self._folder.glob("index-*.sqlite"))
            number = max([_number(path) for path in files] + [_number(current)]) + 1
            for path in files:
                if path != current:
                    _remove(path)
            file = IndexFile(
                self._folder / f"index-{number:06}.sqlite", self._settings, building=True
            )
        try:
            yield _Fresh(self, file)
        finally:
            if file.path.name != self._name():
                file.remove()

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None
            self._mirrors.clear()

    def put_in_place(self, file: IndexFile) -> None:
        """Make a finished generation the current one (`FreshIndex.swap`)."""
        with self._speaking():
            with snapshot.alone(self._folder):
                for kind in get_args(Kind):
                    file.publish(kind)  # so that no page waits for it after the swap
            file.finish()
            old = self._folder / self._name()
            try:
                # Whoever is writing to the old file ends first; whoever comes next sees that it is no
                # longer the current one (`_writing`).
                with self._open().writing():
                    self._point_at(file.path.name)
            except apsw.Error:  # the old index is damaged: nobody can write to it
                self._point_at(file.path.name)
            self.close()
            with snapshot.alone(
                self._folder
            ):  # who makes one of the old file has ended, or makes none
                _remove(old)

    def _point_at(self, name: str) -> None:
        pointer = self._folder / "current.new"
        pointer.write_text(name, encoding="ascii")
        settle(pointer)
        pointer.replace(self._folder / "current")
        settle(self._folder)

    def _name(self) -> str:
        try:
            return (self._folder / "current").read_text(encoding="ascii")
        except FileNotFoundError:
            return "index-000001.sqlite"

    def _open(self) -> IndexFile:
        if self._pid != os.getpid():
            # A connection must not be used, nor closed, by a fork of the process that opened it.
            if self._file is not None:
                self._inherited.append(self._file)
            self._file, self._pid = None, os.getpid()
        while self._file is None or self._file.path.name != self._name():
            self.close()
            self._file = IndexFile(self._folder / self._name(), self._settings)
        return self._file

    def _current(self) -> IndexFile:
        file = self._open()
        if file.settings != self._settings:
            raise mixed(file.settings, self._settings)
        return file

    @contextmanager
    def _writing(self) -> Iterator[IndexFile]:
        while True:
            file = self._current()
            with file.writing():
                if file.path.name == self._name():
                    yield file
                    return

    @contextmanager
    def _looking(self, kind: Kind) -> Iterator[tuple[IndexFile, Mirror]]:
        """One state of the index, and the mirror of it."""
        with self._speaking():
            while True:
                file = self._current()
                # Before the transaction, so that a snapshot is never newer than what the transaction reads.
                mirror, path = self._newest(file, kind)
                with file.reading():
                    if mirror is not None and _brought_up_to_date(mirror, file, kind):
                        yield file, mirror
                        return
                if mirror is not None and mirror.grown:
                    del self._mirrors[
                        kind
                    ]  # what is dead takes room: begin from the snapshot again
                else:
                    self._publish(file, kind, path)

    def _snapshot(self, file: IndexFile, kind: Kind) -> Path | None:
        return snapshot.newest(self._folder, _number(file.path), kind)

    def _publish(self, file: IndexFile, kind: Kind, seen: Path | None) -> None:
        """Make another snapshot than the one that was `seen`, unless somebody else has done so meanwhile."""
        with snapshot.alone(self._folder):
            if self._snapshot(file, kind) == seen and file.path.name == self._name():
                self._mirrors.pop(kind, None)
                with file.reading():
                    file.publish(kind)

    def _newest(self, file: IndexFile, kind: Kind) -> tuple[Mirror | None, Path | None]:
        """The mirror in memory while its snapshot is the one on disk; otherwise one on the snapshot that is there
        now, if it can be used."""
        mirror, path = self._mirrors.get(kind, (None, None))
        if path is None or not path.exists():
            self._mirrors.pop(kind, None)
            mirror = None
            path = self._snapshot(file, kind)
            columns = snapshot.mapped(path) if path is not None else None
            if path is not None and columns is not None:
                mirror = Mirror(columns)
                self._mirrors[kind] = (mirror, path)
        return mirror, path

    def _version(self, file: IndexFile) -> str:
        return f"{_number(file.path)}.{file.change}"

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except (apsw.NotADBError, apsw.CorruptError) as error:
                raise SearchUnavailable(
                    "L’index de recherche est abîmé. "
                    "Reconstruisez-le avec « vivier index rebuild »."
                ) from error
            except apsw.BusyError as error:
                raise SearchUnavailable(
                    "L’index de recherche est occupé. Réessayez dans un instant."
                ) from error
            except (apsw.Error, OSError) as error:
                raise SearchUnavailable(
                    "L’index de recherche ne peut être ni lu ni écrit : vérifiez la place et les droits "
                    f"du dossier « {self._folder.name} » ({error})."
                ) from error


def _brought_up_to_date(mirror: Mirror, file: IndexFile, kind: Kind) -> bool:
    """Take over what has changed since; False if it does not fit any more."""
    change = file.change
    if mirror.dimension != (file.dimension or 1) or mirror.change > change:
        return False
    if mirror.change < change:
        if not mirror.has_room(*file.size(kind, mirror.change)):
            return False
        mirror.apply(file.records(kind, mirror.change), change)
    return True


def _roomy(columns: Columns, file: IndexFile, kind: Kind) -> bool:
    """Whether a snapshot is one of this file, and what changed since leaves it enough of its room."""
    return (
        columns.vectors.shape[1] == (file.dimension or 1)
        and columns.change <= file.change
        and columns.fit(*file.size(kind, columns.change), share=PREPARED_AT)
    )


class _Fresh:
    """A generation under construction (`contract.FreshIndex`)."""

    def __init__(self, engine: EmbeddedEngine, file: IndexFile) -> None:
        self._engine = engine
        self._file = file

    def write(self, entries: Iterable[Entry]) -> None:
        for chunk in _chunks(entries):
            for entry in chunk:
                check_shape(entry)
            with self._file.writing():
                self._file.put(chunk)

    def revisions(self, kind: Kind) -> dict[int, int]:
        return self._file.revisions(kind)

    def swap(self) -> None:
        self._engine.put_in_place(self._file)


class _Search:
    """One question, on one state of the index."""

    def __init__(self, file: IndexFile, mirror: Mirror, query: EngineQuery) -> None:
        known = file.dimension
        if len(query.vectors) and known is not None and query.vectors.shape[1] != known:
            raise other_dimension(known, query.vectors.shape[1])
        self._file = file
        self._mirror = mirror
        self._query = query

    def answer(self, version: str) -> EngineAnswer:
        """Filter, count, rank."""
        query, mirror = self._query, self._mirror
        mask, rows = self._filtered(query.filters)
        ids = mirror.ids(rows)
        vector = mirror.cosines(rows, query.vectors)
        asked = self._file.numbers("words", query.tokens)
        words = mirror.bm25(rows, mask, asked.values())
        codes = self._file.numbers("rome", query.romes)
        rome = mirror.agreement(rows, [(codes[code], query.romes[code]) for code in codes])

        def hits(places: Rows) -> list[RawHit]:
            signals = map(
                Signals, vector[places].tolist(), words[places].tolist(), rome[places].tolist()
            )
            return list(map(RawHit, ids[places].tolist(), signals))

        best = np.zeros(len(rows), np.bool_)
        if len(query.vectors):
            best[top(vector, ids, query.depth)] = True
        for signal in (words, rome):
            found = np.flatnonzero(signal)
            best[found[top(signal[found], ids[found], query.depth)]] = True
        pool = np.flatnonzero(best)
        pool = pool[np.argsort(ids[pool])]
        begin = max(0, query.offset - len(pool))
        end = max(0, query.offset + query.limit - len(pool))
        tail = np.flatnonzero(~best) if end else pool[:0]
        tail = tail[np.lexsort((ids[tail], -vector[tail]))][begin:end]
        return EngineAnswer(len(rows), hits(pool), hits(tail), self._facets(mask), version)

    def _filtered(self, filters: Filters) -> tuple[Mask, Rows]:
        mirror = self._mirror
        mask = mirror.everything() & self._carrying("key", filters.visible_to)
        wanted: Mapping[str, Iterable[object]] = {
            "status": filters.status,
            "structure": filters.structures,
            "department": filters.departments,
            "rome": filters.romes,
            "contract": filters.contracts | {""} if filters.contracts else (),
            "licence": filters.licences,
        }
        for field, values in wanted.items():
            if values:
                mask &= self._carrying(field, values)
        if filters.only is not None:
            mask &= mirror.among(filters.only)
        if filters.available_by is not None:
            mask &= mirror.available_by(filters.available_by)
        rows = np.flatnonzero(mask)
        if filters.near is not None:
            rows = mirror.near(rows, filters.near, filters.within_km, filters.within_stated_radius)
            mask[:] = False
            mask[rows] = True
        return mask, rows

    def _carrying(self, field: str, values: Iterable[object]) -> Mask:
        return self._mirror.carrying(self._file.numbers(field, values).values())

    def _facets(self, mask: Mask) -> dict[Facet, dict[str, int]]:
        return {
            facet: self._mirror.counts(mask, facet, partial(self._file.vocabulary, facet))
            for facet in self._query.facets
        }


def _number(path: Path) -> int:
    return int(path.stem.removeprefix("index-"))


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk

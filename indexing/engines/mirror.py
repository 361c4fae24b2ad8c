"""The documents of one kind in this process's memory, laid out so that numpy can filter and rank them.

Why: SQLite hands rows over one at a time, which at 100,000 documents costs more than the whole search. Rows
are only ever appended here; a change kills the old row and appends a new one. Where there is no more room for that
(`Mirror.has_room`), the process begins again from the snapshot (`snapshot.py`: where the columns come from), or from
another one if all that changed since no longer fits. The engine refreshes a mirror inside the transaction in which
it reads, so that an answer never mixes two states.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from indexing.engines.contract import DECIMALS, EARTH_KM, K1, TOLERANCE_KM, B, Vectors

Rows = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Carriers = tuple[list[str], Rows, Rows]
"""A field's values, the rows that carry each in one array (dead rows included), where each begins in it."""

GATHER_BELOW = 0.25
"""Below this share of the passages, copying their vectors out costs less than multiplying all of them: of 400,000,
14 ms instead of 24 at a fifth, as much at a third."""

GATHERED = 512
"""Vectors copied out at once: small enough to stay in the cache until they are multiplied."""

BLOCK = 2048
"""Vectors multiplied at once with several of a question: small enough to stay in the cache between them."""


class Record(NamedTuple):
    """A document as the index file gives it; `terms` and `weights` are None for a tombstone.

    `terms`: int32 term numbers, `weights`: float32 of the same length, `vectors`: float32 (n, dimension),
    all as raw bytes. `available`: proleptic ordinal of the first free day, 0 if none was stated.
    """

    id: int
    available: int
    lat: float | None
    lon: float | None
    radius_km: float | None
    length: int
    passages: int
    terms: bytes | None
    weights: bytes | None
    vectors: bytes | None


@dataclass(slots=True)
class Columns:
    """One row for each document, spare rows at the end.

    `places`: points of the unit sphere, `reach`: the cosine of the document's own radius; nan where unknown.
    `lengths`: words. The vectors of a row are the `sizes[row]` ones of `vectors` from `first[row]`: one at least,
    of zeros for a document without passages, because `reduceat` needs it. Postings are sorted by term, then by row:
    those of term t are from `posting_starts[t]` to `posting_starts[t + 1]`.
    """

    change: int
    """The last change of the index file that is in here."""
    count: int
    """Rows in use."""
    used: int
    """Vectors in use."""
    ids: npt.NDArray[np.int64]
    alive: Mask
    available: npt.NDArray[np.int32]
    places: Numbers
    reach: Numbers
    lengths: Numbers
    first: npt.NDArray[np.int64]
    sizes: npt.NDArray[np.int64]
    vectors: Vectors
    posting_starts: npt.NDArray[np.int64]
    posting_rows: Rows
    posting_weights: Vectors

    @classmethod
    def empty(cls, change: int, rows: int, dimension: int) -> Columns:
        """Room for so many rows, for no vectors and no postings."""
        return cls(
            change=change,
            count=0,
            used=0,
            ids=np.zeros(rows, np.int64),
            alive=np.zeros(rows, np.bool_),
            available=np.zeros(rows, np.int32),
            places=np.zeros((rows, 3), np.float64),
            reach=np.zeros(rows, np.float64),
            lengths=np.zeros(rows, np.float64),
            first=np.zeros(rows, np.int64),
            sizes=np.zeros(rows, np.int64),
            vectors=np.zeros((0, dimension), np.float32),
            posting_starts=np.zeros(1, np.int64),
            posting_rows=np.zeros(0, np.intp),
            posting_weights=np.zeros(0, np.float32),
        )

    def fit(self, rows: int, passages: int, share: float = 1.0) -> bool:
        """Whether so many more documents fit into this share of the spare room."""
        spare_rows, spare_vectors = len(self.ids) - self.count, len(self.vectors) - self.used
        # Every row has at least one vector.
        return rows <= share * spare_rows and passages + rows <= share * spare_vectors

    def put(self, record: Record) -> int:
        """Append a living document, without its vectors and postings; returns its row."""
        row = self.count
        self.ids[row] = record.id
        self.alive[row] = True
        self.available[row] = record.available
        if record.lat is None or record.lon is None:
            self.places[row] = math.nan
        else:
            self.places[row] = on_sphere(record.lat, record.lon)
        self.reach[row] = math.nan if record.radius_km is None else cosine_of(record.radius_km)
        self.lengths[row] = record.length
        self.first[row] = self.used
        self.sizes[row] = max(1, record.passages)
        self.used += max(1, record.passages)
        self.count += 1
        return row


def by_term(
    terms: npt.NDArray[np.int32], rows: Rows, weights: Vectors
) -> tuple[npt.NDArray[np.int64], Rows, Vectors]:
    """Postings in any order → where each term's begin, rows and weights as `Columns` has them."""
    # One sort of 64-bit keys (term, position) is several times quicker than a stable argsort.
    order = np.arange(len(terms), dtype=np.int64)
    order |= terms.astype(np.int64) << 32
    order.sort()
    order &= 0xFFFFFFFF
    size = int(terms.max()) + 1 if len(terms) else 0
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(terms, minlength=size), out=starts[1:])
    return starts, rows[order], weights[order]


class Postings:
    """For each term, the rows that carry it and with which weight.

    The bulk lies sorted in the columns; what is added later waits in small arrays by term.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._fresh: dict[int, tuple[array[int], array[float]]] = {}

    def add(self, row: int, terms: npt.NDArray[np.int32], weights: Vectors) -> None:
        """Append one row under its terms."""
        for term, weight in zip(terms.tolist(), weights.tolist(), strict=True):
            rows, values = self._fresh.setdefault(term, (array("q"), array("f")))
            rows.append(row)
            values.append(weight)

    def of(self, term: int) -> tuple[Rows, Vectors]:
        """The rows under a term and their weights, dead rows included."""
        starts = self._columns.posting_starts
        begin, end = (starts[term], starts[term + 1]) if term + 1 < len(starts) else (0, 0)
        rows = self._columns.posting_rows[begin:end]
        weights = self._columns.posting_weights[begin:end]
        fresh = self._fresh.get(term)
        if fresh is not None:
            rows = np.concatenate([rows, np.frombuffer(fresh[0], np.int64)])
            weights = np.concatenate([weights, np.frombuffer(fresh[1], np.float32)])
        return rows, weights


class Mirror:
    """All documents of one kind: their filters, words, codes, places and vectors, one row each."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._postings = Postings(columns)
        self._first_added = columns.count
        self._dead = 0
        self._row = dict(
            zip(columns.ids[: columns.count].tolist(), range(columns.count), strict=True)
        )
        self._total_length = int(columns.lengths[: columns.count].sum())
        self._norms: Numbers | None = None
        self._carriers: dict[str, Carriers] = {}

    @property
    def change(self) -> int:
        """The last change of the index file that is in here."""
        return self._columns.change

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self._columns.vectors.shape[1])

    @property
    def grown(self) -> bool:
        """Whether changes have taken of the spare room."""
        return self._columns.count > self._first_added

    def has_room(self, rows: int, passages: int) -> bool:
        """Whether so many changes still fit."""
        return self._columns.fit(rows, passages)

    def apply(self, records: Iterable[Record], change: int) -> None:
        """Take over what changed up to `change`; `has_room` must have said yes."""
        for record in records:
            row = self._row.pop(record.id, None)
            if row is not None:
                self._columns.alive[row] = False
                self._dead += 1
                self._total_length -= int(self._columns.lengths[row])
            if record.terms is not None and record.weights is not None:
                self._append(record, record.terms, record.weights)
        self._columns.change = change
        self._norms = None
        self._carriers.clear()

    def _append(self, record: Record, terms: bytes, weights: bytes) -> None:
        columns = self._columns
        start = columns.used
        row = columns.put(record)
        target = columns.vectors[start : columns.used]
        if record.passages and record.vectors is not None:
            target[:] = np.frombuffer(record.vectors, np.float32).reshape(target.shape)
        else:
            target[:] = 0.0
        self._row[record.id] = row
        self._total_length += record.length
        self._postings.add(row, np.frombuffer(terms, np.int32), np.frombuffer(weights, np.float32))

    @property
    def living(self) -> int:
        """How many documents live."""
        return self._columns.count - self._dead

    def everything(self) -> Mask:
        """The living rows, as a mask to narrow."""
        columns = self._columns
        return columns.alive[: columns.count].copy()

    def carrying(self, terms: Iterable[int]) -> Mask:
        """The rows that carry at least one of these terms."""
        mask = np.zeros(self._columns.count, np.bool_)
        for term in terms:
            mask[self._postings.of(term)[0]] = True
        return mask

    def among(self, ids: Iterable[int]) -> Mask:
        """The rows of these documents."""
        mask = np.zeros(self._columns.count, np.bool_)
        mask[[self._row[i] for i in ids if i in self._row]] = True
        return mask

    def available_by(self, day: date) -> Mask:
        """The rows free on that day or before, or with no day stated."""
        columns = self._columns
        return columns.available[: columns.count] <= day.toordinal()

    def near(
        self, rows: Rows, place: tuple[float, float], within_km: float | None, stated: bool
    ) -> Rows:
        """Those of `rows` in the circle, and within their own radius if `stated`."""
        columns = self._columns
        cosines = (columns.places[: columns.count] @ np.array(on_sphere(*place)))[rows]
        keep = np.ones(len(rows), np.bool_)
        if within_km is not None:
            keep &= cosines >= cosine_of(within_km)  # false where the place is unknown
        if stated:
            keep &= ~(cosines < columns.reach[rows])  # true where place or radius is unknown
        return rows[keep]

    def ids(self, rows: Rows) -> npt.NDArray[np.int64]:
        """The documents of these rows."""
        return self._columns.ids[rows]

    def frequency(self, term: int) -> int:
        """How many living documents carry a term."""
        rows = self._postings.of(term)[0]
        return int(np.count_nonzero(self._columns.alive[rows])) if self._dead else len(rows)

    def counts(
        self, mask: Mask, field: str, vocabulary: Callable[[], Mapping[str, int]]
    ) -> dict[str, int]:
        """How many rows of `mask` carry each value of a field: most frequent first, none with zero.

        `vocabulary` (value → term) is asked after a change only: who carries what is laid out once, because
        going through the terms one by one took half the time of a narrow search (600 values).
        """
        laid_out = self._carriers.get(field)
        if laid_out is None:
            laid_out = self._carriers[field] = self._lay_out(vocabulary())
        values, rows, starts = laid_out
        if not values:
            return {}
        counted = np.add.reduceat(mask.take(rows), starts, dtype=np.int64).tolist()
        found = [(value, n) for value, n in zip(values, counted, strict=True) if n]
        return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))

    def _lay_out(self, terms: Mapping[str, int]) -> Carriers:
        carrying = {value: self._postings.of(term)[0] for value, term in terms.items()}
        carrying = {value: rows for value, rows in carrying.items() if len(rows)}
        sizes = np.array([len(rows) for rows in carrying.values()], np.intp)
        rows = np.concatenate([*carrying.values(), np.zeros(0, np.intp)])
        return list(carrying), rows, np.cumsum(sizes) - sizes

    def cosines(self, rows: Rows, vectors: Vectors) -> Numbers:
        """The highest cosine between a question's vectors (m, dimension) and each row's; 0 if m is 0."""
        columns = self._columns
        if not len(vectors) or not len(rows):
            return np.zeros(len(rows), np.float64)
        sizes = columns.sizes[rows]
        wanted = int(sizes.sum())
        if wanted < GATHER_BELOW * columns.used:
            starts = np.cumsum(sizes) - sizes
            single = wanted == len(rows)
            places = (
                columns.first[rows]
                if single
                else np.repeat(columns.first[rows] - starts, sizes) + np.arange(wanted)
            )
            best = gathered(columns.vectors, places, vectors)
            if not single:
                best = np.maximum.reduceat(best, starts)
        else:
            best = closest(columns.vectors[: columns.used], vectors)
            if columns.used != columns.count:
                best = np.maximum.reduceat(best, columns.first[: columns.count])
            best = best[rows]
        return rounded(best.astype(np.float64))

    def bm25(self, rows: Rows, mask: Mask, terms: Iterable[int]) -> Numbers:
        """BM25 of each row for these terms; `mask` is the same set as `rows`."""
        columns = self._columns
        scores = np.zeros(columns.count, np.float64)
        if self._norms is None:
            average = self._total_length / self.living if self._total_length else 1.0
            self._norms = K1 * (1 - B + B * columns.lengths[: columns.count] / average)
        few = len(rows) * 4 < columns.count
        for term in terms:
            found, tf = self._postings.of(term)
            df = int(np.count_nonzero(columns.alive[found])) if self._dead else len(found)
            if few:
                keep = mask[found]
                found, tf = found[keep], tf[keep]
            weight = math.log1p((self.living - df + 0.5) / (df + 0.5))
            scores[found] += weight * (tf / (tf + self._norms[found]))
        return rounded(scores[rows])

    def agreement(self, rows: Rows, weights: Sequence[tuple[int, float]]) -> Numbers:
        """The dot product of each row's weights with these, by term."""
        scores = np.zeros(self._columns.count, np.float64)
        for term, asked in weights:
            found, stated = self._postings.of(term)
            scores[found] += asked * stated
        return rounded(np.minimum(scores[rows], 1.0))


def rounded(values: Numbers) -> Numbers:
    """To the precision that the order rests on (contract.DECIMALS)."""
    np.round(values, DECIMALS, out=values)
    return values


def gathered(passages: Vectors, places: Rows, question: Vectors) -> npt.NDArray[np.float32]:
    """`closest` of the passages at these places, copied out a block at a time: one copy of all of them would
    be fresh memory for each search, which costs four times the products."""
    best = np.empty(len(places), np.float32)
    block = np.empty((min(GATHERED, len(places)), passages.shape[1]), np.float32)
    for start in range(0, len(places), GATHERED):
        chosen = places[start : start + GATHERED]
        copied = np.take(passages, chosen, axis=0, out=block[: len(chosen)], mode="clip")
        best[start : start + GATHERED] = closest(copied, question)
    return best


def closest(passages: Vectors, question: Vectors) -> npt.NDArray[np.float32]:
    """For each passage, the highest dot product with any vector of the question."""
    if len(question) == 1:
        only: npt.NDArray[np.float32] = passages @ question[0]
        return only
    best = np.empty(len(passages), np.float32)
    for start in range(0, len(passages), BLOCK):
        block, found = passages[start : start + BLOCK], best[start : start + BLOCK]
        np.dot(block, question[0], out=found)
        for other in question[1:]:  # quicker than one product with a matrix so narrow
            np.maximum(found, block @ other, out=found)
    return best


def top(values: Numbers, ids: npt.NDArray[np.int64], depth: int) -> Rows:
    """The places of the `depth` highest values, ties by the smaller id, in no particular order."""
    if len(values) <= depth:
        return np.arange(len(values))
    threshold = np.partition(values, len(values) - depth)[len(values) - depth]
    above = np.flatnonzero(values > threshold)
    level = np.flatnonzero(values == threshold)
    missing = depth - len(above)
    if len(level) > missing:
        level = level[np.argpartition(ids[level], missing - 1)[:missing]]
    return np.concatenate([above, level])


def on_sphere(lat: float, lon: float) -> tuple[float, float, float]:
    """Degrees → a point of the unit sphere: distances then need no trigonometry per row."""
    phi, theta = math.radians(lat), math.radians(lon)
    return (
        math.cos(phi) * math.cos(theta),
        math.cos(phi) * math.sin(theta),
        math.sin(phi),
    )


def cosine_of(km: float) -> float:
    """The cosine of the angle under a great-circle distance; in 64 bits it tells metres apart."""
    return math.cos(min((km + TOLERANCE_KM) / EARTH_KM, math.pi))

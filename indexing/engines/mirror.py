"""The documents of one kind in this process's memory, laid out so that numpy can filter and rank them.

Why: SQLite hands rows over one at a time, which at 100,000 documents costs more than the whole search. Rows
are only ever appended here; a change kills the old row and appends a new one, and `Mirror.full` tells
when it is time to load afresh. The engine refreshes a mirror inside the transaction in which it reads, so
that an answer never mixes two states.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
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

GATHER_BELOW = 0.1
"""Below this share of the passages, copying their vectors out costs less than multiplying all of them."""

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


class Postings:
    """For each term, the rows that carry it and with which weight.

    The bulk is sorted by term once; what is added later waits in small arrays by term.
    """

    def __init__(self, terms: npt.NDArray[np.int32], rows: Rows, weights: Vectors) -> None:
        # One sort of 64-bit keys (term, position) is several times quicker than a stable argsort.
        order = np.arange(len(terms), dtype=np.int64)
        order |= terms.astype(np.int64) << 32
        order.sort()
        order &= 0xFFFFFFFF
        size = int(terms.max()) + 1 if len(terms) else 0
        self._start = np.zeros(size + 1, np.int64)
        np.cumsum(np.bincount(terms, minlength=size), out=self._start[1:])
        self._rows = rows[order]
        self._weights = weights[order]
        self._fresh: dict[int, tuple[array[int], array[float]]] = {}

    def add(self, row: int, terms: npt.NDArray[np.int32], weights: Vectors) -> None:
        """Append one row under its terms."""
        for term, weight in zip(terms.tolist(), weights.tolist(), strict=True):
            rows, values = self._fresh.setdefault(term, (array("q"), array("f")))
            rows.append(row)
            values.append(weight)

    def of(self, term: int) -> tuple[Rows, Vectors]:
        """The rows under a term and their weights, dead rows included."""
        begin, end = (
            (self._start[term], self._start[term + 1]) if term + 1 < len(self._start) else (0, 0)
        )
        rows, weights = self._rows[begin:end], self._weights[begin:end]
        fresh = self._fresh.get(term)
        if fresh is not None:
            rows = np.concatenate([rows, np.frombuffer(fresh[0], np.int64)])
            weights = np.concatenate([weights, np.frombuffer(fresh[1], np.float32)])
        return rows, weights


class Mirror:
    """All documents of one kind: their filters, words, codes, places and vectors, one row each.

    `documents` (tombstones may count) and `passages` size the arrays; an eighth is left free for changes.
    """

    def __init__(
        self, dimension: int, documents: int, passages: int, records: Iterable[Record]
    ) -> None:
        capacity = documents + max(2048, documents // 8)
        self._count = 0
        self._dead = 0
        self._ids = np.zeros(capacity, np.int64)
        self._alive = np.zeros(capacity, np.bool_)
        self._available = np.zeros(capacity, np.int32)
        self._places = np.zeros((capacity, 3), np.float64)
        self._reach = np.zeros(capacity, np.float64)
        self._lengths = np.zeros(capacity, np.float64)
        self._first = np.zeros(capacity, np.int64)
        self._sizes = np.zeros(capacity, np.int64)
        # Every row has at least one vector (a zero one if it has no passage): reduceat needs it.
        room = passages + documents + max(8192, passages // 8)
        self._vectors: Vectors = np.empty((room, dimension), np.float32)
        self._used = 0
        self._row: dict[int, int] = {}
        self._total_length = 0
        self._norms: Numbers | None = None
        self._carriers: dict[str, Carriers] = {}
        rows, sizes = array("q"), array("q")
        terms, weights = bytearray(), bytearray()
        for record in records:
            if record.terms is None or record.weights is None:
                continue
            rows.append(self._append(record))
            sizes.append(len(record.terms) // 4)
            terms += record.terms
            weights += record.weights
        self._postings = Postings(
            np.frombuffer(terms, np.int32),
            np.repeat(np.array(rows, np.intp), sizes),
            np.frombuffer(weights, np.float32),
        )

    def has_room(self, rows: int, passages: int) -> bool:
        """Whether so many changes still fit; otherwise load afresh."""
        return self._count + rows <= len(self._ids) and self._used + passages + rows <= len(
            self._vectors
        )

    def apply(self, record: Record) -> None:
        """Take one change over; `has_room` must have said yes."""
        self._carriers.clear()
        row = self._row.pop(record.id, None)
        if row is not None:
            self._alive[row] = False
            self._dead += 1
            self._total_length -= int(self._lengths[row])
            self._norms = None
        if record.terms is not None and record.weights is not None:
            row = self._append(record)
            self._postings.add(
                row,
                np.frombuffer(record.terms, np.int32),
                np.frombuffer(record.weights, np.float32),
            )

    def _append(self, record: Record) -> int:
        row = self._count
        self._count += 1
        self._row[record.id] = row
        self._ids[row] = record.id
        self._alive[row] = True
        self._available[row] = record.available
        if record.lat is None or record.lon is None:
            self._places[row] = math.nan
        else:
            self._places[row] = on_sphere(record.lat, record.lon)
        self._reach[row] = math.nan if record.radius_km is None else cosine_of(record.radius_km)
        self._lengths[row] = record.length
        self._total_length += record.length
        self._norms = None
        size = max(1, record.passages)
        self._first[row] = self._used
        self._sizes[row] = size
        target = self._vectors[self._used : self._used + size]
        if record.passages and record.vectors is not None:
            target[:] = np.frombuffer(record.vectors, np.float32).reshape(target.shape)
        else:
            target[:] = 0.0
        self._used += size
        return row

    @property
    def living(self) -> int:
        """How many documents live."""
        return self._count - self._dead

    def everything(self) -> Mask:
        """The living rows, as a mask to narrow."""
        return self._alive[: self._count].copy()

    def carrying(self, terms: Iterable[int]) -> Mask:
        """The rows that carry at least one of these terms."""
        mask = np.zeros(self._count, np.bool_)
        for term in terms:
            mask[self._postings.of(term)[0]] = True
        return mask

    def among(self, ids: Iterable[int]) -> Mask:
        """The rows of these documents."""
        mask = np.zeros(self._count, np.bool_)
        mask[[self._row[i] for i in ids if i in self._row]] = True
        return mask

    def available_by(self, day: date) -> Mask:
        """The rows free on that day or before, or with no day stated."""
        return self._available[: self._count] <= day.toordinal()

    def near(
        self, rows: Rows, place: tuple[float, float], within_km: float | None, stated: bool
    ) -> Rows:
        """Those of `rows` in the circle, and within their own radius if `stated`."""
        cosines = (self._places[: self._count] @ np.array(on_sphere(*place)))[rows]
        keep = np.ones(len(rows), np.bool_)
        if within_km is not None:
            keep &= cosines >= cosine_of(within_km)  # false where the place is unknown
        if stated:
            keep &= ~(cosines < self._reach[rows])  # true where place or radius is unknown
        return rows[keep]

    def ids(self, rows: Rows) -> npt.NDArray[np.int64]:
        """The documents of these rows."""
        return self._ids[rows]

    def frequency(self, term: int) -> int:
        """How many living documents carry a term."""
        rows = self._postings.of(term)[0]
        return int(np.count_nonzero(self._alive[rows])) if self._dead else len(rows)

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
        if not len(vectors) or not len(rows):
            return np.zeros(len(rows), np.float64)
        sizes = self._sizes[rows]
        wanted = int(sizes.sum())
        if wanted < GATHER_BELOW * self._used:
            starts = np.cumsum(sizes) - sizes
            single = wanted == len(rows)
            places = (
                self._first[rows]
                if single
                else np.repeat(self._first[rows] - starts, sizes) + np.arange(wanted)
            )
            best = closest(self._vectors[places], vectors)
            if not single:
                best = np.maximum.reduceat(best, starts)
        else:
            best = closest(self._vectors[: self._used], vectors)
            if self._used != self._count:
                best = np.maximum.reduceat(best, self._first[: self._count])
            best = best[rows]
        return rounded(best.astype(np.float64))

    def bm25(self, rows: Rows, mask: Mask, terms: Iterable[int]) -> Numbers:
        """BM25 of each row for these terms; `mask` is the same set as `rows`."""
        scores = np.zeros(self._count, np.float64)
        if self._norms is None:
            average = self._total_length / self.living if self._total_length else 1.0
            self._norms = K1 * (1 - B + B * self._lengths[: self._count] / average)
        few = len(rows) * 4 < self._count
        for term in terms:
            found, tf = self._postings.of(term)
            df = int(np.count_nonzero(self._alive[found])) if self._dead else len(found)
            if few:
                keep = mask[found]
                found, tf = found[keep], tf[keep]
            weight = math.log1p((self.living - df + 0.5) / (df + 0.5))
            scores[found] += weight * (tf / (tf + self._norms[found]))
        return rounded(scores[rows])

    def agreement(self, rows: Rows, weights: Sequence[tuple[int, float]]) -> Numbers:
        """The dot product of each row's weights with these, by term."""
        scores = np.zeros(self._count, np.float64)
        for term, asked in weights:
            found, stated = self._postings.of(term)
            scores[found] += asked * stated
        return rounded(np.minimum(scores[rows], 1.0))


def rounded(values: Numbers) -> Numbers:
    """To the precision that the order rests on (contract.DECIMALS)."""
    np.round(values, DECIMALS, out=values)
    return values


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

"""What engines cost: the same synthetic documents and questions on each, in one run, against an exact answer.

Synthetic on purpose: the figures speak of size and filters, not of relevance (`evaluate.py` does). Words follow
Zipf's law. Vectors are spread as the model spreads real passages, or evenly over the sphere: the hardest case for
a graph, because nothing is close to anything then. `webapp/bench.py` writes the figures down.
"""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

import numpy as np

from indexing.engines.contract import DECIMALS, K1, B, Engine, EngineQuery, Entry, Vectors
from indexing.engines.mirror import Mask, cosine_of, on_sphere, top
from matching.ports import DocKey, Document, Filters, Passage, Signals
from matching.ranking.fusion import fuse

EVERYONE = frozenset({"all"})
BATCH = 1000
DEPARTMENTS = 100
VOCABULARY = 30_000
ALSACE = (47.4, 49.1, 6.8, 8.2)
"""South, north, west, east, in degrees."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Documents to be made: how many, of how many numbers a vector and passages a document."""

    size: int
    dimension: int = 384
    passages: int = 1
    words: int = 80
    even: bool = False
    """Whether vectors are spread evenly over the sphere."""
    seed: int = 7

    def entries(self) -> Iterator[Entry]:
        """The documents, the same each time, ids from 1."""
        for start in range(0, self.size, BATCH):
            yield from self._batch(start)

    def _batch(self, start: int) -> list[Entry]:
        random = np.random.default_rng((self.seed, start))
        count = min(BATCH, self.size - start)
        vectors = self.vectors(random, count * self.passages)
        words = np.minimum(random.zipf(1.25, (count, self.words)), VOCABULARY)
        south, north, west, east = ALSACE
        places = random.uniform((south, west), (north, east), (count, 2))
        radii = random.choice([5, 10, 20, 30, 50], count)
        codes = random.integers(0, 500, (count, 2))
        departments = random.integers(0, DEPARTMENTS, count)
        active = random.random(count) < 0.5
        made = []
        for n in range(count):
            passages = tuple(
                Passage("can", f"experience:{k}", f"passage {k}") for k in range(self.passages)
            )
            romes = {f"A{codes[n, 0]:04}": 0.8, f"A{codes[n, 1]:04}": 0.6}
            document = Document(
                key=DocKey("candidate", start + n + 1),
                revision=1,
                title="",
                passages=passages,
                romes=romes if len(romes) == 2 else {f"A{codes[n, 0]:04}": 1.0},
                visible_to=EVERYONE,
                status="active" if active[n] else "paused",
                department=f"{departments[n]:02}",
                lat=float(places[n, 0]),
                lon=float(places[n, 1]),
                radius_km=float(radii[n]),
            )
            tokens = tuple(f"w{word}" for word in words[n].tolist())
            own = vectors[n * self.passages : (n + 1) * self.passages]
            made.append(Entry(document, tokens, own))
        return made

    def vectors(self, random: np.random.Generator, count: int) -> Vectors:
        """So many unit vectors.

        As 6,298 passages of the demo territory lie under multilingual-e5-small: all near one direction (their
        mean has length .91), the rest with about 57 directions that count, ever less.
        """
        spread = random.standard_normal((count, self.dimension))
        if self.even:
            return unit(spread)
        place = np.arange(self.dimension)
        weights = (place + 1.0) ** -0.25 * np.exp(-place / 240)
        spread *= weights * 0.41 / np.linalg.norm(weights)
        spread += 0.91 / self.dimension**0.5
        return unit(spread)

    def questions(self, filters: Sequence[Filters], *, seed: int = 11) -> list[EngineQuery]:
        """One question for each of these filters: a vector, six words, two codes, two facets, as a page asks."""
        random = np.random.default_rng((self.seed, seed))
        asked = []
        for one in filters:
            words = np.unique(np.minimum(random.zipf(1.25, 12) + 20, VOCABULARY))[:6]
            codes = random.choice(500, 2, replace=False)
            asked.append(
                EngineQuery(
                    kind="candidate",
                    filters=one,
                    tokens=frozenset(f"w{word}" for word in words.tolist()),
                    vectors=self.vectors(random, 1),
                    romes={f"A{codes[0]:04}": 0.8, f"A{codes[1]:04}": 0.6},
                    facets=("department", "rome"),
                )
            )
        return asked


def unit(rows: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Vectors:
    """Rows of length 1, as float32."""
    scaled: Vectors = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return scaled


SCENARIOS: dict[str, Callable[[int], Filters]] = {
    "1 %": lambda n: Filters(EVERYONE, departments=frozenset({f"{n % DEPARTMENTS:02}"})),
    "50 %": lambda n: Filters(EVERYONE, status=frozenset({"active"})),
    "geography": lambda n: Filters(
        EVERYONE,
        near=(47.6 + n % 13 / 10, 7.0 + n % 11 / 10),
        within_km=30.0,
        within_stated_radius=True,
    ),
    "own radius only": lambda n: Filters(
        EVERYONE, near=(47.6 + n % 13 / 10, 7.0 + n % 11 / 10), within_stated_radius=True
    ),
}
"""Filters that let about so much through."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine on one scenario. Milliseconds; shares 0…1, against the exact engine's answers."""

    p50: float
    p95: float
    passing: int
    overlap: float
    recall: float
    """Of the ten closest vectors."""
    same_counts: float


def fill(engine: Engine, corpus: Corpus) -> float:
    """Build the engine's index afresh; returns documents per second, swap included."""
    start = time.perf_counter()
    with engine.rebuild() as fresh:
        fresh.write(corpus.entries())
        fresh.swap()
    return corpus.size / (time.perf_counter() - start)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is compared: the ten best fused, the ten closest, and the counts."""

    best: tuple[int, ...]
    closest: tuple[int, ...]
    counts: object


def ask(engine: Engine, query: EngineQuery) -> Answer:
    """A page, as `indexing.search` makes it, without its snippets."""
    found = engine.search(query)
    scores = fuse([hit.signals for hit in found.pool])
    ranked = sorted(zip(scores, found.pool, strict=True), key=lambda pair: (-pair[0], pair[1].id))
    closest = sorted(found.pool, key=lambda hit: (-hit.signals.vector, hit.id))
    return Answer(
        tuple(hit.id for _, hit in ranked[:10]),
        tuple(hit.id for hit in closest[:10]),
        (found.total, {facet: dict(counted) for facet, counted in found.facets.items()}),
    )


def measure(
    engine: Engine, exact: Engine, corpus: Corpus, *, questions: int = 40
) -> dict[str, Measured]:
    """Each scenario on `engine`, warm; compared with what `exact` says."""
    measured = {}
    for name, filters in SCENARIOS.items():
        for query in corpus.questions([filters(n) for n in range(10)], seed=5):
            ask(engine, query)
        times, overlaps, recalls, same = [], [], [], []
        passing = 0
        for query in corpus.questions([filters(n) for n in range(questions)]):
            start = time.perf_counter()
            given = ask(engine, query)
            times.append((time.perf_counter() - start) * 1e3)
            expected = given if exact is engine else ask(exact, query)
            passing += engine.search(query).total if exact is engine else 0
            overlaps.append(_share(given.best, expected.best))
            recalls.append(_share(given.closest, expected.closest))
            same.append(given.counts == expected.counts)
        measured[name] = Measured(
            p50=median(times),
            p95=quantiles(times, n=20)[18],
            passing=passing // questions,
            overlap=sum(overlaps) / questions,
            recall=sum(recalls) / questions,
            same_counts=sum(same) / questions,
        )
    return measured


def _share(given: Sequence[int], expected: Sequence[int]) -> float:
    return len({*given} & {*expected}) / len(expected) if expected else 1.0


class Plain:
    """The plain alternative: columns of numpy and the words of bm25s, no index of anything else.

    Every question multiplies all vectors, scores all documents and counts all that pass. One passage a document.
    Raises ModuleNotFoundError where bm25s is not installed; nothing else needs it.
    """

    def __init__(self, corpus: Corpus) -> None:
        bm25s = importlib.import_module("bm25s")
        entries = list(corpus.entries())
        documents = [entry.document for entry in entries]
        self._vectors = np.concatenate([entry.vectors for entry in entries])
        self._words: Any = bm25s.BM25(method="lucene", k1=K1, b=B)
        self._words.index([list(entry.tokens) for entry in entries], show_progress=False)
        self._known = {token for entry in entries for token in entry.tokens}
        self._departments = np.array([document.department for document in documents])
        self._active = np.array([document.status == "active" for document in documents])
        self._places = np.array([on_sphere(d.lat or 0.0, d.lon or 0.0) for d in documents])
        self._reach = np.array([cosine_of(d.radius_km or 0.0) for d in documents])
        pairs = [(*d.romes.items(), ("", 0.0))[:2] for d in documents]
        self._codes = np.array([[code for code, _ in pair] for pair in pairs])
        self._shares = np.array([[share for _, share in pair] for pair in pairs])

    def ask(self, query: EngineQuery) -> Answer:
        """A page, as `ask` has an engine make it; ids from 1 in the corpus's order."""
        mask = self._passing(query.filters)
        vector = np.round((self._vectors @ query.vectors[0]).astype(np.float64), DECIMALS)
        tokens = sorted(query.tokens & self._known)
        words = np.zeros(len(mask))
        if tokens:
            words = np.round(self._words.get_scores(tokens).astype(np.float64), DECIMALS)
        rome = np.zeros(len(mask))
        for code, asked in query.romes.items():
            rome += asked * (self._shares * (self._codes == code)).sum(axis=1)
        rome = np.round(rome, DECIMALS)
        best = set()
        for signal, least in ((vector, -2.0), (words, 0.0), (rome, 0.0)):
            found = np.flatnonzero(mask & (signal > least))
            best |= {*found[top(signal[found], found, query.depth)].tolist()}
        pool = sorted(best)
        scores = fuse([Signals(*row) for row in np.stack([vector, words, rome], 1)[pool].tolist()])
        ranked = sorted(zip(scores, pool, strict=True), key=lambda pair: (-pair[0], pair[1]))
        departments = np.unique(self._departments[mask], return_counts=True)
        codes = np.unique(self._codes[mask], return_counts=True)
        closest = sorted(pool, key=lambda place: (-vector[place], place))
        return Answer(
            tuple(place + 1 for _, place in ranked[:10]),
            tuple(place + 1 for place in closest[:10]),
            (int(mask.sum()), departments, codes),
        )

    def _passing(self, filters: Filters) -> Mask:
        mask: Mask = np.ones(len(self._active), np.bool_)
        if filters.departments:
            mask &= np.isin(self._departments, sorted(filters.departments))
        if filters.status:
            mask &= self._active
        if filters.near is not None:
            cosines = self._places @ np.array(on_sphere(*filters.near))
            if filters.within_km is not None:
                mask &= cosines >= cosine_of(filters.within_km)
            if filters.within_stated_radius:
                mask &= cosines >= self._reach
        return mask


def compare(
    engine: Engine, plain: Plain, corpus: Corpus, *, questions: int = 20
) -> dict[str, Measured]:
    """The plain alternative on each scenario, its answers compared with those of `engine`."""
    measured = {}
    for name, filters in SCENARIOS.items():
        plain.ask(corpus.questions([filters(0)], seed=5)[0])
        times, overlaps, recalls = [], [], []
        for query in corpus.questions([filters(n) for n in range(questions)]):
            start = time.perf_counter()
            given = plain.ask(query)
            times.append((time.perf_counter() - start) * 1e3)
            expected = ask(engine, query)
            overlaps.append(_share(given.best, expected.best))
            recalls.append(_share(given.closest, expected.closest))
        measured[name] = Measured(
            p50=median(times),
            p95=quantiles(times, n=20)[18],
            passing=0,
            overlap=sum(overlaps) / questions,
            recall=sum(recalls) / questions,
            same_counts=1.0,
        )
    return measured


def throughput(engine: Engine, corpus: Corpus, *, clients: int = 8, each: int = 20) -> float:
    """Questions a second that so many threads of one process get answered, the scenarios by turns."""
    names = list(SCENARIOS.values())

    def client(number: int) -> None:
        filters = [names[n % len(names)](number * each + n) for n in range(each)]
        for query in corpus.questions(filters, seed=100 + number):
            ask(engine, query)

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(client, range(clients)))
    return clients * each / (time.perf_counter() - start)


@dataclass(frozen=True, slots=True)
class Shard:
    """What one shard on one node was measured at: p50 in ms at two sizes (passages), bytes on disk a passage."""

    small: int
    small_ms: float
    large: int
    large_ms: float
    disk: float

    def largest(self, budget_ms: float) -> int:
        """How many passages it may hold for questions to take so long, on the straight line through both."""
        slope = (self.large_ms - self.small_ms) / (self.large - self.small)
        if slope <= 0:
            return self.large
        return max(self.large, int(self.small + (budget_ms - self.small_ms) / slope))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a number of people needs. Sizes in GB, copies included."""

    shards: int
    nodes: int
    vectors: float
    disk: float


def plan(
    people: int,
    shard: Shard,
    *,
    passages: int,
    bytes_each: int,
    dimension: int = 384,
    replicas: int = 1,
    budget_ms: float = 100.0,
    node_gb: float = 32.0,
) -> Plan:
    """Shards so that each answers within the budget, nodes so that all vectors fit their page cache.

    `bytes_each`: 4 for float32, 1 for int8 (the exact vectors stay on disk). `node_gb`: page cache of a node,
    beside its heap. Two nodes at least when there are replicas.
    """
    total = people * passages
    shards = math.ceil(total / shard.largest(budget_ms))
    copies = 1 + replicas
    vectors = total * dimension * bytes_each * copies / 1e9
    nodes = max(copies, math.ceil(vectors / node_gb))
    return Plan(shards, nodes, vectors, total * shard.disk * copies / 1e9)

"""What engines cost: the same synthetic documents and questions on each, in one run, against an exact answer.

Synthetic on purpose: the figures speak of size and filters, not of relevance (`evaluate.py` does). Vectors are
random unit vectors, the hardest case for a graph, since nothing is close to anything; words follow Zipf's law.
`webapp/bench.py` writes the figures down.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

import numpy as np

from indexing.engines.contract import Engine, EngineQuery, Entry, Vectors
from matching.ports import DocKey, Document, Filters, Passage
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
    seed: int = 7

    def entries(self) -> Iterator[Entry]:
        """The documents, the same each time, ids from 1."""
        for start in range(0, self.size, BATCH):
            yield from self._batch(start)

    def _batch(self, start: int) -> list[Entry]:
        random = np.random.default_rng((self.seed, start))
        count = min(BATCH, self.size - start)
        vectors = unit(random.standard_normal((count * self.passages, self.dimension)))
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
                    vectors=unit(random.standard_normal((1, self.dimension))),
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

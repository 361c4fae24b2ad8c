"""What engines cost: the same synthetic documents and questions on each, in one run, against an exact answer.

Synthetic on purpose: the figures speak of size and filters, not of relevance (`evaluate.py` does). Words follow
Zipf's law. Vectors are spread as the model spreads real passages, or evenly over the sphere: the hardest case for
a graph, because nothing is close to anything then. `webapp/bench/search.py` writes the figures down, and
`plan.py` says what follows from them.
"""

from __future__ import annotations

import importlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import median, quantiles
from typing import Any

import numpy as np

from indexing.engines.contract import DECIMALS, K1, B, Engine, EngineQuery, Entry, Vectors
from indexing.engines.mirror import Mask, Rows, cosine_of, on_sphere, top
from indexing.model.contract import unit
from matching.ports import DocKey, Document, Filters, Passage, Signals
from matching.ranking.fusion import fuse

EVERYONE = frozenset({"all"})
BATCH = 1000
DEPARTMENTS = 100
VOCABULARY = 30_000
WORDS = [f"w{number}" for number in range(VOCABULARY + 1)]
"""Each word once, so that a million documents do not hold them eighty million times."""
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

    def all_vectors(self) -> Vectors:
        """The vectors of all documents, without the documents."""
        return np.concatenate([self._begin(start)[2] for start in range(0, self.size, BATCH)])

    def _begin(self, start: int) -> tuple[np.random.Generator, int, Vectors]:
        random = np.random.default_rng((self.seed, start))
        count = min(BATCH, self.size - start)
        return random, count, self.vectors(random, count * self.passages)

    def _batch(self, start: int) -> list[Entry]:
        random, count, vectors = self._begin(start)
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
            tokens = tuple(map(WORDS.__getitem__, words[n].tolist()))
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
                    tokens=frozenset(WORDS[word] for word in words.tolist()),
                    vectors=self.vectors(random, 1),
                    romes={f"A{codes[0]:04}": 0.8, f"A{codes[1]:04}": 0.6},
                    facets=("department", "rome"),
                )
            )
        return asked


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
class Answer:
    """What is compared: the ten best fused, the ten closest, and the counts."""

    best: tuple[int, ...]
    closest: tuple[int, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]


Ask = Callable[[EngineQuery], Answer]
"""What answers a question with a page: an engine (`asking`) or the plain alternative (`Plain.ask`)."""


def asking(engine: Engine) -> Ask:
    """Pages of an engine, as `indexing.search` makes them, without their snippets."""
    return partial(_page, engine)


def _page(engine: Engine, query: EngineQuery) -> Answer:
    found = engine.search(query)
    scores = fuse([hit.signals for hit in found.pool])
    ranked = sorted(zip(scores, found.pool, strict=True), key=lambda pair: (-pair[0], pair[1].id))
    closest = sorted(found.pool, key=lambda hit: (-hit.signals.vector, hit.id))
    return Answer(
        best=tuple(hit.id for _, hit in ranked[:10]),
        closest=tuple(hit.id for hit in closest[:10]),
        total=found.total,
        facets={facet: dict(counted) for facet, counted in found.facets.items()},
    )


def fill(engine: Engine, corpus: Corpus) -> float:
    """Build the engine's index afresh; returns documents per second, swap included."""
    start = time.perf_counter()
    with engine.rebuild() as fresh:
        fresh.write(corpus.entries())
        fresh.swap()
    return corpus.size / (time.perf_counter() - start)


@dataclass(frozen=True, slots=True)
class Measured:
    """One way of asking on one scenario. Milliseconds; shares 0…1 against the exact answers."""

    p50: float
    p95: float
    passing: int
    overlap: float
    recall: float
    """Of the ten closest vectors."""
    same_counts: float


def measure(
    ask: Ask, corpus: Corpus, *, exact: Ask | None = None, questions: int = 40
) -> dict[str, Measured]:
    """Each scenario, warm, asked one question after another; compared with what `exact` says (itself if None).

    `exact` is asked afterwards: numpy's threads wait for more work for a while after each product, on the cores
    that a server on the same machine needs.
    """
    measured = {}
    for name, filters in SCENARIOS.items():
        for query in corpus.questions([filters(n) for n in range(10)], seed=5):
            ask(query)
        times, answers = [], []
        asked = corpus.questions([filters(n) for n in range(questions)])
        for query in asked:
            start = time.perf_counter()
            answers.append(ask(query))
            times.append((time.perf_counter() - start) * 1e3)
        overlaps, recalls, same, passing = [], [], [], []
        for query, given in zip(asked, answers, strict=True):
            expected = given if exact is None else exact(query)
            passing.append(expected.total)
            overlaps.append(_share(given.best, expected.best))
            recalls.append(_share(given.closest, expected.closest))
            same.append((given.total, given.facets) == (expected.total, expected.facets))
        measured[name] = Measured(
            p50=median(times),
            p95=quantiles(times, n=20)[18],
            passing=sum(passing) // questions,
            overlap=sum(overlaps) / questions,
            recall=sum(recalls) / questions,
            same_counts=sum(same) / questions,
        )
    return measured


def _share(given: Sequence[int], expected: Sequence[int]) -> float:
    return len({*given} & {*expected}) / len(expected) if expected else 1.0


def throughput(ask: Ask, corpus: Corpus, *, clients: int = 8, each: int = 20) -> float:
    """Questions a second that so many threads of one process get answered, the scenarios by turns."""
    names = list(SCENARIOS.values())

    def client(number: int) -> None:
        filters = [names[n % len(names)](number * each + n) for n in range(each)]
        for query in corpus.questions(filters, seed=100 + number):
            ask(query)

    start = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        list(threads.map(client, range(clients)))
    return clients * each / (time.perf_counter() - start)


class Plain:
    """The plain alternative: columns of numpy and the words of bm25s, no index of anything else.

    Every question multiplies all vectors, scores all documents and counts all that pass. One passage a document,
    ids from 1 in the order of `entries`; nothing is kept on disk, so each start does all of it again.
    Raises ModuleNotFoundError where bm25s is not installed; nothing else needs it.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        bm25s = importlib.import_module("bm25s")
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it asks for all of its own messages
        vectors, words, places, reach = [], [], [], []
        active, departments, codes, shares = [], [], [], []
        for entry in entries:
            document = entry.document
            vectors.append(entry.vectors)
            words.append(list(entry.tokens))
            places.append(on_sphere(document.lat or 0.0, document.lon or 0.0))
            reach.append(cosine_of(document.radius_km or 0.0))
            active.append(document.status == "active")
            departments.append(document.department or "")
            pair = (*document.romes.items(), ("", 0.0))[:2]
            codes.append([code for code, _ in pair])
            shares.append([share for _, share in pair])
        self._vectors = np.concatenate(vectors)
        self._words: Any = bm25s.BM25(method="lucene", k1=K1, b=B)
        self._words.index(words, show_progress=False)
        self._known = {token for tokens in words for token in tokens}
        self._places = np.array(places)
        self._reach = np.array(reach)
        self._active = np.array(active)
        self._departments = Column(departments)
        self._codes = Column(codes)
        self._shares = np.array(shares)

    def ask(self, query: EngineQuery) -> Answer:
        """A page, as an engine's (`asking`)."""
        mask = self._passing(query.filters)
        vector = np.round((self._vectors @ query.vectors[0]).astype(np.float64), DECIMALS)
        tokens = sorted(query.tokens & self._known)
        words = np.zeros(len(mask))
        if tokens:
            words = np.round(self._words.get_scores(tokens).astype(np.float64), DECIMALS)
        rome = np.zeros(len(mask))
        for code, asked in query.romes.items():
            rome += asked * (self._shares * self._codes.holds({code})).sum(axis=1)
        rome = np.round(rome, DECIMALS)
        best = set()
        for signal, least in ((vector, -2.0), (words, 0.0), (rome, 0.0)):
            found = np.flatnonzero(mask & (signal > least))
            best |= {*found[top(signal[found], found, query.depth)].tolist()}
        pool = sorted(best)
        scores = fuse([Signals(*row) for row in np.stack([vector, words, rome], 1)[pool].tolist()])
        ranked = sorted(zip(scores, pool, strict=True), key=lambda pair: (-pair[0], pair[1]))
        closest = sorted(pool, key=lambda place: (-vector[place], place))
        facets = {"department": self._departments.counts(mask), "rome": self._codes.counts(mask)}
        return Answer(
            best=tuple(place + 1 for _, place in ranked[:10]),
            closest=tuple(place + 1 for place in closest[:10]),
            total=int(mask.sum()),
            facets=facets,
        )

    def _passing(self, filters: Filters) -> Mask:
        mask: Mask = np.ones(len(self._active), np.bool_)
        if filters.departments:
            mask &= self._departments.holds(filters.departments)
        if filters.status:
            mask &= self._active
        if filters.near is not None:
            cosines = self._places @ np.array(on_sphere(*filters.near))
            if filters.within_km is not None:
                mask &= cosines >= cosine_of(filters.within_km)
            if filters.within_stated_radius:
                mask &= cosines >= self._reach
        return mask


class Column:
    """Texts by document, one or several each, as numbers: comparing texts took most of a question's time."""

    def __init__(self, texts: Sequence[object]) -> None:
        values = np.array(texts)
        names, numbers = np.unique(values, return_inverse=True)
        self._names: list[str] = names.tolist()
        self._numbers: Rows = numbers.reshape(values.shape)

    def holds(self, wanted: Iterable[str]) -> Mask:
        """Where one of these stands."""
        asked = set(wanted)
        known = [number for number, name in enumerate(self._names) if name in asked]
        found: Mask = np.isin(self._numbers, known)
        return found

    def counts(self, mask: Mask) -> dict[str, int]:
        """How often each text stands in the documents of `mask`; none that is empty or does not occur."""
        counted = np.bincount(self._numbers[mask].ravel(), minlength=len(self._names)).tolist()
        return {name: n for name, n in zip(self._names, counted, strict=True) if name and n}

"""The two engines beside each other: the same documents and questions, the same pages.

Each is held to the reference by the contract suite; here a larger and messier set, through the fusion that
pages use, where approximation could show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.engines.access import Access
from indexing.engines.contract import Engine, EngineAnswer, EngineQuery, Entry, IndexSettings
from indexing.engines.embedded import EmbeddedEngine
from indexing.engines.opensearch import OpenSearchEngine
from indexing.model.contract import unit
from matching.errors import SearchUnavailable
from matching.ports import DocKey, Document, Filters, Passage
from matching.ranking.fusion import fuse
from tests.engines.contract import FACETS, SETTINGS
from tests.engines.server import forget_indexes

DIMENSION = 24
SIZE = 1200
WORDS = [f"mot{n}" for n in range(60)]
CODES = [f"G{n:04}" for n in range(30)]
PREFIX = "test-two-engines"


def people(seed: int = 5) -> list[Entry]:
    """Documents as a site has them: twins, texts of all lengths, things not said."""
    random = np.random.default_rng(seed)
    made: list[Entry] = []
    for id_ in range(1, SIZE + 1):
        count = int(random.integers(0, 5))
        vectors = unit(
            random.standard_normal((count, DIMENSION)) + random.standard_normal(DIMENSION)
        )
        tokens = tuple(random.choice(WORDS, int(random.integers(0, 120))).tolist())
        chosen = random.choice(len(CODES), int(random.integers(0, 4)), replace=False)
        shares = random.random(len(chosen)) + 0.1
        shares /= np.linalg.norm(shares) if len(shares) else 1.0
        if id_ % 10 == 0:  # a twin of the one before, as people are who copied the same wishes
            twin = made[-1]
            made.append(
                replace(twin, document=replace(twin.document, key=DocKey("candidate", id_)))
            )
            continue
        placed = random.random() < 0.9
        document = Document(
            key=DocKey("candidate", id_),
            revision=1,
            title="",
            passages=tuple(Passage("can", f"experience:{n}", "…") for n in range(count)),
            romes={CODES[c]: float(s) for c, s in zip(chosen, shares, strict=True)},
            visible_to=frozenset(random.choice(["all", "s:1", "s:2"], 2).tolist()),
            status=str(random.choice(["active", "left"])),
            structure_id=int(random.integers(1, 9)),
            department=str(random.choice(["67", "68", "2A"])),
            contracts=frozenset(random.choice(["CDI", "CDD", "interim"], count % 3).tolist()),
            licences=frozenset({"B"} if random.random() < 0.5 else ()),
            available_from=date(2026, 1, 1 + id_ % 28) if id_ % 3 else None,
            lat=float(random.uniform(47.5, 49.0)) if placed else None,
            lon=float(random.uniform(7.0, 8.1)) if placed else None,
            radius_km=float(random.choice([0, 5, 20, 60])) if random.random() < 0.8 else None,
        )
        made.append(Entry(document, tokens, vectors.reshape(count, DIMENSION)))
    return made


@pytest.fixture(scope="module")
def engines(
    opensearch_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Engine]]:
    """The embedded engine and OpenSearch, with the same history: written, half replaced, some deleted."""
    forget_indexes(opensearch_url, PREFIX)
    both: tuple[Engine, Engine] = (
        EmbeddedEngine(tmp_path_factory.mktemp("embedded") / "index", SETTINGS),
        OpenSearchEngine(Access((opensearch_url,), prefix=PREFIX), SETTINGS),
    )
    first, second = people(seed=1), people(seed=5)
    for engine in both:
        with engine.rebuild() as fresh:
            fresh.write(first)
            fresh.swap()
        engine.write(replace(one, document=replace(one.document, revision=2)) for one in second)
        engine.delete((DocKey("candidate", id_), 3) for id_ in range(7, SIZE, 23))
    yield both
    for engine in both:
        engine.close()
    forget_indexes(opensearch_url, PREFIX)


def some(values: list[Any], most: int = 2) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(st.sampled_from(values), max_size=most)


@st.composite
def queries(draw: st.DrawFn) -> EngineQuery:
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    narrow = draw(st.booleans())
    codes = draw(st.lists(st.sampled_from(CODES), max_size=4, unique=True))
    return EngineQuery(
        kind="candidate",
        filters=Filters(
            visible_to=draw(some(["all", "s:1", "s:2"])),
            status=draw(some(["active", "left"])),
            structures=draw(some([1, 2, 3, 4])) if narrow else frozenset(),
            departments=draw(some(["67", "68", "2A"])) if narrow else frozenset(),
            contracts=draw(some(["CDI", "CDD"])),
            licences=draw(some(["B"], 1)),
            romes=draw(some(CODES[:6])) if narrow else frozenset(),
            available_by=draw(st.sampled_from([None, date(2026, 1, 15)])),
            near=draw(st.sampled_from([None, (48.08, 7.36), (48.58, 7.75)])),
            within_km=draw(st.sampled_from([None, 10.0, 45.0])),
            within_stated_radius=draw(st.booleans()),
        ),
        tokens=draw(st.frozensets(st.sampled_from([*WORDS, "inconnu"]), max_size=8)),
        vectors=unit(random.standard_normal((draw(st.integers(0, 5)), DIMENSION))).reshape(
            -1, DIMENSION
        ),
        romes={code: 1 / len(codes) ** 0.5 for code in codes},
        facets=FACETS,
        offset=draw(st.sampled_from([0, 0, 20, 400])),
        depth=draw(st.sampled_from([20, 200])),
    )


def best(answer: EngineAnswer) -> list[int]:
    """The order that a page shows."""
    scores = fuse([hit.signals for hit in answer.pool])
    ranked = sorted(zip(scores, answer.pool, strict=True), key=lambda pair: (-pair[0], pair[1].id))
    return [hit.id for _, hit in ranked]


overlaps: list[float] = []


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(queries())
def _same_answer(engines: tuple[Engine, Engine], query: EngineQuery) -> None:
    embedded, opensearch = (engine.search(query) for engine in engines)
    assert embedded.total == opensearch.total
    assert [*embedded.facets] == [*opensearch.facets]
    for facet in FACETS:
        assert [*embedded.facets[facet].items()] == [*opensearch.facets[facet].items()]
    ours, theirs = best(embedded)[:10], best(opensearch)[:10]
    if ours:
        overlaps.append(len({*ours} & {*theirs}) / len(ours))
    signals = {hit.id: hit.signals for hit in [*embedded.pool, *embedded.tail]}
    for hit in [*opensearch.pool, *opensearch.tail]:
        if hit.id in signals:
            same = signals[hit.id]
            assert hit.signals.vector == pytest.approx(same.vector, abs=2e-6)
            assert hit.signals.words == pytest.approx(same.words, abs=2e-6)
            assert hit.signals.rome == pytest.approx(same.rome, abs=2e-6)
    if {hit.id for hit in embedded.pool} == {hit.id for hit in opensearch.pool}:
        assert [hit.id for hit in embedded.tail] == [hit.id for hit in opensearch.tail]


def test_same_filters_same_sets_facets_and_signals_and_the_same_ten(
    engines: tuple[Engine, Engine],
) -> None:
    overlaps.clear()
    _same_answer(engines)
    assert len(overlaps) > 80
    assert sum(overlaps) / len(overlaps) >= 0.99


def test_every_page_of_a_question_shows_everyone_once_on_both(
    engines: tuple[Engine, Engine],
) -> None:
    asked = EngineQuery(
        kind="candidate",
        filters=Filters(frozenset({"all"}), status=frozenset({"active"})),
        tokens=frozenset(WORDS[:3]),
        vectors=unit(np.random.default_rng(2).standard_normal((2, DIMENSION))),
        romes={},
        limit=60,
        depth=30,
    )
    pages = []
    for engine in engines:
        seen: list[int] = []
        total = engine.search(asked).total
        for offset in range(0, total, asked.limit):
            answer = engine.search(replace(asked, offset=offset))
            seen += best(answer)[offset : offset + asked.limit]
            seen += [hit.id for hit in answer.tail]
        assert len(seen) == len(set(seen)) == total
        pages.append(seen)
    assert pages[0] == pages[1]


def test_twins_come_by_their_number_on_both(engines: tuple[Engine, Engine]) -> None:
    stored = engines[0].stored([DocKey("candidate", 110)])[DocKey("candidate", 110)]
    asked = EngineQuery(
        kind="candidate",
        filters=Filters(frozenset({"all", "s:1", "s:2"})),
        tokens=frozenset(stored.tokens),
        vectors=stored.vectors,
        romes=stored.romes,
    )
    for engine in engines:
        assert best(engine.search(asked))[:2] == [109, 110]


def test_what_is_stored_and_counted_is_the_same(engines: tuple[Engine, Engine]) -> None:
    embedded, opensearch = engines
    keys = [DocKey("candidate", id_) for id_ in range(1, 60)]
    ours, theirs = embedded.stored(keys), opensearch.stored(keys)
    assert ours.keys() == theirs.keys()
    for key, one in ours.items():
        other = theirs[key]
        assert (one.revision, one.passages, one.tokens) == (
            other.revision,
            other.passages,
            other.tokens,
        )
        assert one.romes == pytest.approx(other.romes)
        np.testing.assert_array_equal(one.vectors, other.vectors)
    assert embedded.revisions("candidate") == opensearch.revisions("candidate")
    words = [*WORDS, "inconnu"]
    assert embedded.frequencies("candidate", words) == opensearch.frequencies("candidate", words)


def test_the_same_refusals(engines: tuple[Engine, Engine]) -> None:
    narrow = np.ones((1, 3), np.float32)
    asked = EngineQuery("candidate", Filters(frozenset({"all"})), frozenset(), narrow, {})
    said = set()
    for engine in engines:
        with pytest.raises(SearchUnavailable) as refusal:
            engine.search(asked)
        said.add(str(refusal.value))
    assert len(said) == 1


def test_other_settings_are_refused_in_the_same_words(
    engines: tuple[Engine, Engine], opensearch_url: str
) -> None:
    embedded, _ = engines
    assert isinstance(embedded, EmbeddedEngine)
    other = IndexSettings("autre", "fr-1")
    access = Access((opensearch_url,), prefix=PREFIX)
    said = set()
    for engine in (EmbeddedEngine(embedded._folder, other), OpenSearchEngine(access, other)):
        with pytest.raises(SearchUnavailable) as refusal:
            engine.ready()
        said.add(str(refusal.value))
        engine.close()
    assert len(said) == 1

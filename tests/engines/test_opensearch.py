"""The OpenSearch engine: the shared contract, then what only a server can do to it."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from indexing.engines import opensearch_search
from indexing.engines.access import Access
from indexing.engines.contract import EARTH_KM, Engine, EngineQuery, IndexSettings
from indexing.engines.opensearch import OpenSearchEngine
from indexing.engines.opensearch_requests import signature
from matching.errors import SearchUnavailable
from matching.ports import DocKey, Filters
from tests.engines.contract import (
    AXES,
    SETTINGS,
    EngineContract,
    Reference,
    agree,
    entry,
    examples,
    found,
    ids,
    question,
    replay,
    steps,
)
from tests.engines.server import ask

OpenEngine = Callable[[IndexSettings], OpenSearchEngine]


@pytest.fixture
def open_engine(opensearch_url: str, opensearch_prefix: str) -> Iterator[OpenEngine]:
    opened: list[OpenSearchEngine] = []

    def open_one(settings: IndexSettings) -> OpenSearchEngine:
        access = Access((opensearch_url,), prefix=opensearch_prefix)
        opened.append(OpenSearchEngine(access, settings))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.close()


class TestOpenSearchEngine(EngineContract):
    """All of the contract."""

    @settings(examples, max_examples=20)
    @given(steps)
    def test_any_history_answers_as_the_reference(self, engine: Engine, history: list[Any]) -> None:
        replay(engine, history)


def indexes(url: str, prefix: str) -> list[str]:
    return sorted(row["index"] for row in ask(url, "GET", f"/_cat/indices/{prefix}-*?format=json"))


# --- writes ------------------------------------------------------------------------------------------


def test_a_tombstone_outlives_the_servers_own_memory_of_deletions(
    open_engine: OpenEngine, opensearch_url: str, opensearch_prefix: str
) -> None:
    engine = open_engine(SETTINGS)
    engine.write([entry(1, revision=3)])
    ask(opensearch_url, "PUT", f"/{opensearch_prefix}-*/_settings", {"index.gc_deletes": "0s"})
    engine.delete([(DocKey("candidate", 1), 5), (DocKey("candidate", 2), 5)])
    ask(opensearch_url, "POST", f"/{opensearch_prefix}-*/_forcemerge?max_num_segments=1")
    engine.write([entry(1, revision=4), entry(2, revision=4)])
    assert found(engine) == []


def test_a_document_that_cannot_be_stored_is_no_fault_of_the_server(
    open_engine: OpenEngine,
) -> None:
    engine = open_engine(SETTINGS)
    with pytest.raises(ValueError, match="DocKey") as refusal:
        engine.write([entry(1), entry(2, lat=200.0, lon=7.0)])
    assert "200" not in str(refusal.value)  # what it holds is not quoted
    engine.write([entry(1)])
    assert found(engine) == [1]


def test_more_than_one_bulk_request(open_engine: OpenEngine) -> None:
    engine = open_engine(SETTINGS)
    engine.write(entry(n, vectors=[AXES[n % 4]]) for n in range(1, 601))
    assert len(engine.revisions("candidate")) == 600
    engine.delete((DocKey("candidate", n), 1) for n in range(1, 601, 2))
    answer = engine.search(question(vectors=[AXES[0]], depth=10, limit=1000))
    assert (answer.total, len(answer.pool) + len(answer.tail)) == (300, 300)


def test_a_fork_opens_connections_for_itself(open_engine: OpenEngine) -> None:
    engine = open_engine(SETTINGS)
    engine.write([entry(1)])
    child = os.fork()
    if child == 0:
        try:
            engine.write([entry(2)])
            os._exit(0 if found(engine) == [1, 2] else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    engine.write([entry(3)])
    assert found(engine) == [1, 2, 3]


# --- signals -----------------------------------------------------------------------------------------


def test_word_statistics_forget_deleted_and_replaced_documents(open_engine: OpenEngine) -> None:
    """Lucene counts them until their segment is merged; the contract never does."""
    engine, reference = open_engine(SETTINGS), Reference()
    for one in (engine, reference):
        one.write(entry(n, words="quai " * (n % 5 + 1) + "soir") for n in range(1, 60))
        one.write(entry(n, revision=2, words="plonge") for n in range(1, 30))
        one.delete([(DocKey("candidate", n), 3) for n in range(1, 20)])
    agree(engine, reference, question("quai soir plonge", depth=7))
    assert engine.frequencies("candidate", ["quai", "plonge", "rien"]) == (
        40,
        {"quai": 30, "plonge": 10},
    )


def test_texts_longer_than_lucene_tells_apart_are_ordered_by_their_length(
    open_engine: OpenEngine,
) -> None:
    """A length is kept in one byte there: 290 words and 300 are the same."""
    engine, reference = open_engine(SETTINGS), Reference()
    for one in (engine, reference):
        one.write(entry(n, words="quai " + "x " * (330 - n)) for n in range(1, 41))
    asked = question("quai", depth=10)
    assert ids(engine.search(asked).pool) == list(range(31, 41))
    agree(engine, reference, asked)


def test_agreements_that_are_equal_tie_although_32_bits_tell_them_apart(
    open_engine: OpenEngine,
) -> None:
    """.8 of .6 and .6 of .8: a hair apart in the server's numbers, and hundreds of each."""
    engine, reference = open_engine(SETTINGS), Reference()
    shares = [{"A1": 0.6, "X1": 0.8}, {"B1": 0.8, "X1": 0.6}]
    for one in (engine, reference):
        one.write(entry(n, romes=shares[n // 100 % 2]) for n in range(1, 400))
    for codes in ({"A1": 0.8, "B1": 0.6}, {"B1": 0.6, "A1": 0.8}):
        agree(engine, reference, question(codes=codes, depth=10))
        assert ids(engine.search(question(codes=codes, depth=10)).pool) == list(range(1, 11))


def test_a_question_of_more_words_than_the_server_allows(
    open_engine: OpenEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, reference = open_engine(SETTINGS), Reference()
    for one in (engine, reference):
        one.write(entry(n, words=f"w{n} w{n + 1} quai") for n in range(1, 30))
    agree(engine, reference, question(" ".join(f"w{n}" for n in range(2000)), [AXES[0]]))
    monkeypatch.setattr(opensearch_search, "CLAUSES", 3)
    agree(engine, reference, question("quai w1 w2 w3 w4 w5 w6 w7", [AXES[0]]))


def test_a_token_too_long_for_lucene_is_stored_and_the_rest_found(open_engine: OpenEngine) -> None:
    engine = open_engine(SETTINGS)
    engine.write([entry(1, words="é" * 40_000 + " quai")])
    assert ids(engine.search(question("quai")).pool) == [1]


def test_pages_of_the_tail_follow_exact_cosines_and_ids(open_engine: OpenEngine) -> None:
    random = np.random.default_rng(3)
    turned = random.standard_normal((300, 4))
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    turned[50:100] = turned[50]  # ties
    engine, reference = open_engine(SETTINGS), Reference()
    for one in (engine, reference):
        one.write(
            entry(n + 1, vectors=turned[n : n + n % 3].tolist(), words="quai" if n % 2 else "")
            for n in range(300)
        )
    for offset in (0, 20, 150, 290, 400):
        agree(
            engine,
            reference,
            question("quai", turned[:2].tolist(), depth=10, offset=offset, limit=30),
        )


def test_documents_without_passages_come_before_those_that_point_away(
    open_engine: OpenEngine,
) -> None:
    """Their cosine counts as 0; the server's vector search cannot name them."""
    engine, reference = open_engine(SETTINGS), Reference()
    away = [-float(value) for value in AXES[0]]
    for one in (engine, reference):
        one.write(entry(n, vectors=[AXES[0]] if n < 5 else [away]) for n in range(1, 120))
        one.write(entry(n) for n in range(200, 210))
    asked = question(vectors=[AXES[0]], depth=10)
    assert ids(engine.search(asked).pool) == [1, 2, 3, 4, 200, 201, 202, 203, 204, 205]
    agree(engine, reference, asked)


# --- filters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [(48.08, 7.36), (-16.9, 179.9), (89.2, 40.0), (-21.1, -179.99)])
def test_own_radii_of_every_size_and_everywhere_on_earth(
    open_engine: OpenEngine, place: tuple[float, float]
) -> None:
    """Boxes of degrees find those for whom it may be true: they must not cut circles, not even across a pole or
    the line where east becomes west."""
    random = np.random.default_rng(11)
    engine, reference = open_engine(SETTINGS), Reference()
    radii = [0.0, 0.5, 2.0, 3.7, 5.0, 20.0, 42.0, 100.0, 200.0, 260.0, 12_000.0, None]

    def around(n: int) -> tuple[float, float]:
        """Somewhere about as far away as the document's radius."""
        km = (radii[n % len(radii)] or 30.0) * random.choice([0.3, 0.97, 0.999, 1.001, 1.03])
        angle, turn = km / EARTH_KM, random.uniform(0, 2 * math.pi)
        lat, lon = map(math.radians, place)
        north = math.asin(
            math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(turn)
        )
        east = lon + math.atan2(
            math.sin(turn) * math.sin(angle) * math.cos(lat),
            math.cos(angle) - math.sin(lat) * math.sin(north),
        )
        return math.degrees(north), (math.degrees(east) + 180) % 360 - 180

    placed = [(n, *around(n)) for n in range(1, 400)]
    for one in (engine, reference):
        one.write(
            entry(n, lat=lat, lon=lon, radius_km=radii[n % len(radii)]) for n, lat, lon in placed
        )
        one.write([entry(500, radius_km=5.0), entry(501)])
    for within in (None, 0.0, 4.0, 60.0, 250.0):
        agree(
            engine,
            reference,
            question(near=place, within_km=within, within_stated_radius=True, limit=500),
        )


# --- indexes -----------------------------------------------------------------------------------------


def test_what_a_killed_rebuild_left_is_removed_and_the_old_index_after_a_swap(
    open_engine: OpenEngine, opensearch_url: str, opensearch_prefix: str
) -> None:
    engine, prefix = open_engine(SETTINGS), opensearch_prefix
    engine.write([entry(1)])
    assert indexes(opensearch_url, prefix) == [
        f"{prefix}-candidate-000001",
        f"{prefix}-job-000001",
    ]
    ask(opensearch_url, "PUT", f"/{prefix}-job-000007", {})
    with engine.rebuild() as fresh:
        assert indexes(opensearch_url, prefix) == [
            f"{prefix}-candidate-000001",
            f"{prefix}-candidate-000008",
            f"{prefix}-job-000001",
            f"{prefix}-job-000008",
        ]
        fresh.write([entry(2)])
        fresh.swap()
    assert indexes(opensearch_url, prefix) == [f"{prefix}-candidate-000008", f"{prefix}-job-000008"]
    assert found(engine) == [2]


def test_another_sites_indexes_are_left_alone(
    open_engine: OpenEngine, opensearch_url: str, opensearch_prefix: str
) -> None:
    other = OpenSearchEngine(
        Access((opensearch_url,), prefix=f"{opensearch_prefix}-candidate"), SETTINGS
    )
    other.write([entry(1)])
    with open_engine(SETTINGS).rebuild() as fresh:
        fresh.write([entry(2)])
        fresh.swap()
    assert found(other) == [1]
    other.close()


def test_a_rebuild_that_lost_documents_leaves_the_old_index(
    open_engine: OpenEngine, opensearch_url: str, opensearch_prefix: str
) -> None:
    engine = open_engine(SETTINGS)
    engine.write([entry(1)])
    with engine.rebuild() as fresh:
        fresh.write([entry(2), entry(3)])
        ask(opensearch_url, "DELETE", f"/{opensearch_prefix}-candidate-000002/_doc/3?refresh=true")
        with pytest.raises(SearchUnavailable, match=r"1 documents sur 2.*vivier index rebuild"):
            fresh.swap()
    assert found(engine) == [1]
    assert len(indexes(opensearch_url, opensearch_prefix)) == 2


def test_a_write_that_meets_a_swap_goes_to_the_new_index(
    open_engine: OpenEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The swap falls between the moment the documents are stored and the moment the write returns."""
    one, other = open_engine(SETTINGS), open_engine(SETTINGS)
    one.write([entry(1)])
    bulk = OpenSearchEngine.bulk
    swapped = False

    def overtaken(self: OpenSearchEngine, lines: Any) -> set[str]:
        nonlocal swapped
        landed = bulk(self, lines)
        if self is one and not swapped:
            swapped = True
            with other.rebuild() as fresh:
                fresh.write([entry(2)])
                fresh.swap()
        return landed

    monkeypatch.setattr(OpenSearchEngine, "bulk", overtaken)
    one.write([entry(3)])
    assert found(one) == found(other) == [2, 3]


def test_a_new_dimension_after_a_rebuild_is_noticed(open_engine: OpenEngine) -> None:
    one, other = open_engine(SETTINGS), open_engine(SETTINGS)
    one.write([entry(1, vectors=[AXES[0]])])
    assert ids(other.search(question(vectors=[AXES[0]])).pool) == [1]
    three = np.ones((1, 3), np.float32) / np.float32(3**0.5)
    with one.rebuild() as fresh:
        document = entry(2, vectors=[AXES[0]])
        fresh.write([type(document)(document.document, (), three)])
        fresh.swap()
    asked = EngineQuery("candidate", Filters(frozenset({"all"})), frozenset(), three, {})
    assert ids(other.search(asked).pool) == [2]
    with pytest.raises(SearchUnavailable, match="vivier index rebuild"):
        other.search(question(vectors=[AXES[0]]))


def test_a_mapping_of_another_version_is_refused(
    open_engine: OpenEngine, opensearch_url: str, opensearch_prefix: str
) -> None:
    engine, other = open_engine(SETTINGS), open_engine(SETTINGS)
    engine.write([entry(1)])
    index = f"{opensearch_prefix}-candidate-000001"
    meta = ask(opensearch_url, "GET", f"/{index}/_mapping")[index]["mappings"]["_meta"]
    for kind in ("candidate", "job"):
        changed = {"_meta": {**meta, "kind": kind, "format": "0"}}
        ask(opensearch_url, "PUT", f"/{opensearch_prefix}-{kind}-000001/_mapping", changed)
    with pytest.raises(SearchUnavailable, match=r"autre version de Vivier.*vivier index rebuild"):
        other.ready()


def test_a_mapping_is_strict(opensearch_url: str, opensearch_prefix: str, open_engine: Any) -> None:
    open_engine(SETTINGS).write([entry(1, vectors=[AXES[0]])])
    index = f"{opensearch_prefix}-candidate-000001"
    [mapping] = ask(opensearch_url, "GET", f"/{index}/_mapping").values()
    assert mapping["mappings"]["dynamic"] == "strict"
    vector = mapping["mappings"]["properties"]["passages"]["properties"]["vector"]
    assert (vector["dimension"], vector["method"]["engine"]) == (4, "lucene")
    assert mapping["mappings"]["_meta"]["model"] == "fake"


def test_the_signature_tells_all_settings_apart() -> None:
    several = {
        signature(IndexSettings(model, analysis)) for model in ("a", "b") for analysis in ("1", "2")
    }
    assert len(several) == 4


def test_two_processes_may_make_the_first_index(open_engine: OpenEngine) -> None:
    """Both find none; the second finds the first one's."""
    one, other = open_engine(SETTINGS), open_engine(SETTINGS)
    make, made = OpenSearchEngine._make, []

    def overtaken(self: OpenSearchEngine, *given: Any) -> None:
        if self is one and not made:
            made.append(True)
            other.write([entry(1)])
        make(self, *given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OpenSearchEngine, "_make", overtaken)
        one.write([entry(2)])
    assert found(one) == found(other) == [1, 2]

"""The suite that every engine must pass (indexing/engines/contract.py is the specification).

An engine's test module inherits `EngineContract` and gives a fixture `open_engine`: a function that opens an
engine on the same empty storage each time it is called, under the settings given. `Reference` is the
specification once more, in plain Python and without any cleverness; random documents are held against it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexing.engines.contract import (
    DECIMALS,
    EARTH_KM,
    K1,
    TOLERANCE_KM,
    B,
    Engine,
    EngineAnswer,
    EngineQuery,
    Entry,
    IndexSettings,
    RawHit,
)
from matching.errors import SearchUnavailable
from matching.ports import DocKey, Document, Facet, Filters, Passage, Signals

SETTINGS = IndexSettings("fake", "fr-1")
EVERYONE = frozenset({"all"})
AXES = np.eye(4, dtype=np.float32)
OpenEngine = Callable[[IndexSettings], Engine]


def entry(
    id_: int,
    *,
    kind: Any = "candidate",
    revision: int = 1,
    words: str = "",
    vectors: Iterable[Iterable[float]] = (),
    **fields: Any,
) -> Entry:
    """A document with one passage per vector; visible to everyone and active unless said otherwise."""
    rows = np.array([list(v) for v in vectors], np.float32).reshape(-1, 4)
    stated: dict[str, Any] = {
        "title": f"n° {id_}",
        "passages": tuple(Passage("can", f"experience:{n}", f"t{n}") for n in range(len(rows))),
        "romes": {},
        "visible_to": EVERYONE,
        "status": "active",
    }
    document = Document(key=DocKey(kind, id_), revision=revision, **(stated | fields))
    return Entry(document, tuple(words.split()), rows)


def question(
    words: str = "",
    vectors: Iterable[Iterable[float]] = (),
    *,
    kind: Any = "candidate",
    codes: dict[str, float] | None = None,
    facets: Any = (),
    offset: int = 0,
    limit: int = 20,
    depth: int = 200,
    **filters: Any,
) -> EngineQuery:
    rows = np.array([list(v) for v in vectors], np.float32).reshape(-1, 4)
    wanted = Filters(**{"visible_to": EVERYONE} | filters)
    return EngineQuery(
        kind, wanted, frozenset(words.split()), rows, codes or {}, facets, offset, limit, depth
    )


def ids(hits: Iterable[RawHit]) -> list[int]:
    return [hit.id for hit in hits]


def found(engine: Engine, **filters: Any) -> list[int]:
    """The ids that pass the filters, by id."""
    answer = engine.search(question(limit=1000, **filters))
    assert answer.total == len(answer.tail)
    return ids(answer.tail)


class Reference:
    """The contract, said slowly."""

    def __init__(self) -> None:
        self.entries: dict[DocKey, Entry | None] = {}
        self.revision: dict[DocKey, int] = {}

    def write(self, entries: Iterable[Entry]) -> None:
        for one in entries:
            self._put(one.document.key, one.document.revision, one)

    def delete(self, keys: Iterable[tuple[DocKey, int]]) -> None:
        for key, revision in keys:
            self._put(key, revision, None)

    def _put(self, key: DocKey, revision: int, one: Entry | None) -> None:
        if revision >= self.revision.get(key, revision):
            self.entries[key], self.revision[key] = one, revision

    def revisions(self, kind: str) -> dict[int, int]:
        return {k.id: self.revision[k] for k, e in self.entries.items() if e and k.kind == kind}

    def search(self, query: EngineQuery) -> EngineAnswer:
        living = [e for k, e in sorted(self.entries.items()) if e and k.kind == query.kind]
        passing = [e for e in living if passes(e.document, query.filters)]
        hits = [RawHit(e.document.key.id, self._signals(query, e, living)) for e in passing]
        pool: set[int] = set()
        if len(query.vectors):
            pool |= best(((h.signals.vector, h.id) for h in hits), query.depth)
        pool |= best(((h.signals.words, h.id) for h in hits if h.signals.words), query.depth)
        pool |= best(((h.signals.rome, h.id) for h in hits if h.signals.rome), query.depth)
        tail = sorted(
            (h for h in hits if h.id not in pool), key=lambda h: (-h.signals.vector, h.id)
        )
        begin, end = (max(0, n - len(pool)) for n in (query.offset, query.offset + query.limit))
        facets = {
            facet: Counter(v for e in passing for v in facet_values(e.document, facet))
            for facet in query.facets
        }
        return EngineAnswer(len(hits), [h for h in hits if h.id in pool], tail[begin:end], facets)

    def _signals(self, query: EngineQuery, one: Entry, living: list[Entry]) -> Signals:
        cosines = [
            sum(float(a) * float(b) for a, b in zip(v, q, strict=True))
            for v in one.vectors
            for q in query.vectors
        ]
        average = sum(len(e.tokens) for e in living) / len(living) or 1.0
        words = 0.0
        for token in sorted(query.tokens):
            holding = sum(token in e.tokens for e in living)
            tf = one.tokens.count(token)
            idf = math.log(1 + (len(living) - holding + 0.5) / (holding + 0.5))
            words += idf * tf / (tf + K1 * (1 - B + B * len(one.tokens) / average))
        romes = one.document.romes
        return Signals(
            round(max(cosines, default=0.0), DECIMALS),
            round(words, DECIMALS),
            round(sum(w * romes.get(code, 0.0) for code, w in query.romes.items()), DECIMALS),
        )


def best(pairs: Iterable[tuple[float, int]], depth: int) -> set[int]:
    """The ids of the `depth` highest (value, id)."""
    return {i for _, i in sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:depth]}


def passes(document: Document, f: Filters) -> bool:
    """The docstring of `Filters`, line by line."""
    near = near_enough(document, f)
    return (
        bool(document.visible_to & f.visible_to)
        and (not f.status or document.status in f.status)
        and (not f.structures or document.structure_id in f.structures)
        and (not f.departments or document.department in f.departments)
        and (not f.romes or bool(f.romes & document.romes.keys()))
        and (not f.contracts or not document.contracts or bool(f.contracts & document.contracts))
        and (not f.licences or bool(f.licences & document.licences))
        and (
            f.available_by is None
            or document.available_from is None
            or document.available_from <= f.available_by
        )
        and (f.only is None or document.key.id in f.only)
        and near
    )


def near_enough(document: Document, f: Filters) -> bool:
    if f.near is None:
        return True
    if document.lat is None or document.lon is None:
        return f.within_km is None
    km = haversine(*f.near, document.lat, document.lon) - TOLERANCE_KM
    stated = document.radius_km if f.within_stated_radius else None
    return (f.within_km is None or km <= f.within_km) and (stated is None or km <= stated)


def haversine(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    a, b = math.radians(lat1), math.radians(lat2)
    h = (
        math.sin((b - a) / 2) ** 2
        + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(h))


def facet_values(document: Document, facet: str) -> Iterable[str]:
    single = {
        "status": document.status,
        "structure": document.structure_id,
        "department": document.department,
    }
    if facet in single:
        return [] if single[facet] is None else [str(single[facet])]
    if facet == "rome":
        return document.romes
    return document.contracts if facet == "contract" else document.licences


FACETS: tuple[Facet, ...] = ("status", "structure", "department", "rome", "contract", "licence")
DIRECTIONS = [(1, 0, 0, 0), (0, 1, 0, 0), (0.5, 0.5, 0.5, 0.5), (0.6, 0.8, 0, 0), (0, -1, 0, 0)]
SHARES: list[dict[str, float]] = [
    {},
    {"K1302": 1.0},
    {"K1302": 0.6, "G1602": 0.8},
    {"N1105": 0.8, "G1602": 0.6},
]
PLACES: list[Any] = [
    (None, None),
    (48.08, 7.36),
    (48.09, 7.36),
    (48.58, 7.75),
    (47.75, 7.34),
    (43.3, 5.4),
]


def some(values: Iterable[Any]) -> st.SearchStrategy[Any]:
    return st.frozensets(st.sampled_from(sorted(values)), max_size=2)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    lat, lon = draw(st.sampled_from(PLACES))
    return entry(
        draw(st.integers(1, 12)),
        kind=draw(st.sampled_from(["candidate", "candidate", "candidate", "job"])),
        revision=draw(st.integers(1, 6)),
        words=" ".join(draw(st.lists(st.sampled_from(["plonge", "soir", "quai"]), max_size=5))),
        vectors=draw(st.lists(st.sampled_from(DIRECTIONS), max_size=3)),
        romes=draw(st.sampled_from(SHARES)),
        visible_to=draw(some({"all", "s:1", "s:2"})),
        status=draw(st.sampled_from(["active", "left"])),
        structure_id=draw(st.sampled_from([None, 1, 2])),
        department=draw(st.sampled_from([None, "67", "68"])),
        contracts=draw(some({"CDI", "CDD"})),
        licences=draw(some({"B", "C"})),
        available_from=draw(st.sampled_from([None, date(2026, 1, 1), date(2026, 9, 1)])),
        lat=lat,
        lon=lon,
        radius_km=draw(st.sampled_from([None, 0.0, 2.0, 60.0])),
    )


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    return Filters(
        visible_to=draw(some({"all", "s:1", "s:2"})),
        status=draw(some({"active", "left"})),
        structures=draw(some({1, 2, 3})),
        departments=draw(some({"67", "68"})),
        romes=draw(some({"K1302", "G1602", "A1101"})),
        contracts=draw(some({"CDI", "CDD"})),
        licences=draw(some({"B", "C"})),
        available_by=draw(st.sampled_from([None, None, date(2026, 1, 1), date(2026, 10, 1)])),
        near=draw(st.sampled_from([None, *PLACES[1:]])),
        within_km=draw(st.sampled_from([None, 0.0, 2.0, 100.0])),
        within_stated_radius=draw(st.booleans()),
        only=draw(st.none() | st.frozensets(st.integers(1, 12), min_size=3)),
    )


@st.composite
def wide_filters(draw: st.DrawFn) -> Filters:
    """Filters that let much through: one condition at most beside the rights."""
    chosen = draw(filters())
    name = draw(st.sampled_from(["status", "contracts", "available_by", "only"]))
    return Filters(visible_to=frozenset({"all", "s:1"}), **{name: getattr(chosen, name)})


@st.composite
def questions(draw: st.DrawFn) -> EngineQuery:
    vectors = draw(st.lists(st.sampled_from(DIRECTIONS), max_size=2))
    return EngineQuery(
        kind=draw(st.sampled_from(["candidate", "candidate", "job"])),
        filters=draw(filters() | wide_filters()),
        tokens=draw(some({"plonge", "soir", "quai", "inconnu"})),
        vectors=np.array(vectors, np.float32).reshape(-1, 4),
        romes=draw(st.sampled_from(SHARES)),
        facets=FACETS,
        offset=draw(st.integers(0, 8)),
        limit=draw(st.integers(0, 8)),
        depth=draw(st.integers(1, 4)),
    )


deletions = st.tuples(
    st.builds(DocKey, st.sampled_from(["candidate", "job"]), st.integers(1, 12)), st.integers(1, 6)
)
steps = st.lists(
    st.lists(entries(), min_size=1, max_size=8)
    | st.lists(deletions, min_size=1, max_size=2)
    | questions(),
    min_size=2,
    max_size=12,
)


examples = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
"""How random histories are drawn; an engine whose rebuilds are slow may ask for fewer of them."""


class EngineContract:
    """Inherit, and give the fixture `open_engine`."""

    @pytest.fixture
    def engine(self, open_engine: OpenEngine) -> Engine:
        return open_engine(SETTINGS)

    def test_expunging_changes_no_answer(self, engine: Engine) -> None:
        engine.write([entry(n, words=f"quai mot{n}", vectors=[AXES[n % 4]]) for n in range(6)])
        engine.delete([(DocKey("candidate", 3), 2)])
        before = engine.search(question("quai mot4 mot3", AXES[:2]))
        engine.expunge()
        after = engine.search(question("quai mot4 mot3", AXES[:2]))
        assert (after.total, after.pool, after.tail) == (before.total, before.pool, before.tail)
        engine.write([entry(7, words="mot3 nouveau", vectors=[AXES[0]])])
        assert found(engine) == [0, 1, 2, 4, 5, 7]
        assert engine.frequencies("candidate", ["mot3", "nouveau"])[1] == {"mot3": 1, "nouveau": 1}

    # --- filters, one by one ---------------------------------------------------------------------

    @pytest.mark.parametrize(
        ("field", "values", "wanted", "passing"),
        [
            ("visible_to", [{"all"}, {"s:1"}, {"s:1", "all"}, set()], {"s:1"}, [2, 3]),
            ("visible_to", [{"all"}, {"s:1"}, {"s:12"}, set()], {"s:1", "s:3"}, [2]),
            ("visible_to", [{"all"}, {"s:1"}], set(), []),
            ("status", ["active", "left", "paused"], {"active", "paused"}, [1, 3]),
            ("status", ["active", "left"], set(), [1, 2]),
            ("structure_id", [1, 2, None, 12], {1, 3}, [1]),
            ("department", ["67", "68", None, "2A"], {"68", "2A"}, [2, 4]),
            ("romes", [{"K1302": 1.0}, {"G1602": 1.0}, {}], {"K1302", "A1101"}, [1]),
            ("contracts", [{"CDI"}, {"CDD", "CDI"}, set(), {"CDD"}], {"CDI"}, [1, 2, 3]),
            ("licences", [{"B"}, {"C", "B"}, set(), {"C"}], {"B"}, [1, 2]),
        ],
    )
    def test_each_set_filter(
        self, engine: Engine, field: str, values: list[Any], wanted: set[Any], passing: list[int]
    ) -> None:
        values = [frozenset(v) if isinstance(v, set) else v for v in values]
        engine.write(entry(n, **{field: value}) for n, value in enumerate(values, 1))
        name = {"structure_id": "structures", "department": "departments"}.get(field, field)
        assert found(engine, **{name: frozenset(wanted)}) == passing

    def test_available_by_passes_those_free_that_day_and_those_who_said_nothing(
        self, engine: Engine
    ) -> None:
        days = [date(2026, 3, 1), date(2026, 3, 2), None]
        engine.write(entry(n, available_from=day) for n, day in enumerate(days, 1))
        assert found(engine, available_by=date(2026, 3, 1)) == [1, 3]

    def test_only_these_ids_and_none_of_an_empty_set(self, engine: Engine) -> None:
        engine.write(entry(n) for n in (1, 2, 3))
        assert found(engine, only=frozenset({3, 1, 99})) == [1, 3]
        assert found(engine, only=frozenset()) == []
        assert found(engine, only=None) == [1, 2, 3]

    def test_circle_drops_the_unplaced_and_the_stated_radius_shows_them(
        self, engine: Engine
    ) -> None:
        colmar, ingersheim, mulhouse = (48.0794, 7.3585), (48.0983, 7.3021), (47.7508, 7.3359)
        places = [
            (*colmar, 5),
            (*ingersheim, 5),
            (*mulhouse, 30),
            (*mulhouse, 50),
            (*mulhouse, None),
        ]
        engine.write(
            entry(n, lat=lat, lon=lon, radius_km=radius)
            for n, (lat, lon, radius) in enumerate([*places, (None, None, 5)], 1)
        )
        assert found(engine, near=colmar) == [1, 2, 3, 4, 5, 6]
        assert found(engine, near=colmar, within_km=10.0) == [1, 2]
        assert found(engine, near=colmar, within_km=0.0) == [1]
        assert found(engine, near=colmar, within_stated_radius=True) == [1, 2, 4, 5, 6]
        assert found(engine, near=colmar, within_stated_radius=True, within_km=40.0) == [1, 2, 4, 5]
        assert found(engine, within_km=10.0, within_stated_radius=True) == [1, 2, 3, 4, 5, 6]

    def test_filters_narrow_together(self, engine: Engine) -> None:
        engine.write(
            entry(n, status=status, department=department, licences=frozenset({"B"}))
            for n, (status, department) in enumerate(
                [("active", "68"), ("left", "68"), ("active", "67"), ("active", "68")], 1
            )
        )
        both = {"status": frozenset({"active"}), "departments": frozenset({"68"})}
        assert found(engine, **both) == [1, 4]
        assert found(engine, **both, licences=frozenset({"C"})) == []
        assert found(engine, **both, only=frozenset({4})) == [4]

    def test_kinds_do_not_mix(self, engine: Engine) -> None:
        engine.write([entry(1, words="quai"), entry(1, kind="job", words="quai soir"), entry(2)])
        assert ids(engine.search(question("quai")).pool) == [1]
        assert engine.search(question(kind="job")).total == 1
        assert engine.frequencies("job", ["quai", "rien"]) == (1, {"quai": 1})
        assert engine.revisions("candidate") == {1: 1, 2: 1}

    # --- signals, pool and tail --------------------------------------------------------------------

    def test_one_passage_is_enough_to_be_found(self, engine: Engine) -> None:
        engine.write([entry(1, vectors=[AXES[0], AXES[1]]), entry(2, vectors=[[0.6, 0.8, 0, 0]])])
        hits = engine.search(question(vectors=[AXES[1], AXES[3]])).pool
        assert [(h.id, h.signals.vector) for h in hits] == [(1, 1.0), (2, 0.8)]

    def test_rare_words_weigh_more_and_the_pool_has_all_three_signals(self, engine: Engine) -> None:
        engine.write(
            [
                entry(1, words="quai nuit", vectors=[AXES[0]], romes={"N1105": 1.0}),
                entry(2, words="quai caces", vectors=[AXES[1]], romes={"N1105": 0.6, "G1": 0.8}),
                entry(3, words="quai", vectors=[[0.6, 0.8, 0, 0]]),
            ]
        )
        pool = engine.search(question("quai caces", [AXES[0]], codes={"N1105": 0.8})).pool
        first, second, third = (hit.signals for hit in pool)
        assert second.words > third.words > first.words > 0
        assert [s.vector for s in (first, second, third)] == [1.0, 0.0, 0.6]
        assert [s.rome for s in (first, second, third)] == [0.8, 0.48, 0.0]

    def test_ties_go_to_the_smaller_id_also_where_the_pool_is_cut(self, engine: Engine) -> None:
        engine.write(entry(n, vectors=[AXES[0]], words="quai") for n in (9, 4, 7, 1, 3))
        answer = engine.search(question("quai", [AXES[0]], depth=2))
        assert ids(answer.pool) == [1, 3]
        assert ids(answer.tail) == [4, 7, 9]

    def test_pages_show_everyone_once(self, engine: Engine) -> None:
        engine.write(
            entry(n, vectors=[[math.cos(n), math.sin(n), 0, 0]], words="quai" if n % 7 else "")
            for n in range(1, 41)
        )
        seen: list[int] = []
        for offset in range(0, 45, 5):
            answer = engine.search(question("quai", [AXES[0]], depth=4, offset=offset, limit=5))
            assert answer.total == 40
            pool = ids(answer.pool)[offset : offset + 5]
            seen += pool + ids(answer.tail)
            assert len(pool) + len(answer.tail) == (5 if offset < 40 else 0)
        assert sorted(seen) == list(range(1, 41))

    def test_a_document_without_passages_or_words_is_still_there(self, engine: Engine) -> None:
        engine.write([entry(1), entry(2, vectors=[AXES[0]])])
        answer = engine.search(question("quai", [AXES[0]], depth=1))
        assert (ids(answer.pool), ids(answer.tail)) == ([2], [1])

    def test_an_empty_index_answers(self, engine: Engine) -> None:
        engine.ready()
        answer = engine.search(question("quai", [AXES[0]], codes={"K1302": 1.0}, facets=FACETS))
        assert (answer.total, list(answer.pool), list(answer.tail)) == (0, [], [])
        assert engine.stored([DocKey("job", 1)]) == {}

    def test_facets_count_what_passes_most_frequent_first(self, engine: Engine) -> None:
        engine.write(
            entry(n, department=department, contracts=frozenset(contracts), structure_id=12)
            for n, (department, contracts) in enumerate(
                [("68", {"CDI"}), ("67", {"CDI", "CDD"}), ("68", set()), ("2A", {"CDD"})], 1
            )
        )
        asked = ("department", "contract", "structure", "licence")
        facets = engine.search(question(facets=asked)).facets
        assert list(facets["department"].items()) == [("68", 2), ("2A", 1), ("67", 1)]
        assert list(facets["contract"].items()) == [("CDD", 2), ("CDI", 2)]
        assert (facets["structure"], facets["licence"]) == ({"12": 4}, {})
        narrowed = engine.search(question(facets=asked, contracts=frozenset({"CDI"}))).facets
        assert narrowed["department"] == {"68": 2, "67": 1}

    # --- writes ------------------------------------------------------------------------------------

    def test_a_newer_or_equal_revision_replaces_and_an_older_one_does_not(
        self, engine: Engine
    ) -> None:
        engine.write([entry(1, revision=5, words="plonge", status="active")])
        engine.write([entry(1, revision=4, words="soir", status="left")])
        assert ids(engine.search(question("plonge", status=frozenset({"active"}))).pool) == [1]
        engine.write([entry(1, revision=5, words="soir quai")])
        engine.write([entry(1, revision=6, words="soir")])
        assert engine.search(question("quai")).pool == []
        assert ids(engine.search(question("soir")).pool) == [1]
        assert engine.revisions("candidate") == {1: 6}

    def test_a_tombstone_keeps_late_writes_out(self, engine: Engine) -> None:
        engine.write([entry(1, revision=3), entry(2, revision=3)])
        engine.delete([(DocKey("candidate", 1), 5), (DocKey("candidate", 2), 2)])
        engine.delete([(DocKey("candidate", 7), 5)])
        engine.write([entry(1, revision=4), entry(7, revision=4)])
        assert found(engine) == [2]
        assert engine.revisions("candidate") == {2: 3}
        assert engine.stored([DocKey("candidate", 1)]) == {}
        engine.write([entry(1, revision=5)])
        assert found(engine) == [1, 2]

    def test_what_is_stored_comes_back(self, engine: Engine) -> None:
        passages = (Passage("wants", "wishes", "l’été « à quai »"), Passage("can", "cv:1", "b"))
        one = entry(
            1,
            revision=8,
            words="quai quai soir",
            vectors=[AXES[0], AXES[2]],
            passages=passages,
            romes={"K1302": 0.6, "G1602": 0.8},
        )
        engine.write([one, entry(2, kind="job")])
        keys = [DocKey("candidate", 1), DocKey("job", 2), DocKey("job", 3)]
        stored = engine.stored(keys)
        assert set(stored) == set(keys[:2])
        assert stored[keys[0]].passages == passages
        assert stored[keys[0]].revision == 8
        assert stored[keys[0]].tokens == {"quai": 2, "soir": 1}
        assert stored[keys[0]].romes == pytest.approx({"K1302": 0.6, "G1602": 0.8})
        np.testing.assert_array_equal(stored[keys[0]].vectors, one.vectors)
        assert len(stored[keys[1]].vectors) == 0
        wordless = engine.stored(keys, words=False)
        assert set(wordless) == set(stored)
        assert wordless[keys[0]].tokens == {}
        assert wordless[keys[0]].romes == stored[keys[0]].romes
        assert wordless[keys[0]].passages == passages

    def test_vectors_must_match_the_passages(self, engine: Engine) -> None:
        one = entry(1, vectors=[AXES[0]])
        with pytest.raises(ValueError, match="passages"):
            engine.write([Entry(one.document, (), np.zeros((2, 4), np.float32))])
        assert found(engine) == []

    def test_another_engine_on_the_same_index_sees_each_write(
        self, open_engine: OpenEngine
    ) -> None:
        one, other = open_engine(SETTINGS), open_engine(SETTINGS)
        versions = set()
        for n in range(1, 6):
            one.write([entry(n, words="quai")])
            answer = other.search(question("quai"))
            assert ids(answer.pool) == list(range(1, n + 1))
            versions.add(answer.version)
        assert len(versions) == 5
        other.delete([(DocKey("candidate", 3), 9)])
        assert found(one) == [1, 2, 4, 5]
        one.close()
        assert found(one) == [1, 2, 4, 5]

    # --- mixing and rebuilding -----------------------------------------------------------------------

    @pytest.mark.parametrize(
        "other", [IndexSettings("camembert", "fr-1"), IndexSettings("fake", "fr-2")]
    )
    def test_other_settings_are_refused_until_a_rebuild(
        self, open_engine: OpenEngine, other: IndexSettings
    ) -> None:
        before, after = open_engine(SETTINGS), open_engine(other)
        before.write([entry(1)])
        for attempt in (
            lambda: after.search(question()),
            lambda: after.write([entry(2)]),
            lambda: after.delete([(DocKey("candidate", 1), 2)]),
            lambda: after.stored([DocKey("candidate", 1)]),
            lambda: after.frequencies("candidate", ["quai"]),
            after.ready,
        ):
            with pytest.raises(SearchUnavailable, match="vivier index rebuild"):
                attempt()
        assert after.revisions("candidate") == {1: 1}
        with after.rebuild() as fresh:
            fresh.write([entry(3)])
            fresh.swap()
        assert found(after) == [3]
        with pytest.raises(SearchUnavailable, match="vivier index rebuild"):
            before.search(question())

    def test_other_dimensions_are_refused(self, engine: Engine) -> None:
        engine.write([entry(1), entry(2, vectors=[AXES[0]])])
        three = np.ones((1, 3), np.float32)
        with pytest.raises(SearchUnavailable, match="vivier index rebuild"):
            engine.write([Entry(entry(3, vectors=[AXES[0]]).document, (), three)])
        with pytest.raises(SearchUnavailable, match="vivier index rebuild"):
            engine.search(EngineQuery("candidate", Filters(EVERYONE), frozenset(), three, {}))
        assert found(engine) == [1, 2]

    def test_a_rebuild_is_unseen_until_the_swap(self, open_engine: OpenEngine) -> None:
        one, other = open_engine(SETTINGS), open_engine(SETTINGS)
        one.write([entry(1), entry(2)])
        assert found(other) == [1, 2]
        with one.rebuild() as fresh:
            fresh.write([entry(3), entry(2, revision=0)])
            assert fresh.revisions("candidate") == {2: 0, 3: 1}
            other.write([entry(4)])
            assert found(one) == found(other) == [1, 2, 4]
            fresh.swap()
        assert found(other) == found(one) == [2, 3]
        other.write([entry(5)])
        assert found(one) == [2, 3, 5]

    def test_a_rebuild_that_fails_leaves_the_old_index(self, engine: Engine) -> None:
        engine.write([entry(1)])
        with pytest.raises(ValueError, match="passages"), engine.rebuild() as fresh:
            fresh.write([entry(2), Entry(entry(3).document, (), AXES)])
        assert found(engine) == [1]
        with engine.rebuild() as fresh:
            assert fresh.revisions("candidate") == {}

    # --- against the reference -------------------------------------------------------------------------

    @settings(examples, max_examples=60)
    @given(steps)
    def test_any_history_answers_as_the_reference(self, engine: Engine, history: list[Any]) -> None:
        replay(engine, history)


def replay(engine: Engine, history: list[Any]) -> None:
    """Do a history on an emptied engine and on the reference: they must agree at each question and at the end."""
    reference = Reference()
    with engine.rebuild() as fresh:  # each example begins with an empty index
        fresh.swap()
    for step in history:
        if isinstance(step, EngineQuery):
            agree(engine, reference, step)
        elif isinstance(step[0], Entry):
            engine.write(step)
            reference.write(step)
        else:
            engine.delete(step)
            reference.delete(step)
    agree(engine, reference, question("quai", [AXES[0]], codes={"K1302": 1.0}, facets=FACETS))
    for kind in ("candidate", "job"):
        assert engine.revisions(kind) == reference.revisions(kind)


def agree(engine: Engine, reference: Reference, query: EngineQuery) -> None:
    """The same sets in the same order with the same counts, and signals up to the last decimal."""
    given_, expected = engine.search(query), reference.search(query)
    assert (given_.total, given_.facets) == (expected.total, expected.facets)
    for name in ("pool", "tail"):
        hits, wanted = getattr(given_, name), getattr(expected, name)
        assert ids(hits) == ids(wanted), name
        for hit, want in zip(hits, wanted, strict=True):
            assert hit.signals.vector == pytest.approx(want.signals.vector, abs=2e-6)
            assert hit.signals.words == pytest.approx(want.signals.words, abs=2e-6)
            assert hit.signals.rome == pytest.approx(want.signals.rome, abs=2e-6)

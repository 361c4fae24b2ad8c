"""`vivier bench`, the search side: engines by size, several OpenSearch nodes beside one, ten million people.

Engines and indexes are made for the occasion and removed. What fails on the way is said on the page, and the
rest is measured all the same.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from opensearchpy import OpenSearch

from indexing.bench.engines import (
    SCENARIOS,
    Ask,
    Corpus,
    Measured,
    Plain,
    asking,
    fill,
    measure,
    throughput,
)
from indexing.bench.plan import (
    beyond,
    growth,
    int8_recall,
    overtaking,
    plan,
    shard_within,
)
from indexing.engines.access import Access, read_access
from indexing.engines.contract import IndexSettings, Vectors
from indexing.engines.embedded import EmbeddedEngine
from indexing.engines.opensearch import OpenSearchEngine
from indexing.engines.opensearch_server import connect
from webapp.bench_page import Line, of, say, table
from webapp.bench_process import Memory, in_fresh_process

EMBEDDED, OPENSEARCH, PLAIN = "embedded", "OpenSearch", "plain"

GOALS = {"1 %": 5.0, "50 %": 12.0, "geography": 8.0}
"""Milliseconds (p50) that the embedded engine is to stay under at `GOALS_AT`; OpenSearch: `OPENSEARCH_GOAL`."""
OPENSEARCH_GOAL = 30.0
GOALS_AT = 100_000
GOAL_RATE = 8_000.0
"""Profiles a second that the embedded engine is to write, vectors known."""
GOAL_MB = 600.0
"""Memory of a process that searches `GOALS_AT` profiles."""

SHOWN = "50 %"
"""The scenario whose curve is written out."""
PLAIN_UP_TO = 100_000
HORIZON = 1_000_000
"""Profiles up to which a curve is drawn on where it was not measured."""
BUDGET_MS = 100.0
"""What a shard may take for a question."""
SETTLED_S = 3600.0
"""Seconds that a server may go on merging and copying before it is given up."""
WARM_S = 60.0
"""Seconds of questions before a server is measured: a Java process that has just started is many times slower."""
ROUNDED = 200
"""Questions to vectors rounded to int8."""

CLUSTER = "OPENSEARCH_CLUSTER_URL"
"""Names a server of several nodes, one address of it or several."""
SETTINGS = IndexSettings("bench", "1")
NO_SERVER = "neither OPENSEARCH_TEST_URL nor SEARCH_URL names a server"

Real = Callable[[], tuple[Vectors, Vectors] | None]
"""Gives the vectors of a site's passages and of questions to them, or None where there are none."""


@dataclass(frozen=True, slots=True)
class Started:
    """A fresh process that got ready: seconds for its imports and in all, and its memory then."""

    imports: float
    seconds: float
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way of asking, measured at one size."""

    found: dict[str, Measured]
    """By scenario."""
    asked: float
    """Questions a second, 8 clients."""
    rate: float | None = None
    """Documents a second, building the index."""
    disk: float | None = None
    """Bytes, one copy."""
    started: Started | None = None


@dataclass(slots=True)
class Outcome:
    """What was measured so far."""

    ways: dict[int, dict[str, Way]] = field(default_factory=dict)
    """By profiles and name."""
    notes: list[str] = field(default_factory=list)

    def curve(self, way: str, scenario: str) -> list[tuple[int, float]]:
        """p50 by size."""
        return [(n, at[way].found[scenario].p50) for n, at in self.ways.items() if way in at]

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """Something that may fail without taking the rest with it: the page says so."""
        say(f"  {what} …")
        began = time.perf_counter()
        try:
            yield
        except Exception as error:
            say(traceback.format_exc())
            self.notes.append(f"Failed, and so not measured: {what} ({type(error).__name__}).")
        else:
            say(f"  {what}: {time.perf_counter() - began:.0f} s")


# --- engines by size -----------------------------------------------------------------------------------


def engines(
    sizes: Sequence[int],
    *,
    opensearch_up_to: int = 100_000,
    questions: int = 40,
    warm_s: float = WARM_S,
    real: Real = lambda: None,
) -> str:
    """Each way of asking at these sizes, smallest first, and what follows from it."""
    outcome = Outcome()
    access = server_named("OPENSEARCH_TEST_URL", "SEARCH_URL")
    plain = find_spec("bm25s") is not None
    for size in sizes:
        with outcome.attempt(f"{size:,} profiles"):
            _at(
                size,
                outcome,
                access if size <= opensearch_up_to else None,
                plain=plain and size <= PLAIN_UP_TO,
                questions=questions,
                warm_s=warm_s,
            )
    rounded: list[str] = []
    with outcome.attempt("vectors rounded to int8"):
        rounded = _rounded(min(max(sizes), 100_000), real)
    if access is None:
        outcome.notes.append(f"OpenSearch was not measured: {NO_SERVER}.")
    elif max(sizes) > opensearch_up_to:
        outcome.notes.append(
            f"OpenSearch was measured up to {opensearch_up_to:,} profiles (`--opensearch-up-to`): see above how many "
            "it takes in a second."
        )
    if not plain:
        outcome.notes.append("The plain alternative was not measured: bm25s is not installed.")
    elif max(sizes) > PLAIN_UP_TO:
        outcome.notes.append(
            f"The plain alternative was measured up to {PLAIN_UP_TO:,} profiles: whenever it starts, it holds the "
            "words of all documents as Python objects."
        )
    return "\n\n".join(
        [
            "Synthetic profiles with one passage of 384 numbers; overlap@10 and recall@10 (of the closest vectors) "
            "against the exact answers of the embedded engine. p50 and p95 in ms; each ratio is p50 against the "
            f"embedded engine's. Warm, one client, {questions} questions. OpenSearch is asked once its merges have "
            f"ended, after {warm_s:.0f} s of other questions. plain: numpy and bm25s without an index "
            "(`indexing.bench.engines.Plain`). Counts by distance may differ by somebody on the very edge of a circle: "
            "OpenSearch keeps places to about a centimetre.",
            _comparison(outcome),
            table([line for size, ways in outcome.ways.items() for line in _lines(size, ways)]),
            *outcome.notes,
            "### Growth",
            *_growth(outcome),
            "### Ten million people",
            *_ten_million(outcome),
            *rounded,
        ]
    )


def _at(
    size: int,
    outcome: Outcome,
    access: Access | None,
    *,
    plain: bool,
    questions: int,
    warm_s: float,
) -> None:
    """The embedded engine, then the others against it."""
    corpus = Corpus(size)
    with tempfile.TemporaryDirectory(prefix="vivier-bench-") as folder:
        engine = EmbeddedEngine(Path(folder), SETTINGS)
        exact = asking(engine)
        rate = fill(engine, corpus)
        found = measure(exact, corpus, questions=questions)
        embedded = Way(
            found, throughput(exact, corpus, each=_each(questions)), rate, _bytes_under(folder)
        )
        ways = outcome.ways[size] = {EMBEDDED: embedded}
        if access is not None:
            with outcome.attempt(f"OpenSearch, {size:,}"), indexed(access, corpus, warm_s) as there:
                found = measure(there.ask, corpus, exact=exact, questions=questions)
                asked = throughput(there.ask, corpus, each=_each(questions))
                ways[OPENSEARCH] = Way(found, asked, there.rate, there.disk)
        if plain:
            with outcome.attempt(f"the plain alternative, {size:,}"):
                ways[PLAIN] = _plain(corpus, exact, questions)
        engine.close()
        with outcome.attempt(f"start of the embedded engine, {size:,}"):
            ways[EMBEDDED] = replace(embedded, started=_started(_EMBEDDED, folder))


def _each(questions: int) -> int:
    """How many questions each of several clients asks."""
    return max(len(SCENARIOS), questions // 2)


def _plain(corpus: Corpus, exact: Ask, questions: int) -> Way:
    plain = Plain(corpus.entries())
    found = measure(plain.ask, corpus, exact=exact, questions=questions)
    asked = throughput(plain.ask, corpus, each=_each(questions))
    del plain
    return Way(found, asked, started=_started(_PLAIN, str(corpus.size)))


def _bytes_under(folder: str) -> int:
    """What the files take, without the holes that snapshots leave for changes."""
    blocks = (path.stat().st_blocks for path in Path(folder).rglob("*") if path.is_file())
    return 512 * sum(blocks)


_ASKED = """
def answer_some(ask):
    for filters in SCENARIOS.values():
        for query in Corpus(1).questions([filters(n) for n in range(5)]):
            ask(query)

def tell(imports, seconds):
    from dataclasses import asdict
    from webapp.bench_process import memory_of
    found = memory_of()
    memory = None if found is None else asdict(found)
    print(json.dumps({"imports": imports, "seconds": seconds, "memory": memory}))
"""

_EMBEDDED = (
    """
import json, sys, time
start = time.perf_counter()
from pathlib import Path
from indexing.bench.engines import SCENARIOS, Corpus, asking
from indexing.engines.contract import IndexSettings
from indexing.engines.embedded import EmbeddedEngine
imported = time.perf_counter() - start
"""
    + _ASKED
    + """
engine = EmbeddedEngine(Path(sys.argv[1]), IndexSettings("bench", "1"))
answer_some(asking(engine))
tell(imported, time.perf_counter() - start)
"""
)

# The documents have to come from somewhere: the time it takes to make them is not the alternative's.
_PLAIN = (
    """
import json, sys, time
start = time.perf_counter()
import bm25s
from indexing.bench.engines import SCENARIOS, Corpus, Plain
imported = time.perf_counter() - start
"""
    + _ASKED
    + """
corpus = Corpus(int(sys.argv[1]))
start = time.perf_counter()
for _ in corpus.entries():
    pass
made = time.perf_counter() - start
start = time.perf_counter()
plain = Plain(corpus.entries())
answer_some(plain.ask)
tell(imported, imported + time.perf_counter() - start - made)
"""
)


def _started(code: str, argument: str) -> Started:
    told = in_fresh_process(code, argument)
    memory = Memory(**told["memory"]) if told["memory"] else None
    return Started(told["imports"], told["seconds"], memory)


def _comparison(outcome: Outcome) -> str:
    rows = [
        "| Profiles | Filter | Engine | p50 | p95 | Ratio | overlap@10 | recall@10 | same counts |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for size, ways in outcome.ways.items():
        for scenario in SCENARIOS:
            base = ways[EMBEDDED].found[scenario]
            for name, way in ways.items():
                one = way.found[scenario]
                rows.append(
                    f"| {size:,} | {scenario} ({base.passing:,} pass) | {name} | "
                    f"{one.p50:.1f}{_goal(size, name, scenario)} | {one.p95:.1f} | {one.p50 / base.p50:.1f} × | "
                    f"{one.overlap:.3f} | {one.recall:.3f} | {one.same_counts:.0%} |"
                )
    return "\n".join(rows)


def _goal(size: int, name: str, scenario: str) -> str:
    goals = {EMBEDDED: GOALS, OPENSEARCH: dict.fromkeys(SCENARIOS, OPENSEARCH_GOAL)}
    goal = goals.get(name, {}).get(scenario) if size == GOALS_AT else None
    return "" if goal is None else f" (goal {goal:.0f})"


def _lines(size: int, ways: Mapping[str, Way]) -> Iterator[Line]:
    """What is told of each way at one size beside its answers."""
    base = ways[EMBEDDED]
    vectors = size * 384 * 4
    for name, way in ways.items():
        what = f"{name}, {size:,}"
        if way.rate is not None and base.rate is not None:
            told, against = f"embedded {base.rate:,.0f}", base.rate
            if way is base:
                told, against = f"goal {GOAL_RATE:,.0f}", GOAL_RATE
            yield Line(
                f"{what}: building the index, vectors known",
                f"{way.rate:,.0f} profiles/s",
                told,
                of(way.rate, against),
            )
        yield Line(
            f"{what}: 8 clients, one process, scenarios by turns",
            f"{way.asked:.0f} questions/s",
            f"embedded {base.asked:.0f}",
            of(way.asked, base.asked),
        )
        if way.started is not None:
            if way.started.memory is not None:
                yield Line(
                    f"{what}: memory of a process that searches",
                    str(way.started.memory),
                    f"goal {GOAL_MB:.0f} MB at {GOALS_AT:,}",
                    of(way.started.memory.resident, GOAL_MB),
                )
            yield Line(
                f"{what}: start to the first answers",
                f"{way.started.seconds:.2f} s",
                f"imports {way.started.imports:.2f} s",
                of(way.started.seconds, way.started.imports),
            )
        if way.disk is not None:
            yield Line(
                f"{what}: on disk, one copy",
                f"{way.disk / 1e6:,.0f} MB",
                f"vectors alone {vectors / 1e6:,.0f} MB",
                of(way.disk, vectors),
            )


def _growth(outcome: Outcome) -> Iterator[str]:
    """What size costs, from measured points; and who overtakes the embedded engine."""
    sizes = list(outcome.ways)
    names = [name for name in (EMBEDDED, OPENSEARCH, PLAIN) if outcome.curve(name, SHOWN)]
    if len(sizes) < 2:
        yield "One size was measured: nothing can be said of growth."
        return
    yield f"p50 at {SHOWN}, and how many times the line above:"
    rows = [f"| Profiles | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for size in sizes:
        rows.append(f"| {size:,} | {' | '.join(_cell(outcome, n, size) for n in names)} |")
    yield "\n".join(rows)
    for name in names:
        points = outcome.curve(name, SHOWN)
        if points[-1][0] < HORIZON and len(points) > 1:
            guess = beyond(points, HORIZON)
            told = "the last two sizes give no line" if guess is None else f"{guess:,.0f} ms"
            yield (
                f"{name} at {HORIZON:,}, by the straight line through its last two sizes, not measured: {told}."
            )
    for name in names[1:]:
        yield _overtaking(outcome, name)


def _cell(outcome: Outcome, name: str, size: int) -> str:
    points = outcome.curve(name, SHOWN)
    measured = [n for n, _ in points]
    if size not in measured:
        return "–"
    place = measured.index(size)
    times = f" ({growth(points)[place - 1]:.1f} ×)" if place else ""
    return f"{points[place][1]:.1f} ms{times}"


def _overtaking(outcome: Outcome, name: str) -> str:
    told, never = [], []
    for scenario in SCENARIOS:
        found = overtaking(outcome.curve(EMBEDDED, scenario), outcome.curve(name, scenario))
        if found is None:
            never.append(f"«{scenario}»")
        elif found[0] == 0:
            told.append(f"at every size measured at «{scenario}»")
        else:
            told.append(f"between {found[0]:,} and {found[1]:,} at «{scenario}»")
    last = outcome.curve(name, SHOWN)[-1][0]
    within = f"within what was measured (up to {last:,})"
    if not told:
        return f"{name} did not become quicker than the embedded engine {within}."
    rest = f"; not {within} at {', '.join(never)}" if never else ""
    return f"{name} became quicker than the embedded engine {'; '.join(told)}{rest}."


def _ten_million(outcome: Outcome) -> Iterator[str]:
    """Shards, nodes, memory and disk, from what one shard was measured at."""
    disks = {
        size: ways[OPENSEARCH].disk for size, ways in outcome.ways.items() if OPENSEARCH in ways
    }
    if not disks:
        yield "No plan: OpenSearch was not measured, and what its shards hold is what a plan rests on."
        return
    slowest = [
        (size, max(one.p50 for one in outcome.ways[size][OPENSEARCH].found.values()))
        for size in disks
    ]
    shard = shard_within(slowest, BUDGET_MS, lambda size: (disks[size] or 0.0) / size)
    rows = [
        "| Passages a person | Vectors as | Shards | Nodes | Vectors in memory | Disk |",
        "|---|---|---|---|---|---|",
    ]
    for name, bytes_each in (("float32", 4), ("int8", 1)):
        for passages in (1, 4, 10):
            one = plan(10_000_000, shard, passages=passages, bytes_each=bytes_each)
            rows.append(
                f"| {passages} | {name} | {one.shards:,} | {one.nodes} | {one.vectors:,.0f} GB | {one.disk:,.0f} GB |"
            )
    over = (
        "" if shard.ms <= BUDGET_MS else f", which is more than the {BUDGET_MS:.0f} ms it may take"
    )
    yield (
        f"Computed from the figures above by `indexing.bench.plan.plan`. A shard is no larger than one that was "
        f"measured: {shard.passages:,} passages, {shard.ms:.0f} ms (p50 under the slowest filter){over}, "
        f"{shard.disk:,.0f} bytes a passage on the server's disk. One replica, 32 GB of page cache a node. Disk is "
        "counted as if each passage came with a document of its own: an upper bound. Questions to many shards at "
        "once were not measured; see the section on several nodes."
    )
    yield "\n".join(rows)


def _rounded(size: int, real: Real) -> list[str]:
    """What a quarter of the memory costs, on vectors of the corpus and of the site."""
    corpus = Corpus(size)
    every = [SCENARIOS[SHOWN](0)] * ROUNDED
    asked = np.concatenate([query.vectors for query in corpus.questions(every, seed=13)])
    sets = [(f"{size:,} synthetic passages", corpus.all_vectors(), asked)]
    found = real()
    if found is not None:
        passages, questions = found
        sets.append((f"{len(passages):,} passages of this site's people", passages, questions))
    rows = [
        "| Vectors | Questions | recall@10, int8 alone | the best 100 of it ranked by the exact vectors |",
        "|---|---|---|---|",
    ]
    for name, passages, questions in sets:
        one = int8_recall(passages, questions)
        rows.append(f"| {name} | {len(questions)} | {one.alone:.4f} | {one.rescored:.4f} |")
    return [
        "What int8 costs: each vector in whole numbers of -127…127 with a scale of its own, questions too, all of "
        "them compared (no graph), against the ten closest by the exact vectors.",
        "\n".join(rows),
    ]


# --- OpenSearch ----------------------------------------------------------------------------------------


def server_named(*variables: str) -> Access | None:
    """The server that the first of these variables names; login and authority come from SEARCH_…"""
    url = next(filter(None, (os.environ.get(name) for name in variables)), "")
    return read_access({**os.environ, "SEARCH_URL": url})


@dataclass(frozen=True, slots=True)
class Indexed:
    """A corpus on a server."""

    ask: Ask
    rate: float
    """Documents a second, building the index."""
    disk: float
    """Bytes of one copy, once merges have ended."""
    nodes: int
    """That hold data."""
    hosts: int
    shards: int
    copies: int


@contextmanager
def indexed(
    access: Access, corpus: Corpus, warm_s: float, *, spread: bool = False
) -> Iterator[Indexed]:
    """The corpus on a server under a name of its own, merged and warm; removed at the end.

    `spread`: as many shards as there are nodes that hold data, so that all of them work on each question.
    """
    prefix = f"vivier-bench-{secrets.token_hex(4)}"
    client = connect(replace(access, timeout_s=60.0))
    holding = [
        node for node in client.nodes.info(metric="os")["nodes"].values() if "data" in node["roles"]
    ]
    own = replace(access, prefix=prefix, shards=len(holding) if spread else 1, timeout_s=60.0)
    engine = OpenSearchEngine(own, SETTINGS)
    try:
        rate = fill(engine, corpus)
        index = f"{prefix}-candidate"
        disk = _settled(client, index)
        warm = time.monotonic() + warm_s
        while time.monotonic() < warm:
            throughput(asking(engine), corpus, each=len(SCENARIOS))
        [told] = client.indices.get_settings(index=index).values()
        yield Indexed(
            ask=asking(engine),
            rate=rate,
            disk=disk,
            nodes=len(holding),
            hosts=len({node["host"] for node in holding}),
            shards=int(told["settings"]["index"]["number_of_shards"]),
            copies=1 + int(told["settings"]["index"]["number_of_replicas"]),
        )
    finally:
        engine.close()
        for name in client.indices.get(index=f"{prefix}-*"):
            client.indices.delete(index=name)
        client.close()


def _settled(client: OpenSearch, index: str) -> float:
    """Wait until an index is on all its nodes and merges no more; returns the bytes of one copy.
    Raises TimeoutError where it still does after `SETTLED_S`: what is asked then would not be what is said."""
    deadline = time.monotonic() + SETTLED_S
    client.indices.flush(index=index)
    while True:
        health = client.cluster.health(index=index)
        merges = client.indices.stats(index=index, metric="merge")["_all"]["total"]["merges"]
        if health["status"] == "green" and not merges["current"]:
            break
        if time.monotonic() > deadline:
            raise TimeoutError(f"{index} still merges after {SETTLED_S:.0f} s")
        time.sleep(1)
    client.indices.flush(index=index)
    told = client.indices.stats(index=index, metric="store")["_all"]["primaries"]["store"]
    return float(told["size_in_bytes"])


def nodes(size: int, *, questions: int = 40, warm_s: float = WARM_S) -> str:
    """The same corpus and questions on one node and on several. Raises LookupError where one is not named."""
    one, several = server_named("OPENSEARCH_TEST_URL", "SEARCH_URL"), server_named(CLUSTER)
    if one is None or several is None:
        raise LookupError(f"{NO_SERVER}" if one is None else f"{CLUSTER} names no server")
    corpus = Corpus(size)
    with tempfile.TemporaryDirectory(prefix="vivier-bench-") as folder:
        engine = EmbeddedEngine(Path(folder), SETTINGS)
        fill(engine, corpus)
        with indexed(one, corpus, warm_s) as single:
            say("  one node: filled")
            base = Way(
                measure(single.ask, corpus, exact=asking(engine), questions=questions),
                throughput(single.ask, corpus, each=_each(questions)),
                single.rate,
            )
            engine.close()
            say("  one node: asked")
            with indexed(several, corpus, warm_s, spread=True) as spread:
                say("  several nodes: filled")
                way = Way(
                    measure(spread.ask, corpus, exact=single.ask, questions=questions),
                    throughput(spread.ask, corpus, each=_each(questions)),
                    spread.rate,
                )
    rows = [
        "| Nodes | Filter | p50 | p95 | Ratio | overlap@10 | recall@10 | same counts |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for scenario in SCENARIOS:
        for count, found in ((single.nodes, base.found), (spread.nodes, way.found)):
            it = found[scenario]
            rows.append(
                f"| {count} | {scenario} | {it.p50:.1f} | {it.p95:.1f} | {it.p50 / base.found[scenario].p50:.1f} × | "
                f"{it.overlap:.3f} | {it.recall:.3f} | {it.same_counts:.0%} |"
            )
    lines = [
        Line(
            f"{spread.nodes} nodes: building the index, vectors known",
            f"{spread.rate:,.0f} profiles/s",
            f"{single.nodes} node {single.rate:,.0f}",
            of(spread.rate, single.rate),
        ),
        Line(
            f"{spread.nodes} nodes: 8 clients, one process, scenarios by turns",
            f"{way.asked:.0f} questions/s",
            f"{single.nodes} node {base.asked:.0f}",
            of(way.asked, base.asked),
        ),
    ]
    where = (
        f"All nodes and the clients share this one machine with its {os.cpu_count()} cores, so this says what "
        "dividing the work costs, not what more machines give."
        if spread.hosts == 1
        else f"The nodes are on {spread.hosts} hosts."
    )
    return "\n\n".join(
        [
            f"{size:,} synthetic profiles on a server of {_layout(single)}, and on one of {_layout(spread)}. {where} "
            "The one is filled and asked, then the other; overlap@10, recall@10 and counts of the one are against "
            f"the embedded engine's exact answers, of the other against the one's. {questions} questions, one "
            f"client, p50 and p95 in ms, once merges have ended and after {warm_s:.0f} s of other questions.",
            "\n".join(rows),
            table(lines),
        ]
    )


def _layout(there: Indexed) -> str:
    def many(count: int, what: str) -> str:
        return f"{count} {what}{'s' if count > 1 else ''}"

    copies = "one copy" if there.copies == 1 else f"{there.copies} copies"
    return f"{many(there.nodes, 'node')} ({many(there.shards, 'shard')}, {copies} of each)"

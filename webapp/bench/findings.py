"""What follows from the figures of the search side, as the page says it: tables, growth, ten million people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexing.bench.engines import SCENARIOS
from indexing.bench.plan import beyond, growth, overtaking, plan, shard_within
from webapp.bench.outcome import EMBEDDED, OPENSEARCH, PLAIN, Outcome, Way
from webapp.bench.page import Line, of

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
HORIZON = 1_000_000
"""Profiles up to which a curve is drawn on where it was not measured."""
BUDGET_MS = 100.0
"""What a shard may take for a question."""


def comparison(outcome: Outcome) -> str:
    """Each way under each filter at each size, beside the embedded engine."""
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


def costs(size: int, ways: Mapping[str, Way]) -> Iterator[Line]:
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


def size_costs(outcome: Outcome) -> Iterator[str]:
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


def ten_million(outcome: Outcome) -> Iterator[str]:
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

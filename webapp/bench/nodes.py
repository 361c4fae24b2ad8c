"""One OpenSearch node and several: what dividing the same corpus costs, or gives."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexing.bench.engines import SCENARIOS, Corpus, asking, fill, measure, throughput
from indexing.engines.access import Access
from indexing.engines.embedded import EmbeddedEngine
from webapp.bench.outcome import Way
from webapp.bench.page import Line, of, say, table
from webapp.bench.search import each_of
from webapp.bench.servers import NO_SERVER, SETTINGS, WARM_S, Indexed, indexed, server_named

CLUSTER = "OPENSEARCH_CLUSTER_URL"
"""Names a server of several nodes, one address of it or several."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One server: how the corpus lies on it, and how it answered."""

    there: Indexed
    way: Way


def measured(size: int, *, questions: int = 40, warm_s: float = WARM_S) -> str:
    """The same corpus and questions on one node and on several. Raises LookupError where one is not named."""
    one, several = server_named("OPENSEARCH_TEST_URL", "SEARCH_URL"), server_named(CLUSTER)
    if one is None or several is None:
        raise LookupError(f"{NO_SERVER}" if one is None else f"{CLUSTER} names no server")
    single, spread = _both(one, several, Corpus(size), questions, warm_s)
    where = (
        f"All nodes and the clients share this one machine with its {os.cpu_count()} cores, so this says what "
        "dividing the work costs, not what more machines give."
        if spread.there.hosts == 1
        else f"The nodes are on {spread.there.hosts} hosts."
    )
    return "\n\n".join(
        [
            f"{size:,} synthetic profiles on a server of {_layout(single.there)}, and on one of "
            f"{_layout(spread.there)}. {where} "
            "The one is filled and asked, then the other; overlap@10, recall@10 and counts of the one are against "
            f"the embedded engine's exact answers, of the other against the one's. {questions} questions, one "
            f"client, p50 and p95 in ms, once merges have ended and after {warm_s:.0f} s of other questions.",
            _answers(single, spread),
            table(list(_costs(single, spread))),
        ]
    )


def _both(
    one: Access, several: Access, corpus: Corpus, questions: int, warm_s: float
) -> tuple[Asked, Asked]:
    """The one against the embedded engine's exact answers, then the other against the one's."""
    with tempfile.TemporaryDirectory(prefix="vivier-bench-") as folder:
        engine = EmbeddedEngine(Path(folder), SETTINGS)
        fill(engine, corpus)
        with indexed(one, corpus, warm_s) as single:
            say("  one node: filled")
            base = Way(
                measure(single.ask, corpus, exact=asking(engine), questions=questions),
                throughput(single.ask, corpus, each=each_of(questions)),
                single.rate,
            )
            engine.close()
            say("  one node: asked")
            with indexed(several, corpus, warm_s, spread=True) as spread:
                say("  several nodes: filled")
                way = Way(
                    measure(spread.ask, corpus, exact=single.ask, questions=questions),
                    throughput(spread.ask, corpus, each=each_of(questions)),
                    spread.rate,
                )
    return Asked(single, base), Asked(spread, way)


def _answers(single: Asked, spread: Asked) -> str:
    rows = [
        "| Nodes | Filter | p50 | p95 | Ratio | overlap@10 | recall@10 | same counts |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for scenario in SCENARIOS:
        base = single.way.found[scenario]
        for asked in (single, spread):
            it = asked.way.found[scenario]
            rows.append(
                f"| {asked.there.nodes} | {scenario} | {it.p50:.1f} | {it.p95:.1f} | {it.p50 / base.p50:.1f} × | "
                f"{it.overlap:.3f} | {it.recall:.3f} | {it.same_counts:.0%} |"
            )
    return "\n".join(rows)


def _costs(single: Asked, spread: Asked) -> Iterator[Line]:
    base, there = single.there, spread.there
    yield Line(
        f"{there.nodes} nodes: building the index, vectors known",
        f"{there.rate:,.0f} profiles/s",
        f"{base.nodes} node {base.rate:,.0f}",
        of(there.rate, base.rate),
    )
    yield Line(
        f"{there.nodes} nodes: 8 clients, one process, scenarios by turns",
        f"{spread.way.asked:.0f} questions/s",
        f"{base.nodes} node {single.way.asked:.0f}",
        of(spread.way.asked, single.way.asked),
    )


def _layout(there: Indexed) -> str:
    def many(count: int, what: str) -> str:
        return f"{count} {what}{'s' if count > 1 else ''}"

    copies = "one copy" if there.copies == 1 else f"{there.copies} copies"
    return f"{many(there.nodes, 'node')} ({many(there.shards, 'shard')}, {copies} of each)"

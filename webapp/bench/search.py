"""The search side by size: each way of asking at each of them, and vectors rounded to a quarter of their memory.

Engines and indexes are made for the occasion and removed. What fails on the way is said on the page, and the
rest is measured all the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from indexing.bench.engines import SCENARIOS, Ask, Corpus, Plain, asking, fill, measure, throughput
from indexing.bench.plan import int8_recall
from indexing.engines.access import Access
from indexing.engines.contract import Vectors
from indexing.engines.embedded import EmbeddedEngine
from webapp.bench.findings import SHOWN, comparison, costs, size_costs, ten_million
from webapp.bench.outcome import EMBEDDED, OPENSEARCH, PLAIN, Outcome, Started, Way
from webapp.bench.page import table
from webapp.bench.process import Memory, in_fresh_process
from webapp.bench.servers import NO_SERVER, SETTINGS, WARM_S, indexed, server_named

PLAIN_UP_TO = 100_000
ROUNDED = 200
"""Questions to vectors rounded to int8."""

Real = Callable[[], tuple[Vectors, Vectors] | None]
"""Gives the vectors of a site's passages and of questions to them, or None where there are none."""


def measured(
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
            comparison(outcome),
            table([line for size, ways in outcome.ways.items() for line in costs(size, ways)]),
            *outcome.notes,
            "### Growth",
            *size_costs(outcome),
            "### Ten million people",
            *ten_million(outcome),
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
            found, throughput(exact, corpus, each=each_of(questions)), rate, _bytes_under(folder)
        )
        ways = outcome.ways[size] = {EMBEDDED: embedded}
        if access is not None:
            with outcome.attempt(f"OpenSearch, {size:,}"), indexed(access, corpus, warm_s) as there:
                found = measure(there.ask, corpus, exact=exact, questions=questions)
                asked = throughput(there.ask, corpus, each=each_of(questions))
                ways[OPENSEARCH] = Way(found, asked, there.rate, there.disk)
        if plain:
            with outcome.attempt(f"the plain alternative, {size:,}"):
                ways[PLAIN] = _plain(corpus, exact, questions)
        engine.close()
        with outcome.attempt(f"start of the embedded engine, {size:,}"):
            ways[EMBEDDED] = replace(embedded, started=_started(_EMBEDDED, folder))


def each_of(questions: int) -> int:
    """How many questions each of several clients asks."""
    return max(len(SCENARIOS), questions // 2)


def _plain(corpus: Corpus, exact: Ask, questions: int) -> Way:
    plain = Plain(corpus.entries())
    found = measure(plain.ask, corpus, exact=exact, questions=questions)
    asked = throughput(plain.ask, corpus, each=each_of(questions))
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
    from webapp.bench.process import memory_of
    found = memory_of()
    memory = None if found is None else asdict(found)
    print(json.dumps({"imports": imports, "seconds": seconds, "memory": memory}))
"""

_EMBEDDED = (
    """
import json, sys, time
start = time.perf_counter()
from pathlib import Path
from indexing.bench.engines import SCENARIOS
from indexing.bench.engines import Corpus
from indexing.bench.engines import asking
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
from indexing.bench.engines import SCENARIOS
from indexing.bench.engines import Corpus
from indexing.bench.engines import Plain
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

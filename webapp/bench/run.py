"""The sections of the page, and each measured and written in turn, whatever happens to the others."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from webapp.bench import embeddings, http, nodes, rebuild, search, site
from webapp.bench.page import load_average, machine, parts_of, say, write_page
from webapp.site.runtime import Runtime

SECTIONS = {
    "site": "The site",
    "rebuild": "Rebuilding the index",
    "engines": "Engines",
    "nodes": "One OpenSearch node and several",
    "embeddings": "Embeddings",
    "http": "The match page over HTTP",
}
HEAD = (
    "# Benchmarks\n\nWritten by `vivier bench` (`make bench`; the other sections: `vivier bench --only "
    "rebuild,engines,nodes,embeddings,http --sizes 1000,10000,100000,1000000`). Each figure stands beside a baseline "
    "of the same run: compare ratios, not milliseconds of two machines.\n"
)
LARGEST_SITE = 100_000
"""People: more are not repeated for these pages."""


def run(
    runtime: Runtime,
    page: Path,
    only: Sequence[str] = ("site",),
    sizes: Sequence[int] = (10_000, 100_000),
    relevance: Path | None = None,
    opensearch_up_to: int = 100_000,
) -> list[str]:
    """Measure the sections of `SECTIONS` named in `only` and write each into `page` as soon as it is measured.

    A section that fails leaves what the page said of it before, and the others are measured all the same; returns
    the names of those that failed. `sizes`: profiles, smallest first; HTTP takes the largest up to
    `LARGEST_SITE`, several nodes the largest up to `opensearch_up_to`. `relevance`: a folder with corpus.jsonl,
    queries.jsonl and qrels.tsv, to say what a quicker way of embedding costs in relevance.
    """
    ways: dict[str, Callable[[], str]] = {
        "site": lambda: site.measured(runtime),
        "rebuild": lambda: rebuild.measured(runtime),
        "engines": lambda: search.measured(
            sizes,
            opensearch_up_to=opensearch_up_to,
            real=lambda: embeddings.site_vectors(runtime),
        ),
        "nodes": lambda: nodes.measured(_largest(sizes, opensearch_up_to)),
        "embeddings": lambda: embeddings.measured(runtime, relevance),
        "http": lambda: http.measured(runtime, _largest(sizes, LARGEST_SITE)),
    }
    failed = []
    for name in only:
        say(f"{name} …")
        before, began = load_average(), time.perf_counter()
        try:
            body = ways[name]()
        except Exception:
            say(f"{name}: failed\n{traceback.format_exc()}")
            failed.append(name)
            continue
        measured = {SECTIONS[name]: f"{machine(before)}\n\n{body.strip()}\n"}
        write_page(page, HEAD, list(SECTIONS.values()), parts_of(page) | measured)
        say(f"{name}: {time.perf_counter() - began:.0f} s")
    return failed


def _largest(sizes: Sequence[int], limit: int) -> int:
    """The largest of these sizes within a limit, or the limit."""
    return max((size for size in sizes if size <= limit), default=limit)

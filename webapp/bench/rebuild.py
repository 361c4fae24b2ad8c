"""`vivier index rebuild` on a copy of the site with all vectors in the cache, and where its time goes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from indexing.documents import row_ids
from indexing.sync import KINDS, entries
from matching.ports import DocKey, Document
from matching.stale import Mark, next_revision
from webapp.bench.enlarged import enlarged
from webapp.bench.page import Line, of, table
from webapp.bench.site import about
from webapp.site.runtime import Runtime

REBUILDS = 3


def measured(runtime: Runtime) -> str:
    """Profiles a second, and each part's share. Raises LookupError where the site cannot be copied."""
    if runtime.settings.database_url is not None:
        raise LookupError("a site is copied only beside the database under var/")
    with enlarged(runtime, 0) as copy:
        copy.rebuild()  # what a process loads once; and every text has its vector from here on
        whole = []
        for _ in range(REBUILDS):
            start = time.perf_counter()
            count = copy.rebuild()
            whole.append(time.perf_counter() - start)
        stages, documents = _stages(copy)
    passages = sum(len(one.passages) for one in documents)
    writes = stages["the engine's writes"]
    lines = [
        Line(
            "`vivier index rebuild` once the process is warm, vectors known",
            f"{count / median(whole):,.0f} profiles/s",
            f"the engine's writes alone {count / writes:,.0f}",
            of(writes, median(whole)),
        )
    ]
    together = sum(stages.values())
    lines += [
        Line(
            f"… of it: {stage}",
            f"{seconds / count * 1e3:.2f} ms a profile",
            f"all four {together / count * 1e3:.2f} ms",
            of(seconds, together),
        )
        for stage, seconds in stages.items()
    ]
    return table(
        lines,
        f"{about(runtime)} {count} profiles with {passages / count:.1f} passages each, all of them; the middle one of "
        f"{REBUILDS} rebuilds in a copy of the site, the parts one after another. The embedded engine.",
    )


def _stages(copy: Runtime) -> tuple[dict[str, float], list[Document]]:
    """Seconds of each part of a rebuild, one part after another, and the documents it built."""
    stages: dict[str, float] = {}

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        stages[stage] = time.perf_counter() - start

    documents: list[Document] = []
    with timed("rows read, documents built"), copy.sessions() as session:
        keys = [DocKey(kind, id_) for kind in KINDS for id_ in row_ids(session, kind)]
        revision = next_revision(session)
        for done in range(0, len(keys), 500):
            marks = [Mark(key, revision) for key in keys[done : done + 500]]
            documents += copy.build(session, marks).values()
    with timed("vectors read from their cache"):
        copy.embedder.documents([p.text for one in documents for p in one.passages])
    with timed("analysis"):
        made = entries(documents, copy.embedder)
    stages["analysis"] -= stages["vectors read from their cache"]
    with timed("the engine's writes"), copy.engine.rebuild() as fresh:
        fresh.write(made)
        fresh.swap()
    return stages, documents

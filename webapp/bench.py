"""`vivier bench`: measures this machine and writes docs/benchmarks.md, every figure beside its baseline.

Figures of two machines cannot be compared, ratios within one run can. The page has one part for each section, which
can be measured apart: the others stay as they were, each with the machine and the load that it was measured on.
The site is measured in processes of its own and stays as it is, but for the journals, which note what was shown;
engines and large territories are made for the occasion and removed.
"""

from __future__ import annotations

import secrets
import socket
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select

from matching.pool.tables import Candidate, JobProfile, Person
from matching.pool.terms import CandidateStatus, JobStatus, Role
from matching.stale import count as count_stale
from webapp.bench_page import (
    Line,
    has_bf16,
    load_average,
    machine,
    ms,
    of,
    parts_of,
    say,
    table,
    write_page,
)
from webapp.bench_process import Memory, in_fresh_process, memory_of, memory_of_children
from webapp.runtime import Runtime

if TYPE_CHECKING:
    from indexing.embeddings import Embedder
    from indexing.engines.contract import Vectors

RUNS = 30
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
        "site": lambda: table(
            [*_imports(), *_memory(runtime), *_pages(runtime), *_search(runtime)],
            f"{_site(runtime)} {RUNS} runs each.",
        ),
        "rebuild": lambda: _rebuild(runtime),
        "engines": lambda: _engines(runtime, sizes, opensearch_up_to),
        "nodes": lambda: _nodes(_largest(sizes, opensearch_up_to)),
        "embeddings": lambda: _embeddings(runtime, relevance),
        "http": lambda: _http(runtime, _largest(sizes, LARGEST_SITE)),
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


def _site(runtime: Runtime) -> str:
    with runtime.sessions() as session:
        people = session.query(Candidate).count()
        jobs = session.query(JobProfile).count()
        waiting = count_stale(session)
    return f"Site: {people} people, {jobs} job profiles, {waiting} documents waiting."


_TIMED = """
import json, sys, time
start = time.perf_counter()
import {module}
print(json.dumps({{"s": time.perf_counter() - start, "torch": "torch" in sys.modules}}))
"""


def _imports() -> list[Line]:
    ours = [in_fresh_process(_TIMED.format(module="webapp")) for _ in range(5)]
    command = [in_fresh_process(_TIMED.format(module="webapp.cli")) for _ in range(5)]
    flask = median(in_fresh_process(_TIMED.format(module="flask"))["s"] for _ in range(5))
    lines = []
    for name, answers in (("import webapp", ours), ("import webapp.cli", command)):
        seconds = median(a["s"] for a in answers)
        loaded = "torch loaded" if any(a["torch"] for a in answers) else "torch not loaded"
        lines.append(
            Line(
                f"`{name}` ({loaded})",
                f"{seconds:.2f} s",
                f"`import flask` {flask:.2f} s",
                of(seconds, flask),
            )
        )
    return lines


_SERVING = """
import json, os
from webapp.runtime import Runtime
from webapp.app import create_app
runtime = Runtime()
client = create_app(runtime).test_client()
client.get("/connexion")
from dataclasses import asdict
from webapp.bench_process import memory_of
first = asdict(memory_of())
from matching.policy import SYSTEM
from matching.ranking.match import search_candidates
with runtime.sessions() as session:
    search_candidates(
        session, SYSTEM, runtime.search, f"plonge le soir {os.getpid()}", today=runtime.today()
    )
print(json.dumps({"first": first, "then": asdict(memory_of())}))
"""


def _memory(runtime: Runtime) -> list[Line]:
    if memory_of() is None:
        return []
    settings = runtime.settings
    environment = {
        "SECRET_KEY": settings.secret_key or secrets.token_urlsafe(48),
        "SECURITY_PASSWORD_SALT": settings.password_salt or secrets.token_urlsafe(48),
        "DATABASE_URL": runtime.database_url,
        "VIVIER_VAR": str(settings.var),
    }
    answer = in_fresh_process(_SERVING, **environment)
    first, then = Memory(**answer["first"]), Memory(**answer["then"])
    return [
        Line(
            "Memory of a web process that has not searched",
            str(first),
            "limit 250 MB",
            of(first.resident, 250),
        ),
        Line(
            "… after a free-text question",
            str(then),
            f"before it {first.resident:.0f} MB",
            of(then.resident, first.resident),
        ),
    ]


def _pages(runtime: Runtime) -> list[Line]:
    from webapp.accounts import Account
    from webapp.app import create_app
    from webapp.bench_http import BROWSER, signed_in
    from webapp.server import spare_collections

    app = create_app(runtime)
    spare_collections()  # as each process of the server does
    app.config["WTF_CSRF_ENABLED"] = False
    with runtime.sessions() as session:
        coach = session.scalars(
            select(Person)
            .join(Account, Account.person_id == Person.id)
            .join(Candidate, Candidate.coach_id == Person.id)
            .where(
                Person.roles.contains([Role.COACH.value]),
                Candidate.status == CandidateStatus.ACTIVE,
            )
            .order_by(Person.id)
        ).first()
        job = session.scalars(
            select(JobProfile).where(JobProfile.status == JobStatus.PUBLISHED)
        ).first()
        if coach is None or job is None:
            return []
        account = session.scalars(select(Account).where(Account.person_id == coach.id)).one()
        candidate = session.scalars(
            select(Candidate).where(
                Candidate.coach_id == coach.id, Candidate.status == CandidateStatus.ACTIVE
            )
        ).first()
        assert candidate is not None  # the coach was chosen for having one
        account_id, candidate_id, job_id = account.id, candidate.id, job.id

    statements = 0

    def counted(*_: Any) -> None:
        nonlocal statements
        statements += 1

    event.listen(runtime.database, "after_cursor_execute", counted)
    measured: dict[str, tuple[list[float], int]] = {}
    with signed_in(runtime, [account_id]) as [cookie]:
        client = app.test_client(use_cookies=False)
        sent = {"Cookie": cookie, "User-Agent": BROWSER}
        paths = ("/candidats/", f"/candidats/{candidate_id}/postes", f"/postes/{job_id}/personnes")
        for path in paths:
            client.get(path, headers=sent)
            statements = 0
            answer = client.get(path, headers=sent)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
            asked = statements
            measured[path] = (_timed(partial(client.get, path, headers=sent)), asked)
    event.remove(runtime.database, "after_cursor_execute", counted)
    base, base_statements = measured.pop("/candidats/")
    baseline = f"« Mon vivier » {ms(base)}, {base_statements} statements"
    names = ("Match page of a person", "Match page of a job profile")
    return [
        Line(
            f"{name}, at the server",
            f"{ms(times)}, {asked} SQL statements",
            baseline,
            of(median(times), median(base)),
        )
        for name, (times, asked) in zip(names, measured.values(), strict=True)
    ]


def _search(runtime: Runtime) -> list[Line]:
    from matching.policy import SYSTEM
    from matching.ranking.match import search_candidates

    def ask(text: str) -> Callable[[], object]:
        def asked() -> object:
            with runtime.sessions() as session:
                return search_candidates(
                    session, SYSTEM, runtime.search, text, today=runtime.today()
                )

        return asked

    encode = _timed(lambda: runtime.embedder.queries([f"plonge {time.perf_counter_ns()}"]))
    ask("plonge le soir")()
    again = _timed(ask("plonge le soir"))
    return [
        Line(
            "Free-text search, a question asked before",
            ms(again),
            f"encoding a new question {ms(encode)}",
            of(median(again), median(encode)),
        )
    ]


def _timed(work: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


# The search side.


def _engines(runtime: Runtime, sizes: Sequence[int], opensearch_up_to: int) -> str:
    from webapp.bench_search import engines

    return engines(sizes, opensearch_up_to=opensearch_up_to, real=lambda: _site_vectors(runtime))


def _nodes(size: int) -> str:
    from webapp.bench_search import nodes

    return nodes(size)


def _site_vectors(runtime: Runtime) -> tuple[Vectors, Vectors] | None:
    """The passages of the site's people, and up to 200 job profiles that ask for them; None without people."""
    from indexing.documents import indexed_texts

    with runtime.sessions() as session:
        people = [text for text in indexed_texts(session, "candidate") if text.strip()]
        asked = [text for text in indexed_texts(session, "job") if text.strip()][:200]
    if not people or not asked:
        return None
    return runtime.embedder.documents(people), runtime.embedder.documents(asked)


# Rebuilding the index.

REBUILDS = 3


def _rebuild(runtime: Runtime) -> str:
    """`vivier index rebuild` on a copy of the site with all vectors in the cache, and where its time goes."""
    from indexing.documents import row_ids
    from indexing.sync import KINDS, entries
    from matching.ports import DocKey, Document
    from matching.stale import Mark, next_revision
    from webapp.bench_http import enlarged

    if runtime.settings.database_url is not None:
        raise LookupError("a site is copied only beside the database under var/")
    with enlarged(runtime, 0) as copy:
        copy.rebuild()  # what a process loads once; and every text has its vector from here on
        whole = []
        for _ in range(REBUILDS):
            start = time.perf_counter()
            count = copy.rebuild()
            whole.append(time.perf_counter() - start)
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
        f"{_site(runtime)} {count} profiles with {passages / count:.1f} passages each, all of them; the middle one of "
        f"{REBUILDS} rebuilds in a copy of the site, the parts one after another. The embedded engine.",
    )


# Embeddings.


TEXTS = 600
"""Passages embedded for a figure."""


def _embeddings(runtime: Runtime, relevance: Path | None) -> str:
    from indexing.documents import indexed_texts
    from indexing.embeddings import SentenceTransformerEmbedder, unit

    class ByDefault(SentenceTransformerEmbedder):
        """The same model as sentence-transformers runs it unless told otherwise: float32, 32 at a time."""

        def documents(self, texts: Sequence[str]) -> Vectors:
            model = self._load(half=False)
            return unit(model.encode_document(list(texts), show_progress_bar=False))

    settings = runtime.settings
    quick = SentenceTransformerEmbedder(settings.embedding_model, settings.var)
    plain = ByDefault(settings.embedding_model, settings.var)
    with runtime.sessions() as session:
        texts = [text for text in indexed_texts(session, "candidate") if text.strip()][:TEXTS]
    rates = {model: _rate(model, texts) for model in (quick, plain)}
    how = "bf16 for documents" if has_bf16() else "no bf16 on this processor"
    lines = [
        Line(
            f"{len(texts)} passages of people, sentence-transformers, {how} (goal 3 ×)",
            f"{rates[quick]:.0f} texts/s",
            f"its default, float32 {rates[plain]:.0f} texts/s",
            of(rates[quick], rates[plain]),
        )
    ]
    if relevance is not None:
        ours, theirs = (_ndcg(runtime, model, relevance) for model in (quick, plain))
        lines.append(
            Line(
                f"nDCG@10 on {relevance.name} (goal: within .01)",
                f"{ours:.4f}",
                f"float32 {theirs:.4f}",
                f"{ours - theirs:+.4f}",
            )
        )
    return table(lines)


def _rate(model: Embedder, texts: Sequence[str]) -> float:
    """Texts a second, longest first as the cache of vectors gives them; the best of two rounds."""
    ordered = sorted(texts, key=len, reverse=True)
    model.documents(ordered[-64:])
    took = []
    for _ in range(2):
        start = time.perf_counter()
        model.documents(ordered)
        took.append(time.perf_counter() - start)
    return len(texts) / min(took)


def _ndcg(runtime: Runtime, model: Embedder, folder: Path) -> float:
    from indexing.bench.evaluate import PRODUCT, evaluate
    from indexing.embeddings import CachedEmbedder
    from matching.pool import reference

    with runtime.sessions() as session:
        names = reference.rome_names(session)
    with tempfile.TemporaryDirectory(prefix="vivier-bench-") as kept:
        report = evaluate(
            folder / "corpus.jsonl",
            folder / "queries.jsonl",
            folder / "qrels.tsv",
            embedder=CachedEmbedder(model, Path(kept) / "vectors.sqlite"),
            names=names,
            var=runtime.settings.var,
        )
    return report.figures[PRODUCT]["tous"]["nDCG@10"]


# The match page over HTTP.

USERS = 20
PAGES = 8
PAUSE_S = 3.0
LONGEST_S = 40.0
LARGEST_SITE = 100_000
"""People: more are not repeated for these pages."""


def _http(runtime: Runtime, people: int) -> str:
    from webapp.bench_http import enlarged, load, served, signed_in, users_and_pages

    if runtime.settings.database_url is not None:
        raise LookupError("a territory is made large only beside the database under var/")
    start = time.perf_counter()
    with enlarged(runtime, people) as copy:
        made = time.perf_counter() - start
        chosen = users_and_pages(copy, USERS)
        if not chosen:
            raise LookupError("no coach has an account and people")
        port = free_port()
        with (
            signed_in(copy, [account for account, _ in chosen]) as cookies,
            served(copy, port) as pid,
        ):
            users = [(cookie, pages) for cookie, (_, pages) in zip(cookies, chosen, strict=True)]
            load(port, users, each=2, pause_s=0.0, within_s=LONGEST_S)
            alone = load(port, users[:1], each=20, pause_s=0.0, within_s=LONGEST_S)
            calm = load(port, users, each=PAGES, pause_s=PAUSE_S, within_s=LONGEST_S)
            rushed = load(port, users, each=PAGES, pause_s=0.0, within_s=LONGEST_S)
            memory = memory_of_children(pid)
    base = list(alone.seconds)
    lines = [
        Line(
            f"{USERS} users who read a page for {PAUSE_S:.0f} s on average (p95: goal 120 ms)",
            f"{ms(list(calm.seconds))}, {calm.rate:.1f} pages/s, {calm.refused} refused",
            f"one user alone {ms(base)}",
            of(median(calm.seconds), median(base)),
        ),
        Line(
            f"{USERS} users who never pause",
            f"{ms(list(rushed.seconds))}, {rushed.rate:.1f} pages/s, {rushed.refused} refused",
            f"one user alone {ms(base)}, {alone.rate:.1f} pages/s",
            of(median(rushed.seconds), median(base)),
        ),
    ]
    if memory:
        largest = max(memory, key=lambda one: one.resident)
        together, counted = sum(one.share for one in memory), sum(one.resident for one in memory)
        lines += [
            Line(
                "Memory of a web process afterwards",
                str(largest),
                "goal 600 MB",
                of(largest.resident, 600),
            ),
            Line(
                f"All {len(memory)} web processes together, what they share counted once",
                f"{together:.0f} MB",
                f"each by itself {counted:.0f} MB",
                of(together, counted),
            ),
        ]
    return table(
        lines,
        f"{people:,} people (the demo's, repeated with close vectors; made in {made:.0f} s), gunicorn with 2 processes, "
        "the embedded engine, PostgreSQL and the clients on the same machine; both match pages by turns.",
    )


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])

"""`vivier bench`: measures this machine and writes docs/benchmarks.md, every figure beside its baseline.

Figures of two machines cannot be compared, ratios within one run can. The page has one part for each section, which
can be measured apart: the others stay as they were, each with the machine and the load that it was measured on.
The site is measured in processes of its own and stays as it is, but for the journals, which note what was shown;
engines and large territories are made for the occasion and removed.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, select

from matching.pool.tables import Candidate, JobProfile, Person
from matching.pool.terms import CandidateStatus, JobStatus, Role
from matching.stale import count as count_stale
from webapp.runtime import Runtime

if TYPE_CHECKING:
    from indexing.bench_engines import Shard
    from indexing.embeddings import Embedder, Vectors
    from indexing.engines.access import Access

RUNS = 30
SECTIONS = {
    "site": "The site",
    "engines": "Engines",
    "embeddings": "Embeddings",
    "http": "The match page over HTTP",
}
HEAD = (
    "# Benchmarks\n\nWritten by `vivier bench` (`make bench`; the other sections: `vivier bench --only "
    "engines,embeddings,http --sizes 10000,100000`). Each figure stands beside a baseline of the same run: compare "
    "ratios, not milliseconds of two machines.\n"
)
GOALS = {"1 %": 5.0, "50 %": 12.0, "geography": 8.0}
"""Milliseconds (p50) that the embedded engine is to stay under at 100,000."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measured figure, its baseline in the same run, and how they were taken."""

    what: str
    figure: str
    baseline: str
    ratio: str


def run(
    runtime: Runtime,
    page: Path,
    only: Sequence[str] = ("site",),
    sizes: Sequence[int] = (10_000, 100_000),
    relevance: Path | None = None,
) -> str:
    """Measure the sections of `SECTIONS` named in `only`, write `page` and return its text.

    `sizes`: profiles, for engines and HTTP (the largest), smallest first. `relevance`: a folder with
    corpus.jsonl, queries.jsonl and qrels.tsv, to say what a quicker way of embedding costs in relevance.
    """
    ways: dict[str, Callable[[], str]] = {
        "site": lambda: _table(
            [*_imports(), *_memory(runtime), *_pages(runtime), *_search(runtime)],
            f"{_site(runtime)} {RUNS} runs each.",
        ),
        "engines": lambda: _engines(sizes),
        "embeddings": lambda: _embeddings(runtime, relevance),
        "http": lambda: _http(runtime, max(sizes)),
    }
    measured = {}
    for name in only:
        before = _load()
        body = ways[name]()
        measured[SECTIONS[name]] = f"{_machine(before)}\n\n{body.strip()}\n"
    parts = _parts(page) | measured
    text = HEAD + "".join(
        f"\n## {title}\n\n{parts[title]}" for title in SECTIONS.values() if title in parts
    )
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    return text


def _parts(page: Path) -> dict[str, str]:
    """What the page says by now, by title."""
    if not page.exists():
        return {}
    found = page.read_text(encoding="utf-8").split("\n## ")[1:]
    return {title: body.lstrip("\n") for title, _, body in (part.partition("\n") for part in found)}


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _machine(before: str) -> str:
    """The machine, its load before and after, and what was changed of how numpy computes."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
        model = next(x for x in told.splitlines() if x.startswith("model name")).partition(":")[2]
    except (OSError, StopIteration):
        model = platform.machine()
    half = "with" if has_bf16() else "without"
    forced = [
        n
        for n in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS")
        if n in os.environ
    ]
    kernels = f"set: {', '.join(forced)}" if forced else "as installed (no OPENBLAS_… variable set)"
    return (
        f"Machine: {model.strip()}, {os.cpu_count()} cores, {half} bf16; Python "
        f"{platform.python_version()}, {platform.system()}; numpy {kernels}. Load average {before} before, "
        f"{_load()} after."
    )


def _table(lines: Sequence[Line], note: str = "") -> str:
    rows = "\n".join(f"| {x.what} | {x.figure} | {x.baseline} | {x.ratio} |" for x in lines)
    table = f"| What | Figure | Baseline | Ratio |\n|---|---|---|---|\n{rows}"
    return f"{note}\n\n{table}" if note else table


def _site(runtime: Runtime) -> str:
    with runtime.sessions() as session:
        people = session.query(Candidate).count()
        jobs = session.query(JobProfile).count()
        waiting = count_stale(session)
    return f"Site: {people} people, {jobs} job profiles, {waiting} documents waiting."


def _python(code: str, *arguments: str, **environment: str) -> dict[str, Any]:
    """Run code in a fresh process; it prints one JSON object."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


_TIMED = """
import json, sys, time
start = time.perf_counter()
import {module}
print(json.dumps({{"s": time.perf_counter() - start, "torch": "torch" in sys.modules}}))
"""


def _imports() -> list[Line]:
    ours = [_python(_TIMED.format(module="webapp")) for _ in range(5)]
    command = [_python(_TIMED.format(module="webapp.cli")) for _ in range(5)]
    flask = median(_python(_TIMED.format(module="flask"))["s"] for _ in range(5))
    lines = []
    for name, answers in (("import webapp", ours), ("import webapp.cli", command)):
        seconds = median(a["s"] for a in answers)
        loaded = "torch loaded" if any(a["torch"] for a in answers) else "torch not loaded"
        lines.append(
            Line(
                f"`{name}` ({loaded})",
                f"{seconds:.2f} s",
                f"`import flask` {flask:.2f} s",
                _of(seconds, flask),
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
def rss():
    for line in open("/proc/self/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
first = rss()
from matching.policy import SYSTEM
from matching.ranking.match import search_candidates
with runtime.sessions() as session:
    search_candidates(
        session, SYSTEM, runtime.search, f"plonge le soir {os.getpid()}", today=runtime.today()
    )
print(json.dumps({"first": first, "then": rss()}))
"""


def _memory(runtime: Runtime) -> list[Line]:
    if not Path("/proc/self/status").exists():
        return []
    settings = runtime.settings
    environment = {
        "SECRET_KEY": settings.secret_key or secrets.token_urlsafe(48),
        "SECURITY_PASSWORD_SALT": settings.password_salt or secrets.token_urlsafe(48),
        "DATABASE_URL": runtime.database_url,
        "VIVIER_VAR": str(settings.var),
    }
    answer = _python(_SERVING, **environment)
    first, then = float(answer["first"]), float(answer["then"])
    return [
        Line(
            "Memory of a web process that has not searched",
            f"{first:.0f} MB",
            "limit 250 MB",
            f"{first / 250:.2f}",
        ),
        Line(
            "… after a free-text question",
            f"{then:.0f} MB",
            f"before it {first:.0f} MB",
            _of(then, first),
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
    baseline = f"« Mon vivier » {_ms(base)}, {base_statements} statements"
    names = ("Match page of a person", "Match page of a job profile")
    return [
        Line(
            f"{name}, at the server",
            f"{_ms(times)}, {asked} SQL statements",
            baseline,
            _of(median(times), median(base)),
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
            _ms(again),
            f"encoding a new question {_ms(encode)}",
            _of(median(again), median(encode)),
        )
    ]


def _timed(work: Callable[[], object]) -> list[float]:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return times


def _ms(times: list[float]) -> str:
    return f"p50 {median(times) * 1e3:.0f} ms, p95 {quantiles(times, n=20)[18] * 1e3:.0f} ms"


def _of(figure: float, baseline: float) -> str:
    return f"{figure / baseline:.2f} ×"


# Engines.

_STARTED = """
import json, sys, time
start = time.perf_counter()
from pathlib import Path
from indexing.bench_engines import SCENARIOS, Corpus, ask
from indexing.engines.contract import IndexSettings
from indexing.engines.embedded import EmbeddedEngine
imported = time.perf_counter() - start
engine = EmbeddedEngine(Path(sys.argv[1]), IndexSettings("bench", "1"))
corpus = Corpus(1)
for filters in SCENARIOS.values():
    for query in corpus.questions([filters(n) for n in range(5)]):
        ask(engine, query)
rss = next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmRSS")) / 1024
print(json.dumps({"imported": imported, "all": time.perf_counter() - start, "rss": rss}))
"""


def _engines(sizes: Sequence[int]) -> str:
    from indexing.bench_engines import Corpus, Plain, Shard, compare, fill, measure, throughput
    from indexing.engines.contract import IndexSettings
    from indexing.engines.embedded import EmbeddedEngine

    settings = IndexSettings("bench", "1")
    rows, other, notes = [], [], []
    curve: dict[str, list[tuple[int, float]]] = {"embedded": [], "OpenSearch": []}
    for size in sizes:
        corpus = Corpus(size)
        with tempfile.TemporaryDirectory(prefix="vivier-bench-") as folder, _server() as server:
            embedded = EmbeddedEngine(Path(folder), settings)
            rate = fill(embedded, corpus)
            found = {"embedded": measure(embedded, embedded, corpus)}
            rates = {"embedded": rate}
            asked = {"embedded": throughput(embedded, corpus)}
            if server is not None:
                rates["OpenSearch"] = fill(server, corpus)
                found["OpenSearch"] = measure(server, embedded, corpus)
                asked["OpenSearch"] = throughput(server, corpus)
            try:
                found["plain"] = compare(embedded, Plain(corpus), corpus)
            except ModuleNotFoundError:
                notes.append("The plain alternative was not measured: bm25s is not installed.")
            disk = sum(path.stat().st_size for path in Path(folder).rglob("*.sqlite")) / 1e6
            embedded.close()
            started = _python(_STARTED, folder)
        for name, base in found["embedded"].items():
            for engine, by_scenario in found.items():
                one = by_scenario[name]
                goal = GOALS.get(name) if engine == "embedded" and size >= 100_000 else None
                said = "" if goal is None else f" (goal {goal:.0f})"
                said = " (goal 30)" if engine == "OpenSearch" and size >= 100_000 else said
                rows.append(
                    f"| {size:,} | {name} ({base.passing:,} pass) | {engine} | {one.p50:.1f}{said} | "
                    f"{one.p95:.1f} | {one.p50 / base.p50:.1f} × | {one.overlap:.3f} | {one.recall:.3f} |"
                )
                if engine in curve and name == "50 %":
                    curve[engine].append((size, one.p50))
        for engine, value in rates.items():
            other.append(
                Line(
                    f"{engine}, {size:,}: building the index, vectors known",
                    f"{value:,.0f} profiles/s",
                    f"embedded {rate:,.0f}" if engine != "embedded" else "goal 8,000",
                    _of(value, rate if engine != "embedded" else 8000),
                )
            )
            other.append(
                Line(
                    f"{engine}, {size:,}: 8 clients, one process, scenarios by turns",
                    f"{asked[engine]:.0f} questions/s",
                    f"embedded {asked['embedded']:.0f}",
                    _of(asked[engine], asked["embedded"]),
                )
            )
        other += [
            Line(
                f"embedded, {size:,}: memory of a process that searches",
                f"{started['rss']:.0f} MB",
                "goal 600 MB",
                f"{started['rss'] / 600:.2f}",
            ),
            Line(
                f"embedded, {size:,}: start to the first answers",
                f"{started['all']:.2f} s",
                f"imports {started['imported']:.2f} s",
                _of(started["all"], started["imported"]),
            ),
            Line(
                f"embedded, {size:,}: on disk",
                f"{disk:.0f} MB",
                f"vectors alone {size * 384 * 4 / 1e6:.0f} MB",
                _of(disk, size * 384 * 4 / 1e6),
            ),
        ]
    if not curve["OpenSearch"]:
        notes.append(
            "OpenSearch was not measured: neither SEARCH_URL nor OPENSEARCH_TEST_URL names a server."
        )
    notes += _growth(curve)
    measured = curve["OpenSearch"] or curve["embedded"]
    if len(measured) > 1:
        (small, small_ms), *_, (large, large_ms) = measured
        shard = Shard(small, small_ms, large, large_ms, _DISK_A_PASSAGE)
        notes.append(_plan(shard))
    return (
        "Synthetic profiles with one passage of 384 numbers; overlap@10 and recall@10 (of the closest vectors) "
        "against the exact answer of the embedded engine. p50 and p95 in ms; each ratio is p50 against the embedded "
        "engine's. Warm, one client, 40 questions (20 for the plain alternative: numpy and bm25s, no index).\n\n"
        "| Profiles | Filter | Engine | p50 | p95 | Ratio | overlap@10 | recall@10 |\n|---|---|---|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n\n"
        + _table(other)
        + "\n\n"
        + "\n\n".join(notes)
    )


_DISK_A_PASSAGE = 10_000.0
"""Bytes that OpenSearch keeps for a synthetic document of one passage (1.0 GB for 100,000, ADR 0014)."""


@contextmanager
def _server() -> Iterator[Any]:
    """An OpenSearch engine under a name of its own, removed at the end; None when no server is named."""
    from indexing.engines.access import read_access
    from indexing.engines.contract import IndexSettings
    from indexing.engines.opensearch import OpenSearchEngine

    url = os.environ.get("OPENSEARCH_TEST_URL") or os.environ.get("SEARCH_URL", "")
    access = read_access({**os.environ, "SEARCH_URL": url})
    if access is None:
        yield None
        return
    prefix = f"vivier-bench-{secrets.token_hex(4)}"
    engine = OpenSearchEngine(
        replace(access, prefix=prefix, timeout_s=60.0), IndexSettings("bench", "1")
    )
    try:
        yield engine
    finally:
        engine.close()
        _drop(access, prefix)


def _drop(access: Access, prefix: str) -> None:
    from indexing.engines.opensearch_server import connect

    client = connect(access)
    try:
        for name in client.indices.get(index=f"{prefix}-*"):
            client.indices.delete(index=name)
    finally:
        client.close()


def _growth(curve: dict[str, list[tuple[int, float]]]) -> list[str]:
    """Cost by size at 50 %, and where the straight lines through the measured ends cross."""
    lines = []
    slopes = {}
    for engine, points in curve.items():
        if len(points) < 2:
            continue
        (small, first), *_, (large, last) = points
        told = ", ".join(f"{n:,}: {ms:.1f} ms" for n, ms in points)
        if last <= first:
            lines.append(f"Cost at 50 %, {engine}: {told}; no line through these.")
            continue
        slopes[engine] = ((last - first) / (large - small), first, small)
        million = first + slopes[engine][0] * (1_000_000 - small)
        lines.append(
            f"Cost at 50 %, {engine}: {told}; at 1,000,000 by the straight line {million:.0f} ms."
        )
    if len(slopes) == 2:
        (a, first, small), (b, other, _) = slopes["embedded"], slopes["OpenSearch"]
        if a > b:
            crossing = small + (other - first) / (a - b)
            lines.append(
                f"The lines cross at {crossing:,.0f} passages: beyond, OpenSearch is quicker."
            )
        else:
            lines.append(
                "The lines do not cross: the embedded engine stays quicker while it fits in memory."
            )
    return lines


def _plan(shard: Shard) -> str:
    from indexing.bench_engines import plan

    rows = []
    for name, bytes_each in (("float32", 4), ("int8", 1)):
        for passages in (1, 4, 10):
            one = plan(10_000_000, shard, passages=passages, bytes_each=bytes_each)
            rows.append(
                f"| {passages} | {name} | {one.shards} | {one.nodes} | {one.vectors:,.0f} GB | {one.disk:,.0f} GB |"
            )
    return (
        f"10 million people, computed from the figures above by `indexing.bench_engines.plan`: a shard holds "
        f"{shard.largest(100):,} passages when it may take 100 ms (a straight line through {shard.small:,} and "
        f"{shard.large:,}, so beyond what was measured), one replica, 32 GB of page cache a node. int8: a quarter of "
        "the memory; what it costs in recall was not measured.\n\n"
        "| Passages a person | Vectors as | Shards | Nodes | Vectors in memory | Disk |\n|---|---|---|---|---|---|\n"
        + "\n".join(rows)
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
            _of(rates[quick], rates[plain]),
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
    return _table(lines)


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
    from indexing.embeddings import CachedEmbedder
    from indexing.evaluate import PRODUCT, evaluate
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


def has_bf16() -> bool:
    """Whether embedding takes the quicker way here."""
    from indexing.embeddings import _has_bf16

    return _has_bf16()


# The match page over HTTP.

USERS = 20
PAGES = 8
PAUSE_S = 3.0
LONGEST_S = 40.0


def _http(runtime: Runtime, people: int) -> str:
    from webapp.bench_http import enlarged, load, served, signed_in, users_and_pages

    if runtime.settings.database_url is not None:
        return "Not measured: a territory is made large only beside the database under var/."
    start = time.perf_counter()
    with enlarged(runtime, people) as copy:
        made = time.perf_counter() - start
        chosen = users_and_pages(copy, USERS)
        if not chosen:
            return "Not measured: no coach has an account and people."
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
            memory = _children_mb(pid)
    base = list(alone.seconds)
    lines = [
        Line(
            f"{USERS} users who read a page for {PAUSE_S:.0f} s on average (p95: goal 120 ms)",
            f"{_ms(list(calm.seconds))}, {calm.rate:.1f} pages/s, {calm.refused} refused",
            f"one user alone {_ms(base)}",
            _of(median(calm.seconds), median(base)),
        ),
        Line(
            f"{USERS} users who never pause",
            f"{_ms(list(rushed.seconds))}, {rushed.rate:.1f} pages/s, {rushed.refused} refused",
            f"one user alone {_ms(base)}, {alone.rate:.1f} pages/s",
            _of(median(rushed.seconds), median(base)),
        ),
    ]
    if memory:
        lines.append(
            Line(
                "Memory of a web process afterwards",
                f"{max(memory):.0f} MB",
                "goal 600 MB",
                f"{max(memory) / 600:.2f}",
            )
        )
    return _table(
        lines,
        f"{people:,} people (the demo's, repeated with close vectors; made in {made:.0f} s), gunicorn with 2 processes, "
        "the embedded engine, PostgreSQL and the clients on the same machine; both match pages by turns.",
    )


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def _children_mb(pid: int) -> list[float]:
    """Resident memory of each child of a process; empty where the system does not tell."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        told = [Path(f"/proc/{child}/status").read_text(encoding="ascii") for child in children]
    except OSError:
        return []
    lines = (line for one in told for line in one.splitlines() if line.startswith("VmRSS"))
    return [int(line.split()[1]) / 1024 for line in lines]

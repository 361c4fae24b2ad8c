"""`vivier bench`: measures this machine and writes docs/benchmarks.md, every figure beside its baseline.

Figures of two machines cannot be compared, ratios within one run can. It measures the site that it is run
on (the demo, or a real one), in processes of its own, and changes nothing but the page it writes and the journals,
which note what was shown.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import event, select

from matching.pool.tables import Candidate, JobProfile, Person
from matching.pool.terms import CandidateStatus, JobStatus, Role
from matching.stale import count as count_stale
from webapp.runtime import Runtime

RUNS = 30


@dataclass(frozen=True, slots=True)
class Line:
    """One measured figure, its baseline in the same run, and how they were taken."""

    what: str
    figure: str
    baseline: str
    ratio: str


def run(runtime: Runtime, page: Path) -> str:
    """Measure, write `page` and return its text."""
    lines = [*_imports(), *_memory(runtime), *_pages(runtime), *_search(runtime)]
    text = _page(runtime, lines)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")
    return text


def _python(code: str, **environment: str) -> dict[str, Any]:
    """Run code in a fresh process; it prints one JSON object."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
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
    from flask_login.utils import login_user

    from webapp.accounts import Account
    from webapp.app import create_app
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

    client = app.test_client()
    with app.test_request_context():
        from flask import session as cookie

        with runtime.sessions() as database:
            found = database.get(Account, account_id)
            assert found is not None
            login_user(found)
        signed_in = dict(cookie)
    with client.session_transaction() as kept:
        kept.update(signed_in)
    event.listen(runtime.database, "after_cursor_execute", counted)
    measured: dict[str, tuple[list[float], int]] = {}
    for path in ("/candidats/", f"/candidats/{candidate_id}/postes", f"/postes/{job_id}/personnes"):
        client.get(path)
        statements = 0
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")
        asked = statements
        measured[path] = (_timed(partial(client.get, path)), asked)
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


def _page(runtime: Runtime, lines: list[Line]) -> str:
    with runtime.sessions() as session:
        people = session.query(Candidate).count()
        jobs = session.query(JobProfile).count()
        waiting = count_stale(session)
    rows = "\n".join(f"| {x.what} | {x.figure} | {x.baseline} | {x.ratio} |" for x in lines)
    return (
        "# Benchmarks\n\n"
        "Written by `vivier bench` (`make bench`). Each figure stands beside a baseline of the same run: compare "
        "ratios, not milliseconds of two machines.\n\n"
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"{platform.system()}. Site: {people} people, {jobs} job profiles, {waiting} documents waiting. "
        f"{RUNS} runs each.\n\n"
        "| What | Figure | Baseline | Ratio |\n|---|---|---|---|\n"
        f"{rows}\n"
    )

"""The site as it stands: how long it takes to start, what a process of it holds, how quick a page and a question are."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

from sqlalchemy import event, select

from matching.actor import SYSTEM, Role
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.tables import Person
from matching.ranking.match import search_candidates
from matching.stale import count as count_stale
from webapp.accounts.tables import Account
from webapp.app import create_app
from webapp.bench.http import BROWSER, signed_in
from webapp.bench.page import Line, ms, of, table
from webapp.bench.process import Memory, in_fresh_process, memory_of
from webapp.server import spare_collections
from webapp.site.runtime import Runtime

RUNS = 30


def measured(runtime: Runtime) -> str:
    """Start, memory, pages and a question in free text, on the site as it stands."""
    return table(
        [*_imports(), *_memory(runtime), *_pages(runtime), *_search(runtime)],
        f"{about(runtime)} {RUNS} runs each.",
    )


def about(runtime: Runtime) -> str:
    """What the site holds, for the note above a table."""
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
from webapp.site.runtime import Runtime
from webapp.app import create_app
runtime = Runtime()
client = create_app(runtime).test_client()
client.get("/connexion")
from dataclasses import asdict
from webapp.bench.process import memory_of
first = asdict(memory_of())
from matching.actor import SYSTEM
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
    app = create_app(runtime)
    spare_collections()  # as each process of the server does
    app.config["WTF_CSRF_ENABLED"] = False
    chosen = _coach_and_pages(runtime)
    if chosen is None:
        return []
    account_id, paths = chosen
    statements = 0

    def counted(*_: Any) -> None:
        nonlocal statements
        statements += 1

    event.listen(runtime.database, "after_cursor_execute", counted)
    taken: dict[str, tuple[list[float], int]] = {}
    with signed_in(runtime, [account_id]) as [cookie]:
        client = app.test_client(use_cookies=False)
        sent = {"Cookie": cookie, "User-Agent": BROWSER}
        for path in paths:
            client.get(path, headers=sent)
            statements = 0
            answer = client.get(path, headers=sent)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answered {answer.status_code}")
            asked = statements
            taken[path] = (_timed(partial(client.get, path, headers=sent)), asked)
    event.remove(runtime.database, "after_cursor_execute", counted)
    base, base_statements = taken.pop("/candidats/")
    baseline = f"« Mon vivier » {ms(base)}, {base_statements} statements"
    names = ("Match page of a person", "Match page of a job profile")
    return [
        Line(
            f"{name}, at the server",
            f"{ms(times)}, {asked} SQL statements",
            baseline,
            of(median(times), median(base)),
        )
        for name, (times, asked) in zip(names, taken.values(), strict=True)
    ]


def _coach_and_pages(runtime: Runtime) -> tuple[int, tuple[str, ...]] | None:
    """The account of a coach, and pages of hers: her list, a person's matches, a job's. None on an empty site."""
    with runtime.sessions() as session:
        coach = session.scalars(
            select(Person)
            .join(Account, Account.person_id == Person.id)
            .join(Candidate, Candidate.coach_id == Person.id)
            .where(
                Person.roles.contains([Role.COACH]),
                Candidate.status == CandidateStatus.ACTIVE,
            )
            .order_by(Person.id)
        ).first()
        job = session.scalars(
            select(JobProfile).where(JobProfile.status == JobStatus.PUBLISHED)
        ).first()
        if coach is None or job is None:
            return None
        account = session.scalars(select(Account).where(Account.person_id == coach.id)).one()
        candidate = session.scalars(
            select(Candidate).where(
                Candidate.coach_id == coach.id, Candidate.status == CandidateStatus.ACTIVE
            )
        ).first()
        assert candidate is not None  # the coach was chosen for having one
        pages = ("/candidats/", f"/candidats/{candidate.id}/postes", f"/postes/{job.id}/personnes")
        return account.id, pages


def _search(runtime: Runtime) -> list[Line]:
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

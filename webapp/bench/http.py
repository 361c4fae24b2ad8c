"""The match page over HTTP: a real server on a real socket, users that are signed in, on a territory made large."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

import numpy as np
from flask import session as flask_session
from flask_login.utils import login_user
from sqlalchemy import select

from matching.actor import Role
from matching.db import transaction
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.tables import Person
from matching.tokens import hashed
from webapp.accounts.sign_in import KEY
from webapp.accounts.tables import Account, SignIn
from webapp.app import create_app
from webapp.bench.enlarged import enlarged
from webapp.bench.page import Line, ms, of, table
from webapp.bench.process import Memory, memory_of_children
from webapp.site.runtime import Runtime

BROWSER = "vivier-bench"
USERS = 20
PAGES = 8
PAUSE_S = 3.0
LONGEST_S = 40.0


def measured(runtime: Runtime, people: int) -> str:
    """Both match pages with so many people, for one user alone, for users who read, for users who never pause.
    Raises LookupError where the site cannot be copied, or has no coach to be signed in as."""
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
    return table(
        [*_speed(alone, calm, rushed), *_memory(memory)],
        f"{people:,} people (the demo's, repeated with close vectors; made in {made:.0f} s), gunicorn with 2 processes, "
        "the embedded engine, PostgreSQL and the clients on the same machine; both match pages by turns.",
    )


def _speed(alone: Load, calm: Load, rushed: Load) -> list[Line]:
    base = list(alone.seconds)
    return [
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


def _memory(memory: Sequence[Memory]) -> list[Line]:
    """Of the web processes after all that; nothing where the system does not tell."""
    if not memory:
        return []
    largest = max(memory, key=lambda one: one.resident)
    together, counted = sum(one.share for one in memory), sum(one.resident for one in memory)
    return [
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


@dataclass(frozen=True, slots=True)
class Load:
    """What users at once met: seconds of each page, pages a second, and how many failed or did not answer 200."""

    seconds: tuple[float, ...]
    rate: float
    refused: int


@contextmanager
def served(runtime: Runtime, port: int, *, workers: int = 2) -> Iterator[int]:
    """`vivier serve` on a site, until the block ends. Gives the server's process id."""
    settings = runtime.settings
    environment = {
        **{name: value for name, value in os.environ.items() if name != "SEARCH_URL"},
        "DATABASE_URL": runtime.database_url,
        "VIVIER_VAR": str(settings.var),
        "VIVIER_PORT": str(port),
        "VIVIER_SECURE_COOKIES": "false",
        "VIVIER_SECOND_FACTOR": "offered",
        "SECRET_KEY": settings.secret_key or "",
        "SECURITY_PASSWORD_SALT": settings.password_salt or "",
    }
    command = [sys.executable, "-m", "webapp.cli", "serve", "--workers", str(workers)]
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(300):
            if server.poll() is not None:
                raise RuntimeError(f"the server ended with {server.returncode}")
            try:
                get(port, "/connexion", "")
                break
            except OSError:
                time.sleep(0.1)
        yield server.pid
    finally:
        server.terminate()
        server.wait(timeout=60)


def get(port: int, path: str, cookie: str, kept: http.client.HTTPConnection | None = None) -> int:
    """The status that a page answers with, read to its end."""
    connection = kept or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie, "User-Agent": BROWSER})
    answer = connection.getresponse()
    answer.read()
    if kept is None:
        connection.close()
    return answer.status


@contextmanager
def signed_in(runtime: Runtime, account_ids: Sequence[int]) -> Iterator[list[str]]:
    """A cookie for each of these accounts, good until the block ends."""
    app = create_app(runtime)
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    keys, cookies = [], []
    for account_id in account_ids:
        keys.append(secrets.token_urlsafe(32))
        with transaction(runtime.sessions) as session:
            account = session.get_one(Account, account_id)
            session.add(SignIn(account_id=account_id, key_sha256=hashed(keys[-1]), browser=BROWSER))
            with app.test_request_context(headers={"User-Agent": BROWSER}):
                login_user(account)
                flask_session[KEY] = keys[-1]
                name = app.config["SESSION_COOKIE_NAME"]
                cookies.append(f"{name}={serializer.dumps(dict(flask_session))}")
    try:
        yield cookies
    finally:
        with transaction(runtime.sessions) as session:
            session.execute(
                SignIn.__table__.delete().where(  # type: ignore[attr-defined]
                    SignIn.key_sha256.in_([hashed(key) for key in keys])
                )
            )


def users_and_pages(runtime: Runtime, users: int) -> list[tuple[int, list[str]]]:
    """So many times an account and the match pages it may open, people by the dozen."""
    with runtime.sessions() as session:
        coaches = session.execute(
            select(Account.id, Person.id)
            .join(Person, Account.person_id == Person.id)
            .where(
                Person.roles.contains([Role.COACH]),
                Person.id.in_(select(Candidate.coach_id).distinct()),
                Account.active,
            )
            .order_by(Account.id)
        ).all()
        if not coaches:
            return []
        pages = {
            account_id: [
                f"/candidats/{id_}/postes"
                for id_ in session.scalars(
                    select(Candidate.id)
                    .where(
                        Candidate.coach_id == person_id,
                        Candidate.status == CandidateStatus.ACTIVE,
                    )
                    .order_by(Candidate.id.desc())
                    .limit(12)
                )
            ]
            for account_id, person_id in coaches
        }
        jobs = [
            f"/postes/{id_}/personnes"
            for id_ in session.scalars(
                select(JobProfile.id).where(JobProfile.status == JobStatus.PUBLISHED).limit(12)
            )
        ]
    accounts = [account_id for account_id, _ in coaches if pages[account_id]]
    return [
        (accounts[n % len(accounts)], [*pages[accounts[n % len(accounts)]], *jobs])
        for n in range(users)
    ]


def load(
    port: int,
    users: Sequence[tuple[str, Sequence[str]]],
    *,
    each: int,
    pause_s: float,
    within_s: float,
) -> Load:
    """Each user (cookie, pages) opens `each` pages, pausing up to twice `pause_s` between two, on one connection."""
    times: list[float] = []
    refused: list[int] = []
    start = time.perf_counter()

    def user(number: int) -> None:
        cookie, pages = users[number]
        random = np.random.default_rng(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for n in range(each):
            if pause_s:
                time.sleep(random.uniform(0, 2 * pause_s))
            if time.perf_counter() - start > within_s:
                break
            began = time.perf_counter()
            path = pages[(n * 7 + number) % len(pages)]
            try:
                status = get(port, path, cookie, connection)
            except ConnectionError:  # the server closed it while she read: a browser opens another
                connection.close()
                try:
                    status = get(port, path, cookie, connection)
                except OSError:
                    connection.close()
                    status = 0
            except OSError:
                connection.close()
                status = 0
            times.append(time.perf_counter() - began)
            if status != 200:
                refused.append(status)
        connection.close()

    threads = [threading.Thread(target=user, args=(number,)) for number in range(len(users))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(tuple(times), len(times) / (time.perf_counter() - start), len(refused))


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])

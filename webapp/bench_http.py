"""The match page over HTTP: a real server on a real socket, users that are signed in, on a territory made large.

The demo's database is copied, its people are repeated in the copy under other ids, and their documents with
vectors close to the originals'; the copy is dropped at the end. So the pages are the real ones and the site
stays as it is. Structures do not grow in number: each has as many more people.
"""

from __future__ import annotations

import http.client
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from indexing.embeddings import unit
from indexing.engines.contract import Entry
from matching import stale
from matching.db import Base, transaction
from matching.pool.tables import (
    Candidate,
    Certificate,
    Education,
    Experience,
    JobProfile,
    MobilityMean,
    Person,
    SpokenLanguage,
)
from matching.pool.terms import CandidateStatus, JobStatus, Role
from matching.ports import DocKey
from matching.stale import Mark
from webapp.accounts import Account, SignIn
from webapp.runtime import Runtime
from webapp.settings import Settings
from webapp.sign_in import KEY, hashed

BROWSER = "vivier-bench"
COPIED: tuple[type[Base], ...] = (
    MobilityMean,
    Experience,
    Education,
    Certificate,
    SpokenLanguage,
)
"""What is repeated with a person. Not her CVs and obstacles, which no list shows."""
BATCH = 2000
NOISE = 0.02
"""Added to each number of a repeated vector: cosine .93 with the original."""


@contextmanager
def enlarged(runtime: Runtime, people: int) -> Iterator[Runtime]:
    """A copy of the site under var/ with so many people, its own at least, for as long as the block runs."""
    source = make_url(runtime.database_url)
    name = f"bench_{secrets.token_hex(4)}"
    runtime.database.dispose()  # a database that somebody uses cannot be copied
    admin = source.set(drivername="postgresql+psycopg", database="template1")
    server = create_engine(admin, isolation_level="AUTOCOMMIT")
    with tempfile.TemporaryDirectory(prefix="vivier-bench-") as folder:
        var, own = Path(folder), runtime.settings.var
        for path in (own / "vectors.sqlite", *own.glob("rome-*.npy")):
            if path.exists():
                shutil.copy(path, var)
        if (own / "models").exists():
            (var / "models").symlink_to(own / "models")
        with server.connect() as connection:
            connection.execute(text(f'create database "{name}" template "{source.database}"'))
        url = source.set(database=name).render_as_string(hide_password=False)
        copy = Runtime(apart(runtime.settings, url, var))
        try:
            originals = _people(copy)
            _repeat_rows(copy, originals, people)
            _index(copy, originals)
            yield copy
        finally:
            copy.engine.close()
            copy.database.dispose()
            with server.connect() as connection:
                connection.execute(text(f'drop database "{name}" with (force)'))
            server.dispose()


def apart(settings: Settings, database_url: str, var: Path) -> Settings:
    """A site's settings for a copy of it: with the embedded engine, whatever the site has, because on its search
    server the copy's index would take the place of the site's."""
    return replace(settings, database_url=database_url, var=var, search=None)


def _people(runtime: Runtime) -> list[int]:
    with runtime.sessions() as session:
        return list(session.scalars(select(Candidate.id).order_by(Candidate.id)))


def _repeat_rows(runtime: Runtime, ids: Sequence[int], people: int) -> None:
    """Rows by SQL: copy n of a person has her id plus n times the highest id."""
    step, copies = max(ids), -(-(people - len(ids)) // len(ids))
    with transaction(runtime.sessions) as session:
        session.execute(text("set local session_replication_role = replica"))
        own = {"id": f"id + n * {step}", "reference": "'#' || to_hex(id + n * :step)"}
        columns = [column.name for column in Candidate.__table__.columns]
        chosen = ", ".join(own.get(name, name).replace(":step", str(step)) for name in columns)
        session.execute(
            text(
                f"insert into candidate ({', '.join(columns)}) "
                f"select {chosen} from candidate, generate_series(1, {copies}) n order by n, id"
            )
        )
        for table in COPIED:
            columns = [c.name for c in table.__table__.columns if c.name not in ("id", "cv_id")]
            chosen = ", ".join(
                f"candidate_id + n * {step}" if name == "candidate_id" else name for name in columns
            )
            session.execute(
                text(
                    f"insert into {table.__tablename__} ({', '.join(columns)}) "
                    f"select {chosen} from {table.__tablename__}, generate_series(1, {copies}) n"
                )
            )
    with runtime.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As the server's own upkeep leaves a table that is not half an hour old.
        connection.execute(text("vacuum analyze"))


def _index(runtime: Runtime, originals: Sequence[int]) -> None:
    """The originals as the product indexes them, then each copy with the same words and close vectors."""
    from indexing.documents import row_ids
    from indexing.sync import entries

    with runtime.sessions() as session:
        keys = [DocKey("job", id_) for id_ in row_ids(session, "job")]
        keys += [DocKey("candidate", id_) for id_ in originals]
        wanted = set(row_ids(session, "candidate"))
        revision = stale.next_revision(session)
        built = runtime.build(session, [Mark(key, revision) for key in keys])
    made = entries(list(built.values()), runtime.embedder)
    random = np.random.default_rng(3)
    step = max(originals)

    def everything() -> Iterator[Entry]:
        yield from made
        for entry in made:
            if entry.document.key.kind != "candidate":
                continue
            for id_ in range(entry.document.key.id + step, max(wanted) + 1, step):
                if id_ in wanted:
                    noise = NOISE * random.standard_normal(entry.vectors.shape)
                    document = replace(entry.document, key=DocKey("candidate", id_))
                    yield Entry(document, entry.tokens, unit(entry.vectors + noise))

    with runtime.engine.rebuild() as fresh:
        fresh.write(everything())
        fresh.swap()


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
    from flask import session as cookie
    from flask_login.utils import login_user

    from webapp.app import create_app

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
                cookie[KEY] = keys[-1]
                name = app.config["SESSION_COOKIE_NAME"]
                cookies.append(f"{name}={serializer.dumps(dict(cookie))}")
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

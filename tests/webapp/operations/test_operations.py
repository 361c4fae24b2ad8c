"""Several processes on one database, stopped in the middle of work; and a site that is restored."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching import stale
from matching.pool.candidates.tables import Candidate
from tests.webapp.operations.test_model_server import Inference, inference  # noqa: F401
from tests.world.processes import Browser, Site, running
from tests.world.site import World, load_world
from tests.world.waiting import PATIENCE_S, until

TOKEN = "jeton-tire-au-hasard-0123456789"


@pytest.fixture
def site(
    served: Flask,
    committed_sessions: sessionmaker[Session],
    tmp_path: Path,
    database_url: str,
    inference: Inference,  # noqa: F811
) -> Iterator[tuple[Site, World]]:
    """A site whose processes ask the small embedder of the tests for vectors."""
    inference.model = "fake"
    with committed_sessions() as session, session.begin():
        world = load_world(served, session)
    more = {
        "EMBEDDING_URL": inference.url,
        "EMBEDDING_MODEL": "fake",
        "VIVIER_METRICS_TOKEN": TOKEN,
        "SECURITY_PASSWORD_SALT": served.config[
            "SECURITY_PASSWORD_SALT"
        ],  # accounts were made with it
    }
    with running(Site(database_url, tmp_path, **more)) as one:
        yield one, world


def write_until_refused(browser: Browser, who: str, saved: list[str]) -> None:
    """Add one person after the other; a name in `saved` is an answer that said she is in."""
    for number in range(400):
        name = f"{who}{number}"
        try:
            status, _ = browser.post(
                "/candidats/nouveau", {"first_name": "Alex", "last_name": name, "status": "active"}
            )
        except (urllib.error.URLError, HTTPException, OSError):
            return  # the server has stopped listening
        assert status == 302, status
        saved.append(name)


def created(site: Site) -> float:
    """How many people the pages say that they have added."""
    asked = urllib.request.Request(
        f"{site.url}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    with urllib.request.urlopen(asked, timeout=PATIENCE_S) as answer:
        text = answer.read().decode()
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "vivier_requests_total"
        and (sample.labels["method"], sample.labels["status"]) == ("POST", "302")
        and sample.labels["page"].startswith("candidates.")
    )


def stopped(process: subprocess.Popen[bytes]) -> int:
    process.send_signal(signal.SIGTERM)
    return process.wait(timeout=PATIENCE_S)


def test_two_web_processes_and_two_workers_stopped_in_the_middle_of_writes(
    site: tuple[Site, World], committed_sessions: sessionmaker[Session]
) -> None:
    one, world = site
    workers = [one.start("worker", "--every", "0.05") for _ in range(2)]
    web = one.start("serve", "--workers", "2")
    one.wait_until_ready()
    saved: list[str] = []
    writing = [
        threading.Thread(
            target=write_until_refused, args=(one.browser(world.emails["coach"]), who, saved)
        )
        for who in ("Abel", "Basile", "Chloé")
    ]
    for thread in writing:
        thread.start()
    until(lambda: len(saved) > 10, "nothing is saved")
    assert stopped(workers[0]) == 0
    until(lambda: len(saved) > 20, "nothing more is saved")
    known = len(saved)
    assert created(one) >= known, "whichever process is asked tells of both"
    assert stopped(web) == 0
    for thread in writing:
        thread.join()
    assert stopped(workers[1]) == 0

    with committed_sessions() as session:
        chosen = select(Candidate.last_name).where(Candidate.first_name == "Alex")
        written = set(session.scalars(chosen))
    assert set(saved) <= written, "what was answered as saved is there"
    assert len(saved) > 20
    assert one.start("index", "drain").wait(timeout=PATIENCE_S) == 0
    assert one.start("index", "check").wait(timeout=PATIENCE_S) == 0
    with committed_sessions() as session:
        assert stale.count(session) == 0
        people = session.scalar(select(func.count()).select_from(Candidate))
    log = one.logs()
    assert "Traceback" not in log, log
    requests = [json.loads(line) for line in log.splitlines() if '"event": "request"' in line]
    assert len({line["request_id"] for line in requests}) == len(requests) > len(saved)
    assert "/candidats" not in log, "no address is logged"
    assert people is not None
    checked = [path for path in one.var.glob("*-index.log") if "documents" in path.read_text()]
    assert checked

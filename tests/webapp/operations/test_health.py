"""What machines ask of a site: alive, ready, figures; and what it says of each request."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.orm import Session, sessionmaker

from matching import stale
from matching.errors import SearchUnavailable
from matching.letters import OutgoingMail, post
from matching.pool.candidates.letters import HandedOver
from tests.world.site import PASSWORD, SiteRuntime, World, load_world
from webapp.app import create_app
from webapp.site.database import newest_revisions
from webapp.site.secrets import MissingSetting
from webapp.site.settings import Operations, read_operations

TOKEN = "jeton-tire-au-hasard-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ELSEWHERE = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}


class Answering:
    def __init__(self, error: SearchUnavailable | None = None) -> None:
        self.error = error

    def frequencies(self, _kind: str, _tokens: object) -> tuple[int, dict[str, int]]:
        if self.error:
            raise self.error
        return 0, {}


@pytest.fixture(scope="module")
def watched_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    watching = Operations(access_log=True, metrics_token=TOKEN)
    return create_app(SiteRuntime(None, tmp_path_factory.mktemp("watched"), operations=watching))


@pytest.fixture
def watched(watched_app: Flask, sessions: sessionmaker[Session]) -> Iterator[SiteRuntime]:
    runtime: SiteRuntime = watched_app.extensions["vivier"]
    runtime.lend(sessions)
    runtime.__dict__["engine"] = Answering()
    config = dict(watched_app.config)
    for limiter in watched_app.extensions["limiter"]:
        limiter.enabled = False
    yield runtime
    watched_app.config.clear()
    watched_app.config.update(config)


@pytest.fixture
def machine(watched_app: Flask, watched: SiteRuntime) -> FlaskClient:
    return watched_app.test_client()


def test_alive_without_a_database(machine: FlaskClient, watched: SiteRuntime) -> None:
    watched.__dict__["sessions"] = None  # any use of it fails
    answer = machine.get("/sante", **ELSEWHERE)
    assert (answer.status_code, answer.text) == (200, "ok")


def test_ready(machine: FlaskClient) -> None:
    answer = machine.get("/sante/pret")
    assert answer.status_code == 200
    assert answer.json["status"] == "ok"
    assert all(answer.json["checks"].values())
    assert answer.json["waiting"] == dict.fromkeys(
        ("marks", "oldest_mark_s", "mails", "oldest_mail_s"), 0
    )


@pytest.mark.parametrize(
    ("headers", "place"),
    [
        ({}, ELSEWHERE),
        ({"X-Forwarded-For": "203.0.113.9"}, {}),
        ({"Authorization": "Bearer wrong"}, ELSEWHERE),
        ({"Authorization": "Bearer jeton-tire-au-hasard-012345678é"}, ELSEWHERE),
        ({"Authorization": "Basic Zm86YmFy"}, ELSEWHERE),
    ],
)
def test_strangers_learn_no_more_than_ok(
    machine: FlaskClient, headers: dict[str, str], place: dict[str, Any]
) -> None:
    answer = machine.get("/sante/pret", headers=headers, **place)
    assert answer.json == {"status": "ok"}
    assert machine.get("/metrics", headers=headers, **place).status_code == 404


def test_the_token_opens_details_from_anywhere(machine: FlaskClient) -> None:
    assert "checks" in machine.get("/sante/pret", headers=BEARER, **ELSEWHERE).json


def test_an_old_schema_is_not_ready(machine: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.site.database.newest_revisions", lambda: frozenset({"9999"}))
    answer = machine.get("/sante/pret")
    assert answer.status_code == 503
    assert answer.json["checks"]["database"] is True
    assert answer.json["checks"]["schema"] is False


def test_a_database_that_is_away_is_not_ready(machine: FlaskClient, watched: SiteRuntime) -> None:
    from matching.db import make_engine, make_sessions

    watched.__dict__["sessions"] = make_sessions(
        make_engine("postgresql://nobody@127.0.0.1:9/none")
    )
    answer = machine.get("/sante/pret", **ELSEWHERE)
    assert (answer.status_code, answer.json) == (503, {"status": "unavailable"})


def test_without_search_pages_are_still_served(machine: FlaskClient, watched: SiteRuntime) -> None:
    watched.__dict__["engine"] = Answering(SearchUnavailable("Le moteur ne répond pas."))
    answer = machine.get("/sante/pret")
    assert answer.status_code == 200
    assert answer.json["status"] == "degraded"
    assert answer.json["checks"]["search"] is False


def test_what_waits_for_long_is_told(machine: FlaskClient, session: Session) -> None:
    stale.mark(session, "candidate", [7])
    for to in ("coach@vivier.test", "later@vivier.test"):
        post(session, to, HandedOver("Camille", 1))
    session.flush()
    mark = session.get_one(stale.StaleDocument, ("candidate", 7))
    mark.marked_at = datetime.now(UTC) - timedelta(hours=2)
    first, later = session.query(OutgoingMail).order_by(OutgoingMail.id)
    first.due_at = datetime.now(UTC) - timedelta(hours=1)
    later.due_at = datetime.now(UTC) + timedelta(hours=1)
    session.commit()
    stale.mark(session, "candidate", [7])  # renewed, it has waited no less
    session.commit()
    told = machine.get("/sante/pret").json
    assert told["status"] == "degraded"
    assert (told["checks"]["index"], told["checks"]["mail"]) == (False, False)
    assert told["waiting"]["marks"] == 1
    assert told["waiting"]["oldest_mark_s"] == pytest.approx(7200, abs=60)
    assert told["waiting"]["mails"] == 1
    assert told["waiting"]["oldest_mail_s"] == pytest.approx(3600, abs=60)


def test_the_newest_migration_is_read_without_alembic(database_url: str) -> None:
    from alembic.script import ScriptDirectory

    from webapp.site.database import alembic_config

    heads = ScriptDirectory.from_config(alembic_config(database_url)).get_heads()
    assert newest_revisions() == set(heads)


def figures(machine: FlaskClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = machine.get("/metrics", headers=BEARER, **ELSEWHERE)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_figures_of_requests_and_of_what_waits(machine: FlaskClient, session: Session) -> None:
    stale.mark(session, "job", [1, 2, 3])
    session.commit()
    label = (("method", "GET"), ("page", "security.login"), ("status", "200"))
    before = figures(machine).get(("vivier_requests_total", label), 0)
    machine.get("/connexion?email=fatima")
    machine.get("/candidats/99999999999/nulle-part?q=Benali")
    after = figures(machine)
    assert after["vivier_requests_total", label] == before + 1
    assert after["vivier_request_seconds_count", (("page", "security.login"),)] >= 1
    assert after["vivier_marks_waiting", ()] == 3
    assert after["vivier_oldest_mark_seconds", ()] >= 0
    assert not any("fatima" in str(key) or "Benali" in str(key) for key in after)


def test_figures_without_a_database_are_those_of_the_process(
    machine: FlaskClient, watched: SiteRuntime
) -> None:
    watched.__dict__["sessions"] = None
    found = figures(machine)
    assert ("vivier_marks_waiting", ()) not in found


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[list[dict[str, Any]]]:
    kept: list[dict[str, Any]] = []

    def keep(_logger: object, _name: str, event: Any) -> Any:
        kept.append(dict(event))
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, keep])
    yield kept
    structlog.configure(**before)


def test_one_line_for_each_request_and_no_address(
    watched_app: Flask,
    machine: FlaskClient,
    sessions: sessionmaker[Session],
    lines: list[dict[str, Any]],
) -> None:
    with sessions() as session, session.begin():
        world: World = load_world(watched_app, session)
    watched_app.config["WTF_CSRF_ENABLED"] = False
    machine.post("/connexion", data={"email": world.emails["coach"], "password": PASSWORD})
    lines.clear()
    answer = machine.get("/candidats/?q=Benali&token=secret")
    (line,) = [one for one in lines if one["event"] == "request"]
    assert line["page"] == "candidates.index"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert line["person"] == world.people["coach"]
    assert line["ms"] >= 0
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert "Benali" not in json.dumps(line)
    assert "secret" not in json.dumps(line)
    assert machine.get("/sante").headers["X-Request-Id"] != answer.headers["X-Request-Id"]
    assert len([one for one in lines if one["event"] == "request"]) == 1


def test_a_request_has_the_id_that_we_give_it(machine: FlaskClient) -> None:
    answer = machine.get("/sante", headers={"X-Request-Id": "forged\tline"})
    assert answer.headers["X-Request-Id"] != "forged\tline"


def test_lines_are_off_unless_wanted(client: FlaskClient, lines: list[dict[str, Any]]) -> None:
    client.get("/connexion")
    assert [one for one in lines if one["event"] == "request"] == []


def test_a_token_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from environs import Env

    monkeypatch.setenv("VIVIER_METRICS_TOKEN", "court")
    with pytest.raises(MissingSetting, match="VIVIER_METRICS_TOKEN"):
        read_operations(Env())

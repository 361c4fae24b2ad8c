"""Signing in, headers, CSRF, limits, the pages of errors, and the transaction of a request."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from matching.pool.candidates.tables import Candidate
from matching.pool.structures.tables import Territory
from tests.world.site import PASSWORD, SignIn, SiteRuntime, World, filled_form
from webapp.accounts.tables import Account
from webapp.app import create_app
from webapp.request.context import current_session
from webapp.security.public import PUBLIC_ENDPOINTS

NEW = {"first_name": "Ali", "last_name": "Haddad", "status": "active"}


def count(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        return session.scalar(select(func.count()).select_from(Candidate)) or 0


def test_pages_need_an_account(client: FlaskClient) -> None:
    answer = client.get("/candidats/")
    assert answer.status_code == 302
    assert answer.location.startswith("/connexion?next=")


def test_every_page_but_sign_in_is_closed(app: Flask, client: FlaskClient) -> None:
    """A new page is closed by default: this walks the map of addresses."""
    opened = set()
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            url = app.test_request_context().request.root_path + rule.rule
            for name, converter in rule._converters.items():
                value = sorted(converter.items)[0] if hasattr(converter, "items") else "1"
                url = re.sub(rf"<(?:[^<>]*:)?{name}>", value, url)
            if client.get(url).status_code != 302:
                opened.add(rule.endpoint)
    # The second step and the link of a reset lead to open pages when there is nothing to do there; the two of
    # «health» tell strangers nothing: tests/webapp/operations/test_health.py. A person's space has two ways in and its own guard.
    sent_on = {"account.second_step", "security.reset_password"}
    ways_in = {"personal.ask_link", "personal.enter"}
    assert opened == (PUBLIC_ENDPOINTS - sent_on) | ways_in


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("coach", "/candidats/"),
        ("manager", "/candidats/"),
        ("developer", "/postes/"),
        ("contact", "/postes/"),
        ("administrator", None),
    ],
)
def test_each_role_lands_on_its_page(sign_in: SignIn, role: str, page: str | None) -> None:
    answer = sign_in(role).get("/")
    assert (answer.location if answer.status_code == 302 else None) == page


def test_a_wrong_password_and_an_unknown_address_look_the_same(
    app: Flask, client: FlaskClient
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    known = client.post("/connexion", data={"email": "coach@vivier.test", "password": "faux"})
    unknown = client.post("/connexion", data={"email": "personne@vivier.test", "password": "faux"})
    for answer in (known, unknown):
        assert "Adresse ou mot de passe incorrect" in answer.text
    assert known.status_code == unknown.status_code


def test_signing_in_does_not_lead_elsewhere(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    typed = {"email": "coach@vivier.test", "password": PASSWORD}
    answer = client.post("/connexion?next=https://ailleurs.example/", data=typed)
    assert "ailleurs" not in answer.headers.get("Location", "")
    assert "en dehors du domaine" in answer.text
    assert client.post("/connexion?next=/postes/", data=typed).location == "/postes/"


def test_an_account_put_aside_is_out_at_once(
    sign_in: SignIn, sessions: sessionmaker[Session], world: World
) -> None:
    one = sign_in("coach")
    assert one.get("/candidats/").status_code == 200
    with sessions() as session, session.begin():
        account = session.scalars(
            select(Account).where(Account.email == world.emails["coach"])
        ).one()
        account.active = False
    assert one.get("/candidats/").status_code == 302


def test_signing_out_is_a_post(sign_in: SignIn) -> None:
    one = sign_in("coach")
    assert one.get("/deconnexion").status_code == 405
    left = one.post("/deconnexion")
    assert left.status_code == 302
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"', (
        "nothing is left for who sits there next"
    )
    assert one.get("/candidats/").status_code == 302


def test_a_change_without_its_token_is_refused(
    app: Flask, sign_in: SignIn, sessions: sessionmaker[Session]
) -> None:
    one, before = sign_in("coach"), count(sessions)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = one.post("/candidats/nouveau", data=NEW)
    assert answer.status_code == 400
    assert "Rechargez la page" in answer.text
    assert count(sessions) == before


def test_a_form_of_ours_carries_its_token(
    app: Flask, sign_in: SignIn, sessions: sessionmaker[Session], world: World
) -> None:
    one, before = sign_in("coach"), count(sessions)
    app.config["WTF_CSRF_ENABLED"] = True
    typed = filled_form(one.get("/candidats/nouveau"))
    assert typed["csrf_token"][0]
    assert one.post("/candidats/nouveau", data=typed | NEW).status_code == 302
    assert count(sessions) == before + 1
    typed = filled_form(one.get(f"/candidats/{world.candidates['fatima']}"))
    assert typed["csrf_token"][0]


def test_headers_and_cookies(client: FlaskClient) -> None:
    answer = client.get("/connexion")
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_nothing_is_inline(coach: FlaskClient, world: World) -> None:
    fatima = world.candidates["fatima"]
    for url in ("/candidats/", f"/candidats/{fatima}", f"/candidats/{fatima}/modifier", "/postes/"):
        page = coach.get(url).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", page), url


def test_sign_ins_are_limited(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    for limiter in app.extensions["limiter"]:
        limiter.enabled = True

    def tries(email: str) -> TestResponse:
        return client.post("/connexion", data={"email": email, "password": "z"})

    answers = [tries("x@y.fr") for _ in range(11)]
    assert answers[9].status_code == 200
    assert answers[10].status_code == 429
    assert "Attendez une minute" in answers[10].text
    assert tries("colleague@vivier.test").status_code == 200  # another person of the same office


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/nulle-part", 404, "incomplète"),
        ("/candidats/999999", 404, "n’existe pas"),
        ("/candidats/x", 404, ""),
    ],
)
def test_pages_of_errors(coach: FlaskClient, url: str, status: int, words: str) -> None:
    answer = coach.get(url)
    assert answer.status_code == status
    assert words in answer.text
    assert "Revenir à l’accueil" in answer.text


def test_a_request_too_large_is_told_so(app: Flask, coach: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = coach.post("/candidats/nouveau", data={"first_name": "x" * 2000})
    assert answer.status_code == 413
    assert "10 Mo" in answer.text


def test_an_unexpected_error_shows_a_page_and_no_detail(
    app: Flask, coach: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(app.view_functions, "jobs.index", broken)
    app.testing = False
    answer = coach.get("/postes/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "réessayez" in answer.text


def test_a_collision_in_the_database_is_told(
    app: Flask, coach: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice() -> str:
        for _ in range(2):
            current_session().add(Territory(name="Deux fois"))
        current_session().flush()
        return "unreachable"

    monkeypatch.setitem(app.view_functions, "jobs.index", twice)
    answer = coach.get("/postes/")
    assert answer.status_code == 409
    assert "au même moment" in answer.text
    assert "Camille Muller" in answer.text  # the page can still read who is asking


def test_a_database_that_does_not_answer_is_told(
    app: Flask, coach: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost() -> str:
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setitem(app.view_functions, "jobs.index", lost)
    answer = coach.get("/postes/")
    assert answer.status_code == 503
    assert "Réessayez dans un instant" in answer.text


def test_one_transaction_for_each_request(
    coach: FlaskClient, sessions: sessionmaker[Session], runtime: SiteRuntime
) -> None:
    before, drains = count(sessions), runtime.drains
    assert coach.post("/candidats/nouveau", data=NEW | {"hours_min": "90"}).status_code == 422
    assert (count(sessions), runtime.drains) == (before, drains)
    assert coach.post("/candidats/nouveau", data=NEW).status_code == 302
    assert (count(sessions), runtime.drains) == (before + 1, drains + 1)
    coach.get("/candidats/")
    assert runtime.drains == drains + 1


def test_assets_are_served_and_kept(client: FlaskClient) -> None:
    page = client.get("/connexion").text
    for url in re.findall(r'(?:href|src)="(/(?:static|bootstrap)/[^"]+)"', page):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "max-age=31536000" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        answer.close()
    assert len(re.findall(r'"/bootstrap/', page)) == 1


def test_building_the_application_loads_no_model() -> None:
    code = (
        "import sys, webapp; assert 'flask' not in sys.modules\n"
        "from importlib import import_module\n"
        "from webapp.app import BLUEPRINTS\n"
        "for name in BLUEPRINTS: import_module(f'webapp.pages.{name}')\n"
        "bad = {'torch', 'sentence_transformers', 'numpy', 'openpyxl', 'pypdfium2'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("number", [2**31, 2**63, 2**70])
def test_a_number_that_no_row_can_have_is_no_page(coach: FlaskClient, number: int) -> None:
    assert coach.get(f"/candidats/{number}").status_code == 404
    assert coach.post(f"/candidats/{number}/certificats").status_code == 404


def test_an_address_with_a_nul_is_refused(coach: FlaskClient) -> None:
    for page in ("/candidats/", "/postes/", "/recherche"):
        assert coach.get(page, query_string={"contrat": "\x00", "q": "a\x00"}).status_code == 400


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.7")])
def test_a_proxy_is_believed_only_where_the_site_has_one(
    tmp_path: Path, proxies: int, seen: str
) -> None:
    """Otherwise anybody could write an address of her own and escape the limits."""
    runtime = SiteRuntime(None, tmp_path)
    runtime.settings = replace(runtime.settings, proxies=proxies)
    app = create_app(runtime)
    environ = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    addresses: list[str | None] = []

    @app.before_request
    def note() -> None:
        addresses.append(request.remote_addr)

    app.test_client().get("/connexion", environ_overrides=environ)
    assert addresses == [seen]


def test_a_file_in_the_place_of_a_text_is_no_text(
    coach: FlaskClient, sessions: sessionmaker[Session]
) -> None:
    """A broken or hostile browser may send one for any field; it was taken for what was typed."""
    before = count(sessions)
    typed = {"first_name": (io.BytesIO(b"x"), "x.pdf"), "last_name": "Haddad"}
    answer = coach.post("/candidats/nouveau", data=typed)
    assert answer.status_code == 422
    assert "Indiquez le prénom" in answer.text
    assert "Haddad" in answer.text
    assert count(sessions) == before


@pytest.mark.parametrize(
    ("url", "status"), [("/candidats/999999", 404), ("/employeurs/nouveau", 403)]
)
def test_what_was_refused_is_in_the_log(
    coach: FlaskClient, world: World, url: str, status: int
) -> None:
    """Many of them are somebody trying doors (ASVS 5, V16.3.2). Never the address: it may hold a link's secret."""
    with capture_logs() as lines:
        assert coach.get(url, query_string={"jeton": "secret"}).status_code == status
    refused = [line for line in lines if line["event"] == "security.refused"]
    assert [(line["status"], line["person"]) for line in refused] == [
        (status, world.people["coach"])
    ]
    assert "secret" not in str(lines)
    assert url not in str(lines)


@pytest.mark.parametrize("path", ["/", "/connexion?next=%00", "/nulle-part?q=%00"])
def test_another_host_gets_no_page_whatever_else_is_wrong(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "ailleurs.example"})
    assert (answer.status_code, answer.text) == (400, "Vivier ne répond pas à cette adresse.")

"""Accounts through the pages: invitations, passwords, second factor, connections, locks, keeping others' accounts."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from passlib.totp import TOTP
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from matching.actor import SYSTEM, Role
from matching.errors import Conflict
from matching.pool.candidates.tables import Candidate
from matching.pool.people.tables import Person
from tests.world.site import PASSWORD, SignIn, SiteRuntime, World
from tests.world.traces import acts, facts_of_letters
from webapp.accounts.keeping import close
from webapp.accounts.locking import LONGEST_WAIT, TRIES, wait_after
from webapp.accounts.second_factor import Totp
from webapp.accounts.sign_in import KEPT, browser_name, forget_old
from webapp.accounts.tables import Account, Invitation
from webapp.accounts.tables import SignIn as SignInRow
from webapp.app import create_app

GOOD = "tulipe orage cartable vélo"
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
Sessions = sessionmaker[Session]


@pytest.fixture(autouse=True)
def no_csrf(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """A clock that stands until the test moves it."""
    with time_machine.travel(NOW, tick=False) as stopped:
        yield stopped


def account(sessions: Sessions, email: str) -> Account:
    with sessions() as session:
        return session.scalars(select(Account).where(Account.email == email)).one()


def person_id(sessions: Sessions, email: str) -> int:
    with sessions() as session:
        return session.scalars(select(Person.id).where(Person.email == email)).one()


def tries(client: FlaskClient, email: str, password: str) -> TestResponse:
    return client.post("/connexion", data={"email": email, "password": password})


def enters(client: FlaskClient, email: str, password: str) -> bool:
    answer = tries(client, email, password)
    assert answer.status_code in (200, 302)
    return answer.status_code == 302


def invite(one: FlaskClient, **typed: Any) -> TestResponse:
    data = {"first_name": "Léa", "last_name": "Martin", "email": "lea@vivier.test"}
    return one.post("/comptes/inviter", data=data | typed)


# Invitations.


def test_an_invited_person_opens_her_account(
    app: Flask, sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    answer = invite(
        sign_in("administrator"), roles=["coach"], structure=str(world.structures["here"])
    )
    assert answer.status_code == 302
    (facts,) = facts_of_letters(sessions, "invitation", to="lea@vivier.test")
    assert facts["invited_by"] == "Ada Simon"
    assert facts["place"] == "Relais Emploi Colmar"
    with sessions() as session:
        kept = session.scalars(select(Invitation)).one()
    assert facts["token"] not in kept.token_sha256
    lea, link = app.test_client(), f"/invitation/{facts['token']}"
    assert not enters(lea, "lea@vivier.test", "")
    assert not enters(lea, "lea@vivier.test", PASSWORD)
    for _ in range(3):  # a mail scanner reads the page: nothing is spent
        assert "Bienvenue, Léa" in lea.get(link).text
    done = lea.post(link, data={"password": GOOD, "again": GOOD})
    assert (done.status_code, done.location) == (302, "/connexion")
    assert lea.get(link).status_code == 404, "once"
    assert lea.post(link, data={"password": GOOD, "again": GOOD}).status_code == 404
    assert enters(lea, "lea@vivier.test", GOOD)
    assert lea.get("/candidats/").status_code == 200
    assert [e.facts["what"] for e in acts(sessions, "account")] == ["invited", "opened"]
    lea_id = person_id(sessions, "lea@vivier.test")
    created = [e.facts for e in acts(sessions, "created") if e.subject_id == lea_id]
    assert created == [{"roles": ["coach"]}], "noted once"


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("court", "court", "12 caractères"),
        ("lea martin 2026", "lea martin 2026", "se devine"),
        (GOOD, "autre chose de long", "pas les mêmes"),
        ("", "", "Choisissez un mot de passe"),
    ],
)
def test_a_bad_first_password_is_told_and_spends_nothing(
    app: Flask, sign_in: SignIn, sessions: Sessions, password: str, again: str, words: str
) -> None:
    invite(sign_in("administrator"), roles=["auditor"])
    (facts,) = facts_of_letters(sessions, "invitation", to="lea@vivier.test")
    lea, link = app.test_client(), f"/invitation/{facts['token']}"
    answer = lea.post(link, data={"password": password, "again": again})
    assert answer.status_code == 422
    assert words in answer.text
    assert lea.post(link, data={"password": GOOD, "again": GOOD}).status_code == 302


def test_an_invitation_expires_and_a_newer_one_replaces_it(
    app: Flask, sign_in: SignIn, sessions: Sessions, clock: time_machine.Coordinates
) -> None:
    one = sign_in("administrator")
    invite(one, roles=["auditor"])
    lea_id = person_id(sessions, "lea@vivier.test")
    clock.shift(timedelta(hours=1))
    one.post(f"/comptes/{lea_id}/inviter")
    first, second = facts_of_letters(sessions, "invitation", to="lea@vivier.test")
    lea = app.test_client()
    assert lea.get(f"/invitation/{first['token']}").status_code == 404
    clock.shift(timedelta(days=7) - timedelta(seconds=1))
    assert lea.get(f"/invitation/{second['token']}").status_code == 200
    clock.shift(timedelta(seconds=2))
    answer = lea.get(f"/invitation/{second['token']}")
    assert answer.status_code == 404
    assert "Demandez une nouvelle invitation" in answer.text
    again = sign_in("administrator")
    assert "Son invitation a expiré" in again.get(f"/comptes/{lea_id}").text


def test_a_cancelled_invitation_leaves_nothing(
    app: Flask, sign_in: SignIn, sessions: Sessions
) -> None:
    one = sign_in("administrator")
    invite(one, roles=["auditor"])
    (facts,) = facts_of_letters(sessions, "invitation", to="lea@vivier.test")
    lea_id = person_id(sessions, "lea@vivier.test")
    assert one.post(f"/comptes/{lea_id}/annuler").status_code == 302
    assert app.test_client().get(f"/invitation/{facts['token']}").status_code == 404
    with sessions() as session:
        assert session.get(Person, lea_id) is None
    coach_id = person_id(sessions, "coach@vivier.test")
    assert one.post(f"/comptes/{coach_id}/annuler").status_code == 409


def test_a_person_of_whom_something_speaks_stays_without_account(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one = sign_in("administrator")
    invite(one, roles=["coach"], structure=str(world.structures["here"]))
    lea_id = person_id(sessions, "lea@vivier.test")
    with sessions() as session, session.begin():
        session.get_one(Candidate, world.candidates["fatima"]).coach_id = lea_id
    assert one.post(f"/comptes/{lea_id}/annuler").status_code == 302
    page = one.get(f"/comptes/{lea_id}").text
    assert "Sans compte" in page
    assert "Lui envoyer une invitation" in page
    assert one.post(f"/comptes/{lea_id}/fermer").status_code == 409
    assert one.post(f"/comptes/{lea_id}/inviter").status_code == 302
    assert len(facts_of_letters(sessions, "invitation", to="lea@vivier.test")) == 2


@pytest.mark.parametrize("token", ["x", "a" * 43, "é" * 30, "a" * 5000, "%00" * 10])
def test_a_link_that_nobody_made_is_told_so(client: FlaskClient, token: str) -> None:
    assert client.get(f"/invitation/{token}").status_code == 404


def test_places_that_a_role_does_not_need_are_left_out(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    """A structure given to an administrator would open its people to her."""
    places = {
        "structure": str(world.structures["here"]),
        "employer": "Boulangerie du Ried",
    }
    assert invite(sign_in("administrator"), roles=["administrator"], **places).status_code == 302
    with sessions() as session:
        lea = session.scalars(select(Person).where(Person.email == "lea@vivier.test")).one()
    assert (lea.structure_id, lea.employer_id, lea.territory_id) == (None, None, None)


def test_a_contact_has_no_other_role(sign_in: SignIn, world: World) -> None:
    answer = invite(
        sign_in("administrator"),
        roles=["coach", "employer_contact"],
        structure=str(world.structures["here"]),
        employer="Boulangerie du Ried",
    )
    assert answer.status_code == 422
    assert "ne doit pas voir le vivier" in answer.text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"roles": []}, "au moins un rôle"),
        ({"roles": ["coach"]}, "appartient à une structure"),
        ({"roles": ["coach"], "structure": "999999"}, "appartient à une structure"),
        ({"roles": ["coach"], "structure": "²"}, "appartient à une structure"),
        ({"roles": ["pirate"]}, "au moins un rôle"),
        ({"roles": ["auditor"], "email": "pas une adresse"}, "pas valable"),
        ({"roles": ["auditor"], "email": "COACH@vivier.test"}, "déjà connue"),
        ({"roles": ["auditor"], "first_name": "\x00"}, "illisible"),
        ({"roles": ["auditor"], "last_name": "x" * 301}, "trop long"),
        ({"roles": ["employer_contact"], "employer": "\x00"}, "Aucun employeur"),
        ({"roles": ["employer_contact"], "employer": "i"}, "choisissez le bon"),
    ],
)
def test_an_invitation_that_cannot_be_is_told(
    sign_in: SignIn, sessions: Sessions, typed: dict[str, Any], words: str
) -> None:
    answer = invite(sign_in("administrator"), **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Martin" in answer.text or "last_name" in typed
    assert not facts_of_letters(sessions, "invitation", to="lea@vivier.test")


def test_a_developer_invites_contacts_of_her_territory_and_nobody_else(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one = sign_in("developer")
    page = one.get(f"/comptes/inviter?employeur={world.employers['bakery']}").text
    assert "Boulangerie du Ried (73282932000074)" in page
    assert 'name="roles"' not in page
    sent = {"employer": "732 829 320 00074", "roles": ["administrator"], "structure": "1"}
    assert invite(one, **sent).status_code == 302
    with sessions() as session:
        lea = session.scalars(select(Person).where(Person.email == "lea@vivier.test")).one()
    assert lea.roles == ["employer_contact"]
    assert lea.employer_id == world.employers["bakery"]
    assert lea.structure_id is None


@pytest.mark.parametrize("role", ["coach", "manager", "contact", "auditor"])
def test_others_keep_no_accounts(sign_in: SignIn, world: World, role: str) -> None:
    one, coach_id = sign_in(role), world.people["colleague"]
    for page in ("/comptes/", "/comptes/export.xlsx", "/comptes/inviter", f"/comptes/{coach_id}",
                 "/demandes-acces/"):  # fmt: skip
        assert one.get(page).status_code == 403, page
    for act in ("inviter", "annuler", "fermer", "rouvrir", "debloquer", "double-verification"):
        assert one.post(f"/comptes/{coach_id}/{act}").status_code == 403, act


# Keeping accounts.


def test_the_list_filters_and_exports(sign_in: SignIn, sessions: Sessions) -> None:
    one = sign_in("administrator")
    text = one.get("/comptes/").text
    assert "9 personnes" in text
    assert text.count('class="row-item"') == 9
    text = one.get("/comptes/?q=colmar&role=coach").text
    assert "MULLER Camille" in text
    assert "MEYER" not in text
    assert "WEBER" in one.get("/comptes/?etat=active&q=colleague@").text
    for state in ("invited", "locked", "closed", "none"):
        assert "Personne ne correspond" in one.get(f"/comptes/?etat={state}").text
    assert one.get("/comptes/?q=%25&role=x&etat=y&page=-4").status_code == 200
    sheet = load_workbook(io.BytesIO(one.get("/comptes/export.xlsx?role=auditor").data)).active
    assert sheet is not None
    rows = list(sheet.values)
    assert [e.facts for e in acts(sessions, "exported")] == [{"count": 1}]
    assert acts(sessions, "listed")
    assert rows[1][:3] == ("Blanc", "Odile", "auditor@vivier.test")
    assert rows[1][5] == "Auditeur"
    assert len(rows) == 2


def test_a_developer_sees_contacts_of_her_territory_only(sign_in: SignIn, world: World) -> None:
    one = sign_in("developer")
    text = one.get("/comptes/").text
    assert "SCHMITT Paul" in text
    assert "MULLER" not in text
    assert one.get(f"/comptes/{world.people['contact']}").status_code == 200
    assert one.get(f"/comptes/{world.people['coach']}").status_code == 404
    assert one.post(f"/comptes/{world.people['coach']}/fermer").status_code == 404


def test_closing_ends_at_once_and_reopening_gives_back(
    sign_in: SignIn, app: Flask, sessions: Sessions, world: World
) -> None:
    one, coach = sign_in("administrator"), sign_in("coach")
    page = f"/comptes/{world.people['coach']}"
    assert one.post(f"{page}/fermer").status_code == 302
    assert coach.get("/candidats/").status_code == 302
    assert not enters(app.test_client(), "coach@vivier.test", PASSWORD)
    assert one.post(f"{page}/fermer").status_code == 409
    assert "Fermé" in one.get(page).text
    assert one.post(f"{page}/inviter").status_code == 409
    assert one.post(f"{page}/rouvrir").status_code == 302
    assert one.post(f"{page}/rouvrir").status_code == 409
    assert coach.get("/candidats/").status_code == 302, "the old cookie stays worthless"
    assert enters(app.test_client(), "coach@vivier.test", PASSWORD)
    assert [e.facts["what"] for e in acts(sessions, "account")] == ["closed", "reopened"]


def test_nobody_closes_her_own_account_nor_the_last_administrator(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one, own = sign_in("administrator"), world.people["administrator"]
    answer = one.post(f"/comptes/{own}/fermer")
    assert answer.status_code == 409
    assert "votre propre compte" in answer.text
    with sessions() as session, session.begin():  # two of them, of whom one cannot sign in
        session.get_one(Person, world.people["auditor"]).roles = [str(Role.ADMINISTRATOR)]
        auditor = session.scalars(
            select(Account).where(Account.person_id == world.people["auditor"])
        ).one()
        auditor.password = ""
    other = sign_in("administrator")
    with sessions() as session, session.begin():
        session.get_one(Person, world.people["coach"]).roles = [str(Role.ADMINISTRATOR)]
        account_of_ada = session.scalars(select(Account).where(Account.person_id == own)).one()
        account_of_ada.active = True
    coach = sign_in("coach")
    assert coach.post(f"/comptes/{own}/fermer").status_code == 302
    answer = other.get("/comptes/")
    assert answer.status_code == 302, "she is out"
    with sessions() as session, session.begin():
        session.get_one(Person, world.people["manager"]).roles = [str(Role.ADMINISTRATOR)]
        manager = session.scalars(
            select(Account).where(Account.person_id == world.people["manager"])
        ).one()
        manager.active = False
    assert coach.post(f"/comptes/{world.people['auditor']}/fermer").status_code == 302
    # Camille is the last who can sign in: whoever else asks is refused.

    last = world.people["coach"]
    with (
        coach.application.app_context(),
        sessions() as session,
        pytest.raises(Conflict, match="dernier compte"),
    ):
        close(session, SYSTEM, session.get_one(Person, last))


# Passwords.


def asked_link(client: FlaskClient, sessions: Sessions, email: str) -> str:
    assert client.post("/mot-de-passe-oublie", data={"email": email}).status_code == 200
    facts = facts_of_letters(sessions, "password_reset", to=email)[-1]
    return f"/mot-de-passe-oublie/{facts['token']}"


def test_a_forgotten_password_is_chosen_anew(
    client: FlaskClient, sign_in: SignIn, app: Flask, sessions: Sessions
) -> None:
    open_browser = sign_in("coach")
    link = asked_link(client, sessions, "coach@vivier.test")
    assert client.get(link).status_code == 200
    done = client.post(link, data={"password": GOOD, "password_confirm": GOOD})
    assert done.location == "/connexion"
    assert open_browser.get("/candidats/").status_code == 302, "signed out everywhere"
    assert not enters(app.test_client(), "coach@vivier.test", PASSWORD)
    assert enters(app.test_client(), "coach@vivier.test", GOOD)
    again = client.post(link, data={"password": PASSWORD, "password_confirm": PASSWORD})
    assert again.location == "/mot-de-passe-oublie", "the link works once"
    assert len(facts_of_letters(sessions, "password_changed", to="coach@vivier.test")) == 1
    assert [e.facts["what"] for e in acts(sessions, "account")] == ["reset_asked", "password_reset"]


def test_the_link_of_a_reset_lasts_two_hours(
    client: FlaskClient, sessions: Sessions, clock: time_machine.Coordinates
) -> None:
    link = asked_link(client, sessions, "coach@vivier.test")
    clock.shift(timedelta(hours=2, seconds=2))
    assert client.get(link).status_code == 302
    assert "Ce lien a expiré" in client.get("/mot-de-passe-oublie").text


def test_asking_for_a_link_tells_nothing_and_takes_as_long(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known, unknown, closed, invited: the same page, and one password hashed each time."""
    invite(sign_in("administrator"), roles=["auditor"])
    with sessions() as session, session.begin():
        closed = select(Account).where(Account.email == "colleague@vivier.test")
        session.scalars(closed).one().active = False
    hashed = count_hashes(monkeypatch)
    pages = {}
    for email in ("coach", "personne", "colleague", "lea"):
        hashed.clear()
        answer = client.post("/mot-de-passe-oublie", data={"email": f"{email}@vivier.test"})
        pages[email] = (answer.status_code, same_for_all(answer, email), list(hashed))
    assert "Si cette adresse a un compte" in pages["coach"][1]
    assert pages["coach"][2] == ["argon2"]
    assert pages["coach"] == pages["personne"] == pages["colleague"] == pages["lea"]
    for email in ("personne", "colleague", "lea"):
        assert not facts_of_letters(sessions, "password_reset", to=f"{email}@vivier.test")


def test_signing_in_compares_one_password_whoever_asks(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(sign_in("administrator"), roles=["auditor"])
    with sessions() as session, session.begin():
        closed = select(Account).where(Account.email == "colleague@vivier.test")
        session.scalars(closed).one().active = False
        locked = select(Account).where(Account.email == "manager@vivier.test")
        session.scalars(locked).one().locked_until = datetime.now(UTC) + timedelta(hours=1)
    hashed = count_hashes(monkeypatch)
    pages = {}
    for email, password in (
        ("coach", "faux"), ("personne", "faux"), ("colleague", PASSWORD), ("lea", "faux"),
        ("manager", PASSWORD), ("manager", "faux"),
    ):  # fmt: skip
        hashed.clear()
        answer = tries(client, f"{email}@vivier.test", password)
        pages[email, password] = (answer.status_code, same_for_all(answer, email), list(hashed))
    assert all(page == pages["coach", "faux"] for page in pages.values())
    assert pages["coach", "faux"][2] == ["argon2"]


def same_for_all(answer: TestResponse, email: str) -> str:
    """A page without what was typed and without its token, which differ in any case."""
    text = answer.text.replace(f"{email}@", "x@")
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)


def count_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list that grows with each password that is slowly hashed."""
    from passlib.context import CryptContext

    done: list[str] = []
    for name in ("hash", "verify"):
        original = getattr(CryptContext, name)

        def counted(self: Any, *args: Any, _original: Any = original, **kwargs: Any) -> Any:
            if self.default_scheme() != "hex_sha256":  # which takes no time
                done.append(self.default_scheme())
            return _original(self, *args, **kwargs)

        monkeypatch.setattr(CryptContext, name, counted)
    return done


@pytest.mark.parametrize(
    ("current", "new", "again", "words"),
    [
        ("faux", GOOD, GOOD, "pas le bon"),
        ("", GOOD, GOOD, "Indiquez le mot de passe"),
        (PASSWORD, PASSWORD, PASSWORD, "que vous avez déjà"),
        (PASSWORD, GOOD, "autre chose de long", "pas les mêmes"),
        (PASSWORD, "camille.muller", "camille.muller", "se devine"),
        (PASSWORD, "court", "court", "12 caractères"),
    ],
)
def test_a_change_that_cannot_be_is_told(
    sign_in: SignIn, app: Flask, current: str, new: str, again: str, words: str
) -> None:
    typed = {"password": current, "new_password": new, "new_password_confirm": again}
    assert words in sign_in("coach").post("/compte/mot-de-passe", data=typed).text
    assert enters(app.test_client(), "coach@vivier.test", PASSWORD)


def test_changing_ends_the_other_browsers(sign_in: SignIn, app: Flask, sessions: Sessions) -> None:
    here, elsewhere = sign_in("coach"), sign_in("coach")
    typed = {"password": PASSWORD, "new_password": GOOD, "new_password_confirm": GOOD}
    assert here.post("/compte/mot-de-passe", data=typed).location == "/compte"
    assert "Vos autres connexions sont terminées" in here.get("/compte").text
    assert elsewhere.get("/candidats/").status_code == 302
    assert enters(app.test_client(), "coach@vivier.test", GOOD)
    assert len(facts_of_letters(sessions, "password_changed", to="coach@vivier.test")) == 1


# Second factor.


def code_for(key: str) -> str:
    return str(TOTP(key=key.replace(" ", "")).generate().token)


def set_up(one: FlaskClient) -> tuple[str, list[str]]:
    """Set the second factor up; returns the key and the recovery codes."""
    page = one.get("/compte/double-verification").text
    key = re.search(r'key-to-type">([A-Z2-7 ]+)<', page)
    assert key, page
    answer = one.post(
        "/compte/double-verification", data={"act": "set_up", "code": code_for(key[1])}
    )
    codes = re.findall(r"<li><code>([\w-]+)</code></li>", answer.text)
    assert len(codes) == 10, answer.text
    return key[1], codes


def test_a_second_factor_is_asked_and_no_code_twice(
    sign_in: SignIn, app: Flask, sessions: Sessions, clock: time_machine.Coordinates
) -> None:
    key, _ = set_up(sign_in("coach"))
    kept = account(sessions, "coach@vivier.test")
    assert key.replace(" ", "") not in str(kept.tf_totp_secret)
    clock.shift(timedelta(minutes=1))
    one = app.test_client()
    answer = tries(one, "coach@vivier.test", PASSWORD)
    assert answer.location == "/connexion/code"
    assert one.get("/candidats/").status_code == 302, "half-way is not signed in"
    assert "Camille" not in one.get("/connexion/code").text
    wrong = one.post("/connexion/code", data={"code": "000000"})
    assert "pas le bon" in wrong.text
    code = code_for(key)
    assert one.post("/connexion/code", data={"code": code}).location == "/"
    assert one.get("/candidats/").status_code == 200
    other = app.test_client()
    tries(other, "coach@vivier.test", PASSWORD)
    assert "déjà servi" in other.post("/connexion/code", data={"code": code}).text
    clock.shift(timedelta(seconds=30))
    assert other.post("/connexion/code", data={"code": code_for(key)}).status_code == 302
    assert acts(sessions, "signed_in")[-1].facts == {"with": ["password", "totp"]}
    assert [e.facts for e in acts(sessions, "sign_in_failed")] == [{"why": "second_factor"}] * 2


def test_a_recovery_code_works_once(
    sign_in: SignIn, app: Flask, sessions: Sessions, clock: time_machine.Coordinates
) -> None:
    _, codes = set_up(sign_in("coach"))
    assert not set(codes) & set(account(sessions, "coach@vivier.test").mf_recovery_codes)
    for expected in (302, 200):
        one = app.test_client()
        tries(one, "coach@vivier.test", PASSWORD)
        typed = {"code": codes[0].upper().replace("-", " ")}
        assert one.post("/connexion/code", data=typed).status_code == expected
    assert len(account(sessions, "coach@vivier.test").mf_recovery_codes) == 9


def test_the_step_of_the_code_ends_after_ten_minutes(
    sign_in: SignIn, app: Flask, clock: time_machine.Coordinates
) -> None:
    key, _ = set_up(sign_in("coach"))
    one = app.test_client()
    tries(one, "coach@vivier.test", PASSWORD)
    clock.shift(timedelta(minutes=10, seconds=1))
    answer = one.post("/connexion/code", data={"code": code_for(key)})
    assert answer.location == "/connexion"
    assert one.get("/candidats/").status_code == 302


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("/postes/", "/postes/"),
        ("/postes/?q=a", "/postes/?q=a"),
        ("//ailleurs.example", None),
        ("https://ailleurs.example/", None),
        ("/\\ailleurs.example", None),
        ("", "/"),
    ],
)
def test_the_second_step_leads_where_one_wanted_and_nowhere_else(
    sign_in: SignIn, app: Flask, clock: time_machine.Coordinates, asked: str, led: str | None
) -> None:
    key, _ = set_up(sign_in("coach"))
    clock.shift(timedelta(minutes=1))
    one = app.test_client()
    typed = {"email": "coach@vivier.test", "password": PASSWORD}
    first = one.post("/connexion", query_string={"next": asked}, data=typed)
    if led is None:
        assert "ailleurs" not in first.headers.get("Location", "")
        return
    assert one.post("/connexion/code", data={"code": code_for(key)}).location == led


def test_wrong_codes_lock_the_account_and_the_password_does_not_reset_the_count(
    sign_in: SignIn, app: Flask, sessions: Sessions, clock: time_machine.Coordinates
) -> None:
    key, _ = set_up(sign_in("coach"))
    clock.shift(timedelta(minutes=1))
    one = app.test_client()
    for _ in range(TRIES):
        tries(one, "coach@vivier.test", PASSWORD)
        one.post("/connexion/code", data={"code": "000000"})
    answer = one.post("/connexion/code", data={"code": code_for(key)})
    assert answer.status_code == 200
    assert "attendez un quart d’heure" in answer.text
    assert account(sessions, "coach@vivier.test").locked_until is not None
    assert len(facts_of_letters(sessions, "account_locked", to="coach@vivier.test")) == 1


def test_changing_the_second_factor_needs_a_fresh_password(
    sign_in: SignIn, clock: time_machine.Coordinates, sessions: Sessions
) -> None:
    one = sign_in("coach")
    set_up(one)
    clock.shift(timedelta(minutes=16))
    page = "/compte/double-verification"
    answer = one.post(page, data={"act": "remove"})
    assert answer.location.startswith("/connexion/confirmer?next=")
    assert account(sessions, "coach@vivier.test").tf_totp_secret
    assert "pas le bon" in one.post(answer.location, data={"password": "faux"}).text
    assert one.post(answer.location, data={"password": PASSWORD}).location == page
    assert "Il vous en reste 10" in one.get(page).text
    codes = one.post(page, data={"act": "codes"}).text
    assert "Vos nouveaux codes" in codes
    assert one.post(page, data={"act": "remove"}).location == "/compte"
    assert account(sessions, "coach@vivier.test").tf_totp_secret is None
    for letter in ("second_factor_set", "recovery_codes_renewed", "second_factor_removed"):
        assert len(facts_of_letters(sessions, letter, to="coach@vivier.test")) == 1, letter


def test_keys_can_be_replaced_without_losing_second_factors(runtime: SiteRuntime) -> None:
    old, new = "an old key of the site 5b1c9e04d7", "the new key of the site 8f2a6c73e1"
    before = Totp(replace(runtime.settings, totp_keys=(old,)))
    after = Totp(replace(runtime.settings, totp_keys=(new, old)))
    secret = before.new_secret()
    code = code_for(before.key_to_type(secret))
    assert after.step_of(secret, code, None)
    assert after.hashed("abcd-efgh-jkmn") == before.hashed("ABCD EFGH JKMN")
    with pytest.raises(KeyError):
        before.step_of(after.new_secret(), code, None)


def test_where_it_is_required_every_page_leads_to_setting_it_up(
    app: Flask, world: World, tmp_path: Any, sessions: Sessions
) -> None:
    on = SiteRuntime(sessions, tmp_path)
    on.settings = replace(on.settings, second_factor="required")
    strict = create_app(on)
    strict.testing = True
    strict.config["WTF_CSRF_ENABLED"] = False
    for limiter in strict.extensions["limiter"]:
        limiter.enabled = False
    for name in ("manager", "administrator", "auditor"):
        one = strict.test_client()
        assert enters(one, world.emails[name], PASSWORD)
        for page in ("/", "/compte", "/candidats/", "/comptes/", "/compte/mot-de-passe"):
            assert one.get(page).location == "/compte/double-verification", page
        set_up(one)
        assert one.get("/compte").status_code == 200
        answer = one.post("/compte/double-verification", data={"act": "remove"})
        assert answer.status_code == 409
    coach = strict.test_client()
    assert enters(coach, world.emails["coach"], PASSWORD)
    assert coach.get("/candidats/").status_code == 200
    assert coach.post("/deconnexion").status_code == 302


def test_whoever_keeps_the_account_resets_a_lost_second_factor(
    sign_in: SignIn, app: Flask, sessions: Sessions, world: World
) -> None:
    coach, administrator = sign_in("coach"), sign_in("administrator")
    set_up(coach)
    page = f"/comptes/{world.people['coach']}/double-verification"
    assert administrator.post(page).status_code == 302
    assert administrator.post(page).status_code == 409
    assert enters(app.test_client(), "coach@vivier.test", PASSWORD)
    assert len(facts_of_letters(sessions, "second_factor_reset", to="coach@vivier.test")) == 1
    set_up(administrator)
    own = f"/comptes/{world.people['administrator']}/double-verification"
    assert administrator.post(own).status_code == 409


# Connections.

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/19.0 Mobile/15E148 Safari/604.1"
)
EDGE = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox sur Windows"),
        (IPHONE, "Safari sur iPhone"),
        (EDGE, "Edge sur Linux"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_browsers_by_name(agent: str, name: str) -> None:
    assert browser_name(agent) == name


def signed_in_with(app: Flask, agent: str) -> FlaskClient:
    one = app.test_client()
    one.environ_base["HTTP_USER_AGENT"] = agent
    assert enters(one, "coach@vivier.test", PASSWORD)
    return one


def test_connections_are_listed_and_ended(app: Flask, world: World, sessions: Sessions) -> None:
    here, there, third = (signed_in_with(app, agent) for agent in (FIREFOX, IPHONE, EDGE))
    page = here.get("/compte").text
    assert "Firefox sur Windows" in page
    assert "Safari sur iPhone" in page
    assert page.count("Cette connexion") == 1
    with sessions() as session:
        rows = {row.browser: row.id for row in session.scalars(select(SignInRow))}
    stranger = app.test_client()
    assert enters(stranger, world.emails["stranger"], PASSWORD)
    path = f"/compte/connexions/{rows['Safari sur iPhone']}/fin"
    assert stranger.post(path).status_code == 404, "only one's own"
    assert here.post(path).status_code == 302
    assert there.get("/candidats/").status_code == 302
    assert here.post(path).status_code == 404
    assert third.get("/candidats/").status_code == 200
    assert here.post("/compte/connexions/fin").status_code == 302
    assert third.get("/candidats/").status_code == 302
    assert here.get("/candidats/").status_code == 200


def test_the_cookie_of_a_browser_that_signed_out_is_worthless(app: Flask, world: World) -> None:
    one = signed_in_with(app, FIREFOX)
    cookie = one.get_cookie("vivier")
    assert cookie is not None
    one.post("/deconnexion")
    thief = app.test_client()
    thief.set_cookie("vivier", cookie.value)
    assert thief.get("/candidats/").status_code == 302


def test_each_sign_in_has_a_key_of_its_own(app: Flask, world: World, sessions: Sessions) -> None:
    one = signed_in_with(app, FIREFOX)
    with one.session_transaction() as kept:
        first = kept["sign_in"]
    one.post("/deconnexion")
    with one.session_transaction() as kept:
        assert "sign_in" not in kept
    assert enters(one, "coach@vivier.test", PASSWORD)
    with one.session_transaction() as kept:
        assert kept["sign_in"] != first
    with sessions() as session:
        assert first not in list(session.scalars(select(SignInRow.key_sha256)))


def test_a_cookie_that_remembers_is_not_given_nor_believed(app: Flask, world: World) -> None:
    one = app.test_client()
    typed = {"email": "coach@vivier.test", "password": PASSWORD, "remember": "y"}
    assert one.post("/connexion", data=typed).status_code == 302
    assert one.get_cookie("remember_token") is None


def test_idle_and_old_connections_end(
    app: Flask, world: World, clock: time_machine.Coordinates, sessions: Sessions
) -> None:
    busy, idle = signed_in_with(app, FIREFOX), signed_in_with(app, EDGE)
    for _ in range(6):
        clock.shift(timedelta(minutes=95))
        assert busy.get("/candidats/").status_code == 200
    assert idle.get("/candidats/").status_code == 302
    clock.shift(timedelta(minutes=31))
    assert busy.get("/candidats/").status_code == 302, "ten hours, however busy"


def test_being_seen_is_written_every_five_minutes_at_most(
    app: Flask, world: World, clock: time_machine.Coordinates, sessions: Sessions
) -> None:
    def seen() -> datetime:
        with sessions() as session:
            return session.scalars(select(SignInRow.seen_at)).one()

    one = signed_in_with(app, FIREFOX)
    for minutes, expected in ((4, 0), (2, 6), (3, 6), (3, 12)):
        clock.shift(timedelta(minutes=minutes))
        one.get("/candidats/")
        assert seen() == NOW + timedelta(minutes=expected)


def test_signing_in_and_out_is_recorded(
    sign_in: SignIn, app: Flask, sessions: Sessions, world: World
) -> None:
    one = sign_in("coach")
    one.post("/deconnexion")
    tries(one, "coach@vivier.test", "faux")
    tries(one, "personne@vivier.test", "mon mot de passe tapé au mauvais endroit")
    (entered,) = acts(sessions, "signed_in")
    (left,) = acts(sessions, "signed_out")
    known, unknown = acts(sessions, "sign_in_failed")
    for event in (entered, left):
        assert (event.actor_kind, event.actor_id) == ("person", world.people["coach"])
        assert event.structure_id == world.structures["here"]
        assert event.address == "127.0.0.1"
        assert event.request_id
    assert (known.actor_kind, known.subject_id) == ("nobody", world.people["coach"])
    assert (unknown.actor_kind, unknown.subject_id) == ("nobody", None)
    assert unknown.facts == {"why": "unknown"}


# Locks.


def fails(one: FlaskClient, times: int, email: str = "coach@vivier.test") -> list[str]:
    return [tries(one, email, "faux").text for _ in range(times)]


def test_ten_failures_lock_and_the_right_password_does_not_enter(
    client: FlaskClient, sessions: Sessions, clock: time_machine.Coordinates
) -> None:
    texts = fails(client, TRIES + 2)
    assert len(set(texts)) == 1, "the page says the same before and after"
    assert not enters(client, "coach@vivier.test", PASSWORD)
    (letter,) = facts_of_letters(sessions, "account_locked", to="coach@vivier.test")
    assert (letter["failures"], letter["minutes"]) == (10, 15)
    (event,) = acts(sessions, "locked")
    assert event.facts == {"failures": 10, "minutes": 15}
    clock.shift(timedelta(minutes=14, seconds=59))
    assert not enters(client, "coach@vivier.test", PASSWORD)
    clock.shift(timedelta(seconds=2))
    assert enters(client, "coach@vivier.test", PASSWORD)
    assert account(sessions, "coach@vivier.test").failed_sign_ins == 0


def test_each_lock_is_twice_as_long_up_to_a_ceiling(
    client: FlaskClient, sessions: Sessions, clock: time_machine.Coordinates
) -> None:
    for _ in range(3):
        fails(client, TRIES)
        clock.shift(LONGEST_WAIT)
    minutes = [
        one["minutes"]
        for one in facts_of_letters(sessions, "account_locked", to="coach@vivier.test")
    ]
    assert minutes == [15, 30, 60]
    assert [wait_after(n) for n in (50, 60, 10_000)] == [LONGEST_WAIT] * 3


def test_failures_of_one_do_not_lock_another(client: FlaskClient, sessions: Sessions) -> None:
    fails(client, TRIES)
    assert enters(client, "colleague@vivier.test", PASSWORD)
    fails(client, TRIES, "personne@vivier.test")


def test_a_new_password_by_letter_ends_the_lock(
    client: FlaskClient, sessions: Sessions, app: Flask
) -> None:
    fails(client, TRIES)
    link = asked_link(client, sessions, "coach@vivier.test")
    client.post(link, data={"password": GOOD, "password_confirm": GOOD})
    assert enters(app.test_client(), "coach@vivier.test", GOOD)


def test_whoever_keeps_the_account_unlocks_it(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    fails(client, TRIES)
    one, page = sign_in("administrator"), f"/comptes/{world.people['coach']}"
    assert "Bloqué pour un moment" in one.get(page).text
    assert "MULLER" in one.get("/comptes/?etat=locked").text
    assert one.post(f"{page}/debloquer").status_code == 302
    assert one.post(f"{page}/debloquer").status_code == 409
    assert enters(client, "coach@vivier.test", PASSWORD)


def test_wrong_passwords_of_a_signed_in_browser_count_too(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one = sign_in("coach")
    typed = {"password": "faux", "new_password": GOOD, "new_password_confirm": GOOD}
    for _ in range(TRIES):
        one.post("/compte/mot-de-passe", data=typed)
    answer = one.post("/compte/mot-de-passe", data=typed | {"password": PASSWORD})
    assert "attendez un quart d’heure" in answer.text
    assert len(facts_of_letters(sessions, "account_locked", to="coach@vivier.test")) == 1


# The rest of the door.


def test_links_of_letters_never_come_from_the_request(
    app: Flask, world: World, sessions: Sessions
) -> None:
    one = app.test_client()
    for host in ("ailleurs.example", "localhost.ailleurs.example"):
        answer = one.post(
            "/mot-de-passe-oublie", data={"email": "coach@vivier.test"}, headers={"Host": host}
        )
        assert answer.status_code == 400, host
    assert not facts_of_letters(sessions, "password_reset", to="coach@vivier.test")
    one.post(
        "/mot-de-passe-oublie", data={"email": "coach@vivier.test"}, headers={"Host": "127.0.0.1"}
    )
    (facts,) = facts_of_letters(sessions, "password_reset", to="coach@vivier.test")
    assert set(facts) == {"first_name", "token"}


def test_no_page_answers_in_json(client: FlaskClient, world: World) -> None:
    for page in ("/connexion", "/mot-de-passe-oublie"):
        answer = client.get(page, headers={"Accept": "application/json"})
        assert answer.mimetype == "text/html", page
    answer = client.post("/connexion", json={"email": "coach@vivier.test", "password": PASSWORD})
    assert "authentication_token" not in answer.text


@pytest.mark.parametrize("field", ["email", "password"])
@pytest.mark.parametrize("text", ["\x00", "x" * 100_000, "\ud800", "%s{{7*7}}", "'\"<>"])
def test_odd_texts_at_the_door_are_refused_quietly(
    client: FlaskClient, field: str, text: str
) -> None:
    sent = {"email": "coach@vivier.test", "password": "z"} | {field: text}
    body = "&".join(f"{key}={quoted(value)}" for key, value in sent.items())
    for page in ("/connexion", "/mot-de-passe-oublie"):
        answer = client.post(page, data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 200


def quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def test_the_auditor_and_the_administrator_see_their_own_page(sign_in: SignIn) -> None:
    assert "Gérer les comptes" in sign_in("administrator").get("/").text
    assert sign_in("auditor").get("/").location == "/journaux/"


def test_old_traces_of_connections_go(
    sessions: Sessions, sign_in: SignIn, clock: time_machine.Coordinates
) -> None:
    """Traces of connections go in the night, as long after the last sign of them as the documents say."""
    sign_in("coach")
    clock.shift(KEPT + timedelta(minutes=1))
    sign_in("coach")
    with sessions() as session:
        assert forget_old(session, NOW + KEPT) == 0
        assert forget_old(session, NOW + KEPT + timedelta(minutes=1)) == 1
        assert session.scalar(select(func.count()).select_from(SignInRow)) == 1

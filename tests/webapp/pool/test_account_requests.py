"""An employer's contact asks for an account; a developer of the territory admits or refuses her."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from matching.audit.events import Act, AuditDetail
from matching.pool.employers.tables import Employer
from matching.pool.people.tables import AccountRequest, Person
from matching.pool.structures.tables import Territory
from tests.world.site import SignIn, World
from tests.world.traces import acts, letters

Sessions = sessionmaker[Session]
TYPED = {
    "first_name": "Marie",
    "last_name": "Huber",
    "email": "marie@ferme.test",
    "phone": "03 88 00 00 00",
    "job_title": "Gérante",
    "employer_name": "Ferme du Kochersberg",
    "siret": "552 100 554 00021",
    "commune_insee": "67000 Strasbourg",
    "message": "Deux personnes pour les asperges.",
}


@pytest.fixture(autouse=True)
def no_csrf(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def ask(client: FlaskClient, **typed: Any) -> TestResponse:
    return client.post("/demande-acces", data=TYPED | typed)


def requests(sessions: Sessions) -> list[AccountRequest]:
    with sessions() as session:
        return list(session.scalars(select(AccountRequest).order_by(AccountRequest.id)))


def test_a_request_reaches_the_developers_of_its_territory(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    assert ask(client).location == "/demande-acces?envoyee=1"
    assert "votre demande est envoyée" in client.get("/demande-acces?envoyee=1").text.lower()
    (request,) = requests(sessions)
    assert (request.siret, request.commune_insee) == ("55210055400021", "67482")
    assert letters(sessions) == [("account_request", "developer@vivier.test")]
    developer = sign_in("developer")
    page = developer.get("/demandes-acces/").text
    assert 'count-badge">1<' in page
    assert "Ferme du Kochersberg" in page
    page = developer.get(f"/demandes-acces/{request.id}").text
    assert "ses chiffres de contrôle sont justes" in page
    assert "https://annuaire-entreprises.data.gouv.fr/etablissement/55210055400021" in page
    assert "Employeur encore inconnu" in page
    administrator = sign_in("administrator")
    assert "Ferme" not in administrator.get("/demandes-acces/").text
    assert administrator.get(f"/demandes-acces/{request.id}").status_code == 404


def test_accepting_admits_and_invites(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    ask(client)
    (request,) = requests(sessions)
    developer, page = sign_in("developer"), f"/demandes-acces/{request.id}"
    assert developer.post(f"{page}/accepter").status_code == 302
    with sessions() as session:
        marie = session.scalars(select(Person).where(Person.email == "marie@ferme.test")).one()
        assert marie.roles == ["employer_contact"]
        assert marie.employer is not None
        assert (marie.employer.name, marie.employer.siret) == (
            "Ferme du Kochersberg",
            "55210055400021",
        )
        assert marie.job_title == "Gérante"
    (decided,) = acts(sessions, Act.DECIDED, kind="account_request")
    assert decided.facts == {"state": "accepted"}
    assert letters(sessions)[-1] == ("invitation", "marie@ferme.test")
    assert developer.post(f"{page}/accepter").status_code == 409
    assert developer.post(f"{page}/refuser", data={"reason": "non"}).status_code == 422
    assert "count-badge" not in developer.get("/demandes-acces/").text
    assert "Acceptée" in developer.get("/demandes-acces/?etat=traitees").text


def test_a_known_establishment_is_not_recorded_twice(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    ask(client, siret="73282932000074", employer_name="Le Ried", commune_insee="Colmar")
    (request,) = requests(sessions)
    developer = sign_in("developer")
    page = developer.get(f"/demandes-acces/{request.id}").text
    assert "Employeur déjà connu : Boulangerie du Ried" in page
    assert developer.post(f"/demandes-acces/{request.id}/accepter").status_code == 302
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(Employer)) == 2
        marie = session.scalars(select(Person).where(Person.email == "marie@ferme.test")).one()
        assert marie.employer_id == world.employers["bakery"]


def test_refusing_needs_a_reason_which_is_sent(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions
) -> None:
    ask(client)
    (request,) = requests(sessions)
    developer, page = sign_in("developer"), f"/demandes-acces/{request.id}"
    answer = developer.post(f"{page}/refuser", data={"reason": "  "})
    assert answer.status_code == 422
    assert "Indiquez la raison" in answer.text
    reason = "Le SIRET est celui d’une autre entreprise."
    assert developer.post(f"{page}/refuser", data={"reason": reason}).status_code == 302
    assert letters(sessions)[-1] == ("account_request_refused", "marie@ferme.test")
    assert reason in developer.get(page).text
    with sessions() as session:
        assert session.scalars(select(AuditDetail.text)).one() == reason
    assert ask(client).status_code == 302, "she may ask again"
    assert len(requests(sessions)) == 2


def test_the_answer_tells_nothing_of_what_is_known(
    client: FlaskClient, sessions: Sessions, world: World
) -> None:
    """New, known address, known SIRET, asked already, a machine: the same answer."""
    new = ask(client)
    for typed in (
        {},
        {"email": "coach@vivier.test"},
        {"siret": "73282932000074"},
        {"site": "https://spam.example"},
    ):
        answer = ask(client, **typed)
        assert (answer.status_code, answer.location, answer.text) == (
            new.status_code,
            new.location,
            new.text,
        )
    assert len(requests(sessions)) == 3, "not what was asked already, nor the machine's"


def test_an_address_that_is_known_is_told_to_who_decides_only(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions
) -> None:
    ask(client, email="Contact@vivier.test")
    (request,) = requests(sessions)
    developer, page = sign_in("developer"), f"/demandes-acces/{request.id}"
    assert "déjà connue de Vivier" in developer.get(page).text
    answer = developer.post(f"{page}/accepter")
    assert answer.status_code == 409
    assert "déjà connue" in answer.text


def test_another_territory_s_developer_neither_sees_nor_decides(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    ask(client)
    (request,) = requests(sessions)
    with sessions() as session, session.begin():
        other = Territory(name="Lorraine", departments=["57"])
        session.add(other)
        session.flush()
        session.get_one(Person, world.people["developer"]).territory_id = other.id
    developer, page = sign_in("developer"), f"/demandes-acces/{request.id}"
    assert developer.get(page).status_code == 404
    assert developer.post(f"{page}/accepter").status_code == 404
    assert developer.post(f"{page}/refuser", data={"reason": "x"}).status_code == 404
    assert "Ferme" not in developer.get("/demandes-acces/").text


def test_a_commune_without_territory_goes_to_the_administrators(
    client: FlaskClient, sign_in: SignIn, sessions: Sessions
) -> None:
    ask(client, commune_insee="57820 Saint-Louis")
    (request,) = requests(sessions)
    assert request.territory_id is None
    assert letters(sessions) == [("account_request", "administrator@vivier.test")]
    administrator, page = sign_in("administrator"), f"/demandes-acces/{request.id}"
    answer = administrator.post(f"{page}/accepter")
    assert answer.status_code == 409
    assert "Aucun territoire ne couvre" in answer.text
    assert administrator.post(f"{page}/refuser", data={"reason": "Loin."}).status_code == 302
    assert sign_in("developer").get(page).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"siret": "123"}, "SIRET n’est pas valable"),
        ({"siret": "73282932000075"}, "SIRET n’est pas valable"),
        ({"siret": "\x00"}, "SIRET n’est pas valable"),
        ({"siret": "٧" * 14}, "SIRET n’est pas valable"),
        ({"email": "marie"}, "pas valable"),
        ({"email": "a" * 300 + "@b.fr"}, "pas valable"),
        ({"first_name": ""}, "Indiquez votre prénom"),
        ({"last_name": "\x00"}, "illisible"),
        ({"employer_name": "x" * 301}, "trop long"),
        ({"phone": "0" * 33}, "trop long"),
        ({"job_title": "x" * 121}, "trop long"),
        ({"message": "x" * 2001}, "trop long"),
        ({"commune_insee": "Nulle-Part-sur-Mer"}, "Aucune commune"),
        ({"commune_insee": "\x00"}, "commune"),
        ({"commune_insee": "Saint-Louis"}, "choisissez la bonne"),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_typed_is_lost(
    client: FlaskClient, sessions: Sessions, typed: dict[str, str], words: str
) -> None:
    answer = ask(client, **typed)
    assert answer.status_code == 422
    assert words in answer.text
    for name in ("job_title", "message"):
        if name not in typed:
            assert TYPED[name] in answer.text
    assert not requests(sessions)


def test_requests_are_limited(app: Flask, client: FlaskClient, sessions: Sessions) -> None:
    for limiter in app.extensions["limiter"]:
        limiter.enabled = True
    answers = [ask(client, email=f"m{n}@ferme.test").status_code for n in range(6)]
    assert answers == [302] * 5 + [429]

"""The pages of requests to know a person: asking, answering, and who may read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching.journey.access_requests.tables import AccessRequest
from matching.pool.candidates.tables import Candidate
from tests.matching.journey.test_access_requests import WHY, agree
from tests.world.places import TODAY
from tests.world.site import SignIn, World, filled_form

# Pages.


@pytest.fixture
def code(world: World, sessions: sessionmaker[Session]) -> str:
    """The reference of Fatima, who agrees to be seen without her name."""
    with sessions() as session, session.begin():
        fatima = session.get_one(Candidate, world.candidates["fatima"])
        agree(session, fatima)
        return fatima.reference


def ask_for(stranger: FlaskClient, world: World, code: str) -> str:
    """Ask from a job; the address of the request."""
    address = f"/profils/{code}/demande?poste={world.jobs['washer']}"
    form = filled_form(stranger.get(address))
    sent = stranger.post(address, data=form | {"message": WHY})
    assert sent.location == "/demandes?liste=envoyees"
    listed = stranger.get(sent.location).text
    address = listed.split('href="/demandes/')[1].split('"')[0]
    return f"/demandes/{address}"


def test_a_request_from_the_profile_to_the_answer(sign_in: SignIn, world: World, code: str) -> None:
    stranger, coach = sign_in("stranger"), sign_in("coach")
    assert "en attente</span></span>" not in coach.get("/candidats/").text
    request = ask_for(stranger, world, code)
    page = stranger.get(request).text
    for words in (WHY, "Plonge du soir", f"le profil {code}", "Relais Emploi Colmar"):
        assert words in page
    for words in ("Benali", "Fatima", "Accepter"):
        assert words not in page
    assert "Demande envoyée" in stranger.get(f"/profils/{code}").text
    again = stranger.post(f"/profils/{code}/demande", data={"message": "encore"})
    assert again.status_code == 422
    assert "attend déjà une réponse" in again.text
    assert "encore" in again.text

    assert '<span class="count-badge">1<span' in coach.get("/candidats/").text
    received = coach.get("/demandes").text
    assert "Fatima Benali" in received
    assert "Louis Meyer" in received
    page = coach.get(request).text
    assert "Accepter pour 30 jours" in page
    refused = coach.post(f"{request}/refuser", data={"refuser-answer": " "})
    assert refused.status_code == 422
    assert "Indiquez pourquoi" in refused.text
    long = coach.post(f"{request}/accepter", data={"accepter-answer": "mot " * 300})
    assert long.status_code == 422
    assert "mot mot mot" in long.text
    assert coach.post(f"{request}/accepter", data={}).location == request
    assert "count-badge" not in coach.get("/candidats/").text

    her = f"/candidats/{world.candidates['fatima']}"
    page = stranger.get(her).text
    assert "vous fait connaître cette personne jusqu’au 23 décembre 2026" in page
    for words in ("Fatima Benali", "Plongeuse", "Camille Muller"):
        assert words in page
    for words in ("06 12 34 56 78", "Deux enfants", "Déposer un CV", "Modifier"):
        assert words not in page
    assert "BENALI" in stranger.get("/candidats/?suivi=ailleurs").text
    assert "BENALI" not in stranger.get("/candidats/?suivi=structure").text
    assert "BENALI" not in stranger.get("/candidats/").text
    assert stranger.get(f"{her}/modifier").status_code == 403

    late = coach.post(f"{request}/refuser", data={"refuser-answer": "Trop tard"})
    assert late.status_code == 422
    assert "a déjà reçu une réponse" in late.text
    assert coach.post(f"{request}/arreter").location == request
    assert "L’accès a été arrêté" in coach.get(request).text
    assert stranger.get(her).status_code == 404
    assert coach.post(f"{request}/arreter").location == request, "a second click says so"


def test_a_refusal_is_read_by_the_asker(sign_in: SignIn, world: World, code: str) -> None:
    stranger, manager = sign_in("stranger"), sign_in("manager")
    request = ask_for(stranger, world, code)
    manager.post(f"{request}/refuser", data={"refuser-answer": "Elle préfère <attendre>."})
    page = stranger.get(request).text
    assert "Refusée par Nadia Keller" in page
    assert "Elle préfère &lt;attendre&gt;." in page
    assert "Benali" not in page


def test_an_access_ends_with_its_last_day(
    sign_in: SignIn, world: World, code: str, sessions: sessionmaker[Session]
) -> None:
    stranger, coach = sign_in("stranger"), sign_in("coach")
    request = ask_for(stranger, world, code)
    coach.post(f"{request}/accepter", data={})
    with sessions() as session, session.begin():
        row = session.scalars(select(AccessRequest)).one()
        row.expires_on = TODAY - timedelta(days=1)
    assert stranger.get(f"/candidats/{world.candidates['fatima']}").status_code == 404
    page = stranger.get(request).text
    assert "Terminée" in page
    assert "Benali" not in page


@pytest.mark.parametrize("role", ["colleague", "developer", "contact", "administrator"])
def test_requests_of_others_do_not_exist(
    sign_in: SignIn, world: World, code: str, role: str
) -> None:
    request = ask_for(sign_in("stranger"), world, code)
    one = sign_in(role)
    assert one.get(request).status_code == 404
    for path, data in (
        ("accepter", {}), ("refuser", {"refuser-answer": "non"}), ("arreter", {}),
    ):  # fmt: skip
        assert one.post(f"{request}/{path}", data=data).status_code == 404


@pytest.mark.parametrize("message", ["", "\x00", "\ud800", "x" * 5000, "é\u202e" * 40])
def test_strange_messages_are_answered(
    sign_in: SignIn, world: World, code: str, message: str
) -> None:
    stranger = sign_in("stranger")
    data = {"message": message.encode("utf-8", "surrogatepass")}
    answer = stranger.post(f"/profils/{code}/demande", data=data)
    assert answer.status_code in (302, 422)

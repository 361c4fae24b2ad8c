"""Handing people over, on the pages of a manager and of coaches."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session, sessionmaker

from matching.pool.candidates.tables import Candidate
from matching.pool.people.tables import Person
from tests.world.site import SignIn, World

Sessions = sessionmaker[Session]


def coach_id(sessions: Sessions, world: World, who: str) -> int | None:
    with sessions() as session:
        return session.get_one(Candidate, world.candidates[who]).coach_id


def close(sign_in: SignIn, world: World, who: str) -> FlaskClient:
    one = sign_in("administrator")
    assert one.post(f"/comptes/{world.people[who]}/fermer").status_code == 302
    return one


# Pages.


def test_the_manager_shares_out_the_people_of_a_coach_who_has_gone(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one, gone, other = sign_in("manager"), world.people["coach"], world.people["colleague"]
    assert "/suivis" in one.get("/candidats/").text
    assert "Compte fermé" not in one.get("/suivis").text
    assert "restent à son nom" in close(sign_in, world, "coach").get(f"/comptes/{gone}").text
    page = one.get(f"/suivis?de={gone}").text
    assert "Compte fermé" in page
    assert "En attente d’un coach" in page
    assert f'<option selected value="{gone}">' in page
    assert f'<option value="{gone}">Camille' not in page, "who has gone is not offered"
    answer = one.post("/suivis", data={"whose": gone, "to": other})
    assert answer.location == "/suivis"
    assert "1 personne a un nouveau coach." in one.get("/suivis").text
    assert coach_id(sessions, world, "fatima") == other
    journal = one.get("/journaux/").text
    assert "à Hugo Weber" in journal
    sheet = load_workbook(io.BytesIO(one.get("/suivis.xlsx").data)).active
    assert [row[:2] for row in sheet.iter_rows(values_only=True)][1:] == [("Weber", "Hugo")]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Choisissez les personnes à confier."),
        ({"whose": "2147483648", "to": "1"}, "Choisissez les personnes à confier."),
        ({"whose": "{coach}"}, "Choisissez un coach de la structure"),
        ({"whose": "{coach}", "to": "{stranger}"}, "Choisissez un coach de la structure"),
        ({"whose": "{coach}", "to": "9" * 30}, "Choisissez un coach de la structure"),
        ({"whose": "{coach}", "to": "{coach}"}, "les suit déjà"),
    ],
)
def test_what_is_refused_says_why_and_keeps_the_choice(
    sign_in: SignIn, sessions: Sessions, world: World, typed: dict[str, str], said: str
) -> None:
    data = {name: value.format(**world.people) for name, value in typed.items()}
    answer = sign_in("manager").post("/suivis", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    if typed.get("whose") == "{coach}":
        assert f'<option selected value="{world.people["coach"]}">' in answer.text
    assert coach_id(sessions, world, "fatima") == world.people["coach"]


def test_a_coach_hands_a_person_over_on_her_page(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one, fatima = sign_in("coach"), world.candidates["fatima"]
    page = one.get(f"/candidats/{fatima}").text
    assert "Confier à un autre coach" in page
    assert "Hugo Weber" in page
    assert "Louis Meyer" not in page
    answer = one.post(f"/candidats/{fatima}/coach", data={"suivi-to": ""})
    assert answer.status_code == 422
    assert "Choisissez un coach de la structure" in answer.text
    answer = one.post(f"/candidats/{fatima}/coach", data={"suivi-to": world.people["colleague"]})
    assert answer.location == f"/candidats/{fatima}"
    assert coach_id(sessions, world, "fatima") == world.people["colleague"]
    page = one.get(answer.location).text
    assert "Hugo Weber qui suit Fatima Benali" in page
    assert "Confier à un autre coach" not in page
    answer = one.post(f"/candidats/{fatima}/coach", data={"suivi-to": world.people["coach"]})
    assert answer.status_code == 403


def test_a_colleague_takes_over_from_a_closed_account(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one, igor = sign_in("coach"), world.candidates["igor"]
    assert "Confier à un autre coach" not in one.get(f"/candidats/{igor}").text
    administrator = close(sign_in, world, "colleague")
    page = one.get(f"/candidats/{igor}").text
    assert "(compte fermé)" in page
    assert "attend un autre coach" in page
    one.post(f"/candidats/{igor}/coach", data={"suivi-to": world.people["coach"]})
    assert coach_id(sessions, world, "igor") == world.people["coach"]
    # Opened again, she has what nobody took over, and is written to.
    assert administrator.post(f"/comptes/{world.people['colleague']}/rouvrir").status_code == 302
    with sessions() as session:
        assert session.get_one(Person, world.people["colleague"]).active

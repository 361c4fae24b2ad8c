"""Who accompanies whom: nobody waits for a coach who has gone, and who takes over is told."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import Role
from matching.audit.events import AuditEvent
from matching.errors import Forbidden, Invalid
from matching.letters import OutgoingMail
from matching.pool.candidates import portfolios
from matching.pool.candidates.keepers import keepers
from matching.pool.candidates.rights import can_hand_over, can_open_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure
from tests.world.builders import a_candidate, a_coach, a_person, a_structure, a_territory
from tests.world.site import SignIn, World
from webapp.letters import wording
from webapp.letters.wording import word

Sessions = sessionmaker[Session]


@pytest.fixture
def structure(session: Session) -> Structure:
    return a_structure(session, a_territory(session, "67", "68"))


@pytest.fixture
def manager(session: Session, structure: Structure) -> Person:
    return a_person(session, Role.STRUCTURE_MANAGER, structure=structure)


def coach_id(sessions: Sessions, world: World, who: str) -> int | None:
    with sessions() as session:
        return session.get_one(Candidate, world.candidates[who]).coach_id


def close(sign_in: SignIn, world: World, who: str) -> FlaskClient:
    one = sign_in("administrator")
    assert one.post(f"/comptes/{world.people[who]}/fermer").status_code == 302
    return one


# Letters.


def test_letters_go_to_somebody_who_reads_them(
    session: Session, structure: Structure, manager: Person
) -> None:
    coach = a_person(session, Role.COACH, structure=structure)
    other = a_person(session, Role.COACH, structure=structure)
    row = a_candidate(session, structure, coach_id=coach.id)
    assert keepers(session, row) == [coach]
    coach.active = False
    assert keepers(session, row) == [manager]
    manager.active = False
    assert keepers(session, row) == [other]
    other.active = False
    assert keepers(session, row) == []


# Handing over.


def test_one_person_gets_another_coach(
    session: Session, structure: Structure, manager: Person
) -> None:
    coach = a_person(session, Role.COACH, structure=structure)
    other = a_person(session, Role.COACH, structure=structure)
    row = a_candidate(session, structure, coach_id=coach.id)
    actor = actor_of(coach)
    assert portfolios.takers(session, actor, row) == [other]
    assert portfolios.hand_over(session, actor, row, other.id) is other
    assert row.coach is other
    [letter] = session.scalars(select(OutgoingMail))
    assert (letter.to, letter.letter) == (other.email, "handed_over")
    assert row.last_name not in str(letter.facts)
    event = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()
    assert (event.subject_id, event.facts) == (row.id, {"what": "coach", "person_id": other.id})
    with pytest.raises(Forbidden, match="Seul son coach"):  # she is no longer hers to give
        portfolios.hand_over(session, actor, row, coach.id)
    portfolios.hand_over(session, actor_of(manager), row, coach.id)
    assert row.coach is coach


def test_whom_one_cannot_hand_over_to(
    session: Session, structure: Structure, manager: Person
) -> None:
    """Nobody, a manager who is no coach, a coach elsewhere, one whose account is closed."""
    row = a_candidate(session, structure)
    elsewhere = a_person(session, Role.COACH, structure=a_structure(session, structure.territory))
    gone = a_person(session, Role.COACH, structure=structure)
    gone.active = False
    session.flush()
    actor = actor_of(manager)
    assert portfolios.takers(session, actor, row) == []
    for to in (None, manager.id, elsewhere.id, gone.id, 2**31 - 1):
        with pytest.raises(Invalid, match="dont le compte est ouvert"):
            portfolios.hand_over(session, actor, row, to)
    assert row.coach_id is None


def test_any_coach_takes_over_from_one_who_has_gone(session: Session, structure: Structure) -> None:
    gone = a_person(session, Role.COACH, structure=structure)
    row = a_candidate(session, structure, coach_id=gone.id)
    here = a_coach(session, structure)
    away = a_coach(session, a_structure(session, structure.territory))
    assert not can_hand_over(here, row)
    gone.active = False
    assert not can_hand_over(away, row)
    assert not can_open_candidate(here, row), "to know her whole record, one takes over"
    portfolios.hand_over(session, here, row, here.person_id)
    assert row.coach_id == here.person_id
    assert can_open_candidate(here, row)
    assert session.scalars(select(OutgoingMail)).all() == [], "nobody writes to herself"


def test_all_the_people_of_a_coach(session: Session, structure: Structure, manager: Person) -> None:
    coach = a_person(session, Role.COACH, structure=structure)
    other = a_person(session, Role.COACH, structure=structure)
    elsewhere = a_candidate(session, a_structure(session, structure.territory))
    hers = [a_candidate(session, structure, coach_id=coach.id) for _ in range(3)]
    hers[0].status = "paused"
    a_candidate(session, structure)
    coach.active = False
    session.flush()
    actor = actor_of(manager)
    found = {one.coach: one for one in portfolios.list_portfolios(session, actor)}
    assert found.keys() == {None, coach, other}
    assert (found[coach].people, found[coach].looking, found[coach].waits) == (3, 2, True)
    assert (found[other].people, found[other].waits) == (0, False)
    assert (found[None].people, found[None].waits) == (1, True)
    with pytest.raises(Invalid, match="compte est ouvert"):
        portfolios.hand_over_all(session, actor, coach.id, coach.id)
    assert portfolios.hand_over_all(session, actor, coach.id, other.id) == 3
    assert portfolios.hand_over_all(session, actor, coach.id, other.id) == 0
    assert portfolios.hand_over_all(session, actor, None, other.id) == 1
    with pytest.raises(Invalid, match="les suit déjà"):
        portfolios.hand_over_all(session, actor, other.id, other.id)
    assert elsewhere.coach_id is None
    letters = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert [(one.to, one.facts["people"]) for one in letters] == [
        (other.email, 3),
        (other.email, 1),
    ]
    found = {one.coach: one for one in portfolios.list_portfolios(session, actor)}
    assert found.keys() == {other}, "whoever has gone and follows nobody is not shown"
    with pytest.raises(Forbidden):
        portfolios.list_portfolios(session, actor_of(other))


@pytest.mark.parametrize("people", [1, 3])
def test_the_letter_to_who_takes_over(people: int) -> None:
    facts = {"first_name": "Hugo", "people": people}
    subject, text = word(wording.letters(), "handed_over", facts, "https://vivier.test")
    assert subject == ("1 personne vous est confiée", "3 personnes vous sont confiées")[people > 1]
    assert text.startswith("Bonjour Hugo")
    assert "https://vivier.test/candidats/?suivi=moi" in text


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

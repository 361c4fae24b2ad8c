"""Who accompanies whom: nobody waits for a coach who has gone, and who takes over is told."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from matching.actor import Role
from matching.errors import Forbidden, Invalid
from matching.pool.candidates import portfolios
from matching.pool.candidates.keepers import keepers
from matching.pool.candidates.rights import can_hand_over, can_open_candidate
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure
from tests.world.builders import a_candidate, a_coach, a_person, a_structure
from tests.world.traces import acts, letters, mails
from webapp.letters import wording
from webapp.letters.wording import word


@pytest.fixture
def manager(session: Session, structure: Structure) -> Person:
    return a_person(session, Role.STRUCTURE_MANAGER, structure=structure)


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
    [letter] = mails(session)
    assert (letter.to, letter.letter) == (other.email, "handed_over")
    assert row.last_name not in str(letter.facts)
    event = acts(session)[-1]
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
    assert letters(session) == [], "nobody writes to herself"


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
    assert [(one.to, one.facts["people"]) for one in mails(session)] == [
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

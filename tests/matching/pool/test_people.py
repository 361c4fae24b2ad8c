"""Recording professionals: addresses, roles, and who may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Role
from matching.errors import Conflict, Forbidden, Invalid
from matching.pool.people.life import PersonData, admit_person
from matching.pool.people.reading import person_by_email
from matching.pool.structures.tables import Territory
from tests.world.builders import a_structure
from tests.world.referrals import Side

COLLEAGUE = PersonData("Nadia", "Keller", "nadia@exemple.fr", (Role.COACH,))


def test_a_professional_is_admitted_once(session: Session, territory: Territory) -> None:
    structure = a_structure(session, territory)
    row = admit_person(session, SYSTEM, COLLEAGUE, structure=structure)
    assert person_by_email(session, " NADIA@exemple.fr ") is row
    with pytest.raises(Conflict):
        admit_person(
            session, SYSTEM, replace(COLLEAGUE, email="Nadia@Exemple.FR"), structure=structure
        )


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (PersonData("", " ", "nadia", ()), {"first_name", "last_name", "email", "roles"}),
        (replace(COLLEAGUE, email="a@b\x00.fr"), {"email", "roles"}),
        (replace(COLLEAGUE, roles=(Role.COACH,)), {"roles"}),
        (replace(COLLEAGUE, roles=(Role.STRUCTURE_MANAGER,)), {"roles"}),
        (replace(COLLEAGUE, roles=(Role.EMPLOYER_CONTACT,)), {"roles"}),
        (replace(COLLEAGUE, roles=(Role.EMPLOYMENT_DEVELOPER,)), {"roles"}),
        (
            replace(COLLEAGUE, roles=(Role.ADMINISTRATOR,), phone="0" * 33, job_title="x" * 121),
            {"phone", "job_title"},
        ),
    ],
)
def test_everything_that_is_wrong_with_a_professional_is_said_at_once(
    session: Session, data: PersonData, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused:
        admit_person(session, SYSTEM, data)
    assert set(refused.value.fields) == fields


def test_a_developer_admits_contacts_and_nobody_else(session: Session, side: Side) -> None:
    employer = side.job.employer
    contact = replace(COLLEAGUE, roles=(Role.EMPLOYER_CONTACT,))
    assert admit_person(session, side.developer, contact, employer=employer).employer is employer
    for roles in ((Role.ADMINISTRATOR,), (Role.EMPLOYER_CONTACT, Role.ADMINISTRATOR)):
        data = replace(contact, email="autre@exemple.fr", roles=roles)
        with pytest.raises(Forbidden):
            admit_person(session, side.developer, data, employer=employer)

"""Small builders of a pool, through the services, for tests that need rows.

Everything has a default, so that a test says only what it is about; the communes and trades that the defaults name come
with tests/world/places.py.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy.orm import Session
from stdnum import luhn

from matching.actor import SYSTEM, Actor, Role
from matching.pool.candidates.life import (
    CandidateData,
    ExperienceData,
    add_experience,
    create_candidate,
)
from matching.pool.candidates.tables import Candidate
from matching.pool.employers.life import EmployerData, create_employer
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData
from matching.pool.jobs.life import create_job
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.life import PersonData, actor_of, admit_person
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure, Territory
from tests.world.places import COLMAR

_numbers = count(1)


def a_territory(session: Session, *departments: str) -> Territory:
    """A territory; Alsace's départements unless said."""
    row = Territory(
        name=f"Territoire {next(_numbers)}", departments=list(departments or ("67", "68"))
    )
    session.add(row)
    session.flush()
    return row


def a_structure(session: Session, territory: Territory) -> Structure:
    """An association of that territory."""
    row = Structure(name=f"Structure {next(_numbers)}", kind="association", territory=territory)
    session.add(row)
    session.flush()
    return row


def an_employer(session: Session, territory: Territory) -> Employer:
    """An employer with a valid SIRET of its own."""
    data = EmployerData("Employeur", a_siret(), COLMAR)
    return create_employer(session, SYSTEM, data, territory_id=territory.id)


def a_siret() -> str:
    """Fourteen digits with both check digits right, never twice the same."""
    siren = f"9{next(_numbers):07d}"
    siren += luhn.calc_check_digit(siren)
    return f"{siren}0001" + luhn.calc_check_digit(f"{siren}0001")


def a_person(
    session: Session,
    *roles: Role,
    structure: Structure | None = None,
    territory: Territory | None = None,
    employer: Employer | None = None,
) -> Person:
    """A professional with these roles."""
    data = PersonData("Camille", "Muller", f"p{next(_numbers)}@vivier.test", roles)
    return admit_person(
        session, SYSTEM, data, structure=structure, territory=territory, employer=employer
    )


def a_coach(session: Session, structure: Structure) -> Actor:
    """A coach of that structure, as an actor."""
    return actor_of(a_person(session, Role.COACH, structure=structure))


def a_candidate(
    session: Session,
    structure: Structure,
    *,
    coach_id: int | None = None,
    experiences: tuple[ExperienceData, ...] = (),
    **data: Any,
) -> Candidate:
    """A candidate of that structure; `data` are the fields of CandidateData."""
    names = {"first_name": "Fatima", "last_name": "Benali"}
    row = create_candidate(
        session, SYSTEM, CandidateData(**names | data), structure_id=structure.id, coach_id=coach_id
    )
    for experience in experiences:
        add_experience(session, SYSTEM, row, experience)
    session.flush()
    return row


def a_job(
    session: Session, employer: Employer, *, published: bool = True, **data: Any
) -> JobProfile:
    """A job profile of that employer, published unless said; `data` are the fields of JobData."""
    fields = {"title": "Cariste", "contract": "CDI", "commune_insee": COLMAR} | data
    row = create_job(session, SYSTEM, employer, JobData(**fields))
    if published:
        set_status(session, SYSTEM, row, JobStatus.PUBLISHED)
    return row

"""Who works in the places of the tests: one person for each role, and for each distance to the same thing.

«stranger» is a coach of another structure, «rival» a contact of another employer; `far_…` are in the other territory.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Role
from matching.pool.people.life import PersonData, admit_person
from matching.pool.people.tables import Person
from tests.world.places import Places


class Seat(NamedTuple):
    """`at` is the short name of her structure, employer or territory: what her role is held in."""

    first_name: str
    last_name: str
    role: Role
    at: str = ""


STAFF = {
    "coach": Seat("Camille", "Muller", Role.COACH, "here"),
    "colleague": Seat("Hugo", "Weber", Role.COACH, "here"),
    "manager": Seat("Nadia", "Keller", Role.STRUCTURE_MANAGER, "here"),
    "stranger": Seat("Louis", "Meyer", Role.COACH, "elsewhere"),
    "far_coach": Seat("Aline", "Perrin", Role.COACH, "far"),
    "developer": Seat("Inès", "Roth", Role.EMPLOYMENT_DEVELOPER, "here"),
    "far_developer": Seat("Denis", "Marchal", Role.EMPLOYMENT_DEVELOPER, "far"),
    "contact": Seat("Paul", "Schmitt", Role.EMPLOYER_CONTACT, "bakery"),
    "rival": Seat("Jeanne", "Klein", Role.EMPLOYER_CONTACT, "depot"),
    "far_contact": Seat("Claire", "Humbert", Role.EMPLOYER_CONTACT, "far"),
    "administrator": Seat("Ada", "Simon", Role.ADMINISTRATOR),
    "auditor": Seat("Odile", "Blanc", Role.AUDITOR),
}


def load_staff(session: Session, places: Places) -> dict[str, Person]:
    """Everybody whose place is there, by the names above; each is written to at <name>@vivier.test."""
    people = {}
    for name, seat in STAFF.items():
        if seat.at == "far" and "far" not in places.territories:
            continue
        data = PersonData(seat.first_name, seat.last_name, f"{name}@vivier.test", (seat.role,))
        structure = territory = employer = None
        if seat.role is Role.EMPLOYER_CONTACT:
            employer = places.employers[seat.at]
        elif seat.role is Role.EMPLOYMENT_DEVELOPER:
            territory = places.territories[seat.at]
        elif seat.at:
            structure = places.structures[seat.at]
        people[name] = admit_person(
            session, SYSTEM, data, structure=structure, territory=territory, employer=employer
        )
    return people

"""Admitting and finding the professionals who use Vivier."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from matching.actor import Actor, Role, check
from matching.audit.events import Act, record, record_about
from matching.checks import Checks, checked_email
from matching.errors import Conflict
from matching.pool.employers.tables import Employer
from matching.pool.people.reading import person_by_email
from matching.pool.people.rights import (
    can_admit_person,
    can_correct_person,
    can_keep_account,
    can_set_roles,
)
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure, Territory


@dataclass(frozen=True, slots=True)
class PersonData:
    """What is written about a professional, as typed."""

    first_name: str
    last_name: str
    email: str
    roles: tuple[Role, ...] = field(default=())
    phone: str | None = None
    job_title: str | None = None


def admit_person(
    session: Session,
    actor: Actor,
    data: PersonData,
    *,
    structure: Structure | None = None,
    territory: Territory | None = None,
    employer: Employer | None = None,
) -> Person:
    """Record a professional; a place that her roles do not need is left out, since it would give rights. Raises
    Invalid, Forbidden, Conflict when the address is known."""
    check(can_admit_person(actor, structure, employer, data.roles))
    person = Person(**_checked(data, structure, territory, employer))
    if person_by_email(session, person.email):
        raise Conflict("Cette adresse de courriel est déjà connue.")
    session.add(person)
    session.flush()  # accounts and portfolios point at its id
    record_about(session, actor, Act.CREATED, person, facts={"roles": list(person.roles)})
    return person


def correct_person(
    session: Session,
    actor: Actor,
    person: Person,
    data: PersonData,
    *,
    structure: Structure | None = None,
    territory: Territory | None = None,
    employer: Employer | None = None,
) -> frozenset[str]:
    """Change what is written about a professional; returns the names of the columns that changed.

    The places are for roles that are new to her: nobody is moved from one to another, since her past acts would
    move with her, and be read there. One that her roles do not need any more is taken away: who leaves her structure
    so («structure» is among the changes) has people to release, and requests for access to end. Raises Forbidden,
    Invalid, Conflict when the address is known.
    """
    check(can_correct_person(actor, person))
    if not can_set_roles(actor, person):
        check(
            set(data.roles) == set(person.roles),
            "Vous ne pouvez pas changer vos propres rôles : demandez à un autre administrateur.",
        )
    wanted = _checked(
        data,
        person.structure or structure,
        person.territory or territory,
        person.employer or employer,
    )
    known = person_by_email(session, wanted["email"])
    if known is not None and known is not person:
        raise Conflict("Cette adresse de courriel est déjà connue.")
    if set(wanted["roles"]) == set(person.roles):
        wanted["roles"] = person.roles
    changed = frozenset(name for name, value in wanted.items() if getattr(person, name) != value)
    if not changed:
        return changed
    structure_id = person.structure_id
    for name in changed:
        setattr(person, name, wanted[name])
    session.flush()
    record(
        session, actor, Act.CHANGED, "person", person.id,
        structure_id=structure_id or person.structure_id,
        facts={"fields": sorted(changed)} | ({"roles": list(person.roles)} if "roles" in changed else {}),
    )  # fmt: skip
    return changed


def set_active(session: Session, actor: Actor, person: Person, active: bool) -> None:
    """Whether she works with Vivier (`Person.active`); noted by the one who closes or opens her account. Those whom
    she accompanies stay in her name until somebody takes over (matching/pool/candidates/portfolios.py). Raises Forbidden."""
    check(can_keep_account(actor, person))
    person.active = active
    session.flush()


INSIDE = frozenset({Role.COACH, Role.STRUCTURE_MANAGER})
"""The roles that somebody has in a structure."""


def _checked(
    data: PersonData,
    structure: Structure | None,
    territory: Territory | None,
    employer: Employer | None,
) -> dict[str, Any]:
    """The columns of a professional as her data and the places that she is offered make them. Raises Invalid."""
    roles, checks = frozenset(data.roles), Checks()
    first = checks.text(data.first_name, "first_name", "le prénom")
    last = checks.text(data.last_name, "last_name", "le nom")
    email = checked_email(checks, data.email)
    checks.length(data.phone, "phone", 32)
    checks.length(data.job_title, "job_title", 120)
    checks.need(roles, "roles", "Choisissez au moins un rôle.")
    checks.need(
        Role.EMPLOYER_CONTACT not in roles or len(roles) == 1,
        "roles",
        "Un contact d’employeur n’a pas d’autre rôle : il ne doit pas voir le vivier.",
    )
    structure = structure if roles & INSIDE else None
    territory = territory if Role.EMPLOYMENT_DEVELOPER in roles else None
    employer = employer if Role.EMPLOYER_CONTACT in roles else None
    checks.need(structure or not roles & INSIDE, "roles", "Un coach appartient à une structure.")
    checks.need(
        employer or Role.EMPLOYER_CONTACT not in roles,
        "roles",
        "Un contact appartient à un employeur.",
    )
    checks.need(
        territory or Role.EMPLOYMENT_DEVELOPER not in roles,
        "roles",
        "Un développeur emploi a un territoire.",
    )
    checks.done()
    return {
        "first_name": first,
        "last_name": last,
        "email": email,
        "phone": data.phone,
        "job_title": data.job_title,
        "roles": list(data.roles),
        "structure": structure,
        "territory": territory,
        "employer": employer,
    }


def actor_of(
    person: Person,
    *,
    granted: Collection[int] = (),
    address: str | None = None,
    request_id: str | None = None,
) -> Actor:
    """The actor that a signed-in person is. A coach's territory is that of her structure."""
    territory = person.territory_id
    if territory is None and person.structure is not None:
        territory = person.structure.territory_id
    return Actor(
        person_id=person.id,
        roles=frozenset(person.roles),
        structure_id=person.structure_id,
        territory_id=territory,
        employer_id=person.employer_id,
        granted=frozenset(granted),
        address=address,
        request_id=request_id,
    )

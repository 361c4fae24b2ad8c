"""Professionals found: by address, and where they may work."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.pool.employers.rights import visible_employers
from matching.pool.employers.tables import Employer
from matching.pool.people.rights import can_administer_accounts, can_admit_person
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure, Territory


def person_by_email(session: Session, email: str) -> Person | None:
    """The person of that address, whatever its case."""
    return session.scalar(select(Person).where(func.lower(Person.email) == email.strip().lower()))


@dataclass(frozen=True, slots=True)
class Workplaces:
    """Where a professional may be admitted, by name."""

    structures: list[Structure]
    territories: list[Territory]


def workplaces(session: Session, actor: Actor) -> Workplaces:
    """The structures and territories where the actor may admit somebody: none for those who only admit contacts
    of employers. Raises Forbidden."""
    check(can_administer_accounts(actor))
    if not can_admit_person(actor, None, None, ()):
        return Workplaces([], [])
    structures = select(Structure).where(Structure.active).order_by(Structure.name)
    territories = select(Territory).order_by(Territory.name)
    return Workplaces(list(session.scalars(structures)), list(session.scalars(territories)))


def employers_to_choose(
    session: Session, actor: Actor, text: str, *, limit: int = 10
) -> list[Employer]:
    """The employers for whom the actor may admit contacts and whose name or SIRET answers. Raises Forbidden."""
    check(can_administer_accounts(actor))
    statement = select(Employer).order_by(Employer.name, Employer.id).limit(limit)
    if not (actor.system or actor.administers):
        statement = statement.where(visible_employers(actor))
    digits = re.sub(r"[\s.]", "", text)
    if digits.isdigit():
        statement = statement.where(Employer.siret.startswith(digits, autoescape=True))
    else:
        for word in text.split()[:5]:
            statement = statement.where(Employer.name.icontains(word, autoescape=True))
    return list(session.scalars(statement))

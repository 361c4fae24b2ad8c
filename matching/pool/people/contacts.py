"""Those who speak for an employer, and are written to."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.actor import Role
from matching.letters import Letter, Someone, post
from matching.pool.people.tables import Person


def write_to_contacts(
    session: Session, employer_id: int, letter: Letter, *, about: Someone | None = None
) -> None:
    """Post a letter to every contact of an employer who works with Vivier."""
    contacts = session.scalars(
        select(Person)
        .where(
            Person.employer_id == employer_id,
            Person.active,
            Person.roles.contains([str(Role.EMPLOYER_CONTACT)]),
        )
        .order_by(Person.id)
    )
    for contact in contacts:
        post(session, contact.email, letter, about=about)

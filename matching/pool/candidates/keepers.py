"""Who keeps a person's record now, and is written to about her."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.actor import Role
from matching.letters import Letter, post
from matching.pool.candidates.tables import Candidate
from matching.pool.people.tables import Person


def keepers(session: Session, candidate: Candidate) -> Sequence[Person]:
    """Who answers for a person's record and gets the letters about it: her coach; where she has none or the coach's
    account is closed, the managers of the structure; where there is none, its coaches."""
    if candidate.coach is not None and candidate.coach.active:
        return [candidate.coach]
    staff = session.scalars(
        select(Person)
        .where(Person.structure_id == candidate.structure_id, Person.active)
        .order_by(Person.id)
    ).all()
    for role in (Role.STRUCTURE_MANAGER, Role.COACH):
        if found := [person for person in staff if role in person.roles]:
            return found
    return []


def write_to_keepers(session: Session, candidate: Candidate, letter: Letter) -> None:
    """Post a letter about a person to those who answer for her record (`keepers`). It calls her by her reference."""
    for keeper in keepers(session, candidate):
        post(session, keeper.email, letter, about=candidate)

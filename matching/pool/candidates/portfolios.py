"""Portfolios: who accompanies whom, and who takes over when a coach leaves or her people are shared out.

A person whose coach is gone is called back by nobody. So letters about her go to somebody who reads them, her
structure sees whose people are waiting, and whoever takes over is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from matching.actor import Actor, Role, check
from matching.audit.events import Act, record_about
from matching.errors import Invalid
from matching.letters import post
from matching.pool.candidates.letters import HandedOver
from matching.pool.candidates.rights import can_hand_over, can_share_out
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.people.tables import Person

BY_NAME = (func.lower(Person.last_name), func.lower(Person.first_name), Person.id)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The people of a structure whom one coach accompanies; `coach` is None for those without one."""

    coach: Person | None
    people: int
    looking: int
    """How many of them look for work."""

    @property
    def takes(self) -> bool:
        """Whether the coach may be given others."""
        return self.coach is not None and self.coach.active and Role.COACH in self.coach.roles

    @property
    def waits(self) -> bool:
        """Whether there are people in it whom nobody follows."""
        return self.people > 0 and (self.coach is None or not self.coach.active)


def list_portfolios(session: Session, actor: Actor) -> list[Portfolio]:
    """Those of the actor's structure, people without a coach first, then by name. Coaches whose account is closed
    are among them while somebody is left in their name. Raises Forbidden."""
    check(
        can_share_out(actor),
        "Seule la personne responsable d’une structure voit qui suit qui.",
    )
    looking = func.count().filter(Candidate.status == CandidateStatus.ACTIVE)
    rows = session.execute(
        select(Candidate.coach_id, func.count(), looking)
        .where(Candidate.structure_id == actor.structure_id)
        .group_by(Candidate.coach_id)
    )
    counts = {coach_id: (people, active) for coach_id, people, active in rows}
    coaches = session.scalars(
        select(Person)
        .where(
            Person.id.in_([id_ for id_ in counts if id_ is not None])
            | Person.id.in_(_takers(actor.structure_id))
        )
        .order_by(*BY_NAME)
    )
    found = [Portfolio(one, *counts.get(one.id, (0, 0))) for one in coaches]
    return [Portfolio(None, *counts[None]), *found] if None in counts else found


def takers(session: Session, actor: Actor, candidate: Candidate) -> list[Person]:
    """The coaches to whom the actor may hand a person over, by name; none where she may not."""
    if not can_hand_over(actor, candidate):
        return []
    return list(
        session.scalars(
            select(Person)
            .where(Person.id.in_(_takers(candidate.structure_id)), Person.id != candidate.coach_id)
            .order_by(*BY_NAME)
        )
    )


def hand_over(session: Session, actor: Actor, candidate: Candidate, coach_id: int | None) -> Person:
    """Give a person another coach of her structure, who is told; returns the coach. Raises Forbidden, Invalid."""
    check(
        can_hand_over(actor, candidate),
        "Seul son coach, ou la personne responsable de la structure, confie cette personne à un autre coach.",
    )
    taker = _taker(session, candidate.structure_id, coach_id)
    _hand_over(session, actor, [candidate], taker)
    return taker


def hand_over_all(session: Session, actor: Actor, coach_id: int | None, to_id: int | None) -> int:
    """Give all the people whom a coach of the actor's structure accompanies (None: those without a coach) to
    another, who is told; returns how many. Raises Forbidden, Invalid."""
    check(
        can_share_out(actor),
        "Seule la personne responsable d’une structure confie les personnes d’un coach à un autre.",
    )
    taker = _taker(session, actor.structure_id, to_id)
    if taker.id == coach_id:
        message = "Ce coach les suit déjà : choisissez-en un autre."
        raise Invalid(message, {"to": message})
    whose = Candidate.coach_id.is_(None) if coach_id is None else Candidate.coach_id == coach_id
    people = session.scalars(
        select(Candidate)
        .where(Candidate.structure_id == actor.structure_id, whose)
        .order_by(Candidate.id)
        .with_for_update()
    ).all()
    return _hand_over(session, actor, people, taker)


def _hand_over(session: Session, actor: Actor, people: Sequence[Candidate], taker: Person) -> int:
    """Returns how many were not the taker's before."""
    moved = [candidate for candidate in people if candidate.coach_id != taker.id]
    for candidate in moved:
        candidate.coach = taker
        record_about(
            session,
            actor,
            Act.CHANGED,
            candidate,
            things={"person": taker.id},
            facts={"what": "coach"},
        )
    if moved and taker.id != actor.person_id:
        post(session, taker.email, HandedOver(taker.first_name, len(moved)))
    session.flush()
    return len(moved)


def _taker(session: Session, structure_id: int | None, coach_id: int | None) -> Person:
    found = session.scalar(
        select(Person).where(Person.id == coach_id, Person.id.in_(_takers(structure_id)))
    )
    if found is None:
        message = "Choisissez un coach de la structure dont le compte est ouvert."
        raise Invalid(message, {"to": message})
    return found


def _takers(structure_id: int | None) -> Select[int]:
    return select(Person.id).where(
        Person.structure_id == structure_id,
        Person.active,
        Person.roles.contains([Role.COACH]),
    )


def release(session: Session, person: Person) -> None:
    """Who has left her structure accompanies nobody there any more: her people have no coach, and are kept by their
    structure until somebody takes them over."""
    session.execute(update(Candidate).where(Candidate.coach_id == person.id).values(coach_id=None))

"""Everybody around one person and one job, for tests of what happens between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from matching.actor import Actor, Role
from matching.journey.referrals.life import answer_for_herself, propose
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import Disclosure
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from tests.world.builders import (
    a_candidate,
    a_job,
    a_person,
    a_structure,
    a_territory,
    an_employer,
    load_reference,
)

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NAMED, ANONYMOUS = Disclosure.NAMED, Disclosure.ANONYMOUS


@dataclass
class Side:
    """Everybody around one person and one job."""

    coach: Actor
    colleague: Actor
    manager: Actor
    stranger: Actor
    developer: Actor
    contact: Actor
    rival: Actor
    herself: Actor
    neighbour: Actor
    candidate: Candidate
    job: JobProfile
    contact_email: str
    coach_email: str


def a_side(session: Session) -> Side:
    load_reference(session)
    territory = a_territory(session)
    here, elsewhere = a_structure(session, territory), a_structure(session, territory)
    employer, other = an_employer(session, territory), an_employer(session, territory)
    coach = a_person(session, Role.COACH, structure=here)
    contact = a_person(session, Role.EMPLOYER_CONTACT, employer=employer)

    def actor(role: Role, **place: Any) -> Actor:
        return actor_of(a_person(session, role, **place))

    candidate = a_candidate(
        session, here, coach_id=coach.id, email="fatima@vivier.test", phone="06 12 34 56 78"
    )
    return Side(
        coach=actor_of(coach),
        colleague=actor(Role.COACH, structure=here),
        manager=actor(Role.STRUCTURE_MANAGER, structure=here),
        stranger=actor(Role.COACH, structure=elsewhere),
        developer=actor(Role.EMPLOYMENT_DEVELOPER, territory=territory),
        contact=actor_of(contact),
        rival=actor(Role.EMPLOYER_CONTACT, employer=other),
        herself=Actor(None, frozenset(), candidate_id=candidate.id),
        neighbour=Actor(None, frozenset(), candidate_id=a_candidate(session, here).id),
        candidate=candidate,
        job=a_job(session, employer),
        contact_email=contact.email,
        coach_email=coach.email,
    )


def proposed(session: Session, side: Side, **words: str) -> Referral:
    said = {"message": "Ce poste est tout près.", "presentation": "Ponctuelle et rapide."} | words
    return propose(
        session, side.coach, job=side.job, candidate=side.candidate, now=NOW, today=TODAY, **said
    )


def agreed(session: Session, side: Side, disclosure: Disclosure = ANONYMOUS) -> Referral:
    one = proposed(session, side)
    return answered(session, side.herself, one, disclosure=disclosure)


def answered(session: Session, actor: Actor, one: Referral, **values: Any) -> Referral:
    return answer_for_herself(
        session, actor, one, **({"agrees": True, "now": NOW, "today": TODAY} | values)
    )

"""Everybody around one person and one job, for tests of what happens between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from matching.actor import Actor
from matching.journey.referrals.life import answer_for_herself, propose
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import Disclosure
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from tests.world.builders import a_candidate, a_job
from tests.world.places import NOW, TODAY, load_places
from tests.world.staff import load_staff

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
    places = load_places(session)
    people = load_staff(session, places)
    actors = {name: actor_of(person) for name, person in people.items()}
    here = places.structures["here"]
    candidate = a_candidate(
        session,
        here,
        coach_id=people["coach"].id,
        email="fatima@vivier.test",
        phone="06 12 34 56 78",
    )
    return Side(
        coach=actors["coach"],
        colleague=actors["colleague"],
        manager=actors["manager"],
        stranger=actors["stranger"],
        developer=actors["developer"],
        contact=actors["contact"],
        rival=actors["rival"],
        herself=Actor(None, frozenset(), candidate_id=candidate.id),
        neighbour=Actor(None, frozenset(), candidate_id=a_candidate(session, here).id),
        candidate=candidate,
        job=a_job(session, places.employers["bakery"]),
        contact_email=people["contact"].email,
        coach_email=people["coach"].email,
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


@pytest.fixture
def side(session: Session) -> Side:
    return a_side(session)

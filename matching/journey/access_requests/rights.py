"""Requests to know who an anonymous profile is: asked by a coach, decided by who keeps the person's record."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import Session

from matching.actor import Actor, View
from matching.journey.access_requests.tables import AccessRequest
from matching.pool.candidates.rights import (
    can_edit_candidate,
    can_open_candidate,
    visible_candidates,
)
from matching.pool.candidates.tables import Candidate
from matching.pool.people.tables import Person
from matching.pool.reference.terms import RequestState


def granted_to(session: Session, person: Person, today: date) -> frozenset[int]:
    """The candidates of other structures whom this coach may know as colleagues do, for now. With a person's
    consent to be seen outside her structure, what was given under it goes too."""
    return frozenset(
        session.scalars(
            select(AccessRequest.candidate_id)
            .join(AccessRequest.candidate)
            .where(
                Candidate.shares_anonymously,
                AccessRequest.asked_by_id == person.id,
                AccessRequest.state == RequestState.ACCEPTED,
                AccessRequest.expires_on >= today,
            )
        )
    )


# Requests to know who an anonymous profile is: asked by a coach, decided by who keeps the person's record.


def can_decide_access(actor: Actor, request: AccessRequest) -> bool:
    return can_edit_candidate(actor, request.candidate)


def can_see_access_request(actor: Actor, request: AccessRequest) -> bool:
    """One's own, and those about people whose record one keeps."""
    if actor.system:
        return True
    own = request.asked_by_id == actor.person_id
    return actor.accompanies and (own or can_open_candidate(actor, request.candidate))


def visible_access_requests(actor: Actor) -> ColumnElement[bool]:
    """One's own, and those about people whose record one keeps."""
    if actor.system:
        return true()
    if not actor.accompanies:
        return false()
    kept = AccessRequest.candidate.has(visible_candidates(actor, View.FULL))
    return or_(AccessRequest.asked_by_id == actor.person_id, kept)

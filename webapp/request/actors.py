"""Who is asking: the signed-in account's person, as the domain's policy knows her."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import g, request
from flask_login import current_user
from sqlalchemy.orm import Session

from matching import history
from matching.actor import Actor, Role
from matching.errors import Forbidden
from matching.journey.access_requests.rights import granted_to
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from webapp.request.context import current_runtime, current_session, request_id

Thing = TypeVar("Thing")

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def current_person() -> Person:
    """The signed-in professional. Raises Forbidden when nobody is signed in."""
    if not current_user.is_authenticated:
        raise Forbidden("Connectez-vous pour continuer.")
    person: Person = current_user.person
    return person


def nobody() -> Actor:
    """Somebody who has not signed in, for what she may do without: she has no right, but an address."""
    return Actor(
        person_id=None, roles=frozenset(), address=request.remote_addr, request_id=request_id()
    )


def current_actor() -> Actor:
    """The signed-in person's roles, where she holds them and where she asks from: read once for each request.
    Where something may be changed, the database is told who does it (matching/history.py)."""
    if "actor" not in g:
        person = current_person()
        session = current_session()
        is_coach = Role.COACH in person.roles or Role.STRUCTURE_MANAGER in person.roles
        today = current_runtime().today()
        g.actor = actor_of(
            person,
            granted=granted_to(session, person, today) if is_coach else (),
            address=request.remote_addr,
            request_id=request_id(),
        )
        if request.method not in READING:
            history.acting(session, g.actor)
    actor: Actor = g.actor
    return actor


def asked(get: Callable[[Session, Actor, int], Thing], id_: int) -> Thing:
    """The thing of an address for the signed-in person; `get` is the service that says whether she may have it.
    Raises what it raises: NotFound, Forbidden."""
    return get(current_session(), current_actor(), id_)


def current_departments() -> list[str]:
    """The départements of the signed-in person's territory, for filters; empty when she has none."""
    person = current_person()
    territory = person.territory
    if territory is None and person.structure is not None:
        territory = person.structure.territory
    if territory is None and person.employer is not None:
        territory = person.employer.territory
    return sorted(territory.departments) if territory else []

"""Who is asking: the signed-in account's person, as the domain's policy knows her."""

from __future__ import annotations

from flask import g
from flask_login import current_user

from matching.errors import Forbidden
from matching.policy import Actor, actor_of
from matching.pool.tables import Person


def current_person() -> Person:
    """The signed-in professional. Raises Forbidden when nobody is signed in."""
    if not current_user.is_authenticated:
        raise Forbidden("Connectez-vous pour continuer.")
    person: Person = current_user.person
    return person


def current_actor() -> Actor:
    """The signed-in person's roles and where she holds them, read once for each request."""
    if "actor" not in g:
        g.actor = actor_of(current_person())
    actor: Actor = g.actor
    return actor


def current_departments() -> list[str]:
    """The départements of the signed-in person's territory, for filters; empty when she has none."""
    person = current_person()
    territory = person.territory
    if territory is None and person.structure is not None:
        territory = person.structure.territory
    if territory is None and person.employer is not None:
        territory = person.employer.territory
    return sorted(territory.departments) if territory else []

"""Employers are known in their territory; a contact knows only her own."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, true

from matching.actor import Actor
from matching.pool.employers.tables import Employer


def can_create_employer(actor: Actor) -> bool:
    return actor.system or actor.develops


def can_see_employer(actor: Actor, employer: Employer) -> bool:
    if actor.system or (actor.hires and employer.id == actor.employer_id):
        return True
    return (actor.accompanies or actor.develops) and employer.territory_id == actor.territory_id


def visible_employers(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.hires:
        rules.append(Employer.id == actor.employer_id)
    if actor.accompanies or actor.develops:
        rules.append(Employer.territory_id == actor.territory_id)
    return or_(*rules) if rules else false()

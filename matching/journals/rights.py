"""Journals: the auditor reads all of them, a manager those of her structure's people and staff."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from matching.actor import Actor
from matching.audit.events import AuditEvent
from matching.pool.people.tables import Person
from matching.ranking.log.tables import RankingEntry
from matching.ranking.rights import can_search

NO_JOURNALS = (
    "Les journaux sont réservés aux responsables de structure et aux personnes chargées de l’audit."
)


NO_RANKINGS = (
    "Le journal des classements est réservé aux personnes qui cherchent, gèrent ou contrôlent."
)


def reads_some(actor: Actor) -> bool:
    """Reads a journal or a history: of others, or of her own searches."""
    return can_read_journals(actor) or can_search(actor, "job")


def can_read_journals(actor: Actor) -> bool:
    return actor.system or actor.audits or actor.manages


def visible_audit(actor: Actor) -> ColumnElement[bool]:
    if actor.system or actor.audits:
        return true()
    if not actor.manages:
        return false()
    staff = select(Person.id).where(Person.structure_id == actor.structure_id)
    return or_(
        AuditEvent.structure_id == actor.structure_id,
        and_(AuditEvent.actor_kind == "person", AuditEvent.actor_id.in_(staff)),
    )


def visible_rankings(actor: Actor) -> ColumnElement[bool]:
    """One's own rankings too: who asked may read again what she was shown."""
    if actor.system or actor.audits:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.person_id is not None:
        rules.append(
            and_(RankingEntry.actor_kind == "person", RankingEntry.actor_id == actor.person_id)
        )
    if actor.manages:
        rules.append(RankingEntry.structure_id == actor.structure_id)
    return or_(*rules) if rules else false()

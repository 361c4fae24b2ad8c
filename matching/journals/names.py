"""Who the numbers in journals are, for a reader who may know."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.actor import Actor, check
from matching.audit.events import AuditEvent, thing_in
from matching.journals.rights import NO_RANKINGS, reads_some
from matching.pool.candidates.rights import can_open_candidate, can_see_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.employers.tables import Employer
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure, Territory
from matching.ranking.log.tables import RankingEntry, RankingResult


@dataclass(frozen=True, slots=True)
class Names:
    """What things are called before one reader: kind → id → name. A person whom she may not know by name is
    called by her reference; what is gone has no entry."""

    known: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    openable: frozenset[int] = frozenset()
    """The people whose record she may open."""

    def of(self, kind: str, id_: int | None) -> str | None:
        return self.known.get(kind, {}).get(id_ or 0)


def names(session: Session, actor: Actor, wanted: Mapping[str, Iterable[int]]) -> Names:
    """The names of these things («candidate», «job», «employer», «person», «structure», «territory» → ids): one
    statement for each kind. Raises Forbidden for those who read no journal."""
    check(reads_some(actor), NO_RANKINGS)
    ids = {kind: {id_ for id_ in some if id_} for kind, some in wanted.items()}
    known: dict[str, dict[int, str]] = {}
    openable = set()
    if ids.get("candidate"):
        found = session.scalars(
            select(Candidate)
            .where(Candidate.id.in_(ids["candidate"]))
            .options(joinedload(Candidate.structure))
        )
        known["candidate"] = {}
        for one in found:
            named = can_see_candidate(actor, one)
            known["candidate"][one.id] = one.full_name if named else one.reference
            if can_open_candidate(actor, one):
                openable.add(one.id)
    for kind, table, called in _NAMED:
        if ids.get(kind):
            rows = session.scalars(select(table).where(table.id.in_(ids[kind])))
            known[kind] = {row.id: called(row) for row in rows}
    return Names(known, frozenset(openable))


_NAMED: tuple[tuple[str, Any, Callable[[Any], str]], ...] = (
    ("job", JobProfile, lambda row: row.title),
    ("employer", Employer, lambda row: row.name),
    ("person", Person, lambda row: row.full_name),
    ("structure", Structure, lambda row: row.name),
    ("territory", Territory, lambda row: row.name),
)


def names_in_events(session: Session, actor: Actor, events: Sequence[AuditEvent]) -> Names:
    """The names that a page of the journal needs."""
    wanted: dict[str, set[int]] = {}
    for event in events:
        things = [
            (event.subject_kind, event.subject_id),
            (event.actor_kind, event.actor_id),
            ("structure", event.structure_id),
            ("candidate", thing_in(event.facts, "candidate")),
            ("job", thing_in(event.facts, "job")),
            ("person", thing_in(event.facts, "person")),
        ]
        if event.facts.get("like"):
            things.append((event.facts["like"], event.facts.get("like_id")))
        for kind, id_ in things:
            if isinstance(id_, int):
                wanted.setdefault(kind, set()).add(id_)
    return names(session, actor, wanted)


def names_in_rankings(
    session: Session,
    actor: Actor,
    entries: Sequence[RankingEntry],
    lines: Sequence[RankingResult] = (),
) -> Names:
    """The names that a list of rankings, or the page of one, needs."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        things = [(entry.actor_kind, entry.actor_id), ("structure", entry.structure_id)]
        if entry.asked_kind:
            things.append((entry.asked_kind, entry.asked_id))
        for kind, id_ in things:
            wanted.setdefault(kind, set()).add(id_ or 0)
    for line in lines:
        wanted.setdefault(line.kind, set()).add(line.subject_id)
    return names(session, actor, wanted)

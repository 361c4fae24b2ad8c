"""Reading the journals: who did what, which rankings were shown, and what a record said before.

What is read here was written elsewhere (matching/audit.py, matching/ranking/log.py, triggers of the database).
Each reading is itself noted. People are called by their names only before those who may know them; an auditor
meets references.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matching import audit, policy
from matching.actor import Actor, check
from matching.audit import Act, AuditEvent, SubjectKind
from matching.db import contains_all_words
from matching.errors import NotFound
from matching.history import FieldChange
from matching.journey.tables import Referral
from matching.listing import Listing, Noted
from matching.pool import candidates, jobs
from matching.pool.tables import (
    Candidate,
    Employer,
    JobProfile,
    Person,
    Structure,
    Territory,
)
from matching.ranking.log import RankingEntry, RankingResult
from matching.texts.redaction import redact

NO_JOURNALS = (
    "Les journaux sont réservés aux responsables de structure et aux personnes chargées de l’audit."
)


NO_RANKINGS = (
    "Le journal des classements est réservé aux personnes qui cherchent, gèrent ou contrôlent."
)


def _reads_some(actor: Actor) -> bool:
    """Reads a journal or a history: of others, or of her own searches."""
    return policy.can_read_journals(actor) or policy.can_search(actor, "job")


@dataclass(frozen=True, slots=True)
class EventFilters:
    """What the journal is narrowed to: the name of a professional, an act, a thing by kind and id, a person by
    her reference, a span of time (`since` included, `until` not)."""

    who: str = ""
    act: Act | None = None
    kind: SubjectKind | None = None
    subject_id: int | None = None
    reference: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_events(
    session: Session, actor: Actor, filters: EventFilters | None = None
) -> Listing[AuditEvent]:
    """The acts that the actor may read of, newest first. Its own readings are noted without what was on them: a
    journal that copied itself would have no end. Raises Forbidden."""
    check(policy.can_read_journals(actor), NO_JOURNALS)
    filters = filters or EventFilters()
    statement = select(AuditEvent).where(policy.visible_audit(actor))
    if filters.who.strip():
        named = contains_all_words(filters.who, Person.first_name, Person.last_name)
        statement = statement.where(
            AuditEvent.actor_kind == "person",
            AuditEvent.actor_id.in_(select(Person.id).where(named)),
        )
    if filters.act:
        statement = statement.where(AuditEvent.act == filters.act)
    if filters.reference:
        person = session.scalar(
            select(Candidate.id).where(Candidate.reference == filters.reference)
        )
        statement = statement.where(concerning(person or 0))
    if filters.kind:
        statement = statement.where(AuditEvent.subject_kind == filters.kind)
    if filters.subject_id is not None:
        statement = statement.where(AuditEvent.subject_id == filters.subject_id)
    if filters.since:
        statement = statement.where(AuditEvent.at >= filters.since)
    if filters.until:
        statement = statement.where(AuditEvent.at < filters.until)
    noted = Noted("site", _rows_taken, codes={"journal": "audit"})
    return Listing(actor, statement.order_by(AuditEvent.id.desc()), noted, size=50)


def _rows_taken(act: Act, rows: Sequence[AuditEvent], total: int) -> Mapping[str, object]:
    return {"rows": len(rows)} if act is Act.EXPORTED else {}


def concerning(candidate_id: int) -> ColumnElement[bool]:
    """The acts about a person: on her, on her CVs and referrals, her own, and lists that she stood in."""
    return or_(
        and_(AuditEvent.subject_kind == "candidate", AuditEvent.subject_id == candidate_id),
        and_(AuditEvent.actor_kind == "candidate", AuditEvent.actor_id == candidate_id),
        audit.names_thing("candidate", candidate_id),
        and_(
            AuditEvent.subject_kind == "candidate",
            AuditEvent.facts.contains({"ids": [candidate_id]}),
        ),
    )


def get_event(session: Session, actor: Actor, event_id: int) -> AuditEvent:
    """One act with what was typed about it. Raises Forbidden, NotFound."""
    event = _event(session, actor, event_id)
    facts = {"journal": "audit", "event": event.id}
    audit.record(session, actor, Act.SAW, "site", facts=facts)
    return event


def _event(session: Session, actor: Actor, event_id: int) -> AuditEvent:
    check(policy.can_read_journals(actor), NO_JOURNALS)
    event = session.scalar(
        select(AuditEvent)
        .where(AuditEvent.id == event_id, policy.visible_audit(actor))
        .options(joinedload(AuditEvent.detail))
    )
    if event is None:
        raise NotFound("Cet événement n’existe pas, ou ne concerne pas votre structure.")
    return event


def typed_text(session: Session, actor: Actor, event: AuditEvent) -> str | None:
    """What was typed about an act, as far as the actor may read it; None where nothing was, or where it may name
    people whom she may not know: the words of a search in the list of people. Raises Forbidden, NotFound."""
    event = _event(session, actor, event.id)
    if event.detail is None:
        return None
    is_search = event.subject_kind == "candidate" and event.subject_id is None
    if is_search:
        return event.detail.text if not actor.audits or actor.manages else None
    if event.subject_kind != "candidate" or event.subject_id is None:
        return event.detail.text
    person = session.get(Candidate, event.subject_id)
    if person is None or policy.can_see_candidate(actor, person):
        return event.detail.text
    return redact(event.detail.text, names=(person.first_name, person.last_name))


# Names.


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
    check(_reads_some(actor), NO_RANKINGS)
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
            named = policy.can_see_candidate(actor, one)
            known["candidate"][one.id] = one.full_name if named else one.reference
            if policy.can_open_candidate(actor, one):
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
            ("candidate", audit.thing_in(event.facts, "candidate")),
            ("job", audit.thing_in(event.facts, "job")),
            ("person", audit.thing_in(event.facts, "person")),
        ]
        if event.facts.get("like"):
            things.append((event.facts["like"], event.facts.get("like_id")))
        for kind, id_ in things:
            if isinstance(id_, int):
                wanted.setdefault(kind, set()).add(id_)
    return names(session, actor, wanted)


# Rankings.


def list_rankings(
    session: Session,
    actor: Actor,
    *,
    who: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> Listing[RankingEntry]:
    """The pages of rankings that the actor may read again, newest first. Raises Forbidden."""
    check(_reads_some(actor), NO_RANKINGS)
    statement = select(RankingEntry).where(policy.visible_rankings(actor))
    if who.strip():
        named = contains_all_words(who, Person.first_name, Person.last_name)
        statement = statement.where(
            RankingEntry.actor_kind == "person",
            RankingEntry.actor_id.in_(select(Person.id).where(named)),
        )
    if since:
        statement = statement.where(RankingEntry.at >= since)
    if until:
        statement = statement.where(RankingEntry.at < until)
    return Listing(
        actor,
        statement.order_by(RankingEntry.id.desc()),
        Noted("site", codes={"journal": "rankings"}),
        (selectinload(RankingEntry.acts),),
    )


def get_ranking(session: Session, actor: Actor, entry_id: int) -> RankingEntry:
    """One page of a ranking with its lines and the acts that followed. Raises NotFound."""
    entry = session.scalar(
        select(RankingEntry)
        .where(RankingEntry.id == entry_id, policy.visible_rankings(actor))
        .options(selectinload(RankingEntry.results), selectinload(RankingEntry.acts))
    )
    if entry is None:
        raise NotFound("Ce classement n’est plus dans le journal, ou vous n’y avez pas accès.")
    facts = {"journal": "rankings", "entry": entry.id}
    audit.record(session, actor, Act.SAW, "site", facts=facts)
    return entry


def note_export_of_ranking(session: Session, actor: Actor, entry: RankingEntry) -> None:
    """Note that one ranking, with its figures, was taken away as a file. Raises Forbidden: figures are for those
    who check, no page of work shows any. Raises NotFound for a ranking that she may not read."""
    check(policy.can_read_journals(actor), NO_JOURNALS)
    get_ranking(session, actor, entry.id)
    facts = {"journal": "rankings", "entry": entry.id, "rows": len(entry.results)}
    audit.record(session, actor, Act.EXPORTED, "site", facts=facts)


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


# Histories.


def candidate_history(
    session: Session, actor: Actor, candidate_id: int
) -> tuple[Candidate, Listing[FieldChange]]:
    """Who changed what of a person's record, newest first: for those who keep it. Raises NotFound, Forbidden."""
    candidate = candidates.get_candidate(session, actor, candidate_id)
    check(
        policy.can_open_candidate(actor, candidate),
        "L’historique d’une fiche se lit avec la fiche entière : il est réservé à son coach et à la "
        "personne responsable de la structure.",
    )
    return candidate, _changes(actor, "candidate", candidate.id)


def job_history(
    session: Session, actor: Actor, job_id: int
) -> tuple[JobProfile, Listing[FieldChange]]:
    """The same of a job profile: for those who write it. Raises NotFound, Forbidden."""
    job = jobs.get_job(session, actor, job_id)
    check(
        policy.can_edit_job(actor, job),
        "L’historique d’un profil de poste est réservé à l’employeur et aux développeurs emploi.",
    )
    return job, _changes(actor, "job", job.id)


def referral_history(
    session: Session, actor: Actor, referral_id: int
) -> tuple[Referral, Listing[FieldChange]]:
    """The same of a referral: for the coach's side, whose words to the person it holds. Raises NotFound."""
    referral = session.get(Referral, referral_id)
    if referral is None or not policy.can_steer_referral(actor, referral):
        raise NotFound("Cette mise en relation n’existe pas, ou n’est pas suivie par vous.")
    return referral, _changes(actor, "referral", referral.id)


def _changes(actor: Actor, kind: SubjectKind, id_: int) -> Listing[FieldChange]:
    return Listing(
        actor,
        select(FieldChange)
        .where(FieldChange.kind == kind, FieldChange.subject_id == id_)
        .order_by(FieldChange.id.desc()),
        Noted(kind, codes={"journal": "history"}, thing_id=id_),
        size=50,
    )

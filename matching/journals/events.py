"""The journal of what was done, narrowed and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from matching.actor import Actor, check
from matching.audit.events import Act, AuditEvent, SubjectKind, names_thing, record
from matching.db import contains_all_words
from matching.errors import NotFound
from matching.journals.rights import NO_JOURNALS, can_read_journals, visible_audit
from matching.listing import Listing, Noted
from matching.pool.candidates.rights import can_see_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.people.tables import Person
from matching.texts.redaction import redact


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
    check(can_read_journals(actor), NO_JOURNALS)
    filters = filters or EventFilters()
    statement = select(AuditEvent).where(visible_audit(actor))
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
        names_thing("candidate", candidate_id),
        and_(
            AuditEvent.subject_kind == "candidate",
            AuditEvent.facts.contains({"ids": [candidate_id]}),
        ),
    )


def get_event(session: Session, actor: Actor, event_id: int) -> AuditEvent:
    """One act with what was typed about it. Raises Forbidden, NotFound."""
    event = _event(session, actor, event_id)
    facts = {"journal": "audit", "event": event.id}
    record(session, actor, Act.SAW, "site", facts=facts)
    return event


def _event(session: Session, actor: Actor, event_id: int) -> AuditEvent:
    check(can_read_journals(actor), NO_JOURNALS)
    event = session.scalar(
        select(AuditEvent)
        .where(AuditEvent.id == event_id, visible_audit(actor))
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
    if person is None or can_see_candidate(actor, person):
        return event.detail.text
    return redact(event.detail.text, names=(person.first_name, person.last_name))

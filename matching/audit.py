"""Who saw, searched, exported, changed and decided what: when, from where, and with what reason.

Events are only added: the database refuses to change or remove them (triggers, and rights that
`vivier db rights` gives). They hold ids and codes, never a name; what somebody typed (a reason) stands beside in
`AuditDetail`, where erasing a person can reach it, and the event keeps its digest.

A chain of hashes over the events is made afterwards, by `seal`, so that writers never wait for one another.
`verify` computes it again. Whoever can rewrite the whole database can rewrite the whole chain too: only a head
that was noted elsewhere shows that, or that its end was cut off.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    and_,
    cast,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column, relationship

from matching.actor import Actor
from matching.db import Base
from matching.pool.tables import Candidate, Person

SubjectKind = Literal[
    "candidate", "job", "employer", "person", "cv", "referral", "access_request", "account_request",
    "structure", "site",
]  # fmt: skip

Things = Mapping[SubjectKind, "int | None"]
"""Other things that an act was about, by kind. They enter the facts as `<kind>_id`, and in no other way."""


class Act(StrEnum):
    """What was done. One word for each kind of act, so that a journal can be read and counted."""

    SAW = "saw"
    SAW_ANONYMOUS = "saw_anonymous"
    SEARCHED = "searched"
    LISTED = "listed"
    EXPORTED = "exported"
    DOWNLOADED = "downloaded"
    CREATED = "created"
    CHANGED = "changed"
    REMOVED = "removed"
    DECIDED = "decided"
    CONSENTED = "consented"
    OPENED_SENSITIVE = "opened_sensitive"
    ASKED = "asked"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED = "locked"
    ACCOUNT = "account"
    REFUSED = "refused"
    ERASED = "erased"
    MAINTAINED = "maintained"


class AuditEvent(Base):
    """One act. `xid` is the transaction that wrote it: `seal` needs it to know that no earlier one is still
    under way. `structure_id` is that of the person concerned, for the page of its manager."""

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_subject", "subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    """Drawn only once the transaction has its number (migration 0010): `seal` relies on that."""
    at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=text("clock_timestamp()"), index=True
    )
    xid: Mapped[int] = mapped_column(
        BigInteger, server_default=text("pg_current_xact_id()::text::bigint")
    )
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(Integer, index=True)
    act: Mapped[str] = mapped_column(String(24))
    subject_kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    structure_id: Mapped[int | None] = mapped_column(Integer, index=True)
    address: Mapped[str | None] = mapped_column(String(45))
    request_id: Mapped[str | None] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    digest: Mapped[str | None] = mapped_column(String(64))

    detail: Mapped[AuditDetail | None] = relationship(back_populates="event")


class AuditDetail(Base):
    """What somebody typed about an act. `AuditEvent.digest` is the SHA-256 of salt and text: with the row gone,
    nothing can be guessed from the digest, and the chain still holds."""

    __tablename__ = "audit_detail"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)

    event: Mapped[AuditEvent] = relationship(back_populates="detail")


class AuditSeal(Base):
    """A link of the chain: the hash of some events and of the link before."""

    __tablename__ = "audit_seal"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sealed_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=text("clock_timestamp()")
    )
    events: Mapped[int] = mapped_column(Integer)
    settled_below: Mapped[int] = mapped_column(BigInteger)
    """Every event with a smaller id is in the chain by now: where the next look begins."""
    drawn: Mapped[int | None] = mapped_column(BigInteger)
    """The greatest id that had been drawn before this transaction had its number `xid`; None when unknown."""
    xid: Mapped[int] = mapped_column(
        BigInteger, server_default=text("pg_current_xact_id()::text::bigint")
    )
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class SealedEvent(Base):
    """Which seal holds an event."""

    __tablename__ = "sealed_event"

    event_id: Mapped[int] = mapped_column(ForeignKey("audit_event.id"), primary_key=True)
    seal_id: Mapped[int] = mapped_column(ForeignKey("audit_seal.id"), index=True)


_NOTED = "vivier.audited"


def record(
    session: Session,
    actor: Actor,
    act: Act,
    kind: SubjectKind,
    subject_id: int | None = None,
    *,
    structure_id: int | None = None,
    things: Things | None = None,
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Note an act in this transaction. The same sight of the same thing is noted once for each session, that
    is, for each request. `things` are what else it was about, `facts` counts and codes; what was typed goes into
    `reason`."""
    if act in (Act.SAW, Act.SAW_ANONYMOUS, Act.LISTED):
        noted = session.info.setdefault(_NOTED, set())
        if (act, kind, subject_id) in noted:
            return
        noted.add((act, kind, subject_id))
    event = AuditEvent(
        actor_kind=actor.kind,
        actor_id=actor.id,
        act=act,
        subject_kind=kind,
        subject_id=subject_id,
        structure_id=structure_id,
        address=actor.address,
        request_id=actor.request_id,
        facts={f"{name}_id": id_ for name, id_ in (things or {}).items() if id_}
        | dict(facts or {}),
    )
    if reason.strip():
        salt, typed = secrets.token_hex(16), reason.strip()
        event.digest = _digest(salt, typed)
        event.detail = AuditDetail(salt=salt, text=typed)
    session.add(event)


def record_about(
    session: Session,
    actor: Actor,
    act: Act,
    one: Candidate | Person,
    *,
    things: Things | None = None,
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Note an act about one person, accompanied or professional: the manager of her structure reads it too."""
    kind: SubjectKind = "person" if isinstance(one, Person) else "candidate"
    record(
        session, actor, act, kind, one.id,
        structure_id=one.structure_id, things=things, facts=facts, reason=reason,
    )  # fmt: skip


def thing_in(facts: Mapping[str, Any], kind: SubjectKind) -> int | None:
    """The thing of that kind that an event names in its facts, or None. Events are never rewritten, so the words of
    older ones are read too."""
    found = [facts[word] for word in _words(kind) if isinstance(facts.get(word), int)]
    return found[0] if found else None


def names_thing(kind: SubjectKind, id_: int) -> ColumnElement[bool]:
    """The SQL condition of the events of which `thing_in` gives that thing."""
    return or_(*(AuditEvent.facts.contains({word: id_}) for word in _words(kind)))


def _words(kind: SubjectKind) -> tuple[str, ...]:
    """The key of today first, then those of before."""
    return (f"{kind}_id", "coach" if kind == "person" else kind)


# The chain. An event may be committed long after a younger one, so the end of the table is not a safe place to
# seal up to. Two facts make it safe without a lock. First, when every transaction below a number has ended, each
# event of such a transaction is there or will never be. Second, the id of an event is drawn after its transaction
# has a number; so the ids drawn before a sealer got its own number belong to lower ones, and once all those have
# ended, no event can appear among these ids any more: there the next look may begin.

APPEND_ONLY = {
    AuditEvent.__tablename__: ("SELECT", "INSERT"),
    AuditSeal.__tablename__: ("SELECT", "INSERT"),
    SealedEvent.__tablename__: ("SELECT", "INSERT"),
    AuditDetail.__tablename__: ("SELECT", "INSERT", "DELETE"),
}
"""The rights of the running site on the tables of the audit. Details may go: erasing a person reaches them."""

START = "0" * 64
"""What the first link hangs on."""

SEALED_WITHIN = timedelta(minutes=15)
"""An event that is older and in no link says that nobody seals, or that it was put in afterwards."""

_SEALER = 0x5649564945520001
_FOREIGN = timedelta(days=1)
"""After a restore into another cluster, transaction numbers begin again: from this age on, nobody asks for them.
No transaction may stay open that long."""


def _ended(
    xid: InstrumentedAttribute[int], at: InstrumentedAttribute[datetime]
) -> ColumnElement[bool]:
    """Whether the transaction of that number has surely ended."""
    horizon = cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), String), BigInteger)
    return or_(xid < horizon, at < func.now() - _FOREIGN)


def seal(session: Session, limit: int = 10_000) -> int:
    """Put at most `limit` events into the chain, oldest first; returns how many.

    Give it a transaction of its own. Nobody waits: writers know nothing of it, and a second sealer does nothing.
    """
    if not session.scalar(select(func.pg_try_advisory_xact_lock(_SEALER))):
        return 0
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).one_or_none()
    start, previous = (last.settled_below, last.hash) if last else (0, START)
    # Asked before the events are read: what ends between the two questions must not be passed.
    settled = session.scalar(
        select(func.max(AuditSeal.drawn)).where(_ended(AuditSeal.xid, AuditSeal.sealed_at))
    )
    rows = session.execute(
        _EVENTS.outerjoin(SealedEvent, SealedEvent.event_id == AuditEvent.id)
        .where(
            AuditEvent.id >= start,
            SealedEvent.event_id.is_(None),
            _ended(AuditEvent.xid, AuditEvent.at),
        )
        .order_by(AuditEvent.id)
        .limit(limit)
    ).all()
    if not rows:
        return 0
    # Before this transaction has a number, which the first row that it writes gives it.
    fresh = session.scalar(select(func.pg_current_xact_id_if_assigned())) is None
    drawn = session.scalar(select(func.max(AuditEvent.id))) if fresh else None
    if len(rows) == limit:
        settled = min(settled or 0, rows[-1].id)
    link = AuditSeal(
        events=len(rows),
        settled_below=max(start, (settled or 0) + 1),
        drawn=drawn,
        previous=previous,
        hash=_linked(previous, rows),
    )
    session.add(link)
    session.flush()
    session.execute(insert(SealedEvent), [{"event_id": row.id, "seal_id": link.id} for row in rows])
    return len(rows)


_EVENTS = select(
    AuditEvent.id,
    AuditEvent.at,
    AuditEvent.xid,
    AuditEvent.actor_kind,
    AuditEvent.actor_id,
    AuditEvent.act,
    AuditEvent.subject_kind,
    AuditEvent.subject_id,
    AuditEvent.structure_id,
    AuditEvent.address,
    AuditEvent.request_id,
    AuditEvent.facts,
    AuditEvent.digest,
)
_COLUMNS = tuple(column.name for column in _EVENTS.selected_columns)


def _linked(previous: str, rows: Iterable[Any]) -> str:
    """SHA-256 of the hash before and of each event, a line of canonical JSON."""
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        digest.update(_canonical(row))
    return digest.hexdigest()


def _canonical(row: Any) -> bytes:
    said = {name: getattr(row, name) for name in _COLUMNS}
    said["at"] = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    line = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return b"\n" + line.encode()


class Break(StrEnum):
    """What can be wrong with the audit."""

    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    OUT_OF_ORDER = "out_of_order"
    TWICE = "twice"
    DETAIL = "detail"
    UNSEALED = "unsealed"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Broken:
    """One thing that does not hold: of which link, or of which event."""

    kind: Break
    seal_id: int | None = None
    event_id: int | None = None


@dataclass(slots=True)
class Verified:
    """What `verify` found. `head` is the last hash of the chain, to note elsewhere; `waiting` are events so young
    that no link has to hold them yet. `broken` lists the first MOST_BROKEN things, `count` counts all."""

    seals: int = 0
    events: int = 0
    details: int = 0
    waiting: int = 0
    head: str = START
    broken: list[Broken] = field(default_factory=list)
    count: int = 0

    @property
    def holds(self) -> bool:
        return not self.count

    def note(self, kind: Break, *, seal_id: int | None = None, event_id: int | None = None) -> None:
        self.count += 1
        if len(self.broken) < MOST_BROKEN:
            self.broken.append(Broken(kind, seal_id, event_id))


MOST_BROKEN = 100
_BATCH = 2000


def verify(
    session: Session,
    *,
    head: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verified:
    """Compute the whole chain again. `head` is a hash that was noted earlier: without it, a chain whose end was
    cut off looks whole. Wants one snapshot of the database (REPEATABLE READ); reads as a stream."""
    found = Verified()
    total = session.scalar(select(func.count()).select_from(SealedEvent)) or 0
    noted = head.strip().lower() if head else None
    if not _verify_links(session, found, noted, total, progress or (lambda *_: None)):
        found.note(Break.HEAD)
    _verify_keys(session, found)
    _verify_details(session, found)
    _verify_unsealed(session, found)
    return found


def _verify_links(
    session: Session,
    found: Verified,
    noted: str | None,
    total: int,
    progress: Callable[[int, int], None],
) -> bool:
    """Each link against its events; returns whether the noted head is among those that hold (True for none)."""
    seen = noted in (None, START)
    rows = session.execute(
        _EVENTS.add_columns(
            AuditSeal.id.label("seal_id"),
            AuditSeal.events,
            AuditSeal.previous,
            AuditSeal.hash,
            SealedEvent.event_id,
        )
        .select_from(AuditSeal)
        .outerjoin(SealedEvent, SealedEvent.seal_id == AuditSeal.id)
        .outerjoin(AuditEvent, AuditEvent.id == SealedEvent.event_id)
        .order_by(AuditSeal.id, SealedEvent.event_id),
        execution_options={"yield_per": _BATCH},
    )
    for seal_id, held in groupby(rows, key=lambda row: row.seal_id):
        link = next(held)
        events = [row for row in (link, *held) if row.event_id is not None]
        gone = [row.event_id for row in events if row.id is None]
        for event_id in gone:
            found.note(Break.REMOVED, seal_id=seal_id, event_id=event_id)
        if link.previous != found.head:
            found.note(Break.OUT_OF_ORDER, seal_id=seal_id)
        if len(events) != link.events:
            kind = Break.REMOVED if len(events) < link.events else Break.ADDED
            found.note(kind, seal_id=seal_id)
        elif not gone and _linked(link.previous, events) != link.hash:
            found.note(Break.CHANGED, seal_id=seal_id)
        elif not gone and link.hash == noted:
            seen = True
        found.head = link.hash
        found.seals += 1
        found.events += len(events)
        progress(found.events, total)
    return seen


def _verify_keys(session: Session, found: Verified) -> None:
    """What the keys of the tables forbid, unless somebody put them aside: an event in two links, or in a link
    that is gone."""
    twice = select(SealedEvent.event_id).group_by(SealedEvent.event_id).having(func.count() > 1)
    for event_id in session.scalars(twice):
        found.note(Break.TWICE, event_id=event_id)
    orphans = (
        select(SealedEvent.seal_id, SealedEvent.event_id)
        .outerjoin(AuditSeal, AuditSeal.id == SealedEvent.seal_id)
        .where(AuditSeal.id.is_(None))
    )
    for row in session.execute(orphans, execution_options={"yield_per": _BATCH}):
        found.note(Break.REMOVED, seal_id=row.seal_id, event_id=row.event_id)


def _verify_details(session: Session, found: Verified) -> None:
    """What was typed is what was typed then. One that is gone was erased with a person, and the chain holds."""
    rows = session.execute(
        select(AuditDetail.event_id, AuditDetail.salt, AuditDetail.text, AuditEvent.digest)
        .outerjoin(AuditEvent, AuditEvent.id == AuditDetail.event_id)
        .order_by(AuditDetail.event_id),
        execution_options={"yield_per": _BATCH},
    )
    for row in rows:
        found.details += 1
        if _digest(row.salt, row.text) != row.digest:
            found.note(Break.DETAIL, event_id=row.event_id)


def _verify_unsealed(session: Session, found: Verified) -> None:
    """Events of no link: put in where the chain has passed, left too long, or just young."""
    passed = session.scalar(select(func.max(AuditSeal.settled_below))) or 0
    late = and_(AuditEvent.at < func.now() - SEALED_WITHIN, _ended(AuditEvent.xid, AuditEvent.at))
    rows = session.execute(
        select(AuditEvent.id, late.label("is_late"))
        .outerjoin(SealedEvent, SealedEvent.event_id == AuditEvent.id)
        .where(SealedEvent.event_id.is_(None))
        .order_by(AuditEvent.id),
        execution_options={"yield_per": _BATCH},
    )
    for row in rows:
        if row.id < passed:
            found.note(Break.ADDED, event_id=row.id)
        elif row.is_late:
            found.note(Break.UNSEALED, event_id=row.id)
        else:
            found.waiting += 1


def _digest(salt: str, typed: str) -> str:
    return hashlib.sha256(f"{salt}{typed}".encode()).hexdigest()

"""The chain of hashes over the audit: `seal` makes it afterwards, so that writers never wait for one another;
`verify` computes it again.

Whoever can rewrite the whole database can rewrite the whole chain too: only a head that was noted elsewhere shows
that, or that its end was cut off.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Integer,
    String,
    and_,
    cast,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from matching.audit.events import AuditDetail, AuditEvent, digest_of
from matching.db import Base


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
        if digest_of(row.salt, row.text) != row.digest:
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

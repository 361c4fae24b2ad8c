"""Who saw, searched, exported, changed and decided what: when, from where, and with what reason.

Events are only added: the database refuses to change or remove them (triggers, and rights that
`vivier db rights` gives). They hold ids and codes, never a name; what somebody typed (a reason) stands beside in
`AuditDetail`, where erasing a person can reach it, and the event keeps its digest.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Literal, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    or_,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from matching.actor import Actor
from matching.db import Base

SubjectKind = Literal[
    "candidate", "job", "employer", "person", "cv", "referral", "access_request", "account_request",
    "structure", "site",
]  # fmt: skip

Things = Mapping[SubjectKind, "int | None"]
"""Other things that an act was about, by kind. They enter the facts as `<kind>_id`, and in no other way."""


class Concerned(Protocol):
    """A person whom an act was about, accompanied or professional: the rooms that have her lie above this one."""

    subject_kind: ClassVar[SubjectKind]

    @property
    def id(self) -> int: ...

    @property
    def structure_id(self) -> int | None: ...


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
        event.digest = digest_of(salt, typed)
        event.detail = AuditDetail(salt=salt, text=typed)
    session.add(event)


def record_about(
    session: Session,
    actor: Actor,
    act: Act,
    one: Concerned,
    *,
    things: Things | None = None,
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Note an act about one person, accompanied or professional: the manager of her structure reads it too."""
    record(
        session, actor, act, one.subject_kind, one.id,
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


def digest_of(salt: str, typed: str) -> str:
    return hashlib.sha256(f"{salt}{typed}".encode()).hexdigest()

"""What an act leaves behind: the letters that wait to leave, and what the audit says. All reads are in order."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching.audit.events import Act, AuditEvent
from matching.letters import OutgoingMail

Where = Session | sessionmaker[Session]
"""A test's own session, whose changes are flushed first, or the sessions of a page that has answered."""


class Noted(NamedTuple):
    """An event of the audit, read; `text` is what was typed, «» where nothing was or it is erased."""

    act: str
    subject_kind: str
    subject_id: int | None
    facts: dict[str, Any]
    text: str
    actor_kind: str
    actor_id: int | None
    structure_id: int | None
    address: str | None
    request_id: str | None
    id: int


def mails(where: Where) -> list[OutgoingMail]:
    """Everything that was posted, as it waits."""
    if isinstance(where, sessionmaker):
        with where() as session:
            return mails(session)
    where.flush()
    return list(where.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def letters(where: Where) -> list[tuple[str, str]]:
    """(which letter, to whom) of all that was posted."""
    return [(mail.letter, mail.to) for mail in mails(where)]


def facts_of_letters(where: Where, letter: str, to: str | None = None) -> list[dict[str, Any]]:
    """What each of these letters says, of those to everybody unless said."""
    return [mail.facts for mail in mails(where) if mail.letter == letter and to in (None, mail.to)]


def acts(
    where: Where, *only: Act | str, kind: str | None = None, about: int | None = None
) -> list[Noted]:
    """The events of these acts (all unless said), about things of this kind or about this one."""
    if isinstance(where, sessionmaker):
        with where() as session:
            return acts(session, *only, kind=kind, about=about)
    where.flush()
    found = where.scalars(select(AuditEvent).order_by(AuditEvent.id))
    return [
        Noted(
            one.act, one.subject_kind, one.subject_id, one.facts, one.detail.text if one.detail else "",
            one.actor_kind, one.actor_id, one.structure_id, one.address, one.request_id, one.id,
        )
        for one in found
        if (not only or one.act in only) and kind in (None, one.subject_kind) and about in (None, one.subject_id)
    ]  # fmt: skip

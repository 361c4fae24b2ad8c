"""Letters that a change brings with it: what each one says, as fields with a type, and putting one in the outbox.

A room declares its letters as subclasses of `Letter`, one for each piece of news, and the row in the outbox
(matching/letters.py) holds a letter's name and its fields: it is written in the transaction of the change, so a rollback
leaves no letter and a crash loses none. Words are apart, in the template of the same name (webapp/letters/wording.py).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from sqlalchemy import BigInteger, DateTime, Integer, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from matching.db import Base


@dataclass(frozen=True)
class Letter:
    """What a letter needs to be told. Fields are what JSON holds, dates and members of a StrEnum.

    The name and the fields of a letter are what rows hold that wait while Vivier is upgraded: whoever renames one, or
    adds a field, brings a migration of these rows. A field that secures something (a token) is no part of the
    `repr`, which may reach a log.
    """

    name: ClassVar[str]
    """That of its template; left out by classes that several letters are made of."""


class Someone(Protocol):
    """The person whom a letter is about, whatever row she is: this room lies below hers."""

    @property
    def id(self) -> int: ...


def post(session: Session, to: str, letter: Letter, *, about: Someone | None = None) -> None:
    """Send a letter once this transaction has committed. Erasing the person whom it is `about` reaches it while it
    waits."""
    session.add(
        OutgoingMail(
            to=to,
            letter=letter.name,
            facts=facts_of(letter),
            about_candidate_id=about.id if about else None,
        )
    )


def facts_of(letter: Letter) -> dict[str, Any]:
    """The fields of a letter as its row holds them: dates in ISO 8601."""
    return {one.name: _as_json(getattr(letter, one.name)) for one in fields(letter)}


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


class OutgoingMail(Base):
    """A letter to send. `facts` and `to` are emptied once it has left (webapp/letters/delivery.py).

    `about_candidate_id` is the person whom it concerns, so that erasing her reaches letters that wait.
    """

    __tablename__ = "outgoing_mail"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    to: Mapped[str] = mapped_column(String(254))
    letter: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    about_candidate_id: Mapped[int | None] = mapped_column(Integer, index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    due_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), index=True
    )
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")

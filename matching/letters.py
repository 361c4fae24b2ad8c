"""Letters that a change brings with it: what each one says, as fields with a type, and putting one in the outbox.

A room declares its letters as subclasses of `Letter`, one for each piece of news, and the row in the outbox
(matching/outbox.py) holds a letter's name and its fields: it is written in the transaction of the change, so a rollback
leaves no letter and a crash loses none. Words are apart, in the template of the same name (webapp/letters/delivery.py).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Protocol

from sqlalchemy.orm import Session

from matching.outbox import OutgoingMail


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

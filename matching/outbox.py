"""Mail that a change brings with it: written in the same transaction, sent afterwards by the outside.

A rollback leaves no mail, a crash loses none. The domain says which letter goes to whom and with what facts;
webapp/mail.py words it, sends it, and then forgets the facts (they may hold a link that opens an account).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from matching.db import Base


class OutgoingMail(Base):
    """A letter to send. `facts` and `to` are emptied once it has left (webapp/mail.py).

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


def post(
    session: Session,
    to: str,
    letter: str,
    facts: Mapping[str, Any] | None = None,
    *,
    about_candidate_id: int | None = None,
) -> None:
    """Send the letter of that name (webapp/templates/mails/) once this transaction has committed."""
    session.add(
        OutgoingMail(
            to=to, letter=letter, facts=dict(facts or {}), about_candidate_id=about_candidate_id
        )
    )

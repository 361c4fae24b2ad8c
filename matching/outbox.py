"""Mail that a change brings with it: written in the same transaction, sent afterwards by the outside.

A rollback leaves no mail, a crash loses none. The domain says which letter goes to whom and with what facts
(matching/letters.py); webapp/letters/delivery.py words it, sends it, and then forgets the facts (they may hold a link that opens
an account).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from matching.db import Base


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

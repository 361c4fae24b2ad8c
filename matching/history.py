"""The history of fields: what a row said before, who changed it, and when.

Triggers in the database write it (migration 0010), so no way of changing a row can forget it, bulk statements
and repairs by hand included. Who acts is told to the database once for each transaction by `acting`; a change
that nobody told of is the system's. Unlike the audit, the history holds personal data and goes with the person.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, Integer, String, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from matching.actor import Actor
from matching.db import Base

TRACKED = {
    "candidate": ("candidate", "id"),
    "experience": ("candidate", "candidate_id"),
    "education": ("candidate", "candidate_id"),
    "certificate": ("candidate", "candidate_id"),
    "spoken_language": ("candidate", "candidate_id"),
    "mobility_mean": ("candidate", "candidate_id"),
    "candidate_obstacle": ("candidate", "candidate_id"),
    "job_profile": ("job", "id"),
    "requirement": ("job", "job_profile_id"),
    "employer": ("employer", "id"),
    "person": ("person", "id"),
    "structure": ("structure", "id"),
    "referral": ("referral", "id"),
}
"""Table → the kind of thing that it tells of, and the column with that thing's id."""


class FieldChange(Base):
    """A row that was written: `before` and `after` hold the columns that differ (all of them for a row that is
    new or gone)."""

    __tablename__ = "field_change"
    __table_args__ = (Index("ix_field_change_subject", "kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    kind: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    table: Mapped[str] = mapped_column("table_name", String(40))
    row_id: Mapped[int] = mapped_column(BigInteger)
    operation: Mapped[str] = mapped_column(String(8))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(Integer)
    request_id: Mapped[str | None] = mapped_column(String(32))


def acting(session: Session, actor: Actor) -> None:
    """Tell the database who acts, until the end of this transaction."""
    who = {"kind": actor.kind, "id": actor.id, "request": actor.request_id}
    session.execute(select(func.set_config("vivier.actor", json.dumps(who), True)))

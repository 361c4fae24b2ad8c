"""Rankings as they were shown, and what followed from them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Double, ForeignKey, Index, Integer, String, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base


class Followed(StrEnum):
    """The human acts that follow a ranking."""

    SHORTLISTED = "shortlisted"
    TAKEN_OFF = "taken_off"
    REFERRED = "referred"
    ACCESS_ASKED = "access_asked"


class RankingEntry(Base):
    """One page of a ranking that was shown. `asked_kind` and `asked_id` are the person or job that asked,
    `question` the free text (erased with the person whose name somebody typed there)."""

    __tablename__ = "ranking_entry"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), index=True
    )
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(Integer, index=True)
    structure_id: Mapped[int | None] = mapped_column(Integer, index=True)
    found_kind: Mapped[str] = mapped_column(String(16))
    asked_kind: Mapped[str | None] = mapped_column(String(16))
    asked_id: Mapped[int | None] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(Text, default="")
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    page: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    set_aside: Mapped[int] = mapped_column(Integer, default=0)
    model: Mapped[str] = mapped_column(String(120))
    index_version: Mapped[str] = mapped_column(String(120))
    ranking_version: Mapped[str] = mapped_column(String(24))
    weights: Mapped[dict[str, Any]] = mapped_column(JSONB)
    request_id: Mapped[str | None] = mapped_column(String(32))

    results: Mapped[list[RankingResult]] = relationship(order_by="RankingResult.rank")
    acts: Mapped[list[RankingAct]] = relationship(order_by="RankingAct.id")


class RankingResult(Base):
    """One line of such a page: who or what stood at which rank, with its score, signals and reasons."""

    __tablename__ = "ranking_result"
    __table_args__ = (Index("ix_ranking_result_subject", "kind", "subject_id"),)

    entry_id: Mapped[int] = mapped_column(
        ForeignKey("ranking_entry.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    score: Mapped[float] = mapped_column(Double)
    signals: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class RankingAct(Base):
    """What a human did after having seen that line: shortlisted, took off, proposed …"""

    __tablename__ = "ranking_act"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("ranking_entry.id", ondelete="CASCADE"), index=True
    )
    rank: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int | None] = mapped_column(Integer)

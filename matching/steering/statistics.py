"""What remains of a person who was erased: a line that nobody can be found by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, ForeignKey, SmallInteger, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from matching.db import Base, vocabulary
from matching.pool.candidates.terms import CandidateStatus
from matching.steering.terms import ErasureReason


class AnonymousStatistic(Base):
    """What is kept of a person who was erased: counts for indicators, nothing that leads back to her."""

    __tablename__ = "anonymous_statistic"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    entered_quarter: Mapped[str] = mapped_column(String(6))
    left_quarter: Mapped[str] = mapped_column(String(6))
    status: Mapped[CandidateStatus] = vocabulary(CandidateStatus, 16)
    trade_family: Mapped[str | None] = mapped_column(String(1))
    shortlisted: Mapped[int] = mapped_column(SmallInteger, default=0)
    referrals: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    reason: Mapped[ErasureReason] = vocabulary(ErasureReason)

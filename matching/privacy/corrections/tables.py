"""A person's request to correct or erase what is held on her."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from matching.db import Base, vocabulary
from matching.privacy.corrections.terms import CorrectionKind, CorrectionState


class CorrectionRequest(Base):
    """What a person says is wrong in her record, or wants erased, with the answer (RGPD art. 16 and 17).

    `noted_by_id` is the professional who noted it on her word, None when she asked in her own space. `due_on` is the
    last day to answer; it is kept and not computed, because the law lets it be put off (art. 12(3)).
    """

    __tablename__ = "correction_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[CorrectionKind] = vocabulary(CorrectionKind, 16)
    state: Mapped[CorrectionState] = vocabulary(
        CorrectionState, 16, default=CorrectionState.PENDING
    )
    text: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    due_on: Mapped[date] = mapped_column(Date)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="")

    @property
    def pending(self) -> bool:
        return self.state == CorrectionState.PENDING

    @property
    def accepted(self) -> bool:
        return self.state == CorrectionState.ACCEPTED

    @property
    def by_herself(self) -> bool:
        return self.noted_by_id is None

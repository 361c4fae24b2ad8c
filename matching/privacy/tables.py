"""What keeps a record from being kept too long."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matching.db import Base


class RetentionNotice(Base):
    """The person and her coach have been told that her record will be erased on `erase_on`."""

    __tablename__ = "retention_notice"

    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True
    )
    told_on: Mapped[date] = mapped_column(Date)
    erase_on: Mapped[date] = mapped_column(Date)

"""The people whom a coach keeps in mind for a job."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base
from matching.pool.candidates.tables import Candidate, candidate_key
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person


class ShortlistEntry(Base):
    """A coach's human choice of a person for a job, with the reason in her own words."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (UniqueConstraint("job_profile_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_profile_id: Mapped[int] = mapped_column(
        ForeignKey("job_profile.id", ondelete="CASCADE"), index=True
    )
    candidate_id: Mapped[int] = candidate_key()
    note: Mapped[str] = mapped_column(Text, default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    candidate: Mapped[Candidate] = relationship()
    job_profile: Mapped[JobProfile] = relationship()
    added_by: Mapped[Person] = relationship()

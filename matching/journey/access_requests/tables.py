"""A coach's request to know who an anonymous profile is."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, DateTime, ForeignKey, Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, vocabulary
from matching.pool.candidates.tables import Candidate, candidate_key
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person
from matching.pool.reference.terms import RequestState


class AccessRequest(Base):
    """A coach of another structure asks to know who an anonymous profile is. Accepted, it holds until
    `expires_on` and gives her the view that colleagues have (matching/policy.py)."""

    __tablename__ = "access_request"
    __table_args__ = (
        Index(
            "uq_access_request_pending",
            "candidate_id",
            "asked_by_id",
            unique=True,
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = candidate_key()
    job_profile_id: Mapped[int | None] = mapped_column(
        ForeignKey("job_profile.id", ondelete="SET NULL")
    )
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    message: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    state: Mapped[RequestState] = vocabulary(
        RequestState, 16, default=RequestState.PENDING, index=True
    )
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answer: Mapped[str] = mapped_column(Text, default="")
    expires_on: Mapped[date | None] = mapped_column(Date)

    candidate: Mapped[Candidate] = relationship()
    job_profile: Mapped[JobProfile | None] = relationship()
    asked_by: Mapped[Person] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

"""A person put before an employer for one job: where it stands, and what each side said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, Timestamped, vocabulary
from matching.journey.referrals.terms import Disclosure, ReferralState
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person


class Referral(Timestamped, Base):
    """A person is put before an employer for one job (mise en relation).

    A coach proposes; nothing reaches the employer before the person has agreed. `disclosure` is how much of
    her she lets this employer see, `agreed_how` in what way she said so, with the professional who noted it
    in `agreed_noted_by` (None when she answered in her own space). matching/journey/referrals/life.py knows the
    steps from one state to the next.
    """

    __tablename__ = "referral"
    __table_args__ = (UniqueConstraint("job_profile_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_profile_id: Mapped[int] = mapped_column(
        ForeignKey("job_profile.id", ondelete="CASCADE"), index=True
    )
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[ReferralState] = vocabulary(
        ReferralState, 16, default=ReferralState.PROPOSED, index=True
    )
    disclosure: Mapped[Disclosure] = vocabulary(Disclosure, 16, default=Disclosure.ANONYMOUS)
    message: Mapped[str] = mapped_column(Text, default="")
    """What the coach says to the person about this job."""
    presentation: Mapped[str] = mapped_column(Text, default="")
    """What the coach says of her to the employer; the person has read it before she agrees."""
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    agreed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    agreed_how: Mapped[str] = mapped_column(String(120), default="")
    agreed_noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(16), default="", server_default="")
    """Why the employer does not go on (`EmployerReason`); empty otherwise."""
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the person or the employer said about the last step, in free words."""

    candidate: Mapped[Candidate] = relationship()
    job_profile: Mapped[JobProfile] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    agreed_noted_by: Mapped[Person | None] = relationship(foreign_keys=[agreed_noted_by_id])
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id])

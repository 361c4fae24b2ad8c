"""Job profiles and what they ask for."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    SmallInteger,
    String,
    Text,
    Time,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, Label, Timestamped, codes, vocabularies, vocabulary
from matching.pool.employers.tables import Employer
from matching.pool.jobs.terms import JobStatus, RequirementKind
from matching.pool.reference.terms import Condition, Contract, Slot


class JobProfile(Timestamped, Base):
    """A job that an employer needs filled (profil de poste). Hours are per week; `starts_at` is the hour of the day."""

    __tablename__ = "job_profile"
    __table_args__ = (
        CheckConstraint("openings >= 1", name="openings"),
        CheckConstraint("hours_per_week IS NULL OR hours_per_week BETWEEN 1 AND 48", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    status: Mapped[JobStatus] = vocabulary(JobStatus, 16, default=JobStatus.DRAFT, index=True)
    valid_until: Mapped[date | None] = mapped_column(Date)
    title: Mapped[Label]
    text: Mapped[str] = mapped_column(Text, default="")
    rome: Mapped[str | None] = mapped_column(String(5))
    contract: Mapped[Contract] = vocabulary(Contract, 16)
    duration_months: Mapped[int | None] = mapped_column(SmallInteger)
    hours_per_week: Mapped[int | None] = mapped_column(SmallInteger)
    wage_text: Mapped[str | None] = mapped_column(String(120))
    commune_insee: Mapped[str] = mapped_column(String(5))
    openings: Mapped[int] = mapped_column(SmallInteger, default=1)
    starts_on: Mapped[date | None] = mapped_column(Date)
    slots: Mapped[list[Slot]] = vocabularies(Slot)
    days: Mapped[list[str]] = codes(3)
    starts_at: Mapped[time | None] = mapped_column(Time)
    weekends: Mapped[bool] = mapped_column(default=False)
    shifts: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[list[Condition]] = vocabularies(Condition)
    beginners_accepted: Mapped[bool] = mapped_column(default=False)
    immersion_possible: Mapped[bool] = mapped_column(default=False)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    employer: Mapped[Employer] = relationship()
    requirements: Mapped[list[Requirement]] = relationship(
        cascade="all, delete-orphan", order_by="Requirement.id"
    )


class Requirement(Base):
    """Something that a job profile asks for: `must` or merely welcome. `level` is for languages (CECRL)."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("job_profile_id", "kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_profile_id: Mapped[int] = mapped_column(
        ForeignKey("job_profile.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[RequirementKind] = vocabulary(RequirementKind, 16)
    code: Mapped[str] = mapped_column(String(200))
    level: Mapped[str | None] = mapped_column(String(2))
    must: Mapped[bool] = mapped_column(default=False)

"""A person who is accompanied: her record, what she has done and may do, her CV files and what was read in them.

Record and file point to each other, so both stand here.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.audit.events import SubjectKind
from matching.db import Base, Label, Timestamped, codes, vocabularies, vocabulary
from matching.pool.candidates.terms import CandidateStatus, Obstacle, ProposalState
from matching.pool.people.tables import Person
from matching.pool.reference.terms import Condition, Contract, Means, Slot
from matching.pool.structures.tables import Structure
from matching.tokens import new_code


def new_reference() -> str:
    """What a person is called where her name may not be: eight letters drawn at random, «K7M2-Q9XB»."""
    return new_code(2)


class Candidate(Timestamped, Base):
    """A person who is accompanied towards work.

    `wishes_text` is what she wants in her own words, `wished_romes` the same as ROME codes, best first.
    `slots` and `days` are when she can work; empty means that nothing was said, which excludes nothing.
    Hours are per week. `has_vehicle` and `weekends` are None when not known.
    """

    __tablename__ = "candidate"
    subject_kind: ClassVar[SubjectKind] = "candidate"
    __table_args__ = (
        CheckConstraint("hours_min IS NULL OR hours_min BETWEEN 1 AND 48", name="hours_min"),
        CheckConstraint("hours_max IS NULL OR hours_max BETWEEN 1 AND 48", name="hours_max"),
        # Answers by itself who of a structure is looking for work, who follows them and what they may drive:
        # their rows lie far apart in the table.
        Index(
            "ix_candidate_structure_id_status",
            "structure_id",
            "status",
            postgresql_include=["id", "coach_id", "licences"],
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    coach_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[CandidateStatus] = vocabulary(
        CandidateStatus, 16, default=CandidateStatus.ACTIVE, index=True
    )
    reference: Mapped[str] = mapped_column(String(9), default=new_reference, unique=True)
    """What she is called where her name may not be."""
    shares_anonymously: Mapped[bool] = mapped_column(default=False, server_default="false")
    """Her consent of today to be seen without her name in the territory; matching/consents/consents.py sets it."""

    # Identity and contact: for her coach, never for the index.
    civility: Mapped[str | None] = mapped_column(String(8))
    first_name: Mapped[Label]
    last_name: Mapped[Label]
    birth_date: Mapped[date | None] = mapped_column(Date)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(32))
    street: Mapped[str | None] = mapped_column(String(200))
    commune_insee: Mapped[str | None] = mapped_column(String(5))

    # What she wants.
    wishes_text: Mapped[str] = mapped_column(Text, default="")
    wished_romes: Mapped[list[str]] = codes(5)
    contracts: Mapped[list[Contract]] = vocabularies(Contract)
    hours_min: Mapped[int | None] = mapped_column(SmallInteger)
    hours_max: Mapped[int | None] = mapped_column(SmallInteger)

    # When and how far she can go.
    available_from: Mapped[date | None] = mapped_column(Date)
    slots: Mapped[list[Slot]] = vocabularies(Slot)
    days: Mapped[list[str]] = codes(3)
    weekends: Mapped[bool | None]
    licences: Mapped[list[str]] = codes(4)
    has_vehicle: Mapped[bool | None]
    avoided_conditions: Mapped[list[Condition]] = vocabularies(Condition)
    constraints_text: Mapped[str] = mapped_column(Text, default="")
    skills: Mapped[list[str]] = codes(200)
    last_contact_on: Mapped[date | None] = mapped_column(Date)

    structure: Mapped[Structure] = relationship()
    coach: Mapped[Person | None] = relationship()
    mobility: Mapped[list[MobilityMean]] = relationship(
        cascade="all, delete-orphan", order_by="MobilityMean.id"
    )
    experiences: Mapped[list[Experience]] = relationship(
        cascade="all, delete-orphan",
        order_by="Experience.start_year.desc().nulls_last(), Experience.id",
    )
    education: Mapped[list[Education]] = relationship(
        cascade="all, delete-orphan", order_by="Education.year.desc().nulls_last(), Education.id"
    )
    certificates: Mapped[list[Certificate]] = relationship(
        cascade="all, delete-orphan", order_by="Certificate.code, Certificate.id"
    )
    languages: Mapped[list[SpokenLanguage]] = relationship(
        cascade="all, delete-orphan", order_by="SpokenLanguage.language"
    )
    obstacles: Mapped[list[CandidateObstacle]] = relationship(
        cascade="all, delete-orphan", order_by="CandidateObstacle.id"
    )
    cvs: Mapped[list[Cv]] = relationship(
        cascade="all, delete-orphan", order_by="Cv.version.desc()", back_populates="candidate"
    )

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def candidate_key() -> Any:
    return mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), index=True)


class MobilityMean(Base):
    """How far a person says that she can go by one means: kilometres or minutes, whichever she said."""

    __tablename__ = "mobility_mean"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = candidate_key()
    means: Mapped[Means] = vocabulary(Means)
    radius_km: Mapped[int | None] = mapped_column(SmallInteger)
    minutes: Mapped[int | None] = mapped_column(SmallInteger)


class Experience(Base):
    """Something a person did: a job, but also volunteering or caring for a relative."""

    __tablename__ = "experience"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = candidate_key()
    title: Mapped[Label]
    employer: Mapped[str | None] = mapped_column(String(200))
    place: Mapped[str | None] = mapped_column(String(200))
    start_year: Mapped[int | None] = mapped_column(SmallInteger)
    start_month: Mapped[int | None] = mapped_column(SmallInteger)
    end_year: Mapped[int | None] = mapped_column(SmallInteger)
    end_month: Mapped[int | None] = mapped_column(SmallInteger)
    current: Mapped[bool] = mapped_column(default=False)
    description: Mapped[str] = mapped_column(Text, default="")
    rome: Mapped[str | None] = mapped_column(String(5))
    cv_id: Mapped[int | None] = mapped_column(ForeignKey("cv.id", ondelete="SET NULL"))


class Education(Base):
    """A diploma, a title or a training course."""

    __tablename__ = "education"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = candidate_key()
    label: Mapped[Label]
    level: Mapped[str | None] = mapped_column(String(60))
    year: Mapped[int | None] = mapped_column(SmallInteger)
    cv_id: Mapped[int | None] = mapped_column(ForeignKey("cv.id", ondelete="SET NULL"))


class Certificate(Base):
    """A certificate or habilitation; `code` is its canonical writing («CACES R489 cat. 3»)."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("candidate_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = candidate_key()
    code: Mapped[str] = mapped_column(String(80))
    year: Mapped[int | None] = mapped_column(SmallInteger)
    valid_until: Mapped[date | None] = mapped_column(Date)
    cv_id: Mapped[int | None] = mapped_column(ForeignKey("cv.id", ondelete="SET NULL"))


class SpokenLanguage(Base):
    """A language that a person speaks, with its CECRL level when known."""

    __tablename__ = "spoken_language"
    __table_args__ = (UniqueConstraint("candidate_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = candidate_key()
    language: Mapped[str] = mapped_column(String(40))
    level: Mapped[str | None] = mapped_column(String(2))


class CandidateObstacle(Timestamped, Base):
    """Something in the way of work (frein), and what is done about it."""

    __tablename__ = "candidate_obstacle"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = candidate_key()
    kind: Mapped[Obstacle] = vocabulary(Obstacle)
    note: Mapped[str] = mapped_column(Text, default="")
    lifted_on: Mapped[date | None] = mapped_column(Date)
    actions: Mapped[list[ObstacleAction]] = relationship(
        cascade="all, delete-orphan", order_by="ObstacleAction.id"
    )


class ObstacleAction(Base):
    """A step that lifts an obstacle."""

    __tablename__ = "obstacle_action"

    id: Mapped[int] = mapped_column(primary_key=True)
    obstacle_id: Mapped[int] = mapped_column(
        ForeignKey("candidate_obstacle.id", ondelete="CASCADE"), index=True
    )
    label: Mapped[Label]
    done_on: Mapped[date | None] = mapped_column(Date)


class Cv(Base):
    """One version of a person's CV: the file (under a random name outside the web root) and its text."""

    __tablename__ = "cv"
    __table_args__ = (UniqueConstraint("candidate_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = candidate_key()
    version: Mapped[int] = mapped_column(SmallInteger)
    filename: Mapped[str] = mapped_column(String(255))
    stored_as: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    pages: Mapped[int] = mapped_column(SmallInteger, default=1)
    ocr: Mapped[bool] = mapped_column(default=False)
    warnings: Mapped[list[str]] = codes(300)
    text: Mapped[str] = mapped_column(Text)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )

    candidate: Mapped[Candidate] = relationship(back_populates="cvs")
    proposals: Mapped[list[CvProposal]] = relationship(
        cascade="all, delete-orphan", order_by="CvProposal.id", back_populates="cv"
    )


class CvProposal(Base):
    """Something read from a CV, waiting for a human. `payload` is the fact, `evidence` the sentence it came from."""

    __tablename__ = "cv_proposal"
    __table_args__ = (UniqueConstraint("cv_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cv_id: Mapped[int] = mapped_column(ForeignKey("cv.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    key: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(JSONB)
    evidence: Mapped[str] = mapped_column(Text)
    state: Mapped[ProposalState] = vocabulary(ProposalState, 16, default=ProposalState.PENDING)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    cv: Mapped[Cv] = relationship(back_populates="proposals")

"""The tables of the pool: structures, people, employers, candidates, CVs, job profiles, shortlists.

Tables only; what may be done with them is in the modules beside, and who may do it in matching/policy.py.
What identifies a candidate or is protected (name, birth date, address, contact) is in columns that
indexing/documents.py never reads into the index.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    Time,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.actor import Role
from matching.db import Base, Label, Timestamped, vocabularies, vocabulary
from matching.pool.terms import (
    CandidateStatus,
    Condition,
    Contract,
    JobStatus,
    Means,
    Obstacle,
    ProposalState,
    RequestState,
    RequirementKind,
    Slot,
    StructureKind,
)
from matching.tokens import new_code


def new_reference() -> str:
    """What a person is called where her name may not be: eight letters drawn at random, «K7M2-Q9XB»."""
    return new_code(2)


def codes(length: int) -> Any:
    """A column that holds a list of texts, each of at most `length` characters; empty when nothing was said."""
    return mapped_column(ARRAY(String(length)), default=list, server_default="{}")


class Territory(Base):
    """Where a programme runs, as a set of départements (codes such as «67», «2A», «971»)."""

    __tablename__ = "territory"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Label] = mapped_column(unique=True)
    departments: Mapped[list[str]] = codes(3)


class Structure(Timestamped, Base):
    """An operator whose coaches accompany people."""

    __tablename__ = "structure"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Label] = mapped_column(unique=True)
    kind: Mapped[StructureKind] = vocabulary(StructureKind, 32)
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)
    commune_insee: Mapped[str | None] = mapped_column(String(5))
    active: Mapped[bool] = mapped_column(default=True)
    retention_months: Mapped[int] = mapped_column(SmallInteger, default=24, server_default="24")
    """How long people are kept after the last contact: two years at most (CNIL, guide recrutement, 2023)."""
    data_protection_contact: Mapped[str] = mapped_column(String(300), default="", server_default="")
    """Whom people write to about their data: the data protection officer (RGPD art. 13(1)(b))."""

    territory: Mapped[Territory] = relationship(lazy="joined", innerjoin=True)


class Employer(Timestamped, Base):
    """A company or public body, known by the SIRET of its establishment.

    NAF codes carry their nomenclature's version: NAF 2025 replaces rév. 2 on 1 January 2027 (décret 2025-736).
    """

    __tablename__ = "employer"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Label]
    siret: Mapped[str] = mapped_column(String(14), unique=True)
    naf_code: Mapped[str | None] = mapped_column(String(8))
    naf_version: Mapped[str] = mapped_column(String(16), default="rev2")
    size_band: Mapped[str | None] = mapped_column(String(32))
    territory_id: Mapped[int] = mapped_column(ForeignKey("territory.id"), index=True)

    territory: Mapped[Territory] = relationship()
    places: Mapped[list[EmployerPlace]] = relationship(
        back_populates="employer", cascade="all, delete-orphan", order_by="EmployerPlace.id"
    )


class EmployerPlace(Base):
    """An address where an employer has people work."""

    __tablename__ = "employer_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    employer_id: Mapped[int] = mapped_column(
        ForeignKey("employer.id", ondelete="CASCADE"), index=True
    )
    street: Mapped[str | None] = mapped_column(String(200))
    commune_insee: Mapped[str] = mapped_column(String(5), index=True)

    employer: Mapped[Employer] = relationship(back_populates="places")


class Person(Timestamped, Base):
    """A professional. Coaches and managers have a structure, developers a territory, contacts an employer.

    Sign-in accounts belong to webapp and point here.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[Label]
    last_name: Mapped[Label]
    email: Mapped[str] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(32))
    job_title: Mapped[str | None] = mapped_column(String(120))
    roles: Mapped[list[Role]] = vocabularies(Role)
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True, server_default="true")
    """Whether she still works with Vivier: no longer once her account is closed. Nobody writes to her then."""

    structure: Mapped[Structure | None] = relationship()
    territory: Mapped[Territory | None] = relationship()
    employer: Mapped[Employer | None] = relationship()

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"


class Candidate(Timestamped, Base):
    """A person who is accompanied towards work.

    `wishes_text` is what she wants in her own words, `wished_romes` the same as ROME codes, best first.
    `slots` and `days` are when she can work; empty means that nothing was said, which excludes nothing.
    Hours are per week. `has_vehicle` and `weekends` are None when not known.
    """

    __tablename__ = "candidate"
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
    """Her consent of today to be seen without her name in the territory; matching/privacy/consents.py sets it."""

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


def _candidate_key() -> Any:
    return mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"), index=True)


class MobilityMean(Base):
    """How far a person says that she can go by one means: kilometres or minutes, whichever she said."""

    __tablename__ = "mobility_mean"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = _candidate_key()
    means: Mapped[Means] = vocabulary(Means)
    radius_km: Mapped[int | None] = mapped_column(SmallInteger)
    minutes: Mapped[int | None] = mapped_column(SmallInteger)


class Experience(Base):
    """Something a person did: a job, but also volunteering or caring for a relative."""

    __tablename__ = "experience"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = _candidate_key()
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
    candidate_id: Mapped[int] = _candidate_key()
    label: Mapped[Label]
    level: Mapped[str | None] = mapped_column(String(60))
    year: Mapped[int | None] = mapped_column(SmallInteger)
    cv_id: Mapped[int | None] = mapped_column(ForeignKey("cv.id", ondelete="SET NULL"))


class Certificate(Base):
    """A certificate or habilitation; `code` is its canonical writing («CACES R489 cat. 3»)."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("candidate_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = _candidate_key()
    code: Mapped[str] = mapped_column(String(80))
    year: Mapped[int | None] = mapped_column(SmallInteger)
    valid_until: Mapped[date | None] = mapped_column(Date)
    cv_id: Mapped[int | None] = mapped_column(ForeignKey("cv.id", ondelete="SET NULL"))


class SpokenLanguage(Base):
    """A language that a person speaks, with its CECRL level when known."""

    __tablename__ = "spoken_language"
    __table_args__ = (UniqueConstraint("candidate_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = _candidate_key()
    language: Mapped[str] = mapped_column(String(40))
    level: Mapped[str | None] = mapped_column(String(2))


class CandidateObstacle(Timestamped, Base):
    """Something in the way of work (frein), and what is done about it."""

    __tablename__ = "candidate_obstacle"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = _candidate_key()
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
    candidate_id: Mapped[int] = _candidate_key()
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
    candidate_id: Mapped[int] = _candidate_key()
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


class AccountRequest(Base):
    """Somebody asks for an account as contact of an employer; an employment developer of the territory
    admits or refuses her after checking the SIRET."""

    __tablename__ = "account_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[Label]
    last_name: Mapped[Label]
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(32))
    job_title: Mapped[str | None] = mapped_column(String(120))
    employer_name: Mapped[Label]
    siret: Mapped[str] = mapped_column(String(14), index=True)
    commune_insee: Mapped[str] = mapped_column(String(5))
    territory_id: Mapped[int | None] = mapped_column(ForeignKey("territory.id"), index=True)
    """The territory of that commune, None where no territory has it."""
    message: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    state: Mapped[RequestState] = vocabulary(
        RequestState, 16, default=RequestState.PENDING, index=True
    )
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answer: Mapped[str] = mapped_column(Text, default="")

    decided_by: Mapped[Person | None] = relationship()


class ShortlistEntry(Base):
    """A coach's human choice of a person for a job, with the reason in her own words."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (UniqueConstraint("job_profile_id", "candidate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job_profile_id: Mapped[int] = mapped_column(
        ForeignKey("job_profile.id", ondelete="CASCADE"), index=True
    )
    candidate_id: Mapped[int] = _candidate_key()
    note: Mapped[str] = mapped_column(Text, default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    candidate: Mapped[Candidate] = relationship()
    job_profile: Mapped[JobProfile] = relationship()
    added_by: Mapped[Person] = relationship()

"""Professionals, and the requests of those who ask to become one."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import DateTime, ForeignKey, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.actor import Role
from matching.audit.events import SubjectKind
from matching.db import Base, Label, Timestamped, vocabularies, vocabulary
from matching.pool.employers.tables import Employer
from matching.pool.reference.terms import RequestState
from matching.pool.structures.tables import Structure, Territory


class Person(Timestamped, Base):
    """A professional. Coaches and managers have a structure, developers a territory, contacts an employer.

    Sign-in accounts belong to webapp and point here.
    """

    __tablename__ = "person"
    subject_kind: ClassVar[SubjectKind] = "person"

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

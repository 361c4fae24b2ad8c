"""Employers and their places."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, Label, Timestamped
from matching.pool.structures.tables import Territory


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

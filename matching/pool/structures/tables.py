"""Territories and the structures that accompany people there."""

from __future__ import annotations

from sqlalchemy import ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, Label, Timestamped, codes, vocabulary
from matching.pool.structures.terms import StructureKind


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

"""Reference data as it is kept: the ROME, its names and skills, activities (NAF), communes and their postcodes."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, Index, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, vocabulary


class SkillKind(enum.StrEnum):
    """What a row of the official list of skills is."""

    SKILL = "skill"
    """savoir-faire"""
    SOFT = "soft"
    """savoir-être professionnel"""
    KNOWLEDGE = "knowledge"
    """savoir"""
    CERTIFICATE = "certificate"
    """certification or habilitation (CACES, FIMO, habilitation électrique …)"""


class CommunePrecision(enum.StrEnum):
    """What the coordinates of a commune are really those of."""

    EXACT = "exact"
    """the commune itself"""
    POSTCODE = "postcode"
    """its neighbours of the same postcode: 4 km off in the median, 95 % within 10 km"""
    ARRONDISSEMENT = "arrondissement"
    """its arrondissement: 14 km off in the median"""
    DEPARTMENT = "department"
    """its department"""


class RomeCode(Base):
    """One of the 1,584 occupations of ROME 4.0."""

    __tablename__ = "rome_code"

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    label: Mapped[str] = mapped_column(String(300))
    label_key: Mapped[str] = mapped_column(String(300))
    definition: Mapped[str | None] = mapped_column(Text)
    access: Mapped[str | None] = mapped_column(Text)
    """How one gets into the job: training, certificates, experience."""
    parent: Mapped[str | None] = mapped_column(String(5))
    """Code of ROME v3 that this one was split from (532 of them, all still codes of ROME 4)."""
    regulated: Mapped[bool] = mapped_column(default=False)
    """The job (or part of its names) may be held with a required diploma or permit only."""
    current: Mapped[bool] = mapped_column(default=True)


class RomeAppellation(Base):
    """A job name of the official list. Nothing may point here: a new archive replaces all rows."""

    __tablename__ = "rome_appellation"

    ogr: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(ForeignKey(RomeCode.code), index=True)
    label_long: Mapped[str] = mapped_column(String(300))
    label_short: Mapped[str] = mapped_column(String(300))
    label_key: Mapped[str] = mapped_column(String(300))
    principal: Mapped[bool]
    rare: Mapped[bool]
    """Officially «peu usité»."""


class RomeSkill(Base):
    """A skill, soft skill, piece of knowledge or certificate of the official list."""

    __tablename__ = "rome_skill"

    ogr: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(String(300))
    kind: Mapped[SkillKind] = vocabulary(SkillKind, 16, index=True)
    current: Mapped[bool] = mapped_column(default=True)


class RomeCodeSkill(Base):
    """A skill that an occupation asks for."""

    __tablename__ = "rome_code_skill"

    code: Mapped[str] = mapped_column(ForeignKey(RomeCode.code), primary_key=True)
    skill_ogr: Mapped[int] = mapped_column(ForeignKey(RomeSkill.ogr), primary_key=True, index=True)
    core: Mapped[bool]
    """Officially at the heart of the job («Principale»)."""
    emerging: Mapped[bool]


class RomeContext(Base):
    """A working condition: hours, risks, moves, kind of structure, public, status."""

    __tablename__ = "rome_context"

    ogr: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str] = mapped_column(String(300))
    kind: Mapped[str] = mapped_column(String(100))
    """The official heading, in French: «Horaires et durée du travail» …"""
    current: Mapped[bool] = mapped_column(default=True)


class RomeCodeContext(Base):
    """A working condition under which an occupation may be held."""

    __tablename__ = "rome_code_context"

    code: Mapped[str] = mapped_column(ForeignKey(RomeCode.code), primary_key=True)
    context_ogr: Mapped[int] = mapped_column(ForeignKey(RomeContext.ogr), primary_key=True)


class RomeNear(Base):
    """An occupation that one can move to, in the official order (1 is the nearest)."""

    __tablename__ = "rome_near"

    code: Mapped[str] = mapped_column(ForeignKey(RomeCode.code), primary_key=True)
    near_code: Mapped[str] = mapped_column(ForeignKey(RomeCode.code), primary_key=True)
    position: Mapped[int]


class TradeName(Base):
    """An everyday name of a job that no official list holds (our own lexicon)."""

    __tablename__ = "trade_name"

    name_key: Mapped[str] = mapped_column(String(300), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey(RomeCode.code), primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    weight: Mapped[float]
    """0 to 1: how surely the name means this code."""


class Naf(Base):
    """An activity of the official nomenclature, at any of its levels."""

    __tablename__ = "naf"

    version: Mapped[str] = mapped_column(String(8), primary_key=True)
    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    label: Mapped[str] = mapped_column(String(300))
    level: Mapped[int]
    """1 section, 2 division, 3 group, 4 class, 5 sub-class (what an employer declares)."""
    above: Mapped[str | None] = mapped_column(String(8))
    """Code one level up; None for a section."""


class Commune(Base):
    """A commune, or one of the 45 municipal arrondissements of Paris, Lyon and Marseille."""

    __tablename__ = "commune"

    insee: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100))
    department: Mapped[str] = mapped_column(String(3), index=True)
    parent: Mapped[str | None] = mapped_column(String(5))
    """INSEE code of the city that a municipal arrondissement belongs to."""
    lat: Mapped[float]
    """Degrees, WGS 84."""
    lon: Mapped[float]
    precision: Mapped[CommunePrecision] = vocabulary(CommunePrecision, 16)
    population: Mapped[int | None]
    current: Mapped[bool] = mapped_column(default=True)

    postcodes: Mapped[list[CommunePostcode]] = relationship(
        order_by="CommunePostcode.postcode", viewonly=True
    )

    __table_args__ = (
        Index(
            "ix_commune_name_key",
            "name_key",
            postgresql_ops={"name_key": "varchar_pattern_ops"},
        ),
    )


class CommunePostcode(Base):
    """A postcode of a commune; several communes share most postcodes."""

    __tablename__ = "commune_postcode"

    insee: Mapped[str] = mapped_column(ForeignKey(Commune.insee), primary_key=True)
    postcode: Mapped[str] = mapped_column(String(5), primary_key=True)

    __table_args__ = (
        Index(
            "ix_commune_postcode_postcode",
            "postcode",
            postgresql_ops={"postcode": "varchar_pattern_ops"},
        ),
    )


class ReferenceRelease(Base):
    """Which edition of a data set is in the tables above."""

    __tablename__ = "reference_release"

    dataset: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(300))
    licence: Mapped[str] = mapped_column(String(200))
    loaded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )

"""The reference data that people and jobs are described with: ROME, NAF and the communes.

ROME (France Travail's list of occupations) is known at two depths. Codes and labels are shipped and
always there. Job names, skills, working conditions and near jobs come from the official archive
where a site has loaded it (`vivier seed rome`); without it those tables are empty and every function
below answers with what there is. `seeds/` fills the tables; nothing else writes them.

Rows of ROME codes, skills, working conditions and communes are never deleted, because people and
jobs point at them: what a newer edition no longer has is kept with `current` false.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    DateTime,
    ForeignKey,
    Index,
    String,
    Text,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from matching.db import Base, any_of, vocabulary
from matching.texts.fold import folded

NAF_REV2 = "rev2"
"""NAF rév. 2, in force until NAF 2025 replaces it on 1 January 2027 (décret 2025-736)."""


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


# ------------------------------------------------------------------------------------- plain text

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_SAINTS = {"st": "saint", "ste": "sainte"}


def search_key(text: str) -> str:
    """`text` as names are compared: lower case, no accents, single spaces, only letters and digits.

    "Œuvre-d'Art" gives "oeuvre d art". Made for SQL LIKE: no wildcard survives. Kept in the database, so a change
    asks for a migration of every key.
    """
    plain = folded(unicodedata.normalize("NFKC", text)).translate(_LIGATURES)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def commune_key(name: str) -> str:
    """`search_key` of a commune's name, with St and Ste written out: "St-Louis" → "saint louis"."""
    return " ".join(_SAINTS.get(word, word) for word in search_key(name).split())


# --------------------------------------------------------------------------------------- communes


def commune(session: Session, insee: str) -> Commune | None:
    """The commune of that INSEE code (also one that has been merged since), or None."""
    return session.get(Commune, insee)


def communes(
    session: Session, insee_codes: Collection[str], *, postcodes: bool = True
) -> dict[str, Commune]:
    """Those of `insee_codes` that exist, by code, with their postcodes unless told not to: one statement."""
    if not insee_codes:
        return {}
    statement = select(Commune).where(Commune.insee == any_of(insee_codes, String))
    if postcodes:
        statement = statement.options(joinedload(Commune.postcodes))
    return {row.insee: row for row in session.scalars(statement).unique()}


def communes_matching(session: Session, text: str, limit: int = 10) -> list[Commune]:
    """Communes whose name or postcode begins as `text` does, postcodes loaded.

    Accents, case, hyphens and "St" for "Saint" do not count; "68000 col" asks for both; a later
    word of the name is tried after the first ("havre" finds Le Havre). Exact names come first,
    then beginnings, then the most inhabited. Empty for a `text` without letter or digit.
    """
    words = commune_key(text).split()
    # "paris 15" is the beginning of a name, "colmar 680" a name and the beginning of a postcode.
    postcode = [w for w in words if w.isdigit() and (len(w) > 2 or w == words[0])]
    digits = "".join(postcode)
    name = " ".join(w for w in words if w not in postcode)
    if not digits and not name:
        return []
    query = select(Commune).where(Commune.current)
    if digits:
        query = query.where(
            Commune.insee.in_(
                select(CommunePostcode.insee).where(CommunePostcode.postcode.like(f"{digits}%"))
            )
        )
    if name:
        query = query.where(
            or_(Commune.name_key.like(f"{name}%"), Commune.name_key.like(f"% {name}%"))
        )
    query = query.order_by(
        (Commune.name_key == name).desc(),
        Commune.name_key.like(f"{name}%").desc(),
        Commune.population.desc().nulls_last(),
        Commune.insee,
    )
    rows = session.scalars(query.limit(limit).options(selectinload(Commune.postcodes)))
    return list(rows)


# ------------------------------------------------------------------------------------------- ROME


def rome_label(session: Session, code: str) -> str | None:
    """The official label of a ROME code, or None."""
    return rome_labels(session, [code]).get(code)


def rome_labels(session: Session, codes: Collection[str]) -> dict[str, str]:
    """Code → official label, for those of `codes` that exist: one statement."""
    if not codes:
        return {}
    rows = session.execute(
        select(RomeCode.code, RomeCode.label).where(RomeCode.code.in_(set(codes)))
    )
    return dict(rows.all())


@dataclass(frozen=True)
class RomeMatch:
    """A ROME code proposed for a text, and the name that it was found by."""

    code: str
    label: str
    name: str


def rome_codes_matching(session: Session, text: str, limit: int = 10) -> list[RomeMatch]:
    """ROME codes by their own code, label, trade name or job name: one row a code, best first.

    Every word of `text` has to occur in the name (accents and case do not count). Names that are
    the text come first, then those that begin with it, then the shorter; one statement.
    """
    key = search_key(text)
    if not key:
        return []
    # What the text is compared with stands in every branch as (code, name, key, rank of source).
    names = union_all(
        select(RomeCode.code, RomeCode.label.label("name"), RomeCode.label_key.label("key"))
        .add_columns(literal(0).label("source"))
        .where(RomeCode.current),
        select(TradeName.code, TradeName.name, TradeName.name_key, literal(1)),
        select(
            RomeAppellation.code, RomeAppellation.label_long, RomeAppellation.label_key, literal(2)
        ),
        select(RomeCode.code, RomeCode.label, func.lower(RomeCode.code), literal(3)).where(
            RomeCode.current
        ),
    ).subquery()
    found = (
        select(
            names.c.code,
            names.c.name,
            (names.c.key == key).label("same"),
            names.c.key.like(f"{key}%").label("begins"),
            # A gendered label holds the text at the start of its second form as well.
            names.c.key.like(f"% {key}%").label("word"),
            func.length(names.c.key).label("length"),
            names.c.source,
        )
        .where(*(names.c.key.like(f"%{word}%") for word in key.split()))
        .subquery()
    )
    order = (
        found.c.same.desc(),
        found.c.begins.desc(),
        found.c.word.desc(),
        found.c.length,
        found.c.source,
    )
    best = (
        select(
            found,
            func.row_number()
            .over(partition_by=found.c.code, order_by=(*order, found.c.name))
            .label("rank"),
        )
    ).subquery()
    rows = session.execute(
        select(best.c.code, RomeCode.label, best.c.name)
        .join(RomeCode, RomeCode.code == best.c.code)
        .where(best.c.rank == 1)
        .order_by(
            best.c.same.desc(),
            best.c.begins.desc(),
            best.c.word.desc(),
            best.c.length,
            best.c.source,
            best.c.code,
        )
        .limit(limit)
    )
    return [RomeMatch(code, label, name) for code, label, name in rows]


def near_codes(session: Session, code: str) -> list[tuple[str, int]]:
    """Occupations that one can move to from `code`, with their official order, nearest first."""
    return near_codes_of(session, [code]).get(code, [])


def near_codes_of(session: Session, codes: Collection[str]) -> dict[str, list[tuple[str, int]]]:
    """Code → (near code, official order), nearest first: one statement."""
    near: dict[str, list[tuple[str, int]]] = {}
    if not codes:
        return near
    rows = session.execute(
        select(RomeNear.code, RomeNear.near_code, RomeNear.position)
        .where(RomeNear.code.in_(set(codes)))
        .order_by(RomeNear.code, RomeNear.position, RomeNear.near_code)
    )
    for code, near_code, position in rows:
        near.setdefault(code, []).append((near_code, position))
    return near


@dataclass(frozen=True, slots=True)
class Trade:
    """The label of a ROME code, and the codes that one can move to from it."""

    label: str
    near: frozenset[str]


def trades(session: Session, codes: Collection[str], near: Collection[str]) -> dict[str, Trade]:
    """Those of `codes` that exist, by code, with their near codes for those that are in `near` too: one
    statement."""
    if not codes:
        return {}
    others = (
        select(func.array_agg(RomeNear.near_code))
        .where(RomeNear.code == RomeCode.code, RomeNear.code == any_of(near, String))
        .correlate(RomeCode)
        .scalar_subquery()
    )
    rows = session.execute(
        select(RomeCode.code, RomeCode.label, others).where(RomeCode.code == any_of(codes, String))
    )
    return {code: Trade(label, frozenset(found or ())) for code, label, found in rows}


def core_skills(session: Session, code: str) -> list[RomeSkill]:
    """The skills at the heart of an occupation, know-how first, then by label."""
    return core_skills_of(session, [code]).get(code, [])


def core_skills_of(session: Session, codes: Collection[str]) -> dict[str, list[RomeSkill]]:
    """Code → its core skills, as `core_skills`: one statement."""
    skills: dict[str, list[RomeSkill]] = {}
    if not codes:
        return skills
    rows = session.execute(
        select(RomeCodeSkill.code, RomeSkill)
        .join(RomeSkill, RomeSkill.ogr == RomeCodeSkill.skill_ogr)
        .where(RomeCodeSkill.code.in_(set(codes)), RomeCodeSkill.core)
        .order_by(
            RomeCodeSkill.code,
            RomeSkill.kind != SkillKind.SKILL,
            RomeSkill.kind,
            RomeSkill.label,
        )
    )
    for code, skill in rows:
        skills.setdefault(code, []).append(skill)
    return skills


def certificates(session: Session) -> list[RomeSkill]:
    """Every certificate and habilitation of the official list (about 3,200), by label."""
    return list(
        session.scalars(
            select(RomeSkill)
            .where(RomeSkill.kind == SkillKind.CERTIFICATE, RomeSkill.current)
            .order_by(RomeSkill.label, RomeSkill.ogr)
        )
    )


# -------------------------------------------------------------------------------------------- NAF


def naf_label(session: Session, code: str, version: str = NAF_REV2) -> str | None:
    """The label of an activity of that version of NAF ("56.10A", also written "5610A"), or None."""
    row = session.get(Naf, (version, naf_code(code)))
    return row.label if row else None


def naf_code(text: str) -> str:
    """An activity code as the nomenclature writes it: "5610a " → "56.10A"."""
    code = text.strip().upper().replace(" ", "")
    return f"{code[:2]}.{code[2:]}" if re.fullmatch(r"\d{3,4}[A-Z]?", code) else code


# -------------------------------------------------------------------------- names that mean a code

NameSource = Literal["label", "appellation", "trade_name"]


def edition(session: Session) -> str:
    """Another text after each load of reference data that changed something."""
    rows = session.execute(
        select(ReferenceRelease.dataset, ReferenceRelease.sha256).order_by(ReferenceRelease.dataset)
    )
    return " ".join(f"{dataset}:{sha256}" for dataset, sha256 in rows)


@dataclass(frozen=True)
class RomeName:
    """A text that designates a ROME code. `weight` is 1 for official names."""

    code: str
    text: str
    source: NameSource
    weight: float


def rome_names(session: Session) -> list[RomeName]:
    """Every name of every current code, gendered forms apart, in a fixed order, none twice.

    About 3,000 names from the shipped labels, 25,000 with the official archive loaded.
    """
    seen: set[tuple[str, str]] = set()
    names: list[RomeName] = []

    def add(code: str, text: str, source: NameSource, weight: float) -> None:
        if (code, text.casefold()) not in seen:
            seen.add((code, text.casefold()))
            names.append(RomeName(code, text, source, weight))

    labels = select(RomeCode.code, RomeCode.label).where(RomeCode.current).order_by(RomeCode.code)
    for code, label in session.execute(labels):
        for form in gendered_forms(label):
            add(code, form, "label", 1.0)
    appellations = select(RomeAppellation.code, RomeAppellation.label_long).order_by(
        RomeAppellation.code, RomeAppellation.ogr
    )
    for code, label in session.execute(appellations):
        for form in gendered_forms(label):
            add(code, form, "appellation", 1.0)
    lexicon = select(TradeName).order_by(TradeName.code, TradeName.name_key)
    for trade in session.scalars(lexicon):
        add(trade.code, trade.name, "trade_name", trade.weight)
    return names


_PAIRS = {
    ("garcon", "fille"),
    ("homme", "femme"),
    ("monsieur", "dame"),
    ("steward", "hotesse"),
    ("valet", "femme"),
}
"""Pairs of words for a man and a woman in the same job that do not look alike."""


def gendered_forms(label: str) -> tuple[str, ...]:
    """The names that an official label writes together, the masculine form first.

    "Agent / Agente d'entretien" → ("Agent d'entretien", "Agente d'entretien"). What the second form
    goes on with belongs to both ("Chef / Cheffe d'équipe"), and so does what the first begins with
    ("Responsable Commercial / Commerciale"). A label that is not such a pair ("Lapidaire /
    Diamantaire", "Accessoiriste") is returned alone, as it is.
    """
    first, _, second = label.partition(" / ")
    if not first or not second or " / " in second:
        return (label,)
    if second.casefold() in first.casefold():  # "Homme sage-femme / Sage-femme"
        return first, second
    men, women = first.split(), second.split()
    start = next((i for i, word in enumerate(men) if _same_job(word, women[0])), None)
    if start is None:
        return (label,)
    # Where the feminine form ends: as many words on as the masculine has, unless the masculine's
    # last word stands elsewhere ("Chef d'équipe assistant / Cheffe assistante avion").
    end = len(men) - start
    if not (end <= len(women) and _same_job(men[-1], women[end - 1])):
        end = next((j for j, word in enumerate(women, 1) if _same_job(men[-1], word)), end)
    return " ".join(men + women[end:]), " ".join(men[:start] + women)


def _same_job(man: str, woman: str) -> bool:
    """Whether two words are one word in its two genders, or a known pair."""
    a, b = (search_key(re.sub(r"^[dl]['’]", "", w.lower())) for w in (man, woman))
    if (a, b) in _PAIRS:
        return True
    needed = min(3, len(a), len(b))
    return needed > 0 and a[:needed] == b[:needed]

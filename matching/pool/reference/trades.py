"""Trades, skills and activities: found by what people type, and read by code."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, String, Subquery, func, literal, select, union_all
from sqlalchemy.orm import Session

from matching.db import any_of
from matching.pool.reference.communes import search_key
from matching.pool.reference.tables import (
    Naf,
    ReferenceRelease,
    RomeAppellation,
    RomeCode,
    RomeCodeSkill,
    RomeNear,
    RomeSkill,
    SkillKind,
    TradeName,
)

NAF_REV2 = "rev2"
"""NAF rév. 2, in force until NAF 2025 replaces it on 1 January 2027 (décret 2025-736)."""

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
    best = _best_names(key)
    rows = session.execute(
        select(best.c.code, RomeCode.label, best.c.name)
        .join(RomeCode, RomeCode.code == best.c.code)
        .where(best.c.rank == 1)
        .order_by(*_best_first(best), best.c.code)
        .limit(limit)
    )
    return [RomeMatch(code, label, name) for code, label, name in rows]


def _best_names(key: str) -> Subquery:
    """Each name that holds every word of `key`, with its rank among the names of the same code."""
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
    rank = func.row_number().over(
        partition_by=found.c.code, order_by=(*_best_first(found), found.c.name)
    )
    return select(found, rank.label("rank")).subquery()


def _best_first(found: Subquery) -> tuple[ColumnElement[Any], ...]:
    """Names that are the text, then those that begin with it, then the shorter."""
    return (
        found.c.same.desc(),
        found.c.begins.desc(),
        found.c.word.desc(),
        found.c.length,
        found.c.source,
    )


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


def trades_by_code(
    session: Session, codes: Collection[str], near: Collection[str]
) -> dict[str, Trade]:
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

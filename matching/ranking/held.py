"""What people hold, read beside their rows in the same statement: a page compares sixty people, and as loaded
objects their experiences, certificates, languages … took five more statements and most of its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, UnaryExpression, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute

from matching.pool.candidates.tables import (
    Candidate,
    Certificate,
    Education,
    Experience,
    MobilityMean,
    SpokenLanguage,
)


class _Mean(NamedTuple):
    means: str
    radius_km: int | None
    minutes: int | None


class _Experience(NamedTuple):
    id: int
    title: str
    rome: str | None
    start_year: int | None
    end_year: int | None
    current: bool


class _Education(NamedTuple):
    label: str


class _Certificate(NamedTuple):
    code: str
    year: int | None
    valid_until: date | None


class _Language(NamedTuple):
    language: str
    level: str | None


class HeldBeside(NamedTuple):
    """`matching.pool.reference.distance.Held` without a loaded candidate."""

    mobility: Sequence[_Mean]
    experiences: Sequence[_Experience]
    education: Sequence[_Education]
    certificates: Sequence[_Certificate]
    languages: Sequence[_Language]


Order = InstrumentedAttribute[Any] | UnaryExpression[Any]


def _listed(
    table: type[Any], names: Sequence[str], *order: Order
) -> ColumnElement[list[list[Any]]]:
    """Rows of a table that belong to the candidate of the statement around, as JSON."""
    row = func.json_build_array(*(getattr(table, name) for name in names))
    rows: ColumnElement[list[list[Any]]] = (
        select(func.json_agg(aggregate_order_by(row, *order)))
        .where(table.candidate_id == Candidate.id)
        .correlate(Candidate)
        .scalar_subquery()
    )
    return rows


HELD = func.json_build_array(
    _listed(MobilityMean, _Mean._fields, MobilityMean.id),
    _listed(
        Experience, _Experience._fields, Experience.start_year.desc().nulls_last(), Experience.id
    ),
    _listed(Education, _Education._fields, Education.year.desc().nulls_last(), Education.id),
    _listed(Certificate, _Certificate._fields, Certificate.code, Certificate.id),
    _listed(SpokenLanguage, _Language._fields, SpokenLanguage.language),
)
"""A column of a statement on `Candidate`, for `held`; in the order of its relationships."""


def held(column: Sequence[Sequence[Any] | None]) -> HeldBeside:
    """What one row says in the column HELD."""
    mobility, experiences, education, certificates, languages = (rows or () for rows in column)
    return HeldBeside(
        mobility=[_Mean(*row) for row in mobility],
        experiences=[_Experience(*row) for row in experiences],
        education=[_Education(*row) for row in education],
        certificates=[
            _Certificate(code, year, date.fromisoformat(until) if until else None)
            for code, year, until in certificates
        ],
        languages=[_Language(*row) for row in languages],
    )

"""What is compared: the facts of a candidate and of a job profile, free of database and clock.

Name, age, sex, address, health and RSA status are not here, so nothing downstream can weigh them. The
commune's point is, for one use alone: whether a job lies within the distance that the person stated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Protocol

from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import RequirementKind
from matching.pool.reference.distance import Held, Point, Reach, point_of, reaches
from matching.pool.reference.tables import Commune


@dataclass(frozen=True, slots=True)
class ExperienceFact:
    """Something done: `source` is the passage of the index that speaks of it."""

    source: str
    title: str
    rome: str | None
    start_year: int | None
    end_year: int | None
    current: bool

    @property
    def period(self) -> str:
        """«de 2019 à 2021», «depuis 2022», «en 2018», or nothing."""
        if self.current and self.start_year:
            return f"depuis {self.start_year}"
        years = [y for y in (self.start_year, self.end_year) if y]
        if not years:
            return ""
        return f"en {years[0]}" if years[0] == years[-1] else f"de {years[0]} à {years[-1]}"


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """A person as a job sees her."""

    id: int
    wishes_text: str
    wished_romes: tuple[str, ...]
    contracts: frozenset[str]
    hours_min: int | None
    hours_max: int | None
    available_from: date | None
    slots: frozenset[str]
    days: frozenset[str]
    weekends: bool | None
    avoided_conditions: frozenset[str]
    licences: frozenset[str]
    has_vehicle: bool | None
    reaches: tuple[Reach, ...]
    point: Point | None
    experiences: tuple[ExperienceFact, ...]
    certificates: Mapping[str, tuple[int | None, date | None]]
    diplomas: tuple[str, ...]
    languages: Mapping[str, str | None]
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a job profile asks for."""

    kind: str
    code: str
    level: str | None
    must: bool


class Asking(Protocol):
    """A trade and what it asks for: all that the law looks at of a job."""

    @property
    def rome(self) -> str | None: ...
    @property
    def asked(self) -> tuple[Asked, ...]: ...


@dataclass(frozen=True, slots=True)
class JobFacts:
    """A job profile as a person sees it."""

    id: int
    title: str
    rome: str | None
    contract: str
    duration_months: int | None
    hours_per_week: int | None
    starts_on: date | None
    valid_until: date | None
    slots: frozenset[str]
    days: frozenset[str]
    weekends: bool
    starts_at: time | None
    conditions: frozenset[str]
    beginners_accepted: bool
    immersion_possible: bool
    point: Point | None
    asked: tuple[Asked, ...]


def candidate_facts(
    row: Candidate, communes: Mapping[str, Commune], held: Held | None = None
) -> CandidateFacts:
    """The facts of a candidate: with what is `held`, or loaded (matching.pool.candidates.reading.LOAD_FACTS)."""
    held = held or row
    return CandidateFacts(
        id=row.id,
        wishes_text=row.wishes_text,
        wished_romes=tuple(row.wished_romes),
        contracts=frozenset(row.contracts),
        hours_min=row.hours_min,
        hours_max=row.hours_max,
        available_from=row.available_from,
        slots=frozenset(row.slots),
        days=frozenset(row.days),
        weekends=row.weekends,
        avoided_conditions=frozenset(row.avoided_conditions),
        licences=frozenset(row.licences),
        has_vehicle=row.has_vehicle,
        reaches=reaches(held),
        point=point_of(communes, row.commune_insee),
        experiences=tuple(
            ExperienceFact(
                f"experience:{e.id}", e.title, e.rome, e.start_year, e.end_year, e.current
            )
            for e in held.experiences
        ),
        certificates={c.code: (c.year, c.valid_until) for c in held.certificates},
        diplomas=tuple(e.label for e in held.education),
        languages={spoken.language.lower(): spoken.level for spoken in held.languages},
        skills=tuple(row.skills),
    )


def job_facts(row: JobProfile, communes: Mapping[str, Commune]) -> JobFacts:
    """The facts of a loaded job profile (matching.pool.jobs.reading.LOAD_FACTS)."""
    return JobFacts(
        id=row.id,
        title=row.title,
        rome=row.rome,
        contract=row.contract,
        duration_months=row.duration_months,
        hours_per_week=row.hours_per_week,
        starts_on=row.starts_on,
        valid_until=row.valid_until,
        slots=frozenset(row.slots),
        days=frozenset(row.days),
        weekends=row.weekends,
        starts_at=row.starts_at,
        conditions=frozenset(row.conditions),
        beginners_accepted=row.beginners_accepted,
        immersion_possible=row.immersion_possible,
        point=point_of(communes, row.commune_insee),
        asked=tuple(Asked(r.kind, r.code, r.level, r.must) for r in row.requirements),
    )


def required_licences(job: Asking) -> frozenset[str]:
    """The licences that the job profile cannot do without."""
    return frozenset(a.code for a in job.asked if a.kind == RequirementKind.LICENCE and a.must)

"""What is typed about a job."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class RequirementData:
    """Something asked for: a certificate («CACES R489 cat. 3»), a licence («B»), a language, a skill."""

    kind: str
    code: str
    level: str | None = None
    must: bool = False


@dataclass(frozen=True, slots=True)
class JobData:
    """What is written about a job profile on the form, as typed. Lists replace what stood before."""

    title: str
    contract: str
    commune_insee: str
    text: str = ""
    rome: str | None = None
    duration_months: int | None = None
    hours_per_week: int | None = None
    wage_text: str | None = None
    openings: int = 1
    starts_on: date | None = None
    valid_until: date | None = None
    slots: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    starts_at: time | None = None
    weekends: bool = False
    shifts: bool = False
    conditions: tuple[str, ...] = ()
    beginners_accepted: bool = False
    immersion_possible: bool = False
    requirements: tuple[RequirementData, ...] = ()


MOST_TOLD = 4
"""How many refused wordings one field's message quotes."""

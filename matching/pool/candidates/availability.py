"""When a person can work: checked and written in one way, whoever says it, she or her coach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from matching.checks import Checks
from matching.pool.candidates.tables import Candidate
from matching.pool.reference.terms import WEEKDAYS, Slot

WRITTEN = ("available_from", "slots", "days", "weekends", "hours_min", "hours_max")
"""The fields of a person that `set_availability` writes."""


class Availability(Protocol):
    """When she can work, as it was typed. Hours are per week; None is not known."""

    @property
    def available_from(self) -> date | None: ...
    @property
    def slots(self) -> Sequence[str]: ...
    @property
    def days(self) -> Sequence[str]: ...
    @property
    def weekends(self) -> bool | None: ...
    @property
    def hours_min(self) -> int | None: ...
    @property
    def hours_max(self) -> int | None: ...


def check_availability(checks: Checks, said: Availability) -> None:
    """Note what is wrong, at the fields «slots», «days», «hours_min» and «hours_max»."""
    checks.among(said.slots, Slot, "slots")
    checks.among(said.days, WEEKDAYS, "days")
    for name in ("hours_min", "hours_max"):
        checks.between(getattr(said, name), 1, 48, name, "heures par semaine")
    checks.need(
        said.hours_min is None or said.hours_max is None or said.hours_min <= said.hours_max,
        "hours_max",
        "Le maximum d’heures doit être au moins égal au minimum.",
    )


def set_availability(candidate: Candidate, said: Availability) -> None:
    """Write what was checked. The caller marks the index and notes the act."""
    candidate.available_from, candidate.weekends = said.available_from, said.weekends
    candidate.slots = [Slot(slot) for slot in dict.fromkeys(said.slots)]
    candidate.days = list(dict.fromkeys(said.days))
    candidate.hours_min, candidate.hours_max = said.hours_min, said.hours_max

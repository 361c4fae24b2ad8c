"""How long an experience lasted, as every reader of it is told."""

from __future__ import annotations

from datetime import date
from typing import Protocol

LONGEST_TOLD_MONTHS = 120
"""Longer experience is «plus de 10 ans»: its length would tell an age."""


class Dated(Protocol):
    """When something was done, as far as she told it: a row of hers, or what a form or a CV proposes."""

    @property
    def start_year(self) -> int | None: ...
    @property
    def start_month(self) -> int | None: ...
    @property
    def end_year(self) -> int | None: ...
    @property
    def end_month(self) -> int | None: ...
    @property
    def current(self) -> bool: ...


def months_done(done: Dated, today: date) -> int | None:
    """How many months it lasted, one at least; None where an end is missing, or lies before the start.

    Every month that was worked in counts, the first, the last and this one. Years alone count from year to year,
    one at least, and never more than can have passed.

    «2022» alone is a year, not a month: most people write a CV so.

    The months of one experience: those of two may overlap, so nobody adds them up.
    """
    end_year, end_month = (
        (today.year, today.month) if done.current else (done.end_year, done.end_month)
    )
    if done.start_year is None or end_year is None:
        return None
    years = end_year - done.start_year
    most = 12 * years + (end_month or 12) - (done.start_month or 1) + 1
    if most < 1:
        return None
    if done.start_month is not None and end_month is not None:
        return most
    return min(most, 12 * max(1, years))


def months_told(done: Dated, today: date) -> int | None:
    """How many months of it somebody is told who may not know her name: LONGEST_TOLD_MONTHS + 1 stands for all that
    is longer."""
    months = months_done(done, today)
    return None if months is None else min(months, LONGEST_TOLD_MONTHS + 1)

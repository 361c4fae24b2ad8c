"""How long she did a trade: the cases first, whoever reads it."""

from __future__ import annotations

from datetime import date

import pytest

from matching.pool.candidates.tables import Experience
from matching.pool.profiles.length import months_done

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        # both months are told: all that were worked in
        ((2020, 1), (2020, 12), 12),
        ((2020, 5), (2020, 5), 1),
        ((2019, 11), (2020, 2), 4),
        ((1985, 1), (2024, 1), 469),
        # years alone
        ((2020, None), (2022, None), 24),
        ((2020, None), (2021, None), 12),
        ((2020, None), (2020, None), 12),
        # one month of the two
        ((2020, 3), (2022, None), 24),
        ((2020, None), (2022, 3), 24),
        ((2020, 11), (2021, None), 12),
        ((2020, 11), (2020, None), 2),  # November and December: a year cannot have passed
        ((2020, None), (2020, 3), 3),
        # still there: this month counts
        ((2026, 11), "now", 1),
        ((2026, 9), "now", 3),
        ((2024, 11), "now", 25),
        ((2024, None), "now", 24),
        ((2026, None), "now", 11),
        # nothing can be told
        ((None, None), (None, None), None),
        ((2020, 1), (None, None), None),
        ((None, None), (2021, 11), None),
        ((None, None), "now", None),
        # an end before its start
        ((2022, None), (2020, None), None),
        ((2020, 6), (2020, 5), None),
        ((2027, 1), "now", None),
        ((2027, None), "now", None),
    ],
)
def test_how_long_something_was_done(
    start: tuple[int | None, int | None],
    end: tuple[int | None, int | None] | str,
    months: int | None,
) -> None:
    ended = end if isinstance(end, tuple) else (None, None)
    done = Experience(
        title="Cariste",
        start_year=start[0],
        start_month=start[1],
        end_year=ended[0],
        end_month=ended[1],
        current=end == "now",
    )
    assert months_done(done, TODAY) == months

"""What day it is: in Paris, whatever the zone of the server, of the database and of the moment."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from matching.clock import PARIS, day_of, in_paris
from tests.world.site import SiteRuntime
from webapp.site.runtime import Runtime


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # winter: midnight is at 23:00 UTC
        (datetime(2026, 11, 28, 22, 59, tzinfo=UTC), date(2026, 11, 28)),
        (datetime(2026, 11, 28, 23, 0, tzinfo=UTC), date(2026, 11, 29)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        # summer: at 22:00 UTC
        (datetime(2026, 7, 14, 21, 59, tzinfo=UTC), date(2026, 7, 14)),
        (datetime(2026, 7, 14, 22, 0, tzinfo=UTC), date(2026, 7, 15)),
        # the nights on which the clock changes
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 22, 30, tzinfo=UTC), date(2026, 10, 25)),
        # told by another clock
        (datetime(2026, 11, 28, 18, 30, tzinfo=ZoneInfo("America/Cayenne")), date(2026, 11, 28)),
        (datetime(2026, 11, 28, 20, 30, tzinfo=ZoneInfo("America/Cayenne")), date(2026, 11, 29)),
        (datetime(2026, 11, 29, 0, 30, tzinfo=PARIS), date(2026, 11, 29)),
    ],
)
def test_the_civil_day_of_a_moment(moment: datetime, day: date) -> None:
    assert day_of(moment) == day
    assert in_paris(moment) == moment


def test_a_moment_without_a_zone_is_on_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        day_of(datetime(2026, 11, 28, 23, 30))  # noqa: DTZ001 – what is refused


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 28, 23, 30, tzinfo=UTC), date(2026, 11, 29)),
        (datetime(2026, 7, 14, 22, 30, tzinfo=UTC), date(2026, 7, 15)),
    ],
)
def test_pages_and_the_night_are_on_the_same_day(
    moment: datetime, day: date, tmp_path: Path
) -> None:
    with time_machine.travel(moment, tick=False):
        runtime = Runtime(SiteRuntime(None, tmp_path).settings)
        assert (runtime.now(), runtime.today()) == (moment, day)

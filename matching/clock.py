"""What day it is: the civil day of a moment, in the zone in which everybody here lives and works.

Nobody reads a clock here. Entry points ask theirs (`webapp.site.runtime.Runtime.now`) and hand the moment, or its day, down.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def in_paris(moment: datetime) -> datetime:
    """The same moment as the clocks on the wall tell it. Raises ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone is on no day")
    return moment.astimezone(PARIS)


def day_of(moment: datetime) -> date:
    """The civil day of a moment with a zone: 23:30 UTC is the next day already. Raises ValueError without."""
    return in_paris(moment).date()

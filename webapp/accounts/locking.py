"""How long an account waits after wrong passwords. Pure: the moment and the count decide."""

from __future__ import annotations

from datetime import datetime, timedelta

TRIES = 10
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)
COUNTED = 10_000
"""The count stops here, far beyond the longest wait: its column is small."""
WAITS = "Trop d’essais manqués : attendez un quart d’heure, ou choisissez un nouveau mot de passe."


def is_locked(until: datetime | None, now: datetime) -> bool:
    """Whether an account that waits until then waits now."""
    return until is not None and until > now


def wait_after(failures: int) -> timedelta:
    """How long an account waits after so many failures: a quarter of an hour, doubled each time."""
    rounds = min(failures // TRIES - 1, 10)
    return min(FIRST_WAIT * 2**rounds, LONGEST_WAIT)

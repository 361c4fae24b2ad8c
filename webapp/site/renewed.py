"""A thing kept in memory that another process may make out of date: looked at again from time to time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")

EVERY_S = 10.0


class Renewed(Generic[Thing]):
    """The thing that `make` gives, made again when `edition` answers something else than it did then.

    `edition` is asked every `EVERY_S` seconds at most. A new thing takes the place of a former one only when it
    is `ready`; the first one is taken as it is. Threads may share it.
    """

    def __init__(
        self,
        edition: Callable[[], str],
        make: Callable[[], Thing],
        *,
        ready: Callable[[Thing], bool] = lambda _: True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._edition, self._make, self._ready, self._clock = edition, make, ready, clock
        self._lock = threading.Lock()
        self._kept: tuple[str, Thing] | None = None
        self._asked = 0.0

    def current(self) -> Thing:
        """The newest thing that is ready."""
        with self._lock:
            now = self._clock()
            if self._kept is not None and now - self._asked < EVERY_S:
                return self._kept[1]
            self._asked = now
            edition = self._edition()
            if self._kept is None:
                self._kept = (edition, self._make())
            elif self._kept[0] != edition:
                made = self._make()
                if self._ready(made):
                    self._kept = (edition, made)
            return self._kept[1]

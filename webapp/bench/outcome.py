"""What was measured of the search side so far: each way of asking at each size, and what failed on the way."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from indexing.bench.engines import Measured
from webapp.bench.page import say
from webapp.bench.process import Memory

EMBEDDED, OPENSEARCH, PLAIN = "embedded", "OpenSearch", "plain"


@dataclass(frozen=True, slots=True)
class Started:
    """A fresh process that got ready: seconds for its imports and in all, and its memory then."""

    imports: float
    seconds: float
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Way:
    """One way of asking, measured at one size."""

    found: dict[str, Measured]
    """By scenario."""
    asked: float
    """Questions a second, 8 clients."""
    rate: float | None = None
    """Documents a second, building the index."""
    disk: float | None = None
    """Bytes, one copy."""
    started: Started | None = None


@dataclass(slots=True)
class Outcome:
    """What was measured so far."""

    ways: dict[int, dict[str, Way]] = field(default_factory=dict)
    """By profiles and name."""
    notes: list[str] = field(default_factory=list)

    def curve(self, way: str, scenario: str) -> list[tuple[int, float]]:
        """p50 by size."""
        return [(n, at[way].found[scenario].p50) for n, at in self.ways.items() if way in at]

    @contextmanager
    def attempt(self, what: str) -> Iterator[None]:
        """Something that may fail without taking the rest with it: the page says so."""
        say(f"  {what} …")
        began = time.perf_counter()
        try:
            yield
        except Exception as error:
            say(traceback.format_exc())
            self.notes.append(f"Failed, and so not measured: {what} ({type(error).__name__}).")
        else:
            say(f"  {what}: {time.perf_counter() - began:.0f} s")

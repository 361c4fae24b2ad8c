"""Waiting for a state instead of for a time: a loaded machine is slow, and not wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

from sqlalchemy import text
from sqlalchemy.orm import Session

PATIENCE_S = 120.0
"""After so long, what was waited for is taken not to come: far beyond what a loaded machine needs."""

_BLOCKED = text(
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
)


def until(holds: Callable[[], object], what: str) -> None:
    """Return once it holds, looking again and again; fails with `what` when it does not."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def until_blocked(holder: Session, thread: Thread) -> None:
    """Return once another connection waits for what this transaction holds; fails when the thread whose connection
    should wait has ended instead."""

    def waits() -> bool:
        assert thread.is_alive(), "it did not wait"
        return bool(holder.scalar(_BLOCKED))

    until(waits, "it never waited")


def joined(thread: Thread) -> None:
    """Return once the thread has ended; fails when it does not."""
    thread.join(PATIENCE_S)
    assert not thread.is_alive(), "it never ended"

"""The worker: indexes what pages have left, one pass after the other, until told to stop."""

from __future__ import annotations

import signal
import threading

import structlog

from webapp.runtime import Runtime

log = structlog.get_logger(__name__)


def work(runtime: Runtime, *, once: bool, every: float) -> None:
    """Drain the marks; without `once`, wait `every` seconds and begin again until SIGTERM or SIGINT."""
    stopped = threading.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
    runtime.say_if_search_is_down()
    while True:
        done = runtime.drain()
        if done is not None and (done.indexed or done.deleted):
            log.info("index.drained", indexed=done.indexed, deleted=done.deleted, left=done.left)
        if once or stopped.wait(every):
            return

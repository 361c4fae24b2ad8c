"""The worker: indexes what pages have left, one pass after the other, until told to stop."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

import structlog

from webapp.runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexing.sync import Drained

log = structlog.get_logger(__name__)


class _Stopping(Exception):
    """Told to stop in the middle of a pass: what is left waits for the next worker."""


def work(runtime: Runtime, *, once: bool, every: float) -> None:
    """Drain the marks; without `once`, wait `every` seconds and begin again until SIGTERM or SIGINT."""
    stopped = threading.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())

    def between_batches(_done: int, _total: int) -> None:
        if stopped.is_set():
            raise _Stopping

    figures = worker_figures(runtime)
    while True:
        try:
            done = runtime.drain(progress=between_batches)
        except _Stopping:
            return
        figures(done)
        if done is not None and (done.indexed or done.deleted):
            log.info("index.drained", indexed=done.indexed, deleted=done.deleted, left=done.left)
        if once or stopped.wait(every):
            return


def worker_figures(runtime: Runtime) -> Callable[[Drained | None], None]:
    """What counts a pass: nothing unless VIVIER_METRICS_PORT says where figures are asked for."""
    port = runtime.settings.operations.metrics_port
    if port is None:
        return lambda _done: None
    from webapp import metrics

    metrics.serve_figures(port, runtime.sessions)

    def count(done: Drained | None) -> None:
        if done is None:
            metrics.passed("failed")
        else:
            metrics.passed("done", done.indexed, done.deleted)

    return count

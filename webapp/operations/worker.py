"""The worker: indexes what pages have left, sends the letters that are due, seals the journal and once a night does
what privacy asks for, one pass after the other, until told to stop."""

from __future__ import annotations

import signal
import threading
import time
from typing import TYPE_CHECKING

import structlog

from matching.errors import Conflict
from webapp.letters.carriers import carrier_of
from webapp.letters.delivery import deliver
from webapp.operations import nightly
from webapp.site.runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexing.sync import Drained

log = structlog.get_logger(__name__)


NIGHT_EVERY_S = 600
"""How often to look whether the night's work is due."""


class _Stopping(Exception):
    """Told to stop in the middle of a pass: what is left waits for the next worker."""


def work(runtime: Runtime, *, once: bool, every: float) -> None:
    """Drain the marks and the outbox; without `once`, wait `every` seconds and begin again until SIGTERM or
    SIGINT. Raises MissingSetting at once when MAIL_URL cannot be read."""
    carrier = carrier_of(runtime.settings)
    stopped = threading.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
    runtime.say_if_search_is_down()

    def between_batches(_done: int, _total: int) -> None:
        if stopped.is_set():
            raise _Stopping

    figures = worker_figures(runtime)
    look_at_night = time.monotonic()
    while True:
        try:
            done = runtime.drain(progress=between_batches)
        except _Stopping:
            return
        figures(done)
        if done is not None and (done.indexed or done.deleted):
            log.info("index.drained", indexed=done.indexed, deleted=done.deleted, left=done.left)
        runtime.seal_audit()
        sent = deliver(runtime.sessions, runtime.settings, now=runtime.now, carrier=carrier)
        if sent:
            log.info("mail.sent", letters=sent)
        if not once and time.monotonic() >= look_at_night:
            look_at_night = time.monotonic() + NIGHT_EVERY_S
            spend_the_night(runtime)
        if once or stopped.wait(every):
            return


def spend_the_night(runtime: Runtime) -> None:
    """Do what a night has to do, once for each day; another worker that does it already is left to it."""
    try:
        if nightly.due(runtime, runtime.now()):
            nightly.run(runtime)
    except Conflict:
        log.info("nightly.under_way")


def worker_figures(runtime: Runtime) -> Callable[[Drained | None], None]:
    """What counts a pass: nothing unless VIVIER_METRICS_PORT says where figures are asked for."""
    port = runtime.settings.operations.metrics_port
    if port is None:
        return lambda _done: None
    from webapp.site import metrics  # loads prometheus_client, where it is wanted only

    metrics.serve_figures(port, runtime)

    def count(done: Drained | None) -> None:
        if done is None:
            metrics.passed("failed")
        else:
            metrics.passed("done", done.indexed, done.deleted)

    return count

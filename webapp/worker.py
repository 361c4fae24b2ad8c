"""The worker: indexes what pages have left and sends the letters that are due, one pass after the other, until
told to stop."""

from __future__ import annotations

import signal
import threading

import structlog

from webapp.mail import carrier_of, deliver
from webapp.runtime import Runtime

log = structlog.get_logger(__name__)


def work(runtime: Runtime, *, once: bool, every: float) -> None:
    """Drain the marks and the outbox; without `once`, wait `every` seconds and begin again until SIGTERM or
    SIGINT. Raises MissingSetting at once when MAIL_URL cannot be read."""
    carrier = carrier_of(runtime.settings)
    stopped = threading.Event()
    if not once:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
    runtime.say_if_search_is_down()
    while True:
        done = runtime.drain()
        if done is not None and (done.indexed or done.deleted):
            log.info("index.drained", indexed=done.indexed, deleted=done.deleted, left=done.left)
        runtime.seal_audit()
        sent = deliver(runtime.sessions, runtime.settings, now=runtime.now, carrier=carrier)
        if sent:
            log.info("mail.sent", letters=sent)
        if once or stopped.wait(every):
            return

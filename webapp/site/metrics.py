"""Figures for Prometheus: what pages, searches and workers do, and what waits in the database.

Each process counts for itself. The web processes of one `vivier serve` put their counts into files of a common
folder (prometheus_client's multiprocess mode), so that whichever of them is asked answers for all; a worker is
asked at a port of its own. What waits is read from the database when somebody asks.

Imported only where figures are wanted. No label holds a person, an address or a text.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from matching.errors import SearchUnavailable
from webapp.site.settings import FIGURES
from webapp.site.waiting import waiting

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session, sessionmaker

    from matching.ports import Page, Query, SearchPort

log = structlog.get_logger(__name__)

REQUESTS = Counter("vivier_requests", "Requests answered.", ["page", "method", "status"])
SECONDS = Histogram(
    "vivier_request_seconds",
    "Seconds until a page had answered, its own indexing included.",
    ["page"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
SEARCH_SECONDS = Histogram(
    "vivier_search_seconds",
    "Seconds of one question to the search side.",
    ["asked"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
SEARCH_ERRORS = Counter("vivier_search_errors", "Questions that the search side could not answer.")
PASSES = Counter("vivier_worker_passes", "Passes of the worker.", ["outcome"])
INDEXED = Counter(
    "vivier_worker_documents", "Documents that the worker wrote or removed.", ["what"]
)


def answered(page: str, method: str, status: int, seconds: float) -> None:
    """Count a request. `page` is an endpoint's name."""
    REQUESTS.labels(page, method, str(status)).inc()
    SECONDS.labels(page).observe(seconds)


class TimedSearch:
    """`matching.ports.SearchPort`, timed."""

    def __init__(self, search: SearchPort) -> None:
        self._search = search

    def search(self, query: Query) -> Page:
        asked = "like" if query.like else "text" if query.text else "list"
        try:
            with SEARCH_SECONDS.labels(asked).time():
                return self._search.search(query)
        except SearchUnavailable:
            SEARCH_ERRORS.inc()
            raise


class Watched(Protocol):
    """What a runtime is to the figures: sessions and a clock."""

    @property
    def sessions(self) -> sessionmaker[Session]: ...

    def now(self) -> datetime: ...


class _Waiting(Collector):
    """What waits, as the database says at this moment; nothing when it does not answer."""

    def __init__(self, runtime: Watched) -> None:
        self._runtime = runtime

    def collect(self) -> Iterator[GaugeMetricFamily]:
        try:
            with self._runtime.sessions() as session:
                found = waiting(session, self._runtime.now())
        except Exception as error:
            log.warning("metrics.no_database", kind=type(error).__name__)
            return
        for name, text, value in (
            ("vivier_marks_waiting", "Documents to be indexed.", found.marks),
            ("vivier_oldest_mark_seconds", "Age of the oldest of them.", found.oldest_mark_s),
            ("vivier_mails_waiting", "Letters to be sent.", found.mails),
            ("vivier_oldest_mail_seconds", "How long the oldest is overdue.", found.oldest_mail_s),
        ):
            yield GaugeMetricFamily(name, text, value)


def page_of_figures(runtime: Watched) -> bytes:
    """Prometheus's text format, for all web processes of this server."""
    registry = CollectorRegistry()
    if os.environ.get(FIGURES):
        MultiProcessCollector(registry)
    else:
        for metric in (REQUESTS, SECONDS, SEARCH_SECONDS, SEARCH_ERRORS):
            registry.register(metric)
    registry.register(_Waiting(runtime))
    return generate_latest(registry)


def serve_figures(port: int, runtime: Watched) -> None:
    """Answer at http://127.0.0.1:`port`/metrics with this process's figures. One that cannot is logged: a
    second worker on a host needs another port."""
    registry = CollectorRegistry()
    for metric in (SEARCH_SECONDS, SEARCH_ERRORS, PASSES, INDEXED):
        registry.register(metric)
    registry.register(_Waiting(runtime))
    try:
        start_http_server(port, addr="127.0.0.1", registry=registry)
    except OSError as error:
        log.warning("metrics.port_taken", port=port, kind=type(error).__name__)


def passed(outcome: str, indexed: int = 0, deleted: int = 0) -> None:
    """Count a pass of the worker: «done» or «failed»."""
    PASSES.labels(outcome).inc()
    INDEXED.labels("written").inc(indexed)
    INDEXED.labels("removed").inc(deleted)

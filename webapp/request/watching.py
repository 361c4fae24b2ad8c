"""What an operator sees of the pages: one line for each request, its id, and figures (webapp/site/metrics.py).

A line says which page answered whom, how and how fast. It never holds the address that was asked for, because
that may hold what somebody searched or a one-time link.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
from flask import Flask, Response, g, request

from webapp.request.context import request_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from webapp.site.runtime import Runtime

log = structlog.get_logger(__name__)

QUIET = frozenset({"static", "home.health", "health.ready", "health.figures"})
"""Asked every few seconds by machines, or not a page: counted, but not a line each."""


def init_watching(app: Flask, runtime: Runtime) -> None:
    """Name each request, and tell of it when it has been answered. Called before the other parts of the
    application are attached, so that it hears of a request first and of its answer last."""
    operations = runtime.settings.operations
    lines = bool(operations.access_log)
    count: Callable[[str, str, int, float], None] | None = None
    if operations.metrics_token:
        from webapp.site import metrics  # loads prometheus_client, where it is wanted only

        count = metrics.answered

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id())

    @app.after_request
    def end(response: Response) -> Response:
        response.headers["X-Request-Id"] = request_id()
        seconds = time.perf_counter() - g.get("began", time.perf_counter())
        page = request.endpoint or "unknown"
        if count is not None:
            count(page, request.method, response.status_code, seconds)
        if lines and page not in QUIET:
            log.info(
                "request",
                page=page,
                method=request.method,
                status=response.status_code,
                ms=round(seconds * 1000),
                person=getattr(g.get("actor"), "person_id", None),
                request_id=request_id(),
            )
        return response

    @app.teardown_request
    def forget(_error: BaseException | None) -> None:
        structlog.contextvars.unbind_contextvars("request_id")

"""Logs as one JSON line each, on the error stream: for machines to gather, without anybody's data in them."""

from __future__ import annotations

import logging
import sys

import structlog


def configure_logs(*, debug: bool = False) -> None:
    """Configure structlog and the standard library's logging for this process. Tracebacks hold no local
    variables: those of a request hold names and addresses."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if debug else logging.INFO
        ),
        # a line and its end in one write: the processes of a site share the stream, and a second
        # write would let another's line in between
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,  # whoever configures again in the same process is heard
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s"
    )

"""Logs: one line, one write, so that the processes of a site can share one stream."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest

LOGGED = 20
WRITER = f"""
import logging
import structlog
from webapp.site.logs import configure_logs
configure_logs()
for number in range({LOGGED}):
    structlog.get_logger().info("request", number=number, filling="é" * 100)
logging.getLogger("indexing").warning("a library speaks")
"""


@pytest.mark.parametrize("unbuffered", ["1", ""])
def test_an_event_and_the_end_of_its_line_are_one_write(unbuffered: str) -> None:
    """Two writes, and another process puts its line between them: neither can be read any more.
    Such a socket keeps the writes apart, and containers ask for unbuffered streams."""
    reader, writer = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with reader, writer:
        subprocess.run(
            [sys.executable, "-c", WRITER],
            stderr=writer,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            check=True,
        )
        writes = [reader.recv(4096).decode() for _ in range(LOGGED + 1)]
    assert all(text.endswith("\n") and text.count("\n") == 1 for text in writes), writes
    assert [json.loads(text)["number"] for text in writes[:-1]] == list(range(LOGGED))

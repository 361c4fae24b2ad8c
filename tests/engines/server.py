"""A real OpenSearch for the tests: the one that OPENSEARCH_TEST_URL names, or one of our own.

Our own is started by the launcher that stands beside the repository (`shared/opensearch/cluster`, see
conftest's `shared_dir`); without either, tests that need a server are skipped and say so.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.world import ROOT


def launcher() -> Path:
    """The launcher; skips the test where it cannot run."""
    found = Path(os.environ.get("VIVIER_SHARED", ROOT.parent / "shared")) / "opensearch" / "cluster"
    if not found.is_file():
        pytest.skip(
            "no OpenSearch: set OPENSEARCH_TEST_URL, or VIVIER_SHARED to the folder of its launcher"
        )
    return found


def cluster(*arguments: str) -> str:
    """Run the launcher; skips the test if it says that this machine cannot."""
    for _ in range(4):
        done = subprocess.run(
            [sys.executable, str(launcher()), *arguments],
            capture_output=True,
            text=True,
            timeout=300,
        )
        # On a busy machine it may look at a process that has just begun, and take it for one that ended.
        if "stopped while starting" not in done.stderr:
            break
        arguments = tuple(one for one in arguments if one != "--fresh")
    if done.returncode and "Java" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return done.stdout


def free_port(nodes: int = 1) -> int:
    """A port on which the launcher can put nodes: they take this one and the next, and 100 above."""
    for port in range(19_200 + os.getpid() % 400 * 20, 60_000, 20):
        taken = [port + n + extra for n in range(nodes) for extra in (0, 100)]
        if all(map(_is_free, taken)):
            return port
    raise RuntimeError("no free port")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@contextmanager
def running(folder: Path, *, nodes: int = 1, heap: str = "512m") -> Iterator[tuple[str, int]]:
    """A cluster of our own, thrown away after: its address, and the port of its first node."""
    port = free_port(nodes)
    try:
        cluster(
            *("start", "--fresh", "--dir", str(folder), "--port", str(port)),
            *("--nodes", str(nodes), "--heap", heap, "--wait", "180"),
        )
        yield f"http://127.0.0.1:{port}", port
    finally:
        cluster("stop", "--dir", str(folder))


@pytest.fixture(scope="session")
def opensearch_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A running OpenSearch."""
    given = os.environ.get("OPENSEARCH_TEST_URL")
    if given:
        yield given
        return
    with running(tmp_path_factory.mktemp("opensearch") / "cluster") as (url, _):
        yield url


@pytest.fixture
def opensearch_prefix(opensearch_url: str) -> Iterator[str]:
    """A prefix of this test's own; its indexes are removed after."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    yield prefix
    forget_indexes(opensearch_url, prefix)


def forget_indexes(url: str, prefix: str) -> None:
    """Remove every index under a prefix."""
    for row in ask(url, "GET", f"/_cat/indices/{prefix}-*?format=json&h=index"):
        ask(url, "DELETE", f"/{row['index']}")


def ask(url: str, method: str, path: str, body: Any = None) -> Any:
    """One plain request to the server, beside the engine."""
    request = urllib.request.Request(
        url + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or b"null")

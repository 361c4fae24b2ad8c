"""Serving the pages with gunicorn, from code: one way for the demo and for a site."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from webapp.site.runtime import Runtime
from webapp.site.settings import FIGURES, count_into


def spare_collections() -> None:
    """Keep what is loaded by now out of the garbage collector's rounds, and make these rarer: a full one took
    90 ms of a page of 90 ms. Called by each process once its application stands."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


GRACE_S = 30
"""How long a request that is under way may go on when the server is told to stop."""


class Server(BaseApplication):
    """gunicorn on an application that each of its workers builds for itself after the fork."""

    def __init__(self, runtime: Runtime, options: dict[str, Any]) -> None:
        self._runtime = runtime
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from webapp.app import create_app  # loads Flask, in the workers only

        # Connections and models do not survive a fork: a fresh runtime on the same settings.
        app = create_app(Runtime(self._runtime.settings))
        spare_collections()
        return app


def run(runtime: Runtime, *, workers: int = 1, threads: int = 8, with_worker: bool = False) -> None:
    """Serve until stopped; with the indexing worker beside, for those who start nothing else."""
    # Several requests at once share the cores already: two threads of numpy for each would fight for them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    runtime.database_url  # noqa: B018 — an embedded server is started here, to outlive the workers
    runtime.say_if_search_is_down()
    settings = runtime.settings
    if settings.operations.metrics_token:
        count_into(settings.var / "run" / f"figures-{settings.port}")
    server = Server(
        runtime,
        {
            "bind": f"{settings.host}:{settings.port}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": GRACE_S,
            "child_exit": _forget_figures,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        },
    )
    worker = _start_worker(runtime) if with_worker else None
    try:
        server.run()
    finally:
        if worker is not None:
            worker.terminate()
            worker.wait(timeout=30)


def _forget_figures(_server: Any, worker: Any) -> None:
    """gunicorn tells that a web process has ended."""
    if os.environ.get(FIGURES):
        from prometheus_client.multiprocess import mark_process_dead  # where it is wanted only

        mark_process_dead(worker.pid)


def _start_worker(runtime: Runtime) -> subprocess.Popen[bytes]:
    settings = (
        runtime.settings
    )  # letters are sent from there: their links lead where the pages are served
    environment = {
        **os.environ,
        "VIVIER_VAR": str(settings.var),
        "VIVIER_BASE_URL": settings.base_url,
    }
    return subprocess.Popen([sys.executable, "-m", "webapp.cli", "worker"], env=environment)

"""Real processes of a site on a test's database: pages, workers, and a model that costs nothing."""

from __future__ import annotations

import http.cookiejar
import os
import re
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.world.site import PASSWORD
from tests.world.waiting import PATIENCE_S, until


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Site:
    """The environment of a site; what it starts is stopped at the end, by force if need be."""

    def __init__(self, database_url: str, var: Path, **more: str) -> None:
        self.var = var
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.started: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "VIVIER_VAR": str(var),
            "VIVIER_PORT": str(self.port),
            "VIVIER_SECOND_FACTOR": "offered",
            "SECRET_KEY": secrets.token_urlsafe(48),
            **more,
        }

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """`vivier` with these arguments; what it logs goes to a file of its own under var/."""
        number = len(self.started)
        with (self.var / f"{number}-{arguments[0]}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "webapp.cli", *arguments],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        self.started.append(process)
        return process

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.var.glob("*.log")))

    def wait_until_ready(self) -> None:
        def ready() -> bool:
            try:
                with urllib.request.urlopen(f"{self.url}/sante/pret", timeout=PATIENCE_S):
                    return True
            except (urllib.error.URLError, OSError):
                return False

        try:
            until(ready, "not ready")
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.logs()}") from None

    def browser(self, email: str) -> Browser:
        return Browser(self.url, email)


@contextmanager
def running(site: Site) -> Iterator[Site]:
    """Ends what the site has started, whatever happens."""
    try:
        yield site
    finally:
        for process in site.started:
            if process.poll() is None:
                process.kill()
            process.wait()


class Browser:
    """A signed-in client over real HTTP."""

    def __init__(self, url: str, email: str) -> None:
        self._url = url
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()), _NoRedirect()
        )
        status, _ = self.post("/connexion", {"email": email, "password": PASSWORD})
        assert status == 302

    def get(self, path: str) -> str:
        with self._opener.open(self._url + path, timeout=PATIENCE_S) as answer:
            text: str = answer.read().decode()
            return text

    def post(self, path: str, values: dict[str, Any]) -> tuple[int, str]:
        """(status, location) of a form that is fetched, filled in and sent."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path))
        assert found is not None
        data = urllib.parse.urlencode({"csrf_token": found[1], **values}, doseq=True).encode()
        try:
            with self._opener.open(self._url + path, data=data, timeout=PATIENCE_S) as answer:
                return answer.status, ""
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("Location", "")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None

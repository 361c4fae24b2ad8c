"""A server that stands before another one, or alone, and fails as it is told to. Small, and it works."""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

Answer = tuple[int, Any]
Fault = Callable[[str, str, bytes], Answer | None]
"""(method, path, body) → a status and what is said as JSON; None lets the request through."""

DROP: Answer = (0, None)
"""The connection is cut instead."""


@dataclass(slots=True)
class Seen:
    """One request that arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = field(repr=False)


class FaultProxy:
    """`url` is where it listens while the block lasts; change `fault` and `delay_s` at any time."""

    def __init__(self, target: str = "", tls: ssl.SSLContext | None = None) -> None:
        self.target = target
        self.fault: Fault = lambda *_: None
        self.delay_s = 0.0
        self.seen: list[Seen] = []
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except OSError:
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                pass

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                proxy.seen.append(
                    Seen(
                        self.command,
                        self.path,
                        {k.lower(): v for k, v in self.headers.items()},
                        body,
                    )
                )
                time.sleep(proxy.delay_s)
                status, said = proxy._answer(self.command, self.path, body, self.headers)
                if status == 0:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = answer  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
            self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def _answer(self, method: str, path: str, body: bytes, headers: Any) -> tuple[int, bytes]:
        told = self.fault(method, path, body)
        if told is not None:
            return told[0], json.dumps(told[1]).encode()
        request = urllib.request.Request(self.target + path, data=body or None, method=method)
        request.add_header("content-type", headers.get("content-type", "application/json"))
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return DROP

    def heal(self) -> None:
        """No fault any more."""
        self.fault, self.delay_s = lambda *_: None, 0.0

    def __enter__(self) -> FaultProxy:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def healthy(number: str = "3.5.0", *, plugins: tuple[str, ...] = ("opensearch-knn",)) -> Fault:
    """What a server says of itself at the beginning; anything else is not found."""

    def said(method: str, path: str, body: bytes) -> Answer:
        if path == "/":
            return 200, {"version": {"distribution": "opensearch", "number": number}}
        if path.startswith("/_cat/plugins"):
            return 200, [{"name": "node-1", "component": name} for name in plugins]
        if path.startswith("/_cat/nodes"):
            return 200, [{"name": "node-1", "node.roles": "cluster_manager,data"}]
        return 404, {"error": {"type": "index_not_found_exception"}, "status": 404}

    return said

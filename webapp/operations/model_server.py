"""`vivier model`: the language model once a host, behind a Unix socket, for all processes that run there.

It speaks the API of Text Embeddings Inference (`POST /embed`, `GET /info`, `GET /health`), so that
indexing/model/remote.py works against this process and against such a server alike. The socket is the
user's own (0600): texts that pass are people's words. It keeps nothing and logs none of them.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Request, Response

from indexing.model.choose import embedder_for, embeds_in_bulk
from indexing.model.contract import E5_PROMPTS, Embedder, Vectors
from matching.errors import SearchUnavailable, VivierError

log = structlog.get_logger(__name__)

LARGEST_BATCH = 64
LARGEST_BODY = 4 * 1024 * 1024
SLICE = 4
"""Documents embedded between two looks at whether a question waits: some .3 s."""
THREADS = 32
GRACE_S = 30

ROLES = E5_PROMPTS
"""What may be named as prompt, and how e5 models spell it; a text may also come with it in front."""


class ModelSocketTaken(VivierError):
    """Another process serves the model at this address."""

    status = 409


class Turns:
    """One text at a time is embedded, and those who ask a question go first: somebody is waiting for it."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._busy = False
        self._questions = 0

    @contextmanager
    def question(self) -> Iterator[None]:
        with self._changed:
            self._questions += 1
            while self._busy:
                self._changed.wait()
            self._questions -= 1
            self._busy = True
        yield from self._held()

    @contextmanager
    def document(self) -> Iterator[None]:
        with self._changed:
            while self._busy or self._questions:
                self._changed.wait()
            self._busy = True
        yield from self._held()

    def _held(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()


class ModelServer:
    """The WSGI application on one embedder."""

    def __init__(self, embedder: Embedder, *, whole_batches: bool = False) -> None:
        self._embedder = embedder
        self._whole = whole_batches
        self._turns = Turns()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        return self._answer(Request(environ))(environ, start)

    def _answer(self, request: Request) -> Response:
        request.max_content_length = LARGEST_BODY
        try:
            match request.method, request.path:
                case "GET", "/health":
                    return Response(status=200)
                case "GET", "/info":
                    return _json(self._info())
                case "POST", "/embed":
                    return self._embed(request)
            return _refusal(404, "no such route")
        except HTTPException as error:
            return _refusal(error.code or 400, error.name)
        except SearchUnavailable as error:
            log.error("model.unavailable", reason=error.message)
            return _refusal(503, "the model cannot be loaded", kind="Unhealthy")

    def _info(self) -> dict[str, Any]:
        return {
            "model_id": self._embedder.name,
            "model_dtype": "float32",
            "model_type": {"embedding": {"pooling": "mean"}},
            "max_client_batch_size": LARGEST_BATCH,
            "auto_truncate": True,
            "prompts": sorted(ROLES),
        }

    def _embed(self, request: Request) -> Response:
        asked = request.get_json()
        if not isinstance(asked, dict):
            return _refusal(422, "a JSON object is expected")
        texts = asked.get("inputs")
        texts = [texts] if isinstance(texts, str) else texts
        if not isinstance(texts, list) or not texts or not all(isinstance(t, str) for t in texts):
            return _refusal(422, "`inputs` must be a text or a list of texts")
        if len(texts) > LARGEST_BATCH:
            return _refusal(
                422, f"batch size {len(texts)} > maximum allowed batch size {LARGEST_BATCH}"
            )
        if asked.get("normalize", True) is not True:
            return _refusal(422, "only normalized vectors are served")
        named = asked.get("prompt_name")
        if named is None:
            role, texts = _role_of(texts)
        else:
            role = named
        if not isinstance(role, str) or role not in ROLES:
            return _refusal(422, f"the prompt of a text must be one of {sorted(ROLES)}")
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        return _json(self._vectors(texts, role))

    def _vectors(self, texts: Sequence[str], role: str) -> list[list[float]]:
        rows: list[list[float]] = []
        size = len(texts) if self._whole else SLICE
        compute: Callable[[Sequence[str]], Vectors] = self._embedder.documents
        turn = self._turns.document
        if role == "query":
            compute, turn = self._embedder.queries, self._turns.question
        for start in range(0, len(texts), size):
            with turn():
                rows += compute(texts[start : start + size]).tolist()
        return rows


def _role_of(texts: Sequence[str]) -> tuple[str | None, list[str]]:
    """The one role whose prompt stands in front of all texts, and the texts without it."""
    for role, prompt in ROLES.items():
        if all(text.startswith(prompt) for text in texts):
            return role, [text.removeprefix(prompt) for text in texts]
    return None, list(texts)


def _json(value: Any) -> Response:
    return Response(json.dumps(value), mimetype="application/json")


def _refusal(status: int, message: str, *, kind: str = "Validation") -> Response:
    answer = _json({"error": message, "error_type": kind})
    answer.status_code = status
    return answer


class _Process(BaseApplication):
    def __init__(self, make: Callable[[], ModelServer], path: Path) -> None:
        self._make = make
        self._path = path
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"unix:{self._path}",
            "umask": 0o177,  # the socket is made with it: 0600
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": 300,
            "graceful_timeout": GRACE_S,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> ModelServer:
        return self._make()


def model_application(model: str | None, var: Path) -> ModelServer:
    """The application on a site's embedder, the model loaded: ready when it is said to be."""
    embedder = embedder_for(model, var)
    server = ModelServer(embedder, whole_batches=embeds_in_bulk(embedder))
    embedder.queries(["prêt"])
    return server


def serve_model(model: str | None, var: Path, path: Path) -> None:
    """Serve at the socket `path` until SIGTERM. Raises ModelSocketTaken when somebody serves there already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if answers(path):
        raise ModelSocketTaken(
            f"Le modèle est déjà servi à {path} : arrêtez l’autre processus, ou donnez une autre adresse."
        )
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _Process(lambda: model_application(model, var), path).run()


def answers(path: Path) -> bool:
    """Whether a process listens at this socket; a file left by one that was killed does not."""
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        probe.connect(str(path))
        return True
    return False

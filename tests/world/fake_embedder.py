"""A small working embedder: each word has a direction of its own, so that shared words mean closeness."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from indexing.text.analysis import analyse


class FakeEmbedder:
    """`indexing.model.contract.Embedder` without a model; counts the texts that it was given."""

    def __init__(self, name: str = "fake", dimension: int = 32) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded = 0

    def queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self.documents(texts)

    def documents(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.embedded += len(texts)
        rows = np.array([self._sum(text) for text in texts]).reshape(-1, self.dimension)
        unit: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit.astype(np.float32)

    def _sum(self, text: str) -> npt.NDArray[np.float64]:
        words = analyse(text) or [""]
        total: npt.NDArray[np.float64] = np.sum([self._direction(w) for w in words], axis=0)
        return total

    def _direction(self, word: str) -> npt.NDArray[np.float64]:
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
        return np.random.default_rng(seed).standard_normal(self.dimension)

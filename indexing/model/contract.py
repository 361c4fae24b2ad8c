"""What every model of this product is: texts in, unit vectors out, a name that tells two models apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import NDArray

Role = Literal["query", "document"]
ROLES: tuple[Role, ...] = get_args(Role)
Vectors = NDArray[np.float32]

E5_PROMPTS = {"query": "query: ", "document": "passage: "}

MAX_TOKENS = 256
"""A passage is one experience or one profile; what follows the first ~180 words hardly moves its vector."""


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


def unit(rows: NDArray[np.floating]) -> Vectors:
    """`rows` as float32 of norm 1; a row of zeros stays so."""
    vectors = np.ascontiguousarray(rows, dtype=np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = vectors / np.maximum(norms, 1e-12)
    return scaled

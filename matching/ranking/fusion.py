"""Three signals into one order: meaning (vectors), words (BM25) and the trade (ROME agreement).

Pure and deterministic. A cosine lives in .75…0.90 and BM25 has no upper end: both are put on the scale of
their own pool. The agreement of two ROME readings is already between 0 and 1 and is taken as it is, so that
two unsure readings, which agree on little, change little. docs/relevance.md says what each number rests on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from matching.ports import Signals

RANKING_VERSION = "1"
"""Changes whenever the same signals may give another order."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What one standard deviation of `vector` and of `words`, and a full agreement of `rome`, count."""

    vector: float = 1.0
    words: float = 0.15
    rome: float = 4.0


WEIGHTS = Weights()

LEAST_COSINE_SPREAD = 0.015
"""The cosines of a small or uniform pool differ by chance: their spread is never taken for less."""


def fuse(signals: Sequence[Signals], weights: Weights = WEIGHTS) -> list[float]:
    """One score per signal triple, higher is better; comparable within this pool only.

    A signal that says the same of everyone adds the same to everyone.
    """
    vector = _standard([signal.vector for signal in signals], LEAST_COSINE_SPREAD)
    words = _standard([signal.words for signal in signals], 1.0)
    return [
        weights.vector * v + weights.words * w + weights.rome * signal.rome
        for v, w, signal in zip(vector, words, signals, strict=True)
    ]


def _standard(values: Sequence[float], least_spread: float) -> list[float]:
    """Distances to the mean in standard deviations of the pool, which count as `least_spread` at least."""
    if not values:
        return []
    mean = sum(values) / len(values)
    spread = sqrt(sum((value - mean) ** 2 for value in values) / len(values))
    return [(value - mean) / max(spread, least_spread) for value in values]

"""What follows from measured points: growth, who overtakes whom, what ten million people need, what int8 costs.

Pure. Nothing is guessed between or below measured sizes; what lies beyond the last is said to be so
(`beyond`). `webapp/bench/search.py` measures the points and writes down what is found here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from indexing.engines.contract import Vectors

Points = Sequence[tuple[int, float]]
"""(size, milliseconds), the smallest size first."""


def growth(points: Points) -> list[float]:
    """How many times as long each size takes as the one before it."""
    return [ms / before for (_, before), (_, ms) in pairwise(points)]


def beyond(points: Points, size: int) -> float | None:
    """Milliseconds at a size beyond the last one measured, on the straight line through the last two.

    None where the size is not beyond, or where there is no line: fewer than two points, or no longer a time.
    """
    if len(points) < 2 or size <= points[-1][0]:
        return None
    (small, first), (large, last) = points[-2:]
    if last <= first:
        return None
    return last + (last - first) / (large - small) * (size - large)


def overtaking(one: Points, other: Points) -> tuple[int, int] | None:
    """Between which two measured sizes `other` became quicker than `one`, and stayed so up to the last.

    None when it did not within what was measured of both; the lower size is 0 when it was quicker at every size.
    """
    mine, theirs = dict(one), dict(other)
    sizes = sorted(mine.keys() & theirs.keys())
    below = 0
    above: int | None = None
    for size in sizes:
        if theirs[size] >= mine[size]:
            below, above = size, None
        elif above is None:
            above = size
    return None if above is None else (below, above)


@dataclass(frozen=True, slots=True)
class Shard:
    """What one shard on one node was measured at: passages, p50 in ms, bytes on disk a passage (one copy)."""

    passages: int
    ms: float
    disk: float


def shard_within(points: Points, budget_ms: float, disk: Callable[[int], float]) -> Shard:
    """The largest measured size that answers within the budget; the smallest measured when none does.

    `disk`: size → bytes a passage.
    """
    within = [point for point in points if point[1] <= budget_ms]
    passages, ms = max(within) if within else min(points)
    return Shard(passages, ms, disk(passages))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a number of people needs. Sizes in GB, copies included."""

    shards: int
    nodes: int
    vectors: float
    disk: float


def plan(
    people: int,
    shard: Shard,
    *,
    passages: int,
    bytes_each: int,
    dimension: int = 384,
    replicas: int = 1,
    node_gb: float = 32.0,
) -> Plan:
    """Shards as large as the measured one, nodes so that all vectors fit their page cache.

    `bytes_each`: of a vector's numbers in memory, 4 for float32, 1 for int8 (the exact vectors stay on disk).
    `node_gb`: page cache of a node, beside its heap. Two nodes at least when there are replicas.
    """
    total = people * passages
    copies = 1 + replicas
    vectors = total * dimension * bytes_each * copies / 1e9
    return Plan(
        shards=math.ceil(total / shard.passages),
        nodes=max(copies, math.ceil(vectors / node_gb)),
        vectors=vectors,
        disk=total * shard.disk * copies / 1e9,
    )


def int8(vectors: Vectors) -> tuple[npt.NDArray[np.int8], Vectors]:
    """Vectors in a quarter of the memory: whole numbers of -127…127 and one scale each, shape (n, 1).

    `numbers * scale` is the vector again, but for half a scale in each number.
    """
    scale = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0) / np.float32(127)
    scale = np.maximum(scale, np.finfo(np.float32).tiny)
    return np.rint(vectors / scale).astype(np.int8), scale


@dataclass(frozen=True, slots=True)
class CoarseRecall:
    """Recall@k of the closest vectors, 0…1: by int8 alone, and with the best of it ranked by exact vectors."""

    alone: float
    rescored: float


def int8_recall(
    vectors: Vectors, questions: Vectors, *, k: int = 10, rescored: int = 100
) -> CoarseRecall:
    """What int8 on both sides finds of the `k` closest to each question, all measured, no graph.

    Whoever is as close as the k-th counts as found: of equal texts it does not matter which one is shown.
    """
    numbers, scale = int8(vectors)
    coarse = numbers.astype(np.float32)  # 384 products of 127 by 127 add up exactly in float32
    alone, again = [], []
    for question, asked in zip(questions, int8(questions)[0].astype(np.float32), strict=True):
        exact = vectors @ question
        least = np.partition(exact, -k)[-k] - 1e-6
        order = np.argsort(-((coarse @ asked) * scale[:, 0]), kind="stable")[: max(k, rescored)]
        alone.append(np.mean(exact[order[:k]] >= least))
        again.append(np.mean(np.partition(exact[order], -k)[-k:] >= least))
    return CoarseRecall(float(np.mean(alone)), float(np.mean(again)))

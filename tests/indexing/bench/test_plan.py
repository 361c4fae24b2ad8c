"""What follows from measured points, on points made up: growth, overtaking, the plan, vectors in int8."""

from __future__ import annotations

import numpy as np
import pytest

from indexing.bench.engines import Corpus
from indexing.bench.plan import (
    Shard,
    beyond,
    growth,
    int8,
    int8_recall,
    overtaking,
    plan,
    shard_within,
)

CURVE = [(1_000, 2.0), (10_000, 4.0), (100_000, 28.0)]


def test_growth_is_told_from_one_measured_size_to_the_next() -> None:
    assert growth(CURVE) == [2.0, 7.0]
    assert growth(CURVE[:1]) == []


def test_a_line_is_drawn_beyond_the_last_size_only() -> None:
    assert beyond(CURVE, 190_000) == pytest.approx(52.0)  # as far again as from 10,000 to 100,000
    assert beyond(CURVE, 100_000) is None
    assert beyond(CURVE, 50_000) is None
    assert beyond(CURVE[:1], 10_000) is None
    assert beyond([(1_000, 5.0), (10_000, 5.0)], 100_000) is None  # no growth, no line


def test_who_overtakes_is_told_between_two_measured_sizes() -> None:
    flat = [(1_000, 9.0), (10_000, 9.0), (100_000, 9.0)]
    assert overtaking(CURVE, flat) == (10_000, 100_000)
    assert overtaking(flat, CURVE) is None  # quicker while small, and no longer
    assert overtaking(CURVE, flat[:2]) is None  # not within what was measured of both
    assert overtaking(CURVE, [(n, ms / 2) for n, ms in CURVE]) == (0, 1_000)
    assert overtaking(CURVE, CURVE) is None


def test_only_an_advantage_that_lasts_is_overtaking() -> None:
    wavering = [(1_000, 1.0), (10_000, 9.0), (100_000, 9.0)]
    assert overtaking(CURVE, wavering) == (10_000, 100_000)
    assert overtaking(CURVE, [(1_000, 9.0), (10_000, 1.0), (100_000, 90.0)]) is None


def test_a_shard_is_no_larger_than_one_that_was_measured() -> None:
    def disk(size: int) -> float:
        return 1e9 / size

    assert shard_within(CURVE, 100.0, disk) == Shard(100_000, 28.0, 1e4)
    assert shard_within(CURVE, 5.0, disk) == Shard(10_000, 4.0, 1e5)
    assert shard_within(CURVE, 1.0, disk) == Shard(1_000, 2.0, 1e6)


def test_a_plan_follows_what_was_measured() -> None:
    shard = Shard(passages=460_000, ms=100.0, disk=10_000.0)
    exact = plan(10_000_000, shard, passages=4, bytes_each=4)
    coarse = plan(10_000_000, shard, passages=4, bytes_each=1)
    assert exact.shards == coarse.shards == 87  # 40 million passages of 460,000
    assert exact.vectors == pytest.approx(40e6 * 384 * 4 * 2 / 1e9)
    assert exact.disk == coarse.disk == pytest.approx(40e6 * 10_000 * 2 / 1e9)
    assert coarse.vectors == pytest.approx(exact.vectors / 4)
    assert coarse.nodes < exact.nodes
    assert plan(1000, shard, passages=1, bytes_each=4).nodes == 2  # a copy needs a second node


def test_int8_is_off_by_half_a_scale_at_most() -> None:
    vectors = Corpus(50, dimension=24, even=True).all_vectors()
    numbers, scale = int8(vectors)
    assert numbers.dtype == np.int8
    assert numbers.min() >= -127
    assert (np.abs(numbers * scale - vectors) <= scale * 0.501).all()
    zero, _ = int8(np.zeros((1, 24), np.float32))
    assert not zero.any()


def test_int8_finds_most_and_what_it_finds_is_put_in_order() -> None:
    corpus = Corpus(2_000, dimension=32)
    vectors = corpus.all_vectors()
    questions = vectors[::100]
    found = int8_recall(vectors, questions)
    assert 0.5 < found.alone < 1.0  # close vectors: something is lost
    assert found.rescored > found.alone
    assert int8_recall(vectors, questions, rescored=2_000).rescored == 1.0


def test_equal_texts_stand_for_each_other() -> None:
    one = Corpus(40, dimension=16, even=True).all_vectors()
    found = int8_recall(np.repeat(one, 20, axis=0), one[:5])  # twenty of each: ten are enough
    assert (found.alone, found.rescored) == (1.0, 1.0)

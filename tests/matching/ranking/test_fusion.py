"""Three signals into one order, whatever the pool."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.ports import Signals
from matching.ranking.fusion import Weights, fuse

signals = st.builds(
    Signals,
    vector=st.floats(-1, 1, allow_subnormal=False),
    words=st.floats(0, 100, allow_subnormal=False),
    rome=st.floats(0, 1, allow_subnormal=False),
)


def order(pool: list[Signals]) -> list[int]:
    scores = fuse(pool)
    return sorted(range(len(pool)), key=lambda i: -scores[i])


def test_an_empty_pool_and_a_pool_of_one() -> None:
    assert fuse([]) == []
    assert fuse([Signals(0.85, 3.0, 0.0)]) == [0.0]


def test_each_signal_decides_when_the_others_are_silent() -> None:
    assert order([Signals(0.80, 0, 0), Signals(0.85, 0, 0)]) == [1, 0]
    assert order([Signals(0.80, 0, 0), Signals(0.80, 4, 0)]) == [1, 0]
    assert order([Signals(0.80, 0, 0), Signals(0.80, 0, 0.5)]) == [1, 0]


def test_the_trade_outweighs_a_look_alike() -> None:
    """«technicien de surface»: shared words and a higher cosine belong to another trade."""
    look_alike = Signals(0.90, 6.0, 0.05)
    same_trade = Signals(0.85, 0.0, 0.95)
    others = [Signals(0.80 + n / 1000, 0.0, 0.0) for n in range(20)]
    assert order([look_alike, same_trade, *others])[:2] == [1, 0]


def test_words_alone_do_not_outweigh_meaning() -> None:
    pool = [Signals(0.80, 9.0, 0.0), Signals(0.88, 0.0, 0.0)]
    pool += [Signals(0.80 + n / 1000, float(n % 3), 0.0) for n in range(30)]
    assert order(pool)[0] == 1


def test_a_hair_between_two_cosines_is_not_a_difference() -> None:
    """In a pool of two, a plain z-score would make one thousandth of a cosine decide."""
    assert order([Signals(0.851, 0, 0.0), Signals(0.850, 0, 0.3)]) == [1, 0]


@given(st.lists(signals, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_pool_does_not_matter(pool: list[Signals], random: object) -> None:
    mixed = list(pool)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    scores = dict(zip(pool, fuse(pool), strict=True))
    for signal, score in zip(mixed, fuse(mixed), strict=True):
        assert score == pytest.approx(scores[signal], abs=1e-6)


@given(st.lists(signals, min_size=1, max_size=12))
def test_more_of_a_signal_never_costs(pool: list[Signals]) -> None:
    scores = fuse(pool)
    for i, a in enumerate(pool):
        for j, b in enumerate(pool):
            if a.vector >= b.vector and a.words >= b.words and a.rome >= b.rome:
                assert scores[i] >= scores[j] - 1e-9


def test_a_weight_of_zero_silences() -> None:
    pool = [Signals(0.8, 5, 1.0), Signals(0.9, 0, 0.0)]
    assert fuse(pool, Weights(1.0, 0.0, 0.0))[1] > fuse(pool, Weights(1.0, 0.0, 0.0))[0]

"""What measures engines, measured: the same documents each time, and an engine that agrees with itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexing.bench.engines import SCENARIOS, Corpus, Plain, asking, fill, measure, throughput
from indexing.engines.embedded import EmbeddedEngine
from tests.engines.contract import SETTINGS


@pytest.mark.parametrize("even", [False, True])
def test_documents_are_the_same_each_time_with_unit_vectors(even: bool) -> None:
    corpus = Corpus(30, dimension=16, passages=2, even=even)
    first, second = list(corpus.entries()), list(corpus.entries())
    assert [one.document for one in first] == [one.document for one in second]
    assert [one.tokens for one in first] == [one.tokens for one in second]
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.vectors, other.vectors)
        np.testing.assert_allclose(np.linalg.norm(one.vectors, axis=1), 1.0, rtol=1e-6)
    every = np.concatenate([entry.vectors for entry in first])
    np.testing.assert_array_equal(corpus.all_vectors(), every)


def test_an_engine_agrees_with_itself(tmp_path: Path) -> None:
    engine, corpus = EmbeddedEngine(tmp_path / "index", SETTINGS), Corpus(400, dimension=16)
    assert fill(engine, corpus) > 0
    ask = asking(engine)
    measured = measure(ask, corpus, exact=ask, questions=5)
    assert measured.keys() == measure(ask, corpus, questions=5).keys()
    assert measured.keys() == SCENARIOS.keys()
    for one in measured.values():
        assert (one.overlap, one.recall, one.same_counts) == (1.0, 1.0, 1.0)
        assert 0 < one.p50 <= one.p95
    assert measured["50 %"].passing > measured["1 %"].passing
    engine.close()


def test_the_plain_alternative_gives_the_same_pages(tmp_path: Path) -> None:
    pytest.importorskip("bm25s", reason="bm25s is not installed: only `vivier bench` wants it")
    corpus = Corpus(300, dimension=16)
    engine = EmbeddedEngine(tmp_path, SETTINGS)
    fill(engine, corpus)
    plain = Plain(corpus.entries())
    for one in measure(plain.ask, corpus, exact=asking(engine), questions=4).values():
        assert one.overlap >= 0.9  # bm25s adds up in 32 bits: two that are level may change places
        assert one.recall == 1.0
        assert one.same_counts == 1.0
    engine.close()


def test_clients_at_once_are_all_answered(tmp_path: Path) -> None:
    corpus = Corpus(100, dimension=16)
    engine = EmbeddedEngine(tmp_path, SETTINGS)
    fill(engine, corpus)
    assert throughput(asking(engine), corpus, clients=3, each=len(SCENARIOS)) > 0
    engine.close()

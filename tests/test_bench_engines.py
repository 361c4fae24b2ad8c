"""What measures engines, measured: the same documents each time, and an engine that agrees with itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from indexing.bench_engines import SCENARIOS, Corpus, fill, measure
from indexing.engines.embedded import EmbeddedEngine
from tests.engine_contract import SETTINGS


@pytest.mark.parametrize("even", [False, True])
def test_documents_are_the_same_each_time_with_unit_vectors(even: bool) -> None:
    corpus = Corpus(30, dimension=16, passages=2, even=even)
    first, second = list(corpus.entries()), list(corpus.entries())
    assert [one.document for one in first] == [one.document for one in second]
    assert [one.tokens for one in first] == [one.tokens for one in second]
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.vectors, other.vectors)
        np.testing.assert_allclose(np.linalg.norm(one.vectors, axis=1), 1.0, rtol=1e-6)


def test_an_engine_agrees_with_itself(tmp_path: Path) -> None:
    engine, corpus = EmbeddedEngine(tmp_path / "index", SETTINGS), Corpus(400, dimension=16)
    assert fill(engine, corpus) > 0
    measured = measure(engine, engine, corpus, questions=5)
    assert measured.keys() == SCENARIOS.keys()
    for one in measured.values():
        assert (one.overlap, one.recall, one.same_counts) == (1.0, 1.0, 1.0)
        assert 0 < one.p50 <= one.p95
    assert measured["50 %"].passing > measured["1 %"].passing
    engine.close()

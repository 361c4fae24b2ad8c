"""The OpenSearch engine: the shared contract, then what only a server can do to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from indexing.engines.access import Access
from indexing.engines.contract import Engine, IndexSettings
from indexing.engines.opensearch import OpenSearchEngine
from tests.engine_contract import EngineContract


@pytest.fixture
def open_engine(
    opensearch_url: str, opensearch_prefix: str
) -> Iterator[Callable[[IndexSettings], Engine]]:
    opened: list[OpenSearchEngine] = []

    def open_one(settings: IndexSettings) -> Engine:
        opened.append(
            OpenSearchEngine(Access((opensearch_url,), prefix=opensearch_prefix), settings)
        )
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.close()


class TestOpenSearchEngine(EngineContract):
    """All of the contract."""

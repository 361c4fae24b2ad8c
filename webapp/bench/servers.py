"""A corpus on an OpenSearch server: under a name of its own, merged and warm before it is asked, removed at the end."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from opensearchpy import OpenSearch

from indexing.bench.engines import SCENARIOS, Ask, Corpus, asking, fill, throughput
from indexing.engines.access import Access, read_access
from indexing.engines.contract import IndexSettings
from indexing.engines.opensearch import OpenSearchEngine
from indexing.engines.opensearch_server import connect

SETTLED_S = 3600.0
"""Seconds that a server may go on merging and copying before it is given up."""
WARM_S = 60.0
"""Seconds of questions before a server is measured: a Java process that has just started is many times slower."""
NO_SERVER = "neither OPENSEARCH_TEST_URL nor SEARCH_URL names a server"
SETTINGS = IndexSettings("bench", "1")


def server_named(*variables: str) -> Access | None:
    """The server that the first of these variables names; login and authority come from SEARCH_…"""
    url = next(filter(None, (os.environ.get(name) for name in variables)), "")
    return read_access({**os.environ, "SEARCH_URL": url})


@dataclass(frozen=True, slots=True)
class Indexed:
    """A corpus on a server."""

    ask: Ask
    rate: float
    """Documents a second, building the index."""
    disk: float
    """Bytes of one copy, once merges have ended."""
    nodes: int
    """That hold data."""
    hosts: int
    shards: int
    copies: int


@contextmanager
def indexed(
    access: Access, corpus: Corpus, warm_s: float, *, spread: bool = False
) -> Iterator[Indexed]:
    """The corpus on a server under a name of its own, merged and warm; removed at the end.

    `spread`: as many shards as there are nodes that hold data, so that all of them work on each question.
    """
    prefix = f"vivier-bench-{secrets.token_hex(4)}"
    client = connect(replace(access, timeout_s=60.0))
    holding = [
        node for node in client.nodes.info(metric="os")["nodes"].values() if "data" in node["roles"]
    ]
    own = replace(access, prefix=prefix, shards=len(holding) if spread else 1, timeout_s=60.0)
    engine = OpenSearchEngine(own, SETTINGS)
    try:
        rate = fill(engine, corpus)
        index = f"{prefix}-candidate"
        disk = _settled(client, index)
        warm = time.monotonic() + warm_s
        while time.monotonic() < warm:
            throughput(asking(engine), corpus, each=len(SCENARIOS))
        [told] = client.indices.get_settings(index=index).values()
        yield Indexed(
            ask=asking(engine),
            rate=rate,
            disk=disk,
            nodes=len(holding),
            hosts=len({node["host"] for node in holding}),
            shards=int(told["settings"]["index"]["number_of_shards"]),
            copies=1 + int(told["settings"]["index"]["number_of_replicas"]),
        )
    finally:
        engine.close()
        for name in client.indices.get(index=f"{prefix}-*"):
            client.indices.delete(index=name)
        client.close()


def _settled(client: OpenSearch, index: str) -> float:
    """Wait until an index is on all its nodes and merges no more; returns the bytes of one copy.
    Raises TimeoutError where it still does after `SETTLED_S`: what is asked then would not be what is said."""
    deadline = time.monotonic() + SETTLED_S
    client.indices.flush(index=index)
    while True:
        health = client.cluster.health(index=index)
        merges = client.indices.stats(index=index, metric="merge")["_all"]["total"]["merges"]
        if health["status"] == "green" and not merges["current"]:
            break
        if time.monotonic() > deadline:
            raise TimeoutError(f"{index} still merges after {SETTLED_S:.0f} s")
        time.sleep(1)
    client.indices.flush(index=index)
    told = client.indices.stats(index=index, metric="store")["_all"]["primaries"]["store"]
    return float(told["size_in_bytes"])

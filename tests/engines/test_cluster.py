"""Three nodes, one killed in the middle of 1,000 writes and searches: nothing acknowledged is lost.

It takes some two minutes and three Java processes, so it runs when asked: `VIVIER_CLUSTER=1 pytest
tests/engines/test_cluster.py -s` prints its figures.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy.orm import Session, sessionmaker

from indexing import sync
from indexing.engines.access import Access
from indexing.engines.contract import IndexSettings
from indexing.engines.opensearch import OpenSearchEngine
from indexing.text.analysis import ANALYSIS_VERSION
from matching import stale
from matching.db import transaction
from matching.errors import SearchUnavailable
from tests.engines.contract import question
from tests.engines.server import ask, cluster, running
from tests.indexing.test_sync import Rows, person
from tests.world.fake_embedder import FakeEmbedder

pytestmark = pytest.mark.skipif(
    not os.environ.get("VIVIER_CLUSTER"), reason="takes two minutes: set VIVIER_CLUSTER=1"
)

WRITES = 1000
PEOPLE = 300
KILL_AT, BACK_AT = 300, 700


@dataclass
class Three:
    """A cluster of three nodes on this machine."""

    folder: Path
    port: int
    urls: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.urls = tuple(f"http://127.0.0.1:{self.port + n}" for n in range(3))

    def kill(self, node: int) -> None:
        cluster("kill", str(node), "--dir", str(self.folder))

    def bring_back(self, node: int) -> None:
        cluster(
            *("start", "--only", str(node), "--nodes", "3", "--heap", "384m"),
            *("--port", str(self.port), "--dir", str(self.folder)),
        )

    def node_of_primary(self, index: str) -> int:
        shards = ask(self.urls[0], "GET", f"/_cat/shards/{index}?format=json")
        [name] = [shard["node"] for shard in shards if shard["prirep"] == "p"]
        return int(name.rpartition("-")[2])


@pytest.fixture
def three(tmp_path: Path) -> Iterator[Three]:
    with running(tmp_path / "cluster", nodes=3, heap="384m") as (_, port):
        yield Three(tmp_path / "cluster", port)


@dataclass
class Searches:
    """What the one who searches all the time was answered."""

    answered: int = 0
    refused: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


def search_until(stop: threading.Event, engine: OpenSearchEngine, seen: Searches) -> None:
    while not stop.is_set():
        start = time.perf_counter()
        try:
            answer = engine.search(question("quai", limit=10, facets=("status",)))
            assert answer.total <= PEOPLE
            seen.answered += 1
        except SearchUnavailable as error:
            seen.refused.append(str(error))
        seen.times.append(time.perf_counter() - start)
        time.sleep(0.02)


def test_a_node_killed_among_writes_and_searches(
    three: Three, committed_sessions: sessionmaker[Session]
) -> None:
    sessions, rows, embedder = committed_sessions, Rows(), FakeEmbedder()
    access = Access(three.urls, timeout_s=5.0)
    settings = IndexSettings("fake", ANALYSIS_VERSION)
    engine, reader = OpenSearchEngine(access, settings), OpenSearchEngine(access, settings)
    engine.ready()
    index = "vivier-candidate-000001"
    ask(three.urls[0], "GET", f"/_cluster/health/{index}?wait_for_status=green&timeout=60s")
    victim = three.node_of_primary(index)
    chance = random.Random(4)
    stop, seen = threading.Event(), Searches()
    searching = threading.Thread(target=search_until, args=(stop, reader, seen))
    searching.start()
    back: threading.Thread | None = None
    acknowledged: dict[int, str] = {}
    refused, times = 0, []
    try:
        for number in range(1, WRITES + 1):
            if number == KILL_AT:
                three.kill(victim)
            if number == BACK_AT:
                back = threading.Thread(target=three.bring_back, args=(victim,))
                back.start()
            id_, text = chance.randint(1, PEOPLE), f"quai lot{number}"
            with transaction(sessions) as session:
                rows.texts[person(id_)] = text
                stale.mark(session, "candidate", [id_])
            start = time.perf_counter()
            try:
                done = sync.drain(sessions, engine, embedder, rows.build, only=[person(id_)])
                assert done.failed == ()
                acknowledged[id_] = text
            except SearchUnavailable:
                acknowledged.pop(id_, None)  # her mark waits
                refused += 1
            times.append(time.perf_counter() - start)
    finally:
        stop.set()
        searching.join()
        if back is not None:
            back.join()

    # Before anything that waits is done: what was acknowledged is there.
    ask(three.urls[0], "GET", f"/_cluster/health/{index}?wait_for_status=green&timeout=90s")
    stored = engine.stored([person(id_) for id_ in acknowledged])
    lost = [id_ for id_, text in acknowledged.items() if _text(stored, id_) != text]
    waiting = sync.check(sessions, engine, rows.ids).pending
    sync.drain(sessions, engine, embedder, rows.build)
    report = sync.check(sessions, engine, rows.ids)
    stored = engine.stored(rows.texts)
    differing = [key for key, text in rows.texts.items() if _text(stored, key.id) != text]
    health = ask(three.urls[0], "GET", f"/_cluster/health/{index}")["status"]
    print(
        f"\n{WRITES} writes: {WRITES - refused} indexed at once, {refused} refused and kept as marks; "
        f"slowest {max(times):.1f} s, median {median(times) * 1e3:.0f} ms. "
        f"Searches: {seen.answered} answered, {len(seen.refused)} refused in French, slowest "
        f"{max(seen.times):.1f} s, median {median(seen.times) * 1e3:.0f} ms. "
        f"{waiting} marks waited, acknowledged and lost: {len(lost)}. Afterwards {health}, check clean: "
        f"{report.clean}."
    )
    assert lost == []
    assert differing == []
    assert report.clean
    assert report.pending == 0
    assert health == "green"
    assert seen.answered > 100
    engine.close()
    reader.close()


def _text(stored: object, id_: int) -> str:
    assert isinstance(stored, dict)
    found = stored.get(person(id_))
    return found.passages[0].text if found else ""

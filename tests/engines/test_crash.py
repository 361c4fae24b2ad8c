"""kill -9 in the middle of writing: nothing that was acknowledged is lost, and the index still opens.

A cycle starts two writers and a reader, kills all three at a moment of chance, and reads what is there. By
hand, for longer: `VIVIER_KILLS=15 pytest tests/engines/test_crash.py`.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import apsw
import pytest

from indexing.engines.embedded import EmbeddedEngine
from matching.ports import DocKey
from tests.engines.contract import AXES, SETTINGS, entry, found, question
from tests.world.waiting import PATIENCE_S, until

KILLS = int(os.environ.get("VIVIER_KILLS", "5"))
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.engines.contract", "indexing.engines.embedded"])


def _write(folder: Path, journal: Path, first: int, revision: int) -> None:
    """Write and delete without end; a line in the journal is an acknowledgement."""
    engine = EmbeddedEngine(folder, SETTINGS)
    with journal.open("a", buffering=1) as said:
        number = 0
        while True:
            number += 1
            ids = [first + (number * 7 + k) % 60 for k in range(5)]
            at = revision + number
            engine.write(entry(n, revision=at, words=f"r{at}", vectors=[AXES[n % 4]]) for n in ids)
            said.write("".join(f"+ {n} {at}\n" for n in ids))
            if number % 4 == 0:
                engine.delete([(DocKey("candidate", ids[0]), at)])
                said.write(f"- {ids[0]} {at}\n")


def _read(folder: Path, journal: Path) -> None:
    engine = EmbeddedEngine(folder, SETTINGS)
    while True:
        answer = engine.search(question(vectors=AXES, depth=1000))
        assert all(hit.signals.vector == 1.0 for hit in answer.pool)
        journal.write_text(str(len(answer.pool)))


def _acknowledged(journals: list[Path]) -> dict[int, tuple[int, bool]]:
    """For each id the newest acknowledged revision, and whether the document lives there."""
    known: dict[int, tuple[int, bool]] = {}
    for journal in journals:
        for line in journal.read_text().splitlines() if journal.exists() else ():
            match line.split():
                case ["+" | "-" as sign, id_, revision] if line.count(" ") == 2:
                    known[int(id_)] = max(
                        known.get(int(id_), (0, False)),
                        (int(revision), sign == "+"),
                        key=lambda pair: pair[0] * 2 + (not pair[1]),
                    )
    return known


def test_killed_writers_lose_nothing_they_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(3)
    folder = tmp_path / "index"
    journals = [tmp_path / "one", tmp_path / "two"]
    for cycle in range(KILLS):
        before = sum(len(_acknowledged([journal])) for journal in journals)
        started = [
            processes.Process(target=_write, args=(folder, journals[0], 0, cycle * 10**6)),
            processes.Process(target=_write, args=(folder, journals[1], 1000, cycle * 10**6)),
            processes.Process(target=_read, args=(folder, tmp_path / "read")),
        ]
        for process in started:
            process.start()
        _wait_until_all_work([*journals, tmp_path / "read"], started)
        until(lambda: len(_acknowledged(journals)) > 50, "the writers write nothing")
        time.sleep(chance.uniform(0, 0.15))
        for process in started:
            assert process.is_alive()
            os.kill(process.pid or 0, signal.SIGKILL)
        for process in started:
            process.join()
        (tmp_path / "read").unlink()
        _compare(folder, _acknowledged(journals))
        assert sum(len(_acknowledged([journal])) for journal in journals) >= before


def _wait_until_all_work(
    outputs: list[Path], started: Sequence[multiprocessing.process.BaseProcess]
) -> None:
    sizes = [path.stat().st_size if path.exists() else 0 for path in outputs]
    deadline = time.monotonic() + PATIENCE_S
    while any(
        not path.exists() or path.stat().st_size <= size
        for path, size in zip(outputs, sizes, strict=True)
    ):
        if time.monotonic() > deadline or not all(process.is_alive() for process in started):
            pytest.fail("a writer or reader did not begin")
        time.sleep(0.005)


def _compare(folder: Path, acknowledged: dict[int, tuple[int, bool]]) -> None:
    """What was acknowledged is there, or something newer that was not acknowledged in time."""
    engine = EmbeddedEngine(folder, SETTINGS)
    revisions = engine.revisions("candidate")
    assert found(engine) == sorted(revisions)
    for id_, (revision, lives) in acknowledged.items():
        if lives and id_ not in revisions:
            # Only the deletion that was under way when the writer died may be ahead of its journal.
            assert _tombstone(folder, id_) >= revision
        elif id_ in revisions:
            assert revisions[id_] >= revision if lives else revisions[id_] > revision
    stored = engine.stored(DocKey("candidate", id_) for id_ in revisions)
    for key, document in stored.items():
        assert document.tokens == {f"r{revisions[key.id]}": 1}
        assert (document.vectors == AXES[key.id % 4]).all()
    engine.close()
    check = apsw.Connection(str(folder / "index-000001.sqlite"))
    assert check.execute("pragma integrity_check").fetchall() == [("ok",)]
    check.close()


def _tombstone(folder: Path, id_: int) -> int:
    connection = apsw.Connection(str(folder / "index-000001.sqlite"))
    [(revision,)] = connection.execute(
        "select revision from document where kind = 'candidate' and id = ? and terms is null",
        (id_,),
    )
    connection.close()
    return int(str(revision))

"""The snapshots that processes of a host share: made once, never changed, never needed."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from indexing.engines import snapshot
from indexing.engines.embedded import EmbeddedEngine
from matching.errors import SearchUnavailable
from matching.ports import DocKey
from tests.engines.contract import AXES, SETTINGS, entry, found, question

SPARE = 2048
"""Rows that the snapshot of few documents has to spare (`snapshot.py`)."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def engine(folder: Path) -> Iterator[EmbeddedEngine]:
    made = EmbeddedEngine(folder, SETTINGS)
    made.write(entry(n, words="quai", vectors=[AXES[n % 4]]) for n in range(1, 9))
    yield made
    made.close()


def snapshots(folder: Path) -> list[Path]:
    return sorted(folder.glob("mirror-*-*"))


def test_what_a_process_changes_is_its_own(folder: Path, engine: EmbeddedEngine) -> None:
    engine.search(question())
    [path] = snapshots(folder)
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    other = EmbeddedEngine(folder, SETTINGS)
    assert found(other) == [*range(1, 9)]
    engine.write([entry(20, words="soir", vectors=[AXES[0]])])
    engine.delete([(DocKey("candidate", 3), 5)])
    assert found(engine) == found(other) == [1, 2, 4, 5, 6, 7, 8, 20]
    [hit] = [hit for hit in other.search(question(vectors=AXES[:1])).pool if hit.id == 20]
    assert hit.signals.vector == 1.0
    assert snapshots(folder) == [path]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    # Who comes later begins from the same file and takes the same changes over.
    assert found(EmbeddedEngine(folder, SETTINGS)) == [1, 2, 4, 5, 6, 7, 8, 20]


@pytest.mark.parametrize("harm", ["cut", "another layout", "nonsense", "gone"])
def test_a_snapshot_that_is_not_whole_is_made_again(
    folder: Path, engine: EmbeddedEngine, harm: str
) -> None:
    engine.search(question())
    engine.close()
    [path] = snapshots(folder)
    whole = path.read_bytes()
    match harm:
        case "cut":
            path.write_bytes(whole[:-4096])
        case "another layout":
            path.write_bytes(b"vivier mirror 0\n" + whole[16:])
        case "nonsense":
            path.write_bytes(b"vivier mirror 1\n{" + bytes(5000))
        case _:
            path.unlink()
    assert found(engine) == [*range(1, 9)]
    assert snapshots(folder) == [path]
    assert path.read_bytes() == whole


def test_a_snapshot_taken_away_from_under_a_process_is_made_again(
    folder: Path, engine: EmbeddedEngine
) -> None:
    assert found(engine) == [*range(1, 9)]
    snapshot.remove(folder)
    engine.write([entry(9)])
    assert found(engine) == [*range(1, 10)]
    assert len(snapshots(folder)) == 1


def test_processes_that_start_together_make_one(
    folder: Path, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second waits for the first one's instead of laying all out once more."""
    made, write, together = [], snapshot._write, threading.Barrier(4)

    def counted(*arguments: Any) -> None:
        made.append(1)
        write(*arguments)

    monkeypatch.setattr(snapshot, "_write", counted)
    engines = [EmbeddedEngine(folder, SETTINGS) for _ in range(4)]
    answers: list[list[int]] = []

    def search(one: EmbeddedEngine) -> None:
        together.wait(60)
        answers.append(found(one))

    threads = [threading.Thread(target=search, args=(one,)) for one in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[*range(1, 9)]] * 4
    assert len(made) == 1


def test_a_full_disk_is_said_and_leaves_nothing_behind(
    folder: Path, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(snapshot, "_write", full)
        with pytest.raises(SearchUnavailable, match="vérifiez la place"):
            engine.search(question())
    assert snapshots(folder) == []
    assert found(engine) == [*range(1, 9)]


def test_what_a_killed_process_left_is_removed(folder: Path, engine: EmbeddedEngine) -> None:
    (folder / "mirror-000001-candidate-000000000000001.new").write_bytes(b"half")
    assert found(engine) == [*range(1, 9)]
    [path] = snapshots(folder)
    assert path.suffix == ""


def test_a_swap_brings_its_snapshots_along(folder: Path, engine: EmbeddedEngine) -> None:
    """No page waits for them, and those of the old index go with it."""
    engine.search(question())
    with engine.rebuild() as fresh:
        fresh.write([entry(2)])
        fresh.swap()
    kept = snapshots(folder)
    assert [path.name.split("-")[:3] for path in kept] == [
        ["mirror", "000002", "candidate"],
        ["mirror", "000002", "job"],
    ]
    assert found(engine) == [2]
    assert snapshots(folder) == kept


def test_what_is_prepared_no_search_waits_for(
    folder: Path, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine.prepare()
    [first, jobs] = snapshots(folder)
    engine.prepare()
    assert snapshots(folder) == [first, jobs], "there is nothing to do"
    searching = EmbeddedEngine(folder, SETTINGS)
    assert found(searching) == [*range(1, 9)]

    engine.write(entry(n) for n in range(101, 101 + SPARE // 2))
    engine.prepare()
    assert snapshots(folder) == [first, jobs], "half of the room is left"
    engine.write([entry(9)])
    engine.prepare()
    [second, _] = snapshots(folder)
    assert second.name > first.name

    def refused(*_: Any) -> None:
        raise AssertionError("a search makes a snapshot")

    monkeypatch.setattr(snapshot, "publish", refused)
    assert searching.search(question()).total == 9 + SPARE // 2
    assert searching._mirrors["candidate"][1] == second


def test_a_document_that_changes_again_and_again_asks_for_no_other_snapshot(
    folder: Path, engine: EmbeddedEngine
) -> None:
    assert found(engine) == [*range(1, 9)]
    before = snapshots(folder)
    for start in range(0, SPARE + 500, 500):
        for revision in range(start, start + 500):
            engine.write([entry(1, revision=2 + revision, words="soir")])
            engine.search(question(limit=1))
    assert found(engine) == [*range(1, 9)]
    [hit] = [hit for hit in engine.search(question(words="soir")).pool if hit.signals.words]
    assert hit.id == 1
    assert snapshots(folder) == before


def test_nobody_makes_a_snapshot_of_an_index_that_was_replaced(
    folder: Path, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its people may have been erased since, and no later swap would remove it."""
    slow = EmbeddedEngine(folder, SETTINGS)
    look = slow._snapshot

    def looked(*arguments: Any) -> Path | None:
        seen = look(*arguments)
        if not swapped:
            swapped.append(1)
            with engine.rebuild() as fresh:
                fresh.write([entry(2)])
                fresh.swap()
        return seen

    swapped: list[int] = []
    monkeypatch.setattr(slow, "_snapshot", looked)
    slow.prepare()
    assert {path.name.split("-")[1] for path in snapshots(folder)} == {"000002"}
    assert found(slow) == [2]


def test_erasing_leaves_no_snapshot(folder: Path, engine: EmbeddedEngine) -> None:
    other = EmbeddedEngine(folder, SETTINGS)
    assert found(engine) == found(other)
    engine.delete([(DocKey("candidate", 3), 5)])
    engine.expunge()
    assert snapshots(folder) == []
    assert found(other) == [1, 2, 4, 5, 6, 7, 8]

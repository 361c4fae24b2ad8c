"""The embedded engine: the shared contract, then what only files and processes can do to it."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexing.engines import mirror as mirror_module
from indexing.engines.contract import Engine, IndexSettings
from indexing.engines.embedded import EmbeddedEngine, IndexFile
from matching.errors import SearchUnavailable
from matching.ports import DocKey, Passage
from tests.engines.contract import (
    AXES,
    SETTINGS,
    EngineContract,
    Reference,
    agree,
    entry,
    found,
    question,
)

# Not forks of this process, which would take its threads and connections along.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["tests.engines.contract", "indexing.engines.embedded"])


@pytest.fixture
def open_engine(tmp_path: Path) -> Iterator[Callable[[IndexSettings], Engine]]:
    opened: list[EmbeddedEngine] = []

    def open_one(settings: IndexSettings) -> Engine:
        opened.append(EmbeddedEngine(tmp_path / "index", settings))
        return opened[-1]

    yield open_one
    for engine in opened:
        engine.close()


class TestEmbeddedEngine(EngineContract):
    """All of the contract."""


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix == ".sqlite")


def test_many_changes_after_loading_agree_with_a_fresh_load(
    open_engine: Callable[[IndexSettings], Engine],
) -> None:
    """More changes than a mirror has room for: it loads again, and says the same before and after."""
    random = np.random.default_rng(4)
    engine, reference = open_engine(SETTINGS), Reference()
    engine.search(question())
    for turn in range(4):
        batch = [
            entry(
                int(random.integers(1, 400)),
                revision=turn,
                words=" ".join(random.choice(["quai", "soir", "plonge", "caces"], 4)),
                vectors=[AXES[i] for i in random.integers(0, 4, random.integers(0, 4))],
                romes={"K1302": 0.6, "G1602": 0.8} if random.random() < 0.5 else {},
            )
            for _ in range(900)
        ]
        engine.write(batch)
        reference.write(batch)
        asked = question("quai caces", [AXES[2]], codes={"G1602": 1.0}, facets=("rome",), depth=5)
        agree(engine, reference, asked)
        agree(open_engine(SETTINGS), reference, asked)


def test_gathering_few_vectors_and_multiplying_all_give_the_same(
    open_engine: Callable[[IndexSettings], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(5)
    engine = open_engine(SETTINGS)
    turned = random.standard_normal((600, 4))
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    engine.write(
        entry(n, vectors=turned[n * 2 : n * 2 + 1 + n % 2], department=f"{n % 30}")
        for n in range(1, 299)
    )
    asked = question(vectors=turned[:3], departments=frozenset({"7"}))
    gathered = engine.search(asked).pool
    monkeypatch.setattr(mirror_module, "GATHERED", 4)
    assert engine.search(asked).pool == gathered
    monkeypatch.setattr(mirror_module, "GATHER_BELOW", 0.0)
    assert engine.search(asked).pool == gathered
    assert len(gathered) == 10


def test_what_a_killed_rebuild_left_is_removed_and_the_old_file_after_a_swap(
    tmp_path: Path, open_engine: Callable[[IndexSettings], Engine]
) -> None:
    engine = open_engine(SETTINGS)
    engine.write([entry(1)])
    (tmp_path / "index" / "index-000007.sqlite").write_bytes(b"half")
    with engine.rebuild() as fresh:
        assert files(tmp_path / "index") == ["index-000001.sqlite", "index-000008.sqlite"]
        fresh.write([entry(2)])
        fresh.swap()
    assert files(tmp_path / "index") == ["index-000008.sqlite"]
    assert found(engine) == [2]


def test_a_write_that_meets_a_swap_goes_to_the_new_index(
    open_engine: Callable[[IndexSettings], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The swap falls between the moment the writer opens the file and the moment it has its lock."""
    one, other = open_engine(SETTINGS), open_engine(SETTINGS)
    one.write([entry(1)])
    writing, swapped = IndexFile.writing, threading.Event()

    def overtaken(self: IndexFile) -> AbstractContextManager[None]:
        if not swapped.is_set():
            swapped.set()
            with other.rebuild() as fresh:
                fresh.write([entry(2)])
                fresh.swap()
        return writing(self)

    monkeypatch.setattr(IndexFile, "writing", overtaken)
    one.write([entry(3)])
    assert found(one) == found(other) == [2, 3]


def test_nothing_of_a_deleted_document_is_left_on_disk(
    tmp_path: Path, open_engine: Callable[[IndexSettings], Engine]
) -> None:
    """Not in free pages, nor in the log, nor in the vocabulary; other processes go on with their mirrors."""
    one, other = open_engine(SETTINGS), open_engine(SETTINGS)
    passages = [Passage("can", "experience:1", "zyxsecret " * 40)]
    held = [
        replace(made, document=replace(made.document, passages=tuple(passages)))
        for made in (entry(n, words=f"zyxsecret{n} quai", vectors=[AXES[0]]) for n in range(40))
    ]
    one.write(held)
    one.write([entry(n, words="quai", vectors=[AXES[1]]) for n in range(100, 400)])
    other.write([entry(1000, words="zyxsecret5 chariot", vectors=[AXES[2]])])
    assert len(found(other)) == 341
    assert any(b"zyxsecret" in file.read_bytes() for file in (tmp_path / "index").iterdir())
    (tmp_path / "index" / "index-000009.sqlite").write_bytes(b"zyxsecret of a killed rebuild")
    one.delete([(made.document.key, 2) for made in held] + [(DocKey("candidate", 1000), 2)])
    one.expunge()
    for file in (tmp_path / "index").iterdir():
        assert b"zyxsecret" not in file.read_bytes(), file.name
    # The other process had numbers for words that are gone; it must not write with them.
    other.write([entry(2000, words="zyxsecret5 chariot", vectors=[AXES[2]])])
    assert found(other) == found(one) == [*range(100, 400), 2000]
    assert one.frequencies("candidate", ["zyxsecret5", "quai"])[1] == {"zyxsecret5": 1, "quai": 300}


def test_a_damaged_file_is_said_and_a_rebuild_replaces_it(
    tmp_path: Path, open_engine: Callable[[IndexSettings], Engine]
) -> None:
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "index-000001.sqlite").write_bytes(b"no database at all" * 1000)
    engine = open_engine(SETTINGS)
    with pytest.raises(SearchUnavailable, match=r"abîmé.*vivier index rebuild"):
        engine.search(question())
    with engine.rebuild() as fresh:
        fresh.write([entry(2)])
        fresh.swap()
    assert found(engine) == [2]


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file in the way")
    with pytest.raises(SearchUnavailable, match="dossier « index »"):
        EmbeddedEngine(tmp_path / "index", SETTINGS).search(question())


def test_a_fork_opens_the_file_for_itself(
    open_engine: Callable[[IndexSettings], Engine],
) -> None:
    """A web server may load the application before it forks its workers."""
    engine = open_engine(SETTINGS)
    engine.write([entry(1)])
    assert found(engine) == [1]
    child = os.fork()
    if child == 0:
        try:
            engine.write([entry(2)])
            os._exit(0 if found(engine) == [1, 2] else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    engine.write([entry(3)])
    assert found(engine) == [1, 2, 3]


def _write_much(folder: Path, first: int, count: int, readers: list[Path]) -> None:
    """Half-way, wait until each reader has answered once from what is there by then."""
    engine = EmbeddedEngine(folder, SETTINGS)
    for n in range(first, first + count):
        if n == first + count // 2:
            _wait_for(readers)
        engine.write([entry(n, words="quai", vectors=[AXES[n % 4]], revision=n)])
        if n % 5 == 0:
            engine.delete([(entry(n).document.key, n + 1)])
    engine.close()


def _wait_for(paths: list[Path]) -> None:
    for _ in range(6000):
        if all(path.exists() for path in paths):
            return
        time.sleep(0.01)
    raise TimeoutError(paths)


def _read_much(folder: Path, stop: Path, result: Path) -> None:
    """Each answer must be one state: all that has a word has its vector, and totals agree."""
    engine = EmbeddedEngine(folder, SETTINGS)
    last = 0
    while True:
        done = stop.exists()
        answer = engine.search(question("quai", AXES, facets=("status",), depth=10_000))
        whole = all(h.signals.vector == 1.0 and h.signals.words > 0 for h in answer.pool)
        assert whole
        assert len(answer.pool) == answer.total == answer.facets["status"].get("active", 0)
        assert int(answer.version.split(".")[1]) >= last
        last = int(answer.version.split(".")[1])
        if answer.total:
            result.touch()
        if done:
            break
    result.write_text(str(answer.total))
    engine.close()


def test_two_writers_and_two_readers(tmp_path: Path) -> None:
    folder, stop = tmp_path / "index", tmp_path / "stop"
    results = [tmp_path / "one", tmp_path / "two"]
    writers = [
        processes.Process(target=_write_much, args=(folder, first, 150, results))
        for first in (1, 1001)
    ]
    readers = [processes.Process(target=_read_much, args=(folder, stop, path)) for path in results]
    for process in writers + readers:
        process.start()
    for process in writers:
        process.join(120)
        assert process.exitcode == 0
    stop.touch()
    for process in readers:
        process.join(120)
        assert process.exitcode == 0
    for path in results:
        assert int(path.read_text()) == 2 * 120


def _swap_for(folder: Path) -> None:
    engine = EmbeddedEngine(folder, SETTINGS)
    with engine.rebuild() as fresh:
        fresh.write([entry(2)])
        fresh.swap()
    engine.close()


def test_a_swap_by_another_process_is_noticed(
    tmp_path: Path, open_engine: Callable[[IndexSettings], Engine]
) -> None:
    engine = open_engine(SETTINGS)
    engine.write([entry(1)])
    assert found(engine) == [1]
    process = processes.Process(target=_swap_for, args=(tmp_path / "index",))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert found(engine) == [2]
    engine.write([entry(3)])
    assert found(engine) == [2, 3]
    assert files(tmp_path / "index") == ["index-000002.sqlite"]

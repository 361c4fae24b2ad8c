"""Memory told apart: on the kernel's own texts, and on a process that holds known things."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

import pytest

from webapp.bench.process import (
    Memory,
    in_fresh_process,
    memory_of,
    memory_of_children,
    read_memory,
)

STATUS = "Name:\tpython\nVmRSS:\t  614400 kB\nRssAnon:\t  204800 kB\nRssFile:\t  307200 kB\nRssShmem:\t  102400 kB\nThreads:\t1\n"
ROLLUP = (
    "55d2-7ffd ---p 00000000 00:00 0          [rollup]\nRss:  614400 kB\nPss:  307200 kB\n"
    "Shared_Clean:  204800 kB\nPrivate_Clean: 102400 kB\nPrivate_Dirty: 204800 kB\n"
)


def test_what_is_its_own_and_what_is_mapped() -> None:
    found = read_memory(STATUS, ROLLUP)
    assert found == Memory(own=200.0, mapped=400.0, share=300.0)
    assert found.resident == 600.0
    assert str(found) == "600 MB: 200 its own, 400 mapped"


def test_a_system_that_does_not_tell_is_not_guessed_at() -> None:
    with pytest.raises(KeyError):
        read_memory("Name:\tpython\nVmRSS:\t  1 kB\n", ROLLUP)
    assert memory_of(2**30) is None
    assert memory_of_children(2**30) == []


@pytest.mark.skipif(
    not Path("/proc/self/smaps_rollup").exists(), reason="Linux tells, others do not"
)
def test_a_mapped_file_is_not_a_process_s_own(tmp_path: Path) -> None:
    size = 40 << 20
    path = tmp_path / "mapped"
    path.write_bytes(b"\1" * size)
    before = memory_of()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        assert sum(mapped[:: mmap.PAGESIZE]) == size // mmap.PAGESIZE
        held = memory_of()
        assert before is not None
        assert held is not None
        assert held.mapped - before.mapped == pytest.approx(40, abs=4)
        assert held.own - before.own < 10


def test_code_runs_in_a_process_of_its_own() -> None:
    code = "import json, os, sys; print('chatter'); print(json.dumps([os.getpid(), *sys.argv[1:], os.environ['SAID']]))"
    pid, given, said = in_fresh_process(code, "given", SAID="said")
    assert (given, said) == ("given", "said")
    assert pid != os.getpid()

"""Measuring in processes of their own: running code in a fresh one, and what a process holds in memory.

Memory is told as what is a process's own, and what it maps and others may map too. Why not the resident size
alone: a page of a mapped file that ten processes read is in memory once, and counts ten times. Why not the
kernel's Private_… and Shared_… either: while only one process maps a file, its pages count as private, so
the same process would seem to shrink when a second one starts.
Light: processes that are measured import it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def in_fresh_process(code: str, *arguments: str, **environment: str) -> dict[str, Any]:
    """Run code in a fresh Python; what it prints last is one JSON object. Raises CalledProcessError."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of a process, in MB."""

    own: float
    """Anonymous: what it computed and allocated. Pages that a fork still shares with its parent count here."""
    mapped: float
    """Pages of files and of shared memory: libraries, a mapped index. In memory once for all that map them."""
    share: float
    """Its share of everything, each page divided by those who hold it (PSS); sums over processes add up."""

    @property
    def resident(self) -> float:
        """Both together: what the process would need if it were alone."""
        return self.own + self.mapped

    def __str__(self) -> str:
        return f"{self.resident:.0f} MB: {self.own:.0f} its own, {self.mapped:.0f} mapped"


def memory_of(pid: int | str = "self") -> Memory | None:
    """Of a process; None where the system does not tell, or it is gone."""
    folder = Path("/proc") / str(pid)
    try:
        return read_memory(
            (folder / "status").read_text(encoding="ascii", errors="replace"),
            (folder / "smaps_rollup").read_text(encoding="ascii", errors="replace"),
        )
    except (OSError, KeyError):
        return None


def read_memory(status: str, rollup: str) -> Memory:
    """From the texts of /proc/…/status and /proc/…/smaps_rollup. Raises KeyError where they do not tell."""
    told = _kilobytes(status.splitlines()) | _kilobytes(rollup.splitlines())
    mapped = told["RssFile"] + told["RssShmem"]
    return Memory(told["RssAnon"] / 1024, mapped / 1024, told["Pss"] / 1024)


def _kilobytes(lines: Iterable[str]) -> dict[str, int]:
    pairs = (line.partition(":") for line in lines)
    return {
        name: int(value.split()[0]) for name, _, value in pairs if value.rstrip().endswith(" kB")
    }


def memory_of_children(pid: int) -> list[Memory]:
    """Of each child of a process; empty where the system does not tell."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [found for child in children if (found := memory_of(child)) is not None]

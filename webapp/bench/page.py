"""docs/benchmarks.md: its parts, the lines of its tables, and on which machine each part was measured."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Line:
    """One measured figure, its baseline in the same run, and how they were taken."""

    what: str
    figure: str
    baseline: str
    ratio: str


def table(lines: Sequence[Line], note: str = "") -> str:
    """Lines as a table, below a note."""
    rows = "\n".join(f"| {x.what} | {x.figure} | {x.baseline} | {x.ratio} |" for x in lines)
    made = f"| What | Figure | Baseline | Ratio |\n|---|---|---|---|\n{rows}"
    return f"{note}\n\n{made}" if note else made


def ms(times: list[float]) -> str:
    """Seconds, as milliseconds in the middle and at the slow end."""
    return f"p50 {median(times) * 1e3:.0f} ms, p95 {quantiles(times, n=20)[18] * 1e3:.0f} ms"


def of(figure: float, baseline: float) -> str:
    """A ratio."""
    return f"{figure / baseline:.2f} ×"


def say(text: str) -> None:
    """Progress, on the error stream."""
    print(text, file=sys.stderr, flush=True)


def parts_of(page: Path) -> dict[str, str]:
    """What the page says by now, by title."""
    if not page.exists():
        return {}
    found = page.read_text(encoding="utf-8").split("\n## ")[1:]
    return {title: body.lstrip("\n") for title, _, body in (part.partition("\n") for part in found)}


def write_page(page: Path, head: str, titles: Sequence[str], parts: Mapping[str, str]) -> None:
    """The parts in the order of `titles`; those under other titles are dropped."""
    text = head + "".join(f"\n## {title}\n\n{parts[title]}" for title in titles if title in parts)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(text, encoding="utf-8")


def load_average() -> str:
    """Of the last minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def machine(before: str) -> str:
    """The machine, its load before and after, and what was changed of how numpy computes."""
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
        model = next(x for x in told.splitlines() if x.startswith("model name")).partition(":")[2]
    except (OSError, StopIteration):
        model = platform.machine()
    half = "with" if has_bf16() else "without"
    forced = [
        n
        for n in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_NUM_THREADS")
        if n in os.environ
    ]
    kernels = f"set: {', '.join(forced)}" if forced else "as installed (no OPENBLAS_… variable set)"
    return (
        f"Machine: {model.strip()}, {os.cpu_count()} cores, {half} bf16; Python "
        f"{platform.python_version()}, {platform.system()}; numpy {kernels}. Load average {before} before, "
        f"{load_average()} after."
    )


def has_bf16() -> bool:
    """Whether embedding takes the quicker way here."""
    from indexing.model.local import has_bf16  # loads torch

    return has_bf16()

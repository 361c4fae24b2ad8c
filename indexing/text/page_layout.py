"""The reading order of a printed page, from the boxes of its words alone.

A PDF stores glyphs, not sentences: a CV in two columns read straight down mixes both. Here words
become *runs* (pieces of a line with no wide gap inside), runs become columns wherever a vertical
strip of paper stays empty, and columns are read one after the other, under the headings that span
them. A table whose columns line up (dates on the left, jobs on the right) is read row by row,
its cells separated by a tab. Pure geometry: no file, no library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: What makes a short cell a date: such a column is read with the row beside it.
_DATED = re.compile(
    r"\b(?:19|20)\d{2}\b|aujourd|depuis|\b(?:janv|f[ée]v|mars|avr|mai|juin|juil|ao[uû]t|sept|oct"
    r"|nov|d[ée]c)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box. Units: points; `top` < `bottom`, both measured down from the page's top."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class _Run:
    """A stretch of one line with no wide gap inside."""

    words: list[Word]
    left: float
    right: float
    top: float
    bottom: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def reading_order(words: Sequence[Word]) -> str:
    """The text of one page in the order in which a person reads it.

    One line of the result per printed line; a blank line where the paper shows a paragraph's gap;
    cells of a table row separated by a tab. Deterministic; any input is accepted.
    """
    usable = [word for word in words if word.text.strip() and word.right > word.left]
    if not usable:
        return ""
    runs = _runs(usable)
    return "\n".join(_read(runs, depth=0))


def _runs(words: Sequence[Word]) -> list[_Run]:
    """Words of the same line, split where the gap is wider than spaces between words are."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.middle, w.left)):
        # Only the last few lines can hold this word: they are sorted downwards.
        for line in reversed(lines[-4:]):
            reference = line[0]
            if abs(word.middle - reference.middle) <= 0.4 * min(
                max(word.height, 1.0), max(reference.height, 1.0)
            ):
                line.append(word)
                break
        else:
            lines.append([word])
    runs: list[_Run] = []
    for line in lines:
        line.sort(key=lambda w: w.left)
        current: list[Word] = []
        for word in line:
            if current:
                gap = word.left - current[-1].right
                if gap > 0.9 * max(min(word.height, current[-1].height), 4.0):
                    runs.append(_as_run(current))
                    current = []
            current.append(word)
        runs.append(_as_run(current))
    return runs


def _median(values: Sequence[float]) -> float:
    """As statistics.median, which imports decimal, fractions and random: an eighth of the start of the
    process that reads a file."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _as_run(words: list[Word]) -> _Run:
    return _Run(
        words=list(words),
        left=min(w.left for w in words),
        right=max(w.right for w in words),
        top=min(w.top for w in words),
        bottom=max(w.bottom for w in words),
    )


def _read(runs: list[_Run], depth: int) -> list[str]:
    """Lines of a region: bands of columns where there are some, plain lines elsewhere."""
    if depth < 6 and len(runs) > 3:
        gutter = _gutter(runs)
        if gutter is not None:
            return _read_columns(runs, gutter, depth)
    return _rows(runs)


def _gutter(runs: list[_Run]) -> tuple[float, float] | None:
    """The empty vertical strip (left, right) that best splits these runs, or None.

    A run that spans the page (a name, a heading) may cross it: a strip is good when many runs
    lie on either side and few cross. The best is the one with most height on its weaker side.
    """
    height = max(_median([run.height for run in runs]), 4.0)
    edges = sorted({run.left for run in runs})
    page_left, page_right = min(r.left for r in runs), max(r.right for r in runs)
    best: tuple[float, float, float] | None = None
    last_tried = page_left - 10 * height
    for edge in edges:
        if edge - last_tried < 1.0 or edge <= page_left + 2 * height:
            continue
        last_tried = edge
        crossing = [r for r in runs if r.left < edge - 0.5 and r.right > edge - 0.5]
        if len(crossing) > 0.34 * len(runs):
            continue
        beside = [r for r in runs if r.right <= edge - 0.5]
        after = [r for r in runs if r.left >= edge - 0.5]
        if len(beside) < 2 or len(after) < 2:
            continue
        # Width of the strip over the lines where both columns stand.
        start = max(min(r.top for r in beside), min(r.top for r in after))
        stop = min(max(r.bottom for r in beside), max(r.bottom for r in after))
        shared = [r for r in beside if r.bottom > start and r.top < stop]
        left = max((r.right for r in shared), default=page_left)
        if edge - left < 0.9 * height or not shared:
            continue
        # Lines of both sides, and an edge that many lines start on: a true column has one.
        aligned = sum(1 for r in after if abs(r.left - edge) < 0.6 * height)
        weaker = min(len(beside), len(after)) - 1.5 * len(crossing)
        score = weaker + aligned + 0.5 * min((edge - left) / height, 4.0)
        if aligned >= 2 and (best is None or score > best[0]):
            best = (score, left, edge)
    if best is None or best[2] >= page_right:
        return None
    return best[1], best[2]


def _read_columns(runs: list[_Run], gutter: tuple[float, float], depth: int) -> list[str]:
    """Bands between the runs that cross the gutter; in each, left column then right column."""
    cut = gutter[1] - 0.5
    crossing = sorted((r for r in runs if r.left < cut < r.right), key=lambda r: (r.middle, r.left))
    lines: list[str] = []
    rest = [r for r in runs if not r.left < cut < r.right]
    for heading in [*crossing, None]:
        limit = heading.middle if heading is not None else float("inf")
        band = [r for r in rest if r.middle < limit]
        rest = [r for r in rest if r.middle >= limit]
        if band:
            left = [r for r in band if r.left < cut]
            right = [r for r in band if r.left >= cut]
            if not left or not right:
                lines.extend(_read(band, depth + 1))
            elif _is_table(left, right):
                lines.extend(_rows(band))
            else:
                lines.extend(_read(left, depth + 1))
                lines.append("")
                lines.extend(_read(right, depth + 1))
        if heading is not None:
            # A wide line stays with what stands beside it (a table's long cell, a date).
            beside = [r for r in rest if _same_line(r, heading)]
            rest = [r for r in rest if not _same_line(r, heading)]
            cells = sorted([heading, *beside], key=lambda r: r.left)
            lines.append("\t".join(cell.text for cell in cells))
    return lines


def _same_line(one: _Run, other: _Run) -> bool:
    return abs(one.middle - other.middle) <= 0.45 * max(min(one.height, other.height), 2.0)


def _is_table(left: list[_Run], right: list[_Run]) -> bool:
    """Whether two columns are a table to read by rows: dates beside jobs, or short paired cells."""
    for one, other in ((left, right), (right, left)):
        dated = [r for r in one if _DATED.search(r.text) and len(r.text) <= 40]
        if len(dated) >= max(1, 0.5 * len(_grouped(one))):
            paired = sum(1 for r in dated if any(_same_line(r, o) for o in other))
            if paired >= 0.7 * len(dated):
                return True
    # Europass: headings in capitals and dates in the left margin, what they head at the right.
    bare = [r for r in left if _DATED.search(r.text) and len(r.text) <= 24]
    titles = [r for r in left if r.text.isupper() and r not in bare]
    if len(bare) >= 2 and len(bare) + len(titles) >= 0.75 * len(left):
        paired = sum(1 for r in bare if any(_same_line(r, o) for o in right))
        if paired >= 0.8 * len(bare):
            return True
    paired_left = sum(1 for r in left if any(_same_line(r, o) for o in right))
    paired_right = sum(1 for r in right if any(_same_line(r, o) for o in left))
    short = (
        _median([len(r.text) for r in left]) <= 28 and _median([len(r.text) for r in right]) <= 45
    )
    few = len(left) <= 14
    return few and short and paired_left >= 0.9 * len(left) and paired_right >= 0.9 * len(right)


def _rows(runs: list[_Run]) -> list[str]:
    """Row by row, cells of a row separated by a tab."""
    lines: list[str] = []
    for row, gap in _grouped(runs):
        if gap and lines:
            lines.append("")
        lines.append("\t".join(cell.text for cell in row))
    return lines


def _grouped(runs: list[_Run]) -> list[tuple[list[_Run], bool]]:
    """Runs by printed line, each with whether a paragraph's gap precedes it."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda r: (r.middle, r.left)):
        if rows and _same_line(run, rows[-1][0]):
            rows[-1].append(run)
        else:
            rows.append([run])
    grouped: list[tuple[list[_Run], bool]] = []
    bottom: float | None = None
    for row in rows:
        row.sort(key=lambda r: r.left)
        top = min(r.top for r in row)
        tall = max(r.height for r in row)
        grouped.append((row, bottom is not None and top - bottom > 0.9 * tall))
        bottom = max(r.bottom for r in row)
    return grouped

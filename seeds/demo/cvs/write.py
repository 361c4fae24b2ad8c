"""One CV for some of the candidates: which layout for whom, under which name, into which folder."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from seeds.demo.cvs.docx import docx_plain, docx_tables, docx_text_boxes
from seeds.demo.cvs.old_word import doc
from seeds.demo.cvs.pdf_layouts import (
    pdf_date_table,
    pdf_europass,
    pdf_one_column,
    pdf_photo,
    pdf_sidebar_left,
    pdf_sidebar_right,
)
from seeds.demo.cvs.pictures import page_photo, pdf_scan
from seeds.demo.cvs.plain import odt, rtf, txt
from seeds.demo.cvs.sheet import Sheet, plain, sheet_of
from seeds.demo.people.person import DemoCandidate

Writer = Callable[[Sheet, random.Random, date], bytes]

LAYOUTS: dict[str, tuple[int, Writer]] = {
    "pdf_one_column": (5, pdf_one_column),
    "pdf_sidebar_left": (4, pdf_sidebar_left),
    "pdf_sidebar_right": (4, pdf_sidebar_right),
    "pdf_date_table": (4, pdf_date_table),
    "pdf_photo": (4, pdf_photo),
    "pdf_europass": (4, pdf_europass),
    "docx_plain": (5, docx_plain),
    "docx_tables": (4, docx_tables),
    "docx_text_boxes": (4, docx_text_boxes),
    "odt": (4, odt),
    "rtf": (3, rtf),
    "txt": (2, txt),
    "pdf_scan": (3, pdf_scan),
    "page_photo": (2, page_photo),
    "doc_old": (2, doc),
}
"""How many of each, and what writes it."""

SUFFIXES = {
    name: {"page": ".jpg", "txt": ".txt", "rtf": ".rtf", "odt": ".odt"}.get(
        name.split("_")[0], "." + name.split("_")[0]
    )
    for name in LAYOUTS
}


@dataclass(frozen=True, slots=True)
class CvFile:
    """One written file: whose CV it is (``candidate_key``) and in which layout."""

    path: Path
    candidate_key: str
    layout: str


def write_cv_files(candidates: Sequence[DemoCandidate], folder: Path, today: date) -> list[CvFile]:
    """Write one CV for some of the candidates, spread over the set, and say which.

    Up to 54 files in 15 layouts (fewer if there are fewer candidates). ``folder`` is made if
    needed; files of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = [name for name, (number, _) in LAYOUTS.items() for _ in range(number)]
    random.Random(len(plan)).shuffle(plan)
    told = [person for person in candidates if len(person.experiences) > 1] or list(candidates)
    step = max(1, len(told) // len(plan))
    written: list[CvFile] = []
    taken: set[str] = set()
    for person, layout in zip(told[::step], plan, strict=False):
        rng = random.Random(f"{person.key} {person.email} {layout}")
        content = LAYOUTS[layout][1](sheet_of(person, rng, today), rng, today)
        suffix = SUFFIXES[layout]
        name = _file_name(person, suffix, rng, today)
        if name in taken:
            name = f"{person.key} {name}"
        taken.add(name)
        path = folder / name
        path.write_bytes(content)
        written.append(CvFile(path, person.key, layout))
    return written


def _file_name(person: DemoCandidate, suffix: str, rng: random.Random, today: date) -> str:
    first, last = plain(person.first_name), plain(person.last_name)
    first, last = first.replace(" ", "-"), last.replace(" ", "-")
    if suffix == ".jpg":
        taken = date.fromordinal(today.toordinal() - rng.randint(10, 300))
        return f"IMG_{taken:%Y%m%d}_{rng.randint(80000, 199999)}.jpg"
    names = (
        f"CV {first} {last}",
        f"cv_{last.lower()}_{today.year - rng.randint(0, 2)}",
        f"CV-{last.upper()}-{first}",
        f"Mon CV {first} ({rng.randint(1, 4)})",
        f"{first} {last} - {plain(person.headline).replace('/', ' ')}",
    )
    return re.sub(r"\s+", " ", rng.choice(names)) + suffix

"""Paths that documents name, held to the files: whoever moves a file moves it in the documents too.

A path stands in backticks, from the root or from any folder on («journey/test_referrals.py»); `file.py::name` says what
to find in it, `{a,b}` is one of each. What begins with a folder of the repository, or ends as our files do, is held;
`<room>` stands for any room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.world import ROOT

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "adr").glob("*.md")),
]
FOLDERS = (
    "matching", "indexing", "webapp", "seeds", "tests", "migrations", "scripts", "docs", "deploy",
    "requirements",
)  # fmt: skip
OURS = (".py", ".html", ".css", ".js", ".md", ".sql")
PATH = re.compile(r"`((?:[\w./-]|\{[\w./, -]+\})+)(?:::(\w+))?`")


@cache
def ends() -> frozenset[str]:
    """Every file and folder of the repository, from the root and from each folder above it on."""
    found = set()
    for folder in FOLDERS:
        for path in (ROOT / folder, *(ROOT / folder).rglob("*")):
            parts = path.relative_to(ROOT).parts
            found |= {"/".join(parts[first:]) for first in range(len(parts))}
    return frozenset(found | {path.name for path in ROOT.iterdir()})


def expanded(path: str) -> Iterator[str]:
    """`a/{b,c}.py` is `a/b.py` and `a/c.py`."""
    found = re.search(r"\{([^{}]*)\}", path)
    if found is None:
        yield path
        return
    for one in found[1].split(","):
        yield from expanded(path[: found.start()] + one.strip() + path[found.end() :])


def paths(text: str) -> Iterator[tuple[str, str]]:
    """(path, name to find in it) of everything in backticks that is a path of ours."""
    for quoted, name in PATH.findall(text):
        for one in expanded(quoted):
            if one.endswith(OURS) or ("/" in one and one.split("/")[0] in FOLDERS):
                yield one.rstrip("/"), name


def is_defined(name: str, path: str) -> bool:
    """Whether a module has a class, function or constant of that name."""
    found = rf"^\s*(class |def ){name}\b|^{name}(:|\s=)"
    return any(
        re.search(found, one.read_text(), re.MULTILINE)
        for one in ROOT.glob(f"[!.]*/**/{path.rpartition('/')[2]}")
        if one.as_posix().endswith("/" + path)
    )


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: str(one.relative_to(ROOT)))
def test_every_path_exists(document: Path) -> None:
    text = document.read_text()
    wrong = [one for one, _ in paths(text) if one not in ends()]
    wrong += [f"{one}::{name}" for one, name in paths(text) if name and not is_defined(name, one)]
    for link in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text):
        if not (document.parent / link).exists():
            wrong.append(link)
    assert wrong == []


def test_paths_are_read() -> None:
    read = list(
        paths("`a/b` `webapp/{x,y}/` `life.py::answer` `webapp/pages/<room>/x.py` `a b.py`")
    )
    assert read == [("webapp/x", ""), ("webapp/y", ""), ("life.py", "answer")]
    assert (ROOT / "tests" / "walks").is_dir()
    assert {"walks/test_doc_paths.py", "test_doc_paths.py", "README.md"} <= ends()
    assert is_defined("ends", "walks/test_doc_paths.py")
    assert not is_defined("begins", "walks/test_doc_paths.py")

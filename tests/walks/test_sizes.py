"""Modules and functions that one can read at once: longer ones are named, with their reason, in ADR 0018."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.world import ROOT

LONGEST_MODULE, LONGEST_FUNCTION = 450, 60
LONG = ROOT / "docs" / "adr" / "0018-rooms.md"


def modules(*packages: str) -> Iterator[Path]:
    for package in packages:
        yield from sorted((ROOT / package).rglob("*.py"))


def test_a_long_module_has_its_reason() -> None:
    long = {
        str(path.relative_to(ROOT))
        for path in modules("matching", "indexing", "webapp", "seeds")
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE
    }
    named = set(re.findall(r"^\| `([^`]+\.py)` \|", LONG.read_text(encoding="utf-8"), re.MULTILINE))
    assert long == named


def test_no_function_is_long() -> None:
    long = [
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in modules("matching", "webapp")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []

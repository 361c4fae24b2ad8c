"""Rights are asked in the services: what a page refuses, the command line and an API refuse too, in the same words.

A view may ask `can_*` to draw a button or leave it out. It refuses nobody by itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import webapp.views

VIEWS = Path(webapp.views.__file__).parent

LISTS = {
    ("candidates", "filtered_people"),
    ("employers", "index"),
    ("jobs", "index"),
    ("jobs", "choose_employer"),
    ("profiles", "requests"),
    ("referrals", "asked_list"),
    ("referrals", "asked_applications"),
}
"""Lists, whose services give a statement to be paged and refuse nobody."""


def refusals(tree: ast.Module) -> Iterator[str]:
    """The functions that call the check of a right, or raise Forbidden, with the name of the function."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and last_name(node.func) in ("check", "Forbidden"):
                yield function.name


def last_name(node: ast.expr) -> str:
    """«check» of `policy.check` and of `check`."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_views_refuse_nobody_by_themselves() -> None:
    found = {
        (path.stem, name)
        for path in VIEWS.rglob("*.py")
        for name in refusals(ast.parse(path.read_text("utf-8")))
    }
    assert found - LISTS == set(), "ask these rights in the service that the view calls"


def test_the_walk_sees_both_ways_to_refuse() -> None:
    views = """
def one(): policy.check(True, "no")
def two(): check(False)
def three(): raise Forbidden("no")
def four(): return policy.can_match(actor)
"""
    assert list(refusals(ast.parse(views))) == ["one", "two", "three"]

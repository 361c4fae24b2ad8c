"""Writes docs/states.md from the tables of states that the code follows: `python -m scripts.print_states`.

tests/walks/test_workflows.py fails while the page says something else.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import matching
from matching.db import Base, Word
from matching.terms import label_of
from matching.workflow import Workflow

PAGE = Path(__file__).resolve().parent.parent / "docs" / "states.md"

HEAD = """# States

Written by `python -m scripts.print_states` from the tables of states in `matching/`: change them there. What else a
step needs, and who may take it, stands with the service and with the rights.

A person's situation (`Candidate.status`) is not here: her coach may set any of them at any time.
"""


@dataclass(frozen=True)
class States:
    """One workflow, and the table whose rows follow it."""

    table: type[Base]
    steps: Workflow[StrEnum]

    @property
    def name(self) -> str:
        return f"{self.table.__name__}.{self.steps.column}"

    @property
    def first(self) -> StrEnum:
        return next(iter(self.steps.nexts))


def workflows() -> list[States]:
    """Every workflow of `matching`, by name. Its table is the only one whose column has these states; where two
    have, the one that its module holds rows of."""
    found = {}
    for module_info in pkgutil.walk_packages(matching.__path__, "matching."):
        module = importlib.import_module(module_info.name)
        for steps in vars(module).values():
            if isinstance(steps, Workflow):
                tables = {one for one in vars(module).values() if _follows(one, steps)}
                tables = tables or {one for one in Base.__subclasses__() if _follows(one, steps)}
                (table,) = tables
                states = States(table, steps)
                found[states.name] = states
    return [found[name] for name in sorted(found)]


def _follows(table: object, steps: Workflow[StrEnum]) -> bool:
    if not (inspect.isclass(table) and issubclass(table, Base) and table is not Base):
        return False
    column = table.__table__.columns.get(steps.column)
    if column is None or not isinstance(column.type, Word):
        return False
    return all(isinstance(state, column.type.kind) for state in steps.nexts)


def page() -> str:
    """The whole of docs/states.md."""
    return "\n".join([HEAD, *map(_section, workflows())])


def _section(states: States) -> str:
    said = " ".join((states.table.__doc__ or "").split()).split(". ")[0].removesuffix(".")
    lines = [f"## {states.name}", "", f"{said}.", ""]
    lines += ["| State | On screen | May become |", "|---|---|---|"]
    for state, nexts in states.steps.nexts.items():
        # In the order of the vocabulary: a set has none.
        after = ", ".join(f"`{one.name}`" for one in type(state) if one in nexts)
        new = " (new)" if state is states.first else ""
        lines.append(f"| `{state.name}`{new} | {label_of(type(state), state)} | {after or '–'} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

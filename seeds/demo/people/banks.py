"""The words of ``banks/``: what people of each trade write, and what is common to all trades.

Notation: ``{a|b}`` is a choice, ``<m|f>`` agrees with the person, ``{n}`` is a family name, ``{v}``
a town, ``{c}`` the person's commune, ``{km}`` and ``{min}`` what she accepts. ``draws.say`` reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

BANKS = Path(__file__).with_name("banks")

_LISTS = (
    "titles_m",
    "titles_f",
    "employers",
    "tasks",
    "skills",
    "related",
    "wishes",
    "education",
    "times",
)


@dataclass(frozen=True, slots=True)
class Trade:
    """What people of one trade write: the bank a life is composed from."""

    rome: str
    titles_m: tuple[str, ...]
    titles_f: tuple[str, ...]
    employers: tuple[str, ...]
    tasks: tuple[str, ...]
    certificates: tuple[tuple[str, float], ...]
    licences: tuple[tuple[str, float], ...]
    skills: tuple[str, ...]
    related: tuple[str, ...]
    wishes: tuple[str, ...]
    education: tuple[str, ...]
    women: float
    weight: float
    times: tuple[str, ...]


@lru_cache(maxsize=1)
def trades() -> Mapping[str, Trade]:
    """The trades of the banks by ROME code, in a fixed order."""
    found: dict[str, Trade] = {}
    for path in sorted(BANKS.glob("trades/*.json")):
        for raw in json.loads(path.read_text(encoding="utf-8")):
            found[raw["rome"]] = Trade(
                rome=raw["rome"],
                women=raw["women"],
                weight=raw["weight"],
                certificates=tuple((label, odds) for label, odds in raw["certificates"]),
                licences=tuple((label, odds) for label, odds in raw["licences"]),
                **{name: tuple(raw[name]) for name in _LISTS},
            )
    return found


@lru_cache(maxsize=1)
def common() -> Mapping[str, Any]:
    """What is common to all trades, by the names in the files beside them: origins, places, situations, words."""
    found: dict[str, Any] = {}
    for path in sorted(BANKS.glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8"))
    return found

"""Histories in plain French: the fields of a change with their names, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Date, DateTime, Time

from matching.history import FieldChange
from matching.journals.names import Names
from matching.pool.reference.terms import WEEKDAY_NAMES
from matching.terms import label_of
from matching.texts.french import french_clock
from webapp.words.french import fr_date, fr_datetime
from webapp.words.rooms import TableWords

OPERATIONS = {"insert": "ajout", "update": "modification", "delete": "retrait"}

_NAMED = {"structure", "person", "employer", "territory"}
"""The tables whose rows are said by name (matching/journals/names.py)."""
_ROMES = {"rome", "wished_romes"}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a change, in words; `before` or `after` is empty where there was or is nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A row that was written: what it is, what was done («ajout», «modification», «retrait»), and its fields."""

    title: str
    operation: str
    fields: tuple[FieldLine, ...]

    @property
    def values(self) -> dict[str, str]:
        """What the row said, for one that came or went."""
        return {field.name: field.after or field.before for field in self.fields}


@dataclass(frozen=True, slots=True)
class Lookups:
    """What the values of a history are called: names of things, labels of ROME codes and of communes."""

    names: Names
    romes: Mapping[str, str]
    communes: Mapping[str, str]


def values_in(
    changes: Iterable[FieldChange], tables: Mapping[str, TableWords]
) -> tuple[dict[str, set[int]], set[str], set[str]]:
    """What has to be looked up for these changes: ids of things by kind, ROME codes, INSEE codes."""
    ids: dict[str, set[int]] = {}
    romes: set[str] = set()
    communes: set[str] = set()
    for change in changes:
        if change.actor_id is not None:
            ids.setdefault(change.actor_kind, set()).add(change.actor_id)
        for values in (change.before or {}, change.after or {}):
            for column, value in values.items():
                kind = tables[change.table].leads_to(column)
                if kind and kind in _NAMED and isinstance(value, int):
                    ids.setdefault(kind, set()).add(value)
                elif column in _ROMES and value:
                    romes.update(value if isinstance(value, list) else [value])
                elif column == "commune_insee" and value:
                    communes.add(value)
    return ids, romes, communes


def change_line(
    change: FieldChange, tables: Mapping[str, TableWords], lookups: Lookups
) -> ChangeLine:
    """A change in words."""
    words = tables[change.table]
    before, after = change.before or {}, change.after or {}
    fields = []
    for column, name in words.names.items():
        if column not in before and column not in after:
            continue
        old = _value(words, column, before.get(column), lookups)
        new = _value(words, column, after.get(column), lookups)
        if old.split() != new.split():  # a browser's line breaks are no change
            fields.append(FieldLine(name, old, new))
    return ChangeLine(words.title, OPERATIONS[change.operation], tuple(fields))


def without_rewrites(lines: Iterable[ChangeLine]) -> list[ChangeLine]:
    """Without the rows that a form has taken away and written again as they were, and without empty changes."""
    kept: list[ChangeLine] = []
    for line in lines:
        twin = next(
            (k for k in kept if (k.title, k.values) == (line.title, line.values)
             and {k.operation, line.operation} == {"ajout", "retrait"}),
            None,
        )  # fmt: skip
        if twin is not None:
            kept.remove(twin)
        elif line.fields:
            kept.append(line)
    return kept


def _value(words: TableWords, name: str, value: Any, lookups: Lookups) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(_value(words, name, one, lookups) for one in value)
    if vocabulary := words.vocabulary(name):
        return label_of(vocabulary, str(value))
    if (kind := words.leads_to(name)) in _NAMED:
        return lookups.names.of(str(kind), value) or f"n° {value}"
    if name in _ROMES:
        return f"{lookups.romes[value]} ({value})" if value in lookups.romes else str(value)
    if name == "commune_insee":
        return lookups.communes.get(value, str(value))
    if name == "days":
        return WEEKDAY_NAMES.get(value, str(value))
    column = words.column(name)
    if column is None:
        return str(value)
    if isinstance(column.type, Date):
        return fr_date(date.fromisoformat(value))
    if isinstance(column.type, DateTime):
        return fr_datetime(datetime.fromisoformat(value))
    if isinstance(column.type, Time):
        return french_clock(time.fromisoformat(value))
    return str(value)

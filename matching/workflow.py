"""Where a row may go from where it stands: one table of states for each kind of thing that lives through some.

A service holds the row, compares what is asked with what already is (the second of two clicks), checks the step, and
writes. Who may take a step is a right and stands with the rights; what a step needs besides stands in its service.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Generic, TypeVar, cast

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from matching.db import Base
from matching.errors import Conflict

State = TypeVar("State", bound=StrEnum)


class Workflow(Generic[State]):
    """`nexts` names every state, the one that a new row has first, with the states that follow it; `column` keeps
    them; `moved_on` is what somebody is told whose step is no longer possible."""

    def __init__(
        self, nexts: Mapping[State, Collection[State]], *, column: str = "state", moved_on: str
    ) -> None:
        self.nexts = {now: frozenset(then) for now, then in nexts.items()}
        self.column, self.moved_on = column, moved_on

    def hold(self, session: Session, row: Base) -> State:
        """Keep the row from other writers until the transaction ends, and read it again as it now is, with what is
        related to it: of two who act at once, the second meets what the first did. Returns where it stands.
        Raises Conflict when it is gone."""
        session.flush()  # what this transaction has written of it must not be read over
        kind, key = type(row), inspect(row).identity
        held = session.get(kind, key, populate_existing=True, with_for_update={"of": kind})
        if held is None:
            raise Conflict(self.moved_on)
        return cast("State", getattr(row, self.column))

    def after(self, now: State) -> frozenset[State]:
        """The states that may follow; none for a text that is no state (matching/db.py, `Word`)."""
        return self.nexts.get(now, frozenset())

    def allows(self, now: State, then: State) -> bool:
        """Whether `then` may follow `now`. Staying is no step."""
        return then in self.after(now)

    def check(self, now: State, then: State, message: str = "") -> None:
        """Raises Conflict, with `message` or `moved_on`, unless `then` may follow `now`."""
        if not self.allows(now, then):
            raise Conflict(message or self.moved_on)

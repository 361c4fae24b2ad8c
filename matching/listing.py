"""Lists: what one reader may read of many things, a page at a time or whole, and how the journal tells it.

A service asks first whether the actor may have the list, then describes it as a `Listing`; `page` and `all_rows`
read it. So every list is counted, cut and noted here, whoever shows it: a page, a spreadsheet, another program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from matching.actor import Actor
from matching.audit.events import Act, SubjectKind, record

PAGE_ROWS = 25
"""The rows of a page, unless a list says otherwise."""

EXPORT_ROWS = 10_000
"""The rows that a list is read whole up to: a spreadsheet that still opens, and one answer that one process makes."""

Row = TypeVar("Row")
Facts = Callable[[Act, Sequence[Any], int], Mapping[str, object]]
"""(what was done, the rows, how many the whole list has) → what the journal keeps of it: ids and counts."""


@dataclass(frozen=True, slots=True)
class Noted:
    """How the journal tells that a list was shown, or taken away as a file.

    `thing` is the kind of what is listed, `thing_id` the one thing that the list is about, where it is about one,
    `codes` what the list was narrowed to, `text` what was typed for that: kept apart, where erasing reaches it.
    """

    thing: SubjectKind
    facts: Facts = lambda act, rows, total: {}
    codes: Mapping[str, object] = field(default_factory=dict)
    text: str = ""
    thing_id: int | None = None
    structure_id: int | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list as `actor` may read it: what `statement` selects, in its order, narrowed by `visible_*` already.

    `row` makes a row of what is selected, which is the row itself where one thing is. `options` say what is loaded
    beside it. `noted` is None for a list whose showing is noted otherwise, or that holds nobody's data: the service
    says which.
    """

    actor: Actor
    statement: Select[*tuple[Any, ...]]
    noted: Noted | None
    options: tuple[ORMOption, ...] = ()
    size: int = PAGE_ROWS
    row: Callable[..., Row] = lambda one: one

    def as_part(self) -> Listing[Row]:
        """The same as a part of the page of one thing, whose sight is noted."""
        return replace(self, noted=None)


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a page stands in a list of `total` things; pages count from 1."""

    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The number of the first thing on the page, from 1; 0 when there is none."""
        return min((self.page - 1) * self.size + 1, self.total)

    @property
    def last(self) -> int:
        return min(self.page * self.size, self.total)

    def window(self) -> list[int | None]:
        """The page numbers to show: the ends and the neighbours, None where some are left out."""
        wanted = {1, self.pages, *range(self.page - 1, self.page + 2)}
        numbers = [n for n in sorted(wanted) if 1 <= n <= self.pages]
        shown: list[int | None] = []
        for number in numbers:
            if shown and number - (shown[-1] or 0) > 1:
                shown.append(None)
            shown.append(number)
        return shown


@dataclass(frozen=True, slots=True)
class PageOf(Generic[Row]):
    """The rows of one page, and where it stands."""

    rows: Sequence[Row]
    paging: Paging


def paging_of(page: int, total: int, size: int = PAGE_ROWS) -> Paging:
    """Where page number `page` stands; a number out of range becomes the nearest page."""
    pages = max(1, -(-total // size))
    return Paging(page=min(max(page, 1), pages), size=size, total=total)


def page(session: Session, listing: Listing[Row], number: int) -> PageOf[Row]:
    """One page of a list; a number out of range becomes the nearest page. Notes that it was shown."""
    paging = paging_of(number, _count(session, listing), listing.size)
    rows = _read(session, listing, limit=paging.size, offset=(paging.page - 1) * paging.size)
    _note(session, listing, Act.LISTED, rows, paging.total)
    return PageOf(rows, paging)


def all_rows(session: Session, listing: Listing[Row], act: Act = Act.EXPORTED) -> Sequence[Row]:
    """The first EXPORT_ROWS rows of a list. Notes that they were taken away, or (`act` LISTED) shown on one page."""
    rows = _read(session, listing, limit=EXPORT_ROWS)
    total = len(rows) if len(rows) < EXPORT_ROWS else _count(session, listing)
    _note(session, listing, act, rows, total)
    return rows


def filters(**chosen: object) -> Mapping[str, object]:
    """The codes of a list that was narrowed: what was chosen, and nothing of what was not."""
    return {"filters": {name: value for name, value in chosen.items() if value}}


def ids_and_total(act: Act, rows: Sequence[Any], total: int) -> Mapping[str, object]:
    """Whom or what the reader saw, and of how many."""
    return {"ids": [row.id for row in rows], "total": total}


def ids_and_count(act: Act, rows: Sequence[Any], total: int) -> Mapping[str, object]:
    """Whom or what the reader saw."""
    return {"ids": [row.id for row in rows], "count": len(rows)}


def _count(session: Session, listing: Listing[Row]) -> int:
    counted = listing.statement.order_by(None).with_only_columns(
        func.count(), maintain_column_froms=True
    )
    return session.scalar(counted) or 0


def _read(session: Session, listing: Listing[Row], *, limit: int, offset: int = 0) -> list[Row]:
    statement = listing.statement.options(*listing.options).limit(limit).offset(offset)
    return [listing.row(*found) for found in session.execute(statement)]


def _note(
    session: Session, listing: Listing[Row], act: Act, rows: Sequence[Row], total: int
) -> None:
    noted = listing.noted
    if noted is None:
        return
    record(
        session,
        listing.actor,
        act,
        noted.thing,
        noted.thing_id,
        structure_id=noted.structure_id,
        facts={**noted.facts(act, rows, total), **noted.codes},
        reason=noted.text.replace("\x00", ""),  # no text of PostgreSQL holds it
    )

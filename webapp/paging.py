"""One page of a list that a service has described as a Select."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func
from sqlalchemy.orm import Session

PAGE_SIZE = 25

Row = TypeVar("Row")


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


def paging_of(page: int, total: int, size: int = PAGE_SIZE) -> Paging:
    """Where page number `page` stands; a number out of range becomes the nearest page."""
    pages = max(1, -(-total // size))
    return Paging(page=min(max(page, 1), pages), size=size, total=total)


def paginate(
    session: Session,
    statement: Select[Row],
    page: int,
    size: int = PAGE_SIZE,
    options: Any = (),
) -> PageOf[Row]:
    """Count, then read one page of what `statement` selects. `options` are loader options for its rows."""
    counted = statement.order_by(None).with_only_columns(func.count(), maintain_column_froms=True)
    total = session.scalar(counted) or 0
    paging = paging_of(page, total, size)
    rows = session.scalars(
        statement.options(*options).offset((paging.page - 1) * size).limit(size)
    ).all()
    return PageOf(rows, paging)

"""Lists on pages and as spreadsheets: one page as the address asks for it, or all the rows as a file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Response, request, send_file

from matching import listing
from matching.audit.events import Act
from matching.listing import Listing, PageOf
from webapp.papers.sheet import CSV, XLSX, csv_table, workbook
from webapp.request.context import current_session

Row = TypeVar("Row")

LAST_PAGE = 1_000_000
"""No list is so long; the log of rankings keeps the number of a page, in a column that has an end."""


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """A column of a spreadsheet: its French name, and what stands in it for a row."""

    title: str
    cell: Callable[[Row], object]


def asked_page() -> int:
    """The page number of this address, from 1 to LAST_PAGE; 1 where it is not a number."""
    return min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)


def is_narrowed(*but: str) -> bool:
    """Whether the address narrows its list: whether it says more than the page and what is named here."""
    return any(value for key, value in request.args.items() if key not in ("page", *but))


def shown(of: Listing[Row]) -> PageOf[Row]:
    """The page of a list that this address asks for, noted as shown."""
    return listing.page(current_session(), of, asked_page())


def shown_whole(of: Listing[Row]) -> Sequence[Row]:
    """A list that stands on one page, noted as shown."""
    return listing.all_rows(current_session(), of, Act.LISTED)


def whole(of: Listing[Row]) -> Sequence[Row]:
    """The rows of a list for a file, noted as taken away."""
    return listing.all_rows(current_session(), of)


def taken(rows: Iterable[Row], columns: Sequence[Column[Row]], title: str, name: str) -> Response:
    """Rows as a spreadsheet to download: a CSV where its file name says so, XLSX with a sheet `title` otherwise."""
    titles = [column.title for column in columns]
    cells = ([column.cell(row) for column in columns] for row in rows)
    is_csv = name.endswith(".csv")
    return send_file(
        io.BytesIO(csv_table(titles, cells) if is_csv else workbook(title, titles, cells)),
        mimetype=CSV if is_csv else XLSX,
        as_attachment=True,
        download_name=name,
    )

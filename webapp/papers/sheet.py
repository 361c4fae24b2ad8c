"""Tables as files that spreadsheets open: XLSX, and CSV as French ones expect it. Texts stay texts in both: what
somebody typed never becomes a formula (OWASP, CSV injection)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from matching.clock import in_paris
from webapp.words.french import fr_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"


def workbook(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet with a fixed first line. Moments are told in Paris, to the second."""
    from openpyxl import Workbook  # openpyxl is heavy, and a spreadsheet is rarely asked for
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = max(14, len(name) + 4)
    heads = []
    for name in columns:
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for row in rows:
        cells = []
        for value in map(_for_xlsx, row):
            cell = WriteOnlyCell(sheet, value)
            if isinstance(value, str):
                cell.data_type = "s"  # «=…» in a name must not become a formula
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _for_xlsx(value: object) -> object:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # loads openpyxl

    if isinstance(value, str):  # XML knows no control characters; pasted texts do
        return ILLEGAL_CHARACTERS_RE.sub("", value)
    if isinstance(value, datetime) and value.tzinfo is not None:  # a cell has no zone
        return in_paris(value).replace(tzinfo=None, microsecond=0)
    return value


def csv_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with its mark, semicolons, days as «3 mars 2026»."""
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(_for_csv, row))
    return table.getvalue().encode("utf-8-sig")


def _for_csv(value: object) -> object:
    if isinstance(value, str):
        return as_text(value)
    return fr_date(value) if isinstance(value, date) else value


def as_text(cell: str) -> str:
    """A cell of a CSV that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell

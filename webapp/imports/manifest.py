"""The list of a batch: a CSV file, one person a line, and what a line says of her."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matching.errors import Invalid
from matching.pool.candidates.imported import row_key
from matching.pool.candidates.life import CandidateData

COLUMNS = {
    "file": ("fichier", "cv"),
    "first_name": ("prenom", "prénom"),
    "last_name": ("nom",),
    "structure": (),
    "coach_email": ("coach", "courriel_coach", "email_coach"),
    "civility": ("civilite", "civilité"),
    "birth_date": ("date_naissance", "naissance"),
    "email": ("courriel",),
    "phone": ("telephone", "téléphone"),
    "street": ("adresse", "rue"),
    "commune_insee": ("insee",),
    "wishes_text": ("souhaits",),
    "wished_romes": ("rome", "romes"),
    "licences": ("permis",),
}
"""The columns of a list, with the French names that they may also have. Several values stand with «|» between."""

REQUIRED = ("first_name", "last_name", "coach_email")

REASON = "raison"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: its number in the file (the first under the heads is 2), its values, its key."""

    number: int
    values: Mapping[str, str]
    key: str


def read_manifest(path: Path) -> list[Row]:
    """The rows of a list: UTF-8 or Windows-1252, with «;», «,» or tabs. Raises Invalid when it is no such list."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Invalid(f"La liste ne peut pas être lue : {path}") from error
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        content = raw.decode("cp1252", "replace")
    head = content.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    lines = csv.reader(io.StringIO(content.replace("\x00", ""), newline=""), delimiter=delimiter)
    try:
        columns = [_column(name) for name in next(lines, [])]
        _check_columns(columns)
        return list(_rows(lines, columns))
    except csv.Error as error:
        raise Invalid("La liste n’est pas un fichier CSV lisible.") from error


def _rows(lines: Any, columns: Sequence[str]) -> Iterator[Row]:
    seen: Counter[tuple[tuple[str, str], ...]] = Counter()
    for line in lines:
        if not any(cell.strip() for cell in line):
            continue
        values = {
            column: cell.strip()
            for column, cell in zip(columns, line, strict=False)
            if column != REASON and cell.strip()
        }
        said = tuple(values.items())
        yield Row(lines.line_num, values, row_key(values, seen[said]))
        seen[said] += 1


def _column(name: str) -> str:
    asked = name.strip().lower().replace(" ", "_")
    for column, others in COLUMNS.items():
        if asked == column or asked in others:
            return column
    return asked


def _check_columns(columns: Sequence[str]) -> None:
    known = {*COLUMNS, REASON}
    strange = [column for column in columns if column not in known]
    missing = [column for column in REQUIRED if column not in columns]
    twice = [column for column, count in Counter(columns).items() if count > 1]
    if strange or missing or twice:
        told = []
        if missing:
            told.append(f"Il manque : {', '.join(missing)}.")
        if strange:
            told.append(f"Colonnes inconnues : {', '.join(strange)}.")
        if twice:
            told.append(f"Colonnes en double : {', '.join(twice)}.")
        raise Invalid(f"{' '.join(told)} Colonnes possibles : {', '.join(COLUMNS)}.")


def candidate_data(values: Mapping[str, str]) -> CandidateData:
    """What a line says of a person. Raises Invalid for a birth date that is none."""
    born = values.get("birth_date")
    return CandidateData(
        first_name=values.get("first_name", ""),
        last_name=values.get("last_name", ""),
        civility=values.get("civility"),
        birth_date=_day(born) if born else None,
        email=values.get("email"),
        phone=values.get("phone"),
        street=values.get("street"),
        commune_insee=values.get("commune_insee"),
        wishes_text=values.get("wishes_text", ""),
        wished_romes=_several(values.get("wished_romes", "")),
        licences=_several(values.get("licences", "")),
    )


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _day(cell: str) -> date:
    """Raises Invalid unless the cell is a day, 1985-03-31 or 31/03/1985."""
    with suppress(ValueError):
        if "/" in cell:
            day, month, year = cell.split("/")
            return date(int(year), int(month), int(day))
        return date.fromisoformat(cell)
    raise Invalid(f"Date de naissance illisible : « {cell} » (exemple : 31/03/1985).")

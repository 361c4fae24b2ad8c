"""What a batch has done: its figures, and the rows that it refused as a list to correct and bring in again."""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from webapp.imports.manifest import COLUMNS, REASON, Row


@dataclass(slots=True)
class Outcome:
    """What a run has done. `known`: rows that an earlier run had brought in."""

    rows: int = 0
    known: int = 0
    added: int = 0
    refused: int = 0
    interrupted: bool = False
    seconds: float = 0.0


class Report:
    """The refused rows as a list of the same columns and the reason, kept from the first one on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Report:
        self._path.unlink(missing_ok=True)  # of an earlier run: those rows are tried again
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def write(self, refused: Sequence[tuple[Row, str]]) -> None:
        if not refused:
            return
        fresh = not self._path.exists()
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(
            descriptor, "w", encoding="utf-8-sig" if fresh else "utf-8", newline=""
        ) as to:
            lines = csv.writer(to, delimiter=";")
            if fresh:
                lines.writerow([*COLUMNS, REASON])
            for row, reason in refused:
                lines.writerow([*(row.values.get(column, "") for column in COLUMNS), reason])


def told(outcome: Outcome, report: Path) -> str:
    """What the command says at the end."""
    lines = [
        f"{outcome.added} personnes ajoutées, {outcome.known} déjà là, {outcome.refused} refusées, "
        f"sur {outcome.rows} lignes."
    ]
    if outcome.refused:
        lines.append(f"Lignes refusées, avec la raison : {report}")
    if outcome.interrupted:
        lines.append("Interrompu : relancez la même commande pour continuer.")
    elif outcome.added:
        lines.append(
            "Leur indexation se fait en arrière-plan (vivier worker), ou par : vivier index drain"
        )
    return "\n".join(lines)

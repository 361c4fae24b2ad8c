"""The files that a batch puts away, none of which is left behind without its row."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.files import FileStore, settle
from matching.pool.candidates.tables import Cv


class JournalledFiles(FileStore):
    """The site's files, with a note of those whose transaction has not ended: after a rollback or a kill they
    belong to nobody, and a CV must not stay where nobody can erase it."""

    def __init__(self, files: FileStore, journal: Path) -> None:
        super().__init__(files.root)
        self._journal = journal
        self._unsettled: list[Path] = []

    def put(self, data: bytes) -> str:
        name = self._write(data)
        with self._journal.open("a", encoding="ascii") as notes:
            notes.write(f"{name}\n")
        self._unsettled.append(self.path(name))
        return name

    def settle(self) -> None:
        """Have the disk keep what was put; before the rows that name these files are committed."""
        for path in self._unsettled:
            settle(path)
        if self._unsettled:
            settle(self.root)
        self._unsettled.clear()

    def clear_up(self, session: Session) -> None:
        """Remove the noted files that no CV has: those of refused rows, and what a killed run has left."""
        if self._journal.exists():
            noted = {name for name in self._journal.read_text("ascii").split() if len(name) == 32}
            for name in noted.difference(
                session.scalars(select(Cv.stored_as).where(Cv.stored_as.in_(noted)))
            ):
                self.delete(name)
            self._journal.unlink()

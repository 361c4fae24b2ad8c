"""`vivier cv import-batch`: brings in a long list of people with their CVs, and can be stopped at any moment.

The list is a CSV file, one person a line (`manifest`). Files are read ahead (`reading`), rows are written a few to a
transaction once their files are on the disk (`files`), and every row that is in is remembered in that same transaction
(matching/pool/candidates/imported.py): after Ctrl-C, kill -9 or a power cut the same command goes on where it was, and
neither loses nor repeats anybody. What is refused goes into a second list with the reason (`report`), to be corrected
and brought in the same way.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Role
from matching.db import transaction
from matching.errors import Conflict, Invalid, VivierError
from matching.pool.candidates.imported import ImportedRow, known_keys
from matching.pool.candidates.life import create_candidate
from matching.pool.cvs.files import TradeReader
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure
from webapp.imports.files import JournalledFiles
from webapp.imports.manifest import Row, candidate_data, read_manifest
from webapp.imports.reading import CvRead, read_ahead, several_readers
from webapp.imports.report import Outcome, Report
from webapp.site.runtime import Runtime

log = structlog.get_logger(__name__)


ROWS = 20
"""Rows of one transaction: what a kill makes the next run do again."""

TITLES = 20_000
"""Job titles whose trades are kept in memory: the same ones come back from one CV to the next."""

IMPORTING = 7_104_003
"""Number of a PostgreSQL advisory lock: one batch import at a time."""

NOT_TAKEN = "La base de données n’a pas accepté cette ligne : vérifiez ses valeurs."

Progress = Callable[[int, int, str], None]


def import_batch(
    runtime: Runtime,
    manifest: Path,
    *,
    folder: Path,
    report: Path,
    readers: int,
    progress: Progress,
) -> Outcome:
    """Bring in the rows of `manifest` that are not in yet, files from `folder`; what is refused is listed in
    `report`, with the reason. Raises Invalid for a list that cannot be read, Conflict while another batch runs.
    SIGINT and SIGTERM end it between two rows: `interrupted`.
    """
    # numpy's threads turn in circles between two products of matrices: a whole core for nothing, as the titles
    # of jobs are read one by one here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    rows = read_manifest(manifest)
    outcome = Outcome(rows=len(rows))
    with _alone(runtime), _until_told_to_stop() as stopped:
        with transaction(runtime.sessions) as session:
            known = known_keys(session, [row.key for row in rows])
        waiting = [row for row in rows if row.key not in known]
        outcome.known = len(rows) - len(waiting)
        store = JournalledFiles(runtime.files, runtime.settings.var / "import-files.txt")
        with transaction(runtime.sessions) as session:
            store.clear_up(session)
        with Report(report) as refused:
            _Batch(runtime, store, refused, outcome, progress).run(
                waiting, folder.resolve(), readers, stopped
            )
    return outcome


@dataclass
class _Batch:
    """One run. Structures and coaches are looked up once, and so are the trades of the usual job titles."""

    runtime: Runtime
    store: JournalledFiles
    report: Report
    outcome: Outcome
    progress: Progress
    places: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    read_trade: TradeReader = field(init=False)

    def __post_init__(self) -> None:
        self.read_trade = lru_cache(TITLES)(self.runtime.read_trade)

    def run(
        self, rows: Sequence[Row], folder: Path, readers: int, stopped: Callable[[], bool]
    ) -> None:
        began = time.monotonic()
        with several_readers(folder, readers) as read, ThreadPoolExecutor(readers) as pool:
            chunk: list[tuple[Row, CvRead]] = []
            try:
                for done, pair in enumerate(read_ahead(pool, rows, read, readers), 1):
                    if stopped():
                        self.outcome.interrupted = True
                        break
                    chunk.append(pair)
                    if len(chunk) == ROWS:
                        self._bring_in(chunk)
                        chunk = []
                        self.outcome.seconds = time.monotonic() - began
                        rate = done / self.outcome.seconds
                        self.progress(done, len(rows), f"CV ({rate:.1f}/s)")
                if chunk:
                    self._bring_in(chunk)
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
        self.outcome.seconds = time.monotonic() - began

    def _bring_in(self, chunk: Sequence[tuple[Row, CvRead]]) -> None:
        """One transaction for all; where one of them is refused, again with a savepoint for each, so that it
        leaves nothing and does not stop the others."""
        refused = [(row, read.refused) for row, read in chunk if read.refused]
        sound = [(row, read) for row, read in chunk if not read.refused]
        try:
            with transaction(self.runtime.sessions) as session:
                for row, read in sound:
                    self._bring_in_one(session, row, read)
                self.store.settle()
        except OperationalError:
            raise  # the database is away: nobody's fault
        except (VivierError, DBAPIError):
            refused += self._bring_in_each(sound)
        with transaction(self.runtime.sessions) as session:
            self.store.clear_up(session)
        self.outcome.added += len(chunk) - len(refused)
        self.outcome.refused += len(refused)
        self.report.write(refused)

    def _bring_in_each(self, chunk: Sequence[tuple[Row, CvRead]]) -> list[tuple[Row, str]]:
        """Bring in what is not refused; returns the others with the reason."""
        refused: list[tuple[Row, str]] = []
        with transaction(self.runtime.sessions) as session:
            for row, read in chunk:
                try:
                    with session.begin_nested():
                        self._bring_in_one(session, row, read)
                except VivierError as error:
                    details = getattr(error, "fields", {}).values()
                    told = [error.message, *(text for text in details if text != error.message)]
                    refused.append((row, " ".join(told)))
                except OperationalError:
                    raise
                except DBAPIError as error:
                    log.warning("import.row_not_taken", line=row.number, kind=type(error).__name__)
                    refused.append((row, NOT_TAKEN))
            self.store.settle()
        return refused

    def _bring_in_one(self, session: Session, row: Row, read: CvRead) -> None:
        structure_id, coach_id = self._place(session, row.values)
        person = create_candidate(
            session,
            SYSTEM,
            candidate_data(row.values),
            structure_id=structure_id,
            coach_id=coach_id,
        )
        if read.found is not None:
            found = read.found
            self.runtime.import_cv(
                session, SYSTEM, person, read.name, read.data,
                files=self.store, extract=lambda _data, _name: found, trade_reader=self.read_trade,
            )  # fmt: skip
        session.add(ImportedRow(key=row.key, candidate_id=person.id))

    def _place(self, session: Session, values: Mapping[str, str]) -> tuple[int, int]:
        """(structure, coach) of a row. Raises Invalid when one is unknown or they do not belong together."""
        asked = (values.get("structure", ""), values.get("coach_email", "").lower())
        if asked not in self.places:
            name, email = asked
            coach = session.scalar(select(Person).where(func.lower(Person.email) == email))
            if coach is None or Role.COACH not in coach.roles or coach.structure_id is None:
                raise Invalid(f"Aucun coach n’a cette adresse : « {email} ».")
            if name:
                found = session.scalar(select(Structure.id).where(Structure.name == name))
                if found is None:
                    raise Invalid(f"Aucune structure ne s’appelle « {name} ».")
                if found != coach.structure_id:
                    raise Invalid(f"« {email} » n’est pas coach de « {name} ».")
            self.places[asked] = (coach.structure_id, coach.id)
        return self.places[asked]


# One at a time, until told to stop.


@contextmanager
def _alone(runtime: Runtime) -> Iterator[None]:
    """Raises Conflict while another batch import runs on this database."""
    with runtime.sessions() as session:
        engine = session.get_bind().engine
    with engine.connect() as connection:
        guard = connection.execution_options(isolation_level="AUTOCOMMIT")
        if not guard.scalar(select(func.pg_try_advisory_lock(IMPORTING))):
            raise Conflict("Un import de CV est déjà en cours : attendez qu’il se termine.")
        try:
            yield
        finally:
            guard.execute(select(func.pg_advisory_unlock(IMPORTING)))


@contextmanager
def _until_told_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether SIGINT or SIGTERM has come; a second one ends the process as usual."""
    told: list[int] = []
    before: dict[int, Any] = {}

    def note(number: int, _frame: object) -> None:
        told.append(number)
        for one, handler in before.items():
            signal.signal(one, handler)

    for wanted in (signal.SIGINT, signal.SIGTERM):
        before[wanted] = signal.signal(wanted, note)
    try:
        yield lambda: bool(told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""`vivier cv import-batch`: brings in a long list of people with their CVs, and can be stopped at any moment.

The list is a CSV file, one person a line. Files are read beside (indexing/text/extract.py), rows are written a few to a
transaction once their files are on the disk, and every row that is in is remembered in that same transaction
(matching/pool/candidates/imported.py): after Ctrl-C, kill -9 or a power cut the same command goes on where it was, and
neither loses nor repeats anybody. What is refused goes into a second list with the reason, to be corrected and
brought in the same way.
"""

from __future__ import annotations

import csv
import io
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Role
from matching.db import transaction
from matching.errors import Conflict, Invalid, UnreadableFile, VivierError
from matching.files import FileStore, settle
from matching.pool.candidates.imported import ImportedRow, known_keys, row_key
from matching.pool.candidates.life import CandidateData, create_candidate
from matching.pool.candidates.tables import Cv
from matching.pool.cvs.files import ExtractedText, TradeReader
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure
from webapp.site.runtime import Runtime

if TYPE_CHECKING:
    from collections.abc import Mapping

    from indexing.text.extract import Reader

log = structlog.get_logger(__name__)

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
ROWS = 20
"""Rows of one transaction: what a kill makes the next run do again."""
AHEAD = 4
"""Files read ahead for each reader: bytes and text of a few dozen files at most are in memory."""
TITLES = 20_000
"""Job titles whose trades are kept in memory: the same ones come back from one CV to the next."""
IMPORTING = 7_104_003
"""Number of a PostgreSQL advisory lock: one batch import at a time."""
MISSING_FILE = "Fichier introuvable dans le dossier des CV : « {name} »."
NOT_TAKEN = "La base de données n’a pas accepté cette ligne : vérifiez ses valeurs."


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: its number in the file (the first under the heads is 2), its values, its key."""

    number: int
    values: Mapping[str, str]
    key: str


@dataclass(slots=True)
class Outcome:
    """What a run has done. `known`: rows that an earlier run had brought in."""

    rows: int = 0
    known: int = 0
    added: int = 0
    refused: int = 0
    interrupted: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Read:
    """A CV file that was read, or why it could not be."""

    name: str = ""
    data: bytes = b""
    found: ExtractedText | None = None
    refused: str = ""


Progress = Callable[[int, int, str], None]


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
        store = _JournalledFiles(runtime.files, runtime.settings.var / "import-files.txt")
        with transaction(runtime.sessions) as session:
            store.clear_up(session)
        with _Report(report) as refused:
            _Batch(runtime, store, refused, outcome, progress).run(
                waiting, folder.resolve(), readers, stopped
            )
    return outcome


@dataclass
class _Batch:
    """One run. Structures and coaches are looked up once, and so are the trades of the usual job titles."""

    runtime: Runtime
    store: _JournalledFiles
    report: _Report
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
        with _several_readers(folder, readers) as read, ThreadPoolExecutor(readers) as pool:
            chunk: list[tuple[Row, _Read]] = []
            try:
                for done, pair in enumerate(_read_ahead(pool, rows, read, readers), 1):
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

    def _bring_in(self, chunk: Sequence[tuple[Row, _Read]]) -> None:
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

    def _bring_in_each(self, chunk: Sequence[tuple[Row, _Read]]) -> list[tuple[Row, str]]:
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

    def _bring_in_one(self, session: Session, row: Row, read: _Read) -> None:
        structure_id, coach_id = self._place(session, row.values)
        person = create_candidate(
            session, SYSTEM, _data(row.values), structure_id=structure_id, coach_id=coach_id
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


def _data(values: Mapping[str, str]) -> CandidateData:
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


# Files.


def _read_ahead(
    pool: ThreadPoolExecutor, rows: Sequence[Row], read: Callable[[str], _Read], readers: int
) -> Iterator[tuple[Row, _Read]]:
    """Each row with its file, in order; `readers` files are read at a time, a few more are waiting."""
    ahead: list[tuple[Row, Future[_Read]]] = []
    for row in rows:
        ahead.append((row, pool.submit(read, row.values.get("file", ""))))
        if len(ahead) > readers * AHEAD:
            first, future = ahead.pop(0)
            yield first, future.result()
    for row, future in ahead:
        yield row, future.result()


@contextmanager
def _several_readers(folder: Path, count: int) -> Iterator[Callable[[str], _Read]]:
    """Reads a file of the folder by its name; `count` threads may do so at a time."""
    from indexing.text.extract import Reader

    idle: SimpleQueue[Reader] = SimpleQueue()
    with ExitStack() as all_of_them:
        for _ in range(count):
            idle.put(all_of_them.enter_context(Reader(many=True)))

        def read(name: str) -> _Read:
            reader = idle.get()
            try:
                return _read_file(reader, folder, name)
            finally:
                idle.put(reader)

        yield read


def _read_file(reader: Reader, folder: Path, name: str) -> _Read:
    """A CV of the folder; a name that leads out of it is a file that is not there."""
    if not name:
        return _Read()
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            return _Read(refused=MISSING_FILE.format(name=name))
        data = path.read_bytes()
        return _Read(path.name, data, reader.extract_text(data, path.name))
    except UnreadableFile as error:
        return _Read(refused=error.message)
    except (OSError, ValueError):
        return _Read(refused=MISSING_FILE.format(name=name))


class _JournalledFiles(FileStore):
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


class _Report:
    """The refused rows as a list of the same columns and the reason, kept from the first one on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> _Report:
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

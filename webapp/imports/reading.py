"""CV files of a batch, read ahead of the rows that they belong to (indexing/text/extract.py reads each of them beside)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from matching.errors import UnreadableFile
from matching.pool.cvs.files import ExtractedText
from webapp.imports.manifest import Row

if TYPE_CHECKING:
    from indexing.text.extract import Reader

AHEAD = 4
"""Files read ahead for each reader: bytes and text of a few dozen files at most are in memory."""

MISSING_FILE = "Fichier introuvable dans le dossier des CV : « {name} »."


@dataclass(frozen=True, slots=True)
class CvRead:
    """A CV file that was read, or why it could not be."""

    name: str = ""
    data: bytes = b""
    found: ExtractedText | None = None
    refused: str = ""


def read_ahead(
    pool: ThreadPoolExecutor, rows: Sequence[Row], read: Callable[[str], CvRead], readers: int
) -> Iterator[tuple[Row, CvRead]]:
    """Each row with its file, in order; `readers` files are read at a time, a few more are waiting."""
    ahead: list[tuple[Row, Future[CvRead]]] = []
    for row in rows:
        ahead.append((row, pool.submit(read, row.values.get("file", ""))))
        if len(ahead) > readers * AHEAD:
            first, future = ahead.pop(0)
            yield first, future.result()
    for row, future in ahead:
        yield row, future.result()


@contextmanager
def several_readers(folder: Path, count: int) -> Iterator[Callable[[str], CvRead]]:
    """Reads a file of the folder by its name; `count` threads may do so at a time."""
    from indexing.text.extract import Reader  # loads readers of files

    idle: SimpleQueue[Reader] = SimpleQueue()
    with ExitStack() as all_of_them:
        for _ in range(count):
            idle.put(all_of_them.enter_context(Reader(many=True)))

        def read(name: str) -> CvRead:
            reader = idle.get()
            try:
                return _read_file(reader, folder, name)
            finally:
                idle.put(reader)

        yield read


def _read_file(reader: Reader, folder: Path, name: str) -> CvRead:
    """A CV of the folder; a name that leads out of it is a file that is not there."""
    if not name:
        return CvRead()
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder) or not path.is_file():
            return CvRead(refused=MISSING_FILE.format(name=name))
        data = path.read_bytes()
        return CvRead(path.name, data, reader.extract_text(data, path.name))
    except UnreadableFile as error:
        return CvRead(refused=error.message)
    except (OSError, ValueError):
        return CvRead(refused=MISSING_FILE.format(name=name))

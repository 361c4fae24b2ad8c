"""The columns of a mirror in one file, which all processes of a host map into their memory.

Why: 100,000 people of ten passages each are 1.5 GB of vectors. Laid out by each process for itself, that is 1.5 GB
for each web process, and some seconds of reading at each start. Mapped, they are in memory once, whoever reads them,
the system may let go of them when memory is short, and a process begins in milliseconds.

The mapping is copy-on-write: what a process changes (a row that died, rows in the spare room at the end) is its own.
A file never changes once it has its name, `mirror-GENERATION-KIND-CHANGE`, and nothing depends on it: it is computed
from the index file of that generation as of that change.

Layout: a header (a line that names the layout, then JSON), then each column at a multiple of the page size. Spare
room is a hole in the file: it takes no disk.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
from array import array
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import numpy.typing as npt

from indexing.engines.mirror import Columns, Record, by_term
from matching.ports import Kind

_LAYOUT = b"vivier mirror 1\n"
_PAGE = 4096
_HEADER = _PAGE
_AT_ONCE = 1 << 24
"""Bytes written at once. Written in small pieces, the file lies in small pages all over memory, and multiplying all
vectors takes a quarter longer (ext4: 7.2 ms instead of 5.8 at 100,000)."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: one process makes or removes snapshots, the others wait for what it made."""
    with (folder / "mirror.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Content(NamedTuple):
    """What a snapshot is made of: the state of one kind as of a change.

    `documents` and `passages` say at most how many `records` bring.
    """

    change: int
    dimension: int
    documents: int
    passages: int
    records: Iterable[Record]


def newest(folder: Path, generation: int, kind: Kind) -> Path | None:
    """The snapshot that is to be mapped, if there is one."""
    return max(folder.glob(f"mirror-{generation:06}-{kind}-[0-9]*[0-9]"), default=None)


def publish(folder: Path, generation: int, kind: Kind, content: Content) -> None:
    """Write a snapshot, give it its name and remove the others of its generation and kind. The caller is `alone`.

    Raises OSError (a full disk).
    """
    path = folder / f"mirror-{generation:06}-{kind}-{content.change:015}"
    unnamed = path.with_suffix(".new")
    try:
        with unnamed.open("wb", buffering=_AT_ONCE) as file:
            _write(file, content)
        unnamed.replace(path)
    except BaseException:
        unnamed.unlink(missing_ok=True)
        raise
    for other in folder.glob(f"mirror-{generation:06}-{kind}-*"):
        if other != path:
            other.unlink(missing_ok=True)


def remove(folder: Path, generation: int | None = None) -> None:
    """Remove the snapshots of a generation, or all. Who has one mapped notices at its next search."""
    which = "*" if generation is None else f"{generation:06}"
    for path in folder.glob(f"mirror-{which}-*"):
        path.unlink(missing_ok=True)


def mapped(path: Path) -> Columns | None:
    """The columns of a snapshot; None if the file has gone or is not a whole one of this layout."""
    try:
        with path.open("rb") as file:
            layout, _, told = file.read(_HEADER).partition(b"\n")
            if layout + b"\n" != _LAYOUT:
                return None
            header = json.loads(told.rstrip(b"\0"))
            if os.fstat(file.fileno()).st_size != header["bytes"]:
                return None
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except (FileNotFoundError, ValueError):
        return None
    columns = {
        name: np.frombuffer(memory, dtype, int(np.prod(shape)), offset).reshape(shape)
        for name, (dtype, shape, offset) in header["columns"].items()
    }
    return Columns(header["change"], header["count"], header["used"], **columns)


def _write(file: BinaryIO, content: Content) -> None:
    """Vectors go straight to the file, the rest waits in memory. By `write` and not through a mapping: where the
    disk is full, that raises OSError, while a mapping would end the process."""
    change, dimension, documents, passages, records = content
    # Every row has at least one vector: see Columns.
    room = passages + documents + max(8192, passages // 8)
    columns = Columns.empty(change, documents, dimension)
    nothing = bytes(4 * dimension)
    rows, sizes = array("q"), array("q")
    terms, weights = bytearray(), bytearray()
    file.seek(_HEADER)
    for record in records:
        if record.terms is None or record.weights is None:
            continue
        rows.append(columns.put(record))
        sizes.append(len(record.terms) // 4)
        terms += record.terms
        weights += record.weights
        file.write(record.vectors or nothing)
    columns.posting_starts, columns.posting_rows, columns.posting_weights = by_term(
        np.frombuffer(terms, np.int32),
        np.repeat(np.array(rows, np.int64), sizes),
        np.frombuffer(weights, np.float32),
    )
    spare = max(2048, documents // 8)
    layout: dict[str, tuple[str, tuple[int, ...], int]] = {
        "vectors": (columns.vectors.dtype.str, (room, dimension), _HEADER)
    }
    end = _pages(_HEADER + 4 * room * dimension)
    for field in fields(Columns):
        column: npt.NDArray[np.generic] | int = getattr(columns, field.name)
        if isinstance(column, int) or field.name in layout:
            continue
        rows_too = 0 if field.name.startswith("posting") else spare
        shape = (len(column) + rows_too, *column.shape[1:])
        layout[field.name] = (column.dtype.str, shape, end)
        file.seek(end)
        file.write(np.ascontiguousarray(column).data)
        end = _pages(end + int(np.prod(shape)) * column.itemsize)
    file.truncate(end)
    header = {
        "change": change,
        "count": columns.count,
        "used": columns.used,
        "bytes": end,
        "columns": layout,
    }
    file.seek(0)
    file.write(_LAYOUT + json.dumps(header).encode())
    file.flush()
    os.fsync(file.fileno())  # after a power cut, a file that has its name is whole


def _pages(size: int) -> int:
    return -(-size // _PAGE) * _PAGE

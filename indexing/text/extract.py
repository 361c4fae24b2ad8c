"""Text out of the files that people hand in: PDF, DOCX, ODT, RTF, TXT, and scans where OCR exists.

A CV comes from a stranger, and the libraries that open it are large. So each file is read in a process
of its own with a bounded memory, processor time and clock (`indexing/text/extract_worker.py`): whatever it
holds, this process only ever sees a short JSON answer or a refusal in French.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from matching.errors import UnreadableFile

#: Where `python -m indexing.text.extract_worker` finds this package, installed or not.
_ROOT = Path(__file__).resolve().parents[2]
#: Longest JSON answer accepted from the child, in bytes.
_LONGEST_ANSWER = 8 * 1024 * 1024
#: Seconds given to the child beyond what it gives to a file.
_PATIENCE = 10.0

_TOO_SLOW = (
    "Ce fichier est trop long ou trop compliqué à lire. "
    "Enregistrez-le en PDF (20 pages au plus) puis déposez-le à nouveau."
)
_TOO_HEAVY = (
    "Ce fichier ne peut pas être lu : il est abîmé ou demande trop de mémoire. "
    "Ouvrez-le sur votre ordinateur, enregistrez-le en PDF, puis déposez-le à nouveau."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Bytes, pages, seconds of clock, characters of text."""

    max_bytes: int = 10 * 1024 * 1024
    max_pages: int = 20
    max_characters: int = 150_000
    seconds: float = 20.0
    seconds_ocr: float = 60.0
    memory_bytes: int = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file.

    `kind` is one of pdf, docx, odt, rtf, txt, png, jpeg, judged by the content; `pages` counts the
    pages of the file (1 where the format has none); `ocr` tells that a scan was recognised;
    `warnings` are French sentences for the screen.
    """

    text: str
    kind: str
    pages: int
    ocr: bool
    warnings: tuple[str, ...] = ()


def extract_text(data: bytes, filename: str, *, limits: Limits | None = None) -> Extracted:
    """The text of one file (`Reader.extract_text`), read by a process that is started for it."""
    with Reader() as reader:
        return reader.extract_text(data, filename, limits=limits)


class Reader:
    """Has files read by a child process, each of them in a fork that ends with it: starting Python and the
    reading libraries is what a small file takes longest for.

    The child starts with the first file, again after one that ended it, and ends with `close`; with
    `many`, it loads all the libraries at its start (some 40 MB). One thread at a time.
    """

    def __init__(self, *, many: bool = False) -> None:
        self._many = many
        self._child: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def extract_text(
        self, data: bytes, filename: str, *, limits: Limits | None = None
    ) -> Extracted:
        """The text of a file, in reading order, normalised (NFC, one bullet sign, no soft hyphens).

        The type is judged by the content, whatever `filename` says. Raises UnreadableFile, with a French
        sentence that says what to do, for anything that cannot be read.
        """
        limits = limits or Limits()
        if not data:
            raise UnreadableFile("Ce fichier est vide. Vérifiez-le, puis déposez-le à nouveau.")
        if len(data) > limits.max_bytes:
            raise UnreadableFile(
                f"Ce fichier dépasse {limits.max_bytes // (1024 * 1024)} Mo. "
                "Réduisez ses images ou enregistrez-le en PDF allégé, puis déposez-le à nouveau."
            )
        answer = self._ask(data, limits, ocr=False)
        if answer.get("needs_ocr"):
            answer = self._ask(data, limits, ocr=True)
        return Extracted(
            text=str(answer["text"]),
            kind=str(answer["kind"]),
            pages=int(answer["pages"]),
            ocr=bool(answer["ocr"]),
            warnings=tuple(str(warning) for warning in answer["warnings"]),
        )

    def close(self) -> None:
        """End the child; the next file would start another one."""
        if self._orders is not None:
            self._orders.close()
        if self._child is not None:
            # It may be waiting for a fork, which it ends when it sees that nobody listens.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(timeout=_PATIENCE)
            self._child.kill()
            self._child.wait()
        self._child = self._orders = None

    def _ask(self, data: bytes, limits: Limits, *, ocr: bool) -> dict[str, Any]:
        """What the fork that reads `data` answers. Raises UnreadableFile."""
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as sink:
            source.write(data)
            source.seek(0)
            how = self._read(source.fileno(), sink.fileno(), limits, ocr)
            sink.seek(0)
            raw = sink.read(_LONGEST_ANSWER + 1)
        if how in (None, -signal.SIGXCPU, -signal.SIGALRM):
            raise UnreadableFile(_TOO_SLOW)
        try:
            answer = json.loads(raw)
        except ValueError as broken:
            raise UnreadableFile(_TOO_HEAVY) from broken
        if not isinstance(answer, dict) or (message := answer.get("error")):
            raise UnreadableFile(str(message) if isinstance(answer, dict) else _TOO_HEAVY)
        return answer

    def _read(self, source: int, sink: int, limits: Limits, ocr: bool) -> int | None:
        """How the fork ended (`extract_worker.answered_in_a_fork`). Raises UnreadableFile when the child
        itself is gone: the next file gets another one."""
        order = json.dumps({"ocr": ocr, "limits": asdict(limits)}).encode()
        orders = self._orders or self._start()
        # The child keeps the clock; this one is for a child that was stopped.
        orders.settimeout((limits.seconds_ocr if ocr else limits.seconds) + _PATIENCE)
        told = b""
        try:
            socket.send_fds(orders, [order], [source, sink])
            while not told.endswith(b"\n"):
                more = orders.recv(64)
                if not more:
                    raise ConnectionResetError
                told += more
        except OSError as lost:
            self.close()
            late = isinstance(lost, TimeoutError)
            raise UnreadableFile(_TOO_SLOW if late else _TOO_HEAVY) from lost
        how: int | None = json.loads(told)
        return how

    def _start(self) -> socket.socket:
        command = [sys.executable, "-X", "utf8", "-m", "indexing.text.extract_worker"]
        self._orders, theirs = socket.socketpair()
        with theirs:
            self._child = subprocess.Popen(
                [*command, "many"] if self._many else command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
                # Nothing of the web process's environment: no password, no database address.
                env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
                # Ctrl-C in a terminal is for the command, which then ends its children.
                start_new_session=True,
            )
        return self._orders

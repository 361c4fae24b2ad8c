"""Text out of the files that people hand in: PDF, DOCX, ODT, RTF, TXT, and scans where OCR exists.

A CV comes from a stranger, and the libraries that open it are large. So the file is read in a child
process with a bounded memory, processor time and clock (`indexing/extract_worker.py`): whatever it
holds, the web process only ever sees a short JSON answer or a refusal in French.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from matching.errors import UnreadableFile

#: Where `python -m indexing.extract_worker` finds this package, installed or not.
_ROOT = Path(__file__).resolve().parent.parent
#: Longest JSON answer accepted from the child, in bytes.
_LONGEST_ANSWER = 8 * 1024 * 1024

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
    """The text of a file, in reading order, normalised (NFC, one bullet sign, no soft hyphens).

    `filename` only words the messages; the type is judged by the content. Raises UnreadableFile,
    with a French sentence that says what to do, for anything that cannot be read.
    """
    limits = limits or Limits()
    if not data:
        raise UnreadableFile("Ce fichier est vide. Vérifiez-le, puis déposez-le à nouveau.")
    if len(data) > limits.max_bytes:
        raise UnreadableFile(
            f"Ce fichier dépasse {limits.max_bytes // (1024 * 1024)} Mo. "
            "Réduisez ses images ou enregistrez-le en PDF allégé, puis déposez-le à nouveau."
        )
    answer = _ask_child(data, filename, limits, ocr=False)
    if answer.get("needs_ocr"):
        answer = _ask_child(data, filename, limits, ocr=True)
    return Extracted(
        text=str(answer["text"]),
        kind=str(answer["kind"]),
        pages=int(answer["pages"]),
        ocr=bool(answer["ocr"]),
        warnings=tuple(str(warning) for warning in answer["warnings"]),
    )


def _ask_child(data: bytes, filename: str, limits: Limits, *, ocr: bool) -> dict[str, Any]:
    """Run the worker on `data` and return its answer. Raises UnreadableFile."""
    seconds = limits.seconds_ocr if ocr else limits.seconds
    order = json.dumps({"filename": filename[-200:], "ocr": ocr, "limits": asdict(limits)})
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as sink:
        source.write(data)
        source.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "indexing.extract_worker", order],
            stdin=source,
            stdout=sink,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            # Nothing of the web process's environment: no password, no database address.
            env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
            # Its own group, so that OCR started by it dies with it.
            start_new_session=True,
        )
        try:
            child.wait(timeout=seconds)
        except subprocess.TimeoutExpired as late:
            raise UnreadableFile(_TOO_SLOW) from late
        finally:
            _end(child)
        sink.seek(0)
        raw = sink.read(_LONGEST_ANSWER + 1)
    if child.returncode in (-signal.SIGXCPU, -signal.SIGALRM):
        raise UnreadableFile(_TOO_SLOW)
    try:
        answer = json.loads(raw)
    except ValueError as broken:
        raise UnreadableFile(_TOO_HEAVY) from broken
    if not isinstance(answer, dict) or (message := answer.get("error")):
        raise UnreadableFile(str(message) if isinstance(answer, dict) else _TOO_HEAVY)
    return answer


def _end(child: subprocess.Popen[bytes]) -> None:
    """Stop the child and whatever it started; harmless when all have ended."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()

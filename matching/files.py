"""Uploaded files on disk: outside the web root, under random names, never under the name that was typed."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from matching.errors import NotFound

NAME = re.compile(r"[0-9a-f]{32}")


class FileStore:
    """A folder of files. A name is 32 hexadecimal digits and says nothing about its content."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> str:
        """Keep the bytes; returns the name. Readable by the owner only. They are on the disk when this returns: a
        row that names a file must not outlive it after a power cut."""
        name = self._write(data)
        settle(self.path(name))
        settle(self.root)
        return name

    def _write(self, data: bytes) -> str:
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = secrets.token_hex(16)
        descriptor = os.open(self.root / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        return name

    def get(self, name: str) -> bytes:
        """The bytes. Raises NotFound, also for anything that is not one of our names."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            raise NotFound("Ce fichier n’existe plus.") from None

    def delete(self, name: str) -> None:
        """Forget the file; it may be gone already."""
        self.path(name).unlink(missing_ok=True)

    def path(self, name: str) -> Path:
        """Where that file is, or would be. Raises NotFound for anything that is not one of our names."""
        if not NAME.fullmatch(name):
            raise NotFound("Ce fichier n’existe pas.")
        return self.root / name


def settle(path: Path) -> None:
    """Have the disk keep a file, or the names of a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Uploaded files: random names, readable by the owner only, and no way out of the folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from matching.errors import NotFound
from matching.files import NAME, FileStore


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "deep" / "files")


def test_what_is_put_is_found_under_a_random_name(files: FileStore) -> None:
    names = {files.put(b"the same bytes") for _ in range(20)}
    assert len(names) == 20, "the name says nothing about the content"
    assert all(NAME.fullmatch(name) for name in names)
    assert {files.get(name) for name in names} == {b"the same bytes"}


def test_only_the_owner_reads(files: FileStore) -> None:
    path = files.root / files.put(b"private")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.root.stat().st_mode) == 0o700


def test_what_is_put_is_on_the_disk(files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut, no row may name a file that is not there."""
    settled: dict[int, int] = {}
    real = os.fsync

    def note(descriptor: int) -> None:
        told = os.fstat(descriptor)
        settled[told.st_ino] = told.st_size
        real(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    path = files.path(files.put(b"a CV"))
    assert settled[path.stat().st_ino] == 4
    assert files.root.stat().st_ino in settled


def test_a_deleted_file_is_gone_and_may_be_deleted_again(files: FileStore) -> None:
    name = files.put(b"gone soon")
    files.delete(name)
    files.delete(name)
    with pytest.raises(NotFound):
        files.get(name)


@pytest.mark.parametrize(
    "name",
    [
        "../secret", "..", "", ".", "/etc/passwd", "a" * 31, "a" * 33, "A" * 32, "g" * 32,
        "a" * 32 + "\n", "../" + "a" * 29, "a" * 32 + "/..", "a" * 16 + "\x00" + "a" * 15, "٠" * 32,
    ],
)  # fmt: skip
def test_nothing_but_our_names_is_looked_for(files: FileStore, name: str) -> None:
    files.put(b"x")
    secret = files.root.parent / "secret"
    secret.write_bytes(b"outside")
    with pytest.raises(NotFound):
        files.get(name)
    with pytest.raises(NotFound):
        files.delete(name)
    assert secret.exists()

"""A checked archive into the tables, within the caller's transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from matching.errors import ReferenceDataError
from matching.pool.reference.tables import (
    ReferenceRelease,
    RomeAppellation,
    RomeCode,
    RomeCodeContext,
    RomeCodeSkill,
    RomeContext,
    RomeNear,
    RomeSkill,
)
from seeds.reference.bulk import replace_rows, upsert_rows
from seeds.reference.load import ARCHIVE, Progress, lock_reference, record_release
from seeds.rome_archive.checking import Archive, checked
from seeds.rome_archive.reading import contents_of, dotted, rows_of

WRITES = 6
"""Steps of `_write`, for the progress."""


@dataclass(frozen=True)
class RomeRelease:
    """What a load did. With `changed`, names differ and the search index has to be rebuilt."""

    version: str
    """As France Travail writes it: "4.60"."""
    changed: bool
    """False when this version was loaded already: nothing was done."""
    codes: int
    appellations: int
    skills: int
    contexts: int


def load_rome_archive(
    session: Session, path: Path, progress: Progress | None = None
) -> RomeRelease:
    """Loads the archive at `path`, a ZIP or a folder (nested folders allowed), into the session.

    Codes are added, changed or marked as no longer current, never deleted; job names and links are
    replaced. The caller commits, and rebuilds the index where the answer says `changed`. Loading
    the version that is there already does nothing. Raises ReferenceDataError, and has changed
    nothing, for a file that is missing, damaged, incomplete, not this archive, or an older issue.
    """
    lock_reference(session)
    version, contents = contents_of(path)
    step = _steps(progress, len(contents) + WRITES)
    loaded = session.get(ReferenceRelease, ARCHIVE)
    if loaded is not None and _number(loaded.version) > int(version):
        raise ReferenceDataError(
            f"Cette archive du ROME est la version {dotted(version)}, plus ancienne que la version "
            f"{loaded.version} déjà chargée. Rien n’a été modifié."
        )
    digest = hashlib.sha256()
    tables: dict[str, list[dict[str, str]]] = {}
    for table, read in contents.items():
        step(f"Lecture de {table}")
        data = read()
        digest.update(data)
        tables[table] = rows_of(table, data)
    archive = checked(tables)
    changed = loaded is None or _number(loaded.version) < int(version)
    if changed:
        _write(session, archive, step)
        record_release(
            session,
            dataset=ARCHIVE,
            version=dotted(version),
            sha256=digest.hexdigest(),
            source="France Travail, archive officielle du ROME 4.0",
            licence="Licence Ouverte / Etalab 2.0",
        )
        session.expire_all()  # rows were written beside the session
    if progress:
        total = len(contents) + WRITES
        progress(total, total, f"ROME {dotted(version)} chargé")
    return RomeRelease(
        version=dotted(version),
        changed=changed,
        codes=len(archive.codes),
        appellations=len(archive.appellations),
        skills=len(archive.skills),
        contexts=len(archive.contexts),
    )


def _write(session: Session, archive: Archive, step: Callable[[str], None]) -> None:
    step("Métiers")
    upsert_rows(
        session,
        RomeCode,
        ("code", "label", "label_key", "definition", "access", "parent", "regulated"),
        archive.codes,
    )
    step("Appellations")
    replace_rows(
        session,
        RomeAppellation,
        ("ogr", "code", "label_long", "label_short", "label_key", "principal", "rare"),
        archive.appellations,
    )
    step("Compétences")
    upsert_rows(session, RomeSkill, ("ogr", "label", "kind"), archive.skills)
    step("Compétences des métiers")
    replace_rows(
        session, RomeCodeSkill, ("code", "skill_ogr", "core", "emerging"), archive.code_skills
    )
    step("Contextes de travail")
    upsert_rows(session, RomeContext, ("ogr", "label", "kind"), archive.contexts)
    replace_rows(session, RomeCodeContext, ("code", "context_ogr"), archive.code_contexts)
    step("Métiers proches")
    replace_rows(session, RomeNear, ("code", "near_code", "position"), archive.near)


def _steps(progress: Progress | None, total: int) -> Callable[[str], None]:
    done = 0

    def step(label: str) -> None:
        nonlocal done
        if progress:
            progress(done, total, label)
        done += 1

    return step


def _number(version: str) -> int:
    """ "4.60" → 460."""
    return int(version.replace(".", ""))

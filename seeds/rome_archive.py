"""Loads the official ROME archive of France Travail, whole or not at all.

France Travail publishes the archive three times a year as CSV files named
`unix_<table>_v<version>_utf8.csv`; a site downloads it and loads it with `vivier seed rome PATH`.
Everything is read and checked before the first row changes, because the damage that happens in
practice is a download cut short, an older issue, or another of France Travail's files.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from sqlalchemy.orm import Session

from matching.errors import ReferenceDataError
from matching.pool.reference.communes import search_key
from matching.pool.reference.tables import (
    ReferenceRelease,
    RomeAppellation,
    RomeCode,
    RomeCodeContext,
    RomeCodeSkill,
    RomeContext,
    RomeNear,
    RomeSkill,
    SkillKind,
)
from seeds.reference.bulk import replace_rows, upsert_rows
from seeds.reference.load import ARCHIVE, Progress, lock_reference, record_release

LARGEST_FILE = 60 * 2**20
"""Bytes of one unpacked file; the largest of version 4.60 has 2.9 MB."""

LARGEST_ARCHIVE = 150 * 2**20
"""Bytes of the ZIP, and of all that is unpacked from it; version 4.60 has 3.4 and 20 MB."""

MOST_ENTRIES = 5_000

DAMAGED_BYTES = 50
"""Bytes of a file that may be wrong in UTF-8 (one official file is); they are read as cp1252."""

ORPHANS = 0.001
"""Share of a table's rows that may point at something unknown; they are left out."""

COVERED = 0.98
"""Share of the codes that must have a job name, a definition, a skill, a near job: all 1,584 have
them in version 4.60, and a table cut short has lost those of the last letters."""


@dataclass(frozen=True)
class Needed:
    """What a table of the archive must have: columns, and a count that no issue is below."""

    columns: tuple[str, ...]
    rows: int


TABLES: Mapping[str, Needed] = {
    "referentiel_code_rome": Needed(
        ("code_rome", "code_ogr", "libelle_rome", "emploi_reglemente", "code_rome_parent"), 1_000
    ),
    "referentiel_appellation": Needed(
        (
            "code_ogr",
            "libelle_appellation_long",
            "libelle_appellation_court",
            "code_rome",
            "classification",
            "peu_usite",
        ),
        8_000,
    ),
    "referentiel_competence": Needed(("code_ogr", "libelle_competence", "cat_comp"), 8_000),
    "referentiel_savoir": Needed(("code_ogr_savoir", "libelle_savoir", "categorie_savoir"), 6_000),
    "referentiel_contexte_travail": Needed(
        ("code_ogr", "libelle_cont_travail", "libelle_type_cont_trav"), 50
    ),
    "liens_rome_referentiels": Needed(("code_rome", "code_ogr"), 50_000),
    "coherence_item": Needed(("code_rome", "code_ogr", "coeur_metier"), 50_000),
    "rubrique_mobilite": Needed(("code_rome", "code_rome_cible", "numero_ordre"), 6_000),
    "texte": Needed(("code_rome", "libelle_type_texte", "position_phrase", "libelle_texte"), 4_000),
}

WRITES = 6
"""Steps of `_write`, for the progress."""

_FILE_NAME = re.compile(r"unix_(?P<table>[a-z_]+)_v(?P<version>\d{3})_utf8\.csv", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]\d{4}")
_ADVICE = (
    "Téléchargez de nouveau l’archive du ROME (fichiers CSV) sur le site de France Travail, "
    "puis recommencez. Rien n’a été modifié."
)


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


@dataclass(frozen=True)
class _Archive:
    """The tables as they will be written, checked against each other."""

    codes: list[tuple[str, str, str, str | None, str | None, str | None, bool]]
    appellations: list[tuple[int, str, str, str, str, bool, bool]]
    skills: list[tuple[int, str, str]]
    code_skills: list[tuple[str, int, bool, bool]]
    contexts: list[tuple[int, str, str]]
    code_contexts: list[tuple[str, int]]
    near: list[tuple[str, str, int]]


def load_rome_archive(
    session: Session, path: Path, progress: Progress | None = None
) -> RomeRelease:
    """Loads the archive at `path`, a ZIP or a folder (nested folders allowed), into the session.

    Codes are added, changed or marked as no longer current, never deleted; job names and links are
    replaced. The caller commits, and rebuilds the index where the answer says `changed`. Loading
    the version that is there already does nothing. Raises ReferenceDataError, and has changed
    nothing, for a file that is missing, damaged, incomplete, not this archive, or an older issue.
    """
    step = _steps(progress, len(TABLES) + WRITES)
    lock_reference(session)
    version, contents = _contents(path)
    loaded = session.get(ReferenceRelease, ARCHIVE)
    if loaded is not None and _number(loaded.version) > int(version):
        raise ReferenceDataError(
            f"Cette archive du ROME est la version {_dotted(version)}, plus ancienne que la version "
            f"{loaded.version} déjà chargée. Rien n’a été modifié."
        )
    digest = hashlib.sha256()
    tables: dict[str, list[dict[str, str]]] = {}
    for table, needed in TABLES.items():
        step(f"Lecture de {table}")
        data = contents[table]()
        digest.update(data)
        tables[table] = _rows(table, data, needed)
    archive = _checked(tables)
    changed = loaded is None or _number(loaded.version) < int(version)
    if changed:
        _write(session, archive, step)
        record_release(
            session,
            dataset=ARCHIVE,
            version=_dotted(version),
            sha256=digest.hexdigest(),
            source="France Travail, archive officielle du ROME 4.0",
            licence="Licence Ouverte / Etalab 2.0",
        )
        session.expire_all()  # rows were written beside the session
    if progress:
        progress(len(TABLES) + WRITES, len(TABLES) + WRITES, f"ROME {_dotted(version)} chargé")
    return RomeRelease(
        version=_dotted(version),
        changed=changed,
        codes=len(archive.codes),
        appellations=len(archive.appellations),
        skills=len(archive.skills),
        contexts=len(archive.contexts),
    )


# ---------------------------------------------------------------------------------------- reading

_Read = Callable[[], bytes]


def _contents(path: Path) -> tuple[str, dict[str, _Read]]:
    """The version ("460") and how to read each needed table, from a ZIP or a folder."""
    if path.is_dir():
        files = [(str(f.relative_to(path)), _file_reader(f)) for f in sorted(path.rglob("*.csv"))]
    elif path.is_file():
        files = _zip_members(path)
    else:
        raise ReferenceDataError(
            f"« {path} » n’existe pas. Indiquez l’archive ZIP du ROME ou le dossier de ses "
            "fichiers CSV. Rien n’a été modifié."
        )
    found: dict[tuple[str, str], _Read] = {}
    for name, read in files:
        match = _FILE_NAME.fullmatch(PurePosixPath(name.replace("\\", "/")).name)
        if match is None or match["table"].lower() not in TABLES:
            continue
        key = match["version"], match["table"].lower()
        if key in found:
            raise ReferenceDataError(
                f"Le fichier {PurePosixPath(name).name} est présent deux fois. Gardez une seule "
                "copie de l’archive, puis recommencez. Rien n’a été modifié."
            )
        found[key] = read
    versions = sorted({version for version, _ in found})
    if not versions:
        raise ReferenceDataError(
            f"« {path.name} » n’est pas l’archive CSV du ROME : aucun fichier "
            f"« unix_…_utf8.csv » n’y a été trouvé. {_ADVICE}"
        )
    if len(versions) > 1:
        listed = ", ".join(_dotted(v) for v in versions)
        raise ReferenceDataError(
            f"Plusieurs versions du ROME sont mêlées ({listed}). Gardez les fichiers d’une seule "
            "version, puis recommencez. Rien n’a été modifié."
        )
    version = versions[0]
    contents = {table: read for (_, table), read in found.items()}
    missing = [f"unix_{table}_v{version}_utf8.csv" for table in TABLES if table not in contents]
    if missing:
        raise ReferenceDataError(
            f"L’archive du ROME est incomplète : il manque {', '.join(missing)}. {_ADVICE}"
        )
    return version, contents


def _file_reader(file: Path) -> _Read:
    def read() -> bytes:
        try:
            if file.stat().st_size > LARGEST_FILE:
                raise _too_large(file.name)
            return file.read_bytes()
        except OSError as error:
            raise ReferenceDataError(
                f"Le fichier {file.name} n’a pas pu être lu ({error.strerror}). "
                "Vérifiez les droits sur ce fichier. Rien n’a été modifié."
            ) from error

    return read


def _zip_members(path: Path) -> list[tuple[str, _Read]]:
    if path.stat().st_size > LARGEST_ARCHIVE:
        raise _too_large(path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReferenceDataError(
            f"« {path.name} » n’est pas un fichier ZIP entier : ce n’est pas le bon fichier, ou le "
            f"téléchargement a été interrompu. {_ADVICE}"
        ) from error
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_ARCHIVE:
        raise _too_large(path.name)
    return [(e.filename, _member_reader(path, e)) for e in entries]


def _member_reader(path: Path, entry: zipfile.ZipInfo) -> _Read:
    def read() -> bytes:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(entry) as file:
                data = file.read(LARGEST_FILE + 1)  # the size that the ZIP declares may be a lie
        # What zipfile raises for a damaged, encrypted (RuntimeError) or exotic member.
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as e:
            raise ReferenceDataError(
                f"Le fichier {PurePosixPath(entry.filename).name} de l’archive est endommagé. "
                f"{_ADVICE}"
            ) from e
        if len(data) > LARGEST_FILE:
            raise _too_large(entry.filename)
        return data

    return read


def _too_large(name: str) -> ReferenceDataError:
    return ReferenceDataError(
        f"« {PurePosixPath(name).name} » est beaucoup trop volumineux pour être l’archive du ROME "
        "(environ 4 Mo compressée, 20 Mo ouverte). Vérifiez le fichier. Rien n’a été modifié."
    )


def _rows(table: str, data: bytes, needed: Needed) -> list[dict[str, str]]:
    """The rows of one file: needed columns only, spaces trimmed."""
    text = _text(table, data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        missing = [column for column in needed.columns if column not in header]
        if missing:
            raise ReferenceDataError(
                f"Le fichier {table} du ROME n’a pas la colonne « {missing[0]} » : son format a "
                f"changé, ou ce n’est pas le bon fichier. {_ADVICE}"
            )
        places = [(column, header.index(column)) for column in needed.columns]
        rows = []
        for row in reader:
            if len(row) != len(header):
                raise ReferenceDataError(
                    f"Le fichier {table} du ROME est abîmé à la ligne {reader.line_num} : "
                    f"{len(row)} valeurs au lieu de {len(header)}. {_ADVICE}"
                )
            rows.append({column: row[place].strip() for column, place in places})
    except csv.Error as error:
        raise ReferenceDataError(
            f"Le fichier {table} du ROME est abîmé ou coupé à la ligne {reader.line_num}. {_ADVICE}"
        ) from error
    if len(rows) < needed.rows:
        raise ReferenceDataError(
            f"Le fichier {table} du ROME n’a que {len(rows)} lignes ; il en faut au moins "
            f"{needed.rows}. Il est incomplet ou d’un ancien format. {_ADVICE}"
        )
    return rows


def _text(table: str, data: bytes) -> str:
    """`data` as text: UTF-8, where a few bytes may be damaged."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", errors="surrogateescape")
        damaged = [c for c in text if "\udc80" <= c <= "\udcff"]
        if len(damaged) > DAMAGED_BYTES:
            raise ReferenceDataError(
                f"Le fichier {table} du ROME n’est pas écrit en UTF-8 ({len(damaged)} caractères "
                f"illisibles). {_ADVICE}"
            ) from None
        for char in set(damaged):
            byte = bytes([ord(char) - 0xDC00])
            text = text.replace(char, byte.decode("cp1252", errors="replace"))
    if "\x00" in text:
        raise ReferenceDataError(
            f"Le fichier {table} du ROME contient des données binaires : il est abîmé. {_ADVICE}"
        )
    return text


# --------------------------------------------------------------------------------------- checking


def _checked(tables: Mapping[str, list[dict[str, str]]]) -> _Archive:
    """The tables in the shape they will be written in, consistent with each other."""
    definitions = _texts(tables["texte"], "definition")
    accesses = _texts(tables["texte"], "acces_metier")
    codes = [
        (
            _code("referentiel_code_rome", row["code_rome"]),
            _label("referentiel_code_rome", row["libelle_rome"]),
            search_key(row["libelle_rome"]),
            definitions.get(row["code_rome"]),
            accesses.get(row["code_rome"]),
            row["code_rome_parent"][:5] or None,
            row["emploi_reglemente"] == "O",
        )
        for row in tables["referentiel_code_rome"]
    ]
    known = _unique("referentiel_code_rome", [code[0] for code in codes])

    appellations = [
        (
            _ogr("referentiel_appellation", row["code_ogr"]),
            row["code_rome"],
            _label("referentiel_appellation", row["libelle_appellation_long"]),
            _label("referentiel_appellation", row["libelle_appellation_court"]),
            search_key(row["libelle_appellation_long"]),
            row["classification"].upper() == "PRINCIPALE",
            row["peu_usite"] == "O",
        )
        for row in _pointing(tables, "referentiel_appellation", lambda r: r["code_rome"] in known)
    ]
    appellation_ogrs = _unique("referentiel_appellation", [a[0] for a in appellations])

    skills = [
        (
            _ogr("referentiel_competence", row["code_ogr"]),
            _label("referentiel_competence", row["libelle_competence"]),
            (
                SkillKind.SOFT if row["cat_comp"].startswith("Savoir-être") else SkillKind.SKILL
            ).value,
        )
        for row in tables["referentiel_competence"]
    ] + [
        (
            _ogr("referentiel_savoir", row["code_ogr_savoir"]),
            _label("referentiel_savoir", row["libelle_savoir"]),
            (
                SkillKind.CERTIFICATE
                if row["categorie_savoir"].startswith("Certifications")
                else SkillKind.KNOWLEDGE
            ).value,
        )
        for row in tables["referentiel_savoir"]
    ]
    skill_ogrs = _unique("referentiel_competence", [skill[0] for skill in skills])

    contexts = [
        (
            _ogr("referentiel_contexte_travail", row["code_ogr"]),
            _label("referentiel_contexte_travail", row["libelle_cont_travail"]),
            _label("referentiel_contexte_travail", row["libelle_type_cont_trav"])[:100],
        )
        for row in tables["referentiel_contexte_travail"]
    ]
    context_ogrs = _unique("referentiel_contexte_travail", [context[0] for context in contexts])

    # The links also hold each code's own number and its job names: known from the tables above.
    others = appellation_ogrs | {
        _ogr("referentiel_code_rome", row["code_ogr"]) for row in tables["referentiel_code_rome"]
    }
    skill_links: set[tuple[str, int]] = set()
    context_links: set[tuple[str, int]] = set()
    orphans = 0
    for row in tables["liens_rome_referentiels"]:
        ogr = _ogr("liens_rome_referentiels", row["code_ogr"])
        if row["code_rome"] not in known:
            orphans += 1
        elif ogr in skill_ogrs:
            skill_links.add((row["code_rome"], ogr))
        elif ogr in context_ogrs:
            context_links.add((row["code_rome"], ogr))
        elif ogr not in others:
            orphans += 1
    _tolerated("liens_rome_referentiels", orphans, len(tables["liens_rome_referentiels"]))

    hearts = {
        (row["code_rome"], _ogr("coherence_item", row["code_ogr"])): row["coeur_metier"]
        for row in _pointing(tables, "coherence_item", lambda r: r["code_rome"] in known)
    }
    near: dict[tuple[str, str], int] = {}
    for row in _pointing(
        tables,
        "rubrique_mobilite",
        lambda r: r["code_rome"] in known and r["code_rome_cible"] in known,
    ):
        near.setdefault(
            (row["code_rome"], row["code_rome_cible"]),
            _ogr("rubrique_mobilite", row["numero_ordre"]),
        )

    _cover("referentiel_appellation", {a[1] for a in appellations}, known)
    _cover("texte", set(definitions), known)
    _cover("liens_rome_referentiels", {code for code, _ in skill_links}, known)
    _cover("coherence_item", {code for (code, _), heart in hearts.items() if heart}, known)
    _cover("rubrique_mobilite", {code for code, _ in near}, known)
    return _Archive(
        codes=codes,
        appellations=appellations,
        skills=skills,
        code_skills=[
            (code, ogr, heart == "Principale", heart == "Émergente")
            for code, ogr in sorted(skill_links)
            for heart in [hearts.get((code, ogr), "")]
        ],
        contexts=contexts,
        code_contexts=sorted(context_links),
        near=[(code, target, order) for (code, target), order in near.items()],
    )


def _texts(rows: list[dict[str, str]], kind: str) -> dict[str, str]:
    """Code → its sentences of that kind in order, doubled apostrophes made single."""
    sentences: dict[str, list[tuple[int, str]]] = {}
    for row in rows:
        if row["libelle_type_texte"] == kind:
            position = _ogr("texte", row["position_phrase"])
            text = row["libelle_texte"].replace("''", "'")
            sentences.setdefault(row["code_rome"], []).append((position, text))
    return {code: " ".join(text for _, text in sorted(found)) for code, found in sentences.items()}


def _code(table: str, value: str) -> str:
    if not _CODE.fullmatch(value):
        raise _wrong(table, value, "un code ROME")
    return value


def _ogr(table: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise _wrong(table, value, "un numéro")
    return int(value)


def _label(table: str, value: str) -> str:
    if not 0 < len(value) <= 300:
        raise _wrong(table, value[:40], "un libellé de 1 à 300 caractères")
    return value


def _wrong(table: str, value: str, expected: str) -> ReferenceDataError:
    return ReferenceDataError(
        f"Le fichier {table} du ROME contient « {value} » au lieu d’{expected} : "
        f"il est abîmé. {_ADVICE}"
    )


_Key = TypeVar("_Key", str, int)


def _unique(table: str, keys: list[_Key]) -> set[_Key]:
    found = set(keys)
    if len(found) < len(keys):
        raise ReferenceDataError(
            f"Le fichier {table} du ROME contient {len(keys) - len(found)} numéros en double : "
            f"il est abîmé. {_ADVICE}"
        )
    return found


def _pointing(
    tables: Mapping[str, list[dict[str, str]]],
    table: str,
    known: Callable[[dict[str, str]], bool],
) -> Iterator[dict[str, str]]:
    """The rows whose references are known, provided that nearly all are."""
    rows = tables[table]
    kept = [row for row in rows if known(row)]
    _tolerated(table, len(rows) - len(kept), len(rows))
    yield from kept


def _tolerated(table: str, orphans: int, rows: int) -> None:
    if orphans > ORPHANS * rows:
        raise ReferenceDataError(
            f"Le fichier {table} du ROME renvoie à des éléments absents des autres fichiers "
            f"({orphans} lignes) : l’archive est incomplète ou mêle deux versions. {_ADVICE}"
        )


def _cover(table: str, codes: set[str], known: set[str]) -> None:
    bare = len(known - codes)
    if bare > (1 - COVERED) * len(known):
        raise ReferenceDataError(
            f"Le fichier {table} du ROME est incomplet : {bare} métiers n’y ont rien. {_ADVICE}"
        )


# ---------------------------------------------------------------------------------------- writing


def _write(session: Session, archive: _Archive, step: Callable[[str], None]) -> None:
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


def _dotted(version: str) -> str:
    """ "460" → "4.60"."""
    return f"{version[0]}.{version[1:]}"


def _number(version: str) -> int:
    """ "4.60" → 460."""
    return int(version.replace(".", ""))

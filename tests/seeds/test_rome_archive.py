"""The official ROME archive: loaded whole, or refused with a sentence and nothing changed.

The real archive is read where it stands beside the repository; everything that may go wrong is
tried on a small one of the same format, made here.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
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
    SkillKind,
)
from matching.pool.reference.trades import (
    certificates,
    core_skills,
    near_codes,
    rome_codes_matching,
    rome_label,
    rome_names,
)
from seeds.reference.load import FOLDER, load_reference
from seeds.rome_archive import reading
from seeds.rome_archive.loading import load_rome_archive
from seeds.rome_archive.reading import TABLES

TABLES_WRITTEN = (
    RomeCode,
    RomeAppellation,
    RomeSkill,
    RomeCodeSkill,
    RomeContext,
    RomeCodeContext,
    RomeNear,
    ReferenceRelease,
)
CODES = [f"{chr(65 + i // 10)}{1900 + i % 10}" for i in range(60)]
SCALE = 20
"""The made-up archive is that many times smaller than any real one, and so are the counts asked."""

Tables = dict[str, list[dict[str, str]]]


def made_up_tables() -> Tables:
    """An archive of the official format with made-up content."""
    links = [
        {"code_rome": code, "code_ogr": str(ogr), "code_rubrique": "1"}
        for i, code in enumerate(CODES)
        for ogr in (
            *range(100_000 + 8 * i, 100_000 + 8 * i + 44),
            *range(300_000, 300_006),
            500_000 + i % 10,
            *range(700_000 + 8 * i, 700_000 + 8 * i + 8),
            900_000 + i,
        )
    ]
    return {
        "referentiel_code_rome": [
            {
                "code_rome": code,
                "code_ogr": str(900_000 + i),
                "libelle_rome": f"Facteur / Factrice de pièce {i}",
                "emploi_reglemente": "O" if i == 0 else "N",
                "code_rome_parent": CODES[0],
            }
            for i, code in enumerate(CODES)
        ],
        "referentiel_appellation": [
            {
                "code_ogr": str(700_000 + n),
                "libelle_appellation_long": f"Monteur / Monteuse de pièce {n}",
                "libelle_appellation_court": f"Monteur / Monteuse {n}",
                "code_rome": CODES[n // 8],
                "classification": "PRINCIPALE" if n % 8 == 0 else "SYNONYME",
                "peu_usite": "O" if n % 8 == 7 else "N",
            }
            for n in range(8 * len(CODES))
        ],
        "referentiel_competence": [
            {
                "code_ogr": str(100_000 + n),
                "libelle_competence": f"Monter la pièce {n}",
                "cat_comp": "Savoir-être professionnel" if n == 1 else "Savoir-faire",
            }
            for n in range(8 * len(CODES) + 44)
        ],
        "referentiel_savoir": [
            {
                "code_ogr_savoir": str(300_000 + n),
                "libelle_savoir": f"Pièces de la série {n}",
                "categorie_savoir": (
                    "Certifications et habilitations" if n == 0 else "Domaines d'expertise"
                ),
            }
            for n in range(300)
        ],
        "referentiel_contexte_travail": [
            {
                "code_ogr": str(500_000 + n),
                "libelle_cont_travail": f"Poste {n}",
                "libelle_type_cont_trav": "Lieux et déplacements",
            }
            for n in range(10)
        ],
        "liens_rome_referentiels": links,
        "coherence_item": [
            {
                **{column: row[column] for column in ("code_rome", "code_ogr")},
                "coeur_metier": "Principale" if row["code_ogr"] == "300000" else "",
            }
            for row in links
            if row["code_ogr"] < "700000"
        ],
        "rubrique_mobilite": [
            {
                "code_rome": code,
                "code_rome_cible": CODES[(i + order) % len(CODES)],
                "numero_ordre": str(order),
            }
            for i, code in enumerate(CODES)
            for order in range(6, 0, -1)
        ],
        "texte": [
            {
                "code_rome": code,
                "libelle_type_texte": kind,
                "position_phrase": str(position),
                "libelle_texte": f"Dit l''essentiel, phrase {position}.",
            }
            for code in CODES
            for kind, position in (
                ("definition", 2),
                ("definition", 1),
                ("definition", 10),
                ("acces_metier", 1),
            )
        ],
    }


def write(folder: Path, tables: Tables, version: str = "470") -> Path:
    """The tables as files of an archive, in a folder inside `folder`."""
    inside = folder / "ROME" / "csv"
    inside.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        text = io.StringIO()
        columns = list(rows[0]) if rows else list(TABLES[name].columns)
        writer = csv.DictWriter(text, columns, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (inside / f"unix_{name}_v{version}_utf8.csv").write_text(text.getvalue(), encoding="utf-8")
    return folder


def zipped(folder: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for file in sorted(folder.rglob("*.csv")):
            archive.write(file, file.relative_to(folder))
    return path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the made-up archive pass for a whole one."""
    asked = {name: replace(table, rows=table.rows // SCALE) for name, table in TABLES.items()}
    monkeypatch.setattr(reading, "TABLES", asked)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return made_up_tables()


@pytest.fixture
def made_up(small: None, tmp_path: Path, tables: Tables) -> Path:
    return write(tmp_path / "made up", tables)


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """The shipped files, less nearly all communes, which take the longest and play no part."""
    folder = tmp_path / "shipped"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    with gzip.open(FOLDER / "communes.csv.gz", "rt", encoding="utf-8") as whole:
        some = "".join(itertools.islice(whole, 10))
    (folder / "communes.csv.gz").write_bytes(gzip.compress(some.encode()))
    return folder


@pytest.fixture
def copy(made_up: Path, tmp_path: Path) -> Path:
    """A copy of the made-up archive's folder that a test may damage."""
    shutil.copytree(made_up, tmp_path / "copy")
    return tmp_path / "copy"


def counts(session: Session) -> dict[str, int]:
    return {
        model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
        for model in TABLES_WRITTEN
    }


@pytest.fixture
def refused(session: Session) -> Iterator[Callable[[Path], str]]:
    """Loads a wrong archive: gives the message, and checks that no row changed."""
    session.add(RomeCode(code=CODES[0], label="Avant", label_key="avant"))
    session.flush()
    before = counts(session)

    def load(path: Path) -> str:
        with pytest.raises(ReferenceDataError) as caught:
            load_rome_archive(session, path)
        return caught.value.message

    yield load
    session.expire_all()
    assert counts(session) == before
    assert rome_label(session, CODES[0]) == "Avant"


# --------------------------------------------------------------------------------- what is loaded


def test_the_official_archive(session: Session, shared_dir: Path, shipped: Path) -> None:
    path = shared_dir / "reference" / "rome-4.60.zip"
    if not path.is_file():
        pytest.skip("the official ROME archive is not in the shared folder")
    load_reference(session, folder=shipped)
    steps: list[tuple[int, int, str]] = []
    release = load_rome_archive(session, path, lambda *step: steps.append(step))
    assert (release.version, release.changed) == ("4.60", True)
    assert counts(session) | {"reference_release": 0} == {
        "rome_code": 1_584,
        "rome_appellation": 13_120,
        "rome_skill": 33_671,
        "rome_code_skill": 90_556,
        "rome_context": 179,
        "rome_code_context": 13_663,
        "rome_near": 14_912,
        "reference_release": 0,
    }
    assert [done for done, _, _ in steps] == list(range(len(steps)))
    assert steps[-1][0] == steps[-1][1]

    assert near_codes(session, "N1101")[:2] == [("N1103", 1), ("N1104", 2)]
    assert "Conduire un chariot élévateur en respectant les normes de sécurité" in {
        skill.label for skill in core_skills(session, "N1101")
    }
    conditions = select(RomeContext.label).join(
        RomeCodeContext, RomeCodeContext.context_ogr == RomeContext.ogr
    )
    assert "En extérieur" in set(session.scalars(conditions.where(RomeCodeContext.code == "N1101")))
    labels = [c.label for c in certificates(session)]
    assert len(labels) == 3_223
    assert any("CACES" in label for label in labels)
    tractor = session.get_one(RomeCode, "A1101")
    assert tractor.definition is not None
    assert "assure l'entretien et la" in tractor.definition
    assert tractor.access is not None
    assert "s'il est possible" in tractor.access
    assert rome_codes_matching(session, "vigile")[0].code == "K2503"
    names = rome_names(session)
    assert len(names) > 20_000
    split = [n.text for n in names if " / " in n.text and n.source != "trade_name"]
    assert len(split) <= 6, split  # pairs of two different jobs: «Traminot / Employée de tramway»

    assert load_rome_archive(session, path).changed is False


def test_a_folder_and_a_zip_say_the_same(session: Session, made_up: Path, tmp_path: Path) -> None:
    release = load_rome_archive(session, zipped(made_up, tmp_path / "rome.zip"))
    assert (release.version, release.changed, release.codes) == ("4.70", True, len(CODES))
    again = load_rome_archive(session, made_up)
    assert (again.version, again.changed) == ("4.70", False)
    first = session.get_one(RomeCode, CODES[0])
    assert first.definition == (
        "Dit l'essentiel, phrase 1. Dit l'essentiel, phrase 2. Dit l'essentiel, phrase 10."
    )
    assert first.access == "Dit l'essentiel, phrase 1."
    assert (first.regulated, first.parent) == (True, CODES[0])
    assert [s.label for s in core_skills(session, CODES[5])] == ["Pièces de la série 0"]
    assert [s.label for s in certificates(session)] == ["Pièces de la série 0"]
    assert session.get_one(RomeSkill, 100_001).kind is SkillKind.SOFT
    assert near_codes(session, CODES[0])[:2] == [(CODES[1], 1), (CODES[2], 2)]
    rare = session.get_one(RomeAppellation, 700_007)
    assert (rare.rare, rare.principal, rare.label_short) == (True, False, "Monteur / Monteuse 7")
    # Both appellations of the label and its forms: «Monteur …» and «Monteuse …» 7 and so on.
    assert {n.text for n in rome_names(session) if n.code == CODES[0]} >= {
        "Facteur de pièce 0",
        "Factrice de pièce 0",
        "Monteur de pièce 7",
        "Monteuse de pièce 7",
    }


def test_a_newer_issue_adds_changes_and_retires(
    session: Session, made_up: Path, shipped: Path, tables: Tables, tmp_path: Path
) -> None:
    load_reference(session, folder=shipped)
    load_rome_archive(session, made_up)
    gone, new = CODES[7], "Z1999"
    assert session.get_one(RomeCode, "K2503").current is False  # shipped, not in this archive

    def renamed(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [{k: new if v == gone else v for k, v in row.items()} for row in rows]

    newer = {name: renamed(rows) for name, rows in tables.items()}
    newer["referentiel_code_rome"][0]["libelle_rome"] = "Nouveau libellé"  # a copy: see renamed
    release = load_rome_archive(session, write(tmp_path / "newer", newer, "471"))
    assert (release.version, release.changed) == ("4.71", True)
    assert session.get_one(RomeCode, gone).current is False
    assert session.get_one(RomeCode, new).current is True
    assert rome_label(session, CODES[0]) == "Nouveau libellé"
    assert near_codes(session, gone) == []
    assert near_codes(session, new) != []
    assert session.get_one(ReferenceRelease, "rome_archive").version == "4.71"
    assert load_reference(session, folder=shipped)["rome"] == 0
    assert rome_label(session, CODES[0]) == "Nouveau libellé"


def test_the_shipped_labels_do_not_undo_the_archive(
    session: Session, made_up: Path, shipped: Path
) -> None:
    load_rome_archive(session, made_up)
    before = session.get_one(RomeCode, CODES[0]).label
    load_reference(session, folder=shipped)
    assert session.get_one(RomeCode, CODES[0]).label == before
    assert rome_label(session, "K2503") == "Agent / Agente de prévention et de sécurité"


def test_a_few_damaged_bytes_are_read_as_what_they_were(session: Session, copy: Path) -> None:
    file = next(copy.rglob("unix_referentiel_contexte_travail_*"))
    file.write_bytes(file.read_bytes().replace("déplacements".encode(), b"d\xe9placements", 1))
    load_rome_archive(session, copy)
    assert session.scalars(select(RomeContext.kind).distinct()).all() == ["Lieux et déplacements"]


# -------------------------------------------------------------------------------- what is refused

Refused = Callable[[Path], str]


def test_an_older_issue_is_refused(session: Session, made_up: Path, copy: Path) -> None:
    load_rome_archive(session, made_up)
    for file in copy.rglob("*.csv"):
        file.rename(file.with_name(file.name.replace("v470", "v460")))
    before = counts(session)
    with pytest.raises(ReferenceDataError, match=r"4\.60, plus ancienne que la version 4\.70"):
        load_rome_archive(session, copy)
    assert counts(session) == before


def test_what_is_not_there(refused: Refused, tmp_path: Path) -> None:
    assert "n’existe pas" in refused(tmp_path / "rome.zip")


def test_a_download_cut_short(refused: Refused, made_up: Path, tmp_path: Path) -> None:
    whole = zipped(made_up, tmp_path / "rome.zip").read_bytes()
    for part in (0, 10, len(whole) // 2, len(whole) - 30):
        (tmp_path / "cut.zip").write_bytes(whole[:part])
        assert "interrompu" in refused(tmp_path / "cut.zip")


def test_a_zip_with_a_damaged_member(refused: Refused, made_up: Path, tmp_path: Path) -> None:
    data = bytearray(zipped(made_up, tmp_path / "rome.zip").read_bytes())
    data[2_000:2_200] = bytes(200)
    (tmp_path / "rome.zip").write_bytes(data)
    assert "endommagé" in refused(tmp_path / "rome.zip")


@pytest.mark.parametrize("content", [b"%PDF-1.7 not a zip", b"code,label\nA1101,x\n"])
def test_another_kind_of_file(refused: Refused, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rome.csv").write_bytes(content)
    assert "n’est pas un fichier ZIP" in refused(tmp_path / "rome.csv")


def test_another_archive(refused: Refused, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as archive:
        archive.writestr("photo.jpg", b"...")
        archive.writestr("unix_domaine_professionnel_v460_utf8.csv", b"a,b\n")
    assert "n’est pas l’archive CSV du ROME" in refused(tmp_path / "photos.zip")
    (tmp_path / "empty").mkdir()
    assert "n’est pas l’archive CSV du ROME" in refused(tmp_path / "empty")


def test_a_missing_file(refused: Refused, copy: Path) -> None:
    next(copy.rglob("unix_texte_*")).unlink()
    assert "il manque unix_texte_v470_utf8.csv" in refused(copy)


def test_two_versions_mixed(refused: Refused, copy: Path) -> None:
    file = next(copy.rglob("unix_texte_*"))
    file.rename(file.with_name("unix_texte_v460_utf8.csv"))
    assert "mêlées (4.60, 4.70)" in refused(copy)


def test_the_same_file_twice(refused: Refused, copy: Path) -> None:
    shutil.copy(next(copy.rglob("unix_texte_*")), copy)
    assert "présent deux fois" in refused(copy)


def test_an_archive_much_smaller_than_the_real_one(
    refused: Refused, made_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "TABLES", TABLES)
    assert "il en faut au moins 1000" in refused(made_up)


def test_a_missing_column(refused: Refused, copy: Path) -> None:
    file = next(copy.rglob("unix_coherence_item_*"))
    file.write_text(file.read_text(encoding="utf-8").replace("coeur_metier", "coeur"), "utf-8")
    assert "n’a pas la colonne « coeur_metier »" in refused(copy)


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_a_file_cut_short_at_the_end_of_a_line(
    refused: Refused, copy: Path, table: str, share: float
) -> None:
    file = next(copy.rglob(f"unix_{table}_v*"))
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[: int(len(lines) * share)]), encoding="utf-8")
    assert "du ROME" in refused(copy)


def test_a_file_cut_short_in_a_value(refused: Refused, copy: Path) -> None:
    file = next(copy.rglob("unix_texte_v*"))
    file.write_text(file.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert "abîmé" in refused(copy)


@pytest.mark.parametrize(
    ("table", "was", "becomes", "complaint"),
    [
        ("referentiel_code_rome", f'"{CODES[3]}"', '"n/a"', "un code ROME"),
        ("referentiel_code_rome", f'"{CODES[3]}"', f'"{CODES[4]}"', "en double"),
        ("referentiel_competence", '"100003"', '"-1"', "un numéro"),
        ("referentiel_savoir", "Pièces de la série 3", "x" * 301, "300 caractères"),
        ("referentiel_savoir", "Pièces de la série 3", "\x00", "binaires"),
        ("referentiel_savoir", '"300003"', '"100003"', "en double"),
        ("liens_rome_referentiels", '"1', '"9', "absents"),
        ("rubrique_mobilite", '"A', '"Y', "absents"),
    ],
)
def test_values_that_cannot_be(
    refused: Refused, copy: Path, table: str, was: str, becomes: str, complaint: str
) -> None:
    file = next(copy.rglob(f"unix_{table}_v*"))
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, becomes), encoding="utf-8")
    assert complaint in refused(copy)


def test_a_file_in_another_encoding(refused: Refused, copy: Path) -> None:
    file = next(copy.rglob("unix_referentiel_savoir_v*"))
    file.write_bytes(file.read_text(encoding="utf-8").encode("cp1252"))
    assert "UTF-8" in refused(copy)


def test_a_zip_bomb(
    refused: Refused, made_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(made_up, tmp_path / "rome.zip")
    monkeypatch.setattr(reading, "LARGEST_FILE", 20_000)
    assert "trop volumineux" in refused(path)
    assert "trop volumineux" in refused(made_up)
    monkeypatch.setattr(reading, "LARGEST_ARCHIVE", 50_000)
    assert "trop volumineux" in refused(path)


def test_a_refusal_keeps_what_was_loaded(session: Session, made_up: Path, copy: Path) -> None:
    load_rome_archive(session, made_up)
    before = counts(session)
    for file in copy.rglob("*.csv"):
        file.rename(file.with_name(file.name.replace("v470", "v480")))
    next(copy.rglob("unix_texte_*")).unlink()
    with pytest.raises(ReferenceDataError, match="Rien n’a été modifié"):
        load_rome_archive(session, copy)
    assert counts(session) == before
    assert session.get_one(ReferenceRelease, "rome_archive").version == "4.70"

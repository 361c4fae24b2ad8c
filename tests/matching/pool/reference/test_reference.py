"""The shipped reference data, and what pages ask of it."""

from __future__ import annotations

import gzip
import itertools
import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from matching.errors import ReferenceDataError
from matching.pool.reference.communes import search_key
from matching.pool.reference.tables import (
    Commune,
    CommunePostcode,
    Naf,
    ReferenceRelease,
    RomeAppellation,
    RomeCode,
    RomeCodeSkill,
    RomeNear,
    RomeSkill,
    SkillKind,
    TradeName,
)
from matching.pool.reference.trades import (
    core_skills,
    gendered_forms,
    naf_code,
    naf_label,
    near_codes,
    near_codes_of,
    rome_codes_matching,
    rome_label,
    rome_labels,
    rome_names,
)
from seeds.reference.load import FOLDER, load_reference


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped files with fifty communes only, and a lexicon of three names instead of ours."""
    for file in FOLDER.glob("*.csv"):
        shutil.copy(file, tmp_path)
    with gzip.open(FOLDER / "communes.csv.gz", "rt", encoding="utf-8") as whole:
        some = "".join(itertools.islice(whole, 51))
    (tmp_path / "communes.csv.gz").write_bytes(gzip.compress(some.encode()))
    (tmp_path / "trade_names.csv").write_text(
        "name,rome,weight,note\nvigile,K2503,1,\nnounou,K1303,0.9,à domicile\nNounou,K1303,0.5,\n",
        encoding="utf-8",
    )
    return tmp_path


# ---------------------------------------------------------------------------------------- loading


def test_everything_shipped_is_loaded_once(session: Session) -> None:
    steps: list[tuple[int, int, str]] = []
    written = load_reference(session, lambda *step: steps.append(step))
    assert written["rome"] == count(session, RomeCode) == 1_584
    assert written["naf"] == count(session, Naf) == 1_728
    assert written["communes"] == count(session, Commune) == 35_008
    assert count(session, CommunePostcode) > 35_008
    assert steps[0][0] == 0
    assert steps[-1][0] == steps[-1][1]
    assert set(load_reference(session).values()) == {0}
    for release in session.scalars(select(ReferenceRelease)):
        assert release.source
        assert release.licence
        assert len(release.sha256) == 64


def test_the_lexicon_follows_its_file(session: Session, folder: Path) -> None:
    assert load_reference(session, folder=folder)["trade_names"] == 2
    weights = dict(session.execute(select(TradeName.name_key, TradeName.weight)).all())
    assert weights == {"vigile": 1.0, "nounou": 0.9}
    (folder / "trade_names.csv").unlink()
    load_reference(session, folder=folder)
    assert count(session, TradeName) == 0


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("cariste,N9999,1,", "N9999"),
        ("cariste,N1101,2,", "poids"),
        ("cariste,N1101,beaucoup,", "illisible"),
        (",N1101,1,", "un nom"),
    ],
)
def test_a_wrong_line_of_the_lexicon_is_named(
    session: Session, folder: Path, line: str, complaint: str
) -> None:
    (folder / "trade_names.csv").write_text(f"name,rome,weight,note\n{line}\n", encoding="utf-8")
    with pytest.raises(ReferenceDataError, match=complaint):
        load_reference(session, folder=folder)


@pytest.mark.parametrize("file", ["communes.csv.gz", "naf_rev2.csv"])
def test_a_damaged_installation_says_what_to_do(session: Session, folder: Path, file: str) -> None:
    whole = (folder / file).read_bytes()
    (folder / file).write_bytes(whole[: len(whole) // 2] + b"\xff")
    with pytest.raises(ReferenceDataError, match=f"{file}.*Réinstallez"):
        load_reference(session, folder=folder)
    (folder / file).unlink()
    with pytest.raises(ReferenceDataError, match=f"{file}.*absent"):
        load_reference(session, folder=folder)


def test_a_new_edition_keeps_the_rows_that_others_point_at(session: Session, folder: Path) -> None:
    load_reference(session, folder=folder)
    rome = (folder / "rome.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in rome if not line.startswith(("K2503", "N1101"))]
    (folder / "rome.csv").write_text(
        "\n".join([*kept, "N1101,Cariste confirmé / Cariste confirmée"]) + "\n", encoding="utf-8"
    )
    load_reference(session, folder=folder)
    assert rome_label(session, "N1101") == "Cariste confirmé / Cariste confirmée"
    gone = session.get(RomeCode, "K2503")
    assert gone is not None
    assert not gone.current
    assert rome_codes_matching(session, "agent de prévention et de sécurité") == []


# ---------------------------------------------------------------------------------------- queries


def test_rome_labels(session: Session, folder: Path) -> None:
    load_reference(session, folder=folder)
    assert rome_label(session, "K2503") == "Agent / Agente de prévention et de sécurité"
    assert rome_label(session, "Z9999") is None
    assert set(rome_labels(session, ["K2503", "N1101", "Z9999"])) == {"K2503", "N1101"}
    assert rome_labels(session, []) == {}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("vigile", "K2503"),
        ("CARISTE", "N1101"),
        ("k2503", "K2503"),
        ("aide soignante", "J1501"),
        ("conductrice engins agricoles", "A1101"),
        ("secretariat", None),
        ("%", None),
    ],
)
def test_a_job_is_found_as_it_is_typed(
    session: Session, folder: Path, typed: str, expected: str | None
) -> None:
    load_reference(session, folder=folder)
    found = rome_codes_matching(session, typed, limit=5)
    assert (found[0].code if found else None) == expected
    assert len({match.code for match in found}) == len(found) <= 5


def test_a_job_found_by_another_name_says_which(session: Session, folder: Path) -> None:
    load_reference(session, folder=folder)
    (match,) = rome_codes_matching(session, "vigile")
    assert match.label == "Agent / Agente de prévention et de sécurité"
    assert match.name == "vigile"


def test_naf(session: Session, folder: Path) -> None:
    load_reference(session, folder=folder)
    assert (
        naf_label(session, "56.10A")
        == naf_label(session, " 5610a")
        == ("Restauration traditionnelle")
    )
    assert naf_label(session, "A") == "Agriculture, sylviculture et pêche"
    assert naf_label(session, "56.10A", version="2025") is None
    restaurant = session.get(Naf, ("rev2", "56.10A"))
    assert restaurant is not None
    assert (restaurant.level, restaurant.above) == (5, "56.10")
    assert session.get_one(Naf, ("rev2", "56")).above == "I"
    assert naf_code("n'importe quoi") == "N'IMPORTEQUOI"


def test_the_shipped_tables_hang_together(session: Session, folder: Path) -> None:
    load_reference(session, folder=folder)
    codes = set(session.scalars(select(Naf.code)))
    above = set(session.scalars(select(Naf.above).where(Naf.level > 1)))
    assert above <= codes


def test_near_jobs_and_core_skills_come_in_order(session: Session, folder: Path) -> None:
    load_reference(session, folder=folder)
    session.add_all(
        [
            RomeSkill(ogr=1, label="Ranger un entrepôt", kind=SkillKind.SKILL),
            RomeSkill(ogr=2, label="CACES R489", kind=SkillKind.CERTIFICATE),
            RomeSkill(ogr=3, label="Compter", kind=SkillKind.SKILL),
        ]
    )
    session.flush()
    session.add_all(
        [
            RomeNear(code="N1101", near_code="N1105", position=2),
            RomeNear(code="N1101", near_code="N1103", position=1),
            RomeCodeSkill(code="N1101", skill_ogr=1, core=True, emerging=False),
            RomeCodeSkill(code="N1101", skill_ogr=2, core=True, emerging=False),
            RomeCodeSkill(code="N1101", skill_ogr=3, core=False, emerging=True),
        ]
    )
    session.flush()
    assert near_codes(session, "N1101") == [("N1103", 1), ("N1105", 2)]
    assert near_codes(session, "K2503") == []
    assert near_codes_of(session, []) == {}
    assert [s.ogr for s in core_skills(session, "N1101")] == [1, 2]
    assert core_skills(session, "K2503") == []


# ------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("label", "forms"),
    [
        ("Abatteur / Abatteuse de carrière", ("Abatteur de carrière", "Abatteuse de carrière")),
        ("Agent / Agente d'entretien", ("Agent d'entretien", "Agente d'entretien")),
        ("Aide-soignant / Aide-soignante", ("Aide-soignant", "Aide-soignante")),
        (
            "Conducteur / Conductrice d'engins",
            ("Conducteur d'engins", "Conductrice d'engins"),
        ),
        (
            "Employé de restaurant / Employée de restaurant",
            ("Employé de restaurant", "Employée de restaurant"),
        ),
        (
            "Agent technique / Agente technique de dépôt",
            ("Agent technique de dépôt", "Agente technique de dépôt"),
        ),
        (
            "Chef d'équipe assistant / Cheffe assistante avion",
            ("Chef d'équipe assistant avion", "Cheffe assistante avion"),
        ),
        (
            "Responsable Commercial / Commerciale",
            ("Responsable Commercial", "Responsable Commerciale"),
        ),
        (
            "Auxiliaire Vétérinaire Qualifié / Qualifiée -AVQ-",
            ("Auxiliaire Vétérinaire Qualifié -AVQ-", "Auxiliaire Vétérinaire Qualifiée -AVQ-"),
        ),
        ("Valet / Femme de chambre", ("Valet de chambre", "Femme de chambre")),
        (
            "Homme / Femme d'équipage d'engin blindé",
            ("Homme d'équipage d'engin blindé", "Femme d'équipage d'engin blindé"),
        ),
        (
            "Premier valet / Première femme de chambre",
            ("Premier valet de chambre", "Première femme de chambre"),
        ),
        ("Steward / Hôtesse au sol", ("Steward au sol", "Hôtesse au sol")),
        ("Operateur / Opératrice de tir", ("Operateur de tir", "Opératrice de tir")),
        ("Homme sage-femme / Sage-femme", ("Homme sage-femme", "Sage-femme")),
        ("Poète / Poétesse", ("Poète", "Poétesse")),
        ("Lapidaire / Diamantaire", ("Lapidaire / Diamantaire",)),
        (
            "Responsable d'atelier en chimie/pharmacie",
            ("Responsable d'atelier en chimie/pharmacie",),
        ),
        ("Accessoiriste", ("Accessoiriste",)),
        ("", ("",)),
        (" / ", (" / ",)),
    ],
)
def test_the_two_forms_of_a_label(label: str, forms: tuple[str, ...]) -> None:
    assert gendered_forms(label) == forms


def test_every_shipped_label_gives_two_forms_or_needs_none(session: Session, folder: Path) -> None:
    load_reference(session, folder=folder)
    for label in session.scalars(select(RomeCode.label)):
        forms = gendered_forms(label)
        if label != "Lapidaire / Diamantaire":
            assert len(forms) == (2 if " / " in label else 1), label
            assert all(" / " not in form for form in forms), label


def test_names_of_codes(session: Session, folder: Path) -> None:
    load_reference(session, folder=folder)
    session.add_all(
        RomeAppellation(
            ogr=ogr,
            code="N1101",
            label_long=name,
            label_short=name,
            label_key=search_key(name),
            principal=False,
            rare=False,
        )
        for ogr, name in ((1, "Cariste"), (2, "Préparateur / Préparatrice cariste"))
    )
    session.flush()
    names = rome_names(session)
    assert names == rome_names(session)
    assert len({(n.code, n.text) for n in names}) == len(names)
    of_n1101 = {(n.text, n.source) for n in names if n.code == "N1101"}
    assert of_n1101 >= {
        ("Cariste", "label"),
        ("Préparateur cariste", "appellation"),
        ("Préparatrice cariste", "appellation"),
    }
    assert ("Cariste", "appellation") not in of_n1101
    (nounou,) = [n for n in names if n.text == "nounou"]
    assert (nounou.code, nounou.source, nounou.weight) == ("K1303", "trade_name", 0.9)
    assert {n.weight for n in names if n.source != "trade_name"} == {1.0}
    session.execute(delete(RomeAppellation))
    assert len(rome_names(session)) == len(names) - 2

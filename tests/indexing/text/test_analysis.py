"""The French analyser: what must meet, what must stay apart."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexing.text.analysis import analyse, spans
from matching.pool.reference.trades import gendered_forms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cuisinière", "cuisinier"),
        ("vendeuse", "vendeur"),
        ("directrice", "directeur"),
        ("opératrices", "opérateurs"),
        ("abatteuse", "abatteur"),
        ("bergère", "berger"),
        ("hôtesse d’accueil", "hôte d'accueil"),
        ("travaux", "travail"),
        ("l’école", "école"),
        ("Employé·e·s", "employés"),
        ("agent(e)", "agent"),
        ("conducteur-trice", "conducteur"),
        ("manœuvre", "manoeuvre"),
        ("e\u0301cole", "école"),
        ("certi\ufb01cat", "certificat"),
        ("CACES R. 489", "caces r489"),
        ("3×8", "3 x 8"),
        ("permis EC", "permis CE"),
        ("permis de conduire B", "permis conduire b"),
        ("Agent de service (H/F)", "agent de service"),
        ("Agent de service F/H/X", "agent de service"),
    ],
)
def test_the_same_terms(one: str, other: str) -> None:
    assert analyse(one) == analyse(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("permis B", "permis C"),
        ("permis C", "permis CE"),
        ("CACES R489 catégorie 1", "CACES R489 catégorie 3"),
        ("R482 catégorie A", "R482 catégorie B"),
        ("habilitation B1V", "habilitation B2V"),
        ("2x8", "3x8"),
        ("dès", "désosseur"),
    ],
)
def test_different_terms(one: str, other: str) -> None:
    assert analyse(one) != analyse(other)


def test_licences_numbers_and_codes_are_kept() -> None:
    text = "Permis B, C et CE, FIMO, CACES R489 cat. 3, B1V, 2x8"
    terms = analyse(text)
    assert {"permisb", "permisc", "permisce", "fimo", "r489", "3", "b1v", "2x8"} <= set(terms)


def test_a_letter_means_a_licence_only_after_permis() -> None:
    assert analyse("le permis a été passé") == analyse("permis été passé")
    assert not any(term.startswith("permis") for term in analyse("vitamines B et C"))


def test_both_genders_count_once() -> None:
    assert analyse("Vendeur / Vendeuse") == analyse("vendeur")


@pytest.mark.parametrize("text", ["", "   ", "l'", "h/f", "et de la", "…!?", "🙂"])
def test_nothing_to_say(text: str) -> None:
    assert analyse(text) == []


def test_spans_point_at_the_words_of_the_text() -> None:
    text = "L’équipe de cuisinières, en 2x8."
    found = {text[start:end]: term for term, start, end in spans(text)}
    assert found == {
        "équipe": analyse("équipe")[0],
        "cuisinières": analyse("cuisinier")[0],
        "2x8": "2x8",
    }


@given(st.text(max_size=200))
def test_any_text_gives_letters_and_digits_in_place(text: str) -> None:
    last = 0
    for term, start, end in spans(text):
        assert last <= start < end <= len(text)
        assert term
        assert " " not in term
        last = end


def test_genders_of_the_official_names_meet(shared_dir: Path) -> None:
    """Snowball alone joins about half of the pairs; the rules around it must join nearly all."""
    archive = shared_dir / "reference" / "rome-4.60.zip"
    if not archive.exists():
        pytest.skip("the official ROME archive is not here")
    with zipfile.ZipFile(archive) as files:
        (name,) = (n for n in files.namelist() if "referentiel_appellation" in n)
        rows = list(csv.DictReader(io.StringIO(files.read(name).decode("utf-8"))))
    pairs = [gendered_forms(row["libelle_appellation_long"]) for row in rows]
    pairs = [pair for pair in pairs if len(pair) == 2]
    joined = sum(analyse(men) == analyse(women) for men, women in pairs)
    assert joined / len(pairs) > 0.97

"""The one folding: what each of its forms promises, on the letters at which foldings part."""

from __future__ import annotations

import unicodedata

import pytest
from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from matching.db import contains_all_words, folded_column
from matching.pool.reference.communes import search_key
from matching.texts.fold import LETTERS, fold, folded

HARD = [
    # typed, folded (of the same length), key of reference data
    ("Éléonore", "eleonore", "eleonore"),
    ("Œuvre d’Art", "œuvre d'art", "oeuvre d art"),
    ("Straße", "straße", "strasse"),
    ("Yıldız", "yildiz", "yildiz"),
    ("YILDIZ", "yildiz", "yildiz"),
    ("İstanbul", "istanbul", "istanbul"),
    ("Łukasz", "lukasz", "lukasz"),
    ("Đorđević", "dordevic", "dordevic"),
    ("Şahin-Ünal", "sahin-unal", "sahin unal"),
    ("Țăran Ștefan", "taran stefan", "taran stefan"),
    ("Søren", "soren", "soren"),
]


@pytest.mark.parametrize(("typed", "plain", "key"), HARD)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_each_form_keeps_its_promise(
    session: Session, typed: str, plain: str, key: str, form: str
) -> None:
    text = unicodedata.normalize(form, typed)  # type: ignore[arg-type]
    assert folded(text) == plain
    assert len(fold(text)) == len(text)
    if form == "NFC":
        assert fold(text) == plain
    assert search_key(text) == key
    # the database says the same, and finds what was typed, however it was kept
    assert session.scalar(select(folded_column(literal(text)))) == plain
    kept = literal(f"Avant {text} après")
    for asked in (typed, unicodedata.normalize("NFD", typed), plain):
        assert session.scalar(select(contains_all_words(asked, kept))), asked


def test_the_database_folds_the_letters_one_by_one(session: Session) -> None:
    told = session.scalar(select(folded_column(literal(LETTERS))))
    assert told == fold(LETTERS)
    assert len(set(LETTERS)) == len(LETTERS) == len(told or "")


def test_positions_stay_in_what_is_folded() -> None:
    text = "Habite à Guebwiller, l’été ; né à İzmir\u0301."
    at = fold(text).index("guebwiller")
    assert text[at : at + 10] == "Guebwiller"
    assert fold(text)[-3] == "r"
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_the_database_lowers_capitals_with_accents(session: Session) -> None:
    """What `folded_column` leaves to lower()."""
    assert session.scalar(select(func.lower(literal("ÉŞĞ")))) == "éşğ"

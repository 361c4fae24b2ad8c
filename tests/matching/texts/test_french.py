"""How French is written: dates, hours, lists, days and places, to the letter."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from babel.dates import format_date

from matching.texts.french import (
    at_place,
    french_clock,
    french_date,
    french_days,
    french_hour,
    french_month,
    listed,
    of_month,
    of_place,
)


@pytest.mark.parametrize(
    ("name", "at", "of"),
    [
        ("Colmar", "À Colmar", "de Colmar"),
        ("Obernai", "À Obernai", "d’Obernai"),
        ("Épinal", "À Épinal", "d’Épinal"),
        ("Le Bonhomme", "Au Bonhomme", "du Bonhomme"),
        ("Les Rousses", "Aux Rousses", "des Rousses"),
        ("La Wantzenau", "À La Wantzenau", "de La Wantzenau"),
        ("Haguenau", "À Haguenau", "de Haguenau"),
        ("Lesménils", "À Lesménils", "de Lesménils"),
    ],
)
def test_places(name: str, at: str, of: str) -> None:
    assert (at_place(name), of_place(name)) == (at, of)


def test_dates_hours_and_lists() -> None:
    assert french_date(date(2026, 8, 1)) == "1er août 2026"
    assert french_date(date(2026, 2, 28)) == "28 février 2026"
    assert french_hour(time(5, 5)) == "5 h 05"
    assert french_hour(time(4)) == "4 h"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b et c"
    assert listed(["a", "b"], "ou") == "a ou b"
    assert listed([]) == ""
    assert french_clock(time(4)) == "4 h 00"


def test_every_day_of_a_year_is_written_as_the_official_locale_does() -> None:
    """But for the first of a month, which typography writes «1er»."""
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        told = format_date(day, "d MMMM y", locale="fr_FR")
        assert french_date(day) == (f"1er{told[1:]}" if day.day == 1 else told)
        assert french_month(day.year, day.month) == format_date(day, "MMMM y", locale="fr_FR")


def test_months_and_days() -> None:
    assert french_month(2023) == "2023"
    assert of_month(date(2026, 3, 1)) == "de mars 2026"
    assert of_month(date(2026, 4, 1)) == "d’avril 2026"
    assert of_month(date(2026, 10, 1)) == "d’octobre 2026"
    assert french_days([]) == ""
    assert french_days([0, 1, 2, 3, 4]) == "Du lundi au vendredi"
    assert french_days([0, 1]) == "Lundi et mardi"

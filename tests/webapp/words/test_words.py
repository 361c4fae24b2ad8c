"""French on pages: dates, days, plurals, lists, pages of a list."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from matching.listing import paging_of
from matching.texts.french import listed
from webapp.words.french import fr_date, fr_datetime, fr_days, fr_month, plural


def test_dates() -> None:
    assert fr_date(date(2026, 3, 1)) == "1er mars 2026"
    assert fr_date(date(2026, 8, 11)) == "11 août 2026"
    assert fr_date(None) == ""
    assert fr_month(2023, 2) == "février 2023"
    assert fr_month(2023) == "2023"
    assert fr_month(None, 3) == ""


def test_an_hour_is_that_of_paris() -> None:
    assert fr_datetime(datetime(2026, 7, 1, 22, 5, tzinfo=UTC)) == "2 juillet 2026 à 0 h 05"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], ""),
        (["lun", "jeu"], "Lundi et jeudi"),
        (["ven", "lun", "mar", "mer", "jeu"], "Du lundi au vendredi"),
        (["sam", "dim"], "Samedi et dimanche"),
        (["lun", "mar", "mer", "jeu", "ven", "sam", "dim"], "Tous les jours"),
    ],
)
def test_days(days: list[str], words: str) -> None:
    assert fr_days(days) == words


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 personne"), (1, "1 personne"), (2, "2 personnes"), (1240, "1\u202f240 personnes")],
)
def test_french_counts_from_two(count: int, words: str) -> None:
    assert plural(count, "personne") == words


def test_irregular_plurals_and_lists() -> None:
    assert plural(3, "profil de poste", "profils de poste") == "3 profils de poste"
    assert listed(["a", "b", "c"]) == "a, b et c"
    assert listed(["a"]) == "a"


@pytest.mark.parametrize(("page", "shown"), [(-5, 1), (1, 1), (4, 4), (99, 8)])
def test_a_page_out_of_range_becomes_the_nearest(page: int, shown: int) -> None:
    assert paging_of(page, 196).page == shown


def test_pages_around_where_one_stands() -> None:
    assert paging_of(4, 196).window() == [1, None, 3, 4, 5, None, 8]
    assert paging_of(1, 10).window() == [1]
    empty = paging_of(1, 0)
    assert (empty.pages, empty.first, empty.last) == (1, 0, 0)

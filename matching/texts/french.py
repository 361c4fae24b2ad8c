"""Writing French: days and dates, lists, places. The same words in reasons, pages, letters and files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time

from matching.texts.fold import folded

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def french_date(day: date) -> str:
    """«3 mars 2026», «1er mars 2026»."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {french_month(day.year, day.month)}"


def french_month(year: int, month: int | None = None) -> str:
    """«mars 2023», or «2023» where the month is not known."""
    return f"{MONTHS[month - 1]} {year}" if month else str(year)


def of_month(day: date) -> str:
    """«de mars 2026», «d’avril 2026»."""
    month = french_month(day.year, day.month)
    return f"d’{month}" if month[0] in "ao" else f"de {month}"


def french_hour(hour: time) -> str:
    """«5 h 30», «4 h»."""
    return f"{hour.hour} h" + (f" {hour.minute:02d}" if hour.minute else "")


def french_clock(hour: time) -> str:
    """«14 h 05», «4 h 00»: to the minute, as moments are told."""
    return f"{hour.hour} h {hour.minute:02d}"


def french_days(positions: Sequence[int]) -> str:
    """«Tous les jours», «Du lundi au vendredi», «Lundi et jeudi»: days of the week by their place in WEEKDAYS, in
    order."""
    names = [WEEKDAYS[position] for position in positions]
    if len(names) == len(WEEKDAYS):
        return "Tous les jours"
    if len(names) > 2 and positions[-1] - positions[0] == len(names) - 1:
        return f"Du {names[0]} au {names[-1]}"
    return listed(names).capitalize()


def listed(words: Iterable[str], last: str = "et") -> str:
    """«a, b et c»; empty without words."""
    words = list(words)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def at_place(name: str) -> str:
    """«À Colmar», «Au Bonhomme», «Aux Rousses»."""
    for article, joined in (("Le ", "Au "), ("Les ", "Aux ")):
        if name.startswith(article):
            return joined + name.removeprefix(article)
    return f"À {name}"


def of_place(name: str) -> str:
    """«de Colmar», «d’Obernai», «du Bonhomme», «des Rousses». Before an h, as Alsace says: «de Haguenau»."""
    for article, joined in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return joined + name.removeprefix(article)
    return f"d’{name}" if folded(name)[:1] in tuple("aeiouœ") else f"de {name}"

"""French on screen: dates, numbers, lists, the words of the vocabularies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from matching.clock import in_paris
from matching.pool.profiles.length import LONGEST_TOLD_MONTHS
from matching.pool.reference import terms
from matching.pool.reference.tables import Commune
from matching.terms import label_of, vocabularies
from matching.texts.french import french_clock, french_date, french_days, french_month

PARTS = {"wants": "Veut", "can": "Sait faire", "go": "Peut aller"}
"""The three parts of a match, in the words that every page uses for them."""


def fr_date(day: date | None) -> str:
    """«3 mars 2026»; empty for None."""
    return french_date(day) if day else ""


def fr_datetime(moment: datetime | None) -> str:
    """«3 mars 2026 à 14 h 05», in Paris; empty for None."""
    if moment is None:
        return ""
    local = in_paris(moment)
    return f"{french_date(local.date())} à {french_clock(local.time())}"


def fr_month(year: int | None, month: int | None = None) -> str:
    """«mars 2023», «2023» when the month is not known, empty when the year is not."""
    return french_month(year, month) if year else ""


def fr_month_of(day: date) -> str:
    """«mars 2023»."""
    return french_month(day.year, day.month)


def fr_duration(months: int | None) -> str:
    """«8 mois», «1 an», «2 ans et demi», «plus de 10 ans»; empty when it is not known."""
    if not months or months < 12 or months > LONGEST_TOLD_MONTHS:
        return fr_rough_duration(months)
    years, rest = divmod(months + 3, 12)  # to the nearest half year
    return f"{plural(years, 'an')}{' et demi' if rest >= 6 else ''}"


def fr_rough_duration(months: int | None) -> str:
    """The same in months below two years and in whole years from then on: what a profile without a name tells."""
    if not months:
        return ""
    if months > LONGEST_TOLD_MONTHS:
        return f"plus de {LONGEST_TOLD_MONTHS // 12} ans"
    return plural(months, "mois", "mois") if months < 24 else plural(months // 12, "an")


def fr_days(days: Sequence[str]) -> str:
    """«Tous les jours», «Du lundi au vendredi», «Lundi et jeudi» for codes of the days of the week."""
    return french_days(sorted(terms.WEEKDAYS.index(day) for day in days))


def plural(count: int, one: str, many: str | None = None) -> str:
    """«1 personne», «0 personne», «1 240 personnes»: French counts from two."""
    number = f"{count:,}".replace(",", "\u202f")
    return f"{number} {one if abs(count) < 2 else many or one + 's'}"


def term(value: str | None, kind: str) -> str:
    """The French words for a stored value of the vocabulary named `kind` («JobStatus»)."""
    return label_of(vocabularies()[kind], value)


def commune_label(commune: Commune | None) -> str:
    """«68000 Colmar»: the first postcode and the name."""
    if commune is None:
        return ""
    postcode = commune.postcodes[0].postcode if commune.postcodes else commune.insee
    return f"{postcode} {commune.name}"

"""Periods as French CVs write them: « sept. 2019 – aujourd'hui », « depuis 2019 », « été 2017 ».

`find_period` reads one line; nothing here knows what the period is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from matching.texts.cv.proposals import YearMonth
from matching.texts.fold import fold

_MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "mar": 3,
    "avril": 4, "avr": 4, "mai": 5, "juin": 6, "jun": 6, "juillet": 7, "juil": 7, "jul": 7,
    "aout": 8, "septembre": 9, "sept": 9, "sep": 9, "octobre": 10, "oct": 10, "novembre": 11,
    "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
#: What follows a four-digit number that is no year.
_NOT_YEAR = r"(?!\d|[ ]?(?:€|%|m2|m²|euros?|pieces|personnes|couverts|heures|h\b|kg|salaries))"

_ATOM = re.compile(
    rf"""(?<!\w)(?:(?<!\d/)|(?<=(?:19|20)\d\d/))(?:
      (?P<d>\d{{1,2}})(?:er)?[/.\-](?P<dm>0?[1-9]|1[0-2])[/.\-](?P<dy>{_YEAR})
    | (?P<m>0?[1-9]|1[0-2])[ ]?[/.\-][ ]?(?P<my>{_YEAR})(?![\d/])
    | (?P<iy>{_YEAR})[/\-](?P<im>0[1-9]|1[0-2])(?![\d/])
    | (?:\d{{1,2}}(?:er)?[ ])?(?P<w>{_MONTH})[ ]?(?:de[ ])?'?(?P<wy>{_YEAR})
    | (?P<s>ete|hiver|printemps|automne)[ ](?P<sy>{_YEAR})
    | (?P<y>{_YEAR})
    | (?P<sm>0[1-9]|1[0-2])/(?P<ss>\d\d)(?![\d/])
    | (?:\d{{1,2}}(?:er)?[ ])?(?P<o>{_MONTH})
    ){_NOT_YEAR}(?![\w²])""",
    re.VERBOSE,
)
_NOW = (
    r"(?:aujourd'?[ ]?hui|a ce jour|ce jour|a present|present|actuellement|actuel(?:le)?|en cours|"
    r"maintenant|nos jours|en poste|now)"
)
_BETWEEN = re.compile(
    r"\s*(?:-|–|—|/|>|→|=>|&|\bet\b|\ba\b|\bau\b|\baux\b|\bjusqu'(?:a|en|au)\b|\t)"
    r"\s*(?:fin\s|debut\s|mi-|le\s|en\s)?\s*"
)
_UNTIL_NOW = re.compile(
    rf"\s*(?:-|–|—|/|>|→|\ba\b|\bau\b|\bjusqu'(?:a|en|au)\b|:|,|\()?\s*{_NOW}\b\)?"
)
_SINCE = re.compile(
    r"\b(?:depuis|des|a partir de|a partir du)\s+(?:le\s+|l'|la\s+|fin\s+|debut\s+)?$"
)
_NOW_FIRST = re.compile(rf"\b{_NOW}\b\s*(?:-|–|—|\()?\s*$")
_LEAD = re.compile(
    r"(?:\b(?:de|du|d'|en|entre|annee|annees|periode|date|saison|saisons)\s*:?\s*|\(\s*)+$"
)
_SHORT_END = re.compile(r"\s*[-–—/]\s*(?P<yy>\d\d)(?![\d/])(?!\w)")
_LENGTH = re.compile(r"\s*\(?\s*(?:soit\s+)?(\d{1,2})\s*(mois|ans?|semaines?|jours?)\b\s*\)?")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time and where the line tells it: `left` and `right` are positions in the line."""

    start: YearMonth | None
    end: YearMonth | None
    current: bool
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class _Atom:
    year: int | None
    month: int | None
    last_month: int | None
    left: int
    right: int
    short: bool = False


def _atoms(folded: str, today: date) -> list[_Atom]:
    found: list[_Atom] = []
    for match in _ATOM.finditer(folded):
        text = match.groupdict()
        month: int | None = None
        last: int | None = None
        short = False
        if text["dy"]:
            year, month = int(text["dy"]), int(text["dm"])
        elif text["my"]:
            year, month = int(text["my"]), int(text["m"])
        elif text["iy"] and int(text["iy"]) % 100 < int(text["im"]):
            # « 2008-12 » is 2008 to 2012; « 2019-03 » can only be a month.
            found.append(_Atom(int(text["iy"]), None, None, match.start(), match.start() + 4))
            continue
        elif text["iy"]:
            year, month = int(text["iy"]), int(text["im"])
        elif text["wy"]:
            year, month = int(text["wy"]), _MONTHS[text["w"].rstrip(".")]
        elif text["sy"]:
            year = int(text["sy"])
            month, last = (7, 8) if text["s"] == "ete" else (None, None)
        elif text["y"]:
            year = int(text["y"])
        elif text["ss"]:
            century = 2000 if int(text["ss"]) <= today.year % 100 else 1900
            year, month, short = century + int(text["ss"]), int(text["sm"]), True
        else:
            found.append(
                _Atom(None, _MONTHS[text["o"].rstrip(".")], None, match.start(), match.end())
            )
            continue
        if year <= today.year + 1:
            found.append(_Atom(year, month, last or month, match.start(), match.end(), short))
    return found


def find_period(line: str, today: date) -> Period | None:
    """The first period that `line` tells, or None. A lone month is no period."""
    if len(line) > 2000:
        line = line[:2000]
    folded = fold(line)
    atoms = _atoms(folded, today)
    for index, first in enumerate(atoms):
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        joined = following is not None and bool(
            _BETWEEN.fullmatch(folded[first.right : following.left])
        )
        if joined and following is not None and following.year is not None:
            # 03/18 alone may be anything; two of them joined are a period.
            if first.short and not (following.short or following.month):
                continue
            year = first.year
            if year is None:
                year = following.year
                if (first.month or 0) > (following.month or 12):
                    year -= 1
            start = (year, first.month)
            end = (following.year, following.last_month)
            if _ordered(start) <= _ordered(end, last=True):
                following = _last_of_list(folded, atoms, index + 1)
                end = (following.year or end[0], following.last_month)
                left = _left(folded, first.left)
                return Period(start, end, False, left, _right(folded, following.right))
        if first.year is None or first.short:
            continue
        start = (first.year, first.month)
        now = _UNTIL_NOW.match(folded, first.right)
        since = _SINCE.search(folded[: first.left])
        before = _NOW_FIRST.search(folded[: first.left])
        if now or since or before:
            if first.year > today.year:
                continue
            left = min(
                since.start() if since else first.left, before.start() if before else first.left
            )
            right = now.end() if now else first.right
            return Period(start, None, True, _left(folded, left), _right(folded, right))
        if following is not None and first.month is None and following.year is not None:
            # « Saisons 2018, 2019 et 2020 ».
            last = _last_of_list(folded, atoms, index)
            if last is not first and last.year and last.year > first.year:
                left = _left(folded, first.left)
                return Period(start, (last.year, None), False, left, _right(folded, last.right))
        abbreviated = _SHORT_END.match(folded, first.right)
        if abbreviated and first.month is None:
            year = first.year - first.year % 100 + int(abbreviated["yy"])
            if first.year <= year <= today.year:
                left = _left(folded, first.left)
                return Period(start, (year, None), False, left, abbreviated.end())
        end = (first.year, first.last_month)
        return Period(start, end, False, _left(folded, first.left), _right(folded, first.right))
    return None


def _last_of_list(folded: str, atoms: list[_Atom], index: int) -> _Atom:
    """The last of the bare years that follow each other in a list from `atoms[index]` on."""
    last = atoms[index]
    for atom in atoms[index + 1 :]:
        bare = atom.month is None and last.month is None and atom.year is not None
        listed = re.fullmatch(r"\s*(?:,|\bet\b|&)\s*", folded[last.right : atom.left])
        if not (bare and listed and (atom.year or 0) > (last.year or 0)):
            break
        last = atom
    return last


def _ordered(moment: YearMonth, last: bool = False) -> int:
    return moment[0] * 12 + (moment[1] or (12 if last else 1))


def _left(folded: str, left: int) -> int:
    lead = _LEAD.search(folded[max(0, left - 40) : left])
    return left - (len(lead[0]) if lead else 0)


def _right(folded: str, right: int) -> int:
    """Past « (6 mois) » and a closing bracket."""
    told = _LENGTH.match(folded, right)
    if told:
        right = told.end()
    if right < len(folded) and folded[right] == ")":
        right += 1
    return right


def find_year(line: str, today: date) -> int | None:
    """The last year told in `line` that is not in the future (a course's end), or None."""
    years = [a.year for a in _atoms(fold(line[:2000]), today) if a.year and not a.short]
    past = [year for year in years if year <= today.year]
    return max(past) if past else None

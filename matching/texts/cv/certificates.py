"""Certificates held: what a CV mentions, with the year of each and how long it is valid.

A mention in a job's description is a task as often as a certificate; one that is wished for, or being prepared, is
not held.
"""

from __future__ import annotations

import re
from datetime import date

from matching.texts.certificates import mentions
from matching.texts.cv.proposals import Certificate, key_of
from matching.texts.cv.sections import Line
from matching.texts.fold import fold

_UNTIL = re.compile(
    r"(?:valable|valide|validite|echeance|expir\w*|jusqu)[^\d]{0,40}"
    r"(?:\d{1,2}[/.])?(?:\d{1,2}[/.])?(20[0-4]\d)"
)
_IN_PROGRESS = re.compile(r"en cours|en preparation|prevue?|inscrite?|souhaite|a passer|a venir")
#: Words that name a task as well as a certificate: no proposal from a job's description.
_ALSO_TASKS = frozenset(
    {"HACCP", "TRAVAIL-HAUTEUR", "ADR", "ECHAFAUDAGE", "CATEC", "AMIANTE-SS3", "AMIANTE-SS4",
     "PSC1", "GESTES-POSTURES", "ATEX", "IDE", "FLUIDES", "CARTE-BTP", "ADVF"}
)  # fmt: skip


def read_certificates(lines: list[Line], today: date) -> tuple[Certificate, ...]:
    """Proposals for every certificate held; those « en cours » or « souhaité » are left out."""
    found: dict[tuple[str, str], Certificate] = {}
    for index, line in enumerate(lines):
        for mention in mentions(line.text):
            folded = fold(line.text)
            around = folded[mention.left : mention.left + 80]
            if _IN_PROGRESS.search(around) and line.section != "experiences":
                continue
            if line.section in ("experiences", "profile") and mention.code in _ALSO_TASKS:
                continue
            until = _UNTIL.search(folded)
            valid_until = int(until[1]) if until else None
            told = line.text
            if until:
                told = told[: until.start()] + "#" * len(until[0]) + told[until.end() :]
            obtained = None
            if line.section != "experiences":
                obtained = _year_of(told, mention.left, today)
            if obtained is None and not until and line.section != "experiences" and index:
                # « 2022 » alone on the line above, as in a column of dates.
                above = lines[index - 1].text.strip()
                obtained = int(above) if re.fullmatch(r"(?:19|20)\d\d", above) else None
            note = mention.note
            if not note and valid_until is None and obtained and mention.years:
                end = obtained + mention.years
                note = (
                    f"Valable en principe jusqu'en {end}."
                    if end >= today.year
                    else f"Validité de {mention.years} ans dépassée depuis {end} : à vérifier."
                )
            candidate = Certificate(
                mention.code, mention.label, obtained, valid_until, note, line.text,
                key_of("certificate", mention.code, mention.label, obtained, valid_until),
            )  # fmt: skip
            identity = (mention.code, mention.label)
            held = found.get(identity)
            if held is None or (_known(held) < _known(candidate)):
                found[identity] = candidate
    precise = {code for code, _ in found if code.startswith("CACES-")}
    return tuple(certificate for certificate in found.values() if not _vaguer(certificate, precise))


def _year_of(line: str, left: int, today: date) -> int | None:
    """The year told after a mention; else, on a line that starts with years, the one before it."""
    years = [
        (match.start(), int(match[0]))
        for match in re.finditer(r"(?<![\w])(?:19[5-9]\d|20[0-4]\d)(?![\w])", line)
        if int(match[0]) <= today.year
    ]
    before = [year for position, year in years if position < left]
    starts = bool(years) and not re.search(r"[^\W\d_]{3}", line[: years[0][0]])
    if starts:
        return before[-1] if before else years[0][1]
    return next((year for position, year in years if position >= left), None)


def _known(certificate: Certificate) -> int:
    return (certificate.obtained is not None) + (certificate.valid_until is not None)


def _vaguer(certificate: Certificate, precise: set[str]) -> bool:
    """Whether a more precise certificate of the same family was read elsewhere."""
    if not certificate.label.endswith("à préciser)") or certificate.code.count("-") > 1:
        return False
    return any(
        other != certificate.code and other.startswith(certificate.code) for other in precise
    )

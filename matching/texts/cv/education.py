"""Courses and diplomas, with the level of the French framework where the diploma tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from matching.texts.certificates import mentions
from matching.texts.cv.dates import find_period, find_year
from matching.texts.cv.proposals import Education, key_of
from matching.texts.cv.sections import Line
from matching.texts.cv.wording import squeeze
from matching.texts.fold import fold

#: Diploma pattern on folded text → level 3–8 (décret 2019-14), None where it has none.
_DIPLOMAS: tuple[tuple[re.Pattern[str], int | None], ...] = tuple(
    (re.compile(pattern), level)
    for pattern, level in (
        (r"\bdoctorat\b|\bphd\b|\bbac ?\+ ?8", 8),
        (r"\bmaster\b|\bmaitrise (?:en|de|d')|\bdess\b|\bdea\b(?! amb)|\bdiplome d'ingenieur|"
         r"\bbac ?\+ ?5|\bmba\b", 7),
        (r"\blicence\b(?! (?:federale|de soud|sportive))|\bbut\b (?=[a-z]*\b)|\bbachelor\b|"
         r"\bbac ?\+ ?[34]|\bdiplome d'etat d'infirmier", 6),
        (r"\bbts\b|\bdut\b|\bdeug\b|\bdeust\b|\bbac ?\+ ?2", 5),
        (r"\bbac(?:calaureat)?\b(?! ?\+)(?: pro\w*)?|\bbp\b|\bbrevet professionnel|\bbpjeps\b|"
         r"\bdeas\b|\bdeap\b|\bdiplome d'etat d'a(?:ide|uxiliaire de puer)|\bbt\b|\bdaeu\b", 4),
        (r"\bcap\b|\bbep\b|\bbepa\b|\bcapa\b|\bdeaes\b|\bdeavs\b|\bcqp\b|"
         r"\bdiplome d'etat d'accompagnant|\bcertificat d'aptitude prof", 3),
        (r"\bbrevet\b|\bdnb\b|\bcfg\b|\btitre pro\w*|\bdiplome|\bcertificat\b|\battestation|"
         r"\bformation\b|\bstage de formation|\bbaccalaureat|\bniveau (?:cap|bep|bac|3e|4e|5e|6e)|"
         r"\bvae\b|\bdelf\b|\bdalf\b|\btcf\b|\bcleor\b|\bapprentissage\b|"
         r"^(?:ecole|etudes|college|lycee|niveau|scolarite|universite|faculte)\b", None),
    )
)  # fmt: skip
_NIVEAU = re.compile(r"\bniveau (?:([3-8])|(v|iv|iii|ii|i))\b(?!\s*(?:a|b|c)\d)")
_OLD_LEVELS = {"v": 3, "iv": 4, "iii": 5, "ii": 6, "i": 7}
_STARTS_DIPLOMA = re.compile(
    r"^\W*(?:niveau\s+|titulaire (?:du|d'un|de la|de l')\s*|obtention (?:du|d'un|de la)\s*|preparation (?:du|au|d'un)\s*)?"
    r"(?:c\.?a\.?p\.?\b(?! emploi)|b\.?e\.?p\.?\b|bepa\b|capa\b|bac\b|baccalaureat|b\.?t\.?s\.?\b|dut\b|deug\b|"
    r"but\b|licence\b|master\b|maitrise\b|brevet\b|diplome|titre professionnel|titre pro\b|doctorat|"
    r"deas\b|deaes\b|cqp\b|bpjeps\b|daeu\b|dnb\b|cfg\b|certificat d|formation\b|delf\b|vae\b|bp\b)"
)


def tells_a_diploma(text: str) -> bool:
    """Whether `text` begins as a diploma or a course does (« CAP cuisine », « Formation … »)."""
    return bool(_STARTS_DIPLOMA.match(fold(text)))


def level_of(text: str) -> int | None:
    """The framework's level (3–8) that a diploma's name tells, or None."""
    folded = fold(text).replace("c.a.p", "cap").replace("b.e.p", "bep").replace("b.t.s", "bts")
    told = _NIVEAU.search(folded)
    if told:
        return int(told[1]) if told[1] else _OLD_LEVELS[told[2]]
    if re.search(r"\bbrevet des colleges\b|\bdnb\b", folded):
        return None
    return next((level for pattern, level in _DIPLOMAS if pattern.search(folded)), None)


def _named(text: str) -> bool:
    folded = fold(text).replace("c.a.p", "cap").replace("b.e.p", "bep").replace("b.t.s", "bts")
    return any(pattern.search(folded) for pattern, _ in _DIPLOMAS)


def read_education(lines: list[Line], today: date) -> tuple[Education, ...]:
    """One proposal per course: a line of the education section that tells a diploma or a year.

    A year alone on its line belongs to the diploma beside it. Outside the section, only lines that
    begin as a diploma does, and none from the experiences.
    """
    found: dict[tuple[str, int | None], Education] = {}
    has_section = any(line.section == "education" for line in lines)
    for label, year, evidence in _entries(lines, today, has_section):
        label = squeeze(label)
        if len(label) < 3 or not re.search(r"[^\W\d_]{2}", label):
            continue
        found.setdefault(
            (fold(label), year),
            Education(label, level_of(label), year, evidence, key_of("education", label, year)),
        )
    return tuple(found.values())


def _entries(
    lines: list[Line], today: date, has_section: bool
) -> Iterator[tuple[str, int | None, str]]:
    wanted = [
        line
        for line in lines
        if line.section == "education"
        or (
            tells_a_diploma(line.bare)
            and len(line.text) < 110
            and line.section in (("header", "certificates") if has_section else _ANYWHERE)
        )
        or (
            line.section == "experiences"
            and (period := find_period(line.text, today)) is not None
            and tells_a_diploma(_without(line.text, period.left, period.right))
        )
    ]
    index = 0
    while index < len(wanted):
        line = wanted[index]
        index += 1
        text = line.bare
        period = find_period(text, today)
        rest = _without(text, period.left, period.right) if period else text
        year = None
        if period:
            year = (period.end or period.start or (None,))[0] if not period.current else None
        following = wanted[index] if index < len(wanted) else None
        beside = following is not None and following.number == line.number + 1
        if period and not re.search(r"[^\W\d_]{2}", rest):
            # The year stands alone: its diploma is on the next line.
            if beside and following is not None and not find_period(following.text, today):
                index += 1
                yield following.bare, year, f"{line.text}\n{following.text}"
            continue
        if only_a_certificate(text):
            continue
        if period is None and not _named(text):
            continue
        if period is None and beside and following is not None:
            after = find_period(following.bare, today)
            if after and not re.search(
                r"[^\W\d_]{3}", _without(following.bare, after.left, after.right)
            ):
                index += 1
                yield text, find_year(following.text, today), f"{line.text}\n{following.text}"
                continue
        yield rest, year, line.text


_ANYWHERE = ("header", "certificates", "other", "skills", "profile", "contact", "qualities")


def only_a_certificate(text: str) -> bool:
    """Whether a line tells a certificate (CACES, SST …) and no diploma."""
    return (
        next(mentions(text), None) is not None
        and level_of(text) is None
        and not re.search(r"\btitre pro|\bdiplome", fold(text))
    )


def _without(text: str, left: int, right: int) -> str:
    rest = f"{text[:left].rstrip(' (')} {text[right:]}".replace("()", "")
    return squeeze(re.sub(r"\s*[,;:]\s*(?=[,;:–—-]\s|$)", " ", rest))

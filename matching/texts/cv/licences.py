"""Driving licences and vehicles, as CVs tell them; « permis cariste » is no driving licence."""

from __future__ import annotations

import re

from matching.texts.cv.proposals import Licence, LicenceNote, Vehicle, key_of
from matching.texts.cv.sections import Line
from matching.texts.fold import fold

_CODE = r"(?:am|a1|a2|a|b1|be|b|c1e|c1|ce|c|d1e|d1|de|d|eb|ec|ed|bsr)"
_SEPARATOR = r"(?:\s*[,;/+&\-–]\s*|\s+et\s+|\s+)"
_LICENCE = re.compile(
    rf"\bpermis(?:\s+de\s+conduire)?(?:\s+(?:categories?|cat\.?|vl|voiture))?\s*[:(]?\s*"
    rf"(?P<codes>{_CODE}(?![\w'])(?:{_SEPARATOR}(?:permis\s+)?{_CODE}(?![\w']))*)"
)
_WORDED = (
    (re.compile(r"\bpermis\s+(?:super[ -]lourds?|spl)\b|\bpermis pl\s*[/+]\s*spl\b|(?<=pl et )spl\b"), ("C", "CE")),
    (re.compile(r"\bpermis\s+(?:poids[ -]lourds?|pl)\b"), ("C",)),
    (re.compile(r"\bpermis\s+(?:de\s+)?(?:transports? en commun|tec|bus|autocar)\b"), ("D",)),
    (re.compile(r"\bpermis\s+(?:moto|gros cube)\b"), ("A",)),
    (re.compile(r"\bpermis\s+(?:vl|voiture|auto|tourisme)\b"), ("B",)),
    (re.compile(r"\bpermis\s+remorque\b"), ("BE",)),
    (re.compile(r"(?:\bpermis\s+)?\bbsr\b"), ("AM",)),
)  # fmt: skip
_BARE = re.compile(r"\bpermis(?: de conduire)?\b(?!\s+(?:de (?!conduire)|d'|cariste|nacelle|feu|"
                   r"bateau|plaisance|cotier|fluvial|hauturier|engins?|tronconneuse|unique))")  # fmt: skip
_NONE = re.compile(
    r"(?<!voiture )(?<!voiturette )\b(?:pas de|sans|aucun|pas le|non titulaire du|n'ai pas (?:le|de)|pas encore (?:le|de))\s+"
    r"permis\b(?!\s+(?:de (?!conduire)|d'|cariste))|\bpermis(?: b)?\s*:\s*(?:non|aucun|neant)\b"
)
_STATUSES = (
    (re.compile(r"en cours|en preparation|code obtenu|en passage|inscrite?|prevu|bientot|heures? de"
                r" conduite|projet|souhaite|a passer"), "in_progress", "en cours"),
    (re.compile(r"suspendu|suspension|annule|retire|retrait|invalide"), "suspended", "suspendu"),
)  # fmt: skip
_VEHICLE = re.compile(
    r"\bvehicule(?:e|\(e\)|\.e|s)?\b(?!\s*(?:utilitaires?|legers?|lourds?|industriels?|sanitaires?|"
    r"de (?:service|fonction|l'entreprise)|du|des|d'|frigorifiques?|neufs|et marchandises))|"
    r"\bvoiture\b(?!s| sans permis| de (?:service|fonction|location))|\bmoyen de locomotion\b"
)
_NO_VEHICLE = re.compile(
    r"\b(?:non|pas|sans|pas de|aucun|sans moyen de)\s+(?:vehicule\w*|voiture|locomotion)\b"
)
_CODES_ALONE = re.compile(
    r"(?:[Cc]at[ée]gories?\s*:?\s*)?(?P<codes>(?:AM|A1|A2|A|B1|BE|B|C1E|C1|CE|C|D1|DE|D)"
    r"(?:(?:\s*[,;/–-]\s*|\s+et\s+|\s+)(?:AM|A1|A2|A|B1|BE|B|C1E|C1|CE|C|D1|DE|D))*)"
)
_RENAMED = {"EB": "BE", "EC": "CE", "ED": "DE", "BSR": "AM"}


def read_licences(
    lines: list[Line],
) -> tuple[tuple[Licence, ...], tuple[LicenceNote, ...], Vehicle | None]:
    """Licences held, notes on those that are not, and whether there is a vehicle."""
    held: dict[str, Licence] = {}
    notes: dict[str, LicenceNote] = {}
    vehicle: Vehicle | None = None
    for line in lines:
        folded = fold(line.text)
        if "permis" in folded or "bsr" in folded:
            _read_line(line, folded, held, notes)
        elif line.section == "certificates" and (alone := _CODES_ALONE.fullmatch(line.bare)):
            # Under a heading « PERMIS », the categories stand alone.
            for code in re.findall(r"[A-Z]\w?E?", alone["codes"]):
                held.setdefault(code, Licence(code, line.text, key_of("licence", code)))
        if vehicle is None and line.section not in ("experiences", "education", "interests"):
            vehicle = _vehicle(line, folded)
    if notes and held:
        notes = {code: note for code, note in notes.items() if note.status != "none"}
    for code in [code for code, note in notes.items() if note.status == "suspended"]:
        held.pop(code, None)
    kept = {code: note for code, note in notes.items() if code not in held}
    return tuple(held.values()), tuple(kept.values()), vehicle


def _read_line(
    line: Line, folded: str, held: dict[str, Licence], notes: dict[str, LicenceNote]
) -> None:
    none = _NONE.search(folded)
    if none:
        notes.setdefault(
            "", LicenceNote("", "none", "Pas de permis.", line.text, key_of("licence-note", "none"))
        )
        return
    found: list[tuple[str, int, int]] = []
    for match in _LICENCE.finditer(folded):
        if _also_a_word(folded, match):
            continue
        start = match.start("codes")
        for piece in re.finditer(rf"(?<![\w']){_CODE}(?![\w'])", match["codes"]):
            code = piece[0].upper()
            left, right = start + piece.start(), start + piece.end()
            # « permis B à jour », « permis B de … »: small words are no categories.
            if line.text[left:right] not in (code, "b", "c", "d", "bsr", "am"):
                continue
            found.append((_RENAMED.get(code, code), left, right))
    for pattern, codes in _WORDED:
        for match in pattern.finditer(folded):
            found.extend((code, match.start(), match.end()) for code in codes)
    if not found and line.section in ("header", "contact", "certificates", "other"):
        bare = _BARE.search(folded)
        # « Permis » alone means the car's; more words around tell another story.
        if bare and re.fullmatch(
            r"[\W\d]*(?:titulaire du )?permis(?: de conduire)?\W*(?:(?:et|avec|\+)\W*(?:vehicule\w*|voiture).*)?",
            folded,
        ):
            found.append(("B", bare.start(), bare.end()))
    for index, (code, left, right) in enumerate(found):
        following = found[index + 1][1] if index + 1 < len(found) else len(folded)
        around = folded[right : max(following, right) if following > right else len(folded)][:45]
        before = folded[max(0, left - 30) : left]
        status = next(
            (
                (name, told)
                for pattern, name, told in _STATUSES
                if pattern.search(re.split(r"[,;|\t]", around)[0])
                or (
                    re.search(
                        r"(?:en cours|preparation|passage|obtention)\W+(?:d\w*\W+)*permis\W*$",
                        before,
                    )
                    and name == "in_progress"
                )
            ),
            None,
        )
        if status:
            notes.setdefault(
                code,
                LicenceNote(code, status[0], f"Permis {code} {status[1]}.", line.text,
                            key_of("licence-note", code, status[0])),
            )  # fmt: skip
        elif code not in held:
            held[code] = Licence(code, line.text, key_of("licence", code))


def _also_a_word(folded: str, match: re.Match[str]) -> bool:
    """« permis a passer », « permis de travail », « permis d'exploitation »: no category."""
    codes = match["codes"]
    after = folded[match.end() : match.end() + 14]
    return (codes == "a" and re.match(r"\s+(?!et\b|ou\b|moto)[a-z]{3,}", after) is not None) or (
        codes == "de" and re.match(r"\s+[a-z]", after) is not None
    )


def _vehicle(line: Line, folded: str) -> Vehicle | None:
    if _NO_VEHICLE.search(folded):
        return Vehicle(False, line.text, key_of("vehicle", False))
    if _VEHICLE.search(folded) and (
        "permis" in folded or line.section != "skills" or "personnel" in folded
    ):
        return Vehicle(True, line.text, key_of("vehicle", True))
    return None

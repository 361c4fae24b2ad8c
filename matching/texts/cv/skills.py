"""The items of the skills section, and software named anywhere."""

from __future__ import annotations

import re

from matching.texts.certificates import mentions
from matching.texts.cv.languages import LANGUAGES
from matching.texts.cv.proposals import Skill, key_of
from matching.texts.cv.sections import Line
from matching.texts.cv.wording import squeeze
from matching.texts.fold import fold

#: Software of offices, warehouses, shops and workshops: label → pattern on folded text.
_SOFTWARE = tuple(
    (label, re.compile(rf"(?<![\w.]){pattern}(?![\w])"))
    for label, pattern in (
        ("Word", r"word"), ("Excel", r"excel"), ("PowerPoint", r"power ?point"),
        ("Outlook", r"outlook"), ("Access", r"ms access|microsoft access"),
        ("Pack Office", r"(?:pack|suite|ms|microsoft) office"), ("LibreOffice", r"(?:libre|open) ?office"),
        ("Teams", r"microsoft teams|ms teams"), ("Google Workspace", r"google (?:workspace|docs|sheets)"),
        ("SAP", r"sap"), ("Sage", r"sage(?: (?:paie|compta|saari|100))?"), ("Ciel", r"ciel (?:compta|paie|gestion)\w*"),
        ("EBP", r"ebp"), ("Cegid", r"cegid"), ("Odoo", r"odoo"), ("WMS", r"wms"), ("Reflex", r"reflex wms"),
        ("Photoshop", r"photoshop"), ("Illustrator", r"adobe illustrator"), ("InDesign", r"in ?design"),
        ("Canva", r"canva"), ("AutoCAD", r"auto ?cad"), ("SolidWorks", r"solid ?works"),
        ("WordPress", r"word ?press"), ("Doctolib", r"doctolib"), ("Salesforce", r"salesforce"),
        ("CRM", r"crm"), ("Python", r"python"), ("SQL", r"sql"),
    )
)  # fmt: skip
_SPLIT = re.compile(r"\s*[•●▪;|\t]\s*|,\s+|\s+/\s+|\.\s+(?=[A-ZÀ-Ý])|\s+[–—]\s+")
_LANGUAGE = re.compile(r"\b(?:" + "|".join(LANGUAGES) + r")\b")
_LABEL = re.compile(r"^(?:[\w'’ -]{3,30})\s:\s*|^(?:[\w'’ -]{3,30}):\s+")
#: Enough for any honest CV; bounds the screen.
_MOST = 60


def read_skills(lines: list[Line]) -> tuple[Skill, ...]:
    """Skills as written, in order, without doubles; software under its own name."""
    found: dict[str, Skill] = {}

    def propose(label: str, software: bool, evidence: str) -> None:
        identity = fold(label)
        if identity not in found and len(found) < _MOST:
            found[identity] = Skill(label, software, evidence, key_of("skill", label))

    for line in lines:
        folded = fold(line.text)
        if line.section == "skills":
            if "permis" in folded and len(folded) < 40:
                continue
            rest = re.sub(r"\([^)]{0,80}\)", lambda m: m[0].replace(",", "‚"), line.bare)
            rest = _LABEL.sub("", rest)
            for piece in _SPLIT.split(rest):
                label = squeeze(piece.replace("‚", ",")).rstrip(".")
                if not 3 <= len(label) <= 80 or not re.search(r"[^\W\d_]{2}", label):
                    continue
                if find_software(label) == label or _not_a_skill(label):
                    continue
                propose(label[0].upper() + label[1:], False, line.text)
        if line.section != "interests":
            for label, pattern in _SOFTWARE:
                if pattern.search(folded):
                    propose(label, True, line.text)
    return tuple(found.values())


def find_software(text: str) -> str:
    """The label of the software that `text` names and nothing else, or ""."""
    folded = fold(text)
    return next((label for label, pattern in _SOFTWARE if pattern.fullmatch(folded)), "")


def _not_a_skill(label: str) -> bool:
    folded = fold(label)
    if any(pattern.fullmatch(folded) for _, pattern in _SOFTWARE):
        return True
    if len(folded) < 60 and (_LANGUAGE.search(folded) or "permis" in folded):
        return True
    return len(label) < 60 and next(mentions(label), None) is not None

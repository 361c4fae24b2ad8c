"""The parts of a CV, found by their headings in the many wordings that people use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matching.texts.cv.wording import bounded_lines, word_set
from matching.texts.fold import fold

#: A heading is made only of these words (folded) and of `_PLAIN`. The first decides.
_NOUNS = {
    "experience": "experiences", "experiences": "experiences", "parcours": "experiences",
    "emplois": "experiences", "carriere": "experiences", "missions": "experiences",
    "postes": "experiences", "stages": "experiences", "jobs": "experiences",
    "activites": "experiences", "activite": "experiences",
    "formation": "education", "formations": "education", "diplome": "education",
    "diplomes": "education", "etudes": "education", "scolarite": "education",
    "cursus": "education", "scolaire": "education", "education": "education",
    "qualifications": "education",
    "certificat": "certificates", "certificats": "certificates",
    "certification": "certificates", "certifications": "certificates",
    "habilitation": "certificates", "habilitations": "certificates", "caces": "certificates",
    "permis": "certificates", "titres": "certificates", "licences": "certificates",
    "mobilite": "certificates", "autorisations": "certificates",
    "competence": "skills", "competences": "skills", "savoir-faire": "skills",
    "aptitudes": "skills", "connaissances": "skills", "informatique": "skills",
    "bureautique": "skills", "logiciels": "skills", "outils": "skills", "maitrise": "skills",
    "savoirs": "skills", "domaines": "skills",
    "langue": "languages", "langues": "languages",
    "savoir-etre": "qualities", "qualites": "qualities", "atouts": "qualities",
    "atout": "qualities", "soft": "qualities",
    "loisirs": "interests", "loisir": "interests", "interet": "interests",
    "interets": "interests", "passions": "interests", "passion": "interests",
    "hobbies": "interests", "sport": "interests", "sports": "interests",
    "extra-professionnelles": "interests", "benevolat": "interests",
    "contact": "contact", "contacts": "contact", "coordonnees": "contact",
    "civil": "contact", "informations": "contact", "renseignements": "contact",
    "identite": "contact", "moi": "profile",
    "profil": "profile", "propos": "profile", "objectif": "profile", "objectifs": "profile",
    "projet": "profile", "presentation": "profile", "accroche": "profile", "resume": "profile",
    "recherche": "profile",
    "divers": "other", "references": "other", "referents": "other", "complementaires": "other",
}  # fmt: skip
_PLAIN = word_set(
    """
    professionnel professionnelle professionnels professionnelles pro et de des du d' la le
    les l' mes mon ma ses en a au aux & personnel personnelle personnels personnelles cle cles
    principales principaux linguistiques linguistique initiale continue obtenus obtenues
    suivies centre centres generale generales techniques technique acquises acquis metier
    metiers informatiques numeriques numerique bureautiques conduire conduite etrangeres
    parlees universitaire professionnalisantes salariees etat c' est s' pratique pratiques
    skills autres autre niveau interimaires interim recentes significatives dates detail
    detaille occupes effectues effectuees realisees transversales transferables humaines
    relationnelles diverses ( ) + mon realisations obtenues
    """
)
_WORDS = re.compile(r"[a-z]+(?:-[a-z]+)*'?|[&()+]")
_NUMBERING = re.compile(r"^\s*(?:[IVX]{1,4}|\d{1,2})\s*[.)\-–]\s*(?=\S)")
_INLINE = re.compile(r"^([^:]{3,45}?)\s*:\s*(\S.*)$")
#: Single words that are a heading only when set apart as one (capitals or a colon).
_AMBIGUOUS = frozenset(
    {"moi", "sport", "caces", "recherche", "missions", "civil", "scolaire", "mobilite", "postes",
     "activite", "activites", "passion", "outils", "domaines", "permis", "habilitation",
     "certificat", "benevolat", "complementaires", "maitrise", "atout", "contact"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the CV: `text` verbatim, `section`, and whether a blank line precedes it.

    `bullet` tells a list item; `number` is the line's rank in the text.
    """

    text: str
    section: str
    blank_before: bool
    bullet: bool
    number: int

    @property
    def bare(self) -> str:
        """The text without its bullet."""
        return BULLET.sub("", self.text).strip()


BULLET = re.compile(r"^\s*(?:[•●▪■◦➢►*·]|[-–—](?=\s|[A-Za-zÀ-ÿ]))\s*")


def heading_of(line: str) -> str | None:
    """The section that `line` opens, or None when it is no heading."""
    stripped = _NUMBERING.sub("", BULLET.sub("", line)).strip().strip("*_=~#«»:.-–— \t")
    if not 3 <= len(stripped) <= 60 or re.search(r"[\d@/,;](?!\s*$)", stripped.replace("/", " ")):
        return None
    folded = fold(stripped)
    if re.fullmatch(r"(?:\w\s+){3,}\w", folded):
        return _NOUNS.get(folded.replace(" ", "")) or _closed_heading(folded.replace(" ", ""))
    words = _WORDS.findall(folded)
    if not words or len(words) > 7:
        return None
    nouns = [word for word in words if word in _NOUNS]
    if not nouns or any(word not in _NOUNS and word not in _PLAIN for word in words):
        return None
    if words[0] in ("en", "au", "aux", "a") and words[1:2] != ["propos"]:
        return None
    if len(words) == 1 and words[0] in _AMBIGUOUS:
        apart = stripped.isupper() or line.rstrip().endswith(":")
        if not apart and not (words[0] in ("contact", "permis") and stripped[0].isupper()):
            return None
    if words[0] == "c'":
        return None
    # « Niveau scolaire », « centres d'intérêt »: the noun that tells most wins.
    if "interet" in words or "interets" in words:
        return "interests"
    if "complementaires" in nouns:
        return "other"
    if nouns[0] == "informations" and len(nouns) == 1 and "complementaires" in words:
        return "other"
    if nouns[0] in ("activites", "activite") and "extra-professionnelles" in words:
        return "interests"
    if nouns[0] == "parcours" and "scolaire" in nouns:
        return "education"
    return _NOUNS[nouns[0]]


def _continues_heading(line: str) -> bool:
    words = _WORDS.findall(fold(line))
    return 0 < len(words) <= 4 and not re.search(r"\d", line) and all(w in _PLAIN for w in words)


def _closed_heading(letters: str) -> str | None:
    """« EXPERIENCESPROFESSIONNELLES »: a letter-spaced heading that lost its spaces."""
    for noun in sorted(_NOUNS, key=len, reverse=True):
        if len(noun) > 5 and letters.startswith(noun):
            rest = letters[len(noun) :]
            if not rest or rest in _PLAIN or len(rest) > 6:
                return _NOUNS[noun]
    return None


def split(text: str) -> list[Line]:
    """The lines of a CV with their section; headings themselves are left out.

    « Langues : anglais courant » opens its section and keeps the rest as its first line. What comes
    before the first heading is the section "header". Line numbers count `bounded_lines(text)`.
    """
    lines: list[Line] = []
    section = "header"
    blank = headed = False
    for number, raw in enumerate(bounded_lines(text)):
        if not raw.strip():
            blank = True
            continue
        cell, tab, beside = raw.partition("\t")
        heading = heading_of(cell)
        if heading is None and headed and _continues_heading(cell):
            # « EXPÉRIENCE » / « PROFESSIONNELLE »: a heading on two lines of a narrow column.
            heading = section
        headed = heading is not None
        if heading is not None:
            section, blank = heading, True
            if not tab:
                continue
            # A heading in the margin, its content beside it.
            raw = beside
        inline = _INLINE.match(raw)
        own = section
        if inline and not BULLET.match(raw):
            told = heading_of(inline[1] + ":")
            # « Formation : 2018 CAP » inside a job's description stays where it is.
            if told is not None and (blank or section == "header" or told != "education"):
                if told in ("contact", "profile", "other") and section != "header":
                    own = told
                else:
                    own = section = told
        lines.append(Line(raw, own, blank, bool(BULLET.match(raw)), number))
        blank = False
    return lines

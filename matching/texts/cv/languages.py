"""Languages and how well they are spoken. A mother tongue is kept as fluent, without saying so:
it would tell an origin (Code du travail, art. L1132-1)."""

from __future__ import annotations

import re

from matching.texts.cv.proposals import Language, key_of
from matching.texts.cv.sections import Line
from matching.texts.fold import fold

#: French name (folded) → ISO 639 code and label.
LANGUAGES: dict[str, tuple[str, str]] = {
    "francais": ("fr", "français"), "anglais": ("en", "anglais"),
    "allemand": ("de", "allemand"), "espagnol": ("es", "espagnol"),
    "italien": ("it", "italien"), "portugais": ("pt", "portugais"), "arabe": ("ar", "arabe"),
    "turc": ("tr", "turc"), "russe": ("ru", "russe"), "ukrainien": ("uk", "ukrainien"),
    "polonais": ("pl", "polonais"), "roumain": ("ro", "roumain"), "albanais": ("sq", "albanais"),
    "serbe": ("sr", "serbe"), "bosniaque": ("bs", "bosniaque"), "croate": ("hr", "croate"),
    "macedonien": ("mk", "macédonien"), "bulgare": ("bg", "bulgare"), "tcheque": ("cs", "tchèque"),
    "slovaque": ("sk", "slovaque"), "hongrois": ("hu", "hongrois"), "grec": ("el", "grec"),
    "armenien": ("hy", "arménien"), "georgien": ("ka", "géorgien"), "azeri": ("az", "azéri"),
    "tchetchene": ("ce", "tchétchène"), "kurde": ("ku", "kurde"), "persan": ("fa", "persan"),
    "farsi": ("fa", "persan"), "dari": ("prs", "dari"), "pachto": ("ps", "pachto"),
    "pachtou": ("ps", "pachto"), "pashto": ("ps", "pachto"), "ourdou": ("ur", "ourdou"),
    "hindi": ("hi", "hindi"), "bengali": ("bn", "bengali"), "tamoul": ("ta", "tamoul"),
    "chinois": ("zh", "chinois"), "mandarin": ("zh", "chinois"),
    "vietnamien": ("vi", "vietnamien"), "khmer": ("km", "khmer"), "lao": ("lo", "lao"),
    "thai": ("th", "thaï"), "japonais": ("ja", "japonais"), "coreen": ("ko", "coréen"),
    "neerlandais": ("nl", "néerlandais"), "suedois": ("sv", "suédois"), "danois": ("da", "danois"),
    "kabyle": ("kab", "kabyle"), "berbere": ("ber", "berbère"), "tamazight": ("ber", "berbère"),
    "wolof": ("wo", "wolof"), "bambara": ("bm", "bambara"), "peul": ("ff", "peul"),
    "soninke": ("snk", "soninké"), "lingala": ("ln", "lingala"), "swahili": ("sw", "swahili"),
    "somali": ("so", "somali"), "tigrigna": ("ti", "tigrigna"), "amharique": ("am", "amharique"),
    "dioula": ("dyu", "dioula"), "malgache": ("mg", "malgache"),
    "comorien": ("zdj", "comorien"), "shimaore": ("swb", "shimaoré"), "creole": ("cpf", "créole"),
    "alsacien": ("gsw", "alsacien"), "breton": ("br", "breton"), "basque": ("eu", "basque"),
    "occitan": ("oc", "occitan"), "corse": ("co", "corse"), "romani": ("rom", "romani"),
    "hebreu": ("he", "hébreu"), "mongol": ("mn", "mongol"), "catalan": ("ca", "catalan"),
    "luxembourgeois": ("lb", "luxembourgeois"),
    "langue des signes": ("fsl", "langue des signes française"),
    "lsf": ("fsl", "langue des signes française"),
}  # fmt: skip

_NAMES = re.compile(r"\b(" + "|".join(sorted(LANGUAGES, key=len, reverse=True)) + r")(?:e|s|es)?\b")
#: First match wins. Levels on folded text.
_LEVELS = tuple(
    (re.compile(pattern), level)
    for pattern, level in (
        (r"\b(a1|a2|b1|b2|c1|c2)\b", "\\1"),
        (r"maternel|\bnatif|\bnative\b|bilingue|langue d'origine", "fluent"),
        (r"courant|couramment|fluide|parfaite?(?:ment)?|excellent|tres bonn?e? (?:niveau|maitrise)"
         r"|trilingue|lu,? (?:et )?(?:ecrit|parle)|avance|maitrise totale", "fluent"),
        (r"notion|\bbases?\b|debutant|elementaire|rudiment|faible|initiation|quelques mots",
         "notions"),
        (r"intermediaire|moyen|scolaire|\bbonn?e?s?\b|correct|technique|professionnel|conversation"
         r"|pre-?avance|usuel|\bassez bien|\bbien\b|autonome|comprehension|parle|oral", "intermediate"),
    )
)  # fmt: skip
_SPEAKS = re.compile(r"\b(?:parle|parlee?s?|langues?|ecrit|lu)\b")
_ORIGIN = re.compile(r"(?i)\(?\s*(?:langue\s+maternelle|langue\s+d['’]origine|maternelle)\s*\)?")


def read_languages(lines: list[Line]) -> tuple[Language, ...]:
    """Languages of the languages section, and those told elsewhere with a level or « parle »."""
    found: dict[str, Language] = {}
    for index, line in enumerate(lines):
        if line.section in ("experiences", "education", "interests"):
            continue
        folded = fold(line.text)
        names = list(_NAMES.finditer(folded))
        if not names:
            continue
        own = line.section == "languages"
        for rank, match in enumerate(names):
            code, label = LANGUAGES[match[1]]
            start = names[rank - 1].end() if rank else 0
            stop = names[rank + 1].start() if rank + 1 < len(names) else len(folded)
            level = _level(folded, start, match.start(), match.end(), stop)
            if not level and rank + 1 < len(names) and folded[match.end() : stop].strip() == "et":
                # « anglais et espagnol scolaires »
                after = names[rank + 2].start() if rank + 2 < len(names) else len(folded)
                level = _level(folded, match.end(), stop, names[rank + 1].end(), after)
            if not level and re.match(r"\W*(?:bi|tri|multi)lingue", folded):
                level = "fluent"
            if not level and own and rank == len(names) - 1 and index + 1 < len(lines):
                # The level alone on the next line, as in narrow columns.
                following = lines[index + 1]
                told = fold(following.text)
                if following.section == "languages" and not _NAMES.search(told):
                    level = _first_level(told)
            if not own and not level and not (_SPEAKS.search(folded) and len(folded) < 90):
                continue
            if not own and re.search(r"(?:cours|professeur|vendeur|client\w*) d[e']\s*\w*$",
                                     folded[: match.start()]):  # fmt: skip
                continue
            if code not in found or (level and not found[code].level):
                evidence = _ORIGIN.sub(" … ", line.text).strip()
                found[code] = Language(
                    code, label, level, evidence, key_of("language", code, level)
                )
    return tuple(found.values())


def _level(folded: str, start: int, left: int, right: int, stop: int) -> str:
    """The level told for one language: after it up to the next one, else just before it."""
    after = re.split(r"[;|\t]|(?<=\w),(?=\s*\w+\s*:)", folded[right:stop], maxsplit=1)
    told = after[0]
    # « anglais, notions d'allemand »: words that lead to the next language are not for this one.
    told = re.sub(
        r"(?:,|\bet\b|;|-)?\s*(?:notions?|bases?|bonnes? \w+|maitrise|pratique|niveau \w+)"
        r"(?:\s+\w+)?\s+(?:d[eu']|en|l')\s*(?:l')?\s*$", "", told)  # fmt: skip
    level = _first_level(told)
    if level:
        return level
    if not told.strip(" ,;.:()-–") and len(after) > 1:
        level = _first_level(re.split(r"[;|]", folded[right:stop].lstrip("\t |"))[0])
        if level:
            return level
    return _first_level(re.split(r"[,;|\t.]", folded[start:left])[-1])


def _first_level(told: str) -> str:
    for pattern, level in _LEVELS:
        match = pattern.search(told)
        if match:
            return match[1].upper() if level == "\\1" else level
    return ""

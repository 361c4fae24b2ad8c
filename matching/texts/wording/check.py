"""Reads a job profile for wording that names what may not weigh on a hiring, and proposes another one.

No job offer may refer to a criterion of the Code du travail, L1132-1 (L5321-2), nor to the sex or family
situation of who is sought (L1142-1), nor to an upper age limit (L5331-2). What the law forbids outright is
`refused`; what may be lawful where the job really needs it (L1133-1), or only hints at a criterion, is
`advised`. The table of what is read stands in `rules.py`, where a text describes who is sought in `portrait.py`;
docs/non-discrimination.md lists it.

A reader of words is no judge: it knows phrases, not intentions. It is built to refuse little and to be right.
Pure: texts in, mentions out; it asks nothing and never raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from matching.texts.fold import fold
from matching.texts.trade_forms import TRADE_FORMS
from matching.texts.wording.misspellings import meant
from matching.texts.wording.portrait import (
    Portrait,
    is_followed,
    names_someone,
    portraits,
    stands_alone,
)
from matching.texts.wording.rules import (
    BOTH_SEXES_SAID,
    RULES,
    TITLE_RULE,
    Criterion,
    Rule,
    Severity,
)

LONGEST_READ = 10_000
"""Characters of one text that are read; longer ones are refused by the service for their length."""
TITLE = "title"
"""The name of the text that is read as a title: a trade named for one sex only is noted there."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that name a forbidden criterion.

    `start` and `end` are positions in the text, in characters; `words` is the text between them. Each proposal
    is what to write in their place; "" is «take these words away». `article` is of the Code du travail. `why` is one French
    sentence without its capital and its full stop. `also` are other criteria that the same words name («jeune homme»).
    """

    code: str
    criterion: Criterion
    severity: Severity
    article: str
    start: int
    end: int
    words: str
    why: str
    proposals: tuple[str, ...]
    also: frozenset[Criterion] = frozenset()

    @property
    def criteria(self) -> frozenset[Criterion]:
        """All that the words name."""
        return self.also | {self.criterion}


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters from `start` to `end` become `text`."""

    start: int
    end: int
    text: str


def mentions(texts: Mapping[str, str], *, context: str = "") -> dict[str, tuple[Mention, ...]]:
    """What each text names, in the order of the words; texts that name nothing are left out.

    All texts are of one job profile: what one says («contrat d’apprentissage») can make lawful what another
    one asks («18 à 25 ans»). `context` is read for that too, and for nothing else. Mentions do not overlap.
    """
    read = {name: Reading(text) for name, text in texts.items()}
    whole = "\n".join([fold(context), *(one.folded for one in read.values())])
    found: dict[str, tuple[Mention, ...]] = {}
    for name, reading in read.items():
        some = [*_mentions(reading, whole)]
        if name == TITLE and not BOTH_SEXES_SAID.search(whole):
            some += _one_sex_only(reading)
        if some:
            found[name] = tuple(_apart(some))
    return found


def refused(found: Mapping[str, Iterable[Mention]]) -> dict[str, tuple[Mention, ...]]:
    """Only what keeps a profile from being published."""
    kept = {
        name: tuple(m for m in some if m.severity is Severity.REFUSED)
        for name, some in found.items()
    }
    return {name: some for name, some in kept.items() if some}


def edit_of(text: str, mention: Mention, proposal: str) -> Edit:
    """How `text` changes to follow a proposal: it begins with a capital where the words did, and what words
    taken away leave behind (blanks, a comma, an empty sentence) goes with them."""
    start, end = mention.start, mention.end
    if proposal:
        shouted = text[start : start + 2].isupper()
        capital = text[start : start + 1].isupper() and (
            not shouted or _begins_sentence(text, start)
        )
        return Edit(start, end, proposal[:1].upper() + proposal[1:] if capital else proposal)
    start, end = _with_blanks(text, start, end)
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        start, end = _with_blanks(text, start - 1, end + 1)
    if _begins_sentence(text, start):
        while end < len(text) and text[end] in ",;.:!?":
            end += 1
        while end < len(text) and text[end] in _BLANKS:
            end += 1
        between = "" if not start or text[start - 1] == "\n" else " "
        first = text[end : end + 1]
        if not first or first == "\n":
            return Edit(start, end, "")
        return Edit(start, end + 1, between + first.upper())
    if end >= len(text) or text[end] in ",;.:!?)\n":
        while start and text[start - 1] in ",;:" + _BLANKS:
            start -= 1
        return Edit(start, end, "")
    return Edit(start, end, " ")


def applied(text: str, mention: Mention, proposal: str) -> str:
    """`text` once it follows a proposal of one of its mentions."""
    change = edit_of(text, mention, proposal)
    return text[: change.start] + change.text + text[change.end :]


def law(mention: Mention) -> str:
    """The article with its code: «Code du travail, L1132-1»."""
    return f"Code du travail, {mention.article}"


def explained(mention: Mention) -> str:
    """One line for a person: the words, why, the article, and what to write instead, with French blanks."""
    first = next((p for p in mention.proposals if p), "")
    if not first:
        instead = "Retirez ces mots."
    elif "" in mention.proposals:
        instead = f"Retirez ces mots, ou écrivez «\u00a0{first}\u00a0»."
    else:
        instead = f"Écrivez plutôt «\u00a0{first}\u00a0»."
    why = mention.why.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" :", "\u00a0:")
    return f"«\u00a0{mention.words.strip()}\u00a0»\u00a0: {why} ({law(mention)}). {instead}"


_BLANKS = " \t\u00a0\u202f"
_DASHES = "‐‑‒–—−"
_WORD = re.compile(r"(?:s')?[a-z]{3,20}")
_LETTERS = {"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"}


class Reading:
    """A text as rules read it: folded, blanks and dashes made plain, each character with its place.

    A line that goes on (the next one begins with a small letter) is one line; other line ends stay.
    """

    __slots__ = ("folded", "places", "text")

    def __init__(self, text: str) -> None:
        self.text = text[:LONGEST_READ]
        letters: list[str] = []
        places: list[int] = []
        blank: int | None = None
        line_ends = 0
        for place, character in enumerate(self.text):
            if character.isspace():
                blank = place if blank is None else blank
                line_ends += character == "\n"
                continue
            category = unicodedata.category(character)
            if category in ("Mn", "Cf"):  # a loose accent, a soft hyphen
                continue
            if blank is not None and letters:
                goes_on = character.islower() and letters[-1] not in ".:;!?"
                letters.append("\n" if line_ends > 1 or (line_ends and not goes_on) else " ")
                places.append(blank)
            blank, line_ends = None, 0
            for one in _LETTERS.get(character) or (
                "-" if character in _DASHES else fold(character)
            ):
                letters.append(one)
                places.append(place)
        self._spell(letters, places)
        self.folded = "".join(letters)
        self.places = places

    @staticmethod
    def _spell(letters: list[str], places: list[int]) -> None:
        """Mistyped words are read as the words that are meant; the last letter stays at the last place."""
        for word in reversed([*_WORD.finditer("".join(letters))]):
            right = meant(word[0])
            if right != word[0]:
                start, end = word.span()
                typed = places[start:end]
                inside = [typed[min(n, len(typed) - 1)] for n in range(len(right) - 1)]
                letters[start:end], places[start:end] = list(right), [*inside, typed[-1]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The positions in the text of a stretch of the folded text that is not empty."""
        last = self.places[end - 1] + 1
        while last < len(self.text) and unicodedata.category(self.text[last]) == "Mn":
            last += 1
        return self.places[start], last


_NO_TRADES = frozenset(["personne", "personnes", "gens", "profil", "profils", "aide"])


class Aim(Enum):
    """About whom a sentence speaks: who is sought, whom she will serve, or neither is said."""

    SOUGHT = "sought"
    SERVED = "served"
    UNSAID = "unsaid"


_SOUGHT = re.compile(
    r"\b(?:(?:re)?cherch|recrut|embauch|souhait|candidat|profil|postul|exig|requi[st]|obligatoire|imperati|ideal"
    r"|reserve|prefer|priorit|privilegi|vous (?:etes|avez|devez)|devr|criter|il faut|besoin d|convien|poste)"
)
_SERVED = re.compile(
    r"\b(?:accompagn(?!at|an)|accueill|accueil d|encadr(?!an)|anime[rz]\b|aupres|aide[rz]\b|serv(?:ir|ez)\b|soigne[rz]\b|formez\b"
    r"|visite[rz]\b|conseillez|prise en charge|insertion d|suivi d|dedie|destine[es]* aux?|"
    r"(?:pour|avec|chez) (?:des|nos) )"
)
_SERVED_NEAR = re.compile(
    r"\b(?:adultes|usagers?|residents?|clients?|clientele|stagiaires|publics?|beneficiaires?|allocataires?|enfants?"
    r"|eleves?|adolescentes?|adolescents?|ados|patients?|detenus?|migrants?|habitants|apprenants|adherents|familles?"
    r"|foyer|etudiants|locataires|voyageurs|visiteurs|membres|collegues|travailleurs)\b[^.,:;!?\n]{0,25}$"
)
_ASKED_AFTER = re.compile(
    r"^[\s,(]{0,2}(?:\w{1,12}\s){0,2}(?:exige|obligatoire|imperati|requis|souhaite|demande|uniquement|de preference"
    r"|indispensable|apprecie)"
)


_NOT_ASKED = re.compile(
    r"(?:\b(?:que vous soyez|peu importe|y compris|quel(?:le)?s? que (?:soit|soient|puisse)|sans distinction|sans condition|indifferemment"
    r"|independamment|pas besoin d|inutile d)[^.;!?\n]{0,60}"
    r"|\b(?:aupres|accompagn(?:ez|er|e|ons)|accueil|accueill(?:ez|ir|e|ons)|conseill(?:ez|er)|soign(?:ez|er)|soins?|aide|aider|aidez"
    r"|visite[rz]|encadre[rz])(?:[\s']{1,2}(?:a|au|aux|de?|d|des|du|une?|les?|l|la|nos|toute?))+(?:[\s']{1,2}(?:personnes?|hommes?|femmes?|gens"
    r"|adultes?|seule?s?|clients?|cliente|usagers?|publics?|dame|monsieur|patiente?s?|couple|au|de|d)){0,4}[\s']{0,2}"
    r"|\b(?:nos|notre|la|les|des|aux?|une?|ces) (?:clienteles?|clients?|clientes?|usagers?|publics?|patients?|residents?|beneficiaires?|locataires?"
    r"|familles?|enfants?|eleves?)(?: (?:est|sont|souvent|plutot|tres))*\s{0,2})$"
)
"""Just before: what is named is not asked («que vous soyez…», «auprès d’une personne…»)."""


def _is_of_a_trade(before: str) -> bool:
    """Whether who is served only tells which trade is meant: «accompagnant d’élèves», «conseiller clientèle»."""
    words = [one for one in _WORD.findall(before) if one not in {"des", "les", "jeunes"}]
    return bool(words) and words[-1] not in _NO_TRADES and names_someone(words[-1])


def _aim(before: str, after: str) -> Aim:
    near = _SERVED_NEAR.search(before[-60:])
    if near and not _is_of_a_trade(before[-60:][: near.start()]):
        return Aim.SERVED
    if _ASKED_AFTER.match(after):
        return Aim.SOUGHT
    sought = max((m.start() for m in _SOUGHT.finditer(before)), default=-1)
    served = max((m.start() for m in _SERVED.finditer(before + " ")), default=-1)
    if sought == served:
        return Aim.UNSAID
    return Aim.SOUGHT if sought > served else Aim.SERVED


def _mentions(reading: Reading, whole: str) -> Iterable[Mention]:
    described = portraits(reading.folded)
    for rule in RULES:
        allowed: bool | None = None
        for match in rule.pattern.finditer(reading.folded):
            named = next((g for g in rule.pattern.groupindex if match[g]), None)
            start, end = match.span(named or 0)
            words = reading.folded[start:end]
            start += len(words) - len(words.lstrip())
            end -= len(words) - len(words.rstrip())
            if start >= end or not _is_portrayed(rule, reading.folded, start, end, described):
                continue
            before = reading.folded[max(0, start - 200) : start]
            before = re.split(r"[.;!?\n]", before)[-1]
            after = reading.folded[end : end + 60]
            if allowed is None:
                allowed = rule.lawful is not None and rule.lawful.search(whole) is not None
            severity = _severity(rule, before, after, allowed)
            if severity is not None:
                yield _mention(rule, reading, start, end, severity)


def _is_portrayed(
    rule: Rule, folded: str, start: int, end: int, described: Mapping[int, tuple[Portrait, bool]]
) -> bool:
    """Whether a rule that is read in portraits alone matches within one."""
    if rule.portrait is None:
        return True
    place, of_one = described.get(start, (None, False))
    if place is None or place < rule.portrait or (of_one and folded[start:end] == "jeunes"):
        return False  # «animateur jeunes» works with them
    if rule.before_noun is None:
        return True
    if rule.before_noun:
        return stands_alone(folded, end, said=place is Portrait.SAID)
    return is_followed(folded, end)


def _severity(rule: Rule, before: str, after: str, allowed: bool) -> Severity | None:
    """How grave a match is here; None when it is no mention at all. `allowed`: the profile says what makes it lawful."""
    if not rule.shuts_out and _NOT_ASKED.search(before[-120:]):
        return None
    if rule.spared_before and rule.spared_before.search(before[-60:]):
        return None
    severity: Severity | None = rule.severity
    if rule.aimed:
        aim = _aim(before, after)
        if aim is Aim.SERVED:
            return None
        if aim is Aim.UNSAID:
            severity = rule.unsaid
    if allowed:
        return Severity.ADVISED if severity is Severity.REFUSED else rule.lawful_advised
    return severity


def _mention(rule: Rule, reading: Reading, start: int, end: int, severity: Severity) -> Mention:
    first, last = reading.span(start, end)
    words = reading.text[first:last]
    proposals = _both_forms(words) if rule.both_forms else rule.proposals
    if rule.plural is not None and re.match(
        r"(?:des|de|les|deux|\w+s)\b", reading.folded[start:end]
    ):
        proposals = rule.plural
    return Mention(
        rule.code, rule.criterion, severity, rule.article, first, last, words, rule.why, proposals
    )


def _both_forms(words: str) -> tuple[str, ...]:
    """«une serveuse» as «un serveur / une serveuse» and as «une serveuse (H/F)»."""
    article, _, trade = words.rpartition(" ")
    one = fold(trade)
    several = one not in TRADE_FORMS
    pair = TRADE_FORMS.get(one) or TRADE_FORMS[one.removesuffix("s")]
    him, her = (f"{name}s" if several else name for name in pair)
    both = f"{him} / {her}" if fold(article) != "une" else f"un {him} / une {her}"
    if article and fold(article) != "une":
        both = f"{article} {both}"
    return (both, f"{words} (H/F)")


def _one_sex_only(reading: Reading) -> Iterable[Mention]:
    """The trade of a title that is named for one sex only: both forms, or (H/F)."""
    words = list(re.finditer(r"[a-z]+(?:-[a-z]+)*", reading.folded))
    spoken = {word[0] for word in words}
    for word in words[:3]:
        pair = TRADE_FORMS.get(word[0])
        if pair is None:
            continue
        if any(fold(form) in spoken for form in pair if fold(form) != word[0]):
            return
        start, end = reading.span(*word.span())
        typed = reading.text[start:end]
        rule = TITLE_RULE
        yield Mention(
            rule.code, rule.criterion, rule.severity, rule.article, start, end, typed, rule.why,
            (" / ".join(pair), f"{typed} (H/F)"),
        )  # fmt: skip
        return


def _apart(some: Iterable[Mention]) -> list[Mention]:
    """Without overlaps: the refused one first, then the longer, then the earlier; in the order of the text."""

    def rank(m: Mention) -> tuple[bool, int, int, str]:
        return m.severity is not Severity.REFUSED, m.start - m.end, m.start, m.code

    kept: list[Mention] = []
    whose: dict[int, int] = {}
    for mention in sorted(some, key=rank):
        across = {whose[n] for n in range(mention.start, mention.end) if n in whose}
        if not across:
            whose |= dict.fromkeys(range(mention.start, mention.end), len(kept))
            kept.append(mention)
        for n in across:
            kept[n] = _joined(kept[n], mention)
    return sorted(kept, key=lambda m: m.start)


def _joined(kept: Mention, other: Mention) -> Mention:
    """`kept` that tells what else its words name: no criterion hides another."""
    if other.criterion in kept.criteria:
        return kept
    articles = dict.fromkeys([*kept.article.split(" et "), *other.article.split(" et ")])
    return replace(
        kept,
        also=kept.also | {other.criterion},
        article=" et ".join(articles),
        why=f"{kept.why} ; {other.why}",
    )


def _with_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with the blanks around it."""
    while start and text[start - 1] in _BLANKS:
        start -= 1
    while end < len(text) and text[end] in _BLANKS:
        end += 1
    return start, end


def _begins_sentence(text: str, place: int) -> bool:
    """Whether what stands at `place` opens a sentence, a line or a bullet."""
    return bool(
        re.search(r"(?:\A|[.!?\n]|(?:\A|\n)\s*[-–•*])\s*\Z", text[max(0, place - 10) : place])
    )

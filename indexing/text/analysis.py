"""The one French analyser: the same words for a document and for a question, in both engines.

Order matters: lower case → elision → stop words → Snowball French → accent folding → suffix rules.
Folding before stemming would lose «cuisinière» = «cuisinier»; the rules of gender around it join the
pairs that Snowball leaves apart («abatteuse» = «abatteur», «directrice» = «directeur»): 99 % of the
9,232 pairs of the official job names, where Snowball alone joins 53 %.

Terms hold letters and digits only, so that a whitespace tokeniser and FTS5's read them alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock

import Stemmer

ANALYSIS_VERSION = "fr-2"
"""Raised whenever a text may give other terms, another ROME reading (indexing/rome_pivot.py), or less after
redaction (matching/texts/redaction.py), than before: an index built with another version is refused until it is rebuilt."""

_STOP_TEXT = """
    a afin ai aie ainsi alors apres as assez au aucun aucune aujourd aussi autre autres aux avec
    avez avoir avons ayant beaucoup bien bon car ce cela celle celles celui ces cet cette ceux
    chaque chez ci comme comment d dans de depuis des desormais donc dont du elle elles en
    encore entre es est et etaient etait etais etant etes etre eu eux f fait faire faut h hui il
    ils j je jusque l la le les leur leurs lors lorsque lui m ma mais me meme memes merci mes
    mien moi mon n ne ni nos notre nous on ont ou par parce pas pendant peu peut peux plus
    plusieurs pour pourquoi puis puisque qu quand que quel quelle quelles quels quelque quelques
    qui quoi sa sans se selon sera serait serez seront ses si sien soi soient sois soit sommes
    son sont souhaite souhaitez sous suis sur t ta tandis te tel telle telles tels tes toi ton
    tous tout toute toutes tres tu un une vers veut veux voici voila vos votre vous y
"""
_STOP_WORDS = frozenset(_STOP_TEXT.split())
"""Accent-folded. Words of the trade are never here, whatever their frequency."""

_IRREGULAR = {
    "travaux": "travail",
    "vitraux": "vitrail",
    "émaux": "émail",
    "yeux": "oeil",
    "lieux": "lieu",
    "jeux": "jeu",
    "feux": "feu",
    "cheveux": "cheveu",
    "milieux": "milieu",
    "enjeux": "enjeu",
    "hôtesse": "hôte",
    "hôtesses": "hôte",
    "maîtresse": "maître",
    "maîtresses": "maître",
    "cheffe": "chef",
    "cheffes": "chef",
    "barmaid": "barman",
    "commise": "commis",
    "contremaîtresse": "contremaître",
    "paysanne": "paysan",
    "paysannes": "paysan",
    "pizzaïola": "pizzaïolo",
    "fraîche": "frais",
    "fraîches": "frais",
    "resto": "restaurant",
    "restos": "restaurant",
}

_FEMININE = (
    (re.compile(r"euses?$"), "eur"),
    (re.compile(r"ières?$"), "ier"),
    (re.compile(r"(?<=ch|.g|ll|.y)ères?$"), "er"),
    (re.compile(r"(?<=[aeiou]d)rices?$"), "eur"),
)
"""What Snowball cuts off a long feminine and leaves on the masculine («abatteuse», «bergère»)."""

_LETTERS = r"[^\W_](?:[^\W_]|[̀-ͯ])*"
_PIECE = re.compile(
    r"(?P<both>\b(?:h\s?[/-]\s?f|f\s?[/-]\s?h)(?:\s?/\s?x)?\b)"
    r"|(?P<elided>\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’ʼ])"
    r"|(?P<ending>(?<=\w)(?:"
    r"\((?:e|ne|le|se|euse|rice|trice|ère|ière|ienne|fe)s?\)(?:\(?s\)?\b)?"
    r"|[·•.⋅/-](?:e|ne|se|euse|rice|trice|ère|ière|ienne|fe)(?:[·•.⋅-]?s)?\b))"
    r"|(?P<rotation>\b[235]\s?[x×*]\s?(?:8|12)\b)"
    r"|(?P<reference>\br\.?\s?(?=(?:4[0-9]{2}|372|377|389|390|386|383)\b)(?:[0-9]{3}))"
    rf"|(?P<word>{_LETTERS})",
    re.IGNORECASE,
)
"""What a text is cut into: «H/F»; an elided «l'»; an inclusive ending «(e)», «·trice»; «2x8»; a
recommendation of the CNAM for certificates, «R489» or «R 489»; any other word or number."""

_LICENCES = dict.fromkeys(
    ("am", "a1", "a2", "b", "b1", "be", "c", "c1", "ce", "c1e", "d", "d1", "d1e")
)
_LICENCES |= {"eb": "be", "ec": "ce", "ed": "de", "pl": "c", "spl": "ce", "vl": "b"}
"""What follows «permis», former names and the trade's own included (a lorry «PL» is C, «SPL» CE)."""

_CATEGORY_WORDS = frozenset({"categorie", "categories", "cat", "classe", "groupe", "niveau"})
_JOINERS = frozenset({"et", "ou", "de", "conduire", "categorie", "categories", "plus"})

_stemmer = Stemmer.Stemmer("french", 0)
_stemmer_lock = Lock()


def fold(text: str) -> str:
    """Lower case without accents nor ligatures: «Œuvre» → «oeuvre»."""
    lowered = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return bare.replace("œ", "oe").replace("æ", "ae")


_fold_word = lru_cache(maxsize=200_000)(fold)


@lru_cache(maxsize=200_000)
def _term(word: str) -> str:
    """The term of one lower-case word, empty for a stop word or a lone letter."""
    word = unicodedata.normalize("NFKC", word).replace("œ", "oe").replace("æ", "ae")
    folded = fold(word)
    if folded in _STOP_WORDS or (len(folded) == 1 and not folded.isdigit()):
        return ""
    if any(c.isdigit() for c in folded):
        return folded
    word = _IRREGULAR.get(word, word)
    for feminine, masculine in _FEMININE:
        word = feminine.sub(masculine, word)
    with _stemmer_lock:
        stem = fold(_stemmer.stemWord(word))
    if stem.endswith("eux"):
        return stem[:-1] + "r"
    if stem.endswith("tric"):
        return stem[:-4] + "teur"
    return stem


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Each term with where it stands: `text[start:end]` is what a snippet marks.

    In «vendeur / vendeuse» both words are the same term; it is given once, over the first.
    """
    context = ""  # the word «permis» or «catégorie» that still gives a sense to lone letters
    previous, previous_end = "", -1
    for piece in _PIECE.finditer(text):
        kind, raw = piece.lastgroup, piece.group().lower()
        start, end = piece.span()
        if kind in ("both", "elided", "ending"):
            continue
        if kind in ("rotation", "reference"):
            term = re.sub(r"[^0-9a-z]", "", raw.replace("×", "x").replace("*", "x"))
        else:
            term = _term(raw)
            folded = _fold_word(raw)
            if folded == "permis":
                context = "permis"
            elif context == "permis" and folded in _LICENCES:
                term = "permis" + (_LICENCES[folded] or folded)
            elif context == "permis" and raw == "a" and piece.group() == "A":
                term = "permisa"
            elif context == "permis" and folded == "de" and piece.group() == "DE":
                term = "permisde"
            elif folded in _CATEGORY_WORDS and context != "permis":
                context = "category"
            elif context == "category" and len(folded) == 1 and piece.group().isupper():
                term = folded
            elif folded not in _JOINERS and not (context == "category" and folded.isdigit()):
                context = ""
        if not term:
            continue
        if term == previous and text[previous_end:start].strip() == "/":
            continue
        previous, previous_end = term, end
        yield term, start, end


def analyse(text: str) -> list[str]:
    """The terms of a text in order, with repetitions, letters and digits only."""
    return [term for term, _, _ in spans(text)]

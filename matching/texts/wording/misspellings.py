"""Words that people mistype in job texts, and the words they mean: rules need only know the right one.

Two words are the same here when they differ in doubled letters, ph/f, th/t, y/i or a silent h within («nationnalité»,
«catolique»); long ones also when two neighbours are exchanged or one letter inside is missing. Pure.
"""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MEANT = """nationalite francaise francais celibataire catholique musulman musulmane handicape handicapee habitant residant
domicilie residence photo jeune femme femmes homme hommes maternelle naissance syndique syndiquee homosexuel homosexuelle
heterosexuel enceinte dynamique europeen europeenne etranger etrangers presentation maghrebin maghrebins marie divorce sante
apparence religion chretien chretienne origine proximite domicile fumeur fumeuse senior seniors abstenir obligatoire retraite
grossesse protestant pratiquant pratiquante voilee tatouage tatouages piercing accent"""
_TYPED = {
    "homem": "homme", "hmme": "homme", "homm": "homme", "hommme": "homme", "hommz": "homme", "hommess": "hommes",
    "feme": "femme", "femem": "femme", "fmme": "femme", "femm": "femme", "famme": "femme", "fmmes": "femmes", "fem": "femme",
    "jeun": "jeune", "jeuen": "jeune", "jenue": "jeune", "juene": "jeune", "jeunz": "jeune", "jne": "jeune", "jeuns": "jeunes",
    "abitant": "habitant", "abiter": "habiter", "abitez": "habitez", "habitan": "habitant",
    "phto": "photo", "phtoto": "photo", "foto": "photo", "fotos": "photos", "maternele": "maternelle",
    "celib": "celibataire", "cath": "catholique", "francai": "francais",
    "s'astenir": "s'abstenir", "sabstenir": "s'abstenir", "sabst": "s'abstenir",
    "etranjer": "etranger", "jeunee": "jeune", "jeunnee": "jeune",
}  # fmt: skip
_NOT_MEANT = _words(
    """
    home marie maries accents abstenir residence senior seniors jeunes maris residant origine
    """
)
"""Words that are spelt rightly, though near a key."""


def _key(word: str) -> str:
    word = word.replace("ph", "f").replace("th", "t").replace("y", "i")
    word = word[:1] + word[1:].replace("h", "")
    return re.sub(r"(.)\1+", r"\1", word[:-1]) + word[-1:]  # «voile» is not «voilée»


def _near(word: str) -> set[str]:
    """Two letters exchanged, or one missing, inside the word: its ends stay."""
    inside = range(1, len(word) - 2)
    return {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in inside} | {
        word[:n] + word[n + 1 :] for n in inside
    }


_WORDS = _MEANT.split()
_KEYS = {_key(word): word for word in _WORDS}
_MISSPELT = {
    **{near: word for word in _WORDS if len(word) >= 8 for near in _near(word)},
    **_TYPED,
}
for _word in _WORDS:
    _MISSPELT.pop(_word, None)


def meant(word: str) -> str:
    """The word that a folded word stands for: itself, unless it is mistyped."""
    if word in _NOT_MEANT:
        return word
    if word in _MISSPELT:
        return _MISSPELT[word]
    right = _KEYS.get(_key(word))
    return right if right is not None else word

"""What a password must be: long, and not to be guessed from words that everybody tries or from the account.

No rule on kinds of characters and no forced change (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 5, V6.2): these make
people write «Vivier2026!».
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from flask_security.password_util import PasswordUtil
from flask_security.proxies import _security

SHORTEST = 12
LONGEST = 200
REMAINS = 5
"""So many characters must be left once what everybody tries has been taken away."""
COMMON = (
    "motdepasse", "password", "passw0rd", "administrateur", "administrator", "admin", "bienvenue", "welcome",
    "bonjour", "soleil", "loulou", "doudou", "chouchou", "princesse", "princess", "marseille", "nicolas",
    "camille", "football", "iloveyou", "jetaime", "amour", "secret", "azertyuiop", "azerty", "qsdfghjklm",
    "qsdfgh", "wxcvbn", "qwertyuiop", "qwertz", "qwerty", "asdfgh", "zxcvbn", "letmein", "changeme", "changezmoi",
    "dragon", "monkey", "master", "superman", "batman", "pokemon", "france", "alsace", "strasbourg", "paris",
    "francetravail", "poleemploi", "emploi", "insertion", "coach", "candidat", "connexion",
    "janvier", "fevrier", "mars", "avril", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre",
    "printemps", "automne", "hiver", "vivier", "test", "demo",
)  # fmt: skip
"""French and English words of the lists of leaked passwords, and this field's own; the longest are tried first."""
RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "azertyuiopqsdfghjklmwxcvbn",
        "qwertyuiopasdfghjklzxcvbnm")  # fmt: skip
LOOKALIKES = str.maketrans("@4310$57", "aaeiosst")


def problem(password: str, about: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password, in one French sentence; None when nothing is. `about` are texts that
    an attacker knows of the person: her name, her address."""
    if len(password) < SHORTEST:
        return f"Choisissez au moins {SHORTEST} caractères, par exemple quatre mots sans rapport entre eux."
    if len(password) > LONGEST:
        return f"Choisissez {LONGEST} caractères au plus."
    if len(_rest(password, about)) < REMAINS:
        return (
            "Ce mot de passe se devine : il tient surtout à un mot courant, à votre nom, à votre adresse "
            "ou à une suite. Choisissez par exemple quatre mots sans rapport entre eux."
        )
    return None


def _rest(password: str, about: Iterable[str]) -> set[str]:
    """The different letters and digits that are left without common words, the person's own words and runs."""
    plain = _plain(password)
    words = {_plain(word) for word in COMMON}
    for text in about:
        words.update(part for part in re.split(r"[^a-z0-9]+", _plain(text)) if len(part) >= 3)
    for word in sorted(words, key=len, reverse=True):
        for form in {word, word.translate(LOOKALIKES)}:
            plain = plain.replace(form, "")
            plain = _as_letters(plain, form)
    for size in (6, 5, 4, 3):
        for run in RUNS:
            for way in (run, run[::-1]):
                for start in range(len(way) - size + 1):
                    plain = plain.replace(way[start : start + size], "")
    return set(re.findall(r"[^\W_]", plain))


def _as_letters(text: str, word: str) -> str:
    """`text` without the places where it reads as `word` once «0» is an o and «@» an a."""
    read = text.translate(LOOKALIKES)
    while word and (at := read.find(word)) >= 0:
        text, read = text[:at] + text[at + len(word) :], read[:at] + read[at + len(word) :]
    return text


def _plain(text: str) -> str:
    """Lower case without accents, every character of the text still in its place or gone."""
    parts = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in parts if not unicodedata.combining(c))


def checked(password: str, about: Iterable[str] = ()) -> tuple[str | None, str]:
    """(what is wrong or None, the password in the one form that is hashed)."""
    normal: str = _security.password_util.normalize(password)
    return problem(normal, about), normal


class Passwords(PasswordUtil):
    """The same rule where Flask-Security asks for it: reset and change."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        account = kwargs.get("user")
        wrong, normal = checked(password, account.known_words if account is not None else ())
        return ([wrong] if wrong else None), normal

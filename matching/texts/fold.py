"""How texts are compared whatever their case and accents: one folding, and what two kinds of reader need of it.

`fold` for patterns whose positions are those of the text; `folded` for words that are compared, also in the database
(`matching.db.folded_column`). Ligatures stay ligatures («œuvre») in both: two letters for one would move every
position. Keys of reference data spell them out (`matching.pool.reference.search_key`); the search engine's analysis
stems as well (`indexing.text.analysis`).
"""

from __future__ import annotations

import unicodedata

_WITHOUT_PARTS = {"’": "'", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h"}
"""Letters that Unicode does not take apart: «Yıldız» is «YILDIZ» in capitals."""


class _Folding(dict[int, str]):
    """For `str.translate`: each character's folded form, found when it is first met."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code).lower())[0]
        one = _WITHOUT_PARTS.get(base, base)
        if len(self) < 4096:  # a file of strange characters does not fill the memory
            self[code] = one
        return one


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case without accents, ’ as ', **of the same length** as `text`.

    So a match's position in the folded text is its position in the original. An accent that is written as a
    character of its own stays.
    """
    return text.translate(_FOLDING)


def folded(text: str) -> str:
    """The same without the accents that are characters of their own: «Éléonore», however it was typed, gives
    «eleonore». Its length may differ."""
    return "".join(c for c in fold(text) if not unicodedata.combining(c))


LETTERS = "".join(
    c
    for c in map(chr, (*range(0xC0, 0x180), 0x219, 0x21B, ord("’")))
    if c.lower() == c and fold(c) != c and fold(c).isascii()
)
"""The small letters of Europe's languages that have accents, and ’: the database folds them one by one."""

MARKS = "".join(map(chr, range(0x300, 0x30D))) + "\u0326\u0327\u0328"
"""The accents of those letters as characters of their own; `folded` drops them."""

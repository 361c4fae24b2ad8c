"""Plain comparison of words in the database, whatever their accents and case, without any extension."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, func, or_, true

ACCENTED = "àáâãäåçèéêëìíîïñòóôõöùúûüýÿ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"


def folded(text: str) -> str:
    """Lower case without accents («Éléonore» → «eleonore»)."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def folded_column(column: Any) -> ColumnElement[str]:
    """The same in SQL, for the accents of French and its neighbours."""
    return func.translate(func.lower(cast(column, Text)), ACCENTED, PLAIN)


def contains_all_words(text: str, *columns: Any) -> ColumnElement[bool]:
    """Every word of the text (the first six) stands in one of the columns."""
    words = folded(text.replace("\x00", " ")).split()[:6]  # PostgreSQL knows no NUL
    return and_(
        true(),
        *(
            or_(*(folded_column(c).contains(word, autoescape=True) for c in columns))
            for word in words
        ),
    )

"""A word of a closed vocabulary: kept as text, shown in French.

Each room has its own in its `terms.py`. The French words stand beside the value, so that neither can be forgotten.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A vocabulary's base. A member is written `DRAFT = "draft", "Brouillon"`: what is kept, what is shown; one
    that no page shows has its value alone."""

    french: str

    def __new__(cls, value: str, french: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.french = french
        return member


def label_of(kind: type[Term], value: str | None) -> str:
    """The French words for a stored value; the value itself when it is not of the vocabulary."""
    if value is None:
        return ""
    try:
        return kind(value).french
    except ValueError:
        return value


def vocabularies() -> dict[str, type[Term]]:
    """Every vocabulary by its name («JobStatus»): what pages call `terms`."""
    return {kind.__name__: kind for kind in Term.__subclasses__()}

"""Collects what is wrong with typed input, so that a form shows everything at once and loses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar, overload

from email_validator import EmailNotValidError, validate_email

from matching.errors import Invalid

Member = TypeVar("Member", bound=StrEnum)


class Checks:
    """Notes one message per field; `done` raises Invalid when there is any."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}

    def need(self, condition: object, field: str, message: str) -> None:
        """Note the message unless the condition holds. The first message of a field stays."""
        if not condition:
            self.fields.setdefault(field, message)

    def text(self, value: str, field: str, what: str, *, maximum: int = 300) -> str:
        """A required line of text, stripped."""
        value = value.strip()
        self.need(value, field, f"Indiquez {what}.")
        self.length(value, field, maximum)
        return value

    def length(self, value: str | None, field: str, maximum: int) -> None:
        self.need(
            len(value or "") <= maximum,
            field,
            f"Ce texte est trop long : {maximum} caractères au plus.",
        )
        self.need("\x00" not in (value or ""), field, "Ce texte contient un caractère illisible.")

    @overload
    def among(self, values: Iterable[str], allowed: type[Member], field: str) -> list[Member]: ...
    @overload
    def among(self, values: Iterable[str], allowed: Sequence[str], field: str) -> list[str]: ...
    def among(self, values: Iterable[str], allowed: Iterable[str], field: str) -> Sequence[str]:
        """The values without repeats, in their order, as members of the vocabulary; notes those that are of none and
        leaves them out."""
        words = {str(word): word for word in allowed}
        kept = list(dict.fromkeys(values))
        unknown = [value for value in kept if value not in words]
        self.need(not unknown, field, f"Valeur inconnue : {', '.join(unknown)}.")
        return [words[value] for value in kept if value in words]

    def between(self, value: int | None, low: int, high: int, field: str, unit: str) -> None:
        self.need(
            value is None or low <= value <= high,
            field,
            f"Indiquez un nombre de {low} à {high} {unit}.",
        )

    def done(self, message: str = "Certaines informations sont à corriger.") -> None:
        if self.fields:
            raise Invalid(message, self.fields)


def checked_email(checks: Checks, text: str, field: str = "email") -> str:
    """The address in its normal form; notes a message when it is none. No look-up on the network."""
    try:
        return validate_email(
            text.strip(), check_deliverability=False, test_environment=True
        ).normalized
    except EmailNotValidError:
        checks.need(
            False, field, "Cette adresse de courriel n’est pas valable (exemple : nom@domaine.fr)."
        )
        return text

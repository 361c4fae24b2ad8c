"""The fields that forms are made of, and the choices that they offer: days and numbers, yes or no, places and trades
that are looked up.

Nothing that was typed is ever lost: a field that does not understand keeps the text and says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from wtforms import (
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from matching.pool.reference import terms
from matching.pool.reference.communes import commune_key, communes_by_insee, communes_matching
from matching.pool.reference.trades import rome_codes_matching, rome_label
from matching.terms import Term, label_of
from webapp.request.context import current_session
from webapp.words.french import commune_label


class OneOfField(SelectField):
    """A list to choose from; the first choice stands until another is made."""

    def process_data(self, value: Any) -> None:
        if value is None and self.choices:
            value = self.choices[0].value
        super().process_data(value)


class ChoicesField(SelectMultipleField):
    """Boxes to tick, drawn by the macro `choices`."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class YesNoField(RadioField):
    """Yes, no, or not said: True, False, None."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        choices = [
            SelectChoice("oui", "Oui"),
            SelectChoice("non", "Non"),
            SelectChoice("inconnu", "Non précisé"),
        ]
        super().__init__(label, choices=choices, **kwargs)

    def process_data(self, value: bool | None) -> None:
        self.data = "inconnu" if value is None else "oui" if value else "non"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else "inconnu"

    @property
    def answer(self) -> bool | None:
        return {"oui": True, "non": False}.get(self.data)


class NumberField(IntegerField):
    """A whole number or nothing, with a message that says so."""

    widget = TextInput()

    def __call__(self, **kwargs: Any) -> Any:
        return super().__call__(**{"inputmode": "numeric", **kwargs})

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        if not re.fullmatch(r"-?\d{1,6}", text):
            raise ValueError("Indiquez un nombre entier, sans unité.")
        self.data = int(text)


class DayField(DateField):
    """A date or nothing."""

    def __init__(self, label: str, **kwargs: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if any(valuelist):
            try:
                super().process_formdata(valuelist)
            except ValueError:
                raise ValueError("Indiquez une date comme 31/12/2026.") from None


class HourField(TimeField):
    """An hour of the day or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if any(valuelist):
            try:
                super().process_formdata(valuelist)
            except ValueError:
                raise ValueError("Indiquez une heure comme 07:30.") from None


class LookUpField(Field):
    """A text that the server turns into a code; when several answer, the page offers them.

    `data` is the code or None, `text` what was typed, `proposals` the (code, label) pairs to choose from.
    Works without JavaScript; with it, the input proposes while one types (static/lookup.js).
    """

    widget = TextInput()
    endpoint = ""
    unknown = ""
    several = "Plusieurs réponses possibles : choisissez dans la liste."

    def __init__(self, label: str = "", validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.text = ""
        self.proposals: Sequence[tuple[str, str]] = ()
        self._chosen: str | None = None

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        if formdata is not None:
            self._chosen = formdata.get(f"{self.name}-choix") or None
        super().process(formdata, *args, **kwargs)

    def process_data(self, value: str | None) -> None:
        self.data = value
        self.text = self.label_of(value) if value else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data, self.text = None, valuelist[0].strip() if valuelist else ""

    def pre_validate(self, form: Any) -> None:
        if not self.text or self.data:
            return
        found = self.find(self.text)
        codes = [code for code, _ in found]
        if self._chosen in codes:
            self.data = self._chosen
        else:
            self.data = self.exact(self.text, found)
        if self.data:
            self.text = self.label_of(self.data)
        elif not found:
            raise StopValidation(self.unknown)
        else:
            self.proposals = found
            raise StopValidation(self.several)

    def _value(self) -> str:
        return self.text

    def __call__(self, **kwargs: Any) -> Any:
        return super().__call__(
            **{"data-lookup": url_for(self.endpoint), "autocomplete": "off", **kwargs}
        )

    def find(self, text: str) -> list[tuple[str, str]]:
        raise NotImplementedError

    def exact(self, text: str, found: list[tuple[str, str]]) -> str | None:
        raise NotImplementedError

    def label_of(self, code: str) -> str:
        raise NotImplementedError


class CommuneField(LookUpField):
    """A commune, written «68000 Colmar», «Colmar» or «68000»; `data` is its INSEE code."""

    endpoint = "reference.communes"
    unknown = "Aucune commune ne répond à ce nom. Essayez le code postal, par exemple 68000."
    several = "Plusieurs communes répondent à ce nom : choisissez la bonne."

    def find(self, text: str) -> list[tuple[str, str]]:
        return find_communes(text)

    def exact(self, text: str, found: list[tuple[str, str]]) -> str | None:
        def key(label: str) -> str:
            return " ".join(w for w in commune_key(label).split() if not w.isdigit())

        asked = commune_key(text)
        for same in (
            [code for code, label in found if commune_key(label) == asked],
            [code for code, label in found if key(label) == key(text)],
            [code for code, _ in found],
        ):
            if len(same) == 1:
                return same[0]
        return None

    def label_of(self, code: str) -> str:
        return commune_label(communes_by_insee(current_session(), [code]).get(code))


class RomeField(LookUpField):
    """A trade in everyday words or as a ROME code; `data` is the code."""

    endpoint = "reference.trades"
    unknown = "Aucun métier du ROME ne répond à ces mots. Essayez un nom plus courant, ou un code comme N1101."
    several = "Plusieurs métiers répondent à ces mots : choisissez le plus proche."

    def find(self, text: str) -> list[tuple[str, str]]:
        return find_trades(text)

    def exact(self, text: str, found: list[tuple[str, str]]) -> str | None:
        return found[0][0] if len(found) == 1 else None

    def label_of(self, code: str) -> str:
        label = rome_label(current_session(), code)
        return rome_text(code, label) if label else code


def find_communes(text: str) -> list[tuple[str, str]]:
    """(INSEE code, label) of the communes that answer, best first."""
    communes = communes_matching(current_session(), text, limit=10)
    return [(commune.insee, commune_label(commune)) for commune in communes]


def find_trades(text: str) -> list[tuple[str, str]]:
    """(ROME code, label) of the trades that answer, best first; a text that holds a code names that one."""
    session = current_session()
    code = re.search(r"\b[A-Z]\d{4}\b", text.upper())
    if code and (label := rome_label(session, code[0])):
        return [(code[0], rome_text(code[0], label))]
    matches = rome_codes_matching(session, text, limit=8)
    return [(m.code, rome_text(m.code, m.label)) for m in matches]


def rome_text(code: str, label: str) -> str:
    """How a trade is written in a field: «Serveur / Serveuse en restauration (G1803)»."""
    return f"{label} ({code})"


def options(vocabulary: type[Term] | Iterable[str], blank: str | None = None) -> list[SelectChoice]:
    """The choices of a vocabulary, after an empty one when `blank` names it."""
    first = [] if blank is None else [SelectChoice("", blank)]
    if isinstance(vocabulary, type):
        return first + [
            SelectChoice(str(one), capital(label_of(vocabulary, one))) for one in vocabulary
        ]
    return first + [SelectChoice(value) for value in vocabulary]


def capital(text: str) -> str:
    """With a capital, the rest untouched."""
    return text[:1].upper() + text[1:]


WEEKDAY_CHOICES = [SelectChoice(code, capital(name)) for code, name in terms.WEEKDAY_NAMES.items()]

"""What the journals are narrowed by, in their address."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from wtforms import SearchField, SelectChoice, StringField
from wtforms.validators import Length, ValidationError

from matching.audit.events import Act
from matching.clock import PARIS
from matching.journals.events import EventFilters
from webapp.forms.base import Address
from webapp.forms.fields import DayField, OneOfField
from webapp.pages.words import WORDS
from webapp.words.journal import ACTS

FIRST_YEAR, LAST_YEAR = 2000, 2100
_REFERENCE = re.compile(r"^([A-Z0-9]{4})-?([A-Z0-9]{4})$")


class SpanForm(Address):
    """Who, and from when to when."""

    qui = SearchField("Qui (nom)", [Length(max=100, message="100 caractères au plus.")])
    du = DayField("Du")
    au = DayField("Au")

    def validate_du(self, field: DayField) -> None:
        self._check_year(field)

    def validate_au(self, field: DayField) -> None:
        self._check_year(field)
        if self.du.data and field.data and field.data < self.du.data:
            raise ValidationError("La fin est avant le début : échangez les deux dates.")

    @staticmethod
    def _check_year(field: DayField) -> None:
        if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
            raise ValidationError("Indiquez une année sur quatre chiffres, comme 2026.")

    @property
    def who(self) -> str:
        return "" if self.qui.errors else self.qui.data or ""

    @property
    def since(self) -> datetime | None:
        return None if self.du.errors else midnight(self.du.data)

    @property
    def until(self) -> datetime | None:
        if self.au.errors or self.au.data is None:
            return None
        return midnight(self.au.data + timedelta(days=1))


def midnight(day: date | None) -> datetime | None:
    """The first moment of a day in Paris."""
    return datetime.combine(day, time(), PARIS) if day else None


class EventsForm(SpanForm):
    """What the journal of accesses is narrowed by."""

    acte = OneOfField(
        "Acte",
        choices=[SelectChoice("", "Tous"), *(SelectChoice(str(a), w) for a, w in ACTS.items())],
        validate_choice=False,
    )
    sujet = OneOfField(
        "Sur",
        choices=[SelectChoice("", "Tout"), *(SelectChoice(k, w) for k, w in WORDS.titles.items())],
        validate_choice=False,
    )
    numero = StringField("Référence d’une personne, ou numéro")

    def validate_numero(self, field: StringField) -> None:
        text = (field.data or "").strip()
        if text and self.reference is None and self.number is None:
            raise ValidationError(
                "Écrivez la référence d’une personne, comme K7M2-Q9XB, ou un numéro."
            )

    @property
    def reference(self) -> str | None:
        found = _REFERENCE.match((self.numero.data or "").strip().upper())
        return f"{found[1]}-{found[2]}" if found and not found[0].isdigit() else None

    @property
    def number(self) -> int | None:
        text = (self.numero.data or "").strip()
        return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None

    def filters(self) -> EventFilters:
        """What the domain takes; call after `validate`. What cannot be read narrows nothing."""
        return EventFilters(
            who=self.who,
            act=Act(self.acte.data) if self.acte.data in tuple(Act) else None,
            kind=self.sujet.data if self.sujet.data in WORDS.kinds else None,
            subject_id=self.number,
            reference=self.reference or "",
            since=self.since,
            until=self.until,
        )

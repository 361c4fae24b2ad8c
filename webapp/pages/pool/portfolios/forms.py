"""Giving people another coach."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms.fields.choices import SelectChoice

from matching.pool.candidates.portfolios import Portfolio
from matching.pool.people.tables import Person
from webapp.forms.base import Form
from webapp.forms.fields import OneOfField
from webapp.words.french import plural

NONE = "aucun"
"""What stands for no coach in a form and in an address."""


class HandOverForm(Form):
    """The coach who takes over. The service says who may be chosen, and why another may not."""

    to = OneOfField("Confier à", validate_choice=False)

    def offer(self, coaches: Sequence[Person]) -> None:
        """The coaches to choose from."""
        self.to.choices = [
            SelectChoice("", "Choisir un coach"),
            *(SelectChoice(str(one.id), one.full_name) for one in coaches),
        ]
        self._ids = {str(one.id): one.id for one in coaches}

    @property
    def to_id(self) -> int | None:
        """Who was chosen; None for nobody, or somebody who was not offered."""
        return self._ids.get(self.to.data or "")


class ShareOutForm(HandOverForm):
    """The same for all the people of a portfolio."""

    whose = OneOfField("Les personnes de", validate_choice=False)

    def offer_portfolios(self, found: Sequence[Portfolio]) -> None:
        """The portfolios that hold somebody, and the coaches who may take over."""
        held = {
            NONE if one.coach is None else str(one.coach.id): one for one in found if one.people
        }
        self.whose.choices = [
            SelectChoice("", "Choisir à qui elles sont confiées aujourd’hui"),
            *(SelectChoice(key, _label(one)) for key, one in held.items()),
        ]
        self._held = held
        self.offer([one.coach for one in found if one.coach is not None and one.takes])

    @property
    def portfolio(self) -> Portfolio | None:
        """Whose people were chosen; None for nobody's."""
        return self._held.get(self.whose.data or "")


def _label(one: Portfolio) -> str:
    who = "Sans coach" if one.coach is None else f"Suivies par {one.coach.full_name}"
    return f"{who} ({plural(one.people, 'personne')})"

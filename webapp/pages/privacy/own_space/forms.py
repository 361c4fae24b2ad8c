"""Forms of a person's own space, in plain words."""

from __future__ import annotations

from wtforms import EmailField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matching.pool.candidates.tables import Candidate
from matching.pool.reference import terms
from matching.privacy.own_space import AvailabilityData, is_looking
from webapp.forms.base import Form, filled, restored
from webapp.forms.fields import (
    WEEKDAY_CHOICES,
    ChoicesField,
    DayField,
    NumberField,
    YesNoField,
    options,
)


class LinkForm(Form):
    """Where a new link is to be sent."""

    email = EmailField("Votre adresse de courriel", [InputRequired("Indiquez votre adresse.")])


class CodeForm(Form):
    """The code of a printed link."""

    code = StringField("Votre code", [InputRequired("Indiquez le code imprimé.")])


class AvailabilityForm(Form):
    """When she can work."""

    looking = RadioField(
        "En ce moment",
        choices=[
            SelectChoice("oui", "Je cherche un travail"),
            SelectChoice("non", "Je fais une pause : ne me proposez rien pour l’instant"),
        ],
    )
    available_from = DayField("Je peux commencer à partir du")
    slots = ChoicesField("Les moments de la journée possibles", choices=options(terms.Slot))
    days = ChoicesField("Les jours possibles", choices=WEEKDAY_CHOICES)
    weekends = YesNoField("Je peux travailler le week-end")
    hours_min = NumberField("Heures par semaine, au moins")
    hours_max = NumberField("Heures par semaine, au plus")

    @classmethod
    def of(cls, candidate: Candidate) -> AvailabilityForm:
        """The form with what is held about her, or what she has typed."""
        looking = is_looking(candidate)
        said = "non" if looking is False else "oui"
        form = cls(data=restored(AvailabilityData, candidate, looking=said))
        if looking is None:
            del form.looking
        return form

    def to_data(self) -> AvailabilityData:
        active = "looking" not in self or self.looking.data == "oui"
        return filled(self, AvailabilityData, active=active)


class RequestForm(Form):
    """Something that she asks of her coach."""

    text = TextAreaField("Qu’est-ce qui n’est pas juste ?", render_kw={"rows": 6})


class ErasureForm(Form):
    """That everything be erased."""

    text = TextAreaField("Un message pour votre coach (facultatif)", render_kw={"rows": 4})

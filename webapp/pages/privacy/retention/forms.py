"""Forms of how long data are kept."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired

from webapp.forms.base import Form
from webapp.forms.fields import DayField, NumberField


class ContactForm(Form):
    """A day on which one was in touch with her."""

    day = DayField("Jour du contact", validators=[InputRequired("Indiquez le jour du contact.")])


class StructureForm(Form):
    """What a manager sets for her structure."""

    months = NumberField(
        "Durée de conservation après le dernier contact, en mois",
        validators=[InputRequired("Indiquez un nombre de 1 à 24 mois.")],
    )
    contact = StringField("Contact pour la protection des données")

"""Forms of what she disputes, and of the answer."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from webapp.forms.base import Form


class CorrectionForm(Form):
    text = TextAreaField(
        "Ce qui est inexact, et ce qui est juste",
        validators=[InputRequired("Écrivez ce que la personne conteste.")],
    )


class AnswerForm(Form):
    """What becomes of a request."""

    accepted = RadioField(
        "Décision",
        choices=[
            SelectChoice("oui", "La fiche est corrigée"),
            SelectChoice("non", "La demande n’est pas suivie"),
        ],
        validators=[InputRequired("Choisissez la décision.")],
    )
    answer = TextAreaField(
        "Réponse donnée à la personne",
        validators=[InputRequired("Écrivez la réponse donnée à la personne.")],
    )

"""Forms about a person's data: what she says of their use, notes that are kept apart, requests, erasure."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matching.consents.terms import SensitiveKind
from matching.steering.terms import ErasureReason
from matching.terms import label_of
from webapp.forms.base import Form
from webapp.forms.fields import DayField, NumberField, OneOfField, options

SAID = [
    SelectChoice("oui", "Elle est d’accord"),
    SelectChoice("non", "Elle n’est pas d’accord, ou plus"),
]
TOLD = [SelectChoice("informee", "Elle a été informée")]


class ConsentForm(Form):
    """What she was told, or answers, for one use; `how` in what way she said so."""

    answer = RadioField(
        "Sa réponse",
        choices=[*SAID, *TOLD],
        validators=[InputRequired("Choisissez sa réponse.")],
    )
    how = StringField(
        "Comment", validators=[InputRequired("Indiquez comment la personne l’a dit ou appris.")]
    )


class ContactForm(Form):
    """A day on which one was in touch with her."""

    day = DayField("Jour du contact", validators=[InputRequired("Indiquez le jour du contact.")])


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


class ReasonForm(Form):
    """Why notes that are kept apart are opened today."""

    reason = StringField(
        "Pourquoi en avez-vous besoin aujourd’hui ?",
        validators=[InputRequired("Indiquez pourquoi vous en avez besoin aujourd’hui.")],
    )


class NoteForm(Form):
    kind = OneOfField("Sorte", choices=options(SensitiveKind))
    text = TextAreaField(
        "Ce qu’il est utile de savoir",
        validators=[InputRequired("Écrivez ce qu’il est utile de savoir.")],
    )


class ErasureForm(Form):
    """The second step of an erasure."""

    reason = RadioField(
        "Raison",
        choices=[
            SelectChoice(str(one), label_of(ErasureReason, one))
            for one in ErasureReason
            if one is not ErasureReason.RETENTION
        ],
        validators=[InputRequired("Choisissez la raison.")],
    )
    reference = StringField(
        "Référence de la fiche",
        validators=[InputRequired("Recopiez la référence de la fiche pour confirmer.")],
    )


class StructureForm(Form):
    """What a manager sets for her structure."""

    months = NumberField(
        "Durée de conservation après le dernier contact, en mois",
        validators=[InputRequired("Indiquez un nombre de 1 à 24 mois.")],
    )
    contact = StringField("Contact pour la protection des données")

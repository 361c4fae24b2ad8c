"""Forms of agreements and of notes that are kept apart."""

from __future__ import annotations

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matching.consents import consents
from matching.consents.terms import SensitiveKind
from webapp.forms.base import Form
from webapp.forms.fields import OneOfField, options

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


def consent_form(use: consents.Use, *, empty: bool = False) -> ConsentForm:
    """The form of one use: its answers are those that make sense for it."""
    form = ConsentForm(**({"formdata": None} if empty else {}), prefix=f"usage-{use.purpose}")
    form.answer.choices = SAID if use.needs_consent else TOLD
    if empty and not use.needs_consent:
        form.answer.data = "informee"
    return form

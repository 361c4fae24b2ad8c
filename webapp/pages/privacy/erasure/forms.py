"""The form that confirms an erasure."""

from __future__ import annotations

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matching.steering.terms import ErasureReason
from matching.terms import label_of
from webapp.forms.base import Form


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

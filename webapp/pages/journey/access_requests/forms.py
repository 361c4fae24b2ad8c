"""Forms about anonymous profiles: asking to know a person, and the answer."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired

from webapp.forms.base import Form


class AskForm(Form):
    """Why one asks to know who a profile is."""

    message = TextAreaField(
        "Pourquoi souhaitez-vous connaître cette personne ?",
        [InputRequired("Indiquez pourquoi vous souhaitez connaître cette personne.")],
        render_kw={"rows": 5},
    )


class AcceptForm(Form):
    """A word that goes with a yes."""

    answer = TextAreaField("Un mot pour ce coach", render_kw={"rows": 3})


class RefuseForm(Form):
    """The reason of a no."""

    answer = TextAreaField(
        "Pourquoi refuser ?",
        [InputRequired("Indiquez pourquoi : la personne qui demande lira cette raison.")],
        render_kw={"rows": 3},
    )

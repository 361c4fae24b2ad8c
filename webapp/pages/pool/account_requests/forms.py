"""The form by which somebody asks for an account, and the answer to it."""

from __future__ import annotations

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from matching.pool.people.account_requests import AccountRequestData
from webapp.forms.base import Form, filled
from webapp.forms.fields import CommuneField, LookUpField


class PublicCommuneField(CommuneField):
    """The same where nobody is signed in: without proposals while one types, which only accounts get."""

    def __call__(self, **kwargs: Any) -> Any:
        return super(LookUpField, self).__call__(**kwargs)


class AskForm(Form):
    """Somebody who asks for an account as contact of an employer."""

    first_name = StringField(
        "Prénom",
        [InputRequired("Indiquez votre prénom.")],
        render_kw={"autocomplete": "given-name"},
    )
    last_name = StringField(
        "Nom", [InputRequired("Indiquez votre nom.")], render_kw={"autocomplete": "family-name"}
    )
    email = StringField(
        "Adresse de courriel",
        [InputRequired("Indiquez votre adresse de courriel.")],
        render_kw={"autocomplete": "email", "type": "email"},
    )
    phone = StringField("Téléphone", render_kw={"autocomplete": "tel"})
    job_title = StringField("Fonction", render_kw={"autocomplete": "organization-title"})
    employer_name = StringField(
        "Nom de l’entreprise ou de l’organisme",
        [InputRequired("Indiquez le nom de votre entreprise.")],
        render_kw={"autocomplete": "organization"},
    )
    siret = StringField(
        "Numéro SIRET",
        [InputRequired("Indiquez les 14 chiffres du SIRET.")],
        render_kw={"inputmode": "numeric"},
    )
    commune_insee = PublicCommuneField(
        "Commune de l’établissement", [InputRequired("Indiquez la commune.")]
    )
    message = TextAreaField("Votre message", render_kw={"rows": 4})
    site = StringField(
        "Ne remplissez pas ce champ", render_kw={"autocomplete": "off", "tabindex": -1}
    )
    """For machines that fill in everything: nobody sees it."""

    def to_data(self) -> AccountRequestData:
        return filled(self, AccountRequestData)


class RefuseForm(Form):
    """Why a request is refused."""

    reason = TextAreaField(
        "Raison du refus", [InputRequired("Indiquez la raison du refus.")], render_kw={"rows": 3}
    )

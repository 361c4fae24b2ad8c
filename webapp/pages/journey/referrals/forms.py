"""Forms of referrals, for the person, coaches and employers."""

from __future__ import annotations

from wtforms import Form as PlainForm
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matching.journey.referrals import terms
from webapp.forms.base import Form
from webapp.forms.fields import OneOfField, options


class ProposeForm(Form):
    """What is said to the person, and of her to the employer."""

    message = TextAreaField("Votre message à la personne", render_kw={"rows": 4})
    presentation = TextAreaField("Présentation pour l’employeur", render_kw={"rows": 6})


class ReplyForm(Form):
    """A person's reply to a job that is proposed to her, in her own space."""

    answer = RadioField(
        "Ce poste vous intéresse-t-il ?",
        [InputRequired("Choisissez une réponse.")],
        choices=[
            SelectChoice("anonymous", "Oui, sans donner mon nom"),
            SelectChoice("named", "Oui, avec mon nom, mon téléphone et mon courriel"),
            SelectChoice("no", "Non, ce poste ne m’intéresse pas"),
        ],
    )
    reason = TextAreaField("Si c’est non, pourquoi ? (facultatif)", render_kw={"rows": 3})

    @property
    def agrees(self) -> bool:
        return bool(self.answer.data != "no")

    @property
    def disclosure(self) -> terms.Disclosure:
        named = self.answer.data == "named"
        return terms.Disclosure.NAMED if named else terms.Disclosure.ANONYMOUS

    @property
    def refusal(self) -> str:
        """Why not: what was typed before she agreed after all is not kept."""
        return "" if self.agrees else self.reason.data or ""


class NotedReplyForm(ReplyForm):
    """The same, when her coach notes what she said."""

    answer = RadioField(
        "La réponse de la personne",
        [InputRequired("Choisissez une réponse.")],
        choices=[
            SelectChoice("anonymous", "D’accord, sans son nom"),
            SelectChoice("named", "D’accord, avec son nom et ses coordonnées"),
            SelectChoice("no", "Ne souhaite pas ce poste"),
        ],
    )
    how = StringField("Comment l’a-t-elle dit ?")
    reason = TextAreaField("Si c’est non, la raison donnée (facultatif)", render_kw={"rows": 2})


class DisclosureForm(Form):
    """How the person said that her name may be told, or not any more."""

    how = StringField("Comment l’a-t-elle dit ?")


class WithdrawForm(Form):
    """Taking a referral back."""

    reason = TextAreaField("Pourquoi ? (facultatif)", render_kw={"rows": 2})


class EmployerAnswerForm(Form):
    """Whether the employer wants to meet her."""

    answer = RadioField(
        "Souhaitez-vous rencontrer cette personne ?",
        [InputRequired("Choisissez une réponse.")],
        choices=[
            SelectChoice("yes", "Oui, proposons une rencontre"),
            SelectChoice("no", "Non, nous ne donnons pas suite"),
        ],
    )
    reason = OneOfField(
        "Si c’est non, pourquoi ?",
        choices=options(terms.EmployerReason, "Choisissez une raison"),
        validate_choice=False,
    )
    text = TextAreaField("Précisions", render_kw={"rows": 4})


class ReferralFilters(PlainForm):
    """What a list of referrals may be narrowed by, in its address."""

    etat = OneOfField(
        "Où cela en est", choices=options(terms.ReferralState, "Tout"), validate_choice=False
    )
    suivi = OneOfField(
        "Suivi",
        choices=[
            SelectChoice("moi", "Mes suivis"),
            SelectChoice("structure", "Toute la structure"),
        ],
        validate_choice=False,
    )

"""Forms of accounts: invite, correct, find; a first password, a code."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wtforms import PasswordField, SearchField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matching.actor import Role
from matching.pool.employers.tables import Employer
from matching.pool.people.life import PersonData
from matching.pool.people.reading import Workplaces, employers_to_choose
from matching.pool.people.tables import Person
from webapp.accounts.keeping import STATE_NAMES
from webapp.forms.base import Form, filled, restored
from webapp.forms.fields import ChoicesField, LookUpField, OneOfField, options
from webapp.request.actors import current_actor
from webapp.request.context import current_session


class EmployerField(LookUpField):
    """An employer by name or SIRET; `data` is its number, as text."""

    unknown = "Aucun employeur ne porte ce nom ou ce SIRET. Ajoutez-le d’abord dans « Employeurs »."
    several = "Plusieurs employeurs répondent : choisissez le bon."

    def __call__(self, **kwargs: Any) -> Any:
        return super(LookUpField, self).__call__(autocomplete="off", **kwargs)

    def find(self, text: str) -> list[tuple[str, str]]:
        if "\x00" in text:
            return []
        found = employers_to_choose(current_session(), current_actor(), text)
        return [(str(one.id), employer_text(one)) for one in found]

    def exact(self, text: str, found: list[tuple[str, str]]) -> str | None:
        same = [code for code, label in found if label.lower() == text.lower()]
        return same[0] if len(same) == 1 else found[0][0] if len(found) == 1 else None

    def label_of(self, code: str) -> str:
        employer = current_session().get(Employer, int(code))
        return employer_text(employer) if employer else ""


def employer_text(employer: Employer) -> str:
    """How an employer is written in a field: «Boulangerie du Ried (73282932000074)»."""
    return f"{employer.name} ({employer.siret})"


class InviteForm(Form):
    """Somebody to invite. Developers only choose the employer."""

    first_name = StringField("Prénom", [InputRequired("Indiquez le prénom.")])
    last_name = StringField("Nom", [InputRequired("Indiquez le nom.")])
    email = StringField("Adresse de courriel", [InputRequired("Indiquez l’adresse de courriel.")])
    phone = StringField("Téléphone")
    job_title = StringField("Fonction")
    roles = ChoicesField("Rôles", choices=options(Role), validate_choice=False)
    structure = OneOfField("Structure", validate_choice=False)
    territory = OneOfField("Territoire", validate_choice=False)
    employer = EmployerField("Employeur")

    def offer(self, places: Workplaces, *, everything: bool) -> None:
        """Put the choices in; without `everything`, only what a developer may choose is left."""
        if not everything:
            del self.roles, self.structure, self.territory
            return
        for field, rows in (
            (self.structure, places.structures),
            (self.territory, places.territories),
        ):
            field.choices = [SelectChoice("", "Sans")] + [
                SelectChoice(str(row.id), row.name) for row in rows
            ]

    def to_data(self) -> PersonData:
        roles = self.roles.data if self.roles is not None else [Role.EMPLOYER_CONTACT]
        known = {str(role): role for role in Role}
        chosen = tuple(known[role] for role in roles or () if role in known)
        return filled(self, PersonData, roles=chosen)


class CorrectForm(InviteForm):
    """What is to be corrected about a professional. Without `roles`, only who she is and how she is reached."""

    @classmethod
    def of(cls, person: Person, places: Workplaces, *, roles: bool) -> CorrectForm:
        """The form with what is written about her, or what was typed. Where she works already is no question."""
        form = cls(data=restored(PersonData, person))
        form.offer(places, everything=roles)
        for name in ("structure", "territory", "employer"):
            if getattr(form, name) is not None and (not roles or getattr(person, name)):
                delattr(form, name)
        form.person = person
        return form

    def to_data(self) -> PersonData:
        data = super().to_data()
        if self.roles is not None:
            return data
        return replace(data, roles=tuple(self.person.roles))


class AccountFilters(Form):
    """What the list of accounts shows."""

    class Meta:
        csrf = False

    q = SearchField("Nom, adresse, structure ou employeur")
    role = OneOfField("Rôle", choices=options(Role, "Tous les rôles"), validate_choice=False)
    etat = OneOfField(
        "État du compte",
        choices=[SelectChoice("", "Tous les états")]
        + [SelectChoice(str(state), name) for state, name in STATE_NAMES.items()],
        validate_choice=False,
    )


class CodeForm(Form):
    """A code of the app, or a recovery code."""

    code = StringField(
        "Code", [InputRequired("Indiquez le code.")], render_kw={"autocomplete": "one-time-code"}
    )


AGAIN = "Le même mot de passe, une deuxième fois"


class FirstPasswordForm(Form):
    """The first password of an invited person, twice."""

    password = PasswordField(
        "Mot de passe",
        [InputRequired("Choisissez un mot de passe.")],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        AGAIN,
        [InputRequired("Retapez le mot de passe.")],
        render_kw={"autocomplete": "new-password"},
    )

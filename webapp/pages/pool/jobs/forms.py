"""The forms of a job profile: what it asks for, row by row, and what its list is narrowed by."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    FormField,
    SearchField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from matching.pool.jobs.data import JobData, RequirementData
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus, RequirementKind
from matching.pool.jobs.wording import wording_context
from matching.pool.reference import terms
from matching.texts.wording.check import Mention, applied
from webapp.forms import base
from webapp.forms.base import Form, restored
from webapp.forms.fields import (
    WEEKDAY_CHOICES,
    ChoicesField,
    CommuneField,
    DayField,
    HourField,
    NumberField,
    OneOfField,
    RomeField,
    options,
)

MUST = [SelectChoice("non", "Un plus"), SelectChoice("oui", "Indispensable")]

SPARE = {"licences": 1, "certificates": 2, "languages": 1, "skills": 3}
"""Empty lines shown under each kind of requirement."""
KINDS = {
    "licences": RequirementKind.LICENCE,
    "certificates": RequirementKind.CERTIFICATE,
    "languages": RequirementKind.LANGUAGE,
    "skills": RequirementKind.SKILL,
}


MOST_TEXTS = 60
"""How many texts of one form are read for their wording; the service reads all before it publishes."""
TEXT_NAME = re.compile(r"title|text|wage_text|(?:certificates|languages|skills)-\d{1,3}-code")
"""The names of the fields whose wording is read."""


def texts_to_read(values: Mapping[str, str]) -> dict[str, str]:
    """The texts of a sent form whose wording is read, by the name of their field."""
    named = [(name, text) for name, text in values.items() if TEXT_NAME.fullmatch(name)]
    return dict(named[:MOST_TEXTS])


class LicenceRow(PlainForm):
    """A driving licence that is asked for."""

    code = OneOfField("Permis", choices=options(terms.LICENCES, "Aucun"))
    must = OneOfField("Exigence", choices=MUST)


class WordsRow(PlainForm):
    """A certificate or a skill that is asked for, in words."""

    code = StringField("Demandé")
    must = OneOfField("Exigence", choices=MUST)


class LanguageRow(PlainForm):
    """A language that is asked for, with the level needed."""

    code = StringField("Langue")
    level = OneOfField("Niveau", choices=options(terms.LANGUAGE_LEVELS, "Non précisé"))
    must = OneOfField("Exigence", choices=MUST)


class JobForm(Form):
    """A job profile on one page."""

    title = StringField("Intitulé du poste", [InputRequired("Indiquez l’intitulé du poste.")])
    rome = RomeField("Métier du ROME")
    text = TextAreaField("Description du poste", render_kw={"rows": 6})
    commune_insee = CommuneField(
        "Commune du lieu de travail", [InputRequired("Indiquez la commune.")]
    )
    openings = NumberField("Nombre de postes", default=1)

    contract = OneOfField(
        "Contrat",
        [InputRequired("Choisissez le contrat.")],
        choices=options(terms.Contract, "Choisir"),
    )
    duration_months = NumberField("Durée en mois")
    hours_per_week = NumberField("Heures par semaine")
    wage_text = StringField("Rémunération")
    starts_on = DayField("Début souhaité")
    valid_until = DayField("Profil valable jusqu’au")

    slots = ChoicesField("Moments de la journée", choices=options(terms.Slot))
    days = ChoicesField("Jours travaillés", choices=WEEKDAY_CHOICES)
    starts_at = HourField("Heure de début")
    weekends = BooleanField("Travail le week-end")
    shifts = BooleanField("Horaires en équipes (2×8, 3×8…)")
    conditions = ChoicesField("Conditions de travail", choices=options(terms.Condition))

    beginners_accepted = BooleanField("Débutants acceptés")
    immersion_possible = BooleanField("Immersion possible avant l’embauche (PMSMP)")
    licences = FieldList(FormField(LicenceRow))
    certificates = FieldList(FormField(WordsRow))
    languages = FieldList(FormField(LanguageRow))
    skills = FieldList(FormField(WordsRow))

    def __init__(self, *args: Any, job: JobProfile | None = None, **kwargs: Any) -> None:
        super().__init__(*args, data=typed_before(job) if job else None, **kwargs)
        for name, spare in SPARE.items():
            rows = self._fields[name]
            filled = len([row for row in rows if row.code.data])
            while len(rows) < filled + spare:
                rows.append_entry()
            for number, row in enumerate(rows, 1):
                word = {"certificates": "Certificat", "skills": "Compétence"}.get(
                    name, row.code.label.text
                )
                row.code.label.text = f"{word} {number}"
                row.must.label.text = f"Exigence {number}"
        self.mentions: Mapping[str, tuple[Mention, ...]] = {}
        """What the texts name, by the name of the field; the view fills it in (`texts`, `context`)."""

    def text_fields(self) -> dict[str, Field]:
        """The fields whose wording is read, by name."""
        rows = [row.code for name in ("certificates", "languages", "skills") for row in self[name]]
        fields = [self.title, self.text, self.wage_text, *rows]
        return {field.name: field for field in fields[:MOST_TEXTS]}

    def texts(self) -> dict[str, str]:
        """What stands in these fields."""
        return {name: field.data or "" for name, field in self.text_fields().items()}

    def context(self) -> str:
        """What else on the form can make a wording lawful."""
        licences = [row.code.data for row in self.licences if row.code.data]
        return wording_context(self.contract.data, licences)

    def follow(self, proposal: str) -> bool:
        """Put a proposed wording into its field; `proposal` is the value of its button.

        When the text was changed meanwhile, the nearest mention of the same kind is meant. False when there
        is none any more, or no such button: nothing is changed then.
        """
        try:
            name, code, start, choice = proposal.split("|")
            near, number = int(start), int(choice)
        except ValueError:
            return False
        same = [m for m in self.mentions.get(name, ()) if m.code == code]
        if not same or not 0 <= number < len(same[0].proposals):
            return False
        meant = min(same, key=lambda m: abs(m.start - near))
        field = self.text_fields()[name]
        field.data = applied(field.data or "", meant, meant.proposals[number])
        return True

    def settle(self) -> None:
        """Keep what was chosen among proposed places and trades when the form is drawn again unchecked."""
        for field in (self.commune_insee, self.rome):
            with suppress(StopValidation):
                field.pre_validate(self)

    def to_data(self) -> JobData:
        """What was typed, for the service; it checks the rest."""
        return base.filled(self, JobData, requirements=tuple(self.requirements()))

    def requirements(self) -> list[RequirementData]:
        """The lines that were filled in, once each."""
        asked: dict[tuple[str, str], RequirementData] = {}
        for name, kind in KINDS.items():
            for row in self._fields[name]:
                code = (row.code.data or "").strip()
                if code:
                    level = row.level.data or None if name == "languages" else None
                    asked[kind, code] = RequirementData(kind, code, level, row.must.data == "oui")
        return list(asked.values())


def typed_before(job: JobProfile) -> dict[str, Any]:
    """The values with which the form of a known job profile opens."""
    rows = {
        name: [
            {"code": r.code, "level": r.level or "", "must": "oui" if r.must else "non"}
            for r in job.requirements
            if r.kind == kind
        ]
        for name, kind in KINDS.items()
    }
    return restored(JobData, job, **rows)


class JobFilters(PlainForm):
    """What the list of job profiles may be narrowed by, in its address."""

    q = SearchField("Intitulé, texte ou employeur")
    statut = OneOfField("État", choices=options(JobStatus, "Tous"), validate_choice=False)
    contrat = OneOfField("Contrat", choices=options(terms.Contract, "Tous"), validate_choice=False)
    metier = RomeField("Métier")
    departement = OneOfField("Département", validate_choice=False)

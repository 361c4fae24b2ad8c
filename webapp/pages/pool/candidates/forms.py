"""Forms about the people who are accompanied."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    FormField,
    SearchField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    LanguageData,
    MobilityData,
)
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus, Obstacle
from matching.pool.reference import terms
from matching.texts import french
from webapp.forms.base import Form, filled, restored
from webapp.forms.fields import (
    WEEKDAY_CHOICES,
    ChoicesField,
    CommuneField,
    DayField,
    NumberField,
    OneOfField,
    RomeField,
    YesNoField,
    options,
)

WISHES = 3
"""Lines for wished trades that are always shown."""
SPARE_LANGUAGES = 2
CIVILITIES = options(("Mme", "M."), "Non précisé")
LEVELS = options(terms.LANGUAGE_LEVELS, "Non précisé")
MONTHS = [
    SelectChoice("", "Mois"),
    *(SelectChoice(str(number), name) for number, name in enumerate(french.MONTHS, 1)),
]


class MeanForm(PlainForm):
    """How far by one means of transport."""

    used = BooleanField()
    radius_km = NumberField("Kilomètres")
    minutes = NumberField("Minutes")


class LanguageForm(PlainForm):
    """A language and its level."""

    language = StringField("Langue")
    level = OneOfField("Niveau", choices=LEVELS)


class MobilityForm(PlainForm):
    """One line for each means of transport."""

    walk = FormField(MeanForm)
    bike = FormField(MeanForm)
    public_transport = FormField(MeanForm)
    moped = FormField(MeanForm)
    car = FormField(MeanForm)


class CandidateForm(Form):
    """Everything that a coach writes about a person on one page."""

    civility = OneOfField("Civilité", choices=CIVILITIES)
    first_name = StringField("Prénom", [InputRequired("Indiquez le prénom.")])
    last_name = StringField("Nom", [InputRequired("Indiquez le nom.")])
    birth_date = DayField("Date de naissance")
    email = EmailField("Courriel")
    phone = TelField("Téléphone")
    street = StringField("Adresse")
    commune_insee = CommuneField("Commune")
    status = OneOfField("Situation dans le vivier", choices=options(CandidateStatus))

    wishes_text = TextAreaField("Ce que la personne souhaite, avec ses mots", render_kw={"rows": 3})
    wished_romes = FieldList(RomeField("Métier souhaité"))
    contracts = ChoicesField("Contrats acceptés", choices=options(terms.Contract))
    hours_min = NumberField("Heures par semaine, au moins")
    hours_max = NumberField("Heures par semaine, au plus")

    skills = TextAreaField("Compétences et savoir-faire", render_kw={"rows": 4})
    languages = FieldList(FormField(LanguageForm))
    licences = ChoicesField("Permis obtenus", choices=options(terms.LICENCES))

    available_from = DayField("Disponible à partir du")
    slots = ChoicesField("Moments de la journée possibles", choices=options(terms.Slot))
    days = ChoicesField("Jours possibles", choices=WEEKDAY_CHOICES)
    weekends = YesNoField("Peut travailler le week-end")
    has_vehicle = YesNoField("Dispose d’un véhicule")
    mobility = FormField(MobilityForm)
    avoided_conditions = ChoicesField("À éviter", choices=options(terms.Condition))
    constraints_text = TextAreaField("Contraintes à connaître", render_kw={"rows": 2})

    def __init__(self, *args: Any, candidate: Candidate | None = None, **kwargs: Any) -> None:
        super().__init__(*args, data=typed_before(candidate) if candidate else None, **kwargs)
        shown = len([f for f in self.wished_romes if f.text or f.data])
        while len(self.wished_romes) < max(WISHES, shown + 1):
            self.wished_romes.append_entry()
        spoken = len([f for f in self.languages if f.language.data])
        while len(self.languages) < spoken + SPARE_LANGUAGES:
            self.languages.append_entry()
        for number, wish in enumerate(self.wished_romes, 1):
            wish.label.text = f"Métier souhaité {number}"
        for number, row in enumerate(self.languages, 1):
            row.language.label.text, row.level.label.text = f"Langue {number}", f"Niveau {number}"

    def to_data(self) -> CandidateData:
        """What was typed, for the service; it checks the rest."""
        return filled(
            self,
            CandidateData,
            mobility=tuple(
                MobilityData(row.short_name, row.radius_km.data, row.minutes.data)
                for row in self.mobility
                if row.used.data or row.radius_km.data is not None or row.minutes.data is not None
            ),
            languages=tuple(
                LanguageData(row.language.data, row.level.data or None)
                for row in self.languages
                if (row.language.data or "").strip()
            ),
        )


def typed_before(candidate: Candidate) -> dict[str, Any]:
    """The values with which the form of a known person opens."""
    return restored(
        CandidateData,
        candidate,
        skills="\n".join(candidate.skills),
        languages=[{"language": x.language, "level": x.level or ""} for x in candidate.languages],
        mobility={
            m.means: {"used": True, "radius_km": m.radius_km, "minutes": m.minutes}
            for m in candidate.mobility
        },
    )


class ExperienceForm(Form):
    """Something the person did: a job, volunteering, caring for a relative."""

    title = StringField("Métier ou activité", [InputRequired("Indiquez l’intitulé.")])
    employer = StringField("Employeur ou organisme")
    place = StringField("Lieu")
    start_month = OneOfField("Mois de début", choices=MONTHS)
    start_year = NumberField("Année de début")
    end_month = OneOfField("Mois de fin", choices=MONTHS)
    end_year = NumberField("Année de fin")
    current = BooleanField("Toujours en cours")
    rome = RomeField("Métier du ROME le plus proche")
    description = TextAreaField("Ce qui était fait concrètement", render_kw={"rows": 4})

    def to_data(self) -> ExperienceData:
        if self.current.data:  # what was typed of its end is not meant
            return filled(self, ExperienceData, end_year=None, end_month=None)
        return filled(self, ExperienceData)


class EducationForm(Form):
    """A diploma or a training course."""

    label = StringField(
        "Diplôme ou formation", [InputRequired("Indiquez l’intitulé de la formation.")]
    )
    level = StringField("Niveau")
    year = NumberField("Année")

    def to_data(self) -> EducationData:
        return filled(self, EducationData)


class CertificateForm(Form):
    """A certificate or habilitation."""

    code = StringField("Certificat ou habilitation", [InputRequired("Indiquez le certificat.")])
    year = NumberField("Année d’obtention")
    valid_until = DayField("Valable jusqu’au")

    def to_data(self) -> CertificateData:
        return filled(self, CertificateData)


class ObstacleForm(Form):
    """Something in the way of work, and the steps that would lift it."""

    kind = OneOfField("Nature du frein", choices=options(Obstacle))
    note = TextAreaField("Précisions")
    actions = TextAreaField("Actions prévues")


FOLLOWED = [SelectChoice("moi", "Moi"), SelectChoice("structure", "Ma structure")]
ELSEWHERE = SelectChoice("ailleurs", "D’autres structures")


class CandidateFilters(PlainForm):
    """What the list «Mon vivier» may be narrowed by, in its address."""

    q = SearchField("Nom ou souhait")
    statut = OneOfField(
        "Situation", choices=options(CandidateStatus, "Toutes"), validate_choice=False
    )
    suivi = OneOfField("Suivi par", choices=FOLLOWED, validate_choice=False)
    metier = RomeField("Métier souhaité ou exercé")
    departement = OneOfField("Département", validate_choice=False)

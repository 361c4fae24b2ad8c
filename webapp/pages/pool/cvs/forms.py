"""What was read from a CV as one form: each proposal is kept, corrected in place, or set aside by a human.

A line that is corrected is kept: correcting is a decision. What already stands on the person's record is said
beside the proposal, and a contact detail that a coach typed can only be left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, TextAreaField
from wtforms import Form as PlainForm
from wtforms.validators import InputRequired

from matching.errors import Invalid
from matching.pool.candidates.tables import Candidate, CvProposal
from matching.pool.candidates.terms import ProposalState
from matching.pool.cvs.decisions import CONTACT_FIELDS, SAID_LEVELS, Decision
from matching.pool.reference.terms import LANGUAGE_LEVELS, LICENCES
from matching.texts.certificates import CERTIFICATES
from matching.texts.fold import folded
from webapp.forms.base import Form, Problem, problems_of
from webapp.forms.fields import (
    CommuneField,
    LookUpField,
    NumberField,
    RomeField,
    YesNoField,
    options,
)
from webapp.pages.pool.candidates.forms import MONTHS
from webapp.words.french import fr_month

KEEP, ASIDE, LATER = "garder", "ecarter", ""
STATES = {KEEP: "Garder", ASIDE: "Écarter", LATER: "Plus tard"}
ALL = "tout"

GROUPS = {
    "experience": "Expériences",
    "certificate": "Certificats et habilitations",
    "licence": "Permis",
    "vehicle": "Véhicule",
    "education": "Formations et diplômes",
    "language": "Langues",
    "skill": "Compétences et logiciels",
    "contact": "Coordonnées",
}
"""The kinds of proposals in the order of the page."""

CONTACT_NAMES = {
    "name": "Nom",
    "email": "Courriel",
    "phone": "Téléphone",
    "address": "Adresse",
    "postcode": "Code postal",
    "city": "Commune",
}
EDUCATION_LEVELS = {
    "": "Non précisé", "3": "3 – CAP, BEP", "4": "4 – Bac", "5": "5 – BTS, DUT",
    "6": "6 – Licence", "7": "7 – Master", "8": "8 – Doctorat",
}  # fmt: skip
KNOWN_CERTIFICATES = tuple(kind.label for kind in CERTIFICATES)

Payload = dict[str, Any]


class ProposalForm(PlainForm):
    """One proposal: a decision, and the fact in fields that can be corrected."""

    state = RadioField("Décision", choices=STATES, default=LATER)

    def __init__(
        self, formdata: MultiDict[str, str] | None, proposal: CvProposal, held: str | None
    ) -> None:
        self.proposal = proposal
        self.held = held
        """What already stands on the record in its place; None where nothing does."""
        self.refusals: list[str] = []
        super().__init__(formdata, prefix=f"p{proposal.id}", data=self.initial(proposal.payload))

    @staticmethod
    def initial(payload: Payload) -> Payload:
        """The fields' first values."""
        return payload

    def corrected(self) -> Payload:
        """The payload as the fields now say it."""
        return {f.short_name: f.data for f in self.facts()}

    def facts(self) -> Iterator[Field]:
        """The fields that hold the fact."""
        return (field for field in self if field.short_name != "state")

    @property
    def fixed(self) -> bool:
        """Whether the record keeps what it holds whatever is decided."""
        return self.held is not None and self.proposal.kind in ("contact", "vehicle")

    @property
    def same(self) -> bool:
        """Whether the record says the same already, in whatever order and spelling."""
        payload = self.proposal.payload
        vehicle = {True: "oui", False: "non", None: None}[payload.get("has_vehicle")]
        said = str(payload.get("value") or vehicle or self.held)
        return self.held is not None and words(said) <= words(self.held)

    def edited(self) -> bool:
        """Whether a fact differs from what was read."""
        before = type(self)(None, self.proposal, self.held)
        return any(
            shown(now) != shown(then)
            for now, then in zip(self.facts(), before.facts(), strict=True)
        )

    @property
    def problems(self) -> list[str]:
        """Everything to correct here."""
        return [*self.refusals, *(p.message for field in self.facts() for p in problems_of(field))]


def shown(field: Field) -> str:
    """What a field shows, blanks aside."""
    value = field.text if isinstance(field, LookUpField) else field.data
    return " ".join(str(value or "").split())


def words(text: str) -> set[str]:
    """Its words without accents and case; a telephone number is one."""
    digits = re.sub(r"(?<=\d)[ .\-](?=\d)", "", folded(text))
    return set(re.findall(r"\w+", digits))


class ExperienceProposal(ProposalForm):
    title = StringField("Métier ou activité", [InputRequired("Indiquez le métier ou l’activité.")])
    employer = StringField("Employeur")
    place = StringField("Lieu")
    start_month = SelectField("Début : mois", choices=MONTHS)
    start_year = NumberField("Début : année")
    end_month = SelectField("Fin : mois", choices=MONTHS)
    end_year = NumberField("Fin : année")
    current = BooleanField("En cours")
    rome = RomeField("Métier ROME")
    description = TextAreaField("Tâches", render_kw={"rows": 4})

    @staticmethod
    def initial(payload: Payload) -> Payload:
        (start_year, start_month), (end_year, end_month) = (
            payload.get(k) or (None, None) for k in ("start", "end")
        )
        lines = payload.get("description") or ()
        return {
            **payload,
            "start_year": start_year,
            "start_month": str(start_month or ""),
            "end_year": end_year,
            "end_month": str(end_month or ""),
            "rome": best_rome(payload),
            "description": lines if isinstance(lines, str) else "\n".join(lines),
        }

    def corrected(self) -> Payload:
        return {
            "title": self.title.data,
            "employer": self.employer.data,
            "place": self.place.data,
            "start": moment(self.start_year.data, self.start_month.data),
            "end": moment(self.end_year.data, self.end_month.data),
            "current": self.current.data,
            "rome": self.rome.data or "",
            "description": (self.description.data or "").splitlines(),
        }


class EducationProposal(ProposalForm):
    label = StringField("Formation ou diplôme", [InputRequired("Indiquez la formation.")])
    level = SelectField("Niveau", choices=EDUCATION_LEVELS)
    year = NumberField("Année")

    @staticmethod
    def initial(payload: Payload) -> Payload:
        return {**payload, "level": str(payload.get("level") or "")}


class CertificateProposal(ProposalForm):
    label = StringField("Certificat", [InputRequired("Indiquez le certificat.")])
    obtained = NumberField("Obtenu en")
    valid_until = NumberField("Valable jusqu’en")


class LicenceProposal(ProposalForm):
    code = SelectField("Permis", choices=options(LICENCES))


class VehicleProposal(ProposalForm):
    has_vehicle = YesNoField("Dispose d’un véhicule")

    def corrected(self) -> Payload:
        return {"has_vehicle": self.has_vehicle.answer}


class LanguageProposal(ProposalForm):
    label = StringField("Langue", [InputRequired("Indiquez la langue.")])
    level = SelectField("Niveau", choices=options(LANGUAGE_LEVELS, "Non précisé"))

    @staticmethod
    def initial(payload: Payload) -> Payload:
        level = str(payload.get("level") or "")
        return {**payload, "level": SAID_LEVELS.get(level, level)}


class SkillProposal(ProposalForm):
    label = StringField("Compétence", [InputRequired("Indiquez la compétence.")])


class ContactProposal(ProposalForm):
    value = StringField("Valeur", [InputRequired("Indiquez une valeur.")])

    def corrected(self) -> Payload:
        return {"kind": self.proposal.payload.get("kind"), "value": self.value.data}


class PlaceProposal(ProposalForm):
    """A commune as the CV writes it; when several answer, the coach chooses."""

    value = CommuneField("Commune")

    def __init__(
        self, formdata: MultiDict[str, str] | None, proposal: CvProposal, held: str | None
    ) -> None:
        super().__init__(formdata, proposal, held)
        if f"{self.value.name}" not in (formdata or ()):
            self.value.text = str(proposal.payload.get("value") or "")

    @staticmethod
    def initial(payload: Payload) -> Payload:
        return {}

    def corrected(self) -> Payload:
        return {"kind": self.proposal.payload.get("kind"), "value": self.value.text}


FORMS: Mapping[str, type[ProposalForm]] = {
    "experience": ExperienceProposal,
    "education": EducationProposal,
    "certificate": CertificateProposal,
    "licence": LicenceProposal,
    "vehicle": VehicleProposal,
    "language": LanguageProposal,
    "skill": SkillProposal,
    "contact": ContactProposal,
}


@dataclass(frozen=True, slots=True)
class Group:
    """The proposals of one kind: those to decide, and those that are."""

    kind: str
    title: str
    waiting: Sequence[ProposalForm]
    decided: Sequence[CvProposal]


class ReviewForm(Form):
    """All proposals of one CV on one screen, saved by one POST."""

    def __init__(
        self,
        formdata: MultiDict[str, str] | None,
        proposals: Sequence[CvProposal],
        candidate: Candidate,
        commune: str | None,
    ) -> None:
        super().__init__(formdata)
        self.keep_all = formdata.get("tout_garder", "") if formdata else ""
        self.rows = {
            p.id: form_for(formdata, p, held(p, candidate, commune))
            for p in proposals
            if p.state == ProposalState.PENDING and p.kind in GROUPS
        }
        self.groups = [
            Group(
                kind,
                title,
                [row for row in self.rows.values() if row.proposal.kind == kind],
                [p for p in proposals if p.kind == kind and p.state != ProposalState.PENDING],
            )
            for kind, title in GROUPS.items()
            if any(p.kind == kind for p in proposals)
        ]

    def decisions(self) -> list[Decision]:
        """What was decided, complete and checked. Raises Invalid when a kept line has mistakes."""
        found = [d for row in self.rows.values() if (d := self._decision(row))]
        if any(row.problems for row in self.rows.values()):
            raise Invalid("Certaines corrections sont à revoir.")
        return found

    def _decision(self, row: ProposalForm) -> Decision | None:
        proposal, chosen, edited = row.proposal, row.state.data, row.edited()
        in_bulk = self.keep_all in (ALL, proposal.kind)
        if chosen == ASIDE or (row.fixed and (in_bulk or chosen == KEEP)):
            return Decision(proposal.id, ProposalState.REJECTED)
        if row.fixed or not (in_bulk or edited or chosen == KEEP):
            return None
        if row.held is not None and in_bulk and not edited and chosen != KEEP:
            return Decision(proposal.id, ProposalState.REJECTED)  # it is there already
        row.state.data = KEEP
        if not row.validate():
            if in_bulk and not edited and chosen != KEEP:
                for field in row.facts():
                    field.errors = ()  # nobody asked for this one by itself: it waits
                row.state.data = LATER
            return None
        if edited or isinstance(row, PlaceProposal):
            return Decision(proposal.id, ProposalState.CORRECTED, row.corrected())
        return Decision(proposal.id, ProposalState.ACCEPTED)

    def refuse(self, error: Invalid) -> None:
        """Show a service's refusal at the proposals that it names («proposal-12»)."""
        for name, message in error.fields.items():
            row = self.rows.get(int(name.removeprefix("proposal-")))
            if row is not None:
                row.refusals.append(message)

    def problems(self) -> list[Problem]:
        """Everything to correct, in the order of the page."""
        return [
            Problem(f"lu-{row.proposal.id}", told(row.proposal.kind, row.proposal.payload), message)
            for group in self.groups
            for row in group.waiting
            for message in row.problems
        ]


def form_for(
    formdata: MultiDict[str, str] | None, proposal: CvProposal, held: str | None
) -> ProposalForm:
    """The form that a proposal's kind asks for."""
    is_place = proposal.kind == "contact" and proposal.payload.get("kind") in ("city", "postcode")
    kind = PlaceProposal if is_place and held is None else FORMS[proposal.kind]
    return kind(formdata, proposal, held)


def held(proposal: CvProposal, candidate: Candidate, commune: str | None) -> str | None:
    """What the record already holds where this proposal would go, in words; None when there is room.

    `commune` is the label of the person's commune.
    """
    kind, payload = proposal.kind, proposal.payload
    text = folded(str(payload.get("label") or payload.get("title") or "")).strip()
    if kind == "experience":
        year = (payload.get("start") or (None,))[0]
        same = (
            e for e in candidate.experiences if folded(e.title) == text and e.start_year == year
        )
        return next((e.title for e in same), None)
    if kind == "education":
        return next((e.label for e in candidate.education if folded(e.label) == text), None)
    if kind == "certificate":
        return next((c.code for c in candidate.certificates if folded(c.code) == text), None)
    if kind == "licence":
        code = payload.get("code")
        return f"permis {code}" if code in candidate.licences else None
    if kind == "language":
        return next((x.language for x in candidate.languages if folded(x.language) == text), None)
    if kind == "skill":
        return next((s for s in candidate.skills if folded(s) == text), None)
    if kind == "vehicle":
        return {True: "oui", False: "non", None: None}[candidate.has_vehicle]
    if payload.get("kind") == "name":
        return candidate.full_name
    if payload.get("kind") in ("city", "postcode"):
        return commune
    return getattr(candidate, CONTACT_FIELDS.get(str(payload.get("kind")), ""), None) or None


def told(kind: str, payload: Payload) -> str:
    """A proposal on one line, in plain words."""
    if kind == "experience":
        return str(payload.get("title") or "Expérience")
    if kind == "licence":
        return f"Permis {payload.get('code')}"
    if kind == "vehicle":
        return "Dispose d’un véhicule" if payload.get("has_vehicle") else "Sans véhicule"
    if kind == "contact":
        name = CONTACT_NAMES.get(str(payload.get("kind")), "")
        return f"{name} : {payload.get('value')}"
    return (
        str(payload.get("label") or "").strip().capitalize()
        if kind == "language"
        else str(payload.get("label") or "")
    )


def details(kind: str, payload: Payload, romes: Mapping[str, str]) -> list[str]:
    """What stands behind that line: dates, place, trade, level. `romes` are labels of the codes."""
    if kind == "experience":
        start, end = (fr_month(*(payload.get(k) or (None, None))) for k in ("start", "end"))
        if payload.get("current"):
            period = f"depuis {start}" if start else "en cours"
        else:
            period = " – ".join(dict.fromkeys(filter(None, (start, end))))
        code = best_rome(payload) or ""
        where = ", ".join(filter(None, (payload.get("employer"), payload.get("place"))))
        return [x for x in (where, period, f"{romes[code]} ({code})" if code in romes else "") if x]
    if kind == "certificate":
        got, until = payload.get("obtained"), payload.get("valid_until")
        note = payload.get("note")
        parts = (
            f"obtenu en {got}" if got else "",
            f"valable jusqu’en {until}" if until else "",
            note,
        )
        return [str(x) for x in parts if x]
    if kind == "education":
        level, year = payload.get("level"), payload.get("year")
        return [str(x) for x in (f"niveau {level}" if level else "", year) if x]
    if kind == "language":
        level = str(payload.get("level") or "")
        words = {"notions": "notions", "intermediate": "niveau moyen", "fluent": "couramment"}
        return [words.get(level, level)] if level else []
    return []


def best_rome(payload: Payload) -> str | None:
    """The first ROME code of an experience, as read (pairs) or corrected (one code)."""
    rome = payload.get("rome")
    if isinstance(rome, str):
        return rome or None
    return rome[0][0] if rome else None


def moment(year: int | None, month: str | None) -> list[int | None] | None:
    """A year and, where known, its month, as proposals write them."""
    return [year, int(month) if month else None] if year else None

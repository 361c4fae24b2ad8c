"""The people who are accompanied: recording what they want, can do, and where they can go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from matching import stale
from matching.actor import Actor, check
from matching.audit.events import Act, record_about
from matching.checks import Checks, checked_email
from matching.errors import NotFound
from matching.pool.candidates.availability import check_availability, set_availability
from matching.pool.candidates.rights import can_create_candidate, can_edit_candidate
from matching.pool.candidates.tables import (
    Candidate,
    CandidateObstacle,
    Certificate,
    Education,
    Experience,
    MobilityMean,
    SpokenLanguage,
)
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.reference.communes import commune
from matching.pool.reference.terms import LANGUAGE_LEVELS, LICENCES, Condition, Contract, Means
from matching.pool.reference.trades import rome_labels

Row = TypeVar("Row", Experience, Education, Certificate, CandidateObstacle)


@dataclass(frozen=True, slots=True)
class MobilityData:
    """How far by one means: kilometres or minutes, whichever the person said."""

    means: str
    radius_km: int | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class ExperienceData:
    title: str
    employer: str | None = None
    place: str | None = None
    start_year: int | None = None
    start_month: int | None = None
    end_year: int | None = None
    end_month: int | None = None
    current: bool = False
    description: str = ""
    rome: str | None = None


@dataclass(frozen=True, slots=True)
class EducationData:
    label: str
    level: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class CertificateData:
    code: str
    year: int | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class LanguageData:
    language: str
    level: str | None = None


@dataclass(frozen=True, slots=True)
class CandidateData:
    """What a coach writes about a person on the form, as typed. Lists replace what stood before."""

    first_name: str
    last_name: str
    civility: str | None = None
    birth_date: date | None = None
    email: str | None = None
    phone: str | None = None
    street: str | None = None
    commune_insee: str | None = None
    status: str = CandidateStatus.ACTIVE
    wishes_text: str = ""
    wished_romes: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    hours_min: int | None = None
    hours_max: int | None = None
    available_from: date | None = None
    slots: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    weekends: bool | None = None
    licences: tuple[str, ...] = ()
    has_vehicle: bool | None = None
    avoided_conditions: tuple[str, ...] = ()
    constraints_text: str = ""
    skills: tuple[str, ...] = ()
    mobility: tuple[MobilityData, ...] = ()
    languages: tuple[LanguageData, ...] = ()


ADDED_BY = "Seuls les coachs d’une structure ajoutent des personnes."


def check_may_create(actor: Actor) -> None:
    """Refuse before anything is typed: asked before a form is shown, and by `create_candidate`. Raises
    Forbidden."""
    check(can_create_candidate(actor), ADDED_BY)


def create_candidate(
    session: Session,
    actor: Actor,
    data: CandidateData,
    *,
    structure_id: int | None = None,
    coach_id: int | None = None,
) -> Candidate:
    """Add a person to the actor's structure and portfolio (or to those given, for the system). Raises
    Forbidden, Invalid."""
    check_may_create(actor)
    candidate = Candidate(
        structure_id=structure_id if actor.system else actor.structure_id,
        coach_id=coach_id if actor.system else actor.person_id,
    )
    _write(session, candidate, data)
    session.add(candidate)
    session.flush()  # the mark needs its id
    stale.mark(session, "candidate", [candidate.id])
    record_about(session, actor, Act.CREATED, candidate)
    return candidate


def update_candidate(
    session: Session, actor: Actor, candidate: Candidate, data: CandidateData
) -> Candidate:
    """Replace what the form shows. What the form does not show (experiences, CVs) stays."""
    check(can_edit_candidate(actor, candidate))
    _write(session, candidate, data)
    stale.mark(session, "candidate", [candidate.id])
    record_about(session, actor, Act.CHANGED, candidate, facts={"what": "record"})
    return candidate


def _write(session: Session, candidate: Candidate, data: CandidateData) -> None:
    checks = Checks()
    first = checks.text(data.first_name, "first_name", "le prénom")
    last = checks.text(data.last_name, "last_name", "le nom")
    email = checked_email(checks, data.email) if data.email else None
    for name in ("phone", "street", "civility"):
        checks.length(getattr(data, name), name, {"phone": 32, "street": 200, "civility": 8}[name])
    checks.length(data.wishes_text, "wishes_text", 4000)
    checks.length(data.constraints_text, "constraints_text", 2000)
    for skill in data.skills:
        checks.length(skill, "skills", 200)
    checks.among([data.status], CandidateStatus, "status")
    contracts = checks.among(data.contracts, Contract, "contracts")
    check_availability(checks, data)
    licences = checks.among(data.licences, LICENCES, "licences")
    avoided = checks.among(data.avoided_conditions, Condition, "avoided_conditions")
    if data.commune_insee:
        checks.need(
            data.commune_insee.isalnum() and commune(session, data.commune_insee),
            "commune_insee",
            "Choisissez une commune de la liste.",
        )
    known = rome_labels(session, [c for c in data.wished_romes if c.isalnum()])
    checks.need(
        all(code in known for code in data.wished_romes),
        "wished_romes",
        "Choisissez un métier de la liste.",
    )
    checks.among([m.means for m in data.mobility], Means, "mobility")
    for mean in data.mobility:
        checks.between(mean.radius_km, 0, 500, "mobility", "km")
        checks.between(mean.minutes, 0, 240, "mobility", "minutes")
    checks.among([x.level for x in data.languages if x.level], LANGUAGE_LEVELS, "languages")
    for spoken in data.languages:
        checks.length(spoken.language, "languages", 40)
    checks.done()

    candidate.first_name, candidate.last_name, candidate.email = first, last, email
    for name in ("civility", "birth_date", "phone", "street", "commune_insee", "has_vehicle"):
        setattr(
            candidate,
            name,
            getattr(data, name) or (False if getattr(data, name) is False else None),
        )
    candidate.status = CandidateStatus(data.status)
    candidate.wishes_text = data.wishes_text.strip()
    candidate.constraints_text = data.constraints_text.strip()
    candidate.wished_romes = list(dict.fromkeys(data.wished_romes))
    candidate.contracts = contracts
    set_availability(candidate, data)
    candidate.licences, candidate.avoided_conditions = licences, avoided
    candidate.skills = [s for s in dict.fromkeys(skill.strip() for skill in data.skills) if s]
    candidate.mobility = [
        MobilityMean(means=Means(m.means), radius_km=m.radius_km, minutes=m.minutes)
        for m in data.mobility
    ]
    _merge_languages(candidate, data.languages)


def _merge_languages(candidate: Candidate, languages: tuple[LanguageData, ...]) -> None:
    """Keep the rows that stay: a unique key is not free again before the old row is gone."""
    wanted = {x.language.strip().lower(): x.level for x in languages if x.language.strip()}
    kept = [row for row in candidate.languages if row.language in wanted]
    for row in kept:
        row.level = wanted.pop(row.language)
    candidate.languages = kept + [SpokenLanguage(language=k, level=v) for k, v in wanted.items()]


def add_experience(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    data: ExperienceData,
    *,
    cv_id: int | None = None,
) -> Experience:
    """Add something the person did."""
    check(can_edit_candidate(actor, candidate))
    row = Experience(cv_id=cv_id)
    _write_experience(session, row, data)
    candidate.experiences.append(row)
    stale.mark(session, "candidate", [candidate.id])
    record_about(
        session, actor, Act.CHANGED, candidate, facts={"what": "experience", "how": "added"}
    )
    return row


def update_experience(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    experience_id: int,
    data: ExperienceData,
) -> Experience:
    """Correct an experience. Raises NotFound when it is not this person's."""
    check(can_edit_candidate(actor, candidate))
    row = _own(candidate.experiences, experience_id)
    _write_experience(session, row, data)
    stale.mark(session, "candidate", [candidate.id])
    record_about(
        session, actor, Act.CHANGED, candidate, facts={"what": "experience", "how": "changed"}
    )
    return row


def _write_experience(session: Session, row: Experience, data: ExperienceData) -> None:
    checks = Checks()
    title = checks.text(data.title, "title", "l’intitulé du métier ou de l’activité")
    for name, maximum in (("employer", 200), ("place", 200), ("description", 8000)):
        checks.length(getattr(data, name), name, maximum)
    for name in ("start_year", "end_year"):
        checks.between(getattr(data, name), 1940, 2100, name, "(année)")
    for name in ("start_month", "end_month"):
        checks.between(getattr(data, name), 1, 12, name, "(mois)")
    start = (data.start_year or 0, data.start_month or 0)
    end = (data.end_year or 9999, data.end_month or 12)
    checks.need(start <= end, "end_year", "La fin ne peut pas être avant le début.")
    if data.rome:
        checks.need(
            data.rome.isalnum() and rome_labels(session, [data.rome]),
            "rome",
            "Choisissez un métier de la liste.",
        )
    checks.done()
    row.title = title
    for name in ("employer", "place", "start_year", "start_month", "end_year", "end_month", "rome"):
        setattr(row, name, getattr(data, name) or None)
    row.current, row.description = data.current, data.description.strip()


def add_education(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    data: EducationData,
    *,
    cv_id: int | None = None,
) -> Education:
    """Add a diploma or a training course."""
    check(can_edit_candidate(actor, candidate))
    checks = Checks()
    label = checks.text(data.label, "label", "l’intitulé de la formation")
    checks.between(data.year, 1940, 2100, "year", "(année)")
    checks.length(data.level, "level", 60)
    checks.done()
    row = Education(label=label, level=data.level, year=data.year, cv_id=cv_id)
    candidate.education.append(row)
    stale.mark(session, "candidate", [candidate.id])
    record_about(
        session, actor, Act.CHANGED, candidate, facts={"what": "education", "how": "added"}
    )
    return row


def add_certificate(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    data: CertificateData,
    *,
    cv_id: int | None = None,
) -> Certificate:
    """Add a certificate; one that she has already gets the newer year."""
    check(can_edit_candidate(actor, candidate))
    checks = Checks()
    code = checks.text(data.code, "code", "le certificat", maximum=80)
    checks.between(data.year, 1940, 2100, "year", "(année)")
    checks.done()
    row = next((c for c in candidate.certificates if c.code.casefold() == code.casefold()), None)
    if row is None:
        row = Certificate(code=code, cv_id=cv_id)
        candidate.certificates.append(row)
    row.year = max(filter(None, (row.year, data.year)), default=None)
    row.valid_until = data.valid_until or row.valid_until
    stale.mark(session, "candidate", [candidate.id])
    record_about(
        session, actor, Act.CHANGED, candidate, facts={"what": "certificate", "how": "added"}
    )
    return row


def remove_fact(
    session: Session, actor: Actor, candidate: Candidate, kind: str, fact_id: int
) -> None:
    """Take away an experience, an education or a certificate. Raises NotFound."""
    check(can_edit_candidate(actor, candidate))
    if kind == "experience":
        candidate.experiences.remove(_own(candidate.experiences, fact_id))
    elif kind == "education":
        candidate.education.remove(_own(candidate.education, fact_id))
    elif kind == "certificate":
        candidate.certificates.remove(_own(candidate.certificates, fact_id))
    elif kind == "obstacle":
        candidate.obstacles.remove(_own(candidate.obstacles, fact_id))
    else:
        raise NotFound("Cet élément n’existe pas.")
    stale.mark(session, "candidate", [candidate.id])
    record_about(session, actor, Act.CHANGED, candidate, facts={"what": kind, "how": "removed"})


def _own(rows: list[Row], row_id: int) -> Row:
    """The row of that id. Raises NotFound: an id of another person's row must not be told apart."""
    for row in rows:
        if row.id == row_id:
            return row
    raise NotFound("Cet élément n’existe pas.")

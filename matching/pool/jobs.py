"""Job profiles (profils de poste): what employers need filled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matching import audit, policy, stale
from matching.actor import Actor, check
from matching.audit import Act
from matching.checks import Checks
from matching.db import contains_all_words
from matching.errors import NotFound
from matching.listing import Listing, Noted, filters, ids_and_total
from matching.pool import employers
from matching.pool.reference.communes import commune
from matching.pool.reference.trades import rome_labels
from matching.pool.tables import Employer, JobProfile, Requirement
from matching.pool.terms import (
    LANGUAGE_LEVELS,
    LICENCES,
    WEEKDAYS,
    Condition,
    Contract,
    JobStatus,
    RequirementKind,
    Slot,
)
from matching.terms import label_of
from matching.texts.wording import check as wording_check
from matching.texts.wording.check import Mention, explained, refused
from matching.workflow import Workflow


@dataclass(frozen=True, slots=True)
class RequirementData:
    """Something asked for: a certificate («CACES R489 cat. 3»), a licence («B»), a language, a skill."""

    kind: str
    code: str
    level: str | None = None
    must: bool = False


@dataclass(frozen=True, slots=True)
class JobData:
    """What is written about a job profile on the form, as typed. Lists replace what stood before."""

    title: str
    contract: str
    commune_insee: str
    text: str = ""
    rome: str | None = None
    duration_months: int | None = None
    hours_per_week: int | None = None
    wage_text: str | None = None
    openings: int = 1
    starts_on: date | None = None
    valid_until: date | None = None
    slots: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    starts_at: time | None = None
    weekends: bool = False
    shifts: bool = False
    conditions: tuple[str, ...] = ()
    beginners_accepted: bool = False
    immersion_possible: bool = False
    requirements: tuple[RequirementData, ...] = ()


PATH = Workflow(
    {
        JobStatus.DRAFT: (JobStatus.PUBLISHED, JobStatus.CLOSED),
        JobStatus.PUBLISHED: (JobStatus.SUSPENDED, JobStatus.FILLED, JobStatus.CLOSED),
        JobStatus.SUSPENDED: (JobStatus.PUBLISHED, JobStatus.FILLED, JobStatus.CLOSED),
        JobStatus.FILLED: (JobStatus.PUBLISHED, JobStatus.CLOSED),
        JobStatus.CLOSED: (JobStatus.PUBLISHED,),
    },
    column="status",
    moved_on="Ce profil de poste ne peut pas passer à cet état : rechargez la page.",
)
"""Where a job profile may go from where it stands; a hire that breaks may be published again."""


def employer_to_write_for(session: Session, actor: Actor, employer_id: int) -> Employer:
    """The employer for whom the actor is about to write a profile. Raises NotFound, Forbidden."""
    employer = employers.get_employer(session, actor, employer_id)
    check(policy.can_create_job(actor, employer))
    return employer


def create_job(session: Session, actor: Actor, employer: Employer, data: JobData) -> JobProfile:
    """Record a job profile as a draft, whatever its wording. Raises Invalid, Forbidden."""
    check(policy.can_create_job(actor, employer))
    job = JobProfile(employer=employer, status=JobStatus.DRAFT, created_by_id=actor.person_id)
    with session.no_autoflush:  # a profile with mistakes must not reach the database half written
        _write(session, job, data)
    session.add(job)
    session.flush()  # the mark needs its id
    stale.mark(session, "job", [job.id])
    audit.record(session, actor, Act.CREATED, "job", job.id)
    return job


def update_job(session: Session, actor: Actor, job: JobProfile, data: JobData) -> JobProfile:
    """Replace what the form shows. Raises Invalid, Forbidden.

    Once a profile has left the draft, others read it: then wording that names a forbidden criterion is
    refused, at the fields «title», «text», «wage_text» and «requirements».
    """
    check(policy.can_edit_job(actor, job))
    # Two people who write and publish at once must not publish what neither has checked.
    PATH.hold(session, job)
    with session.no_autoflush:
        _write(session, job, data)
    stale.mark(session, "job", [job.id])
    audit.record(session, actor, Act.CHANGED, "job", job.id)
    return job


def set_status(session: Session, actor: Actor, job: JobProfile, status: JobStatus) -> JobProfile:
    """Publish, suspend, fill or close.

    Raises Conflict when the step is not one of PATH, and Invalid, with the same fields as
    `update_job`, when what would be published names a forbidden criterion (Code du travail, L5321-2).
    """
    check(policy.can_edit_job(actor, job))
    was = PATH.hold(session, job)
    if status is not was:
        PATH.check(was, status)
    if status == JobStatus.PUBLISHED:
        checks = Checks()
        _check_wording(checks, job, job.requirements)
        checks.done("Une formulation empêche de publier ce profil.")
    job.status = status
    stale.mark(session, "job", [job.id])
    audit.record(session, actor, Act.DECIDED, "job", job.id, facts={"status": status})
    return job


def read_wording(
    actor: Actor, texts: Mapping[str, str], *, context: str = ""
) -> dict[str, tuple[Mention, ...]]:
    """What the texts of one profile name, by the name of the text, while it is being written.

    `context`: what else the profile says, as `wording_context` puts it. Raises Forbidden for those who write
    no profiles. Nothing is kept.
    """
    check(
        actor.system or actor.hires or actor.develops,
        "Les profils de poste sont écrits par les employeurs.",
    )
    return wording_check.mentions(texts, context=context)


def wording_to_mend(job: JobProfile) -> list[Mention]:
    """What keeps the profile, as it is kept, from being published."""
    found = refused(_wording(job, job.requirements))
    return [mention for mentions in found.values() for mention in mentions]


def wording_context(contract: str | None, licences: Iterable[str] = ()) -> str:
    """What a contract and licences say to the reading of a profile's texts: some make an age lawful."""
    known = next((one for one in Contract if one == contract), None)
    named = label_of(Contract, known) if known else ""
    return " ".join([f"Contrat : {named}.", *(f"Permis {code}." for code in licences)])


def _wording(
    job: JobProfile | JobData, asked: Iterable[Requirement | RequirementData]
) -> dict[str, tuple[Mention, ...]]:
    rows = list(asked)
    licences = [row.code for row in rows if row.kind == RequirementKind.LICENCE]
    texts = {"title": job.title, "text": job.text, "wage_text": job.wage_text or ""}
    texts |= {
        f"requirement {number}": row.code
        for number, row in enumerate(rows)
        if row.kind != RequirementKind.LICENCE
    }
    return wording_check.mentions(texts, context=wording_context(job.contract, licences))


def _check_wording(
    checks: Checks, job: JobProfile | JobData, asked: Iterable[Requirement | RequirementData]
) -> None:
    """Note the refused wording, each field's own; all requirements are one field."""
    told: dict[str, list[str]] = {}
    for name, mentions in refused(_wording(job, asked)).items():
        field = "requirements" if name.startswith("requirement ") else name
        told.setdefault(field, []).extend(map(explained, mentions))
    for field, lines in told.items():
        more = len(lines) - MOST_TOLD
        tail = [f"Et {more} autres formulations, montrées ci-dessous."] if more > 0 else []
        checks.need(False, field, "\n".join(lines[:MOST_TOLD] + tail))


MOST_TOLD = 4
"""How many refused wordings one field's message quotes."""


def _write(session: Session, job: JobProfile, data: JobData) -> None:
    checks = Checks()
    title = checks.text(data.title, "title", "l’intitulé du poste")
    checks.length(data.text, "text", 8000)
    checks.length(data.wage_text, "wage_text", 120)
    checks.among([data.contract], Contract, "contract")
    slots = checks.among(data.slots, Slot, "slots")
    days = checks.among(data.days, WEEKDAYS, "days")
    conditions = checks.among(data.conditions, Condition, "conditions")
    checks.between(data.hours_per_week, 1, 48, "hours_per_week", "heures par semaine")
    checks.between(data.duration_months, 1, 60, "duration_months", "mois")
    checks.between(data.openings, 1, 500, "openings", "postes")
    checks.need(
        data.commune_insee.isalnum() and commune(session, data.commune_insee),
        "commune_insee",
        "Choisissez une commune de la liste.",
    )
    if data.rome:
        checks.need(
            data.rome.isalnum() and rome_labels(session, [data.rome]),
            "rome",
            "Choisissez un métier de la liste.",
        )
    for asked in data.requirements:
        checks.among([asked.kind], RequirementKind, "requirements")
        checks.text(asked.code, "requirements", "ce qui est demandé", maximum=200)
        if asked.kind == RequirementKind.LICENCE:
            checks.among([asked.code], LICENCES, "requirements")
        if asked.level:
            checks.among([asked.level], LANGUAGE_LEVELS, "requirements")
    if job.status != JobStatus.DRAFT:
        _check_wording(checks, data, data.requirements)
    checks.done()

    job.title, job.text = title, data.text.strip()
    job.contract = Contract(data.contract)
    job.commune_insee, job.openings = data.commune_insee, data.openings
    job.slots, job.days, job.conditions = slots, days, conditions
    for name in (
        "rome",
        "duration_months",
        "hours_per_week",
        "wage_text",
        "starts_on",
        "valid_until",
    ):
        setattr(job, name, getattr(data, name) or None)
    for name in ("starts_at", "weekends", "shifts", "beginners_accepted", "immersion_possible"):
        setattr(job, name, getattr(data, name))
    _merge_requirements(job, data.requirements)


def _merge_requirements(job: JobProfile, asked: tuple[RequirementData, ...]) -> None:
    """Keep the rows that stay: a unique key is not free again before the old row is gone."""
    wanted = {(r.kind, r.code.strip()): r for r in asked}
    kept = [row for row in job.requirements if (row.kind, row.code) in wanted]
    for row in kept:
        data = wanted.pop((row.kind, row.code))
        row.level, row.must = data.level, data.must
    job.requirements = kept + [
        Requirement(kind=RequirementKind(kind), code=code, level=r.level, must=r.must)
        for (kind, code), r in wanted.items()
    ]


def list_jobs(
    actor: Actor,
    *,
    text: str = "",
    statuses: tuple[str, ...] = (),
    employer_id: int | None = None,
    rome: str | None = None,
    contract: str | None = None,
    department: str | None = None,
) -> Listing[JobProfile]:
    """The job profiles that the actor may see, newest first: the plain list, which needs no search engine.
    Raises Forbidden."""
    check(policy.can_search(actor, "job"), "Votre compte ne donne pas accès aux profils de poste.")
    statement = select(JobProfile).join(Employer).where(policy.visible_jobs(actor))
    if text.strip():
        statement = statement.where(
            contains_all_words(text, JobProfile.title, JobProfile.text, Employer.name)
        )
    if statuses:
        statement = statement.where(JobProfile.status.in_(statuses))
    if employer_id:
        statement = statement.where(JobProfile.employer_id == employer_id)
    if rome:
        statement = statement.where(JobProfile.rome == rome)
    if contract:
        statement = statement.where(JobProfile.contract == contract)
    if department:
        statement = statement.where(
            JobProfile.commune_insee.startswith(department, autoescape=True)
        )
    return Listing(
        actor,
        statement.order_by(JobProfile.created_at.desc(), JobProfile.id.desc()),
        Noted(
            "job",
            ids_and_total,
            codes=filters(
                status=",".join(statuses), rome=rome, contract=contract, department=department
            ),
            text=text,
        ),
        options=(selectinload(JobProfile.employer),),
    )


def get_job(session: Session, actor: Actor, job_id: int) -> JobProfile:
    """One job profile. Raises NotFound: also for one that the actor may not see."""
    job = session.scalar(select(JobProfile).where(JobProfile.id == job_id).options(*LOAD_FACTS))
    if job is None or not policy.can_see_job(actor, job):
        raise NotFound("Ce profil de poste n’existe pas, ou n’est pas sur votre territoire.")
    audit.record(session, actor, Act.SAW, "job", job.id)
    return job


def open_job(session: Session, actor: Actor, job_id: int) -> JobProfile:
    """The same, to be changed. Raises NotFound, and Forbidden for those who only read it."""
    job = get_job(session, actor, job_id)
    check(policy.can_edit_job(actor, job))
    return job


# Open: people may be proposed for it. One rule in two forms, as a right is; tests/test_jobs.py compares them.


def is_open(job: JobProfile, today: date) -> bool:
    """Whether people may be proposed for this job today: it is published, and its last day has not passed."""
    return job.status == JobStatus.PUBLISHED and (
        job.valid_until is None or job.valid_until >= today
    )


def open_jobs(today: date) -> ColumnElement[bool]:
    """The SQL condition of the jobs of which `is_open` is true."""
    return and_(
        JobProfile.status == JobStatus.PUBLISHED,
        or_(JobProfile.valid_until.is_(None), JobProfile.valid_until >= today),
    )


LOAD_FACTS = (
    selectinload(JobProfile.requirements),
    joinedload(JobProfile.employer, innerjoin=True),
)
"""What matching and indexing read of a job profile."""

"""Job profiles (profils de poste): what employers need filled."""

from __future__ import annotations

from sqlalchemy.orm import Session

from matching import stale
from matching.actor import Actor, check
from matching.audit.events import Act, record
from matching.checks import Checks
from matching.pool.employers.life import get_employer
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData, RequirementData
from matching.pool.jobs.publication import PATH
from matching.pool.jobs.rights import can_create_job, can_edit_job
from matching.pool.jobs.tables import JobProfile, Requirement
from matching.pool.jobs.terms import JobStatus, RequirementKind
from matching.pool.jobs.wording import check_wording
from matching.pool.reference.communes import commune
from matching.pool.reference.terms import (
    LANGUAGE_LEVELS,
    LICENCES,
    WEEKDAYS,
    Condition,
    Contract,
    Slot,
)
from matching.pool.reference.trades import rome_labels


def employer_to_write_for(session: Session, actor: Actor, employer_id: int) -> Employer:
    """The employer for whom the actor is about to write a profile. Raises NotFound, Forbidden."""
    employer = get_employer(session, actor, employer_id)
    check(can_create_job(actor, employer))
    return employer


def create_job(session: Session, actor: Actor, employer: Employer, data: JobData) -> JobProfile:
    """Record a job profile as a draft, whatever its wording. Raises Invalid, Forbidden."""
    check(can_create_job(actor, employer))
    job = JobProfile(employer=employer, status=JobStatus.DRAFT, created_by_id=actor.person_id)
    with session.no_autoflush:  # a profile with mistakes must not reach the database half written
        _write(session, job, data)
    session.add(job)
    session.flush()  # the mark needs its id
    stale.mark(session, "job", [job.id])
    record(session, actor, Act.CREATED, "job", job.id)
    return job


def update_job(session: Session, actor: Actor, job: JobProfile, data: JobData) -> JobProfile:
    """Replace what the form shows. Raises Invalid, Forbidden.

    Once a profile has left the draft, others read it: then wording that names a forbidden criterion is
    refused, at the fields «title», «text», «wage_text» and «requirements».
    """
    check(can_edit_job(actor, job))
    # Two people who write and publish at once must not publish what neither has checked.
    PATH.hold(session, job)
    with session.no_autoflush:
        _write(session, job, data)
    stale.mark(session, "job", [job.id])
    record(session, actor, Act.CHANGED, "job", job.id)
    return job


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
        check_wording(checks, data, data.requirements)
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

"""Job profiles: published ones are for the coaches of the territory; drafts for the employer and the developers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from matching.actor import Actor
from matching.pool.employers.tables import Employer
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus

# Job profiles: published ones are for the coaches of the territory; drafts for the employer and the developers.


def can_see_job(actor: Actor, job: JobProfile) -> bool:
    if actor.system or (actor.hires and job.employer_id == actor.employer_id):
        return True
    same_territory = job.employer.territory_id == actor.territory_id
    if actor.develops and same_territory:
        return True
    return actor.accompanies and same_territory and job.status != JobStatus.DRAFT


def visible_jobs(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    of_territory = JobProfile.employer_id.in_(
        select(Employer.id).where(Employer.territory_id == actor.territory_id)
    )
    rules: list[ColumnElement[bool]] = []
    if actor.hires:
        rules.append(JobProfile.employer_id == actor.employer_id)
    if actor.develops:
        rules.append(of_territory)
    if actor.accompanies:
        rules.append(and_(of_territory, JobProfile.status != JobStatus.DRAFT))
    return or_(*rules) if rules else false()


def job_keys(job: JobProfile) -> frozenset[str]:
    """The keys that a job profile's document carries."""
    territory = job.employer.territory_id
    keys = {"system", f"employer:{job.employer_id}", f"developers:{territory}"}
    if job.status != JobStatus.DRAFT:
        keys.add(f"coaches:{territory}")
    return frozenset(keys)


def job_search_keys(actor: Actor) -> frozenset[str]:
    """The keys that the actor holds for job profiles: one is found only when it carries one of them (`job_keys`)."""
    if actor.system:
        return frozenset({"system"})
    keys: set[str] = set()
    if actor.hires:
        keys.add(f"employer:{actor.employer_id}")
    if actor.develops:
        keys.add(f"developers:{actor.territory_id}")
    if actor.accompanies:
        keys.add(f"coaches:{actor.territory_id}")
    return frozenset(keys)


def can_list_jobs(actor: Actor) -> bool:
    """May find job profiles at all."""
    return bool(job_search_keys(actor))


def can_create_job(actor: Actor, employer: Employer) -> bool:
    if actor.system or (actor.hires and employer.id == actor.employer_id):
        return True
    return actor.develops and employer.territory_id == actor.territory_id


def can_edit_job(actor: Actor, job: JobProfile) -> bool:
    return can_create_job(actor, job.employer)

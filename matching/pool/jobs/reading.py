"""Job profiles found; what was shown is noted."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matching.actor import Actor, check
from matching.audit.events import Act, record
from matching.db import contains_all_words
from matching.errors import NotFound
from matching.listing import Listing, Noted, filters, ids_and_total
from matching.pool.employers.tables import Employer
from matching.pool.jobs.rights import can_edit_job, can_list_jobs, can_see_job, visible_jobs
from matching.pool.jobs.tables import JobProfile


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
    check(can_list_jobs(actor), "Votre compte ne donne pas accès aux profils de poste.")
    statement = select(JobProfile).join(Employer).where(visible_jobs(actor))
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
    if job is None or not can_see_job(actor, job):
        raise NotFound("Ce profil de poste n’existe pas, ou n’est pas sur votre territoire.")
    record(session, actor, Act.SAW, "job", job.id)
    return job


def open_job(session: Session, actor: Actor, job_id: int) -> JobProfile:
    """The same, to be changed. Raises NotFound, and Forbidden for those who only read it."""
    job = get_job(session, actor, job_id)
    check(can_edit_job(actor, job))
    return job


LOAD_FACTS = (
    selectinload(JobProfile.requirements),
    joinedload(JobProfile.employer, innerjoin=True),
)
"""What matching and indexing read of a job profile."""

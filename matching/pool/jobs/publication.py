"""When a job profile is open: its states, and the day until which it holds."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from matching import stale
from matching.actor import Actor, check
from matching.audit.events import Act, record
from matching.checks import Checks
from matching.pool.jobs.rights import can_edit_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.jobs.wording import check_wording
from matching.workflow import Workflow

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


def set_status(session: Session, actor: Actor, job: JobProfile, status: JobStatus) -> JobProfile:
    """Publish, suspend, fill or close.

    Raises Conflict when the step is not one of PATH, and Invalid, with the same fields as
    `update_job`, when what would be published names a forbidden criterion (Code du travail, L5321-2).
    """
    check(can_edit_job(actor, job))
    was = PATH.hold(session, job)
    if status is not was:
        PATH.check(was, status)
    if status == JobStatus.PUBLISHED:
        checks = Checks()
        check_wording(checks, job, job.requirements)
        checks.done("Une formulation empêche de publier ce profil.")
    job.status = status
    stale.mark(session, "job", [job.id])
    record(session, actor, Act.DECIDED, "job", job.id, facts={"status": status})
    return job


# Open: people may be proposed for it. One rule in two forms, as a right is; tests/matching/pool/test_jobs.py compares them.


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

"""Shortlists read, from the job and from the person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, check
from matching.journey.shortlists.tables import ShortlistEntry
from matching.listing import Listing, Noted
from matching.pool.candidates.reading import get_candidate
from matching.pool.candidates.rights import visible_candidates
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.rights import can_see_job, visible_jobs
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person

CHOSEN_BY = "Les sélections sont réservées aux professionnels qui accompagnent les personnes."


def job_to_choose_for(session: Session, actor: Actor, job_id: int) -> JobProfile:
    """The job for which people are chosen. Raises NotFound, and Forbidden for those who accompany nobody."""
    job = get_job(session, actor, job_id)
    check(actor.system or actor.accompanies, CHOSEN_BY)
    return job


def both_sides(
    session: Session, actor: Actor, job_id: int, candidate_id: int
) -> tuple[JobProfile, Candidate]:
    """Both sides of a choice. Raises NotFound for what the actor may not know, Forbidden."""
    job = job_to_choose_for(session, actor, job_id)
    return job, get_candidate(session, actor, candidate_id)


def _is_read(actor: Actor) -> ColumnElement[bool]:
    """The choices that the actor may read: made by her structure, or about its people."""
    if actor.system:
        return true()
    of_structure = select(Candidate.id).where(Candidate.structure_id == actor.structure_id)
    colleagues = select(Person.id).where(Person.structure_id == actor.structure_id)
    seen = select(Candidate.id).where(visible_candidates(actor))
    return and_(
        ShortlistEntry.candidate_id.in_(seen),
        or_(
            ShortlistEntry.candidate_id.in_(of_structure),
            ShortlistEntry.added_by_id.in_(colleagues),
        ),
    )


def entry_for(
    session: Session, actor: Actor, job: JobProfile, candidate: Candidate
) -> ShortlistEntry | None:
    """The choice of this person for this job, if there is one that the actor may read."""
    return session.scalar(
        select(ShortlistEntry).where(
            ShortlistEntry.job_profile_id == job.id,
            ShortlistEntry.candidate_id == candidate.id,
            _is_read(actor),
        )
    )


def entries_for_job(actor: Actor, job: JobProfile) -> Listing[ShortlistEntry]:
    """The people chosen for a job among those whom the actor may see, oldest choice first. Raises Forbidden for
    those who do not choose for this job."""
    check((actor.system or actor.accompanies) and can_see_job(actor, job), CHOSEN_BY)
    return Listing(
        actor,
        select(ShortlistEntry)
        .where(ShortlistEntry.job_profile_id == job.id, _is_read(actor))
        .order_by(ShortlistEntry.added_at, ShortlistEntry.id),
        Noted(
            "candidate",
            lambda act, rows, total: {"ids": [entry.candidate_id for entry in rows]},
            codes={"list": "shortlist", "job": job.id},
            structure_id=actor.structure_id,
        ),
        options=(selectinload(ShortlistEntry.candidate), selectinload(ShortlistEntry.added_by)),
    )


def entries_for_candidate(
    session: Session, actor: Actor, candidate: Candidate
) -> Sequence[ShortlistEntry]:
    """The jobs for which a person was chosen, among those that the actor may see; none of a person whom
    she may not."""
    return session.scalars(
        select(ShortlistEntry)
        .join(ShortlistEntry.job_profile)
        .where(
            ShortlistEntry.candidate_id == candidate.id,
            _is_read(actor),
            visible_jobs(actor),
        )
        .options(
            selectinload(ShortlistEntry.job_profile).selectinload(JobProfile.employer),
            selectinload(ShortlistEntry.added_by),
        )
        .order_by(ShortlistEntry.added_at, ShortlistEntry.id)
    ).all()


def chosen_ids(
    session: Session,
    actor: Actor,
    *,
    job: JobProfile | None = None,
    candidate: Candidate | None = None,
) -> set[int]:
    """Ids on the other side of the shortlist, as far as the actor may read it: people for a job, or jobs for a
    person."""
    if job is not None:
        found = session.scalars(
            select(ShortlistEntry.candidate_id).where(
                ShortlistEntry.job_profile_id == job.id, _is_read(actor)
            )
        )
    elif candidate is not None:
        found = session.scalars(
            select(ShortlistEntry.job_profile_id).where(
                ShortlistEntry.candidate_id == candidate.id, _is_read(actor)
            )
        )
    else:
        return set()
    return set(found)

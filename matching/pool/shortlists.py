"""Shortlists: the people whom a coach has chosen for a job, each with her reason. Always a human act.

A choice and its note are read by the structure of the coach who made it and by that of the person. A coach whom
another structure let know a person works beside their choice, without seeing it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from matching import audit, policy
from matching.actor import Actor, check
from matching.audit import Act
from matching.checks import Checks
from matching.errors import Conflict, NotFound
from matching.listing import Listing, Noted
from matching.pool import candidates, jobs
from matching.pool.tables import Candidate, JobProfile, Person, ShortlistEntry
from matching.ranking import log

CHOSEN_BY = "Les sélections sont réservées aux professionnels qui accompagnent les personnes."


def job_to_choose_for(session: Session, actor: Actor, job_id: int) -> JobProfile:
    """The job for which people are chosen. Raises NotFound, and Forbidden for those who accompany nobody."""
    job = jobs.get_job(session, actor, job_id)
    check(actor.system or actor.accompanies, CHOSEN_BY)
    return job


def both_sides(
    session: Session, actor: Actor, job_id: int, candidate_id: int
) -> tuple[JobProfile, Candidate]:
    """Both sides of a choice. Raises NotFound for what the actor may not know, Forbidden."""
    job = job_to_choose_for(session, actor, job_id)
    return job, candidates.get_candidate(session, actor, candidate_id)


def shortlist(
    session: Session, actor: Actor, *, job: JobProfile, candidate: Candidate, note: str
) -> ShortlistEntry:
    """Choose a person for a job, or change the note of that choice. Raises Invalid, Forbidden, Conflict."""
    check(may_choose(actor, job, candidate) and actor.person_id is not None)
    checks = Checks()
    checks.length(note, "note", 2000)
    checks.done()
    chosen = insert(ShortlistEntry).values(
        job_profile_id=job.id, candidate_id=candidate.id, added_by_id=actor.person_id, note=""
    )
    # The second of two clicks waits for the first here, and meets its entry.
    session.execute(chosen.on_conflict_do_nothing())
    entry = entry_for(session, actor, job, candidate)
    if entry is None:
        raise Conflict(
            "La structure de cette personne l’a déjà choisie pour ce poste, ou vient de la retirer : "
            "parlez-en avec son coach."
        )
    entry.note = note.strip()
    log.followed(session, actor, log.Followed.SHORTLISTED, job=job, candidate=candidate)
    audit.record_about(
        session, actor, Act.DECIDED, candidate,
        things={"job": job.id}, facts={"what": "shortlisted"}, reason=entry.note,
    )  # fmt: skip
    return entry


def withdraw(session: Session, actor: Actor, *, job: JobProfile, candidate: Candidate) -> None:
    """Take a person off the shortlist. Raises NotFound."""
    check(may_choose(actor, job, candidate))
    entry = entry_for(session, actor, job, candidate)
    if entry is None:
        raise NotFound("Cette personne n’est pas dans la sélection.")
    session.delete(entry)
    log.followed(session, actor, log.Followed.TAKEN_OFF, job=job, candidate=candidate)
    audit.record_about(
        session, actor, Act.DECIDED, candidate, things={"job": job.id}, facts={"what": "taken_off"}
    )


def may_choose(actor: Actor, job: JobProfile, candidate: Candidate) -> bool:
    """Choosing is for those who accompany and know both."""
    return (actor.system or actor.accompanies) and policy.can_shortlist(actor, job, candidate)


def _is_read(actor: Actor) -> ColumnElement[bool]:
    """The choices that the actor may read: made by her structure, or about its people."""
    if actor.system:
        return true()
    of_structure = select(Candidate.id).where(Candidate.structure_id == actor.structure_id)
    colleagues = select(Person.id).where(Person.structure_id == actor.structure_id)
    seen = select(Candidate.id).where(policy.visible_candidates(actor))
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
    check(
        (actor.system or actor.accompanies) and policy.can_see_job(actor, job),
        "Les sélections sont réservées aux professionnels qui accompagnent les personnes.",
    )
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
            policy.visible_jobs(actor),
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

"""Shortlists: the people whom a coach has chosen for a job, each with her reason. Always a human act."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from matching import audit, policy
from matching.audit import Act
from matching.errors import Conflict, NotFound
from matching.pool.checks import Checks
from matching.pool.tables import Candidate, JobProfile, ShortlistEntry
from matching.ranking import log


def shortlist(
    session: Session, actor: policy.Actor, *, job: JobProfile, candidate: Candidate, note: str
) -> ShortlistEntry:
    """Choose a person for a job, or change the note of that choice. Raises Invalid, Forbidden."""
    policy.check(policy.can_shortlist(actor, job, candidate) and actor.person_id is not None)
    checks = Checks()
    checks.length(note, "note", 2000)
    checks.done()
    chosen = insert(ShortlistEntry).values(
        job_profile_id=job.id, candidate_id=candidate.id, added_by_id=actor.person_id, note=""
    )
    # The second of two clicks waits for the first here, and meets its entry.
    session.execute(chosen.on_conflict_do_nothing())
    entry = entry_for(session, job, candidate)
    if entry is None:
        raise Conflict("Cette personne vient d’être retirée de la sélection : rechargez la page.")
    entry.note = note.strip()
    log.followed(session, actor, log.Followed.SHORTLISTED, job=job, candidate=candidate)
    _note(session, actor, Act.DECIDED, job, candidate, "shortlisted", reason=entry.note)
    return entry


def withdraw(
    session: Session, actor: policy.Actor, *, job: JobProfile, candidate: Candidate
) -> None:
    """Take a person off the shortlist. Raises NotFound."""
    policy.check(policy.can_shortlist(actor, job, candidate))
    entry = entry_for(session, job, candidate)
    if entry is None:
        raise NotFound("Cette personne n’est pas dans la sélection.")
    session.delete(entry)
    log.followed(session, actor, log.Followed.TAKEN_OFF, job=job, candidate=candidate)
    _note(session, actor, Act.DECIDED, job, candidate, "taken_off")


def _note(
    session: Session,
    actor: policy.Actor,
    act: Act,
    job: JobProfile,
    candidate: Candidate,
    what: str,
    *,
    reason: str = "",
) -> None:
    audit.record(
        session,
        actor,
        act,
        "candidate",
        candidate.id,
        structure_id=candidate.structure_id,
        facts={"job": job.id, "what": what},
        reason=reason,
    )


def entry_for(session: Session, job: JobProfile, candidate: Candidate) -> ShortlistEntry | None:
    """The choice of this person for this job, if there is one."""
    return session.scalar(
        select(ShortlistEntry).where(
            ShortlistEntry.job_profile_id == job.id, ShortlistEntry.candidate_id == candidate.id
        )
    )


def entries_for_job(
    session: Session, actor: policy.Actor, job: JobProfile
) -> Sequence[ShortlistEntry]:
    """The people chosen for a job among those whom the actor may see, oldest choice first."""
    entries = session.scalars(
        select(ShortlistEntry)
        .join(ShortlistEntry.candidate)
        .where(ShortlistEntry.job_profile_id == job.id, policy.visible_candidates(actor))
        .options(selectinload(ShortlistEntry.candidate), selectinload(ShortlistEntry.added_by))
        .order_by(ShortlistEntry.added_at, ShortlistEntry.id)
    ).all()
    _note_list(session, actor, Act.LISTED, job, entries)
    return entries


def note_exported(
    session: Session, actor: policy.Actor, job: JobProfile, entries: Sequence[ShortlistEntry]
) -> None:
    """Note that the shortlist was taken away as a file."""
    _note_list(session, actor, Act.EXPORTED, job, entries)


def _note_list(
    session: Session,
    actor: policy.Actor,
    act: Act,
    job: JobProfile,
    entries: Sequence[ShortlistEntry],
) -> None:
    facts = {"list": "shortlist", "job": job.id, "ids": [entry.candidate_id for entry in entries]}
    structure = actor.structure_id
    audit.record(session, actor, act, "candidate", structure_id=structure, facts=facts)


def entries_for_candidate(
    session: Session, actor: policy.Actor, candidate: Candidate
) -> Sequence[ShortlistEntry]:
    """The jobs for which a person was chosen, among those that the actor may see; none of a person whom
    she may not."""
    return session.scalars(
        select(ShortlistEntry)
        .join(ShortlistEntry.job_profile)
        .join(ShortlistEntry.candidate)
        .where(
            ShortlistEntry.candidate_id == candidate.id,
            policy.visible_candidates(actor),
            policy.visible_jobs(actor),
        )
        .options(
            selectinload(ShortlistEntry.job_profile).selectinload(JobProfile.employer),
            selectinload(ShortlistEntry.added_by),
        )
        .order_by(ShortlistEntry.added_at, ShortlistEntry.id)
    ).all()


def chosen_ids(
    session: Session, *, job: JobProfile | None = None, candidate: Candidate | None = None
) -> set[int]:
    """Ids on the other side of the shortlist: people for a job, or jobs for a person."""
    if job is not None:
        found = session.scalars(
            select(ShortlistEntry.candidate_id).where(ShortlistEntry.job_profile_id == job.id)
        )
    elif candidate is not None:
        found = session.scalars(
            select(ShortlistEntry.job_profile_id).where(ShortlistEntry.candidate_id == candidate.id)
        )
    else:
        return set()
    return set(found)

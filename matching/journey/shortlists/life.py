"""Shortlists: the people whom a coach has chosen for a job, each with her reason. Always a human act.

A choice and its note are read by the structure of the coach who made it and by that of the person. A coach whom
another structure let know a person works beside their choice, without seeing it.
"""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.audit.events import Act, record_about
from matching.checks import Checks
from matching.errors import Conflict, NotFound
from matching.journey.shortlists.reading import entry_for
from matching.journey.shortlists.rights import can_shortlist
from matching.journey.shortlists.tables import ShortlistEntry
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.ranking.log import log
from matching.ranking.log.tables import Followed


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
    log.followed(session, actor, Followed.SHORTLISTED, job=job, candidate=candidate)
    record_about(
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
    log.followed(session, actor, Followed.TAKEN_OFF, job=job, candidate=candidate)
    record_about(
        session, actor, Act.DECIDED, candidate, things={"job": job.id}, facts={"what": "taken_off"}
    )


def may_choose(actor: Actor, job: JobProfile, candidate: Candidate) -> bool:
    """Choosing is for those who accompany and know both."""
    return (actor.system or actor.accompanies) and can_shortlist(actor, job, candidate)

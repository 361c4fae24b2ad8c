"""Who may put a person on the shortlist of a job."""

from __future__ import annotations

from matching.actor import Actor
from matching.pool.candidates.rights import can_see_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.rights import can_see_job
from matching.pool.jobs.tables import JobProfile


def can_shortlist(actor: Actor, job: JobProfile, candidate: Candidate) -> bool:
    return can_see_candidate(actor, candidate) and can_see_job(actor, job)

"""Referrals: the person's coach proposes, she decides, and only then does the employer of that job see of her what
she lets him see. Developers follow those of their territory without the names.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from matching.actor import Actor
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import SHOWN_TO_EMPLOYER
from matching.pool.candidates.rights import (
    can_edit_candidate,
    can_see_candidate,
    is_herself,
    visible_candidates,
)
from matching.pool.candidates.tables import Candidate
from matching.pool.employers.tables import Employer
from matching.pool.jobs.rights import can_see_job
from matching.pool.jobs.tables import JobProfile


def can_refer(actor: Actor, job: JobProfile, candidate: Candidate) -> bool:
    return can_edit_candidate(actor, candidate) and can_see_job(actor, job)


def can_see_referral(actor: Actor, referral: Referral) -> bool:
    candidate, job = referral.candidate, referral.job_profile
    if is_herself(actor, candidate) or can_see_candidate(actor, candidate):
        return True
    if referral.state not in SHOWN_TO_EMPLOYER:
        return False
    if actor.hires and job.employer_id == actor.employer_id:
        return True
    return actor.develops and job.employer.territory_id == actor.territory_id


def visible_referrals(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.candidate_id is not None:
        rules.append(Referral.candidate_id == actor.candidate_id)
    if actor.accompanies:
        seen = select(Candidate.id).where(visible_candidates(actor))
        rules.append(Referral.candidate_id.in_(seen))
    shown = Referral.state.in_(SHOWN_TO_EMPLOYER)
    jobs = select(JobProfile.id).join(Employer)
    if actor.hires:
        own = jobs.where(JobProfile.employer_id == actor.employer_id)
        rules.append(and_(shown, Referral.job_profile_id.in_(own)))
    if actor.develops:
        near = jobs.where(Employer.territory_id == actor.territory_id)
        rules.append(and_(shown, Referral.job_profile_id.in_(near)))
    return or_(*rules) if rules else false()


def can_steer_referral(actor: Actor, referral: Referral) -> bool:
    """Change it on the coach's side: note her answer, withdraw."""
    return can_edit_candidate(actor, referral.candidate)


def can_answer_referral(actor: Actor, referral: Referral) -> bool:
    """Say on the employer's side whether one wants to meet her."""
    return (
        actor.hires
        and referral.job_profile.employer_id == actor.employer_id
        and referral.state in SHOWN_TO_EMPLOYER
    )

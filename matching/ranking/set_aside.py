"""Who and what the law, or a day that has passed, sets aside: known before the search, so that no page has holes.

The rules are in legal.py. Here they are asked of everyone whom the asker may see, in one or two statements, which
no comparison of loaded people could do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from matching.pool.candidates.tables import Candidate, Certificate, Education
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.publication import open_jobs
from matching.pool.jobs.tables import JobProfile, Requirement
from matching.pool.jobs.terms import JobStatus
from matching.ranking.facts import Asked, CandidateFacts, JobFacts
from matching.ranking.findings import expired
from matching.ranking.legal import (
    CLOSED_TRADES,
    asked_titles,
    impossibilities,
    is_closed_to_some,
    missing_licences,
)


@dataclass(frozen=True, slots=True)
class Split:
    """The ids that may be proposed and those that the law sets aside, among all that the asker may see."""

    possible: frozenset[int]
    aside: frozenset[int]


def people_by_law(
    session: Session, visible: ColumnElement[bool], job: JobFacts, today: date
) -> Split | None:
    """Who may be proposed for this job, of those `visible` to the asker; None when it is open to everyone. People are asked for in groups, by
    what they hold: there are many of them, and few licences and titles."""
    past = any(expired(job, today))
    if not past and not is_closed_to_some(job):
        return None
    seen = and_(visible, Candidate.status == CandidateStatus.ACTIVE)
    by_licences = _holders(session, Candidate.licences, Candidate.id, seen)
    everyone = frozenset(id_ for _, ids in by_licences for id_ in ids)
    if past:
        return Split(frozenset(), everyone)
    possible = {id_ for own, ids in by_licences if not missing_licences(job, own) for id_ in ids}
    if rules := asked_titles(job):
        theirs = select(Candidate.id).where(seen)
        titled = [
            pair
            for name, key in (
                (Certificate.code, Certificate.candidate_id),
                (Education.label, Education.candidate_id),
            )
            for pair in _holders(session, name, key, key.in_(theirs))
        ]
        for rule in rules:
            possible &= {id_ for title, ids in titled if rule.opened_by(title) for id_ in ids}
    return Split(frozenset(possible), everyone - possible)


def _holders(
    session: Session,
    what: InstrumentedAttribute[Any],
    who: InstrumentedAttribute[int],
    where: ColumnElement[bool],
) -> list[tuple[Any, list[int]]]:
    """Each value of `what`, and the ids of those who hold it."""
    found = session.execute(select(what, func.array_agg(who)).where(where).group_by(what))
    return [(held, ids) for held, ids in found]


@dataclass(frozen=True, slots=True)
class _Asking:
    """What the law looks at of a job (matching.ranking.facts.Asking)."""

    rome: str | None
    asked: tuple[Asked, ...]


def jobs_by_law(
    session: Session, visible: ColumnElement[bool], person: CandidateFacts | None, today: date
) -> Split | None:
    """The jobs that may be proposed (to this person, when there is one), of those `visible` to the asker; None when
    all may: one statement."""
    indispensable = (
        select(func.json_agg(func.json_build_array(Requirement.kind, Requirement.code)))
        .where(Requirement.job_profile_id == JobProfile.id, Requirement.must)
        .correlate(JobProfile)
        .scalar_subquery()
    )
    asks = case((JobProfile.rome.in_(sorted(CLOSED_TRADES)), indispensable))
    rows = session.execute(
        select(JobProfile.id, JobProfile.rome, open_jobs(today), asks).where(
            visible, JobProfile.status == JobStatus.PUBLISHED
        )
    ).all()
    closed = set()
    for id_, rome, still_open, asked in rows:
        needs = _Asking(rome, tuple(Asked(kind, code, None, True) for kind, code in asked or ()))
        if not still_open or (person and impossibilities(person, needs)):
            closed.add(id_)
    everything = frozenset(id_ for id_, *_ in rows)
    return Split(everything - closed, frozenset(closed)) if closed else None

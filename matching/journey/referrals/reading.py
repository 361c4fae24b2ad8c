"""Referrals found and opened, each reader being told the name or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, check
from matching.audit.events import Act
from matching.errors import NotFound
from matching.history import FieldChange
from matching.journey.referrals.life import note_step
from matching.journey.referrals.rights import (
    can_answer_referral,
    can_refer,
    can_see_referral,
    can_steer_referral,
    visible_referrals,
)
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import SHOWN_TO_EMPLOYER, Disclosure
from matching.journey.shortlists.reading import entries_for_candidate
from matching.journey.shortlists.tables import ShortlistEntry
from matching.listing import Listing, Noted, ids_and_count
from matching.pool.candidates.reading import get_candidate
from matching.pool.candidates.rights import can_see_candidate, is_herself
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.publication import is_open
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person

LOAD = (
    selectinload(Referral.job_profile).selectinload(JobProfile.employer),
    selectinload(Referral.candidate).selectinload(Candidate.structure),
    selectinload(Referral.candidate).selectinload(Candidate.coach),
    selectinload(Referral.proposed_by),
)
"""What a list of referrals shows of each."""


# What may be proposed.


def both_sides(
    session: Session, actor: Actor, candidate_id: int, job_id: int
) -> tuple[Candidate, JobProfile]:
    """A person and the job that is about to be proposed to her. Raises NotFound for what the actor may not know,
    Forbidden."""
    candidate = get_candidate(session, actor, candidate_id)
    job = get_job(session, actor, job_id)
    check(
        can_refer(actor, job, candidate),
        "Seul son coach, ou la personne responsable de la structure, lui propose un poste.",
    )
    return candidate, job


def proposable(
    session: Session, actor: Actor, candidate: Candidate, *, today: date
) -> list[ShortlistEntry]:
    """The choices made for a person that the actor may propose to her: for jobs that are open, and were not
    proposed to her yet."""
    proposed = select(Referral.job_profile_id).where(
        Referral.candidate_id == candidate.id, visible_referrals(actor)
    )
    known = set(session.scalars(proposed))
    return [
        entry
        for entry in entries_for_candidate(session, actor, candidate)
        if entry.job_profile_id not in known
        and is_open(entry.job_profile, today)
        and can_refer(actor, entry.job_profile, candidate)
    ]


# Lists, and one.


def list_referrals(
    actor: Actor,
    *,
    states: Iterable[str] = (),
    job_id: int | None = None,
    candidate_id: int | None = None,
    mine: bool = False,
) -> Listing[Referral]:
    """The referrals that the actor may see, a person her own, newest step first; `mine` are those of the people
    whom she accompanies. Raises Forbidden for employers, who have their own list, and for those who follow nobody."""
    check(
        actor.system or actor.candidate_id is not None or actor.accompanies or actor.develops,
        "Les mises en relation sont suivies par les coachs et les développeurs emploi.",
    )
    statement = select(Referral).where(visible_referrals(actor))
    if wanted := list(states):
        statement = statement.where(Referral.state.in_(wanted))
    if job_id is not None:
        statement = statement.where(Referral.job_profile_id == job_id)
    if candidate_id is not None:
        statement = statement.where(Referral.candidate_id == candidate_id)
    if mine:
        own = select(Candidate.id).where(Candidate.coach_id == actor.person_id)
        statement = statement.where(Referral.candidate_id.in_(own))
    return Listing(
        actor,
        statement.order_by(Referral.updated_at.desc(), Referral.id.desc()),
        Noted("referral", ids_and_count, structure_id=actor.structure_id),
        LOAD,
    )


def list_applications(actor: Actor) -> Listing[Referral]:
    """The people who are put before the actor's own employer, by job, newest first. Raises Forbidden for anybody
    but employers."""
    check(actor.hires, "Cette page est celle des employeurs.")
    own = select(JobProfile.id).where(JobProfile.employer_id == actor.employer_id)
    return Listing(
        actor,
        select(Referral)
        .where(Referral.job_profile_id.in_(own), Referral.state.in_(SHOWN_TO_EMPLOYER))
        .order_by(Referral.job_profile_id.desc(), Referral.agreed_at.desc(), Referral.id.desc()),
        Noted("referral", ids_and_count, structure_id=actor.structure_id),
        LOAD,
        size=50,
    )


def get_referral(session: Session, actor: Actor, referral_id: int) -> Referral:
    """One referral. Raises NotFound: also for one that the actor may not see, such as an employer before the
    person has agreed or after it was withdrawn."""
    referral = session.scalar(select(Referral).where(Referral.id == referral_id).options(*LOAD))
    if referral is None or not can_see_referral(actor, referral):
        raise NotFound("Cette mise en relation n’existe pas, ou n’est plus visible pour vous.")
    return referral


def show_referral(session: Session, actor: Actor, referral_id: int) -> Referral:
    """The same for a page that shows it: noted in the audit. Raises NotFound."""
    referral = get_referral(session, actor, referral_id)
    note_step(
        session, actor, Act.SAW if knows_her(actor, referral) else Act.SAW_ANONYMOUS, referral
    )
    return referral


def open_referral(session: Session, actor: Actor, referral_id: int) -> Referral:
    """One referral for who changes it on the coach's side. Raises NotFound, Forbidden."""
    referral = get_referral(session, actor, referral_id)
    check(can_steer_referral(actor, referral))
    return referral


def show_application(session: Session, actor: Actor, referral_id: int) -> Referral:
    """One referral as the employer of that job reads and answers it: noted in the audit. Raises NotFound,
    Forbidden."""
    referral = show_referral(session, actor, referral_id)
    check(can_answer_referral(actor, referral), "Cette page est celle de l’employeur.")
    return referral


def reads_as_employer(actor: Actor) -> bool:
    """Whether the actor reads referrals on the employer's side only."""
    return actor.hires and not (actor.accompanies or actor.develops)


def knows_her(actor: Actor, referral: Referral) -> bool:
    """Whether the actor may read who she is on this referral: those who know her anyway, and the employer to
    whom she lets her name be told."""
    candidate = referral.candidate
    if is_herself(actor, candidate) or can_see_candidate(actor, candidate):
        return True
    return referral.disclosure == Disclosure.NAMED and can_answer_referral(actor, referral)


def called(actor: Actor, referral: Referral) -> str:
    """What she is called before this reader: her name, or her reference. Raises Forbidden for those who may not
    see the referral."""
    check(can_see_referral(actor, referral))
    candidate = referral.candidate
    return candidate.full_name if knows_her(actor, referral) else candidate.reference


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a referral; what did not change is None. `by` is the professional who made it, None with
    `herself` when the person did."""

    at: datetime
    state: str | None
    disclosure: str | None
    by: Person | None
    herself: bool


def steps_of(session: Session, actor: Actor, referral: Referral) -> list[Step]:
    """How it came to where it stands, oldest first, for herself and for those who know her. Raises Forbidden."""
    check(is_herself(actor, referral.candidate) or can_see_candidate(actor, referral.candidate))
    changes = session.scalars(
        select(FieldChange)
        .where(FieldChange.kind == "referral", FieldChange.subject_id == referral.id)
        .order_by(FieldChange.id)
    ).all()
    told = [c for c in changes if c.after and not {"state", "disclosure"}.isdisjoint(c.after)]
    ids = {c.actor_id for c in told if c.actor_kind == "person" and c.actor_id is not None}
    people = {p.id: p for p in session.scalars(select(Person).where(Person.id.in_(ids)))}
    return [
        Step(
            c.at,
            (c.after or {}).get("state"),
            (c.after or {}).get("disclosure"),
            people.get(c.actor_id or 0) if c.actor_kind == "person" else None,
            c.actor_kind == "candidate",
        )
        for c in told
    ]

"""Referrals of the demo territory, in every state, so that coaches and employers have something to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice

from sqlalchemy import case, delete, select
from sqlalchemy.orm import Session, selectinload

from matching import history
from matching.actor import Actor
from matching.consents import consents
from matching.consents.terms import Purpose
from matching.journey.referrals.life import (
    answer_for_herself,
    employer_answer,
    note_answer,
    propose,
    withdraw,
)
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import Disclosure, EmployerReason
from matching.journey.shortlists.life import shortlist
from matching.letters import OutgoingMail
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.publication import open_jobs
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person

COUNT = 26


@dataclass(frozen=True, slots=True)
class Story:
    """How far one referral has come: what she said, and what the employer said after that."""

    agrees: bool | None = None
    named: bool = False
    noted: bool = False
    interested: bool | None = None
    withdrawn: bool = False


STORIES = (
    Story(),
    Story(agrees=True),
    Story(agrees=True, named=True, interested=True),
    Story(agrees=True, noted=True, interested=False),
    Story(agrees=False),
    Story(agrees=True, named=True),
    Story(agrees=True, interested=True),
    Story(agrees=True, named=True, withdrawn=True),
)
"""Told in turn, so that every state is there several times."""
MESSAGES = (
    "Le poste demande ce que vous faites déjà bien. Dites-moi ce que vous en pensez.",
    "Les horaires correspondent à ce que vous m’avez dit. L’équipe est petite et accueille bien.",
    "C’est un contrat qui peut durer. On peut préparer la rencontre ensemble.",
)
PRESENTATIONS = (
    "Une personne sérieuse, qui a l’expérience de ce travail et souhaite s’y engager. Elle apprend vite "
    "et aime le travail en équipe.",
    "Motivée par ce poste précisément. A déjà tenu des tâches proches, avec régularité.",
    "Personne ponctuelle, à l’aise avec les consignes. Une immersion de quelques jours permettrait de faire "
    "connaissance.",
)
REFUSALS = (EmployerReason.SCHEDULE, EmployerReason.OTHER_PERSON, EmployerReason.CERTIFICATE)


def load_referrals(session: Session, contacts: set[str], today: date) -> int:
    """Tell the stories about people of the first coaches and open jobs of the employers who sign in (`contacts`
    are their addresses); returns how many. Nothing of it is sent to anybody."""
    employers = {p.employer_id: p for p in _contacts(session, contacts)}
    pairs = islice(_pairs(session, list(employers), today), COUNT)
    told: list[int] = []
    for number, (candidate, job) in enumerate(pairs):
        if candidate.coach is None:
            continue
        moment = datetime.combine(today - timedelta(days=2 + 2 * number), time(9, 30), UTC)
        _tell(session, number, candidate, job, employers[job.employer_id], moment, today)
        told.append(candidate.id)
    session.flush()
    session.execute(delete(OutgoingMail).where(OutgoingMail.about_candidate_id.in_(told)))
    return len(told)


def _contacts(session: Session, emails: set[str]) -> list[Person]:
    rows = select(Person).where(Person.email.in_(emails)).order_by(Person.id)
    return list(session.scalars(rows))


def _pairs(
    session: Session, employer_ids: list[int | None], today: date
) -> Iterator[tuple[Candidate, JobProfile]]:
    """People with an open job of these employers that goes with their trade, or the next one in turn."""
    offered = session.scalars(
        select(JobProfile)
        .where(JobProfile.employer_id.in_(employer_ids), open_jobs(today))
        .options(selectinload(JobProfile.employer))
        .order_by(JobProfile.id)
    ).all()
    if not offered:
        return
    turn = cycle(offered)
    coaches = list(
        session.scalars(
            select(Candidate.coach_id)
            .where(Candidate.coach_id.is_not(None))
            .group_by(Candidate.coach_id)
            .order_by(Candidate.coach_id)
            .limit(2)
        )
    )
    people = session.scalars(
        select(Candidate)
        .where(Candidate.coach_id.in_(coaches), Candidate.status == CandidateStatus.ACTIVE)
        .options(selectinload(Candidate.coach))
        .order_by(
            case({c: n for n, c in enumerate(coaches)}, value=Candidate.coach_id), Candidate.id
        )
    ).all()
    for candidate in people:
        fitting = [job for job in offered if job.rome in candidate.wished_romes]
        yield candidate, fitting[0] if fitting else next(turn)


def _tell(
    session: Session,
    number: int,
    candidate: Candidate,
    job: JobProfile,
    contact: Person,
    moment: datetime,
    today: date,
) -> None:
    assert candidate.coach is not None
    story = STORIES[number % len(STORIES)]
    coach, employer = actor_of(candidate.coach), actor_of(contact)
    herself = Actor(None, frozenset(), candidate_id=candidate.id)
    history.acting(session, coach)
    shortlist(session, coach, job=job, candidate=candidate, note="À proposer.")
    if candidate.email:
        consents.note_consent(
            session, coach, candidate, Purpose.MAIL, True, how="en entretien, signé"
        )
    one = propose(
        session,
        coach,
        job=job,
        candidate=candidate,
        message=MESSAGES[number % len(MESSAGES)],
        presentation=PRESENTATIONS[number % len(PRESENTATIONS)],
        now=moment,
        today=today,
    )
    later = moment + timedelta(hours=20)
    if story.agrees is not None:
        _answer(session, one, story, coach if story.noted else herself, later, today)
    if story.interested is not None:
        history.acting(session, employer)
        employer_answer(
            session,
            employer,
            one,
            interested=story.interested,
            reason="" if story.interested else REFUSALS[number % len(REFUSALS)],
            text="Nous proposons une rencontre sur place, la semaine prochaine."
            if story.interested
            else "",
            now=later + timedelta(hours=5),
        )
    if story.withdrawn:
        history.acting(session, herself)
        withdraw(
            session, herself, one, reason="J’ai trouvé autre chose.", now=later + timedelta(hours=8)
        )
    session.flush()


def _answer(
    session: Session, one: Referral, story: Story, actor: Actor, moment: datetime, today: date
) -> None:
    history.acting(session, actor)
    agrees = bool(story.agrees)
    disclosure = Disclosure.NAMED if story.named else Disclosure.ANONYMOUS
    reason = "" if agrees else "Les trajets sont trop longs pour moi."
    if story.noted:
        note_answer(
            session, actor, one, agrees=agrees, how="au téléphone", disclosure=disclosure,
            reason=reason, now=moment, today=today,
        )  # fmt: skip
    else:
        answer_for_herself(
            session, actor, one, agrees=agrees, disclosure=disclosure, reason=reason, now=moment,
            today=today,
        )  # fmt: skip

"""What the demo's people were told and agreed to, and requests between its structures in each state.

Like everything of the demo, through the services, as the person's own coach would note it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from matching.actor import Role
from matching.consents import consents
from matching.consents.terms import Purpose
from matching.journey.access_requests.letters import AccessAnswered, AccessAsked
from matching.journey.access_requests.life import ACCESS_DAYS, ask, decide
from matching.journey.access_requests.tables import AccessRequest
from matching.letters import OutgoingMail
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure

HOW = "en entretien"
MESSAGES = (
    "J’accompagne l’employeur de ce poste et le parcours correspond bien. Pourrions-nous en parler avec la "
    "personne ?",
    "Une immersion de deux semaines est possible dès lundi. Je pense à ce profil.",
    "Nous ouvrons une session de recrutement sans CV : ce profil y aurait sa place.",
)
YES = "Elle est d’accord, je vous appelle cette semaine."
NO = "La personne vient de commencer une formation : plutôt dans six mois."


def note_consents(session: Session, candidate: Candidate, coach: Person, number: int) -> None:
    """Four people in five were told how Vivier matches; three in five agree to be seen without their names,
    one refuses; most want mails."""
    turn = number % 5
    if turn == 4:
        return  # just arrived: nothing was spoken of yet
    actor = actor_of(coach)
    for purpose in (Purpose.ACCOMPANIMENT, Purpose.MATCHING):
        consents.inform(session, actor, candidate, purpose, how=HOW)
    consents.note_consent(session, actor, candidate, Purpose.ANONYMOUS_POOL, turn != 3, how=HOW)
    if number % 7:
        consents.note_consent(session, actor, candidate, Purpose.MAIL, True, how=HOW)


def load_requests(session: Session, today: date) -> int:
    """Requests between the structures, sent and received by each of their first coaches: two that wait, one
    accepted, one refused, one over; returns how many."""
    coaches = _first_coaches(session)
    jobs = session.scalars(
        select(JobProfile)
        .where(JobProfile.status == JobStatus.PUBLISHED)
        .order_by(JobProfile.id)
        .options(joinedload(JobProfile.employer))
    ).all()
    count = 0
    for turn, asker in enumerate(coaches):
        keeper = coaches[(turn + 1) % len(coaches)]
        if keeper is asker:
            break
        people = session.scalars(
            select(Candidate)
            .where(
                Candidate.coach_id == keeper.id,
                Candidate.shares_anonymously,
                Candidate.status == CandidateStatus.ACTIVE,
            )
            .order_by(Candidate.id)
            .limit(5)
        ).all()
        for number, person in enumerate(people):
            state = (turn + number) % 5  # each state is there, however few people they have
            _request(session, asker, keeper, person, jobs[(count * 7) % len(jobs)], state, today)
            count += 1
    # Letters of an invented past: nobody waits for them.
    letters = (AccessAsked.name, AccessAnswered.name)
    session.flush()
    session.execute(
        delete(OutgoingMail).where(
            OutgoingMail.letter.in_(letters),
            OutgoingMail.about_candidate_id.in_(select(AccessRequest.candidate_id)),
        )
    )
    return count


def _request(
    session: Session,
    asker: Person,
    keeper: Person,
    person: Candidate,
    job: JobProfile,
    state: int,
    today: date,
) -> None:
    """One request: waiting (0 and 1), accepted (2), refused (3), accepted and over (4)."""
    day = today - timedelta(days=ACCESS_DAYS + 10 if state == 4 else 2)
    request = ask(
        session,
        actor_of(asker),
        person,
        message=MESSAGES[state % len(MESSAGES)],
        job=job if state != 1 else None,
    )
    request.asked_at = datetime.combine(day - timedelta(days=1), time(9 + state, 20), UTC)
    if state < 2:
        return
    accepted = state != 3
    decide(
        session,
        actor_of(keeper),
        request.id,
        accepted=accepted,
        answer=YES if accepted else NO,
        today=day,
    )
    request.decided_at = datetime.combine(day, time(13, 40), UTC)


def _first_coaches(session: Session) -> list[Person]:
    """The first coach with a portfolio of each structure, in the order of the structures."""
    rows = session.scalars(
        select(Person)
        .join(Person.structure)
        .where(Person.roles.contains([Role.COACH]), Person.id.in_(select(Candidate.coach_id)))
        .order_by(Structure.id, Person.id)
    )
    first: dict[int | None, Person] = {}
    for person in rows:
        first.setdefault(person.structure_id, person)
    return list(first.values())

"""Asking to know who an anonymous profile is: a coach asks, the person's coach answers, for a while.

What is accepted gives the asker the view that colleagues have (matching/policy.py, `granted`), never the whole
record. Letters and lists name the person by her reference until it is accepted.
"""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.audit.events import Act
from matching.checks import Checks
from matching.errors import Conflict
from matching.journey.access_requests.letters import AccessAnswered, AccessAsked, AccessEnded
from matching.journey.access_requests.reading import (
    ANSWERED_BY,
    asked_request,
    record_step,
    still_holds,
)
from matching.journey.access_requests.rights import can_decide_access
from matching.journey.access_requests.tables import AccessRequest
from matching.letters import post
from matching.pool.candidates.keepers import write_to_keepers
from matching.pool.candidates.rights import can_request_access
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.rights import can_see_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.pool.reference.terms import RequestState
from matching.ranking.log import log
from matching.ranking.log.tables import Followed
from matching.workflow import Workflow

ACCESS_DAYS = 30
"""How long an accepted request holds: time enough to meet the person and the employer, and a right that nobody
uses any more closes by itself (RGPD art. 5(1)(c) and (e)). A new request is one click away."""

PATH = Workflow(
    {
        RequestState.PENDING: (RequestState.ACCEPTED, RequestState.REFUSED),
        RequestState.ACCEPTED: (RequestState.ENDED,),
        RequestState.REFUSED: (),
        RequestState.ENDED: (),
    },
    moved_on="Cette demande a déjà reçu une réponse : rechargez la page.",
)
"""A request is answered once; an access may be taken back before its time."""


def ask(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    message: str,
    job: JobProfile | None = None,
) -> AccessRequest:
    """Ask to know who this anonymous profile is, for a job or not. Raises Forbidden, Invalid, and Conflict when
    the actor's own request waits already."""
    check(
        can_request_access(actor, candidate) and (job is None or can_see_job(actor, job)),
        "Vous ne pouvez pas demander à connaître cette personne : vous la connaissez déjà, ou son profil n’est "
        "pas partagé avec votre structure.",
    )
    checks = Checks()
    said = checks.text(
        message, "message", "pourquoi vous souhaitez connaître cette personne", maximum=1000
    )
    checks.done()
    # The second of two clicks waits for the first here, and meets its request.
    new_id = session.scalar(
        insert(AccessRequest)
        .values(
            candidate_id=candidate.id,
            job_profile_id=job.id if job else None,
            asked_by_id=actor.person_id,
            message=said,
            state=RequestState.PENDING,
            answer="",
        )
        .on_conflict_do_nothing(
            index_elements=["candidate_id", "asked_by_id"],
            index_where=text("state = 'pending'"),  # as the index says it, to the letter
        )
        .returning(AccessRequest.id)
    )
    if new_id is None:
        raise Conflict(
            "Votre demande pour ce profil attend déjà une réponse : elle est dans « Demandes »."
        )
    request = session.get_one(AccessRequest, new_id)
    record_step(session, actor, Act.ASKED, request, said)
    asker = request.asked_by
    write_to_keepers(
        session,
        candidate,
        AccessAsked(
            id=request.id,
            reference=candidate.reference,
            asker=asker.full_name,
            structure=asker.structure.name if asker.structure else "",
            job=job.title if job else None,
        ),
    )
    if job is not None:
        log.followed(session, actor, Followed.ACCESS_ASKED, job=job, candidate=candidate)
    return request


def decide(
    session: Session,
    actor: Actor,
    request_id: int,
    *,
    accepted: bool,
    answer: str,
    today: date,
) -> AccessRequest:
    """Accept a request for `ACCESS_DAYS`, or refuse it with a reason. Raises NotFound, Forbidden, Invalid, and
    Conflict when it has an answer already or what it asks for is no longer there."""
    request = asked_request(session, actor, request_id)
    was = PATH.hold(session, request)
    check(
        can_decide_access(actor, request),
        ANSWERED_BY,
    )
    wanted = RequestState.ACCEPTED if accepted else RequestState.REFUSED
    PATH.check(was, wanted)
    checks = Checks()
    checks.length(answer, "answer", 1000)
    if not accepted:
        checks.need(
            answer.strip(),
            "answer",
            "Indiquez pourquoi : la personne qui demande lira cette raison.",
        )
    checks.done()
    asker = actor_of(request.asked_by)
    if accepted and not can_request_access(asker, request.candidate):
        raise Conflict(
            "Cette demande ne peut plus être acceptée : la personne ne partage plus son profil ou n’est plus en "
            "recherche, ou ce coach a changé de fonction. Vous pouvez la refuser."
        )
    request.state = wanted
    request.decided_by_id = actor.person_id
    request.decided_at = func.now()
    request.answer = answer.strip()
    request.expires_on = today + timedelta(days=ACCESS_DAYS) if accepted else None
    record_step(session, actor, Act.DECIDED, request, answer)
    letter = AccessAnswered(
        id=request.id,
        reference=request.candidate.reference,
        structure=request.candidate.structure.name,
        accepted=accepted,
        days=ACCESS_DAYS,
    )
    post(session, request.asked_by.email, letter, about=request.candidate)
    session.flush()
    return request


def end(session: Session, actor: Actor, request_id: int, *, today: date) -> AccessRequest:
    """Take an access back before its time. Raises NotFound, Forbidden, Conflict."""
    request = asked_request(session, actor, request_id)
    was = PATH.hold(session, request)
    check(
        can_decide_access(actor, request),
        "Seul le coach de la personne, ou la personne responsable de sa structure, arrête cet accès.",
    )
    over = "Cet accès est déjà terminé : rechargez la page."
    PATH.check(was, RequestState.ENDED, over)
    if not still_holds(request, today):
        raise Conflict(over)
    request.state, request.expires_on = RequestState.ENDED, today
    record_step(session, actor, Act.DECIDED, request)
    letter = AccessEnded(request.id, request.candidate.reference, request.candidate.structure.name)
    post(session, request.asked_by.email, letter, about=request.candidate)
    session.flush()
    return request


def end_for(session: Session, person: Person, today: date) -> None:
    """Who has left her structure knows no longer whom other structures let her know: they let a colleague of that
    structure know."""
    session.execute(
        update(AccessRequest)
        .where(AccessRequest.asked_by_id == person.id, AccessRequest.state == RequestState.ACCEPTED)
        .values(state=RequestState.ENDED, expires_on=today)
    )

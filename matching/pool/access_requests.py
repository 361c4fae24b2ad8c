"""Asking to know who an anonymous profile is: a coach asks, the person's coach answers, for a while.

What is accepted gives the asker the view that colleagues have (matching/policy.py, `granted`), never the whole
record. Letters and lists name the person by her reference until it is accepted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from matching import audit, outbox, policy
from matching.audit import Act
from matching.errors import Conflict, NotFound
from matching.policy import View
from matching.pool import portfolios
from matching.pool.checks import Checks
from matching.pool.tables import AccessRequest, Candidate, JobProfile, Person, Structure
from matching.pool.terms import RequestState
from matching.ranking import log

ACCESS_DAYS = 30
"""How long an accepted request holds: time enough to meet the person and the employer, and a right that nobody
uses any more closes by itself (RGPD art. 5(1)(c) and (e)). A new request is one click away."""

LOAD_LINE = (
    selectinload(AccessRequest.candidate).selectinload(Candidate.structure),
    selectinload(AccessRequest.job_profile).selectinload(JobProfile.employer),
    selectinload(AccessRequest.asked_by)
    .selectinload(Person.structure)
    .selectinload(Structure.territory),
    selectinload(AccessRequest.decided_by),
)
"""What a line about a request shows, in one statement for each table."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as the actor may see it. `person` is (id, name) where she may know who it is about, `job`
    (id, title) where she may see it; `holds` whether the access is there today."""

    id: int
    state: RequestState
    holds: bool
    reference: str
    person: tuple[int, str] | None
    job: tuple[int, str] | None
    asked_by: str
    asked_by_structure: str
    structure: str
    asked_at: datetime
    message: str
    answer: str
    decided_by: str | None
    decided_at: datetime | None
    expires_on: date | None
    is_own: bool
    may_decide: bool
    may_end: bool


def ask(
    session: Session,
    actor: policy.Actor,
    candidate: Candidate,
    *,
    message: str,
    job: JobProfile | None = None,
) -> AccessRequest:
    """Ask to know who this anonymous profile is, for a job or not. Raises Forbidden, Invalid, and Conflict when
    the actor's own request waits already."""
    policy.check(
        policy.can_request_access(actor, candidate)
        and (job is None or policy.can_see_job(actor, job)),
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
    _record(session, actor, Act.ASKED, request, said)
    asker = request.asked_by
    for keeper in portfolios.keepers(session, candidate):
        outbox.post(
            session,
            keeper.email,
            "access_asked",
            {
                "id": request.id,
                "reference": candidate.reference,
                "asker": asker.full_name,
                "structure": asker.structure.name if asker.structure else "",
                "job": job.title if job else None,
            },
            about_candidate_id=candidate.id,
        )
    if job is not None:
        log.followed(session, actor, log.Followed.ACCESS_ASKED, job=job, candidate=candidate)
    return request


def decide(
    session: Session,
    actor: policy.Actor,
    request_id: int,
    *,
    accepted: bool,
    answer: str,
    today: date,
) -> AccessRequest:
    """Accept a request for `ACCESS_DAYS`, or refuse it with a reason. Raises NotFound, Forbidden, Invalid, and
    Conflict when it has an answer already or what it asks for is no longer there."""
    request = _locked(session, actor, request_id)
    policy.check(
        policy.can_decide_access(actor, request),
        "Seul le coach de la personne, ou la personne responsable de sa structure, répond à cette demande.",
    )
    if request.state != RequestState.PENDING:
        raise Conflict("Cette demande a déjà reçu une réponse : rechargez la page.")
    checks = Checks()
    checks.length(answer, "answer", 1000)
    if not accepted:
        checks.need(
            answer.strip(),
            "answer",
            "Indiquez pourquoi : la personne qui demande lira cette raison.",
        )
    checks.done()
    asker = policy.actor_of(request.asked_by)
    if accepted and not policy.can_request_access(asker, request.candidate):
        raise Conflict(
            "Cette demande ne peut plus être acceptée : la personne ne partage plus son profil ou n’est plus en "
            "recherche, ou ce coach a changé de fonction. Vous pouvez la refuser."
        )
    request.state = RequestState.ACCEPTED if accepted else RequestState.REFUSED
    request.decided_by_id = actor.person_id
    request.decided_at = func.now()
    request.answer = answer.strip()
    request.expires_on = today + timedelta(days=ACCESS_DAYS) if accepted else None
    _record(session, actor, Act.DECIDED, request, answer)
    _tell_asker(session, request, "access_answered")
    session.flush()
    return request


def end(session: Session, actor: policy.Actor, request_id: int, *, today: date) -> AccessRequest:
    """Take an access back before its time. Raises NotFound, Forbidden, Conflict."""
    request = _locked(session, actor, request_id)
    policy.check(
        policy.can_decide_access(actor, request),
        "Seul le coach de la personne, ou la personne responsable de sa structure, arrête cet accès.",
    )
    if not _holds(request, today):
        raise Conflict("Cet accès est déjà terminé : rechargez la page.")
    request.state, request.expires_on = RequestState.ENDED, today
    _record(session, actor, Act.DECIDED, request)
    _tell_asker(session, request, "access_ended")
    session.flush()
    return request


def get_request(
    session: Session, actor: policy.Actor, request_id: int, *, today: date
) -> RequestLine:
    """One request. Raises NotFound: also for requests of others."""
    request = session.scalar(
        select(AccessRequest)
        .where(AccessRequest.id == request_id, policy.visible_access_requests(actor))
        .options(*LOAD_LINE)
    )
    if request is None:
        raise NotFound("Cette demande n’existe pas, ou n’est pas pour vous.")
    _record(session, actor, Act.SAW, request)
    return line_of(actor, request, today)


def received(actor: policy.Actor) -> Select[AccessRequest]:
    """The requests about people whose whole record the actor keeps, those that wait first, then the newest."""
    return _in_order(select(AccessRequest).where(_is_kept(actor)))


def sent(actor: policy.Actor) -> Select[AccessRequest]:
    """The actor's own requests, those that wait first, then the newest."""
    own = and_(policy.visible_access_requests(actor), AccessRequest.asked_by_id == actor.person_id)
    return _in_order(select(AccessRequest).where(own))


def lines(
    session: Session, actor: policy.Actor, requests: Iterable[AccessRequest], *, today: date
) -> list[RequestLine]:
    """Requests as the actor may see them, for a list. Raises Forbidden for requests of others."""
    found = [line_of(actor, request, today) for request in requests]
    ids = [line.id for line in found]
    audit.record(session, actor, Act.LISTED, "access_request", facts={"ids": ids})
    return found


def line_of(actor: policy.Actor, request: AccessRequest, today: date) -> RequestLine:
    """One request with only what the actor may see of the person and of the job. Raises Forbidden for a request
    of others."""
    policy.check(policy.can_see_access_request(actor, request))
    candidate, job, asker = request.candidate, request.job_profile, request.asked_by
    known = policy.can_see_candidate(actor, candidate)
    keeps = policy.can_decide_access(actor, request)
    holds = _holds(request, today)
    return RequestLine(
        id=request.id,
        state=RequestState(request.state),
        holds=holds,
        reference=candidate.reference,
        person=(candidate.id, candidate.full_name) if known else None,
        job=(job.id, job.title) if job and policy.can_see_job(actor, job) else None,
        asked_by=asker.full_name,
        asked_by_structure=asker.structure.name if asker.structure else "",
        structure=candidate.structure.name,
        asked_at=request.asked_at,
        message=request.message,
        answer=request.answer,
        decided_by=request.decided_by.full_name if request.decided_by else None,
        decided_at=request.decided_at,
        expires_on=request.expires_on,
        is_own=request.asked_by_id == actor.person_id,
        may_decide=keeps and request.state == RequestState.PENDING,
        may_end=keeps and holds,
    )


def count_waiting(session: Session, actor: policy.Actor) -> int:
    """How many requests wait for an answer of the actor."""
    if not actor.accompanies:
        return 0
    waiting = and_(_is_kept(actor), AccessRequest.state == RequestState.PENDING)
    return session.scalar(select(func.count()).select_from(AccessRequest).where(waiting)) or 0


def access_until(session: Session, actor: policy.Actor, candidate: Candidate) -> date | None:
    """The last day on which the actor knows this person by an accepted request; None where she does by none."""
    if candidate.id not in actor.granted:
        return None
    return session.scalar(
        select(func.max(AccessRequest.expires_on)).where(
            AccessRequest.candidate_id == candidate.id,
            AccessRequest.asked_by_id == actor.person_id,
            AccessRequest.state == RequestState.ACCEPTED,
        )
    )


def asked_ids(session: Session, actor: policy.Actor) -> set[int]:
    """The candidates for whom the actor's own request waits."""
    waiting = select(AccessRequest.candidate_id).where(
        AccessRequest.asked_by_id == actor.person_id, AccessRequest.state == RequestState.PENDING
    )
    return set(session.scalars(waiting))


def _is_kept(actor: policy.Actor) -> ColumnElement[bool]:
    kept = AccessRequest.candidate.has(policy.visible_candidates(actor, View.FULL))
    return and_(policy.visible_access_requests(actor), kept)


def _in_order(statement: Select[AccessRequest]) -> Select[AccessRequest]:
    waits = case((AccessRequest.state == RequestState.PENDING, 0), else_=1)
    return statement.order_by(waits, AccessRequest.asked_at.desc(), AccessRequest.id.desc())


def _locked(session: Session, actor: policy.Actor, request_id: int) -> AccessRequest:
    """The request as it is now, held until the end of the transaction: two answers at the same moment are an
    answer and a refusal to answer twice. Raises NotFound."""
    request = session.scalar(
        select(AccessRequest)
        .where(AccessRequest.id == request_id, policy.visible_access_requests(actor))
        .with_for_update(of=AccessRequest)
        .execution_options(populate_existing=True)
    )
    if request is None:
        raise NotFound("Cette demande n’existe pas, ou n’est pas pour vous.")
    return request


def _holds(request: AccessRequest, today: date) -> bool:
    """Whether it opens something today: the same rule as `policy.granted_to`."""
    return (
        request.state == RequestState.ACCEPTED
        and request.expires_on is not None
        and request.expires_on >= today
        and request.candidate.shares_anonymously
    )


def _tell_asker(session: Session, request: AccessRequest, letter: str) -> None:
    outbox.post(
        session,
        request.asked_by.email,
        letter,
        {
            "id": request.id,
            "reference": request.candidate.reference,
            "structure": request.candidate.structure.name,
            "accepted": request.state == RequestState.ACCEPTED,
            "days": ACCESS_DAYS,
        },
        about_candidate_id=request.candidate_id,
    )


def _record(
    session: Session, actor: policy.Actor, act: Act, request: AccessRequest, reason: str = ""
) -> None:
    audit.record(
        session,
        actor,
        act,
        "access_request",
        request.id,
        structure_id=request.candidate.structure_id,
        things={"candidate": request.candidate_id, "job": request.job_profile_id},
        facts={"state": str(request.state)},
        reason=reason,
    )

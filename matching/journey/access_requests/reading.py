"""Requests found, told to each side in its own words, and what was granted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, View, check
from matching.audit.events import Act, record
from matching.errors import NotFound
from matching.journey.access_requests.rights import (
    can_decide_access,
    can_see_access_request,
    visible_access_requests,
)
from matching.journey.access_requests.tables import AccessRequest
from matching.listing import Listing, Noted
from matching.pool.candidates.rights import can_see_candidate, visible_candidates
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.rights import can_see_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person
from matching.pool.profiles.reading import Sight, get_profile
from matching.pool.reference.terms import RequestState
from matching.pool.structures.tables import Structure

LOAD_LINE = (
    selectinload(AccessRequest.candidate).selectinload(Candidate.structure),
    selectinload(AccessRequest.job_profile).selectinload(JobProfile.employer),
    selectinload(AccessRequest.asked_by)
    .selectinload(Person.structure)
    .selectinload(Structure.territory),
    selectinload(AccessRequest.decided_by),
)
"""What a line about a request shows, in one statement for each table."""


ANSWERED_BY = "Seul le coach de la personne, ou la personne responsable de sa structure, répond à cette demande."


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


def profile_to_ask_about(
    session: Session, actor: Actor, reference: str, *, today: date
) -> tuple[Candidate, Sight]:
    """The profile of that reference, for who may ask to know it; who knows her by name already is not refused
    (`Sight.named_id`). Raises NotFound, Forbidden."""
    candidate, sight = get_profile(session, actor, reference, today=today)
    check(
        sight.may_ask or sight.named_id is not None,
        "Seuls les coachs demandent à connaître une personne d’une autre structure.",
    )
    return candidate, sight


def get_request(session: Session, actor: Actor, request_id: int, *, today: date) -> RequestLine:
    """One request. Raises NotFound: also for requests of others."""
    request = asked_request(session, actor, request_id)
    record_step(session, actor, Act.SAW, request)
    return line_of(actor, request, today)


def request_to_answer(
    session: Session, actor: Actor, request_id: int, *, today: date
) -> RequestLine:
    """The same for who answers it, even where it has its answer. Raises NotFound, Forbidden."""
    line = get_request(session, actor, request_id, today=today)
    request = session.get_one(AccessRequest, request_id)
    check(can_decide_access(actor, request), ANSWERED_BY)
    return line


def received(actor: Actor, *, today: date) -> Listing[RequestLine]:
    """The requests about people whose whole record the actor keeps, those that wait first, then the newest.
    Raises Forbidden."""
    return _listing(actor, _is_kept(actor), today)


def sent(actor: Actor, *, today: date) -> Listing[RequestLine]:
    """The actor's own requests, those that wait first, then the newest. Raises Forbidden."""
    own = and_(visible_access_requests(actor), AccessRequest.asked_by_id == actor.person_id)
    return _listing(actor, own, today)


def _listing(actor: Actor, where: ColumnElement[bool], today: date) -> Listing[RequestLine]:
    check(
        actor.system or actor.accompanies, "Les demandes sont réservées aux coachs des structures."
    )
    waits = case((AccessRequest.state == RequestState.PENDING, 0), else_=1)
    return Listing(
        actor,
        select(AccessRequest)
        .where(where)
        .order_by(waits, AccessRequest.asked_at.desc(), AccessRequest.id.desc()),
        Noted("access_request", lambda act, rows, total: {"ids": [line.id for line in rows]}),
        options=LOAD_LINE,
        row=lambda request: line_of(actor, request, today),
    )


def line_of(actor: Actor, request: AccessRequest, today: date) -> RequestLine:
    """One request with only what the actor may see of the person and of the job. Raises Forbidden for a request
    of others."""
    check(can_see_access_request(actor, request))
    candidate, job, asker = request.candidate, request.job_profile, request.asked_by
    known = can_see_candidate(actor, candidate)
    keeps = can_decide_access(actor, request)
    holds = still_holds(request, today)
    return RequestLine(
        id=request.id,
        state=request.state,
        holds=holds,
        reference=candidate.reference,
        person=(candidate.id, candidate.full_name) if known else None,
        job=(job.id, job.title) if job and can_see_job(actor, job) else None,
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


def count_waiting(session: Session, actor: Actor) -> int:
    """How many requests wait for an answer of the actor."""
    if not actor.accompanies:
        return 0
    waiting = and_(_is_kept(actor), AccessRequest.state == RequestState.PENDING)
    return session.scalar(select(func.count()).select_from(AccessRequest).where(waiting)) or 0


def access_until(session: Session, actor: Actor, candidate: Candidate) -> date | None:
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


def asked_ids(session: Session, actor: Actor) -> set[int]:
    """The candidates for whom the actor's own request waits."""
    waiting = select(AccessRequest.candidate_id).where(
        AccessRequest.asked_by_id == actor.person_id, AccessRequest.state == RequestState.PENDING
    )
    return set(session.scalars(waiting))


def _is_kept(actor: Actor) -> ColumnElement[bool]:
    kept = AccessRequest.candidate.has(visible_candidates(actor, View.FULL))
    return and_(visible_access_requests(actor), kept)


def asked_request(session: Session, actor: Actor, request_id: int) -> AccessRequest:
    request = session.scalar(
        select(AccessRequest).where(AccessRequest.id == request_id, visible_access_requests(actor))
    )
    if request is None:
        raise NotFound("Cette demande n’existe pas, ou n’est pas pour vous.")
    return request


def still_holds(request: AccessRequest, today: date) -> bool:
    """Whether it opens something today: the same rule as `granted_to` (rights.py) asks of all requests of a coach."""
    return (
        request.state == RequestState.ACCEPTED
        and request.expires_on is not None
        and request.expires_on >= today
        and request.candidate.shares_anonymously
    )


def record_step(
    session: Session, actor: Actor, act: Act, request: AccessRequest, reason: str = ""
) -> None:
    record(
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

"""Asking to know who an anonymous profile is: a coach asks, the person's coach answers, for a while.

What is accepted gives the asker the view that colleagues have (matching/policy.py, `granted`), never the whole
record. Letters and lists name the person by her reference until it is accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from sqlalchemy import ColumnElement, and_, case, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, selectinload

from matching import audit, policy
from matching.actor import Actor, View, check
from matching.audit import Act
from matching.checks import Checks
from matching.errors import Conflict, NotFound
from matching.letters import Letter, post
from matching.listing import Listing, Noted
from matching.pool import portfolios, profiles
from matching.pool.profiles import Sight
from matching.pool.tables import AccessRequest, Candidate, JobProfile, Person, Structure
from matching.pool.terms import RequestState
from matching.ranking import log
from matching.workflow import Workflow

# Letters.


@dataclass(frozen=True)
class AccessAsked(Letter):
    """To those who answer for the person: somebody asks who she is."""

    name: ClassVar[str] = "access_asked"
    id: int
    reference: str
    asker: str
    structure: str
    """Empty for who is in none."""
    job: str | None


@dataclass(frozen=True)
class AccessAnswered(Letter):
    """To who asked."""

    name: ClassVar[str] = "access_answered"
    id: int
    reference: str
    structure: str
    accepted: bool
    days: int


@dataclass(frozen=True)
class AccessEnded(Letter):
    """To who had access: it was taken back."""

    name: ClassVar[str] = "access_ended"
    id: int
    reference: str
    structure: str


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
    candidate, sight = profiles.get_profile(session, actor, reference, today=today)
    check(
        sight.may_ask or sight.named_id is not None,
        "Seuls les coachs demandent à connaître une personne d’une autre structure.",
    )
    return candidate, sight


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
    portfolios.write_to_keepers(
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
        log.followed(session, actor, log.Followed.ACCESS_ASKED, job=job, candidate=candidate)
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
    request = _asked(session, actor, request_id)
    was = PATH.hold(session, request)
    check(
        policy.can_decide_access(actor, request),
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
    asker = policy.actor_of(request.asked_by)
    if accepted and not policy.can_request_access(asker, request.candidate):
        raise Conflict(
            "Cette demande ne peut plus être acceptée : la personne ne partage plus son profil ou n’est plus en "
            "recherche, ou ce coach a changé de fonction. Vous pouvez la refuser."
        )
    request.state = wanted
    request.decided_by_id = actor.person_id
    request.decided_at = func.now()
    request.answer = answer.strip()
    request.expires_on = today + timedelta(days=ACCESS_DAYS) if accepted else None
    _record(session, actor, Act.DECIDED, request, answer)
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
    request = _asked(session, actor, request_id)
    was = PATH.hold(session, request)
    check(
        policy.can_decide_access(actor, request),
        "Seul le coach de la personne, ou la personne responsable de sa structure, arrête cet accès.",
    )
    over = "Cet accès est déjà terminé : rechargez la page."
    PATH.check(was, RequestState.ENDED, over)
    if not _holds(request, today):
        raise Conflict(over)
    request.state, request.expires_on = RequestState.ENDED, today
    _record(session, actor, Act.DECIDED, request)
    letter = AccessEnded(request.id, request.candidate.reference, request.candidate.structure.name)
    post(session, request.asked_by.email, letter, about=request.candidate)
    session.flush()
    return request


def get_request(session: Session, actor: Actor, request_id: int, *, today: date) -> RequestLine:
    """One request. Raises NotFound: also for requests of others."""
    request = _asked(session, actor, request_id)
    _record(session, actor, Act.SAW, request)
    return line_of(actor, request, today)


def request_to_answer(
    session: Session, actor: Actor, request_id: int, *, today: date
) -> RequestLine:
    """The same for who answers it, even where it has its answer. Raises NotFound, Forbidden."""
    line = get_request(session, actor, request_id, today=today)
    request = session.get_one(AccessRequest, request_id)
    check(policy.can_decide_access(actor, request), ANSWERED_BY)
    return line


def received(actor: Actor, *, today: date) -> Listing[RequestLine]:
    """The requests about people whose whole record the actor keeps, those that wait first, then the newest.
    Raises Forbidden."""
    return _listing(actor, _is_kept(actor), today)


def sent(actor: Actor, *, today: date) -> Listing[RequestLine]:
    """The actor's own requests, those that wait first, then the newest. Raises Forbidden."""
    own = and_(policy.visible_access_requests(actor), AccessRequest.asked_by_id == actor.person_id)
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
    check(policy.can_see_access_request(actor, request))
    candidate, job, asker = request.candidate, request.job_profile, request.asked_by
    known = policy.can_see_candidate(actor, candidate)
    keeps = policy.can_decide_access(actor, request)
    holds = _holds(request, today)
    return RequestLine(
        id=request.id,
        state=request.state,
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
    kept = AccessRequest.candidate.has(policy.visible_candidates(actor, View.FULL))
    return and_(policy.visible_access_requests(actor), kept)


def _asked(session: Session, actor: Actor, request_id: int) -> AccessRequest:
    request = session.scalar(
        select(AccessRequest).where(
            AccessRequest.id == request_id, policy.visible_access_requests(actor)
        )
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


def _record(
    session: Session, actor: Actor, act: Act, request: AccessRequest, reason: str = ""
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

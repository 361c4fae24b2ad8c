"""Employers' contacts who ask for an account, and the employment developers who admit or refuse them.

Whoever asks gets the same answer, whatever is known of her or her employer: only those who decide see more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.actor import Actor, Role, check
from matching.audit.events import Act, record
from matching.checks import Checks, checked_email
from matching.errors import Conflict, NotFound
from matching.letters import post
from matching.listing import Listing
from matching.pool.employers.life import EmployerData, create_employer, siret_digits
from matching.pool.employers.rights import can_create_employer
from matching.pool.employers.tables import Employer
from matching.pool.people import life, reading
from matching.pool.people.letters import AccountRequested, AccountRequestRefused
from matching.pool.people.life import PersonData
from matching.pool.people.rights import (
    can_administer_accounts,
    can_decide_account_request,
    visible_account_requests,
)
from matching.pool.people.tables import AccountRequest, Person
from matching.pool.reference import communes
from matching.pool.reference.terms import RequestState
from matching.pool.structures.tables import Territory
from matching.workflow import Workflow

LONGEST_MESSAGE = 2000

PATH = Workflow(
    {
        RequestState.PENDING: (RequestState.ACCEPTED, RequestState.REFUSED),
        RequestState.ACCEPTED: (),
        RequestState.REFUSED: (),
    },
    moved_on="Cette demande a déjà reçu une réponse.",
)
"""A request is answered once."""


@dataclass(frozen=True, slots=True)
class AccountRequestData:
    """What somebody writes who asks for an account, as typed."""

    first_name: str
    last_name: str
    email: str
    employer_name: str
    siret: str
    commune_insee: str
    phone: str | None = None
    job_title: str | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What whoever decides needs to know before she does."""

    siret_is_valid: bool
    employer: Employer | None
    """The employer who has this SIRET already."""
    elsewhere: bool
    """That employer is another territory's."""
    person: Person | None
    """Whoever has this address already."""


def ask(session: Session, actor: Actor, data: AccountRequestData) -> AccountRequest | None:
    """Keep a request and tell those who decide; anybody may ask. Returns None when the same person waits for an
    answer for the same establishment already. Raises Invalid."""
    checks = Checks()
    first = checks.text(data.first_name, "first_name", "votre prénom")
    last = checks.text(data.last_name, "last_name", "votre nom")
    email = checked_email(checks, data.email)
    name = checks.text(data.employer_name, "employer_name", "le nom de votre entreprise")
    siret = siret_digits(data.siret)
    checks.need(
        siret,
        "siret",
        "Ce numéro SIRET n’est pas valable : vérifiez ses 14 chiffres (extrait Kbis, facture).",
    )
    commune = (
        communes.commune(session, data.commune_insee) if data.commune_insee.isalnum() else None
    )
    checks.need(commune, "commune_insee", "Choisissez une commune de la liste.")
    checks.length(data.phone, "phone", 32)
    checks.length(data.job_title, "job_title", 120)
    checks.length(data.message, "message", LONGEST_MESSAGE)
    checks.done()
    assert siret, "what the checks above ensured"
    assert commune, "what the checks above ensured"
    waits = select(AccountRequest.id).where(
        func.lower(AccountRequest.email) == email.lower(),
        AccountRequest.siret == siret,
        AccountRequest.state == RequestState.PENDING,
    )
    if session.scalar(waits.limit(1)):
        return None
    request = AccountRequest(
        first_name=first,
        last_name=last,
        email=email,
        phone=data.phone,
        job_title=data.job_title,
        employer_name=name,
        siret=siret,
        commune_insee=commune.insee,
        territory_id=territory_of(session, commune.department),
        message=data.message.strip(),
    )
    session.add(request)
    session.flush()
    for person in who_decides(session, request):
        post(session, person.email, AccountRequested(person.first_name, request.id))
    record(session, actor, Act.ASKED, "account_request", request.id)
    return request


def territory_of(session: Session, department: str) -> int | None:
    """The territory that has this département, None where none has it."""
    return session.scalar(
        select(Territory.id)
        .where(Territory.departments.contains([department]))
        .order_by(Territory.id)
        .limit(1)
    )


def who_decides(session: Session, request: AccountRequest) -> list[Person]:
    """The developers of the request's territory; the administrators where there is none."""
    statement = select(Person).where(Person.active).order_by(Person.id)
    if request.territory_id is None:
        statement = statement.where(Person.roles.contains([Role.ADMINISTRATOR]))
    else:
        statement = statement.where(
            Person.roles.contains([Role.EMPLOYMENT_DEVELOPER]),
            Person.territory_id == request.territory_id,
        )
    return list(session.scalars(statement))


_waits = AccountRequest.state == RequestState.PENDING


def list_requests(actor: Actor, *, decided: bool = False) -> Listing[AccountRequest]:
    """The requests that the actor decides: those that wait, the oldest first, or those that are `decided`, the
    latest first. Not noted: `known_of` notes each that is opened. Raises Forbidden."""
    check(can_administer_accounts(actor))
    statement = select(AccountRequest).where(visible_account_requests(actor))
    if decided:
        statement = statement.where(AccountRequest.state != RequestState.PENDING).order_by(
            AccountRequest.decided_at.desc(), AccountRequest.id.desc()
        )
    else:
        statement = statement.where(_waits).order_by(AccountRequest.id)
    return Listing(actor, statement, noted=None)


def count_waiting(session: Session, actor: Actor) -> int:
    """How many requests wait for the actor. Raises Forbidden."""
    check(can_administer_accounts(actor))
    waiting = select(func.count(AccountRequest.id)).where(visible_account_requests(actor), _waits)
    return session.scalar(waiting) or 0


def get_request(session: Session, actor: Actor, request_id: int) -> AccountRequest:
    """One request. Raises NotFound when there is none or the actor does not decide it."""
    request = session.get(AccountRequest, request_id)
    if request is None or not can_decide_account_request(actor, request):
        raise NotFound("Cette demande n’existe pas, ou ne concerne pas votre territoire.")
    return request


def known_of(session: Session, actor: Actor, request: AccountRequest) -> Known:
    """What is known of the establishment and the address, for whoever decides."""
    check(can_decide_account_request(actor, request))
    record(session, actor, Act.SAW, "account_request", request.id)
    employer = session.scalar(select(Employer).where(Employer.siret == request.siret))
    return Known(
        siret_is_valid=siret_digits(request.siret) is not None,
        employer=employer,
        elsewhere=employer is not None and employer.territory_id != request.territory_id,
        person=reading.person_by_email(session, request.email),
    )


def accept(session: Session, actor: Actor, request: AccountRequest, *, now: datetime) -> Person:
    """Admit the person as contact of her employer, who is recorded when not known. Whoever calls this sends the
    invitation. Raises Forbidden, Conflict."""
    _hold(session, actor, request, RequestState.ACCEPTED)
    known = known_of(session, actor, request)
    if known.person is not None:
        raise Conflict(
            "Cette adresse de courriel est déjà connue. Retrouvez la personne dans « Comptes », "
            "ou refusez la demande en expliquant pourquoi."
        )
    if known.elsewhere:
        raise Conflict("Cet employeur est suivi par un autre territoire : voyez-le avec lui.")
    employer = known.employer
    if employer is None:
        if not can_create_employer(actor):
            raise Conflict(
                "Aucun territoire ne couvre cette commune : l’employeur ne peut pas être enregistré. "
                "Refusez la demande en expliquant pourquoi."
            )
        data = EmployerData(request.employer_name, request.siret, request.commune_insee)
        employer = create_employer(session, actor, data)
    person = life.admit_person(
        session,
        actor,
        PersonData(
            request.first_name,
            request.last_name,
            request.email,
            (Role.EMPLOYER_CONTACT,),
            phone=request.phone,
            job_title=request.job_title,
        ),
        employer=employer,
    )
    _decide(session, actor, request, RequestState.ACCEPTED, now)
    return person


def refuse(
    session: Session, actor: Actor, request: AccountRequest, reason: str, *, now: datetime
) -> None:
    """Refuse with a reason, which is sent to who asked. Raises Forbidden, Conflict, Invalid."""
    _hold(session, actor, request, RequestState.REFUSED)
    checks = Checks()
    reason = checks.text(
        reason, "reason", "la raison : elle est envoyée à la personne", maximum=LONGEST_MESSAGE
    )
    checks.done()
    request.answer = reason
    _decide(session, actor, request, RequestState.REFUSED, now, reason)
    post(session, request.email, AccountRequestRefused(reason))


def _hold(session: Session, actor: Actor, request: AccountRequest, wanted: RequestState) -> None:
    check(can_decide_account_request(actor, request))
    PATH.check(PATH.hold(session, request), wanted)


def _decide(
    session: Session,
    actor: Actor,
    request: AccountRequest,
    state: RequestState,
    now: datetime,
    reason: str = "",
) -> None:
    request.state, request.decided_at, request.decided_by_id = state, now, actor.person_id
    record(
        session, actor, Act.DECIDED, "account_request", request.id,
        facts={"state": state}, reason=reason,
    )  # fmt: skip

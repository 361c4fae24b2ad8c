"""Opening an account: a person is invited by a letter, and chooses her first password herself.

The link works once and for `VALID`; only its hash is kept, and a newer one replaces it. Reading the page spends
nothing, since mail scanners read pages: sending the form does.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask_security.utils import hash_password
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.audit.events import Act, record_about
from matching.errors import Conflict, Invalid, NotFound
from matching.letters import post
from matching.pool.employers.tables import Employer
from matching.pool.people import account_requests
from matching.pool.people.life import PersonData, admit_person
from matching.pool.people.rights import can_keep_account
from matching.pool.people.tables import AccountRequest, Person
from matching.pool.structures.tables import Structure, Territory
from matching.tokens import hashed, new_token
from webapp.accounts import passwords
from webapp.accounts.actors import actor_of_account
from webapp.accounts.letters import Invited
from webapp.accounts.tables import Account, Invitation
from webapp.request.context import current_runtime

VALID = timedelta(days=7)
GONE = (
    "Ce lien ne marche plus : il a déjà servi, il a été remplacé par un plus récent, ou il a expiré. "
    "Demandez une nouvelle invitation à la personne qui gère les comptes."
)


def admit_and_invite(
    session: Session,
    actor: Actor,
    data: PersonData,
    *,
    structure: Structure | None = None,
    territory: Territory | None = None,
    employer: Employer | None = None,
) -> Person:
    """Record a professional (people.admit_person) and invite her. Raises Invalid, Forbidden, Conflict."""
    person = admit_person(
        session, actor, data, structure=structure, territory=territory, employer=employer
    )
    invite(session, actor, person)
    return person


def accept_request(session: Session, actor: Actor, request: AccountRequest) -> Person:
    """Admit who asked for an account (matching.pool.people.account_requests.accept) and invite her."""
    person = account_requests.accept(session, actor, request, now=current_runtime().now())
    invite(session, actor, person)
    return person


def invite(session: Session, actor: Actor, person: Person) -> None:
    """Send a person the link by which she opens her account; a link sent before stops working.

    Raises Forbidden, and Conflict when her account is open or closed already.
    """
    check(can_keep_account(actor, person))
    account = account_of_person(session, person.id)
    if account is None:
        account = Account(
            person=person, email=person.email, password="", fs_uniquifier=secrets.token_hex(32)
        )
        session.add(account)
        session.flush()
    elif account.password:
        raise Conflict("Cette personne a déjà choisi son mot de passe : son compte existe.")
    elif not account.active:
        raise Conflict("Ce compte est fermé. Rouvrez-le d’abord.")
    token, now = new_token(), current_runtime().now()
    withdraw(session, account)
    session.add(
        Invitation(
            account_id=account.id,
            token_sha256=hashed(token),
            made_by_id=actor.person_id,
            made_at=now,
            expires_at=now + VALID,
        )
    )
    inviter = session.get(Person, actor.person_id) if actor.person_id else None
    place = person.structure or person.employer or person.territory
    letter = Invited(
        first_name=person.first_name,
        invited_by=inviter.full_name if inviter else "L’équipe de Vivier",
        place=place.name if place else "",
        days=VALID.days,
        token=token,
    )
    post(session, person.email, letter)
    record_about(session, actor, Act.ACCOUNT, person, facts={"what": "invited"})


def withdraw(session: Session, account: Account) -> None:
    """Make the links of an account worthless."""
    session.execute(delete(Invitation).where(Invitation.account_id == account.id))


def cancel(session: Session, actor: Actor, person: Person) -> None:
    """Take an invitation back that nobody has answered: the account goes, and so does a person who was admitted
    for it and of whom nothing else speaks. Raises Forbidden, Conflict."""
    check(can_keep_account(actor, person))
    account = account_of_person(session, person.id)
    if account is None or account.password:
        raise Conflict("Il n’y a pas d’invitation à annuler : la personne y a déjà répondu.")
    admitted_for_it = (
        account.created_at == person.created_at
    )  # the same transaction, the same moment
    withdraw(session, account)
    session.delete(account)
    session.flush()
    record_about(session, actor, Act.ACCOUNT, person, facts={"what": "invitation_cancelled"})
    if admitted_for_it:
        try:
            with session.begin_nested():
                session.delete(person)
        except IntegrityError:
            session.refresh(person)  # something refers to her already: she stays, without account


def open_invitation(session: Session, token: str) -> Invitation:
    """The invitation of a link, as long as it can be used. Raises NotFound with what to do."""
    found = session.scalar(
        select(Invitation)
        .join(Account, Account.id == Invitation.account_id)
        .where(
            Invitation.token_sha256 == hashed(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > current_runtime().now(),
            Account.active,
        )
    )
    if found is None:
        raise NotFound(GONE)
    return found


def use(session: Session, token: str, password: str, again: str) -> Account:
    """Set the first password by a link, which is then spent. Raises NotFound, Invalid."""
    invitation = open_invitation(session, token)
    account = session.get_one(Account, invitation.account_id)
    wrong, normal = passwords.checked(password, account.known_words)
    if wrong:
        raise Invalid(wrong, {"password": wrong})
    if password != again:
        message = "Les deux mots de passe ne sont pas les mêmes : retapez-les."
        raise Invalid(message, {"again": message})
    spent = session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.used_at.is_(None))
        .values(used_at=current_runtime().now())
        .returning(Invitation.id)
    )
    if spent is None:
        raise NotFound(GONE)
    account.password = hash_password(normal)
    account.fs_uniquifier = secrets.token_hex(32)
    actor = actor_of_account(account)
    record_about(session, actor, Act.ACCOUNT, account.person, facts={"what": "opened"})
    return account


def account_of_person(session: Session, person_id: int) -> Account | None:
    """The account of a person, if she has one."""
    return session.scalar(select(Account).where(Account.person_id == person_id))

"""Keeping the accounts of others: the list, correcting, closing and reopening, unlocking. Who may is in
matching/policy.py.

Nobody closes her own account, and the site never loses its last administrator who can sign in.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, Role, check
from matching.audit.events import Act, record_about
from matching.errors import Conflict, NotFound
from matching.journey.access_requests.life import end_for
from matching.letters import post
from matching.listing import Listing, Noted
from matching.pool.candidates.portfolios import release
from matching.pool.employers.tables import Employer
from matching.pool.people.life import PersonData, correct_person, set_active
from matching.pool.people.rights import (
    can_administer_accounts,
    can_correct_person,
    can_keep_account,
    visible_people,
)
from matching.pool.people.tables import Person
from matching.pool.structures.tables import Structure, Territory
from webapp.accounts import second_factor
from webapp.accounts.invitations import account_of_person, invite, withdraw
from webapp.accounts.letters import AddressChanged
from webapp.accounts.sign_in import end_all
from webapp.accounts.tables import Account, Invitation
from webapp.request.context import current_runtime


class State(StrEnum):
    """Where an account stands."""

    ACTIVE = "active"
    INVITED = "invited"
    LOCKED = "locked"
    CLOSED = "closed"
    NONE = "none"


STATE_NAMES = {
    State.ACTIVE: "Actif",
    State.INVITED: "Invitation envoyée",
    State.LOCKED: "Bloqué pour un moment",
    State.CLOSED: "Fermé",
    State.NONE: "Sans compte",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A professional, and where her account stands at `now`."""

    person: Person
    account: Account | None
    now: datetime

    @property
    def state(self) -> State:
        account = self.account
        if account is None:
            return State.NONE
        if not account.active:
            return State.CLOSED
        if not account.password:
            return State.INVITED
        if account.locked_until is not None and account.locked_until > self.now:
            return State.LOCKED
        return State.ACTIVE

    @property
    def state_name(self) -> str:
        return STATE_NAMES[self.state]


def list_people(
    actor: Actor, *, words: str = "", role: Role | None = None, state: State | None = None
) -> Listing[Person]:
    """The professionals whose accounts one keeps, by name; `words` are found in names, addresses and places.
    Raises Forbidden."""
    check(can_administer_accounts(actor))
    statement = (
        select(Person)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(Person.structure)
        .outerjoin(Person.employer)
        .where(visible_people(actor))
        .order_by(func.lower(Person.last_name), func.lower(Person.first_name), Person.id)
    )
    for word in words.split()[:5]:
        statement = statement.where(_holds(word))
    if role is not None:
        statement = statement.where(Person.roles.contains([role]))
    if state is not None:
        statement = statement.where(_in_state(state, current_runtime().now()))
    return Listing(
        actor,
        statement,
        Noted("person", lambda act, rows, total: {"count": len(rows)}),
        # Not contains_eager: a structure brings its territory by an inner join, which would drop all others.
        (
            selectinload(Person.structure),
            selectinload(Person.employer),
            selectinload(Person.territory),
        ),
    )


def _holds(word: str) -> ColumnElement[bool]:
    from matching.pool.employers.tables import Employer
    from matching.pool.structures.tables import Structure

    columns = (Person.first_name, Person.last_name, Person.email, Structure.name, Employer.name)
    return or_(*(column.icontains(word, autoescape=True) for column in columns))


def _in_state(state: State, now: datetime) -> ColumnElement[bool]:
    waits = and_(Account.locked_until.is_not(None), Account.locked_until > now)
    has_password = Account.password != ""
    return {
        State.NONE: Account.id.is_(None),
        State.CLOSED: Account.active.is_(False),
        State.INVITED: and_(Account.active, ~has_password),
        State.LOCKED: and_(Account.active, has_password, waits),
        State.ACTIVE: and_(
            Account.active, has_password,
            or_(Account.locked_until.is_(None), Account.locked_until <= now),
        ),
    }[state]  # fmt: skip


def with_accounts(session: Session, people: Sequence[Person]) -> list[Kept]:
    """These people, each with her account."""
    now = current_runtime().now()
    ids = [person.id for person in people]
    accounts = {
        account.person_id: account
        for account in session.scalars(select(Account).where(Account.person_id.in_(ids)))
    }
    return [Kept(person, accounts.get(person.id), now) for person in people]


def get_kept(session: Session, actor: Actor, person_id: int) -> Kept:
    """One professional whose account one keeps. Raises Forbidden, NotFound."""
    check(can_administer_accounts(actor))
    person = session.get(Person, person_id)
    if person is None or not can_keep_account(actor, person):
        raise NotFound("Cette personne n’existe pas, ou vous ne gérez pas son compte.")
    return with_accounts(session, [person])[0]


def look_at(session: Session, actor: Actor, person_id: int) -> tuple[Kept, Invitation | None]:
    """The same to look at, with the invitation that waits. Raises Forbidden, NotFound."""
    kept = get_kept(session, actor, person_id)
    record_about(session, actor, Act.SAW, kept.person)
    return kept, _invitation_of(session, kept.account)


def open_person(session: Session, actor: Actor, person_id: int) -> Kept:
    """The same to correct what is written about her. Raises Forbidden, NotFound."""
    kept, _ = look_at(session, actor, person_id)
    check(can_correct_person(actor, kept.person))
    return kept


def _invitation_of(session: Session, account: Account | None) -> Invitation | None:
    """The invitation that waits, expired or not."""
    if account is None:
        return None
    return session.scalar(
        select(Invitation).where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
    )


def correct(
    session: Session,
    actor: Actor,
    person: Person,
    data: PersonData,
    *,
    structure: Structure | None = None,
    territory: Territory | None = None,
    employer: Employer | None = None,
) -> frozenset[str]:
    """Correct what is written about a professional (people.correct_person); returns what changed.

    With new rights or a new address, browsers that are signed in are out at once, and links that went to the old
    address are worthless; it is told, or her invitation goes to the new one. Who leaves her structure leaves its
    people, and those whom other structures let her know.
    """
    check(can_correct_person(actor, person))
    if Role.ADMINISTRATOR in person.roles and Role.ADMINISTRATOR not in data.roles:
        _leave_an_administrator(session, person)
    old_address = person.email
    changed = correct_person(
        session, actor, person, data, structure=structure, territory=territory, employer=employer
    )
    if "structure" in changed and person.structure is None:
        release(session, person)
        end_for(session, person, current_runtime().today())
    account = account_of_person(session, person.id)
    if account is None or not changed & SIGN_OUT:
        return changed
    account.email = person.email
    account.fs_uniquifier = secrets.token_hex(32)
    end_all(session, account)
    session.flush()
    if "email" in changed and account.password:
        post(session, old_address, AddressChanged(person.first_name))
    elif "email" in changed and account.active:
        invite(session, actor, person)
    return changed


SIGN_OUT = frozenset({"email", "roles", "structure", "territory", "employer"})
"""What ends a professional's connections when it changes."""


def close(session: Session, actor: Actor, person: Person) -> None:
    """Nobody signs in with this account any more; browsers that are signed in are out at once."""
    account = _kept_account(session, actor, person)
    if actor.person_id == person.id:
        raise Conflict(
            "Vous ne pouvez pas fermer votre propre compte : demandez à un autre administrateur."
        )
    if not account.active:
        raise Conflict("Ce compte est déjà fermé.")
    if Role.ADMINISTRATOR in person.roles:
        _leave_an_administrator(session, person)
    account.active = False
    set_active(session, actor, person, False)
    account.fs_uniquifier = secrets.token_hex(32)
    end_all(session, account)
    withdraw(session, account)
    _note(session, actor, person, "closed")


def reopen(session: Session, actor: Actor, person: Person) -> None:
    """The account works again, with the password that it had."""
    account = _kept_account(session, actor, person)
    if account.active:
        raise Conflict("Ce compte est déjà ouvert.")
    account.active = True
    set_active(session, actor, person, True)
    account.failed_sign_ins, account.locked_until = 0, None
    _note(session, actor, person, "reopened")


def unlock(session: Session, actor: Actor, person: Person) -> None:
    """The account waits no longer after failed sign-ins."""
    account = _kept_account(session, actor, person)
    if account.locked_until is None or account.locked_until <= current_runtime().now():
        raise Conflict("Ce compte n’est pas bloqué.")
    account.failed_sign_ins, account.locked_until = 0, None
    _note(session, actor, person, "unlocked")


def reset_second_factor(session: Session, actor: Actor, person: Person) -> None:
    """Remove the second factor of somebody who has lost it (webapp.accounts.second_factor.reset)."""
    second_factor.reset(session, actor, _kept_account(session, actor, person))


def _kept_account(session: Session, actor: Actor, person: Person) -> Account:
    check(can_keep_account(actor, person))
    account = account_of_person(session, person.id)
    if account is None:
        raise Conflict("Cette personne n’a pas encore de compte : invitez-la d’abord.")
    return account


def _leave_an_administrator(session: Session, person: Person) -> None:
    """Raise Conflict unless another administrator can sign in. The rows are held: two who close each other, or
    take the role from each other, wait, and the second finds what the first has done."""
    others = select(Account.person_id).join(Person, Person.id == Account.person_id).where(
        Account.active,
        Account.password != "",
        Person.roles.contains([Role.ADMINISTRATOR]),
    )  # fmt: skip
    held = others.order_by(Account.id).with_for_update(of=(Account, Person))
    if not set(session.scalars(held)) - {person.id}:
        raise Conflict(
            "C’est le dernier compte d’administrateur : invitez d’abord quelqu’un d’autre à ce rôle."
        )


def _note(session: Session, actor: Actor, person: Person, what: str) -> None:
    record_about(session, actor, Act.ACCOUNT, person, facts={"what": what})

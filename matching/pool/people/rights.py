"""Who admits, keeps and corrects the professionals' accounts, and decides on requests for one."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from matching.actor import Actor, Role
from matching.pool.employers.tables import Employer
from matching.pool.people.tables import AccountRequest, Person
from matching.pool.structures.tables import Structure


def can_administer_accounts(actor: Actor) -> bool:
    """Invite, close and reopen accounts: administrators anybody's, developers those of contacts."""
    return actor.system or actor.administers or actor.develops


def visible_people(actor: Actor) -> ColumnElement[bool]:
    """The professionals whose accounts one keeps."""
    if actor.system or actor.administers:
        return true()
    if not actor.develops:
        return false()
    near = select(Employer.id).where(Employer.territory_id == actor.territory_id)
    return and_(Person.employer_id.in_(near), Person.roles == [Role.EMPLOYER_CONTACT])


def can_keep_account(actor: Actor, person: Person) -> bool:
    """May close or reopen this person's account, or send her a new invitation."""
    if actor.system or actor.administers:
        return True
    return (
        actor.develops
        and person.employer is not None
        and person.employer.territory_id == actor.territory_id
        and person.roles == [Role.EMPLOYER_CONTACT]
    )


def can_correct_person(actor: Actor, person: Person) -> bool:
    """Change what is written about a professional, her address too: whoever has it has her account."""
    return actor.system or (actor.administers and can_keep_account(actor, person))


def can_set_roles(actor: Actor, person: Person) -> bool:
    """Change her roles and where she has them. Nobody her own: another administrator answers for it, and the last
    one cannot stop being one by mistake."""
    return can_correct_person(actor, person) and actor.person_id != person.id


def can_decide_account_request(actor: Actor, request: AccountRequest) -> bool:
    """The developers of the establishment's territory, who check the SIRET; administrators where there is none."""
    if request.territory_id is None:
        return actor.system or actor.administers
    return actor.system or (actor.develops and request.territory_id == actor.territory_id)


def visible_account_requests(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.administers:
        rules.append(AccountRequest.territory_id.is_(None))
    if actor.develops:
        rules.append(AccountRequest.territory_id == actor.territory_id)
    return or_(*rules) if rules else false()


def can_admit_person(
    actor: Actor, structure: Structure | None, employer: Employer | None, roles: Collection[Role]
) -> bool:
    """Administrators admit anybody; developers admit contacts, and nothing else, for employers of their
    territory."""
    if actor.system or actor.has(Role.ADMINISTRATOR):
        return True
    if employer is None or structure is not None or set(roles) != {Role.EMPLOYER_CONTACT}:
        return False
    return actor.develops and employer.territory_id == actor.territory_id

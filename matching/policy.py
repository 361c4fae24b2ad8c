"""The one place that decides rights: can_*(actor, thing) beside visible_*(actor), and the same as search keys.

A rule is written three times at most, next to itself: as a question about one thing, as an SQL
condition for lists, and as keys that a document carries and an asker holds. tests/test_policy.py
walks every role over one table of cases so that the three never drift.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select, true

from matching.errors import Forbidden
from matching.pool.tables import Candidate, Employer, JobProfile, Person, Structure
from matching.pool.terms import JobStatus, Role
from matching.ports import Kind


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person's roles and where they hold. `system` is the command line and the demo loader."""

    person_id: int | None
    roles: frozenset[Role]
    structure_id: int | None = None
    territory_id: int | None = None
    employer_id: int | None = None
    system: bool = False

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def accompanies(self) -> bool:
        """Works with candidates of one structure."""
        return self.structure_id is not None and self.has(Role.COACH, Role.STRUCTURE_MANAGER)

    @property
    def develops(self) -> bool:
        """Looks after the employers of one territory."""
        return self.territory_id is not None and self.has(Role.EMPLOYMENT_DEVELOPER)

    @property
    def hires(self) -> bool:
        """Speaks for one employer."""
        return self.employer_id is not None and self.has(Role.EMPLOYER_CONTACT)


SYSTEM = Actor(person_id=None, roles=frozenset(), system=True)


def actor_of(person: Person) -> Actor:
    """The actor that a signed-in person is. A coach's territory is that of her structure."""
    territory = person.territory_id
    if territory is None and person.structure is not None:
        territory = person.structure.territory_id
    return Actor(
        person_id=person.id,
        roles=frozenset(Role(role) for role in person.roles),
        structure_id=person.structure_id,
        territory_id=territory,
        employer_id=person.employer_id,
    )


def check(
    allowed: bool, message: str = "Vous n’avez pas le droit de faire cela avec ce compte."
) -> None:
    """Raise Forbidden unless allowed."""
    if not allowed:
        raise Forbidden(message)


# Candidates: the professionals of their own structure, nobody else.


def can_see_candidate(actor: Actor, candidate: Candidate) -> bool:
    return actor.system or (actor.accompanies and candidate.structure_id == actor.structure_id)


def visible_candidates(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    return Candidate.structure_id == actor.structure_id if actor.accompanies else false()


def candidate_keys(candidate: Candidate) -> frozenset[str]:
    """The keys that a candidate's document carries."""
    return frozenset({"system", f"structure:{candidate.structure_id}"})


def can_edit_candidate(actor: Actor, candidate: Candidate) -> bool:
    """Her own coach, any coach of the structure while she has none, and the structure's manager."""
    if actor.system:
        return True
    if not can_see_candidate(actor, candidate):
        return False
    return actor.has(Role.STRUCTURE_MANAGER) or candidate.coach_id in (None, actor.person_id)


def can_create_candidate(actor: Actor) -> bool:
    return actor.system or actor.accompanies


# Employers: known in their territory; a contact knows only her own.


def can_create_employer(actor: Actor) -> bool:
    return actor.system or actor.develops


def can_see_employer(actor: Actor, employer: Employer) -> bool:
    if actor.system or (actor.hires and employer.id == actor.employer_id):
        return True
    return (actor.accompanies or actor.develops) and employer.territory_id == actor.territory_id


def visible_employers(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    rules: list[ColumnElement[bool]] = []
    if actor.hires:
        rules.append(Employer.id == actor.employer_id)
    if actor.accompanies or actor.develops:
        rules.append(Employer.territory_id == actor.territory_id)
    return or_(*rules) if rules else false()


# Job profiles: published ones are for the coaches of the territory; drafts for the employer and the developers.


def can_see_job(actor: Actor, job: JobProfile) -> bool:
    if actor.system or (actor.hires and job.employer_id == actor.employer_id):
        return True
    same_territory = job.employer.territory_id == actor.territory_id
    if actor.develops and same_territory:
        return True
    return actor.accompanies and same_territory and job.status != JobStatus.DRAFT


def visible_jobs(actor: Actor) -> ColumnElement[bool]:
    if actor.system:
        return true()
    of_territory = JobProfile.employer_id.in_(
        select(Employer.id).where(Employer.territory_id == actor.territory_id)
    )
    rules: list[ColumnElement[bool]] = []
    if actor.hires:
        rules.append(JobProfile.employer_id == actor.employer_id)
    if actor.develops:
        rules.append(of_territory)
    if actor.accompanies:
        rules.append(and_(of_territory, JobProfile.status != JobStatus.DRAFT))
    return or_(*rules) if rules else false()


def job_keys(job: JobProfile) -> frozenset[str]:
    """The keys that a job profile's document carries."""
    territory = job.employer.territory_id
    keys = {"system", f"employer:{job.employer_id}", f"developers:{territory}"}
    if job.status != JobStatus.DRAFT:
        keys.add(f"coaches:{territory}")
    return frozenset(keys)


def can_create_job(actor: Actor, employer: Employer) -> bool:
    if actor.system or (actor.hires and employer.id == actor.employer_id):
        return True
    return actor.develops and employer.territory_id == actor.territory_id


def can_edit_job(actor: Actor, job: JobProfile) -> bool:
    return can_create_job(actor, job.employer)


# Searching is seeing: an asker holds exactly the keys of what she may see.


def search_keys(actor: Actor, kind: Kind) -> frozenset[str]:
    """The keys that the actor holds; a document is found only when it carries one of them."""
    if actor.system:
        return frozenset({"system"})
    keys: set[str] = set()
    if kind == "candidate":
        if actor.accompanies:
            keys.add(f"structure:{actor.structure_id}")
    else:
        if actor.hires:
            keys.add(f"employer:{actor.employer_id}")
        if actor.develops:
            keys.add(f"developers:{actor.territory_id}")
        if actor.accompanies:
            keys.add(f"coaches:{actor.territory_id}")
    return frozenset(keys)


def can_search(actor: Actor, kind: Kind) -> bool:
    return bool(search_keys(actor, kind))


def can_match(actor: Actor) -> bool:
    """May see people and jobs side by side: those who accompany."""
    return actor.system or actor.accompanies


def can_shortlist(actor: Actor, job: JobProfile, candidate: Candidate) -> bool:
    return can_see_candidate(actor, candidate) and can_see_job(actor, job)


# The professionals themselves.


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

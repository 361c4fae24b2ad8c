"""Who acts, from where, and how much of a person one may see.

Every service and every record of what was done names an `Actor`, so this stands below all of them; what an actor may
do stands in the `rights.py` of each room.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from matching.errors import Forbidden
from matching.terms import Term


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and from where.

    A professional has roles and the place where each holds; `granted` are the people of other structures whom
    their coach has let her know. A candidate in her own space has `candidate_id` and no role. `system` is the
    command line, the worker and the demo loader. `address` and `request_id` say from where, for the audit.
    """

    person_id: int | None
    roles: frozenset[Role]
    structure_id: int | None = None
    territory_id: int | None = None
    employer_id: int | None = None
    system: bool = False
    candidate_id: int | None = None
    granted: frozenset[int] = frozenset()
    address: str | None = None
    request_id: str | None = None

    @property
    def kind(self) -> str:
        """«system», «person», «candidate» or «nobody»: what `id` counts."""
        if self.system:
            return "system"
        if self.person_id is not None:
            return "person"
        return "candidate" if self.candidate_id is not None else "nobody"

    @property
    def id(self) -> int | None:
        return None if self.system else self.person_id or self.candidate_id

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def accompanies(self) -> bool:
        """Works with candidates of one structure."""
        return self.structure_id is not None and self.has(Role.COACH, Role.STRUCTURE_MANAGER)

    @property
    def manages(self) -> bool:
        """Answers for one structure."""
        return self.structure_id is not None and self.has(Role.STRUCTURE_MANAGER)

    @property
    def develops(self) -> bool:
        """Looks after the employers of one territory."""
        return self.territory_id is not None and self.has(Role.EMPLOYMENT_DEVELOPER)

    @property
    def hires(self) -> bool:
        """Speaks for one employer."""
        return self.employer_id is not None and self.has(Role.EMPLOYER_CONTACT)

    @property
    def administers(self) -> bool:
        """Keeps the accounts of the site."""
        return self.has(Role.ADMINISTRATOR)

    @property
    def audits(self) -> bool:
        """Reads the journals of the site."""
        return self.has(Role.AUDITOR)


SYSTEM = Actor(person_id=None, roles=frozenset(), system=True)


class View(IntEnum):
    """How much of a candidate one may see; each level holds the ones below."""

    NONE = 0
    ANONYMOUS = 1
    """What is matched, without what would tell who she is."""
    MATCH = 2
    """Her name and what is matched: what a colleague needs to think of her for a job."""
    FULL = 3
    """The whole record: contact, birth date, address, obstacles, constraints, CV files."""


def check(
    allowed: bool, message: str = "Vous n’avez pas le droit de faire cela avec ce compte."
) -> None:
    """Raise Forbidden unless allowed."""
    if not allowed:
        raise Forbidden(message)


class Role(Term):
    """What a professional may be. Rights follow from it in matching/policy.py and nowhere else."""

    COACH = "coach", "Coach emploi"
    STRUCTURE_MANAGER = "structure_manager", "Responsable de structure"
    EMPLOYMENT_DEVELOPER = "employment_developer", "Développeur emploi"
    EMPLOYER_CONTACT = "employer_contact", "Employeur"
    ADMINISTRATOR = "administrator", "Administrateur"
    AUDITOR = "auditor", "Auditeur"

"""One table of cases for the rights: every role × every question, and lists and search keys that agree."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import policy
from matching.errors import Forbidden
from matching.policy import SYSTEM, Actor, actor_of
from matching.pool.tables import Candidate, Employer, JobProfile
from matching.pool.terms import JobStatus, Role
from tests.pool_factories import (
    a_candidate,
    a_job,
    a_person,
    a_structure,
    a_territory,
    an_employer,
    load_reference,
)

COACH, MANAGER, DEVELOPER, CONTACT, ADMIN, AUDITOR = Role


@dataclass
class Pool:
    """Actors by role, and things by how far they are from them: own, same, other, abroad."""

    actors: dict[str, Actor]
    candidates: dict[str, Candidate]
    employers: dict[str, Employer]
    jobs: dict[str, JobProfile]


@pytest.fixture
def pool(session: Session) -> Pool:
    """`own` is the coach's portfolio, `colleague` that of another coach of the structure, `free` of nobody,
    `other` in another structure of the territory, `abroad` in another territory."""
    load_reference(session)
    here, abroad = a_territory(session), a_territory(session, "57")
    structure, other = a_structure(session, here), a_structure(session, here)
    far_structure = a_structure(session, abroad)
    employers = {
        "own": an_employer(session, here),
        "other": an_employer(session, here),
        "abroad": an_employer(session, abroad),
    }
    coach = a_person(session, COACH, structure=structure)
    colleague = a_person(session, COACH, structure=structure)
    actors = {
        COACH: actor_of(coach),
        MANAGER: actor_of(a_person(session, MANAGER, structure=structure)),
        DEVELOPER: actor_of(a_person(session, DEVELOPER, territory=here)),
        CONTACT: actor_of(a_person(session, CONTACT, employer=employers["own"])),
        ADMIN: actor_of(a_person(session, ADMIN)),
        "system": SYSTEM,
        "coach and developer": actor_of(
            a_person(session, COACH, DEVELOPER, structure=structure, territory=here)
        ),
        # Roles without the place where they hold give nothing.
        "coach of nothing": Actor(1, frozenset({COACH, MANAGER})),
        "developer of nothing": Actor(1, frozenset({DEVELOPER})),
        "contact of nothing": Actor(1, frozenset({CONTACT})),
        "no role": Actor(1, frozenset(), structure.id, here.id, employers["own"].id),
    }
    candidates = {
        "own": a_candidate(session, structure, coach_id=coach.id),
        "colleague": a_candidate(session, structure, coach_id=colleague.id),
        "free": a_candidate(session, structure),
        "other": a_candidate(session, other),
        "abroad": a_candidate(session, far_structure),
    }
    jobs = {
        f"{status} {name}": a_job(session, employer, published=status == "published")
        for name, employer in employers.items()
        for status in ("draft", "published")
    }
    session.flush()
    return Pool(actors, candidates, employers, jobs)


ALL_PEOPLE = {"own", "colleague", "free", "other", "abroad"}
STRUCTURE = {"own", "colleague", "free"}
TERRITORY = {"own", "other"}
EMPLOYERS = {"own", "other", "abroad"}
PUBLISHED = {"published own", "published other"}
OF_TERRITORY = PUBLISHED | {"draft own", "draft other"}
OWN_JOBS = {"published own", "draft own"}
ALL_JOBS = OF_TERRITORY | {"published abroad", "draft abroad"}
NONE: set[str] = set()


@dataclass(frozen=True)
class Rights:
    """What one actor may: names of things for each question about a thing, yes or no for the others."""

    see_candidate: set[str]
    edit_candidate: set[str]
    see_employer: set[str]
    see_job: set[str]
    edit_job: set[str]
    create_job: set[str]
    create_candidate: bool = False
    create_employer: bool = False
    match: bool = False
    search_people: bool = False
    search_jobs: bool = False


NOTHING = Rights(NONE, NONE, NONE, NONE, NONE, NONE)
EVERYTHING = Rights(
    ALL_PEOPLE, ALL_PEOPLE, EMPLOYERS, ALL_JOBS, ALL_JOBS, EMPLOYERS, True, True, True, True, True
)
RIGHTS = {
    COACH: Rights(
        STRUCTURE, {"own", "free"}, TERRITORY, PUBLISHED, NONE, NONE,
        create_candidate=True, match=True, search_people=True, search_jobs=True,
    ),
    MANAGER: Rights(
        STRUCTURE, STRUCTURE, TERRITORY, PUBLISHED, NONE, NONE,
        create_candidate=True, match=True, search_people=True, search_jobs=True,
    ),
    DEVELOPER: Rights(
        NONE, NONE, TERRITORY, OF_TERRITORY, OF_TERRITORY, TERRITORY,
        create_employer=True, search_jobs=True,
    ),
    CONTACT: Rights(NONE, NONE, {"own"}, OWN_JOBS, OWN_JOBS, {"own"}, search_jobs=True),
    ADMIN: NOTHING,
    "system": EVERYTHING,
    "coach and developer": Rights(
        STRUCTURE, {"free"}, TERRITORY, OF_TERRITORY, OF_TERRITORY, TERRITORY,
        True, True, True, True, True,
    ),
    "coach of nothing": NOTHING,
    "developer of nothing": NOTHING,
    "contact of nothing": NOTHING,
    "no role": NOTHING,
}  # fmt: skip


@pytest.mark.parametrize("name", RIGHTS)
def test_what_each_role_may(pool: Pool, name: str) -> None:
    actor, may = pool.actors[name], RIGHTS[name]

    def yes(question: object, things: dict[str, object]) -> set[str]:
        return {key for key, thing in things.items() if question(actor, thing)}  # type: ignore[operator]

    assert yes(policy.can_see_candidate, pool.candidates) == may.see_candidate
    assert yes(policy.can_edit_candidate, pool.candidates) == may.edit_candidate
    assert yes(policy.can_see_employer, pool.employers) == may.see_employer
    assert yes(policy.can_see_job, pool.jobs) == may.see_job
    assert yes(policy.can_edit_job, pool.jobs) == may.edit_job
    assert yes(policy.can_create_job, pool.employers) == may.create_job
    assert policy.can_create_candidate(actor) is may.create_candidate
    assert policy.can_create_employer(actor) is may.create_employer
    assert policy.can_match(actor) is may.match
    assert policy.can_search(actor, "candidate") is may.search_people
    assert policy.can_search(actor, "job") is may.search_jobs
    for job_name, job in pool.jobs.items():
        for who, candidate in pool.candidates.items():
            both = job_name in may.see_job and who in may.see_candidate
            assert policy.can_shortlist(actor, job, candidate) is both


@pytest.mark.parametrize("name", RIGHTS)
def test_lists_and_search_keys_agree_with_the_questions(
    session: Session, pool: Pool, name: str
) -> None:
    actor, may = pool.actors[name], RIGHTS[name]
    listed = set(session.scalars(select(Candidate).where(policy.visible_candidates(actor))))
    assert listed == {pool.candidates[key] for key in may.see_candidate}
    held = policy.search_keys(actor, "candidate")
    assert {c for c in pool.candidates.values() if held & policy.candidate_keys(c)} == listed

    employers = set(session.scalars(select(Employer).where(policy.visible_employers(actor))))
    assert employers == {pool.employers[key] for key in may.see_employer}

    jobs = set(session.scalars(select(JobProfile).where(policy.visible_jobs(actor))))
    assert jobs == {pool.jobs[key] for key in may.see_job}
    held = policy.search_keys(actor, "job")
    assert {j for j in pool.jobs.values() if held & policy.job_keys(j)} == jobs


@pytest.mark.parametrize("status", list(JobStatus))
def test_a_job_that_left_the_draft_stays_known_to_coaches(
    session: Session, pool: Pool, status: JobStatus
) -> None:
    job, coach = pool.jobs["draft other"], pool.actors[COACH]
    job.status = status
    session.flush()
    seen = status != JobStatus.DRAFT
    assert policy.can_see_job(coach, job) is seen
    assert bool(policy.search_keys(coach, "job") & policy.job_keys(job)) is seen
    listed = session.scalars(select(JobProfile.id).where(policy.visible_jobs(coach)))
    assert (job.id in set(listed)) is seen


def test_every_question_of_the_policy_is_in_the_table() -> None:
    asked = {
        "can_see_candidate", "can_edit_candidate", "can_create_candidate", "can_see_employer",
        "can_create_employer", "can_see_job", "can_edit_job", "can_create_job", "can_match", "can_search",
        "can_shortlist", "can_admit_person",
        "visible_candidates", "visible_employers", "visible_jobs",
        "candidate_keys", "job_keys", "search_keys",
    }  # fmt: skip
    prefixes = ("can_", "visible_")
    found = {n for n in dir(policy) if n.startswith(prefixes) or n.endswith("_keys")}
    assert found == asked
    assert set(Role) <= set(RIGHTS)


# Admitting professionals.

ADMITTED = [
    # actor, admitted to, roles, allowed
    (ADMIN, "structure", {COACH}, True),
    (ADMIN, None, {ADMIN}, True),
    ("system", "own", {CONTACT}, True),
    (DEVELOPER, "own", {CONTACT}, True),
    (DEVELOPER, "other", {CONTACT}, True),
    (DEVELOPER, "abroad", {CONTACT}, False),
    (DEVELOPER, "own", {CONTACT, ADMIN}, False),
    (DEVELOPER, "own", {ADMIN}, False),
    (DEVELOPER, "own", {DEVELOPER}, False),
    (DEVELOPER, "structure", {COACH}, False),
    (DEVELOPER, None, {ADMIN}, False),
    (COACH, "own", {CONTACT}, False),
    (MANAGER, "structure", {COACH}, False),
    (CONTACT, "own", {CONTACT}, False),
    ("developer of nothing", "own", {CONTACT}, False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "place", "roles", "allowed"), ADMITTED)
def test_who_admits_whom(
    session: Session, pool: Pool, name: str, place: str | None, roles: set[Role], allowed: bool
) -> None:
    employer = pool.employers.get(place or "")
    structure = pool.candidates["own"].structure if place == "structure" else None
    actor = pool.actors[name]
    assert policy.can_admit_person(actor, structure, employer, frozenset(roles)) is allowed


def test_check_refuses_in_french() -> None:
    policy.check(True)
    with pytest.raises(Forbidden, match="droit"):
        policy.check(False)


def test_the_actor_of_a_person(session: Session, pool: Pool) -> None:
    coach = pool.actors[COACH]
    assert coach.territory_id == pool.employers["own"].territory_id, "that of her structure"
    assert not coach.system
    assert pool.actors[ADMIN].territory_id is None

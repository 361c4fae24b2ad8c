"""One table of cases for the rights: every role × every question, and lists and search keys that agree."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import policy
from matching.actor import SYSTEM, Actor, Role, View, check
from matching.audit.events import Act, AuditEvent, record
from matching.consents.rights import can_keep_consents, can_open_sensitive
from matching.errors import Forbidden
from matching.journals.rights import can_read_journals, visible_audit, visible_rankings
from matching.journey.access_requests.rights import (
    can_decide_access,
    can_see_access_request,
    granted_to,
    visible_access_requests,
)
from matching.journey.access_requests.tables import AccessRequest
from matching.journey.referrals.rights import (
    can_answer_referral,
    can_refer,
    can_see_referral,
    can_steer_referral,
    visible_referrals,
)
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import ReferralState
from matching.journey.shortlists.rights import can_shortlist
from matching.pool.candidates.rights import (
    can_create_candidate,
    can_edit_candidate,
    can_hand_over,
    can_open_candidate,
    can_request_access,
    can_see_candidate,
    can_see_profile,
    can_share_out,
    candidate_keys,
    candidate_search_keys,
    is_herself,
    view_of,
    visible_candidates,
)
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.employers.rights import can_create_employer, can_see_employer, visible_employers
from matching.pool.employers.tables import Employer
from matching.pool.jobs.rights import (
    can_create_job,
    can_edit_job,
    can_list_jobs,
    can_see_job,
    job_keys,
    job_search_keys,
    visible_jobs,
)
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.life import actor_of
from matching.pool.people.rights import (
    can_administer_accounts,
    can_admit_person,
    can_correct_person,
    can_decide_account_request,
    can_keep_account,
    can_set_roles,
    visible_account_requests,
    visible_people,
)
from matching.pool.people.tables import AccountRequest, Person
from matching.pool.reference.terms import RequestState
from matching.pool.structures.rights import can_keep_structure
from matching.privacy.rights import can_erase_candidate, can_export_all
from matching.ranking.log.tables import RankingEntry
from matching.ranking.rights import can_match, can_search, search_keys
from tests.world.builders import a_candidate, a_job, a_person
from tests.world.places import load_places
from tests.world.staff import load_staff

COACH, MANAGER, DEVELOPER, CONTACT, ADMIN, AUDITOR = Role

NOBODY = 10**9
"""The id of no person: in a database where nothing was drawn yet, a coach of the test may well be number 1."""


@dataclass
class Pool:
    """Actors by role, and things by how far they are from them: own, same, other, abroad."""

    actors: dict[str, Actor]
    candidates: dict[str, Candidate]
    employers: dict[str, Employer]
    jobs: dict[str, JobProfile]
    people: dict[str, Person]


@pytest.fixture
def pool(session: Session) -> Pool:
    """`own` is the coach's portfolio, `colleague` that of another coach of the structure, `free` of nobody,
    `other` in another structure of the territory, `abroad` in another territory.

    Those in another structure: `shared` agrees to be seen without her name, `paused` too but is not looking for
    work, `granted` agrees to nothing, but her coach has let ours know her. `abroad` agrees, elsewhere."""
    places = load_places(session, far=True)
    staff = load_staff(session, places)
    here = places.territories["here"]
    structure, other, far_structure = places.structures.values()
    employers = {
        "own": places.employers["bakery"],
        "other": places.employers["depot"],
        "abroad": places.employers["far"],
    }
    coach, colleague = staff["coach"], staff["colleague"]
    candidates = {
        "own": a_candidate(session, structure, coach_id=coach.id),
        "colleague": a_candidate(session, structure, coach_id=colleague.id),
        "free": a_candidate(session, structure),
        "other": a_candidate(session, other),
        "shared": a_candidate(session, other),
        "paused": a_candidate(session, other, status=CandidateStatus.PAUSED),
        "granted": a_candidate(session, other),
        "abroad": a_candidate(session, far_structure),
    }
    for key in ("own", "shared", "paused", "abroad"):
        candidates[key].shares_anonymously = True
    people = {
        name: staff[name] for name in ("manager", "contact", "rival", "coach", "colleague")
    } | {"admin": staff["administrator"], "contact abroad": staff["far_contact"]}
    actors = {
        COACH: replace(actor_of(coach), granted=frozenset({candidates["granted"].id})),
        MANAGER: actor_of(people["manager"]),
        "colleague": actor_of(colleague),
        DEVELOPER: actor_of(staff["developer"]),
        CONTACT: actor_of(people["contact"]),
        ADMIN: actor_of(people["admin"]),
        AUDITOR: actor_of(staff["auditor"]),
        "system": SYSTEM,
        "own herself": Actor(None, frozenset(), candidate_id=candidates["own"].id),
        "coach and developer": actor_of(
            a_person(session, COACH, DEVELOPER, structure=structure, territory=here)
        ),
        # Roles without the place where they hold give nothing.
        "coach of nothing": Actor(NOBODY, frozenset({COACH, MANAGER})),
        "developer of nothing": Actor(NOBODY, frozenset({DEVELOPER})),
        "contact of nothing": Actor(NOBODY, frozenset({CONTACT})),
        "no role": Actor(NOBODY, frozenset(), structure.id, here.id, employers["own"].id),
        # What was granted holds only for somebody who accompanies.
        "granted without a structure": Actor(
            NOBODY, frozenset({COACH}), granted=frozenset({candidates["granted"].id})
        ),
    }
    jobs = {
        f"{status} {name}": a_job(session, employer, published=status == "published")
        for name, employer in employers.items()
        for status in ("draft", "published")
    }
    session.flush()
    return Pool(actors, candidates, employers, jobs, people)


ALL_PEOPLE = {"own", "colleague", "free", "other", "shared", "paused", "granted", "abroad"}
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
    """What one actor may: names of things for each question about a thing, yes or no for the others. `full`,
    `match` and `anonymous` are the people of whom she has that view or more."""

    full: set[str]
    match: set[str]
    anonymous: set[str]
    see_employer: set[str]
    see_job: set[str]
    edit_job: set[str]
    create_job: set[str]
    sensitive: set[str]
    create_candidate: bool = False
    create_employer: bool = False
    compare: bool = False
    search_people: bool = False
    search_jobs: bool = False
    journals: bool = False
    accounts: bool = False


NOTHING = Rights(NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE)
RIGHTS = {
    COACH: Rights(
        {"own", "free"}, STRUCTURE | {"granted"}, STRUCTURE | {"granted", "shared"},
        TERRITORY, PUBLISHED, NONE, NONE, {"own"},
        create_candidate=True, compare=True, search_people=True, search_jobs=True,
    ),
    "colleague": Rights(
        {"colleague", "free"}, STRUCTURE, STRUCTURE | {"shared"},
        TERRITORY, PUBLISHED, NONE, NONE, {"colleague"},
        create_candidate=True, compare=True, search_people=True, search_jobs=True,
    ),
    MANAGER: Rights(
        STRUCTURE, STRUCTURE, STRUCTURE | {"shared"}, TERRITORY, PUBLISHED, NONE, NONE, STRUCTURE,
        create_candidate=True, compare=True, search_people=True, search_jobs=True, journals=True,
    ),
    DEVELOPER: Rights(
        NONE, NONE, {"own", "shared"}, TERRITORY, OF_TERRITORY, OF_TERRITORY, TERRITORY, NONE,
        create_employer=True, compare=True, search_people=True, search_jobs=True, accounts=True,
    ),
    CONTACT: Rights(NONE, NONE, NONE, {"own"}, OWN_JOBS, OWN_JOBS, {"own"}, NONE, search_jobs=True),
    ADMIN: replace(NOTHING, accounts=True),
    AUDITOR: replace(NOTHING, journals=True),
    "system": Rights(
        ALL_PEOPLE, ALL_PEOPLE, ALL_PEOPLE, EMPLOYERS, ALL_JOBS, ALL_JOBS, EMPLOYERS, ALL_PEOPLE,
        True, True, True, True, True, True, True,
    ),
    "own herself": NOTHING,
    "coach and developer": Rights(
        {"free"}, STRUCTURE, STRUCTURE | {"shared"},
        TERRITORY, OF_TERRITORY, OF_TERRITORY, TERRITORY, NONE,
        True, True, True, True, True, accounts=True,
    ),
    "coach of nothing": NOTHING,
    "developer of nothing": NOTHING,
    "contact of nothing": NOTHING,
    "no role": NOTHING,
    "granted without a structure": NOTHING,
}  # fmt: skip


def which(question: object, actor: Actor, things: dict[str, object]) -> set[str]:
    """The names of the things for which the question is answered with yes."""
    return {key for key, thing in things.items() if question(actor, thing)}  # type: ignore[operator]


@pytest.mark.parametrize("name", RIGHTS)
def test_what_each_role_may(pool: Pool, name: str) -> None:
    actor, may = pool.actors[name], RIGHTS[name]
    people = dict(pool.candidates)
    assert which(can_open_candidate, actor, people) == may.full
    assert which(can_edit_candidate, actor, people) == may.full
    assert which(can_see_candidate, actor, people) == may.match
    assert which(can_see_profile, actor, people) == may.anonymous
    assert which(can_open_sensitive, actor, people) == may.sensitive
    assert which(can_erase_candidate, actor, people) == may.sensitive
    herself = {"own"} if name == "own herself" else NONE
    assert which(is_herself, actor, people) == herself
    assert which(can_keep_consents, actor, people) == may.full | herself
    assert which(can_export_all, actor, people) == may.full | herself
    asked = may.anonymous - may.match if actor.accompanies else NONE
    assert which(can_request_access, actor, people) == asked
    assert which(can_see_employer, actor, dict(pool.employers)) == may.see_employer
    assert which(can_see_job, actor, dict(pool.jobs)) == may.see_job
    assert which(can_edit_job, actor, dict(pool.jobs)) == may.edit_job
    assert which(can_create_job, actor, dict(pool.employers)) == may.create_job
    assert can_create_candidate(actor) is may.create_candidate
    assert can_create_employer(actor) is may.create_employer
    assert can_match(actor) is may.compare
    assert can_search(actor, "candidate") is may.search_people
    assert can_search(actor, "job") is may.search_jobs
    assert can_read_journals(actor) is may.journals
    keeps = name in {MANAGER, "system"}
    assert can_keep_structure(actor, pool.candidates["own"].structure) is keeps
    assert can_keep_structure(actor, pool.candidates["other"].structure) is (name == "system")
    assert can_share_out(actor) is (name == MANAGER)
    assert which(can_hand_over, actor, people) == may.full
    assert can_administer_accounts(actor) is may.accounts
    for job_name, job in pool.jobs.items():
        for who, candidate in pool.candidates.items():
            seen = job_name in may.see_job
            assert can_shortlist(actor, job, candidate) is (seen and who in may.match)
            assert can_refer(actor, job, candidate) is (seen and who in may.full)


@pytest.mark.parametrize("name", RIGHTS)
def test_lists_and_search_keys_agree_with_the_questions(
    session: Session, pool: Pool, name: str
) -> None:
    actor, may = pool.actors[name], RIGHTS[name]
    views = {View.FULL: may.full, View.MATCH: may.match, View.ANONYMOUS: may.anonymous}
    for view, names in views.items():
        listed = set(session.scalars(select(Candidate).where(visible_candidates(actor, view))))
        assert listed == {pool.candidates[key] for key in names}, view
        seen = {c for c in pool.candidates.values() if view_of(actor, c) >= view}
        assert seen == listed
        if view != View.FULL:  # the index knows whom one may match, not whose record one keeps
            held = search_keys(actor, "candidate", view)
            assert held == candidate_search_keys(actor, view)
            found = {c for c in pool.candidates.values() if held & candidate_keys(c)}
            assert found == listed, view

    employers = set(session.scalars(select(Employer).where(visible_employers(actor))))
    assert employers == {pool.employers[key] for key in may.see_employer}

    jobs = set(session.scalars(select(JobProfile).where(visible_jobs(actor))))
    assert jobs == {pool.jobs[key] for key in may.see_job}
    held = search_keys(actor, "job")
    assert held == job_search_keys(actor)
    assert can_list_jobs(actor) is bool(held)
    assert {j for j in pool.jobs.values() if held & job_keys(j)} == jobs


@pytest.mark.parametrize("status", list(JobStatus))
def test_a_job_that_left_the_draft_stays_known_to_coaches(
    session: Session, pool: Pool, status: JobStatus
) -> None:
    job, coach = pool.jobs["draft other"], pool.actors[COACH]
    job.status = status
    session.flush()
    seen = status != JobStatus.DRAFT
    assert can_see_job(coach, job) is seen
    assert bool(search_keys(coach, "job") & job_keys(job)) is seen
    listed = session.scalars(select(JobProfile.id).where(visible_jobs(coach)))
    assert (job.id in set(listed)) is seen


# Referrals: who knows of one, in each of its states.


@pytest.mark.parametrize("state", list(ReferralState))
def test_who_knows_of_a_referral(session: Session, pool: Pool, state: ReferralState) -> None:
    """The employer and the developers only once she has agreed; another employer never."""
    coach = pool.people["coach"]
    referral = Referral(
        job_profile=pool.jobs["published own"], candidate=pool.candidates["own"], state=state,
        proposed_by=coach,
    )  # fmt: skip
    session.add(referral)
    session.flush()
    always = {COACH, MANAGER, "colleague", "own herself", "coach and developer", "system"}
    agreed = state in (ReferralState.AGREED, ReferralState.INTERESTED, ReferralState.REFUSED)
    expected = always | ({CONTACT, DEVELOPER} if agreed else set())
    actors = pool.actors | {"rival": actor_of(pool.people["rival"])}
    for name, actor in actors.items():
        assert can_see_referral(actor, referral) is (name in expected), name
        listed = session.scalars(select(Referral).where(visible_referrals(actor))).all()
        assert (referral in listed) is (name in expected), name
        assert can_steer_referral(actor, referral) is (name in {COACH, MANAGER, "system"})
        assert can_answer_referral(actor, referral) is (agreed and name == CONTACT), name


# Requests to know a person, and what is granted.


@pytest.mark.parametrize(
    ("state", "expires", "holds"),
    [
        (RequestState.PENDING, None, False),
        (RequestState.REFUSED, date(2026, 12, 1), False),
        (RequestState.ACCEPTED, date(2026, 12, 1), True),
        (RequestState.ACCEPTED, date(2026, 11, 24), True),
        (RequestState.ACCEPTED, date(2026, 11, 23), False),
    ],
)
def test_what_was_granted_holds_until_its_day(
    session: Session, pool: Pool, state: RequestState, expires: date | None, holds: bool
) -> None:
    asker, person = pool.people["coach"], pool.candidates["shared"]
    session.add(
        AccessRequest(
            candidate=person, asked_by=asker, message="Un poste", state=state, expires_on=expires
        )
    )
    session.flush()
    granted = granted_to(session, asker, date(2026, 11, 24))
    assert granted == ({person.id} if holds else set())
    actor = actor_of(asker, granted=granted)
    assert view_of(actor, person) == (View.MATCH if holds else View.ANONYMOUS)
    assert not granted_to(session, pool.people["colleague"], date(2026, 11, 24))


def test_requests_are_seen_by_who_asked_and_who_keeps_the_record(
    session: Session, pool: Pool
) -> None:
    elsewhere = actor_of(a_person(session, COACH, structure=pool.candidates["other"].structure))
    request = AccessRequest(
        candidate=pool.candidates["own"], asked_by_id=elsewhere.person_id, message="Un poste"
    )
    session.add(request)
    session.flush()
    actors = pool.actors | {"asker": elsewhere}
    for name, actor in actors.items():
        decides = name in {COACH, MANAGER, "system"}
        assert can_decide_access(actor, request) is decides, name
        listed = session.scalars(select(AccessRequest).where(visible_access_requests(actor))).all()
        assert (request in listed) is (decides or name == "asker"), name
        assert can_see_access_request(actor, request) is (request in listed), name


# Accounts.


def test_who_keeps_whose_account(session: Session, pool: Pool) -> None:
    both = a_person(session, CONTACT, employer=pool.employers["own"])
    both.roles = [
        CONTACT.value,
        ADMIN.value,
    ]  # nobody is admitted so; a row may say it all the same
    session.flush()
    people = pool.people | {"contact and admin": both}
    expected = {
        "system": set(people),
        ADMIN: set(people),
        DEVELOPER: {"contact", "rival"},
        "coach and developer": {"contact", "rival"},
    }
    for name, actor in pool.actors.items():
        names = expected.get(name, NONE)
        assert which(can_keep_account, actor, dict(people)) == names, name
        listed = set(session.scalars(select(Person).where(visible_people(actor))))
        assert {key for key, person in people.items() if person in listed} == names, name


def test_any_coach_of_the_structure_takes_over_from_a_closed_account(pool: Pool) -> None:
    pool.people["colleague"].active = False
    for name, actor in pool.actors.items():
        more = {"colleague"} if name in (COACH, "coach and developer", "colleague") else NONE
        expected = RIGHTS[name].full | more
        assert which(can_hand_over, actor, dict(pool.candidates)) == expected, name
        opened = which(can_open_candidate, actor, dict(pool.candidates))
        assert opened == RIGHTS[name].full, name


def test_administrators_correct_everybody_and_nobody_her_own_roles(pool: Pool) -> None:
    everybody = set(pool.people)
    for name, actor in pool.actors.items():
        corrected = everybody if name in ("system", ADMIN) else NONE
        own = {key for key, person in pool.people.items() if person.id == actor.person_id}
        assert which(can_correct_person, actor, dict(pool.people)) == corrected, name
        assert which(can_set_roles, actor, dict(pool.people)) == corrected - own, name


def test_who_decides_on_requests_for_an_account(session: Session, pool: Pool) -> None:
    def asked(territory_id: int | None) -> AccountRequest:
        return AccountRequest(
            first_name="Paul", last_name="Schmitt", email="p@x.fr", employer_name="X", siret="1" * 14,
            commune_insee="68066", territory_id=territory_id,
        )  # fmt: skip

    requests = {
        "here": asked(pool.employers["own"].territory_id),
        "abroad": asked(pool.employers["abroad"].territory_id),
        "nowhere": asked(None),
    }
    session.add_all(requests.values())
    session.flush()
    expected = {
        "system": set(requests), ADMIN: {"nowhere"}, DEVELOPER: {"here"},
        "coach and developer": {"here"},
    }  # fmt: skip
    for name, actor in pool.actors.items():
        names = expected.get(name, NONE)
        assert which(can_decide_account_request, actor, dict(requests)) == names, name
        listed = set(session.scalars(select(AccountRequest).where(visible_account_requests(actor))))
        assert {key for key, row in requests.items() if row in listed} == names, name


# Journals.


def test_who_reads_which_journal(session: Session, pool: Pool) -> None:
    here = pool.candidates["own"].structure_id
    elsewhere = pool.candidates["other"].structure_id
    coach, rival = pool.actors[COACH], actor_of(pool.people["rival"])
    stranger = actor_of(a_person(session, COACH, structure=pool.candidates["other"].structure))
    record(session, stranger, Act.OPENED_SENSITIVE, "candidate", 1, structure_id=here)
    record(session, coach, Act.OPENED_SENSITIVE, "candidate", 2, structure_id=elsewhere)
    record(session, stranger, Act.OPENED_SENSITIVE, "candidate", 3, structure_id=elsewhere)
    record(session, rival, Act.OPENED_SENSITIVE, "job", 4)
    for actor, structure_id in ((coach, here), (stranger, elsewhere)):
        session.add(
            RankingEntry(
                actor_kind="person", actor_id=actor.id, structure_id=structure_id, found_kind="job",
                page=1, total=0, model="m", index_version="i", ranking_version="r", weights={},
            )
        )  # fmt: skip
    session.flush()
    for name, actor in pool.actors.items():
        events = set(
            session.scalars(
                select(AuditEvent.subject_id).where(
                    visible_audit(actor), AuditEvent.act == Act.OPENED_SENSITIVE
                )
            )
        )
        everything = name in {"system", AUDITOR}
        assert events == ({1, 2, 3, 4} if everything else {1, 2} if name == MANAGER else set()), (
            name
        )
        rankings = session.scalars(
            select(RankingEntry.actor_id).where(visible_rankings(actor))
        ).all()
        own = {coach.id} if name in {COACH, MANAGER} else set()
        assert set(rankings) == ({coach.id, stranger.id} if everything else own), name


def test_the_kind_of_an_actor() -> None:
    kinds = {a.kind: a.id for a in (
        SYSTEM, Actor(3, frozenset({COACH})), Actor(None, frozenset(), candidate_id=5),
        Actor(None, frozenset()),
    )}  # fmt: skip
    assert kinds == {"system": None, "person": 3, "candidate": 5, "nobody": None}


def test_every_question_of_the_policy_is_asked_here() -> None:
    """A new question without a case in this file fails."""
    asked = Path(__file__).read_text(encoding="utf-8")
    prefixes, suffixes = ("can_", "visible_"), ("_keys", "_of", "_to", "herself")
    found = {
        name for name in policy.__all__ if name.startswith(prefixes) or name.endswith(suffixes)
    }
    assert len(found) > 30
    assert {name for name in found if not re.search(rf"\b{name}\b", asked)} == set()
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
    assert can_admit_person(actor, structure, employer, frozenset(roles)) is allowed


def test_check_refuses_in_french() -> None:
    check(True)
    with pytest.raises(Forbidden, match="droit"):
        check(False)


def test_the_actor_of_a_person(session: Session, pool: Pool) -> None:
    coach = pool.actors[COACH]
    assert coach.territory_id == pool.employers["own"].territory_id, "that of her structure"
    assert not coach.system
    assert pool.actors[ADMIN].territory_id is None

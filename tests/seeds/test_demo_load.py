"""The demo territory goes through the services: whatever they refuse fails here."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import stale
from matching.actor import Role
from matching.consents.tables import ConsentRecord
from matching.consents.terms import Purpose
from matching.errors import UnreadableFile
from matching.journey.access_requests.tables import AccessRequest
from matching.journey.referrals.tables import Referral
from matching.letters import OutgoingMail
from matching.pool.candidates.tables import Candidate
from matching.pool.employers.tables import Employer
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.tables import AccountRequest, Person
from matching.pool.structures.tables import Structure
from matching.privacy import retention
from seeds.demo import candidates, territory
from seeds.demo.history import referrals
from seeds.demo.history.silence import let_some_fall_due
from seeds.reference.load import load_reference

TODAY = date(2026, 11, 23)
PEOPLE = 60


def test_the_territory_loads(session: Session, tmp_path: Path) -> None:
    load_reference(session)
    assert not territory.is_loaded(session)
    territory.load_people_and_employers(session)
    jobs = territory.load_jobs(session, TODAY)
    requests = territory.load_account_requests(session)
    seen: list[str] = []

    def import_cv(_session: Session, row: Candidate, name: str, data: bytes) -> None:
        seen.append(name)
        if name.endswith(".doc"):
            raise UnreadableFile("Un ancien document Word.")

    people, kept, refused = candidates.load_candidates(
        session, tmp_path, import_cv, count=PEOPLE, today=TODAY
    )
    session.flush()
    assert territory.is_loaded(session)
    assert (people, kept + len(refused)) == (PEOPLE, len(seen))
    assert len(refused) >= 1, "an old .doc is among them on purpose"

    def count(table: type) -> int:
        return session.scalar(select(func.count()).select_from(table)) or 0

    assert count(Structure) >= 10
    assert count(Employer) >= 80
    assert count(JobProfile) == jobs >= 150
    roles = Counter(role for roles in session.scalars(select(Person.roles)) for role in roles)
    assert roles[Role.COACH] >= 15
    assert set(roles) == set(Role), "each role can be tried"
    assert count(AccountRequest) == requests == 2
    statuses = Counter(session.scalars(select(JobProfile.status)))
    assert statuses[JobStatus.PUBLISHED] > 100
    assert statuses[JobStatus.DRAFT] >= 1
    departments = Counter(i[:2] for i in session.scalars(select(Candidate.commune_insee)) if i)
    assert set(departments) == {"67", "68"}
    assert stale.count(session) == PEOPLE + jobs, "everything waits to be indexed"

    shared = session.scalars(select(Candidate).where(Candidate.shares_anonymously)).all()
    assert len(shared) == PEOPLE * 3 // 5
    told = select(ConsentRecord.candidate_id).where(ConsentRecord.purpose == Purpose.MATCHING)
    assert len(set(session.scalars(told))) == PEOPLE * 4 // 5
    asked = Counter(session.scalars(select(AccessRequest.state)))
    assert set(asked) == {"pending", "accepted", "refused"}
    assert session.scalar(select(func.min(AccessRequest.expires_on))) < TODAY  # type: ignore[operator]

    stories = referrals.load_referrals(session, territory.login_emails(), TODAY)
    states = Counter(session.scalars(select(Referral.state)))
    assert sum(states.values()) == stories >= 3
    assert count(OutgoingMail) == 0, "nobody is written to"

    silent = let_some_fall_due(session, TODAY)
    due = select(func.count()).select_from(Candidate).join(Structure)
    soon = due.where(retention.keep_until <= TODAY + timedelta(days=30))
    assert session.scalar(soon) == silent > 0, (
        "nothing that the demo wrote before counts as a contact"
    )


def test_the_stories_reach_every_state() -> None:
    told = referrals.STORIES
    assert {one.agrees for one in told} == {None, False, True}
    assert {one.interested for one in told if one.agrees} == {None, False, True}
    assert any(one.withdrawn for one in told)
    assert {one.named for one in told} == {one.noted for one in told} == {False, True}
    assert 3 * len(told) <= referrals.COUNT

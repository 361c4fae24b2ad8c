"""Recording job profiles: what is checked, how they move from state to state, and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from itertools import product

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.errors import Conflict, Forbidden, Invalid, NotFound
from matching.policy import SYSTEM, Actor, actor_of
from matching.pool import jobs
from matching.pool.jobs import NEXT_STATUSES, JobData, RequirementData
from matching.pool.tables import Employer, JobProfile, Requirement
from matching.pool.terms import JobStatus, Role
from tests.pool_factories import (
    COLMAR,
    OBERNAI,
    a_coach,
    a_job,
    a_person,
    a_structure,
    a_territory,
    an_employer,
    load_reference,
)

FULL = JobData(
    title=" Cariste ",
    contract="CDI",
    commune_insee=COLMAR,
    text=" Ranger des palettes. ",
    rome="N1101",
    duration_months=6,
    hours_per_week=35,
    wage_text="SMIC",
    openings=2,
    starts_on=date(2026, 12, 1),
    valid_until=date(2027, 1, 1),
    slots=("morning",),
    days=("lun", "lun"),
    starts_at=time(5, 30),
    weekends=True,
    shifts=True,
    conditions=("cold",),
    beginners_accepted=True,
    immersion_possible=True,
    requirements=(
        RequirementData("licence", "B", must=True),
        RequirementData("language", "français", "A2"),
        RequirementData("certificate", " CACES R489 cat. 3 "),
    ),
)
WRONG = JobData(
    title="",
    contract="lifelong",
    commune_insee="",
    text="x" * 8001,
    rome="Z9999",
    duration_months=61,
    hours_per_week=49,
    wage_text="x" * 121,
    openings=0,
    slots=("dawn",),
    days=("monday",),
    conditions=("boredom",),
    requirements=(RequirementData("licence", "Z"), RequirementData("wish", "", "Z9")),
)


@pytest.fixture
def employer(session: Session) -> Employer:
    load_reference(session)
    return an_employer(session, a_territory(session))


@pytest.fixture
def contact(session: Session, employer: Employer) -> Actor:
    return actor_of(a_person(session, Role.EMPLOYER_CONTACT, employer=employer))


def reread(session: Session, row: JobProfile) -> JobProfile:
    session.flush()
    session.expire_all()
    return session.get_one(JobProfile, row.id)


def test_a_profile_is_recorded_as_a_draft(
    session: Session, employer: Employer, contact: Actor
) -> None:
    row = reread(session, jobs.create_job(session, contact, employer, FULL))
    assert (row.status, row.created_by_id) == ("draft", contact.person_id)
    assert (row.title, row.text) == ("Cariste", "Ranger des palettes.")
    assert row.days == ["lun"]
    assert row.starts_at == time(5, 30)
    assert [(r.kind, r.code, r.level, r.must) for r in row.requirements] == [
        ("licence", "B", None, True),
        ("language", "français", "A2", False),
        ("certificate", "CACES R489 cat. 3", None, False),
    ]


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(
    session: Session, employer: Employer, contact: Actor
) -> None:
    with pytest.raises(Invalid) as refused:
        jobs.create_job(session, contact, employer, WRONG)
    assert set(refused.value.fields) == {
        "title", "contract", "commune_insee", "text", "rome", "duration_months", "hours_per_week",
        "wage_text", "openings", "slots", "days", "conditions", "requirements",
    }  # fmt: skip
    session.flush()
    assert session.scalar(select(func.count()).select_from(JobProfile)) == 0
    row = jobs.create_job(session, contact, employer, FULL)
    before = {c.key: getattr(row, c.key) for c in JobProfile.__table__.columns}
    with pytest.raises(Invalid):
        jobs.update_job(session, contact, row, WRONG)
    row = reread(session, row)
    assert {c.key: getattr(row, c.key) for c in JobProfile.__table__.columns} == before | {
        "updated_at": row.updated_at
    }
    assert len(row.requirements) == 3


@pytest.mark.parametrize(
    "field", ["title", "text", "wage_text", "contract", "commune_insee", "rome"]
)
def test_a_sign_that_the_database_refuses_is_said(
    session: Session, employer: Employer, contact: Actor, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        jobs.create_job(session, contact, employer, replace(FULL, **{field: "a\x00b"}))  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


def test_lists_are_replaced_and_what_is_asked_is_merged(
    session: Session, employer: Employer, contact: Actor
) -> None:
    row = jobs.create_job(session, contact, employer, FULL)
    licence = row.requirements[0].id
    changed = replace(
        FULL,
        commune_insee=OBERNAI,
        rome=None,
        starts_at=None,
        weekends=False,
        slots=(),
        requirements=(
            RequirementData("licence", "B"),
            RequirementData("skill", "Gerber des palettes", must=True),
            RequirementData("skill", "Gerber des palettes", must=True),
        ),
    )
    for _ in range(2):
        row = reread(session, jobs.update_job(session, contact, row, changed))
        assert (row.commune_insee, row.rome, row.starts_at) == (OBERNAI, None, None)
        assert (row.weekends, row.slots) == (False, [])
        assert [(r.code, r.must) for r in row.requirements] == [
            ("B", False),
            ("Gerber des palettes", True),
        ]
        assert row.requirements[0].id == licence
    assert session.scalar(select(func.count()).select_from(Requirement)) == 2


@pytest.mark.parametrize(("start", "end"), list(product(JobStatus, JobStatus)))
def test_states_follow_their_table(
    session: Session, employer: Employer, start: JobStatus, end: JobStatus
) -> None:
    row = a_job(session, employer, published=False)
    row.status = start
    if end == start or end in NEXT_STATUSES[start]:
        assert jobs.set_status(session, SYSTEM, row, end).status == end
    else:
        with pytest.raises(Conflict):
            jobs.set_status(session, SYSTEM, row, end)
        assert row.status == start


def test_nothing_goes_back_to_draft_and_every_state_leads_somewhere() -> None:
    assert set(NEXT_STATUSES) == set(JobStatus)
    assert all(NEXT_STATUSES.values())
    assert JobStatus.DRAFT not in set().union(*NEXT_STATUSES.values())


def test_who_may(session: Session, employer: Employer, contact: Actor) -> None:
    territory = employer.territory
    row = a_job(session, employer, published=False)
    rival = actor_of(
        a_person(session, Role.EMPLOYER_CONTACT, employer=an_employer(session, territory))
    )
    coach = a_coach(session, a_structure(session, territory))
    abroad = a_coach(session, a_structure(session, a_territory(session, "57")))
    for actor in (rival, coach, abroad):
        with pytest.raises(Forbidden):
            jobs.create_job(session, actor, employer, FULL)
        with pytest.raises(Forbidden):
            jobs.update_job(session, actor, row, FULL)
        with pytest.raises(Forbidden):
            jobs.set_status(session, actor, row, JobStatus.CLOSED)
        with pytest.raises(NotFound):
            jobs.get_job(session, actor, row.id)
    assert jobs.get_job(session, contact, row.id) is row
    jobs.set_status(session, contact, row, JobStatus.PUBLISHED)
    assert jobs.get_job(session, coach, row.id) is row
    with pytest.raises(NotFound) as hidden:
        jobs.get_job(session, abroad, row.id)
    with pytest.raises(NotFound) as missing:
        jobs.get_job(session, abroad, row.id + 1000)
    assert hidden.value.message == missing.value.message


def test_the_list_is_newest_first_and_narrowed(
    session: Session, employer: Employer, contact: Actor
) -> None:
    first = a_job(session, employer, title="Cariste à l’entrepôt", rome="N1101")
    second = a_job(
        session, employer, title="Plonge", contract="CDD", commune_insee=OBERNAI, published=False
    )

    def ids(**narrow: object) -> list[int]:
        return [row.id for row in session.scalars(jobs.list_jobs(contact, **narrow))]  # type: ignore[arg-type]

    assert ids() == [second.id, first.id]
    assert ids(text="ENTREPOT") == [first.id]
    assert ids(text="entrepot employeur") == [first.id]
    assert ids(text="\x00") == [second.id, first.id]
    assert ids(statuses=("draft",)) == [second.id]
    assert ids(employer_id=employer.id + 1) == []
    assert ids(rome="N1101") == [first.id]
    assert ids(contract="CDD") == [second.id]
    assert ids(department="67") == [second.id]


def test_open_are_the_published_ones_that_are_still_valid(
    session: Session, employer: Employer
) -> None:
    day = date(2026, 11, 23)
    today = a_job(session, employer, valid_until=day)
    forever = a_job(session, employer)
    a_job(session, employer, valid_until=date(2026, 11, 22))
    a_job(session, employer, published=False)
    found = set(session.scalars(select(JobProfile.id).where(jobs.is_open(day))))
    assert found == {today.id, forever.id}

"""Recording job profiles: what is checked, how they move from state to state, and who may."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, time
from itertools import product

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM, Actor, Role
from matching.errors import Conflict, Forbidden, Invalid, NotFound
from matching.listing import all_rows
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData, RequirementData
from matching.pool.jobs.life import create_job, update_job
from matching.pool.jobs.publication import PATH, is_open, open_jobs, set_status
from matching.pool.jobs.reading import get_job, list_jobs
from matching.pool.jobs.tables import JobProfile, Requirement
from matching.pool.jobs.terms import JobStatus
from matching.pool.jobs.wording import read_wording, wording_to_mend
from matching.pool.people.life import actor_of
from tests.world.builders import a_coach, a_job, a_person, a_structure, a_territory, an_employer
from tests.world.places import COLMAR, OBERNAI, load_reference
from tests.world.waiting import PATIENCE_S, joined, until_blocked

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
def contact(session: Session, employer: Employer) -> Actor:
    return actor_of(a_person(session, Role.EMPLOYER_CONTACT, employer=employer))


def reread(session: Session, row: JobProfile) -> JobProfile:
    session.flush()
    session.expire_all()
    return session.get_one(JobProfile, row.id)


def test_a_profile_is_recorded_as_a_draft(
    session: Session, employer: Employer, contact: Actor
) -> None:
    row = reread(session, create_job(session, contact, employer, FULL))
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
        create_job(session, contact, employer, WRONG)
    assert set(refused.value.fields) == {
        "title", "contract", "commune_insee", "text", "rome", "duration_months", "hours_per_week",
        "wage_text", "openings", "slots", "days", "conditions", "requirements",
    }  # fmt: skip
    session.flush()
    assert session.scalar(select(func.count()).select_from(JobProfile)) == 0
    row = create_job(session, contact, employer, FULL)
    before = {c.key: getattr(row, c.key) for c in JobProfile.__table__.columns}
    with pytest.raises(Invalid):
        update_job(session, contact, row, WRONG)
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
        create_job(session, contact, employer, replace(FULL, **{field: "a\x00b"}))  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


def test_lists_are_replaced_and_what_is_asked_is_merged(
    session: Session, employer: Employer, contact: Actor
) -> None:
    row = create_job(session, contact, employer, FULL)
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
        row = reread(session, update_job(session, contact, row, changed))
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
    if end == start or PATH.allows(start, end):
        assert set_status(session, SYSTEM, row, end).status == end
    else:
        with pytest.raises(Conflict):
            set_status(session, SYSTEM, row, end)
        assert row.status == start


REFUSED = JobData(
    title="Vendeur (H/F)",
    contract="CDI",
    commune_insee=COLMAR,
    text="Nous recherchons une femme. CV avec photo.",
    wage_text="SMIC, moins de 26 ans de préférence",
    requirements=(RequirementData("language", "français langue maternelle", "C1", must=True),),
)
FIELDS_REFUSED = {"text", "wage_text", "requirements"}


def test_a_refused_wording_stays_a_draft(session: Session, employer: Employer) -> None:
    row = create_job(session, SYSTEM, employer, REFUSED)
    assert row.status == "draft"
    assert len(wording_to_mend(row)) == 4
    with pytest.raises(Invalid) as refusal:
        set_status(session, SYSTEM, row, JobStatus.PUBLISHED)
    assert set(refusal.value.fields) == FIELDS_REFUSED
    told = refusal.value.fields["text"].replace("\u00a0", " ")
    for words in ("« une femme »", "L1142-1", "« une personne »", "« avec photo »", "L1221-6"):
        assert words in told, words
    assert "« français courant (niveau C1) »" in refusal.value.fields["requirements"].replace(
        "\u00a0", " "
    )
    assert row.status == "draft"
    session.expire_all()
    assert session.get_one(JobProfile, row.id).status == "draft"


@pytest.mark.parametrize("status", ["published", "suspended", "filled", "closed"])
def test_what_others_read_is_not_given_a_refused_wording(
    session: Session, employer: Employer, status: str
) -> None:
    row = a_job(session, employer)
    if status != "published":
        set_status(session, SYSTEM, row, JobStatus(status))
    before = row.text
    with pytest.raises(Invalid) as refusal:
        update_job(session, SYSTEM, row, REFUSED)
    assert set(refusal.value.fields) == FIELDS_REFUSED
    session.expire_all()
    assert session.get_one(JobProfile, row.id).text == before


def test_an_advice_does_not_keep_from_publishing(session: Session, employer: Employer) -> None:
    data = replace(REFUSED, title="Serveuse", text="Bonne présentation. Équipe jeune et dynamique. "
                   "Casier judiciaire vierge.", wage_text=None, requirements=())  # fmt: skip
    row = create_job(session, SYSTEM, employer, data)
    assert wording_to_mend(row) == []
    assert set_status(session, SYSTEM, row, JobStatus.PUBLISHED).status == "published"


@pytest.mark.parametrize(
    ("contract", "licence", "text"),
    [
        ("apprentissage", "B", "Candidats de 16 à 29 ans."),
        ("CDI", "D", "Candidats : 21 ans minimum."),
    ],
)
def test_a_contract_or_a_licence_makes_an_age_lawful(
    session: Session, employer: Employer, contract: str, licence: str, text: str
) -> None:
    data = replace(REFUSED, contract=contract, text=text, wage_text=None,
                   requirements=(RequirementData("licence", licence, must=True),))  # fmt: skip
    row = create_job(session, SYSTEM, employer, data)
    assert wording_to_mend(row) == []
    without = create_job(session, SYSTEM, employer, replace(data, contract="CDD", requirements=()))
    assert wording_to_mend(without)


def test_a_long_list_of_refusals_is_cut(session: Session, employer: Employer) -> None:
    data = replace(REFUSED, text="\n".join(["Nationalité française exigée."] * 9))
    row = create_job(session, SYSTEM, employer, data)
    with pytest.raises(Invalid) as refusal:
        set_status(session, SYSTEM, row, JobStatus.PUBLISHED)
    assert refusal.value.fields["text"].count("«") < 12
    assert "Et 5 autres formulations" in refusal.value.fields["text"]


def test_the_end_of_a_text_that_may_be_kept_is_read(session: Session, employer: Employer) -> None:
    data = replace(REFUSED, text="x " * 3985 + "Pas de senior.", wage_text=None, requirements=())
    assert len(data.text) <= 8000
    row = create_job(session, SYSTEM, employer, data)
    assert wording_to_mend(row)


def test_two_who_write_and_publish_at_once(committed_sessions: sessionmaker[Session]) -> None:
    """The one who writes waits for the one who publishes, and is then refused: nothing slips between."""
    with committed_sessions() as session, session.begin():
        load_reference(session)
        row = a_job(session, an_employer(session, a_territory(session)), published=False)
        job_id = row.id
    loaded, go_on, told = threading.Event(), threading.Event(), []

    def write() -> None:
        with committed_sessions() as session, session.begin():
            mine = get_job(session, SYSTEM, job_id)
            loaded.set()
            go_on.wait(PATIENCE_S)
            try:
                update_job(session, SYSTEM, mine, REFUSED)
            except Invalid as error:
                told.append(set(error.fields))
                session.rollback()

    writer = threading.Thread(target=write)
    with committed_sessions() as session:
        with session.begin():
            mine = get_job(session, SYSTEM, job_id)
            writer.start()
            assert loaded.wait(PATIENCE_S)
            set_status(session, SYSTEM, mine, JobStatus.PUBLISHED)
            session.flush()
            go_on.set()
            until_blocked(session, writer)
        joined(writer)
    assert told == [FIELDS_REFUSED]


def test_only_those_who_write_profiles_have_their_wording_read(
    session: Session, employer: Employer, contact: Actor
) -> None:
    coach = a_coach(session, a_structure(session, employer.territory))
    assert read_wording(contact, {"text": "Pas de senior"})
    with pytest.raises(Forbidden):
        read_wording(coach, {"text": "Pas de senior"})


def test_nothing_goes_back_to_draft_and_every_state_leads_somewhere() -> None:
    assert all(PATH.nexts.values())
    assert JobStatus.DRAFT not in set().union(*PATH.nexts.values())


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
            create_job(session, actor, employer, FULL)
        with pytest.raises(Forbidden):
            update_job(session, actor, row, FULL)
        with pytest.raises(Forbidden):
            set_status(session, actor, row, JobStatus.CLOSED)
        with pytest.raises(NotFound):
            get_job(session, actor, row.id)
    assert get_job(session, contact, row.id) is row
    set_status(session, contact, row, JobStatus.PUBLISHED)
    assert get_job(session, coach, row.id) is row
    with pytest.raises(NotFound) as hidden:
        get_job(session, abroad, row.id)
    with pytest.raises(NotFound) as missing:
        get_job(session, abroad, row.id + 1000)
    assert hidden.value.message == missing.value.message


def test_the_list_is_newest_first_and_narrowed(
    session: Session, employer: Employer, contact: Actor
) -> None:
    first = a_job(session, employer, title="Cariste à l’entrepôt", rome="N1101")
    second = a_job(
        session, employer, title="Plonge", contract="CDD", commune_insee=OBERNAI, published=False
    )

    def ids(**narrow: object) -> list[int]:
        return [row.id for row in all_rows(session, list_jobs(contact, **narrow))]  # type: ignore[arg-type]

    assert ids() == [second.id, first.id]
    assert ids(text="ENTREPOT") == [first.id]
    assert ids(text="entrepot boulangerie") == [first.id]
    assert ids(text="\x00") == [second.id, first.id]
    assert ids(statuses=("draft",)) == [second.id]
    assert ids(employer_id=employer.id + 1) == []
    assert ids(rome="N1101") == [first.id]
    assert ids(contract="CDD") == [second.id]
    assert ids(department="67") == [second.id]


def test_open_are_the_published_ones_that_are_still_valid(
    session: Session, employer: Employer
) -> None:
    """The row and the query answer alike, state by state, on the days around the last one."""
    day = date(2026, 11, 23)
    last_days = (None, date(2026, 11, 22), day, date(2026, 11, 24))
    all_of_them = []
    for status in JobStatus:
        for last_day in last_days:
            job = a_job(session, employer, valid_until=last_day)
            job.status = status
            all_of_them.append(job)
    session.flush()
    found = set(session.scalars(select(JobProfile.id).where(open_jobs(day))))
    assert found == {job.id for job in all_of_them if is_open(job, day)}
    assert [(job.status, job.valid_until) for job in all_of_them if job.id in found] == [
        (JobStatus.PUBLISHED, None),
        (JobStatus.PUBLISHED, day),
        (JobStatus.PUBLISHED, date(2026, 11, 24)),
    ]

"""Recording people: what is checked, what is replaced, what stays, and who may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Actor, Role
from matching.errors import Forbidden, Invalid, NotFound
from matching.listing import all_rows
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    LanguageData,
    MobilityData,
    add_certificate,
    add_education,
    add_experience,
    create_candidate,
    remove_fact,
    update_candidate,
    update_experience,
)
from matching.pool.candidates.obstacles import add_obstacle, tick_action
from matching.pool.candidates.reading import get_candidate, list_candidates
from matching.pool.candidates.rights import can_see_candidate
from matching.pool.candidates.tables import Candidate, MobilityMean, SpokenLanguage
from matching.pool.people.life import actor_of
from matching.pool.structures.tables import Structure
from tests.world.builders import a_candidate, a_coach, a_person, a_structure, a_territory
from tests.world.places import COLMAR, OBERNAI

FULL = CandidateData(
    first_name=" Fatima ",
    last_name="Benali",
    civility="Mme",
    birth_date=date(1988, 3, 5),
    email="Fatima.Benali@Exemple.fr",
    phone="06 12 34 56 78",
    street="3 rue des Clefs",
    commune_insee=COLMAR,
    wishes_text="  Un travail en équipe. ",
    wished_romes=("G1605", "K2204", "G1605"),
    contracts=("CDI", "CDD", "CDI"),
    hours_min=20,
    hours_max=30,
    available_from=date(2026, 12, 1),
    slots=("evening",),
    days=("lun", "mar"),
    weekends=False,
    licences=("B",),
    has_vehicle=False,
    avoided_conditions=("cold",),
    constraints_text="Crèche jusqu’à 18 h",
    skills=("Plonge", " Plonge ", "", "Caisse"),
    mobility=(MobilityData("car", radius_km=20), MobilityData("walk", minutes=15)),
    languages=(LanguageData("Français", "B1"), LanguageData(" Arabe ")),
)
WRONG = CandidateData(
    first_name="  ",
    last_name="",
    civility="Mademoiselle",
    email="pas une adresse",
    phone="0" * 33,
    street="r" * 201,
    commune_insee="99999",
    status="gone",
    wishes_text="x" * 4001,
    wished_romes=("Z9999",),
    contracts=("CDI", "lifelong"),
    hours_min=30,
    hours_max=20,
    slots=("dawn",),
    days=("monday",),
    licences=("Z",),
    avoided_conditions=("boredom",),
    constraints_text="x" * 2001,
    skills=("s" * 201,),
    mobility=(MobilityData("rocket", radius_km=-1),),
    languages=(LanguageData("français", "B9"),),
)


@pytest.fixture
def coach(session: Session, structure: Structure) -> Actor:
    return a_coach(session, structure)


def reread(session: Session, row: Candidate) -> Candidate:
    session.flush()
    session.expire_all()
    return session.get_one(Candidate, row.id)


def test_a_person_is_recorded_as_typed_and_tidied(session: Session, coach: Actor) -> None:
    row = reread(session, create_candidate(session, coach, FULL))
    assert (row.structure_id, row.coach_id) == (coach.structure_id, coach.person_id)
    assert (row.full_name, row.email) == ("Fatima Benali", "Fatima.Benali@exemple.fr")
    assert row.wishes_text == "Un travail en équipe."
    assert row.wished_romes == ["G1605", "K2204"]
    assert row.contracts == ["CDI", "CDD"]
    assert (row.weekends, row.has_vehicle) == (False, False), "no is not «not known»"
    assert row.skills == ["Plonge", "Caisse"]
    assert [(m.means, m.radius_km, m.minutes) for m in row.mobility] == [
        ("car", 20, None),
        ("walk", None, 15),
    ]
    assert {(x.language, x.level) for x in row.languages} == {("français", "B1"), ("arabe", None)}


def test_a_coach_records_in_her_own_structure_whatever_is_asked(
    session: Session, coach: Actor
) -> None:
    other = a_structure(session, a_territory(session))
    row = create_candidate(session, coach, FULL, structure_id=other.id, coach_id=None)
    assert (row.structure_id, row.coach_id) == (coach.structure_id, coach.person_id)


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_written(
    session: Session, coach: Actor
) -> None:
    with pytest.raises(Invalid) as refused:
        create_candidate(session, coach, WRONG)
    assert set(refused.value.fields) == {
        "first_name", "last_name", "civility", "email", "phone", "street", "commune_insee", "status",
        "wishes_text", "wished_romes", "contracts", "hours_max", "slots", "days", "licences",
        "avoided_conditions", "constraints_text", "skills", "mobility", "languages",
    }  # fmt: skip
    assert session.scalar(select(func.count()).select_from(Candidate)) == 0
    row = create_candidate(session, coach, FULL)
    before = {c.key: getattr(row, c.key) for c in Candidate.__table__.columns}
    with pytest.raises(Invalid):
        update_candidate(session, coach, row, WRONG)
    row = reread(session, row)
    assert {c.key: getattr(row, c.key) for c in Candidate.__table__.columns} == before | {
        "updated_at": row.updated_at
    }
    assert len(row.mobility) == 2
    assert len(row.languages) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"hours_min": 0}, "hours_min"),
        ({"hours_max": 49}, "hours_max"),
        ({"wishes_text": "a\x00b"}, "wishes_text"),
        ({"skills": ("a\x00",)}, "skills"),
        ({"commune_insee": "\x00"}, "commune_insee"),
        ({"wished_romes": ("\x00",)}, "wished_romes"),
        ({"first_name": "\x00"}, "first_name"),
        ({"mobility": (MobilityData("car", minutes=241),)}, "mobility"),
        ({"languages": (LanguageData("x" * 41),)}, "languages"),
    ],
)
def test_limits(session: Session, coach: Actor, change: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_candidate(session, coach, replace(FULL, **change))  # type: ignore[arg-type]
    assert set(refused.value.fields) == {field}


def test_lists_replace_what_stood_before_and_the_rest_stays(session: Session, coach: Actor) -> None:
    row = create_candidate(session, coach, FULL)
    add_experience(session, coach, row, ExperienceData("Plongeuse", rome="G1605"))
    session.flush()
    french = next(x.id for x in row.languages if x.language == "français")
    changed = replace(
        FULL,
        phone=None,
        commune_insee=OBERNAI,
        weekends=None,
        hours_min=None,
        mobility=(MobilityData("bike", radius_km=5),),
        languages=(LanguageData("français", "B2"), LanguageData("turc")),
        wished_romes=(),
    )
    for _ in range(2):  # the second time changes nothing
        update_candidate(session, coach, row, changed)
        row = reread(session, row)
        assert (row.phone, row.commune_insee, row.weekends, row.hours_min) == (
            None,
            OBERNAI,
            None,
            None,
        )
        assert [m.means for m in row.mobility] == ["bike"]
        assert {(x.language, x.level) for x in row.languages} == {
            ("français", "B2"),
            ("turc", None),
        }
        assert next(x.id for x in row.languages if x.language == "français") == french
        assert row.wished_romes == []
        assert [e.title for e in row.experiences] == ["Plongeuse"]
    assert session.scalar(select(func.count()).select_from(MobilityMean)) == 1
    assert session.scalar(select(func.count()).select_from(SpokenLanguage)) == 2


# What she did and holds.


def test_experiences_newest_first(session: Session, structure: Structure) -> None:
    row = a_candidate(
        session,
        structure,
        experiences=(
            ExperienceData("Sans date"),
            ExperienceData("Ancienne", start_year=2001),
            ExperienceData("Récente", start_year=2022, current=True),
        ),
    )
    assert [e.title for e in reread(session, row).experiences] == [
        "Récente",
        "Ancienne",
        "Sans date",
    ]


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (ExperienceData(" "), {"title"}),
        (ExperienceData("x" * 301, employer="x" * 201, place="x" * 201, description="x" * 8001),
         {"title", "employer", "place", "description"}),
        (ExperienceData("A", start_year=2020, end_year=2019), {"end_year"}),
        (ExperienceData("A", start_year=2020, start_month=5, end_year=2020, end_month=4), {"end_year"}),
        (ExperienceData("A", start_year=1939, end_year=2101, start_month=0, end_month=13),
         {"start_year", "end_year", "start_month", "end_month"}),
        (ExperienceData("A", rome="Z9999"), {"rome"}),
        (ExperienceData("A", rome="\x00"), {"rome"}),
    ],
)  # fmt: skip
def test_experiences_are_checked(
    session: Session, structure: Structure, data: ExperienceData, fields: set[str]
) -> None:
    row = a_candidate(session, structure, experiences=(ExperienceData("Avant"),))
    for write in (
        lambda: add_experience(session, SYSTEM, row, data),
        lambda: update_experience(session, SYSTEM, row, row.experiences[0].id, data),
    ):
        with pytest.raises(Invalid) as refused:
            write()
        assert set(refused.value.fields) == fields
    assert [e.title for e in reread(session, row).experiences] == ["Avant"]


def test_a_certificate_held_already_gets_the_newer_year(
    session: Session, structure: Structure
) -> None:
    row = a_candidate(session, structure)
    for data in (
        CertificateData("SST", 2020, date(2022, 1, 1)),
        CertificateData("sst", 2024),
        CertificateData("SST", 2019),
    ):
        add_certificate(session, SYSTEM, row, data)
    row = reread(session, row)
    assert [(c.code, c.year, c.valid_until) for c in row.certificates] == [
        ("SST", 2024, date(2022, 1, 1))
    ]


def test_facts_are_removed_by_their_own_id_only(session: Session, structure: Structure) -> None:
    row, other = a_candidate(session, structure), a_candidate(session, structure)
    for one in (row, other):
        add_experience(session, SYSTEM, one, ExperienceData("Plonge"))
        add_education(session, SYSTEM, one, EducationData("CAP", year=2010))
        add_certificate(session, SYSTEM, one, CertificateData("SST"))
        add_obstacle(session, SYSTEM, one, kind="mobility", note="", actions=[])
    session.flush()
    facts = {
        "experience": (row.experiences, other.experiences),
        "education": (row.education, other.education),
        "certificate": (row.certificates, other.certificates),
        "obstacle": (row.obstacles, other.obstacles),
    }
    for kind, (own, others) in facts.items():
        with pytest.raises(NotFound):
            remove_fact(session, SYSTEM, row, kind, others[0].id)
        remove_fact(session, SYSTEM, row, kind, own[0].id)
    with pytest.raises(NotFound):
        remove_fact(session, SYSTEM, row, "name", 1)
    session.flush()
    session.expire_all()
    for own, others in (
        (row.experiences, other.experiences),
        (row.education, other.education),
        (row.certificates, other.certificates),
        (row.obstacles, other.obstacles),
    ):
        assert (len(own), len(others)) == (0, 1)


def test_an_obstacle_is_lifted_when_all_its_steps_are(
    session: Session, structure: Structure
) -> None:
    row = a_candidate(session, structure)
    obstacle = add_obstacle(
        session,
        SYSTEM,
        row,
        kind="childcare",
        note=" Deux enfants ",
        actions=["Crèche", " ", "Mairie"],
    )
    first, second = obstacle.actions
    assert (obstacle.note, first.label, second.label) == ("Deux enfants", "Crèche", "Mairie")
    tick_action(session, SYSTEM, row, first.id, date(2026, 5, 2))
    assert obstacle.lifted_on is None
    tick_action(session, SYSTEM, row, second.id, date(2026, 5, 1))
    assert obstacle.lifted_on == date(2026, 5, 2)
    tick_action(session, SYSTEM, row, second.id, None)
    assert obstacle.lifted_on is None
    with pytest.raises(NotFound):
        tick_action(session, SYSTEM, a_candidate(session, structure), first.id, None)
    with pytest.raises(Invalid):
        add_obstacle(session, SYSTEM, row, kind="health", note="", actions=[])


# Who may.


WRITES: dict[str, Callable[[Session, Actor, Candidate], object]] = {
    "update": lambda s, a, c: update_candidate(s, a, c, FULL),
    "experience": lambda s, a, c: add_experience(s, a, c, ExperienceData("A")),
    "correct": lambda s, a, c: update_experience(s, a, c, 1, ExperienceData("A")),
    "education": lambda s, a, c: add_education(s, a, c, EducationData("A")),
    "certificate": lambda s, a, c: add_certificate(s, a, c, CertificateData("A")),
    "remove": lambda s, a, c: remove_fact(s, a, c, "experience", 1),
    "obstacle": lambda s, a, c: add_obstacle(s, a, c, kind="debt", note="", actions=[]),
    "tick": lambda s, a, c: tick_action(s, a, c, 1, None),
}


@pytest.mark.parametrize("name", WRITES)
def test_nobody_else_writes(
    session: Session, structure: Structure, coach: Actor, name: str
) -> None:
    row = a_candidate(session, structure, coach_id=coach.person_id)
    colleague = a_coach(session, structure)
    stranger = a_coach(session, a_structure(session, structure.territory))
    for actor in (colleague, stranger, Actor(None, frozenset({Role.ADMINISTRATOR}))):
        with pytest.raises(Forbidden):
            WRITES[name](session, actor, row)
    with pytest.raises(Forbidden):
        create_candidate(session, Actor(1, frozenset({Role.EMPLOYER_CONTACT})), FULL)


def test_a_coach_of_another_structure_finds_nobody(session: Session, structure: Structure) -> None:
    row = a_candidate(session, structure)
    stranger = a_coach(session, a_structure(session, structure.territory))
    with pytest.raises(NotFound) as hidden:
        get_candidate(session, stranger, row.id)
    with pytest.raises(NotFound) as missing:
        get_candidate(session, stranger, row.id + 1000)
    assert hidden.value.message == missing.value.message
    assert all_rows(session, list_candidates(stranger)) == []
    colleague = a_coach(session, structure)
    assert get_candidate(session, colleague, row.id) is row


# The plain list.


def test_the_list_is_by_name_and_narrowed(
    session: Session, structure: Structure, coach: Actor
) -> None:
    zoe = a_candidate(
        session, structure, first_name="Zoé", last_name="Abel", wished_romes=("G1605",)
    )
    eric = a_candidate(
        session,
        structure,
        first_name="Éric",
        last_name="Zed",
        status="paused",
        commune_insee=OBERNAI,
        wishes_text="Travailler à l’hôpital 100%",
        coach_id=coach.person_id,
        experiences=(ExperienceData("Plonge", rome="G1605"),),
    )

    def names(**narrow: object) -> list[str]:
        found = all_rows(session, list_candidates(coach, **narrow))  # type: ignore[arg-type]
        return [row.first_name for row in found]

    assert names() == ["Zoé", "Éric"]
    assert names(text="ERIC") == ["Éric"]
    assert names(text="zed hopital") == ["Éric"]
    assert names(text="zed crèche") == []
    assert names(text="100%") == ["Éric"]
    assert names(text="_") == []
    assert names(text="zoe\x00") == ["Zoé"]
    assert names(statuses=("paused", "closed")) == ["Éric"]
    assert names(followed="me") == ["Éric"]
    assert names(rome="G1605") == ["Zoé", "Éric"]
    assert names(department="67") == ["Éric"]
    assert names(department="%") == []
    assert {zoe.structure_id, eric.structure_id} == {structure.id}
    assert can_see_candidate(coach, zoe)


def test_a_manager_edits_any_portfolio(
    session: Session, structure: Structure, coach: Actor
) -> None:
    row = a_candidate(session, structure, coach_id=coach.person_id)
    manager = actor_of(a_person(session, Role.STRUCTURE_MANAGER, structure=structure))
    assert update_candidate(session, manager, row, FULL).coach_id == coach.person_id

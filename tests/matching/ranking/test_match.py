"""Matches end to end on real rows, with a tiny search side: order, pages that reach everyone, statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from matching.actor import Actor, Role, View
from matching.errors import Forbidden
from matching.pool.candidates.life import ExperienceData, MobilityData
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import RequirementData
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.life import actor_of
from matching.pool.structures.tables import Structure, Territory
from matching.ports import Distribution, Hit, Page, Query, Signals
from matching.ranking.match import match_candidate, match_job, search_candidates, search_jobs
from matching.ranking.page import MatchPage
from matching.ranking.retrieve import PAGE_SIZE, WINDOW, MatchFilters
from matching.ranking.rights import search_keys
from tests.world.builders import (
    a_candidate,
    a_coach,
    a_job,
    a_person,
    a_structure,
    a_territory,
)
from tests.world.places import COLMAR, STRASBOURG, TODAY


class RowSearch:
    """A search side that finds rows by id, best first as it was told, and keeps the queries."""

    def __init__(self, ids: Iterable[int], *, romes: Distribution | None = None) -> None:
        self.ids = list(ids)
        self.romes = romes or {}
        self.queries: list[Query] = []

    def search(self, query: Query) -> Page:
        self.queries.append(query)
        only = query.filters.only
        found = [i for i in self.ids if only is None or i in only]
        hits = [
            Hit(id=i, score=-0.001 * self.ids.index(i), signals=Signals(0.8, 0.0, 0.0))
            for i in found[query.offset : query.offset + query.limit]
        ]
        return Page(hits=hits, total=len(found), romes=self.romes, index_version="1")


@pytest.fixture
def coach(session: Session, structure: Structure) -> Actor:
    return a_coach(session, structure)


def many_people(
    session: Session, structure: Structure, total: int, *, driving: int = 0
) -> list[int]:
    """Ids of people of that structure; every other one of the first 2 × `driving` holds the licence CE."""
    rows = [
        Candidate(
            structure_id=structure.id,
            first_name="A",
            last_name=f"B{i}",
            status="active",
            licences=["CE"] if i % 2 and i < 2 * driving else [],
        )
        for i in range(total)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def many_jobs(session: Session, employer: Employer, total: int, *, expired: int = 0) -> list[int]:
    """Ids of published job profiles; the first `expired` are no longer valid."""
    rows = [
        JobProfile(
            employer=employer,
            title=f"Poste {i}",
            contract="CDI",
            commune_insee=COLMAR,
            status="published",
            valid_until=date(2026, 11, 22) if i < expired else None,
        )
        for i in range(total)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def driving_job(session: Session, employer: Employer) -> JobProfile:
    """One that the law closes to those without the licence CE."""
    asked = (RequirementData("licence", "CE", must=True),)
    return a_job(session, employer, rome="N4101", title="Chauffeur SPL", requirements=asked)


def all_pages(first: MatchPage[object], more: Iterable[MatchPage[object]]) -> list[list[int]]:
    pages = [first, *more]
    assert [page.page for page in pages] == list(range(1, first.pages + 1))
    assert {page.total for page in pages} == {first.total}
    assert {page.set_aside for page in pages} == {first.set_aside}
    assert [m.rank for page in pages for m in page.matches] == list(range(1, first.total + 1))
    return [[m.row.id for m in page.matches] for page in pages]  # type: ignore[attr-defined]


# Pages.


@pytest.mark.parametrize("total", [0, 1, PAGE_SIZE, PAGE_SIZE + 1, WINDOW, WINDOW + 1, 137])
def test_every_person_is_on_exactly_one_page(
    session: Session, coach: Actor, structure: Structure, employer: Employer, total: int
) -> None:
    ids = many_people(session, structure, total)
    job, search = a_job(session, employer), RowSearch(reversed(ids))

    def page(number: int) -> MatchPage[Candidate]:
        return match_job(session, coach, search, job, page=number, today=TODAY)

    first = page(1)
    pages = all_pages(first, (page(n) for n in range(2, first.pages + 1)))
    assert sorted(i for one in pages for i in one) == ids
    assert all(pages) or not ids
    assert page(first.pages + 1).matches == []


@pytest.mark.parametrize(("total", "driving"), [(30, 4), (30, 0), (160, 3), (160, 70), (240, 120)])
@pytest.mark.parametrize("show", [False, True])
def test_pages_stay_full_where_the_law_sets_people_aside(
    session: Session,
    coach: Actor,
    structure: Structure,
    employer: Employer,
    total: int,
    driving: int,
    show: bool,
) -> None:
    ids = many_people(session, structure, total, driving=driving)
    holders = set(session.scalars(select(Candidate.id).where(Candidate.licences.contains(["CE"]))))
    job, search = driving_job(session, employer), RowSearch(ids)
    filters = MatchFilters(show_impossible=show)

    def page(number: int) -> MatchPage[Candidate]:
        return match_job(session, coach, search, job, filters=filters, page=number, today=TODAY)

    first = page(1)
    assert len(holders) == driving
    assert first.set_aside == total - driving
    assert first.total == (total if show else driving)
    pages = all_pages(first, (page(n) for n in range(2, first.pages + 1)))
    assert all(len(one) == PAGE_SIZE for one in pages[:-1]), "only the last page may be short"
    assert pages[-1] or not first.total, "no page is empty"
    listed = [i for one in pages for i in one]
    assert set(listed[:driving]) == holders, "those who may come first"
    assert sorted(listed) == (ids if show else sorted(holders))


def test_what_is_set_aside_says_why_when_it_is_shown(
    session: Session, coach: Actor, structure: Structure, employer: Employer
) -> None:
    driver = a_candidate(session, structure, licences=("CE",))
    other = a_candidate(session, structure, licences=("B",))
    job, search = driving_job(session, employer), RowSearch([other.id, driver.id])
    hidden = match_job(session, coach, search, job, today=TODAY)
    assert [m.row.id for m in hidden.matches] == [driver.id]
    assert hidden.set_aside == 1
    shown = match_job(
        session, coach, search, job, filters=MatchFilters(show_impossible=True), today=TODAY
    )
    assert [m.row.id for m in shown.matches] == [driver.id, other.id]
    assert not shown.matches[0].impossible
    assert "permis CE" in shown.matches[1].impossible[0].text
    assert "L221-2" in shown.matches[1].impossible[0].text


def test_jobs_past_their_day_are_set_aside_for_a_person(
    session: Session, coach: Actor, structure: Structure, employer: Employer
) -> None:
    ids = many_jobs(session, employer, 130, expired=45)
    closed = driving_job(session, employer)
    person, search = a_candidate(session, structure), RowSearch([closed.id, *ids])

    def page(number: int) -> MatchPage[JobProfile]:
        return match_candidate(session, coach, search, person, page=number, today=TODAY)

    first = page(1)
    assert (first.total, first.set_aside, first.pages) == (85, 46, 5)  # and not 7 pages for 131
    pages = all_pages(first, (page(n) for n in range(2, 6)))
    assert sorted(i for one in pages for i in one) == ids[45:]
    asked = search_jobs(session, coach, RowSearch(ids), "cariste", today=TODAY)
    assert (asked.total, asked.set_aside) == (85, 45)
    assert session.get_one(JobProfile, asked.matches[0].row.id).valid_until is None


def test_an_expired_job_has_nobody_to_propose(
    session: Session, coach: Actor, structure: Structure, employer: Employer
) -> None:
    person = a_candidate(session, structure)
    job = a_job(session, employer, valid_until=date(2026, 11, 22))
    found = match_job(session, coach, RowSearch([person.id]), job, today=TODAY)
    assert (found.total, found.set_aside, found.pages, list(found.matches)) == (0, 1, 1, [])
    last_day = match_job(session, coach, RowSearch([person.id]), job, today=date(2026, 11, 22))
    assert (last_day.total, last_day.set_aside) == (1, 0)


def test_a_row_that_is_gone_since_it_was_indexed_is_skipped(
    session: Session, coach: Actor, structure: Structure, employer: Employer
) -> None:
    person = a_candidate(session, structure)
    found = match_job(
        session,
        coach,
        RowSearch([person.id + 1000, person.id]),
        a_job(session, employer),
        today=TODAY,
    )
    assert [m.row.id for m in found.matches] == [person.id]


# Order.


def test_facts_reorder_within_the_window_and_ties_go_by_id(
    session: Session, coach: Actor, structure: Structure, employer: Employer
) -> None:
    job = a_job(session, employer, rome="N1101")
    plain = [a_candidate(session, structure).id for _ in range(2)]
    wishes = a_candidate(
        session,
        structure,
        wished_romes=("N1101",),
        experiences=(ExperienceData("Agent de quai", rome="N1105"),),
    ).id
    did = a_candidate(session, structure, experiences=(ExperienceData("Cariste", rome="N1101"),)).id
    search = RowSearch([*plain, did, wishes])
    first = match_job(session, coach, search, job, today=TODAY)
    assert [m.row.id for m in first.matches] == [wishes, did, *plain]
    again = match_job(session, coach, search, job, today=TODAY)
    assert [(m.row.id, m.reasons) for m in again.matches] == [
        (m.row.id, m.reasons) for m in first.matches
    ]


def test_a_match_tells_reasons_in_its_three_parts_and_its_distance(
    session: Session, coach: Actor, structure: Structure, employer: Employer
) -> None:
    person = a_candidate(
        session,
        structure,
        commune_insee=COLMAR,
        wished_romes=("N1101",),
        mobility=(MobilityData("car", radius_km=30),),
        experiences=(
            ExperienceData("Agent de quai", start_year=2020, end_year=2022, rome="N1105"),
        ),
    )
    near = a_job(session, employer, rome="N1101", commune_insee=COLMAR)
    far = a_job(session, employer, rome="N1101", commune_insee=STRASBOURG)
    found = match_candidate(session, coach, RowSearch([far.id, near.id]), person, today=TODAY)
    first, second = found.matches
    assert (first.row.id, second.row.id) == (near.id, far.id)
    assert (first.place, first.km, second.km) == ("Colmar", 0, 63)
    assert all(first.of(part) for part in ("wants", "can", "go"))
    assert (
        first.of("can")[0].text
        == "« Agent de quai » de 2020 à 2022 – Cariste (N1101) est un métier proche"
    )
    assert any("33 km au-delà du périmètre souhaité" in r.text for r in second.to_lift)


# What is asked of the search side.


def test_filters_are_passed_on_and_the_keys_always(
    session: Session, coach: Actor, structure: Structure, employer: Employer
) -> None:
    chosen = MatchFilters(
        departments=frozenset({"68"}),
        romes=frozenset({"N1101"}),
        contracts=frozenset({"CDI"}),
        licences=frozenset({"B"}),
        available_by=TODAY,
        within_reach=True,
    )
    person = a_candidate(
        session, structure, commune_insee=COLMAR, mobility=(MobilityData("car", radius_km=12),)
    )
    job = a_job(session, employer)
    search = RowSearch([])
    match_candidate(session, coach, search, person, filters=chosen, today=TODAY)
    match_job(session, coach, search, job, filters=chosen, today=TODAY)
    search_candidates(
        session, coach, search, "cariste", filters=chosen, near=COLMAR, within_km=5, today=TODAY
    )
    search_jobs(
        session, coach, search, "cariste", filters=chosen, near=COLMAR, within_km=5, today=TODAY
    )
    for_person, for_job, people, offers = (q.filters for q in search.queries)
    for filters, kind, status in (
        (for_person, "job", JobStatus.PUBLISHED),
        (for_job, "candidate", CandidateStatus.ACTIVE),
        (people, "candidate", CandidateStatus.ACTIVE),
        (offers, "job", JobStatus.PUBLISHED),
    ):
        assert filters.visible_to == search_keys(coach, kind)  # type: ignore[arg-type]
        assert filters.visible_to
        assert filters.status == {status}
        assert filters.departments == {"68"}
        assert filters.romes == {"N1101"}
        assert filters.contracts == {"CDI"}
        assert filters.licences == {"B"}
        assert filters.available_by == TODAY
        assert filters.near == (48.08, 7.36)
    assert (for_person.within_km, for_person.within_stated_radius) == (12.0, False)
    assert (for_job.within_km, for_job.within_stated_radius) == (None, True)
    assert (people.within_km, people.within_stated_radius) == (5, True)
    assert (offers.within_km, offers.within_stated_radius) == (5, False)


def test_only_those_who_may_see_get_an_answer(
    session: Session, territory: Territory, structure: Structure, employer: Employer
) -> None:
    person, job, search = a_candidate(session, structure), a_job(session, employer), RowSearch([])
    elsewhere = a_coach(session, a_structure(session, territory))
    contact = actor_of(a_person(session, Role.EMPLOYER_CONTACT, employer=employer))
    with pytest.raises(Forbidden):
        match_candidate(session, elsewhere, search, person, today=TODAY)
    for call in (
        lambda: match_candidate(session, contact, search, person, today=TODAY),
        lambda: match_job(session, contact, search, job, today=TODAY),
        lambda: search_candidates(session, contact, search, "cariste", today=TODAY),
    ):
        with pytest.raises(Forbidden):
            call()
    assert search.queries == []
    assert search_jobs(session, contact, search, "cariste", today=TODAY).total == 0


def test_a_commune_that_was_chosen_counts_like_one_that_was_named(
    session: Session, coach: Actor, employer: Employer
) -> None:
    here = a_job(session, employer, commune_insee=COLMAR)
    there = a_job(session, employer, commune_insee=STRASBOURG)
    search = RowSearch([there.id, here.id])
    chosen = search_jobs(session, coach, search, "cariste", near=COLMAR, today=TODAY)
    named = search_jobs(session, coach, search, "cariste vers Colmar", today=TODAY)
    for found in (chosen, named):
        assert [m.row.id for m in found.matches] == [here.id, there.id]
        assert [m.km for m in found.matches] == [0, 63]
        assert found.matches[0].of("go")[0].text == "À Colmar"


def test_what_a_question_was_read_as_is_told(
    session: Session, coach: Actor, structure: Structure
) -> None:
    person = a_candidate(session, structure, wished_romes=("G1605",))
    search = RowSearch([person.id], romes={"G1605": 0.9, "N1101": 0.3})
    found = search_candidates(session, coach, search, "la plonge", today=TODAY)
    assert found.read_as == ("Plongeur / Plongeuse en restauration (G1605)",)
    assert "c’est le métier" in found.matches[0].reasons[0].text or found.matches[0].of("wants")


# Cost.


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


LONG_QUESTION = (
    "cherche à former à la plonge sur le secteur, vers la gare, près de chez elle, à pied à Colmar"
)


def test_an_answer_takes_few_statements_whatever_the_number_of_rows(
    session: Session,
    db_engine: Engine,
    coach: Actor,
    structure: Structure,
    employer: Employer,
) -> None:
    for _ in range(30):
        a_candidate(
            session,
            structure,
            commune_insee=COLMAR,
            wished_romes=("N1101",),
            mobility=(MobilityData("car", radius_km=30),),
            experiences=(ExperienceData("Cariste", rome="N1101"),),
        )
        a_job(session, employer, rome="N1101", requirements=(RequirementData("licence", "B"),))
    people = list(session.scalars(select(Candidate.id)))
    offers = list(session.scalars(select(JobProfile.id)))
    job, driving = a_job(session, employer, rome="N1101"), driving_job(session, employer)
    person = a_candidate(session, structure, commune_insee=COLMAR)
    ids = {"person": person.id, "job": job.id, "driving": driving.id}

    def counted(ask: object) -> int:
        session.flush()
        session.expunge_all()
        subject = {
            "person": session.get_one(Candidate, ids["person"]),
            "job": session.get_one(JobProfile, ids["job"]),
            "driving": session.get_one(JobProfile, ids["driving"]),
        }
        with statements(db_engine) as seen:
            ask(subject)  # type: ignore[operator]
        return len(seen)

    few, all_people, all_jobs = slice(1, 3), RowSearch(people), RowSearch(offers)
    asks = {
        "match_job": lambda s, n: match_job(session, coach, n, s["job"], today=TODAY),
        "driving": lambda s, n: match_job(session, coach, n, s["driving"], today=TODAY),
        "search_candidates": lambda s, n: search_candidates(
            session, coach, n, LONG_QUESTION, today=TODAY
        ),
    }
    for name, ask in asks.items():
        little = counted(lambda s, ask=ask: ask(s, RowSearch(people[few])))
        assert counted(lambda s, ask=ask: ask(s, all_people)) == little, name
        assert little <= 8, (name, little)
    for_jobs = {
        "match_candidate": lambda s, n: match_candidate(
            session, coach, n, s["person"], today=TODAY
        ),
        "search_jobs": lambda s, n: search_jobs(session, coach, n, LONG_QUESTION, today=TODAY),
    }
    for name, ask in for_jobs.items():
        little = counted(lambda s, ask=ask: ask(s, RowSearch(offers[few])))
        assert counted(lambda s, ask=ask: ask(s, all_jobs)) == little, name
        assert little <= 12, (name, little)  # five of them read the person herself


def test_the_window_does_not_depend_on_the_page(
    session: Session, coach: Actor, structure: Structure, employer: Employer
) -> None:
    assert WINDOW % PAGE_SIZE == 0, "a page is compared as a whole or not at all"
    ids = many_people(session, structure, WINDOW + 30)
    job, search = a_job(session, employer), RowSearch(ids)
    last = WINDOW // PAGE_SIZE
    for number in (1, last, last + 1, last + 2):
        match_job(session, coach, search, job, page=number, today=TODAY)
    asked = [(q.offset, q.limit) for q in search.queries]
    assert asked == [
        (0, WINDOW), (0, WINDOW), (WINDOW, PAGE_SIZE), (WINDOW + PAGE_SIZE, PAGE_SIZE),
    ]  # fmt: skip
    assert {replace(q, offset=0, limit=0).filters for q in search.queries} == {
        search.queries[0].filters
    }


# Other structures' people.


@pytest.fixture
def pool(session: Session, territory: Territory) -> dict[str, Candidate]:
    """People of another structure: who shares her profile, who does not, who shares it but has a job; and one
    who shares hers in another territory."""
    other = a_structure(session, territory)
    far = a_structure(session, a_territory(session, "57"))
    people = {
        "shared": a_candidate(session, other, commune_insee=STRASBOURG, licences=("CE",)),
        "kept": a_candidate(session, other),
        "placed": a_candidate(session, other, status="placed"),
        "far": a_candidate(session, far),
    }
    for name in ("shared", "placed", "far"):
        people[name].shares_anonymously = True
    session.flush()
    return people


def test_the_keys_and_rows_widen_with_the_box_and_for_developers(
    session: Session,
    territory: Territory,
    coach: Actor,
    structure: Structure,
    employer: Employer,
    pool: dict[str, Candidate],
) -> None:
    own, job = a_candidate(session, structure), a_job(session, employer)
    everybody = [own.id, *(row.id for row in pool.values())]
    developer = actor_of(a_person(session, Role.EMPLOYMENT_DEVELOPER, territory=territory))
    wide = MatchFilters(wide=True)
    for actor, filters, seen, view in (
        (coach, None, {own.id}, View.MATCH),
        (coach, wide, {own.id, pool["shared"].id}, View.ANONYMOUS),
        (developer, None, {pool["shared"].id}, View.ANONYMOUS),
    ):
        # A search side that knows nothing of rights: the rows are asked for again.
        search = RowSearch(everybody)
        matched = match_job(session, actor, search, job, filters=filters, today=TODAY)
        asked = search_candidates(session, actor, search, "cariste", filters=filters, today=TODAY)
        for page in (matched, asked):
            assert {m.row.id for m in page.matches} == seen
            named = {m.row.id for m in page.matches if m.row.is_named}
            assert named == seen & {own.id}
        keys = search_keys(actor, "candidate", view)
        assert {q.filters.visible_to for q in search.queries} == {keys}


def test_what_the_law_sets_aside_is_counted_among_those_who_may_be_seen(
    session: Session,
    coach: Actor,
    structure: Structure,
    employer: Employer,
    pool: dict[str, Candidate],
) -> None:
    a_candidate(session, structure)
    job = driving_job(session, employer)
    for wide, total, aside in ((False, 0, 1), (True, 1, 1)):
        search = RowSearch(list(session.scalars(select(Candidate.id))))
        page = match_job(session, coach, search, job, filters=MatchFilters(wide=wide), today=TODAY)
        assert (page.total, page.set_aside) == (total, aside)


def test_a_circle_around_people_without_a_name_is_no_finer_than_the_bands(
    session: Session, coach: Actor
) -> None:
    search = RowSearch([])
    for wide, km in ((False, 5), (True, 10)):
        search_candidates(
            session, coach, search, "cariste", near=COLMAR, within_km=5,
            filters=MatchFilters(wide=wide), today=TODAY,
        )  # fmt: skip
        assert search.queries[-1].filters.within_km == km


def test_the_same_person_ranks_the_same_with_and_without_her_name(
    session: Session,
    territory: Territory,
    coach: Actor,
    structure: Structure,
    employer: Employer,
) -> None:
    other = a_structure(session, territory)
    twin: dict[str, Any] = {
        "commune_insee": STRASBOURG,
        "mobility": (MobilityData("car", radius_km=12),),
        "available_from": date(2026, 12, 17),
        "experiences": (
            ExperienceData("Cariste", "Dépôt", "Colmar", 2019, 1, 2021, 3, rome="N1101"),
        ),
    }
    named = a_candidate(session, structure, **twin)
    unnamed = a_candidate(session, other, **twin)
    unnamed.shares_anonymously = True
    session.flush()
    job = a_job(session, employer, rome="N1101")
    search = RowSearch([unnamed.id, named.id])
    page = match_job(session, coach, search, job, filters=MatchFilters(wide=True), today=TODAY)
    first, second = page.matches
    assert (first.row.id, second.row.id) == (unnamed.id, named.id)
    assert (first.place, first.km, first.band) == (None, None, "plus de 50 km")
    assert (second.place, second.km, second.band) == ("Strasbourg", 63, None)
    told, known = ([r.text for r in (*m.reasons, *m.to_lift)] for m in (first, second))
    assert len(told) == len(known)
    assert "« Cariste » de 2019 à 2021 – c’est le métier du poste" in known
    assert "« Cariste » – c’est le métier du poste" in told
    assert "À plus de 50 km – au-delà du périmètre souhaité (12 km en voiture)" in told
    assert "Disponible à partir de décembre 2026" in told

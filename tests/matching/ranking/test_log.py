"""The log of rankings: what was shown and why, the human act that followed, and how long it is kept."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Actor
from matching.audit.events import Act
from matching.errors import Invalid
from matching.journey.shortlists.life import shortlist, withdraw
from matching.pool.candidates.life import MobilityData
from matching.pool.candidates.tables import Candidate
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import RequirementData
from matching.pool.jobs.tables import JobProfile
from matching.pool.structures.tables import Structure
from matching.ports import Query
from matching.ranking import fusion, score
from matching.ranking.log import log
from matching.ranking.log.tables import Followed, RankingAct, RankingEntry, RankingResult
from matching.ranking.match import match_candidate, match_job, search_candidates, search_jobs
from matching.ranking.retrieve import PAGE_SIZE, MatchFilters
from tests.matching.ranking.test_match import RowSearch, many_people
from tests.world.builders import a_candidate, a_coach, a_job
from tests.world.places import COLMAR, TODAY
from tests.world.traces import acts
from webapp.site.secrets import BadSetting
from webapp.site.settings import read_settings


@pytest.fixture
def coach(session: Session, structure: Structure) -> Actor:
    return a_coach(session, structure)


@pytest.fixture
def job(session: Session, employer: Employer) -> JobProfile:
    asked = (RequirementData("licence", "B", must=True),)
    return a_job(session, employer, rome="N1101", requirements=asked)


@pytest.fixture
def person(session: Session, structure: Structure) -> Candidate:
    return a_candidate(
        session,
        structure,
        commune_insee=COLMAR,
        wished_romes=("N1101",),
        mobility=(MobilityData("car", radius_km=30),),
    )


def newest(session: Session) -> RankingEntry:
    session.flush()
    found = session.scalars(select(RankingEntry).order_by(RankingEntry.id.desc())).first()
    assert found is not None
    return found


def test_a_page_is_kept_with_its_ranks_scores_and_reasons(
    session: Session, coach: Actor, person: Candidate, job: JobProfile
) -> None:
    shown = match_job(session, coach, RowSearch([person.id]), job, today=TODAY)
    entry = newest(session)
    assert (entry.actor_kind, entry.actor_id) == ("person", coach.person_id)
    assert entry.structure_id == coach.structure_id
    assert (entry.found_kind, entry.asked_kind, entry.asked_id) == ("candidate", "job", job.id)
    assert (entry.question, entry.page, entry.total, entry.set_aside) == ("", 1, 1, 0)
    assert entry.index_version == "1"
    assert entry.ranking_version == f"{fusion.RANKING_VERSION}.{score.SCORE_VERSION}"
    assert entry.weights["facts"] == score.WEIGHTS
    assert entry.weights["signals"] == {"vector": 1.0, "words": 0.15, "rome": 4.0}
    (line,) = entry.results
    assert (line.rank, line.kind, line.subject_id) == (1, "candidate", person.id)
    assert line.signals == {
        "vector": 0.8, "words": 0.0, "rome": 0.0, "fused": line.signals["fused"], "parts": {},
    }  # fmt: skip
    match = shown.matches[0]
    said = [*match.reasons, *match.to_lift, *match.impossible]
    assert [r["text"] for r in line.reasons] == [r.text for r in said]
    assert {(r["kind"], r["tone"], r["part"]) for r in line.reasons} >= {
        ("wished_trade", "fit", "wants"),
        ("no_licence", "lift", "can"),
        ("within_reach", "fit", "go"),
    }
    weights = sum(score.WEIGHTS.get(r["kind"], 0.0) for r in line.reasons)
    assert line.score == pytest.approx(line.signals["fused"] + weights)


def test_every_way_to_ask_is_kept(
    session: Session, coach: Actor, person: Candidate, job: JobProfile
) -> None:
    people, offers = RowSearch([person.id]), RowSearch([job.id])
    match_candidate(session, coach, offers, person, today=TODAY)
    search_jobs(session, coach, offers, "cariste à Colmar", today=TODAY)
    chosen = MatchFilters(
        departments=frozenset({"68"}), available_by=TODAY, show_impossible=True, within_reach=True
    )
    search_candidates(session, coach, people, "cariste", filters=chosen, near=COLMAR, today=TODAY)
    match_job(session, SYSTEM, people, job, today=TODAY)
    session.flush()
    by_person, jobs, found, system = session.scalars(select(RankingEntry).order_by(RankingEntry.id))
    assert (by_person.found_kind, by_person.asked_kind, by_person.asked_id) == (
        "job", "candidate", person.id,
    )  # fmt: skip
    assert (jobs.found_kind, jobs.asked_kind, jobs.question) == ("job", None, "cariste à Colmar")
    assert jobs.weights["facts"] == score.FREE_WEIGHTS
    assert found.filters == {
        "departments": ["68"],
        "available_by": "2026-11-23",
        "within_reach": True,
        "show_impossible": True,
    }
    assert (system.actor_kind, system.actor_id) == ("system", None)
    assert len(acts(session, Act.SEARCHED)) == 4, "one event for each"


def test_an_empty_page_is_kept_too(session: Session, coach: Actor, job: JobProfile) -> None:
    match_job(session, coach, RowSearch([]), job, today=TODAY)
    assert newest(session).results == []


def test_later_pages_keep_their_ranks(
    session: Session, coach: Actor, structure: Structure, job: JobProfile
) -> None:
    ids = many_people(session, structure, PAGE_SIZE + 3)
    match_job(session, coach, RowSearch(ids), job, page=2, today=TODAY)
    entry = newest(session)
    assert [line.rank for line in entry.results] == [21, 22, 23]
    assert (entry.page, entry.total) == (2, 23)


@pytest.mark.parametrize("typed", ["a\x00b", "plonge \udce9", "x" * 100_000, "€\U0001f600"])
def test_any_question_can_be_kept(session: Session, coach: Actor, typed: str) -> None:
    query = Query(kind="job", filters=_no_filters())
    log.note(
        session, coach, query, [], question=typed, page=1, total=0, set_aside=0,
        show_impossible=False, model="m" * 300, index_version="v" * 300, ranking_version="1",
        weights={},
    )  # fmt: skip
    assert len(newest(session).question) <= log.LONGEST_QUESTION


def _no_filters():  # type: ignore[no-untyped-def]
    from matching.ports import Filters

    return Filters(visible_to=frozenset())


# The act that follows.


def followed(session: Session) -> list[tuple[int, int, str]]:
    session.flush()
    rows = session.execute(
        select(RankingAct.entry_id, RankingAct.rank, RankingAct.act).order_by(RankingAct.id)
    )
    return [tuple(row) for row in rows]


def test_a_choice_is_tied_to_the_newest_page_that_showed_the_pair(
    session: Session, coach: Actor, structure: Structure, person: Candidate, job: JobProfile
) -> None:
    other = a_candidate(session, structure)
    match_job(session, coach, RowSearch([person.id]), job, today=TODAY)
    match_job(session, coach, RowSearch([other.id, person.id]), job, today=TODAY)
    entry = newest(session)
    rank = next(line.rank for line in entry.results if line.subject_id == person.id)
    match_job(session, coach, RowSearch([other.id]), job, today=TODAY)
    shortlist(session, coach, job=job, candidate=person, note="motivée")
    withdraw(session, coach, job=job, candidate=person)
    assert followed(session) == [
        (entry.id, rank, "shortlisted"),
        (entry.id, rank, "taken_off"),
    ]


def test_the_page_of_a_person_counts_as_well(
    session: Session, coach: Actor, person: Candidate, job: JobProfile
) -> None:
    match_candidate(session, coach, RowSearch([job.id]), person, today=TODAY)
    log.followed(session, coach, Followed.REFERRED, job=job, candidate=person)
    assert followed(session) == [(newest(session).id, 1, "referred")]


def test_an_act_without_a_ranking_is_tied_to_none(
    session: Session, coach: Actor, structure: Structure, person: Candidate, job: JobProfile
) -> None:
    colleague = a_coach(session, structure)
    match_job(session, colleague, RowSearch([person.id]), job, today=TODAY)
    log.followed(session, coach, Followed.SHORTLISTED, job=job, candidate=person)
    session.execute(update(RankingEntry).values(at=func.now() - text("interval '25 hours'")))
    log.followed(session, colleague, Followed.SHORTLISTED, job=job, candidate=person)
    assert followed(session) == []


# How long.


def test_old_entries_go_with_their_lines_and_acts(
    session: Session, coach: Actor, person: Candidate, job: JobProfile
) -> None:
    for _ in range(2):
        match_job(session, coach, RowSearch([person.id]), job, today=TODAY)
        log.followed(session, coach, Followed.SHORTLISTED, job=job, candidate=person)
    first = session.scalar(select(func.min(RankingEntry.id)))
    for entry_id, day in ((first, "2026-05-22"), ((first or 0) + 1, "2026-05-24")):
        session.execute(
            update(RankingEntry).where(RankingEntry.id == entry_id).values(at=text(f"'{day}'"))
        )
    assert log.purge_rankings(session, TODAY, 6) == 1
    assert session.scalar(select(func.count()).select_from(RankingResult)) == 1
    assert session.scalar(select(func.count()).select_from(RankingAct)) == 1
    assert log.purge_rankings(session, TODAY, 6) == 0


def test_nothing_is_forgotten_before_six_months(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid, match="6 mois"):
        log.purge_rankings(session, TODAY, 5)
    monkeypatch.setenv("VIVIER_RANKING_LOG_MONTHS", "5")
    with pytest.raises(BadSetting, match="VIVIER_RANKING_LOG_MONTHS"):
        read_settings()
    monkeypatch.setenv("VIVIER_RANKING_LOG_MONTHS", "6")
    assert read_settings().ranking_log_months == 6
    monkeypatch.delenv("VIVIER_RANKING_LOG_MONTHS")
    assert read_settings().ranking_log_months == 12


def test_what_is_kept_can_be_given_away(
    session: Session, coach: Actor, person: Candidate, job: JobProfile
) -> None:
    from webapp.pages.journals.views import ranking_as_dict

    match_job(session, coach, RowSearch([person.id]), job, today=TODAY)
    log.followed(session, coach, Followed.SHORTLISTED, job=job, candidate=person)
    session.flush()
    entry = newest(session)
    session.refresh(entry)
    answer = json.loads(json.dumps(ranking_as_dict(entry)))
    columns = {c.key for c in RankingEntry.__table__.columns}
    assert set(answer) == columns | {"results", "acts"}
    assert answer["acts"][0]["act"] == "shortlisted"
    assert "Benali" not in json.dumps(answer)

"""Shortlists: a human choice with its note, made once however often it is clicked."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM, Actor, Role
from matching.errors import Forbidden, Invalid, NotFound
from matching.journey.shortlists.life import shortlist, withdraw
from matching.journey.shortlists.reading import (
    chosen_ids,
    entries_for_candidate,
    entries_for_job,
    entry_for,
)
from matching.journey.shortlists.tables import ShortlistEntry
from matching.listing import all_rows
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.structures.tables import Structure
from tests.world.builders import (
    a_candidate,
    a_coach,
    a_job,
    a_person,
    a_structure,
    a_territory,
    an_employer,
    load_reference,
)
from tests.world.waiting import joined, until_blocked


@dataclass
class Pair:
    coach: Actor
    candidate: Candidate
    job: JobProfile
    structure: Structure


def a_pair(session: Session) -> Pair:
    load_reference(session)
    territory = a_territory(session)
    structure = a_structure(session, territory)
    return Pair(
        a_coach(session, structure),
        a_candidate(session, structure),
        a_job(session, an_employer(session, territory)),
        structure,
    )


@pytest.fixture
def pair(session: Session) -> Pair:
    return a_pair(session)


def choose(session: Session, actor: Actor, pair: Pair, note: str = "") -> ShortlistEntry:
    return shortlist(session, actor, job=pair.job, candidate=pair.candidate, note=note)


def test_choosing_twice_is_one_choice_with_the_newer_note(session: Session, pair: Pair) -> None:
    first = choose(session, pair.coach, pair, " Motivée ")
    assert (first.note, first.added_by_id) == ("Motivée", pair.coach.person_id)
    again = choose(session, a_coach(session, pair.structure), pair, "Vue lundi")
    assert again is first
    assert (again.note, again.added_by_id) == ("Vue lundi", pair.coach.person_id)
    assert session.scalar(select(func.count()).select_from(ShortlistEntry)) == 1
    assert entry_for(session, pair.coach, pair.job, pair.candidate) is first


def test_two_clicks_at_the_same_moment_are_one_choice(
    committed_sessions: sessionmaker[Session],
) -> None:
    with committed_sessions() as session, session.begin():
        pair = a_pair(session)
    failures: list[BaseException] = []

    def click() -> None:
        try:
            with committed_sessions() as session, session.begin():
                again = Pair(
                    pair.coach,
                    session.merge(pair.candidate),
                    session.merge(pair.job),
                    pair.structure,
                )
                choose(session, pair.coach, again, "deux fois")
        except BaseException as error:
            failures.append(error)

    with committed_sessions() as session, session.begin():
        choose(
            session,
            pair.coach,
            Pair(
                pair.coach, session.merge(pair.candidate), session.merge(pair.job), pair.structure
            ),
        )
        second = Thread(target=click)
        second.start()
        until_blocked(session, second)
    joined(second)
    assert failures == []
    with committed_sessions() as session:
        assert session.scalars(select(ShortlistEntry.note)).all() == ["deux fois"]


def test_a_choice_is_a_human_act(session: Session, pair: Pair) -> None:
    with pytest.raises(Forbidden):
        choose(session, SYSTEM, pair)
    with pytest.raises(Invalid) as refused:
        choose(session, pair.coach, pair, "x" * 2001)
    assert set(refused.value.fields) == {"note"}
    assert entry_for(session, pair.coach, pair.job, pair.candidate) is None


def test_who_may_not_see_both_may_not_choose(session: Session, pair: Pair) -> None:
    territory = pair.structure.territory
    stranger = a_coach(session, a_structure(session, territory))
    contact = actor_of(a_person(session, Role.EMPLOYER_CONTACT, employer=pair.job.employer))
    developer = actor_of(a_person(session, Role.EMPLOYMENT_DEVELOPER, territory=territory))
    choose(session, pair.coach, pair)
    for actor in (stranger, contact, developer):
        with pytest.raises(Forbidden):
            choose(session, actor, pair)
        with pytest.raises(Forbidden):
            withdraw(session, actor, job=pair.job, candidate=pair.candidate)
        if actor is stranger:
            assert all_rows(session, entries_for_job(actor, pair.job)) == []
        else:
            with pytest.raises(Forbidden):
                entries_for_job(actor, pair.job)
        assert entries_for_candidate(session, actor, pair.candidate) == []


def test_withdrawing_and_choosing_again(session: Session, pair: Pair) -> None:
    choose(session, pair.coach, pair, "Première")
    withdraw(session, pair.coach, job=pair.job, candidate=pair.candidate)
    assert entry_for(session, pair.coach, pair.job, pair.candidate) is None
    with pytest.raises(NotFound):
        withdraw(session, pair.coach, job=pair.job, candidate=pair.candidate)
    assert choose(session, pair.coach, pair, "Seconde").note == "Seconde"


def test_lists_hold_what_the_actor_may_see_oldest_first(session: Session, pair: Pair) -> None:
    territory = pair.structure.territory
    elsewhere = a_structure(session, territory)
    theirs = Pair(a_coach(session, elsewhere), a_candidate(session, elsewhere), pair.job, elsewhere)
    second = Pair(pair.coach, a_candidate(session, pair.structure), pair.job, pair.structure)
    for one in (pair, theirs, second):
        choose(session, one.coach, one)
    chosen = all_rows(session, entries_for_job(pair.coach, pair.job))
    assert [entry.candidate for entry in chosen] == [pair.candidate, second.candidate]
    found = entries_for_candidate(session, pair.coach, pair.candidate)
    assert [entry.job_profile for entry in found] == [pair.job]
    assert chosen_ids(session, pair.coach, candidate=pair.candidate) == {pair.job.id}
    assert chosen_ids(session, pair.coach, job=pair.job) >= {pair.candidate.id}
    assert chosen_ids(session, pair.coach) == set()

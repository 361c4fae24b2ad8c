"""Shortlists: a human choice with its note, made once however often it is clicked."""

from __future__ import annotations

from dataclasses import replace
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
from matching.pool.people.life import actor_of
from tests.world.builders import (
    a_candidate,
    a_coach,
    a_person,
    a_structure,
)
from tests.world.referrals import Side, a_side
from tests.world.waiting import joined, until_blocked


def choose(session: Session, actor: Actor, side: Side, note: str = "") -> ShortlistEntry:
    return shortlist(session, actor, job=side.job, candidate=side.candidate, note=note)


def test_choosing_twice_is_one_choice_with_the_newer_note(session: Session, side: Side) -> None:
    first = choose(session, side.coach, side, " Motivée ")
    assert (first.note, first.added_by_id) == ("Motivée", side.coach.person_id)
    again = choose(session, a_coach(session, side.candidate.structure), side, "Vue lundi")
    assert again is first
    assert (again.note, again.added_by_id) == ("Vue lundi", side.coach.person_id)
    assert session.scalar(select(func.count()).select_from(ShortlistEntry)) == 1
    assert entry_for(session, side.coach, side.job, side.candidate) is first


def test_two_clicks_at_the_same_moment_are_one_choice(
    committed_sessions: sessionmaker[Session],
) -> None:
    with committed_sessions() as session, session.begin():
        side = a_side(session)
    failures: list[BaseException] = []

    def click() -> None:
        try:
            with committed_sessions() as session, session.begin():
                again = replace(
                    side, candidate=session.merge(side.candidate), job=session.merge(side.job)
                )
                choose(session, side.coach, again, "deux fois")
        except BaseException as error:
            failures.append(error)

    with committed_sessions() as session, session.begin():
        choose(
            session,
            side.coach,
            replace(side, candidate=session.merge(side.candidate), job=session.merge(side.job)),
        )
        second = Thread(target=click)
        second.start()
        until_blocked(session, second)
    joined(second)
    assert failures == []
    with committed_sessions() as session:
        assert session.scalars(select(ShortlistEntry.note)).all() == ["deux fois"]


def test_a_choice_is_a_human_act(session: Session, side: Side) -> None:
    with pytest.raises(Forbidden):
        choose(session, SYSTEM, side)
    with pytest.raises(Invalid) as refused:
        choose(session, side.coach, side, "x" * 2001)
    assert set(refused.value.fields) == {"note"}
    assert entry_for(session, side.coach, side.job, side.candidate) is None


def test_who_may_not_see_both_may_not_choose(session: Session, side: Side) -> None:
    territory = side.candidate.structure.territory
    stranger = a_coach(session, a_structure(session, territory))
    contact = actor_of(a_person(session, Role.EMPLOYER_CONTACT, employer=side.job.employer))
    developer = actor_of(a_person(session, Role.EMPLOYMENT_DEVELOPER, territory=territory))
    choose(session, side.coach, side)
    for actor in (stranger, contact, developer):
        with pytest.raises(Forbidden):
            choose(session, actor, side)
        with pytest.raises(Forbidden):
            withdraw(session, actor, job=side.job, candidate=side.candidate)
        if actor is stranger:
            assert all_rows(session, entries_for_job(actor, side.job)) == []
        else:
            with pytest.raises(Forbidden):
                entries_for_job(actor, side.job)
        assert entries_for_candidate(session, actor, side.candidate) == []


def test_withdrawing_and_choosing_again(session: Session, side: Side) -> None:
    choose(session, side.coach, side, "Première")
    withdraw(session, side.coach, job=side.job, candidate=side.candidate)
    assert entry_for(session, side.coach, side.job, side.candidate) is None
    with pytest.raises(NotFound):
        withdraw(session, side.coach, job=side.job, candidate=side.candidate)
    assert choose(session, side.coach, side, "Seconde").note == "Seconde"


def test_lists_hold_what_the_actor_may_see_oldest_first(session: Session, side: Side) -> None:
    territory = side.candidate.structure.territory
    elsewhere = a_structure(session, territory)
    theirs = replace(
        side, coach=a_coach(session, elsewhere), candidate=a_candidate(session, elsewhere)
    )
    second = replace(side, candidate=a_candidate(session, side.candidate.structure))
    for one in (side, theirs, second):
        choose(session, one.coach, one)
    chosen = all_rows(session, entries_for_job(side.coach, side.job))
    assert [entry.candidate for entry in chosen] == [side.candidate, second.candidate]
    found = entries_for_candidate(session, side.coach, side.candidate)
    assert [entry.job_profile for entry in found] == [side.job]
    assert chosen_ids(session, side.coach, candidate=side.candidate) == {side.job.id}
    assert chosen_ids(session, side.coach, job=side.job) >= {side.candidate.id}
    assert chosen_ids(session, side.coach) == set()

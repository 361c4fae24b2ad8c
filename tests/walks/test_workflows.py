"""Every table of states in one walk: each pair of states, each state reached and named, and the printed page."""

from __future__ import annotations

import re
from itertools import product
from threading import Thread

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import Role
from matching.errors import Conflict
from matching.journey.referrals.life import PATH
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import ReferralState
from matching.pool.people import account_requests
from matching.pool.people.life import actor_of
from matching.pool.people.tables import AccountRequest
from matching.terms import label_of
from scripts.print_states import PAGE, States, page, workflows
from tests.world.builders import a_person, a_territory
from tests.world.places import NOW
from tests.world.referrals import a_side, proposed
from tests.world.waiting import joined, until_blocked

EVERY = workflows()

each = pytest.mark.parametrize("states", EVERY, ids=lambda states: states.name)


def test_the_walk_meets_what_lives_through_states() -> None:
    assert [states.name for states in EVERY] == [
        "AccessRequest.state",
        "AccountRequest.state",
        "CvProposal.state",
        "JobProfile.status",
        "Referral.state",
    ]


@each
def test_a_step_is_refused_unless_it_is_in_the_table(states: States) -> None:
    steps = states.steps
    for now, then in product(type(states.first), repeat=2):
        if then in steps.after(now):
            assert steps.allows(now, then)
            steps.check(now, then)
        else:
            assert not steps.allows(now, then)
            with pytest.raises(Conflict, match=re.escape(steps.moved_on)):
                steps.check(now, then)
            with pytest.raises(Conflict, match="Autre chose"):
                steps.check(now, then, "Autre chose")


@each
def test_each_state_is_reached_from_the_first(states: States) -> None:
    reached, last = {states.first}, {states.first}
    while last := {then for now in last for then in states.steps.after(now)} - reached:
        reached |= last
    assert reached == set(states.steps.nexts)


@each
def test_staying_is_no_step(states: States) -> None:
    assert not any(states.steps.allows(state, state) for state in states.steps.nexts)


@each
def test_a_new_row_has_the_first(states: States) -> None:
    assert states.table.__table__.columns[states.steps.column].default.arg is states.first


@each
def test_each_state_has_a_french_label_of_its_own(states: States) -> None:
    labels = [label_of(type(state), state) for state in states.steps.nexts]
    assert len(set(labels)) == len(labels)
    assert set(labels).isdisjoint(states.steps.nexts)


def test_the_page_is_printed_from_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m scripts.print_states"


def test_a_text_that_is_no_state_leads_nowhere() -> None:
    assert PATH.after("on_the_moon") == frozenset()  # type: ignore[arg-type]


def test_a_row_is_held_and_read_as_it_now_is(committed_sessions: sessionmaker[Session]) -> None:
    with committed_sessions() as session, session.begin():
        one = proposed(session, a_side(session)).id
    seen: list[object] = []

    def hold() -> None:
        with committed_sessions() as other, other.begin():
            row = other.get_one(Referral, one)
            seen.append(row.state)
            seen.append(PATH.hold(other, row))
            seen.append(row.answer)

    with committed_sessions() as session, session.begin():
        row = session.get_one(Referral, one)
        assert PATH.hold(session, row) is ReferralState.PROPOSED
        second = Thread(target=hold)
        second.start()
        until_blocked(session, second)
        row.state, row.answer = ReferralState.DECLINED, "non"
    joined(second)
    assert seen == [ReferralState.PROPOSED, ReferralState.DECLINED, "non"]


def test_two_answers_to_one_request_for_an_account_are_one_and_a_refusal(
    committed_sessions: sessionmaker[Session],
) -> None:
    with committed_sessions() as session, session.begin():
        territory = a_territory(session)
        developer = actor_of(a_person(session, Role.EMPLOYMENT_DEVELOPER, territory=territory))
        request = AccountRequest(
            first_name="Jo", last_name="Keller", email="jo@exemple.test", employer_name="Scierie",
            siret="73282932000074", commune_insee="68066", territory_id=territory.id,
        )  # fmt: skip
        session.add(request)
    outcome: list[object] = []

    def refuse(session: Session, reason: str) -> None:
        row = session.get_one(AccountRequest, request.id)
        account_requests.refuse(session, developer, row, reason, now=NOW)

    def again() -> None:
        try:
            with committed_sessions() as other, other.begin():
                refuse(other, "deux")
        except Conflict as error:
            outcome.append(error)

    with committed_sessions() as session, session.begin():
        refuse(session, "une")
        session.flush()
        second = Thread(target=again)
        second.start()
        until_blocked(session, second)
    joined(second)
    assert [str(one) for one in outcome] == [account_requests.PATH.moved_on]
    with committed_sessions() as session:
        assert session.get_one(AccountRequest, request.id).answer == "une"


def test_what_was_written_before_is_not_read_over(session: Session) -> None:
    row = proposed(session, a_side(session))
    with session.no_autoflush:
        row.answer = "Plus tard."
        PATH.hold(session, row)
    assert row.answer == "Plus tard."


def test_a_row_that_is_gone_has_moved_on(session: Session) -> None:
    row = proposed(session, a_side(session))
    session.execute(text("DELETE FROM referral WHERE id = :id"), {"id": row.id})
    with pytest.raises(Conflict, match=PATH.moved_on):
        PATH.hold(session, row)

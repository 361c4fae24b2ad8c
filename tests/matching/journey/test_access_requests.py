"""Asking to know who an anonymous profile is: who may, what each side sees, and what an answer opens and closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM, Actor, Role, View
from matching.audit.events import Act, AuditDetail
from matching.consents import consents
from matching.consents.terms import Purpose
from matching.errors import Conflict, Forbidden, Invalid, NotFound
from matching.journey.access_requests import reading
from matching.journey.access_requests.life import ACCESS_DAYS, ask, decide, end
from matching.journey.access_requests.reading import (
    RequestLine,
    access_until,
    asked_ids,
    count_waiting,
    get_request,
)
from matching.journey.access_requests.rights import granted_to
from matching.journey.access_requests.tables import AccessRequest
from matching.journey.shortlists.life import may_choose, shortlist, withdraw
from matching.journey.shortlists.reading import (
    chosen_ids,
    entries_for_candidate,
    entries_for_job,
    entry_for,
)
from matching.listing import all_rows
from matching.pool.candidates.rights import view_of
from matching.pool.candidates.tables import Candidate
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.pool.reference.terms import RequestState
from tests.world.builders import a_job, a_person, a_structure, a_territory
from tests.world.places import TODAY
from tests.world.referrals import Side, a_side
from tests.world.traces import acts, letters, mails
from tests.world.waiting import joined, until_blocked

WHY = "Un poste de plonge près de la gare."


def agree(session: Session, candidate: Candidate, agreed: bool = True) -> None:
    consents.note_consent(
        session, SYSTEM, candidate, Purpose.ANONYMOUS_POOL, agreed, how="en entretien"
    )


@pytest.fixture
def side(session: Session) -> Side:
    return a_shared_side(session)


def a_shared_side(session: Session) -> Side:
    """She agrees to be seen without her name: the stranger may ask to know her."""
    side = a_side(session)
    agree(session, side.candidate)
    return side


def asked(session: Session, side: Side) -> AccessRequest:
    return ask(session, side.stranger, side.candidate, message=f"  {WHY} ", job=side.job)


def answered(
    session: Session, actor: Actor, request: AccessRequest, accepted: bool, answer: str = "Oui."
) -> AccessRequest:
    return decide(session, actor, request.id, accepted=accepted, answer=answer, today=TODAY)


def knowing(session: Session, actor: Actor, today: date = TODAY) -> Actor:
    """The actor as a request of that day knows her."""
    person = session.get_one(Person, actor.person_id)
    return actor_of(person, granted=granted_to(session, person, today))


def email_of(session: Session, actor: Actor) -> str:
    return session.get_one(Person, actor.person_id).email


def test_a_request_waits_with_its_reason_and_its_job(session: Session, side: Side) -> None:
    request = asked(session, side)
    assert (request.state, request.message) == (RequestState.PENDING, WHY)
    assert request.job_profile is side.job
    assert asked_ids(session, side.stranger) == {side.candidate.id}
    assert view_of(knowing(session, side.stranger), side.candidate) == View.ANONYMOUS
    assert letters(session) == [("access_asked", email_of(session, side.coach))]
    (mail,) = mails(session)
    assert mail.about_candidate_id == side.candidate.id
    assert mail.facts["reference"] == side.candidate.reference
    assert "Benali" not in str(mail.facts)
    assert WHY not in str(mail.facts)
    (event,) = acts(session, Act.ASKED, kind="access_request")
    assert event.facts == {
        "candidate_id": side.candidate.id, "state": "pending", "job_id": side.job.id,
    }  # fmt: skip
    assert session.get_one(AuditDetail, event.id).text == WHY


@pytest.mark.parametrize(("coached", "managed", "to"), [
    (True, True, "coach"), (False, True, "manager"), (False, False, "coaches"),
])  # fmt: skip
def test_who_is_written_to(
    session: Session, side: Side, coached: bool, managed: bool, to: str
) -> None:
    if not coached:
        side.candidate.coach = None
    if not managed:
        manager, stranger = (
            session.get_one(Person, one.person_id) for one in (side.manager, side.stranger)
        )
        manager.structure = stranger.structure
    session.flush()
    asked(session, side)
    wanted = {
        "coach": [side.coach],
        "manager": [side.manager],
        "coaches": [side.coach, side.colleague],
    }[to]
    assert letters(session) == [("access_asked", email_of(session, a)) for a in wanted]


def test_only_coaches_who_see_the_profile_ask(session: Session, side: Side) -> None:
    far = actor_of(
        a_person(session, Role.COACH, structure=a_structure(session, a_territory(session, "57")))
    )
    for actor in (side.coach, side.colleague, side.developer, far, SYSTEM):
        with pytest.raises(Forbidden):
            ask(session, actor, side.candidate, message=WHY)
    draft = a_job(session, side.job.employer, published=False)
    with pytest.raises(Forbidden):
        ask(session, side.stranger, side.candidate, message=WHY, job=draft)
    for message in ("", "  ", "x" * 1001, "a\x00b"):
        with pytest.raises(Invalid) as refused:
            ask(session, side.stranger, side.candidate, message=message)
        assert set(refused.value.fields) == {"message"}
    agree(session, side.candidate, False)
    with pytest.raises(Forbidden):
        asked(session, side)
    assert session.scalar(select(func.count()).select_from(AccessRequest)) == 0
    assert letters(session) == []


def test_one_request_waits_at_a_time(session: Session, side: Side) -> None:
    first = asked(session, side)
    with pytest.raises(Conflict):
        asked(session, side)
    assert len(letters(session)) == 1
    answered(session, side.coach, first, accepted=False, answer="Elle ne souhaite pas.")
    assert asked(session, side).id != first.id


def test_two_clicks_at_the_same_moment_are_one_request(
    committed_sessions: sessionmaker[Session],
) -> None:
    with committed_sessions() as session, session.begin():
        side = a_shared_side(session)
    outcome: list[object] = []

    def click() -> None:
        try:
            with committed_sessions() as session, session.begin():
                row = session.get_one(Candidate, side.candidate.id)
                outcome.append(ask(session, side.stranger, row, message="deux").id)
        except BaseException as error:
            outcome.append(error)

    with committed_sessions() as session, session.begin():
        row = session.get_one(Candidate, side.candidate.id)
        ask(session, side.stranger, row, message="une")
        second = Thread(target=click)
        second.start()
        until_blocked(session, second)
    joined(second)
    assert [type(one) for one in outcome] == [Conflict]
    with committed_sessions() as session:
        assert session.scalars(select(AccessRequest.message)).all() == ["une"]
        assert len(letters(session)) == 1


def test_two_answers_at_the_same_moment_are_one_answer(
    committed_sessions: sessionmaker[Session],
) -> None:
    with committed_sessions() as session, session.begin():
        side = a_shared_side(session)
        request_id = asked(session, side).id
    outcome: list[object] = []

    def answer() -> None:
        try:
            with committed_sessions() as session, session.begin():
                outcome.append(
                    decide(session, side.manager, request_id, accepted=True, answer="", today=TODAY)
                )
        except BaseException as error:
            outcome.append(error)

    with committed_sessions() as session, session.begin():
        decide(session, side.coach, request_id, accepted=False, answer="Non.", today=TODAY)
        second = Thread(target=answer)
        second.start()
        until_blocked(session, second)
    joined(second)
    assert [type(one) for one in outcome] == [Conflict]
    with committed_sessions() as session:
        assert session.scalars(select(AccessRequest.state)).all() == ["refused"]


@pytest.mark.parametrize("who", ["coach", "manager"])
def test_a_yes_opens_what_colleagues_see_for_a_while(
    session: Session, side: Side, who: str
) -> None:
    request = asked(session, side)
    answered(session, getattr(side, who), request, accepted=True, answer=" Appelez-moi. ")
    session.refresh(request)
    assert (request.state, request.answer) == (RequestState.ACCEPTED, "Appelez-moi.")
    assert request.expires_on == TODAY + timedelta(days=ACCESS_DAYS)
    assert request.decided_by_id == getattr(side, who).person_id
    last = TODAY + timedelta(days=ACCESS_DAYS)
    for day, view in (
        (TODAY, View.MATCH),
        (last, View.MATCH),
        (last + timedelta(1), View.ANONYMOUS),
    ):
        now = knowing(session, side.stranger, day)
        assert view_of(now, side.candidate) == view
        held = access_until(session, now, side.candidate)
        assert held == (last if view == View.MATCH else None)
    assert letters(session)[1:] == [("access_answered", email_of(session, side.stranger))]
    (event,) = acts(session, Act.DECIDED, kind="access_request")
    assert event.facts["state"] == "accepted"
    assert event.structure_id == side.candidate.structure_id


def test_a_no_needs_a_reason_and_opens_nothing(session: Session, side: Side) -> None:
    request = asked(session, side)
    for answer in ("", " \n", "x" * 1001):
        with pytest.raises(Invalid) as refused:
            answered(session, side.coach, request, accepted=False, answer=answer)
        assert set(refused.value.fields) == {"answer"}
    answered(session, side.coach, request, accepted=False, answer="Elle a trouvé.")
    assert view_of(knowing(session, side.stranger), side.candidate) == View.ANONYMOUS
    for accepted in (True, False):
        with pytest.raises(Conflict):
            answered(session, side.manager, request, accepted=accepted)


def test_only_those_who_keep_the_record_answer(session: Session, side: Side) -> None:
    request = asked(session, side)
    with pytest.raises(Forbidden):  # she sees her own request and may not answer it
        answered(session, side.stranger, request, accepted=True)
    for actor in (side.colleague, side.developer):
        with pytest.raises(NotFound):
            answered(session, actor, request, accepted=True)
        with pytest.raises(NotFound):
            get_request(session, actor, request.id, today=TODAY)
        assert count_waiting(session, actor) == 0
    with pytest.raises(NotFound):
        answered(session, side.coach, replace_id(request), accepted=True)


def replace_id(request: AccessRequest) -> AccessRequest:
    return AccessRequest(id=request.id + 1000)


@pytest.mark.parametrize("change", ["consent", "status", "moved"])
def test_what_is_no_longer_there_is_not_given(session: Session, side: Side, change: str) -> None:
    request = asked(session, side)
    if change == "consent":
        agree(session, side.candidate, False)
    elif change == "status":
        side.candidate.status = "paused"
    else:
        request.asked_by.roles = [Role.EMPLOYER_CONTACT]
    session.flush()
    with pytest.raises(Conflict):
        answered(session, side.coach, request, accepted=True)
    assert answered(session, side.coach, request, accepted=False).state == "refused"


def test_an_access_is_taken_back_at_once(session: Session, side: Side) -> None:
    request = asked(session, side)
    with pytest.raises(Conflict):
        end(session, side.coach, request.id, today=TODAY)
    answered(session, side.coach, request, accepted=True)
    with pytest.raises(Forbidden):
        end(session, side.stranger, request.id, today=TODAY)
    with pytest.raises(NotFound):
        end(session, side.colleague, request.id, today=TODAY)
    end(session, side.manager, request.id, today=TODAY)
    assert view_of(knowing(session, side.stranger), side.candidate) == View.ANONYMOUS
    assert letters(session)[-1] == ("access_ended", email_of(session, side.stranger))
    with pytest.raises(Conflict):
        end(session, side.coach, request.id, today=TODAY)
    asked(session, side)  # she may ask again


def test_a_consent_that_is_withdrawn_takes_the_access_along(session: Session, side: Side) -> None:
    request = answered(session, side.coach, asked(session, side), accepted=True)
    agree(session, side.candidate, False)
    session.flush()
    now = knowing(session, side.stranger)
    assert now.granted == frozenset()
    assert view_of(now, side.candidate) == View.NONE
    line = get_request(session, now, request.id, today=TODAY)
    assert (line.holds, line.person) == (False, None)


def test_each_side_reads_its_own_list_with_what_it_may_know(session: Session, side: Side) -> None:
    request = asked(session, side)

    def line(actor: Actor, today: date = TODAY) -> RequestLine:
        return get_request(session, actor, request.id, today=today)

    assert count_waiting(session, side.coach) == 1
    assert count_waiting(session, side.stranger) == 0
    for actor, received, sent in (
        (side.coach, 1, 0), (side.manager, 1, 0), (side.stranger, 0, 1), (side.colleague, 0, 0),
    ):  # fmt: skip
        for listing, count in (
            (reading.received(actor, today=TODAY), received),
            (reading.sent(actor, today=TODAY), sent),
        ):
            assert len(all_rows(session, listing)) == count
    for service in (reading.received, reading.sent):
        with pytest.raises(Forbidden):
            service(side.developer, today=TODAY)
    theirs, own = line(side.coach), line(side.stranger)
    assert theirs.person == (side.candidate.id, "Fatima Benali")
    assert (theirs.may_decide, theirs.may_end, theirs.is_own) == (True, False, False)
    assert (own.person, own.may_decide, own.is_own) == (None, False, True)
    assert own.job == (side.job.id, side.job.title)
    assert "Benali" not in repr(own)
    answered(session, side.coach, request, accepted=True)
    known = line(knowing(session, side.stranger))
    assert known.person == (side.candidate.id, "Fatima Benali")
    assert (known.holds, line(side.coach).may_end) == (True, True)
    later = TODAY + timedelta(days=ACCESS_DAYS + 1)
    past = line(knowing(session, side.stranger, later), later)
    assert (past.person, past.holds, past.may_end) == (None, False, False)


def test_a_choice_of_another_structure_stays_its_own(session: Session, side: Side) -> None:
    answered(session, side.coach, asked(session, side), accepted=True)
    asker = knowing(session, side.stranger)
    pair: dict[str, Any] = {"job": side.job, "candidate": side.candidate}
    shortlist(session, side.coach, **pair, note="Entre nous")
    assert all_rows(session, entries_for_job(asker, side.job)) == []
    assert entries_for_candidate(session, asker, side.candidate) == []
    assert chosen_ids(session, asker, job=side.job) == set()
    assert chosen_ids(session, asker, candidate=side.candidate) == set()
    with pytest.raises(Conflict):
        shortlist(session, asker, **pair, note="Autre note")
    with pytest.raises(NotFound):
        withdraw(session, asker, **pair)
    entry = entry_for(session, side.coach, side.job, side.candidate)
    assert entry is not None
    assert entry.note == "Entre nous"
    withdraw(session, side.coach, **pair)
    shortlist(session, asker, **pair, note="Vue au forum")
    for reader in (asker, side.coach, side.colleague):
        (seen,) = all_rows(session, entries_for_job(reader, side.job))
        assert seen.note == "Vue au forum"
    gone = replace(asker, granted=frozenset())
    assert all_rows(session, entries_for_job(gone, side.job)) == []
    both = replace(side.developer, roles=frozenset({Role.EMPLOYMENT_DEVELOPER}))
    assert not may_choose(both, side.job, side.candidate)

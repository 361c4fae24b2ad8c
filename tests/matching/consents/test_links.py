"""Links into her own space and the visits that they open; asking for one without being known."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import Actor
from matching.audit.events import Act
from matching.consents import consents
from matching.consents.links import (
    LONGEST_VISIT,
    ON_PAPER,
    VISIT,
    ask_link,
    close_all,
    is_usable,
    leave,
    open_links,
    open_visit,
    print_link,
    send_link,
    visitor,
)
from matching.consents.tables import PersonalLink
from matching.consents.terms import Purpose
from matching.errors import Conflict, Forbidden, NotFound
from tests.world.builders import a_candidate
from tests.world.places import NOW, TODAY
from tests.world.referrals import Side, a_side
from tests.world.traces import acts, letters, mails
from tests.world.waiting import joined, until_blocked

NOBODY = Actor(None, frozenset(), address="192.0.2.7")


def agree_to_mails(session: Session, side: Side) -> None:
    consents.note_consent(session, side.herself, side.candidate, Purpose.MAIL, True, how="x")


def a_link(session: Session, side: Side) -> str:
    return print_link(session, side.coach, side.candidate, NOW)


def enter(session: Session, token: str, at: datetime = NOW) -> str:
    return open_visit(session, token, at, today=TODAY)


# Links and visits.


def test_a_link_opens_one_visit_and_only_hashes_are_kept(session: Session, side: Side) -> None:
    token = a_link(session, side)
    assert is_usable(session, token, NOW)
    assert is_usable(session, token, NOW), "looking does not use it"
    key = enter(session, token)
    assert visitor(session, key, NOW) is side.candidate
    row = session.scalars(select(PersonalLink)).one()
    assert {token, key}.isdisjoint(str(value) for value in vars(row).values())
    assert not is_usable(session, token, NOW)
    with pytest.raises(NotFound):
        enter(session, token)
    with pytest.raises(NotFound):
        enter(session, key)
    for wrong in (token, "", "x", "é\x00\ud800", "a" * 10_000):
        assert visitor(session, wrong, NOW) is None


def test_a_printed_code_may_be_typed_as_people_type(session: Session, side: Side) -> None:
    code = a_link(session, side)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", code)
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert is_usable(session, typed, NOW), typed
    for wrong in (code[:-1], f"{code}A", "O0O0-I1I1-L1L1"):
        assert not is_usable(session, wrong, NOW), wrong
    assert a_link(session, side) != code


def test_links_end(session: Session, side: Side) -> None:
    token = a_link(session, side)
    late = NOW + ON_PAPER
    assert is_usable(session, token, late - timedelta(seconds=1))
    assert not is_usable(session, token, late)
    with pytest.raises(NotFound, match="nouveau"):
        enter(session, token, late)


def test_a_visit_lives_while_it_is_used_but_not_for_ever(session: Session, side: Side) -> None:
    key = enter(session, a_link(session, side))
    moment = NOW
    while moment < NOW + LONGEST_VISIT - timedelta(minutes=90):
        moment += timedelta(minutes=90)
        assert visitor(session, key, moment) is side.candidate
    assert visitor(session, key, NOW + LONGEST_VISIT) is None
    other = enter(session, a_link(session, side))
    assert visitor(session, other, NOW + VISIT) is None


def test_coming_is_a_contact(session: Session, side: Side) -> None:
    assert side.candidate.last_contact_on is None
    enter(session, a_link(session, side))
    assert side.candidate.last_contact_on == TODAY


def test_of_two_clicks_at_the_same_moment_one_opens(
    committed_sessions: sessionmaker[Session],
) -> None:
    with committed_sessions() as session, session.begin():
        token = a_link(session, a_side(session))
    outcome: list[object] = []

    def click() -> None:
        try:
            with committed_sessions() as session, session.begin():
                outcome.append(enter(session, token))
        except NotFound as error:
            outcome.append(error)

    with committed_sessions() as session, session.begin():
        enter(session, token)
        second = Thread(target=click)
        second.start()
        until_blocked(session, second)
    joined(second)
    assert isinstance(outcome[0], NotFound)


def test_accesses_are_closed_by_herself_and_by_who_keeps_her_record(
    session: Session, side: Side
) -> None:
    for actor in (side.herself, side.coach, side.manager):
        unused, key = a_link(session, side), enter(session, a_link(session, side))
        assert len(open_links(session, actor, side.candidate, NOW)) == 2
        assert close_all(session, actor, side.candidate, NOW) == 2
        assert not is_usable(session, unused, NOW)
        assert visitor(session, key, NOW) is None
    key = enter(session, a_link(session, side))
    other = enter(session, a_link(session, side))
    leave(session, side.herself, side.candidate, key, NOW)
    assert visitor(session, key, NOW) is None
    assert visitor(session, other, NOW) is side.candidate


def test_who_may_give_access(session: Session, side: Side) -> None:
    agree_to_mails(session, side)
    services: list[Callable[[Actor], object]] = [
        lambda a: print_link(session, a, side.candidate, NOW),
        lambda a: send_link(session, a, side.candidate, NOW),
        lambda a: close_all(session, a, side.candidate, NOW),
        lambda a: open_links(session, a, side.candidate, NOW),
    ]
    wrong = [side.colleague, side.stranger, side.developer, side.contact, side.neighbour, NOBODY]
    for service in services:
        for actor in wrong:
            with pytest.raises(Forbidden):
                service(actor)
    for service in services[:2]:
        with pytest.raises(Forbidden):
            service(side.herself)


def test_she_is_sent_a_link_only_if_she_agrees_to_mails(session: Session, side: Side) -> None:
    with pytest.raises(Conflict, match="imprimé"):
        send_link(session, side.coach, side.candidate, NOW)
    agree_to_mails(session, side)
    send_link(session, side.coach, side.candidate, NOW)
    assert letters(session) == [("personal_link", "fatima@vivier.test")]
    (letter,) = mails(session)
    assert enter(session, letter.facts["token"])
    side.candidate.email = None
    with pytest.raises(Conflict):
        send_link(session, side.coach, side.candidate, NOW)


# Asking for a link without being known.


def asks(session: Session, email: str, at: datetime = NOW) -> int:
    before = len(letters(session))
    ask_link(session, NOBODY, email, at)
    return len(letters(session)) - before


def test_a_link_may_be_asked_for_by_mail(session: Session, side: Side) -> None:
    assert asks(session, "fatima@vivier.test") == 0  # she has not agreed to mails
    agree_to_mails(session, side)
    assert asks(session, "  FATIMA@vivier.test ") == 1
    for unknown in ("nobody@vivier.test", "", "x", "a\x00b", "%", "x" * 5000):
        assert asks(session, unknown) == 0
    events = acts(session, Act.ASKED)
    assert len(events) == 8, "each asking leaves one event, so that none takes longer"
    assert [e.subject_kind for e in events].count("candidate") == 1


def test_nobody_floods_a_mailbox(session: Session, side: Side) -> None:
    agree_to_mails(session, side)
    assert [asks(session, "fatima@vivier.test") for _ in range(4)] == [1, 1, 1, 0]
    assert asks(session, "fatima@vivier.test", NOW + timedelta(hours=1, minutes=1)) == 1


def test_an_address_that_people_share_opens_nobodys_space(session: Session, side: Side) -> None:
    agree_to_mails(session, side)
    partner = a_candidate(session, side.candidate.structure, email="fatima@vivier.test")
    consents.note_consent(
        session, Actor(None, frozenset(), candidate_id=partner.id), partner, Purpose.MAIL, True,
        how="x",
    )  # fmt: skip
    assert asks(session, "fatima@vivier.test") == 0

"""Columns of a closed vocabulary: members in code, plain text in the database, and no page lost over a text that
the vocabulary does not have."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from matching.journey.tables import Referral
from matching.pool.terms import Disclosure, ReferralState
from tests.referral_side import Side, a_side, proposed
from tests.web_fixtures import World

UNKNOWN = "on_the_moon"


@pytest.fixture
def side(session: Session) -> Side:
    return a_side(session)


COLUMNS = ("referral.state", "referral.disclosure", "candidate.status", "job_profile.status")
"""Those whose words the pages below turn on."""


def kept(session: Session, referral: Referral) -> str | None:
    """What the database itself says of a state."""
    return session.scalar(text("SELECT state FROM referral WHERE id = :id"), {"id": referral.id})


def written(session: Session, referral: Referral, state: str) -> None:
    """Written behind the code's back."""
    session.execute(
        text("UPDATE referral SET state = :state WHERE id = :id"),
        {"state": state, "id": referral.id},
    )
    session.expire(referral)


def test_a_word_is_read_as_the_member_that_it_is(session: Session, side: Side) -> None:
    referral = proposed(session, side)
    assert type(kept(session, referral)) is str
    session.expire(referral)
    assert referral.state is ReferralState.PROPOSED
    assert referral.disclosure is Disclosure.ANONYMOUS


@pytest.mark.parametrize("asked", [ReferralState.PROPOSED, "proposed"])
def test_a_word_is_found_by_the_member_or_by_its_text(
    session: Session, side: Side, asked: str
) -> None:
    referral = proposed(session, side)
    for condition in (Referral.state == asked, Referral.state.in_([asked])):
        assert session.scalar(select(Referral).where(condition)) is referral
    assert session.scalar(select(Referral).where(Referral.state == UNKNOWN)) is None


def test_a_text_of_no_vocabulary_is_read_as_it_stands(session: Session, side: Side) -> None:
    referral = proposed(session, side)
    written(session, referral, UNKNOWN)
    assert str(referral.state) == UNKNOWN
    referral.message = "Elle reste telle quelle."
    session.flush()
    assert kept(session, referral) == UNKNOWN


def test_no_page_is_lost_over_it(
    coach: FlaskClient, world: World, sessions: sessionmaker[Session]
) -> None:
    fatima, washer = world.candidates["fatima"], world.jobs["washer"]
    made = coach.post(
        f"/candidats/{fatima}/propositions/{washer}", data={"presentation": "Ponctuelle."}
    )
    assert made.status_code == 302, made.text
    for column in COLUMNS:
        table, name = column.split(".")
        with sessions() as session, session.begin():
            session.execute(text(f"UPDATE {table} SET {name} = :said"), {"said": UNKNOWN})
    pages = (
        "/candidats/",
        f"/candidats/{fatima}",
        f"/candidats/{fatima}/propositions",
        f"/postes/{washer}",
        "/mises-en-relation",
        made.location,
    )
    for page in pages:
        answer = coach.get(page)
        assert answer.status_code == 200, page

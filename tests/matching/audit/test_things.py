"""What an act was also about: one way into its facts, and a reader that knows the words of older events."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.actor import SYSTEM
from matching.audit.events import (
    Act,
    AuditEvent,
    SubjectKind,
    Things,
    names_thing,
    record,
    thing_in,
)
from matching.journals.events import concerning
from tests.world.referrals import a_side, proposed


def test_things_enter_the_facts_by_their_kind(session: Session) -> None:
    things: Things = {"candidate": 4, "job": None}
    record(session, SYSTEM, Act.DECIDED, "referral", 1, things=things, facts={"state": "x"})
    session.flush()
    assert session.scalars(select(AuditEvent.facts)).one() == {"candidate_id": 4, "state": "x"}


@pytest.mark.parametrize(
    ("facts", "kind", "found"),
    [
        ({"candidate_id": 4}, "candidate", 4),
        ({"candidate": 4}, "candidate", 4),  # as CVs and requests said it before
        ({"job": 5, "what": "shortlisted"}, "job", 5),
        ({"what": "coach", "coach": 6}, "person", 6),
        ({"what": "coach", "person_id": 6}, "person", 6),
        ({"job": "Plonge"}, "job", None),
        ({}, "job", None),
    ],
)
def test_words_of_then_and_now_are_read(
    session: Session, facts: dict[str, Any], kind: SubjectKind, found: int | None
) -> None:
    assert thing_in(facts, kind) == found
    record(session, SYSTEM, Act.CHANGED, "site", facts=facts)
    session.flush()
    for id_ in (4, 5, 6):
        named = session.scalars(select(AuditEvent).where(names_thing(kind, id_))).all()
        assert bool(named) == (id_ == found)


def test_what_happens_to_her_referral_concerns_her(session: Session) -> None:
    """Its events name her by `candidate_id`: they were missing where the journal is asked for one person."""
    one = proposed(session, a_side(session))
    session.flush()
    found = session.scalars(select(AuditEvent).where(concerning(one.candidate_id))).all()
    assert ("referral", one.id) in {(event.subject_kind, event.subject_id) for event in found}

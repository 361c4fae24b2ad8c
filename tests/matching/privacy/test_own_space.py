"""A person's own space: links that work once, visits that end, and what she may read and change there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching.actor import Actor
from matching.audit.events import Act, AuditDetail
from matching.consents.links import (
    mail_address,
    print_link,
    send_link,
)
from matching.consents.tables import SensitiveNote
from matching.consents.terms import Purpose
from matching.errors import Forbidden, Invalid
from matching.journey.shortlists.life import shortlist
from matching.listing import all_rows
from matching.pool.candidates.keepers import keepers
from matching.pool.candidates.terms import CandidateStatus
from matching.privacy.corrections.life import requests
from matching.privacy.own_space import (
    AvailabilityData,
    actors_of,
    ask_correction,
    ask_erasure,
    chosen_for,
    events_about,
    held_about,
    rankings_of,
    set_consent,
    update_availability,
)
from matching.ranking.log.tables import RankingEntry, RankingResult
from matching.stale import StaleDocument
from tests.matching.consents.test_links import NOBODY, a_link, enter
from tests.world.builders import a_candidate
from tests.world.places import NOW
from tests.world.referrals import Side, agreed
from tests.world.traces import acts, letters, mails

# What she reads.


def test_her_things_are_for_herself_and_who_keeps_her_record(session: Session, side: Side) -> None:
    services: list[Callable[[Actor], object]] = [
        lambda a: chosen_for(session, a, side.candidate),
        lambda a: rankings_of(session, a, side.candidate, NOW),
        lambda a: events_about(a, side.candidate),
        lambda a: requests(session, a, side.candidate),
    ]
    wrong = [side.colleague, side.stranger, side.developer, side.contact, side.neighbour, NOBODY]
    for service in services:
        service(side.herself)
        service(side.coach)
        for actor in wrong:
            with pytest.raises(Forbidden):
                service(actor)


def test_the_notes_on_her_health_come_to_nobody_else_without_a_reason(
    session: Session, side: Side
) -> None:
    held_about(session, side.herself, side.candidate)
    for actor in (side.coach, side.manager, side.colleague, side.neighbour, NOBODY):
        with pytest.raises(Forbidden):
            held_about(session, actor, side.candidate)


def test_everything_held_is_there(session: Session, side: Side) -> None:
    one = agreed(session, side)
    entry = shortlist(session, side.coach, job=side.job, candidate=side.candidate, note="Motivée")
    note = SensitiveNote(
        candidate_id=side.candidate.id,
        kind="health",
        text="Dos fragile",
        written_by_id=side.coach.person_id,
    )
    session.add(note)
    session.flush()
    held = held_about(session, side.herself, side.candidate)
    assert held.candidate is side.candidate
    assert (held.referrals, held.chosen, held.notes) == ([one], [entry], [note])


def ranked(
    session: Session, side: Side, at: datetime, rank: int, *, asked_id: int | None, **values: Any
) -> None:
    entry = RankingEntry(
        at=at, actor_kind="person", found_kind="candidate",
        asked_kind=values.pop("asked_kind", "job"), asked_id=asked_id, page=1, total=40, model="m",
        index_version="i", ranking_version="r", weights={},
    )  # fmt: skip
    session.add(entry)
    session.flush()
    session.add(
        RankingResult(
            entry_id=entry.id, rank=rank, kind=values.get("kind", "candidate"),
            subject_id=values.get("subject_id", side.candidate.id), score=1.0, signals={},
            reasons=[{"part": "wants", "tone": "fit", "text": f"Raison {rank}"}],
        )
    )  # fmt: skip
    session.flush()


def test_why_she_was_ranked_so_the_newest_for_each_job(session: Session, side: Side) -> None:
    ranked(session, side, NOW - timedelta(days=10), 9, asked_id=side.job.id)
    ranked(session, side, NOW - timedelta(days=1), 4, asked_id=side.job.id)
    ranked(session, side, NOW - timedelta(days=200), 1, asked_id=side.job.id + 1)
    ranked(session, side, NOW, 2, asked_id=side.job.id, subject_id=side.candidate.id + 1)
    ranked(session, side, NOW, 3, asked_id=side.job.id, kind="job")
    ranked(session, side, NOW, 5, asked_id=None, asked_kind=None)
    ranked(session, side, NOW, 6, asked_id=2_000_000)  # a job that is no more
    (one,) = rankings_of(session, side.herself, side.candidate, NOW)
    assert (one.job, one.rank, one.total, one.times) == (side.job, 4, 40, 2)
    assert [reason["text"] for reason in one.reasons] == ["Raison 4"]


def test_her_copy_of_the_audit_is_about_her_only(session: Session, side: Side) -> None:
    agreed(session, side)
    enter(session, a_link(session, side))
    other = a_candidate(session, side.candidate.structure)
    print_link(session, side.manager, other, NOW)
    session.flush()
    found = all_rows(session, events_about(side.herself, side.candidate))
    assert [(e.subject_kind, e.act) for e in found] == [
        ("candidate", "signed_in"),
        ("candidate", "created"),
        ("referral", "decided"),
        ("referral", "created"),
        ("candidate", "created"),
    ]
    people = actors_of(session, found)
    assert set(people) == {side.coach.person_id}


# What she does.


def test_she_changes_when_she_can_work(session: Session, side: Side) -> None:
    session.query(StaleDocument).delete()
    data = AvailabilityData(False, date(2026, 12, 1), ("evening",), ("lun", "mar"), False, 20, 30)
    update_availability(session, side.herself, side.candidate, data)
    row = side.candidate
    assert (row.status, row.available_from, row.slots) == ("paused", date(2026, 12, 1), ["evening"])
    assert (row.days, row.weekends, row.hours_min, row.hours_max) == (["lun", "mar"], False, 20, 30)
    assert session.get(StaleDocument, ("candidate", row.id)) is not None
    assert letters(session) == [("search_paused", side.coach_email)]
    (event,) = acts(session, Act.CHANGED)
    assert set(event.facts["fields"]) == {
        "status", "available_from", "slots", "days", "weekends", "hours_min", "hours_max",
    }  # fmt: skip
    update_availability(session, side.herself, row, data)
    assert len(acts(session, Act.CHANGED)) == 1, "the same again is no change"
    update_availability(session, side.herself, row, AvailabilityData(True))
    assert letters(session)[1:] == [("search_resumed", side.coach_email)]


def test_a_job_or_the_end_is_her_coachs_to_write(session: Session, side: Side) -> None:
    for status in (CandidateStatus.PLACED, CandidateStatus.CLOSED):
        side.candidate.status = status
        update_availability(session, side.herself, side.candidate, AvailabilityData(True))
        assert side.candidate.status == status


def test_mistakes_are_said_by_field(session: Session, side: Side) -> None:
    data = AvailabilityData(True, None, ("noon",), ("x",), None, 50, 10)
    with pytest.raises(Invalid) as refused:
        update_availability(session, side.herself, side.candidate, data)
    assert set(refused.value.fields) == {"slots", "days", "hours_min", "hours_max"}
    assert side.candidate.hours_min is None


def test_only_herself_acts_in_her_space(session: Session, side: Side) -> None:
    one = side.candidate
    services: list[Callable[[Actor], object]] = [
        lambda a: update_availability(session, a, one, AvailabilityData(False)),
        lambda a: set_consent(session, a, one, Purpose.MAIL, True),
        lambda a: ask_correction(session, a, one, "x"),
        lambda a: ask_erasure(session, a, one, "x"),
    ]
    for service in services:
        for actor in (side.coach, side.manager, side.neighbour, side.contact, NOBODY):
            with pytest.raises(Forbidden):
                service(actor)


def test_withdrawing_a_consent_works_at_once(session: Session, side: Side) -> None:
    for purpose in (Purpose.MAIL, Purpose.ANONYMOUS_POOL):
        set_consent(session, side.herself, side.candidate, purpose, True)
    assert side.candidate.shares_anonymously
    send_link(session, side.coach, side.candidate, NOW)
    assert letters(session) == [("personal_link", "fatima@vivier.test")]
    set_consent(session, side.herself, side.candidate, Purpose.MAIL, False)
    assert letters(session) == [("consent_withdrawn", side.coach_email)], "what waited is not sent"
    set_consent(session, side.herself, side.candidate, Purpose.ANONYMOUS_POOL, False)
    assert not side.candidate.shares_anonymously
    set_consent(session, side.herself, side.candidate, Purpose.SENSITIVE, True)
    set_consent(session, side.herself, side.candidate, Purpose.SENSITIVE, False)
    assert letters(session)[1:] == [
        ("consent_withdrawn", side.coach_email),
        ("sensitive_consent_withdrawn", side.coach_email),
    ]
    assert mail_address(session, side.candidate) is None
    with pytest.raises(Invalid):
        set_consent(session, side.herself, side.candidate, Purpose.MATCHING, False)


def test_requests_reach_her_coach_and_stay_in_the_audit(session: Session, side: Side) -> None:
    for text in ("", "  ", "x" * 2001, "a\x00"):
        with pytest.raises(Invalid) as refused:
            ask_correction(session, side.herself, side.candidate, text)
        assert set(refused.value.fields) == {"text"}
    ask_correction(session, side.herself, side.candidate, "Je n’ai plus le permis.")
    ask_erasure(session, side.herself, side.candidate, "")
    assert letters(session) == [
        ("correction_asked", side.coach_email),
        ("erasure_asked", side.coach_email),
    ]
    asked = requests(session, side.coach, side.candidate)
    assert [(one.kind, one.text) for one in asked] == [
        ("erasure", "Sans précision."),
        ("correction", "Je n’ai plus le permis."),
    ]
    assert session.scalar(select(func.count()).select_from(AuditDetail)) == 2


def test_without_a_coach_the_managers_are_told(session: Session, side: Side) -> None:
    side.candidate.coach = None
    session.flush()
    manager = keepers(session, side.candidate)
    assert [person.id for person in manager] == [side.manager.person_id]
    alone = a_candidate(session, side.candidate.structure)
    assert alone.coach is None
    for person in manager:
        person.roles = ["coach"]
    session.flush()
    found = {person.id for person in keepers(session, alone)}
    assert found == {side.coach.person_id, side.colleague.person_id, side.manager.person_id}


def test_letters_to_professionals_do_not_name_her(session: Session, side: Side) -> None:
    ask_correction(session, side.herself, side.candidate, "Une faute.")
    (letter,) = mails(session)
    assert letter.facts["reference"] == side.candidate.reference
    assert "Benali" not in str(letter.facts)
    assert letter.about_candidate_id == side.candidate.id

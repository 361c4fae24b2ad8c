"""How long a person is kept: notice first, a contact keeps her, then she goes; and what a night does."""

from __future__ import annotations

import json
import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm import Session, sessionmaker

from matching import chores, history
from matching.actor import SYSTEM, Actor, Role
from matching.audit.events import Act, AuditEvent
from matching.chores import Chore, ChoreRun
from matching.consents import consents
from matching.consents.tables import ConsentRecord, PersonalLink
from matching.consents.terms import Purpose
from matching.db import transaction
from matching.errors import Conflict, Forbidden, Invalid
from matching.history import FieldChange
from matching.journey.referrals.tables import Referral
from matching.letters import OutgoingMail
from matching.listing import all_rows
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.people.life import actor_of
from matching.pool.people.tables import AccountRequest
from matching.pool.structures.tables import Structure
from matching.privacy import retention
from matching.privacy.corrections.tables import CorrectionRequest
from matching.privacy.tables import RetentionNotice
from matching.ranking.log.tables import RankingEntry
from matching.steering.statistics import AnonymousStatistic
from seeds.demo.history.silence import let_some_fall_due
from tests.world.builders import (
    a_candidate,
    a_coach,
    a_job,
    a_person,
    a_structure,
    a_territory,
    an_employer,
)
from tests.world.places import load_reference
from tests.world.privacy import an_entry
from tests.world.site import SiteRuntime
from tests.world.traces import acts, mails
from webapp.accounts.tables import Account, Invitation, SignIn
from webapp.cli import main
from webapp.cli.answers import nightly_as_text
from webapp.operations import nightly

Sessions = sessionmaker[Session]
LAST = date(2024, 3, 31)
TWO_YEARS = date(2026, 3, 31)


def a_silent_person(session: Session, structure: Structure, **fields: Any) -> Candidate:
    """Nobody has heard of her since LAST."""
    row = a_candidate(session, structure, **fields)
    silence(session, row)
    return row


def silence(session: Session, row: Candidate) -> None:
    session.flush()
    long_ago = datetime(2023, 1, 1, tzinfo=UTC)
    session.execute(
        update(Candidate)
        .where(Candidate.id == row.id)
        .values(created_at=long_ago, last_contact_on=LAST)
    )
    session.execute(update(FieldChange).values(at=long_ago))
    session.execute(update(ConsentRecord).values(at=long_ago))
    session.expire_all()


def until(session: Session, row: Candidate) -> date:
    return retention.kept_until(session, SYSTEM, row).until


def test_two_years_after_the_last_contact(session: Session, structure: Structure) -> None:
    row = a_silent_person(session, structure)
    assert until(session, row) == TWO_YEARS
    row.last_contact_on = None
    assert until(session, row) == date(2025, 1, 1)  # her first day is one
    row.last_contact_on = date(2024, 2, 29)
    assert until(session, row) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("months", "end"),
    [(24, TWO_YEARS), (6, date(2024, 9, 30)), (1, date(2024, 4, 30)), (99, TWO_YEARS)],
)
def test_a_structure_may_keep_less_but_never_more(
    session: Session, structure: Structure, months: int, end: date
) -> None:
    row = a_silent_person(session, structure)
    structure.retention_months = months
    assert until(session, row) == end


MOMENT = datetime(2025, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "what",
    [
        "link",
        "consent",
        "correction",
        "cv",
        "proposed",
        "agreed",
        "answered",
        "typed",
        "by herself",
    ],
)
def test_what_counts_as_a_contact(session: Session, structure: Structure, what: str) -> None:
    row = a_silent_person(session, structure)
    staff = a_person(session, Role.COACH, structure=structure)
    if what == "link":
        session.add(
            PersonalLink(
                candidate_id=row.id, token_sha256="0" * 64, expires_at=MOMENT, used_at=MOMENT
            )
        )
    elif what == "consent":
        session.add(
            ConsentRecord(
                candidate_id=row.id, purpose="mail", agreed=True, at=MOMENT, how="x", wording="y"
            )
        )
    elif what == "correction":
        session.add(
            CorrectionRequest(
                candidate_id=row.id, kind=what, text="x", received_at=MOMENT, due_on=MOMENT.date()
            )
        )
    elif what == "cv":
        session.add(Cv(candidate_id=row.id, version=1, filename="a", stored_as="b", kind="txt", size=1,
                       sha256="c", text="", uploaded_by_id=staff.id, uploaded_at=MOMENT))  # fmt: skip
    elif what in ("proposed", "agreed", "answered"):
        job = a_job(session, an_employer(session, structure.territory))
        moments = {"proposed_at": datetime(2024, 1, 1, tzinfo=UTC)} | {f"{what}_at": MOMENT}
        session.add(
            Referral(job_profile_id=job.id, candidate_id=row.id, proposed_by_id=staff.id, **moments)
        )
    else:
        actor = (
            actor_of(staff) if what == "typed" else Actor(None, frozenset(), candidate_id=row.id)
        )
        history.acting(session, actor)
        row.phone = "06 00 00 00 01"
        session.flush()
        session.execute(
            update(FieldChange).where(FieldChange.actor_kind != "system").values(at=MOMENT)
        )
    session.flush()
    assert until(session, row) == date(2027, 6, 1)


def test_what_does_not(session: Session, structure: Structure) -> None:
    """A link that was never used, another coach, a repair by the system, another person's news."""
    row = a_silent_person(session, structure)
    staff = a_person(session, Role.COACH, structure=structure)
    session.add(PersonalLink(candidate_id=row.id, token_sha256="0" * 64, expires_at=MOMENT))
    history.acting(session, actor_of(staff))
    row.coach_id = staff.id
    session.flush()
    history.acting(session, SYSTEM)
    row.skills = ["quai"]
    session.flush()
    history.acting(session, actor_of(staff))
    other = a_candidate(session, structure)
    other.phone = "06"
    session.flush()
    assert until(session, row) == TWO_YEARS


def test_notice_comes_thirty_days_before_and_a_contact_takes_it_back(
    session: Session, structure: Structure
) -> None:
    coach = a_coach(session, structure)
    row = a_silent_person(session, structure, coach_id=coach.person_id, email="f@exemple.fr")
    consents.note_consent(session, coach, row, Purpose.MAIL, True, how="en entretien")
    silence(session, row)
    assert retention.plan(session, date(2026, 2, 28)).tell == ()
    day = date(2026, 3, 1)
    assert retention.plan(session, day) == retention.Plan((row.id,), (), ())
    assert retention.tell(session, SYSTEM, [row.id], day) == 2
    assert retention.tell(session, SYSTEM, [row.id], day) == 0  # once
    posted = sorted(mails(session), key=lambda one: one.letter)
    assert [(one.letter, one.about_candidate_id) for one in posted] == [
        ("retention_list", None), ("retention_notice", row.id),
    ]  # fmt: skip
    assert posted[1].to == "f@exemple.fr"
    assert "Fatima" not in str(posted[0].facts)
    told = session.get_one(RetentionNotice, row.id)
    assert (told.told_on, told.erase_on) == (day, TWO_YEARS)
    assert retention.plan(session, date(2026, 3, 30)) == retention.Plan((), (), ())
    assert [one.candidate.id for one in all_rows(session, retention.falling_due(coach))] == [row.id]
    assert retention.plan(session, TWO_YEARS).erase == (row.id,)
    row.last_contact_on = date(2026, 3, 29)
    session.flush()
    assert retention.plan(session, TWO_YEARS) == retention.Plan((), (row.id,), ())
    assert retention.still_due(session, row.id, TWO_YEARS) is None
    retention.take_back(session, SYSTEM, [row.id])
    assert all_rows(session, retention.falling_due(coach)) == []


def test_without_her_consent_no_mail_reaches_her_and_without_a_coach_the_managers_know(
    session: Session, structure: Structure
) -> None:
    manager = a_person(session, Role.STRUCTURE_MANAGER, structure=structure)
    a_person(session, Role.STRUCTURE_MANAGER, structure=a_structure(session, structure.territory))
    rows = [a_silent_person(session, structure, email="f@exemple.fr") for _ in range(3)]
    assert retention.tell(session, SYSTEM, [row.id for row in rows], date(2026, 3, 1)) == 1
    (letter,) = mails(session)
    assert (letter.to, letter.facts) == (manager.email, {"people": 3, "first": "2026-03-31"})


def test_nobody_goes_who_was_not_told(session: Session, structure: Structure) -> None:
    """A job that slept for a year begins with the notice."""
    row = a_silent_person(session, structure)
    late = date(2027, 5, 1)
    assert retention.plan(session, late) == retention.Plan((row.id,), (), ())
    retention.tell(session, SYSTEM, [row.id], late)
    assert session.get_one(RetentionNotice, row.id).erase_on == date(2027, 5, 31)
    assert retention.plan(session, date(2027, 5, 30)).erase == ()
    assert retention.plan(session, date(2027, 5, 31)).erase == (row.id,)


def test_a_shorter_rule_gives_notice_first(session: Session, structure: Structure) -> None:
    row = a_silent_person(session, structure)
    structure.retention_months = 1
    session.flush()
    assert retention.plan(session, date(2024, 6, 1)) == retention.Plan((row.id,), (), ())


def test_a_contact_that_is_noted(session: Session, structure: Structure) -> None:
    coach = a_coach(session, structure)
    row = a_silent_person(session, structure, coach_id=coach.person_id)
    today = date(2026, 3, 10)
    retention.tell(session, SYSTEM, [row.id], today)
    for wrong in (today + timedelta(days=1), date(2020, 1, 1)):
        with pytest.raises(Invalid):
            retention.note_contact(session, coach, row, wrong, today=today)
    with pytest.raises(Forbidden):
        retention.note_contact(session, a_coach(session, structure), row, today, today=today)
    retention.note_contact(session, coach, row, date(2025, 1, 1), today=today)
    assert session.get(RetentionNotice, row.id) is None
    retention.note_contact(session, coach, row, date(2024, 12, 1), today=today)
    assert row.last_contact_on == date(2025, 1, 1)  # an older one takes nothing away


def test_who_may_do_what(session: Session, structure: Structure) -> None:
    coach = a_coach(session, structure)
    row = a_silent_person(session, structure, coach_id=coach.person_id)
    for act in (
        lambda: retention.tell(session, coach, [row.id], LAST),
        lambda: retention.take_back(session, coach, [row.id]),
        lambda: retention.set_rules(session, coach, structure, months=3, contact=""),
        lambda: retention.own_structure(session, coach),
        lambda: retention.falling_due(Actor(9, frozenset({Role.AUDITOR}))),
    ):
        with pytest.raises(Forbidden):
            act()
    manager = actor_of(a_person(session, Role.STRUCTURE_MANAGER, structure=structure))
    for months in (None, 0, 25):
        with pytest.raises(Invalid) as refused:
            retention.set_rules(session, manager, structure, months=months, contact="")
        assert "months" in refused.value.fields
    retention.set_rules(session, manager, structure, months=3, contact=" dpo@x.fr ")
    assert (structure.retention_months, structure.data_protection_contact) == (3, "dpo@x.fr")


# The night.


@pytest.fixture
def silent(site: SiteRuntime) -> int:
    """A person of whom nothing was heard since LAST, in the database and in the index."""
    with transaction(site.sessions) as session:
        load_reference(session)
        structure = a_structure(session, a_territory(session))
        a_person(session, Role.STRUCTURE_MANAGER, structure=structure)
        silent_id = a_silent_person(session, structure, wishes_text="Un quai").id
        a_candidate(session, structure, first_name="Awa", last_name="Diop")
    site.drain()
    return silent_id


NIGHT = datetime(2026, 3, 1, 3, tzinfo=UTC)


def test_a_month_of_nights(site: SiteRuntime, silent: int) -> None:
    tried = nightly.run(site, dry_run=True, now=NIGHT)
    assert tried["retention"] == {
        "told": 1, "kept": 0, "erased": 0, "people": {"tell": (silent,), "keep": (), "erase": ()},
    }  # fmt: skip
    with site.sessions() as session:
        assert session.scalar(select(func.count()).select_from(RetentionNotice)) == 0
        assert session.scalar(select(func.count()).where(AuditEvent.act == Act.MAINTAINED)) == 0
    first = nightly.run(site, now=NIGHT)
    assert first["failed"] == []
    assert (first["retention"]["told"], first["retention"]["letters"]) == (1, 1)
    again = nightly.run(site, now=NIGHT + timedelta(days=1))
    assert (again["retention"]["told"], again["retention"]["erased"]) == (0, 0)
    last = nightly.run(site, now=NIGHT + timedelta(days=30))
    assert (last["retention"]["erased"], last["failed"]) == (1, [])
    with site.sessions() as session:
        assert session.scalars(select(Candidate.first_name)).all() == ["Awa"]
        assert session.scalars(select(AnonymousStatistic.reason)).one() == "retention"
    assert site.check().clean
    assert site.check().documents == 1
    for path in site.index_folder.iterdir():
        assert b"Un quai" not in path.read_bytes()


def test_a_step_that_fails_does_not_stop_the_others(
    site: SiteRuntime, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> dict[str, Any]:
        raise ZeroDivisionError

    monkeypatch.setitem(nightly.STEPS, "retention", broken)
    done = nightly.run(site, now=NIGHT)
    assert done["failed"] == ["retention"]
    assert done["retention"] == {"error": "ZeroDivisionError"}
    assert done["sweep"]["index"] is True
    with site.sessions() as session:
        (noted,) = acts(session, Act.MAINTAINED)
        assert noted.facts["failed"] == ["retention"]
        failed = session.execute(
            select(ChoreRun.name, ChoreRun.figures).where(ChoreRun.failed).order_by(ChoreRun.id)
        )
        assert [tuple(row) for row in failed] == [
            ("retention", {"error": "ZeroDivisionError"}),
            ("night", {"failed": ["retention"]}),
        ]


def test_a_chore_that_fails_does_not_stop_the_others(
    site: SiteRuntime, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(session: Session, _now: datetime, _dry_run: bool) -> int:
        session.execute(delete(Candidate))
        raise ZeroDivisionError

    first, *rest = nightly.CHORES
    monkeypatch.setattr(nightly, "CHORES", (Chore(first.name, broken), *rest))
    done = nightly.run(site, now=NIGHT)
    assert done["failed"] == ["purge"]
    assert done["purge"] == {
        "error": "ZeroDivisionError", "links": 0, "sign_ins": 0, "invitations": 0, "requests": 0,
        "letter_files": 0,
    }  # fmt: skip
    assert "échec (ZeroDivisionError)" in nightly_as_text(done, False)
    with site.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Candidate)) == 2, "taken back"
        failed = session.scalars(select(ChoreRun.name).where(ChoreRun.failed).order_by(ChoreRun.id))
        assert failed.all() == ["letters", "purge", "night"]


def test_each_run_is_noted_when_it_ends(site: SiteRuntime, silent: int) -> None:
    nightly.run(site, dry_run=True, now=NIGHT)
    with site.sessions() as session:
        assert chores.ran(session, NIGHT.date()) == frozenset()
    done = nightly.run(site, now=NIGHT)
    with site.sessions() as session:
        runs = session.scalars(select(ChoreRun).order_by(ChoreRun.id)).all()
    assert [run.name for run in runs] == [
        "retention", "sweep", "letters", "links", "sign_ins", "invitations", "requests", "purge",
        "journals", "night",
    ]  # fmt: skip
    assert {run.night for run in runs} == {NIGHT.date()}
    assert not any(run.failed for run in runs)
    assert all(run.began_at <= run.ended_at for run in runs)
    figures = {run.name: run.figures for run in runs}
    assert figures["links"] == {"done": 0}
    assert {name: figures[name] for name in nightly.STEPS} == {
        name: done[name] for name in nightly.STEPS
    }


def test_a_night_that_was_cut_off_is_done_again(
    site: SiteRuntime, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> dict[str, Any]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setitem(nightly.STEPS, "journals", killed)
        with pytest.raises(KeyboardInterrupt):
            nightly.run(site, now=NIGHT)
    assert nightly.due(site, NIGHT)
    nightly.run(site, now=NIGHT)
    assert not nightly.due(site, NIGHT)


def test_one_night_at_a_time(site: SiteRuntime) -> None:
    with transaction(site.sessions) as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": nightly.NIGHT})
        with pytest.raises(Conflict, match="déjà en cours"):
            nightly.run(site, now=NIGHT)


def test_due_once_a_day_after_three_in_paris(site: SiteRuntime) -> None:
    winter = datetime(2026, 11, 25, 1, 59, tzinfo=UTC)  # 2:59 in Paris
    with time_machine.travel(winter, tick=False):
        assert not nightly.due(site, datetime.now(UTC))
    with time_machine.travel(winter + timedelta(minutes=1), tick=False):
        assert nightly.due(site, datetime.now(UTC))
        nightly.run(site)
        assert not nightly.due(site, datetime.now(UTC))
    evening = winter.replace(hour=22, minute=30)
    with time_machine.travel(evening, tick=False):
        assert not nightly.due(site, datetime.now(UTC))
    summer = datetime(2027, 7, 1, 1, 0, tzinfo=UTC)  # 3:00 in Paris
    assert nightly.due(site, summer)
    assert not nightly.due(site, summer - timedelta(minutes=1))


def test_old_things_are_purged(site: SiteRuntime, silent: int) -> None:
    now = datetime.now(UTC)
    old, recent = now - timedelta(days=100), now - timedelta(days=2)
    with transaction(site.sessions) as session:
        person = a_person(session, Role.COACH, structure=session.scalars(select(Structure)).one())
        account = Account(person=person, email=person.email, password="x", fs_uniquifier="x")
        session.add(account)
        session.flush()
        for number, at in enumerate((old, recent)):
            key = str(number) * 64
            session.add_all([
                OutgoingMail(to="a@b.fr", letter=f"sent {number}", created_at=at, due_at=at, sent_at=at),
                OutgoingMail(to="a@b.fr", letter=f"lost {number}", created_at=at, due_at=at),
                PersonalLink(candidate_id=silent, token_sha256=key, expires_at=at),
                PersonalLink(candidate_id=silent, token_sha256=key[:-1] + "u", expires_at=at,
                             used_at=old + timedelta(days=number), visit_until=old),
                SignIn(account_id=account.id, key_sha256=key, seen_at=at),
                Invitation(account_id=account.id, token_sha256=key, expires_at=at),
            ])  # fmt: skip
        for days, state in ((400, "refused"), (300, "refused"), (400, "pending"), (300, "pending")):
            at = now - timedelta(days=days)
            session.add(
                AccountRequest(
                    first_name="Paul", last_name="Schmitt", email="p@x.fr", employer_name="X", siret="1" * 14,
                    commune_insee="68066", asked_at=at, state=state,
                    decided_at=at if state == "refused" else None,
                )
            )  # fmt: skip
    folder = site.settings.var / "mails"
    folder.mkdir()
    for name, at in (("old.eml", old), ("recent.eml", recent)):
        (folder / name).write_text("x")
        os.utime(folder / name, (at.timestamp(),) * 2)
    tried = nightly.purge(site, now, True)
    done = nightly.purge(site, now, False)
    assert done == tried
    # The newest used link stays: that visit is her last contact.
    assert done == {
        "letters": 2,
        "links": 2,
        "sign_ins": 1,
        "invitations": 1,
        "requests": 2,
        "letter_files": 1,
    }
    with site.sessions() as session:
        assert session.scalars(select(OutgoingMail.letter).order_by(OutgoingMail.id)).all() == [
            "sent 1",
            "lost 1",
        ]
        assert session.scalar(select(func.count()).select_from(PersonalLink)) == 2
        assert session.scalar(select(func.count()).select_from(AccountRequest)) == 2
    assert [path.name for path in folder.iterdir()] == ["recent.eml"]


def test_old_rankings_go_and_the_audit_is_sealed(site: SiteRuntime, silent: int) -> None:
    now = datetime.now(UTC)
    with transaction(site.sessions) as session:
        for days in (1, 2000):
            entry = an_entry(question=f"{days} jours")
            entry.at = now - timedelta(days=days)
            session.add(entry)
    assert nightly.journals(site, now, True) == {"rankings": 1}
    assert nightly.journals(site, now, False)["rankings"] == 1
    with site.sessions() as session:
        assert session.scalars(select(RankingEntry.question)).all() == ["1 jours"]


def test_the_command_line(site: SiteRuntime, silent: int) -> None:
    runner = CliRunner()
    tried = runner.invoke(main, ["nightly", "--dry-run"], obj=site)
    assert tried.exit_code == 0, tried.output
    assert "rien n’a été changé" in tried.output
    counted = runner.invoke(main, ["privacy", "retention", "--dry-run", "--json"], obj=site)
    assert json.loads(counted.output)["told"] == 1
    done = runner.invoke(main, ["privacy", "retention"], obj=site)
    assert "1 avis d’échéance, 0 gardées" in done.output
    runner.invoke(main, ["privacy", "sweep"], obj=site)  # vectors of questions go each night
    swept = runner.invoke(main, ["privacy", "sweep", "--json"], obj=site)
    assert json.loads(swept.output) == {"files": 0, "vectors": 0, "documents": 0, "index": True}
    night = runner.invoke(main, ["nightly", "--json"], obj=site)
    assert json.loads(night.stdout.splitlines()[-1])["failed"] == []


def test_the_demo_has_files_that_fall_due(session: Session, structure: Structure) -> None:
    today = date(2026, 11, 23)
    for status in ("closed", "closed", "active", "placed"):
        a_candidate(session, structure, status=status)
    assert let_some_fall_due(session, today) == 3
    found = all_rows(session, retention.falling_due(SYSTEM))
    assert len(found) == 3
    for one in found:
        assert today < one.until <= today + retention.NOTICE
        assert one.told is not None
    assert retention.plan(session, today) == retention.Plan((), (), ())

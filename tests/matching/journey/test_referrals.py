"""Referrals: nothing reaches an employer before she agrees, nothing stays after it is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching import history
from matching.actor import SYSTEM, Actor
from matching.audit.events import Act
from matching.consents import consents
from matching.consents.tables import PersonalLink
from matching.consents.terms import Purpose
from matching.errors import Conflict, Forbidden, Invalid, NotFound
from matching.journey.referrals import life
from matching.journey.referrals.cards import preview, shown_to_employer
from matching.journey.referrals.life import disclose, employer_answer, note_answer, withdraw
from matching.journey.referrals.reading import (
    called,
    get_referral,
    list_applications,
    list_referrals,
    show_referral,
    steps_of,
)
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import ReferralState
from matching.listing import all_rows
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    LanguageData,
    MobilityData,
    add_certificate,
    add_education,
    add_experience,
    update_candidate,
)
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.tables import Person
from tests.world.places import COLMAR, NOW, TODAY
from tests.world.referrals import ANONYMOUS, NAMED, Side, a_side, agreed, answered, proposed
from tests.world.traces import acts, letters, mails
from tests.world.waiting import joined, until_blocked


def steps(session: Session, one: Referral) -> list[tuple[str, str]]:
    """What the audit says of it: the act, and the state then."""
    noted = acts(session, kind="referral", about=one.id)
    return [(event.act, event.facts["state"]) for event in noted]


# The steps.


def test_the_whole_way_from_proposal_to_interest(session: Session, side: Side) -> None:
    one = proposed(session, side)
    assert one.state == ReferralState.PROPOSED
    assert letters(session) == []  # she has not agreed to mails, and nobody else need know
    answered(session, side.herself, one, disclosure=NAMED)
    assert (one.state, one.disclosure, one.agreed_noted_by_id) == ("agreed", "named", None)
    assert one.agreed_how == "espace personnel"
    employer_answer(session, side.contact, one, interested=True, text="Vendredi à 9 h ?", now=NOW)
    assert (one.state, one.reason, one.answer) == ("interested", "", "Vendredi à 9 h ?")
    assert letters(session) == [
        ("referral_transmitted", side.contact_email),
        ("referral_agreed", side.coach_email),
        ("employer_interested", side.coach_email),
    ]
    assert steps(session, one) == [
        ("created", "proposed"),
        ("decided", "agreed"),
        ("decided", "interested"),
    ]


def test_her_coach_notes_what_she_said_and_how(session: Session, side: Side) -> None:
    one = proposed(session, side)
    noted = {"agrees": True, "now": NOW, "today": TODAY}
    for how in ("", "  ", "x" * 121, "a\x00b"):
        with pytest.raises(Invalid) as refused:
            note_answer(session, side.coach, one, how=how, **noted)
        assert set(refused.value.fields) == {"how"}
    note_answer(session, side.coach, one, how="au téléphone", **noted)
    assert (one.state, one.agreed_how) == ("agreed", "au téléphone")
    assert one.agreed_noted_by_id == side.coach.person_id
    assert letters(session) == [("referral_transmitted", side.contact_email)]


def test_she_declines_with_or_without_a_reason_and_the_employer_never_knows(
    session: Session, side: Side
) -> None:
    one = proposed(session, side)
    answered(session, side.herself, one, agrees=False, reason="C’est trop loin.")
    assert (one.state, one.answer) == ("declined", "C’est trop loin.")
    assert letters(session) == [("referral_declined", side.coach_email)]
    with pytest.raises(NotFound):
        get_referral(session, side.contact, one.id)


WRONG = {
    ReferralState.PROPOSED: {"employer"},
    ReferralState.DECLINED: {"agree", "disclose", "employer", "withdraw"},
    ReferralState.WITHDRAWN: {"agree", "decline", "disclose", "employer"},
    ReferralState.AGREED: {"agree", "decline", "propose"},
    ReferralState.INTERESTED: {"agree", "decline", "propose"},
    ReferralState.REFUSED: {"agree", "decline", "propose", "disclose"},
}
"""The acts that each state refuses."""


@pytest.mark.parametrize("state", list(WRONG))
def test_wrong_steps_are_refused_from_every_state(
    session: Session, side: Side, state: ReferralState
) -> None:
    one = proposed(session, side)
    one.state = state
    session.flush()
    tries: dict[str, Callable[[], object]] = {
        "agree": lambda: answered(session, side.herself, one, disclosure=NAMED),
        "decline": lambda: answered(session, side.herself, one, agrees=False),
        "disclose": lambda: disclose(session, side.herself, one, NAMED, now=NOW),
        "employer": lambda: employer_answer(
            session, side.contact, one, interested=False, reason="filled", now=NOW
        ),
        "withdraw": lambda: withdraw(session, side.herself, one, now=NOW),
        "propose": lambda: proposed(session, side, message="Encore une fois"),
    }
    refused = set()
    for name, act in tries.items():
        nested = session.begin_nested()
        try:
            act()
        except (Conflict, Forbidden):
            refused.add(name)
        nested.rollback()
        session.refresh(one)
    wrong = WRONG[state] | ({"disclose", "propose"} if state == ReferralState.PROPOSED else set())
    assert refused == wrong


def test_declined_may_be_proposed_again_as_if_new(session: Session, side: Side) -> None:
    one = agreed(session, side, NAMED)
    withdraw(session, side.herself, one, reason="J’hésite", now=NOW)
    again = proposed(session, side, message="Les horaires ont changé.")
    assert again is one
    assert (one.state, one.disclosure, one.agreed_at, one.answer) == (
        "proposed", "anonymous", None, "",
    )  # fmt: skip
    with pytest.raises(NotFound):
        get_referral(session, side.contact, one.id)


def test_only_open_jobs_and_people_who_look_for_work(session: Session, side: Side) -> None:
    side.candidate.status = CandidateStatus.PAUSED
    with pytest.raises(Conflict, match="pas en recherche"):
        proposed(session, side)
    side.candidate.status = CandidateStatus.ACTIVE
    side.job.valid_until = date(2026, 11, 22)
    with pytest.raises(Conflict, match="plus ouvert"):
        proposed(session, side)
    side.job.valid_until = TODAY
    one = proposed(session, side)
    set_status(session, SYSTEM, side.job, JobStatus.FILLED)
    with pytest.raises(Conflict, match="rien n’est transmis"):
        answered(session, side.herself, one)
    assert one.state == "proposed"


def test_a_presentation_is_needed_and_texts_have_an_end(session: Session, side: Side) -> None:
    for words, field in (
        ({"presentation": " "}, "presentation"),
        ({"presentation": "x" * 2001}, "presentation"),
        ({"message": "x" * 2001}, "message"),
        ({"message": "a\x00"}, "message"),
    ):
        with pytest.raises(Invalid) as refused:
            proposed(session, side, **words)
        assert set(refused.value.fields) == {field}
    assert session.scalar(select(func.count()).select_from(Referral)) == 0


def test_an_employer_who_refuses_gives_a_reason_of_the_list(session: Session, side: Side) -> None:
    one = agreed(session, side)
    for reason in ("", "age", "trop vieille"):
        with pytest.raises(Invalid) as refused:
            employer_answer(session, side.contact, one, interested=False, reason=reason, now=NOW)
        assert set(refused.value.fields) == {"reason"}
    employer_answer(
        session, side.contact, one, interested=False, reason="schedule", text=" Le soir. ", now=NOW
    )
    assert (one.state, one.reason, one.answer) == ("refused", "schedule", "Le soir.")
    employer_answer(session, side.contact, one, interested=True, now=NOW)
    assert (one.state, one.reason) == ("interested", "")  # who refused by mistake may correct it


# Who may.


def test_each_act_is_for_those_whom_it_concerns(session: Session, side: Side) -> None:
    def propose(actor: Actor) -> object:
        return life.propose(
            session, actor, job=side.job, candidate=side.candidate, message="", presentation="x",
            now=NOW, today=TODAY,
        )  # fmt: skip

    everybody = {name: one for name, one in vars(side).items() if isinstance(one, Actor)}
    everybody |= {"system": SYSTEM, "nobody": Actor(None, frozenset())}
    one = agreed(session, side)
    acts: dict[str, tuple[Callable[[Actor], object], set[str]]] = {
        "propose": (propose, {"coach", "manager"}),
        "answer": (lambda a: answered(session, a, one), {"herself"}),
        "note": (
            lambda a: note_answer(session, a, one, agrees=True, how="x", now=NOW, today=TODAY),
            {"coach", "manager"},
        ),
        "disclose": (
            lambda a: disclose(session, a, one, NAMED, how="x", now=NOW),
            {"coach", "manager", "herself"},
        ),
        "withdraw": (
            lambda a: withdraw(session, a, one, now=NOW),
            {"coach", "manager", "herself", "system"},
        ),
        "employer": (
            lambda a: employer_answer(session, a, one, interested=True, now=NOW),
            {"contact"},
        ),
        "card": (
            lambda a: shown_to_employer(session, a, one, today=TODAY),
            {"contact"},
        ),
        "see": (
            lambda a: get_referral(session, a, one.id),
            {"coach", "colleague", "manager", "herself", "contact", "developer", "system"},
        ),
        "preview": (
            lambda a: preview(session, a, one, NAMED, today=TODAY),
            {"coach", "colleague", "manager", "herself", "system"},
        ),
        "steps": (
            lambda a: steps_of(session, a, one),
            {"coach", "colleague", "manager", "herself", "system"},
        ),
    }
    for name, (act, expected) in acts.items():
        allowed = set()
        for who, actor in everybody.items():
            nested = session.begin_nested()
            try:
                act(actor)
                allowed.add(who)
            except (Forbidden, NotFound):
                pass
            except Conflict:
                allowed.add(who)  # allowed, at another moment
            nested.rollback()
            session.refresh(one)
        assert allowed == expected, name


def test_lists_show_what_pages_show(session: Session, side: Side) -> None:
    everybody = [one for one in vars(side).values() if isinstance(one, Actor)]
    one = proposed(session, side)
    for state in ReferralState:
        one.state = state
        session.flush()
        for actor in everybody:
            on_list = is_listed(session, actor, one)
            try:
                get_referral(session, actor, one.id)
                on_page = True
            except NotFound:
                on_page = False
            assert on_list == on_page, (state, actor)
    assert all_rows(session, list_referrals(side.coach, mine=True)) == [one]
    assert all_rows(session, list_referrals(side.colleague, mine=True)) == []
    assert all_rows(session, list_referrals(side.coach, states=["agreed"])) == []


def is_listed(session: Session, actor: Actor, one: Referral) -> bool:
    """Whether it is on the list of referrals, or of applications where she hires."""
    try:
        kind = list_applications if actor.hires else list_referrals
        return all_rows(session, kind(actor)) == [one]
    except Forbidden:
        return False


def test_developers_follow_without_the_name(session: Session, side: Side) -> None:
    one = agreed(session, side, NAMED)
    assert called(side.developer, one) == side.candidate.reference
    assert called(side.contact, one) == "Fatima Benali"
    assert called(side.coach, one) == "Fatima Benali"
    disclose(session, side.herself, one, ANONYMOUS, now=NOW)
    assert called(side.contact, one) == side.candidate.reference


# Letters.


def test_she_is_written_to_only_if_she_agrees_to_mails(session: Session, side: Side) -> None:
    consents.note_consent(
        session, side.herself, side.candidate, Purpose.MAIL, True, how="en entretien"
    )
    one = proposed(session, side)
    assert letters(session) == [("referral_proposed", "fatima@vivier.test")]
    (letter,) = mails(session)
    assert letter.about_candidate_id == side.candidate.id
    link = session.scalars(select(PersonalLink)).one()
    assert len(letter.facts["token"]) > 40
    assert letter.facts["token"] not in (link.token_sha256, str(link.id))
    answered(session, side.herself, one)
    employer_answer(session, side.contact, one, interested=True, now=NOW)
    assert letters(session)[-1] == ("referral_wanted", "fatima@vivier.test")


def test_a_refusal_is_not_written_to_her_her_coach_tells_her(session: Session, side: Side) -> None:
    consents.note_consent(session, side.herself, side.candidate, Purpose.MAIL, True, how="x")
    one = agreed(session, side)
    before = len(letters(session))
    employer_answer(session, side.contact, one, interested=False, reason="skills", now=NOW)
    assert letters(session)[before:] == [("employer_refused", side.coach_email)]


def test_the_employer_is_told_that_it_is_over_only_if_he_knew_of_it(
    session: Session, side: Side
) -> None:
    one = proposed(session, side)
    withdraw(session, side.coach, one, now=NOW)
    assert letters(session) == []
    proposed(session, side, message="Encore")
    answered(session, side.herself, one)
    withdraw(session, side.herself, one, now=NOW)
    assert letters(session)[-2:] == [
        ("referral_withdrawn", side.contact_email),
        ("referral_taken_back", side.coach_email),
    ]


# Two at a time.


def test_two_clicks_are_one_step(session: Session, side: Side) -> None:
    one = proposed(session, side)
    assert proposed(session, side) is one
    answered(session, side.herself, one)
    answered(session, side.herself, one)
    for _ in range(2):
        disclose(session, side.herself, one, NAMED, now=NOW)
        employer_answer(session, side.contact, one, interested=True, now=NOW)
    for _ in range(2):
        withdraw(session, side.herself, one, now=NOW)
    assert [state for _, state in steps(session, one)] == [
        "proposed", "agreed", "agreed", "interested", "withdrawn",
    ]  # fmt: skip
    assert letters(session).count(("referral_transmitted", side.contact_email)) == 1


def test_she_withdraws_while_the_employer_answers(
    committed_sessions: sessionmaker[Session],
) -> None:
    """Whoever comes second meets what the first has made of it."""
    with committed_sessions() as session, session.begin():
        side = a_side(session)
        one = agreed(session, side)
    outcome: list[object] = []

    def answer() -> None:
        with committed_sessions() as other, other.begin():
            row = other.get_one(Referral, one.id)
            started.append(True)
            try:
                employer_answer(other, side.contact, row, interested=True, now=NOW)
                outcome.append("answered")
            except Conflict as error:
                outcome.append(error)

    started: list[bool] = []
    with committed_sessions() as session, session.begin():
        row = session.get_one(Referral, one.id)
        withdraw(session, side.herself, row, now=NOW)
        second = Thread(target=answer)
        second.start()
        until_blocked(session, second)
        assert started, "it has read the row"
    joined(second)
    assert isinstance(outcome[0], Conflict)
    with committed_sessions() as session:
        assert session.get_one(Referral, one.id).state == "withdrawn"


def test_proposing_twice_at_the_same_moment_is_one_proposal(
    committed_sessions: sessionmaker[Session],
) -> None:
    with committed_sessions() as session, session.begin():
        side = a_side(session)

    def again(session: Session) -> Referral:
        return life.propose(
            session,
            side.coach,
            job=session.get_one(JobProfile, side.job.id),
            candidate=session.get_one(Candidate, side.candidate.id),
            message="m",
            presentation="p",
            now=NOW,
            today=TODAY,
        )

    failures: list[BaseException] = []

    def click() -> None:
        try:
            with committed_sessions() as session, session.begin():
                again(session)
        except BaseException as error:
            failures.append(error)

    with committed_sessions() as session, session.begin():
        again(session)
        second = Thread(target=click)
        second.start()
        until_blocked(session, second)
    joined(second)
    assert failures == []
    with committed_sessions() as session:
        assert session.scalar(select(func.count()).select_from(Referral)) == 1
        assert len(acts(session, kind="referral")) == 1


# What an employer reads.


def marked(session: Session, side: Side) -> tuple[dict[str, str], dict[str, str]]:
    """Sentinels in every column that a candidate has: (what must stay secret, what may be shown)."""
    row = side.candidate
    secret, shown = {}, {}
    for column in ("last_name", "street", "wishes_text", "constraints_text"):
        secret[column] = f"Secret{column.title().replace('_', '')}Xq"
        setattr(row, column, secret[column])
    row.first_name = secret["first_name"] = "Zorblatta"
    row.civility, row.birth_date, row.commune_insee = "Mme", date(1968, 2, 17), COLMAR
    row.avoided_conditions = ["heavy_loads"]
    row.skills = ["SkillShownXq"]
    shown["skill"] = "SkillShownXq"
    row.wished_romes, row.licences = ["N1101"], ["CE"]
    shown["trade"] = "Cariste"
    add_experience(
        session, SYSTEM, row,
        ExperienceData("TitleShownXq", "SecretEmployerXq", "SecretPlaceXq", 1987, 3, 2003, 2,
                       description="SecretDescriptionXq", rome="G1605"),
    )  # fmt: skip
    add_education(session, SYSTEM, row, EducationData("SecretDiplomaXq", "SecretLevelXq", 1986))
    add_certificate(session, SYSTEM, row, CertificateData("CertificateShownXq", 2011))
    obstacle = add_obstacle(
        session, SYSTEM, row, kind="debt", note="SecretObstacleXq", actions=["SecretActionXq"]
    )
    assert obstacle.id
    secret |= {
        "birth year": "1968", "employer": "SecretEmployerXq", "place": "SecretPlaceXq", "start": "1987",
        "end": "2003", "description": "SecretDescriptionXq", "diploma": "SecretDiplomaXq",
        "level": "SecretLevelXq", "diploma year": "1986", "certificate year": "2011",
        "obstacle": "SecretObstacleXq", "action": "SecretActionXq", "obstacle kind": "debt",
        "email": "fatima@vivier.test", "phone": "06 12 34 56 78",
        "civility": "Mme", "commune": COLMAR, "avoided": "heavy_loads",
    }  # fmt: skip
    shown |= {
        "title": "TitleShownXq",
        "certificate": "CertificateShownXq",
        "experience": "Plongeur",
    }
    session.flush()
    session.expire(row)
    return secret, shown


def test_the_card_holds_what_is_allowed_and_nothing_else(session: Session, side: Side) -> None:
    secret, shown = marked(session, side)
    words = f"{secret['first_name']} {secret['last_name']} est ponctuelle.\nRQTH, 58 ans, au RSA."
    one = proposed(session, side, presentation=words, message="SecretMessageXq")
    answered(session, side.herself, one)
    card = shown_to_employer(session, side.contact, one, today=TODAY)
    text = str(asdict(card))
    assert [name for name, value in secret.items() if value in text] == []
    assert [name for name, value in shown.items() if value not in text] == []
    assert card.called == side.candidate.reference
    for word in ("RQTH", "58", "RSA", "SecretMessageXq"):
        assert word not in text
    assert "est ponctuelle" in card.presentation


def test_the_named_card_adds_name_and_contact_only(session: Session, side: Side) -> None:
    secret, _ = marked(session, side)
    one = agreed(session, side, NAMED)
    card = shown_to_employer(session, side.contact, one, today=TODAY)
    told = {name for name, value in secret.items() if value in str(asdict(card))}
    assert told == {"first_name", "last_name", "email", "phone"}
    disclose(session, side.coach, one, ANONYMOUS, how="au téléphone", now=NOW)
    card = shown_to_employer(session, side.contact, one, today=TODAY)
    assert (card.name, card.phone, card.email) == (None, None, None)


def test_letters_hold_nothing_of_the_person(session: Session, side: Side) -> None:
    secret, _ = marked(session, side)
    one = agreed(session, side, NAMED)
    disclose(session, side.herself, one, ANONYMOUS, now=NOW)
    disclose(session, side.herself, one, NAMED, now=NOW)
    withdraw(session, side.herself, one, reason="SecretReasonXq", now=NOW)
    sent = [mail for mail in mails(session) if mail.to == side.contact_email]
    assert {letter.letter for letter in sent} == {
        "referral_transmitted", "referral_named", "referral_withdrawn",
    }  # fmt: skip
    for letter in sent:
        assert set(letter.facts) <= {"job_title", "referral_id"}
    to_coach = [mail for mail in mails(session) if mail.to == side.coach_email]
    assert [letter.letter for letter in to_coach] == [
        "referral_agreed", "name_taken_back", "name_given", "referral_taken_back",
    ]  # fmt: skip
    text = str([letter.facts for letter in to_coach])
    assert [name for name, value in secret.items() if value in text] == []


@pytest.mark.parametrize(
    ("data", "months"),
    [
        (ExperienceData("a", None, None, 2020, 1, 2020, 12), 12),
        (ExperienceData("a", None, None, 2020, 5, 2020, 5), 1),
        (ExperienceData("a", None, None, 2020, None, 2022, None), 24),
        (ExperienceData("a", None, None, 2020, None, 2020, None), 12),
        (ExperienceData("a", None, None, 2026, 9, None, None, True), 3),
        (ExperienceData("a", None, None, 1985, 1, 2024, 1), 121),
        (ExperienceData("a"), None),
        (ExperienceData("a", None, None, 2020, 1), None),
        (ExperienceData("a", None, None, 2027, 1, None, None, True), None),
    ],
)
def test_durations_tell_no_age(
    session: Session, side: Side, data: ExperienceData, months: int | None
) -> None:
    add_experience(session, SYSTEM, side.candidate, data)
    one = proposed(session, side)
    card = preview(session, side.herself, one, ANONYMOUS, today=TODAY)
    assert [done.months for done in card.experiences] == [months]


def test_the_way_to_work_is_told_by_her_own_perimeter(session: Session, side: Side) -> None:
    one = proposed(session, side)

    def told() -> bool | None:
        return preview(session, side.coach, one, ANONYMOUS, today=TODAY).within_reach

    def move(commune: str | None, *means: MobilityData) -> None:
        names = {"first_name": "Fatima", "last_name": "Benali"}
        data = CandidateData(**names, commune_insee=commune, mobility=means)
        update_candidate(session, SYSTEM, side.candidate, data)
        session.flush()

    assert told() is None
    move("67482", MobilityData("car", radius_km=20))
    assert told() is False  # Strasbourg – Colmar is more than 60 km
    move("67482", MobilityData("car", radius_km=80))
    assert told() is True
    move(None, MobilityData("car", radius_km=80))
    assert told() is None


def test_languages_and_hours_are_on_the_card(session: Session, side: Side) -> None:
    names = {"first_name": "Fatima", "last_name": "Benali"}
    data = CandidateData(
        **names, hours_min=20, hours_max=30, available_from=date(2026, 12, 1), slots=("evening",),
        days=("lun",), weekends=False, contracts=("CDI",),
        languages=(LanguageData("français", "B1"), LanguageData("arabe")),
    )  # fmt: skip
    update_candidate(session, SYSTEM, side.candidate, data)
    add_certificate(session, SYSTEM, side.candidate, CertificateData("SST", 2020, date(2022, 1, 1)))
    session.flush()
    one = proposed(session, side)
    card = preview(session, side.coach, one, ANONYMOUS, today=TODAY)
    assert (card.hours_min, card.hours_max, card.weekends) == (20, 30, False)
    assert card.available_from == date(2026, 12, 1)
    assert (card.contracts, card.slots, card.days) == (("CDI",), ("evening",), ("lun",))
    assert card.languages == ("arabe", "français (B1)")
    assert card.certificates == ()  # it has expired


def test_colleagues_preview_her_name_and_not_her_contact(session: Session, side: Side) -> None:
    side.candidate.phone, side.candidate.email = "06 12 34 56 78", "fatima@vivier.test"
    one = agreed(session, side, NAMED)
    for reader, phone, email in (
        (side.herself, side.candidate.phone, side.candidate.email),
        (side.coach, side.candidate.phone, side.candidate.email),
        (side.manager, side.candidate.phone, side.candidate.email),
        (side.colleague, None, None),
    ):
        card = preview(session, reader, one, NAMED, today=TODAY)
        assert (card.name, card.phone, card.email) == ("Fatima Benali", phone, email)


# How it went.


def test_the_steps_say_who_did_what(session: Session, side: Side) -> None:
    history.acting(session, side.coach)
    one = proposed(session, side)
    history.acting(session, side.herself)
    answered(session, side.herself, one, disclosure=NAMED)
    history.acting(session, side.contact)
    employer_answer(session, side.contact, one, interested=True, now=NOW)
    told = steps_of(session, side.coach, one)
    assert [(s.state, s.disclosure, s.herself) for s in told] == [
        ("proposed", "anonymous", False),
        ("agreed", "named", True),
        ("interested", None, False),
    ]
    assert [s.by and s.by.id for s in told] == [
        side.coach.person_id,
        None,
        side.contact.person_id,
    ]
    assert isinstance(told[0].by, Person)


def test_seeing_is_noted_by_how_much_one_saw(session: Session, side: Side) -> None:
    one = agreed(session, side)
    before = len(steps(session, one))
    show_referral(session, side.contact, one.id)
    assert steps(session, one)[before:] == [("saw_anonymous", "agreed")]
    disclose(session, side.herself, one, NAMED, now=NOW)
    show_referral(session, side.contact, one.id)
    assert steps(session, one)[-1] == ("saw", "agreed")
    all_rows(session, list_referrals(side.coach), Act.LISTED)
    (event,) = acts(session, Act.LISTED)
    assert event.facts == {"ids": [one.id], "count": 1}

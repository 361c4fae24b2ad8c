"""Asking to know who an anonymous profile is: who may, what each side sees, and what an answer opens and closes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM, Actor, Role, View
from matching.audit.events import Act, AuditDetail, AuditEvent
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
from matching.letters import OutgoingMail
from matching.listing import all_rows
from matching.pool.candidates.rights import view_of
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.pool.reference.terms import RequestState
from matching.pool.structures.tables import Structure
from tests.world.builders import (
    a_candidate,
    a_job,
    a_person,
    a_structure,
    a_territory,
    an_employer,
    load_reference,
)
from tests.world.site import TODAY, SignIn, World, filled_form
from tests.world.waiting import joined, until_blocked

DAY = date(2026, 11, 23)
WHY = "Un poste de plonge près de la gare."


@dataclass
class Scene:
    """`asker` is a coach elsewhere in the territory, `keeper` the person's own coach."""

    asker: Actor
    keeper: Actor
    manager: Actor
    colleague: Actor
    developer: Actor
    candidate: Candidate
    job: JobProfile
    structure: Structure


def a_scene(session: Session, *, coached: bool = True, managed: bool = True) -> Scene:
    load_reference(session)
    territory = a_territory(session)
    structure, elsewhere = a_structure(session, territory), a_structure(session, territory)
    keeper = a_person(session, Role.COACH, structure=structure)
    manager = a_person(
        session, Role.STRUCTURE_MANAGER, structure=structure if managed else elsewhere
    )
    candidate = a_candidate(session, structure, coach_id=keeper.id if coached else None)
    agree(session, candidate)
    return Scene(
        asker=actor_of(a_person(session, Role.COACH, structure=elsewhere)),
        keeper=actor_of(keeper),
        manager=actor_of(manager),
        colleague=actor_of(a_person(session, Role.COACH, structure=structure)),
        developer=actor_of(a_person(session, Role.EMPLOYMENT_DEVELOPER, territory=territory)),
        candidate=candidate,
        job=a_job(session, an_employer(session, territory)),
        structure=structure,
    )


def agree(session: Session, candidate: Candidate, agreed: bool = True) -> None:
    consents.note_consent(
        session, SYSTEM, candidate, Purpose.ANONYMOUS_POOL, agreed, how="en entretien"
    )


@pytest.fixture
def scene(session: Session) -> Scene:
    return a_scene(session)


def asked(session: Session, scene: Scene) -> AccessRequest:
    return ask(session, scene.asker, scene.candidate, message=f"  {WHY} ", job=scene.job)


def answered(
    session: Session, actor: Actor, request: AccessRequest, accepted: bool, answer: str = "Oui."
) -> AccessRequest:
    return decide(session, actor, request.id, accepted=accepted, answer=answer, today=DAY)


def knowing(session: Session, actor: Actor, today: date = DAY) -> Actor:
    """The actor as a request of that day knows her."""
    person = session.get_one(Person, actor.person_id)
    return actor_of(person, granted=granted_to(session, person, today))


def letters(session: Session) -> list[tuple[str, str]]:
    return [
        (mail.to, mail.letter)
        for mail in session.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
    ]


def noted(session: Session, act: Act) -> list[AuditEvent]:
    """What the audit holds of requests."""
    about = (AuditEvent.act == act, AuditEvent.subject_kind == "access_request")
    return list(session.scalars(select(AuditEvent).where(*about)))


def email_of(session: Session, actor: Actor) -> str:
    return session.get_one(Person, actor.person_id).email


def test_a_request_waits_with_its_reason_and_its_job(session: Session, scene: Scene) -> None:
    request = asked(session, scene)
    assert (request.state, request.message) == (RequestState.PENDING, WHY)
    assert request.job_profile is scene.job
    assert asked_ids(session, scene.asker) == {scene.candidate.id}
    assert view_of(knowing(session, scene.asker), scene.candidate) == View.ANONYMOUS
    assert letters(session) == [(email_of(session, scene.keeper), "access_asked")]
    (mail,) = session.scalars(select(OutgoingMail))
    assert mail.about_candidate_id == scene.candidate.id
    assert mail.facts["reference"] == scene.candidate.reference
    assert "Benali" not in str(mail.facts)
    assert WHY not in str(mail.facts)
    session.flush()
    (event,) = noted(session, Act.ASKED)
    assert event.facts == {
        "candidate_id": scene.candidate.id, "state": "pending", "job_id": scene.job.id,
    }  # fmt: skip
    assert session.get_one(AuditDetail, event.id).text == WHY


@pytest.mark.parametrize(("coached", "managed", "to"), [
    (True, True, "keeper"), (False, True, "manager"), (False, False, "coaches"),
])  # fmt: skip
def test_who_is_written_to(session: Session, coached: bool, managed: bool, to: str) -> None:
    scene = a_scene(session, coached=coached, managed=managed)
    asked(session, scene)
    wanted = {
        "keeper": [scene.keeper],
        "manager": [scene.manager],
        "coaches": [scene.keeper, scene.colleague],
    }[to]
    assert letters(session) == [(email_of(session, a), "access_asked") for a in wanted]


def test_only_coaches_who_see_the_profile_ask(session: Session, scene: Scene) -> None:
    far = actor_of(
        a_person(session, Role.COACH, structure=a_structure(session, a_territory(session, "57")))
    )
    for actor in (scene.keeper, scene.colleague, scene.developer, far, SYSTEM):
        with pytest.raises(Forbidden):
            ask(session, actor, scene.candidate, message=WHY)
    draft = a_job(session, scene.job.employer, published=False)
    with pytest.raises(Forbidden):
        ask(session, scene.asker, scene.candidate, message=WHY, job=draft)
    for message in ("", "  ", "x" * 1001, "a\x00b"):
        with pytest.raises(Invalid) as refused:
            ask(session, scene.asker, scene.candidate, message=message)
        assert set(refused.value.fields) == {"message"}
    agree(session, scene.candidate, False)
    with pytest.raises(Forbidden):
        asked(session, scene)
    assert session.scalar(select(func.count()).select_from(AccessRequest)) == 0
    assert letters(session) == []


def test_one_request_waits_at_a_time(session: Session, scene: Scene) -> None:
    first = asked(session, scene)
    with pytest.raises(Conflict):
        asked(session, scene)
    assert len(letters(session)) == 1
    answered(session, scene.keeper, first, accepted=False, answer="Elle ne souhaite pas.")
    assert asked(session, scene).id != first.id


def test_two_clicks_at_the_same_moment_are_one_request(
    committed_sessions: sessionmaker[Session],
) -> None:
    with committed_sessions() as session, session.begin():
        scene = a_scene(session)
    outcome: list[object] = []

    def click() -> None:
        try:
            with committed_sessions() as session, session.begin():
                row = session.get_one(Candidate, scene.candidate.id)
                outcome.append(ask(session, scene.asker, row, message="deux").id)
        except BaseException as error:
            outcome.append(error)

    with committed_sessions() as session, session.begin():
        row = session.get_one(Candidate, scene.candidate.id)
        ask(session, scene.asker, row, message="une")
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
        scene = a_scene(session)
        request_id = asked(session, scene).id
    outcome: list[object] = []

    def answer() -> None:
        try:
            with committed_sessions() as session, session.begin():
                outcome.append(
                    decide(session, scene.manager, request_id, accepted=True, answer="", today=DAY)
                )
        except BaseException as error:
            outcome.append(error)

    with committed_sessions() as session, session.begin():
        decide(session, scene.keeper, request_id, accepted=False, answer="Non.", today=DAY)
        second = Thread(target=answer)
        second.start()
        until_blocked(session, second)
    joined(second)
    assert [type(one) for one in outcome] == [Conflict]
    with committed_sessions() as session:
        assert session.scalars(select(AccessRequest.state)).all() == ["refused"]


@pytest.mark.parametrize("who", ["keeper", "manager"])
def test_a_yes_opens_what_colleagues_see_for_a_while(
    session: Session, scene: Scene, who: str
) -> None:
    request = asked(session, scene)
    answered(session, getattr(scene, who), request, accepted=True, answer=" Appelez-moi. ")
    session.refresh(request)
    assert (request.state, request.answer) == (RequestState.ACCEPTED, "Appelez-moi.")
    assert request.expires_on == DAY + timedelta(days=ACCESS_DAYS)
    assert request.decided_by_id == getattr(scene, who).person_id
    last = DAY + timedelta(days=ACCESS_DAYS)
    for day, view in ((DAY, View.MATCH), (last, View.MATCH), (last + timedelta(1), View.ANONYMOUS)):
        now = knowing(session, scene.asker, day)
        assert view_of(now, scene.candidate) == view
        held = access_until(session, now, scene.candidate)
        assert held == (last if view == View.MATCH else None)
    assert letters(session)[1:] == [(email_of(session, scene.asker), "access_answered")]
    (event,) = noted(session, Act.DECIDED)
    assert event.facts["state"] == "accepted"
    assert event.structure_id == scene.structure.id


def test_a_no_needs_a_reason_and_opens_nothing(session: Session, scene: Scene) -> None:
    request = asked(session, scene)
    for answer in ("", " \n", "x" * 1001):
        with pytest.raises(Invalid) as refused:
            answered(session, scene.keeper, request, accepted=False, answer=answer)
        assert set(refused.value.fields) == {"answer"}
    answered(session, scene.keeper, request, accepted=False, answer="Elle a trouvé.")
    assert view_of(knowing(session, scene.asker), scene.candidate) == View.ANONYMOUS
    for accepted in (True, False):
        with pytest.raises(Conflict):
            answered(session, scene.manager, request, accepted=accepted)


def test_only_those_who_keep_the_record_answer(session: Session, scene: Scene) -> None:
    request = asked(session, scene)
    with pytest.raises(Forbidden):  # she sees her own request and may not answer it
        answered(session, scene.asker, request, accepted=True)
    for actor in (scene.colleague, scene.developer):
        with pytest.raises(NotFound):
            answered(session, actor, request, accepted=True)
        with pytest.raises(NotFound):
            get_request(session, actor, request.id, today=DAY)
        assert count_waiting(session, actor) == 0
    with pytest.raises(NotFound):
        answered(session, scene.keeper, replace_id(request), accepted=True)


def replace_id(request: AccessRequest) -> AccessRequest:
    return AccessRequest(id=request.id + 1000)


@pytest.mark.parametrize("change", ["consent", "status", "moved"])
def test_what_is_no_longer_there_is_not_given(session: Session, scene: Scene, change: str) -> None:
    request = asked(session, scene)
    if change == "consent":
        agree(session, scene.candidate, False)
    elif change == "status":
        scene.candidate.status = "paused"
    else:
        request.asked_by.roles = [Role.EMPLOYER_CONTACT]
    session.flush()
    with pytest.raises(Conflict):
        answered(session, scene.keeper, request, accepted=True)
    assert answered(session, scene.keeper, request, accepted=False).state == "refused"


def test_an_access_is_taken_back_at_once(session: Session, scene: Scene) -> None:
    request = asked(session, scene)
    with pytest.raises(Conflict):
        end(session, scene.keeper, request.id, today=DAY)
    answered(session, scene.keeper, request, accepted=True)
    with pytest.raises(Forbidden):
        end(session, scene.asker, request.id, today=DAY)
    with pytest.raises(NotFound):
        end(session, scene.colleague, request.id, today=DAY)
    end(session, scene.manager, request.id, today=DAY)
    assert view_of(knowing(session, scene.asker), scene.candidate) == View.ANONYMOUS
    assert letters(session)[-1] == (email_of(session, scene.asker), "access_ended")
    with pytest.raises(Conflict):
        end(session, scene.keeper, request.id, today=DAY)
    asked(session, scene)  # she may ask again


def test_a_consent_that_is_withdrawn_takes_the_access_along(session: Session, scene: Scene) -> None:
    request = answered(session, scene.keeper, asked(session, scene), accepted=True)
    agree(session, scene.candidate, False)
    session.flush()
    now = knowing(session, scene.asker)
    assert now.granted == frozenset()
    assert view_of(now, scene.candidate) == View.NONE
    line = get_request(session, now, request.id, today=DAY)
    assert (line.holds, line.person) == (False, None)


def test_each_side_reads_its_own_list_with_what_it_may_know(session: Session, scene: Scene) -> None:
    request = asked(session, scene)

    def line(actor: Actor, today: date = DAY) -> RequestLine:
        return get_request(session, actor, request.id, today=today)

    assert count_waiting(session, scene.keeper) == 1
    assert count_waiting(session, scene.asker) == 0
    for actor, received, sent in (
        (scene.keeper, 1, 0), (scene.manager, 1, 0), (scene.asker, 0, 1), (scene.colleague, 0, 0),
    ):  # fmt: skip
        for listing, count in (
            (reading.received(actor, today=DAY), received),
            (reading.sent(actor, today=DAY), sent),
        ):
            assert len(all_rows(session, listing)) == count
    for service in (reading.received, reading.sent):
        with pytest.raises(Forbidden):
            service(scene.developer, today=DAY)
    theirs, own = line(scene.keeper), line(scene.asker)
    assert theirs.person == (scene.candidate.id, "Fatima Benali")
    assert (theirs.may_decide, theirs.may_end, theirs.is_own) == (True, False, False)
    assert (own.person, own.may_decide, own.is_own) == (None, False, True)
    assert own.job == (scene.job.id, scene.job.title)
    assert "Benali" not in repr(own)
    answered(session, scene.keeper, request, accepted=True)
    known = line(knowing(session, scene.asker))
    assert known.person == (scene.candidate.id, "Fatima Benali")
    assert (known.holds, line(scene.keeper).may_end) == (True, True)
    later = DAY + timedelta(days=ACCESS_DAYS + 1)
    past = line(knowing(session, scene.asker, later), later)
    assert (past.person, past.holds, past.may_end) == (None, False, False)


def test_a_choice_of_another_structure_stays_its_own(session: Session, scene: Scene) -> None:
    answered(session, scene.keeper, asked(session, scene), accepted=True)
    asker = knowing(session, scene.asker)
    pair: dict[str, Any] = {"job": scene.job, "candidate": scene.candidate}
    shortlist(session, scene.keeper, **pair, note="Entre nous")
    assert all_rows(session, entries_for_job(asker, scene.job)) == []
    assert entries_for_candidate(session, asker, scene.candidate) == []
    assert chosen_ids(session, asker, job=scene.job) == set()
    assert chosen_ids(session, asker, candidate=scene.candidate) == set()
    with pytest.raises(Conflict):
        shortlist(session, asker, **pair, note="Autre note")
    with pytest.raises(NotFound):
        withdraw(session, asker, **pair)
    entry = entry_for(session, scene.keeper, scene.job, scene.candidate)
    assert entry is not None
    assert entry.note == "Entre nous"
    withdraw(session, scene.keeper, **pair)
    shortlist(session, asker, **pair, note="Vue au forum")
    for reader in (asker, scene.keeper, scene.colleague):
        (seen,) = all_rows(session, entries_for_job(reader, scene.job))
        assert seen.note == "Vue au forum"
    gone = replace(asker, granted=frozenset())
    assert all_rows(session, entries_for_job(gone, scene.job)) == []
    both = replace(scene.developer, roles=frozenset({Role.EMPLOYMENT_DEVELOPER}))
    assert not may_choose(both, scene.job, scene.candidate)


# Pages.


@pytest.fixture
def code(world: World, sessions: sessionmaker[Session]) -> str:
    """The reference of Fatima, who agrees to be seen without her name."""
    with sessions() as session, session.begin():
        fatima = session.get_one(Candidate, world.candidates["fatima"])
        agree(session, fatima)
        return fatima.reference


def ask_for(stranger: FlaskClient, world: World, code: str) -> str:
    """Ask from a job; the address of the request."""
    address = f"/profils/{code}/demande?poste={world.jobs['washer']}"
    form = filled_form(stranger.get(address))
    sent = stranger.post(address, data=form | {"message": WHY})
    assert sent.location == "/demandes?liste=envoyees"
    listed = stranger.get(sent.location).text
    address = listed.split('href="/demandes/')[1].split('"')[0]
    return f"/demandes/{address}"


def test_a_request_from_the_profile_to_the_answer(sign_in: SignIn, world: World, code: str) -> None:
    stranger, coach = sign_in("stranger"), sign_in("coach")
    assert "en attente</span></span>" not in coach.get("/candidats/").text
    request = ask_for(stranger, world, code)
    page = stranger.get(request).text
    for words in (WHY, "Plonge du soir", f"le profil {code}", "Relais Emploi Colmar"):
        assert words in page
    for words in ("Benali", "Fatima", "Accepter"):
        assert words not in page
    assert "Demande envoyée" in stranger.get(f"/profils/{code}").text
    again = stranger.post(f"/profils/{code}/demande", data={"message": "encore"})
    assert again.status_code == 422
    assert "attend déjà une réponse" in again.text
    assert "encore" in again.text

    assert '<span class="count-badge">1<span' in coach.get("/candidats/").text
    received = coach.get("/demandes").text
    assert "Fatima Benali" in received
    assert "Louis Meyer" in received
    page = coach.get(request).text
    assert "Accepter pour 30 jours" in page
    refused = coach.post(f"{request}/refuser", data={"refuser-answer": " "})
    assert refused.status_code == 422
    assert "Indiquez pourquoi" in refused.text
    long = coach.post(f"{request}/accepter", data={"accepter-answer": "mot " * 300})
    assert long.status_code == 422
    assert "mot mot mot" in long.text
    assert coach.post(f"{request}/accepter", data={}).location == request
    assert "count-badge" not in coach.get("/candidats/").text

    her = f"/candidats/{world.candidates['fatima']}"
    page = stranger.get(her).text
    assert "vous fait connaître cette personne jusqu’au 23 décembre 2026" in page
    for words in ("Fatima Benali", "Plongeuse", "Camille Muller"):
        assert words in page
    for words in ("06 12 34 56 78", "Deux enfants", "Déposer un CV", "Modifier"):
        assert words not in page
    assert "BENALI" in stranger.get("/candidats/?suivi=ailleurs").text
    assert "BENALI" not in stranger.get("/candidats/?suivi=structure").text
    assert "BENALI" not in stranger.get("/candidats/").text
    assert stranger.get(f"{her}/modifier").status_code == 403

    late = coach.post(f"{request}/refuser", data={"refuser-answer": "Trop tard"})
    assert late.status_code == 422
    assert "a déjà reçu une réponse" in late.text
    assert coach.post(f"{request}/arreter").location == request
    assert "L’accès a été arrêté" in coach.get(request).text
    assert stranger.get(her).status_code == 404
    assert coach.post(f"{request}/arreter").location == request, "a second click says so"


def test_a_refusal_is_read_by_the_asker(sign_in: SignIn, world: World, code: str) -> None:
    stranger, manager = sign_in("stranger"), sign_in("manager")
    request = ask_for(stranger, world, code)
    manager.post(f"{request}/refuser", data={"refuser-answer": "Elle préfère <attendre>."})
    page = stranger.get(request).text
    assert "Refusée par Nadia Keller" in page
    assert "Elle préfère &lt;attendre&gt;." in page
    assert "Benali" not in page


def test_an_access_ends_with_its_last_day(
    sign_in: SignIn, world: World, code: str, sessions: sessionmaker[Session]
) -> None:
    stranger, coach = sign_in("stranger"), sign_in("coach")
    request = ask_for(stranger, world, code)
    coach.post(f"{request}/accepter", data={})
    with sessions() as session, session.begin():
        row = session.scalars(select(AccessRequest)).one()
        row.expires_on = TODAY - timedelta(days=1)
    assert stranger.get(f"/candidats/{world.candidates['fatima']}").status_code == 404
    page = stranger.get(request).text
    assert "Terminée" in page
    assert "Benali" not in page


@pytest.mark.parametrize("role", ["colleague", "developer", "contact", "administrator"])
def test_requests_of_others_do_not_exist(
    sign_in: SignIn, world: World, code: str, role: str
) -> None:
    request = ask_for(sign_in("stranger"), world, code)
    one = sign_in(role)
    assert one.get(request).status_code == 404
    for path, data in (
        ("accepter", {}), ("refuser", {"refuser-answer": "non"}), ("arreter", {}),
    ):  # fmt: skip
        assert one.post(f"{request}/{path}", data=data).status_code == 404


@pytest.mark.parametrize("message", ["", "\x00", "\ud800", "x" * 5000, "é\u202e" * 40])
def test_strange_messages_are_answered(
    sign_in: SignIn, world: World, code: str, message: str
) -> None:
    stranger = sign_in("stranger")
    data = {"message": message.encode("utf-8", "surrogatepass")}
    answer = stranger.post(f"/profils/{code}/demande", data=data)
    assert answer.status_code in (302, 422)

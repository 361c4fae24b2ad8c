"""Correcting a professional's name, address and roles: what changes with it, and what an administrator cannot do."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from matching.actor import SYSTEM, Role
from matching.audit.events import Act
from matching.errors import Conflict, VivierError
from matching.pool.candidates.tables import Candidate
from matching.pool.people.life import PersonData, admit_person
from matching.pool.people.tables import Person
from tests.webapp.accounts.test_accounts import (
    GOOD,
    account,
    asked_link,
    enters,
    invite,
    no_csrf,
    person_id,
)
from tests.world.site import PASSWORD, SignIn, World, hashed_password
from tests.world.traces import Noted, acts, facts_of_letters
from tests.world.waiting import joined, until_blocked
from webapp.accounts import keeping
from webapp.accounts.tables import Account

__all__ = ["no_csrf"]  # a fixture

Sessions = sessionmaker[Session]
COACH = {
    "first_name": "Camille",
    "last_name": "Muller",
    "email": "coach@vivier.test",
    "roles": ["coach"],
}
ADA = {"first_name": "Ada", "last_name": "Simon", "email": "administrator@vivier.test"}


def correct(one: FlaskClient, person: int, typed: dict[str, Any]) -> TestResponse:
    return one.post(f"/comptes/{person}/corriger", data=typed)


def row(sessions: Sessions, id_: int) -> Person:
    with sessions() as session:
        return session.get_one(Person, id_)


def changes(sessions: Sessions) -> list[Noted]:
    return acts(sessions, Act.CHANGED, kind="person")


def test_a_name_is_corrected_and_nothing_else(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one, coach, id_ = sign_in("administrator"), sign_in("coach"), world.people["coach"]
    assert f"/comptes/{id_}/corriger" in one.get(f"/comptes/{id_}").text
    page = one.get(f"/comptes/{id_}/corriger").text
    assert 'value="Muller"' in page
    assert "Rattachement : Relais Emploi Colmar" in page
    assert 'name="structure"' not in page, "nobody is moved"
    typed = COACH | {"first_name": "Camille-Rose", "last_name": "Müller", "phone": "03 89 00 00 00"}
    answer = correct(one, id_, typed)
    assert answer.location == f"/comptes/{id_}"
    page = one.get(answer.location).text
    assert "C’est corrigé." in page
    assert "Camille-Rose Müller" in page
    assert coach.get("/candidats/").status_code == 200, "her connections stay"
    (event,) = changes(sessions)
    assert event.facts == {"fields": ["first_name", "last_name", "phone"]}
    assert event.structure_id == world.structures["here"]
    assert "Rien n’a changé." in one.get(correct(one, id_, typed).location).text
    assert len(changes(sessions)) == 1
    with sessions() as session:
        assert session.get_one(Candidate, world.candidates["fatima"]).coach_id == id_


def test_a_new_address_is_the_one_to_sign_in_with(
    sign_in: SignIn, app: Flask, client: FlaskClient, sessions: Sessions, world: World
) -> None:
    one, coach, id_ = sign_in("administrator"), sign_in("coach"), world.people["coach"]
    forgotten = asked_link(client, sessions, "coach@vivier.test")
    assert correct(one, id_, COACH | {"email": " Camille@Vivier.TEST "}).status_code == 302
    assert row(sessions, id_).email == "Camille@vivier.test"
    assert coach.get("/candidats/").status_code == 302, "signed out"
    assert not enters(app.test_client(), "coach@vivier.test", PASSWORD)
    assert enters(app.test_client(), "camille@vivier.test", PASSWORD)
    assert client.get(forgotten).status_code == 302, "the link at the old address is worthless"
    told = facts_of_letters(sessions, "address_changed", to="coach@vivier.test")
    assert told == [{"first_name": "Camille"}], "and not where she is now"


def test_an_invitation_follows_the_address(
    app: Flask, sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one = sign_in("administrator")
    invite(one, roles=["auditor"], email="lae@vivier.test")
    (first,) = facts_of_letters(sessions, "invitation", to="lae@vivier.test")
    lea_id = person_id(sessions, "lae@vivier.test")
    typed = {"first_name": "Léa", "last_name": "Martin", "email": "lea@vivier.test", "roles": ["auditor"]}  # fmt: skip
    page = one.get(correct(one, lea_id, typed).location).text
    assert "Une nouvelle invitation part à l’adresse lea@vivier.test" in page
    assert not facts_of_letters(sessions, "address_changed", to="lae@vivier.test"), (
        "a stranger, perhaps"
    )
    assert app.test_client().get(f"/invitation/{first['token']}").status_code == 404
    (second,) = facts_of_letters(sessions, "invitation", to="lea@vivier.test")
    link = f"/invitation/{second['token']}"
    assert app.test_client().post(link, data={"password": GOOD, "again": GOOD}).status_code == 302
    assert enters(app.test_client(), "lea@vivier.test", GOOD)


def test_new_roles_hold_at_once_and_end_the_connections(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one, coach, id_ = sign_in("administrator"), sign_in("coach"), world.people["coach"]
    assert correct(one, id_, COACH | {"roles": ["coach", "structure_manager"]}).status_code == 302
    assert coach.get("/candidats/").status_code == 302
    assert sign_in("coach").get("/journaux/").status_code == 200
    (event,) = changes(sessions)
    assert event.facts == {"fields": ["roles"], "roles": ["coach", "structure_manager"]}
    with sessions() as session:
        assert session.get_one(Candidate, world.candidates["fatima"]).coach_id == id_


def test_who_leaves_a_structure_leaves_its_people(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    one, id_ = sign_in("administrator"), world.people["coach"]
    assert correct(one, id_, COACH | {"roles": ["auditor"]}).status_code == 302
    camille = row(sessions, id_)
    assert (camille.roles, camille.structure_id) == (["auditor"], None)
    assert changes(sessions)[-1].structure_id == world.structures["here"], "its manager reads of it"
    with sessions() as session:
        assert session.get_one(Candidate, world.candidates["fatima"]).coach_id is None
    assert sign_in("colleague").get(f"/candidats/{world.candidates['fatima']}").status_code == 200


def test_a_new_role_comes_with_its_place(sign_in: SignIn, sessions: Sessions, world: World) -> None:
    one, id_ = sign_in("administrator"), world.people["auditor"]
    odile = {"first_name": "Odile", "last_name": "Blanc", "email": "auditor@vivier.test"}
    answer = correct(one, id_, odile | {"roles": ["auditor", "coach"]})
    assert answer.status_code == 422
    assert "appartient à une structure" in answer.text
    place = {"structure": str(world.structures["here"])}
    assert correct(one, id_, odile | {"roles": ["auditor", "coach"]} | place).status_code == 302
    assert row(sessions, id_).structure_id == world.structures["here"]


def test_nobody_is_moved_to_another_structure(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    """Her past acts would move with her, and be read there."""
    one, id_ = sign_in("administrator"), world.people["coach"]
    typed = COACH | {"first_name": "Rose", "structure": str(world.structures["elsewhere"])}
    assert correct(one, id_, typed).status_code == 302
    assert row(sessions, id_).structure_id == world.structures["here"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"first_name": " "}, "Indiquez le prénom"),
        ({"email": "pas une adresse"}, "pas valable"),
        ({"email": "COLLEAGUE@vivier.test"}, "déjà connue"),
        ({"roles": []}, "au moins un rôle"),
        ({"roles": ["pirate"]}, "au moins un rôle"),
        ({"roles": ["coach", "employer_contact"]}, "ne doit pas voir le vivier"),
        ({"roles": ["employment_developer"]}, "a un territoire"),
        ({"last_name": "x" * 301}, "trop long"),
        ({"last_name": "\x00"}, "illisible"),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(
    sign_in: SignIn, sessions: Sessions, world: World, typed: dict[str, Any], words: str
) -> None:
    coach, id_ = sign_in("coach"), world.people["coach"]
    answer = correct(sign_in("administrator"), id_, COACH | {"job_title": "Cheffe Xtypedx"} | typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Xtypedx" in answer.text
    assert row(sessions, id_).full_name == "Camille Muller"
    assert not changes(sessions)
    assert coach.get("/candidats/").status_code == 200


def test_nobody_changes_her_own_roles(sign_in: SignIn, sessions: Sessions, world: World) -> None:
    one, own = sign_in("administrator"), world.people["administrator"]
    page = one.get(f"/comptes/{own}/corriger").text
    assert 'name="roles"' not in page
    assert "demandez à un autre administrateur" in page
    place = {"structure": str(world.structures["here"])}
    typed = ADA | {"last_name": "Simon-Roth", "roles": ["coach"]} | place
    assert correct(one, own, typed).status_code == 302
    ada = row(sessions, own)
    assert (ada.last_name, ada.roles, ada.structure_id) == ("Simon-Roth", ["administrator"], None)
    assert one.get("/comptes/").status_code == 200


def test_the_last_administrator_stays_one(app: Flask, sessions: Sessions, world: World) -> None:
    """Even for who is not held by her own roles."""
    data = PersonData("Ada", "Simon", "administrator@vivier.test", (Role.AUDITOR,))
    with app.app_context(), sessions() as session:
        ada = session.get_one(Person, world.people["administrator"])
        with pytest.raises(Conflict, match="dernier compte"):
            keeping.correct(session, SYSTEM, ada, data)


def test_two_who_take_the_role_from_each_other_leave_one(
    app: Flask, committed_sessions: Sessions
) -> None:
    with committed_sessions() as session, session.begin():
        for name in ("ada", "zoe"):
            data = PersonData(name, "Simon", f"{name}@vivier.test", (Role.ADMINISTRATOR,))
            person = admit_person(session, SYSTEM, data)
            session.add(
                Account(
                    person=person, email=person.email, password=hashed_password(app),
                    fs_uniquifier=f"session of {name}",
                )
            )  # fmt: skip

    def take_from(session: Session, name: str) -> None:
        person = session.scalars(select(Person).where(Person.first_name == name)).one()
        data = PersonData(name, "Simon", person.email, (Role.AUDITOR,))
        keeping.correct(session, SYSTEM, person, data)

    outcome: list[VivierError | None] = []

    def second() -> None:
        with app.app_context(), committed_sessions() as session, session.begin():
            try:
                take_from(session, "ada")
                outcome.append(None)
            except VivierError as error:
                outcome.append(error)

    other = Thread(target=second)
    with app.app_context(), committed_sessions() as session, session.begin():
        take_from(session, "zoe")
        other.start()
        until_blocked(session, other)
    joined(other)
    assert [type(one) for one in outcome] == [Conflict]
    with committed_sessions() as session:
        held = session.scalars(select(Person.first_name).where(Person.roles == ["administrator"]))
        assert held.all() == ["ada"]


@pytest.mark.parametrize("name", ["developer", "manager", "auditor", "contact"])
def test_only_administrators_correct(
    sign_in: SignIn, sessions: Sessions, world: World, name: str
) -> None:
    one, id_ = sign_in(name), world.people["contact"]
    paul = {"first_name": "Saul", "last_name": "Schmitt", "email": "contact@vivier.test"}
    assert one.get(f"/comptes/{id_}/corriger").status_code == 403
    assert correct(one, id_, paul | {"roles": ["employer_contact"]}).status_code == 403
    assert row(sessions, id_).first_name == "Paul"
    assert account(sessions, "contact@vivier.test").email == "contact@vivier.test"
    if name == "developer":
        assert "corriger" not in one.get(f"/comptes/{id_}").text

"""Recording employers: SIRET, address, and who may."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Actor, Role
from matching.errors import Conflict, Forbidden, Invalid, NotFound
from matching.listing import all_rows
from matching.pool.employers.life import (
    EmployerData,
    create_employer,
    get_employer,
    list_employers,
    list_to_write_for,
    siret_digits,
)
from matching.pool.people.life import actor_of
from matching.pool.structures.tables import Territory
from tests.world.builders import a_coach, a_person, a_siret, a_structure, a_territory, an_employer
from tests.world.places import COLMAR

FARM = EmployerData("  Ferme du Kochersberg ", "552 100 554 00021", COLMAR, naf_code="10.71C")


@pytest.fixture
def developer(session: Session, territory: Territory) -> Actor:
    return actor_of(a_person(session, Role.EMPLOYMENT_DEVELOPER, territory=territory))


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("73282932000074", "73282932000074"),
        (" 732.829.320 00074\u00a0", "73282932000074"),
        ("73282932000075", None),
        ("732829320", None),
        ("", None),
        ("abc", None),
        ("7328293200007é", None),
        ("\x00", None),
    ],
)
def test_siret(typed: str, digits: str | None) -> None:
    assert siret_digits(typed) == digits


def test_the_builders_sirets_are_valid() -> None:
    assert len({siret_digits(a_siret()) for _ in range(50)} - {None}) == 50


def test_an_employer_is_of_the_developers_territory(
    session: Session, developer: Actor, territory: Territory
) -> None:
    row = create_employer(session, developer, FARM, territory_id=a_territory(session, "57").id)
    session.expire_all()
    assert (row.name, row.siret) == ("Ferme du Kochersberg", "55210055400021")
    assert row.territory_id == territory.id
    assert [p.commune_insee for p in row.places] == [COLMAR]
    with pytest.raises(Conflict):
        create_employer(session, developer, replace(FARM, name="Autre"))


def test_everything_that_is_wrong_with_an_employer_is_said_at_once(
    session: Session, developer: Actor
) -> None:
    wrong = EmployerData(
        "",
        "123",
        "\x00",
        street="r" * 201,
        naf_code="n" * 9,
        naf_version="v" * 17,
        size_band="s" * 33,
    )
    known = all_rows(session, list_employers(SYSTEM))
    with pytest.raises(Invalid) as refused:
        create_employer(session, developer, wrong)
    assert set(refused.value.fields) == {
        "name", "siret", "commune_insee", "street", "naf_code", "naf_version", "size_band",
    }  # fmt: skip
    assert all_rows(session, list_employers(SYSTEM)) == known


def test_who_knows_of_an_employer(session: Session, developer: Actor, territory: Territory) -> None:
    row = create_employer(session, developer, FARM)
    coach = a_coach(session, a_structure(session, territory))
    contact = actor_of(a_person(session, Role.EMPLOYER_CONTACT, employer=row))
    rival = actor_of(
        a_person(session, Role.EMPLOYER_CONTACT, employer=an_employer(session, territory))
    )
    abroad = a_coach(session, a_structure(session, a_territory(session, "57")))
    for actor in (coach, contact):
        assert get_employer(session, actor, row.id) is row
    assert row in all_rows(session, list_employers(coach))
    assert row in all_rows(session, list_to_write_for(contact))
    for actor in (rival, abroad):
        with pytest.raises(NotFound):
            get_employer(session, actor, row.id)
    assert row not in all_rows(session, list_employers(abroad))
    assert row not in all_rows(session, list_to_write_for(rival))
    with pytest.raises(Forbidden):
        list_employers(contact)
    with pytest.raises(Forbidden):
        list_to_write_for(coach)
    for actor in (coach, contact, rival):
        with pytest.raises(Forbidden):
            create_employer(session, actor, replace(FARM, siret=a_siret()))

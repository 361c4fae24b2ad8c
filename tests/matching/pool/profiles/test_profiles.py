"""Nothing that tells who a person is passes where her name may not be told: every column filled with words of
its own, and every page, list, reason and table searched for them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from matching.audit.events import Act
from matching.errors import NotFound
from matching.pool.candidates.life import (
    ExperienceData,
)
from matching.pool.candidates.tables import Candidate
from matching.pool.profiles.cards import anonymous_profile
from matching.pool.profiles.reading import get_profile
from matching.pool.profiles.terms import Ago
from matching.pool.profiles.veil import Veil, band, department_of
from tests.world.builders import a_candidate, a_coach, a_structure, a_territory
from tests.world.places import COLMAR, TODAY, load_reference
from tests.world.profiles import TOLD, fill, leaks
from tests.world.traces import acts

# Values.


@pytest.fixture
def person(session: Session) -> Candidate:
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    coach = a_coach(session, structure)
    assert coach.person_id is not None
    row = a_candidate(session, structure, coach_id=coach.person_id)
    return fill(session, row, coach.person_id)


def test_a_profile_holds_what_is_matched_and_nothing_that_identifies(
    session: Session, person: Candidate
) -> None:
    profile = anonymous_profile(session, person, TODAY)
    written = json.dumps(asdict(profile), default=str, ensure_ascii=False)
    assert leaks(written) == []
    for word in TOLD:
        assert word in written
    assert profile.reference == person.reference
    assert profile.department == "68"
    assert profile.available_from == date(2026, 12, 1)
    assert profile.trades == ("Plongeur / Plongeuse en restauration",)
    assert profile.wishes.startswith("Laver la vaisselle, pas trop loin de […] ni de […]")
    (experience,) = profile.experiences
    assert experience.title == "Plongeuse chez […] à […]"
    assert (experience.months, experience.ago) == (42, Ago.OVER_5)
    assert profile.certificates[0].expired
    assert profile.languages == (("français", "B1"),)


@pytest.mark.parametrize(
    ("dates", "months", "ago"),
    [
        ({"start_year": 2024, "start_month": 11, "current": True}, 25, Ago.CURRENT),
        ({"start_year": 2025, "start_month": 3, "end_year": 2025, "end_month": 3}, 1, Ago.UNDER_3),
        ({"start_year": 2026, "start_month": 1, "end_year": 2026, "end_month": 6}, 6, Ago.UNDER_1),
        ({"start_year": 2020, "end_year": 2022}, 24, Ago.UNDER_5),
        ({"start_year": 2022, "end_year": 2022}, 12, Ago.UNDER_5),
        ({"end_year": 2021, "end_month": 11}, None, Ago.OVER_5),
        ({}, None, None),
        ({"current": True}, None, Ago.CURRENT),
    ],
)  # fmt: skip
def test_how_long_and_how_long_ago(
    session: Session, dates: dict[str, Any], months: int | None, ago: Ago | None
) -> None:
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    row = a_candidate(session, structure, experiences=(ExperienceData("Plonge", **dates),))
    (told,) = anonymous_profile(session, row, TODAY).experiences
    assert (told.months, told.ago) == (months, ago)


def test_a_profile_of_nothing_is_a_profile(session: Session) -> None:
    load_reference(session)
    row = a_candidate(session, a_structure(session, a_territory(session)))
    profile = anonymous_profile(session, row, TODAY)
    assert (profile.department, profile.wishes, profile.experiences) == (None, "", ())


def test_the_veil_hides_whole_words_in_any_writing(session: Session) -> None:
    load_reference(session)
    row = a_candidate(
        session,
        a_structure(session, a_territory(session)),
        first_name="Léa",
        last_name="X",
        commune_insee=COLMAR,
        experiences=(ExperienceData("Vente", "L’Épi d’Or", "Le  Bonhomme"),),
    )
    veil = Veil(row, "Colmar")
    assert (
        veil.words("À l'epi d'or, puis au BONHOMME, à COLMAR") == "À […], puis au BONHOMME, à […]"
    )
    assert veil.words("au Le Bonhomme") == "au […]"
    assert veil.words("Colmarienne") == "Colmarienne"
    assert veil.words("x y") == "x y", "a single letter makes no holes"
    assert veil.hides("vers Colmar")
    assert not veil.hides("vers Obernai ")


def test_bands_and_departments() -> None:
    assert [band(km) for km in (0, 9, 10, 29, 49, 50, 400)] == [
        "moins de 10 km", "moins de 10 km", "10 à 20 km", "20 à 30 km", "30 à 50 km",
        "plus de 50 km", "plus de 50 km",
    ]  # fmt: skip
    codes = [department_of(insee) for insee in ("68066", "2A004", "97105", None, "")]
    assert codes == ["68", "2A", "971", None, None]


@pytest.mark.parametrize(
    "written", ["", "  ", "K7M2", "K7M2-Q9XB", "k7m2q9xb", "\x00", "é" * 9, "I0OU-AAAA"]
)
def test_an_unknown_reference_is_answered_like_a_forbidden_one(
    session: Session, person: Candidate, written: str
) -> None:
    stranger = a_coach(session, a_structure(session, a_territory(session, "57")))
    with pytest.raises(NotFound) as unknown:
        get_profile(session, stranger, written, today=TODAY)
    with pytest.raises(NotFound) as forbidden:
        get_profile(session, stranger, person.reference, today=TODAY)
    assert unknown.value.message == forbidden.value.message


def test_a_look_at_a_profile_is_noted_once(session: Session, person: Candidate) -> None:
    stranger = a_coach(session, a_structure(session, person.structure.territory))
    loose = person.reference.lower().replace("-", "")
    for written in (person.reference, loose, f" {person.reference} "):
        _, sight = get_profile(session, stranger, written, today=TODAY)
        assert (sight.named_id, sight.may_ask) == (None, True)
    noted = acts(session, Act.SAW_ANONYMOUS)
    assert [(n.subject_id, n.structure_id, n.actor_id) for n in noted] == [
        (person.id, person.structure_id, stranger.person_id)
    ]

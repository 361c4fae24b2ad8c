"""What a question in everyday words says: place, hours, contract, papers; and how rows answer it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from matching.ranking.certificates import certificate_codes
from matching.ranking.facts import Asked
from matching.ranking.findings import Finding, Likeness, compare
from matching.ranking.kinds import KINDS
from matching.ranking.question import (
    CERTAIN,
    LIKELY,
    about_job,
    about_person,
    asked_trade,
    read_question,
)
from matching.ranking.score import score
from tests.matching.ranking.test_findings import CASES, COLMAR, JOB, OBERNAI, TODAY, car, person
from tests.world.places import load_reference

ALSACE = ("67", "68")


@pytest.fixture(autouse=True)
def places(session: Session) -> None:
    load_reference(session)


@pytest.mark.parametrize(
    ("text", "slots", "contract", "weekends"),
    [
        ("quelqu’un pour la plonge le soir", {"evening"}, None, False),
        ("Cariste de NUIT en intérim", {"night"}, "interim", False),
        ("tôt le matin et en journée, CDI", {"morning", "day"}, "CDI", False),
        ("serveuse le samedi en saison", set(), "saisonnier", True),
        ("vente, week-end, apprentissage", set(), "apprentissage", True),
        ("un cuisinier", set(), None, False),
        ("minuit, bonsoir, matinal", set(), None, False),
    ],
)
def test_hours_and_contracts(
    session: Session, text: str, slots: set[str], contract: str | None, weekends: bool
) -> None:
    read = read_question(session, text, ALSACE)
    assert (read.slots, read.contract, read.weekends) == (slots, contract, weekends)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("plonge vers Colmar", "Colmar"),
        ("plonge près de colmar le soir", "Colmar"),
        ("ménage à Saint-Louis", "Saint-Louis"),
        ("ménage à St Louis", "Saint-Louis"),
        ("autour du Bonhomme", None),
        ("secteur Le Bonhomme", "Le Bonhomme"),
        ("former à la plonge sur le secteur, à pied, vers Strasbourg", "Strasbourg"),
        ("vers Colmar ou à Strasbourg", "Colmar"),
        ("vers Nulle-Part", None),
        ("quelqu’un de Colmar", None),
        ("à", None),
        ("", None),
    ],
)
def test_places_named(session: Session, text: str, name: str | None) -> None:
    place = read_question(session, text, ALSACE).place
    assert (place.name if place else None) == name


def test_a_name_is_looked_for_in_the_askers_territory(session: Session) -> None:
    for departments, insee in ((ALSACE, "68297"), (("57",), "57634")):
        place = read_question(session, "à Saint-Louis", departments).place
        assert place is not None
        assert place.insee == insee
    assert read_question(session, "à Colmar", ("57",)).place is None
    assert read_question(session, "à Colmar", ()).place is not None


@pytest.mark.parametrize(
    ("text", "licences"),
    [
        ("chauffeur permis B", ["B"]),
        ("permis ce ou permis c", ["CE", "C"]),
        ("permis PL", ["C"]),
        ("permis SPL vers Colmar", ["CE"]),
        ("permis AM, scooter", ["AM"]),
        ("avec le permis de conduire", []),
        ("permis d’exploitation", []),
        ("permis d'exploitation", []),
        ("permis à jour", []),
        ("permis de travail", []),
        ("permis e", []),
        ("sans permis", []),
        ("permis D", ["D"]),
        ("permis de", ["DE"]),
    ],
)
def test_licences(session: Session, text: str, licences: list[str]) -> None:
    asked = [a for a in read_question(session, text, ALSACE).asked if a.kind == "licence"]
    assert asked == [Asked("licence", code, None, True) for code in licences]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("quelqu’un pour la plonge le soir vers Colmar", "quelqu’un pour la plonge le soir"),
        ("cariste en CDI avec permis B", "cariste"),
        ("serveuse le week-end à Saint-Louis, CDD", "serveuse ,"),
        ("moniteur du permis de conduire", "moniteur du permis de conduire"),
        ("serveur avec permis d’exploitation", "serveur avec permis d’exploitation"),
        ("permis à jour, agent de quai", "permis à jour, agent de quai"),
        ("à Colmar", "à Colmar"),
        ("permis B", "permis B"),
        ("", ""),
    ],
)
def test_what_is_left_to_the_search_side(session: Session, text: str, rest: str) -> None:
    assert read_question(session, text, ALSACE).rest == rest


def test_certificates_are_asked_for_once(session: Session) -> None:
    read = read_question(session, "cariste avec CACES R489 cat 3 et SST, SST à jour", ALSACE)
    codes = [certificate_codes(a.code) for a in read.asked if a.kind == "certificate"]
    assert sorted(codes, key=sorted) == [{"CACES-R489-3"}, {"SST"}]


@pytest.mark.parametrize(
    "text", ["\x00", "a" * 5000, "à " * 500, "%_\\", "’'\"; DROP", "🙂 vers 🙂"]
)
def test_any_text_is_read(session: Session, text: str) -> None:
    assert read_question(session, text, ALSACE).text == text


def test_a_trade_is_taken_as_asked_when_its_reading_is_clear() -> None:
    assert asked_trade({}) is None
    assert asked_trade({"N1101": CERTAIN - 0.01}) is None
    assert asked_trade({"N1101": 0.7, "K2204": 0.7}) == "K2204"
    assert asked_trade({"N1101": 0.8, "K2204": 0.6}) == "N1101"


def test_only_what_was_asked_is_said_of_a_person(session: Session) -> None:
    plain = read_question(session, "cariste", ALSACE)
    dated = read_question(session, "cariste en CDI", ALSACE)
    told = {code for code, kind in KINDS.items() if kind.in_search}
    for case in CASES:
        kept = {f.kind for f in about_person(case.findings(), plain)}
        assert kept <= told - {"contract", "other_contract"}
        kept = {f.kind for f in about_person(case.findings(), dated)}
        assert kept == {f.kind for f in case.findings()} & told


def test_a_person_is_compared_with_the_question_as_with_a_job(session: Session) -> None:
    question = read_question(session, "cariste le soir vers Colmar, permis B", ALSACE)
    asked = question.as_job({"N1101": 0.9})
    assert (asked.rome, asked.slots, asked.point) == ("N1101", {"evening"}, COLMAR)
    near = person(slots=frozenset({"evening"}), licences=frozenset({"B"}), **car(10))
    far = replace(near, point=OBERNAI)
    told = {
        name: about_person(compare(who, asked, near={}, likeness=Likeness(), today=TODAY), question)
        for name, who in (("near", near), ("far", far))
    }
    assert {"within_reach", "slots", "licence"} <= {f.kind for f in told["near"]}
    assert score(0, told["near"], free=True) > score(0, told["far"], free=True)


def answer(
    session: Session, text: str, romes: dict[str, float] | None = None, **said: object
) -> list[Finding]:
    question = read_question(session, text, ALSACE)
    return about_job(question, romes or {}, replace(JOB, **said))  # type: ignore[arg-type]


def test_how_a_job_answers(session: Session) -> None:
    text = "cariste le soir vers Colmar en CDI"
    found = answer(
        session, text, {"N1101": 0.9}, slots=frozenset({"evening", "night"}), point=COLMAR
    )
    assert [(f.kind, f.tone) for f in found] == [
        ("asked_trade", "fit"), ("contract", "fit"), ("near_place", "fit"), ("slots", "fit"),
    ]  # fmt: skip
    assert found[-1].facts["slots"] == ["evening"]
    found = answer(
        session,
        text,
        {"N1101": LIKELY - 0.01},
        slots=frozenset({"day"}),
        point=OBERNAI,
        contract="CDD",
    )
    assert [(f.kind, f.tone) for f in found] == [
        ("other_contract", "lift"), ("far_from_place", "lift"), ("other_slots", "lift"),
    ]  # fmt: skip


def test_what_is_not_known_is_not_held_against_a_job(session: Session) -> None:
    text = "cariste le soir vers Colmar"
    assert answer(session, text, rome=None, point=None) == []


def test_all_places_around_are_equal_and_farther_ones_weigh_more(session: Session) -> None:
    def at(km: float) -> float:
        there = (COLMAR[0] + km / 111.2, COLMAR[1])
        return score(0, answer(session, "vers Colmar", point=there), free=True)

    assert at(0) == at(5) == at(19) > at(21) > at(30) > at(45) > at(60) == at(400)

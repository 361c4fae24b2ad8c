"""Depositing a CV and deciding what of it becomes part of a person's record, all on one screen."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from matching.pool.candidates.tables import Candidate, Cv, CvProposal
from matching.pool.candidates.terms import ProposalState
from tests.world.site import SignIn, SiteRuntime, World, filled_form
from webapp.pages.pool.cvs.forms import ReviewForm

TEXT = """Fatima BENALI
fatima.benali@exemple.test
06 99 99 99 99
68000 Colmar

EXPÉRIENCES
Mars 2021 – juin 2023 : Plongeuse, Winstub du Ladhof, Colmar
- Plonge et rangement de la cuisine
2018 – 2020 : Agente d'entretien, Résidence des Tilleuls, Sélestat
- Nettoyage des chambres

FORMATION
2019 : CAP cuisine

CERTIFICATS
SST obtenu en 2022
CACES R489 cat. 3 obtenu en 2023

PERMIS B, véhicule personnel

LANGUES
Arabe : courant
Anglais : notions

COMPÉTENCES
Mise en place, Respect des règles d'hygiène
"""


@pytest.fixture
def reading(runtime: SiteRuntime, monkeypatch: pytest.MonkeyPatch) -> SiteRuntime:
    """Trades are read by one rule instead of the model."""
    trades = [("G1605", 1.0)]
    monkeypatch.setattr(runtime, "read_trade", lambda title: trades if "longe" in title else [])
    return runtime


def deposit(coach: FlaskClient, world: World, text: str = TEXT, name: str = "cv.txt") -> Any:
    return coach.post(
        f"/candidats/{world.candidates['fatima']}/cv",
        data={"file": (io.BytesIO(text.encode()), name)},
        content_type="multipart/form-data",
    )


@pytest.fixture
def cv_id(coach: FlaskClient, world: World, reading: SiteRuntime) -> int:
    answer = deposit(coach, world)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


@pytest.fixture
def proposals(cv_id: int, sessions: sessionmaker[Session]) -> dict[str, CvProposal]:
    """What was read, by kind and first words."""
    with sessions() as session:
        rows = session.query(CvProposal).filter_by(cv_id=cv_id).all()
    return {
        f"{p.kind} {p.payload.get('title') or p.payload.get('label') or p.payload.get('kind')}": p
        for p in rows
    }


def person(sessions: sessionmaker[Session], world: World) -> Candidate:
    """Fatima as the database has her now, her facts loaded."""
    with sessions() as session:
        found = session.get_one(Candidate, world.candidates["fatima"])
        for name in ("experiences", "education", "certificates", "languages", "cvs"):
            getattr(found, name)
        return found


def states(sessions: sessionmaker[Session], cv_id: int) -> set[str]:
    with sessions() as session:
        return {p.state for p in session.query(CvProposal).filter_by(cv_id=cv_id)}


def test_what_was_read_is_shown_with_where_it_comes_from(coach: FlaskClient, cv_id: int) -> None:
    page = coach.get(f"/cv/{cv_id}")
    assert page.status_code == 200
    for text in (
        "CACES R489 cat. 3", "Résidence des Tilleuls", "Plongeur / Plongeuse en restauration (G1605)",
        "Ce qui n’entre jamais dans la recherche", 'href="#ligne-', "Semble déjà sur la fiche",
    ):  # fmt: skip
        assert text in page.text
    assert (
        "Sur la fiche : <strong>06 12 34 56 78</strong>. Ce qu’un coach a saisi est gardé."
        in page.text
    )
    assert "06 99 99 99 99" in page.text
    assert page.text.count("C’est déjà ce que dit la fiche.") == 3, "name, postcode and town"


def test_nothing_is_taken_over_without_a_decision(
    coach: FlaskClient, cv_id: int, world: World, sessions: sessionmaker[Session]
) -> None:
    answer = coach.post(f"/cv/{cv_id}", data=filled_form(coach.get(f"/cv/{cv_id}")))
    assert answer.status_code == 302
    assert states(sessions, cv_id) == {ProposalState.PENDING}
    assert len(person(sessions, world).experiences) == 1


def test_keep_correct_and_set_aside_in_one_post(
    coach: FlaskClient,
    cv_id: int,
    proposals: dict[str, CvProposal],
    world: World,
    sessions: sessionmaker[Session],
) -> None:
    cleaner, caces = (
        proposals["experience Agente d'entretien"],
        proposals["certificate CACES R489 cat. 3"],
    )
    skill = proposals["skill Mise en place"]
    data = filled_form(coach.get(f"/cv/{cv_id}"))
    data |= {
        f"p{cleaner.id}-title": "Agente de propreté",
        f"p{cleaner.id}-rome": "K2204",
        f"p{caces.id}-state": "garder",
        f"p{skill.id}-state": "ecarter",
    }
    answer = coach.post(f"/cv/{cv_id}", data=data)
    assert answer.location == f"/cv/{cv_id}", "the rest still waits"
    page = coach.get(f"/cv/{cv_id}").text
    assert "2 éléments repris sur la fiche, 1 écarté." in page
    assert "Corrigé" in page
    found = person(sessions, world)
    added = next(e for e in found.experiences if e.title == "Agente de propreté")
    assert (added.rome, added.employer, added.start_year, added.cv_id) == (
        "K2204", "Résidence des Tilleuls", 2018, cv_id,
    )  # fmt: skip
    assert ("CACES R489 cat. 3", 2023) in {(c.code, c.year) for c in found.certificates}
    assert "Mise en place" not in found.skills


def test_a_group_is_kept_with_one_button_and_what_is_there_stays_once(
    coach: FlaskClient, cv_id: int, world: World, sessions: sessionmaker[Session]
) -> None:
    for kind in ("experience", "contact", "tout"):
        data = filled_form(coach.get(f"/cv/{cv_id}"))
        assert coach.post(f"/cv/{cv_id}", data=data | {"tout_garder": kind}).status_code == 302
    found = person(sessions, world)
    assert sorted(e.title for e in found.experiences) == ["Agente d'entretien", "Plongeuse"]
    assert found.phone == "06 12 34 56 78", "what the coach typed is kept"
    assert found.email == "fatima.benali@exemple.test", "what was empty is filled"
    assert found.has_vehicle is True
    assert {x.language: x.level for x in found.languages} == {
        "arabe": None,
        "français": "B1",
        "anglais": "A2",
    }
    assert ProposalState.PENDING not in states(sessions, cv_id)
    assert "à vérifier</span>" not in coach.get(f"/cv/{cv_id}").text


def test_errors_keep_everything_that_was_typed(
    coach: FlaskClient,
    cv_id: int,
    proposals: dict[str, CvProposal],
    sessions: sessionmaker[Session],
) -> None:
    cleaner, caces = (
        proposals["experience Agente d'entretien"],
        proposals["certificate CACES R489 cat. 3"],
    )
    data = filled_form(coach.get(f"/cv/{cv_id}")) | {
        f"p{cleaner.id}-title": "Agente <propre>",
        f"p{cleaner.id}-end_year": "2001",
        f"p{cleaner.id}-state": "garder",
        f"p{caces.id}-obtained": "l’an dernier",
    }
    page = coach.post(f"/cv/{cv_id}", data=data)
    assert page.status_code == 422
    assert "Indiquez un nombre entier" in page.text
    assert "Agente &lt;propre&gt;" in page.text
    assert f'href="#lu-{caces.id}"' in page.text
    assert states(sessions, cv_id) == {ProposalState.PENDING}
    again = filled_form(page) | {f"p{caces.id}-obtained": "2023"}
    assert again[f"p{cleaner.id}-title"] == ["Agente <propre>"]
    page = coach.post(f"/cv/{cv_id}", data=again)
    assert page.status_code == 422
    assert "La fin ne peut pas être avant le début." in page.text
    assert states(sessions, cv_id) == {ProposalState.PENDING}, "all or nothing"


def test_the_same_file_is_not_kept_twice(
    coach: FlaskClient, cv_id: int, world: World, sessions: sessionmaker[Session]
) -> None:
    assert deposit(coach, world).location == f"/cv/{cv_id}"
    assert "Ce fichier est déjà là" in coach.get(f"/cv/{cv_id}").text
    assert deposit(coach, world, TEXT + "\nPSC1").status_code == 302
    assert [cv.version for cv in person(sessions, world).cvs] == [2, 1]


@pytest.mark.parametrize(
    ("content", "name"), [("", "cv.txt"), ("", ""), ("\x00\x01\x02" * 50, "cv.pdf")]
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    coach: FlaskClient,
    world: World,
    reading: SiteRuntime,
    sessions: sessionmaker[Session],
    content: str,
    name: str,
) -> None:
    page = deposit(coach, world, content, name)
    assert page.status_code == 422
    assert "Ce fichier n’a pas pu être lu" in page.text
    assert 'aria-invalid="true"' in page.text
    with sessions() as session:
        assert session.query(Cv).count() == 0


def test_the_file_comes_back_as_an_attachment(coach: FlaskClient, cv_id: int) -> None:
    answer = coach.get(f"/cv/{cv_id}/fichier")
    assert answer.data.decode() == TEXT
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "attachment; filename=cv.txt"


def test_a_cv_is_for_those_who_keep_the_record(sign_in: SignIn, cv_id: int, world: World) -> None:
    stranger = sign_in("stranger")
    for address in (
        f"/cv/{cv_id}",
        f"/cv/{cv_id}/fichier",
        f"/candidats/{world.candidates['fatima']}/cv",
    ):
        assert stranger.get(address).status_code == 404
    colleague = sign_in("colleague")
    assert colleague.get(f"/cv/{cv_id}").status_code == 403
    assert colleague.get(f"/cv/{cv_id}/fichier").status_code == 403
    assert sign_in("manager").get(f"/cv/{cv_id}").status_code == 200
    assert colleague.post(f"/cv/{cv_id}", data={"tout_garder": "tout"}).status_code == 403
    assert colleague.get(f"/candidats/{world.candidates['fatima']}/cv").status_code == 403


def test_review_counts_no_change_of_blanks_as_a_correction(app: Any, world: World) -> None:
    proposal = CvProposal(
        id=3,
        kind="skill",
        key="k",
        payload={"label": "Mise  en place"},
        evidence="x",
        state=ProposalState.PENDING,
    )
    from werkzeug.datastructures import MultiDict

    with app.test_request_context(method="POST"):
        typed = MultiDict({"p3-label": "Mise en place ", "p3-state": ""})
        form = ReviewForm(typed, [proposal], Candidate(skills=[], experiences=[]), None)
        assert form.decisions() == []

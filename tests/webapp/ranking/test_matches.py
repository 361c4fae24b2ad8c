"""The pages of matches, free search and shortlists, on the real index with a small working embedder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM
from matching.errors import SearchUnavailable
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    ExperienceData,
    MobilityData,
    add_certificate,
    add_experience,
    create_candidate,
)
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData, RequirementData
from matching.pool.jobs.life import create_job
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.terms import JobStatus
from matching.pool.reference.communes import search_key
from matching.pool.reference.tables import RomeCode
from matching.ports import Page, Query
from tests.world.site import SignIn, SiteRuntime, World, index
from webapp.pages.journey.shortlists.views import way_back
from webapp.pages.pool.cvs.views import safe_name
from webapp.papers.sheet import as_text

MOST_STATEMENTS = 16


class Unanswering:
    """A search side that is down."""

    def search(self, query: Query) -> Page:
        raise SearchUnavailable("L’index est en cours de construction.")


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent to the database meanwhile."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_jobs_for_a_person_say_why(coach: FlaskClient, world: World, indexed: SiteRuntime) -> None:
    page = coach.get(f"/candidats/{world.candidates['fatima']}/postes")
    assert page.status_code == 200
    text = page.text.replace("\u202f", " ").replace("\u00a0", " ")
    assert "Postes pour Fatima Benali" in text
    first = text.index("Plonge du soir")
    assert first < text.index("Cariste de nuit"), "the wished trade comes first"
    card = text[first : text.index("Cariste de nuit")]
    assert (
        "Métier souhaité : Plongeur / Plongeuse en restauration (G1605) – c’est celui du poste"
        in card
    )
    assert "« Plongeuse » de 2021 à 2023 – c’est le métier du poste" in card
    assert "Horaires possibles : le soir" in card
    for part in ("Veut", "Sait faire", "Peut aller"):
        assert part in card
    assert "À lever" in text[text.index("Cariste de nuit") :]
    assert not re.search(r"\d\s*%", text)
    assert "Vente en boutique" not in text, "a draft is not matched"


def test_people_for_a_job_are_those_of_the_structure(
    coach: FlaskClient, world: World, indexed: SiteRuntime
) -> None:
    text = coach.get(f"/postes/{world.jobs['washer']}/personnes").text
    assert text.index("Fatima Benali") < text.index("Igor Novak")
    assert "Zoé Lang" not in text
    assert "2 personnes" in text


def test_a_page_that_no_list_has_is_empty(
    sign_in: SignIn, world: World, indexed: SiteRuntime
) -> None:
    """Its number is written in the log of rankings, which counts no further than two thousand million."""
    coach, page = sign_in("coach"), "page=99999999999999999999"
    for address in (
        f"/postes/{world.jobs['washer']}/personnes?",
        f"/candidats/{world.candidates['fatima']}/postes?",
        "/recherche?q=plonge&",
    ):
        assert coach.get(address + page).status_code == 200


@pytest.mark.parametrize("name", ["contact", "administrator"])
def test_matches_are_for_those_who_accompany_or_develop(
    sign_in: SignIn, world: World, indexed: SiteRuntime, name: str
) -> None:
    one = sign_in(name)
    assert one.get(f"/postes/{world.jobs['washer']}/personnes").status_code in (403, 404)
    assert one.get(f"/candidats/{world.candidates['fatima']}/postes").status_code == 404


def test_a_stranger_does_not_learn_that_a_person_exists(
    sign_in: SignIn, world: World, indexed: SiteRuntime
) -> None:
    one = sign_in("stranger")
    assert one.get(f"/candidats/{world.candidates['fatima']}/postes").status_code == 404
    assert "Fatima" not in one.get(f"/postes/{world.jobs['washer']}/personnes").text
    assert "Fatima" not in one.get("/recherche?q=plonge&quoi=personnes").text
    note = one.post(
        f"/postes/{world.jobs['washer']}/selection/{world.candidates['fatima']}", data={"note": ""}
    )
    assert note.status_code == 404


def test_filters_narrow_and_are_kept(
    coach: FlaskClient, world: World, indexed: SiteRuntime
) -> None:
    address = f"/candidats/{world.candidates['fatima']}/postes"
    text = coach.get(address, query_string={"contrat": "CDI", "disponible": "31/12/2026"}).text
    assert "Plonge du soir" in text
    assert "Cariste de nuit" not in text
    assert "1 poste avec 2 filtres" in text
    assert re.search(r'<input[^>]*checked[^>]*value="CDI"', text)
    none = coach.get(address, query_string={"departement": "68", "contrat": "interim"}).text
    assert "Rien avec ces filtres" in none
    assert "Indiquez une date" in coach.get(address, query_string={"disponible": "demain"}).text
    assert coach.get(address, query_string={"page": "99"}).status_code == 200


def test_what_the_law_forbids_is_shown_on_request(
    coach: FlaskClient, world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    with sessions() as session, session.begin():
        data = JobData(
            "Conduite de car", "CDI", "68066", rome="N4103", text="Conduire des élèves.",
            requirements=(RequirementData("licence", "D", must=True),),
        )  # fmt: skip
        add_trade(session, "N4103", "Conducteur / Conductrice de transport en commun")
        publish(session, world, data)
    index(indexed)
    address = f"/candidats/{world.candidates['fatima']}/postes"
    without = coach.get(address).text
    assert "Conduite de car" not in without
    assert "Montrer aussi ce que la loi rend impossible (1)" in without
    assert f'href="{address}?impossible=1&amp;page=1#impossibles"' in without
    shown = coach.get(address, query_string={"impossible": "1"}).text
    assert "Conduite de car" in shown
    assert shown.index('id="impossibles"') < shown.index("Conduite de car")
    assert "Code de la route, L221-2" in shown
    assert "Masquer ce que la loi rend impossible" in shown


def test_a_silent_index_says_where_to_go_instead(
    coach: FlaskClient, world: World, runtime: SiteRuntime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(runtime.__dict__, "search", Unanswering())
    for address, instead in (
        (f"/candidats/{world.candidates['fatima']}/postes", "/postes"),
        (f"/postes/{world.jobs['washer']}/personnes", "/candidats/"),
        ("/recherche?q=plonge", "/candidats/"),
    ):
        page = coach.get(address)
        assert page.status_code == 503
        assert "L’index est en cours de construction." in page.text
        assert f'href="{instead}' in page.text


def test_a_blank_person_is_said_to_be_blank(
    sign_in: SignIn, world: World, indexed: SiteRuntime
) -> None:
    text = sign_in("stranger").get(f"/candidats/{world.candidates['zoe']}/postes").text
    assert "ne dit encore rien de ses souhaits ni de son expérience" in text
    assert f"/candidats/{world.candidates['zoe']}/modifier" in text


@pytest.mark.parametrize(
    "address",
    ["//evil.test/", "/\\evil.test", "https://evil.test", "/a\r\nSet-Cookie: x", "", None],
)
def test_the_way_back_stays_here(app: Any, world: World, address: str | None) -> None:
    class Job:
        id = 7

    with app.test_request_context():
        assert way_back(address, Job()) == "/postes/7/selection"  # type: ignore[arg-type]


def test_cells_and_file_names_are_harmless() -> None:
    assert as_text("+33 6") == "'+33 6"
    assert as_text("Benali") == "Benali"
    assert safe_name('../a"b\r\n.pdf') == "_a_b_.pdf"
    assert safe_name("CV été.pdf") == "CV été.pdf"
    assert safe_name("...") == "cv"


def test_free_search_keeps_what_was_typed(
    coach: FlaskClient, world: World, indexed: SiteRuntime
) -> None:
    page = coach.get("/recherche", query_string={"q": "plonge le soir", "quoi": "postes"})
    assert page.status_code == 200
    assert page.text.index("Plonge du soir") < page.text.index("Cariste de nuit")
    assert 'value="plonge le soir"' in page.text
    assert "Lu comme" in page.text
    around = coach.get(
        "/recherche",
        query_string={"q": "plonge", "quoi": "personnes", "commune": "68000 Colmar", "km": "10"},
    )
    assert "Fatima Benali" in around.text
    assert "Igor Novak" not in around.text, "no commune on his record: not within 10 km"
    several = coach.get("/recherche", query_string={"q": "plonge", "commune": "saint-louis"})
    assert several.status_code == 422
    assert "Plusieurs communes" in several.text
    assert 'value="plonge"' in several.text


def test_only_what_one_may_search_is_offered(
    sign_in: SignIn, world: World, indexed: SiteRuntime
) -> None:
    developer = sign_in("developer")
    text = developer.get("/recherche?q=plonge").text
    assert "Plonge du soir" in text, "jobs first for those who accompany nobody"
    assert "quoi=personnes" in text
    assert "Rien à montrer ici" in developer.get("/recherche?q=plonge&quoi=personnes").text
    contact = sign_in("contact").get("/recherche?q=plonge&quoi=personnes").text
    assert "Plonge du soir" in contact
    assert "quoi=personnes" not in contact
    assert sign_in("administrator").get("/recherche?q=plonge").status_code == 403


def test_the_explanation_names_what_is_never_used(coach: FlaskClient) -> None:
    text = coach.get("/classement").text
    for word in ("nationalité", "RSA", "la santé", "Qui décide"):
        assert word in text


def test_statements_do_not_grow_with_the_rows(
    coach: FlaskClient,
    world: World,
    sessions: sessionmaker[Session],
    db_engine: Engine,
    indexed: SiteRuntime,
) -> None:
    addresses = (
        f"/candidats/{world.candidates['fatima']}/postes",
        f"/postes/{world.jobs['washer']}/personnes",
        f"/postes/{world.jobs['washer']}/personnes?sans_nom=y",
        "/recherche?q=plonge&quoi=personnes&sans_nom=y",
        "/recherche?q=plonge&quoi=postes",
    )
    figures: dict[int, list[int]] = {}
    for rows in (12, 44):
        with sessions() as session, session.begin():
            more(session, world, rows)
        index(indexed)
        figures[rows] = []
        for address in addresses:
            with counted(db_engine) as sent:
                page = coach.get(address)
            assert page.status_code == 200
            assert page.text.count('<li class="match') >= min(rows // 2, 20)
            figures[rows].append(len(sent))
    assert max(figures[44]) <= MOST_STATEMENTS, figures
    assert figures[12] == figures[44], figures


def more(session: Session, world: World, count: int) -> None:
    """That many more people and jobs, each with experiences, certificates and requirements."""
    for number in range(count):
        person = create_candidate(
            session,
            SYSTEM,
            CandidateData(
                f"Prénom {number}", f"Nom {count}", commune_insee="68066", wished_romes=("G1605",),
                wishes_text="De la plonge.", mobility=(MobilityData("car", radius_km=20),),
            ),
            structure_id=world.structures["here"],
            coach_id=world.people["coach"],
        )  # fmt: skip
        if (
            number % 2
        ):  # of another structure, shared without a name; the list of one's own stays longer
            person.structure_id, person.shares_anonymously = world.structures["elsewhere"], True
        add_experience(session, SYSTEM, person, ExperienceData("Plonge", rome="G1605"))
        add_certificate(session, SYSTEM, person, CertificateData("SST", 2025))
        data = JobData(
            f"Plonge {count}-{number}", "CDI", "68066", text="Laver.", rome="G1605",
            requirements=(RequirementData("certificate", "SST", must=True),),
        )  # fmt: skip
        publish(session, world, replace(data, openings=1 + number))


def publish(session: Session, world: World, data: JobData) -> None:
    employer = session.get_one(Employer, world.employers["bakery"])
    set_status(session, SYSTEM, create_job(session, SYSTEM, employer, data), JobStatus.PUBLISHED)


def add_trade(session: Session, code: str, label: str) -> None:
    key = search_key(label)
    session.add(RomeCode(code=code, label=label, label_key=key))
    session.flush()

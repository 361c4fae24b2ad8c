"""What the pages of a profile tell of a person: nothing that says who she is, to nobody who may not know."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from matching import stale
from matching.actor import SYSTEM
from matching.consents import consents
from matching.consents.terms import Purpose
from matching.errors import NotFound
from matching.pool.candidates.life import (
    ExperienceData,
    update_experience,
)
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.pool.profiles.reading import find
from matching.ranking.match import match_job, search_candidates
from matching.ranking.page import MatchPage
from matching.ranking.retrieve import MatchFilters
from matching.ranking.rights import search_keys
from tests.world.places import TODAY
from tests.world.profiles import TOLD, fill, leaks
from tests.world.site import SignIn, SiteRuntime, World, index
from webapp.cli.answers import page_as_dict
from webapp.site.runtime import Runtime

# Pages, on the real index with a small working embedder.


@pytest.fixture
def indexed(indexed: SiteRuntime, world: World, sessions: sessionmaker[Session]) -> SiteRuntime:
    """Zoé, of the other structure, with every column filled; everything indexed."""
    with sessions() as session, session.begin():
        fill(session, session.get_one(Candidate, world.candidates["zoe"]), world.people["stranger"])
    index(indexed)
    return indexed


def reference_of(sessions: sessionmaker[Session], world: World, name: str = "zoe") -> str:
    with sessions() as session:
        return session.get_one(Candidate, world.candidates[name]).reference


@pytest.mark.parametrize("role", ["coach", "colleague", "manager", "developer"])
def test_no_page_tells_others_who_she_is(
    sign_in: SignIn,
    world: World,
    sessions: sessionmaker[Session],
    indexed: SiteRuntime,
    role: str,
) -> None:
    one, code, job = sign_in(role), reference_of(sessions, world), world.jobs["washer"]
    known = one.get(f"/candidats/{world.candidates['zoe']}")
    assert known.status_code == 404
    pages = {
        address: one.get(address)
        for address in (
            f"/profils/{code}",
            f"/profils/{code}?poste={job}",
            f"/postes/{job}/personnes?sans_nom=y",
            f"/postes/{job}/personnes?sans_nom=y&perimetre=y&permis=B&impossible=y",
            "/recherche?quoi=personnes&sans_nom=y&q=laver+la+vaisselle+le+soir",
            "/recherche?quoi=personnes&sans_nom=y&q=zycompetence+de+plonge",
            "/recherche?quoi=personnes&sans_nom=y&q=zydescription+de+la+plonge",
            "/recherche?quoi=personnes&sans_nom=y&q=plonge+SST+permis+B&commune=68000+Colmar&km=5",
        )
    }
    for address, page in pages.items():
        assert page.status_code == 200, address
        assert code in page.text, f"she is found: {address}"
        # What one typed oneself stands in the box again.
        answer = page.text.replace("zydescription de la plonge", "").replace("zydescription+de", "")
        assert leaks(answer) == [], address
        assert f"/candidats/{world.candidates['zoe']}" not in page.text
    shown = pages[f"/postes/{job}/personnes?sans_nom=y"].text
    assert "Département 68" in shown
    assert "moins de 10 km" in shown
    assert "disponible en décembre 2026" in shown
    for word in TOLD:
        assert word in pages[f"/profils/{code}"].text
    for address in (
        "/candidats/export.xlsx?suivi=structure",
        f"/postes/{job}/selection/tableau.csv",
    ):
        table = one.get(address)
        assert table.status_code == (403 if role == "developer" else 200)
        if role != "developer":
            assert leaks(cells(table) if "xlsx" in address else table.text) == []


def cells(answer: TestResponse) -> str:
    """All that a spreadsheet holds."""
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    return repr(list(sheet.iter_rows(values_only=True)))


COACHS_OWN = (
    "07 77 66 55 44", "0777665544", "zycourriel@", "zyrue", "1987", "14 mars",
    "zycontrainte", "zyfrein", "zydemarche", "zysensible", "zytextecv", "zyfichier", "zyproposition",
    "Zypreuve", "Zypresse", "frein", "CV du", "Pas de CV",
)  # fmt: skip
"""What a colleague who knows her by name does not see."""


def test_a_colleague_sees_what_is_matched_and_no_more(
    sign_in: SignIn, world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    with sessions() as session, session.begin():
        zoe = session.get_one(Candidate, world.candidates["zoe"])
        zoe.structure_id, zoe.coach_id = world.structures["here"], world.people["colleague"]
        zoe.wishes_text = "Laver la vaisselle."
        session.flush()
        stale.mark(session, "candidate", [zoe.id])
    assert Runtime.drain(indexed) is not None
    coach, colleague = sign_in("coach"), sign_in("colleague")
    her, job = f"/candidats/{world.candidates['zoe']}", world.jobs["washer"]
    pages = (
        her,
        f"{her}/postes",
        "/candidats/?suivi=structure&q=zyfamille",
        f"/postes/{job}/personnes",
        "/recherche?quoi=personnes&q=plonge",
    )
    for address in pages:
        page = coach.get(address)
        assert page.status_code == 200
        assert "zyfamille" in page.text.lower(), address
        main = page.text
        if address == her:
            assert "Ses coordonnées, son CV et ses freins restent entre elle et son coach" in main
            main = main.replace("son CV et ses freins restent", "")
        assert [word for word in COACHS_OWN if word.lower() in main.lower()] == [], address
    hers = coach.get(her).text
    for word in (
        "zycompetence",
        "Zyemployeur",
        "zydescription",
        "SST",
        "Hugo Weber",
        "jusqu’à 25 km",
    ):
        assert word in hers
    assert "zyrue" in colleague.get(her).text, "her own coach sees it all"
    table = coach.get("/candidats/export.xlsx?suivi=structure")
    (row,) = [line for line in cells(table).split("), (") if "Zyfamille" in line]
    assert "oui" not in row
    assert ", 1, " not in row
    table = colleague.get("/candidats/export.xlsx")
    (row,) = [line for line in cells(table).split("), (") if "Zyfamille" in line]
    assert "'oui', 1" in row
    for words in ("zyfrein", "0777665544", "07 77", "zytextecv", "zyrue", "zycontrainte"):
        answer = coach.get("/candidats/", query_string={"suivi": "structure", "q": words})
        assert "ZYFAMILLE" not in answer.text, "not found by what may not be read"
    for path in ("/modifier", "/experiences/nouvelle", "/cv"):
        assert coach.get(her + path).status_code == 403


def test_who_may_ask_and_who_may_choose(
    sign_in: SignIn, world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    code, job = reference_of(sessions, world), world.jobs["washer"]
    coach, developer = sign_in("coach"), sign_in("developer")
    page = coach.get(f"/postes/{job}/personnes?sans_nom=y").text
    assert f"/profils/{code}/demande?poste={job}" in page
    assert "Ajouter à la sélection" in page, "for one's own people"
    page = developer.get(f"/postes/{job}/personnes").text
    assert code in page, "always wide for developers"
    for word in ("Demander à connaître", "Ajouter à la sélection", "sans_nom", "/selection"):
        assert word not in page
    assert "Fatima" not in page, "she has not agreed"
    assert developer.get(f"/profils/{code}/demande").status_code == 403
    for path in ("", "/tableau.csv", f"/{world.candidates['zoe']}"):
        assert developer.get(f"/postes/{job}/selection{path}").status_code == 403
    assert "/selection" not in developer.get(f"/postes/{job}").text


def test_without_the_box_a_coach_stays_with_the_people_of_her_structure(
    coach: FlaskClient, world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    code, job = reference_of(sessions, world), world.jobs["washer"]
    for address in (f"/postes/{job}/personnes", "/recherche?quoi=personnes&q=plonge"):
        assert code not in coach.get(address).text
    narrow, wide = (
        coach.get(f"/postes/{job}/personnes{query}").text for query in ("", "?sans_nom=y")
    )
    assert "2 personnes" in narrow
    assert "3 personnes" in wide
    assert 'name="sans_nom"' in narrow


@pytest.mark.parametrize("role", ["contact", "rival", "administrator"])
def test_profiles_are_not_for_others(
    sign_in: SignIn,
    world: World,
    sessions: sessionmaker[Session],
    indexed: SiteRuntime,
    role: str,
) -> None:
    one, code = sign_in(role), reference_of(sessions, world)
    assert one.get(f"/profils/{code}").status_code == 404
    assert one.get(f"/profils/{code}/demande").status_code == 404
    assert one.get("/demandes").status_code == 403


def test_an_own_person_is_reached_from_her_profile(
    sign_in: SignIn, world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    stranger, code = sign_in("stranger"), reference_of(sessions, world)
    page = stranger.get(f"/profils/{code}")
    assert f"/candidats/{world.candidates['zoe']}" in page.text
    asked = stranger.get(f"/profils/{code}/demande")
    assert asked.location == f"/candidats/{world.candidates['zoe']}"


@pytest.mark.parametrize("poste", ["0", "-1", "x", "99999999999999999999", "2147483648"])
def test_a_strange_job_in_the_address_is_no_job(
    coach: FlaskClient,
    world: World,
    sessions: sessionmaker[Session],
    indexed: SiteRuntime,
    poste: str,
) -> None:
    code = reference_of(sessions, world)
    assert coach.get(f"/profils/{code}?poste={poste}").status_code == 200
    assert coach.get(f"/profils/{code}?poste={world.jobs['draft']}").status_code == 404


def test_values_for_machines_and_snippets_hold_nothing_either(
    world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    with sessions() as session:
        coach = actor_of(session.get_one(Person, world.people["coach"]))
        job = get_job(session, coach, world.jobs["washer"])
        wide = MatchFilters(wide=True, show_impossible=True)
        pages: list[MatchPage[Any]] = [
            match_job(session, coach, indexed.search, job, filters=wide, today=TODAY)
        ]
        for text in ("plonge", "zydescription plonge", "zyproposition", "Zypresse", "vers Zyville"):
            pages.append(
                search_candidates(session, coach, indexed.search, text, filters=wide, today=TODAY)
            )
        for page in pages:
            hers = [m for m in page.matches if m.row.id == world.candidates["zoe"]]
            assert len(hers) == 1
            assert not hers[0].row.is_named
            assert (hers[0].place, hers[0].km) == (None, None)
            assert leaks(repr(hers)) == []
            found = [m for m in page_as_dict(page)["matches"] if m["id"] == hers[0].row.id]
            assert leaks(json.dumps(found, ensure_ascii=False)) == []
            counts = json.dumps({k: dict(v) for k, v in page.facets.items()})
            assert leaks(counts) == []


def test_a_consent_that_is_withdrawn_counts_before_the_index_knows(
    world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    with sessions() as session:
        coach = actor_of(session.get_one(Person, world.people["coach"]))
        zoe = session.get_one(Candidate, world.candidates["zoe"])
        consents.note_consent(
            session, SYSTEM, zoe, Purpose.ANONYMOUS_POOL, False, how="au téléphone"
        )
        job = session.get_one(JobProfile, world.jobs["washer"])
        wide = MatchFilters(wide=True)
        page = match_job(session, coach, indexed.search, job, filters=wide, today=TODAY)
        assert zoe.id not in [m.row.id for m in page.matches]
        with pytest.raises(NotFound):
            find(session, coach, zoe.reference)


def test_the_snippet_of_a_cv_is_for_those_who_keep_the_record(
    world: World, sessions: sessionmaker[Session], indexed: SiteRuntime
) -> None:
    with sessions() as session, session.begin():
        fatima = session.get_one(Candidate, world.candidates["fatima"])
        cv = Cv(
            candidate_id=fatima.id, version=1, filename="a.pdf", stored_as="a", kind="pdf", size=1,
            sha256="0" * 64, text="Jardinage au zytextecv", uploaded_by_id=world.people["coach"],
        )  # fmt: skip
        session.add(cv)
        session.flush()
        update_experience(
            session, SYSTEM, fatima, fatima.experiences[0].id, ExperienceData("Plongeuse")
        )
    assert Runtime.drain(indexed) is not None
    with sessions() as session:
        for name, shown in (("coach", True), ("manager", True), ("colleague", False)):
            actor = actor_of(session.get_one(Person, world.people[name]))
            page = search_candidates(
                session, actor, indexed.search, "jardinage zytextecv", today=TODAY
            )
            hers = next(m for m in page.matches if m.row.id == world.candidates["fatima"])
            assert ("zytextecv" in repr(hers.snippet)) is shown
            assert search_keys(actor, "candidate")

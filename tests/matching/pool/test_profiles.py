"""Nothing that tells who a person is passes where her name may not be told: every column filled with words of
its own, and every page, list, reason and table searched for them."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from indexing.engines.contract import IndexSettings
from indexing.engines.embedded import EmbeddedEngine
from indexing.rome_pivot import RomePivot
from indexing.search import Searcher
from indexing.text.analysis import ANALYSIS_VERSION
from matching import stale
from matching.actor import SYSTEM
from matching.audit.events import Act, AuditEvent
from matching.consents import consents
from matching.consents.tables import SensitiveNote
from matching.consents.terms import Purpose
from matching.errors import NotFound
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
    update_experience,
)
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.candidates.tables import Candidate, Cv, CvProposal
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.pool.profiles.cards import anonymous_profile
from matching.pool.profiles.reading import find, get_profile
from matching.pool.profiles.terms import Ago
from matching.pool.profiles.veil import Veil, band, department_of
from matching.pool.reference.tables import Commune, CommunePrecision
from matching.pool.reference.trades import rome_names
from matching.ranking.match import match_job, search_candidates
from matching.ranking.page import MatchPage
from matching.ranking.retrieve import MatchFilters
from matching.ranking.rights import search_keys
from tests.world.builders import (
    COLMAR,
    a_candidate,
    a_coach,
    a_structure,
    a_territory,
    load_reference,
)
from tests.world.fake_embedder import FakeEmbedder
from tests.world.site import TODAY, CountingRuntime, SignIn, World
from webapp.cli.answers import page_as_dict
from webapp.site.runtime import Runtime

DAY = date(2026, 11, 23)
SECRETS = (
    # Herself and how to reach her.
    "Zyprenom", "Zyfamille", "07 77 66 55 44", "0777665544", "zycourriel", "zyrue", "Zyville", "68999",
    "1987", "14 mars", "14/03", "2 avril", "02/04",
    # Where she worked, when, and what she did there in her own words.
    "Zyemployeur", "Zychantier", "zydescription", "2013", "2016", "Zypresse",
    # The record of her coach.
    "zycontrainte", "zyfrein", "zydemarche", "zysensible", "zytextecv", "zyfichier", "zyproposition",
    "Zypreuve",
)  # fmt: skip
"""Words that identify, each in one column. None may be in anything that others see."""

TOLD = ("zycompetence", "zyformation")
"""What was typed and is matched: it is shown."""


def fill(session: Session, candidate: Candidate, coach_id: int) -> Candidate:
    """Every column of a person, her children, CV and notes, with a word of its own."""
    session.add(
        Commune(
            insee="68999", name="Zyville", name_key="zyville", department="68", lat=48.1, lon=7.4,
            precision=CommunePrecision.EXACT, population=900,
        )
    )  # fmt: skip
    session.flush()
    data = CandidateData(
        first_name="Zyprenom",
        last_name="Zyfamille",
        civility="Mme",
        birth_date=date(1987, 3, 14),
        email="zycourriel@vivier.test",
        phone="07 77 66 55 44",
        street="12 zyrue des Lilas",
        commune_insee="68999",
        wishes_text="Laver la vaisselle, pas trop loin de Zyville ni de Zyemployeur. Zyprenom Zyfamille, "
        "07 77 66 55 44, zycourriel@vivier.test",
        wished_romes=("G1605",),
        contracts=("CDI",),
        hours_min=20,
        hours_max=30,
        available_from=date(2026, 12, 17),
        slots=("evening",),
        days=("lun", "mar"),
        weekends=False,
        licences=("B",),
        has_vehicle=True,
        constraints_text="zycontrainte",
        skills=("zycompetence de plonge", "Aide de Zyprenom Zyfamille"),
        mobility=(MobilityData("car", radius_km=25),),
        languages=(LanguageData("français", "B1"),),
    )
    update_candidate(session, SYSTEM, candidate, data)
    add_experience(
        session, SYSTEM, candidate,
        ExperienceData(
            "Plongeuse chez Zyemployeur à Zychantier", "Zyemployeur", "Zychantier", 2013, 4, 2016, 9,
            description="zydescription de la plonge", rome="G1605",
        ),
    )  # fmt: skip
    add_education(session, SYSTEM, candidate, EducationData("CAP zyformation", "CAP", 2013))
    add_certificate(session, SYSTEM, candidate, CertificateData("SST", 2013, date(2016, 4, 2)))
    add_obstacle(
        session, SYSTEM, candidate, kind="childcare", note="zyfrein", actions=["zydemarche"]
    )
    cv = Cv(
        candidate_id=candidate.id, version=1, filename="zyfichier.pdf", stored_as=f"f{candidate.id}",
        kind="pdf", size=1, sha256="0" * 64, text="zytextecv plonge Zypresse", uploaded_by_id=coach_id,
    )  # fmt: skip
    session.add(cv)
    session.flush()
    payload = {
        "title": "zyproposition plonge",
        "employer": "Zypresse",
        "description": ["zyproposition"],
    }
    session.add(
        CvProposal(cv_id=cv.id, kind="experience", key="e1", payload=payload, evidence="Zypreuve")
    )
    session.add(
        SensitiveNote(
            candidate_id=candidate.id, kind="health", text="zysensible", written_by_id=coach_id
        )
    )
    consents.note_consent(
        session, SYSTEM, candidate, Purpose.ANONYMOUS_POOL, True, how="en entretien"
    )
    session.flush()
    session.expire(candidate)
    return candidate


def leaks(text: str) -> list[str]:
    """The secrets that a text holds, whatever their case."""
    low = text.lower()
    return [secret for secret in SECRETS if secret.lower() in low]


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
    profile = anonymous_profile(session, person, DAY)
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
    (told,) = anonymous_profile(session, row, DAY).experiences
    assert (told.months, told.ago) == (months, ago)


def test_a_profile_of_nothing_is_a_profile(session: Session) -> None:
    load_reference(session)
    row = a_candidate(session, a_structure(session, a_territory(session)))
    profile = anonymous_profile(session, row, DAY)
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
        get_profile(session, stranger, written, today=DAY)
    with pytest.raises(NotFound) as forbidden:
        get_profile(session, stranger, person.reference, today=DAY)
    assert unknown.value.message == forbidden.value.message


def test_a_look_at_a_profile_is_noted_once(session: Session, person: Candidate) -> None:
    stranger = a_coach(session, a_structure(session, person.structure.territory))
    loose = person.reference.lower().replace("-", "")
    for written in (person.reference, loose, f" {person.reference} "):
        _, sight = get_profile(session, stranger, written, today=DAY)
        assert (sight.named_id, sight.may_ask) == (None, True)
    session.flush()
    noted = session.scalars(select(AuditEvent).where(AuditEvent.act == Act.SAW_ANONYMOUS)).all()
    assert [(n.subject_id, n.structure_id, n.actor_id) for n in noted] == [
        (person.id, person.structure_id, stranger.person_id)
    ]


# Pages, on the real index with a small working embedder.


@pytest.fixture
def indexed(
    runtime: CountingRuntime,
    world: World,
    sessions: sessionmaker[Session],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> CountingRuntime:
    """Zoé, of the other structure, with every column filled; everything indexed."""
    with sessions() as session, session.begin():
        fill(session, session.get_one(Candidate, world.candidates["zoe"]), world.people["stranger"])
    embedder = FakeEmbedder()
    engine = EmbeddedEngine(tmp_path / "index", IndexSettings(embedder.name, ANALYSIS_VERSION))
    with runtime.sessions() as session:
        pivot = RomePivot(rome_names(session), embedder)
    parts = {
        "embedder": embedder,
        "engine": engine,
        "pivot": pivot,
        "search": Searcher(engine, lambda: embedder, lambda: pivot),
    }
    for name, part in parts.items():
        monkeypatch.setitem(runtime.__dict__, name, part)
    done = Runtime.drain(runtime)
    assert done is not None
    assert not done.failed
    return runtime


def reference_of(sessions: sessionmaker[Session], world: World, name: str = "zoe") -> str:
    with sessions() as session:
        return session.get_one(Candidate, world.candidates[name]).reference


@pytest.mark.parametrize("role", ["coach", "colleague", "manager", "developer"])
def test_no_page_tells_others_who_she_is(
    sign_in: SignIn,
    world: World,
    sessions: sessionmaker[Session],
    indexed: CountingRuntime,
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
    sign_in: SignIn, world: World, sessions: sessionmaker[Session], indexed: CountingRuntime
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
    sign_in: SignIn, world: World, sessions: sessionmaker[Session], indexed: CountingRuntime
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
    coach: FlaskClient, world: World, sessions: sessionmaker[Session], indexed: CountingRuntime
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
    indexed: CountingRuntime,
    role: str,
) -> None:
    one, code = sign_in(role), reference_of(sessions, world)
    assert one.get(f"/profils/{code}").status_code == 404
    assert one.get(f"/profils/{code}/demande").status_code == 404
    assert one.get("/demandes").status_code == 403


def test_an_own_person_is_reached_from_her_profile(
    sign_in: SignIn, world: World, sessions: sessionmaker[Session], indexed: CountingRuntime
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
    indexed: CountingRuntime,
    poste: str,
) -> None:
    code = reference_of(sessions, world)
    assert coach.get(f"/profils/{code}?poste={poste}").status_code == 200
    assert coach.get(f"/profils/{code}?poste={world.jobs['draft']}").status_code == 404


def test_values_for_machines_and_snippets_hold_nothing_either(
    world: World, sessions: sessionmaker[Session], indexed: CountingRuntime
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
    world: World, sessions: sessionmaker[Session], indexed: CountingRuntime
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
    world: World, sessions: sessionmaker[Session], indexed: CountingRuntime
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

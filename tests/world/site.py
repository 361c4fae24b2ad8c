"""A small territory with one account for each role, and the web application on it.

tests/conftest.py imports the fixtures. Everything is real except the index: what a request would drain is
counted instead, so that no model is loaded to test a form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from lxml import html
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from matching.actor import SYSTEM, Role
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
    create_candidate,
)
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.employers.life import EmployerData, create_employer
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData, RequirementData
from matching.pool.jobs.life import create_job
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.life import PersonData, admit_person
from matching.pool.reference.communes import commune_key, search_key
from matching.pool.reference.tables import Commune, CommunePostcode, CommunePrecision, RomeCode
from matching.pool.structures.tables import Structure, Territory
from webapp.accounts.tables import Account
from webapp.app import create_app
from webapp.site.runtime import Runtime
from webapp.site.settings import Settings

TODAY = date(2026, 11, 23)
PASSWORD = "correct cheval pile agrafe"
SignIn = Callable[[str], FlaskClient]
COMMUNES = [
    ("68066", "Colmar", "68", "68000", 48.08, 7.36, 68_000),
    ("68297", "Saint-Louis", "68", "68300", 47.59, 7.56, 22_000),
    ("57634", "Saint-Louis", "57", "57820", 48.74, 7.19, 600),
    ("67482", "Strasbourg", "67", "67000", 48.58, 7.75, 290_000),
    ("67462", "Sélestat", "67", "67600", 48.26, 7.45, 19_000),
]
TRADES = [
    ("G1605", "Plongeur / Plongeuse en restauration"),
    ("N1101", "Cariste"),
    ("N1105", "Agent / Agente de quai manutentionnaire"),
    ("K1304", "Aide à domicile"),
    ("K1302", "Assistant / Assistante de vie"),
    ("K2204", "Agent / Agente d’entretien"),
]


@dataclass
class World:
    """The ids of what was loaded, and the address of each account by a short name."""

    emails: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    candidates: dict[str, int] = field(default_factory=dict)
    employers: dict[str, int] = field(default_factory=dict)
    jobs: dict[str, int] = field(default_factory=dict)
    structures: dict[str, int] = field(default_factory=dict)


class CountingRuntime(Runtime):
    """A runtime on the test's own sessions; draining is counted, and the day is fixed."""

    def __init__(self, sessions: sessionmaker[Session] | None, var: Path) -> None:
        super().__init__(
            Settings(
                database_url=None,
                embedding_model=None,
                var=var,
                secret_key="drawn for the tests: 8f2c51d07be94a63",
                password_salt="salted for the tests: 41d9a7c3e05b8f26",
                base_url="http://localhost",
                host="127.0.0.1",
                port=8000,
                secure_cookies=False,
                proxies=0,
                debug=False,
                second_factor="offered",
            )
        )
        self.lend(sessions)

    def lend(self, sessions: sessionmaker[Session] | None) -> None:
        """Work on these sessions from now on."""
        self.__dict__["sessions"] = sessions
        self.drains = 0

    def today(self) -> date:
        return TODAY

    def drain(self, **_: Any) -> None:
        self.drains += 1


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for the whole run; each test lends it its own sessions."""
    return quick_passwords(create_app(CountingRuntime(None, tmp_path_factory.mktemp("web"))))


def quick_passwords(app: Flask) -> Flask:
    """The same application, whose passwords cost little to hash and to compare: argon2 is slow on purpose, a
    quarter of a second for each sign-in. The scheme stays; what a site's cost is held by a test of its own."""
    app.extensions["security"].pwd_context.update(
        argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1
    )
    return app


@pytest.fixture
def runtime(served: Flask, sessions: sessionmaker[Session]) -> CountingRuntime:
    """What the application runs on, during this test."""
    on: CountingRuntime = served.extensions["vivier"]
    on.lend(sessions)
    return on


@pytest.fixture
def app(served: Flask, runtime: CountingRuntime) -> Iterator[Flask]:
    """The application, its limits on requests lifted: one test makes more of them than a person."""
    config = dict(served.config)
    served.testing = True
    for limiter in served.extensions["limiter"]:
        limiter.enabled = False
        limiter.reset()
    yield served
    served.config.clear()
    served.config.update(config)


@pytest.fixture
def client(app: Flask, world: World) -> FlaskClient:
    """Nobody is signed in."""
    return app.test_client()


@pytest.fixture
def world(app: Flask, sessions: sessionmaker[Session]) -> World:
    """The ids of a small territory, loaded for this test."""
    with sessions() as session, session.begin():
        return load_world(app, session)


@pytest.fixture
def sign_in(app: Flask, world: World) -> SignIn:
    """A client signed in as «coach», «colleague», «manager», «stranger» (a coach elsewhere),
    «developer», «contact», «rival» (another employer), «administrator» or «auditor». CSRF checks are off for
    it."""

    def signed(name: str) -> FlaskClient:
        app.config["WTF_CSRF_ENABLED"] = False
        one = app.test_client()
        answer = one.post("/connexion", data={"email": world.emails[name], "password": PASSWORD})
        assert answer.status_code == 302, answer.text
        return one

    return signed


@pytest.fixture
def coach(sign_in: SignIn) -> FlaskClient:
    return sign_in("coach")


def filled_form(answer: TestResponse, number: int = 0) -> dict[str, list[str]]:
    """What a browser would send for a POST form of the page (the first unless said), submit buttons apart."""
    forms = [form for form in html.fromstring(answer.text).forms if form.get("method") == "post"]
    forms = [form for form in forms if "deconnexion" not in (form.get("action") or "")]
    values: dict[str, list[str]] = {}
    for name, value in forms[number].form_values():
        # Browsers drop the line break that stands before a textarea's text.
        values.setdefault(name, []).append(value.removeprefix("\n"))
    return values


def load_world(app: Flask, session: Session) -> World:
    """Two structures, two employers, three people and three job profiles, through the services."""
    world = World()
    load_places_and_trades(session)
    territory = Territory(name="Alsace", departments=["67", "68"])
    session.add(territory)
    here = Structure(name="Relais Emploi Colmar", kind="association", territory=territory)
    elsewhere = Structure(name="Tremplin Strasbourg", kind="association", territory=territory)
    session.add_all([here, elsewhere])
    session.flush()
    world.structures = {"here": here.id, "elsewhere": elsewhere.id}
    load_employers(session, world, territory.id)
    load_staff(app, session, world, territory, here, elsewhere)
    load_candidates(session, world)
    load_jobs(session, world)
    session.flush()
    return world


def load_places_and_trades(session: Session) -> None:
    for insee, name, department, postcode, lat, lon, population in COMMUNES:
        session.add(
            Commune(
                insee=insee,
                name=name,
                name_key=commune_key(name),
                department=department,
                lat=lat,
                lon=lon,
                precision=CommunePrecision.EXACT,
                population=population,
            )
        )
        session.flush()
        session.add(CommunePostcode(insee=insee, postcode=postcode))
    for code, label in TRADES:
        session.add(RomeCode(code=code, label=label, label_key=search_key(label)))
    session.flush()


def load_employers(session: Session, world: World, territory_id: int) -> None:
    for key, name, siret, commune in (
        ("bakery", "Boulangerie du Ried", "73282932000074", "68066"),
        ("depot", "Logistique Rhénane", "55210055400013", "67482"),
    ):
        data = EmployerData(name=name, siret=siret, commune_insee=commune, street="3 rue des Prés")
        world.employers[key] = create_employer(session, SYSTEM, data, territory_id=territory_id).id


def load_staff(
    app: Flask,
    session: Session,
    world: World,
    territory: Territory,
    here: Structure,
    elsewhere: Structure,
) -> None:
    hashed = hashed_password(app)
    bakery = session.get_one(Employer, world.employers["bakery"])
    depot = session.get_one(Employer, world.employers["depot"])
    staff: list[tuple[str, str, str, Role, dict[str, Any]]] = [
        ("coach", "Camille", "Muller", Role.COACH, {"structure": here}),
        ("colleague", "Hugo", "Weber", Role.COACH, {"structure": here}),
        ("manager", "Nadia", "Keller", Role.STRUCTURE_MANAGER, {"structure": here}),
        ("stranger", "Louis", "Meyer", Role.COACH, {"structure": elsewhere}),
        ("developer", "Inès", "Roth", Role.EMPLOYMENT_DEVELOPER, {"territory": territory}),
        ("contact", "Paul", "Schmitt", Role.EMPLOYER_CONTACT, {"employer": bakery}),
        ("rival", "Jeanne", "Klein", Role.EMPLOYER_CONTACT, {"employer": depot}),
        ("administrator", "Ada", "Simon", Role.ADMINISTRATOR, {}),
        ("auditor", "Odile", "Blanc", Role.AUDITOR, {}),
    ]
    for name, first, last, role, place in staff:
        data = PersonData(first, last, f"{name}@vivier.test", (role,))
        person = admit_person(session, SYSTEM, data, **place)
        world.people[name], world.emails[name] = person.id, person.email
        session.add(
            Account(
                person=person,
                email=person.email,
                password=hashed,
                fs_uniquifier=f"session of {name}",
            )
        )
    session.flush()


@cache
def hashed_password(app: Flask) -> str:
    """Once for the run."""
    with app.app_context():
        hashed: str = hash_password(PASSWORD)
        return hashed


def load_candidates(session: Session, world: World) -> None:
    fatima = create_candidate(
        session,
        SYSTEM,
        CandidateData(
            first_name="Fatima",
            last_name="Benali",
            phone="06 12 34 56 78",
            commune_insee="68066",
            wishes_text="Un travail en équipe, plutôt le soir, près de la gare.",
            wished_romes=("G1605", "K2204"),
            contracts=("CDI", "CDD"),
            hours_min=20,
            hours_max=30,
            slots=("evening",),
            weekends=False,
            licences=("B",),
            skills=("Nettoyage des locaux", "Travail en équipe"),
            mobility=(MobilityData("public_transport", minutes=45),),
            languages=(LanguageData("arabe"), LanguageData("français", "B1")),
        ),
        structure_id=world.structures["here"],
        coach_id=world.people["coach"],
    )
    add_experience(
        session,
        SYSTEM,
        fatima,
        ExperienceData(
            "Plongeuse", "Winstub du Ladhof", "Colmar", 2021, 3, 2023, 6, rome="G1605",
            description="Plonge, mise en place, nettoyage de la cuisine."),
    )  # fmt: skip
    add_education(session, SYSTEM, fatima, EducationData("CAP cuisine", "CAP", 2019))
    add_certificate(session, SYSTEM, fatima, CertificateData("SST", 2024))
    add_obstacle(
        session, SYSTEM, fatima, kind="childcare", note="Deux enfants.",
        actions=["Demander une place en crèche", "Appeler la mairie"],
    )  # fmt: skip
    igor = create_candidate(
        session,
        SYSTEM,
        CandidateData("Igor", "Novak", wishes_text="Conduire un chariot."),
        structure_id=world.structures["here"],
        coach_id=world.people["colleague"],
    )
    zoe = create_candidate(
        session,
        SYSTEM,
        CandidateData("Zoé", "Lang"),
        structure_id=world.structures["elsewhere"],
        coach_id=world.people["stranger"],
    )
    world.candidates = {"fatima": fatima.id, "igor": igor.id, "zoe": zoe.id}


def load_jobs(session: Session, world: World) -> None:
    bakery = session.get_one(Employer, world.employers["bakery"])
    depot = session.get_one(Employer, world.employers["depot"])
    washer = create_job(
        session,
        SYSTEM,
        bakery,
        JobData(
            title="Plonge du soir",
            contract="CDI",
            commune_insee="68066",
            text="Laver la vaisselle et ranger la cuisine, dans une équipe de quatre personnes.",
            rome="G1605",
            hours_per_week=24,
            slots=("evening",),
            conditions=("standing",),
            beginners_accepted=True,
            requirements=(
                RequirementData("licence", "B"),
                RequirementData("language", "français", "A2", must=True),
            ),
        ),
    )
    draft = create_job(session, SYSTEM, bakery, JobData("Vente en boutique", "CDD", "68066"))
    driver = create_job(
        session, SYSTEM, depot, JobData("Cariste de nuit", "interim", "67482", rome="N1101")
    )
    for job in (washer, driver):
        set_status(session, SYSTEM, job, JobStatus.PUBLISHED)
    world.jobs = {"washer": washer.id, "draft": draft.id, "driver": driver.id}

"""The site of the tests: its runtime, the web application on it, and a small territory with an account for each role.

tests/conftest.py imports the fixtures. Everything is real except the model; the index is, where a test asks for one:
otherwise what a request would drain is counted, so that a form is tested without.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from lxml import html
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from indexing.engines.contract import IndexSettings
from indexing.engines.embedded import EmbeddedEngine
from indexing.model.cached import CachedEmbedder
from indexing.rome_pivot import RomePivot
from indexing.search import Searcher
from indexing.sync import Drained
from indexing.text.analysis import ANALYSIS_VERSION
from matching.actor import SYSTEM
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
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData, RequirementData
from matching.pool.jobs.life import create_job
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.terms import JobStatus
from matching.pool.reference.trades import rome_names
from tests.world.fake_embedder import FakeEmbedder
from tests.world.places import TODAY, Places, load_places
from tests.world.staff import load_staff
from webapp.accounts.tables import Account
from webapp.app import create_app
from webapp.site.runtime import Runtime
from webapp.site.settings import Settings

PASSWORD = "correct cheval pile agrafe"
SignIn = Callable[[str], FlaskClient]


@dataclass
class World:
    """The ids of what was loaded, and the address of each account by a short name."""

    emails: dict[str, str] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    candidates: dict[str, int] = field(default_factory=dict)
    employers: dict[str, int] = field(default_factory=dict)
    jobs: dict[str, int] = field(default_factory=dict)
    structures: dict[str, int] = field(default_factory=dict)


def settings_in(var: Path, **decided: Any) -> Settings:
    """What a site of the tests decides, but for what is `decided` otherwise."""
    plain = Settings(
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
    return replace(plain, **decided)


class SiteRuntime(Runtime):
    """A site in a folder, on the test's own sessions: its day is fixed, and its embedder needs no model.

    Only one that `indexes` does what a request would drain; drains are counted in any case. `settings` are those
    that differ from those of `settings_in`."""

    def __init__(
        self,
        sessions: sessionmaker[Session] | None,
        var: Path,
        *,
        indexes: bool = False,
        database_url: str | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(settings_in(var, **settings))
        self.indexes = indexes
        if database_url is not None:
            self.__dict__["database_url"] = database_url
        self.lend(sessions)

    def lend(self, sessions: sessionmaker[Session] | None) -> None:
        """Work on these sessions from now on."""
        self.__dict__["sessions"] = sessions
        self.drains = 0

    def today(self) -> date:
        return TODAY

    @cached_property
    def embedder(self) -> CachedEmbedder:
        self.settings.var.mkdir(parents=True, exist_ok=True)
        return CachedEmbedder(FakeEmbedder(), self.settings.var / "vectors.sqlite")

    def drain(self, **options: Any) -> Drained | None:
        self.drains += 1
        return super().drain(**options) if self.indexes else None


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for the whole run; each test lends it its own sessions."""
    return quick_passwords(create_app(SiteRuntime(None, tmp_path_factory.mktemp("web"))))


def quick_passwords(app: Flask) -> Flask:
    """The same application, whose passwords cost little to hash and to compare: argon2 is slow on purpose, a
    quarter of a second for each sign-in. The scheme stays; what a site's cost is held by a test of its own."""
    app.extensions["security"].pwd_context.update(
        argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1
    )
    return app


@pytest.fixture
def runtime(served: Flask, sessions: sessionmaker[Session]) -> SiteRuntime:
    """What the application runs on, during this test."""
    on: SiteRuntime = served.extensions["vivier"]
    on.lend(sessions)
    return on


@pytest.fixture
def app(served: Flask, runtime: SiteRuntime) -> Iterator[Flask]:
    with without_limits(served):
        yield served


@contextmanager
def without_limits(served: Flask) -> Iterator[None]:
    """The application's limits on requests lifted: one test makes more of them than a person. Its configuration is
    afterwards what it was."""
    config = dict(served.config)
    served.testing = True
    for limiter in served.extensions["limiter"]:
        limiter.enabled = False
        limiter.reset()
    yield
    served.config.clear()
    served.config.update(config)


@pytest.fixture
def site(
    committed_sessions: sessionmaker[Session], tmp_path: Path, database_url: str
) -> Iterator[SiteRuntime]:
    """A whole site of this test's own, with true commits and an index that is kept up to date; nobody is in it."""
    on = SiteRuntime(committed_sessions, tmp_path, indexes=True, database_url=database_url)
    yield on
    if "engine" in vars(on):
        on.engine.close()


@pytest.fixture
def tool(served: Flask, site: SiteRuntime) -> SiteRuntime:
    """The same with the small territory in it, for commands."""
    with site.sessions() as session, session.begin():
        load_world(served, session)
    return site


@pytest.fixture
def indexed(
    runtime: SiteRuntime, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> SiteRuntime:
    """What the pages run on, with the small territory in an embedded engine of this test's own."""
    embedder = runtime.embedder
    engine = EmbeddedEngine(tmp_path / "index", IndexSettings(embedder.name, ANALYSIS_VERSION))
    with runtime.sessions() as session:
        pivot = RomePivot(rome_names(session), embedder)
    search = Searcher(engine, lambda: embedder, lambda: pivot)
    monkeypatch.setitem(runtime.__dict__, "engine", engine)
    monkeypatch.setitem(runtime.__dict__, "search", search)
    index(runtime)
    return runtime


def index(on: Runtime) -> None:
    """Everything that is marked, now."""
    done = Runtime.drain(on)
    assert done is not None
    assert not done.failed
    assert done.left == 0


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
    settle(app, session, world, load_places(session))
    load_candidates(session, world)
    load_jobs(session, world)
    session.flush()
    return world


def settle(app: Flask, session: Session, world: World, places: Places) -> None:
    """The staff of these places, with their accounts, and the ids of it all."""
    world.structures = {key: row.id for key, row in places.structures.items()}
    world.employers = {key: row.id for key, row in places.employers.items()}
    hashed = hashed_password(app)
    for name, person in load_staff(session, places).items():
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

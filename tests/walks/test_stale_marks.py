"""Whoever changes what is indexed marks it stale in the same transaction: every service that writes is walked.

A new public function of these modules that takes a session and an actor must be named here, as one that
marks, one that writes nothing indexed, or one that only reads.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from matching import stale
from matching.actor import SYSTEM
from matching.errors import Invalid, NotFound, VivierError
from matching.files import FileStore
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    add_certificate,
    add_education,
    add_experience,
    create_candidate,
    remove_fact,
    update_candidate,
    update_experience,
)
from matching.pool.candidates.obstacles import add_obstacle, tick_action
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.candidates.terms import ProposalState
from matching.pool.cvs.decisions import Decision, decide
from matching.pool.cvs.files import import_cv
from matching.pool.jobs.data import JobData
from matching.pool.jobs.life import create_job, update_job
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.ports import DocKey
from tests.matching.pool.test_cvs import TEXT, as_text, trades
from tests.world.builders import a_candidate, a_coach, a_job, a_structure, a_territory, an_employer
from tests.world.places import COLMAR, TODAY, load_reference

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@dataclass
class Rows:
    """A person with facts and a CV, a job profile, and nothing marked."""

    session: Session
    candidate: Candidate
    cv: Cv
    job: JobProfile
    files: FileStore
    action_id: int

    def import_cv(self, text: str) -> Cv:
        return import_cv(
            self.session, SYSTEM, self.candidate, filename="cv.txt", data=text.encode(),
            files=self.files, extract=as_text, trade_reader=trades, today=TODAY,
        )  # fmt: skip


@pytest.fixture
def rows(session: Session, tmp_path: Path) -> Rows:
    load_reference(session)
    territory = a_territory(session)
    structure = a_structure(session, territory)
    coach = a_coach(session, structure)
    candidate = a_candidate(
        session, structure, coach_id=coach.person_id, experiences=(ExperienceData("Plonge"),)
    )
    add_education(session, SYSTEM, candidate, EducationData("CAP"))
    add_certificate(session, SYSTEM, candidate, CertificateData("SST"))
    obstacle = add_obstacle(session, SYSTEM, candidate, kind="debt", note="", actions=["Appeler"])
    found = Rows(
        session,
        candidate,
        cv=None,  # type: ignore[arg-type]
        job=a_job(session, an_employer(session, territory), published=False),
        files=FileStore(tmp_path),
        action_id=obstacle.actions[0].id,
    )
    found.cv = found.import_cv(TEXT)
    session.flush()
    session.execute(delete(stale.StaleDocument))
    return found


def marked(session: Session) -> set[DocKey]:
    return {mark.key for mark in stale.pending(session, 100)}


PERSON = CandidateData("Fatima", "Benali", commune_insee=COLMAR)
JOB = JobData("Cariste", "CDI", COLMAR)
Act = Callable[[Rows], object]
ADDED: dict[str, Act] = {
    "candidates.create_candidate": lambda r: create_candidate(
        r.session, SYSTEM, PERSON, structure_id=r.candidate.structure_id
    ),
    "jobs.create_job": lambda r: create_job(r.session, SYSTEM, r.job.employer, JOB),
}
"""A new row is marked under its own id."""

CHANGED_PERSON: dict[str, Act] = {
    "candidates.update_candidate": lambda r: update_candidate(
        r.session, SYSTEM, r.candidate, PERSON
    ),
    "candidates.add_experience": lambda r: add_experience(
        r.session, SYSTEM, r.candidate, ExperienceData("Vente")
    ),
    "candidates.update_experience": lambda r: update_experience(
        r.session, SYSTEM, r.candidate, r.candidate.experiences[0].id, ExperienceData("Vente")
    ),
    "candidates.add_education": lambda r: add_education(
        r.session, SYSTEM, r.candidate, EducationData("Bac")
    ),
    "candidates.add_certificate": lambda r: add_certificate(
        r.session, SYSTEM, r.candidate, CertificateData("SST", 2026)
    ),
    "candidates.remove_fact": lambda r: remove_fact(
        r.session, SYSTEM, r.candidate, "certificate", r.candidate.certificates[0].id
    ),
    "cvs.import_cv": lambda r: r.import_cv("Cariste depuis 2019"),
    "cvs.decide": lambda r: decide(
        r.session, SYSTEM, r.cv, [Decision(r.cv.proposals[0].id, ProposalState.ACCEPTED)], now=NOW
    ),
}
CHANGED_JOB: dict[str, Act] = {
    "jobs.update_job": lambda r: update_job(r.session, SYSTEM, r.job, JOB),
    "jobs.set_status": lambda r: set_status(r.session, SYSTEM, r.job, JobStatus.PUBLISHED),
}
NOT_INDEXED: dict[str, Act] = {
    "candidates.add_obstacle": lambda r: add_obstacle(
        r.session, SYSTEM, r.candidate, kind="mobility", note="Sans permis", actions=[]
    ),
    "candidates.tick_action": lambda r: tick_action(
        r.session, SYSTEM, r.candidate, r.action_id, TODAY
    ),
    # The same bytes again.
    "cvs.import_cv": lambda r: r.import_cv(TEXT),
}
"""Obstacles are never part of the index."""

READS = {
    "candidates.get_candidate",
    "candidates.open_candidate",
    "candidates.open_data",
    "candidates.open_experience",
    "cvs.candidate_for_cv",
    "cvs.get_cv",
    "cvs.note_cv",
    "cvs.read_file",
    "jobs.employer_to_write_for",
    "jobs.get_job",
    "jobs.open_job",
}
KEEPS_COMPANY = {
    "candidates.hand_over",
    "candidates.hand_over_all",
    "candidates.list_portfolios",
    "candidates.takers",
}
"""Who accompanies her is in no document."""


def services(room: str) -> set[str]:
    """The public functions of a room that take (session, actor, …)."""
    package = import_module(f"matching.{room}")
    modules = [
        import_module(found.name)
        for found in walk_packages(package.__path__, f"{package.__name__}.")
    ]
    return {
        f"{room.rpartition('.')[2]}.{one}"
        for module in modules
        for one, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not one.startswith("_")
        and list(inspect.signature(function).parameters)[:2] == ["session", "actor"]
    }


def test_every_service_is_walked() -> None:
    found = services("pool.candidates") | services("pool.jobs") | services("pool.cvs")
    assert found == {*ADDED, *CHANGED_PERSON, *CHANGED_JOB, *NOT_INDEXED, *READS, *KEEPS_COMPANY}


def test_the_other_services_change_nothing_that_is_indexed() -> None:
    """An employer's territory decides who sees its jobs: whoever makes it changeable marks them here."""
    assert services("pool.employers") == {
        "employers.create_employer", "employers.get_employer",
    }  # fmt: skip
    assert services("pool.people") == {
        "people.admit_person", "people.correct_person", "people.employers_to_choose", "people.set_active",
        "people.workplaces", "people.ask", "people.accept", "people.refuse", "people.get_request", "people.known_of",
        "people.count_waiting",
    }  # fmt: skip
    assert services("journey.shortlists") == {
        "shortlists.shortlist", "shortlists.withdraw", "shortlists.both_sides", "shortlists.job_to_choose_for",
        "shortlists.entries_for_candidate", "shortlists.entry_for", "shortlists.chosen_ids",
    }  # fmt: skip


@pytest.mark.parametrize("name", ADDED)
def test_what_is_added_is_marked(rows: Rows, name: str) -> None:
    row = ADDED[name](rows)
    kind = "candidate" if isinstance(row, Candidate) else "job"
    assert marked(rows.session) == {DocKey(kind, row.id)}  # type: ignore[attr-defined, arg-type]


@pytest.mark.parametrize("name", CHANGED_PERSON)
def test_a_changed_person_is_marked(rows: Rows, name: str) -> None:
    CHANGED_PERSON[name](rows)
    assert marked(rows.session) == {DocKey("candidate", rows.candidate.id)}


@pytest.mark.parametrize("name", CHANGED_JOB)
def test_a_changed_job_is_marked(rows: Rows, name: str) -> None:
    CHANGED_JOB[name](rows)
    assert marked(rows.session) == {DocKey("job", rows.job.id)}


@pytest.mark.parametrize("name", [*NOT_INDEXED])
def test_what_is_not_indexed_is_not_marked(rows: Rows, name: str) -> None:
    NOT_INDEXED[name](rows)
    rows.session.flush()
    assert marked(rows.session) == set()


REFUSED: dict[str, Act] = {
    "update_candidate": lambda r: update_candidate(
        r.session, SYSTEM, r.candidate, CandidateData("", "")
    ),
    "remove_fact": lambda r: remove_fact(r.session, SYSTEM, r.candidate, "experience", -1),
    "update_job": lambda r: update_job(r.session, SYSTEM, r.job, JobData("", "", "")),
    "decide": lambda r: decide(
        r.session,
        SYSTEM,
        r.cv,
        [Decision(r.cv.proposals[0].id, ProposalState.CORRECTED, {})],
        now=NOW,
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_leaves_no_mark(rows: Rows, name: str) -> None:
    with pytest.raises(VivierError) as refused:
        REFUSED[name](rows)
    assert isinstance(refused.value, Invalid | NotFound)
    assert marked(rows.session) == set()


def test_a_rollback_takes_the_mark_with_the_change(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        load_reference(session)
        structure = a_structure(session, a_territory(session))
        session.commit()
        a_candidate(session, structure)
        assert stale.count(session) == 1
        session.rollback()
        assert stale.count(session) == 0

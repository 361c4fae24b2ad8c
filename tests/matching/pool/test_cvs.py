"""CVs: each file kept once, everything read is a proposal, and a human decides without losing anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM, Actor
from matching.errors import Forbidden, Invalid, NotFound, UnreadableFile
from matching.files import FileStore
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    LanguageData,
    add_certificate,
    update_candidate,
)
from matching.pool.candidates.tables import Candidate, Cv, CvProposal, Experience
from matching.pool.candidates.terms import ProposalState
from matching.pool.cvs.decisions import Decision, decide
from matching.pool.cvs.files import get_cv, import_cv, read_file
from matching.pool.structures.tables import Structure
from matching.texts.certificates import CERTIFICATES
from tests.world.builders import a_candidate, a_coach, a_structure, a_territory
from tests.world.places import COLMAR, OBERNAI, TODAY, load_reference
from tests.world.waiting import joined, until_blocked

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TEXT = """Fatima BENALI
3 rue des Clefs
68000 Colmar
06 12 34 56 78
fatima.benali@exemple.fr
Permis B, véhicule personnel

EXPÉRIENCES PROFESSIONNELLES
2019 - 2021 : Cariste, Logistique Rhénane, Colmar
Chargement des camions, préparation de commandes
2015 - 2018 : Agent de quai, Transports du Ried, Sélestat
Déchargement et tri des colis

FORMATION
2014 : CAP Opérateur logistique

CERTIFICATS
CACES R489 cat. 3 obtenu en 2023

LANGUES
Français : B2
Allemand : notions

COMPÉTENCES
Gestion des stocks, lecture de bons
"""
ACCEPT, CORRECT, REJECT = ProposalState.ACCEPTED, ProposalState.CORRECTED, ProposalState.REJECTED


@dataclass(frozen=True)
class Read:
    """What the reading of a file gives."""

    text: str
    kind: str = "txt"
    pages: int = 1
    ocr: bool = False
    warnings: tuple[str, ...] = ()


def as_text(data: bytes, filename: str) -> Read:
    return Read(data.decode())


def unreadable(data: bytes, filename: str) -> Read:
    raise UnreadableFile("Ce fichier est abîmé.")


def trades(title: str) -> list[tuple[str, float]]:
    return [("N1101", 0.8), ("N1105", 0.4)] if "ariste" in title else []


@pytest.fixture
def coach(session: Session, structure: Structure) -> Actor:
    return a_coach(session, structure)


@pytest.fixture
def person(session: Session, structure: Structure, coach: Actor) -> Candidate:
    return a_candidate(session, structure, coach_id=coach.person_id)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def imported(
    session: Session,
    actor: Actor,
    person: Candidate,
    files: FileStore,
    text: str = TEXT,
    **change: Any,
) -> Cv:
    given = {"filename": "cv.txt", "data": text.encode(), "extract": as_text} | change
    return import_cv(session, actor, person, files=files, trade_reader=trades, today=TODAY, **given)


@pytest.fixture
def cv(session: Session, coach: Actor, person: Candidate, files: FileStore) -> Cv:
    return imported(session, coach, person, files)


def of_kind(cv: Cv, kind: str) -> list[CvProposal]:
    return [proposal for proposal in cv.proposals if proposal.kind == kind]


def decide_all(session: Session, actor: Actor, cv: Cv, state: ProposalState) -> None:
    decisions = [Decision(proposal.id, state) for proposal in cv.proposals]
    decide(session, actor, cv, decisions, now=NOW)


def counted(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


# Keeping files.


def test_a_cv_is_kept_with_what_was_read_as_proposals(
    session: Session, coach: Actor, person: Candidate, cv: Cv, files: FileStore
) -> None:
    assert (cv.version, cv.filename, cv.kind, cv.size) == (1, "cv.txt", "txt", len(TEXT.encode()))
    assert cv.uploaded_by_id == coach.person_id
    assert read_file(session, coach, cv.id, files) == (cv, TEXT.encode())
    assert {p.kind for p in cv.proposals} == {
        "experience", "education", "certificate", "licence", "vehicle", "language", "skill", "contact",
    }  # fmt: skip
    assert {p.state for p in cv.proposals} == {"pending"}
    assert all(p.evidence in TEXT for p in cv.proposals), "each with the sentence it came from"
    session.expire_all()
    for fact in (person.experiences, person.certificates, person.licences, person.languages):
        assert fact == [], "nothing is a fact before a human decides"
    assert (person.email, person.phone, person.commune_insee) == (None, None, None)


def test_the_same_bytes_are_one_version(
    session: Session, coach: Actor, person: Candidate, cv: Cv, files: FileStore
) -> None:
    again = imported(session, coach, person, files, filename="autre.txt", extract=unreadable)
    assert again is cv
    second = imported(session, coach, person, files, TEXT + "\n2022 : Cariste")
    assert second.version == 2
    assert counted(session, Cv) == 2
    assert len(list(files.root.iterdir())) == 2
    session.expire_all()
    assert [one.version for one in person.cvs] == [2, 1], "the newest first"


def test_another_person_may_hand_in_the_same_file(
    session: Session, coach: Actor, structure: Structure, cv: Cv, files: FileStore
) -> None:
    other = imported(session, coach, a_candidate(session, structure), files)
    assert other.id != cv.id
    assert other.version == 1
    assert other.stored_as != cv.stored_as


@pytest.mark.parametrize(
    ("change", "error"), [({"extract": unreadable}, UnreadableFile), ({"data": b""}, Invalid)]
)
def test_a_file_that_cannot_be_read_leaves_nothing(
    session: Session, coach: Actor, person: Candidate, files: FileStore,
    change: dict[str, Any], error: type[Exception],
) -> None:  # fmt: skip
    with pytest.raises(error):
        imported(session, coach, person, files, **change)
    assert counted(session, Cv) == 0
    assert not files.root.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\CV été.pdf", "CV été.pdf"),
        ("", "cv"),
        ("/", "cv"),
        ("a\x00b.pdf", "ab.pdf"),
        ("é" * 300 + ".pdf", "é" * 251 + ".pdf"),
    ],
)
def test_the_name_that_was_typed_is_only_a_label(
    session: Session, coach: Actor, person: Candidate, files: FileStore, typed: str, kept: str
) -> None:
    cv = imported(session, coach, person, files, filename=typed)
    assert cv.filename == kept
    assert [path.name for path in files.root.iterdir()] == [cv.stored_as]


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_signs_that_the_database_refuses_are_dropped(
    session: Session, coach: Actor, person: Candidate, files: FileStore, sign: str
) -> None:
    def damaged(data: bytes, filename: str) -> Read:
        return Read(f"Cariste{sign} depuis 2019")

    cv = imported(session, coach, person, files, extract=damaged)
    assert cv.text == "Cariste depuis 2019"
    assert of_kind(cv, "experience")[0].payload["title"] == "Cariste"


def test_the_system_imports_in_the_coachs_name(
    session: Session, structure: Structure, person: Candidate, files: FileStore
) -> None:
    assert imported(session, SYSTEM, person, files).uploaded_by_id == person.coach_id
    with pytest.raises(Invalid, match="coach"):
        imported(session, SYSTEM, a_candidate(session, structure), files)


def test_strangers_neither_import_nor_see_nor_decide(
    session: Session, structure: Structure, person: Candidate, cv: Cv, files: FileStore
) -> None:
    stranger = a_coach(session, a_structure(session, structure.territory))
    colleague = a_coach(session, structure)
    with pytest.raises(NotFound):
        get_cv(session, stranger, cv.id)
    with pytest.raises(NotFound):
        read_file(session, stranger, cv.id, files)
    with pytest.raises(NotFound):
        get_cv(session, colleague, cv.id + 1000)
    for read in (get_cv, lambda *asked: read_file(*asked, files)):
        with pytest.raises(Forbidden):  # a colleague knows of the person, not of her CV
            read(session, colleague, cv.id)
    for actor in (stranger, colleague):
        with pytest.raises(Forbidden):
            imported(session, actor, person, files, "autre")
        with pytest.raises(Forbidden):
            decide(session, actor, cv, [Decision(cv.proposals[0].id, ACCEPT)], now=NOW)


# Deciding.


def test_what_is_accepted_becomes_a_fact(
    session: Session, coach: Actor, person: Candidate, cv: Cv
) -> None:
    decide_all(session, coach, cv, ACCEPT)
    session.flush()
    session.expire_all()
    assert [(e.title, e.employer, e.start_year, e.end_year, e.rome, e.cv_id) for e in person.experiences] == [
        ("Cariste", "Logistique Rhénane", 2019, 2021, "N1101", cv.id),
        ("Agent de quai", "Transports du Ried", 2015, 2018, None, cv.id),
    ]  # fmt: skip
    assert [(e.label, e.level, e.year) for e in person.education] == [
        ("CAP Opérateur logistique", "Niveau 3", 2014)
    ]
    assert [(c.code, c.year) for c in person.certificates] == [("CACES R489 cat. 3", 2023)]
    assert person.licences == ["B"]
    assert person.has_vehicle is True
    assert {(x.language, x.level) for x in person.languages} == {
        ("français", "B2"),
        ("allemand", "A2"),
    }
    assert person.skills == ["Gestion des stocks", "Lecture de bons"]
    assert (person.phone, person.street) == ("06 12 34 56 78", "3 rue des Clefs")
    assert (person.email, person.commune_insee) == ("fatima.benali@exemple.fr", COLMAR)
    assert (person.first_name, person.last_name) == ("Fatima", "Benali")
    assert {(p.state, p.decided_by_id, p.decided_at) for p in cv.proposals} == {
        ("accepted", coach.person_id, NOW)
    }


def test_what_is_rejected_leaves_no_trace_on_the_person(
    session: Session, coach: Actor, person: Candidate, cv: Cv
) -> None:
    decide_all(session, coach, cv, REJECT)
    session.expire_all()
    assert (person.experiences, person.skills, person.phone, person.has_vehicle) == (
        [],
        [],
        None,
        None,
    )
    assert {p.state for p in cv.proposals} == {"rejected"}


def test_deciding_twice_changes_nothing(
    session: Session, coach: Actor, person: Candidate, cv: Cv
) -> None:
    first, second = of_kind(cv, "experience")
    twice = [Decision(first.id, ACCEPT), Decision(first.id, ACCEPT), Decision(second.id, REJECT)]
    decide(session, coach, cv, twice, now=NOW)
    for state in (REJECT, ACCEPT, ProposalState.PENDING):
        decide(session, coach, cv, [Decision(first.id, state), Decision(second.id, state)], now=NOW)
    session.flush()
    session.expire_all()
    assert [e.title for e in person.experiences] == ["Cariste"]
    assert (first.state, second.state, first.decided_at) == ("accepted", "rejected", NOW)


def test_a_correction_is_taken_over_as_it_was_typed(
    session: Session, coach: Actor, person: Candidate, cv: Cv
) -> None:
    experience = of_kind(cv, "experience")[0]
    typed = {
        "title": "Magasinier",
        "start": [2020, 3],
        "end": [2021, 5],
        "rome": "N1105",
        "description": "Stocks",
    }
    decide(session, coach, cv, [Decision(experience.id, CORRECT, typed)], now=NOW)
    session.expire_all()
    row = person.experiences[0]
    assert (row.title, row.start_year, row.start_month, row.rome, row.description) == (
        "Magasinier", 2020, 3, "N1105", "Stocks",
    )  # fmt: skip
    assert (experience.state, experience.payload) == ("corrected", typed)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("experience", {"title": ""}),
        ("experience", {"title": "A", "start": [2021, 1], "end": [2020, 1]}),
        ("experience", {"title": "A", "rome": "Z9999"}),
        ("education", {"label": " "}),
        ("certificate", {"label": "x" * 81}),
        ("licence", {"code": "Z"}),
        ("language", {"label": "allemand", "level": "Z1"}),
        ("language", {"label": ""}),
        ("skill", {"label": "x" * 201}),
        ("contact", {"kind": "email", "value": "pas une adresse"}),
        ("contact", {"kind": "phone", "value": "0" * 40}),
        ("experience", None),
    ],
)
def test_a_mistake_in_one_correction_leaves_everything_undecided(
    session: Session,
    coach: Actor,
    person: Candidate,
    cv: Cv,
    kind: str,
    typed: dict[str, Any] | None,
) -> None:
    wrong = of_kind(cv, kind)[0]
    decisions = [
        Decision(p.id, CORRECT, typed) if p is wrong else Decision(p.id, ACCEPT)
        for p in cv.proposals
    ]
    with pytest.raises(Invalid) as refused:
        decide(session, coach, cv, decisions, now=NOW)
    assert set(refused.value.fields) == {f"proposal-{wrong.id}"}
    session.flush()
    session.expire_all()
    assert {p.state for p in cv.proposals} == {"pending"}
    assert (person.experiences, person.skills, person.licences) == ([], [], [])
    assert (person.phone, person.email, person.has_vehicle) == (None, None, None)
    decide_all(session, coach, cv, ACCEPT)
    session.flush()
    session.expire_all()
    assert len(person.experiences) == 2, "and once corrected, it is taken over once"


def test_two_who_keep_one_experience_at_once_keep_it_once(
    committed_sessions: sessionmaker[Session], files: FileStore
) -> None:
    with committed_sessions() as session, session.begin():
        load_reference(session)
        structure = a_structure(session, a_territory(session))
        coach = a_coach(session, structure)
        person = a_candidate(session, structure, coach_id=coach.person_id)
        cv = imported(session, coach, person, files)
        proposal = of_kind(cv, "experience")[0]

    def keep(session: Session) -> None:
        row = session.get_one(Cv, cv.id)
        decide(session, coach, row, [Decision(proposal.id, ACCEPT)], now=NOW)

    def again() -> None:
        with committed_sessions() as other, other.begin():
            keep(other)

    with committed_sessions() as session, session.begin():
        keep(session)
        second = Thread(target=again)
        second.start()
        until_blocked(session, second)
    joined(second)
    with committed_sessions() as session:
        titles = session.scalars(select(Experience.title).where(Experience.cv_id == cv.id)).all()
    assert titles == ["Cariste"]


def test_all_mistakes_are_said_at_once(session: Session, coach: Actor, cv: Cv) -> None:
    wrong = [*of_kind(cv, "experience"), of_kind(cv, "skill")[0]]
    with pytest.raises(Invalid) as refused:
        decide(session, coach, cv, [Decision(p.id, CORRECT, {}) for p in wrong], now=NOW)
    assert set(refused.value.fields) == {f"proposal-{p.id}" for p in wrong}
    assert all(refused.value.fields.values())


def test_a_proposal_of_another_cv_is_not_found_and_nothing_is_decided(
    session: Session,
    coach: Actor,
    person: Candidate,
    structure: Structure,
    cv: Cv,
    files: FileStore,
) -> None:
    other = imported(session, coach, a_candidate(session, structure), files)
    mine = of_kind(cv, "skill")[0]
    with pytest.raises(NotFound):
        decide(
            session,
            coach,
            cv,
            [Decision(mine.id, ACCEPT), Decision(other.proposals[0].id, ACCEPT)],
            now=NOW,
        )
    session.expire_all()
    assert mine.state == "pending"
    assert person.skills == []


def test_what_a_coach_typed_is_never_overwritten(
    session: Session, coach: Actor, person: Candidate, cv: Cv
) -> None:
    typed = CandidateData(
        first_name="Fatima",
        last_name="Benali",
        email="autre@exemple.fr",
        phone="07 00 00 00 00",
        street="1 place du Marché",
        commune_insee=OBERNAI,
        has_vehicle=False,
        licences=("A",),
        skills=("gestion des stocks",),
        languages=(LanguageData("français", "C1"),),
    )
    update_candidate(session, coach, person, typed)
    caces = CertificateData("caces r489 cat. 3", 2025)
    add_certificate(session, coach, person, caces)
    decide_all(session, coach, cv, ACCEPT)
    session.flush()
    session.expire_all()
    assert (person.email, person.phone) == ("autre@exemple.fr", "07 00 00 00 00")
    assert (person.street, person.commune_insee) == ("1 place du Marché", OBERNAI)
    assert person.has_vehicle is False
    assert person.licences == ["A", "B"]
    assert person.skills == ["gestion des stocks", "Lecture de bons"]
    assert {(x.language, x.level) for x in person.languages} == {
        ("français", "C1"),
        ("allemand", "A2"),
    }
    assert [(c.code, c.year) for c in person.certificates] == [("caces r489 cat. 3", 2025)]


@pytest.mark.parametrize("value", ["Saint-Louis", "99999", "", "Le"])
def test_a_town_that_may_be_several_is_left_to_the_coach(
    session: Session, coach: Actor, person: Candidate, cv: Cv, value: str
) -> None:
    towns = [p for p in of_kind(cv, "contact") if p.payload["kind"] in ("postcode", "city")]
    decisions = [Decision(p.id, CORRECT, {"kind": "city", "value": value}) for p in towns]
    decide(session, coach, cv, decisions, now=NOW)
    assert person.commune_insee == (None if value != "Le" else "68044")


def test_every_known_certificate_can_be_accepted() -> None:
    assert [kind.label for kind in CERTIFICATES if len(kind.label) > 80] == []

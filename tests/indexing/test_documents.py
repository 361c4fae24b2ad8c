"""What of a person or a job goes into the index: enough to be found, and nothing that identifies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from indexing.documents import CV_PASSAGE, build_documents, row_ids
from matching.actor import SYSTEM
from matching.files import FileStore
from matching.pool.candidates.life import (
    CertificateData,
    EducationData,
    ExperienceData,
    LanguageData,
    MobilityData,
    add_certificate,
    add_education,
)
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.candidates.rights import candidate_keys
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.candidates.terms import ProposalState
from matching.pool.cvs.decisions import Decision, decide
from matching.pool.cvs.files import import_cv
from matching.pool.jobs.data import RequirementData
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.terms import JobStatus
from matching.pool.structures.tables import Structure
from matching.ports import Distribution, DocKey, Document, Kind
from matching.ranking.rights import search_keys
from matching.stale import Mark
from tests.matching.pool.test_cvs import as_text, trades
from tests.world.builders import a_candidate, a_coach, a_job, a_structure, a_territory, an_employer
from tests.world.places import COLMAR, OBERNAI, load_reference

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CV_TEXT = """Mme Fatima BENALI
Née le 5 mars 1988 à Mulhouse, 38 ans
3 rue des Clefs
68000 Colmar
06 12 34 56 78
fatima.benali@exemple.fr
Nationalité française, mariée, 2 enfants, RQTH, bénéficiaire du RSA

EXPÉRIENCES PROFESSIONNELLES
2019 - 2021 : Cariste, Logistique Rhénane
Chargement des camions, préparation de commandes
"""
IDENTIFYING = (
    "fatima", "benali", "mme", "1988", "38 ans", "mulhouse", "rue des clefs", "68000", "06 12", "0612",
    "exemple.fr", "@", "nationalit", "mariée", "enfant", "rqth", "rsa", "crèche", "dettes", "seule le soir",
)  # fmt: skip


@pytest.fixture
def structure(session: Session) -> Structure:
    load_reference(session)
    return a_structure(session, a_territory(session))


def declared_trades(texts: Sequence[str], declared: Sequence[Sequence[str]]) -> list[Distribution]:
    """The declared codes alone; keeps the texts that it was shown."""
    seen_texts[:] = texts
    return [dict.fromkeys(codes, 1.0) for codes in declared]


seen_texts: list[str] = []


def built(session: Session, kind: Kind, ids: Iterable[int]) -> list[Document]:
    session.flush()
    session.expire_all()
    marks = [Mark(DocKey(kind, i), revision=40 + n) for n, i in enumerate(ids)]
    found = build_documents(session, marks, declared_trades)
    return [found[mark.key] for mark in marks]


def document(session: Session, kind: Kind, row_id: int) -> Document:
    return built(session, kind, [row_id])[0]


def a_full_person(session: Session, structure: Structure, folder: Path) -> Candidate:
    """Everything that identifies her, in fields, in her own words and in a CV."""
    coach = a_coach(session, structure)
    row = a_candidate(
        session,
        structure,
        coach_id=coach.person_id,
        civility="Mme",
        birth_date=date(1988, 3, 5),
        email="fatima.benali@exemple.fr",
        phone="06 12 34 56 78",
        street="3 rue des Clefs",
        commune_insee=COLMAR,
        wishes_text="Je suis Fatima Benali, j’ai 38 ans et 2 enfants. Un poste de cariste en équipe. Tél. 06 12 34 56 78",
        wished_romes=("N1101", "G1605"),
        contracts=("CDI",),
        available_from=date(2026, 12, 1),
        licences=("B",),
        constraints_text="Garde à la crèche, seule le soir",
        skills=("Gestion des stocks",),
        mobility=(MobilityData("car", radius_km=20), MobilityData("public_transport", minutes=90)),
        languages=(LanguageData("arabe"),),
        experiences=(
            ExperienceData("Agent de quai", "Transports du Ried", "Sélestat", 2015, rome="N1105", description="Tri des colis"),
            ExperienceData("Plonge", start_year=2022),
        ),
    )  # fmt: skip
    add_certificate(session, SYSTEM, row, CertificateData("CACES R489 cat. 3", 2023))
    add_education(session, SYSTEM, row, EducationData("CAP logistique", year=2014))
    add_obstacle(
        session, SYSTEM, row, kind="debt", note="Des dettes et une RQTH", actions=["Voir la CAF"]
    )
    import_cv(
        session, SYSTEM, row, filename="Fatima Benali.txt", data=CV_TEXT.encode(), files=FileStore(folder),
        extract=as_text, trade_reader=trades, today=date(2026, 11, 23),
    )  # fmt: skip
    return row


@pytest.fixture
def full(session: Session, structure: Structure, tmp_path: Path) -> Candidate:
    return a_full_person(session, structure, tmp_path)


# Candidates.


def test_nothing_that_identifies_is_in_a_document(session: Session, full: Candidate) -> None:
    found = document(session, "candidate", full.id)
    whole = " ".join([repr(asdict(found)), *seen_texts]).lower()
    assert [sign for sign in IDENTIFYING if sign in whole] == []
    assert "chargement des camions" in whole, "the rest of the CV is there"
    assert "un poste de cariste en équipe" in whole


def test_a_document_has_no_field_for_what_identifies() -> None:
    """Whoever adds a field to a document decides here that it may be searched by."""
    assert {f.name for f in fields(Document)} == {
        "key", "revision", "title", "passages", "romes", "visible_to", "status", "structure_id",
        "department", "contracts", "licences", "available_from", "lat", "lon", "radius_km",
    }  # fmt: skip


def test_a_person_is_searched_by_each_thing_on_its_own(session: Session, full: Candidate) -> None:
    found = document(session, "candidate", full.id)
    newest, oldest = full.experiences
    by_source = {p.source: p for p in found.passages}
    cv = full.cvs[0]
    pending = next(p for p in cv.proposals if p.kind == "experience")
    assert list(by_source) == [
        "wishes", f"experience:{newest.id}", f"experience:{oldest.id}", "skills", f"proposal:{pending.id}",
    ]  # fmt: skip
    assert by_source["wishes"].part == "wants"
    assert by_source["wishes"].text.startswith("Cariste, Plongeur / Plongeuse en restauration")
    assert {p.part for source, p in by_source.items() if source != "wishes"} == {"can"}
    assert by_source[f"experience:{oldest.id}"].text == "Agent de quai. Tri des colis"
    for word in ("CACES R489 cat. 3", "CAP logistique", "Gestion des stocks"):
        assert word in by_source["skills"].text
    assert by_source[f"proposal:{pending.id}"].text.startswith("Cariste. Chargement des camions")
    assert "cv:" not in repr(seen_texts), "trades are not read from the whole CV"
    assert "arabe" not in repr(found).lower()


def test_the_facts_that_filters_need(session: Session, full: Candidate) -> None:
    found = document(session, "candidate", full.id)
    assert (found.key, found.revision) == (DocKey("candidate", full.id), 40)
    assert found.title == "Cariste, Plongeur / Plongeuse en restauration"
    assert found.romes == {"N1101": 1.0, "G1605": 1.0, "N1105": 1.0}
    assert (found.status, found.structure_id, found.department) == (
        "active",
        full.structure_id,
        "68",
    )
    assert (found.contracts, found.licences) == ({"CDI"}, {"B"})
    assert found.available_from == date(2026, 12, 1)
    assert (found.lat, found.lon) == (48.08, 7.36)
    assert found.radius_km == 27.0, "an hour and a half by bus goes further than 20 km"
    assert found.visible_to == candidate_keys(full) == {
        "system", f"structure:{full.structure_id}", f"candidate:{full.id}",
    }  # fmt: skip


def test_each_trade_counts_once_also_those_read_from_a_cv(
    session: Session, structure: Structure, tmp_path: Path
) -> None:
    """Also one that no coach has checked yet, until she sets it aside."""
    row = a_candidate(
        session,
        structure,
        coach_id=a_coach(session, structure).person_id,
        wished_romes=("G1605",),
        experiences=(ExperienceData("Plonge", rome="G1605"), ExperienceData("Ménage")),
    )
    cv = import_cv(
        session, SYSTEM, row, filename="1.txt", data=CV_TEXT.encode(), files=FileStore(tmp_path),
        extract=as_text, trade_reader=trades, today=date(2026, 11, 23),
    )  # fmt: skip
    assert document(session, "candidate", row.id).romes == {"G1605": 1.0, "N1101": 1.0}
    pending = next(p for p in cv.proposals if p.kind == "experience")
    decide(session, SYSTEM, cv, [Decision(pending.id, ProposalState.REJECTED)], now=NOW)
    assert document(session, "candidate", row.id).romes == {"G1605": 1.0}


def test_trades_are_read_from_words_only_where_none_is_declared(
    session: Session, structure: Structure
) -> None:
    said = a_candidate(session, structure, wished_romes=("N1101",), wishes_text="Conduire")
    words = a_candidate(session, structure, wishes_text="Faire la cuisine")
    built(session, "candidate", [said.id, words.id])
    assert seen_texts == ["", "Faire la cuisine"]


def test_a_person_of_whom_little_is_said(session: Session, structure: Structure) -> None:
    row = a_candidate(session, structure, mobility=(MobilityData("car"),))
    found = document(session, "candidate", row.id)
    assert found.passages == ()
    assert (found.title, found.department, found.lat, found.lon, found.radius_km) == (
        "", None, None, None, None,
    )  # fmt: skip


def test_only_the_newest_cv_speaks_and_a_decided_proposal_no_more(
    session: Session, full: Candidate, tmp_path: Path
) -> None:
    import_cv(
        session, SYSTEM, full, filename="2.txt", data=b"EXPERIENCES\n2020 - 2022 : Vendeuse, Magasin\nConseil, encaissement\n",
        files=FileStore(tmp_path), extract=as_text, trade_reader=None, today=date(2026, 11, 23),
    )  # fmt: skip
    found = document(session, "candidate", full.id)
    whole = repr(found.passages)
    assert "Vendeuse" in whole
    assert "Chargement" not in whole
    newest = full.cvs[0]
    sold = next(p for p in newest.proposals if p.kind == "experience")
    decide(session, SYSTEM, newest, [Decision(sold.id, ProposalState.REJECTED)], now=NOW)
    found = document(session, "candidate", full.id)
    assert f"proposal:{sold.id}" not in {p.source for p in found.passages}


def test_a_long_cv_is_cut_into_passages(session: Session, full: Candidate, tmp_path: Path) -> None:
    lines = [f"Tâche numéro {n} de la préparation des commandes en entrepôt" for n in range(120)]
    text = "\n".join(lines)  # nothing that could be read apart
    import_cv(
        session, SYSTEM, full, filename="2.txt", data=text.encode(), files=FileStore(tmp_path),
        extract=as_text, trade_reader=None, today=date(2026, 11, 23),
    )  # fmt: skip
    found = document(session, "candidate", full.id)
    chunks = [p.text for p in found.passages if p.source.startswith("cv:")]
    assert len(chunks) == 3
    assert all(len(chunk) <= CV_PASSAGE + 1 for chunk in chunks)
    assert all(line in text for chunk in chunks for line in chunk.splitlines())


# Job profiles.


def test_a_job_document(session: Session, structure: Structure) -> None:
    employer = an_employer(session, structure.territory)
    job = a_job(
        session,
        employer,
        title="Cariste de nuit",
        text="Ranger des palettes.",
        rome="N1101",
        commune_insee=OBERNAI,
        starts_on=date(2026, 12, 1),
        requirements=(
            RequirementData("licence", "B"),
            RequirementData("certificate", "CACES R489 cat. 3", must=True),
        ),
    )
    found = document(session, "job", job.id)
    assert [(p.part, p.source, p.text) for p in found.passages] == [
        ("job", "profile", "Cariste de nuit. Cariste. Ranger des palettes. B, CACES R489 cat. 3")
    ]
    assert (found.title, found.romes) == ("Cariste de nuit", {"N1101": 1.0})
    assert (found.status, found.structure_id, found.department) == ("published", None, "67")
    assert (found.contracts, found.licences) == ({"CDI"}, {"B"})
    assert (found.available_from, found.radius_km) == (date(2026, 12, 1), None)
    assert (found.lat, found.lon) == (48.46, 7.48)
    territory = employer.territory_id
    assert found.visible_to == {
        "system", f"employer:{employer.id}", f"developers:{territory}", f"coaches:{territory}",
    }  # fmt: skip


def test_a_draft_is_hidden_from_coaches_until_it_is_published(
    session: Session, structure: Structure
) -> None:
    job = a_job(session, an_employer(session, structure.territory), published=False)
    coach = a_coach(session, structure)
    assert not document(session, "job", job.id).visible_to & search_keys(coach, "job")
    set_status(session, SYSTEM, job, JobStatus.PUBLISHED)
    assert document(session, "job", job.id).visible_to & search_keys(coach, "job")


# Batches.


def test_a_row_that_is_gone_has_no_document(session: Session, structure: Structure) -> None:
    row = a_candidate(session, structure)
    job = a_job(session, an_employer(session, structure.territory))
    keys = [DocKey("candidate", row.id), DocKey("candidate", row.id + 1), DocKey("job", job.id + 1)]
    found = build_documents(session, [Mark(key, 1) for key in keys], declared_trades)
    assert set(found) == {DocKey("candidate", row.id)}
    assert build_documents(session, [], declared_trades) == {}
    assert row_ids(session, "candidate") == [row.id]
    assert row_ids(session, "job") == [job.id]


def test_statements_do_not_grow_with_the_batch(
    session: Session, db_engine: Engine, structure: Structure
) -> None:
    employer = an_employer(session, structure.territory)
    people = [
        a_candidate(session, structure, commune_insee=COLMAR, wished_romes=("N1101",)).id
        for _ in range(6)
    ]
    offers = [a_job(session, employer, rome="N1101").id for _ in range(6)]
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    counts = []
    for size in (1, 6):
        session.flush()
        session.expunge_all()
        sent.clear()
        event.listen(db_engine, "before_cursor_execute", note)
        try:
            keys = [DocKey("candidate", i) for i in people[:size]]
            keys += [DocKey("job", i) for i in offers[:size]]
            assert (
                len(build_documents(session, [Mark(k, 1) for k in keys], declared_trades))
                == 2 * size
            )
        finally:
            event.remove(db_engine, "before_cursor_execute", note)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_a_cv_without_readable_experience_is_searched_as_it_is(
    session: Session, structure: Structure
) -> None:
    row = a_candidate(session, structure)
    coach = a_coach(session, structure)
    cv = Cv(
        version=1, filename="cv.txt", stored_as="0" * 32, kind="txt", size=10, sha256="0" * 64,
        text="J'ai toujours aidé au marché, vente de légumes et mise en place du stand.",
        uploaded_by_id=coach.person_id,
    )  # fmt: skip
    row.cvs.append(cv)
    session.flush()
    found = document(session, "candidate", row.id)
    assert [p.text for p in found.passages if p.source.startswith("cv:")] == [cv.text]

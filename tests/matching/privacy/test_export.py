"""The copy of everything that is held on a person: whole, for the right people, without the names of staff."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM, Actor, Role
from matching.audit.events import Act
from matching.db import Base, transaction
from matching.errors import Forbidden, Invalid
from matching.journey.referrals.terms import EmployerReason
from matching.pool.candidates.tables import Candidate
from matching.pool.people.life import actor_of
from matching.privacy.export import COVERED, NOT_IN_THE_EXPORT, cv_files, export_of
from tests.world.builders import a_candidate, a_coach, a_structure, a_territory
from tests.world.places import TODAY, load_reference
from tests.world.privacy import Marked, a_marked_person, children_of
from tests.world.site import SiteRuntime
from tests.world.traces import acts
from webapp.pages.words import WORDS
from webapp.papers import access_export
from webapp.papers.access_export import main_table
from webapp.words.rooms import TableWords

NOT_HERS = ("other", "filter", "search", "letter", "evidence")
"""Strings of the marked person that are no part of a copy: what others typed into a search, letters' words."""


@pytest.fixture
def site(sessions: sessionmaker[Session], tmp_path: Path) -> Iterator[SiteRuntime]:
    return SiteRuntime(sessions, tmp_path, indexes=True)


@pytest.fixture
def her(site: SiteRuntime) -> Marked:
    with transaction(site.sessions) as session:
        return a_marked_person(session, site)


def herself(her: Marked) -> Actor:
    return Actor(None, frozenset(), candidate_id=her.id)


def copy_for(session: Session, actor: Actor, her: Marked, reason: str = "") -> dict[str, Any]:
    candidate = session.get_one(Candidate, her.id)
    return export_of(session, actor, candidate, today=TODAY, reason=reason)


def test_every_table_that_concerns_a_person_is_covered() -> None:
    """By foreign key, or by a kind and a number; a new table fails here until it is exported or told apart."""
    hers = {"candidate", *(table.name for table in children_of("candidate"))}
    for table in Base.metadata.sorted_tables:
        names = {column.name for column in table.columns}
        if (
            names & {"subject_id", "asked_id", "about_candidate_id"}
            or table.name == "stale_document"
        ):
            hers.add(table.name)
        if {"kind", "id"} <= names and len(names) <= 3:
            hers.add(table.name)
    assert hers - COVERED.keys() - NOT_IN_THE_EXPORT.keys() == set()
    assert hers >= COVERED.keys() - {"audit_detail"}
    assert COVERED.keys().isdisjoint(NOT_IN_THE_EXPORT)
    assert set(COVERED.values()) <= set(access_export.SECTIONS)


def test_everything_of_hers_is_in_the_copy(site: SiteRuntime, her: Marked) -> None:
    with site.sessions() as session:
        held = copy_for(session, herself(her), her)
    text = access_export.as_json(held).decode()
    missing = [
        where for where, string in her.strings.items()
        if string not in text and not where.startswith(NOT_HERS)
    ]  # fmt: skip
    assert missing == []
    assert set(access_export.SECTIONS) <= held.keys()
    empty = [key for key in access_export.SECTIONS if not held[key]]
    assert empty == []


def test_what_is_not_about_her_is_not(site: SiteRuntime, her: Marked) -> None:
    with site.sessions() as session:
        staff = session.get_one(Candidate, her.id).coach
        assert staff is not None
        staff.first_name, staff.last_name, staff.email = "Xavière", "Qwzx", "xaviere@vivier.test"
        session.get_one(Candidate, her.id).coach_id = None
        session.flush()
        text = access_export.as_json(copy_for(session, herself(her), her)).decode()
    for name in ("Xavière", "Qwzx", "xaviere@", "Awa", "Diop", "token", "stored_as", "salt"):
        assert name not in text, name
    assert "Coach emploi, Relais Emploi Colmar" in text


def test_notes_that_are_kept_apart_need_a_reason(site: SiteRuntime, her: Marked) -> None:
    with site.sessions() as session:
        keeper = session.get_one(Candidate, her.id).coach
        assert keeper is not None
        coach = actor_of(keeper)
        without = copy_for(session, coach, her)
        assert (without["sensitive_notes"], without["sensitive_notes_left_out"]) == ([], 1)
        with pytest.raises(Invalid):
            copy_for(session, coach, her, "voir")
        whole = copy_for(session, coach, her, "copie demandée par elle")
        assert len(whole["sensitive_notes"]) == 1
        noted = [event.act for event in acts(session)]
        assert noted[-3:] == [Act.EXPORTED, Act.OPENED_SENSITIVE, Act.EXPORTED]
        # A colleague who keeps the record while nobody is her coach may not open them, reason or not.
        session.get_one(Candidate, her.id).coach_id = None
        with pytest.raises(Forbidden):
            copy_for(session, coach, her, "copie demandée par elle")
        assert copy_for(session, coach, her)["sensitive_notes"] == []


def test_who_may_take_a_copy(session: Session) -> None:
    load_reference(session)
    territory = a_territory(session)
    structure = a_structure(session, territory)
    coach = a_coach(session, structure)
    row = a_candidate(session, structure, coach_id=coach.person_id)
    other = a_candidate(session, structure)
    stranger = a_coach(session, a_structure(session, territory))
    auditor = Actor(9, frozenset({Role.AUDITOR, Role.ADMINISTRATOR}))
    for actor in (stranger, auditor, Actor(None, frozenset(), candidate_id=other.id),
                  a_coach(session, structure)):  # fmt: skip
        with pytest.raises(Forbidden):
            export_of(session, actor, row, today=TODAY)
    for actor in (coach, SYSTEM, Actor(None, frozenset(), candidate_id=row.id)):
        assert export_of(session, actor, row, today=TODAY)["person"]["reference"] == row.reference


def test_every_word_of_the_pdf_is_french(site: SiteRuntime, her: Marked) -> None:
    """Each key that the PDF shows has a French name, in the words of its table; JSON objects of the machine aside."""
    with site.sessions() as session:
        held = copy_for(session, herself(her), her)
    unnamed: set[str] = set()

    def walk(words: TableWords, value: Any) -> None:
        for row in value if isinstance(value, list) else [value]:
            if not isinstance(row, dict):
                continue
            for key, one in row.items():
                named = words.in_a_copy(key)
                if named == key:
                    unnamed.add(key)
                if key in ("before", "after"):
                    walk(WORDS.tables[row["table"]], one)
                elif named and key not in ("facts", "signals", "reasons"):
                    walk(words.within(key), one)

    for key in access_export.SECTIONS:
        walk(WORDS.tables[main_table(key)], held[key])
    assert unnamed == set()


def test_values_of_the_pdf_are_french_too(session: Session) -> None:
    load_reference(session)
    row = a_candidate(
        session,
        a_structure(session, a_territory(session)),
        commune_insee="68066",
        days=["lun"],
    )
    held = export_of(session, SYSTEM, row, today=TODAY)
    referral = {"reason": "skills", "proposed_by": "Coach emploi", "structure_id": 3}
    said = dict(access_export.fields_of("person", held["person"], held, WORDS))
    assert said["Commune"] == "Colmar (68066)"
    assert said["Jours possibles"] == "lundi"
    assert said["Situation"] == "En recherche"
    assert dict(access_export.fields_of("referrals", referral, held, WORDS)) == {
        "Motif de l’employeur": EmployerReason.SKILLS.french,
        "Proposée par": "Coach emploi",
    }
    act = {"act": "saw", "about": "candidate", "facts": {"job_id": 3, "candidate_id": 4}}
    assert list(access_export.fields_of("journal", act, held, WORDS)) == [
        ("Action", "a vu"), ("Sujet", "fiche"), ("Détails", "Poste : 3")
    ]  # fmt: skip
    change = {"table": "candidate", "before": {"email": None}, "after": {"email": "f@vivier.test"}}
    assert [text for _, text in access_export.fields_of("history", change, held, WORDS)] == [
        "Votre fiche", "après : Courriel f@vivier.test"
    ]  # fmt: skip


def test_the_pdf_holds_it_all(site: SiteRuntime, her: Marked) -> None:
    with site.sessions() as session:
        held = copy_for(session, herself(her), her)
    data = access_export.as_pdf(held, WORDS)
    document = pypdfium2.PdfDocument(data)
    said = "".join(page.get_textpage().get_text_range() for page in document)
    text = "".join(said.split())
    told = document.get_metadata_dict()
    outline = [entry.get_title() for entry in document.get_toc()]
    document.close()
    missing = [
        where for where, string in her.strings.items()
        if string.replace(" ", "") not in text and not where.startswith((*NOT_HERS, "cv_proposal.key"))
    ]  # fmt: skip
    assert missing == []
    assert told["Title"].startswith("Données de Zéphyr")
    assert b"/Lang (fr-FR)" in data
    assert outline == list(access_export.SECTIONS.values())


@pytest.mark.parametrize(
    "name",
    [
        "<b>x</b> & <img src='/etc/passwd'>",
        "Ğül Țăran",
        "李 Ольга",
        "a\u202eb\u0007",
        "&#0;",
        "x" * 3000,
    ],
)
def test_no_text_breaks_the_pdf(session: Session, name: str) -> None:
    load_reference(session)
    row = a_candidate(session, a_structure(session, a_territory(session)))
    held = json.loads(access_export.as_json(export_of(session, SYSTEM, row, today=TODAY)))
    held["person"] |= {"last_name": name, "wishes_text": name + "\n\n" + name, "skills": [name]}
    document = pypdfium2.PdfDocument(access_export.as_pdf(held, WORDS))
    assert len(document) >= 1
    document.close()


def test_the_zip_holds_the_cvs_under_safe_names(site: SiteRuntime, her: Marked) -> None:
    with site.sessions() as session:
        candidate = session.get_one(Candidate, her.id)
        candidate.cvs[0].filename = "../../etc/CV de moi.txt"
        held = export_of(session, SYSTEM, candidate, today=TODAY)
        cvs = cv_files(session, SYSTEM, candidate, site.files)
        site.files.delete(candidate.cvs[1].stored_as)
        less = cv_files(session, SYSTEM, candidate, site.files)
    assert (len(cvs), len(less)) == (5, 4)
    with zipfile.ZipFile(io.BytesIO(access_export.as_zip(held, cvs, WORDS))) as archive:
        names = archive.namelist()
        assert archive.read(names[2]) == cvs[0][1]
    assert names[:3] == ["donnees.json", "donnees.pdf", "cv/version-5-etc_CV_de_moi.txt"]
    assert len(names) == len(set(names)) == 7

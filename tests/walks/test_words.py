"""Whatever the journals, histories and copies may show has its French words, in the words of its room."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

import webapp.pages
from matching import history
from matching.audit.events import Act, AuditEvent, SubjectKind
from matching.db import Base
from matching.journals.names import Names
from matching.privacy.export import COVERED, SECRET
from matching.ranking.log.tables import Followed
from matching.terms import Term
from matching.texts.cv import proposals
from webapp.pages.pool.cvs.words import READ
from webapp.pages.ranking.words import FOLLOWED
from webapp.pages.words import ROOMS, WORDS
from webapp.words.journal import ACTS, ACTS_TO_HER
from webapp.words.rooms import STAMPS, TableWords

COMPOSED = {"audit_event", "audit_detail", "field_change", "ranking_entry", "ranking_result"}
"""What a copy tells key by key, not column by column; tests/matching/privacy/test_export.py walks those keys."""


def test_every_act_and_kind_has_its_words() -> None:
    assert set(ACTS) == set(ACTS_TO_HER) == set(Act)
    assert set(FOLLOWED) == set(Followed)
    for act in Act:
        for kind in WORDS.kinds:
            for facts in ({}, {"what": "link", "how": "?", "purpose": "?", "agreed": None}):
                event = AuditEvent(act=act, subject_kind=kind, subject_id=4, facts=facts)
                said = WORDS.sentence(event, Names())
                assert said[0].islower()
                assert "None" not in said
    assert set(WORDS.kinds) == set(SubjectKind.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("table", sorted(history.TRACKED))
def test_every_column_of_a_history_has_its_french_name(table: str) -> None:
    subject = history.TRACKED[table][1]
    machine = {"id", *STAMPS, "candidate_id", "job_profile_id", subject}
    columns = {column.name for column in Base.metadata.tables[table].columns}
    assert columns - machine - WORDS.tables[table].names.keys() == set()


@pytest.mark.parametrize("table", sorted(COVERED.keys() - COMPOSED))
def test_every_column_of_a_copy_has_its_french_name(table: str) -> None:
    """As the copy names its keys: professionals without `_id`, other numbers of rows in the JSON only."""
    words = WORDS.tables[table]
    keys = {
        column.name.removesuffix("_id") if words.leads_to(column.name) == "person" else column.name
        for column in Base.metadata.tables[table].columns
        if column.name not in SECRET
    }
    assert {key for key in keys if words.in_a_copy(key) == key} == set()


def test_a_column_is_named_once_and_nothing_else_is() -> None:
    """No table twice, and no name left of a column that is gone: what is no column is what a copy puts beside."""
    declared = [one.table for room in ROOMS for one in room.tables]
    assert len(declared) == len(set(declared))
    beside = {"actions", "proposals", "job", "text", "last_contact_on", "kept_until", "notice"}
    for table, words in WORDS.tables.items():
        if table not in COMPOSED:
            columns = {column.name for column in Base.metadata.tables[table].columns}
            assert words.names.keys() - columns <= beside, table


def test_what_was_read_in_a_cv_has_its_words() -> None:
    read = {
        one.name
        for kind in vars(proposals).values()
        if inspect.isclass(kind) and is_dataclass(kind) and "key" in kind.__annotations__
        for one in fields(kind)
    }
    never_shown = {"key", "evidence", "status"}
    assert read - never_shown - READ.names.keys() == set()


def test_a_closed_list_is_found_in_the_type_of_its_column() -> None:
    def of(table: str, column: str) -> str:
        kind = WORDS.tables[table].vocabulary(column)
        assert kind is not None
        assert issubclass(kind, Term)
        return kind.__name__

    assert of("candidate", "status") == "CandidateStatus"
    assert of("job_profile", "slots") == "Slot"
    assert of("person", "roles") == "Role"
    assert of("referral", "reason") == "EmployerReason"
    assert WORDS.tables["candidate"].vocabulary("wishes_text") is None
    assert TableWords(None, "", {}).vocabulary("status") is None


def test_the_words_of_every_room_are_gathered() -> None:
    """A words.py that webapp/pages/words.py does not import would be silent."""
    pages = Path(webapp.pages.__file__).parent
    tree = ast.parse((pages / "words.py").read_text())
    gathered = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    for file in pages.rglob("*/words.py"):
        room = ".".join(("webapp", "pages", *file.parent.relative_to(pages).parts))
        assert room in gathered, room

"""Marks to index and back, on a real PostgreSQL and both real engines.

The rows here are a table of our own in the test's hands (a dict of id → text), so that what is tested is the
synchronising, not the reading of candidates.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from indexing import sync
from indexing.engines.access import Access
from indexing.engines.contract import Engine, EngineQuery, IndexSettings
from indexing.engines.embedded import EmbeddedEngine
from indexing.engines.opensearch import OpenSearchEngine
from indexing.text.analysis import ANALYSIS_VERSION
from matching import stale
from matching.db import transaction
from matching.errors import Conflict, SearchUnavailable
from matching.ports import DocKey, Document, Filters, Kind, Passage
from matching.stale import Mark
from tests.world.fake_embedder import FakeEmbedder
from tests.world.waiting import joined

EVERYONE = Filters(visible_to=frozenset({"all"}))
Sessions = sessionmaker[Session]
OpenEngine = Callable[[str], Engine]


@dataclass
class Rows:
    """The site's rows: id → text. `during` is called while documents are built."""

    texts: dict[DocKey, str] = field(default_factory=dict)
    during: Callable[[Sequence[Mark]], None] = lambda marks: None
    broken: frozenset[int] = frozenset()

    def build(self, session: Session, marks: Sequence[Mark]) -> Mapping[DocKey, Document]:
        built = {m.key: self._document(m) for m in marks if m.key in self.texts}
        self.during(marks)
        return built

    def _document(self, mark: Mark) -> Document:
        if mark.key.id in self.broken:
            raise ZeroDivisionError
        return Document(
            key=mark.key,
            revision=mark.revision,
            title="",
            passages=(Passage("can", "cv", self.texts[mark.key]),),
            romes={},
            visible_to=frozenset({"all"}),
            status="active",
        )

    def ids(self, session: Session, kind: Kind) -> list[int]:
        return [key.id for key in self.texts if key.kind == kind]


def person(id_: int) -> DocKey:
    return DocKey("candidate", id_)


@pytest.fixture
def rows() -> Rows:
    return Rows()


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture(params=["embedded", "opensearch"])
def open_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenEngine]:
    """Opens an engine for a model, always on the same storage."""
    opened: list[Engine] = []

    def open_one(model: str) -> Engine:
        settings = IndexSettings(model, ANALYSIS_VERSION)
        if request.param == "embedded":
            opened.append(EmbeddedEngine(tmp_path / "index", settings))
        else:
            url = request.getfixturevalue("opensearch_url")
            prefix = request.getfixturevalue("opensearch_prefix")
            opened.append(OpenSearchEngine(Access((url,), prefix=prefix), settings))
        return opened[-1]

    if request.param == "opensearch":
        request.getfixturevalue("opensearch_prefix")  # here, so that its indexes go last
    yield open_one
    for engine in opened:
        engine.close()


@pytest.fixture
def engine(open_engine: OpenEngine) -> Engine:
    return open_engine("fake")


def change(sessions: Sessions, rows: Rows, id_: int, text: str | None) -> None:
    """What a service does: the row and its mark in one transaction."""
    with transaction(sessions) as session:
        if text is None:
            del rows.texts[person(id_)]
        else:
            rows.texts[person(id_)] = text
        stale.mark(session, "candidate", [id_])


def waiting(sessions: Sessions) -> int:
    with sessions() as session:
        return stale.count(session)


def words(engine: Engine) -> dict[int, set[str]]:
    """What the index holds: id → words."""
    keys = [person(id_) for id_ in engine.revisions("candidate")]
    return {key.id: set(stored.tokens) for key, stored in engine.stored(keys).items()}


def test_drain_writes_deletes_and_forgets_the_marks(
    sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    for id_, text in enumerate(["quai", "plonge", "soir"], 1):
        change(sessions, rows, id_, text)
    told: list[tuple[int, int]] = []
    done = sync.drain(
        sessions, engine, embedder, rows.build, batch=2, progress=lambda *n: told.append(n)
    )
    assert done == sync.Drained(indexed=3, deleted=0, failed=(), left=0)
    assert told == [(2, 3), (3, 3)]
    assert words(engine) == {1: {"quai"}, 2: {"plong"}, 3: {"soir"}}
    change(sessions, rows, 2, None)
    change(sessions, rows, 1, "camion")
    done = sync.drain(sessions, engine, embedder, rows.build)
    assert (done.indexed, done.deleted, done.left) == (1, 1, 0)
    assert words(engine) == {1: {"camion"}, 3: {"soir"}}
    assert sync.drain(sessions, engine, embedder, rows.build) == sync.Drained(0, 0, (), 0)


def test_a_rolled_back_change_leaves_no_mark(sessions: Sessions) -> None:
    with sessions() as session:
        stale.mark(session, "job", [1, 2])
        session.rollback()
    assert waiting(sessions) == 0


def test_two_changes_are_one_mark(sessions: Sessions, rows: Rows) -> None:
    change(sessions, rows, 1, "quai")
    change(sessions, rows, 1, "soir")
    assert waiting(sessions) == 1


def test_more_marks_than_a_statement_takes(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        stale.mark(session, "candidate", range(40_000))
    assert waiting(sessions) == 40_000


def test_a_change_during_indexing_is_done_again(
    committed_sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    change(committed_sessions, rows, 1, "quai")

    def meanwhile(marks: Sequence[Mark]) -> None:
        rows.during = lambda marks: None
        change(committed_sessions, rows, 1, "soir")

    rows.during = meanwhile
    assert sync.drain(committed_sessions, engine, embedder, rows.build).left == 1
    assert words(engine) == {1: {"quai"}}
    assert sync.drain(committed_sessions, engine, embedder, rows.build).left == 0
    assert words(engine) == {1: {"soir"}}


def test_a_save_does_not_wait_for_a_drain_nor_a_drain_for_a_save(
    committed_sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    """A service holds its mark uncommitted while the drain forgets the older ones."""
    change(committed_sessions, rows, 1, "quai")
    with transaction(committed_sessions) as saving:
        stale.mark(saving, "candidate", [1])
        done = sync.drain(committed_sessions, engine, embedder, rows.build)
        assert (done.indexed, done.left) == (1, 1)
    assert sync.drain(committed_sessions, engine, embedder, rows.build).left == 0


def test_two_drains_at_once_leave_the_newest(
    committed_sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    for id_ in range(1, 60):
        change(committed_sessions, rows, id_, "quai")
    errors: list[BaseException] = []

    def work() -> None:
        try:
            while waiting(committed_sessions):
                sync.drain(committed_sessions, engine, embedder, rows.build, batch=7)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for id_ in range(1, 60):
        change(committed_sessions, rows, id_, f"soir{id_}")
    for thread in threads:
        joined(thread)
    assert errors == []
    sync.drain(committed_sessions, engine, embedder, rows.build)
    assert words(engine) == {id_: {f"soir{id_}"} for id_ in range(1, 60)}
    assert sync.check(committed_sessions, engine, rows.ids).clean


def test_an_older_drain_that_ends_later_does_not_win(
    committed_sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    change(committed_sessions, rows, 1, "quai")

    def overtaken(marks: Sequence[Mark]) -> None:
        rows.during = lambda marks: None
        change(committed_sessions, rows, 1, "soir")
        assert sync.drain(committed_sessions, engine, embedder, rows.build).left == 0

    rows.during = overtaken
    assert sync.drain(committed_sessions, engine, embedder, rows.build).left == 0
    assert words(engine) == {1: {"soir"}}


def test_only_some_documents_and_a_time_budget(
    sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    for id_ in range(1, 7):
        change(sessions, rows, id_, "quai")
    mine = [person(5), DocKey("job", 5)]
    assert sync.drain(sessions, engine, embedder, rows.build, only=mine).left == 5
    assert set(words(engine)) == {5}
    assert sync.drain(sessions, engine, embedder, rows.build, batch=2, budget_s=0).left == 3
    assert set(words(engine)) == {1, 2, 5}


def test_one_document_that_cannot_be_built_does_not_hold_up_the_others(
    sessions: Sessions,
    engine: Engine,
    embedder: FakeEmbedder,
    rows: Rows,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for id_ in range(1, 8):
        change(sessions, rows, id_, "quai")
    rows.broken = frozenset({4})
    done = sync.drain(sessions, engine, embedder, rows.build)
    assert (done.indexed, done.failed, done.left) == (6, (person(4),), 1)
    assert "ZeroDivisionError" in caplog.text
    rows.broken = frozenset()
    assert sync.drain(sessions, engine, embedder, rows.build).left == 0


def test_marks_wait_while_the_index_is_away(
    sessions: Sessions, embedder: FakeEmbedder, rows: Rows, tmp_path: Path
) -> None:
    change(sessions, rows, 1, "quai")
    (tmp_path / "file").touch()
    engine = EmbeddedEngine(tmp_path / "file", IndexSettings("fake", ANALYSIS_VERSION))
    with pytest.raises(SearchUnavailable):
        sync.drain(sessions, engine, embedder, rows.build)
    assert waiting(sessions) == 1


def test_a_rebuild_with_another_model_takes_every_row(
    sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows, open_engine: OpenEngine
) -> None:
    for id_ in range(1, 6):
        change(sessions, rows, id_, "quai")
    sync.drain(sessions, engine, embedder, rows.build)
    engine.write(sync.entries([rows._document(Mark(person(1), 1))], embedder))
    rows.texts[DocKey("job", 1)] = "soir"
    other = FakeEmbedder("autre", 8)
    newer = open_engine("autre")
    told: list[tuple[int, int]] = []
    count = sync.rebuild(
        sessions, newer, other, rows.build, rows.ids, batch=4, progress=lambda *n: told.append(n)
    )
    assert count == 6
    assert told == [(4, 6), (6, 6)]
    assert set(newer.revisions("job")) == {1}
    with pytest.raises(SearchUnavailable):
        engine.search(_everything())
    assert newer.search(_everything()).total == 5


def _everything() -> EngineQuery:
    return EngineQuery("candidate", EVERYONE, frozenset(), FakeEmbedder().queries([]), {})


def test_what_changes_during_a_rebuild_is_in_the_new_index(
    committed_sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    """Changed, deleted, added, added and deleted: each drained into the old index after its row was read."""
    for id_ in range(1, 9):
        change(committed_sessions, rows, id_, "quai")
    sync.drain(committed_sessions, engine, embedder, rows.build)

    def progress(done: int, total: int) -> None:
        if done == total:
            change(committed_sessions, rows, 1, "soir")
            change(committed_sessions, rows, 2, None)
            change(committed_sessions, rows, 20, "camion")
            change(committed_sessions, rows, 21, "camion")
            sync.drain(committed_sessions, engine, embedder, rows.build)
            change(committed_sessions, rows, 21, None)
            sync.drain(committed_sessions, engine, embedder, rows.build)
            change(committed_sessions, rows, 3, "plonge")  # not drained yet
            assert words(engine)[1] == {"soir"}

    sync.rebuild(
        committed_sessions, engine, embedder, rows.build, rows.ids, batch=3, progress=progress
    )
    expected = {id_: {"quai"} for id_ in range(4, 9)}
    assert words(engine) == expected | {1: {"soir"}, 3: {"plong"}, 20: {"camion"}}
    assert waiting(committed_sessions) == 0
    assert sync.check(committed_sessions, engine, rows.ids).clean


def test_an_interrupted_rebuild_changes_nothing_and_two_are_refused(
    committed_sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    change(committed_sessions, rows, 1, "quai")
    sync.drain(committed_sessions, engine, embedder, rows.build)
    rows.texts[person(2)] = "soir"

    def interrupt(done: int, total: int) -> None:
        with pytest.raises(Conflict, match="déjà en cours"):
            sync.rebuild(committed_sessions, engine, embedder, rows.build, rows.ids)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync.rebuild(committed_sessions, engine, embedder, rows.build, rows.ids, progress=interrupt)
    assert set(words(engine)) == {1}
    assert sync.rebuild(committed_sessions, engine, embedder, rows.build, rows.ids) == 2


def test_check_finds_what_is_missing_and_what_has_no_row_and_repairs(
    sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    for id_ in range(1, 5):
        change(sessions, rows, id_, "quai")
    sync.drain(sessions, engine, embedder, rows.build)
    assert sync.check(sessions, engine, rows.ids).clean
    del rows.texts[person(1)]
    rows.texts[DocKey("job", 7)] = "soir"
    change(sessions, rows, 5, "quai")
    report = sync.check(sessions, engine, rows.ids)
    assert not report.clean
    assert (report.missing, report.orphaned) == ((DocKey("job", 7),), (person(1),))
    assert (report.rows, report.documents, report.pending, report.ahead) == (5, 4, 1, 0)
    assert waiting(sessions) == 1
    assert sync.check(sessions, engine, rows.ids, repair=True).repaired
    assert sync.check(sessions, engine, rows.ids).clean
    sync.drain(sessions, engine, embedder, rows.build)
    report = sync.check(sessions, engine, rows.ids)
    assert (report.clean, report.pending, report.documents) == (True, 0, 5)


def test_check_notices_a_database_older_than_its_index(
    sessions: Sessions, engine: Engine, embedder: FakeEmbedder, rows: Rows
) -> None:
    change(sessions, rows, 1, "quai")
    with sessions() as session:
        future = stale.next_revision(session) + 1000
    engine.write(sync.entries([rows._document(Mark(person(1), future))], embedder))
    report = sync.check(sessions, engine, rows.ids)
    assert (report.clean, report.ahead) == (False, 1)
    sync.rebuild(sessions, engine, embedder, rows.build, rows.ids)
    assert sync.check(sessions, engine, rows.ids).clean


def test_documents_are_embedded_together_and_titles_counted_again(embedder: FakeEmbedder) -> None:
    documents = [
        Document(
            person(n),
            1,
            "Agent de quai",
            tuple(Passage("can", f"cv:{k}", "Quai de nuit") for k in range(n)),
            {},
            frozenset(),
            "active",
        )
        for n in (2, 0, 1)
    ]
    made = sync.entries(documents, embedder)
    assert [len(one.vectors) for one in made] == [2, 0, 1]
    assert embedder.embedded == 3
    assert made[0].tokens.count("quai") == sync.TITLE_REPEATS + 2
    assert made[1].tokens == ("agent", "quai") * sync.TITLE_REPEATS
    assert sync.entries(documents[1:2], embedder)[0].vectors.shape[0] == 0


def test_the_locks_are_released(sessions: Sessions, engine: Engine, rows: Rows) -> None:
    sync.check(sessions, engine, rows.ids)
    with sessions() as session:
        assert session.scalar(select(func.pg_try_advisory_xact_lock(sync.REBUILDING)))

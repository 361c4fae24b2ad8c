"""What a process runs on: its settings, database, search side and files, each opened on first use.

The composition root: the only place where the domain's ports meet what serves them. Nothing heavy is
imported before it is needed, so a web process that has not searched stays small.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Engine as DatabaseEngine
from sqlalchemy.orm import Session, sessionmaker

from indexing.documents import build_documents, row_ids
from indexing.text.extract import extract_text
from matching.actor import Actor
from matching.audit.chain import seal, verify
from matching.clock import day_of
from matching.db import make_engine, make_sessions, transaction
from matching.errors import SearchUnavailable
from matching.files import FileStore
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.cvs.files import ExtractedText, TradeReader, import_cv
from matching.pool.reference import trades
from matching.pool.reference.trades import rome_names
from matching.ports import Distribution, DocKey, SearchPort
from seeds.reference.load import load_reference
from webapp.site.postgres import embedded_url
from webapp.site.renewed import Renewed
from webapp.site.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from indexing.engines.contract import Engine
    from indexing.model.cached import CachedEmbedder
    from indexing.rome_pivot import RomePivot
    from indexing.sync import Build, CheckReport, Drained
    from matching.audit.chain import Verified

log = structlog.get_logger(__name__)

BATCH = 50
"""Documents indexed at a time: some seconds of work, after which they can be found."""


TRADES_UNREAD = (
    "Les codes métier (ROME) n’ont pas été proposés : le modèle de langue ne répondait pas. "
    "Complétez-les à la relecture."
)


class Runtime:
    """One process. Threads share it."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or read_settings()

    def today(self) -> date:
        """The day in Paris, for everything that depends on it."""
        return day_of(self.now())

    def now(self) -> datetime:
        """The moment, with its zone (UTC): the only clock that pages, commands and the night ask."""
        return datetime.now(UTC)

    # Database and files.

    @cached_property
    def database_url(self) -> str:
        """The site's database, or the one under var/, started when it is not running."""
        if self.settings.database_url:
            return self.settings.database_url
        return embedded_url(self.settings.var / "postgres")

    @cached_property
    def database(self) -> DatabaseEngine:
        return make_engine(self.database_url)

    @cached_property
    def sessions(self) -> sessionmaker[Session]:
        """The session factory. The database under var/ is ours alone, so it is made ready on first use; a
        site's own is only touched by `vivier db upgrade` and `vivier seed reference`."""
        if self.settings.database_url is None:
            self.prepare()
        return make_sessions(self.database)

    @cached_property
    def files(self) -> FileStore:
        return FileStore(self.settings.var / "files")

    # The search side.

    @cached_property
    def embedder(self) -> CachedEmbedder:
        from indexing.model.cached import CachedEmbedder  # loads numpy and torch
        from indexing.model.choose import embedder_at, embedder_for

        self.settings.var.mkdir(parents=True, exist_ok=True)
        wanted, var = self.settings.embedding_model, self.settings.var
        url = self.settings.operations.embedding_url
        model = embedder_at(url, wanted) if url else embedder_for(wanted, var)
        return CachedEmbedder(model, var / "vectors.sqlite")

    @property
    def pivot(self) -> RomePivot:
        """The reader of texts as ROME codes, on the names that the database holds: other ones after `vivier
        seed rome`, without a restart."""
        return self._pivots.current()

    @cached_property
    def _pivots(self) -> Renewed[RomePivot]:
        from indexing.rome_pivot import RomePivot  # loads numpy

        def edition() -> str:
            with self.sessions() as session:
                return trades.edition(session)

        def make() -> RomePivot:
            with self.sessions() as session:
                names = rome_names(session)
            return RomePivot(names, self.embedder, self.settings.var)

        # The command that loads names makes their vectors, for minutes: the former ones serve meanwhile.
        return Renewed(edition, make, ready=lambda pivot: pivot.kept)

    @cached_property
    def engine(self) -> Engine:
        from indexing.engines.contract import IndexSettings  # loads numpy
        from indexing.text.analysis import ANALYSIS_VERSION

        settings = IndexSettings(model=self.embedder.name, analysis=ANALYSIS_VERSION)
        if self.settings.search is not None:
            from indexing.engines.opensearch import OpenSearchEngine  # loads opensearchpy

            return OpenSearchEngine(self.settings.search, settings)
        from indexing.engines.embedded import EmbeddedEngine  # loads apsw

        return EmbeddedEngine(self.index_folder, settings)

    def say_if_search_is_down(self) -> None:
        """At start: why the server behind SEARCH_URL cannot serve, if so. Pages do without it meanwhile."""
        if self.settings.search is None:
            return
        try:
            self.engine.ready()
        except SearchUnavailable as error:
            log.warning("search.unavailable", reason=error.message)

    @property
    def index_folder(self) -> Path:
        return self.settings.var / "index"

    @cached_property
    def search(self) -> SearchPort:
        from indexing.search import Searcher  # loads numpy

        found: SearchPort = Searcher(self.engine, lambda: self.embedder, lambda: self.pivot)
        if self.settings.operations.metrics_token or self.settings.operations.metrics_port:
            from webapp.site.metrics import TimedSearch  # loads prometheus_client

            found = TimedSearch(found)
        return found

    @cached_property
    def build(self) -> Build:
        """Marks → documents, for indexing.sync."""
        return lambda session, marks: build_documents(session, marks, self.read_trades)

    def read_trades(
        self, texts: Sequence[str], declared: Sequence[Sequence[str]]
    ) -> list[Distribution]:
        """Texts as ROME codes, those that were declared weighing most."""
        from indexing.rome_pivot import combine  # loads numpy

        read = self.pivot.read_many(texts)
        return [combine(one, codes) for one, codes in zip(read, declared, strict=True)]

    def drain(
        self,
        *,
        only: Collection[DocKey] | None = None,
        budget_s: float | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Drained | None:
        """Index what is marked (of `only`), for at most `budget_s` seconds. What fails stays marked and is
        logged: the change itself is safe in the database. None when the search side does not answer."""
        from indexing.sync import drain  # loads numpy

        try:
            return drain(
                self.sessions,
                self.engine,
                self.embedder,
                self.build,
                batch=BATCH,
                only=only,
                budget_s=budget_s,
                progress=progress,
            )
        except SearchUnavailable as error:
            log.warning("index.drain_failed", reason=error.message)
            return None

    def rebuild(self, *, progress: Callable[[int, int], None] | None = None) -> int:
        """Index every row afresh; returns how many documents there are."""
        from indexing.sync import rebuild  # loads numpy

        return rebuild(
            self.sessions, self.engine, self.embedder, self.build, row_ids, progress=progress
        )

    def check(self, *, repair: bool = False) -> CheckReport:
        """Compare index and database; with `repair`, index what is missing and remove what is too much."""
        from indexing.sync import check  # loads numpy

        report = check(self.sessions, self.engine, row_ids, repair=repair)
        if repair:
            self.drain()
        return report

    def seal_audit(self) -> int:
        """Put the acts that are settled by now into the chain of the audit; returns how many."""
        with transaction(self.sessions) as session:
            return seal(session)

    def verify_audit(
        self,
        *,
        head: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Verified:
        """Compute the chain of the audit again, on one snapshot of the database (matching.audit.verify)."""
        with self.sessions() as session:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return verify(session, head=head, progress=progress)

    # CVs.

    def read_trade(self, title: str) -> list[tuple[str, float]]:
        """A job title as ROME codes, best first."""
        return sorted(self.pivot.read(title).items(), key=lambda pair: (-pair[1], pair[0]))[:3]

    def import_cv(
        self,
        session: Session,
        actor: Actor,
        candidate: Candidate,
        filename: str,
        data: bytes,
        *,
        files: FileStore | None = None,
        extract: Callable[[bytes, str], ExtractedText] | None = None,
        trade_reader: TradeReader | None = None,
    ) -> Cv:
        """Keep and read a CV with this site's files, reader and trades (matching.pool.cvs.files.import_cv). Where the
        model does not answer, the CV is kept all the same and says that its trades were not read."""

        unread: list[str] = []

        def read_trade(title: str) -> list[tuple[str, float]]:
            if not unread:  # once is enough to wait for it
                try:
                    return (trade_reader or self.read_trade)(title)
                except SearchUnavailable as error:
                    unread.append(error.message)
            return []

        kept = import_cv(
            session,
            actor,
            candidate,
            filename=filename,
            data=data,
            files=files or self.files,
            extract=extract or extract_text,
            trade_reader=read_trade,
            today=self.today(),
        )
        if unread:
            log.warning("cv.trades_unread", cv=kept.id, reason=unread[0])
            kept.warnings = [*kept.warnings, TRADES_UNREAD]
        return kept

    def prepare(self) -> None:
        """Bring the database to the newest schema and load the shipped reference data. Idempotent."""
        from webapp.site.database import is_current, upgrade  # loads Alembic

        if not is_current(self.database_url):
            upgrade(self.database_url)
        with transaction(make_sessions(self.database)) as session:
            load_reference(session)

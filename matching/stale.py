"""What must be (re)indexed, written in the same transaction as the change itself.

A rollback leaves no mark, two changes make one mark with the newer revision, and a change that lands
while its document is being indexed keeps its mark: `settled` deletes only the revision that was read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, String, cast, delete, func, select, tuple_
from sqlalchemy import Sequence as DbSequence
from sqlalchemy.dialects.postgresql import REGCLASS, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from matching.db import Base
from matching.ports import DocKey, Kind

REVISION = DbSequence("index_revision", metadata=Base.metadata)

_ROWS = 10_000
"""Rows per statement: PostgreSQL takes 65,535 parameters."""


class StaleDocument(Base):
    """A row whose document in the index is out of date (or must go, when the row is no more)."""

    __tablename__ = "stale_document"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(
        BigInteger, server_default=REVISION.next_value(), index=True
    )
    marked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    """Since when the document is out of date; renewing a mark does not change it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark as it was read. For a document to build, `revision` is the one it will be stored with."""

    key: DocKey
    revision: int


_MARKED = "vivier.marked"


def marked_by(session: Session) -> frozenset[DocKey]:
    """What this session has marked since it was opened: what its author wants to find at once."""
    return frozenset(session.info.get(_MARKED, ()))


def mark(session: Session, kind: Kind, ids: Collection[int]) -> None:
    """Say that these documents are out of date. Call it in the transaction that changes them."""
    marked = session.info.setdefault(_MARKED, set())
    marked.update(DocKey(kind, i) for i in ids)
    rows = [{"kind": kind, "id": i} for i in sorted(set(ids))]
    for start in range(0, len(rows), _ROWS):
        statement = insert(StaleDocument).values(rows[start : start + _ROWS])
        session.execute(
            statement.on_conflict_do_update(
                index_elements=["kind", "id"], set_={"revision": REVISION.next_value()}
            )
        )


def pending(
    session: Session,
    limit: int,
    *,
    after: int = 0,
    upto: int | None = None,
    only: Collection[DocKey] | None = None,
) -> list[Mark]:
    """The oldest marks, at most `limit`, of revisions in (`after`, `upto`], of the documents in `only`."""
    statement = select(StaleDocument.kind, StaleDocument.id, StaleDocument.revision).where(
        StaleDocument.revision > after
    )
    if upto is not None:
        statement = statement.where(StaleDocument.revision <= upto)
    if only is not None:
        keys = sorted((key.kind, key.id) for key in only)
        statement = statement.where(tuple_(StaleDocument.kind, StaleDocument.id).in_(keys))
    rows = session.execute(statement.order_by(StaleDocument.revision).limit(limit))
    return [Mark(DocKey(kind, id_), revision) for kind, id_, revision in rows]  # type: ignore[arg-type]


def newest(session: Session) -> int:
    """The revision of the newest mark, 0 without any."""
    return session.scalar(select(func.max(StaleDocument.revision))) or 0


def next_revision(session: Session) -> int:
    """A revision above every one given out so far."""
    return session.scalars(select(REVISION.next_value())).one()


def last_revision(session: Session) -> int:
    """The highest revision given out so far."""
    given = func.pg_sequence_last_value(cast(REVISION.name, REGCLASS))
    return session.scalar(select(func.coalesce(given, 0))) or 0


def settled(session: Session, marks: Sequence[Mark]) -> None:
    """Forget these marks, unless a newer change has marked the same document since.

    Never waits: a mark that someone else holds is being renewed, or forgotten, at this moment.
    """
    read = [(m.key.kind, m.key.id, m.revision) for m in marks]
    if read:
        columns = tuple_(StaleDocument.kind, StaleDocument.id, StaleDocument.revision)
        free = (
            select(StaleDocument.kind, StaleDocument.id, StaleDocument.revision)
            .where(columns.in_(read))
            .with_for_update(skip_locked=True)
        )
        session.execute(delete(StaleDocument).where(columns.in_(free)))


def oldest(session: Session) -> datetime | None:
    """Since when the document waits that has waited longest; None when none does."""
    return session.scalar(select(func.min(StaleDocument.marked_at)))


def count(session: Session) -> int:
    """How many documents wait to be indexed."""
    return session.scalar(select(func.count()).select_from(StaleDocument)) or 0

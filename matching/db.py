"""The one declarative base, and how a session is opened.

PostgreSQL is the only dialect (docs/adr/0001). Services receive a session and never commit: the entry
point (request, job, command) owns the transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Text,
    TypeDecorator,
    and_,
    any_,
    cast,
    create_engine,
    func,
    literal,
    or_,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedColumn,
    Session,
    mapped_column,
    sessionmaker,
)
from sqlalchemy.sql.elements import CollectionAggregate
from sqlalchemy.types import TypeEngine

from matching.texts.fold import LETTERS, MARKS, fold, folded

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Code = Annotated[str, mapped_column(String(16))]
Label = Annotated[str, mapped_column(String(300))]


class Base(DeclarativeBase):
    """Every table of the product hangs on this metadata; Alembic reads it."""

    metadata = MetaData(naming_convention=NAMING)


class Timestamped:
    """When a row was written and last changed, by the database's clock (UTC)."""

    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now()
    )


class Word(TypeDecorator[StrEnum]):
    """A word of a closed vocabulary, kept as its own text of at most `length` characters.

    A text that the vocabulary does not have (a newer version of Vivier has written it, or a hand in the database) is
    read as it stands, where SQLAlchemy's Enum would fail: one such row must not close every list that holds it. It
    equals no word, has no label but itself, and no workflow leads on from it.
    """

    impl = String
    cache_ok = True

    def __init__(self, kind: type[StrEnum], length: int = 24) -> None:
        super().__init__(length)
        self.kind, self.length = kind, length
        self._words: dict[str, StrEnum] = {word.value: word for word in kind}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else self._words.get(value, value)


def vocabulary(kind: type[StrEnum], length: int = 24, **column: Any) -> MappedColumn[Any]:
    """A column that holds one `Word` of `kind`; the rest is as for `mapped_column` (default, index …)."""
    return mapped_column(Word(kind, length), **column)


def vocabularies(kind: type[StrEnum], length: int = 32) -> MappedColumn[Any]:
    """A column that holds a list of `Word`s of `kind`, empty when nothing was said."""
    return mapped_column(ARRAY(Word(kind, length)), default=list, server_default="{}")


KEPT_OPEN = 8
"""Connections that a process keeps: one for each thread that serves (webapp/server.py). Beyond, each would be
opened for one page, and what the server has prepared for it would be lost."""


def make_engine(url: str) -> Engine:
    """An engine for a PostgreSQL `url` in any spelling that psycopg or SQLAlchemy accepts."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            url = "postgresql+psycopg://" + url.removeprefix(prefix)
    # The one used last first: the server has prepared its statements and read its catalogues already.
    return create_engine(url, pool_pre_ping=True, pool_size=KEPT_OPEN, pool_use_lifo=True)


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """The session factory of one process."""
    return sessionmaker(bind=engine, expire_on_commit=False)


@contextmanager
def transaction(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One unit of work: commits when the block ends, rolls back when it raises."""
    with sessions() as session, session.begin():
        yield session


def any_of(values: Collection[Any], kind: type[TypeEngine[Any]]) -> CollectionAggregate[bool]:
    """What a column is compared with to be among `values`, of an SQL type: one parameter, however many they are, so
    that the statement stays the same and is prepared once."""
    return any_(literal(list(values), ARRAY(kind)))


_FREQUENT = " esaitnrulodcpmvgfbqhjxyzkw.,'-"
"""Characters that stay what they are. translate() looks each one up from the left of its list: with these in front,
a long list of letters costs no more than a short one (without them, three times as much)."""


def folded_column(column: Any) -> ColumnElement[str]:
    """`matching.texts.fold.folded` in SQL, without any extension, for the letters of Europe's languages."""
    # The marks have no counterpart: translate() drops them.
    letters, plain = _FREQUENT + LETTERS + MARKS, _FREQUENT + fold(LETTERS)
    return func.translate(func.lower(cast(column, Text)), letters, plain)


def contains_all_words(text: str, *columns: Any) -> ColumnElement[bool]:
    """Every word of the text (the first six) stands in one of the columns, whatever accents and case."""
    words = folded(text.replace("\x00", " ")).split()[:6]  # PostgreSQL knows no NUL
    return and_(
        true(),
        *(
            or_(*(folded_column(c).contains(word, autoescape=True) for c in columns))
            for word in words
        ),
    )


def codes(length: int) -> Any:
    """A column that holds a list of texts, each of at most `length` characters; empty when nothing was said."""
    return mapped_column(ARRAY(String(length)), default=list, server_default="{}")

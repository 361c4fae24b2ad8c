"""Many rows at once into PostgreSQL: COPY is what makes the reference data load in seconds.

Table and column names come from the models, never from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, text
from sqlalchemy.orm import DeclarativeBase, Session


def replace_rows(
    session: Session,
    model: type[DeclarativeBase],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> int:
    """Empties the model's table and fills it with `rows`; returns how many there are."""
    name = _table(model).name
    session.execute(text(f"DELETE FROM {name}"))
    return _copy(session, name, columns, rows)


def upsert_rows(
    session: Session,
    model: type[DeclarativeBase],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    add_only: bool = False,
) -> int:
    """Adds `rows` and changes those whose primary key is there; deletes nothing.

    In a model with a `current` column the rows given become current and all others stop being so.
    `add_only` leaves the rows that exist as they are. Returns how many rows were given.
    """
    table = _table(model)
    name, incoming = table.name, f"incoming_{table.name}"
    session.execute(
        text(
            f"CREATE TEMPORARY TABLE {incoming} ON COMMIT DROP"
            f" AS SELECT {', '.join(columns)} FROM {name} WITH NO DATA"
        )
    )
    given = _copy(session, incoming, columns, rows)
    keys = [column.name for column in table.primary_key]
    flags = "current" in table.c
    into = [*columns, "current"] if flags else list(columns)
    values = [*columns, "true"] if flags else list(columns)
    changes = ", ".join(f"{c} = excluded.{c}" for c in into if c not in keys)
    on_conflict = "DO NOTHING" if add_only or not changes else f"DO UPDATE SET {changes}"
    session.execute(
        text(
            f"INSERT INTO {name} ({', '.join(into)}) SELECT {', '.join(values)} FROM {incoming}"
            f" ON CONFLICT ({', '.join(keys)}) {on_conflict}"
        )
    )
    if flags and not add_only:
        same = " AND ".join(f"i.{key} = {name}.{key}" for key in keys)
        session.execute(
            text(
                f"UPDATE {name} SET current = false WHERE current"
                f" AND NOT EXISTS (SELECT 1 FROM {incoming} i WHERE {same})"
            )
        )
    session.execute(text(f"DROP TABLE {incoming}"))
    return given


def _table(model: type[DeclarativeBase]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


def _copy(
    session: Session, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    driver: Any = session.connection().connection.driver_connection
    given = 0
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
            given += 1
    return given

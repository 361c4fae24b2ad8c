"""Which rows of a list of people have been brought in: the memory that lets a batch import go on where it was.

Written in the transaction that brings the person in, so that a row is in both or in neither, whatever kills the
import. A row goes with its person: nothing tells afterwards that she was on a list.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from matching.db import Base

_JSON = json.JSONEncoder(ensure_ascii=False)
_KEYS = 10_000
"""Keys per statement: PostgreSQL takes 65,535 parameters."""


class ImportedRow(Base):
    """A row of a list whose person is in the pool."""

    __tablename__ = "imported_row"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


def row_key(values: Mapping[str, str], occurrence: int) -> str:
    """What a row is known by: all that it says, and how many rows before it in its list say the same. Its place
    in the list does not count, so that a list may be sorted, cut or completed between two runs."""
    said = _JSON.encode([sorted(values.items()), occurrence])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def known_keys(session: Session, keys: Collection[str]) -> set[str]:
    """Those of `keys` whose person is in the pool."""
    wanted = list(keys)
    found: set[str] = set()
    for start in range(0, len(wanted), _KEYS):
        chosen = ImportedRow.key.in_(wanted[start : start + _KEYS])
        found.update(session.scalars(select(ImportedRow.key).where(chosen)))
    return found

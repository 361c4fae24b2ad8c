"""What the rooms have to do each night, and what was done in which night.

The journal proves that a night's work was done (`Act.MAINTAINED`); whether it is still to be done is asked here, and
what each piece did or that it failed is read here: some ten short rows a night, none about a person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import DateTime, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from matching.db import Base


@dataclass(frozen=True, slots=True)
class Chore:
    """A piece of a night's work that the database alone is enough for.

    `run(session, now, dry_run)` does it in the one transaction that it is given, and returns for how many things. A dry
    run is rolled back by the caller; `dry_run` is for what a rollback does not take back.
    """

    name: str
    run: Callable[[Session, datetime, bool], int]


class ChoreRun(Base):
    """One run of a piece of a night's work, or of the whole. `night` is its day in Paris; `figures` counts what it did,
    or names the failure under «error»."""

    __tablename__ = "chore_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    night: Mapped[date] = mapped_column(index=True)
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    failed: Mapped[bool]
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)


def note(
    session: Session,
    name: str,
    night: date,
    *,
    began_at: datetime,
    ended_at: datetime,
    failed: bool,
    figures: Mapping[str, Any],
) -> None:
    """Note one run."""
    session.add(
        ChoreRun(
            name=name,
            night=night,
            began_at=began_at,
            ended_at=ended_at,
            failed=failed,
            figures=dict(figures),
        )
    )


def ran(session: Session, night: date) -> frozenset[str]:
    """The names of what ran that night, well or not: what failed is told, and tried again the next night."""
    return frozenset(session.scalars(select(ChoreRun.name).where(ChoreRun.night == night)))

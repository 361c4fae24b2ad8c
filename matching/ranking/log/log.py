"""The log of rankings: what was shown to whom, in which order and why, and the human act that followed.

A system that filters applications or evaluates candidates keeps such a log (Regulation (EU) 2024/1689, Annex III,
point 4(a); art. 12, 19 and 26(6): at least six months). Each page of an answer is one entry: `note` writes it
with its lines, `followed` adds what its reader did, `purge_rankings` forgets what is old enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    DateTime,
    Insert,
    Integer,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from matching.actor import Actor
from matching.audit.events import Act, record
from matching.db import Base
from matching.errors import Invalid
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.ports import Query
from matching.ranking.log.tables import Followed, RankingAct, RankingEntry, RankingResult

LEAST_MONTHS = 6
"""No entry may be forgotten earlier (Regulation (EU) 2024/1689, art. 19 and 26(6))."""

TIED_FOR = timedelta(hours=24)
"""How long an act counts as following a page that was shown."""

LONGEST_QUESTION = 1000


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of a page: the final score, what the search and the facts said, and the sentences as the reader
    had them: `reasons` hold part, tone, kind and text."""

    rank: int
    subject_id: int
    score: float
    signals: Mapping[str, Any]
    reasons: Sequence[Mapping[str, str]]


def note(
    session: Session,
    actor: Actor,
    query: Query,
    lines: Sequence[Shown],
    *,
    question: str = "",
    page: int,
    total: int,
    set_aside: int,
    show_impossible: bool,
    model: str,
    index_version: str,
    ranking_version: str,
    weights: Mapping[str, Any],
) -> None:
    """Note a page that is about to be shown: one statement, whatever the number of lines. `question` is what was
    typed, empty where a person or a job asks."""
    record(
        session,
        actor,
        Act.SEARCHED,
        query.kind,
        structure_id=actor.structure_id,
        facts={"page": page, "total": total}
        | ({"like": query.like.kind, "like_id": query.like.id} if query.like else {}),
    )
    session.execute(
        _NOTE,
        {
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "structure_id": actor.structure_id,
            "found_kind": query.kind,
            "asked_kind": query.like.kind if query.like else None,
            "asked_id": query.like.id if query.like else None,
            "question": _storable(question),
            "filters": _chosen(query) | ({"show_impossible": True} if show_impossible else {}),
            "page": page,
            "total": total,
            "set_aside": set_aside,
            "model": model[:120],
            "index_version": index_version[:120],
            "ranking_version": ranking_version,
            "weights": dict(weights),
            "request_id": actor.request_id,
            "lines": [
                {name: getattr(line, name) for name in _SHOWN} | {"kind": query.kind}
                for line in lines
            ],
        },
    )


def _statement() -> Insert:
    """An entry with all its lines, as one statement: made once, since only its values change."""
    entries, results = Base.metadata.tables["ranking_entry"], Base.metadata.tables["ranking_result"]
    given = [column for column in entries.columns if column.name not in ("id", "at")]
    entry = (
        insert(entries)
        .values({column.name: bindparam(column.name, type_=column.type) for column in given})
        .returning(entries.c.id)
        .cte("entry")
    )
    told = [column(c.name, c.type) for c in results.columns if c.name != "entry_id"]
    line = (
        func.jsonb_to_recordset(bindparam("lines", type_=JSONB))
        .table_valued(*told)
        .render_derived(name="line", with_types=True)
    )
    names = [column.name for column in told]
    shown = select(entry.c.id, *(line.c[name] for name in names)).select_from(
        entry.join(line, true())
    )
    return insert(results).from_select(["entry_id", *names], shown)


_NOTE = _statement()
_SHOWN = tuple(field.name for field in fields(Shown))


def _chosen(query: Query) -> dict[str, Any]:
    """What the asker narrowed the list to. Not where she counted distances from: that may be a home."""
    filters = query.filters
    chosen = {
        "departments": sorted(filters.departments),
        "romes": sorted(filters.romes),
        "contracts": sorted(filters.contracts),
        "licences": sorted(filters.licences),
        "available_by": filters.available_by.isoformat() if filters.available_by else None,
        "within_km": filters.within_km,
        "within_reach": filters.within_stated_radius,
    }
    return {name: value for name, value in chosen.items() if value}


def _storable(text: str) -> str:
    """What PostgreSQL takes: neither NUL nor half of a surrogate pair, both of which a terminal may give."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:LONGEST_QUESTION]


def followed(
    session: Session, actor: Actor, act: Followed, *, job: JobProfile, candidate: Candidate
) -> None:
    """Tie an act of this actor to the newest page, of the last 24 hours, on which she was shown this person for
    this job or this job for this person. Nothing is noted when there is none: she did not act on a ranking."""
    pair = or_(
        and_(
            RankingEntry.asked_kind == "job",
            RankingEntry.asked_id == job.id,
            RankingResult.kind == "candidate",
            RankingResult.subject_id == candidate.id,
        ),
        and_(
            RankingEntry.asked_kind == "candidate",
            RankingEntry.asked_id == candidate.id,
            RankingResult.kind == "job",
            RankingResult.subject_id == job.id,
        ),
    )
    newest = (
        select(
            RankingEntry.id,
            RankingResult.rank,
            literal(str(act)),
            literal(actor.kind),
            cast(actor.id, Integer),
        )
        .join(RankingResult, RankingResult.entry_id == RankingEntry.id)
        .where(
            RankingEntry.actor_kind == actor.kind,
            RankingEntry.actor_id.is_not_distinct_from(actor.id),
            RankingEntry.at >= func.now() - TIED_FOR,
            pair,
        )
        .order_by(RankingEntry.id.desc())
        .limit(1)
    )
    columns = ["entry_id", "rank", "act", "actor_kind", "actor_id"]
    session.execute(insert(RankingAct).from_select(columns, newest))


def purge_rankings(session: Session, today: date, months: int) -> int:
    """Forget the entries older than `months`; returns how many. Raises Invalid below LEAST_MONTHS."""
    if months < LEAST_MONTHS:
        raise Invalid(
            f"Le journal des classements est gardé au moins {LEAST_MONTHS} mois (règlement européen sur l’IA)."
        )
    oldest = cast(today, DateTime(timezone=True)) - func.make_interval(0, months)
    gone = session.execute(delete(RankingEntry).where(RankingEntry.at < oldest))
    return int(gone.rowcount)  # type: ignore[attr-defined]

"""The rows behind the hits: people and jobs with their facts, and what a page may hold of each.

Each is read with the right of the asker in the statement, so that no row comes from the index alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matching.actor import Actor, View
from matching.db import any_of
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.reading import LOAD_FACTS
from matching.pool.jobs.tables import JobProfile
from matching.pool.profiles.cards import PersonCard, card_of
from matching.pool.profiles.veil import Veil
from matching.pool.reference.tables import Commune
from matching.pool.reference.trades import Trade, trades_by_code
from matching.ranking.facts import CandidateFacts, JobFacts, candidate_facts
from matching.ranking.held import HELD, held
from matching.ranking.retrieve import Retrieved

Row = TypeVar("Row", PersonCard, JobProfile)


@dataclass(frozen=True, slots=True)
class Line(Generic[Row]):
    """What a page may hold of one row: a person as her card, a job as it is. `view` is the actor's of her."""

    row: Row
    insee: str | None
    view: View = View.FULL
    veil: Veil | None = None


def people_of(
    session: Session,
    ids: Sequence[int],
    visible: ColumnElement[bool],
    places: dict[str, Commune],
    *,
    veiled: bool,
) -> tuple[dict[int, Candidate], dict[int, CandidateFacts]]:
    """The people of these ids who are still `visible` to the asker, with their facts: the index may be a moment
    behind a consent that was withdrawn. Where they live is put into `places`. One statement, and one more for what
    a `Veil` hides where some may be `veiled`, that is shown without their names."""
    statement = (
        select(Candidate, Commune, HELD)
        .outerjoin(Commune, Commune.insee == Candidate.commune_insee)
        .where(Candidate.id == any_of(ids, Integer), visible)
        .options(joinedload(Candidate.structure, innerjoin=True))
    )
    if veiled:
        statement = statement.options(selectinload(Candidate.experiences))
    found = session.execute(statement).all()
    rows = _placed(((row, commune) for row, commune, _ in found), places)
    return rows, {row.id: candidate_facts(row, places, held(column)) for row, _, column in found}


def person_lines(
    rows: Mapping[int, Candidate], actor: Actor, places: Mapping[str, Commune]
) -> dict[int, Line[PersonCard]]:
    """Each person as the actor may see her."""
    lines = {}
    for id_, row in rows.items():
        card, home = card_of(actor, row), places.get(row.commune_insee or "")
        veil = None if card.is_named else Veil(row, home.name if home else None)
        lines[id_] = Line(card, row.commune_insee, card.view, veil)
    return lines


def jobs_of(
    session: Session,
    ids: Sequence[int],
    visible: ColumnElement[bool],
    places: dict[str, Commune],
) -> dict[int, JobProfile]:
    """The job profiles of these ids that are `visible` to the asker, whatever the index says. Where they are is
    put into `places`."""
    found = session.execute(
        select(JobProfile, Commune)
        .outerjoin(Commune, Commune.insee == JobProfile.commune_insee)
        .where(JobProfile.id == any_of(ids, Integer), visible)
        .options(*LOAD_FACTS)
    )
    return _placed(found, places)


def job_lines(rows: Mapping[int, JobProfile]) -> dict[int, Line[JobProfile]]:
    return {id_: Line(row, row.commune_insee) for id_, row in rows.items()}


def _placed(found: Iterable[Any], places: dict[str, Commune]) -> dict[int, Any]:
    """Rows by id out of pairs of a row and its commune."""
    rows = {}
    for row, commune in found:
        rows[row.id] = row
        if commune is not None:
            places[commune.insee] = commune
    return rows


def trades_named(
    session: Session,
    answer: Retrieved,
    people: Iterable[CandidateFacts],
    jobs: Iterable[JobFacts],
) -> dict[str, Trade]:
    """All that the page may say of trades, and the trades near to any that these people wish or did, or that
    these jobs are: one statement."""
    near = {job.rome for job in jobs if job.rome}
    for person in people:
        near.update(person.wished_romes, (e.rome for e in person.experiences if e.rome))
    named = {code for hit in answer.hits for code, _ in hit.romes[:2]}
    named |= answer.query.filters.romes | answer.found.romes.keys()
    return trades_by_code(session, near | named | answer.found.facets.get("rome", {}).keys(), near)


def near_codes(trades: Mapping[str, Trade]) -> dict[str, frozenset[str]]:
    """Of each trade, those that one can move to from it."""
    return {code: trade.near for code, trade in trades.items() if trade.near}

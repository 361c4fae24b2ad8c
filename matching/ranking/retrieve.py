"""Retrieve: what the search side is asked for, and the hits to compare for one page.

The first `WINDOW` hits are retrieved together, since facts put them in their final order; later pages are retrieved
page by page. What is set aside comes after all the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from matching.actor import Actor, View
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.terms import JobStatus
from matching.ports import Filters, Hit, Kind, Page, Query, SearchPort
from matching.ranking.rights import search_keys
from matching.ranking.set_aside import Split

WINDOW = 60
"""How many of the best hits are compared and reordered."""

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class MatchFilters:
    """What the coach narrows the list to. `within_reach` keeps to the distance that the person stated.
    `wide` adds the people of other structures whom she may see without their names; for those who know nobody
    by name (employment developers) it always holds."""

    departments: frozenset[str] = frozenset()
    romes: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    available_by: date | None = None
    within_reach: bool = False
    show_impossible: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The `hits` to compare for one page, best first, then those set aside where they are asked for. `found` is the
    answer of the search side; `start` is where the page begins in the list of `total`, all pages together."""

    query: Query
    found: Page
    hits: Sequence[Hit]
    page: int
    start: int
    total: int
    set_aside: int
    show_impossible: bool

    @property
    def ids(self) -> list[int]:
        return [hit.id for hit in self.hits]

    @property
    def in_window(self) -> bool:
        return self.start < WINDOW

    @property
    def free(self) -> bool:
        """Whether a question in everyday words asks, and not a person or a job."""
        return self.query.like is None


def least_view(filters: MatchFilters, actor: Actor) -> View:
    """The view that the actor must have of each person of the answer."""
    return View.MATCH if actor.accompanies and not filters.wide else View.ANONYMOUS


def filters_of(
    chosen: MatchFilters,
    actor: Actor,
    kind: Kind,
    *,
    near: tuple[float, float] | None,
    within_km: float | None = None,
    stated: bool = False,
    view: View = View.MATCH,
) -> Filters:
    """What the search side is asked for: the asker's keys, what she chose, and distances counted from `near`:
    within so many km, or within what each person has `stated`."""
    status = CandidateStatus.ACTIVE if kind == "candidate" else JobStatus.PUBLISHED
    return Filters(
        visible_to=search_keys(actor, kind, view),
        status=frozenset({str(status)}),
        departments=chosen.departments,
        romes=chosen.romes,
        contracts=chosen.contracts,
        licences=chosen.licences,
        available_by=chosen.available_by,
        near=near,
        within_km=within_km if near else None,
        within_stated_radius=stated and near is not None,
    )


def retrieve(
    search: SearchPort, query: Query, filters: MatchFilters, page: int, split: Split | None
) -> Retrieved:
    """The hits for one page of those who may be proposed. Raises SearchUnavailable."""
    number = max(1, page)
    start = (number - 1) * PAGE_SIZE
    offset, limit = (0, WINDOW) if start < WINDOW else (start, PAGE_SIZE)
    first = query if split is None else _only(query, split.possible)
    found = search.search(replace(first, offset=offset, limit=limit))
    hits, total, set_aside = list(found.hits), found.total, 0
    if split is not None:
        # After all the others, so that each stands on one page and no page is empty.
        offset, limit = max(0, start - total), PAGE_SIZE
        if not filters.show_impossible:
            offset = limit = 0  # only counted
        last = replace(_only(query, split.aside), offset=offset, limit=limit, facets=())
        aside = search.search(last)
        set_aside = aside.total
        if filters.show_impossible:
            total += aside.total
            hits += aside.hits
    return Retrieved(query, found, hits, number, start, total, set_aside, filters.show_impossible)


def _only(query: Query, ids: frozenset[int]) -> Query:
    return replace(query, filters=replace(query.filters, only=ids))

"""What the domain asks of the outside, as protocols: searching, and the shape of what is searched.

The index is disposable and the database is the truth: everything here can be rebuilt from rows.
`indexing.search.Searcher` answers `SearchPort` on any engine; tests use the same embedded engine as a site.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

Kind = Literal["candidate", "job"]
Part = Literal["wants", "can", "job"]
Distribution = Mapping[str, float]
"""Weights over ROME codes, each > 0, their squares summing to 1, so that a dot product is an agreement."""


@dataclass(frozen=True, slots=True, order=True)
class DocKey:
    """Which row a document was built from."""

    kind: Kind
    id: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document with a vector of its own, so that one experience is enough to be found.

    `part` says what the passage speaks of; `source` names where it came from («wishes»,
    «experience:12», «profile») so that a reason can point at it; `text` is already redacted.
    """

    part: Part
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One candidate or job profile as the index knows it. Never holds a name, an address or a birth date.

    `revision` orders writes: an older one never replaces a newer. `lat`/`lon` are degrees of the
    commune; `radius_km` is how far the person says that she can go (None: not stated, or a job).
    `available_from` is the person's first free day, or the job's first day. `visible_to` holds the
    policy keys (matching/policy.py) of which an asker needs one.
    """

    key: DocKey
    revision: int
    title: str
    passages: tuple[Passage, ...]
    romes: Distribution
    visible_to: frozenset[str]
    status: str
    structure_id: int | None = None
    department: str | None = None
    contracts: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    available_from: date | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None


@dataclass(frozen=True, slots=True)
class Filters:
    """What a document must satisfy; an empty set or None filters nothing, except that `visible_to` always
    filters, and that `only` (ids) filters unless it is None: an empty shortlist finds nobody.

    `romes`, `contracts` and `licences` ask for at least one in common; a document that states no
    contract wish passes the contract filter (nothing said excludes nothing), one that states no licence
    fails the licence filter. `available_by` passes documents free on or before that day or with no day
    stated. `near` is (lat, lon) in degrees; with `within_km` the document lies in that circle; with
    `within_stated_radius` it lies no further than its own `radius_km` (documents without a radius or
    without a place pass: what is unknown is shown, never silently dropped).
    """

    visible_to: frozenset[str]
    status: frozenset[str] = frozenset()
    structures: frozenset[int] = frozenset()
    departments: frozenset[str] = frozenset()
    romes: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    available_by: date | None = None
    near: tuple[float, float] | None = None
    within_km: float | None = None
    within_stated_radius: bool = False
    only: frozenset[int] | None = None


Facet = Literal["status", "structure", "department", "rome", "contract", "licence"]


@dataclass(frozen=True, slots=True)
class Query:
    """A search: by free `text`, or by `like`, a document of the other kind already in the index.

    With `like`, that document's own passages, words and ROME codes are the question, so no model is
    needed. `romes` replaces the codes that would be read from the question.
    """

    kind: Kind
    filters: Filters
    text: str = ""
    like: DocKey | None = None
    romes: Distribution | None = None
    facets: tuple[Facet, ...] = ()
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Signals:
    """The three raw signals: best cosine between passages, BM25 (0 = no word), ROME agreement 0…1."""

    vector: float
    words: float
    rome: float


@dataclass(frozen=True, slots=True)
class PartMatch:
    """The closest pair of passages for one part: their cosine and their sources (question, document)."""

    cosine: float
    asked: str
    found: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. `score` is fused and orders one answer only: it is not a percentage.

    `parts` holds the closest passages for what the candidate wants and can; `romes` the codes in common
    with their share of the agreement, strongest first; `snippet` is the best passage cut to a readable
    length as (text, is_match) pieces; `snippet_from` is the source of that passage.
    """

    id: int
    score: float
    signals: Signals
    parts: Mapping[Part, PartMatch] = field(default_factory=dict)
    romes: tuple[tuple[str, float], ...] = ()
    snippet: tuple[tuple[str, bool], ...] = ()
    snippet_from: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an answer, best first; `total` counts all that pass the filters, each reachable."""

    hits: Sequence[Hit]
    total: int
    facets: Mapping[Facet, Mapping[str, int]] = field(default_factory=dict)
    romes: Distribution = field(default_factory=dict)
    """The codes that were read from the question."""
    index_version: str = ""
    model: str = ""
    """What turned texts into vectors."""


class SearchPort(Protocol):
    """The search side as the domain sees it."""

    def search(self, query: Query) -> Page:
        """One page. Raises SearchUnavailable; an unknown `like` document gives an empty page."""
        ...

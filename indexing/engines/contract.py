"""What an engine must do: this text is the specification, tests/engines/contract.py holds engines to it.

An engine stores documents with their passages' vectors and analysed words, filters them, and gives each
one its three raw signals. It knows neither the model nor the French language nor the fusion: tokens and
vectors come ready, scores are fused by `indexing.search`, so that two engines give the same answer.

**Identity and order of writes.** A document is known by its `DocKey`. Writes carry a revision; one that is
older than what is stored (a tombstone counts) changes nothing, an equal or newer one replaces. `delete`
leaves a tombstone with its revision, so that a late older write cannot bring a document back, however late.
Tombstones are kept until a rebuild.

**Durability.** When `write` or `delete` returns, the change survives `kill -9` and a power cut, because the
caller then deletes the marks that asked for it. Each is atomic per document, in any number of documents.
Several processes may write and read at once; a search sees every write that returned before it began. Of
writes that run while it does, it may see some and not others, and one part of the answer (total, facets, pool,
tail) another selection than the next; each hit is one state of its document.

**Filters** mean what `matching.ports.Filters` says. Where that leaves a choice: `visible_to` always filters
(an empty set sees nothing); `only` filters when it is not None (an empty set of ids finds nothing);
`within_km` needs a place and drops documents that have none; `near` filters nothing by itself. Distances are
great-circle on a sphere of `EARTH_KM`, with `TOLERANCE_KM` allowed for rounding.

**Signals**, each rounded to `DECIMALS` so that the order does not depend on how a machine adds numbers:

* vector: the highest cosine between any of the question's vectors and any of the document's; 0 for a
  question or a document without vectors. Vectors are unit rows, so a dot product is the cosine.
* words: BM25 in the form of Lucene 8 and later, k1 = 1.2, b = 0.75, over the distinct tokens of the
  question: sum of ln(1 + (N − df + .5)/(df + .5)) · tf / (tf + k1·(1 − b + b·length/average)). N, df and
  the average length count the living documents of the searched kind, whatever the filters.
* rome: the dot product of both distributions over ROME codes.

**Answer.** `total` and `facets` count all documents that pass the filters. `pool` is the union of the best
`depth` of each signal (words and rome: only where > 0; vector: only where the question has vectors), every
member with its three signals, ordered by id. The other documents form the tail, ordered by (vector
descending, id); `tail` is the slice of it that falls in `[offset, offset + limit)` when the pool comes
first. So every document that passes is on exactly one page, as long as nothing is written between two pages.
Ties are always broken by the smaller id.

An engine may find the best `depth` of a signal by approximation, if the signals of all it returns are exact and
whoever it misses is in the tail; on up to 100 documents that pass it must miss nobody. Filters, totals, facets
and the order of the tail are never approximate.

**Mixing is refused.** An index remembers the `IndexSettings` it was built with; under others `write`,
`delete`, `search`, `stored` and `frequencies` raise `SearchUnavailable` and name `vivier index rebuild`.
So do `write` and `search` when vectors have another dimension than the first ones written: settings are
known without loading a model, its dimension is not. `revisions` and `rebuild` always work.

**Errors.** Whatever goes wrong in the engine is a `SearchUnavailable` with a French sentence; after it, the
documents of that call may be stored or not. A document that can never be stored, because of what it holds, is
a ValueError instead, so that the caller does not wait for better times and does not hold others up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from matching.errors import SearchUnavailable
from matching.ports import Distribution, DocKey, Document, Facet, Filters, Kind, Passage, Signals

Vectors = npt.NDArray[np.float32]

EARTH_KM = 6371.0
TOLERANCE_KM = 0.001
DECIMALS = 6
K1 = 1.2
B = 0.75


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """What makes two indexes incomparable: the model (`Embedder.name`) and the version of the analysis."""

    model: str
    analysis: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document ready to be stored.

    `tokens`: its analysed words, letters and digits only, repeated as often as they weigh. `vectors`:
    float32 of shape (number of passages, dimension), unit rows in the order of `document.passages`.
    """

    document: Document
    tokens: tuple[str, ...]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as the index holds it: to ask with it, to cut a snippet, to name the closest passages."""

    key: DocKey
    revision: int
    passages: tuple[Passage, ...]
    vectors: Vectors
    tokens: Mapping[str, int]
    """How often each analysed word occurs."""
    romes: Distribution


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """A question to an engine: `tokens` analysed, `vectors` float32 (m, dimension) unit rows, m may be 0."""

    kind: Kind
    filters: Filters
    tokens: frozenset[str]
    vectors: Vectors
    romes: Distribution
    facets: tuple[Facet, ...] = ()
    offset: int = 0
    limit: int = 20
    depth: int = 200


@dataclass(frozen=True, slots=True)
class RawHit:
    """A document that passes the filters, with its three signals, not yet fused."""

    id: int
    signals: Signals


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """See the module's text. `facets`: value → count, most frequent first, then by value; no zero."""

    total: int
    pool: Sequence[RawHit]
    tail: Sequence[RawHit]
    facets: Mapping[Facet, Mapping[str, int]] = field(default_factory=dict)
    version: str = ""
    """Changes whenever the content does."""


class FreshIndex(Protocol):
    """An index under construction, that nobody searches yet."""

    def write(self, entries: Iterable[Entry]) -> None:
        """Store documents; durable only once swapped in."""
        ...

    def revisions(self, kind: Kind) -> dict[int, int]:
        """What has been written so far."""
        ...

    def swap(self) -> None:
        """Put this index in the place of the current one, in one step; other processes notice by themselves
        at their next call. A write that returned before the swap is in the old index, one that begins after
        it goes to the new one. The old index is removed.
        """
        ...


class Engine(Protocol):
    """A store of documents that answers `EngineQuery`; the module's text says how. Safe between threads."""

    @property
    def settings(self) -> IndexSettings:
        """What the index is to be built with."""
        ...

    def ready(self) -> None:
        """Raise SearchUnavailable if `search` would now, whatever the question: to say so at start."""
        ...

    def write(self, entries: Iterable[Entry]) -> None:
        """Store documents, each unless a newer revision of it is there. Raises ValueError unless there is
        one vector for each passage, or when a document cannot be stored at all.
        """
        ...

    def delete(self, keys: Iterable[tuple[DocKey, int]]) -> None:
        """Remove documents as of a revision, each unless a newer revision of it is there. An unknown key
        leaves its tombstone all the same.
        """
        ...

    def expunge(self) -> None:
        """Leave nothing on disk of documents that were deleted or replaced: no text, no word, no vector.

        Slow (the whole index may be written afresh), so for after the erasing of people, not for each delete.
        What a killed rebuild left goes too: the caller sees to it that none is under way
        (`indexing.sync.expunge` holds the lock). Raises SearchUnavailable while the index is too busy.
        """
        ...

    def prepare(self) -> None:
        """Do ahead what a coming search would have to wait for. Costs nothing while there is nothing to do: whoever
        writes in the background calls it again and again. Raises SearchUnavailable.
        """
        ...

    def search(self, query: EngineQuery) -> EngineAnswer:
        """The documents of one kind that pass the filters, with their signals."""
        ...

    def stored(self, keys: Iterable[DocKey], *, words: bool = True) -> dict[DocKey, Stored]:
        """What is stored under these keys; those that are unknown or deleted are left out. Without `words`, their
        `tokens` are left empty: there are hundreds in each document, and a page shows none of them.
        """
        ...

    def frequencies(self, kind: Kind, tokens: Iterable[str]) -> tuple[int, dict[str, int]]:
        """How many documents of `kind` live, and how many hold each token (those of none left out)."""
        ...

    def revisions(self, kind: Kind) -> dict[int, int]:
        """Every living document of `kind` with its revision."""
        ...

    def rebuild(self) -> AbstractContextManager[FreshIndex]:
        """Begin a new index beside the current one, which goes on answering. Leaving the block without
        `swap` discards it; what a killed rebuild left behind is removed by the next one. One at a time: the
        caller sees to that (`indexing.sync.rebuild` holds a lock in the database).
        """
        ...

    def close(self) -> None:
        """Give files and memory back. The engine opens itself again when used."""
        ...


def mixed(found: IndexSettings, wanted: IndexSettings) -> SearchUnavailable:
    """The refusal to use an index that was built with other settings."""
    if found.model != wanted.model:
        reason = f"avec le modèle « {found.model} » et non « {wanted.model} »"
    else:
        reason = "avec une autre version de l’analyse du français"
    return SearchUnavailable(
        f"L’index de recherche a été construit {reason}. "
        "Reconstruisez-le avec « vivier index rebuild »."
    )


def other_dimension(found: int, asked: int) -> SearchUnavailable:
    """The refusal of vectors that cannot be compared with those of the index."""
    return SearchUnavailable(
        f"L’index de recherche contient des vecteurs de {found} nombres, le modèle en donne {asked}. "
        "Reconstruisez-le avec « vivier index rebuild »."
    )


def check_shape(entry: Entry) -> None:
    """Raise ValueError unless there is one vector for each passage."""
    if entry.vectors.ndim != 2 or len(entry.vectors) != len(entry.document.passages):
        raise ValueError(
            f"{entry.document.key}: {len(entry.document.passages)} passages, "
            f"vectors of shape {entry.vectors.shape}"
        )

"""One question, one page: the same steps whatever the engine.

The question is analysed, embedded and read as ROME codes; the engine gives every document that can matter its
three signals; they are fused here, and the hits of the page get what a reason needs: the closest passages,
the codes in common, a snippet. What needs the model is asked for only when a free text comes, so that a
process that only compares documents never loads it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Protocol

import numpy as np

from indexing.engines.contract import (
    DECIMALS,
    Engine,
    EngineAnswer,
    EngineQuery,
    RawHit,
    Stored,
    Vectors,
)
from indexing.model.contract import Embedder
from indexing.text.analysis import analyse, spans
from matching.ports import (
    Distribution,
    DocKey,
    Hit,
    Kind,
    Page,
    Part,
    PartMatch,
    Query,
)
from matching.ranking.fusion import fuse
from matching.texts.trade_forms import in_each_form

LIKE_WORDS = 40
"""How many words of a document ask for others: its most telling ones; more only cost time."""

SNIPPET = 200
"""Characters of a snippet, about: it is cut between words."""

TEXT = "text"
"""The source that a free question has in `PartMatch.asked`."""


class RomeReader(Protocol):
    """What reads a text as ROME codes (`indexing.rome_pivot.RomePivot`)."""

    def read(self, text: str) -> Distribution: ...


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, ready for any engine. `labels`: for each vector, its part and its source."""

    tokens: frozenset[str]
    vectors: Vectors
    labels: tuple[tuple[Part, str], ...]
    romes: Distribution


_SILENT = _Question(frozenset(), np.zeros((0, 0), np.float32), (), {})
"""Nothing to rank by."""


class Searcher:
    """`matching.ports.SearchPort` on an engine.

    `embedder` and `pivot` are called when a free text has to be read, not before.
    """

    def __init__(
        self, engine: Engine, embedder: Callable[[], Embedder], pivot: Callable[[], RomeReader]
    ) -> None:
        self._engine = engine
        self._embedder = embedder
        self._pivot = pivot

    def search(self, query: Query) -> Page:
        """One page, best first; without text nor `like`, all documents by their id. Ties: smaller id first.

        With `limit` 0 only the counts are asked for, and nothing is ranked. Raises SearchUnavailable. An unknown
        `like` gives an empty page.
        """
        question = self._question(query)
        if question is None:
            return Page(hits=(), total=0)
        answer = self._engine.search(
            EngineQuery(
                kind=query.kind,
                filters=query.filters,
                tokens=question.tokens,
                vectors=question.vectors,
                romes=question.romes,
                facets=query.facets,
                offset=query.offset,
                limit=query.limit,
            )
        )
        return Page(
            hits=self._hits(query, question, answer),
            total=answer.total,
            facets=answer.facets,
            romes=question.romes,
            index_version=answer.version,
            model=self._engine.settings.model,
        )

    def _question(self, query: Query) -> _Question | None:
        stored: Stored | None = None
        if query.like is not None:
            stored = self._engine.stored([query.like], words=query.limit > 0).get(query.like)
            if stored is None:
                return None
        if not query.limit:
            return _SILENT
        if stored is not None:
            labels = tuple((passage.part, passage.source) for passage in stored.passages)
            tokens = self._telling(query.kind, stored.tokens)
            question = _Question(tokens, stored.vectors, labels, stored.romes)
        elif query.text.strip():
            # One text at a time, always: a model may answer a hair differently within a batch.
            embedder = self._embedder()
            vectors = middle([embedder.queries([text]) for text in in_each_form(query.text)])
            romes = query.romes if query.romes is not None else self._pivot().read(query.text)
            label: tuple[Part, str] = ("job", TEXT)
            question = _Question(frozenset(analyse(query.text)), vectors, (label,), romes)
        else:
            question = _SILENT
        return question if query.romes is None else replace(question, romes=query.romes)

    def _telling(self, kind: Kind, tokens: Mapping[str, int]) -> frozenset[str]:
        """The words that tell this document best from others among the documents that are searched."""
        living, holding = self._engine.frequencies(kind, tokens)

        def weight(token: str) -> float:
            return tokens[token] * math.log1p(
                (living - holding[token] + 0.5) / (holding[token] + 0.5)
            )

        return frozenset(sorted(holding, key=lambda t: (-weight(t), t))[:LIKE_WORDS])

    def _hits(self, query: Query, question: _Question, answer: EngineAnswer) -> tuple[Hit, ...]:
        scores = fuse([raw.signals for raw in answer.pool])
        ranked = sorted(
            zip(scores, answer.pool, strict=True), key=lambda pair: (-pair[0], pair[1].id)
        )
        page = ranked[query.offset : query.offset + query.limit]
        # The tail is what no signal brought among its best: it follows in the engine's order, and its
        # score only says that it comes after.
        lowest = ranked[-1][0] if ranked else 0.0
        page += [(lowest - 1.0, raw) for raw in answer.tail]
        stored = self._engine.stored((DocKey(query.kind, raw.id) for _, raw in page), words=False)
        return tuple(
            _explained(raw, score, question, stored.get(DocKey(query.kind, raw.id)))
            for score, raw in page
        )


def middle(vectors: Sequence[Vectors]) -> Vectors:
    """The unit vector in the middle of those of one question in several forms, as a table of one row."""
    if len(vectors) == 1:
        return vectors[0]
    summed = np.concatenate(vectors).sum(axis=0, keepdims=True)
    return np.asarray(summed / np.linalg.norm(summed), np.float32)


def _explained(raw: RawHit, score: float, question: _Question, found: Stored | None) -> Hit:
    """The hit with its evidence; without any if the document went while the page was made."""
    if found is None:
        return Hit(raw.id, score, raw.signals)
    cosines = (
        np.round(found.vectors.astype(np.float64) @ question.vectors.T.astype(np.float64), DECIMALS)
        if len(question.vectors)
        else np.zeros((len(found.passages), 0))
    )
    source, pieces = _best_snippet(question, found, cosines)
    return Hit(
        id=raw.id,
        score=score,
        signals=raw.signals,
        parts=_parts(question, found, cosines),
        romes=_shared(question.romes, found.romes),
        snippet=pieces,
        snippet_from=source,
    )


def _parts(
    question: _Question, found: Stored, cosines: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> dict[Part, PartMatch]:
    """For each part the closest pair; a pair speaks of the person's part, whichever side she is on."""
    best: dict[Part, PartMatch] = {}
    for passage, row in zip(found.passages, cosines.tolist(), strict=True):
        for (part, source), cosine in zip(question.labels, row, strict=True):
            about = passage.part if passage.part != "job" else part
            if about not in best or cosine > best[about].cosine:
                best[about] = PartMatch(cosine, source, passage.source)
    return best


def _shared(asked: Distribution, found: Distribution) -> tuple[tuple[str, float], ...]:
    """The codes in common with their share of the agreement (the shares sum to 1), strongest first."""
    products = {
        code: round(asked[code] * found[code], DECIMALS) for code in asked.keys() & found.keys()
    }
    total = sum(products[code] for code in sorted(products))
    return tuple(
        (code, product / total)
        for code, product in sorted(products.items(), key=lambda pair: (-pair[1], pair[0]))
        if product > 0
    )


def _best_snippet(
    question: _Question, found: Stored, cosines: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> tuple[str, tuple[tuple[str, bool], ...]]:
    """The source of the closest passage, and the snippet of it."""
    if not found.passages:
        return "", ()
    closest = found.passages[int(cosines.max(axis=1).argmax()) if cosines.shape[1] else 0]
    return closest.source, snippet(closest.text, question.tokens)


def snippet(text: str, tokens: Iterable[str], width: int = SNIPPET) -> tuple[tuple[str, bool], ...]:
    """About `width` characters of `text`, where most of the different `tokens` stand close together.

    Pieces (text, is_match) that read on from one to the next; «…» says where something was cut off. A text
    with none of the tokens gives its beginning. White space is made even.
    """
    text = " ".join(text.split())
    wanted = frozenset(tokens)
    matches = [(token, start, end) for token, start, end in _spans(text) if token in wanted]
    begin, stop = _window(text, matches, width)
    pieces: list[tuple[str, bool]] = []
    position = begin
    for _, start, end in matches:
        if start < position or end > stop:
            continue
        pieces += [(text[position:start], False), (text[start:end], True)]
        position = end
    pieces.append((text[position:stop], False))
    if begin > 0:
        pieces.insert(0, ("… ", False))
    if stop < len(text):
        pieces.append((" …", False))
    return tuple(piece for piece in pieces if piece[0])


@lru_cache(maxsize=2048)
def _spans(text: str) -> tuple[tuple[str, int, int], ...]:
    """The analysed words of a passage: the same passages are shown again and again."""
    return tuple(spans(text))


def _window(text: str, matches: list[tuple[str, int, int]], width: int) -> tuple[int, int]:
    """Where to cut: between words, around the matches, a little before the first."""
    if len(text) <= width:
        return 0, len(text)
    begin, most = 0, 0
    for i, (_, start, _) in enumerate(matches):
        inside = {token for token, _, end in matches[i:] if end <= start + width * 3 // 4}
        if len(inside) > most:
            begin, most = max(0, start - width // 4), len(inside)
    begin = min(begin, len(text) - width)
    if begin > 0:
        begin = text.find(" ", begin) + 1
    stop = begin + width
    if stop < len(text):
        cut = text.rfind(" ", begin, stop + 1)
        stop = cut if cut > begin else stop
    return begin, min(stop, len(text))

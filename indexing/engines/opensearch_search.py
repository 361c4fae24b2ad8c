"""One question to OpenSearch, answered as the contract wants it: in two requests, seldom one or two more.

The first, one `_msearch`, filters, counts, and names candidates for each signal: Lucene's BM25, its vector
graph, the agreement of ROME codes. The second fetches what the exact signals of these candidates are worked
out from, because Lucene's BM25 is not the contract's: it keeps a text's length in one byte, counts deleted
documents until their segment is merged, and each shard counts for itself. So Lucene only proposes, somewhat
more than is asked for; frequencies, lengths and counts of the living decide, in 64 bits, as in the
embedded engine. The vector graph is approximate: what it proposes is exact, what it missed is not there
(ADR 0014 has the measured recall). All requests go to the same copy of the index as long as it answers.

A page of the tail is one request more, and so are documents without passages where few others are close.
A document that goes between the requests is left out; documents written meanwhile may be in one part of the
answer and not yet in another.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexing.engines import opensearch_requests as requests
from indexing.engines.contract import (
    DECIMALS,
    K1,
    B,
    EngineAnswer,
    EngineQuery,
    RawHit,
    Vectors,
)
from indexing.engines.opensearch_requests import Json, cosine_from
from matching.ports import Signals

Searches = Callable[[Sequence[tuple[Json, Json]]], list[Json]]
"""Sends searches (header, body) in one request and gives their answers in order."""
Signalled = Callable[[Json, str], Json]
"""Sends one search whose named queries come back with their scores, to a preferred copy."""

MORE = 1.2
SPARE = 30
"""Candidates asked for: `depth * MORE + SPARE`, where the server's order is not yet the exact one."""

CLEARLY = 0.1
"""A cosine that is above 0, however the server rounds it: documents without passages, which count as 0, come after."""

CLAUSES = 500
"""Words or vectors in one search; the server allows 1,024 in all."""


@dataclass(frozen=True, slots=True)
class Known:
    """What BM25 needs of all living documents of a kind."""

    living: int
    average: float
    frequencies: Mapping[str, int]
    without_passages: int


def answer(
    query: EngineQuery,
    index: str,
    dimension: int | None,
    searches: Searches,
    signalled: Signalled,
) -> EngineAnswer:
    """The answer to a question on the index of its kind. `dimension`: None if it holds no vector."""
    clauses = requests.filter_clauses(query.filters)
    tokens = sorted(query.tokens)
    vectors = query.vectors if dimension is not None else query.vectors[:0]
    # The pages of one question come from one copy: two copies may have different words deleted.
    preference = hashlib.sha256(repr((tokens, sorted(query.romes))).encode()).hexdigest()[:16]
    header = requests.header(index, preference)

    def send(bodies: Sequence[Json]) -> list[Json]:
        return searches([(header, body) for body in bodies])

    wide = math.ceil(query.depth * MORE) + SPARE
    close = query.depth + SPARE
    asked = [requests.counts_body(clauses, query.facets), requests.statistics_body(tokens)]
    places: dict[str, list[int]] = {"words": [], "rome": [], "vector": []}

    def ask_for(what: str, body: Json) -> None:
        places[what].append(len(asked))
        asked.append(body)

    if tokens and len(tokens) <= CLAUSES:
        ask_for("words", requests.words_body(clauses, tokens, wide))
    if query.romes:
        ask_for("rome", requests.romes_body(clauses, query.romes, close))
    for vector in vectors.tolist():
        ask_for("vector", requests.nearest_body(clauses, vector, close))
    silent = not (tokens or query.romes or len(query.vectors))
    if silent and query.limit:
        asked.append(requests.by_id_body(clauses, query.offset, query.limit))
    answers = send(asked)

    total = int(answers[0]["hits"]["total"]["value"])
    known = known_from(answers[1], tokens)
    version = f"{answers[1]['aggregations']['change']['value']:.0f}"
    facets = {facet: _facet(answers[0]["aggregations"][facet]) for facet in query.facets}
    if silent:
        tail = _ids(answers[2]) if query.limit else []
        none = Signals(0.0, 0.0, 0.0)
        return EngineAnswer(total, [], [RawHit(id_, none) for id_ in tail], facets, version)

    proposed = {id_ for what in ("words", "rome") for n in places[what] for id_ in _ids(answers[n])}
    near = _closest(answers[n] for n in places["vector"])[:close]
    proposed.update(id_ for _, id_ in near)
    if (
        len(query.vectors)
        and known.without_passages
        and sum(cosine > CLEARLY for cosine, _ in near) < query.depth
    ):
        [found] = send([requests.without_passages_body(clauses, query.depth)])
        proposed.update(_ids(found))
    if len(tokens) > CLAUSES:
        rarest = sorted(tokens, key=lambda t: (known.frequencies.get(t, math.inf), t))[:CLAUSES]
        [found] = send([requests.words_body(clauses, rarest, wide)])
        proposed.update(_ids(found))

    def signals_of(ids: Iterable[int]) -> dict[int, Signals]:
        return _exact(list(ids), query, tokens, vectors, known, signalled, preference)

    signals = signals_of(sorted(proposed))
    pool = _pool(query, signals)
    begin = max(0, query.offset - len(pool))
    end = max(0, query.offset + query.limit - len(pool))
    others: list[RawHit] = []
    if begin < end and len(pool) < total:
        [found] = send([requests.tail_body(clauses, pool, vectors, begin, end - begin)])
        ids = _ids(found)
        measured = signals | signals_of(i for i in ids if i not in signals)
        others = [RawHit(i, measured[i]) for i in ids if i in measured]
    return EngineAnswer(total, [RawHit(i, signals[i]) for i in pool], others, facets, version)


def known_from(found: Json, tokens: Sequence[str]) -> Known:
    """What `requests.statistics_body` asked for."""
    alive = found["aggregations"]["alive"]
    living = int(alive["doc_count"])
    length = float(alive["length"]["value"])
    buckets = alive["df"]["buckets"] if tokens else {}
    counted = {token: int(buckets[str(n)]["doc_count"]) for n, token in enumerate(tokens)}
    average = length / living if length else 1.0
    held = {token: n for token, n in counted.items() if n}
    return Known(living, average, held, int(alive["without_passages"]["doc_count"]))


def _facet(found: Json) -> dict[str, int]:
    counted = {str(bucket["key"]): int(bucket["doc_count"]) for bucket in found["buckets"]}
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))


def _ids(found: Json) -> list[int]:
    return [hit["sort"][-1] for hit in _hits(found)]


def _hits(found: Json) -> list[Json]:
    """What was found; the server leaves an empty list out where it leaves out `requests.UNUSED`."""
    hits: list[Json] = found["hits"].get("hits", [])
    return hits


def _closest(by_vector: Iterable[Json]) -> list[tuple[float, int]]:
    """The highest cosine that any of the searches gave each document, with its id, the best first."""
    best: dict[int, float] = {}
    for found in by_vector:
        for hit in _hits(found):
            score, id_ = hit["sort"]
            best[id_] = max(best.get(id_, 0.0), score)
    ranked = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(cosine_from(score), id_) for id_, score in ranked]


def _pool(query: EngineQuery, signals: Mapping[int, Signals]) -> list[int]:
    """The union of the best of each signal, by id."""

    def best(values: Iterable[tuple[float, int]]) -> list[int]:
        return [id_ for _, id_ in sorted((-value, id_) for value, id_ in values)[: query.depth]]

    pool = {*best((s.words, id_) for id_, s in signals.items() if s.words > 0)}
    pool.update(best((s.rome, id_) for id_, s in signals.items() if s.rome > 0))
    if len(query.vectors):
        pool.update(best((s.vector, id_) for id_, s in signals.items()))
    return sorted(pool)


def _exact(
    ids: Sequence[int],
    query: EngineQuery,
    tokens: Sequence[str],
    vectors: Vectors,
    known: Known,
    signalled: Signalled,
    preference: str,
) -> dict[int, Signals]:
    """The three signals of these documents, by the contract's formulas."""
    if not ids:
        return {}
    held = [token for token in tokens if token in known.frequencies]
    words: dict[int, float] = {}
    cosines: dict[int, float] = {}
    romes: dict[int, float] = {}
    for start in range(0, max(1, len(held)), CLAUSES):
        end = start + CLAUSES
        asked = held[start:end]
        body = requests.signals_body(ids, asked, vectors if start == 0 else vectors[:0])
        weights = {
            f"w{n}": _weight(known.living, known.frequencies[token])
            for n, token in enumerate(asked)
        }
        for hit in _hits(signalled(body, preference)):
            id_, length, shares = hit["sort"]
            norm = K1 * (1 - B + B * length / known.average)
            score, closest = 0.0, -2.0
            for name, value in hit.get("matched_queries", _NOTHING).items():
                weight = weights.get(name)
                if weight is not None:
                    score += weight * (value / (value + norm))
                elif value > closest:
                    closest = value
            words[id_] = words.get(id_, 0.0) + score
            if start == 0:
                cosines[id_] = cosine_from(closest) if closest > -2.0 else 0.0
                romes[id_] = _agreement(query.romes, shares)
    return {
        id_: Signals(
            round(cosine, DECIMALS),
            round(words[id_], DECIMALS),
            round(min(1.0, romes[id_]), DECIMALS),
        )
        for id_, cosine in cosines.items()
    }


_NOTHING: Mapping[str, float] = {}


def _weight(living: int, holding: int) -> float:
    return math.log1p((living - holding + 0.5) / (holding + 0.5))


def _agreement(asked: Mapping[str, float], shares: str) -> float:
    total = 0.0
    for one in shares.split():  # sorted by code
        code, _, weight = one.partition(":")
        if code in asked:
            total += asked[code] * float(weight)
    return total

"""What is said to OpenSearch: mapping, documents, filters and searches as JSON. Pure: no connection here.

One index per kind of document, so that word statistics and vector graphs never mix people and jobs. A document:

* `words`: the analysed tokens, joined by blanks and only cut at blanks again. Lucene's own BM25 on it finds
  candidates; `words.tf` holds the same tokens under a similarity that answers with the bare frequency, from
  which the exact BM25 of the contract is worked out (`opensearch_search.py`).
* `romes`: the codes with their weights as frequencies (`G1602|600000`), under the same similarity, so that a
  sum over codes is the dot product. `weights` are the exact numbers.
* `passages`: nested, one vector each. Measured against one index of passages with the filters repeated in
  each: the same speed with one passage a document, and nested needs no second index to keep in step.
* filter columns as keywords and numbers; `place` and `radius_km`.
* `stored`: what comes back with a hit, not searched: passages, and vectors as float32 in base64, exact and a
  third as long as in digits.
* `change`: a number of chance, drawn anew at each write. The sum over all documents is the index's version.

A tombstone is a document with `alive` false and nothing to be found by: the server itself forgets what was
deleted after a minute (index.gc_deletes), and a late write must find a newer revision there for good.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from indexing.engines.contract import (
    EARTH_KM,
    TOLERANCE_KM,
    Entry,
    IndexSettings,
    Stored,
    Vectors,
)
from matching.ports import DocKey, Facet, Filters, Kind, Passage

Json = dict[str, Any]

FORMAT = "1"
"""Version of the mapping below; another one is another index, refused until a rebuild."""

LUCENE_EARTH_KM = 6371.0087714
"""The sphere that Lucene measures on; the contract's is smaller by 1.4 millionths."""

SCALE = 1_000_000
"""Weights of ROME codes become whole frequencies: as many decimals as the order rests on."""

CHANGE_BITS = 28
"""A sum of such numbers over 30 million documents is still exact in 64 bits of floating point."""

LONGEST_TOKEN = 8191
"""In characters: Lucene refuses a document with a longer token, here it is cut (and not found by words)."""

SETTINGS: Json = {
    "index.knn": True,
    # The engine refreshes at the end of each write; this one is for what a crash left unrefreshed.
    "index.refresh_interval": "30s",
    "index.auto_expand_replicas": "0-1",
    "index.max_result_window": 2_000_000_000,  # every page is reachable
    "index.max_terms_count": 1_000_000,  # `Filters.only`
    "index.max_docvalue_fields_search": 100,
    "index.similarity": {
        "frequency": {
            "type": "scripted",
            "script": {"source": "return query.boost * doc.freq;"},
        }
    },
    "index.analysis": {
        "tokenizer": {"blanks": {"type": "whitespace", "max_token_length": LONGEST_TOKEN}},
        "filter": {"frequencies": {"type": "delimited_term_freq", "delimiter": "|"}},
        "analyzer": {
            "blanks": {"type": "custom", "tokenizer": "blanks"},
            "weighted": {"type": "custom", "tokenizer": "blanks", "filter": ["frequencies"]},
        },
    },
}

BUILDING: Json = {
    "index.refresh_interval": "-1",
    "index.auto_expand_replicas": "false",
    "index.number_of_replicas": 0,
    "index.translog.durability": "async",
}
"""For an index that nobody searches yet: a killed rebuild begins again anyway."""

_KEYWORD: Json = {"type": "keyword"}
_BARE: Json = {
    "type": "text",
    "similarity": "frequency",
    "index_options": "freqs",
    "norms": False,
}

FACET_FIELDS: Mapping[Facet, str] = {
    "status": "status",
    "structure": "structure",
    "department": "department",
    "rome": "codes",
    "contract": "contract",
    "licence": "licence",
}


def signature(settings: IndexSettings) -> str:
    """A short name for what must not be mixed: model, analysis, and the mapping itself."""
    text = json.dumps([settings.model, settings.analysis, FORMAT])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def index_body(kind: Kind, settings: IndexSettings, shards: int) -> Json:
    """A new index: settings and mapping. Vectors are mapped when the first is written (`vector_mapping`)."""
    return {
        "settings": {**SETTINGS, "index.number_of_shards": shards},
        "mappings": {
            "dynamic": "strict",
            "_meta": {
                "kind": kind,
                "model": settings.model,
                "analysis": settings.analysis,
                "format": FORMAT,
            },
            # Kept in `stored` as exact bytes; the search never reads them from here.
            "_source": {"excludes": ["passages", "romes"]},
            "properties": {
                "id": {"type": "long"},
                "revision": {"type": "long"},
                "change": {"type": "long", "index": False},
                "alive": {"type": "boolean"},
                "words": {
                    "type": "text",
                    "analyzer": "blanks",
                    "index_options": "freqs",
                    "fields": {"tf": {**_BARE, "analyzer": "blanks"}},
                },
                "length": {"type": "integer", "index": False},
                "romes": {**_BARE, "analyzer": "weighted"},
                "codes": _KEYWORD,
                "weights": {"type": "keyword", "index": False},
                "without_passages": {"type": "boolean"},
                "passages": {"type": "nested", "properties": {}},
                "key": _KEYWORD,
                "status": _KEYWORD,
                "structure": _KEYWORD,
                "department": _KEYWORD,
                "contract": _KEYWORD,
                "licence": _KEYWORD,
                "available": {"type": "integer"},
                "place": {"type": "geo_point"},
                "radius_km": {"type": "double"},
                "stored": {"type": "object", "enabled": False},
            },
        },
    }


def vector_mapping(dimension: int) -> Json:
    """The mapping of vectors, once it is known how many numbers they have."""
    vector = {
        "type": "knn_vector",
        "dimension": dimension,
        "method": {
            "name": "hnsw",
            "engine": "lucene",
            "space_type": "innerproduct",
            "parameters": {"m": 16, "ef_construction": 128},
        },
    }
    return {"properties": {"passages": {"type": "nested", "properties": {"vector": vector}}}}


# --- documents -----------------------------------------------------------------------------------------


def document_lines(entry: Entry, index: str, *, through_alias: bool) -> tuple[Json, Json]:
    """The two lines of a bulk request that store a document."""
    document = entry.document
    source: Json = {
        "id": document.key.id,
        "revision": document.revision,
        "change": secrets.randbits(CHANGE_BITS),
        "alive": True,
        "words": " ".join(entry.tokens),
        "length": len(entry.tokens),
        "romes": " ".join(
            f"{code}|{max(1, round(weight * SCALE))}" for code, weight in document.romes.items()
        ),
        "codes": sorted(document.romes),
        "weights": [f"{code}:{weight!r}" for code, weight in sorted(document.romes.items())],
        "without_passages": not document.passages,
        "key": sorted(document.visible_to),
        "status": document.status,
        "contract": sorted(document.contracts),
        "licence": sorted(document.licences),
        "available": document.available_from.toordinal() if document.available_from else 0,
        "stored": {
            "passages": [(p.part, p.source, p.text) for p in document.passages],
            "vectors": base64.b64encode(
                np.ascontiguousarray(entry.vectors, np.float32).tobytes()
            ).decode("ascii"),
        },
    }
    if document.passages:
        source["passages"] = [{"vector": row} for row in entry.vectors.tolist()]
    if document.structure_id is not None:
        source["structure"] = str(document.structure_id)
    if document.department is not None:
        source["department"] = document.department
    if document.lat is not None and document.lon is not None:
        source["place"] = {"lat": document.lat, "lon": document.lon}
    if document.radius_km is not None:
        source["radius_km"] = document.radius_km
    return _action(index, document.key, document.revision, through_alias), source


def tombstone_lines(
    key: DocKey, revision: int, index: str, *, through_alias: bool
) -> tuple[Json, Json]:
    """The two lines of a bulk request that put a tombstone."""
    change = secrets.randbits(CHANGE_BITS)
    source: Json = {"id": key.id, "revision": revision, "change": change, "alive": False}
    return _action(index, key, revision, through_alias), source


def _action(index: str, key: DocKey, revision: int, through_alias: bool) -> Json:
    return {
        "index": {
            "_index": index,
            "_id": str(key.id),
            "version": revision,
            "version_type": "external_gte",
            # Otherwise the server would make an index of that name by itself, with a mapping by guess.
            "require_alias": through_alias,
        }
    }


STORED_FIELDS = ["revision", "alive", "words", "weights", "stored"]


def stored_from(key: DocKey, source: Mapping[str, Any], dimension: int) -> Stored:
    """A document as it comes back."""
    tokens: dict[str, int] = {}
    for token in str(source["words"]).split():
        tokens[token] = tokens.get(token, 0) + 1
    raw = np.frombuffer(base64.b64decode(source["stored"]["vectors"]), np.float32)
    passages = tuple(Passage(*passage) for passage in source["stored"]["passages"])
    return Stored(
        key=key,
        revision=int(source["revision"]),
        passages=passages,
        vectors=raw.reshape(len(passages), -1) if passages else raw.reshape(0, dimension or 1),
        tokens=tokens,
        romes=weights_from(source["weights"]),
    )


def weights_from(weights: Iterable[str]) -> dict[str, float]:
    """`G1602:0.6` back to numbers."""
    pairs = (one.rpartition(":") for one in weights)
    return {code: float(weight) for code, _, weight in pairs}


# --- filters -------------------------------------------------------------------------------------------

ALIVE: Json = {"term": {"alive": True}}

_WITHIN_OWN_RADIUS = "haversin(lat, lon, doc['place'].lat, doc['place'].lon) * shrink <= doc['radius_km'].value + tolerance"


def filter_clauses(filters: Filters) -> list[Json]:
    """The conditions of `Filters`, all of which a document must satisfy."""
    clauses: list[Json] = [ALIVE, {"terms": {"key": sorted(filters.visible_to)}}]
    wanted: Mapping[str, Iterable[Any]] = {
        "status": filters.status,
        "structure": {str(s) for s in filters.structures},
        "department": filters.departments,
        "codes": filters.romes,
        "licence": filters.licences,
    }
    clauses += [{"terms": {name: sorted(values)}} for name, values in wanted.items() if values]
    if filters.contracts:
        clauses.append(
            _any({"terms": {"contract": sorted(filters.contracts)}}, _without("contract"))
        )
    if filters.only is not None:
        clauses.append({"terms": {"id": sorted(filters.only)}})
    if filters.available_by is not None:
        clauses.append({"range": {"available": {"lte": filters.available_by.toordinal()}}})
    if filters.near is not None:
        lat, lon = filters.near
        shrink = EARTH_KM / LUCENE_EARTH_KM
        if filters.within_km is not None:
            km = (filters.within_km + TOLERANCE_KM) / shrink
            clauses.append(
                {"geo_distance": {"distance": f"{km:.9f}km", "place": {"lat": lat, "lon": lon}}}
            )
        if filters.within_stated_radius:
            script = {
                "lang": "expression",
                "source": _WITHIN_OWN_RADIUS,
                "params": {"lat": lat, "lon": lon, "shrink": shrink, "tolerance": TOLERANCE_KM},
            }
            clauses.append(
                _any(
                    _without("place"),
                    _without("radius_km"),
                    {"script": {"script": script}},
                )
            )
    return clauses


def _any(*clauses: Json) -> Json:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _without(name: str) -> Json:
    return {"bool": {"must_not": {"exists": {"field": name}}}}


def all_of(clauses: Sequence[Json]) -> Json:
    """A filter that scores nothing."""
    return {"bool": {"filter": list(clauses)}}


# --- searches ------------------------------------------------------------------------------------------

_IDS_ONLY: Json = {"_source": False, "stored_fields": "_none_", "docvalue_fields": ["id"]}
BY_ID: list[Json] = [{"id": "asc"}]
BY_SCORE: list[Json] = [{"_score": "desc"}, {"id": "asc"}]


def header(index: str, preference: str) -> Json:
    """The line before a search in `_msearch`. Half an answer is none: it would say that people are missing."""
    return {"index": index, "preference": preference, "allow_partial_search_results": False}


def counts_body(clauses: Sequence[Json], facets: Iterable[Facet]) -> Json:
    """How many documents pass, and their facets."""
    return {
        "size": 0,
        "track_total_hits": True,
        "query": all_of(clauses),
        "aggs": {
            # As many as the server gives: then counts are exact whatever the number of shards.
            facet: {"terms": {"field": FACET_FIELDS[facet], "size": 65_000}}
            for facet in facets
        },
    }


def statistics_body(tokens: Sequence[str], *, version: bool = True) -> Json:
    """What BM25 needs to know of all living documents; the index's version.

    Nothing in it depends on the filters, so the server's own cache answers until the index changes.
    """
    aggs: Json = {"length": {"sum": {"field": "length"}}}
    if tokens:
        aggs["df"] = {
            "filters": {
                "filters": {str(n): {"term": {"words": token}} for n, token in enumerate(tokens)}
            }
        }
    outer: Json = {"alive": {"filter": ALIVE, "aggs": aggs}}
    if version:
        outer["change"] = {"sum": {"field": "change"}}
    return {"size": 0, "track_total_hits": False, "query": {"match_all": {}}, "aggs": outer}


def words_body(clauses: Sequence[Json], tokens: Sequence[str], size: int) -> Json:
    """The best by Lucene's own BM25."""
    should = [{"term": {"words": token}} for token in tokens]
    return {
        **_IDS_ONLY,
        "size": size,
        "track_total_hits": False,
        "query": {
            "bool": {"filter": list(clauses), "should": should, "minimum_should_match": 1},
        },
        "sort": BY_SCORE,
    }


def romes_body(clauses: Sequence[Json], romes: Mapping[str, float], size: int) -> Json:
    """The best by agreement of ROME codes, to `SCALE`."""
    should = [
        {"term": {"romes": {"value": code, "boost": weight}}} for code, weight in romes.items()
    ]
    return {
        **_IDS_ONLY,
        "size": size,
        "track_total_hits": False,
        "query": {
            "bool": {"filter": list(clauses), "should": should, "minimum_should_match": 1},
        },
        "sort": BY_SCORE,
    }


def nearest_body(clauses: Sequence[Json], vector: Sequence[float], k: int) -> Json:
    """The best by one vector: the graph is walked among those that pass only."""
    knn = {"vector": vector, "k": k, "filter": all_of(clauses)}
    return {
        **_IDS_ONLY,
        "size": k,
        "track_total_hits": False,
        "query": {
            "nested": {
                "path": "passages",
                "score_mode": "max",
                "query": {"knn": {"passages.vector": knn}},
            }
        },
    }


def without_passages_body(clauses: Sequence[Json], size: int) -> Json:
    """Documents that have no vector: their cosine counts as 0."""
    return by_id_body([*clauses, {"term": {"without_passages": True}}], 0, size)


def by_id_body(clauses: Sequence[Json], begin: int, size: int) -> Json:
    """A slice of the documents in the order of their ids."""
    return {
        **_IDS_ONLY,
        "from": begin,
        "size": size,
        "track_total_hits": False,
        "query": all_of(clauses),
        "sort": BY_ID,
    }


def signals_body(ids: Sequence[int], tokens: Sequence[str], vectors: Vectors) -> Json:
    """All that is missing for the exact signals of these documents: each word's frequency and each vector's
    closest passage as named queries (`w0`, `v0`), lengths and ROME weights as columns.

    Sorted by id, so that scores are only computed by name, for the documents that are given back.
    """
    named: list[Json] = [
        {"term": {"words.tf": {"value": token, "_name": f"w{n}"}}} for n, token in enumerate(tokens)
    ]
    named += [{**exact(vector, name=f"v{n}")} for n, vector in enumerate(vectors.tolist())]
    return {
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["id", "length", "weights"],
        "size": len(ids),
        "track_total_hits": False,
        "query": {"bool": {"filter": [ALIVE, {"terms": {"id": list(ids)}}], "should": named}},
        "sort": BY_ID,
    }


def exact(vector: Sequence[float], *, name: str = "") -> Json:
    """The exact inner product with the closest passage, as the k-NN plugin gives it (`cosine_from`)."""
    script = {
        "lang": "knn",
        "source": "knn_score",
        "params": {
            "field": "passages.vector",
            "query_value": vector,
            "space_type": "innerproduct",
        },
    }
    nested: Json = {
        "path": "passages",
        "score_mode": "max",
        "query": {"script_score": {"query": {"match_all": {}}, "script": script}},
    }
    return {"nested": {**nested, "_name": name} if name else nested}


def cosine_from(score: float) -> float:
    """The inner product behind a score of the plugin, which keeps scores positive."""
    return score - 1.0 if score >= 1.0 else 1.0 - 1.0 / score


_ROUNDED_COSINE = (
    "double s = _score; double c = s >= 1.0 ? s - 1.0 : 1.0 - 1.0 / s;"
    " return Math.max(0.0, Math.rint(c * params.scale) / params.scale + 1.0);"
)


def tail_body(
    clauses: Sequence[Json], pool: Sequence[int], vectors: Vectors, begin: int, size: int
) -> Json:
    """A slice of those that are not in the pool, by (cosine descending, id), every one measured exactly."""
    others: list[Json] = [*clauses]
    if pool:
        others.append({"bool": {"must_not": {"terms": {"id": list(pool)}}}})
    if not len(vectors):
        return by_id_body(others, begin, size)
    measured: list[Json] = [exact(vector) for vector in vectors.tolist()]
    measured.append(
        {"constant_score": {"filter": {"term": {"without_passages": True}}, "boost": 1.0}}
    )
    script = {"source": _ROUNDED_COSINE, "params": {"scale": float(SCALE)}}
    closest = {
        "bool": {"filter": others, "must": {"dis_max": {"queries": measured}}},
    }
    return {
        **_IDS_ONLY,
        "from": begin,
        "size": size,
        "track_total_hits": False,
        "query": {"script_score": {"query": closest, "script": script}},
        "sort": BY_SCORE,
    }


def revisions_body(size: int, after: int | None, pit: str) -> Json:
    """A slice of all living documents with their revisions, in the order of their ids."""
    body: Json = {
        "_source": False,
        "stored_fields": "_none_",
        "docvalue_fields": ["revision"],
        "size": size,
        "track_total_hits": False,
        "query": all_of([ALIVE]),
        "sort": BY_ID,
        "pit": {"id": pit, "keep_alive": "2m"},
    }
    if after is not None:
        body["search_after"] = [after]
    return body

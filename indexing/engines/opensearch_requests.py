"""What is said to OpenSearch: mapping, documents, filters and searches as JSON. Pure: no connection here.

One index per kind of document, so that word statistics and vector graphs never mix people and jobs. A document:

* `words`: the analysed tokens, joined by blanks and only cut at blanks again. Lucene's own BM25 on it finds
  candidates; `words.tf` holds the same tokens under a similarity that answers with the bare frequency, from
  which the exact BM25 of the contract is worked out (`opensearch_search.py`).
* `romes`: the codes with their weights as frequencies (`G1602|600000`), under the same similarity, so that a
  sum over codes is the dot product. `weights` are the exact numbers, in one column.
* `passages`: nested, one vector each, so that a document is written as one and its filters stand once. With
  four passages a document it answered quicker than an index of passages with the filters repeated in each (9 ms
  for 12), and gave 230 documents for 230 asked where that one gave 224 or, asked for enough, took 33 ms.
* filter columns as keywords and numbers; `place` and `radius_km`, and `within` or `reach` to find who may be
  within her own radius (`_within_own_radius`).
* `stored`: what comes back with a hit, not searched: passages, and vectors as float32 in base64, exact and a
  third as long as in digits.
* `change`: a number of chance, drawn anew at each write. The sum over all documents is the index's version.

A tombstone is a document with `alive` false and nothing to be found by: the server itself forgets what was
deleted after a minute (index.gc_deletes), and a late write must find a newer revision there for good.

Long because mapping, documents, filters and searches must agree on every field: whoever changes one reads all four.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
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

FORMAT = "2"
"""Version of the mapping below; another one is another index, refused until a rebuild."""

LUCENE_EARTH_KM = 6371.0087714
"""The sphere that Lucene measures on; the contract's is smaller by 1.4 millionths."""

FURTHEST_KM = 30_000.0
"""Further than any two places are from each other."""

SCALE = 1_000_000
"""Weights of ROME codes become whole frequencies: as many decimals as the order rests on."""

CHANGE_BITS = 28
"""A sum of such numbers over 30 million documents is still exact in 64 bits of floating point."""

EXPLORED = 800
"""How many passages of a shard the walk through the vector graph keeps in view: more find more and take longer.
Where the filters leave fewer, or the walk gets long, Lucene measures every passage that passes instead."""

LONGEST_TOKEN = 8191
"""In characters: Lucene refuses a document with a longer token, here it is cut (and not found by words)."""

SETTINGS: Json = {
    "index.knn": True,
    # The engine refreshes at the end of each write; this one is for what a crash left unrefreshed.
    "index.refresh_interval": "30s",
    "index.auto_expand_replicas": "0-1",
    "index.max_result_window": 2_000_000_000,  # every page is reachable
    "index.max_terms_count": 1_000_000,  # `Filters.only`
    "index.merge.policy.expunge_deletes_allowed": 0,  # `Engine.expunge` means all of them
    "index.similarity": {
        "frequency": {
            "type": "scripted",
            # Rounded, so that .8 of .6 and .6 of .8 are a tie in 32 bits too.
            "script": {"source": "return Math.rint(query.boost * doc.freq);"},
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
                "reach": _KEYWORD,
                "within": {"properties": {_class(km): {"type": "geo_point"} for km in RADII}},
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
            "parameters": {"m": 16, "ef_construction": 100},
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
        "weights": " ".join(
            f"{code}:{weight!r}" for code, weight in sorted(document.romes.items())
        ),
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
        # A third shorter than all the digits of 64 bits, and further than 32 bits and `DECIMALS` reach.
        rounded = np.round(entry.vectors.astype(np.float64), 10)
        source["passages"] = [{"vector": row} for row in rounded.tolist()]
    if document.structure_id is not None:
        source["structure"] = str(document.structure_id)
    if document.department is not None:
        source["department"] = document.department
    if document.lat is not None and document.lon is not None:
        source["place"] = {"lat": document.lat, "lon": document.lon}
    if document.radius_km is not None:
        source["radius_km"] = document.radius_km
    if "place" not in source or document.radius_km is None:
        source["reach"] = ANYWHERE
    elif document.radius_km > RADII[-1]:
        source["reach"] = BEYOND
    else:
        least = next(km for km in RADII if document.radius_km <= km)
        source["within"] = {_class(least): source["place"]}
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
    """A document as it comes back, with its words or without them."""
    tokens: dict[str, int] = {}
    for token in str(source.get("words", "")).split():
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


def weights_from(weights: str) -> dict[str, float]:
    """`G1602:0.6 K1302:0.8` back to numbers."""
    pairs = (one.rpartition(":") for one in weights.split())
    return {code: float(weight) for code, _, weight in pairs}


# --- filters -------------------------------------------------------------------------------------------

ALIVE: Json = {"term": {"alive": True}}

RADII = (2, 5, 10, 20, 30, 50, 100, 200)
"""Kilometres that divide what people say into classes: each has a tree of places of its own, `within`."""

ANYWHERE = "anywhere"
"""`reach` of a document without place or radius: its own radius never sets it aside."""

BEYOND = "beyond"
"""`reach` of a document whose radius is larger than all of `RADII`."""


def _class(km: int) -> str:
    return f"km{km}"


def filter_clauses(filters: Filters) -> list[Json]:
    """The conditions of `Filters`, all of which a document must satisfy."""
    # A tombstone has no key, so this says that documents live, too.
    clauses: list[Json] = [_one_of("key", filters.visible_to)]
    wanted: Mapping[str, Collection[Any]] = {
        "status": filters.status,
        "structure": {str(s) for s in filters.structures},
        "department": filters.departments,
        "codes": filters.romes,
        "licence": filters.licences,
    }
    clauses += [_one_of(name, values) for name, values in wanted.items() if values]
    if filters.contracts:
        clauses.append(_any(_one_of("contract", filters.contracts), _without("contract")))
    if filters.only is not None:
        clauses.append({"terms": {"id": sorted(filters.only)}})
    if filters.available_by is not None:
        clauses.append({"range": {"available": {"lte": filters.available_by.toordinal()}}})
    if filters.near is not None:
        if filters.within_stated_radius:
            clauses.append(_within_own_radius(filters.near, filters.within_km))
        elif filters.within_km is not None:
            clauses.append(_circle(filters.near, filters.within_km))
    return clauses


def _circle(place: tuple[float, float], km: float) -> Json:
    """Documents within a distance. Lucene's sphere is not ours, so the distance is ours on its."""
    asked = (km + TOLERANCE_KM) * LUCENE_EARTH_KM / EARTH_KM
    return {
        "geo_distance": {"distance": f"{asked:.9f}km", "place": {"lat": place[0], "lon": place[1]}}
    }


def _within_own_radius(place: tuple[float, float], within_km: float | None) -> Json:
    """Documents no further than their own radius, and than `within_km` if that is given.

    A script measures each document, so a box for each class of radii first leaves only those for which it can be
    true. Boxes, because a circle takes the server a quarter of a millisecond before it looks at any document.
    """
    most = math.inf if within_km is None else within_km
    boxes = [_box(place, min(km, most), f"within.{_class(km)}") for km in RADII]
    script = {
        "lang": "expression",
        "source": "haversin(lat, lon, doc['place'].lat, doc['place'].lon) * shrink"
        " <= min(doc['radius_km'].value, most) + tolerance",
        "params": {
            "lat": place[0],
            "lon": place[1],
            "shrink": EARTH_KM / LUCENE_EARTH_KM,
            "most": min(most, FURTHEST_KM),
            "tolerance": TOLERANCE_KM,
        },
    }
    measured = all_of([_any(*boxes, {"term": {"reach": BEYOND}}), {"script": {"script": script}}])
    anywhere: list[Json] = [{"term": {"reach": ANYWHERE}}]
    if within_km is not None:
        anywhere.append(_circle(place, within_km))
    return _any(all_of(anywhere), measured)


def _box(place: tuple[float, float], km: float, field: str) -> Json:
    """A box of degrees around a circle, a little larger: at its edge nothing is lost to rounding."""
    lat, lon = place
    angle = (max(km, 0.0) + 0.1) / EARTH_KM
    south, north = lat - math.degrees(angle), lat + math.degrees(angle)
    if south <= -90 or north >= 90:
        west, east = -180.0, 180.0
    else:
        wide = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(lat)))))
        west, east = (_longitude(lon - wide), _longitude(lon + wide))
    corners = {"top": min(north, 90.0), "bottom": max(south, -90.0), "left": west, "right": east}
    return {"geo_bounding_box": {field: corners}}


def _longitude(degrees: float) -> float:
    return (degrees + 180.0) % 360.0 - 180.0


def _one_of(field: str, values: Collection[Any]) -> Json:
    """One value is a plain term, which the server need not make a set of."""
    if len(values) == 1:
        [value] = values
        return {"term": {field: value}}
    return {"terms": {field: sorted(values)}}


def _any(*clauses: Json) -> Json:
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _without(name: str) -> Json:
    return {"bool": {"must_not": {"exists": {"field": name}}}}


def all_of(clauses: Sequence[Json]) -> Json:
    """A filter that scores nothing."""
    return {"bool": {"filter": list(clauses)}}


# --- searches ------------------------------------------------------------------------------------------

UNUSED = "-{0}._index,-{0}._score"
"""What answers need not say of each hit (`filter_path`): half of their length."""
_NO_FIELDS: Json = {"_source": False, "stored_fields": "_none_"}
"""Ids come back with the order: `BY_ID` and `BY_SCORE` both end with them."""
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
    aggs: Json = {
        "length": {"sum": {"field": "length"}},
        "without_passages": {"filter": {"term": {"without_passages": True}}},
    }
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
        **_NO_FIELDS,
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
        **_NO_FIELDS,
        "size": size,
        "track_total_hits": False,
        "query": {
            "bool": {"filter": list(clauses), "should": should, "minimum_should_match": 1},
        },
        "sort": BY_SCORE,
    }


def nearest_body(clauses: Sequence[Json], vector: Sequence[float], k: int) -> Json:
    """The best by one vector: the graph is walked among those that pass only."""
    knn = {
        "vector": vector,
        "k": k,
        "filter": all_of(clauses),
        "method_parameters": {"ef_search": max(EXPLORED, k)},
    }
    return {
        **_NO_FIELDS,
        "size": k,
        "track_total_hits": False,
        "query": {
            "nested": {
                "path": "passages",
                "score_mode": "max",
                "query": {"knn": {"passages.vector": knn}},
            }
        },
        "sort": BY_SCORE,
    }


def without_passages_body(clauses: Sequence[Json], size: int) -> Json:
    """Documents that have no vector: their cosine counts as 0."""
    return by_id_body([*clauses, {"term": {"without_passages": True}}], 0, size)


def by_id_body(clauses: Sequence[Json], begin: int, size: int) -> Json:
    """A slice of the documents in the order of their ids."""
    return {
        **_NO_FIELDS,
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
        **_NO_FIELDS,
        "size": len(ids),
        "track_total_hits": False,
        "query": {"bool": {"filter": [ALIVE, {"terms": {"id": list(ids)}}], "should": named}},
        "sort": [*BY_ID, {"length": "asc"}, {"weights": "asc"}],
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
        **_NO_FIELDS,
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

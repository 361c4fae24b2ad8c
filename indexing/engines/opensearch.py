"""The engine of a site that one machine no longer holds: OpenSearch 3 with its k-NN plugin.

Same protocol, same answers as the embedded engine (`contract.py`; tests hold both to one suite). What is said
to the server stands in `opensearch_requests.py`, how a question is answered in `opensearch_search.py`, the
connection and its failures in `opensearch_server.py`.

Names on the server, for the prefix «vivier» and each kind: `vivier-candidate-000003` is an index of the third
generation; the alias `vivier-candidate` points to the one in use, and so does `vivier-candidate.4f0c…`, which
ends with the signature of the settings it was built with. Everything that must not be mixed goes through the
second: under other settings it does not exist, so the server itself refuses, at the very moment of a swap too.

Long because this is the whole contract on one server, once what can stand alone has gone to the three modules above:
writing, changing generations and failing half-way depend on one another.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, TypeVar, get_args

from indexing.engines import opensearch_requests as requests
from indexing.engines.access import Access
from indexing.engines.contract import (
    EngineAnswer,
    EngineQuery,
    Entry,
    FreshIndex,
    IndexSettings,
    Stored,
    check_shape,
    mixed,
    other_dimension,
)
from indexing.engines.opensearch_requests import Json
from indexing.engines.opensearch_search import answer, known_from
from indexing.engines.opensearch_server import (
    BUSY,
    PARTLY,
    Busy,
    Rejected,
    Server,
    again,
    unavailable,
)
from matching.errors import SearchUnavailable
from matching.ports import DocKey, Kind

T = TypeVar("T")
Lines = tuple[DocKey, Json, Json]

KINDS: tuple[Kind, ...] = get_args(Kind)

CHUNK = 250
"""Documents in one bulk request: some 5 MB of JSON with four passages each."""

AT_ONCE = 2
"""Bulk requests under way during a rebuild."""

PAGE = 10_000
"""Revisions in one answer."""

ROUNDS = 4
"""How often an index that was swapped, made or mapped meanwhile is looked up again before giving up."""

GREEN_S = 30
"""Seconds that a finished index may take to be on all nodes before it is put in place."""

VANISHED = "L’index en construction a disparu. Relancez « vivier index rebuild »."

LET_GO_S = 45
"""Seconds within which the server lets go of what it keeps for copies: it looks every half minute."""

MERGE_S = 3600.0
"""Seconds that writing the indexes afresh may take, without deleted documents."""

_GONE = ("index_not_found_exception", "alias_not_found_exception", "aliases_not_found_exception")


class _OutOfDate(Exception):
    """What is known of the server's indexes no longer holds: look again."""


class Unfit(ValueError):
    """A document that the server refuses for what it holds."""


@dataclass(frozen=True, slots=True)
class State:
    """The indexes in use: their names by kind, what they were built with, how many numbers a vector has."""

    names: Mapping[Kind, str]
    settings: IndexSettings
    format: str
    dimension: int | None


class OpenSearchEngine:
    """`contract.Engine` on a server, for any number of processes and hosts."""

    def __init__(self, access: Access, settings: IndexSettings) -> None:
        self._access = access
        self._settings = settings
        self._server = Server(access)
        self._signature = requests.signature(settings)
        self._state: State | None = None

    # --- the contract ----------------------------------------------------------------------------------

    @property
    def settings(self) -> IndexSettings:
        return self._settings

    def ready(self) -> None:
        self._current(fresh=True)

    def write(self, entries: Iterable[Entry]) -> None:
        for chunk in _chunks(entries):
            for entry in chunk:
                check_shape(entry)
            self._put(partial(self._documents, chunk))

    def delete(self, keys: Iterable[tuple[DocKey, int]]) -> None:
        for chunk in _chunks(keys):
            self._put(partial(self._tombstones, chunk))

    def prepare(self) -> None:
        """The server sees to it by itself."""

    def expunge(self) -> None:
        """Merging leaves deleted documents behind; but not those written within the last half minute, which the
        server keeps for a copy that may need them: then this waits until it has let go of them.
        """
        state = self._current(fresh=True)
        for name in self._generations().keys() - set(state.names.values()):
            self._remove(name)
        every = ",".join(state.names.values())
        last = self._last_writes(every)
        deadline = time.monotonic() + LET_GO_S
        while True:
            kept = self._kept_from(every)
            try:
                self._ask("POST", f"/{every}/_flush", None, {"force": "true"}, slow=True)
                params = {"only_expunge_deletes": "true"}
                self._ask("POST", f"/{every}/_forcemerge", None, params, timeout_s=MERGE_S)
                self._refresh(list(state.names.values()))
                segments = self._ask("GET", f"/_cat/segments/{every}", None, _DELETED)
            except (Rejected, _OutOfDate):
                raise SearchUnavailable(PARTLY) from None
            if all(int(one["docs.deleted"]) == 0 for one in segments):
                return
            if all(kept[shard] > written for shard, written in last.items()):
                return  # what is still there was deleted since
            if time.monotonic() > deadline:
                raise SearchUnavailable(BUSY)
            time.sleep(1)

    def _last_writes(self, names: str) -> dict[tuple[str, str], int]:
        """By index and shard, the number of the last operation."""
        return {
            shard: max(one["seq_no"]["max_seq_no"] for one in copies)
            for shard, copies in self._copies(names).items()
        }

    def _kept_from(self, names: str) -> dict[tuple[str, str], int]:
        """By index and shard, the first operation that the server keeps for copies of the shard."""
        return {
            shard: min(
                lease["retaining_seq_no"]
                for one in copies
                for lease in one["retention_leases"]["leases"]
            )
            for shard, copies in self._copies(names).items()
        }

    def _copies(self, names: str) -> dict[tuple[str, str], list[Json]]:
        stats = self._ask("GET", f"/{names}/_stats", None, {"level": "shards"})["indices"]
        return {
            (name, number): [one for one in copies if one["routing"]["primary"]] or copies
            for name, index in stats.items()
            for number, copies in index["shards"].items()
        }

    def search(self, query: EngineQuery) -> EngineAnswer:
        def once() -> EngineAnswer:
            state = self._state or self._current()
            if len(query.vectors) and state.dimension is None:
                state = self._current(fresh=True)
            asked = query.vectors.shape[1]
            if len(query.vectors) and state.dimension not in (None, asked):
                state = self._current(fresh=True)
                if state.dimension not in (None, asked):
                    raise other_dimension(int(state.dimension or 0), asked)
            alias = self._alias(query.kind)
            return answer(
                query, alias, state.dimension, self._searches, lambda *a: self._signalled(alias, *a)
            )

        return self._looking_again(once)

    def stored(self, keys: Iterable[DocKey], *, words: bool = True) -> dict[DocKey, Stored]:
        wanted = list(keys)
        if not wanted:
            return {}

        def once() -> dict[DocKey, Stored]:
            state = self._state or self._current()
            docs = [{"_index": self._alias(key.kind), "_id": str(key.id)} for key in wanted]
            fields = [name for name in requests.STORED_FIELDS if words or name != "words"]
            params = {"_source_includes": ",".join(fields)}
            found = self._ask("POST", "/_mget", {"docs": docs}, params)["docs"]
            stored: dict[DocKey, Stored] = {}
            for key, one in zip(wanted, found, strict=True):
                if "error" in one:
                    self._fail(one["error"], one.get("status"))
                if one.get("found") and one["_source"]["alive"]:
                    stored[key] = requests.stored_from(key, one["_source"], state.dimension or 0)
            return stored

        return self._looking_again(once)

    def frequencies(self, kind: Kind, tokens: Iterable[str]) -> tuple[int, dict[str, int]]:
        wanted = sorted(set(tokens))

        def once() -> tuple[int, dict[str, int]]:
            body = requests.statistics_body(wanted)
            header = requests.header(self._alias(kind), self._signature)
            [found] = self._searches([(header, body)])
            known = known_from(found, wanted)
            return known.living, dict(known.frequencies)

        return self._looking_again(once)

    def revisions(self, kind: Kind) -> dict[int, int]:
        try:
            return self._revisions(self._plain(kind))
        except Rejected as refused:
            if refused.reason in _GONE:
                return {}
            raise self._said(refused) from None

    def revisions_of(self, name: str) -> dict[int, int]:
        """Every living document of an index under construction, with its revision."""
        try:
            self._refresh([name])
            return self._revisions(name)
        except (Rejected, _OutOfDate):
            raise SearchUnavailable(VANISHED) from None

    @contextmanager
    def rebuild(self) -> Iterator[FreshIndex]:
        state = self._read_state()
        current = set(state.names.values()) if state else set()
        there = self._generations()
        for name in sorted(there.keys() - current):
            self._remove(name)
        number = max(there.values(), default=0) + 1
        names: dict[Kind, str] = {kind: self._name(kind, number) for kind in KINDS}
        fresh = _Fresh(self, names)
        try:
            for kind, name in names.items():
                self._make(kind, name, requests.BUILDING)
            yield fresh
        finally:
            if not fresh.in_place:
                for name in names.values():
                    self._remove(name)

    def close(self) -> None:
        self._server.close()
        self._state = None

    # --- names and state -------------------------------------------------------------------------------

    def _plain(self, kind: Kind) -> str:
        return f"{self._access.prefix}-{kind}"

    def _alias(self, kind: Kind) -> str:
        return f"{self._plain(kind)}.{self._signature}"

    def _name(self, kind: Kind, number: int) -> str:
        return f"{self._plain(kind)}-{number:06}"

    def _generations(self) -> dict[str, int]:
        """Every index of this site on the server, with its number."""
        pattern = re.compile(re.escape(self._access.prefix) + rf"-(?:{'|'.join(KINDS)})-(\d{{6,}})")
        rows = self._ask(
            "GET",
            f"/_cat/indices/{','.join(f'{self._plain(kind)}-*' for kind in KINDS)}",
            None,
            {"format": "json", "h": "index", "expand_wildcards": "all"},
        )
        found = ((row["index"], pattern.fullmatch(row["index"])) for row in rows)
        return {name: int(match[1]) for name, match in found if match}

    def _read_state(self) -> State | None:
        """What the server has in use now; None before the first index."""
        try:
            found = self._server.ask(
                "GET", f"/{','.join(self._plain(kind) for kind in KINDS)}/_mapping"
            )
        except Rejected as refused:
            if refused.reason in _GONE:
                return None
            raise self._said(refused) from None
        names: dict[Kind, str] = {}
        dimensions: set[int] = set()
        meta: Json = {}
        for name, one in found.items():
            meta = one["mappings"]["_meta"]
            names[meta["kind"]] = name
            vector = one["mappings"]["properties"]["passages"].get("properties", {}).get("vector")
            if vector:
                dimensions.add(int(vector["dimension"]))
        settings = IndexSettings(meta["model"], meta["analysis"])
        return State(names, settings, meta["format"], min(dimensions, default=None))

    def _current(self, *, fresh: bool = False) -> State:
        """The indexes in use, made if there are none yet. Raises SearchUnavailable under other settings."""
        if self._state is not None and not fresh:
            return self._state
        state = self._read_state()
        if state is None or len(state.names) < len(KINDS):
            self._make_first()
            state = self._read_state()
        if state is None or len(state.names) < len(KINDS):
            raise SearchUnavailable(PARTLY)
        if state.settings != self._settings:
            raise mixed(state.settings, self._settings)
        if state.format != requests.FORMAT:
            raise SearchUnavailable(
                "L’index de recherche a été construit par une autre version de Vivier. "
                "Reconstruisez-le avec « vivier index rebuild »."
            )
        self._state = state
        return state

    def _make_first(self) -> None:
        state = self._read_state()
        if state is not None and state.settings != self._settings:
            raise mixed(state.settings, self._settings)
        there = self._generations()
        for kind in KINDS:
            if state is not None and kind in state.names:
                continue
            aliases: Json = {self._plain(kind): {}, self._alias(kind): {}}
            # The same number for two processes that come at once, so that one of them finds it taken.
            number = max(there.values(), default=0) + (0 if state else 1)
            self._make(kind, self._name(kind, number), {}, aliases)

    def _make(self, kind: Kind, name: str, settings: Json, aliases: Json | None = None) -> None:
        body = requests.index_body(kind, self._settings, self._access.shards)
        body["settings"] = {**body["settings"], **settings}
        body["aliases"] = aliases or {}
        try:
            self._server.ask("PUT", f"/{name}", body, slow=True)
        except Rejected as refused:
            if refused.reason != "resource_already_exists_exception":
                raise self._said(refused) from None

    def _remove(self, name: str) -> None:
        try:
            self._server.ask("DELETE", f"/{name}", slow=True)
        except Rejected as refused:
            if refused.reason not in _GONE:
                raise self._said(refused) from None

    def _agree_on_dimension(self, entries: Sequence[Entry]) -> None:
        asked = {entry.vectors.shape[1] for entry in entries if len(entry.vectors)}
        if not asked:
            return
        state = self._current()
        if state.dimension is None or {state.dimension} != asked:
            state = self._current(fresh=True)
        known = state.dimension if state.dimension is not None else min(asked)
        if asked != {known}:
            raise other_dimension(known, max(asked - {known}))
        if state.dimension is None:
            self.map_vectors([self._alias(kind) for kind in KINDS], known)
            self._current(fresh=True)

    def map_vectors(self, names: Sequence[str], dimension: int) -> None:
        """Say how many numbers a vector has; the first to say so wins."""
        for name in names:
            try:
                self._ask("PUT", f"/{name}/_mapping", requests.vector_mapping(dimension))
            except Rejected:
                raise _OutOfDate from None  # another process was quicker, with another dimension

    # --- speaking --------------------------------------------------------------------------------------

    def _looking_again(self, work: Callable[[], T]) -> T:
        """Do something that rests on `_state`; look up again what is in use when that no longer holds."""
        for _ in range(ROUNDS):
            try:
                return work()
            except _OutOfDate:
                self._state = None
                self._current(fresh=True)
            except Rejected as refused:
                raise self._said(refused) from None
        raise SearchUnavailable(PARTLY)

    def _ask(
        self,
        method: str,
        path: str,
        body: Json | Iterable[Json] | None = None,
        params: Mapping[str, Any] | None = None,
        *,
        slow: bool = False,
        timeout_s: float | None = None,
        once: bool = False,
    ) -> Any:
        try:
            return self._server.ask(
                method, path, body, params, slow=slow, timeout_s=timeout_s, once=once
            )
        except Rejected as refused:
            if refused.reason in _GONE:
                raise _OutOfDate from None
            raise

    def _searches(self, searches: Sequence[tuple[Json, Json]]) -> list[Json]:
        for attempt in again():
            with attempt:
                lines = [line for pair in searches for line in pair]
                params = {"filter_path": requests.UNUSED.format("responses.hits.hits")}
                found = self._ask("POST", "/_msearch", iter(lines), params, once=True)["responses"]
                for one in found:
                    if "error" in one:
                        self._fail(one["error"], one.get("status"))
                    if one.get("timed_out") or one["_shards"]["failed"]:
                        raise SearchUnavailable(PARTLY)
                return list(found)
        raise AssertionError  # `again` either returns or raises

    def _signalled(self, alias: str, body: Json, preference: str) -> Json:
        params = {
            "include_named_queries_score": "true",
            "preference": preference,
            "allow_partial_search_results": "false",
            "filter_path": requests.UNUSED.format("hits.hits"),
        }
        found: Json = self._ask("POST", f"/{alias}/_search", body, params)
        return found

    def _fail(self, error: Any, status: object) -> None:
        """Raise what a part of an answer says went wrong."""
        causes = [error, *error.get("root_cause", [])] if isinstance(error, dict) else []
        reasons = {str(cause.get("type", "")) for cause in causes}
        if reasons & set(_GONE):
            raise _OutOfDate
        if status == 400:
            # A vector that the index does not know yet, or no longer: it was swapped.
            raise _OutOfDate
        raise unavailable(status, " ".join(sorted(reasons)))

    def _said(self, refused: Rejected) -> SearchUnavailable:
        return SearchUnavailable(
            f"Le moteur de recherche a refusé une demande ({refused.reason or refused.status}). "
            "Signalez-le à la personne qui administre Vivier."
        )

    # --- writing ---------------------------------------------------------------------------------------

    def _put(self, lines: Callable[[], list[Lines]]) -> None:
        """Send a bulk request through the alias, and make it visible to the next search."""

        def once() -> None:
            landed = self.bulk(lines())
            self._refresh(sorted(landed))
            # A swap in the middle: what went to the old index would be lost with it.
            state = self._current(fresh=True)
            if not landed <= set(state.names.values()):
                raise _OutOfDate

        self._looking_again(once)

    def _documents(self, entries: Sequence[Entry]) -> list[Lines]:
        self._agree_on_dimension(entries)
        return [
            (key, *requests.document_lines(e, self._alias(key.kind), through_alias=True))
            for e in entries
            for key in [e.document.key]
        ]

    def _tombstones(self, keys: Sequence[tuple[DocKey, int]]) -> list[Lines]:
        return [
            (key, *requests.tombstone_lines(key, at, self._alias(key.kind), through_alias=True))
            for key, at in keys
        ]

    def bulk(self, lines: Sequence[Lines]) -> set[str]:
        """Write; returns the indexes that were written to. What a busy server turned away is sent again.

        An older revision is turned away in silence. Raises SearchUnavailable, Unfit.
        """
        landed: set[str] = set()
        rest = list(lines)
        for attempt in again():
            with attempt:
                if not rest:
                    break
                sent = (line for _, action, source in rest for line in (action, source))
                params = {"timeout": "10s"}
                answers = self._ask("POST", "/_bulk", sent, params, slow=True, once=True)["items"]
                turned_away = []
                for line, item in zip(rest, answers, strict=True):
                    done = item["index"]
                    status = int(done["status"])
                    if status == 429 and "cluster_block" not in str(done.get("error")):
                        turned_away.append(line)
                    elif "error" not in done or done["error"]["type"] == (
                        "version_conflict_engine_exception"
                    ):
                        landed.add(done["_index"])
                    else:
                        self._turned_down(line[0], done["error"]["type"], status)
                rest = turned_away
                if rest:
                    raise Busy(BUSY)
        return landed

    def _turned_down(self, key: DocKey, reason: str, status: int) -> None:
        if reason in _GONE or reason == "strict_dynamic_mapping_exception":
            raise _OutOfDate
        if status == 400:
            raise Unfit(f"{key}: {reason}")
        raise unavailable(status, reason)

    def _refresh(self, names: Sequence[str]) -> None:
        if not names:
            return
        done = self._ask("POST", f"/{','.join(names)}/_refresh", slow=True)
        if done["_shards"]["failed"]:
            raise SearchUnavailable(PARTLY)

    def _revisions(self, name: str) -> dict[int, int]:
        pit = self._server.ask("POST", f"/{name}/_search/point_in_time", None, {"keep_alive": "2m"})
        found: dict[int, int] = {}
        after: int | None = None
        try:
            while True:
                body = requests.revisions_body(PAGE, after, pit["pit_id"])
                page = self._server.ask(
                    "POST", "/_search", body, {"allow_partial_search_results": "false"}, slow=True
                )
                hits = page["hits"]["hits"]
                if not hits:
                    return found
                after = hits[-1]["sort"][0]
                found |= {hit["sort"][0]: hit["fields"]["revision"][0] for hit in hits}
        finally:
            with suppress(Rejected):
                self._server.ask("DELETE", "/_search/point_in_time", {"pit_id": [pit["pit_id"]]})

    # --- construction ----------------------------------------------------------------------------------

    def put_in_place(self, names: Mapping[Kind, str], written: Mapping[Kind, int]) -> None:
        """Make finished indexes the current ones (`FreshIndex.swap`); the old ones go once that is checked."""
        every = ",".join(names.values())
        normal = {
            "index.refresh_interval": requests.SETTINGS["index.refresh_interval"],
            "index.auto_expand_replicas": requests.SETTINGS["index.auto_expand_replicas"],
            "index.translog.durability": "request",
        }
        self._server.ask("PUT", f"/{every}/_settings", normal, slow=True)
        self._server.ask("POST", f"/{every}/_flush", slow=True)
        self._refresh(list(names.values()))
        # Not being on all nodes by then is no reason to give up: it answers from those where it is.
        with suppress(Rejected):
            params = {"wait_for_status": "green", "timeout": f"{GREEN_S}s"}
            self._server.ask("GET", f"/_cluster/health/{every}", None, params, slow=True)
        for kind, name in names.items():
            there = int(self._server.ask("POST", f"/{name}/_count", _LIVING)["count"])
            if there != written[kind]:
                raise SearchUnavailable(
                    f"Le nouvel index n’a que {there} documents sur {written[kind]} : l’ancien reste en "
                    "service. Relancez « vivier index rebuild »."
                )
        before = self._read_state()
        old = dict(before.names) if before else {}
        self._point(names, away_from=old)
        after = self._read_state()
        if after is None or dict(after.names) != dict(names):
            raise SearchUnavailable(PARTLY)
        self._state = None
        for name in old.values():
            self._remove(name)

    def _point(self, names: Mapping[Kind, str], *, away_from: Mapping[Kind, str]) -> None:
        actions: list[Json] = []
        for kind, name in names.items():
            plain = self._plain(kind)
            if kind in away_from:
                aliases = [plain, f"{plain}.*"]
                actions.append({"remove": {"index": away_from[kind], "aliases": aliases}})
            actions += [{"add": {"index": name, "alias": a}} for a in (plain, self._alias(kind))]
        try:
            self._server.ask("POST", "/_aliases", {"actions": actions}, slow=True)
        except Rejected as refused:
            raise self._said(refused) from None


_DELETED = {"format": "json", "h": "docs.deleted"}
_LIVING: Json = {"query": requests.all_of([requests.ALIVE])}


class _Fresh:
    """Indexes under construction (`contract.FreshIndex`)."""

    def __init__(self, engine: OpenSearchEngine, names: Mapping[Kind, str]) -> None:
        self._engine = engine
        self._names = names
        self._dimension: int | None = None
        self._written: dict[Kind, set[int]] = {kind: set() for kind in KINDS}
        self.in_place = False

    def write(self, entries: Iterable[Entry]) -> None:
        """While one bulk request is under way, the next is made ready and another one is answered."""
        under_way: deque[Future[None]] = deque()
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for chunk in _chunks(entries):
                for entry in chunk:
                    check_shape(entry)
                self._agree_on_dimension(chunk)
                while len(under_way) >= AT_ONCE:
                    under_way.popleft().result()
                under_way.append(threads.submit(self._send, chunk))
            for one in under_way:
                one.result()

    def _send(self, chunk: Sequence[Entry]) -> None:
        lines = [
            (key, *requests.document_lines(e, self._names[key.kind], through_alias=False))
            for e in chunk
            for key in [e.document.key]
        ]
        try:
            self._engine.bulk(lines)
        except _OutOfDate:
            raise SearchUnavailable(VANISHED) from None
        for key, _, _ in lines:
            self._written[key.kind].add(key.id)

    def _agree_on_dimension(self, entries: Sequence[Entry]) -> None:
        asked = {entry.vectors.shape[1] for entry in entries if len(entry.vectors)}
        if asked and self._dimension is None:
            self._dimension = min(asked)
            self._engine.map_vectors(list(self._names.values()), self._dimension)
        if asked and asked != {self._dimension}:
            raise other_dimension(self._dimension or 0, max(asked - {self._dimension or 0}))

    def revisions(self, kind: Kind) -> dict[int, int]:
        return self._engine.revisions_of(self._names[kind])

    def swap(self) -> None:
        written = {kind: len(ids) for kind, ids in self._written.items()}
        self._engine.put_in_place(self._names, written)
        self.in_place = True


def _chunks(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk

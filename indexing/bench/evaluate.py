"""How relevant the answers are, measured on any TREC-like set through the product's own pipeline.

The documents go through the same analysis, model, ROME reading, engine and fusion as a site's, in an index
that is thrown away. Beside the product's order stand those of vectors alone and of BM25 alone, and what
each signal is worth; paired bootstrap intervals say which differences are more than chance.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, R, nDCG

from indexing.engines.contract import EngineQuery, IndexSettings, RawHit
from indexing.engines.embedded import EmbeddedEngine
from indexing.model.contract import Embedder
from indexing.rome_pivot import Name, RomePivot
from indexing.search import Searcher
from indexing.sync import entries
from indexing.text.analysis import ANALYSIS_VERSION, analyse
from matching.errors import Invalid
from matching.ports import DocKey, Document, Filters, Passage, Query
from matching.ranking.fusion import WEIGHTS, Weights, fuse

Progress = Callable[[int, int], None]

PRODUCT = "vivier"
VECTORS = "vecteurs seuls"
WORDS = "BM25 seul"
_WITHOUT: Mapping[str, Weights] = {
    "sans ROME": Weights(WEIGHTS.vector, WEIGHTS.words, 0.0),
    "sans mots": Weights(WEIGHTS.vector, 0.0, WEIGHTS.rome),
    "sans vecteurs": Weights(0.0, WEIGHTS.words, WEIGHTS.rome),
}
MEASURES = {"R@1": R @ 1, "R@5": R @ 5, "R@10": R @ 10, "MRR": RR, "nDCG@10": nDCG @ 10}
DEPTH = 50
"""Documents of each answer that are judged; MRR counts nothing beyond."""

_ALL = "tous"
_HEADLINE = "nDCG@10"
_CHUNK = 256
_EVERYONE = frozenset({"evaluation"})
_RESAMPLES = 5000


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean difference of nDCG@10 to another order, over the same queries, with its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Report:
    """`figures`: order → kind of query («tous» for all) → measure → mean. `counts`: queries per kind."""

    documents: int
    unjudged: int
    counts: Mapping[str, int]
    figures: Mapping[str, Mapping[str, Mapping[str, float]]]
    differences: Mapping[str, Difference]

    def as_dict(self) -> dict[str, Any]:
        """Everything, for JSON."""
        return {
            "documents": self.documents,
            "queries": self.counts[_ALL],
            "unjudged_queries": self.unjudged,
            "queries_by_kind": {k: n for k, n in self.counts.items() if k != _ALL},
            "overall": self.figures[PRODUCT][_ALL],
            "by_kind": {k: v for k, v in self.figures[PRODUCT].items() if k != _ALL},
            "systems": self.figures,
            "ndcg10_difference": {
                against: {"mean": d.mean, "low": d.low, "high": d.high}
                for against, d in self.differences.items()
            },
        }

    def as_text(self) -> str:
        """Tables for a terminal, in French."""
        head = f"{'':<16}{'n':>6}" + "".join(f"{measure:>9}" for measure in MEASURES)
        lines = [f"{self.documents} documents, {self.counts[_ALL]} questions jugées"]
        if self.unjudged:
            lines.append(f"Questions sans jugement, laissées de côté : {self.unjudged}")
        lines += ["", f"Vivier, par sorte de question\n{head}"]
        lines += [self._row(kind, PRODUCT, kind) for kind in self.counts]
        lines += ["", f"Toutes les questions, par classement\n{head}"]
        lines += [self._row(system, system, _ALL) for system in self.figures]
        lines += ["", "Écart de nDCG@10 de Vivier, intervalle à 95 % (bootstrap apparié)"]
        lines += [
            f"  contre {against:<16}{d.mean:+.3f}  [{d.low:+.3f} ; {d.high:+.3f}]"
            for against, d in self.differences.items()
        ]
        return "\n".join(lines)

    def _row(self, title: str, system: str, kind: str) -> str:
        means = self.figures[system][kind]
        return f"{title:<16}{self.counts[kind]:>6}" + "".join(f"{means[m]:>9.3f}" for m in MEASURES)


@dataclass(frozen=True, slots=True)
class _Set:
    """A relevance set, read and checked: ids in the order of the files."""

    documents: Mapping[str, tuple[str, str]]
    queries: Mapping[str, tuple[str, str]]
    judgments: Mapping[str, Mapping[str, int]]


def evaluate(
    corpus: Path,
    queries: Path,
    qrels: Path,
    *,
    embedder: Embedder,
    names: Sequence[Name],
    var: Path | None = None,
    progress: Progress | None = None,
) -> Report:
    """Measure a set on disk.

    `corpus`: JSON lines {"id", "title", "text"}; `queries`: {"id", "text"} and optionally "kind"; `qrels`:
    query id, document id, grade. `names` are those that questions and titles are read against as ROME
    codes, their vectors kept under `var`. `embedder` is asked for each question more than once: a
    CachedEmbedder saves that. `progress` is called with (done, total). Raises Invalid with
    the file and line of what cannot be read.
    """
    given = _read(corpus, queries, qrels)
    judged = {id: query for id, query in given.queries.items() if id in given.judgments}
    total = len(given.documents) + len(judged)
    step = progress or (lambda done, total: None)
    ids = list(given.documents)
    orders: dict[str, dict[str, list[str]]] = {}
    with tempfile.TemporaryDirectory(prefix="vivier-evaluate-") as folder:
        pivot = RomePivot(names, embedder, var)
        engine = EmbeddedEngine(Path(folder), IndexSettings(embedder.name, ANALYSIS_VERSION))
        try:
            for start in range(0, len(ids), _CHUNK):
                chunk = [(n, *given.documents[ids[n]]) for n in range(len(ids))[start:][:_CHUNK]]
                engine.write(entries(_documents(chunk, pivot), embedder))
                step(min(start + _CHUNK, len(ids)), total)
            searcher = Searcher(engine, lambda: embedder, lambda: pivot)
            for done, (id, (_, text)) in enumerate(judged.items(), start=1):
                for system, found in _orders(text, engine, searcher, embedder, pivot).items():
                    orders.setdefault(system, {})[id] = [ids[n] for n in found]
                step(len(ids) + done, total)
        finally:
            engine.close()
    return _report(given, judged, orders)


def _documents(rows: Sequence[tuple[int, str, str]], pivot: RomePivot) -> list[Document]:
    readings = pivot.read_many([title or text for _, title, text in rows])
    return [
        Document(
            key=DocKey("job", number),
            revision=1,
            title=title,
            passages=(Passage("job", "profile", _passage(title, text)),),
            romes=reading,
            visible_to=_EVERYONE,
            status="open",
        )
        for (number, title, text), reading in zip(rows, readings, strict=True)
    ]


def _passage(title: str, text: str) -> str:
    """A profile's passage: its title, once, then its text."""
    return text if text.startswith(title) else f"{title}\n{text}".strip()


def _orders(
    text: str, engine: EmbeddedEngine, searcher: Searcher, embedder: Embedder, pivot: RomePivot
) -> dict[str, list[int]]:
    """Document numbers, best first, for the product, for each signal alone and without each of them."""
    filters = Filters(visible_to=_EVERYONE)
    page = searcher.search(Query(kind="job", filters=filters, text=text, limit=DEPTH))
    answer = engine.search(
        EngineQuery(
            kind="job",
            filters=filters,
            tokens=frozenset(analyse(text)),
            vectors=embedder.queries([text]),
            romes=pivot.read(text),
            limit=0,
        )
    )
    pool = answer.pool
    orders = {
        PRODUCT: [hit.id for hit in page.hits],
        VECTORS: _best(pool, [hit.signals.vector for hit in pool]),
        WORDS: _best(
            [hit for hit in pool if hit.signals.words > 0],
            [hit.signals.words for hit in pool if hit.signals.words > 0],
        ),
    }
    signals = [hit.signals for hit in pool]
    for name, weights in _WITHOUT.items():
        orders[name] = _best(pool, fuse(signals, weights))
    return orders


def _best(pool: Sequence[RawHit], scores: Sequence[float]) -> list[int]:
    ranked = sorted(zip(scores, pool, strict=True), key=lambda pair: (-pair[0], pair[1].id))
    return [hit.id for _, hit in ranked[:DEPTH]]


def _report(
    given: _Set,
    judged: Mapping[str, tuple[str, str]],
    orders: Mapping[str, Mapping[str, Sequence[str]]],
) -> Report:
    kinds = {_ALL: list(judged)}
    for kind in sorted({kind for kind, _ in judged.values() if kind}):
        kinds[kind] = [id for id, (of, _) in judged.items() if of == kind]
    judgments = {id: dict(given.judgments[id]) for id in judged}
    figures: dict[str, dict[str, dict[str, float]]] = {}
    headline: dict[str, list[float]] = {}
    for system, found in orders.items():
        run = {q: {d: -float(n) for n, d in enumerate(docs)} for q, docs in found.items() if docs}
        by_query: dict[str, dict[str, float]] = {id: dict.fromkeys(MEASURES, 0.0) for id in judged}
        for name, measure in MEASURES.items():
            for one in ir_measures.iter_calc([measure], judgments, run):
                by_query[one.query_id][name] = float(one.value)
        figures[system] = {
            kind: {m: float(np.mean([by_query[id][m] for id in members])) for m in MEASURES}
            for kind, members in kinds.items()
        }
        headline[system] = [by_query[id][_HEADLINE] for id in judged]
    return Report(
        documents=len(given.documents),
        unjudged=len(given.queries) - len(judged),
        counts={kind: len(members) for kind, members in kinds.items()},
        figures=figures,
        differences={
            against: paired_difference(headline[PRODUCT], headline[against])
            for against in (VECTORS, WORDS)
        },
    )


def paired_difference(ours: Sequence[float], theirs: Sequence[float]) -> Difference:
    """Mean of `ours` minus `theirs`, query by query, with its percentile bootstrap interval at 95 %."""
    gaps = np.asarray(ours) - np.asarray(theirs)
    draws = np.random.default_rng(2026)
    means = [gaps[draws.integers(0, len(gaps), len(gaps))].mean() for _ in range(_RESAMPLES)]
    low, high = np.percentile(means, [2.5, 97.5])
    return Difference(float(gaps.mean()), float(low), float(high))


def _read(corpus: Path, queries: Path, qrels: Path) -> _Set:
    documents: dict[str, tuple[str, str]] = {}
    for place, row in _json_lines(corpus):
        id = _text(row, "id", place)
        if id in documents:
            raise Invalid(f"{place} : le document « {id} » est déjà donné plus haut.")
        documents[id] = (_text(row, "title", place, ""), _text(row, "text", place, ""))
        if not any(documents[id]):
            raise Invalid(f"{place} : le document « {id} » n’a ni titre ni texte.")
    asked: dict[str, tuple[str, str]] = {}
    for place, row in _json_lines(queries):
        id = _text(row, "id", place)
        if id in asked:
            raise Invalid(f"{place} : la question « {id} » est déjà donnée plus haut.")
        asked[id] = (_text(row, "kind", place, ""), _text(row, "text", place))
    judgments: dict[str, dict[str, int]] = {}
    for place, line in _lines(qrels):
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) != 3:
            raise Invalid(f"{place} : il faut trois colonnes (question, document, note).")
        query, document, grade = (cell.strip() for cell in cells)
        if query not in asked:
            raise Invalid(f"{place} : la question « {query} » n’est pas dans {queries.name}.")
        if document not in documents:
            raise Invalid(f"{place} : le document « {document} » n’est pas dans {corpus.name}.")
        try:
            judgments.setdefault(query, {})[document] = int(grade)
        except ValueError:
            raise Invalid(f"{place} : la note « {grade} » n’est pas un nombre entier.") from None
    if not any(grade > 0 for row in judgments.values() for grade in row.values()):
        raise Invalid(f"{qrels.name} ne contient aucun jugement positif : rien à mesurer.")
    return _Set(documents, asked, judgments)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Each line that is not blank, with its place for a message. A byte-order mark is forgiven."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"{path.name}, ligne {number}", line.rstrip("\r\n")
    except UnicodeDecodeError:
        raise Invalid(f"{path.name} n’est pas encodé en UTF-8.") from None
    except OSError:
        raise Invalid(f"Le fichier {path.name} est introuvable ou illisible.") from None


def _json_lines(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for place, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise Invalid(f"{place} : un objet JSON était attendu.")
        yield place, row


def _text(row: Mapping[str, Any], field: str, place: str, default: str | None = None) -> str:
    value = row.get(field, default)
    if isinstance(value, int) and not isinstance(value, bool) and field == "id":
        value = str(value)
    if not isinstance(value, str) or (default is None and not value.strip()):
        raise Invalid(f"{place} : le champ « {field} » manque ou n’est pas un texte.")
    return value.strip()

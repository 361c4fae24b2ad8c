"""How quickly the model reads passages here, beside the same model as its library runs it by default."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from indexing.bench.evaluate import PRODUCT, evaluate
from indexing.documents import indexed_texts
from indexing.engines.contract import Vectors
from indexing.model.cached import CachedEmbedder
from indexing.model.contract import Embedder, unit
from indexing.model.local import SentenceTransformerEmbedder
from matching.pool.reference.trades import rome_names
from webapp.bench.page import Line, has_bf16, of, table
from webapp.site.runtime import Runtime

TEXTS = 600
"""Passages embedded for a figure."""


def measured(runtime: Runtime, relevance: Path | None) -> str:
    """Texts a second; with a judged set (`run`), what the quicker way costs in relevance."""

    class ByDefault(SentenceTransformerEmbedder):
        """The same model as sentence-transformers runs it unless told otherwise: float32, 32 at a time."""

        def documents(self, texts: Sequence[str]) -> Vectors:
            model = self._load(half=False)
            return unit(model.encode_document(list(texts), show_progress_bar=False))

    settings = runtime.settings
    quick = SentenceTransformerEmbedder(settings.embedding_model, settings.var)
    plain = ByDefault(settings.embedding_model, settings.var)
    with runtime.sessions() as session:
        texts = [text for text in indexed_texts(session, "candidate") if text.strip()][:TEXTS]
    rates = {model: _rate(model, texts) for model in (quick, plain)}
    how = "bf16 for documents" if has_bf16() else "no bf16 on this processor"
    lines = [
        Line(
            f"{len(texts)} passages of people, sentence-transformers, {how} (goal 3 ×)",
            f"{rates[quick]:.0f} texts/s",
            f"its default, float32 {rates[plain]:.0f} texts/s",
            of(rates[quick], rates[plain]),
        )
    ]
    if relevance is not None:
        ours, theirs = (_ndcg(runtime, model, relevance) for model in (quick, plain))
        lines.append(
            Line(
                f"nDCG@10 on {relevance.name} (goal: within .01)",
                f"{ours:.4f}",
                f"float32 {theirs:.4f}",
                f"{ours - theirs:+.4f}",
            )
        )
    return table(lines)


def _rate(model: Embedder, texts: Sequence[str]) -> float:
    """Texts a second, longest first as the cache of vectors gives them; the best of two rounds."""
    ordered = sorted(texts, key=len, reverse=True)
    model.documents(ordered[-64:])
    took = []
    for _ in range(2):
        start = time.perf_counter()
        model.documents(ordered)
        took.append(time.perf_counter() - start)
    return len(texts) / min(took)


def _ndcg(runtime: Runtime, model: Embedder, folder: Path) -> float:
    with runtime.sessions() as session:
        names = rome_names(session)
    with tempfile.TemporaryDirectory(prefix="vivier-bench-") as kept:
        report = evaluate(
            folder / "corpus.jsonl",
            folder / "queries.jsonl",
            folder / "qrels.tsv",
            embedder=CachedEmbedder(model, Path(kept) / "vectors.sqlite"),
            names=names,
            var=runtime.settings.var,
        )
    return report.figures[PRODUCT]["tous"]["nDCG@10"]


def site_vectors(runtime: Runtime) -> tuple[Vectors, Vectors] | None:
    """The passages of the site's people, and up to 200 job profiles that ask for them; None without people."""
    with runtime.sessions() as session:
        people = [text for text in indexed_texts(session, "candidate") if text.strip()]
        asked = [text for text in indexed_texts(session, "job") if text.strip()][:200]
    if not people or not asked:
        return None
    return runtime.embedder.documents(people), runtime.embedder.documents(asked)

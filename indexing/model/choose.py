"""Which model a site has: its own by name, the bundled one in the best way this machine has, or one at an address."""

from __future__ import annotations

from pathlib import Path

from indexing.model import e5_weights
from indexing.model.contract import Embedder
from indexing.model.local import BundledEmbedder, SentenceTransformerEmbedder, has_bf16, model_name
from indexing.model.remote import RemoteEmbedder


def embedder_for(model: str | None, var: Path) -> Embedder:
    """The embedder of a site: `model` by name or path, or the bundled one in the best way this machine has."""
    transformers = SentenceTransformerEmbedder(model, var)
    if model is None and BundledEmbedder.runs_here():
        return BundledEmbedder(transformers)
    return transformers


def embedder_at(url: str, model: str | None) -> Embedder:
    """The model of a site where it runs in another process (indexing/model/remote.py)."""
    bundled = model is None and e5_weights.available()
    return RemoteEmbedder(url, model_name(model), e5_weights.DIMENSION if bundled else None)


def embeds_in_bulk(embedder: Embedder) -> bool:
    """Whether documents are best given to it in large batches: torch does them side by side."""
    return not isinstance(embedder, BundledEmbedder) or has_bf16()

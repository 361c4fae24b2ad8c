"""ROME as a pivot: any wording of a trade read as a distribution over ROME codes.

Two people who call the same work differently («vigile», «agent de sécurité») share few words, and a small
model puts them no closer than a look-alike («technicien de surface» and «technicien en traitement de
surface»). Both read as the same ROME codes. The agreement of two readings joins the fusion, and the
codes name the reason in the terms of the trade.

The names read against are the official labels, the appellations where a site has loaded the official
archive, and our own lexicon of everyday names. docs/relevance.md says what each part is worth.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from indexing.model.contract import Embedder, Vectors
from indexing.text.analysis import fold
from matching.ports import Distribution

TOP = 8
"""Codes kept of a reading."""
TEMPERATURE = 0.015
"""The lead, in cosine, that makes a code e times as likely as the next."""
SPELLING = 0.06
"""What the same letters add to the cosine of a name."""
DECLARED = 0.8
"""The share of the declared codes in a reading, once there are any."""
LIGHT_NAME = 0.04
"""What a name of weight 0 would lose of its cosine: «nounou» is more often K1303 than K1310."""

_BLOCK = 256
_WORD = re.compile(r"[a-z0-9]+")
_BOTH = re.compile(r"\(?\b[hf]\s?/\s?[hf]\b\)?", re.IGNORECASE)


class Name(Protocol):
    """One wording of one ROME code (matching.pool.reference.trades.RomeName is one)."""

    @property
    def code(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def source(self) -> str: ...

    @property
    def weight(self) -> float: ...


class RomePivot:
    """Reads texts as distributions over ROME codes, against `names`.

    `embedder` gives the vectors of the names once; under `var` they are kept for the next start. The
    names are made ready when the first text comes.
    """

    def __init__(self, names: Sequence[Name], embedder: Embedder, var: Path | None = None) -> None:
        self._names = names
        self._embedder = embedder
        self._var = var
        self._lock = threading.Lock()
        self._ready: _Names | None = None

    @property
    def kept(self) -> bool:
        """Whether the vectors of the names are ready on disk: computing them takes minutes."""
        if self._var is None:
            return False
        return _vector_file(
            self._var, self._embedder, [text for _, text, _ in _forms(self._names)]
        ).exists()

    def read(self, text: str) -> Distribution:
        """The codes of one text, strongest first; empty for an empty text or without names."""
        return self.read_many([text])[0]

    def read_many(self, texts: Sequence[str]) -> list[Distribution]:
        """As `read`, many at once."""
        if not self._names or not texts:
            return [{} for _ in texts]
        with self._lock:
            if self._ready is None:
                self._ready = _Names(self._names, self._embedder, self._var)
        cleaned = [_BOTH.sub(" ", text).strip() for text in texts]
        vectors = self._embedder.queries(cleaned)
        readings: list[Distribution] = []
        for start in range(0, len(texts), _BLOCK):
            block = slice(start, start + _BLOCK)
            scores = self._ready.scores(cleaned[block], vectors[block])
            readings.extend(self._ready.sparse(row) for row in scores)
        return [reading if text else {} for reading, text in zip(readings, cleaned, strict=True)]


def _forms(names: Sequence[Name]) -> list[tuple[tuple[str, str], str, float]]:
    """((code, words), text, weight) for each form of the names, in a fixed order; of two that are spelled the
    same, the heavier."""
    rows: dict[tuple[str, str], tuple[str, float]] = {}
    for name in names:
        key = (name.code, " ".join(_words(name.text)))
        if key[1] and (key not in rows or rows[key][1] < name.weight):
            rows[key] = (name.text, name.weight)
    return [(key, *rows[key]) for key in sorted(rows)]


class _Names:
    """The names made ready: one row per form, rows of one code side by side."""

    def __init__(self, names: Sequence[Name], embedder: Embedder, var: Path | None) -> None:
        rows = _forms(names)
        self.codes = sorted({code for (code, _), _, _ in rows})
        place = {code: i for i, code in enumerate(self.codes)}
        owners = np.array([place[code] for (code, _), _, _ in rows])
        self._starts = np.searchsorted(owners, np.arange(len(self.codes)))
        weights = np.array([weight for _, _, weight in rows], np.float32)
        self._malus = LIGHT_NAME * (1 - weights)
        self._vectors = _kept_vectors([text for _, text, _ in rows], embedder, var)
        self._spelling = _Spelling([words for (_, words), _, _ in rows])

    def scores(self, texts: Sequence[str], vectors: Vectors) -> NDArray[np.float32]:
        """How well each code is named, shape (len(texts), len(codes)), on the scale of a cosine."""
        near = vectors @ self._vectors.T - self._malus
        for row, text in enumerate(texts):
            near[row] += SPELLING * self._spelling.likeness(_words(text))
        best: Vectors = np.maximum.reduceat(near, self._starts, axis=1)
        return best

    def sparse(self, scores: NDArray[np.float32]) -> Distribution:
        top = np.argsort(-scores, kind="stable")[:TOP]
        shares = np.exp((scores[top] - scores[top[0]]) / TEMPERATURE)
        return _normal({self.codes[i]: float(s) for i, s in zip(top, shares, strict=True)})


class _Spelling:
    """Likeness by runs of three letters, which survives «technissien de surfasse»."""

    def __init__(self, texts: Sequence[str]) -> None:
        postings: dict[str, list[int]] = defaultdict(list)
        for i, text in enumerate(texts):
            for gram in _grams(text.split()):
                postings[gram].append(i)
        self._count = len(texts)
        self._rarity = {
            g: float(np.log(self._count / len(rows)) + 0.1) for g, rows in postings.items()
        }
        squares = np.zeros(self._count)
        self._postings = {}
        for gram, rows in postings.items():
            self._postings[gram] = np.array(rows, np.int32)
            squares[self._postings[gram]] += self._rarity[gram] ** 2
        self._norms = np.sqrt(np.maximum(squares, 1e-9))

    def likeness(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Cosine of the rare runs of letters, 0…1, one per text."""
        grams = _grams(words)
        known = [g for g in grams if g in self._postings]
        if not known:
            return np.zeros(self._count, np.float32)
        rare = max(self._rarity.values())
        norm = sqrt(sum(self._rarity.get(g, rare) ** 2 for g in grams))
        rows = np.concatenate([self._postings[g] for g in known])
        gains = np.repeat(
            [self._rarity[g] ** 2 for g in known], [len(self._postings[g]) for g in known]
        )
        total = np.bincount(rows, weights=gains, minlength=self._count)
        return (total / (self._norms * norm)).astype(np.float32)


def combine(read: Distribution, declared: Iterable[str]) -> Distribution:
    """A reading with the codes that a person or a profile declares: better evidence than a guess."""
    codes = list(dict.fromkeys(declared))
    if not codes:
        return read
    shares = {code: (1 - DECLARED) * share for code, share in read.items()}
    for code in codes:
        shares[code] = shares.get(code, 0.0) + DECLARED / sqrt(len(codes))
    return _normal(shares)


def _normal(shares: Mapping[str, float]) -> Distribution:
    """Strongest first, squares summing to 1, without what is too weak to matter."""
    top = max(shares.values(), default=0.0)
    kept = {code: share for code, share in shares.items() if share > 0.01 * top}
    norm = sqrt(sum(share * share for share in kept.values()))
    ordered = sorted(kept.items(), key=lambda item: (-item[1], item[0]))
    return {code: share / norm for code, share in ordered}


def _words(text: str) -> list[str]:
    """Accent-folded words, a final plural s or x cut: looser than letters, stricter than stems."""
    return [w[:-1] if len(w) > 3 and w[-1] in "sx" else w for w in _WORD.findall(fold(text))]


def _grams(words: Sequence[str]) -> set[str]:
    padded = f" {' '.join(words)} "
    return {padded[i : i + 3] for i in range(len(padded) - 2)}


def _vector_file(var: Path, embedder: Embedder, texts: Sequence[str]) -> Path:
    digest = hashlib.sha256("\0".join((embedder.name, *texts)).encode()).hexdigest()[:16]
    return var / f"rome-{digest}.npy"


def _kept_vectors(texts: Sequence[str], embedder: Embedder, var: Path | None) -> Vectors:
    """The names' vectors, from the file of the last start if the names are the same."""
    if var is None:
        return embedder.queries(texts)
    path = _vector_file(var, embedder, texts)
    with contextlib.suppress(OSError, ValueError):  # not there yet, or cut short: made again
        kept: Vectors = np.load(path)
        return kept
    vectors = embedder.queries(texts)
    var.mkdir(parents=True, exist_ok=True)
    for former in var.glob("rome-*.npy"):
        former.unlink(missing_ok=True)
    aside = path.with_suffix(f".{os.getpid()}.tmp")
    with aside.open("wb") as file:
        np.save(file, vectors)
    os.replace(aside, path)
    return vectors

"""From what the search found and what the facts say to one order. Pure, deterministic, never shown as a figure."""

from __future__ import annotations

from collections.abc import Iterable

from matching.ranking.findings import Finding, Tone
from matching.ranking.kinds import KINDS

SCORE_VERSION = "1"
"""Changes whenever the same findings may give another order."""


def _weights(*, free: bool) -> dict[str, float]:
    return {code: weight for code, kind in KINDS.items() if (weight := kind.weighs(free=free))}


WEIGHTS, FREE_WEIGHTS = _weights(free=False), _weights(free=True)
"""What each kind of finding adds to a match, and to the answer to a question in everyday words; a kind that is not
named adds nothing. The log of rankings keeps them with each page."""


def score(fused: float, findings: Iterable[Finding], *, free: bool = False) -> float:
    """The fused search score, moved by the facts. A remark on something merely welcome never costs.

    `free` is for a question in everyday words.
    """
    weights = FREE_WEIGHTS if free else WEIGHTS
    return fused + sum(
        weight * finding.strength
        for finding in findings
        if (weight := weights.get(finding.kind, 0.0)) > 0 or finding.tone != Tone.NOTE
    )

"""From what the search found and what the facts say to one order. Pure, deterministic, never shown as a figure."""

from __future__ import annotations

from collections.abc import Iterable

from matching.ranking.findings import Finding, Tone

SCORE_VERSION = "1"
"""Changes whenever the same findings may give another order."""

WEIGHTS: dict[str, float] = {
    # What the person wants comes first: supported employment starts from preferences (IPS item 16).
    "wished_trade": 1.2,
    "wished_near_trade": 0.8,
    "wishes_alike": 0.8,
    "asked_trade": 1.0,
    "contract": 0.1,
    "other_contract": -0.4,
    "hours": 0.1,
    "other_hours": -0.3,
    "avoided_condition": -0.5,
    # What she can do.
    "same_trade": 1.0,
    "near_trade": 0.8,
    "tasks_alike": 0.6,
    "beginners": 0.3,
    "no_experience": -0.2,
    "certificate": 0.3,
    "certificate_expired": -0.2,
    "no_certificate": -0.4,
    "licence": 0.2,
    "no_licence": -0.4,
    "language": 0.1,
    "no_language": -0.1,
    "language_below": -0.2,
    "skill": 0.15,
    # Where and when she can go.
    "within_reach": 0.3,
    "beyond_reach": -4.0,
    "near_place": 0.5,
    "far_from_place": -2.0,
    "slots": 0.1,
    "other_slots": -0.5,
    "other_days": -0.3,
    "weekends": -0.4,
    "early_start": -0.3,
    "available": 0.1,
    "available_later": -0.2,
}
"""What each kind of finding adds, in the unit of the fused score (standard deviations of its pool). A kind that
is not named adds nothing. No weight is large enough to hide someone: it moves her within the list."""


FREE_WEIGHTS = WEIGHTS | {
    "within_reach": 0.5,
    "beyond_reach": -2.0,
    "slots": 0.5,
    "other_slots": -0.6,
}
"""The same for a question in everyday words: who types «le soir vers Colmar» means it, and the trade, which
weighs about 4 in the fused score, still comes first."""


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

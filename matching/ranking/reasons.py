"""Findings into the sentences that a page shows: those of kinds.py, veiled where the name may not be told, and in
other words where no job profile but a question asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.pool.profiles.veil import HIDDEN, Veil, band
from matching.ranking.findings import Finding, Tone
from matching.ranking.kinds import KINDS, Part

FREE_WORDS = (
    ("c’est le métier du poste", "c’est le métier cherché"),
    ("c’est celui du poste", "c’est celui qui est cherché"),
    ("demandé par le poste", "demandé"),
    ("des tâches proches de celles du poste", "des tâches proches"),
    (" ; le poste est à ", " ; c’est à "),
)
"""What the sentences say of a job profile → what they say of a question."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of an explanation: which part, what it says, and in which words."""

    part: Part
    tone: Tone
    text: str


class Wording:
    """Turns findings into reasons; `rome` gives the labels of the codes that they name. `free` is for a
    question in everyday words, where there is no job profile to speak of."""

    def __init__(self, rome: Mapping[str, str], *, free: bool = False) -> None:
        self.rome = rome
        self.free = free

    def reason(self, finding: Finding, veil: Veil | None = None) -> Reason:
        """The sentence of a finding. Every kind has one: an unknown kind is an error of ours (KeyError).
        With the `veil` of a person whose name may not be told, nothing in it tells who she is."""
        kind = KINDS[finding.kind]
        if veil is None:
            text = kind.sentence(self.trade, finding.facts)
        else:
            text = (kind.veiled or kind.sentence)(self.trade, _veiled(finding.facts, veil))
        if self.free:
            for of_a_job, of_a_question in FREE_WORDS:
                text = text.replace(of_a_job, of_a_question)
        return Reason(kind.part, finding.tone, text)

    def trade(self, code: object) -> str:
        """«Cariste (N1101)», or the code alone when its label is not known."""
        text = self.rome.get(str(code))
        return f"{text} ({code})" if text else str(code)


def _veiled(facts: Mapping[str, object], veil: Veil) -> dict[str, Any]:
    """The facts without what would tell who the person is: her own words go through the veil, dates and
    distances lose their precision."""
    told: dict[str, Any] = dict(facts)
    for name in ("title", "text", "held"):
        if name in told:
            told[name] = veil.text(told[name]) or HIDDEN
    if "period" in told:
        told["period"] = ""
    if "year" in told:
        told["year"] = None
    if told.get("km") is not None:
        told["km"] = band(told["km"])
    return told

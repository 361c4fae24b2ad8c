"""One page of an answer: the compared hits in their final order, each with its reasons, for this reader.

What a page may hold of a person whose name may not be told is decided here, line by line, by her veil.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Generic

from matching.actor import View
from matching.pool.profiles.veil import band
from matching.pool.reference.distance import distance_km, point_of
from matching.pool.reference.tables import Commune
from matching.ports import Distribution, Facet, Hit
from matching.ranking.findings import Finding, Tone
from matching.ranking.log import log
from matching.ranking.question import LIKELY
from matching.ranking.reasons import Reason, Wording
from matching.ranking.retrieve import PAGE_SIZE, Retrieved
from matching.ranking.rows import Line, Row


@dataclass(frozen=True, slots=True)
class Match(Generic[Row]):
    """One line of the answer. `reasons` hold what fits and remarks; `to_lift` what is missing; both in parts.

    `place` is the commune of the job or of the person, `km` their distance when both are known. Where the
    person's name may not be told, both are None and `band` tells the distance roughly («10 à 20 km»).
    `trades` are labels of ROME codes that question and document share, strongest first.
    """

    row: Row
    rank: int
    reasons: tuple[Reason, ...]
    to_lift: tuple[Reason, ...]
    impossible: tuple[Reason, ...]
    snippet: tuple[tuple[str, bool], ...]
    place: str | None
    km: int | None
    band: str | None = None
    trades: tuple[str, ...] = ()

    def of(self, part: str) -> tuple[Reason, ...]:
        """The reasons of one part («wants», «can», «go»)."""
        return tuple(reason for reason in self.reasons if reason.part == part)

    def fits(self, part: str) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.of(part) if reason.tone == Tone.FIT)

    def notes(self, part: str) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.of(part) if reason.tone == Tone.NOTE)

    def lifts(self, part: str) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.to_lift if reason.part == part)


@dataclass(frozen=True, slots=True)
class MatchPage(Generic[Row]):
    """One page, best first. `total` counts what the pages hold; `set_aside` how many of all that was found
    are impossible by law (they are in the list, last, only when asked for). `trades` are the labels of the
    ROME codes that facets and filters name. `read_as` are the trades that a free text was read as."""

    matches: Sequence[Match[Row]]
    total: int
    page: int
    pages: int
    set_aside: int = 0
    facets: Mapping[Facet, Mapping[str, int]] = field(default_factory=dict)
    trades: Mapping[str, str] = field(default_factory=dict)
    read_as: tuple[str, ...] = ()
    index_version: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A hit after its comparison: the `score` is what orders it, the findings what it says."""

    id: int
    score: float
    findings: list[Finding]
    hit: Hit


def in_final_order(answer: Retrieved, compared: Sequence[Compared]) -> list[Compared]:
    """Those that stand on this page: within the window the facts order them, what is impossible comes last."""
    possible = [c for c in compared if not _is_impossible(c)]
    aside = [c for c in compared if _is_impossible(c)]
    if answer.in_window:
        possible.sort(key=lambda c: (-c.score, c.id))
        possible = possible[answer.start :]
    return (possible + aside)[:PAGE_SIZE]


def page_of(
    answer: Retrieved,
    shown: Sequence[Compared],
    lines: Mapping[int, Line[Row]],
    places: Mapping[str, Commune],
    trades: Mapping[str, str],
    centre: tuple[float, float] | None,
) -> MatchPage[Row]:
    """The page of those `shown`; distances are counted from the `centre`, `trades` are labels by ROME code."""
    wording = Wording(trades, free=answer.free)
    found = answer.found
    return MatchPage(
        matches=[
            _match(lines[c.id], c, answer.start + i + 1, wording, places, centre)
            for i, c in enumerate(shown)
        ],
        total=answer.total,
        page=answer.page,
        pages=max(1, -(-answer.total // PAGE_SIZE)),
        set_aside=answer.set_aside,
        facets=found.facets,
        trades=trades,
        read_as=tuple(
            wording.trade(code)
            for code in _strongest(found.romes, 3)
            if found.romes[code] >= LIKELY
        ),
        index_version=found.index_version,
    )


def _match(
    line: Line[Row],
    compared: Compared,
    rank: int,
    wording: Wording,
    places: Mapping[str, Commune],
    centre: tuple[float, float] | None,
) -> Match[Row]:
    reasons = [wording.reason(finding, line.veil) for finding in compared.findings]
    commune = places.get(line.insee) if line.insee else None
    point = point_of(places, line.insee)
    km = round(distance_km(centre, point)) if centre and point else None
    is_named = line.veil is None
    return Match(
        row=line.row,
        rank=rank,
        reasons=tuple(r for r in reasons if r.tone in (Tone.FIT, Tone.NOTE)),
        to_lift=tuple(r for r in reasons if r.tone == Tone.LIFT),
        impossible=tuple(r for r in reasons if r.tone == Tone.IMPOSSIBLE),
        snippet=_snippet(compared.hit, line),
        place=commune.name if commune and is_named else None,
        km=km if is_named else None,
        band=None if is_named or km is None else band(km),
        trades=tuple(wording.trade(code) for code, _ in compared.hit.romes[:2]),
    )


def _snippet(hit: Hit, line: Line[Row]) -> tuple[tuple[str, bool], ...]:
    """The passage as far as the actor may read it: what comes from a CV with the whole record only, without
    her name only what her profile shows too, and nothing that the veil hides."""
    source = hit.snippet_from
    if line.view < View.FULL and source.startswith(("cv:", "proposal:")):
        return ()
    if line.veil is not None:
        whole = "".join(text for text, _ in hit.snippet)
        if source not in ("wishes", "skills") or line.veil.hides(whole):
            return ()
    return hit.snippet


def _is_impossible(compared: Compared) -> bool:
    return any(finding.tone == Tone.IMPOSSIBLE for finding in compared.findings)


def _strongest(romes: Distribution, count: int) -> list[str]:
    return sorted(romes, key=lambda code: (-romes[code], code))[:count]


def logged(match: Match[Row], compared: Compared) -> log.Shown:
    """One line of the page as the log of rankings keeps it, its sentences as they are shown."""
    groups = ((Tone.FIT, Tone.NOTE), (Tone.LIFT,), (Tone.IMPOSSIBLE,))
    findings = [f for tones in groups for f in compared.findings if f.tone in tones]
    reasons = (*match.reasons, *match.to_lift, *match.impossible)
    hit = compared.hit
    return log.Shown(
        rank=match.rank,
        subject_id=compared.id,
        score=compared.score,
        signals=asdict(hit.signals)
        | {"fused": hit.score, "parts": {name: part.cosine for name, part in hit.parts.items()}},
        reasons=[
            {"part": str(r.part), "tone": str(r.tone), "kind": f.kind, "text": r.text}
            for r, f in zip(reasons, findings, strict=True)
        ],
    )

"""The matches of a person, of a job profile, or of a question in free words: retrieve, compare, order, explain.

The search side finds and orders everything that the asker may see; the first `WINDOW` are then compared
fact by fact and put in their final order. Later pages follow in the order of the search, compared as they
are shown: nobody is cut off. What the law makes impossible is set aside, counted, and shown on request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching import policy
from matching.pool import candidates, jobs, reference
from matching.pool.tables import Candidate, JobProfile, Territory
from matching.pool.terms import CandidateStatus, JobStatus
from matching.ports import Distribution, DocKey, Facet, Filters, Hit, Kind, Query, SearchPort
from matching.ranking.facts import (
    CandidateFacts,
    JobFacts,
    candidate_facts,
    distance_km,
    job_facts,
    point_of,
)
from matching.ranking.findings import Finding, Likeness, Part, Tone, compare, expired
from matching.ranking.question import LIKELY, Question, about_job, about_person, read_question
from matching.ranking.reasons import Reason, Wording
from matching.ranking.score import score

WINDOW = 100
"""How many of the best hits are compared and reordered."""

PAGE_SIZE = 20

Row = TypeVar("Row", Candidate, JobProfile)


@dataclass(frozen=True, slots=True)
class MatchFilters:
    """What the coach narrows the list to. `within_reach` keeps to the distance that the person stated."""

    departments: frozenset[str] = frozenset()
    romes: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    available_by: date | None = None
    within_reach: bool = False
    show_impossible: bool = False


@dataclass(frozen=True, slots=True)
class Match(Generic[Row]):
    """One line of the answer. `reasons` hold what fits and remarks; `to_lift` what is missing; both in parts.

    `place` is the commune of the job or of the person, `km` their distance when both are known.
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
    trades: tuple[str, ...] = ()

    def of(self, part: str) -> tuple[Reason, ...]:
        """The reasons of one part («wants», «can», «go»)."""
        return tuple(reason for reason in self.reasons if reason.part == part)


@dataclass(frozen=True, slots=True)
class MatchPage(Generic[Row]):
    """One page, best first. `total` counts everything found; `set_aside` how many of the compared ones the
    law makes impossible (they are in the list only when asked for). `read_as` are the trades that a free
    text was read as."""

    matches: Sequence[Match[Row]]
    total: int
    page: int
    pages: int
    set_aside: int = 0
    facets: Mapping[Facet, Mapping[str, int]] = field(default_factory=dict)
    read_as: tuple[str, ...] = ()
    index_version: str = ""


@dataclass(frozen=True, slots=True)
class _Compared:
    id: int
    score: float
    findings: list[Finding]
    hit: Hit


def match_candidate(
    session: Session,
    actor: policy.Actor,
    search: SearchPort,
    candidate: Candidate,
    *,
    filters: MatchFilters | None = None,
    page: int = 1,
    today: date,
) -> MatchPage[JobProfile]:
    """The job profiles that fit a person, with reasons. Raises Forbidden, SearchUnavailable."""
    policy.check(policy.can_match(actor) and policy.can_see_candidate(actor, candidate))
    filters = filters or MatchFilters()
    places = reference.communes(session, _insee([candidate]))
    person = candidate_facts(candidate, places)
    near, within = person.point, None
    if filters.within_reach and person.reaches:
        within = person.reaches[0].km
    query = Query(
        kind="job",
        filters=_filters(actor, "job", filters, near=near, within_km=within),
        like=DocKey("candidate", candidate.id),
        facets=("department", "contract", "rome"),
    )
    found = _Answer[JobProfile](session, search, query, filters, page)
    rows = _jobs(session, found.ids)
    places |= reference.communes(session, _insee(rows.values()))
    facts = {row.id: job_facts(row, places) for row in rows.values()}
    codes = {*person.wished_romes, *(e.rome for e in person.experiences if e.rome)}
    near_codes = _near(session, codes | {f.rome for f in facts.values() if f.rome})
    compared = [
        _compared(person, facts[hit.id], hit, near_codes, today)
        for hit in found.hits
        if hit.id in facts
    ]
    return found.page_of(rows, compared, places, person.point)


def match_job(
    session: Session,
    actor: policy.Actor,
    search: SearchPort,
    job: JobProfile,
    *,
    filters: MatchFilters | None = None,
    page: int = 1,
    today: date,
) -> MatchPage[Candidate]:
    """The people who fit a job profile, with reasons. Raises Forbidden, SearchUnavailable."""
    policy.check(policy.can_match(actor) and policy.can_see_job(actor, job))
    filters = filters or MatchFilters()
    places = reference.communes(session, _insee([job]))
    asked = job_facts(job, places)
    query = Query(
        kind="candidate",
        filters=_filters(
            actor, "candidate", filters, near=asked.point, stated=filters.within_reach
        ),
        like=DocKey("job", job.id),
        facets=("department", "contract", "licence"),
    )
    found = _Answer[Candidate](session, search, query, filters, page)
    rows = _people(session, found.ids)
    places |= reference.communes(session, _insee(rows.values()))
    facts = {row.id: candidate_facts(row, places) for row in rows.values()}
    codes = {
        c for f in facts.values() for c in (*f.wished_romes, *(e.rome for e in f.experiences)) if c
    }
    near_codes = _near(session, codes | ({asked.rome} if asked.rome else set()))
    compared = [
        _compared(facts[hit.id], asked, hit, near_codes, today)
        for hit in found.hits
        if hit.id in facts
    ]
    return found.page_of(rows, compared, places, asked.point)


def search_candidates(
    session: Session,
    actor: policy.Actor,
    search: SearchPort,
    text: str,
    *,
    filters: MatchFilters | None = None,
    near: str | None = None,
    within_km: float | None = None,
    page: int = 1,
    today: date,
) -> MatchPage[Candidate]:
    """People for a question in everyday words. `near` is an INSEE code, `within_km` a circle around it."""
    policy.check(policy.can_search(actor, "candidate"))
    filters = filters or MatchFilters()
    question = read_question(session, text, _departments(session, actor))
    point, places = _centre(session, near, question)
    query = Query(
        kind="candidate",
        filters=_filters(
            actor,
            "candidate",
            filters,
            near=point,
            within_km=within_km,
            stated=filters.within_reach,
        ),
        text=text,
        facets=("department", "contract", "licence"),
    )
    found = _Answer[Candidate](session, search, query, filters, page)
    rows = _people(session, found.ids)
    places |= reference.communes(session, _insee(rows.values()))
    asked = replace(question.as_job(found.found.romes), point=point)
    facts = {row.id: candidate_facts(row, places) for row in rows.values()}
    codes = {
        c for f in facts.values() for c in (*f.wished_romes, *(e.rome for e in f.experiences)) if c
    }
    near_codes = _near(session, codes | ({asked.rome} if asked.rome else set()))
    compared = []
    for hit in found.hits:
        if hit.id in facts:
            one = _compared(facts[hit.id], asked, hit, near_codes, today)
            findings = about_person(one.findings, question)
            compared.append(_Compared(hit.id, score(hit.score, findings, free=True), findings, hit))
    return found.page_of(rows, compared, places, point)


def search_jobs(
    session: Session,
    actor: policy.Actor,
    search: SearchPort,
    text: str,
    *,
    filters: MatchFilters | None = None,
    near: str | None = None,
    within_km: float | None = None,
    page: int = 1,
    today: date,
) -> MatchPage[JobProfile]:
    """Job profiles for a question in everyday words. `near` is an INSEE code, `within_km` a circle around it."""
    policy.check(policy.can_search(actor, "job"))
    filters = filters or MatchFilters()
    question = read_question(session, text, _departments(session, actor))
    point, places = _centre(session, near, question)
    query = Query(
        kind="job",
        filters=_filters(actor, "job", filters, near=point, within_km=within_km),
        text=text,
        facets=("department", "contract", "rome"),
    )
    found = _Answer[JobProfile](session, search, query, filters, page)
    rows = _jobs(session, found.ids)
    places |= reference.communes(session, _insee(rows.values()))
    compared = []
    for hit in found.hits:
        if hit.id in rows:
            facts = job_facts(rows[hit.id], places)
            findings = [*expired(facts, today), *about_job(question, found.found.romes, facts)]
            compared.append(_Compared(hit.id, score(hit.score, findings, free=True), findings, hit))
    return found.page_of(rows, compared, places, point)


class _Answer(Generic[Row]):
    """The hits to compare for one page, and the page made of them."""

    def __init__(
        self, session: Session, search: SearchPort, query: Query, filters: MatchFilters, page: int
    ) -> None:
        self.session, self.filters, self.number = session, filters, max(1, page)
        self.free = query.like is None
        start = (self.number - 1) * PAGE_SIZE
        self.in_window = start < WINDOW
        offset, limit = (0, WINDOW) if self.in_window else (start, PAGE_SIZE)
        self.found = search.search(replace(query, offset=offset, limit=limit))
        self.hits = list(self.found.hits)
        self.ids = [hit.id for hit in self.hits]
        self.start = start

    def page_of(
        self,
        rows: Mapping[int, Row],
        compared: list[_Compared],
        places: Mapping[str, reference.Commune],
        centre: tuple[float, float] | None,
    ) -> MatchPage[Row]:
        possible = [c for c in compared if not _is_impossible(c)]
        aside = [c for c in compared if _is_impossible(c)]
        if self.in_window:
            possible.sort(key=lambda c: (-c.score, c.id))
        ordered = possible + aside if self.filters.show_impossible else possible
        hidden = 0 if self.filters.show_impossible else len(aside)
        shown = ordered[self.start : self.start + PAGE_SIZE] if self.in_window else ordered
        wording = Wording(
            reference.rome_labels(self.session, _codes(shown, self.found.romes)), free=self.free
        )
        total = max(0, self.found.total - hidden)
        return MatchPage(
            matches=[
                self._match(rows[c.id], c, self.start + i + 1, wording, places, centre)
                for i, c in enumerate(shown)
            ],
            total=total,
            page=self.number,
            pages=max(1, -(-self.found.total // PAGE_SIZE)) if total else 1,
            set_aside=len(aside),
            facets=self.found.facets,
            read_as=tuple(
                wording.trade(code)
                for code in _strongest(self.found.romes, 3)
                if self.found.romes[code] >= LIKELY
            ),
            index_version=self.found.index_version,
        )

    def _match(
        self,
        row: Row,
        compared: _Compared,
        rank: int,
        wording: Wording,
        places: Mapping[str, reference.Commune],
        centre: tuple[float, float] | None,
    ) -> Match[Row]:
        reasons = [wording.reason(finding) for finding in compared.findings]
        commune = places.get(row.commune_insee) if row.commune_insee else None
        point = point_of(places, row.commune_insee)
        return Match(
            row=row,
            rank=rank,
            reasons=tuple(r for r in reasons if r.tone in (Tone.FIT, Tone.NOTE)),
            to_lift=tuple(r for r in reasons if r.tone == Tone.LIFT),
            impossible=tuple(r for r in reasons if r.tone == Tone.IMPOSSIBLE),
            snippet=compared.hit.snippet,
            place=commune.name if commune else None,
            km=round(distance_km(centre, point)) if centre and point else None,
            trades=tuple(wording.trade(code) for code, _ in compared.hit.romes[:2]),
        )


def _compared(
    person: CandidateFacts, job: JobFacts, hit: Hit, near: dict[str, set[str]], today: date
) -> _Compared:
    likeness = Likeness(wants=hit.parts.get("wants"), can=hit.parts.get("can"))
    findings = compare(person, job, near=near, likeness=likeness, today=today)
    return _Compared(hit.id, score(hit.score, findings), findings, hit)


def _is_impossible(compared: _Compared) -> bool:
    return any(finding.tone == Tone.IMPOSSIBLE for finding in compared.findings)


def _filters(
    actor: policy.Actor,
    kind: Kind,
    chosen: MatchFilters,
    *,
    near: tuple[float, float] | None,
    within_km: float | None = None,
    stated: bool = False,
) -> Filters:
    status = CandidateStatus.ACTIVE if kind == "candidate" else JobStatus.PUBLISHED
    return Filters(
        visible_to=policy.search_keys(actor, kind),
        status=frozenset({str(status)}),
        departments=chosen.departments,
        romes=chosen.romes,
        contracts=chosen.contracts,
        licences=chosen.licences,
        available_by=chosen.available_by,
        near=near,
        within_km=within_km if near else None,
        within_stated_radius=stated and near is not None,
    )


def _people(session: Session, ids: Sequence[int]) -> dict[int, Candidate]:
    found = session.scalars(
        select(Candidate).where(Candidate.id.in_(ids)).options(*candidates.LOAD_FACTS)
    )
    return {row.id: row for row in found}


def _jobs(session: Session, ids: Sequence[int]) -> dict[int, JobProfile]:
    found = session.scalars(
        select(JobProfile).where(JobProfile.id.in_(ids)).options(*jobs.LOAD_FACTS)
    )
    return {row.id: row for row in found}


def _departments(session: Session, actor: policy.Actor) -> list[str]:
    territory = session.get(Territory, actor.territory_id) if actor.territory_id else None
    return list(territory.departments) if territory else []


def _insee(rows: object) -> set[str]:
    return {row.commune_insee for row in rows if row.commune_insee}  # type: ignore[attr-defined]


def _near(session: Session, codes: set[str]) -> dict[str, set[str]]:
    found = reference.near_codes_of(session, codes)
    return {code: {other for other, _ in others} for code, others in found.items()}


def _centre(
    session: Session, insee: str | None, question: Question
) -> tuple[tuple[float, float] | None, dict[str, reference.Commune]]:
    """The point that distances are counted from: the commune that was chosen, else the one that was named."""
    places = reference.communes(session, [insee] if insee else [])
    return (point_of(places, insee) if insee else question.point), places


def _codes(compared: Sequence[_Compared], read: Distribution) -> set[str]:
    codes = {code for c in compared for code, _ in c.hit.romes[:2]} | set(_strongest(read, 3))
    for c in compared:
        for finding in c.findings:
            codes |= {str(finding.facts[k]) for k in ("rome", "job") if finding.facts.get(k)}
    return codes


def _strongest(romes: Distribution, count: int) -> list[str]:
    return sorted(romes, key=lambda code: (-romes[code], code))[:count]


__all__ = [
    "PAGE_SIZE", "WINDOW", "Match", "MatchFilters", "MatchPage", "Part",
    "match_candidate", "match_job", "search_candidates", "search_jobs",
]  # fmt: skip

"""The matches of a person, of a job profile, or of a question in free words: retrieve, compare, order, explain.

The search side finds and orders everything that the asker may see; the first `WINDOW` are then compared
fact by fact and put in their final order. Later pages follow in the order of the search, compared as they
are shown: nobody is cut off. What the law makes impossible is set aside and counted; it is known before
the search, so that no page has holes, and on request it follows after everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Integer, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from matching.actor import Actor, View, check
from matching.db import any_of
from matching.pool.candidates.rights import can_see_candidate, visible_candidates
from matching.pool.candidates.tables import Candidate, Certificate, Education
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.publication import open_jobs
from matching.pool.jobs.reading import LOAD_FACTS
from matching.pool.jobs.rights import can_see_job, visible_jobs
from matching.pool.jobs.tables import JobProfile, Requirement
from matching.pool.jobs.terms import JobStatus
from matching.pool.profiles.cards import PersonCard, card_of
from matching.pool.profiles.veil import BANDS_KM, Veil, band
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.distance import distance_km, point_of
from matching.pool.reference.tables import Commune
from matching.pool.reference.trades import Trade, trades_by_code
from matching.pool.structures.tables import Territory
from matching.ports import Distribution, DocKey, Facet, Filters, Hit, Kind, Query, SearchPort
from matching.ranking import fusion
from matching.ranking.facts import Asked, CandidateFacts, JobFacts, candidate_facts, job_facts
from matching.ranking.findings import Finding, Likeness, NearCodes, Part, Tone, compare, expired
from matching.ranking.fusion import RANKING_VERSION
from matching.ranking.held import HELD, held
from matching.ranking.legal import (
    CLOSED_TRADES,
    asked_titles,
    impossibilities,
    is_closed_to_some,
    missing_licences,
)
from matching.ranking.log import log
from matching.ranking.question import LIKELY, Question, about_job, about_person, read_question
from matching.ranking.reasons import Reason, Wording
from matching.ranking.rights import can_match, can_search, search_keys
from matching.ranking.score import FREE_WEIGHTS, SCORE_VERSION, WEIGHTS, score

WINDOW = 60
"""How many of the best hits are compared and reordered."""

PAGE_SIZE = 20

Row = TypeVar("Row", PersonCard, JobProfile)


@dataclass(frozen=True, slots=True)
class MatchFilters:
    """What the coach narrows the list to. `within_reach` keeps to the distance that the person stated.
    `wide` adds the people of other structures whom she may see without their names; for those who know nobody
    by name (employment developers) it always holds."""

    departments: frozenset[str] = frozenset()
    romes: frozenset[str] = frozenset()
    contracts: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    available_by: date | None = None
    within_reach: bool = False
    show_impossible: bool = False
    wide: bool = False


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
class _Split:
    """The ids that may be proposed and those that the law sets aside, among all that the asker may see."""

    possible: frozenset[int]
    aside: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Line(Generic[Row]):
    """What a page may hold of one row: a person as her card, a job as it is. `view` is the actor's of her."""

    row: Row
    insee: str | None
    view: View = View.FULL
    veil: Veil | None = None


@dataclass(frozen=True, slots=True)
class _Compared:
    id: int
    score: float
    findings: list[Finding]
    hit: Hit


def match_candidate(
    session: Session,
    actor: Actor,
    search: SearchPort,
    candidate: Candidate,
    *,
    filters: MatchFilters | None = None,
    page: int = 1,
    today: date,
) -> MatchPage[JobProfile]:
    """The job profiles that fit a person, with reasons. Raises Forbidden, SearchUnavailable."""
    check(can_match(actor) and can_see_candidate(actor, candidate))
    filters = filters or MatchFilters()
    places = _places(session, candidate.commune_insee)
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
    split = _jobs_by_law(session, actor, person, today)
    found = _Answer[JobProfile](session, actor, search, query, filters, page, split)
    rows = _jobs(session, actor, found.ids, places)
    facts = {row.id: job_facts(row, places) for row in rows.values()}
    trades = _trades(session, found, [person], facts.values())
    near_codes = _near(trades)
    compared = [
        _compared(person, facts[hit.id], hit, near_codes, today)
        for hit in found.hits
        if hit.id in facts
    ]
    return found.page_of(_job_lines(rows), compared, places, trades, person.point)


def match_job(
    session: Session,
    actor: Actor,
    search: SearchPort,
    job: JobProfile,
    *,
    filters: MatchFilters | None = None,
    page: int = 1,
    today: date,
) -> MatchPage[PersonCard]:
    """The people who fit a job profile, with reasons. Raises Forbidden, SearchUnavailable."""
    check(can_match(actor) and can_see_job(actor, job))
    filters = filters or MatchFilters()
    view = _least_view(actor, filters)
    places = _places(session, job.commune_insee)
    asked = job_facts(job, places)
    query = Query(
        kind="candidate",
        filters=_filters(
            actor, "candidate", filters, near=asked.point, stated=filters.within_reach, view=view
        ),
        like=DocKey("job", job.id),
        facets=("department", "contract", "licence"),
    )
    split = _people_by_law(session, actor, asked, view, today)
    found = _Answer[PersonCard](session, actor, search, query, filters, page, split)
    rows, facts = _people(session, actor, found.ids, view, places)
    trades = _trades(session, found, facts.values(), [asked])
    near_codes = _near(trades)
    compared = [
        _compared(facts[hit.id], asked, hit, near_codes, today)
        for hit in found.hits
        if hit.id in facts
    ]
    lines = _person_lines(actor, rows, places)
    return found.page_of(lines, compared, places, trades, asked.point)


def kinds_to_search(actor: Actor) -> tuple[Kind, ...]:
    """What the actor may search in her own words. Raises Forbidden where that is nothing."""
    kinds: tuple[Kind, ...] = ("candidate", "job")
    allowed = tuple(kind for kind in kinds if can_search(actor, kind))
    check(
        bool(allowed),
        "La recherche est réservée aux professionnels qui accompagnent ou qui recrutent.",
    )
    return allowed


def search_candidates(
    session: Session,
    actor: Actor,
    search: SearchPort,
    text: str,
    *,
    filters: MatchFilters | None = None,
    near: str | None = None,
    within_km: float | None = None,
    page: int = 1,
    today: date,
) -> MatchPage[PersonCard]:
    """People for a question in everyday words. `near` is an INSEE code, `within_km` a circle around it, no
    smaller than the first band where people are shown without their names."""
    check(can_search(actor, "candidate"))
    filters = filters or MatchFilters()
    view = _least_view(actor, filters)
    if within_km is not None and view == View.ANONYMOUS:
        within_km = max(within_km, BANDS_KM[0])
    question, places = _question(session, actor, text, near)
    query = Query(
        kind="candidate",
        filters=_filters(
            actor,
            "candidate",
            filters,
            near=question.point,
            within_km=within_km,
            stated=filters.within_reach,
            view=view,
        ),
        text=question.rest,
        facets=("department", "contract", "licence"),
    )
    found = _Answer[PersonCard](session, actor, search, query, filters, page, None, text)
    rows, facts = _people(session, actor, found.ids, view, places)
    asked = question.as_job(found.found.romes)
    trades = _trades(session, found, facts.values(), [asked])
    near_codes = _near(trades)
    compared = []
    for hit in found.hits:
        if hit.id in facts:
            findings = about_person(
                _findings(facts[hit.id], asked, hit, near_codes, today), question
            )
            compared.append(_Compared(hit.id, score(hit.score, findings, free=True), findings, hit))
    lines = _person_lines(actor, rows, places)
    return found.page_of(lines, compared, places, trades, question.point)


def search_jobs(
    session: Session,
    actor: Actor,
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
    check(can_search(actor, "job"))
    filters = filters or MatchFilters()
    question, places = _question(session, actor, text, near)
    query = Query(
        kind="job",
        filters=_filters(actor, "job", filters, near=question.point, within_km=within_km),
        text=question.rest,
        facets=("department", "contract", "rome"),
    )
    split = _jobs_by_law(session, actor, None, today)
    found = _Answer[JobProfile](session, actor, search, query, filters, page, split, text)
    rows = _jobs(session, actor, found.ids, places)
    facts = {row.id: job_facts(row, places) for row in rows.values()}
    compared = []
    for hit in found.hits:
        if hit.id in facts:
            job = facts[hit.id]
            findings = [*expired(job, today), *about_job(question, found.found.romes, job)]
            compared.append(_Compared(hit.id, score(hit.score, findings, free=True), findings, hit))
    trades = _trades(session, found, (), facts.values())
    return found.page_of(_job_lines(rows), compared, places, trades, question.point)


class _Answer(Generic[Row]):
    """The hits to compare for one page, and the page made of them."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        search: SearchPort,
        query: Query,
        filters: MatchFilters,
        page: int,
        split: _Split | None = None,
        text: str = "",
    ) -> None:
        self.actor, self.query, self.filters, self.text = actor, query, filters, text
        self.session, self.number = session, max(1, page)
        self.free = query.like is None
        self.start = (self.number - 1) * PAGE_SIZE
        self.in_window = self.start < WINDOW
        offset, limit = (0, WINDOW) if self.in_window else (self.start, PAGE_SIZE)
        first = query if split is None else _only(query, split.possible)
        self.found = search.search(replace(first, offset=offset, limit=limit))
        self.hits = list(self.found.hits)
        self.total, self.set_aside = self.found.total, 0
        if split is not None:
            # After all the others, so that each stands on one page and no page is empty.
            offset, limit = max(0, self.start - self.total), PAGE_SIZE
            if not filters.show_impossible:
                offset = limit = 0  # only counted
            last = replace(_only(query, split.aside), offset=offset, limit=limit, facets=())
            aside = search.search(last)
            self.set_aside = aside.total
            if filters.show_impossible:
                self.total += aside.total
                self.hits += aside.hits
        self.ids = [hit.id for hit in self.hits]

    def page_of(
        self,
        lines: Mapping[int, _Line[Row]],
        compared: list[_Compared],
        places: Mapping[str, Commune],
        trades: Mapping[str, Trade],
        centre: tuple[float, float] | None,
    ) -> MatchPage[Row]:
        possible = [c for c in compared if not _is_impossible(c)]
        aside = [c for c in compared if _is_impossible(c)]
        if self.in_window:
            possible.sort(key=lambda c: (-c.score, c.id))
            possible = possible[self.start :]
        shown = (possible + aside)[:PAGE_SIZE]
        labels = {code: trade.label for code, trade in trades.items()}
        wording = Wording(labels, free=self.free)
        answer = MatchPage(
            matches=[
                self._match(lines[c.id], c, self.start + i + 1, wording, places, centre)
                for i, c in enumerate(shown)
            ],
            total=self.total,
            page=self.number,
            pages=max(1, -(-self.total // PAGE_SIZE)),
            set_aside=self.set_aside,
            facets=self.found.facets,
            trades=labels,
            read_as=tuple(
                wording.trade(code)
                for code in _strongest(self.found.romes, 3)
                if self.found.romes[code] >= LIKELY
            ),
            index_version=self.found.index_version,
        )
        self._log(answer, shown)
        return answer

    def _log(self, answer: MatchPage[Row], shown: Sequence[_Compared]) -> None:
        """Keep what is about to be shown (matching/ranking/log/log.py)."""
        log.note(
            self.session,
            self.actor,
            self.query,
            [_line(match, c) for match, c in zip(answer.matches, shown, strict=True)],
            question=self.text,
            page=answer.page,
            total=answer.total,
            set_aside=answer.set_aside,
            show_impossible=self.filters.show_impossible,
            model=self.found.model,
            index_version=answer.index_version,
            ranking_version=f"{RANKING_VERSION}.{SCORE_VERSION}",
            weights={
                "signals": asdict(fusion.WEIGHTS),
                "facts": FREE_WEIGHTS if self.free else WEIGHTS,
            },
        )

    def _match(
        self,
        line: _Line[Row],
        compared: _Compared,
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


def _line(match: Match[Row], compared: _Compared) -> log.Shown:
    """One line for the log, its sentences as they are shown."""
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


def _compared(
    person: CandidateFacts, job: JobFacts, hit: Hit, near: NearCodes, today: date
) -> _Compared:
    findings = _findings(person, job, hit, near, today)
    return _Compared(hit.id, score(hit.score, findings), findings, hit)


def _findings(
    person: CandidateFacts, job: JobFacts, hit: Hit, near: NearCodes, today: date
) -> list[Finding]:
    likeness = Likeness(wants=hit.parts.get("wants"), can=hit.parts.get("can"))
    return compare(person, job, near=near, likeness=likeness, today=today)


def _least_view(actor: Actor, filters: MatchFilters) -> View:
    """The view that the actor must have of each person of the answer."""
    return View.MATCH if actor.accompanies and not filters.wide else View.ANONYMOUS


def _snippet(hit: Hit, line: _Line[Row]) -> tuple[tuple[str, bool], ...]:
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


def _people_by_law(
    session: Session, actor: Actor, job: JobFacts, view: View, today: date
) -> _Split | None:
    """Who may be proposed for this job; None when it is open to everyone. People are asked for in groups, by
    what they hold: there are many of them, and few licences and titles."""
    past = any(expired(job, today))
    if not past and not is_closed_to_some(job):
        return None
    seen = and_(visible_candidates(actor, view), Candidate.status == CandidateStatus.ACTIVE)
    by_licences = _holders(session, Candidate.licences, Candidate.id, seen)
    everyone = frozenset(id_ for _, ids in by_licences for id_ in ids)
    if past:
        return _Split(frozenset(), everyone)
    possible = {id_ for own, ids in by_licences if not missing_licences(job, own) for id_ in ids}
    if rules := asked_titles(job):
        theirs = select(Candidate.id).where(seen)
        titled = [
            pair
            for name, key in (
                (Certificate.code, Certificate.candidate_id),
                (Education.label, Education.candidate_id),
            )
            for pair in _holders(session, name, key, key.in_(theirs))
        ]
        for rule in rules:
            possible &= {id_ for title, ids in titled if rule.opened_by(title) for id_ in ids}
    return _Split(frozenset(possible), everyone - possible)


def _holders(
    session: Session,
    what: InstrumentedAttribute[Any],
    who: InstrumentedAttribute[int],
    where: ColumnElement[bool],
) -> list[tuple[Any, list[int]]]:
    """Each value of `what`, and the ids of those who hold it."""
    found = session.execute(select(what, func.array_agg(who)).where(where).group_by(what))
    return [(held, ids) for held, ids in found]


@dataclass(frozen=True, slots=True)
class _Asking:
    """What the law looks at of a job (matching.ranking.facts.Asking)."""

    rome: str | None
    asked: tuple[Asked, ...]


def _jobs_by_law(
    session: Session, actor: Actor, person: CandidateFacts | None, today: date
) -> _Split | None:
    """The jobs that may be proposed (to this person, when there is one); None when all may: one statement."""
    indispensable = (
        select(func.json_agg(func.json_build_array(Requirement.kind, Requirement.code)))
        .where(Requirement.job_profile_id == JobProfile.id, Requirement.must)
        .correlate(JobProfile)
        .scalar_subquery()
    )
    asks = case((JobProfile.rome.in_(sorted(CLOSED_TRADES)), indispensable))
    rows = session.execute(
        select(JobProfile.id, JobProfile.rome, open_jobs(today), asks).where(
            visible_jobs(actor), JobProfile.status == JobStatus.PUBLISHED
        )
    ).all()
    closed = set()
    for id_, rome, still_open, asked in rows:
        needs = _Asking(rome, tuple(Asked(kind, code, None, True) for kind, code in asked or ()))
        if not still_open or (person and impossibilities(person, needs)):
            closed.add(id_)
    everything = frozenset(id_ for id_, *_ in rows)
    return _Split(everything - closed, frozenset(closed)) if closed else None


def _only(query: Query, ids: frozenset[int]) -> Query:
    return replace(query, filters=replace(query.filters, only=ids))


def _is_impossible(compared: _Compared) -> bool:
    return any(finding.tone == Tone.IMPOSSIBLE for finding in compared.findings)


def _filters(
    actor: Actor,
    kind: Kind,
    chosen: MatchFilters,
    *,
    near: tuple[float, float] | None,
    within_km: float | None = None,
    stated: bool = False,
    view: View = View.MATCH,
) -> Filters:
    status = CandidateStatus.ACTIVE if kind == "candidate" else JobStatus.PUBLISHED
    return Filters(
        visible_to=search_keys(actor, kind, view),
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


def _people(
    session: Session,
    actor: Actor,
    ids: Sequence[int],
    view: View,
    places: dict[str, Commune],
) -> tuple[dict[int, Candidate], dict[int, CandidateFacts]]:
    """The people of these ids whom the actor may still see so, with their facts: the index may be a moment
    behind a consent that was withdrawn. Where they live is put into `places`. One statement, and one for what
    a `Veil` hides where there may be people without their names."""
    statement = (
        select(Candidate, Commune, HELD)
        .outerjoin(Commune, Commune.insee == Candidate.commune_insee)
        .where(Candidate.id == any_of(ids, Integer), visible_candidates(actor, view))
        .options(joinedload(Candidate.structure, innerjoin=True))
    )
    if view < View.MATCH:
        statement = statement.options(selectinload(Candidate.experiences))
    found = session.execute(statement).all()
    rows = _placed(((row, commune) for row, commune, _ in found), places)
    return rows, {row.id: candidate_facts(row, places, held(column)) for row, _, column in found}


def _person_lines(
    actor: Actor, rows: Mapping[int, Candidate], places: Mapping[str, Commune]
) -> dict[int, _Line[PersonCard]]:
    """Each person as the actor may see her."""
    lines = {}
    for id_, row in rows.items():
        card, home = card_of(actor, row), places.get(row.commune_insee or "")
        veil = None if card.is_named else Veil(row, home.name if home else None)
        lines[id_] = _Line(card, row.commune_insee, card.view, veil)
    return lines


def _job_lines(rows: Mapping[int, JobProfile]) -> dict[int, _Line[JobProfile]]:
    return {id_: _Line(row, row.commune_insee) for id_, row in rows.items()}


def _jobs(
    session: Session,
    actor: Actor,
    ids: Sequence[int],
    places: dict[str, Commune],
) -> dict[int, JobProfile]:
    """The job profiles of these ids that the actor may see, whatever the index says. Where they are is put
    into `places`."""
    found = session.execute(
        select(JobProfile, Commune)
        .outerjoin(Commune, Commune.insee == JobProfile.commune_insee)
        .where(JobProfile.id == any_of(ids, Integer), visible_jobs(actor))
        .options(*LOAD_FACTS)
    )
    return _placed(found, places)


def _placed(found: Iterable[Any], places: dict[str, Commune]) -> dict[int, Any]:
    """Rows by id out of pairs of a row and its commune."""
    rows = {}
    for row, commune in found:
        rows[row.id] = row
        if commune is not None:
            places[commune.insee] = commune
    return rows


def _departments(session: Session, actor: Actor) -> list[str]:
    territory = session.get(Territory, actor.territory_id) if actor.territory_id else None
    return list(territory.departments) if territory else []


def _places(session: Session, insee: str | None) -> dict[str, Commune]:
    return communes_by_insee(session, [insee] if insee else [], postcodes=False)


def _trades(
    session: Session,
    found: _Answer[Any],
    people: Iterable[CandidateFacts],
    jobs: Iterable[JobFacts],
) -> dict[str, Trade]:
    """All that the page may say of trades, and the trades near to any that these people wish or did, or that
    these jobs are: one statement."""
    near = {job.rome for job in jobs if job.rome}
    for person in people:
        near.update(person.wished_romes, (e.rome for e in person.experiences if e.rome))
    named = {code for hit in found.hits for code, _ in hit.romes[:2]}
    named |= found.filters.romes | found.found.romes.keys()
    return trades_by_code(session, near | named | found.found.facets.get("rome", {}).keys(), near)


def _near(trades: Mapping[str, Trade]) -> dict[str, frozenset[str]]:
    return {code: trade.near for code, trade in trades.items() if trade.near}


def _question(
    session: Session, actor: Actor, text: str, near: str | None
) -> tuple[Question, dict[str, Commune]]:
    """What is asked, and the commune that distances are counted from: the one chosen, else the one named."""
    question = read_question(session, text, _departments(session, actor))
    places = _places(session, near)
    return replace(question, place=places.get(near or "", question.place)), places


def _strongest(romes: Distribution, count: int) -> list[str]:
    return sorted(romes, key=lambda code: (-romes[code], code))[:count]


__all__ = [
    "PAGE_SIZE", "WINDOW", "Match", "MatchFilters", "MatchPage", "Part",
    "match_candidate", "match_job", "search_candidates", "search_jobs",
]  # fmt: skip

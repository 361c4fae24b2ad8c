"""The matches of a person, of a job profile, or of a question in free words: retrieve, compare, order, explain.

The search side finds and orders everything that the asker may see (retrieve.py); the first `WINDOW` are then loaded
(rows.py), compared fact by fact (findings.py) and put in their final order (score.py, page.py). Later pages follow in
the order of the search, compared as they are shown: nobody is cut off. What the law makes impossible is set aside and
counted (set_aside.py); it is known before the search, so that no page has holes, and on request it follows after
everything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

from sqlalchemy.orm import Session

from matching.actor import Actor, View, check
from matching.pool.candidates.rights import can_see_candidate, visible_candidates
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.rights import can_see_job, visible_jobs
from matching.pool.jobs.tables import JobProfile
from matching.pool.profiles.cards import PersonCard
from matching.pool.profiles.veil import BANDS_KM
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.tables import Commune
from matching.pool.reference.trades import Trade
from matching.pool.structures.tables import Territory
from matching.ports import DocKey, Hit, Kind, Query, SearchPort
from matching.ranking import fusion
from matching.ranking.facts import CandidateFacts, JobFacts, candidate_facts, job_facts
from matching.ranking.findings import Finding, Likeness, NearCodes, compare, expired
from matching.ranking.log import log
from matching.ranking.page import Compared, MatchPage, in_final_order, logged, page_of
from matching.ranking.question import Question, about_job, about_person, read_question
from matching.ranking.retrieve import MatchFilters, Retrieved, filters_of, least_view, retrieve
from matching.ranking.rights import can_match, can_search
from matching.ranking.rows import (
    Line,
    Row,
    job_lines,
    jobs_of,
    near_codes,
    people_of,
    person_lines,
    trades_named,
)
from matching.ranking.score import FREE_WEIGHTS, SCORE_VERSION, WEIGHTS, score
from matching.ranking.set_aside import jobs_by_law, people_by_law


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
        filters=filters_of(filters, actor, "job", near=near, within_km=within),
        like=DocKey("candidate", candidate.id),
        facets=("department", "contract", "rome"),
    )
    split = jobs_by_law(session, visible_jobs(actor), person, today)
    answer = retrieve(search, query, filters, page, split)
    rows = jobs_of(session, answer.ids, visible_jobs(actor), places)
    facts = {row.id: job_facts(row, places) for row in rows.values()}
    trades = trades_named(session, answer, [person], facts.values())
    near_trades = near_codes(trades)
    compared = [
        _compared(person, facts[hit.id], hit, near_trades, today)
        for hit in answer.hits
        if hit.id in facts
    ]
    return _shown(session, actor, answer, job_lines(rows), compared, places, trades, person.point)


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
    view = least_view(filters, actor)
    visible = visible_candidates(actor, view)
    places = _places(session, job.commune_insee)
    asked = job_facts(job, places)
    query = Query(
        kind="candidate",
        filters=filters_of(
            filters, actor, "candidate", near=asked.point, stated=filters.within_reach, view=view
        ),
        like=DocKey("job", job.id),
        facets=("department", "contract", "licence"),
    )
    split = people_by_law(session, visible, asked, today)
    answer = retrieve(search, query, filters, page, split)
    rows, facts = people_of(session, answer.ids, visible, places, veiled=view < View.MATCH)
    trades = trades_named(session, answer, facts.values(), [asked])
    near_trades = near_codes(trades)
    compared = [
        _compared(facts[hit.id], asked, hit, near_trades, today)
        for hit in answer.hits
        if hit.id in facts
    ]
    lines = person_lines(rows, actor, places)
    return _shown(session, actor, answer, lines, compared, places, trades, asked.point)


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
    view = least_view(filters, actor)
    visible = visible_candidates(actor, view)
    if within_km is not None and view == View.ANONYMOUS:
        within_km = max(within_km, BANDS_KM[0])
    question, places = _question(session, actor, text, near)
    query = Query(
        kind="candidate",
        filters=filters_of(
            filters,
            actor,
            "candidate",
            near=question.point,
            within_km=within_km,
            stated=filters.within_reach,
            view=view,
        ),
        text=question.rest,
        facets=("department", "contract", "licence"),
    )
    answer = retrieve(search, query, filters, page, None)
    rows, facts = people_of(session, answer.ids, visible, places, veiled=view < View.MATCH)
    asked = question.as_job(answer.found.romes)
    trades = trades_named(session, answer, facts.values(), [asked])
    near_trades = near_codes(trades)
    compared = []
    for hit in answer.hits:
        if hit.id in facts:
            findings = about_person(
                _findings(facts[hit.id], asked, hit, near_trades, today), question
            )
            compared.append(Compared(hit.id, score(hit.score, findings, free=True), findings, hit))
    lines = person_lines(rows, actor, places)
    return _shown(
        session, actor, answer, lines, compared, places, trades, question.point, text=text
    )


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
        filters=filters_of(filters, actor, "job", near=question.point, within_km=within_km),
        text=question.rest,
        facets=("department", "contract", "rome"),
    )
    split = jobs_by_law(session, visible_jobs(actor), None, today)
    answer = retrieve(search, query, filters, page, split)
    rows = jobs_of(session, answer.ids, visible_jobs(actor), places)
    facts = {row.id: job_facts(row, places) for row in rows.values()}
    compared = []
    for hit in answer.hits:
        if hit.id in facts:
            job = facts[hit.id]
            findings = [*expired(job, today), *about_job(question, answer.found.romes, job)]
            compared.append(Compared(hit.id, score(hit.score, findings, free=True), findings, hit))
    trades = trades_named(session, answer, (), facts.values())
    return _shown(
        session, actor, answer, job_lines(rows), compared, places, trades, question.point, text=text
    )


def _places(session: Session, insee: str | None) -> dict[str, Commune]:
    return communes_by_insee(session, [insee] if insee else [], postcodes=False)


def _question(
    session: Session, actor: Actor, text: str, near: str | None
) -> tuple[Question, dict[str, Commune]]:
    """What is asked, and the commune that distances are counted from: the one chosen, else the one named."""
    question = read_question(session, text, _departments(session, actor))
    places = _places(session, near)
    return replace(question, place=places.get(near or "", question.place)), places


def _departments(session: Session, actor: Actor) -> list[str]:
    territory = session.get(Territory, actor.territory_id) if actor.territory_id else None
    return list(territory.departments) if territory else []


def _compared(
    person: CandidateFacts, job: JobFacts, hit: Hit, near: NearCodes, today: date
) -> Compared:
    findings = _findings(person, job, hit, near, today)
    return Compared(hit.id, score(hit.score, findings), findings, hit)


def _findings(
    person: CandidateFacts, job: JobFacts, hit: Hit, near: NearCodes, today: date
) -> list[Finding]:
    likeness = Likeness(wants=hit.parts.get("wants"), can=hit.parts.get("can"))
    return compare(person, job, near=near, likeness=likeness, today=today)


def _shown(
    session: Session,
    actor: Actor,
    answer: Retrieved,
    lines: Mapping[int, Line[Row]],
    compared: Sequence[Compared],
    places: Mapping[str, Commune],
    trades: Mapping[str, Trade],
    centre: tuple[float, float] | None,
    text: str = "",
) -> MatchPage[Row]:
    """The page, which the log of rankings keeps as it is about to be shown."""
    shown = in_final_order(answer, compared)
    labels = {code: trade.label for code, trade in trades.items()}
    page = page_of(answer, shown, lines, places, labels, centre)
    log.note(
        session,
        actor,
        answer.query,
        [logged(match, c) for match, c in zip(page.matches, shown, strict=True)],
        question=text,
        page=page.page,
        total=page.total,
        set_aside=page.set_aside,
        show_impossible=answer.show_impossible,
        model=answer.found.model,
        index_version=page.index_version,
        ranking_version=f"{fusion.RANKING_VERSION}.{SCORE_VERSION}",
        weights={
            "signals": asdict(fusion.WEIGHTS),
            "facts": FREE_WEIGHTS if answer.free else WEIGHTS,
        },
    )
    return page

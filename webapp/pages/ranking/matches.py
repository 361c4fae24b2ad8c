"""The heart of the product: the jobs that fit a person, the people who fit a job, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, render_template, request, url_for

from matching.errors import SearchUnavailable
from matching.journey.access_requests.reading import asked_ids
from matching.journey.shortlists.reading import chosen_ids
from matching.listing import Paging
from matching.pool.candidates.reading import get_candidate
from matching.pool.candidates.rights import can_edit_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.reading import get_job
from matching.ranking.match import match_candidate, match_job
from matching.ranking.page import MatchPage
from matching.ranking.retrieve import PAGE_SIZE, WINDOW
from webapp.lists import asked_page
from webapp.pages.journey.shortlists.forms import NoteForm
from webapp.pages.ranking.forms import NarrowForm
from webapp.request.actors import current_actor, current_departments
from webapp.request.context import current_runtime, current_session

blueprint = Blueprint("matches", __name__)

Rendered = str | tuple[str, int]


@blueprint.app_template_filter("typeset")
def typeset(text: str) -> str:
    """A French sentence whose quotation marks and colons never stand alone at the end of a line."""
    text = text.replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    return re.sub(r" ([;:?!])", "\u202f\\1", text)


@blueprint.get("/candidats/<int:candidate_id>/postes")
def for_candidate(candidate_id: int) -> Rendered:
    """The job profiles that fit a person, with reasons."""
    session, actor = current_session(), current_actor()
    candidate = get_candidate(session, actor, candidate_id)
    form = narrow_form()
    form.disponible.label.text = "Commence au plus tard le"
    context: dict[str, Any] = {
        "candidate": candidate,
        "can_edit": can_edit_candidate(actor, candidate),
        "form": form,
        "says_nothing": says_nothing(candidate),
    }
    try:
        with session.no_autoflush:  # what was seen is written once, with what was found
            answer = match_candidate(
                session,
                actor,
                current_runtime().search,
                candidate,
                filters=form.filters(),
                page=asked_page(),
                today=current_runtime().today(),
            )
    except SearchUnavailable as error:
        return render_template(
            "ranking/matches/for_candidate.html", **context, unavailable=error.message
        ), 503
    chosen = chosen_ids(session, actor, candidate=candidate)
    return render_template(
        "ranking/matches/for_candidate.html", **context, **shown(answer, form, chosen)
    )


@blueprint.get("/postes/<int:job_id>/personnes")
def for_job(job_id: int) -> Rendered:
    """The people who fit a job profile, with reasons."""
    session, actor = current_session(), current_actor()
    job = get_job(session, actor, job_id)
    form = narrow_form()
    context: dict[str, Any] = {"job": job, "form": form}
    try:
        with session.no_autoflush:
            answer = match_job(
                session,
                actor,
                current_runtime().search,
                job,
                filters=form.filters(),
                page=asked_page(),
                today=current_runtime().today(),
            )
    except SearchUnavailable as error:
        return render_template(
            "ranking/matches/for_job.html", **context, unavailable=error.message
        ), 503
    chosen = chosen_ids(session, actor, job=job)
    if form.sans_nom.data:
        context["asked"] = asked_ids(session, actor)
    return render_template("ranking/matches/for_job.html", **context, **shown(answer, form, chosen))


@blueprint.get("/classement")
def explained() -> str:
    """How matches are found and ordered, in plain words."""
    months = current_runtime().settings.ranking_log_months
    return render_template("ranking/matches/explained.html", window=WINDOW, months=months)


def narrow_form() -> NarrowForm:
    """The filters of this address, checked: what cannot be read narrows nothing and says so."""
    form = NarrowForm(request.args)
    form.validate()
    return form


def shown(answer: MatchPage[Any], form: NarrowForm, chosen: Iterable[int]) -> dict[str, Any]:
    """What the templates need of an answer."""
    form.offer(answer.facets, answer.trades, current_departments())
    return {
        "answer": answer,
        "chosen": set(chosen),
        "paging": paging_of(answer),
        "note_form": NoteForm(formdata=None),
        "toggle_url": toggle_url(answer, hide=bool(form.impossible.data)),
        "here": address_with(),
        "today": current_runtime().today(),
    }


def toggle_url(answer: MatchPage[Any], *, hide: bool) -> str:
    """Where the matches that the law forbids are hidden again, or shown: at the place where they begin."""
    if hide:
        return address_with(impossible=None)
    first = answer.total // PAGE_SIZE + 1
    return address_with(impossible="1", page=str(first)) + "#impossibles"


def paging_of(answer: MatchPage[Any]) -> Paging:
    """The pager of an answer."""
    return Paging(page=answer.page, size=PAGE_SIZE, total=answer.total)


def address_with(**changes: str | None) -> str:
    """This very list with other values in its address; None takes one away. Back on the first page."""
    values: dict[str, Any] = dict(request.view_args or {})
    values |= {
        key: request.args.getlist(key) for key in request.args if key != "page" or not changes
    }
    return url_for(request.endpoint or "", **(values | changes))


def says_nothing(candidate: Candidate) -> bool:
    """Whether nothing is known of what the person wants or did: then no order means much."""
    wants = candidate.wishes_text or candidate.wished_romes
    can = candidate.experiences or candidate.skills or candidate.certificates or candidate.education
    return not (wants or can)

"""Free search: people and jobs in one's own words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from matching.errors import SearchUnavailable
from matching.journey.access_requests.reading import asked_ids
from matching.ports import Kind
from matching.ranking.match import kinds_to_search, search_candidates, search_jobs
from matching.ranking.page import MatchPage
from matching.ranking.retrieve import MatchFilters
from webapp.lists import asked_page
from webapp.pages.ranking.forms import SearchForm
from webapp.pages.ranking.matches import Rendered, address_with, paging_of
from webapp.request.actors import current_actor
from webapp.request.context import current_runtime, current_session

blueprint = Blueprint("search", __name__)

KINDS: dict[str, Kind] = {"personnes": "candidate", "postes": "job"}
TABS = {"personnes": "Personnes", "postes": "Profils de poste"}


@blueprint.get("/recherche")
def index() -> Rendered:
    """One box; people or jobs, whichever the asker may search."""
    actor = current_actor()
    searched = kinds_to_search(actor)
    allowed = [name for name, kind in KINDS.items() if kind in searched]
    form = SearchForm(request.args)
    usual = allowed[0] if actor.accompanies else allowed[-1]  # people for those who accompany some
    form.quoi.data = form.quoi.data if form.quoi.data in allowed else usual
    context: dict[str, Any] = {
        "form": form,
        "tabs": [(TABS[name], address_with(quoi=name), name == form.quoi.data) for name in allowed],
        "of_people": form.quoi.data == "personnes",
        "text": (form.q.data or "").strip(),
        "today": current_runtime().today(),
    }
    if not form.validate():
        return render_template("ranking/search/index.html", **context), 422
    if not context["text"]:
        return render_template("ranking/search/index.html", **context)
    try:
        answer = ask(form, context["text"])
    except SearchUnavailable as error:
        return render_template(
            "ranking/search/index.html", **context, unavailable=error.message
        ), 503
    if context["of_people"] and form.sans_nom.data:
        context["asked"] = asked_ids(current_session(), actor)
    return render_template(
        "ranking/search/index.html", **context, answer=answer, paging=paging_of(answer)
    )


def ask(form: SearchForm, text: str) -> MatchPage[Any]:
    """The answer to a checked form. Raises SearchUnavailable."""
    search = search_candidates if form.quoi.data == "personnes" else search_jobs
    near = form.commune.data
    return search(
        current_session(),
        current_actor(),
        current_runtime().search,
        text,
        filters=MatchFilters(within_reach=bool(form.perimetre.data), wide=bool(form.sans_nom.data)),
        near=near,
        within_km=float(form.km.data) if near and form.km.data else None,
        page=asked_page(),
        today=current_runtime().today(),
    )

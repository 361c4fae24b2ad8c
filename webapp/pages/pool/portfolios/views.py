"""Who accompanies whom in a structure, and giving people another coach."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.pool.candidates import portfolios
from matching.pool.candidates.portfolios import Portfolio
from matching.pool.candidates.reading import get_candidate
from webapp.forms.base import accepted
from webapp.lists import Column, taken
from webapp.pages.pool.candidates.views import person_page
from webapp.pages.pool.portfolios.forms import NONE, HandOverForm, ShareOutForm
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_session
from webapp.words.french import plural

blueprint = Blueprint("portfolios", __name__)

COLUMNS: tuple[Column[Portfolio], ...] = (
    Column("Nom", lambda one: one.coach.last_name if one.coach else "Sans coach"),
    Column("Prénom", lambda one: one.coach.first_name if one.coach else ""),
    Column("Personnes suivies", lambda one: one.people),
    Column("Dont en recherche", lambda one: one.looking),
    Column(
        "Compte",
        lambda one: ("ouvert" if one.coach.active else "fermé") if one.coach else "",
    ),
)


@blueprint.route("/suivis", methods=["GET", "POST"])
def index() -> str | Response | tuple[str, int]:
    """The coaches of the structure with how many people each accompanies; and giving all of one's to another."""
    session, actor = current_session(), current_actor()
    found = portfolios.list_portfolios(session, actor)
    form = ShareOutForm(data={"whose": request.args.get("de", "")})
    form.offer_portfolios(found)
    chosen = form.portfolio
    if form.is_submitted() and chosen is None:
        form.whose.errors = ["Choisissez les personnes à confier."]
    elif form.is_submitted() and chosen is not None:
        coach_id = chosen.coach.id if chosen.coach else None
        done = accepted(
            form, lambda: portfolios.hand_over_all(session, actor, coach_id, form.to_id)
        )
        if done:
            flash(
                f"{plural(done.value, 'personne a un nouveau coach', 'personnes ont un nouveau coach')}.",
                "success",
            )
            return redirect(url_for("portfolios.index"))
    page = render_template("pool/portfolios/index.html", portfolios=found, form=form, none=NONE)
    return (page, 422) if form.is_submitted() else page


@blueprint.get("/suivis.xlsx")
def export() -> Response:
    """The same list as a spreadsheet."""
    found = portfolios.list_portfolios(current_session(), current_actor())
    return taken(found, COLUMNS, "Qui suit qui", "qui-suit-qui.xlsx")


@blueprint.post("/candidats/<int:candidate_id>/coach")
def hand_over(candidate_id: int) -> Response | tuple[str, int]:
    """Give one person another coach."""
    session, actor = current_session(), current_actor()
    candidate = asked(get_candidate, candidate_id)
    form = HandOverForm(prefix="suivi")
    form.offer(portfolios.takers(session, actor, candidate))
    done = accepted(form, lambda: portfolios.hand_over(session, actor, candidate, form.to_id))
    if done is None:
        return person_page(candidate, hand_over_form=form), 422
    flash(f"C’est maintenant {done.value.full_name} qui suit {candidate.full_name}.", "success")
    return redirect(url_for("candidates.show", candidate_id=candidate.id))

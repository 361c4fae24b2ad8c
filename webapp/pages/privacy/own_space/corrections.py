"""What she asks of her coach: to correct what is wrong, or to erase everything."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matching.actor import Actor
from matching.pool.candidates.tables import Candidate
from matching.privacy.own_space import ask_correction, ask_erasure
from webapp.forms.base import Done, accepted
from webapp.pages.privacy.own_space.forms import ErasureForm, RequestForm
from webapp.pages.privacy.own_space.space import blueprint, page
from webapp.request.context import current_session
from webapp.request.visits import current_candidate, current_candidate_actor


@blueprint.route("/signaler", methods=["GET", "POST"])
def correct() -> str | Response | tuple[str, int]:
    """Say that something is wrong."""
    form = RequestForm()
    if form.is_submitted():
        if sent(form, ask_correction):
            flash(
                "Votre message est parti. Votre coach va corriger votre fiche avec vous.", "success"
            )
            return redirect(url_for("personal.home"))
        return page("privacy/own_space/correct.html", form=form), 422
    return page("privacy/own_space/correct.html", form=form)


@blueprint.route("/effacement", methods=["GET", "POST"])
def erase() -> str | Response | tuple[str, int]:
    """Ask that everything be erased."""
    form = ErasureForm()
    if form.is_submitted():
        if sent(form, ask_erasure):
            flash(
                "Votre demande est partie. Votre coach vous répond dans un mois au plus.", "success"
            )
            return redirect(url_for("personal.home"))
        return page("privacy/own_space/erase.html", form=form), 422
    return page("privacy/own_space/erase.html", form=form)


def sent(
    form: RequestForm | ErasureForm, service: Callable[[Session, Actor, Candidate, str], None]
) -> Done[None] | None:
    """Ask something of her coach; the form holds the reasons where the service did not take what was typed."""
    her, text = current_candidate(), form.text.data or ""
    return accepted(form, lambda: service(current_session(), current_candidate_actor(), her, text))

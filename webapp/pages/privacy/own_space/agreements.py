"""What her data are used for, and what she agrees to."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from matching.consents import consents
from matching.consents.terms import Purpose
from matching.errors import NotFound
from matching.privacy.own_space import set_consent
from webapp.pages.privacy.own_space.space import blueprint, page
from webapp.request.context import current_session
from webapp.request.visits import current_candidate, current_candidate_actor


@blueprint.get("/accords")
def agreements() -> str:
    """What her data are used for, and what she agrees to."""
    session, candidate = current_session(), current_candidate()
    return page(
        "privacy/own_space/agreements.html",
        uses=consents.USES.values(),
        standing=consents.standing(session, candidate),
    )


@blueprint.post("/accords/<purpose>")
def agree(purpose: str) -> Response:
    """Agree to a use, or not any more, in one click."""
    try:
        wanted = Purpose(purpose)
    except ValueError:
        raise NotFound("Cet usage n’existe pas.") from None
    agreed = request.form.get("accord") == "oui"
    set_consent(current_session(), current_candidate_actor(), current_candidate(), wanted, agreed)
    flash("C’est noté : vous êtes d’accord." if agreed else "C’est noté : c’est arrêté.", "success")
    return redirect(url_for("personal.agreements", _anchor=str(wanted)))

"""When she can work, and whether she is looking for work."""

from __future__ import annotations

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from matching.privacy.own_space import update_availability
from webapp.forms.base import accepted
from webapp.pages.privacy.own_space.forms import AvailabilityForm
from webapp.pages.privacy.own_space.space import blueprint, page
from webapp.request.context import current_session
from webapp.request.visits import current_candidate, current_candidate_actor


@blueprint.route("/disponibilites", methods=["GET", "POST"])
def availability() -> str | Response | tuple[str, int]:
    """When she can work, and whether she is looking for work."""
    candidate = current_candidate()
    form = AvailabilityForm.of(candidate)
    if not form.is_submitted():
        return page("privacy/own_space/availability.html", form=form)
    if accepted(
        form,
        lambda: update_availability(
            current_session(), current_candidate_actor(), candidate, form.to_data()
        ),
    ):
        flash("Vos disponibilités sont enregistrées.", "success")
        return redirect(url_for("personal.home"))
    return page("privacy/own_space/availability.html", form=form), 422

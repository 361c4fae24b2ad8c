"""Erasing a person (RGPD art. 17)."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for

from matching.pool.candidates.reading import open_data
from matching.privacy import erasure
from matching.steering.terms import ErasureReason
from webapp.forms.base import accepted
from webapp.operations import erasing
from webapp.pages.privacy.data import HERS, Page, blueprint
from webapp.pages.privacy.erasure.forms import ErasureForm
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session


@blueprint.route(f"{HERS}/effacement", methods=["GET", "POST"])
def erase(candidate_id: int) -> Page:
    """Erase her: what goes, why, and the reference that confirms."""
    session, actor, runtime = current_session(), current_actor(), current_runtime()
    candidate = asked(open_data, candidate_id)
    extent = erasure.extent(session, actor, candidate)
    form = ErasureForm()
    if form.is_submitted():
        traces = erasing.traces_of(runtime, session, candidate)
        done = accepted(
            form,
            lambda: erasure.erase(
                session,
                actor,
                candidate,
                reason=ErasureReason(form.reason.data),
                today=runtime.today(),
                reference=form.reference.data or "",
            ),
        )
        if done:
            erasing.after_commit(runtime, session, done.value, traces)
            flash("La personne est effacée : il ne reste qu’un compte anonyme.", "success")
            return redirect(url_for("candidates.index"))
    page = render_template(
        "privacy/erasure/erase.html", candidate=candidate, extent=extent, form=form
    )
    return (page, 422) if form.is_submitted() else page

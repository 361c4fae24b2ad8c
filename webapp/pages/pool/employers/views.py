"""Employers of the territory: the list, one employer, and recording a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from matching.pool.employers.life import (
    check_may_create,
    create_employer,
    get_employer,
    list_employers,
)
from matching.pool.employers.rights import can_create_employer
from matching.pool.jobs.reading import list_jobs
from matching.pool.jobs.rights import can_create_job
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import naf_label
from webapp.forms.base import accepted
from webapp.lists import shown
from webapp.pages.pool.employers.forms import EmployerForm
from webapp.request.actors import current_actor
from webapp.request.context import current_runtime, current_session

blueprint = Blueprint("employers", __name__, url_prefix="/employeurs")


@blueprint.get("/")
def index() -> str:
    """The employers of one's territory, by name."""
    session, actor = current_session(), current_actor()
    found = shown(list_employers(actor))
    places = [place.commune_insee for one in found.rows for place in one.places]
    return render_template(
        "pool/employers/index.html",
        employers=found.rows,
        paging=found.paging,
        communes=communes_by_insee(session, places),
        can_create=can_create_employer(actor),
    )


@blueprint.get("/<int:employer_id>")
def show(employer_id: int) -> str:
    """One employer and the job profiles that one may see."""
    session, actor = current_session(), current_actor()
    employer = get_employer(session, actor, employer_id)
    found = shown(list_jobs(actor, employer_id=employer.id).as_part())
    return render_template(
        "pool/employers/show.html",
        employer=employer,
        jobs=found.rows,
        paging=found.paging,
        communes=communes_by_insee(
            session,
            [p.commune_insee for p in employer.places] + [j.commune_insee for j in found.rows],
        ),
        activity=naf_label(session, employer.naf_code, employer.naf_version)
        if employer.naf_code
        else None,
        can_write=can_create_job(actor, employer),
        today=current_runtime().today(),
    )


@blueprint.route("/nouveau", methods=["GET", "POST"])
def create() -> str | Response | tuple[str, int]:
    """Record an employer of the developer's territory."""
    session, actor = current_session(), current_actor()
    check_may_create(actor)
    form = EmployerForm()
    if form.is_submitted():
        if done := accepted(form, lambda: create_employer(session, actor, form.to_data())):
            flash("L’employeur est enregistré.", "success")
            return redirect(url_for("employers.show", employer_id=done.value.id))
        return render_template("pool/employers/form.html", form=form), 422
    return render_template("pool/employers/form.html", form=form)

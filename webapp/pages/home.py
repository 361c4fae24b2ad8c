"""Where one lands: the page that one's role opens the day with."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from webapp.request.actors import current_actor

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> Response | str:
    """The list that the signed-in person works with; a plain page for those who have none."""
    actor = current_actor()
    if actor.accompanies:
        return redirect(url_for("candidates.index"))
    if actor.hires or actor.develops:
        return redirect(url_for("jobs.index"))
    if actor.audits:
        return redirect(url_for("journals.index"))
    return render_template("home/plain.html")


@blueprint.get("/sante")
def health() -> tuple[str, int]:
    """For whoever restarts processes: this one answers. Whether it can serve: `/sante/pret`."""
    return "ok", 200

"""Shortlists: the people whom coaches have chosen for a job. Always a human act, with a name and a note."""

from __future__ import annotations

import re

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirection

from matching.clock import day_of
from matching.journey.shortlists import reading
from matching.journey.shortlists.life import shortlist, withdraw
from matching.journey.shortlists.reading import entries_for_job, entry_for
from matching.journey.shortlists.tables import ShortlistEntry
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.reference.communes import communes_by_insee
from webapp.forms.base import accepted
from webapp.lists import Column, shown_whole, taken, whole
from webapp.pages.journey.shortlists.forms import NoteForm
from webapp.request.actors import current_actor
from webapp.request.context import current_session

blueprint = Blueprint("shortlist", __name__, url_prefix="/postes/<int:job_id>/selection")

COLUMNS: tuple[Column[ShortlistEntry], ...] = (
    Column("Nom", lambda entry: entry.candidate.last_name),
    Column("Prénom", lambda entry: entry.candidate.first_name),
    Column("Note", lambda entry: entry.note),
    Column("Choisie par", lambda entry: entry.added_by.full_name),
    Column("Le", lambda entry: day_of(entry.added_at)),
)


@blueprint.get("")
def for_job(job_id: int) -> str:
    """The people chosen for a job, among those whom one may see."""
    session, actor = current_session(), current_actor()
    job = get_job(session, actor, job_id)
    entries = shown_whole(entries_for_job(actor, job))
    insee = [e.candidate.commune_insee for e in entries if e.candidate.commune_insee]
    return render_template(
        "journey/shortlists/for_job.html",
        job=job,
        entries=entries,
        communes=communes_by_insee(session, insee),
    )


@blueprint.get("/tableau.csv")
def export(job_id: int) -> Response:
    """The same as a table for a spreadsheet."""
    actor = current_actor()
    job = get_job(current_session(), actor, job_id)
    entries = whole(entries_for_job(actor, job))
    return taken(entries, COLUMNS, "Sélection", f"selection-poste-{job.id}.csv")


@blueprint.route("/<int:candidate_id>", methods=["GET", "POST"])
def add(job_id: int, candidate_id: int) -> str | Redirection | tuple[str, int]:
    """Choose a person for a job, or change the note of that choice."""
    session, actor = current_session(), current_actor()
    job, candidate = both_sides(job_id, candidate_id)
    entry = entry_for(session, actor, job, candidate)
    form = NoteForm(
        data={"note": entry.note if entry else "", "retour": request.args.get("retour")}
    )
    context = {"job": job, "candidate": candidate, "entry": entry, "form": form}
    if not form.is_submitted():
        return render_template("journey/shortlists/note.html", **context)
    if accepted(
        form,
        lambda: shortlist(session, actor, job=job, candidate=candidate, note=form.note.data or ""),
    ):
        added = f"{candidate.full_name} est dans la sélection pour « {job.title} »."
        flash("La note est enregistrée." if entry else added, "success")
        return redirect(way_back(form.retour.data, job))
    return render_template("journey/shortlists/note.html", **context), 422


@blueprint.post("/<int:candidate_id>/retirer")
def remove(job_id: int, candidate_id: int) -> Redirection:
    """Take a person off the shortlist."""
    job, candidate = both_sides(job_id, candidate_id)
    withdraw(current_session(), current_actor(), job=job, candidate=candidate)
    flash(f"{candidate.full_name} n’est plus dans la sélection.", "success")
    return redirect(way_back(request.form.get("retour"), job))


def both_sides(job_id: int, candidate_id: int) -> tuple[JobProfile, Candidate]:
    """Both sides of a choice. Raises NotFound, Forbidden."""
    return reading.both_sides(current_session(), current_actor(), job_id, candidate_id)


def way_back(address: str | None, job: JobProfile) -> str:
    """The page where the choice was made, when it is one of ours; the shortlist otherwise."""
    if address and re.match(r"/(?![/\\])", address) and not re.search(r"[\x00-\x20\\]", address):
        return address
    return url_for("shortlist.for_job", job_id=job.id)

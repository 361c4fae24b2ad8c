"""Shortlists: the people whom coaches have chosen for a job. Always a human act, with a name and a note."""

from __future__ import annotations

import csv
import io
import re

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirection

from matching import policy
from matching.clock import day_of
from matching.errors import Conflict, Invalid
from matching.pool import candidates, jobs, reference, shortlists
from matching.pool.tables import Candidate, JobProfile
from webapp.actors import current_actor
from webapp.forms.matching import NoteForm
from webapp.templating import fr_date
from webapp.transactions import current_session

blueprint = Blueprint("shortlist", __name__, url_prefix="/postes/<int:job_id>/selection")


@blueprint.get("")
def for_job(job_id: int) -> str:
    """The people chosen for a job, among those whom one may see."""
    session, actor = current_session(), current_actor()
    job = matched_job(job_id)
    entries = shortlists.entries_for_job(session, actor, job)
    insee = [e.candidate.commune_insee for e in entries if e.candidate.commune_insee]
    return render_template(
        "shortlist/for_job.html",
        job=job,
        entries=entries,
        communes=reference.communes(session, insee),
    )


@blueprint.get("/tableau.csv")
def export(job_id: int) -> Response:
    """The same as a table for a spreadsheet: UTF-8 with its mark, semicolons, as French ones expect."""
    job = matched_job(job_id)
    entries = shortlists.entries_for_job(current_session(), current_actor(), job)
    shortlists.note_exported(current_session(), current_actor(), job, entries)
    table = io.StringIO()
    writer = csv.writer(table, delimiter=";")
    writer.writerow(["Nom", "Prénom", "Note", "Choisie par", "Le"])
    for entry in entries:
        person = entry.candidate
        row = (person.last_name, person.first_name, entry.note, entry.added_by.full_name)
        writer.writerow([*map(as_text, row), fr_date(day_of(entry.added_at))])
    return Response(
        "\ufeff" + table.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename=selection-poste-{job.id}.csv"},
    )


@blueprint.route("/<int:candidate_id>", methods=["GET", "POST"])
def add(job_id: int, candidate_id: int) -> str | Redirection | tuple[str, int]:
    """Choose a person for a job, or change the note of that choice."""
    session, actor = current_session(), current_actor()
    job, candidate = asked(job_id, candidate_id)
    entry = shortlists.entry_for(session, actor, job, candidate)
    form = NoteForm(
        data={"note": entry.note if entry else "", "retour": request.args.get("retour")}
    )
    context = {"job": job, "candidate": candidate, "entry": entry, "form": form}
    if not form.is_submitted():
        return render_template("shortlist/note.html", **context)
    if form.validate():
        try:
            shortlists.shortlist(
                session, actor, job=job, candidate=candidate, note=form.note.data or ""
            )
        except Invalid as error:
            form.refuse(error)
        except Conflict as error:
            form.general_errors.append(error.message)
        else:
            added = f"{candidate.full_name} est dans la sélection pour « {job.title} »."
            flash("La note est enregistrée." if entry else added, "success")
            return redirect(way_back(form.retour.data, job))
    return render_template("shortlist/note.html", **context), 422


@blueprint.post("/<int:candidate_id>/retirer")
def remove(job_id: int, candidate_id: int) -> Redirection:
    """Take a person off the shortlist."""
    job, candidate = asked(job_id, candidate_id)
    shortlists.withdraw(current_session(), current_actor(), job=job, candidate=candidate)
    flash(f"{candidate.full_name} n’est plus dans la sélection.", "success")
    return redirect(way_back(request.form.get("retour"), job))


def matched_job(job_id: int) -> JobProfile:
    """The job of that address, for those who accompany. Raises NotFound, Forbidden."""
    job = jobs.get_job(current_session(), current_actor(), job_id)
    policy.check(
        current_actor().accompanies,
        "Les sélections sont réservées aux professionnels qui accompagnent les personnes.",
    )
    return job


def asked(job_id: int, candidate_id: int) -> tuple[JobProfile, Candidate]:
    """Both sides of a choice. Raises NotFound for what one may not see."""
    job = matched_job(job_id)
    return job, candidates.get_candidate(current_session(), current_actor(), candidate_id)


def way_back(address: str | None, job: JobProfile) -> str:
    """The page where the choice was made, when it is one of ours; the shortlist otherwise."""
    if address and re.match(r"/(?![/\\])", address) and not re.search(r"[\x00-\x20\\]", address):
        return address
    return url_for("shortlist.for_job", job_id=job.id)


def as_text(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell

"""CVs: depositing a file, and deciding on one screen what of it becomes part of the person's record."""

from __future__ import annotations

import io
import re
from collections import Counter
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from matching.errors import Invalid, UnreadableFile
from matching.pool.candidates.rights import can_edit_candidate
from matching.pool.candidates.tables import Cv
from matching.pool.candidates.terms import ProposalState
from matching.pool.cvs.decisions import decide
from matching.pool.cvs.files import candidate_for_cv, get_cv, read_file
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_labels
from webapp.pages.pool.cvs.forms import (
    GROUPS,
    KNOWN_CERTIFICATES,
    ReviewForm,
    best_rome,
    details,
    told,
)
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session
from webapp.words.french import commune_label, plural

blueprint = Blueprint("cvs", __name__)

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
"""What a stored file is said to be. Anything else is bytes: no browser may take it for a page of ours."""


@blueprint.route("/candidats/<int:candidate_id>/cv", methods=["GET", "POST"])
def upload(candidate_id: int) -> str | Response | tuple[str, int]:
    """Deposit a CV: a new version, with what could be read from it to check."""
    session, actor = current_session(), current_actor()
    candidate = asked(candidate_for_cv, candidate_id)
    if request.method == "GET":
        return render_template("pool/cvs/upload.html", candidate=candidate, problem=None)
    file = request.files.get("file")
    known = {cv.id for cv in candidate.cvs}
    try:
        if file is None or not file.filename:
            raise Invalid("Choisissez un fichier sur votre ordinateur.")
        cv = current_runtime().import_cv(session, actor, candidate, file.filename, file.read())
    except (UnreadableFile, Invalid) as error:
        return render_template(
            "pool/cvs/upload.html", candidate=candidate, problem=error.message
        ), 422
    if cv.id in known:
        flash(f"Ce fichier est déjà là : c’est la version {cv.version}.", "info")
    else:
        found = plural(len(cv.proposals), "élément lu", "éléments lus")
        flash(f"Le CV est enregistré : {found}. Vérifiez-les ci-dessous.", "success")
    return redirect(url_for("cvs.review", cv_id=cv.id))


@blueprint.route("/cv/<int:cv_id>", methods=["GET", "POST"])
def review(cv_id: int) -> str | Response | tuple[str, int]:
    """What was read from a CV, beside its text: keep, correct or set aside, all in one POST."""
    session, actor = current_session(), current_actor()
    cv = asked(get_cv, cv_id)
    can_edit = can_edit_candidate(actor, cv.candidate)
    home = cv.candidate.commune_insee
    commune = commune_label(communes_by_insee(session, [home]).get(home)) if home else None
    form = ReviewForm(
        request.form if request.method == "POST" else None, cv.proposals, cv.candidate, commune
    )
    if request.method == "GET":
        return review_page(cv, form, can_edit)
    try:
        decisions = form.decisions()
        decide(session, actor, cv, decisions, now=current_runtime().now())
    except Invalid as error:
        form.refuse(error)
        return review_page(cv, form, can_edit), 422
    flash(said(Counter(d.state for d in decisions)), "success" if decisions else "info")
    if any(p.state == ProposalState.PENDING for p in cv.proposals):
        group = f"groupe-{form.keep_all}" if form.keep_all in GROUPS else None
        return redirect(url_for("cvs.review", cv_id=cv.id, _anchor=group))
    return redirect(url_for("candidates.show", candidate_id=cv.candidate_id, _anchor="parcours"))


@blueprint.get("/cv/<int:cv_id>/fichier")
def download(cv_id: int) -> Response:
    """The file as it was deposited, always as an attachment."""
    runtime = current_runtime()
    cv, data = read_file(current_session(), current_actor(), cv_id, runtime.files)
    response = send_file(
        io.BytesIO(data),
        mimetype=TYPES.get(cv.kind, "application/octet-stream"),
        as_attachment=True,
        download_name=safe_name(cv.filename),
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def review_page(cv: Cv, form: ReviewForm, can_edit: bool) -> str:
    """The screen of one CV."""
    lines = cv.text.splitlines()
    codes = {best_rome(p.payload) for p in cv.proposals if p.kind == "experience"}
    context: dict[str, Any] = {
        "cv": cv,
        "candidate": cv.candidate,
        "form": form,
        "can_edit": can_edit and bool(form.rows),
        "lines": lines,
        "where": where_read(lines, [(p.id, p.evidence) for p in cv.proposals]),
        "romes": rome_labels(current_session(), {code for code in codes if code}),
        "certificates": KNOWN_CERTIFICATES,
    }
    return render_template("pool/cvs/review.html", **context, told=told, details=details)


def where_read(lines: list[str], evidence: list[tuple[int, str]]) -> dict[int, int]:
    """Proposal id → the line of the CV (from 1) where its evidence begins, where it is found again."""
    first: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        first.setdefault(" ".join(line.split()), number)
    found = {}
    for proposal_id, text in evidence:
        start = " ".join(next(iter(text.splitlines()), "").split())
        if start in first:
            found[proposal_id] = first[start]
    return found


def said(states: Counter[ProposalState]) -> str:
    """What was saved, in one sentence."""
    kept = states[ProposalState.ACCEPTED] + states[ProposalState.CORRECTED]
    parts = []
    if kept:
        parts.append(plural(kept, "élément repris sur la fiche", "éléments repris sur la fiche"))
    if states[ProposalState.REJECTED]:
        parts.append(plural(states[ProposalState.REJECTED], "écarté"))
    if not parts:
        return "Rien n’a été décidé : choisissez « Garder » ou « Écarter » sur les lignes voulues."
    return f"{', '.join(parts)}."


def safe_name(filename: str) -> str:
    """The name that was typed, without what a disk or a header could take amiss."""
    return re.sub(r"[\x00-\x1f\x7f/\\:*?\"<>|]+", "_", filename).strip(" .") or "cv"

"""A copy of everything that is held about a person (RGPD art. 15 and 20)."""

from __future__ import annotations

import io
from typing import Any

from flask import request, send_file
from werkzeug.wrappers import Response

from matching.pool.candidates.reading import open_data
from matching.pool.candidates.tables import Cv
from matching.privacy.export import cv_files, export_of
from webapp.forms.base import Done, accepted
from webapp.pages.consents.forms import ReasonForm
from webapp.pages.privacy.data import HERS, Page, blueprint, data_page
from webapp.pages.words import WORDS
from webapp.papers import access_export
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session

FILES = {"json": "application/json", "pdf": "application/pdf", "zip": "application/zip"}


@blueprint.route(f"{HERS}/export.<any(json,pdf,zip):kind>", methods=["GET", "POST"])
def export(candidate_id: int, kind: str) -> Page:
    """A copy of everything. With a reason (POST), notes that are kept apart are in it."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_data, candidate_id)
    form = ReasonForm(prefix="copie") if request.method == "POST" else None
    reason = (form.reason.data or "") if form else ""

    def made() -> dict[str, Any]:
        today = current_runtime().today()
        return export_of(session, actor, candidate, today=today, reason=reason)

    done = accepted(form, made) if form else Done(made())
    if done is None:
        return data_page(candidate, refused=form), 422
    cvs = cv_files(session, actor, candidate, current_runtime().files)
    return copy_of(done.value, kind, cvs)


def copy_of(held: dict[str, Any], kind: str, cvs: list[tuple[Cv, bytes]]) -> Response:
    """A copy of someone's data as a file; `cvs` go into a ZIP only."""
    if kind == "zip":
        data = access_export.as_zip(held, cvs, WORDS)
    else:
        data = access_export.as_json(held) if kind == "json" else access_export.as_pdf(held, WORDS)
    return send_file(
        io.BytesIO(data),
        mimetype=FILES[kind],
        as_attachment=True,
        download_name=f"donnees-{held['person']['reference']}.{kind}",
    )

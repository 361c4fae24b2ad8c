"""The page of a person's data: what she was told and agreed to, copies, corrections, how long they are kept.

Its parts are acted on in the modules of their rooms, under this one blueprint: a form that one of them refuses
comes back on this page.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from matching.consents import consents, sensitive
from matching.consents.rights import can_open_sensitive
from matching.pool.candidates.reading import open_data
from matching.pool.candidates.tables import Candidate
from matching.privacy import retention
from matching.privacy.corrections import life
from matching.privacy.rights import can_erase_candidate
from webapp.forms.base import Form
from webapp.pages.consents.forms import ReasonForm, consent_form
from webapp.pages.privacy.corrections.forms import AnswerForm, CorrectionForm
from webapp.pages.privacy.retention.forms import ContactForm
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session

blueprint = Blueprint("privacy", __name__)

Page = str | Response | tuple[str, int]

HERS = "/candidats/<int:candidate_id>/donnees"


@blueprint.get(HERS)
def show(candidate_id: int) -> Page:
    """Everything about her data, and what can be done with them."""
    return data_page(asked(open_data, candidate_id))


def back_to(candidate: Candidate, message: str, anchor: str) -> Response:
    flash(message, "success")
    return redirect(url_for("privacy.show", candidate_id=candidate.id, _anchor=anchor))


def data_page(candidate: Candidate, *, refused: Form | None = None) -> str:
    """The page of her data; a form that was refused comes back in its place with what was typed."""
    session, actor = current_session(), current_actor()
    requests = life.requests(session, actor, candidate)

    def form_of(empty: Form) -> Form:
        same = refused is not None and refused._prefix == empty._prefix
        return refused if same and refused is not None else empty

    can_open_notes = can_open_sensitive(actor, candidate)
    return render_template(
        "privacy/data/show.html",
        candidate=candidate,
        refused=refused,
        uses=[(use, form_of(consent_form(use, empty=True))) for use in consents.USES.values()],
        standing=consents.standing(session, candidate),
        records=consents.records(session, candidate),
        kept=retention.kept_until(session, actor, candidate),
        requests=[
            (one, form_of(AnswerForm(formdata=None, prefix=f"reponse-{one.id}")))
            for one in requests
        ],
        contact_form=form_of(
            ContactForm(formdata=None, prefix="contact", data={"day": current_runtime().today()})
        ),
        correction_form=form_of(CorrectionForm(formdata=None, prefix="correction")),
        copy_form=form_of(ReasonForm(formdata=None, prefix="copie")),
        can_open_notes=can_open_notes,
        notes=sensitive.count(session, actor, candidate) if can_open_notes else None,
        can_erase=can_erase_candidate(actor, candidate),
        today=current_runtime().today(),
    )

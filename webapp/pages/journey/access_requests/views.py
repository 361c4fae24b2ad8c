"""Profiles without a name, and the requests to know who they are."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.errors import Conflict
from matching.journey.access_requests import life
from matching.journey.access_requests.life import ACCESS_DAYS, decide
from matching.journey.access_requests.reading import (
    RequestLine,
    asked_ids,
    get_request,
    profile_to_ask_about,
    received,
    request_to_answer,
    sent,
)
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.profiles.reading import Sight, get_profile
from webapp.forms.base import accepted
from webapp.lists import shown
from webapp.pages.journey.access_requests.forms import AcceptForm, AskForm, RefuseForm
from webapp.request.actors import current_actor
from webapp.request.context import current_runtime, current_session

blueprint = Blueprint("profiles", __name__)

LAST_ROW = 2**31 - 1


@blueprint.get("/profils/<reference>")
def show(reference: str) -> str:
    """What is matched of a person, without her name."""
    session, actor = current_session(), current_actor()
    person, sight = get_profile(session, actor, reference, today=current_runtime().today())
    waits = sight.may_ask and person.id in asked_ids(session, actor)
    return render_template(
        "journey/access_requests/show.html",
        sight=sight,
        profile=sight.profile,
        waits=waits,
        job=asked_job(),
        today=current_runtime().today(),
    )


@blueprint.route("/profils/<reference>/demande", methods=["GET", "POST"])
def ask(reference: str) -> str | Response | tuple[str, int]:
    """Ask to know who a profile is, for a job or not."""
    session, actor = current_session(), current_actor()
    person, sight = profile_to_ask_about(session, actor, reference, today=current_runtime().today())
    if sight.named_id is not None:
        flash("Vous connaissez déjà cette personne : voici sa fiche.", "info")
        return redirect(url_for("candidates.show", candidate_id=sight.named_id))
    job, form = asked_job(), AskForm()
    if form.is_submitted():
        if accepted(form, lambda: life.ask(
            session, actor, person, message=form.message.data or "", job=job)):  # fmt: skip
            flash(f"Votre demande est envoyée à {sight.profile.structure}.", "success")
            return redirect(url_for("profiles.requests", liste="envoyees"))
        return ask_page(sight, form, job), 422
    return ask_page(sight, form, job)


@blueprint.get("/demandes")
def requests() -> str:
    """The requests that wait for one's answer, and one's own."""
    own = request.args.get("liste") == "envoyees"
    asked_for = sent if own else received
    found = shown(asked_for(current_actor(), today=current_runtime().today()))
    return render_template(
        "journey/access_requests/requests.html", own=own, lines=found.rows, paging=found.paging
    )


@blueprint.get("/demandes/<int:request_id>")
def one_request(request_id: int) -> str:
    """One request: who asks, about whom, why, and what became of it."""
    return request_page(asked_line(request_id))


@blueprint.post("/demandes/<int:request_id>/accepter")
def accept(request_id: int) -> Response | tuple[str, int]:
    """Let the asker know this person, for a while."""
    form = AcceptForm(prefix="accepter")
    if accepted(form, lambda: decide(
        current_session(), current_actor(), request_id,
        accepted=True, answer=form.answer.data or "", today=current_runtime().today())):  # fmt: skip
        flash(
            f"La demande est acceptée pour {ACCESS_DAYS} jours. Le coach est prévenu.",
            "success",
        )
        return redirect(url_for("profiles.one_request", request_id=request_id))
    return request_page(asked_line(request_id), accept_form=form), 422


@blueprint.post("/demandes/<int:request_id>/refuser")
def refuse(request_id: int) -> Response | tuple[str, int]:
    """Say no, with the reason."""
    session, actor, today = current_session(), current_actor(), current_runtime().today()
    request_to_answer(session, actor, request_id, today=today)
    form = RefuseForm(prefix="refuser")
    if accepted(form, lambda: decide(
        session, actor, request_id, accepted=False, answer=form.answer.data or "", today=today)):  # fmt: skip
        flash("La demande est refusée. Le coach lira votre raison.", "success")
        return redirect(url_for("profiles.one_request", request_id=request_id))
    return request_page(asked_line(request_id), refuse_form=form), 422


@blueprint.post("/demandes/<int:request_id>/arreter")
def end(request_id: int) -> Response:
    """Take an access back before its time."""
    try:
        life.end(current_session(), current_actor(), request_id, today=current_runtime().today())
    except Conflict as error:
        flash(error.message, "info")
    else:
        flash("L’accès est arrêté. Le coach est prévenu.", "success")
    return redirect(url_for("profiles.one_request", request_id=request_id))


def asked_job() -> JobProfile | None:
    """The job that the address says one comes from. Raises NotFound for one that may not be seen."""
    job_id = request.args.get("poste", type=int)
    if job_id is None or not 0 < job_id <= LAST_ROW:
        return None
    return get_job(current_session(), current_actor(), job_id)


def ask_page(sight: Sight, form: AskForm, job: JobProfile | None) -> str:
    return render_template(
        "journey/access_requests/ask.html", profile=sight.profile, form=form, job=job
    )


def asked_line(request_id: int) -> RequestLine:
    """The request of that address as one may see it. Raises NotFound."""
    return get_request(
        current_session(), current_actor(), request_id, today=current_runtime().today()
    )


def request_page(
    line: RequestLine,
    *,
    accept_form: AcceptForm | None = None,
    refuse_form: RefuseForm | None = None,
) -> str:
    """The page of a request; a form that was refused comes back with what was typed."""
    return render_template(
        "journey/access_requests/request.html",
        line=line,
        refused=accept_form or refuse_form,
        accept_form=accept_form or AcceptForm(formdata=None, prefix="accepter"),
        refuse_form=refuse_form or RefuseForm(formdata=None, prefix="refuser"),
        days=ACCESS_DAYS,
    )

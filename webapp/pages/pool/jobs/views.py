"""Job profiles: the list, one profile, writing it, and where it stands."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.errors import Invalid, NotFound
from matching.pool.employers.life import list_to_write_for
from matching.pool.employers.tables import Employer
from matching.pool.jobs import publication
from matching.pool.jobs.life import create_job, employer_to_write_for, update_job
from matching.pool.jobs.publication import PATH
from matching.pool.jobs.reading import get_job, list_jobs, open_job
from matching.pool.jobs.rights import can_edit_job
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.pool.jobs.wording import read_wording, wording_context, wording_to_mend
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_label
from matching.texts.wording.check import Mention, edit_of, explained, law
from webapp.forms.base import accepted
from webapp.forms.fields import options
from webapp.lists import is_narrowed, shown
from webapp.pages.pool.jobs.forms import JobFilters, JobForm, texts_to_read
from webapp.request.actors import asked, current_actor, current_departments, current_person
from webapp.request.context import current_runtime, current_session

blueprint = Blueprint("jobs", __name__, url_prefix="/postes")

STEPS = {
    JobStatus.PUBLISHED: ("Publier", "Le profil est publié : les coachs du territoire le voient."),
    JobStatus.SUSPENDED: ("Suspendre", "Le profil est suspendu : plus personne n’y est proposé."),
    JobStatus.FILLED: ("Marquer comme pourvu", "Bravo ! Le poste est marqué comme pourvu."),
    JobStatus.CLOSED: ("Clore", "Le profil est clos."),
}
"""What a change of status is called on its button, and what is said afterwards."""


@blueprint.get("/")
def index() -> str:
    """The job profiles that one may see: one's own for an employer, the territory's otherwise."""
    session, actor = current_session(), current_actor()
    filters = JobFilters(request.args)
    filters.departement.choices = options(current_departments(), "Tous")
    filters.validate()
    found = shown(
        list_jobs(
            actor,
            text=filters.q.data or "",
            statuses=(filters.statut.data,) if filters.statut.data else (),
            rome=filters.metier.data,
            contract=filters.contrat.data or None,
            department=filters.departement.data or None,
        )
    )
    own = actor.hires and not (actor.develops or actor.accompanies)
    if own:
        filters.q.label.text = "Intitulé ou texte"
    return render_template(
        "pool/jobs/index.html",
        filters=filters,
        filtered=is_narrowed(),
        jobs=found.rows,
        paging=found.paging,
        communes=communes_by_insee(session, [job.commune_insee for job in found.rows]),
        today=current_runtime().today(),
        own=own,
        can_write=actor.hires or actor.develops,
    )


@blueprint.get("/<int:job_id>")
def show(job_id: int) -> str:
    """One job profile: what is asked, when and where."""
    session, actor = current_session(), current_actor()
    job = get_job(session, actor, job_id)
    can_edit = can_edit_job(actor, job)
    return render_template(
        "pool/jobs/show.html",
        job=job,
        can_edit=can_edit,
        steps=next_steps(job) if can_edit else [],
        to_mend=wording_to_mend(job) if can_edit and job.status == JobStatus.DRAFT else [],
        explained=explained,
        commune=communes_by_insee(session, [job.commune_insee]).get(job.commune_insee),
        rome=rome_label(session, job.rome) if job.rome else None,
        today=current_runtime().today(),
    )


@blueprint.get("/nouveau")
def choose_employer() -> str | Response:
    """For whom the profile is written: an employer's own, or one of the developer's territory."""
    actor = current_actor()
    if actor.hires and not actor.develops:
        return redirect(url_for("jobs.create", employer_id=actor.employer_id))
    found = shown(list_to_write_for(actor))
    return render_template(
        "pool/jobs/choose_employer.html", employers=found.rows, paging=found.paging
    )


@blueprint.route("/nouveau/<int:employer_id>", methods=["GET", "POST"])
def create(employer_id: int) -> str | Response | tuple[str, int]:
    """Write a job profile: kept as a draft, or published at once by the button of that name."""
    session, actor = current_session(), current_actor()
    employer = asked(employer_to_write_for, employer_id)
    form = JobForm()
    if form.is_submitted():
        if redrawn := reworded(form, employer, None):
            return redrawn
        if done := accepted(
            form, lambda: written(create_job(session, actor, employer, form.to_data()))
        ):
            return saved(
                done.value, "Le profil est gardé en brouillon. Publiez-le quand il est prêt."
            )
        return form_page(form, employer, None), 422
    place = employer.places[0].commune_insee if employer.places else None
    return form_page(JobForm(commune_insee=place), employer, None)


@blueprint.route("/<int:job_id>/modifier", methods=["GET", "POST"])
def edit(job_id: int) -> str | Response | tuple[str, int]:
    """Correct a job profile."""
    session, actor = current_session(), current_actor()
    job = asked(open_job, job_id)
    form = JobForm(job=job)
    if form.is_submitted():
        if redrawn := reworded(form, job.employer, job):
            return redrawn
        if accepted(form, lambda: written(update_job(session, actor, job, form.to_data()))):
            return saved(job, "Le profil est enregistré.")
        return form_page(form, job.employer, job), 422
    return form_page(form, job.employer, job)


@blueprint.post("/formulation")
def wording() -> Response:
    """What the texts of a form name, for static/wording.js while one types. Keeps nothing.

    JSON: by the name of the field, a list of {severity, words, start, end, why, law, proposals}; a proposal
    is {label, start, end, text}, the change that follows it. Positions count characters, not UTF-16 units.
    """
    texts = texts_to_read(request.form)
    licences = [v for k, v in request.form.items() if k.startswith("licences-") and len(v) < 4]
    context = wording_context(request.form.get("contract"), licences)
    found = read_wording(current_actor(), texts, context=context)
    return jsonify(
        {name: [told(texts[name], m) for m in mentions] for name, mentions in found.items()}
    )


def told(text: str, mention: Mention) -> dict[str, Any]:
    """A mention for the script."""
    changes = [edit_of(text, mention, proposal) for proposal in mention.proposals]
    return {
        "severity": str(mention.severity),
        "words": mention.words,
        "start": mention.start,
        "end": mention.end,
        "why": mention.why,
        "law": law(mention),
        "proposals": [
            {"label": proposal, "start": change.start, "end": change.end, "text": change.text}
            for proposal, change in zip(mention.proposals, changes, strict=True)
        ],
    }


@blueprint.post("/<int:job_id>/etat")
def set_status(job_id: int) -> Response | tuple[str, int]:
    """Publish, suspend, fill or close."""
    session, actor = current_session(), current_actor()
    job = get_job(session, actor, job_id)
    try:
        status = JobStatus(request.form.get("etat", ""))
    except ValueError:
        raise NotFound("Cet état n’existe pas.") from None
    try:
        publication.set_status(session, actor, job, status)
    except Invalid as error:  # its wording: shown where it can be changed
        form = JobForm(formdata=None, job=job)
        form.refuse(error)
        return form_page(form, job.employer, job), 422
    flash(STEPS[status][1], "success")
    return redirect(url_for("jobs.show", job_id=job.id))


def written(job: JobProfile) -> JobProfile:
    """The profile, published when the button said so and it is still a draft. Raises Invalid."""
    if request.form.get("puis") == "publier" and job.status == JobStatus.DRAFT:
        publication.set_status(current_session(), current_actor(), job, JobStatus.PUBLISHED)
    return job


def reworded(form: JobForm, employer: Employer, job: JobProfile | None) -> str | None:
    """The form drawn again by «Vérifier la formulation» or by the button of a proposed wording; nothing is
    saved. None when another button was pressed."""
    pressed = request.form.get("formulation")
    if pressed is None:
        return None
    form.settle()
    form.mentions = read(form)
    message = "Rien de ce que Vivier reconnaît dans la formulation : relisez-la quand même."
    if pressed != "verifier":
        message = "La formulation est remplacée. Le profil n’est pas encore enregistré."
        if not form.follow(pressed):
            message = "Ce texte a changé entre-temps : voici ce qu’il en est maintenant."
    elif form.mentions:
        message = "Voyez les remarques sous chaque texte. Le profil n’est pas encore enregistré."
    at = pressed.split("|")[0]
    return form_page(
        form, employer, job, said=message, said_at=at if at in form.texts() else "text"
    )


def read(form: JobForm) -> dict[str, tuple[Mention, ...]]:
    return read_wording(current_actor(), form.texts(), context=form.context())


def saved(job: JobProfile, message: str) -> Response:
    """To the profile's page."""
    if request.form.get("puis") == "publier":
        message = STEPS[JobStatus.PUBLISHED][1]
    elif job.status == JobStatus.DRAFT and (number := len(wording_to_mend(job))):
        some = "Une formulation est" if number == 1 else f"{number} formulations sont"
        message = f"Le profil est gardé en brouillon. {some} à corriger avant de le publier."
    flash(message, "success")
    return redirect(url_for("jobs.show", job_id=job.id))


def next_steps(job: JobProfile) -> list[tuple[str, str]]:
    """The (status, words of the button) to which the profile may go."""
    allowed = PATH.after(job.status)
    steps = [(str(status), words) for status, (words, _) in STEPS.items() if status in allowed]
    if job.status in (JobStatus.SUSPENDED, JobStatus.FILLED, JobStatus.CLOSED):
        steps = [
            (s, "Publier à nouveau" if s == JobStatus.PUBLISHED else words) for s, words in steps
        ]
    return steps


def form_page(
    form: JobForm,
    employer: Employer,
    job: JobProfile | None,
    *,
    said: str | None = None,
    said_at: str = "text",
) -> str:
    """The form, with what its texts name; `said` is what a button has just done, below the field `said_at`."""
    own = current_person().employer_id == employer.id
    if job or form.is_submitted():
        form.mentions = read(form)
    return render_template(
        "pool/jobs/form.html",
        form=form,
        employer=employer,
        job=job,
        own=own,
        said=said,
        said_at=said_at,
        read_names=form.text_fields(),
        law=law,
    )

"""The people who are accompanied: the list «Mon vivier», a person's page, and what one writes about her."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.actor import Role
from matching.journey.access_requests.reading import access_until
from matching.journey.shortlists.reading import entries_for_candidate
from matching.listing import Listing
from matching.pool.candidates import life, obstacles, portfolios
from matching.pool.candidates.life import (
    check_may_create,
    create_candidate,
    update_candidate,
    update_experience,
)
from matching.pool.candidates.reading import (
    Followed,
    get_candidate,
    list_candidates,
    open_candidate,
    open_experience,
)
from matching.pool.candidates.rights import can_edit_candidate, can_open_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import ProposalState
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_labels
from webapp.forms.base import accepted
from webapp.forms.fields import options
from webapp.lists import Column, is_narrowed, shown, taken, whole
from webapp.pages.pool.candidates.forms import (
    ELSEWHERE,
    FOLLOWED,
    CandidateFilters,
    CandidateForm,
    CertificateForm,
    EducationForm,
    ExperienceForm,
    ObstacleForm,
)
from webapp.pages.pool.portfolios.forms import HandOverForm
from webapp.request.actors import asked, current_actor, current_departments
from webapp.request.context import current_runtime, current_session
from webapp.words.french import commune_label, term

blueprint = Blueprint("candidates", __name__, url_prefix="/candidats")

WHOSE: dict[str, Followed] = {
    "moi": "me",
    "structure": "structure",
    "ailleurs": "elsewhere",
}


@blueprint.get("/")
def index() -> str:
    """«Mon vivier»: the people of one's structure, with filters."""
    session = current_session()
    filters = asked_filters()
    found = shown(asked_people(filters))
    return render_template(
        "pool/candidates/index.html",
        filters=filters,
        filtered=is_narrowed("suivi"),
        people=found.rows,
        paging=found.paging,
        communes=communes_by_insee(
            session, [p.commune_insee for p in found.rows if p.commune_insee], postcodes=False
        ),
        romes=rome_labels(session, [code for p in found.rows for code in p.wished_romes]),
        today=current_runtime().today(),
    )


@blueprint.get("/export.xlsx")
def export() -> Response:
    """The same list as a spreadsheet, with the same filters."""
    people = whole(asked_people(asked_filters()))
    return taken(people, columns_for(people), "Mon vivier", "mon-vivier.xlsx")


def columns_for(people: Sequence[Candidate]) -> tuple[Column[Candidate], ...]:
    """The columns of the spreadsheet. CV and obstacles are for those who keep the person's record."""
    session, actor = current_session(), current_actor()
    communes = communes_by_insee(session, [p.commune_insee for p in people if p.commune_insee])
    romes = rome_labels(session, [code for p in people for code in p.wished_romes])

    def kept(cell: Callable[[Candidate], object]) -> Callable[[Candidate], object]:
        return lambda one: cell(one) if can_open_candidate(actor, one) else ""

    return (
        Column("Nom", lambda one: one.last_name),
        Column("Prénom", lambda one: one.first_name),
        Column("Situation", lambda one: term(one.status, "CandidateStatus")),
        Column(
            "Métiers souhaités",
            lambda one: ", ".join(romes.get(code, code) for code in one.wished_romes),
        ),
        Column("Disponible à partir du", lambda one: one.available_from),
        Column("Commune", lambda one: commune_label(communes.get(one.commune_insee or ""))),
        Column("CV", kept(lambda one: "oui" if one.cvs else "non")),
        Column(
            "Freins à lever",
            kept(lambda one: len([o for o in one.obstacles if o.lifted_on is None])),
        ),
        Column("Coach", lambda one: one.coach.full_name if one.coach else ""),
    )


@blueprint.get("/<int:candidate_id>")
def show(candidate_id: int) -> str:
    """One person: what she wants, what she can do, where she can go; her path, CVs and obstacles."""
    return person_page(asked(get_candidate, candidate_id))


@blueprint.route("/nouveau", methods=["GET", "POST"])
def create() -> str | Response | tuple[str, int]:
    """Add a person to one's own portfolio."""
    session, actor = current_session(), current_actor()
    check_may_create(actor)
    form = CandidateForm()
    if form.is_submitted():
        if done := accepted(form, lambda: create_candidate(session, actor, form.to_data())):
            person = done.value
            flash(
                f"{person.full_name} est dans votre vivier. Vous pouvez ajouter son CV.", "success"
            )
            return redirect(url_for("candidates.show", candidate_id=person.id))
        return render_template("pool/candidates/form.html", form=form, candidate=None), 422
    return render_template("pool/candidates/form.html", form=form, candidate=None)


@blueprint.route("/<int:candidate_id>/modifier", methods=["GET", "POST"])
def edit(candidate_id: int) -> str | Response | tuple[str, int]:
    """Correct what is written about a person."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_candidate, candidate_id)
    form = CandidateForm(candidate=candidate)
    if form.is_submitted():
        if accepted(form, lambda: update_candidate(session, actor, candidate, form.to_data())):
            flash("La fiche est enregistrée.", "success")
            return redirect(url_for("candidates.show", candidate_id=candidate.id))
        return render_template("pool/candidates/form.html", form=form, candidate=candidate), 422
    return render_template("pool/candidates/form.html", form=form, candidate=candidate)


@blueprint.route("/<int:candidate_id>/experiences/nouvelle", methods=["GET", "POST"])
def add_experience(candidate_id: int) -> str | Response | tuple[str, int]:
    """Add something the person did."""
    candidate = asked(open_candidate, candidate_id)
    form = ExperienceForm()
    if form.is_submitted():
        if accepted(form, lambda: life.add_experience(
            current_session(), current_actor(), candidate, form.to_data())):  # fmt: skip
            return back_to(candidate, "L’expérience est ajoutée.", "parcours")
        return render_template(
            "pool/candidates/experience.html", form=form, candidate=candidate
        ), 422
    return render_template("pool/candidates/experience.html", form=form, candidate=candidate)


@blueprint.route("/<int:candidate_id>/experiences/<int:experience_id>", methods=["GET", "POST"])
def edit_experience(candidate_id: int, experience_id: int) -> str | Response | tuple[str, int]:
    """Correct an experience."""
    candidate = asked(open_candidate, candidate_id)
    known = open_experience(current_session(), current_actor(), candidate, experience_id)
    form = ExperienceForm(obj=known)
    if form.is_submitted():
        if accepted(form, lambda: update_experience(
            current_session(), current_actor(), candidate, experience_id, form.to_data())):  # fmt: skip
            return back_to(candidate, "L’expérience est enregistrée.", "parcours")
        return render_template(
            "pool/candidates/experience.html", form=form, candidate=candidate, experience=known
        ), 422
    return render_template(
        "pool/candidates/experience.html", form=form, candidate=candidate, experience=known
    )


@blueprint.post("/<int:candidate_id>/formations")
def add_education(candidate_id: int) -> Response | tuple[str, int]:
    """Add a diploma or a training course."""
    candidate = asked(open_candidate, candidate_id)
    form = EducationForm(prefix="formation")
    if accepted(form, lambda: life.add_education(
        current_session(), current_actor(), candidate, form.to_data())):  # fmt: skip
        return back_to(candidate, "La formation est ajoutée.", "formations")
    return person_page(candidate, education_form=form), 422


@blueprint.post("/<int:candidate_id>/certificats")
def add_certificate(candidate_id: int) -> Response | tuple[str, int]:
    """Add a certificate or habilitation."""
    candidate = asked(open_candidate, candidate_id)
    form = CertificateForm(prefix="certificat")
    if accepted(form, lambda: life.add_certificate(
        current_session(), current_actor(), candidate, form.to_data())):  # fmt: skip
        return back_to(candidate, "Le certificat est ajouté.", "certificats")
    return person_page(candidate, certificate_form=form), 422


@blueprint.post("/<int:candidate_id>/freins")
def add_obstacle(candidate_id: int) -> Response | tuple[str, int]:
    """Note an obstacle and the steps that would lift it."""
    candidate = asked(open_candidate, candidate_id)
    form = ObstacleForm(prefix="frein")
    if accepted(form, lambda: obstacles.add_obstacle(
        current_session(), current_actor(), candidate,
        kind=form.kind.data, note=form.note.data or "", actions=(form.actions.data or "").splitlines(),
    )):  # fmt: skip
        return back_to(candidate, "Le frein et ses actions sont notés.", "freins")
    return person_page(candidate, obstacle_form=form), 422


@blueprint.post("/<int:candidate_id>/actions/<int:action_id>")
def tick_action(candidate_id: int, action_id: int) -> Response:
    """Mark a step done today, or not done any more."""
    candidate = asked(open_candidate, candidate_id)
    done = request.form.get("fait") == "oui"
    obstacles.tick_action(
        current_session(),
        current_actor(),
        candidate,
        action_id,
        current_runtime().today() if done else None,
    )
    return back_to(candidate, "L’action est faite." if done else "L’action est à faire.", "freins")


@blueprint.post(
    "/<int:candidate_id>/<any(experience,education,certificate,obstacle):kind>/<int:fact_id>/retirer"
)
def remove_fact(candidate_id: int, kind: str, fact_id: int) -> Response:
    """Take away an experience, an education, a certificate or an obstacle."""
    candidate = asked(open_candidate, candidate_id)
    life.remove_fact(current_session(), current_actor(), candidate, kind, fact_id)
    anchors = {"experience": "parcours", "education": "formations", "certificate": "certificats"}
    return back_to(candidate, "L’élément est retiré de la fiche.", anchors.get(kind, "freins"))


def asked_filters() -> CandidateFilters:
    """The filters in the address; a coach's list starts with her own people."""
    filters = CandidateFilters(request.args)
    filters.departement.choices = options(current_departments(), "Tous")
    if current_actor().granted:
        filters.suivi.choices = [*FOLLOWED, ELSEWHERE]
    filters.validate()
    filters.suivi.data = filters.suivi.data or (
        "moi" if current_actor().has(Role.COACH) else "structure"
    )
    return filters


def asked_people(filters: CandidateFilters) -> Listing[Candidate]:
    """The people of the list. Raises Forbidden for those who accompany nobody."""
    return list_candidates(
        current_actor(),
        text=filters.q.data or "",
        statuses=(filters.statut.data,) if filters.statut.data else (),
        followed=WHOSE.get(filters.suivi.data, "structure"),
        rome=filters.metier.data,
        department=filters.departement.data or None,
    )


def back_to(candidate: Candidate, message: str, anchor: str) -> Response:
    """To the person's page, where the change was made."""
    flash(message, "success")
    return redirect(url_for("candidates.show", candidate_id=candidate.id, _anchor=anchor))


def person_page(
    candidate: Candidate,
    *,
    education_form: EducationForm | None = None,
    certificate_form: CertificateForm | None = None,
    obstacle_form: ObstacleForm | None = None,
    hand_over_form: HandOverForm | None = None,
) -> str:
    """The person's page; a form that was refused comes back with what was typed."""
    session, actor = current_session(), current_actor()
    codes = [*candidate.wished_romes, *(e.rome for e in candidate.experiences if e.rome)]
    full = can_open_candidate(actor, candidate)
    refused = education_form or certificate_form or obstacle_form or hand_over_form
    takers = portfolios.takers(session, actor, candidate)
    if hand_over_form is None:
        hand_over_form = HandOverForm(formdata=None, prefix="suivi")
        hand_over_form.offer(takers)
    return render_template(
        "pool/candidates/show.html",
        candidate=candidate,
        full=full,
        can_edit=can_edit_candidate(actor, candidate),
        access_until=access_until(session, actor, candidate),
        commune=communes_by_insee(session, [candidate.commune_insee or ""]).get(
            candidate.commune_insee or ""
        ),
        romes=rome_labels(session, codes),
        to_check=sum(p.state == ProposalState.PENDING for p in candidate.cvs[0].proposals)
        if full and candidate.cvs
        else 0,
        chosen_for=entries_for_candidate(session, actor, candidate),
        refused=refused,
        education_form=education_form or EducationForm(formdata=None, prefix="formation"),
        certificate_form=certificate_form or CertificateForm(formdata=None, prefix="certificat"),
        obstacle_form=obstacle_form or ObstacleForm(formdata=None, prefix="frein"),
        takers=takers,
        hand_over_form=hand_over_form,
        today=current_runtime().today(),
    )

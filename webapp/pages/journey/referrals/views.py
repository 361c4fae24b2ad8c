"""Referrals: a coach proposes a job to a person, an employer reads of her what she lets him read and answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.actor import Role
from matching.clock import day_of
from matching.journey.referrals import life, reading
from matching.journey.referrals.cards import preview, shown_to_employer
from matching.journey.referrals.life import PATH, employer_answer
from matching.journey.referrals.reading import (
    both_sides,
    list_applications,
    list_referrals,
    open_referral,
    proposable,
    reads_as_employer,
    show_application,
    show_referral,
    steps_of,
)
from matching.journey.referrals.rights import can_steer_referral
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import SHOWN_TO_EMPLOYER, Disclosure, ReferralState
from matching.journey.shortlists.tables import ShortlistEntry
from matching.listing import Listing, all_rows
from matching.pool.candidates.reading import get_candidate
from matching.pool.candidates.rights import can_see_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.publication import is_open
from matching.pool.profiles.employer_card import ReferralCard
from webapp.forms.base import accepted
from webapp.lists import Column, shown, taken, whole
from webapp.pages.journey.referrals.forms import (
    DisclosureForm,
    EmployerAnswerForm,
    NotedReplyForm,
    ProposeForm,
    ReferralFilters,
    WithdrawForm,
)
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session
from webapp.request.visits import now
from webapp.words.french import fr_date, fr_duration, term

blueprint = Blueprint("referrals", __name__)

COLUMNS: tuple[Column[Referral], ...] = (
    Column("Personne", lambda one: called(one)),
    Column("Poste", lambda one: one.job_profile.title),
    Column("Employeur", lambda one: one.job_profile.employer.name),
    Column("État", lambda one: term(one.state, "ReferralState")),
    Column("Ce que l’employeur voit", lambda one: term(one.disclosure, "Disclosure")),
    Column("Proposée le", lambda one: day_of(one.proposed_at)),
    Column("Accord le", lambda one: day_of(one.agreed_at) if one.agreed_at else None),
    Column("Réponse le", lambda one: day_of(one.answered_at) if one.answered_at else None),
    Column(
        "Raison de l’employeur",
        lambda one: term(one.reason, "EmployerReason") if one.reason else "",
    ),
)


# The coach, and whoever follows.


@blueprint.get("/mises-en-relation")
def index() -> str:
    """Where the referrals stand: those of one's people, or of one's territory without the names."""
    filters = asked_filters()
    found = shown(asked_referrals(filters))
    return render_template(
        "journey/referrals/index.html",
        filters=filters,
        rows=found.rows,
        paging=found.paging,
        called=called,
        filtered=bool(filters.etat.data),
    )


@blueprint.get("/mises-en-relation/export.xlsx")
def export() -> Response:
    """The same list as a spreadsheet."""
    rows = whole(asked_referrals(asked_filters()))
    return taken(rows, COLUMNS, "Mises en relation", "mises-en-relation.xlsx")


def asked_filters() -> ReferralFilters:
    """The filters in the address; a coach's list starts with her own people."""
    filters = ReferralFilters(request.args)
    filters.validate()
    filters.suivi.data = filters.suivi.data or (
        "moi" if current_actor().has(Role.COACH) else "structure"
    )
    return filters


def asked_referrals(filters: ReferralFilters) -> Listing[Referral]:
    actor = current_actor()
    return list_referrals(
        actor,
        states=(filters.etat.data,) if filters.etat.data else (),
        mine=actor.accompanies and filters.suivi.data == "moi",
    )


@blueprint.get("/mises-en-relation/<int:referral_id>")
def show(referral_id: int) -> str | Response:
    """One referral with its steps; an employer is led to her own page of it."""
    actor = current_actor()
    if reads_as_employer(actor):
        return redirect(url_for("referrals.application", referral_id=referral_id))
    return referral_page(asked(show_referral, referral_id))


@blueprint.post("/mises-en-relation/<int:referral_id>/reponse")
def note_answer(referral_id: int) -> Response | tuple[str, int]:
    """Note what the person said."""
    one = asked(open_referral, referral_id)
    form = NotedReplyForm()
    done = accepted(
        form,
        lambda: life.note_answer(
            current_session(),
            current_actor(),
            one,
            agrees=form.agrees,
            how=form.how.data or "",
            disclosure=form.disclosure,
            reason=form.refusal,
            now=now(),
            today=current_runtime().today(),
        ),
    )
    if done is None:
        return referral_page(one, answer_form=form), 422
    told = "Sa réponse est notée."
    return back(one, f"{told} L’employeur est prévenu." if form.agrees else told)


@blueprint.post("/mises-en-relation/<int:referral_id>/nom")
def disclose(referral_id: int) -> Response | tuple[str, int]:
    """Note that she lets the employer have her name, or not any more."""
    one = asked(open_referral, referral_id)
    form = DisclosureForm()
    named = request.form.get("nom") == "oui"
    done = accepted(
        form,
        lambda: life.disclose(
            current_session(),
            current_actor(),
            one,
            Disclosure.NAMED if named else Disclosure.ANONYMOUS,
            how=form.how.data or "",
            now=now(),
        ),
    )
    if done is None:
        return referral_page(one, disclosure_form=form), 422
    return back(
        one,
        "L’employeur voit maintenant son nom et ses coordonnées."
        if named
        else "L’employeur ne voit plus son nom ni ses coordonnées.",
    )


@blueprint.post("/mises-en-relation/<int:referral_id>/retirer")
def withdraw(referral_id: int) -> Response | tuple[str, int]:
    """Take it back."""
    one = asked(open_referral, referral_id)
    form = WithdrawForm()
    done = accepted(
        form,
        lambda: life.withdraw(
            current_session(), current_actor(), one, reason=form.reason.data or "", now=now()
        ),
    )
    if done is None:
        return referral_page(one, withdraw_form=form), 422
    return back(one, "La mise en relation est retirée : l’employeur n’en voit plus rien.")


def referral_page(
    one: Referral,
    *,
    answer_form: NotedReplyForm | None = None,
    disclosure_form: DisclosureForm | None = None,
    withdraw_form: WithdrawForm | None = None,
) -> str:
    """The page of one referral; a form that was refused comes back with what was typed."""
    session, actor, today = current_session(), current_actor(), current_runtime().today()
    knows = can_see_candidate(actor, one.candidate)
    steers = can_steer_referral(actor, one)
    disclosure = one.disclosure
    return render_template(
        "journey/referrals/show.html",
        one=one,
        job=one.job_profile,
        name=called(one),
        knows=knows,
        steers=steers,
        card=preview(session, actor, one, disclosure, today=today) if knows else None,
        steps=steps_of(session, actor, one) if knows else (),
        next_states=PATH.after(one.state),
        shown=one.state in SHOWN_TO_EMPLOYER,
        refused=answer_form or disclosure_form or withdraw_form,
        answer_form=answer_form or NotedReplyForm(formdata=None),
        disclosure_form=disclosure_form or DisclosureForm(formdata=None, prefix=""),
        withdraw_form=withdraw_form or WithdrawForm(formdata=None),
        today=today,
    )


# From the person's page.


@blueprint.get("/candidats/<int:candidate_id>/propositions")
def of_candidate(candidate_id: int) -> str:
    """What was proposed to one person, and the jobs of her shortlists that may be."""
    candidate = asked(get_candidate, candidate_id)
    return render_template("journey/referrals/of_candidate.html", candidate=candidate)


@blueprint.route("/candidats/<int:candidate_id>/propositions/<int:job_id>", methods=["GET", "POST"])
def propose(candidate_id: int, job_id: int) -> str | Response | tuple[str, int]:
    """Propose a job to a person."""
    session, actor = current_session(), current_actor()
    candidate, job = both_sides(session, actor, candidate_id, job_id)
    form = ProposeForm()
    context = {
        "candidate": candidate,
        "job": job,
        "form": form,
        "is_open": is_open(job, current_runtime().today()),
    }
    if not form.is_submitted():
        return render_template("journey/referrals/propose.html", **context)
    done = accepted(
        form,
        lambda: life.propose(
            session,
            actor,
            job=job,
            candidate=candidate,
            message=form.message.data or "",
            presentation=form.presentation.data or "",
            now=now(),
            today=current_runtime().today(),
        ),
    )
    if done is None:
        return render_template("journey/referrals/propose.html", **context), 422
    return back(
        done.value, "Le poste est proposé. Rien n’est transmis à l’employeur avant son accord."
    )


@blueprint.app_context_processor
def on_other_pages() -> dict[str, Any]:
    """What the part `journey/referrals/_of_candidate.html` needs on the person's page, asked for when it is shown."""
    return {"referrals_of": referrals_of, "proposable_to": proposable_to}


def referrals_of(candidate: Candidate) -> list[Referral]:
    """What was proposed to her, among what one may see."""
    of_her = list_referrals(current_actor(), candidate_id=candidate.id)
    return list(all_rows(current_session(), of_her.as_part()))


def proposable_to(candidate: Candidate) -> list[ShortlistEntry]:
    """The choices for open jobs that were not proposed to her yet."""
    today = current_runtime().today()
    return proposable(current_session(), current_actor(), candidate, today=today)


# The employer.


@blueprint.get("/candidatures")
def applications() -> str:
    """The people who are put before this employer, by job."""
    found = shown(list_applications(current_actor()))
    by_job: dict[int, list[Referral]] = {}
    for one in found.rows:
        by_job.setdefault(one.job_profile_id, []).append(one)
    return render_template(
        "journey/referrals/applications.html",
        groups=by_job.values(),
        paging=found.paging,
        called=called,
    )


@blueprint.get("/candidatures/export.xlsx")
def export_applications() -> Response:
    """The same as a spreadsheet: what the pages show, and nothing else."""
    session, actor, today = current_session(), current_actor(), current_runtime().today()
    lines = [
        (one, shown_to_employer(session, actor, one, today=today))
        for one in whole(list_applications(actor))
    ]
    return taken(lines, APPLICATION_COLUMNS, "Candidatures", "candidatures.xlsx")


EMPLOYER_STATES = {
    ReferralState.AGREED: "En attente de votre réponse",
    ReferralState.INTERESTED: "Vous souhaitez la rencontrer",
    ReferralState.REFUSED: "Vous ne donnez pas suite",
}


@blueprint.route("/candidatures/<int:referral_id>", methods=["GET", "POST"])
def application(referral_id: int) -> str | Response | tuple[str, int]:
    """What one person lets this employer read of her, and the answer."""
    session, actor = current_session(), current_actor()
    one = asked(show_application, referral_id)
    form = EmployerAnswerForm()
    if not form.is_submitted():
        return application_page(one, form)
    interested = form.answer.data == "yes"
    done = accepted(
        form,
        lambda: employer_answer(
            session,
            actor,
            one,
            interested=interested,
            reason="" if interested else form.reason.data or "",
            text=form.text.data or "",
            now=now(),
        ),
    )
    if done is None:
        return application_page(one, form), 422
    flash("Votre réponse est enregistrée. Le coach de la personne est prévenu.", "success")
    return redirect(url_for("referrals.application", referral_id=one.id))


def application_page(one: Referral, form: EmployerAnswerForm) -> str:
    """The employer's page of one person."""
    session, actor, today = current_session(), current_actor(), current_runtime().today()
    return render_template(
        "journey/referrals/application.html",
        one=one,
        job=one.job_profile,
        card=shown_to_employer(session, actor, one, today=today),
        coach=one.candidate.coach or one.proposed_by,
        form=form,
        today=today,
    )


# Pieces.


@blueprint.app_template_filter("employer_state")
def employer_state(state: ReferralState) -> str:
    """Where a referral stands, said to the employer."""
    return EMPLOYER_STATES[state]


APPLICATION_COLUMNS: tuple[Column[tuple[Referral, ReferralCard]], ...] = (
    Column("Candidature", lambda line: line[1].called),
    Column("Téléphone", lambda line: line[1].phone or ""),
    Column("Courriel", lambda line: line[1].email or ""),
    Column("Poste", lambda line: line[0].job_profile.title),
    Column("État", lambda line: employer_state(line[0].state)),
    Column("Présentation", lambda line: line[1].presentation),
    Column("Métiers souhaités", lambda line: ", ".join(line[1].trades)),
    Column("Permis", lambda line: ", ".join(line[1].licences)),
    Column("Certificats", lambda line: ", ".join(line[1].certificates)),
    Column("Langues", lambda line: ", ".join(line[1].languages)),
    Column("Compétences", lambda line: ", ".join(line[1].skills)),
    Column(
        "Expériences",
        lambda line: ", ".join(
            f"{done.title} ({fr_duration(done.months)})" if done.months else done.title
            for done in line[1].experiences
        ),
    ),
    Column("Disponible à partir du", lambda line: fr_date(line[1].available_from)),
)


def called(one: Referral) -> str:
    """What she is called before the signed-in reader."""
    return reading.called(current_actor(), one)


def back(one: Referral, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("referrals.show", referral_id=one.id))

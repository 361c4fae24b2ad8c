"""Referrals: a coach proposes a job to a person, an employer reads of her what she lets him read and answers."""

from __future__ import annotations

import io
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from matching import policy
from matching.audit import Act
from matching.clock import day_of
from matching.journey import referrals
from matching.journey.referrals import LONGEST_TOLD_MONTHS
from matching.journey.tables import Referral
from matching.pool import candidates, jobs, shortlists
from matching.pool.tables import Candidate, ShortlistEntry
from matching.pool.terms import Disclosure, ReferralState, Role
from webapp.actors import current_actor
from webapp.app import current_runtime
from webapp.forms.base import accepted
from webapp.forms.referrals import (
    DisclosureForm,
    EmployerAnswerForm,
    NotedReplyForm,
    ProposeForm,
    ReferralFilters,
    WithdrawForm,
)
from webapp.paging import PageOf, paginate
from webapp.personal_access import now
from webapp.spreadsheet import XLSX, workbook
from webapp.templating import fr_date, term
from webapp.transactions import current_session

blueprint = Blueprint("referrals", __name__)

EXPORT_ROWS = 5000
EXPORT_COLUMNS = ("Personne", "Poste", "Employeur", "État", "Ce que l’employeur voit", "Proposée le",
                  "Accord le", "Réponse le", "Raison de l’employeur")  # fmt: skip
EMPLOYER_COLUMNS = ("Candidature", "Téléphone", "Courriel", "Poste", "État", "Présentation", "Métiers souhaités",
                    "Permis", "Certificats", "Langues", "Compétences", "Expériences",
                    "Disponible à partir du")  # fmt: skip


# The coach, and whoever follows.


@blueprint.get("/mises-en-relation")
def index() -> str:
    """Where the referrals stand: those of one's people, or of one's territory without the names."""
    filters, found = asked_list(request.args.get("page", 1, int))
    referrals.listed(current_session(), current_actor(), found.rows)
    return render_template(
        "referrals/index.html",
        filters=filters,
        rows=found.rows,
        paging=found.paging,
        called=called,
        filtered=bool(filters.etat.data),
    )


@blueprint.get("/mises-en-relation/export.xlsx")
def export() -> Response:
    """The same list as a spreadsheet."""
    _, found = asked_list(1, EXPORT_ROWS)
    referrals.listed(current_session(), current_actor(), found.rows, Act.EXPORTED)
    rows = [
        [
            called(one),
            one.job_profile.title,
            one.job_profile.employer.name,
            term(one.state, "ReferralState"),
            term(one.disclosure, "Disclosure"),
            day_of(one.proposed_at),
            day_of(one.agreed_at) if one.agreed_at else None,
            day_of(one.answered_at) if one.answered_at else None,
            term(one.reason, "EmployerReason") if one.reason else "",
        ]
        for one in found.rows
    ]
    return sheet("Mises en relation", EXPORT_COLUMNS, rows, "mises-en-relation.xlsx")


def asked_list(page: int, size: int = 25) -> tuple[ReferralFilters, PageOf[Referral]]:
    """The filters of the address and the referrals that they leave. Raises Forbidden for employers, who have
    their own list, and for those who follow nobody."""
    actor = current_actor()
    policy.check(
        actor.accompanies or actor.develops,
        "Les mises en relation sont suivies par les coachs et les développeurs emploi.",
    )
    filters = ReferralFilters(request.args)
    filters.validate()
    filters.suivi.data = filters.suivi.data or ("moi" if actor.has(Role.COACH) else "structure")
    statement = referrals.list_referrals(
        actor,
        states=(filters.etat.data,) if filters.etat.data else (),
        mine=actor.accompanies and filters.suivi.data == "moi",
    )
    return filters, paginate(current_session(), statement, page, size, options=referrals.LOAD)


@blueprint.get("/mises-en-relation/<int:referral_id>")
def show(referral_id: int) -> str | Response:
    """One referral with its steps; an employer is led to her own page of it."""
    actor = current_actor()
    if actor.hires and not (actor.accompanies or actor.develops):
        return redirect(url_for("referrals.application", referral_id=referral_id))
    return referral_page(referrals.show_referral(current_session(), actor, referral_id))


@blueprint.post("/mises-en-relation/<int:referral_id>/reponse")
def note_answer(referral_id: int) -> Response | tuple[str, int]:
    """Note what the person said."""
    one = asked_referral(referral_id)
    policy.check(policy.can_steer_referral(current_actor(), one))
    form = NotedReplyForm()
    done = accepted(
        form,
        lambda: referrals.note_answer(
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
    one = asked_referral(referral_id)
    form = DisclosureForm()
    named = request.form.get("nom") == "oui"
    done = accepted(
        form,
        lambda: referrals.disclose(
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
    one = asked_referral(referral_id)
    form = WithdrawForm()
    done = accepted(
        form,
        lambda: referrals.withdraw(
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
    knows = policy.can_see_candidate(actor, one.candidate)
    steers = policy.can_steer_referral(actor, one)
    disclosure = Disclosure(one.disclosure)
    return render_template(
        "referrals/show.html",
        one=one,
        job=one.job_profile,
        name=called(one),
        knows=knows,
        steers=steers,
        card=referrals.preview(session, actor, one, disclosure, today=today) if knows else None,
        steps=referrals.steps_of(session, actor, one) if knows else (),
        next_states=referrals.NEXT_STATES[ReferralState(one.state)],
        shown=one.state in policy.SHOWN_TO_EMPLOYER,
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
    candidate = asked_candidate(candidate_id)
    return render_template("referrals/of_candidate.html", candidate=candidate)


@blueprint.route("/candidats/<int:candidate_id>/propositions/<int:job_id>", methods=["GET", "POST"])
def propose(candidate_id: int, job_id: int) -> str | Response | tuple[str, int]:
    """Propose a job to a person."""
    session, actor = current_session(), current_actor()
    candidate, job = asked_candidate(candidate_id), jobs.get_job(session, actor, job_id)
    policy.check(
        policy.can_refer(actor, job, candidate),
        "Seul son coach, ou la personne responsable de la structure, lui propose un poste.",
    )
    form = ProposeForm()
    context = {
        "candidate": candidate,
        "job": job,
        "form": form,
        "is_open": jobs.is_open(job, current_runtime().today()),
    }
    if not form.is_submitted():
        return render_template("referrals/propose.html", **context)
    one = accepted(
        form,
        lambda: referrals.propose(
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
    if one is None:
        return render_template("referrals/propose.html", **context), 422
    return back(one, "Le poste est proposé. Rien n’est transmis à l’employeur avant son accord.")


def asked_candidate(candidate_id: int) -> Candidate:
    """The person of that address. Raises NotFound."""
    return candidates.get_candidate(current_session(), current_actor(), candidate_id)


@blueprint.app_context_processor
def on_other_pages() -> dict[str, Any]:
    """What the part `referrals/_of_candidate.html` needs on the person's page, asked for when it is shown."""
    return {"referrals_of": referrals_of, "proposable_to": proposable_to}


def referrals_of(candidate: Candidate) -> list[Referral]:
    """What was proposed to her, among what one may see."""
    statement = referrals.list_referrals(current_actor(), candidate_id=candidate.id)
    return list(current_session().scalars(statement.options(*referrals.LOAD)))


def proposable_to(candidate: Candidate) -> list[ShortlistEntry]:
    """The choices for open jobs that were not proposed to her yet."""
    session, actor, today = current_session(), current_actor(), current_runtime().today()
    proposed = {one.job_profile_id for one in referrals_of(candidate)}
    return [
        entry
        for entry in shortlists.entries_for_candidate(session, actor, candidate)
        if entry.job_profile_id not in proposed
        and jobs.is_open(entry.job_profile, today)
        and policy.can_refer(actor, entry.job_profile, candidate)
    ]


# The employer.


@blueprint.get("/candidatures")
def applications() -> str:
    """The people who are put before this employer, by job."""
    found = asked_applications(request.args.get("page", 1, int))
    referrals.listed(current_session(), current_actor(), found.rows)
    by_job: dict[int, list[Referral]] = {}
    for one in found.rows:
        by_job.setdefault(one.job_profile_id, []).append(one)
    return render_template(
        "referrals/applications.html", groups=by_job.values(), paging=found.paging, called=called
    )


@blueprint.get("/candidatures/export.xlsx")
def export_applications() -> Response:
    """The same as a spreadsheet: what the pages show, and nothing else."""
    session, actor, today = current_session(), current_actor(), current_runtime().today()
    found = asked_applications(1, EXPORT_ROWS)
    referrals.listed(session, actor, found.rows, Act.EXPORTED)
    rows = []
    for one in found.rows:
        card = referrals.shown_to_employer(session, actor, one, today=today)
        rows.append(
            [
                card.called,
                card.phone or "",
                card.email or "",
                one.job_profile.title,
                EMPLOYER_STATES[ReferralState(one.state)],
                card.presentation,
                ", ".join(card.trades),
                ", ".join(card.licences),
                ", ".join(card.certificates),
                ", ".join(card.languages),
                ", ".join(card.skills),
                ", ".join(
                    f"{done.title} ({duration(done.months)})" if done.months else done.title
                    for done in card.experiences
                ),
                fr_date(card.available_from),
            ]
        )
    return sheet("Candidatures", EMPLOYER_COLUMNS, rows, "candidatures.xlsx")


EMPLOYER_STATES = {
    ReferralState.AGREED: "En attente de votre réponse",
    ReferralState.INTERESTED: "Vous souhaitez la rencontrer",
    ReferralState.REFUSED: "Vous ne donnez pas suite",
}


def asked_applications(page: int, size: int = 50) -> PageOf[Referral]:
    """Those put before this employer. Raises Forbidden for anybody else."""
    actor = current_actor()
    policy.check(actor.hires, "Cette page est celle des employeurs.")
    statement = referrals.list_applications(actor)
    return paginate(current_session(), statement, page, size, options=referrals.LOAD)


@blueprint.route("/candidatures/<int:referral_id>", methods=["GET", "POST"])
def application(referral_id: int) -> str | Response | tuple[str, int]:
    """What one person lets this employer read of her, and the answer."""
    session, actor = current_session(), current_actor()
    one = referrals.show_referral(session, actor, referral_id)
    policy.check(policy.can_answer_referral(actor, one), "Cette page est celle de l’employeur.")
    form = EmployerAnswerForm()
    if not form.is_submitted():
        return application_page(one, form)
    interested = form.answer.data == "yes"
    done = accepted(
        form,
        lambda: referrals.employer_answer(
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
        "referrals/application.html",
        one=one,
        job=one.job_profile,
        card=referrals.shown_to_employer(session, actor, one, today=today),
        coach=one.candidate.coach or one.proposed_by,
        form=form,
        today=today,
    )


# Pieces.


@blueprint.app_template_filter("duration")
def duration(months: int | None) -> str:
    """«8 mois», «1 an», «2 ans et demi», «plus de 10 ans»; empty when it is not known."""
    if not months:
        return ""
    if months > LONGEST_TOLD_MONTHS:
        return f"plus de {LONGEST_TOLD_MONTHS // 12} ans"
    if months < 12:
        return f"{months} mois"
    years, rest = divmod(months + 3, 12)  # to the nearest half year
    text = "1 an" if years == 1 else f"{years} ans"
    return f"{text} et demi" if rest >= 6 else text


@blueprint.app_template_filter("employer_state")
def employer_state(state: str) -> str:
    """Where a referral stands, said to the employer."""
    return EMPLOYER_STATES[ReferralState(state)]


def called(one: Referral) -> str:
    """What she is called before the signed-in reader."""
    return referrals.called(current_actor(), one)


def asked_referral(referral_id: int) -> Referral:
    """The referral of that address. Raises NotFound."""
    return referrals.get_referral(current_session(), current_actor(), referral_id)


def back(one: Referral, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("referrals.show", referral_id=one.id))


def sheet(title: str, columns: tuple[str, ...], rows: list[list[Any]], name: str) -> Response:
    """A spreadsheet to download."""
    data = workbook(title, columns, rows)
    return send_file(io.BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)

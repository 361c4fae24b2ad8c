"""A person's own space: what is held about her, what is proposed to her and why, what she lets be done with it."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, sleep
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matching.actor import Actor, Role
from matching.audit.events import AuditEvent
from matching.consents import consents, links
from matching.consents.links import is_usable, open_visit
from matching.consents.terms import Purpose
from matching.errors import Invalid, NotFound
from matching.journey.referrals import life
from matching.journey.referrals.cards import preview
from matching.journey.referrals.life import PATH, answer_for_herself
from matching.journey.referrals.reading import get_referral, list_referrals, steps_of
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import Disclosure, ReferralState
from matching.listing import all_rows
from matching.pool.candidates.keepers import keepers
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.publication import is_open
from matching.pool.people.tables import Person
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_labels
from matching.privacy.export import cv_files, export_of
from matching.privacy.own_space import (
    actors_of,
    ask_correction,
    ask_erasure,
    chosen_for,
    events_about,
    held_about,
    rankings_of,
    set_consent,
    update_availability,
)
from webapp.forms.base import Done, accepted
from webapp.lists import shown
from webapp.pages.journey.referrals.forms import ReplyForm, WithdrawForm
from webapp.pages.privacy.own_space.forms import (
    AvailabilityForm,
    CodeForm,
    ErasureForm,
    LinkForm,
    RequestForm,
)
from webapp.pages.privacy.views import copy_of
from webapp.request.context import current_runtime, current_session
from webapp.request.visits import (
    PREFIX,
    be_nobody,
    current_candidate,
    current_candidate_actor,
    current_visitor,
    forget_key,
    keep_key,
    now,
    require_visit,
    visit_key,
)
from webapp.words.french import term

blueprint = Blueprint("personal", __name__, url_prefix=PREFIX)

WITHOUT_VISIT = frozenset({"personal.ask_link", "personal.enter", "personal.enter_code"})
"""The pages that lead into the space; every other one asks for a visit."""

ASKED_S = 0.2
"""How long the answer to «send me a link» takes at least, so that its time does not tell a known address from
another: writing a link and a letter takes some milliseconds more than finding nobody."""

EVENTS = {
    "saw": "Fiche consultée",
    "saw_anonymous": "Profil vu sans votre nom",
    "searched": "Recherche",
    "listed": "Vue dans une liste",
    "exported": "Données exportées",
    "downloaded": "CV téléchargé",
    "created": "Ajout à votre fiche",
    "changed": "Fiche modifiée",
    "removed": "Élément retiré de votre fiche",
    "decided": "Décision prise",
    "consented": "Accord ou refus noté",
    "opened_sensitive": "Note sensible lue, avec une raison écrite",
    "asked": "Demande faite",
    "signed_in": "Entrée dans votre espace",
    "signed_out": "Sortie de votre espace",
    "erased": "Données effacées",
    "maintained": "Entretien automatique",
}
REFERRAL_EVENTS = {
    "saw": "Proposition de poste consultée",
    "saw_anonymous": "Proposition de poste consultée, sans votre nom",
    "created": "Poste proposé",
    "decided": "Réponse à une proposition de poste",
}
LINK_EVENTS = {
    "created": "Lien vers votre espace créé",
    "asked": "Lien vers votre espace demandé par courriel",
    "removed": "Accès à votre espace fermés",
}


@blueprint.before_request
def guard() -> Response | None:
    if request.endpoint in WITHOUT_VISIT:
        be_nobody()
        return None
    return require_visit()


@blueprint.app_template_filter("trade_in")
def trade_in(code: str, labels: dict[str, str]) -> str:
    """The name of a trade, or its code where the name is not known."""
    return labels.get(code, code)


@blueprint.context_processor
def in_her_space() -> dict[str, Any]:
    return {"personal_space": True}


# The way in and out.


@blueprint.route("/lien", methods=["GET", "POST"])
def ask_link() -> str | Response | tuple[str, int]:
    """Ask for a link by mail. The answer is the same for every address."""
    form = LinkForm()
    if not form.is_submitted() or not form.validate():
        page = render_template(
            "privacy/own_space/ask_link.html", form=form, code_form=CodeForm(formdata=None)
        )
        return (page, 422) if form.is_submitted() else page
    started = perf_counter()
    links.ask_link(current_session(), current_visitor(), form.email.data or "", now())
    sleep(max(0.0, ASKED_S - (perf_counter() - started)))
    flash(
        "Si cette adresse est connue de votre coach et que vous avez accepté les courriels de Vivier, un "
        "lien vient de partir. Regardez aussi dans les courriers indésirables.",
        "info",
    )
    return redirect(url_for("personal.ask_link"))


@blueprint.route("/entrer/<token>", methods=["GET", "POST"])
def enter(token: str) -> str | Response | tuple[str, int]:
    """The page of a link: a button, because programs that look through mail open every link."""
    session = current_session()
    if request.method != "POST":  # HEAD looks too
        usable = is_usable(session, token, now())
        page = render_template("privacy/own_space/enter.html", usable=usable, token=token)
        return page if usable else (page, 404)
    return opened(token)


@blueprint.post("/code")
def enter_code() -> Response | tuple[str, int]:
    """Enter with the code of a printed link."""
    form = CodeForm()
    if form.validate():
        try:
            return opened(form.code.data or "")
        except NotFound as error:
            form.refuse(Invalid(error.message, {"code": error.message}))
    page = render_template(
        "privacy/own_space/ask_link.html", form=LinkForm(formdata=None), code_form=form
    )
    return page, 422


def opened(token: str) -> Response:
    """Into the space, with the key of a new visit. Raises NotFound."""
    key = open_visit(
        current_session(),
        token,
        now(),
        today=current_runtime().today(),
        address=request.remote_addr,
    )
    return keep_key(redirect(url_for("personal.home")), key)


@blueprint.post("/quitter")
def leave() -> Response:
    """End this visit."""
    links.leave(
        current_session(), current_candidate_actor(), current_candidate(), visit_key(), now()
    )
    flash("Vous avez quitté votre espace. À bientôt.", "success")
    return forget_key(redirect(url_for("personal.ask_link")))


@blueprint.post("/fermer")
def close_all() -> Response:
    """End every visit and every link."""
    links.close_all(current_session(), current_candidate_actor(), current_candidate(), now())
    flash("Tous les accès à votre espace sont fermés, sur tous les appareils.", "success")
    return forget_key(redirect(url_for("personal.ask_link")))


# Reading.


@blueprint.get("")
def home() -> str:
    """What waits for her, and the way to everything else."""
    candidate = current_candidate()
    rows = own_referrals()
    return page(
        "privacy/own_space/home.html",
        waiting=[one for one in rows if one.state == ReferralState.PROPOSED],
        count=len(rows),
        coaches=keepers(current_session(), candidate),
    )


@blueprint.get("/donnees")
def held() -> str:
    """Everything that is held about her."""
    session, candidate = current_session(), current_candidate()
    everything = held_about(session, current_candidate_actor(), candidate)
    codes = [*candidate.wished_romes, *(e.rome for e in candidate.experiences if e.rome)]
    insee = candidate.commune_insee or ""
    return page(
        "privacy/own_space/held.html",
        held=everything,
        romes=rome_labels(session, codes),
        commune=communes_by_insee(session, [insee]).get(insee) if insee else None,
        uses=consents.USES,
    )


@blueprint.get("/propositions")
def proposals() -> str:
    """The jobs that were proposed to her, and those for which a coach thought of her."""
    chosen = chosen_for(current_session(), current_candidate_actor(), current_candidate())
    rows = own_referrals()
    proposed = {one.job_profile_id for one in rows}
    return page(
        "privacy/own_space/proposals.html",
        rows=rows,
        chosen=[one for one in chosen if one.job_profile_id not in proposed],
    )


@blueprint.get("/propositions/<int:referral_id>")
def proposal(referral_id: int) -> str:
    """One of them."""
    return proposal_page(own_referral(referral_id))


@blueprint.get("/classement")
def rankings() -> str:
    """Where she stood on the lists of people for a job, and why."""
    found = rankings_of(current_session(), current_candidate_actor(), current_candidate(), now())
    return page("privacy/own_space/rankings.html", rankings=found)


@blueprint.get("/consultations")
def events() -> str:
    """Who saw or changed what is held about her."""
    session = current_session()
    found = shown(events_about(current_candidate_actor(), current_candidate()))
    people = actors_of(session, found.rows)
    lines = [(one.at, what(one), who(one, people)) for one in found.rows]
    return page("privacy/own_space/events.html", lines=lines, paging=found.paging)


def what(event: AuditEvent) -> str:
    """What was done, in plain words."""
    if event.subject_kind == "referral" and event.act in REFERRAL_EVENTS:
        return REFERRAL_EVENTS[event.act]
    if event.facts.get("what") in ("link", "links") and event.act in LINK_EVENTS:
        return LINK_EVENTS[event.act]
    return EVENTS.get(event.act, event.act)


def who(event: AuditEvent, people: dict[int, Person]) -> str:
    """Who did it: a role and a place, never the name of a professional."""
    if event.actor_kind == "candidate":
        return "Vous"
    if event.actor_kind == "system":
        return "Vivier, automatiquement"
    if event.actor_kind == "nobody":
        return "Une personne qui a saisi votre adresse de courriel"
    person = people.get(event.actor_id or 0)
    if person is None:
        return "Une personne dont le compte n’existe plus"
    roles = ", ".join(term(role, "Role") for role in person.roles)
    place = person.structure or person.employer
    if Role.EMPLOYMENT_DEVELOPER in person.roles and person.territory is not None:
        return f"{roles}, {person.territory.name}"
    return f"{roles}, {place.name}" if place else roles


# What she does.


@blueprint.post("/propositions/<int:referral_id>/repondre")
def reply(referral_id: int) -> Response | tuple[str, int]:
    """Agree or decline."""
    one = own_referral(referral_id)
    form = ReplyForm()
    done = accepted(
        form,
        lambda: answer_for_herself(
            current_session(),
            current_candidate_actor(),
            one,
            agrees=form.agrees,
            disclosure=form.disclosure,
            reason=form.refusal,
            now=now(),
            today=current_runtime().today(),
        ),
    )
    if done is None:
        return proposal_page(one, reply_form=form), 422
    if not form.agrees:
        return back(one, "C’est noté : vous ne souhaitez pas ce poste. Votre coach est prévenu.")
    return back(one, "C’est noté : l’employeur peut maintenant lire votre présentation.")


@blueprint.post("/propositions/<int:referral_id>/nom")
def disclose(referral_id: int) -> Response:
    """Let the employer have her name, or not any more."""
    one = own_referral(referral_id)
    named = request.form.get("nom") == "oui"
    disclosure = Disclosure.NAMED if named else Disclosure.ANONYMOUS
    life.disclose(current_session(), current_candidate_actor(), one, disclosure, now=now())
    return back(
        one,
        "L’employeur voit maintenant votre nom et vos coordonnées."
        if named
        else "L’employeur ne voit plus votre nom ni vos coordonnées.",
    )


@blueprint.post("/propositions/<int:referral_id>/retirer")
def withdraw(referral_id: int) -> Response | tuple[str, int]:
    """Take it back."""
    one = own_referral(referral_id)
    form = WithdrawForm()
    done = accepted(
        form,
        lambda: life.withdraw(
            current_session(),
            current_candidate_actor(),
            one,
            reason=form.reason.data or "",
            now=now(),
        ),
    )
    if done is None:
        return proposal_page(one, withdraw_form=form), 422
    return back(one, "C’est retiré : l’employeur ne voit plus rien de vous pour ce poste.")


@blueprint.route("/disponibilites", methods=["GET", "POST"])
def availability() -> str | Response | tuple[str, int]:
    """When she can work, and whether she is looking for work."""
    candidate = current_candidate()
    form = AvailabilityForm.of(candidate)
    if not form.is_submitted():
        return page("privacy/own_space/availability.html", form=form)
    if accepted(
        form,
        lambda: update_availability(
            current_session(), current_candidate_actor(), candidate, form.to_data()
        ),
    ):
        flash("Vos disponibilités sont enregistrées.", "success")
        return redirect(url_for("personal.home"))
    return page("privacy/own_space/availability.html", form=form), 422


@blueprint.get("/accords")
def agreements() -> str:
    """What her data are used for, and what she agrees to."""
    session, candidate = current_session(), current_candidate()
    return page(
        "privacy/own_space/agreements.html",
        uses=consents.USES.values(),
        standing=consents.standing(session, candidate),
    )


@blueprint.post("/accords/<purpose>")
def agree(purpose: str) -> Response:
    """Agree to a use, or not any more, in one click."""
    try:
        wanted = Purpose(purpose)
    except ValueError:
        raise NotFound("Cet usage n’existe pas.") from None
    agreed = request.form.get("accord") == "oui"
    set_consent(current_session(), current_candidate_actor(), current_candidate(), wanted, agreed)
    flash("C’est noté : vous êtes d’accord." if agreed else "C’est noté : c’est arrêté.", "success")
    return redirect(url_for("personal.agreements", _anchor=str(wanted)))


@blueprint.route("/signaler", methods=["GET", "POST"])
def correct() -> str | Response | tuple[str, int]:
    """Say that something is wrong."""
    form = RequestForm()
    if form.is_submitted():
        if sent(form, ask_correction):
            flash(
                "Votre message est parti. Votre coach va corriger votre fiche avec vous.", "success"
            )
            return redirect(url_for("personal.home"))
        return page("privacy/own_space/correct.html", form=form), 422
    return page("privacy/own_space/correct.html", form=form)


@blueprint.route("/effacement", methods=["GET", "POST"])
def erase() -> str | Response | tuple[str, int]:
    """Ask that everything be erased."""
    form = ErasureForm()
    if form.is_submitted():
        if sent(form, ask_erasure):
            flash(
                "Votre demande est partie. Votre coach vous répond dans un mois au plus.", "success"
            )
            return redirect(url_for("personal.home"))
        return page("privacy/own_space/erase.html", form=form), 422
    return page("privacy/own_space/erase.html", form=form)


def sent(
    form: RequestForm | ErasureForm, service: Callable[[Session, Actor, Candidate, str], None]
) -> Done[None] | None:
    """Ask something of her coach; the form holds the reasons where the service did not take what was typed."""
    her, text = current_candidate(), form.text.data or ""
    return accepted(form, lambda: service(current_session(), current_candidate_actor(), her, text))


# Pieces.


def page(template: str, **context: Any) -> str:
    """A page of the space."""
    return render_template(
        template, me=current_candidate(), today=current_runtime().today(), **context
    )


def own_referrals() -> list[Referral]:
    """What was proposed to her, newest step first."""
    own = list_referrals(current_candidate_actor())
    return list(all_rows(current_session(), own.as_part()))


def own_referral(referral_id: int) -> Referral:
    """One of hers. Raises NotFound."""
    return get_referral(current_session(), current_candidate_actor(), referral_id)


def proposal_page(
    one: Referral,
    *,
    reply_form: ReplyForm | None = None,
    withdraw_form: WithdrawForm | None = None,
) -> str:
    """A job that was proposed to her; a form that was refused comes back with what was typed."""
    session, actor, today = current_session(), current_candidate_actor(), current_runtime().today()
    insee = one.job_profile.commune_insee
    cards = {str(level): preview(session, actor, one, level, today=today) for level in Disclosure}
    return page(
        "privacy/own_space/proposal.html",
        one=one,
        job=one.job_profile,
        commune=communes_by_insee(session, [insee]).get(insee),
        cards=cards,
        is_open=is_open(one.job_profile, today),
        next_states=PATH.after(one.state),
        steps=steps_of(session, actor, one),
        refused=reply_form or withdraw_form,
        reply_form=reply_form or ReplyForm(formdata=None),
        withdraw_form=withdraw_form or WithdrawForm(formdata=None),
    )


def back(one: Referral, message: str) -> Response:
    flash(message, "success")
    return redirect(url_for("personal.proposal", referral_id=one.id))


@blueprint.get("/export.<any(json,pdf,zip):kind>")
def export(kind: str) -> Response:
    """Everything that is held about her, to keep (RGPD art. 15 and 20)."""
    session, actor, her = current_session(), current_candidate_actor(), current_candidate()
    held = export_of(session, actor, her, today=current_runtime().today())
    return copy_of(held, kind, cv_files(session, actor, her, current_runtime().files))

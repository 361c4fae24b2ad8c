"""The jobs that are proposed to her, and what she answers."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from matching.journey.referrals import life
from matching.journey.referrals.cards import preview
from matching.journey.referrals.life import PATH, answer_for_herself
from matching.journey.referrals.reading import get_referral, list_referrals, steps_of
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import Disclosure
from matching.listing import all_rows
from matching.pool.jobs.publication import is_open
from matching.pool.reference.communes import communes_by_insee
from matching.privacy.own_space import chosen_for
from webapp.forms.base import accepted
from webapp.pages.journey.referrals.forms import ReplyForm, WithdrawForm
from webapp.pages.privacy.own_space.space import blueprint, page
from webapp.request.context import current_runtime, current_session
from webapp.request.visits import current_candidate, current_candidate_actor, now


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

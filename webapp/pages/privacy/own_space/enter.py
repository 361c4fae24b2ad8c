"""The way into her space and out of it: a link by mail, a printed code, the end of a visit."""

from __future__ import annotations

from time import perf_counter, sleep

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.consents import links
from matching.consents.links import is_usable, open_visit
from matching.errors import Invalid, NotFound
from webapp.pages.privacy.own_space.forms import CodeForm, LinkForm
from webapp.pages.privacy.own_space.space import blueprint
from webapp.request.context import current_runtime, current_session
from webapp.request.visits import (
    current_candidate,
    current_candidate_actor,
    current_visitor,
    forget_key,
    keep_key,
    now,
    visit_key,
)

ASKED_S = 0.2
"""How long the answer to «send me a link» takes at least, so that its time does not tell a known address from
another: writing a link and a letter takes some milliseconds more than finding nobody."""


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

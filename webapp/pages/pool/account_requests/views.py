"""Asking for an account as contact of an employer, and answering."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matching.pool.people import account_requests
from matching.pool.reference.communes import commune, communes_by_insee
from webapp.accounts import invitations
from webapp.forms.base import accepted
from webapp.lists import shown
from webapp.pages.pool.account_requests.forms import AskForm, RefuseForm
from webapp.request.actors import current_actor, nobody
from webapp.request.context import current_runtime, current_session

blueprint = Blueprint("account_requests", __name__)


@blueprint.route("/demande-acces", methods=["GET", "POST"])
def ask() -> str | Response | tuple[str, int]:
    """Open to all; the answer is the same whatever is known of the address or the SIRET."""
    form = AskForm()
    if request.args.get("envoyee"):
        return render_template("pool/account_requests/sent.html")
    if form.is_submitted():
        sent = redirect(url_for("account_requests.ask", envoyee=1))
        if form.site.data:  # a machine: it believes that it has succeeded
            return sent
        if accepted(
            form, lambda: account_requests.ask(current_session(), nobody(), form.to_data())
        ):
            return sent
        return render_template("pool/account_requests/ask.html", form=form), 422
    return render_template("pool/account_requests/ask.html", form=form)


@blueprint.get("/demandes-acces/")
def index() -> str:
    """The requests that wait for one's answer, or, with `?etat=traitees`, those that had it."""
    session, decided = current_session(), request.args.get("etat") == "traitees"
    found = shown(account_requests.list_requests(current_actor(), decided=decided))
    return render_template(
        "pool/account_requests/index.html",
        requests=found.rows,
        paging=found.paging,
        decided=decided,
        communes=communes_by_insee(session, [one.commune_insee for one in found.rows]),
    )


@blueprint.get("/demandes-acces/<int:request_id>")
def show(request_id: int) -> str:
    """One request, with what is known of the establishment."""
    return _page(request_id, RefuseForm())


@blueprint.post("/demandes-acces/<int:request_id>/accepter")
def accept(request_id: int) -> Response:
    """Admit the person, and send her an invitation."""
    session, actor = current_session(), current_actor()
    asked = account_requests.get_request(session, actor, request_id)
    person = invitations.accept_request(session, actor, asked)
    flash(f"La demande est acceptée. L’invitation part à l’adresse {person.email}.", "success")
    return redirect(url_for("account_requests.index"))


@blueprint.post("/demandes-acces/<int:request_id>/refuser")
def refuse(request_id: int) -> Response | tuple[str, int]:
    """Refuse, with a reason that is sent."""
    session, actor = current_session(), current_actor()
    asked = account_requests.get_request(session, actor, request_id)
    form = RefuseForm()
    reason, now = form.reason.data or "", current_runtime().now()
    if accepted(form, lambda: account_requests.refuse(session, actor, asked, reason, now=now)):
        flash("La demande est refusée. La raison part par courriel.", "success")
        return redirect(url_for("account_requests.index"))
    return _page(request_id, form), 422


def _page(request_id: int, form: RefuseForm) -> str:
    session, actor = current_session(), current_actor()
    asked = account_requests.get_request(session, actor, request_id)
    return render_template(
        "pool/account_requests/show.html",
        asked=asked,
        form=form,
        known=account_requests.known_of(session, actor, asked),
        commune=commune(session, asked.commune_insee),
    )

"""The coach's side of a person's own space: giving her a link, seeing what she asked for, closing her accesses."""

from __future__ import annotations

import base64
import io

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from matching.consents.links import (
    ON_PAPER,
    close_all,
    mail_address,
    open_accesses,
    open_links,
    print_link,
    send_link,
)
from matching.privacy.corrections.life import requests
from webapp.request.actors import asked, current_actor
from webapp.request.context import current_runtime, current_session
from webapp.request.visits import now

blueprint = Blueprint("personal_links", __name__, url_prefix="/candidats/<int:candidate_id>/espace")


@blueprint.get("")
def show(candidate_id: int) -> str:
    """Her accesses that are open, and what she asked for."""
    session, actor = current_session(), current_actor()
    candidate = asked(open_accesses, candidate_id)
    return render_template(
        "consents/links/show.html",
        candidate=candidate,
        address=mail_address(session, candidate),
        links=open_links(session, actor, candidate, now()),
        requests=requests(session, actor, candidate),
    )


@blueprint.post("/courriel")
def send(candidate_id: int) -> Response:
    """Send her a link by mail."""
    candidate = asked(open_accesses, candidate_id)
    send_link(current_session(), current_actor(), candidate, now())
    flash("Le lien part par courriel. Il sert une fois, pendant 48 heures.", "success")
    return redirect(url_for("personal_links.show", candidate_id=candidate.id))


@blueprint.post("/papier")
def on_paper(candidate_id: int) -> str:
    """A link to print and hand over, shown this once."""
    candidate = asked(open_accesses, candidate_id)
    moment = now()
    code = print_link(current_session(), current_actor(), candidate, moment)
    base = current_runtime().settings.base_url.rstrip("/")
    return render_template(
        "consents/links/paper.html",
        candidate=candidate,
        code=code,
        place=base + url_for("personal.home"),
        square=square_of(base + url_for("personal.enter", token=code)),
        until=moment + ON_PAPER,
    )


@blueprint.post("/fermer")
def close(candidate_id: int) -> Response:
    """End every visit and link of hers."""
    candidate = asked(open_accesses, candidate_id)
    close_all(current_session(), current_actor(), candidate, now())
    flash("Tous ses accès sont fermés.", "success")
    return redirect(url_for("personal_links.show", candidate_id=candidate.id))


def square_of(address: str) -> str:
    """A QR code of an address, as the address of a picture."""
    import qrcode  # loads PIL and lxml
    from qrcode.image.svg import SvgPathImage

    out = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage).save(out)
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"

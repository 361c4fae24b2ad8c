"""Who visits her own space: known by the key in a cookie of its own, apart from the sign-in of professionals.

The cookie goes to the addresses under /mon-espace only. Within such a request the actor is the person, even where
a professional is signed in on the same browser: her rights and theirs never mix.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app, flash, g, redirect, request, url_for
from werkzeug.wrappers import Response

from matching import history
from matching.actor import Actor
from matching.consents.links import visitor
from matching.errors import Forbidden
from matching.pool.candidates.tables import Candidate
from webapp.request.actors import READING
from webapp.request.context import current_runtime, current_session, request_id

PREFIX = "/mon-espace"
COOKIE = "vivier_espace"


def cookie() -> str:
    """The name of the cookie: over https, one that browsers take over https alone."""
    return f"__Secure-{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def now() -> datetime:
    """The moment, for links and visits that end."""
    return current_runtime().now()


def be_nobody() -> None:
    """On the pages that lead into the space, whoever asks has no rights, a signed-in professional included."""
    g.actor = Actor(None, frozenset(), address=request.remote_addr, request_id=request_id())


def current_visitor() -> Actor:
    """Who asks on a page under /mon-espace: the person, or nobody."""
    actor: Actor = g.actor
    return actor


def require_visit() -> Response | None:
    """Find out whose visit this is, or lead to where one asks for a link."""
    be_nobody()
    key = visit_key()
    candidate = visitor(current_session(), key, now()) if key else None
    if candidate is None:
        if key:
            flash("Votre visite est terminée. Demandez un nouveau lien pour revenir.", "info")
        return redirect(url_for("personal.ask_link"))
    g.candidate = candidate
    g.actor = Actor(
        None,
        frozenset(),
        candidate_id=candidate.id,
        address=request.remote_addr,
        request_id=request_id(),
    )
    if request.method not in READING:
        history.acting(current_session(), g.actor)
    return None


def current_candidate() -> Candidate:
    """Whose space this is. Raises Forbidden outside of a visit."""
    if "candidate" not in g:
        raise Forbidden("Entrez dans votre espace pour continuer.")
    candidate: Candidate = g.candidate
    return candidate


def current_candidate_actor() -> Actor:
    """The person, as the policy knows her. Raises Forbidden outside of a visit."""
    current_candidate()
    return current_visitor()


def visit_key() -> str:
    """The key that the browser sent, empty without."""
    return request.cookies.get(cookie(), "")


def keep_key(response: Response, key: str) -> Response:
    """Give the browser the key. It forgets it when it is closed."""
    response.set_cookie(cookie(), key, **_attributes())
    return response


def forget_key(response: Response) -> Response:
    """Take it back."""
    response.delete_cookie(cookie(), **_attributes())
    return response


def _attributes() -> dict[str, Any]:
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    return {"path": PREFIX, "secure": secure, "httponly": True, "samesite": "Lax"}

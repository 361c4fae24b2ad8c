"""Every failure becomes a page in French here, and nowhere else."""

from __future__ import annotations

import structlog
from flask import Flask, g, render_template, request
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from matching.errors import VivierError
from webapp.request.context import request_id
from webapp.request.transactions import roll_back

log = structlog.get_logger(__name__)

TITLES = {
    400: "Demande incomplète",
    403: "Accès refusé",
    404: "Page introuvable",
    405: "Action impossible ici",
    409: "Cette fiche a changé",
    413: "Fichier trop lourd",
    422: "Informations à corriger",
    429: "Trop de demandes",
    500: "Une erreur est survenue",
    503: "Service momentanément indisponible",
}
ADVICE = {
    400: "Revenez en arrière, vérifiez ce que vous avez saisi et réessayez.",
    403: "Votre compte ne donne pas accès à cette page. Si vous pensez que c’est une erreur, "
    "demandez à votre responsable.",
    404: "L’adresse est peut-être incomplète, ou la fiche a été retirée.",
    405: "Revenez à la page précédente et utilisez ses boutons.",
    413: "Le fichier dépasse la taille acceptée (10 Mo). Enregistrez-le en plus léger, puis réessayez.",
    429: "Attendez une minute, puis réessayez.",
    500: "Rien n’a été perdu de ce qui était enregistré. L’erreur est notée ; réessayez dans un instant.",
    503: "Réessayez dans un instant.",
}


REFUSALS = frozenset({400, 401, 403, 404, 405, 413, 429})
"""What may be somebody trying doors: noted in the log, so that many of them can be seen (ASVS 5, V16.3)."""


def init_errors(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(VivierError)
    def refused(error: VivierError) -> tuple[str, int]:
        return page(error.status, error.message)

    @app.errorhandler(CSRFError)
    def csrf(error: CSRFError) -> tuple[str, int]:
        return page(
            400,
            "Votre session a expiré ou la page est restée ouverte trop longtemps. "
            "Rechargez la page, puis réessayez.",
            title="Page expirée",
        )

    @app.errorhandler(IntegrityError)
    def collided(error: IntegrityError) -> tuple[str, int]:
        # The constraint alone: the message of the database quotes what was typed.
        diagnosis = getattr(error.orig, "diag", None)
        log.warning("integrity_error", constraint=getattr(diagnosis, "constraint_name", None))
        return page(409, "Quelqu’un a enregistré la même chose au même moment. Rechargez la page.")

    @app.errorhandler(OperationalError)
    def unreachable(error: OperationalError) -> tuple[str, int]:
        """The database does not answer: a page that needs to know nobody."""
        log.error("database_unreachable", detail=str(error.orig))
        template = app.jinja_env.get_template("errors/error.html")
        return template.render(title=TITLES[503], message=ADVICE[503], status=503), 503

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[str, int] | HTTPException:
        if error.code is None or error.code < 400:  # redirections are exceptions too
            return error
        if isinstance(error, InternalServerError) and error.original_exception is not None:
            log.error("unhandled_error", exc_info=error.original_exception)
        return page(error.code, ADVICE.get(error.code, ADVICE[400]))


def page(status: int, message: str, *, title: str | None = None) -> tuple[str, int]:
    """The error page: what happened, and what to do."""
    roll_back()
    if (
        request_ctx.url_adapter is None
    ):  # asked under a name that is not ours: no address can be built for a page
        return "Vivier ne répond pas à cette adresse.", status
    if status in REFUSALS:
        # The name of the page, never its address: that may hold a one-time link.
        log.warning(
            "security.refused",
            status=status,
            page=request.endpoint,
            method=request.method,
            person=getattr(g.get("actor"), "person_id", None),
            address=request.remote_addr,
            request_id=request_id(),
        )
    heading = title or TITLES.get(status, TITLES[400])
    return render_template(
        "errors/error.html", title=heading, message=message, status=status
    ), status

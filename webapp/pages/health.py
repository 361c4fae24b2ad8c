"""What machines ask: whether this process can serve, and its figures."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, jsonify, request

from webapp.operations.health import health
from webapp.request.context import current_runtime

blueprint = Blueprint("health", __name__)

THIS_HOST = frozenset({"127.0.0.1", "::1"})


@blueprint.get("/sante/pret")
def ready() -> tuple[Response, int]:
    """For a load balancer: 200 when pages can be answered, 503 otherwise. What exactly is wrong is told on this
    host, or to who brings the token."""
    runtime = current_runtime()
    found = health(runtime, runtime.now())
    told = found.as_dict() if _from_here() or _has_token() else {"status": found.status}
    return jsonify(told), 200 if found.ready else 503


@blueprint.get("/metrics")
def figures() -> Response:
    """For Prometheus, with the token of VIVIER_METRICS_TOKEN; without it there is no such page."""
    if not _has_token():
        abort(404)
    from webapp.site.metrics import page_of_figures  # loads prometheus_client

    text = page_of_figures(current_runtime())
    return Response(text, mimetype="text/plain; version=0.0.4; charset=utf-8")


def _from_here() -> bool:
    """Whether the question comes from this host, and not through a proxy that stands on it."""
    return request.remote_addr in THIS_HOST and not (
        request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded")
    )


def _has_token() -> bool:
    token = current_runtime().settings.operations.metrics_token
    given = request.authorization
    brought = given.token if given is not None and given.type == "bearer" else None
    return bool(token and brought) and hmac.compare_digest(
        token.encode(), str(brought).encode("utf-8", "replace")
    )

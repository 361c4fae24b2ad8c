"""Proposals while one types: communes and trades. The forms work without them."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from webapp.forms.fields import find_communes, find_trades

blueprint = Blueprint("reference", __name__, url_prefix="/reference")

MAX_TEXT = 80


@blueprint.get("/communes")
def communes() -> Response:
    """Labels of the communes that answer `q`, as the field CommuneField accepts them."""
    return jsonify([label for _, label in find_communes(typed())])


@blueprint.get("/metiers")
def trades() -> Response:
    """Labels of the ROME codes that answer `q`, as the field RomeField accepts them."""
    return jsonify([label for _, label in find_trades(typed())])


def typed() -> str:
    return request.args.get("q", "")[:MAX_TEXT]

"""A person's own space: its guard, and what all its pages share.

One blueprint for all of them: a page added to it is behind the visit unless WITHOUT_VISIT names it.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from webapp.request.context import current_runtime
from webapp.request.visits import PREFIX, be_nobody, current_candidate, require_visit

blueprint = Blueprint("personal", __name__, url_prefix=PREFIX)

WITHOUT_VISIT = frozenset({"personal.ask_link", "personal.enter", "personal.enter_code"})
"""The pages that lead into the space; every other one asks for a visit."""


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


def page(template: str, **context: Any) -> str:
    """A page of the space."""
    return render_template(
        template, me=current_candidate(), today=current_runtime().today(), **context
    )

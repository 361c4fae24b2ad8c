"""One transaction per request, opened and ended here and nowhere else.

It commits when the response is a success (below 400) and rolls back otherwise. A request that changed
something is followed by a short drain, so that its author finds in the index what she has just saved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, g
from sqlalchemy.orm import Session

from matching import stale

if TYPE_CHECKING:
    from webapp.site.runtime import Runtime

DRAIN_BUDGET_S = 1.5
"""How long an answer may wait for the index; what is not done by then is left to the worker."""


def init_transactions(app: Flask, runtime: Runtime) -> None:
    """End the transaction that a request has opened, with its response."""

    @app.after_request
    def end_transaction(response: Response) -> Response:
        session: Session | None = g.get("session")
        if session is None:
            return response
        if response.status_code >= 400:
            session.rollback()
            return response
        session.commit()
        own = stale.marked_by(session)
        if own:  # its own marks, however many others wait
            runtime.drain(only=own, budget_s=DRAIN_BUDGET_S)
        return response

    @app.teardown_appcontext
    def close_session(_error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is not None:
            session.close()


def roll_back() -> None:
    """Undo what this request has written, so that an error page can still read who is asking."""
    session: Session | None = g.get("session")
    if session is not None:
        session.rollback()

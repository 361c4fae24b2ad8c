"""What a request runs on: the runtime of its application, its session, its name in the logs."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, cast

from flask import current_app, g
from sqlalchemy.orm import Session
from werkzeug.local import LocalProxy

if TYPE_CHECKING:
    from webapp.site.runtime import Runtime


def current_runtime() -> Runtime:
    """What the running application was built on."""
    runtime: Runtime = current_app.extensions["vivier"]
    return runtime


def current_session() -> Session:
    """The session of this request (or application context), opened on first use."""
    if "session" not in g:
        g.session = current_app.extensions["vivier"].sessions()
    return cast(Session, g.session)


db_session = cast(Session, LocalProxy(current_session))
"""The same, for those who need an object at start-up: Flask-Security's store."""


def request_id() -> str:
    """What this request is called in the logs and journals."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(8)
    name: str = g.request_id
    return name

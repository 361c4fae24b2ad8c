"""How often a form may be sent, and by whom requests are counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

REQUESTS_PER_MINUTE = "600 per minute"

FRESH_MINUTES = 15
"""How long after typing the password the second factor may be changed without typing it again."""
SECOND_STEP = "second_step"
SECOND_STEP_WITHIN = timedelta(minutes=10)


def account_tried() -> str:
    """An address that somebody tries to sign in with, from one place."""
    return f"{get_remote_address()} {request.form.get('email', '').strip().lower()}"


def asker() -> str:
    """Whose requests are counted together: an account's, or a place's before sign-in."""
    return session.get("_user_id") or get_remote_address()


LIMITS: dict[str, tuple[tuple[str, Callable[[], str]], ...]] = {
    # For one e-mail address from one place; and for the place: an office signs in together at nine.
    "security.login": (("10 per minute", account_tried), ("60 per minute", get_remote_address)),
    "security.forgot_password": (
        ("3 per minute; 10 per hour", account_tried),
        ("20 per minute; 100 per hour", get_remote_address),
    ),
    "security.reset_password": (("20 per minute", get_remote_address),),
    "security.change_password": (("10 per minute", asker),),
    "security.verify": (("10 per minute", asker),),
    "account.second_step": (("30 per minute", get_remote_address),),
    "account.second_factor": (("20 per minute", asker),),
    "account.accept_invitation": (("20 per minute", get_remote_address),),
    "account_requests.ask": (("5 per minute; 30 per hour", get_remote_address),),
    "personal.ask_link": (("5 per minute; 30 per hour", get_remote_address),),
    "personal.enter": (("30 per minute", get_remote_address),),
    "personal.enter_code": (("30 per minute", get_remote_address),),
}
"""How often a form may be sent. Where several processes serve, each counts for itself unless
VIVIER_RATE_LIMIT_STORAGE names a common store; locks after failures are counted in the database in any case."""


def limit_requests(app: Flask) -> None:
    """Attach the limits, once every page is there."""
    limiter = Limiter(asker, app=app, default_limits=[REQUESTS_PER_MINUTE])
    views: dict[str, Any] = app.view_functions
    for endpoint, rules in LIMITS.items():
        for limit, key in rules:
            rule = limiter.limit(limit, key_func=key, methods=["POST"], override_defaults=False)
            views[endpoint] = rule(views[endpoint])

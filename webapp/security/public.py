"""What is open without an account, and what is left to somebody who has to set up her second factor."""

from __future__ import annotations

PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "home.health",
        "health.ready",
        "health.figures",
        "security.login",
        "security.forgot_password",
        "security.reset_password",
        "account.second_step",
        "account.accept_invitation",
        "account_requests.ask",
        "matches.explained",
    }
)
OPEN_BLUEPRINTS = frozenset({"personal"})
"""Pages with a guard of their own: a person's space knows her by her visit (webapp/request/visits.py)."""
WITHOUT_SECOND_FACTOR = frozenset(
    {"static", "account.second_factor", "security.verify", "security.logout"}
)
"""What is left to somebody who has to set up her second factor first."""
LEAVING = frozenset({"security.logout", "personal.leave", "personal.close_all"})
"""After these, whoever sits at the computer next finds nothing."""

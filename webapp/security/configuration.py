"""Everything that Flask and its extensions read from `app.config`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask

from matching.clock import PARIS
from webapp.accounts import passwords
from webapp.request.limits import FRESH_MINUTES
from webapp.security.messages import MESSAGES

if TYPE_CHECKING:
    from webapp.site.settings import Settings

MAX_REQUEST_BYTES = 12 * 1024 * 1024
"""A CV may have 10 MiB; the rest of its form needs little."""
RESET_WITHIN = timedelta(hours=2)


def configure(app: Flask, settings: Settings) -> None:
    """Everything that Flask and its extensions read from `app.config`."""
    settings.require_secrets()
    # «__Host-»: the browser takes it over https only, from this very host, and sends it nowhere else.
    cookie = "__Host-vivier" if settings.secure_cookies else "vivier"
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        TRUSTED_HOSTS=[settings.site_host, "localhost", "127.0.0.1", "[::1]"],
        SESSION_COOKIE_NAME=cookie,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=settings.longest,  # an older cookie is refused
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open all day: the token lives as long as the session
        BABEL_DEFAULT_LOCALE="fr_FR",
        BABEL_DEFAULT_TIMEZONE=PARIS.key,
        RATELIMIT_STORAGE_URI=settings.rate_limit_storage,
        RATELIMIT_HEADERS_ENABLED=True,
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_PASSWORD_HASH="argon2",
        # Of what a link of a reset is made of; a slow one would tell known addresses from unknown ones.
        SECURITY_HASHING_SCHEMES=["hex_sha256"],
        SECURITY_DEPRECATED_HASHING_SCHEMES=[],
        SECURITY_PASSWORD_LENGTH_MIN=passwords.SHORTEST,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SECURITY_EMAIL_PLAINTEXT=False,  # webapp/letters/delivery.py words the letters
        SECURITY_EMAIL_HTML=False,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_LOGIN_URL="/connexion",
        SECURITY_LOGOUT_URL="/deconnexion",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/connexion",
        SECURITY_VERIFY_URL="/connexion/confirmer",
        SECURITY_POST_VERIFY_VIEW="/compte",
        SECURITY_FRESHNESS=timedelta(minutes=FRESH_MINUTES),
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(0),
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_URL="/mot-de-passe-oublie",
        SECURITY_RESET_PASSWORD_WITHIN=RESET_WITHIN,
        SECURITY_POST_RESET_VIEW="/connexion",
        SECURITY_CHANGEABLE=True,
        SECURITY_CHANGE_URL="/compte/mot-de-passe",
        SECURITY_POST_CHANGE_VIEW="/compte",
        SECURITY_RETURN_GENERIC_RESPONSES=True,  # never tells whether an address has an account
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_FLASH_MESSAGES=True,
        **MESSAGES,
    )

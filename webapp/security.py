"""Sign-in, CSRF, rate limits, cookies and response headers: closed unless said otherwise.

Every page asks for a signed-in account except those of PUBLIC_ENDPOINTS. Nothing inline is allowed by the
content security policy, so a script that somebody manages to inject does not run.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, request, session
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security.core import Security
from flask_security.decorators import auth_required
from flask_wtf.csrf import CSRFProtect
from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)

from webapp.accounts import AccountStore
from webapp.transactions import db_session

if TYPE_CHECKING:
    from webapp.settings import Settings

PUBLIC_ENDPOINTS = frozenset(
    {"static", "security.login", "home.health", "health.ready", "health.figures"}
)
MAX_REQUEST_BYTES = 12 * 1024 * 1024
"""A CV may have 10 MiB; the rest of its form needs little."""
SIGN_INS_PER_MINUTE = "10 per minute"
"""For one e-mail address from one place; an office signs in together at nine."""
SIGN_INS_OF_A_PLACE = "60 per minute"
REQUESTS_PER_MINUTE = "600 per minute"


def configure(app: Flask, settings: Settings) -> None:
    """Everything that Flask and its extensions read from `app.config`."""
    settings.require_secrets()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_NAME="vivier",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=10),  # an older cookie is refused
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open all day: the token lives as long as the session
        BABEL_DEFAULT_LOCALE="fr_FR",
        BABEL_DEFAULT_TIMEZONE="Europe/Paris",
        RATELIMIT_STORAGE_URI="memory://",
        RATELIMIT_HEADERS_ENABLED=True,
        SECURITY_PASSWORD_SALT=settings.password_salt,
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_EMAIL_VALIDATOR_ARGS={"check_deliverability": False, "test_environment": True},
        SECURITY_LOGIN_URL="/connexion",
        SECURITY_LOGOUT_URL="/deconnexion",
        SECURITY_LOGOUT_METHODS=["POST"],
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/connexion",
        SECURITY_RETURN_GENERIC_RESPONSES=True,  # never tells whether an address has an account
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_FLASH_MESSAGES=True,
        SECURITY_MSG_UNAUTHENTICATED=("Connectez-vous pour continuer.", "info"),
        SECURITY_MSG_GENERIC_AUTHN_FAILED=(
            "Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez.",
            "error",
        ),
        SECURITY_MSG_LOGIN=("Connectez-vous pour continuer.", "info"),
    )


def init_security(app: Flask, settings: Settings) -> None:
    """Attach sign-in, CSRF, limits and headers to an app that `configure` has prepared."""
    Babel(app)
    CSRFProtect(app)
    Security(app, AccountStore(db_session))
    limiter = Limiter(asker, app=app, default_limits=[REQUESTS_PER_MINUTE])
    views: dict[str, Any] = app.view_functions
    for limit, key in (
        (SIGN_INS_PER_MINUTE, account_tried),
        (SIGN_INS_OF_A_PLACE, get_remote_address),
    ):
        rule = limiter.limit(limit, key_func=key, methods=["POST"], override_defaults=False)
        views["security.login"] = rule(views["security.login"])

    signed_in_only = auth_required("session")(lambda: None)

    @app.before_request
    def require_account() -> Any:
        if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS:
            return None
        return signed_in_only()

    @app.before_request
    def refuse_unreadable_addresses() -> None:
        """A NUL cannot be kept or compared in the database; nobody types one. Forms say so by field."""
        if any("\x00" in value for values in request.args.listvalues() for value in values):
            abort(400)

    headers = response_headers(https=settings.secure_cookies)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers.set_headers(response)
        return response


def asker() -> str:
    """Whose requests are counted together: an account's, or a place's before sign-in."""
    return session.get("_user_id") or get_remote_address()


def account_tried() -> str:
    """An address that somebody tries to sign in with, from one place."""
    return f"{get_remote_address()} {request.form.get('email', '').strip().lower()}"


def response_headers(*, https: bool) -> Secure:
    """The headers of every page. Pages hold personal data: no cache keeps them, no other site frames them."""
    policy = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")  # Bootstrap draws its ticks as data: images
        .object_src("'none'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors("'none'")
    )
    return Secure(
        csp=policy,
        cache=CacheControl().no_store(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        hsts=StrictTransportSecurity().max_age(365 * 24 * 3600) if https else None,
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )

"""Sign-in, CSRF, rate limits, cookies and response headers: closed unless said otherwise.

Every page asks for a signed-in account except those of PUBLIC_ENDPOINTS. Nothing inline is allowed by the
content security policy, so a script that somebody manages to inject does not run.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, redirect, request, session, url_for
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user, user_logged_out
from flask_security.core import Security
from flask_security.decorators import auth_required
from flask_security.signals import password_changed, password_reset, user_authenticated
from flask_security.tf_plugin import TfPlugin
from flask_security.utils import set_request_attr, validate_redirect_url
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

from matching import audit
from matching.audit import Act
from matching.clock import PARIS
from webapp import passwords, second_factor, sign_in
from webapp.accounts import Account, AccountStore
from webapp.actors import actor_of_account
from webapp.app import current_runtime
from webapp.forms.security import (
    AgainForm,
    ForgotForm,
    NewPasswordForm,
    OtherPasswordForm,
    SignInForm,
)
from webapp.mail import OutboxMail
from webapp.passwords import Passwords
from webapp.transactions import current_session, db_session

if TYPE_CHECKING:
    from webapp.settings import Settings

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
"""Pages with a guard of their own: a person's space knows her by her visit (webapp/personal_access.py)."""
WITHOUT_SECOND_FACTOR = frozenset(
    {"static", "account.second_factor", "security.verify", "security.logout"}
)
"""What is left to somebody who has to set up her second factor first."""
LEAVING = frozenset({"security.logout", "personal.leave", "personal.close_all"})
"""After these, whoever sits at the computer next finds nothing."""
MAX_REQUEST_BYTES = 12 * 1024 * 1024
"""A CV may have 10 MiB; the rest of its form needs little."""
RESET_WITHIN = timedelta(hours=2)
FRESH_MINUTES = 15
"""How long after typing the password the second factor may be changed without typing it again."""
REQUESTS_PER_MINUTE = "600 per minute"


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
        SECURITY_EMAIL_PLAINTEXT=False,  # webapp/mail.py words the letters
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


MESSAGES = {
    f"SECURITY_MSG_{name}": (text, category)
    for name, text, category in (
        ("UNAUTHENTICATED", "Connectez-vous pour continuer.", "info"),
        ("LOGIN", "Connectez-vous pour continuer.", "info"),
        (
            "GENERIC_AUTHN_FAILED",
            "Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez.",
            "error",
        ),
        (
            "PASSWORD_RESET_REQUEST",
            "Si cette adresse a un compte, une lettre vient de lui être envoyée. Ouvrez le lien qu’elle "
            "contient, dans les deux heures. Pensez à regarder dans les indésirables.",
            "success",
        ),
        (
            "PASSWORD_RESET_EXPIRED",
            "Ce lien a expiré. Demandez-en un nouveau ci-dessous.",
            "error",
        ),
        (
            "INVALID_RESET_PASSWORD_TOKEN",
            "Ce lien ne marche plus : il a déjà servi, ou il est incomplet. Demandez-en un nouveau ci-dessous.",
            "error",
        ),
        (
            "PASSWORD_RESET_NO_LOGIN",
            "Votre nouveau mot de passe est enregistré. Connectez-vous avec lui.",
            "success",
        ),
        (
            "PASSWORD_CHANGE",
            "Votre mot de passe a changé. Vos autres connexions sont terminées.",
            "success",
        ),
        ("PASSWORD_NOT_PROVIDED", "Indiquez le mot de passe.", "error"),
        ("EMAIL_NOT_PROVIDED", "Indiquez votre adresse de courriel.", "error"),
        (
            "INVALID_EMAIL_ADDRESS",
            "Cette adresse de courriel n’est pas valable (exemple : nom@domaine.fr).",
            "error",
        ),
        ("INVALID_PASSWORD", "Ce mot de passe n’est pas le bon.", "error"),
        (
            "RETYPE_PASSWORD_MISMATCH",
            "Les deux mots de passe ne sont pas les mêmes : retapez-les.",
            "error",
        ),
        (
            "PASSWORD_IS_THE_SAME",
            "C’est le mot de passe que vous avez déjà : choisissez-en un autre.",
            "error",
        ),
        ("REAUTHENTICATION_REQUIRED", "Retapez votre mot de passe pour continuer.", "info"),
        ("REAUTHENTICATION_SUCCESSFUL", "C’est bien vous : vous pouvez continuer.", "success"),
    )
}
"""What Flask-Security says on our pages."""


def init_security(app: Flask, settings: Settings) -> None:
    """Attach sign-in, CSRF and headers to an app that `configure` has prepared."""
    Babel(app)
    CSRFProtect(app)
    security = Security(
        app,
        AccountStore(db_session),
        login_form=SignInForm,
        forgot_password_form=ForgotForm,
        reset_password_form=NewPasswordForm,
        change_password_form=OtherPasswordForm,
        verify_form=AgainForm,
        mail_util_cls=OutboxMail,
        password_util_cls=Passwords,
    )
    security.want_json(lambda _request: False)  # these are pages: nobody signs in by an API
    security.two_factor_plugins = SecondStep()
    app.extensions["totp"] = second_factor.Totp(settings)
    _keep_sign_ins(app, settings)

    signed_in_only = auth_required("session")(lambda: None)

    @app.before_request
    def require_account() -> Any:
        if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS:
            return None
        if request.blueprint in OPEN_BLUEPRINTS:
            return None
        refused = signed_in_only()
        if refused is not None or request.endpoint in WITHOUT_SECOND_FACTOR:
            return refused
        if second_factor.is_needed(current_user.person, settings) and not second_factor.is_set(
            current_user
        ):
            return redirect(url_for("account.second_factor"))
        return None

    @app.before_request
    def refuse_unreadable_addresses() -> None:
        """A NUL cannot be kept or compared in the database; nobody types one. Forms say so by field."""
        if any("\x00" in value for values in request.args.listvalues() for value in values):
            abort(400)

    headers = response_headers(https=settings.secure_cookies)

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers.set_headers(response)
        if request.endpoint in LEAVING:
            # Nothing of her pages stays in a browser that others use after her (ASVS 5, V14.3.1).
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


def _keep_sign_ins(app: Flask, settings: Settings) -> None:
    """A cookie alone signs nobody in: its key must be that of a row that is still open (webapp/sign_in.py)."""
    manager = app.login_manager  # type: ignore[attr-defined]

    @manager.user_loader
    def load(identity: str) -> Account | None:
        now = current_runtime().now()
        account = sign_in.account_of(current_session(), identity, settings, now)
        if account is not None:
            set_request_attr("fs_authn_via", "session")
            set_request_attr("fs_paa", session.get("fs_paa", 0))
        return account

    @manager.request_loader
    def load_nobody(_request: object) -> None:
        """No token in a header or an address signs anybody in."""

    def signed_in(_app: Flask, user: Account, authn_via: list[str], **_: object) -> None:
        sign_in.begin(current_session(), user, authn_via)

    def signed_out(_app: Flask, user: Account, **_: object) -> None:
        sign_in.end_this(current_session())
        if user.is_authenticated:
            _note(user, Act.SIGNED_OUT)

    def changed(_app: Flask, user: Account, **_: object) -> None:
        sign_in.end_all(current_session(), user, but=session.get(sign_in.KEY))
        _note(user, Act.ACCOUNT, what="password_changed")

    def reset(_app: Flask, user: Account, **_: object) -> None:
        user.failed_sign_ins, user.locked_until = 0, None  # she reads her mail: it is she
        sign_in.end_all(current_session(), user)
        _note(user, Act.ACCOUNT, what="password_reset")

    for signal, answer in (
        (user_authenticated, signed_in),
        (user_logged_out, signed_out),
        (password_changed, changed),
        (password_reset, reset),
    ):
        signal.connect(answer, app, weak=False)


def _note(account: Account, act: Act, **facts: str) -> None:
    audit.record(
        current_session(), actor_of_account(account), act, "person", account.person_id,
        structure_id=account.person.structure_id, facts=facts,
    )  # fmt: skip


class SecondStep(TfPlugin):
    """After the right password, Flask-Security asks here whether there is a second step."""

    def tf_enter(
        self, user: Any, remember_me: bool | None, primary_authn_via: str, next_loc: str | None
    ) -> Any:
        """The way to the page of the code, or None to sign in at once."""
        account: Account = user
        if not second_factor.is_set(account):
            return None
        session[SECOND_STEP] = {
            "account": account.fs_uniquifier,
            "until": (current_runtime().now() + SECOND_STEP_WITHIN).timestamp(),
            "next": next_loc if next_loc and is_own_page(next_loc) else None,
        }
        return redirect(url_for("account.second_step"))


def is_own_page(address: str) -> bool:
    """Whether an address leads to a page of this site, and nowhere else in any browser."""
    own: bool = validate_redirect_url(address)
    return own and re.fullmatch(r"/(?![/\\])[^\s\\]*", address) is not None


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
        hsts=StrictTransportSecurity().max_age(365 * 24 * 3600).include_subdomains()
        if https
        else None,
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        referrer=ReferrerPolicy().same_origin(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
    )

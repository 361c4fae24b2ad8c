"""Sign-in, CSRF and response headers, attached to the application: every page asks for a signed-in account unless
`public` names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, redirect, request, session, url_for
from flask_babel import Babel
from flask_login import current_user, user_logged_out
from flask_security.core import Security
from flask_security.decorators import auth_required
from flask_security.signals import password_changed, password_reset, user_authenticated
from flask_security.tf_plugin import TfPlugin
from flask_security.utils import set_request_attr
from flask_wtf.csrf import CSRFProtect

from matching.audit.events import Act, record
from webapp.accounts import second_factor, sign_in
from webapp.accounts.actors import actor_of_account
from webapp.accounts.passwords import Passwords
from webapp.accounts.tables import Account, AccountStore
from webapp.request.addresses import is_own_page
from webapp.request.context import current_runtime, current_session, db_session
from webapp.request.limits import SECOND_STEP, SECOND_STEP_WITHIN
from webapp.security.forms import (
    AgainForm,
    ForgotForm,
    NewPasswordForm,
    OtherPasswordForm,
    SignInForm,
)
from webapp.security.headers import response_headers
from webapp.security.mailing import OutboxMail
from webapp.security.public import LEAVING, OPEN_BLUEPRINTS, PUBLIC_ENDPOINTS, WITHOUT_SECOND_FACTOR

if TYPE_CHECKING:
    from webapp.site.settings import Settings


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
    Account.on_failure = sign_in.note_failure
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
    """A cookie alone signs nobody in: its key must be that of a row that is still open (webapp/accounts/sign_in.py)."""
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
    record(
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

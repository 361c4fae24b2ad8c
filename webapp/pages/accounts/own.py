"""One's own account: connections, second factor, the second step of signing in, the first password."""

from __future__ import annotations

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from flask_security.decorators import auth_required
from flask_security.utils import login_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from matching.errors import NotFound
from matching.pool.people.tables import Person
from webapp.accounts import invitations, second_factor, sign_in
from webapp.accounts.locking import WAITS
from webapp.accounts.second_factor import Totp
from webapp.accounts.tables import Account
from webapp.forms.base import accepted
from webapp.pages.accounts.forms import CodeForm, FirstPasswordForm
from webapp.request.actors import current_actor
from webapp.request.context import current_runtime, current_session
from webapp.request.limits import FRESH_MINUTES, SECOND_STEP

blueprint = Blueprint("account", __name__)

PENDING = "totp_pending"
"""Where the (encrypted) secret of an app that is being set up waits for its first code."""


def own_account() -> Account:
    """The account that is signed in."""
    account: Account = current_user._get_current_object()
    return account


def totp() -> Totp:
    """The application's reader of codes."""
    one: Totp = current_app.extensions["totp"]
    return one


@blueprint.get("/compte")
def index() -> str:
    """«Mon compte»: who one is, password, second factor, connections."""
    account, settings = own_account(), current_runtime().settings
    return render_template(
        "accounts/own/index.html",
        account=account,
        sign_ins=sign_in.open_sign_ins(current_session(), account),
        has_second_factor=second_factor.is_set(account),
        needs_second_factor=second_factor.is_needed(account.person, settings),
    )


@blueprint.post("/compte/connexions/<int:sign_in_id>/fin")
def end_sign_in(sign_in_id: int) -> Response:
    """Sign another browser out."""
    sign_in.end_one(current_session(), current_actor(), own_account(), sign_in_id)
    flash("Cette connexion est terminée.", "success")
    return redirect(url_for("account.index"))


@blueprint.post("/compte/connexions/fin")
def end_other_sign_ins() -> Response:
    """Sign every other browser out."""
    ended = sign_in.end_others(current_session(), current_actor(), own_account())
    flash(
        "Vos autres connexions sont terminées." if ended else "Il n’y avait pas d’autre connexion.",
        "success",
    )
    return redirect(url_for("account.index"))


@blueprint.route("/compte/double-verification", methods=["GET", "POST"], endpoint="second_factor")
@auth_required("session", within=FRESH_MINUTES, grace=0)
def second_factor_page() -> str | Response | tuple[str, int]:
    """Set the second factor up, draw new recovery codes, or remove it; the password was typed a moment ago."""
    account, settings = own_account(), current_runtime().settings
    act = request.form.get("act", "")
    if second_factor.is_set(account):
        if request.method == "POST" and act == "codes":
            codes = second_factor.renew_codes(current_session(), current_actor(), totp(), account)
            return render_template("accounts/own/recovery_codes.html", codes=codes, first=False)
        if request.method == "POST" and act == "remove":
            second_factor.remove(current_session(), current_actor(), account, settings)
            flash("La double vérification est retirée.", "success")
            return redirect(url_for("account.index"))
        return render_template(
            "accounts/own/second_factor.html",
            needed=second_factor.is_needed(account.person, settings),
            left=len(account.mf_recovery_codes),
        )
    secret = session.get(PENDING) or totp().new_secret()
    session[PENDING] = secret
    form = CodeForm()
    if form.is_submitted() and act == "set_up":
        done = accepted(
            form,
            lambda: second_factor.set_up(
                current_session(), current_actor(), totp(), account, secret, form.code.data or ""
            ),
        )
        if done:
            session.pop(PENDING)
            return render_template("accounts/own/recovery_codes.html", codes=done.value, first=True)
    page = render_template(
        "accounts/own/second_factor_set_up.html",
        form=form,
        picture=totp().picture(secret, account.email),
        key=totp().key_to_type(secret),
        needed=second_factor.is_needed(account.person, settings),
    )
    return (page, 422) if form.errors else page


@blueprint.route("/connexion/code", methods=["GET", "POST"])
def second_step() -> str | Response:
    """The second step of signing in: a code of the app, or a recovery code.

    A wrong code is answered with status 200, as a wrong password is: the failure must be kept.
    """
    waiting = session.get(SECOND_STEP)
    now = current_runtime().now()
    if not isinstance(waiting, dict) or waiting["until"] < now.timestamp():
        session.pop(SECOND_STEP, None)
        flash("Recommencez : l’étape du code n’a duré que dix minutes.", "info")
        return redirect(url_for("security.login"))
    database = current_session()
    account = database.scalar(
        select(Account).where(Account.fs_uniquifier == waiting["account"], Account.active)
    )
    if account is None or not second_factor.is_set(account):
        session.pop(SECOND_STEP)
        return redirect(url_for("security.login"))
    form = CodeForm()
    if form.validate_on_submit():
        typed = form.code.data or ""
        if not sign_in.may_enter(database, account):
            sign_in.note_failure(account, "second_factor")
            form.general_errors.append(WAITS)
        elif how := second_factor.passes(database, totp(), account, typed):
            session.pop(SECOND_STEP)
            login_user(account, authn_via=["password", how])
            if how == "recovery_code":
                left = len(account.mf_recovery_codes)
                flash(f"Ce code de secours ne servira plus. Il vous en reste {left}.", "info")
            return redirect(waiting["next"] or url_for("home.index"))
        else:
            sign_in.note_failure(account, "second_factor")
            form.code.errors = [second_factor.WRONG]
    return render_template("security/second_step.html", form=form)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
def accept_invitation(token: str) -> str | Response | tuple[str, int]:
    """The page of an invitation's link. Looking at it spends nothing; sending the first password does."""
    if not sign_in.looks_like_a_link(token):
        raise NotFound(invitations.GONE)
    database = current_session()
    invitation = invitations.open_invitation(database, token)
    account = database.get_one(Account, invitation.account_id)
    form = FirstPasswordForm()
    if form.is_submitted() and accepted(
        form,
        lambda: invitations.use(database, token, form.password.data or "", form.again.data or ""),
    ):
        flash("Votre mot de passe est enregistré. Connectez-vous avec lui.", "success")
        return redirect(url_for("security.login"))
    person: Person = account.person
    page = render_template("accounts/own/invitation.html", form=form, invited=person, token=token)
    return (page, 422) if form.is_submitted() else page

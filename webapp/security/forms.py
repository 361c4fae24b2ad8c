"""The forms of signing in: Flask-Security's own, with what it does not know of (locks, second factor, audit)."""

from __future__ import annotations

from typing import Any, cast

from flask_login import current_user
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    ResetPasswordForm,
    VerifyForm,
)
from flask_security.utils import hash_password

from matching.audit.events import Act, record
from webapp.accounts.locking import WAITS
from webapp.accounts.sign_in import may_enter, note_failure
from webapp.accounts.tables import Account
from webapp.forms.base import Problem, problems_of
from webapp.pages.accounts.forms import AGAIN
from webapp.request.actors import nobody
from webapp.request.context import current_runtime, current_session


class Summed:
    """What the macro of the error summary asks of a form."""

    form_errors: list[str]

    def problems(self) -> list[Problem]:
        """Everything to correct, in the order of the page."""
        found = [Problem(None, "", str(message)) for message in self.form_errors]
        for field in self:  # type: ignore[attr-defined]
            found += problems_of(field)
        return found


class SignInForm(LoginForm, Summed):
    """Address and password. There is no «remember me»: no cookie outlives the session."""

    remember = None

    def validate(self, **kwargs: Any) -> bool:
        typed = bool(self.email.data and self.password.data)
        right = super().validate(**kwargs)
        account = cast(Account | None, self.user)
        if right and account is not None and not may_enter(current_session(), account):
            self.email.errors.append(WAITS)  # the view replaces it with the generic message
            right = False
        if not right and typed and (account is None or self.user_authenticated):
            note_failure(account, "closed")  # Flask-Security told of a wrong password itself
        return right


class ForgotForm(ForgotPasswordForm, Summed):
    """An address. Known or not, the answer is the same and takes as long: one password is hashed either way (by
    the view when the address is not known)."""

    def validate(self, **kwargs: Any) -> bool:
        if not super().validate(**kwargs):
            return False
        account = cast(Account, self.user)
        if not account.password:  # an invited person has her link
            self.email.errors.append("")
            return False
        hash_password("takes as long as for an unknown address")
        person = account.person
        record(
            current_session(), nobody(), Act.ACCOUNT, "person", person.id,
            structure_id=person.structure_id, facts={"what": "reset_asked"},
        )  # fmt: skip
        return True


class NewPasswordForm(ResetPasswordForm, Summed):
    """A new password, twice, behind the link of a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = "Nouveau mot de passe"
        self.password_confirm.label.text = AGAIN


class OtherPasswordForm(ChangePasswordForm, Summed):
    """The password that one has, and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = "Mot de passe actuel"
        self.new_password.label.text = "Nouveau mot de passe"
        self.new_password_confirm.label.text = AGAIN

    def validate(self, **kwargs: Any) -> bool:
        if current_user.waits_at(current_runtime().now()):
            self.form_errors.append(WAITS)
            return False
        right = super().validate(**kwargs)
        if not right and self.password.data and self.password.errors:
            note_failure(current_user._get_current_object(), "password")
        return right


class AgainForm(VerifyForm, Summed):
    """The password again, before something delicate."""

"""The second factor: six digits of an authenticator app (TOTP, RFC 6238), and recovery codes for the day when the
telephone is lost.

The shared secret is kept encrypted (passlib's wallet: AES, under keys from the environment); recovery codes as
keyed hashes; each code is accepted once. A wrong code counts as a failed sign-in of the account.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import re
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from passlib.exc import TokenError
from passlib.totp import TOTP
from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from matching.actor import Actor, Role, check
from matching.audit.events import Act, record_about
from matching.errors import Conflict, Invalid
from matching.letters import post
from matching.pool.people.rights import can_keep_account
from matching.pool.people.tables import Person
from matching.tokens import new_code
from webapp.accounts.letters import (
    RecoveryCodesRenewed,
    SecondFactorNews,
    SecondFactorRemoved,
    SecondFactorReset,
    SecondFactorSet,
)
from webapp.accounts.tables import Account

if TYPE_CHECKING:
    from webapp.site.settings import Settings

NEED_IT = frozenset({Role.STRUCTURE_MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})
"""Whose accounts open much at once."""
RECOVERY_CODES = 10
CLOCK_SKEW_S = 30
"""A telephone's clock may be one step early or late."""
METHOD = "authenticator"
WRONG = (
    "Ce code n’est pas le bon, ou il a déjà servi. Attendez le code suivant de votre application, "
    "puis réessayez."
)


def is_needed(person: Person, settings: Settings) -> bool:
    """Whether this person may not work without a second factor on this site."""
    return settings.second_factor == "required" and not NEED_IT.isdisjoint(person.roles)


def is_set(account: Account) -> bool:
    """Whether the account asks for a code at sign-in."""
    return bool(account.tf_primary_method and account.tf_totp_secret)


class Totp:
    """What has to do with the site's keys; one for the application."""

    def __init__(self, settings: Settings) -> None:
        keys = settings.totp_keys or (_derived(settings.secret_key, b"vivier second factor"),)
        # The newest has the highest number, and encrypts; the older ones still decrypt.
        numbered = {str(len(keys) - place): key for place, key in enumerate(keys)}
        self._codes: type[TOTP] = TOTP.using(issuer="Vivier", secrets=numbered)
        # Of the oldest: a newer key before it leaves the codes that people have noted as they are.
        self._recovery_key = _derived(keys[-1], b"vivier recovery codes").encode()

    def new_secret(self) -> str:
        """A secret drawn at random, encrypted, as JSON."""
        return str(self._codes.new().to_json(encrypt=True))

    def key_to_type(self, secret: str) -> str:
        """The secret in groups of four, for those who cannot scan."""
        return str(self._codes.from_source(secret).pretty_key(sep=" "))

    def picture(self, secret: str, email: str) -> str:
        """The QR code to scan, as the address of an SVG image («data:image/svg+xml;…»)."""
        import qrcode  # loads PIL and lxml
        from qrcode.image.svg import SvgPathImage

        uri = self._codes.from_source(secret).to_uri(label=email)
        out = io.BytesIO()
        qrcode.make(uri, image_factory=SvgPathImage, border=2).save(out)
        return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"

    def step_of(self, secret: str, code: str, last: int | None) -> int | None:
        """The time step of a code that is right now; None when it is wrong or not later than `last`."""
        digits = re.sub(r"\s", "", code)
        if not re.fullmatch(r"[0-9]{6}", digits):
            return None
        try:
            match = self._codes.verify(digits, secret, window=CLOCK_SKEW_S, last_counter=last)
        except TokenError:
            return None
        return int(match.counter)

    def hashed(self, recovery_code: str) -> str:
        """What is kept of a recovery code."""
        plain = re.sub(r"[\W_]", "", recovery_code).lower()
        return hmac.new(self._recovery_key, plain.encode(), hashlib.sha256).hexdigest()


def _derived(secret_key: str, purpose: bytes) -> str:
    """A key for one purpose only, from the site's secret (HKDF, RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return base64.urlsafe_b64encode(derived.derive(secret_key.encode())).decode()


def passes(session: Session, totp: Totp, account: Account, code: str) -> str | None:
    """What the typed code was («totp», «recovery_code»); None when it is wrong. A code that is right is used up,
    in one statement, so that two requests at once cannot both pass with it."""
    assert account.tf_totp_secret, "only asked of accounts that have a second factor"
    step = totp.step_of(account.tf_totp_secret, code, account.totp_last_counter)
    if step is not None:
        used = session.scalar(
            update(Account)
            .where(
                Account.id == account.id,
                or_(Account.totp_last_counter.is_(None), Account.totp_last_counter < step),
            )
            .values(totp_last_counter=step)
            .returning(Account.id)
        )
        return "totp" if used else None
    known = totp.hashed(code)
    if known not in account.mf_recovery_codes:
        return None
    session.refresh(account, ["mf_recovery_codes"], with_for_update=True)
    if known not in account.mf_recovery_codes:
        return None
    account.mf_recovery_codes = [one for one in account.mf_recovery_codes if one != known]
    session.flush()
    return "recovery_code"


def set_up(
    session: Session, actor: Actor, totp: Totp, account: Account, secret: str, code: str
) -> list[str]:
    """Ask this account for codes from now on, once one has shown that the app has the secret; returns the
    recovery codes, which nobody can read again. Raises Invalid when the code is wrong."""
    step = totp.step_of(secret, code, None)
    if step is None:
        raise Invalid(WRONG, {"code": WRONG})
    account.tf_totp_secret, account.tf_primary_method = secret, METHOD
    account.totp_last_counter = step
    codes = _new_codes(totp, account)
    _note(session, actor, account, SecondFactorSet(account.person.first_name))
    return codes


def renew_codes(session: Session, actor: Actor, totp: Totp, account: Account) -> list[str]:
    """New recovery codes; the old ones are worth nothing from now on."""
    if not is_set(account):
        raise Conflict("Activez d’abord la double vérification.")
    codes = _new_codes(totp, account)
    _note(session, actor, account, RecoveryCodesRenewed(account.person.first_name))
    return codes


def remove(session: Session, actor: Actor, account: Account, settings: Settings) -> None:
    """Ask for no more codes. Raises Conflict where her role may not work without."""
    if is_needed(account.person, settings):
        raise Conflict("Votre rôle demande la double vérification : vous ne pouvez pas la retirer.")
    _forget(account)
    _note(session, actor, account, SecondFactorRemoved(account.person.first_name))


def reset(session: Session, actor: Actor, account: Account) -> None:
    """For somebody who has lost her telephone and her codes: whoever keeps her account removes it, and has made
    sure that it is she."""
    check(can_keep_account(actor, account.person))
    if actor.person_id == account.person_id:
        raise Conflict("Retirez votre propre double vérification depuis « Mon compte ».")
    if not is_set(account):
        raise Conflict("Ce compte n’a pas de double vérification.")
    _forget(account)
    _note(session, actor, account, SecondFactorReset(account.person.first_name))


def _forget(account: Account) -> None:
    account.tf_totp_secret = account.tf_primary_method = account.totp_last_counter = None
    account.mf_recovery_codes = []


def _new_codes(totp: Totp, account: Account) -> list[str]:
    """Twelve letters of an alphabet of 30: 58 bits each."""
    codes = [new_code(3).lower() for _ in range(RECOVERY_CODES)]
    account.mf_recovery_codes = [totp.hashed(code) for code in codes]
    return codes


def _note(session: Session, actor: Actor, account: Account, news: SecondFactorNews) -> None:
    """In the audit, and in a letter to the owner."""
    record_about(session, actor, Act.ACCOUNT, account.person, facts={"what": news.name})
    post(session, account.email, news)

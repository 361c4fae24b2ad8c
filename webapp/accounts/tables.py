"""Sign-in accounts: the tables. What a signed-in person may do comes from the domain's person, never from here.

An account is a password and a session identifier that point to one `matching` person. Flask-Security
needs no role table for that: roles are the person's, and matching/policy.py reads them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from flask_security.core import RoleMixin, UserMixin
from flask_security.datastore import SQLAlchemySessionUserDatastore
from sqlalchemy import BigInteger, DateTime, ForeignKey, SmallInteger, String, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, Timestamped
from matching.pool.people.tables import Person
from webapp.accounts.locking import is_locked
from webapp.request.context import current_runtime


class Account(Timestamped, UserMixin, Base):
    """How a person signs in. Changing `fs_uniquifier` ends every open session of the account.

    `password` is empty until an invited person has set her first one: nothing matches it.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)

    # The second factor, under the names that Flask-Security reads.
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str]] = mapped_column(
        ARRAY(String(255)), default=list, server_default="{}"
    )

    totp_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    """The moment (in steps of 30 s) of the last code that was accepted: none is accepted twice."""

    failed_sign_ins: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    last_sign_in_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    person: Mapped[Person] = relationship(lazy="joined")

    on_failure: ClassVar[Callable[[Account, str], None]]
    """Who is told of a failed sign-in, and why it failed: `webapp.security` says so when it attaches sign-in, so
    that the tables need no service."""

    def waits_at(self, now: datetime) -> bool:
        """Whether the account waits after failures."""
        return is_locked(self.locked_until, now)

    @property
    def known_words(self) -> tuple[str, ...]:
        """What an attacker knows of her, and what a password must not consist of."""
        return (self.person.full_name, self.email)

    def verify_and_update_password(self, password: str) -> bool:
        """Whether this is her password and the account does not wait after failures. The password is compared
        in any case, so that the time of the answer tells nothing."""
        right = super().verify_and_update_password(password)
        return right and not self.waits_at(current_runtime().now())

    def track_failed_authn(self, auth_type: str, tfa: bool = False) -> None:
        """Flask-Security tells of a wrong password here."""
        Account.on_failure(self, "second_factor" if tfa else "password")


class SignIn(Base):
    """One signed-in browser of an account. Only the hash of what its cookie holds is kept."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    key_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    began_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    address: Mapped[str | None] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(200), default="")


class Invitation(Base):
    """A one-time link by which an invited person sets her first password. Only its hash is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class AccountStore(SQLAlchemySessionUserDatastore):
    """Flask-Security's store on the request's own session, whose transaction is not for it to commit."""

    def __init__(self, session: Any) -> None:
        super().__init__(session, Account, RoleMixin)

    def commit(self) -> None:
        """Only flush: webapp/request/transactions.py commits, once, when the whole request has succeeded."""
        self.db.session.flush()

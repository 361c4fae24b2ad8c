"""Sign-in accounts. What a signed-in person may do comes from the domain's person, never from here.

An account is a password and a session identifier that point to one `matching` person. Flask-Security
needs no role table for that: roles are the person's, and matching/policy.py reads them.
"""

from __future__ import annotations

import secrets
from typing import Any

from flask_security.core import RoleMixin, UserMixin
from flask_security.datastore import SQLAlchemySessionUserDatastore
from flask_security.utils import hash_password
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from matching.db import Base, Timestamped
from matching.errors import Conflict
from matching.pool.tables import Person


class Account(Timestamped, UserMixin, Base):
    """How a person signs in. Changing `fs_uniquifier` ends every open session of the account."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)

    person: Mapped[Person] = relationship(lazy="joined")


class AccountStore(SQLAlchemySessionUserDatastore):
    """Flask-Security's store on the request's own session, whose transaction is not for it to commit."""

    def __init__(self, session: Any) -> None:
        super().__init__(session, Account, RoleMixin)

    def commit(self) -> None:
        """Only flush: webapp/transactions.py commits, once, when the whole request has succeeded."""
        self.db.session.flush()


def open_account(session: Session, person: Person, password: str) -> Account:
    """Give a person an account under her own address. Needs an application context; never commits.

    Raises Conflict when she has one already. The caller has checked the password's strength and that
    the actor may admit this person.
    """
    if session.scalar(select(Account.id).where(Account.person_id == person.id)):
        raise Conflict("Cette personne a déjà un compte.")
    account = Account(
        person=person,
        email=person.email,
        password=hash_password(password),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
    )
    session.add(account)
    session.flush()  # the address is unique: find out here, not at the end
    return account

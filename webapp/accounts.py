"""Sign-in accounts. What a signed-in person may do comes from the domain's person, never from here.

An account is a password and a session identifier that point to one `matching` person. Flask-Security
needs no role table for that: roles are the person's, and matching/policy.py reads them.
"""

from __future__ import annotations

from typing import Any

from flask_security.core import RoleMixin, UserMixin
from flask_security.datastore import SQLAlchemySessionUserDatastore
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, Timestamped
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

"""An account as an actor, where nobody is signed in yet or any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request

from matching.actor import Actor
from matching.pool.people.life import actor_of
from webapp.request.context import request_id

if TYPE_CHECKING:
    from webapp.accounts.tables import Account


def actor_of_account(account: Account) -> Actor:
    """The person of an account that is just signing in or out, or that proves itself by a link."""
    return actor_of(account.person, address=request.remote_addr, request_id=request_id())

"""Signed-in browsers and failed sign-ins.

A browser holds a random key in its cookie, its row the key's hash; ending the row signs the browser out at once.
Failures are counted in the database, over all processes: after every `TRIES` of them the account waits, each
time twice as long. Nobody is told on the screen; the owner gets a letter.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import request
from flask import session as cookie
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from matching.actor import Actor
from matching.audit.events import Act, record, record_about
from matching.errors import NotFound
from matching.letters import post
from matching.tokens import hashed, new_token
from webapp.accounts.actors import actor_of_account
from webapp.accounts.letters import AccountLocked
from webapp.accounts.locking import COUNTED, TRIES, wait_after
from webapp.accounts.tables import Account, SignIn
from webapp.request.actors import nobody
from webapp.request.context import current_runtime, current_session

if TYPE_CHECKING:
    from webapp.site.settings import Settings

SEEN_EVERY = timedelta(minutes=5)
KEPT = timedelta(days=30)
"""How long the trace of a connection (address, browser) is kept once it ended or was last seen; then the night
forgets it. A misuse that is noticed later is looked into in the journal, which says who signed in and from where."""
KEY = "sign_in"
"""Where the key stands in the browser's (signed) cookie."""


# Browsers.


def begin(session: Session, account: Account, how: list[str]) -> None:
    """This browser is signed in from now on, under a new key. `how` is what she proved who she is with."""
    now, key = current_runtime().now(), new_token()
    end_this(session)
    session.add(
        SignIn(
            account_id=account.id,
            key_sha256=hashed(key),
            began_at=now,
            seen_at=now,
            address=request.remote_addr,
            browser=browser_name(request.user_agent.string),
        )
    )
    cookie[KEY] = key
    session.execute(
        update(Account)
        .where(Account.id == account.id)
        .values(last_sign_in_at=now, failed_sign_ins=0, locked_until=None)
    )
    actor = actor_of_account(account)
    record_about(session, actor, Act.SIGNED_IN, account.person, facts={"with": how})


def account_of(
    session: Session, identity: str, settings: Settings, now: datetime
) -> Account | None:
    """The open account of this browser's cookie, in one statement; None when it has to sign in again."""
    key = cookie.get(KEY)
    if not identity or not isinstance(key, str):
        return None
    found = session.execute(
        select(Account, SignIn)
        .join(SignIn, SignIn.account_id == Account.id)
        .where(
            SignIn.key_sha256 == hashed(key),
            SignIn.ended_at.is_(None),
            SignIn.seen_at > now - settings.idle,
            SignIn.began_at > now - settings.longest,
            Account.fs_uniquifier == identity,
            Account.active,
        )
    ).first()
    if found is None:
        return None
    account, row = found
    if row.seen_at < now - SEEN_EVERY:
        row.seen_at = now
    return account


def end_this(session: Session) -> None:
    """Forget the key of this browser, if it has one."""
    if key := cookie.pop(KEY, None):
        session.execute(
            update(SignIn)
            .where(SignIn.key_sha256 == hashed(key), SignIn.ended_at.is_(None))
            .values(ended_at=current_runtime().now())
        )


def open_sign_ins(session: Session, account: Account) -> list[tuple[SignIn, bool]]:
    """The browsers that are signed in, the latest first, each with whether it is this one."""
    settings, now = current_runtime().settings, current_runtime().now()
    rows = session.scalars(
        select(SignIn)
        .where(
            SignIn.account_id == account.id,
            SignIn.ended_at.is_(None),
            SignIn.seen_at > now - settings.idle,
            SignIn.began_at > now - settings.longest,
        )
        .order_by(SignIn.seen_at.desc(), SignIn.id.desc())
    )
    own = hashed(cookie.get(KEY) or "")
    return [(row, row.key_sha256 == own) for row in rows]


def end_one(session: Session, actor: Actor, account: Account, sign_in_id: int) -> None:
    """Sign another browser of one's own account out. Raises NotFound when it is none of one's own."""
    row = session.get(SignIn, sign_in_id)
    if row is None or row.account_id != account.id or row.ended_at is not None:
        raise NotFound("Cette connexion est déjà terminée.")
    row.ended_at = current_runtime().now()
    facts = {"what": "signed_out_elsewhere", "count": 1}
    record_about(session, actor, Act.ACCOUNT, account.person, facts=facts)


def end_others(session: Session, actor: Actor, account: Account) -> int:
    """Sign every other browser of the account out; returns how many."""
    ended = end_all(session, account, but=cookie.get(KEY))
    facts = {"what": "signed_out_elsewhere", "count": ended}
    record_about(session, actor, Act.ACCOUNT, account.person, facts=facts)
    return ended


def end_all(session: Session, account: Account, *, but: str | None = None) -> int:
    """End the rows of an account, `but` the browser with this key; returns how many."""
    done = session.execute(
        update(SignIn)
        .where(
            SignIn.account_id == account.id,
            SignIn.ended_at.is_(None),
            SignIn.key_sha256 != hashed(but or ""),
        )
        .values(ended_at=current_runtime().now())
        .returning(SignIn.id)
    )
    return len(done.all())


def forget_old(session: Session, now: datetime, _dry_run: bool = False) -> int:
    """Delete the traces that were KEPT long enough; returns how many. A chore of the night: a dry
    run is rolled back by its caller."""
    old = or_(SignIn.ended_at < now - KEPT, SignIn.seen_at < now - KEPT)
    return len(session.scalars(delete(SignIn).where(old).returning(SignIn.id)).all())


SYSTEMS = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
           ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
            ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))  # fmt: skip
"""The first that is found names it: Chrome also calls itself Safari, and Edge calls itself both."""


def browser_name(agent: str) -> str:
    """«Firefox sur Windows»: what a person recognises, and no more than that is kept."""
    browser = next((name for sign, name in BROWSERS if sign in agent), None)
    system = next((name for sign, name in SYSTEMS if sign in agent), None)
    if browser is None:
        return "Navigateur inconnu" if system is None else f"Navigateur inconnu sur {system}"
    return browser if system is None else f"{browser} sur {system}"


def note_failure(account: Account | None, why: str) -> None:
    """Count a failed sign-in of an account (None: no such address) and lock it when there were too many.

    While it waits, failures are written down but not counted: trying on does not make it wait longer.
    """
    session, now = current_session(), current_runtime().now()
    actor = nobody()
    if account is None:
        record(session, actor, Act.SIGN_IN_FAILED, "person", facts={"why": "unknown"})
        return
    if account.waits_at(now):
        why = "locked"
    elif not account.active:
        why = "closed"
    elif not account.password:
        why = "invited"
    record_about(session, actor, Act.SIGN_IN_FAILED, account.person, facts={"why": why})
    if why in ("closed", "invited"):  # nothing opens it anyway
        return
    # One statement: two failures at once are two, and the row is read as it is now.
    count = session.scalar(
        update(Account)
        .where(
            Account.id == account.id,
            or_(Account.locked_until.is_(None), Account.locked_until <= now),
        )
        .values(failed_sign_ins=func.least(Account.failed_sign_ins + 1, COUNTED))
        .returning(Account.failed_sign_ins)
        .execution_options(synchronize_session=False)
    )
    if count is None or count % TRIES:
        return
    wait = wait_after(count)
    session.execute(
        update(Account)
        .where(Account.id == account.id)
        .values(locked_until=now + wait)
        .execution_options(synchronize_session=False)
    )
    session.refresh(account, ["failed_sign_ins", "locked_until"])
    minutes = int(wait.total_seconds() // 60)
    record_about(
        session, actor, Act.LOCKED, account.person, facts={"failures": count, "minutes": minutes}
    )
    post(session, account.email, AccountLocked(account.person.first_name, count, minutes))


def may_enter(session: Session, account: Account) -> bool:
    """Whether the account is still open and not locked, read from the database as it is at this moment: another
    request may have locked it since the password was compared."""
    now = current_runtime().now()
    return bool(
        session.scalar(
            select(Account.id)
            .where(
                Account.id == account.id,
                Account.active,
                or_(Account.locked_until.is_(None), Account.locked_until <= now),
            )
            .with_for_update()
        )
    )


def looks_like_a_link(text: str) -> bool:
    """Whether a text can be one of our one-time links at all."""
    return re.fullmatch(r"[\w-]{20,100}", text) is not None

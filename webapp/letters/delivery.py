"""Letters leave the outbox: sent, tried again, given up, forgotten."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta

import structlog
from jinja2 import Environment
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching.db import transaction
from matching.letters import OutgoingMail
from webapp.letters.carriers import Carrier, Unsendable, carrier_of
from webapp.letters.wording import letters, message_for
from webapp.site.settings import Settings

log = structlog.get_logger(__name__)

MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=12)
PER_PASS = 100
"""Letters sent in one pass, so that indexing is never kept waiting for long."""

# Delivery.


def deliver(
    sessions: sessionmaker[Session],
    settings: Settings,
    *,
    now: Callable[[], datetime],
    carrier: Carrier | None = None,
    most: int = PER_PASS,
) -> int:
    """Send what is due, at most `most` letters, until one fails; returns how many left."""
    environment, sent = letters(), 0
    with ExitStack() as stack:
        open_carrier: Carrier | None = None
        for _ in range(most):
            with transaction(sessions) as session:
                mail = _next(session, now())
                if mail is None:
                    break
                if open_carrier is None:
                    open_carrier = stack.enter_context(carrier or carrier_of(settings))
                goes_on = _send(mail, environment, settings, open_carrier, now())
                sent += mail.sent_at is not None
            if not goes_on:
                break
    return sent


def _next(session: Session, now: datetime) -> OutgoingMail | None:
    """The oldest letter that is due and that no other worker holds."""
    return session.scalar(
        select(OutgoingMail)
        .where(
            OutgoingMail.sent_at.is_(None),
            OutgoingMail.tries < MOST_TRIES,
            OutgoingMail.due_at <= now,
        )
        .order_by(OutgoingMail.due_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


def _send(
    mail: OutgoingMail,
    environment: Environment,
    settings: Settings,
    carrier: Carrier,
    now: datetime,
) -> bool:
    """Try once; the row then says what became of it. Returns whether the server answers: whether the next
    letter is worth a try in this pass."""
    mail.tries += 1
    try:
        message = message_for(mail, environment, settings, now)
        carrier.send(message, f"{now:%Y%m%d-%H%M%S}-{mail.letter}-{mail.id}")
    except (Unsendable, ValueError) as error:
        mail.tries = MOST_TRIES
        _give_up(mail, reason=error.message if isinstance(error, Unsendable) else _nature(error))
        return True
    except (OSError, smtplib.SMTPException) as error:
        if mail.tries >= MOST_TRIES:
            _give_up(mail, reason=_nature(error))
        else:
            mail.due_at = now + pause_after(mail.tries)
            log.warning(
                "mail.not_sent",
                id=mail.id,
                letter=mail.letter,
                tries=mail.tries,
                reason=_nature(error),
            )
        return False
    mail.sent_at = now
    _forget(mail)
    return True


def pause_after(tries: int) -> timedelta:
    """One minute after the first failure, four times as long after each other one, half a day at most."""
    return min(FIRST_PAUSE * 4 ** (tries - 1), LONGEST_PAUSE)


def _give_up(mail: OutgoingMail, *, reason: str) -> None:
    log.error("mail.given_up", id=mail.id, letter=mail.letter, reason=reason)
    _forget(mail)


def _forget(mail: OutgoingMail) -> None:
    """What is left: which letter, when, and of how many tries."""
    mail.facts, mail.to, mail.about_candidate_id = {}, "", None


def _nature(error: Exception) -> str:
    """The kind of an error and a server's code. Not its text: servers quote addresses."""
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__

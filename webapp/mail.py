"""Mail: words the letters that wait in the outbox, sends them, and forgets whom they were for.

Each letter has its own transaction, which holds its row while it leaves: several workers never send the same
one, and a crash sends it again rather than losing it. A letter that does not leave is tried again, later each
time. Logs name a letter by its kind and number, never its reader or its content.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from flask_security.mail_util import MailUtil
from jinja2 import Environment, FileSystemLoader, TemplateError, Undefined
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching import outbox
from matching.db import transaction
from matching.errors import VivierError
from matching.outbox import OutgoingMail
from matching.texts.french import listed
from webapp.settings import MissingSetting, Settings
from webapp.templating import fr_date, fr_datetime, plural, term
from webapp.transactions import current_session

log = structlog.get_logger(__name__)

LETTERS = Path(__file__).parent / "templates" / "mails"
SITE_NAME = "Vivier"
MOST_TRIES = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=12)
PER_PASS = 100
"""Letters sent in one pass, so that indexing is never kept waiting for long."""
TIMEOUT_S = 10


class Unsendable(VivierError):
    """A letter that no later try will send: it cannot be worded, or its address is refused for good."""


class Carrier(Protocol):
    """What takes a letter away."""

    def __enter__(self) -> Carrier: ...
    def __exit__(self, *_: object) -> None: ...
    def send(self, message: EmailMessage, name: str) -> None:
        """Raises OSError or SMTPException when it did not leave, Unsendable when it never will. `name` tells
        this letter from all others."""
        ...


# Words.


class _Missing(Undefined):
    """What a letter was not given: it may ask whether it has it, but not print a gap."""

    def __str__(self) -> str:
        self._fail_with_undefined_error()


def letters(folder: Path = LETTERS) -> Environment:
    """The letters' templates: plain text, with the same French dates as the pages."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=_Missing,
    )
    environment.filters.update(
        fr_date=lambda day: fr_date(date.fromisoformat(day) if isinstance(day, str) else day),
        fr_datetime=lambda at: fr_datetime(
            datetime.fromisoformat(at) if isinstance(at, str) else at
        ),
        fr_list=listed,
        plural=plural,
        term=term,
    )
    return environment


def word(
    environment: Environment, letter: str, facts: dict[str, Any], base_url: str
) -> tuple[str, str]:
    """(subject, text) of a letter. Its first line is «Objet : …», then comes a blank one. Raises Unsendable."""
    try:
        template = environment.get_template(f"{letter}.txt")
        written = template.render(
            **{**facts, "facts": facts, "base_url": base_url, "site_name": SITE_NAME}
        )
    except (TemplateError, ValueError, TypeError) as error:
        raise Unsendable(f"La lettre « {letter} » ne peut pas être rédigée.") from error
    head, _, text = written.partition("\n")
    subject = " ".join(head.removeprefix("Objet").lstrip(" \u00a0\u202f:").split())
    if not head.startswith("Objet") or not subject:
        raise Unsendable(f"La lettre « {letter} » ne commence pas par son objet.")
    return subject, text.strip() + "\n"


def message_for(
    mail: OutgoingMail, environment: Environment, settings: Settings, now: datetime
) -> EmailMessage:
    """The whole message. Raises Unsendable."""
    subject, text = word(environment, mail.letter, mail.facts, settings.base_url)
    name, sender = parseaddr(settings.mail_from)
    message = EmailMessage(policy=SMTP)
    try:
        message["Subject"] = subject
        message["From"] = Address(name or SITE_NAME, addr_spec=sender)
        message["To"] = Address(addr_spec=mail.to)
    except (ValueError, IndexError) as error:
        raise Unsendable("Cette adresse ne peut pas figurer sur une lettre.") from error
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=settings.site_host)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notice answers it
    message.set_content(text, charset="utf-8", cte="quoted-printable")
    return message


# Ways to leave.


class Files:
    """For sites that name no server, and the demo: each letter is a file that only the owner can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __enter__(self) -> Files:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send(self, message: EmailMessage, name: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(
            self.folder / f"{name}.eml", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
        )
        with os.fdopen(descriptor, "wb") as file:
            file.write(message.as_bytes())


class Server:
    """An SMTP server, by its address: «smtp://user:password@host:587?tls=starttls» or «smtps://host».

    Without `tls`, STARTTLS is required on every host but this very machine: letters hold links that open
    accounts. The connection is opened by the first letter of a pass.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise MissingSetting(
                "MAIL_URL doit ressembler à smtp://utilisateur:motdepasse@serveur:587?tls=starttls "
                "ou à smtps://utilisateur:motdepasse@serveur."
            )
        self.host = parts.hostname
        self.wrapped = parts.scheme == "smtps"
        self.port = parts.port or (465 if self.wrapped else 587)
        local = self.host in ("localhost", "127.0.0.1", "::1")
        tls = parse_qs(parts.query).get("tls", ["none" if local else "starttls"])[0]
        if tls not in ("none", "starttls"):
            raise MissingSetting("Dans MAIL_URL, tls vaut « starttls » ou « none ».")
        self.starttls = tls == "starttls" and not self.wrapped
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self._connection: smtplib.SMTP | None = None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()

    def send(self, message: EmailMessage, name: str) -> None:
        try:
            self._open().send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            self._reset()
            codes = [code for code, _ in error.recipients.values()]
            if all(code >= 500 for code in codes):
                raise Unsendable("Le serveur de courriel refuse cette adresse.") from error
            raise
        except (OSError, smtplib.SMTPException):
            self.__exit__()
            raise

    def _reset(self) -> None:
        if self._connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._connection.rset()

    def _open(self) -> smtplib.SMTP:
        if self._connection is None:
            context = ssl.create_default_context()
            if self.wrapped:
                one: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=TIMEOUT_S, context=context
                )
            else:
                one = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
            self._connection = one
            if self.starttls:
                one.starttls(context=context)
            if self.user:
                one.login(self.user, self.password)
        return self._connection


def carrier_of(settings: Settings) -> Carrier:
    """How letters leave this site. Raises MissingSetting when MAIL_URL cannot be read."""
    return Server(settings.mail_url) if settings.mail_url else Files(settings.var / "mails")


# Delivery.


def deliver(
    sessions: sessionmaker[Session],
    settings: Settings,
    *,
    now: Callable[[], datetime],
    carrier: Carrier | None = None,
    folder: Path = LETTERS,
    most: int = PER_PASS,
) -> int:
    """Send what is due, at most `most` letters, until one fails; returns how many left."""
    environment, sent = letters(folder), 0
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


# Flask-Security's own letters.

SECURITY_LETTERS = {
    "reset_instructions": "password_reset",
    "reset_notice": "password_changed",
    "change_notice": "password_changed",
}
"""Its names for them → ours."""


class OutboxMail(MailUtil):
    """Flask-Security's letters go the same way as all others: worded by us, with links from the settings."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: Any,
        sender: Any,
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        facts = {"first_name": kwargs["user"].person.first_name}
        if token := kwargs.get("reset_token"):
            facts["token"] = token
        letter = SECURITY_LETTERS[template.rpartition("/")[2]]
        outbox.post(current_session(), str(recipient), letter, facts)

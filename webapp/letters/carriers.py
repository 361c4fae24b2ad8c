"""What carries a letter away: an SMTP server, or a folder where none is named."""

from __future__ import annotations

import os
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from matching.errors import VivierError
from webapp.site.secrets import MissingSetting
from webapp.site.settings import Settings

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

"""Letters: worded, sent to a small server on this machine or into files, tried again, and then forgotten."""

from __future__ import annotations

import email
import email.policy
import os
import socketserver
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs

from matching.db import transaction
from matching.letters import OutgoingMail, post
from tests.world.site import settings_in
from webapp.accounts.letters import PasswordReset
from webapp.letters.carriers import Files, Server, Unsendable, carrier_of
from webapp.letters.delivery import MOST_TRIES, deliver, pause_after
from webapp.letters.wording import letters, word
from webapp.site.secrets import MissingSetting
from webapp.site.settings import Settings

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECRET = "jeton-secret-de-la-lettre"


@dataclass
class Clock:
    """A clock that the test moves."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Mailbox:
    """A small SMTP server: keeps what it is given, or refuses as it is told to."""

    messages: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    answer_to_rcpt: str = "250 ok"
    port: int = 0


class Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        box: Mailbox = self.server.box  # type: ignore[attr-defined]
        box.connections += 1
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "RCPT":
                box.recipients.append(line)
                self.say(box.answer_to_rcpt)
            elif verb == "DATA":
                self.say("354 go")
                raw = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    raw += part
                box.messages.append(email.message_from_bytes(raw, policy=email.policy.default))
                self.say("250 kept")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    class Listening(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Listening(("127.0.0.1", 0), Conversation) as server:
        server.box = box = Mailbox(port=server.server_address[1])  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield box
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(
        tmp_path,
        base_url="https://vivier.example",
        mail_from="Vivier Alsace <ne-pas-repondre@vivier.example>",
    )


@pytest.fixture
def by_server(settings: Settings, mailbox: Mailbox) -> Settings:
    return replace(settings, mail_url=f"smtp://127.0.0.1:{mailbox.port}")


def posted(sessions: sessionmaker[Session], to: str = "camille@vivier.test") -> int:
    with transaction(sessions) as session:
        post(session, to, PasswordReset("Zoé", SECRET))
        session.flush()
        mail = session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
        assert mail is not None
        mail.due_at = START
        return mail.id


def row(sessions: sessionmaker[Session], mail_id: int) -> OutgoingMail:
    with sessions() as session:
        return session.get_one(OutgoingMail, mail_id)


def test_a_letter_leaves_and_is_forgotten(
    sessions: sessionmaker[Session], by_server: Settings, mailbox: Mailbox
) -> None:
    mail_id = posted(sessions)
    assert deliver(sessions, by_server, now=Clock()) == 1
    (message,) = mailbox.messages
    assert message["Subject"] == "Choisir un nouveau mot de passe"
    assert message["From"] == "Vivier Alsace <ne-pas-repondre@vivier.example>"
    assert message["To"] == "camille@vivier.test"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content().replace("\r\n", "\n")
    assert "Bonjour Zoé," in text
    assert f"https://vivier.example/mot-de-passe-oublie/{SECRET}\n" in text
    kept = row(sessions, mail_id)
    assert (kept.to, kept.facts, kept.letter, kept.sent_at) == ("", {}, "password_reset", START)
    assert deliver(sessions, by_server, now=Clock()) == 0


def test_letters_of_a_pass_share_a_connection(
    sessions: sessionmaker[Session], by_server: Settings, mailbox: Mailbox
) -> None:
    for name in ("a", "b", "c"):
        posted(sessions, f"{name}@vivier.test")
    assert deliver(sessions, by_server, now=Clock()) == 3
    assert (len(mailbox.messages), mailbox.connections) == (3, 1)


def test_without_a_server_a_letter_is_a_private_file(
    sessions: sessionmaker[Session], settings: Settings
) -> None:
    mail_id = posted(sessions)
    assert deliver(sessions, settings, now=Clock()) == 1
    (path,) = (settings.var / "mails").iterdir()
    assert path.name == f"20261124-090000-password_reset-{mail_id}.eml"
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert SECRET in message.get_content()


def test_a_failure_is_tried_again_later_and_later(
    sessions: sessionmaker[Session], by_server: Settings, mailbox: Mailbox
) -> None:
    mail_id, clock = posted(sessions), Clock()
    mailbox.answer_to_rcpt = "451 busy"
    assert deliver(sessions, by_server, now=clock) == 0
    assert row(sessions, mail_id).tries == 1
    assert deliver(sessions, by_server, now=clock) == 0
    assert row(sessions, mail_id).tries == 1, "not before its time"
    clock.at += timedelta(seconds=61)
    mailbox.answer_to_rcpt = "250 ok"
    assert deliver(sessions, by_server, now=clock) == 1


def test_after_eight_tries_it_is_given_up_and_told_without_anybody_s_data(
    sessions: sessionmaker[Session], by_server: Settings, mailbox: Mailbox
) -> None:
    mail_id, clock = posted(sessions), Clock()
    mailbox.answer_to_rcpt = "451 camille@vivier.test is busy"
    with capture_logs() as logs:
        for _ in range(MOST_TRIES + 2):
            deliver(sessions, by_server, now=clock)
            clock.at += timedelta(hours=13)
    kept = row(sessions, mail_id)
    assert (kept.tries, kept.sent_at, kept.to, kept.facts) == (MOST_TRIES, None, "", {})
    assert len(mailbox.recipients) == MOST_TRIES
    assert [one["event"] for one in logs].count("mail.given_up") == 1
    assert "camille" not in str(logs)
    assert SECRET not in str(logs)


def test_a_refused_address_is_given_up_at_once_and_holds_no_other_up(
    sessions: sessionmaker[Session], by_server: Settings, mailbox: Mailbox
) -> None:
    refused = posted(sessions)
    mailbox.answer_to_rcpt = "550 unknown"
    assert deliver(sessions, by_server, now=Clock(), most=1) == 0
    assert row(sessions, refused).tries == MOST_TRIES
    mailbox.answer_to_rcpt = "250 ok"
    posted(sessions, "autre@vivier.test")
    assert deliver(sessions, by_server, now=Clock()) == 1


def test_a_server_that_is_away_ends_the_pass(
    sessions: sessionmaker[Session], settings: Settings
) -> None:
    first, second = posted(sessions), posted(sessions, "b@vivier.test")
    away = replace(settings, mail_url="smtp://127.0.0.1:9")
    assert deliver(sessions, away, now=Clock()) == 0
    assert (row(sessions, first).tries, row(sessions, second).tries) == (1, 0)


def test_two_workers_never_send_the_same_letter(
    committed_sessions: sessionmaker[Session], settings: Settings
) -> None:
    first, second = posted(committed_sessions), posted(committed_sessions, "b@vivier.test")

    class Slow(Files):
        """While it sends a letter, another worker passes."""

        other: int | None = None

        def send(self, message: EmailMessage, name: str) -> None:
            if self.other is None:
                self.other = 0
                self.other = deliver(committed_sessions, settings, now=Clock())
            super().send(message, name)

    slow = Slow(settings.var / "slow")
    assert deliver(committed_sessions, settings, now=Clock(), carrier=slow) == 1
    assert slow.other == 1
    (of_slow,) = (settings.var / "slow").iterdir()
    (of_other,) = (settings.var / "mails").iterdir()
    assert of_slow.stem.endswith(f"-{first}")
    assert of_other.stem.endswith(f"-{second}")


@pytest.mark.parametrize(
    ("to", "facts"),
    [
        ("camille@vivier.test\nBcc: all@vivier.test", {}),
        ("pas une adresse", {}),
        ("camille@vivier.test", {"token": None}),
    ],
)
def test_what_cannot_be_a_letter_is_given_up(
    sessions: sessionmaker[Session], settings: Settings, to: str, facts: dict[str, str]
) -> None:
    mail_id = posted(sessions, to)
    if facts:
        with transaction(sessions) as session:
            session.get_one(OutgoingMail, mail_id).facts = {"first_name": "Zoé"}
    posted(sessions, "suivante@vivier.test")
    assert deliver(sessions, settings, now=Clock()) == 1
    assert row(sessions, mail_id).tries == MOST_TRIES


def test_a_subject_stays_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Objet\u00a0: Bonjour {{ name }}\n\nTexte\n", encoding="utf-8")
    subject, text = word(letters([tmp_path]), "x", {"name": "a\r\tb"}, "https://v.example")
    assert (subject, text) == ("Bonjour a b", "Texte\n")


def test_a_letter_without_subject_or_with_a_gap_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("Bonjour\n\nTexte\n", encoding="utf-8")
    (tmp_path / "y.txt").write_text("Objet : a\n\n{{ link }}\n", encoding="utf-8")
    (tmp_path / "z.txt").write_text(
        "Objet : a\n\n{% if link %}{{ link }}{% endif %}ok\n", encoding="utf-8"
    )
    environment = letters([tmp_path])
    for name in ("x", "y", "z", "nowhere"):
        with pytest.raises(Unsendable):
            word(environment, name, {}, "https://v.example")
    assert word(environment, "z", {"link": None}, "https://v.example")[1] == "ok\n"


def test_the_pauses() -> None:
    minutes = [pause_after(tries).total_seconds() / 60 for tries in range(1, MOST_TRIES)]
    assert minutes == [1, 4, 16, 64, 256, 720, 720]


@pytest.mark.parametrize(
    ("url", "port", "starttls", "wrapped"),
    [
        ("smtp://mail.example", 587, True, False),
        ("smtp://a:b@mail.example:25?tls=none", 25, False, False),
        ("smtp://127.0.0.1:1025", 1025, False, False),
        ("smtp://127.0.0.1?tls=starttls", 587, True, False),
        ("smtps://a:p%40ss@mail.example", 465, False, True),
    ],
)
def test_addresses_of_servers(url: str, port: int, starttls: bool, wrapped: bool) -> None:
    """STARTTLS unless said otherwise: letters hold links that open accounts."""
    server = Server(url)
    assert (server.port, server.starttls, server.wrapped) == (port, starttls, wrapped)
    if wrapped:
        assert server.password == "p@ss"


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://x?tls=maybe"])
def test_an_address_that_cannot_be_read_stops_the_worker(settings: Settings, url: str) -> None:
    with pytest.raises(MissingSetting, match="MAIL_URL"):
        carrier_of(replace(settings, mail_url=url))

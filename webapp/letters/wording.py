"""A letter of the outbox as text: one template each, and nothing but its own facts in it.

The template stands in the room that declares the letter (templates/<room>/letters), and is found by the letter's name
alone, which is all that a row of the outbox holds: no two rooms have a letter of the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from matching.letters import OutgoingMail
from webapp.letters.carriers import Unsendable
from webapp.site.settings import Settings
from webapp.words.french import fr_date, plural

LETTERS = sorted((Path(__file__).parents[1] / "templates").rglob("letters"))
"""The folders of all rooms."""
SITE_NAME = "Vivier"

# Words.


def letters(folders: Sequence[Path] = LETTERS) -> Environment:
    """The letters' templates: plain text, with the same French dates as the pages."""
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    # A row holds a day as matching/letters.py writes it.
    environment.filters.update(fr_date=lambda day: fr_date(date.fromisoformat(day)), plural=plural)
    return environment


def word(
    environment: Environment, letter: str, facts: dict[str, Any], base_url: str
) -> tuple[str, str]:
    """(subject, text) of a letter. Its first line is «Objet : …», then comes a blank one. Raises Unsendable, also for
    a template that asks for what the letter does not hold."""
    try:
        template = environment.get_template(f"{letter}.txt")
        written = template.render(facts, base_url=base_url, site_name=SITE_NAME)
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

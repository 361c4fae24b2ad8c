"""Flask-Security's mails, put into the outbox as our own letters."""

from __future__ import annotations

from typing import Any

from flask_security.mail_util import MailUtil

from matching.letters import Letter, post
from webapp.accounts.letters import PasswordChanged, PasswordReset
from webapp.request.context import current_session


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
        first_name = kwargs["user"].person.first_name
        letter: Letter
        match template.rpartition("/")[2]:
            case "reset_instructions":
                letter = PasswordReset(first_name, kwargs["reset_token"])
            case "reset_notice" | "change_notice":
                letter = PasswordChanged(first_name)
            case unknown:
                raise LookupError(f"no letter of ours says {unknown}")
        post(current_session(), str(recipient), letter)

"""What waits to be indexed or sent, asked of a session alone: health and figures tell the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matching import stale
from matching.letters import OutgoingMail


@dataclass(frozen=True, slots=True)
class Waiting:
    """Documents to index and letters that are due, with the age of the oldest of each in seconds."""

    marks: int
    oldest_mark_s: float
    mails: int
    oldest_mail_s: float


def waiting(session: Session, now: datetime) -> Waiting:
    """What waits at this moment. A letter waits from the moment at which it is due."""
    mails, due = session.execute(
        select(func.count(), func.min(OutgoingMail.due_at)).where(
            OutgoingMail.sent_at.is_(None), OutgoingMail.due_at <= now, OutgoingMail.to != ""
        )
    ).one()
    return Waiting(
        marks=stale.count(session),
        oldest_mark_s=_age(stale.oldest(session), now),
        mails=mails,
        oldest_mail_s=_age(due, now),
    )


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0

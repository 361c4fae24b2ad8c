"""Whether a process can serve, and what waits: for load balancers and for those who look after a site.

Ready means that pages can be answered: the database is there with the schema of this code. A search side that
does not answer or letters that wait are said, but take no page away: lists and saving go on without them, and
sending everybody away would turn a small fault into a large one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from matching.errors import SearchUnavailable
from webapp.site.waiting import Waiting, waiting

if TYPE_CHECKING:
    from webapp.site.runtime import Runtime

LATE_MAIL = timedelta(minutes=15)
LATE_MARK = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Health:
    """`ready`: pages can be answered. `checks`: each part → whether it is well; `waiting`, where known."""

    ready: bool
    checks: dict[str, bool]
    waiting: Waiting | None = None

    @property
    def status(self) -> str:
        """ok, degraded (something waits or is away, pages are served) or unavailable."""
        if not self.ready:
            return "unavailable"
        return "ok" if all(self.checks.values()) else "degraded"

    def as_dict(self) -> dict[str, Any]:
        """For somebody who may see it."""
        told: dict[str, Any] = {"status": self.status, "checks": self.checks}
        if self.waiting is not None:
            told["waiting"] = {
                "marks": self.waiting.marks,
                "oldest_mark_s": round(self.waiting.oldest_mark_s),
                "mails": self.waiting.mails,
                "oldest_mail_s": round(self.waiting.oldest_mail_s),
            }
        return told


def health(runtime: Runtime, now: datetime) -> Health:
    """Look at everything that this process needs. Never raises."""
    from webapp.site.database import newest_revisions  # loads Alembic

    checks = {"database": False, "schema": False, "search": False, "index": False, "mail": False}
    found = None
    try:
        with runtime.sessions() as session:
            versions = session.scalars(text("SELECT version_num FROM alembic_version")).all()
            checks["database"] = True
            checks["schema"] = frozenset(versions) == newest_revisions()
            found = waiting(session, now)
        checks["index"] = found.oldest_mark_s < LATE_MARK.total_seconds()
        checks["mail"] = found.oldest_mail_s < LATE_MAIL.total_seconds()
    except SQLAlchemyError:
        return Health(ready=False, checks=checks)
    checks["search"] = _search_answers(runtime)
    return Health(checks["schema"], checks, found)


def _search_answers(runtime: Runtime) -> bool:
    try:
        runtime.engine.frequencies("candidate", ())
        probe = getattr(getattr(runtime.embedder, "inner", None), "check", None)
        if probe is not None:  # the model is in another process
            probe()
    except SearchUnavailable:
        return False
    return True

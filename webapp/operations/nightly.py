"""What a night does for privacy: notices and erasures that are due, what a crash left, journals that are old enough.

Each step has its own transactions, so that one that fails stops neither the others nor what it has done already.
Each is noted when it ends (matching/chores.py); `run` says what the whole night did, in the log and in the journal.
The worker asks `due` at each pass.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from matching import chores
from matching.actor import SYSTEM
from matching.audit.events import Act, record
from matching.chores import Chore
from matching.clock import day_of, in_paris
from matching.db import transaction
from matching.errors import Conflict
from matching.pool.people.tables import AccountRequest
from matching.privacy import retention
from matching.privacy.erasure import erase
from matching.ranking.log.log import purge_rankings
from matching.steering.terms import ErasureReason
from webapp.accounts import sign_in
from webapp.accounts.tables import Invitation
from webapp.operations import erasing
from webapp.site.runtime import Runtime

log = structlog.get_logger(__name__)

HOUR = 3
"""From this hour on, Paris time: nobody works, and the clock's change at 2 or 3 moves it by nothing."""
NIGHT = 7_104_003
"""Number of a PostgreSQL advisory lock: one night at a time, whatever the number of workers."""
WHOLE = "night"
"""Under this name a night is noted when all its steps have run: one that was cut off is done again."""
INVITATIONS_KEPT = timedelta(days=90)
"""How long an invitation is kept after it has expired."""
REQUESTS_KEPT = timedelta(days=365)
"""How long a request for an account is kept, answered or not."""

Done = dict[str, Any]


def due(runtime: Runtime, now: datetime) -> bool:
    """Whether tonight's run is still to be done: after three in Paris, and not yet noted for that day."""
    local = in_paris(now)
    if local.hour < HOUR:
        return False
    with runtime.sessions() as session:
        return WHOLE not in chores.ran(session, local.date())


def run(runtime: Runtime, *, dry_run: bool = False, now: datetime | None = None) -> Done:
    """Do (or with `dry_run` only count) everything that a night has to do; step → what it did, or its failure
    under «failed». Raises Conflict while another night is at work."""
    moment = now or runtime.now()
    with transaction(runtime.sessions) as guard:
        if not guard.scalar(select(func.pg_try_advisory_xact_lock(NIGHT))):
            raise Conflict("Les travaux de la nuit sont déjà en cours : laissez-les se terminer.")
        began_at = runtime.now()
        done: Done = {
            name: _noted(runtime, name, moment, dry_run, partial(step, runtime, moment, dry_run))
            for name, step in STEPS.items()
        }
        done["failed"] = [name for name in STEPS if "error" in done[name]]
        if not dry_run:
            facts = {"night": day_of(moment).isoformat()} | done
            with transaction(runtime.sessions) as session:
                record(session, SYSTEM, Act.MAINTAINED, "site", facts=facts)
                chores.note(
                    session, WHOLE, day_of(moment), began_at=began_at, ended_at=runtime.now(),
                    failed=bool(done["failed"]), figures={"failed": done["failed"]},
                )  # fmt: skip
    log.info("nightly.done", dry_run=dry_run, **done)
    return done


def _noted(
    runtime: Runtime, name: str, now: datetime, dry_run: bool, work: Callable[[], Done]
) -> Done:
    """What this piece of the night's work did, or its failure under «error»; noted unless it is a dry run."""
    began_at = runtime.now()
    try:
        figures = work()
    except (
        Exception
    ) as error:  # the others must not wait for it; it is told, and tried again tomorrow
        log.exception("nightly.step_failed", step=name)
        figures = {"error": type(error).__name__}
    if not dry_run:
        with transaction(runtime.sessions) as session:
            chores.note(
                session, name, day_of(now), began_at=began_at,
                ended_at=runtime.now(), failed="error" in figures, figures=figures,
            )  # fmt: skip
    return figures


def keep_no_longer(runtime: Runtime, now: datetime, dry_run: bool) -> Done:
    """Notices, their taking back, and erasures (matching/privacy/retention.py)."""
    today = day_of(now)
    with runtime.sessions() as session:
        plan = retention.plan(session, today)
    done: Done = {"told": len(plan.tell), "kept": len(plan.keep), "erased": len(plan.erase)}
    if dry_run:
        return done | {"people": {"tell": plan.tell, "keep": plan.keep, "erase": plan.erase}}
    with transaction(runtime.sessions) as session:
        retention.take_back(session, SYSTEM, plan.keep)
        done["letters"] = retention.tell(session, SYSTEM, plan.tell, today)
    done["erased"] = 0
    for candidate_id in plan.erase:
        with transaction(runtime.sessions) as session:
            candidate = retention.still_due(session, candidate_id, today)
            if candidate is None:
                continue
            traces = erasing.traces_of(runtime, session, candidate)
            erased = erase(session, SYSTEM, candidate, reason=ErasureReason.RETENTION, today=today)
        erasing.finish(runtime, erased, traces, clear_index=False)
        done["erased"] += 1
    return done


def sweep(runtime: Runtime, _now: datetime, dry_run: bool) -> Done:
    """What is left of people who are gone (webapp/operations/erasing.py)."""
    swept = erasing.sweep(runtime, dry_run=dry_run)
    return {
        "files": swept.files,
        "vectors": swept.vectors,
        "documents": swept.documents,
        "index": swept.index,
    }


def purge(runtime: Runtime, now: datetime, dry_run: bool) -> Done:
    """Letters that have left, links and invitations that are over, sign-ins that ended long ago, requests for an
    account that nobody needs any more."""
    done: Done = {}
    for chore in CHORES:
        work = partial(_done, runtime, chore, now, dry_run)
        figures = _noted(runtime, chore.name, now, dry_run, work)
        done |= {chore.name: figures["done"]} if "done" in figures else figures
    old = (now - retention.NOTICE).timestamp()
    folder = runtime.settings.var / erasing.MAILS
    files = [path for path in folder.glob("*.eml") if path.stat().st_mtime < old]
    for path in () if dry_run else files:
        path.unlink(missing_ok=True)
    return done | {"letter_files": len(files)}


def _done(runtime: Runtime, chore: Chore, now: datetime, dry_run: bool) -> Done:
    with runtime.sessions() as session, session.begin() as unit:
        count = chore.run(session, now, dry_run)
        if dry_run:
            unit.rollback()
    return {"done": count}


def journals(runtime: Runtime, now: datetime, dry_run: bool) -> Done:
    """Rankings that have been kept for as long as the site says; and the chain of the audit."""
    with runtime.sessions() as session, session.begin() as unit:
        today = day_of(now)
        done: Done = {
            "rankings": purge_rankings(session, today, runtime.settings.ranking_log_months)
        }
        if dry_run:
            unit.rollback()
            return done
    done["sealed"] = 0
    while more := runtime.seal_audit():
        done["sealed"] += more
    return done


def _purge_invitations(session: Session, now: datetime, _dry_run: bool) -> int:
    old = Invitation.expires_at < now - INVITATIONS_KEPT
    return retention.rows_of(session.execute(delete(Invitation).where(old)))


def _purge_account_requests(session: Session, now: datetime, _dry_run: bool) -> int:
    """A year after it was asked: whoever was admitted is in the accounts, whoever was not has been told why."""
    old = AccountRequest.asked_at < now - REQUESTS_KEPT
    return retention.rows_of(session.execute(delete(AccountRequest).where(old)))


CHORES = (
    *retention.CHORES,
    Chore("sign_ins", sign_in.forget_old),
    Chore("invitations", _purge_invitations),
    Chore("requests", _purge_account_requests),
)
"""What the rooms have for the night, each in a transaction of its own: the step «purge» runs them."""

STEPS: dict[str, Callable[[Runtime, datetime, bool], Done]] = {
    "retention": keep_no_longer,
    "sweep": sweep,
    "purge": purge,
    "journals": journals,
}
"""What needs more than the database: files, the index, several transactions. In this order: what retention erases, the
sweep clears from the index."""

"""What a person says is wrong in her record, or wants erased (RGPD art. 16 and 17): kept until somebody answers.

What everybody agrees on is simply corrected on the form, and the history shows it. A request is for what is
disputed, or cannot be changed at once: it stands on her data page until it is answered, within a month
(art. 12(3)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from matching import audit, policy
from matching.audit import Act, AuditEvent
from matching.errors import Conflict, NotFound
from matching.pool.checks import Checks
from matching.pool.tables import Candidate

LONGEST = 2000
ASKED = ("correction", "erasure")
"""What a person asks for with her own words; the journal says which (`what`)."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its number in the journal, what for («correction», «erasure»), when it was made, by herself or
    not, and what she says."""

    id: int
    what: str
    at: datetime
    by_herself: bool
    text: str
    answered_at: datetime | None = None
    accepted: bool = False
    answer: str = ""

    @property
    def pending(self) -> bool:
        return self.answered_at is None


def ask(session: Session, actor: policy.Actor, candidate: Candidate, *, text: str) -> None:
    """Note what is to be corrected, in her words. Raises Forbidden, Invalid (field «text»)."""
    herself = policy.is_herself(actor, candidate)
    policy.check(herself or policy.can_edit_candidate(actor, candidate))
    checks = Checks()
    said = checks.text(text, "text", "ce qui est inexact, et ce qui est juste", maximum=LONGEST)
    checks.done()
    audit.record_about(
        session, actor, Act.ASKED, candidate, facts={"what": "correction"}, reason=said
    )


def answer(
    session: Session,
    actor: policy.Actor,
    candidate: Candidate,
    request_id: int,
    *,
    accepted: bool,
    text: str,
) -> None:
    """Say whether it was corrected, and why. Raises Forbidden, NotFound, Conflict when it has an answer, Invalid
    (field «answer»)."""
    policy.check(policy.can_edit_candidate(actor, candidate))
    found = next((one for one in requests(session, candidate) if one.id == request_id), None)
    if found is None:
        raise NotFound("Cette demande n’existe pas.")
    if not found.pending:
        raise Conflict("Cette demande a déjà reçu une réponse : rechargez la page.")
    checks = Checks()
    said = checks.text(text, "answer", "la réponse donnée à la personne", maximum=LONGEST)
    checks.done()
    facts = {"what": found.what, "asked": request_id, "accepted": accepted}
    audit.record_about(session, actor, Act.DECIDED, candidate, facts=facts, reason=said)


def requests(session: Session, candidate: Candidate) -> list[Request]:
    """All of them, newest first, with their answers."""
    session.flush()
    events = session.scalars(
        select(AuditEvent)
        .where(
            AuditEvent.subject_kind == "candidate",
            AuditEvent.subject_id == candidate.id,
            AuditEvent.act.in_([Act.ASKED, Act.DECIDED]),
            AuditEvent.facts["what"].astext.in_(ASKED),
        )
        .options(selectinload(AuditEvent.detail))
        .order_by(AuditEvent.id.desc())
    ).all()
    answers = {e.facts.get("asked"): e for e in events if e.act == Act.DECIDED}
    return [_request(e, answers.get(e.id)) for e in events if e.act == Act.ASKED]


def _request(asked: AuditEvent, answered: AuditEvent | None) -> Request:
    return Request(
        id=asked.id,
        what=asked.facts["what"],
        at=asked.at,
        by_herself=asked.actor_kind == "candidate",
        text=asked.detail.text if asked.detail else "",
        answered_at=answered.at if answered else None,
        accepted=bool(answered and answered.facts.get("accepted")),
        answer=answered.detail.text if answered and answered.detail else "",
    )

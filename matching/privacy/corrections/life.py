"""What a person says is wrong in her record, or wants erased (RGPD art. 16 and 17): kept until somebody answers.

What everybody agrees on is simply corrected on the form, and the history shows it. A request is for what is
disputed, or cannot be changed at once: it stands on her data page until it is answered, within a month
(art. 12(3)). The journal says who asked and who answered; the request itself is a row of hers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.dialects.postgresql import INTERVAL
from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.audit.events import Act, record_about
from matching.checks import Checks
from matching.errors import Conflict, NotFound
from matching.pool.candidates.rights import can_edit_candidate, is_herself
from matching.pool.candidates.tables import Candidate
from matching.privacy.corrections.tables import CorrectionRequest
from matching.privacy.corrections.terms import CorrectionKind, CorrectionState
from matching.privacy.rights import can_export_all

LONGEST = 2000
ANSWERED_WITHIN_MONTHS = 1
"""RGPD art. 12(3)."""


def ask(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    *,
    text: str,
    kind: CorrectionKind = CorrectionKind.CORRECTION,
    missing: str = "ce qui est inexact, et ce qui est juste",
) -> CorrectionRequest:
    """Note what is asked for, in her words; `missing` is what an empty text is told to say. By herself, or by who
    keeps her record. Raises Forbidden, Invalid (field «text»)."""
    herself = is_herself(actor, candidate)
    check(herself or can_edit_candidate(actor, candidate))
    checks = Checks()
    said = checks.text(text, "text", missing, maximum=LONGEST)
    checks.done()
    request = CorrectionRequest(
        candidate_id=candidate.id,
        kind=kind,
        text=said,
        due_on=_due_on(func.now()),
        noted_by_id=actor.person_id,
    )
    session.add(request)
    session.flush()
    facts = {"what": str(kind), "correction_request_id": request.id}
    record_about(session, actor, Act.ASKED, candidate, facts=facts, reason=said)
    return request


def answer(
    session: Session,
    actor: Actor,
    candidate: Candidate,
    request_id: int,
    *,
    accepted: bool,
    text: str,
) -> CorrectionRequest:
    """Say whether it was corrected, and why. Raises Forbidden, NotFound, Conflict when it has an answer, Invalid
    (field «answer»)."""
    check(can_edit_candidate(actor, candidate))
    # Locked: of two who answer at the same moment, the second is told so.
    request = session.get(
        CorrectionRequest, request_id, with_for_update=True, populate_existing=True
    )
    if request is None or request.candidate_id != candidate.id:
        raise NotFound("Cette demande n’existe pas.")
    if not request.pending:
        raise Conflict("Cette demande a déjà reçu une réponse : rechargez la page.")
    checks = Checks()
    said = checks.text(text, "answer", "la réponse donnée à la personne", maximum=LONGEST)
    checks.done()
    request.state = CorrectionState.ACCEPTED if accepted else CorrectionState.REFUSED
    request.answer = said
    request.answered_by_id = actor.person_id
    request.answered_at = func.now()
    session.flush()
    facts = {
        "what": request.kind,
        "correction_request_id": request.id,
        "accepted": accepted,
    }
    record_about(session, actor, Act.DECIDED, candidate, facts=facts, reason=said)
    return request


def requests(session: Session, actor: Actor, candidate: Candidate) -> Sequence[CorrectionRequest]:
    """All that she asked for, newest first, with the answers. Raises Forbidden."""
    check(can_export_all(actor, candidate))
    return session.scalars(
        select(CorrectionRequest)
        .where(CorrectionRequest.candidate_id == candidate.id)
        .order_by(CorrectionRequest.received_at.desc(), CorrectionRequest.id.desc())
    ).all()


def _due_on(received_at: ColumnElement[datetime]) -> ColumnElement[date]:
    """The last day to answer a request that came at that moment: the same day of the next month in Paris, or the
    month's last (Regulation (EEC, Euratom) 1182/71, art. 3(2)(c))."""
    month = func.make_interval(0, ANSWERED_WITHIN_MONTHS, type_=INTERVAL)
    return cast(func.timezone("Europe/Paris", received_at) + month, Date)

"""For the demo: a few people of whom nothing was heard for two years, and whom structures' people write to."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matching import history
from matching.actor import SYSTEM
from matching.clock import PARIS
from matching.consents.tables import ConsentRecord
from matching.journey.referrals.tables import Referral
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.structures.tables import Structure
from matching.privacy import retention

CONTACT = "Protection des données, dpo@demo.vivier.example"
SILENT = 6


def let_some_fall_due(session: Session, today: date) -> int:
    """Set the clock back for some people who have left, and give them notice. Returns how many."""
    history.acting(
        session, SYSTEM
    )  # what a person or a coach of the demo writes would count as a contact
    session.execute(update(Structure).values(data_protection_contact=CONTACT))
    referred = select(Referral.candidate_id)
    ids = session.scalars(
        select(Candidate.id)
        .where(
            Candidate.status.in_([CandidateStatus.CLOSED, CandidateStatus.PLACED]),
            Candidate.id.not_in(referred),
        )
        .order_by(Candidate.id)
        .limit(SILENT)
    ).all()
    for number, id_ in enumerate(ids):
        heard = today - timedelta(days=731 - 25 + 4 * number)
        moment = datetime.combine(heard, time(10), PARIS)
        session.execute(
            update(Candidate)
            .where(Candidate.id == id_)
            .values(created_at=moment - timedelta(days=90), last_contact_on=heard)
        )
        for column, key in (
            (Cv.uploaded_at, Cv.candidate_id),
            (ConsentRecord.at, ConsentRecord.candidate_id),
        ):
            session.execute(update(column.class_).where(key == id_).values({column: moment}))
    session.expire_all()
    retention.tell(session, SYSTEM, ids, today)
    return len(ids)

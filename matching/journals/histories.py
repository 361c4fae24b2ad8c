"""What the fields of a record said before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.actor import Actor, check
from matching.audit.events import SubjectKind
from matching.errors import NotFound
from matching.history import FieldChange
from matching.journey.referrals.rights import can_steer_referral
from matching.journey.referrals.tables import Referral
from matching.listing import Listing, Noted
from matching.pool.candidates.reading import get_candidate
from matching.pool.candidates.rights import can_open_candidate
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.rights import can_edit_job
from matching.pool.jobs.tables import JobProfile


def candidate_history(
    session: Session, actor: Actor, candidate_id: int
) -> tuple[Candidate, Listing[FieldChange]]:
    """Who changed what of a person's record, newest first: for those who keep it. Raises NotFound, Forbidden."""
    candidate = get_candidate(session, actor, candidate_id)
    check(
        can_open_candidate(actor, candidate),
        "L’historique d’une fiche se lit avec la fiche entière : il est réservé à son coach et à la "
        "personne responsable de la structure.",
    )
    return candidate, _changes(actor, "candidate", candidate.id)


def job_history(
    session: Session, actor: Actor, job_id: int
) -> tuple[JobProfile, Listing[FieldChange]]:
    """The same of a job profile: for those who write it. Raises NotFound, Forbidden."""
    job = get_job(session, actor, job_id)
    check(
        can_edit_job(actor, job),
        "L’historique d’un profil de poste est réservé à l’employeur et aux développeurs emploi.",
    )
    return job, _changes(actor, "job", job.id)


def referral_history(
    session: Session, actor: Actor, referral_id: int
) -> tuple[Referral, Listing[FieldChange]]:
    """The same of a referral: for the coach's side, whose words to the person it holds. Raises NotFound."""
    referral = session.get(Referral, referral_id)
    if referral is None or not can_steer_referral(actor, referral):
        raise NotFound("Cette mise en relation n’existe pas, ou n’est pas suivie par vous.")
    return referral, _changes(actor, "referral", referral.id)


def _changes(actor: Actor, kind: SubjectKind, id_: int) -> Listing[FieldChange]:
    return Listing(
        actor,
        select(FieldChange)
        .where(FieldChange.kind == kind, FieldChange.subject_id == id_)
        .order_by(FieldChange.id.desc()),
        Noted(kind, codes={"journal": "history"}, thing_id=id_),
        size=50,
    )

"""Everything that is held on a person, for herself or for who keeps her record (RGPD art. 15 and 20).

Rows are copied column by column, so that a new column is never forgotten; tests/matching/privacy/test_export.py walks the
tables and fails when one that concerns her is missing here. What is left out is what is not about her: the names
of professionals (their role and structure stand instead), and secrets (`SECRET`).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, func, inspect, or_, select
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, Role, check
from matching.audit.events import Act, AuditEvent, record_about
from matching.consents import sensitive
from matching.consents.consents import USES
from matching.consents.tables import ConsentRecord, PersonalLink, SensitiveNote
from matching.consents.terms import Purpose
from matching.db import Base
from matching.errors import NotFound
from matching.files import FileStore
from matching.history import FieldChange
from matching.journey.access_requests.tables import AccessRequest
from matching.journey.referrals.tables import Referral
from matching.journey.shortlists.tables import ShortlistEntry
from matching.letters import OutgoingMail
from matching.pool.candidates.rights import is_herself
from matching.pool.candidates.tables import Candidate, CandidateObstacle, Cv
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_labels
from matching.privacy import retention
from matching.privacy.corrections.tables import CorrectionRequest
from matching.privacy.rights import can_export_all
from matching.ranking.log.tables import RankingEntry, RankingResult
from matching.terms import label_of

SECRET = frozenset({"token_sha256", "visit_sha256", "stored_as", "salt", "digest", "xid"})
"""Columns that open something, or only serve the machine."""

COVERED = {
    "candidate": "person",
    "mobility_mean": "mobility",
    "experience": "experiences",
    "education": "education",
    "certificate": "certificates",
    "spoken_language": "languages",
    "candidate_obstacle": "obstacles",
    "obstacle_action": "obstacles",
    "cv": "cvs",
    "cv_proposal": "cvs",
    "consent_record": "consents",
    "sensitive_note": "sensitive_notes",
    "shortlist_entry": "shortlists",
    "referral": "referrals",
    "access_request": "access_requests",
    "personal_link": "personal_links",
    "correction_request": "requests",
    "retention_notice": "retention",
    "outgoing_mail": "letters",
    "ranking_entry": "shown_for_her",
    "ranking_result": "shown_in",
    "audit_event": "journal",
    "audit_detail": "journal",
    "field_change": "history",
}
"""Table → the section of the export that holds its rows."""

NOT_IN_THE_EXPORT = {
    "stale_document": "a number that waits to be indexed, for some seconds",
    "imported_row": "that a line of a list became her record, by a digest of it",
    "ranking_act": "what a professional did with a line; the journal says it",
}

README = (
    "Tout ce que Vivier conserve sur vous. Les noms de rubriques et de champs sont en anglais pour rester stables ; "
    "le PDF dit la même chose en français. Dates au format AAAA-MM-JJ, moments en temps universel. Les noms des "
    "professionnels sont remplacés par leur fonction et leur structure. L’index de recherche ne contient que des "
    "extraits de ces textes, sans votre nom ni vos coordonnées. Pour faire corriger ou effacer quelque chose, "
    "adressez-vous à votre coach ou au contact indiqué dans « structure »."
)


def export_of(
    session: Session, actor: Actor, candidate: Candidate, *, today: date, reason: str = ""
) -> dict[str, Any]:
    """Everything held on her, as plain values ready for JSON.

    Sensitive notes are there for herself; for who may open them only with the `reason` that opening asks for
    (Invalid, field «reason», when it says nothing), else their number. Raises Forbidden.
    """
    check(
        can_export_all(actor, candidate),
        "Seul son coach, ou la personne responsable de la structure, exporte ses données.",
    )
    notes = _sensitive(session, actor, candidate, reason)
    session.flush()
    staff = _Staff(session)
    kept = retention.kept_until(session, actor, candidate)
    export: dict[str, Any] = {
        "_lisez_moi": README,
        "made_on": today.isoformat(),
        "structure": {
            "name": candidate.structure.name,
            "data_protection_contact": candidate.structure.data_protection_contact,
        },
        **_her_record(session, candidate, staff),
        "consents": [
            row | {"text": USES[Purpose(row["purpose"])].text}
            for row in _rows(_hers(session, ConsentRecord, candidate), staff)
        ],
        "sensitive_notes": _rows(notes or (), staff),
        "shortlists": [_about_job(row, staff) for row in _hers(session, ShortlistEntry, candidate)],
        "referrals": [_about_job(row, staff) for row in _hers(session, Referral, candidate)],
        "access_requests": [
            _about_job(row, staff) for row in _hers(session, AccessRequest, candidate)
        ],
        "personal_links": _rows(_hers(session, PersonalLink, candidate), staff),
        "retention": {
            "last_contact_on": kept.last_contact.isoformat(),
            "kept_until": kept.until.isoformat(),
            "notice": _values(kept.told, staff) if kept.told else None,
        },
        "requests": _rows(_hers(session, CorrectionRequest, candidate), staff),
        "letters": _letters(session, candidate, staff, hers=is_herself(actor, candidate)),
        "shown_in": _shown_in(session, candidate, staff),
        "shown_for_her": _shown_for_her(session, candidate, staff),
        "journal": _journal(session, candidate, staff),
        "history": _history(session, candidate, staff),
    }
    if notes is None:
        export["sensitive_notes_left_out"] = _count_sensitive(session, candidate)
    record_about(
        session,
        actor,
        Act.EXPORTED,
        candidate,
        facts={"right": "access", "sensitive": notes is not None},
    )
    return export


def cv_files(
    session: Session, actor: Actor, candidate: Candidate, files: FileStore
) -> list[tuple[Cv, bytes]]:
    """Her CVs as they were deposited, those that are still on the disk. Raises Forbidden."""
    check(can_export_all(actor, candidate))
    found = []
    for cv in candidate.cvs:
        try:
            found.append((cv, files.get(cv.stored_as)))
        except NotFound:  # a disk that was restored without it: the rest is hers all the same
            continue
    return found


class _Staff:
    """Professionals by their function: «Coach emploi, Relais Emploi Colmar»."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, str] = {}

    def word(self, person_id: int | None) -> str | None:
        if person_id is None:
            return None
        if person_id not in self._known:
            person = self._session.get(
                Person,
                person_id,
                options=[selectinload(Person.structure), selectinload(Person.employer)],
            )
            self._known[person_id] = _function(person) if person else "Compte supprimé"
        return self._known[person_id]

    def actor(self, kind: str, id_: int | None) -> str:
        """Who acted, in the words of the export."""
        if kind == "candidate":
            return "Vous-même"
        if kind == "person":
            return self.word(id_) or "Professionnel"
        return "Vivier (automatique)" if kind == "system" else "Personne non connectée"


def _function(person: Person) -> str:
    roles = ", ".join(label_of(Role, role) for role in person.roles)
    home = person.structure or person.employer
    return ", ".join(filter(None, (roles, home.name if home else "")))


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def _values(row: Base, staff: _Staff, skip: Iterable[str] = ()) -> dict[str, Any]:
    """The columns of a row; keys of professionals become their function."""
    left_out = SECRET.union(skip)
    found: dict[str, Any] = {}
    for attribute in inspect(type(row)).column_attrs:
        column = attribute.columns[0]
        if attribute.key in left_out:
            continue
        value = getattr(row, attribute.key)
        if any(key.column.table.name == Person.__tablename__ for key in column.foreign_keys):
            found[attribute.key.removesuffix("_id")] = staff.word(value)
        else:
            found[attribute.key] = _plain(value)
    return found


def _rows(rows: Iterable[Base], staff: _Staff, skip: Iterable[str] = ()) -> list[dict[str, Any]]:
    return [_values(row, staff, (*skip, "candidate_id")) for row in rows]


def _hers(session: Session, table: type[Any], candidate: Candidate) -> Sequence[Any]:
    return session.scalars(
        select(table).where(table.candidate_id == candidate.id).order_by(table.id)
    ).all()


def _her_record(session: Session, candidate: Candidate, staff: _Staff) -> dict[str, Any]:
    """The sections of what her coach and she filled in."""
    place = communes_by_insee(session, [candidate.commune_insee or ""]).get(
        candidate.commune_insee or ""
    )
    codes = [*candidate.wished_romes, *(e.rome for e in candidate.experiences if e.rome)]
    return {
        "person": _values(candidate, staff)
        | {
            "coach": candidate.coach.full_name if candidate.coach else None,
            "commune": place.name if place else None,
        },
        "trades": rome_labels(session, codes),
        "mobility": _rows(candidate.mobility, staff),
        "experiences": _rows(candidate.experiences, staff),
        "education": _rows(candidate.education, staff),
        "certificates": _rows(candidate.certificates, staff),
        "languages": _rows(candidate.languages, staff),
        "obstacles": [_obstacle(row, staff) for row in candidate.obstacles],
        "cvs": [_cv(row, staff) for row in candidate.cvs],
    }


def _letters(
    session: Session, candidate: Candidate, staff: _Staff, *, hers: bool
) -> list[dict[str, Any]]:
    """The mails about her; to which address they went, in her own copy alone."""
    mails = session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.about_candidate_id == candidate.id)
        .order_by(OutgoingMail.id)
    )
    return _rows(mails, staff, skip=("facts",) if hers else ("facts", "to"))


def _obstacle(row: CandidateObstacle, staff: _Staff) -> dict[str, Any]:
    return _values(row, staff, ("candidate_id",)) | {"actions": _rows(row.actions, staff)}


def _cv(row: Cv, staff: _Staff) -> dict[str, Any]:
    return _values(row, staff, ("candidate_id",)) | {
        "proposals": [_values(one, staff, ("cv_id",)) for one in row.proposals]
    }


def _about_job(row: Any, staff: _Staff) -> dict[str, Any]:
    return _values(row, staff, ("candidate_id", "job_profile_id")) | {
        "job": _job(row.job_profile) if row.job_profile else None
    }


def _job(job: JobProfile) -> dict[str, Any]:
    return {"id": job.id, "title": job.title, "employer": job.employer.name}


def _sensitive(
    session: Session, actor: Actor, candidate: Candidate, reason: str
) -> list[SensitiveNote] | None:
    if is_herself(actor, candidate):
        return list(_hers(session, SensitiveNote, candidate))
    if not reason.strip():
        return None
    return sensitive.open_notes(session, actor, candidate, reason=reason)


def _count_sensitive(session: Session, candidate: Candidate) -> int:
    return (
        session.scalar(select(func.count()).where(SensitiveNote.candidate_id == candidate.id)) or 0
    )


def _shown_in(session: Session, candidate: Candidate, staff: _Staff) -> list[dict[str, Any]]:
    """The rankings in which she was shown: when, for which job, to whom, at which rank and why."""
    rows = session.execute(
        select(RankingEntry, RankingResult)
        .join(RankingResult, RankingResult.entry_id == RankingEntry.id)
        .where(RankingResult.kind == "candidate", RankingResult.subject_id == candidate.id)
        .order_by(RankingEntry.id)
    ).all()
    jobs = _jobs(session, {e.asked_id for e, _ in rows if e.asked_kind == "job" and e.asked_id})
    return [
        {
            "at": entry.at.isoformat(),
            "by": staff.actor(entry.actor_kind, entry.actor_id),
            "job": jobs.get(entry.asked_id or 0) if entry.asked_kind == "job" else None,
            "free_question": entry.asked_kind is None,
            "rank": result.rank,
            "of": entry.total,
            "score": result.score,
            "signals": result.signals,
            "reasons": result.reasons,
            "model": entry.model,
            "ranking_version": entry.ranking_version,
        }
        for entry, result in rows
    ]


def _shown_for_her(session: Session, candidate: Candidate, staff: _Staff) -> list[dict[str, Any]]:
    """The lists of jobs that were made for her."""
    entries = session.scalars(
        select(RankingEntry)
        .where(_asked_for(candidate))
        .options(selectinload(RankingEntry.results))
        .order_by(RankingEntry.id)
    ).all()
    jobs = _jobs(session, {r.subject_id for e in entries for r in e.results if r.kind == "job"})
    return [
        {
            "at": entry.at.isoformat(),
            "by": staff.actor(entry.actor_kind, entry.actor_id),
            "question": entry.question,
            "of": entry.total,
            "set_aside": entry.set_aside,
            "results": [
                {
                    "rank": result.rank,
                    "job": jobs.get(result.subject_id),
                    "score": result.score,
                    "reasons": result.reasons,
                }
                for result in entry.results
                if result.kind == "job"
            ],
        }
        for entry in entries
    ]


def _asked_for(candidate: Candidate) -> ColumnElement[bool]:
    return or_(
        and_(RankingEntry.asked_kind == "candidate", RankingEntry.asked_id == candidate.id),
        and_(RankingEntry.actor_kind == "candidate", RankingEntry.actor_id == candidate.id),
    )


def _jobs(session: Session, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    rows = session.scalars(
        select(JobProfile)
        .where(JobProfile.id.in_(set(ids)))
        .options(selectinload(JobProfile.employer))
    )
    return {row.id: _job(row) for row in rows}


def things_of(session: Session, candidate: Candidate) -> list[tuple[str, list[int]]]:
    """What journals and histories call her and her things: (kind, ids)."""
    hers = candidate.id
    tables = (("cv", Cv), ("referral", Referral), ("access_request", AccessRequest))
    found: list[tuple[str, list[int]]] = [("candidate", [hers])]
    for kind, table in tables:
        ids = session.scalars(select(table.id).where(table.candidate_id == hers))
        found.append((kind, list(ids)))
    return found


def _journal(session: Session, candidate: Candidate, staff: _Staff) -> list[dict[str, Any]]:
    """Who saw, exported, changed or decided what about her, by function; and what she did herself."""
    about_her = [
        and_(AuditEvent.subject_kind == kind, AuditEvent.subject_id.in_(ids))
        for kind, ids in things_of(session, candidate)
    ]
    by_her = and_(AuditEvent.actor_kind == "candidate", AuditEvent.actor_id == candidate.id)
    events = session.scalars(
        select(AuditEvent)
        .where(or_(by_her, *about_her))
        .options(selectinload(AuditEvent.detail))
        .order_by(AuditEvent.id)
    )
    return [
        {
            "at": event.at.isoformat(),
            "act": event.act,
            "about": event.subject_kind,
            "by": staff.actor(event.actor_kind, event.actor_id),
            "address": event.address if event.actor_kind == "candidate" else None,
            "facts": event.facts,
            "reason": event.detail.text if event.detail else "",
        }
        for event in events
    ]


def _history(session: Session, candidate: Candidate, staff: _Staff) -> list[dict[str, Any]]:
    """What her record said before, and since when."""
    about_her = [
        and_(FieldChange.kind == kind, FieldChange.subject_id.in_(ids))
        for kind, ids in things_of(session, candidate)
    ]
    changes = session.scalars(select(FieldChange).where(or_(*about_her)).order_by(FieldChange.id))
    return [
        {
            "at": change.at.isoformat(),
            "by": staff.actor(change.actor_kind, change.actor_id),
            "table": change.table,
            "operation": change.operation,
            "before": _without_staff(change.before, staff),
            "after": _without_staff(change.after, staff),
        }
        for change in changes
    ]


_STAFF_COLUMNS = frozenset(
    column.name
    for table in (Candidate, Cv, Referral)
    for column in table.__table__.columns
    if any(key.column.table.name == Person.__tablename__ for key in column.foreign_keys)
)


def _without_staff(values: dict[str, Any] | None, staff: _Staff) -> dict[str, Any] | None:
    if values is None:
        return None
    return {
        key.removesuffix("_id") if key in _STAFF_COLUMNS else key: (
            staff.word(value) if key in _STAFF_COLUMNS else value
        )
        for key, value in values.items()
        if key not in SECRET
    }

"""How long a person is kept: two years after the last contact at most, less where her structure says so
(CNIL, guide recrutement, 2023, fiche 9; RGPD art. 5(1)(e)).

Thirty days before, she (by mail, where she agreed to mails) and her coach are told. A contact meanwhile keeps her.
Nobody is erased who was not told: a job that slept for a year begins with the notice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Result,
    ScalarSelect,
    Select,
    Text,
    and_,
    cast,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import INTERVAL, JSONB, array
from sqlalchemy.orm import Session, selectinload

from matching.actor import Actor, View, check
from matching.audit.events import Act, record, record_about
from matching.checks import Checks
from matching.chores import Chore
from matching.clock import PARIS
from matching.consents.links import write_to_her
from matching.consents.tables import ConsentRecord, PersonalLink
from matching.errors import Invalid
from matching.history import FieldChange
from matching.journey.referrals.tables import Referral
from matching.letters import OutgoingMail, post
from matching.listing import Listing, Noted
from matching.pool.candidates.keepers import keepers
from matching.pool.candidates.rights import (
    can_create_candidate,
    can_edit_candidate,
    can_open_candidate,
    is_herself,
    visible_candidates,
)
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.structures.rights import can_keep_structure
from matching.pool.structures.tables import Structure
from matching.privacy.corrections.tables import CorrectionRequest
from matching.privacy.letters import NoticeToHer, NoticeToStaff
from matching.privacy.tables import RetentionNotice

NOTICE = timedelta(days=30)
LONGEST_MONTHS = 24


def _latest(column: Any, *where: ColumnElement[bool]) -> ScalarSelect[date]:
    """The newest day of a moment in a table of hers, in Paris."""
    day = cast(func.timezone(PARIS.key, func.max(column)), Date)
    return select(day).where(*where).correlate(Candidate).scalar_subquery()


# Who keeps a record up has spoken with her; that she got another coach says nothing of the kind.
_NO_CONTACT = ("coach_id", "structure_id", "last_contact_on", "shares_anonymously", "status")
_written = or_(
    FieldChange.table != Candidate.__tablename__,
    FieldChange.operation == "insert",
    FieldChange.after.op("-", return_type=JSONB)(array(_NO_CONTACT, type_=Text)) != {},
)

last_contact: ColumnElement[date] = func.greatest(
    Candidate.last_contact_on,
    cast(func.timezone(PARIS.key, Candidate.created_at), Date),
    _latest(PersonalLink.used_at, PersonalLink.candidate_id == Candidate.id),
    _latest(ConsentRecord.at, ConsentRecord.candidate_id == Candidate.id),
    _latest(CorrectionRequest.received_at, CorrectionRequest.candidate_id == Candidate.id),
    _latest(Cv.uploaded_at, Cv.candidate_id == Candidate.id),
    _latest(
        func.greatest(Referral.proposed_at, Referral.agreed_at, Referral.answered_at),
        Referral.candidate_id == Candidate.id,
    ),
    _latest(
        FieldChange.at,
        FieldChange.kind == "candidate",
        FieldChange.subject_id == Candidate.id,
        FieldChange.actor_kind.in_(["person", "candidate"]),
        _written,
    ),
    type_=Date,
)
"""The day of her last contact: noted by her coach, a visit to her own space, an answer about the use of her data, a
request to correct or erase, a CV, a step of a referral, or a change of her record by a professional or herself; at least her first day."""

_months = func.make_interval(
    0, func.least(Structure.retention_months, LONGEST_MONTHS), type_=INTERVAL
)
keep_until: ColumnElement[date] = cast(last_contact + _months, Date)


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when a person is kept. `told` is the notice that she and her coach were given, if any."""

    candidate: Candidate
    last_contact: date
    until: date
    told: RetentionNotice | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a night has to do: ids of people to tell, to leave in peace again, and to erase."""

    tell: tuple[int, ...]
    keep: tuple[int, ...]
    erase: tuple[int, ...]


def _kept() -> Select[Candidate, date, date, RetentionNotice]:
    return (
        select(Candidate, last_contact, keep_until, RetentionNotice)
        .join(Structure, Structure.id == Candidate.structure_id)
        .outerjoin(RetentionNotice, RetentionNotice.candidate_id == Candidate.id)
    )


def kept_until(session: Session, actor: Actor, candidate: Candidate) -> Kept:
    """Until when she is kept. Raises Forbidden."""
    check(is_herself(actor, candidate) or can_open_candidate(actor, candidate))
    session.flush()
    return Kept(*session.execute(_kept().where(Candidate.id == candidate.id)).one())


def falling_due(actor: Actor) -> Listing[Kept]:
    """The people whose record the actor keeps and who have been told, soonest first: «Dossiers à échéance».
    Raises Forbidden."""
    check(can_create_candidate(actor), "Cette page est réservée aux coachs des structures.")
    return Listing(
        actor,
        _kept()
        .where(
            visible_candidates(actor, View.FULL),
            RetentionNotice.candidate_id.is_not(None),
        )
        .order_by(RetentionNotice.erase_on, Candidate.last_name, Candidate.id),
        Noted(
            "structure",
            lambda act, rows, total: {"people": len(rows)},
            codes={"list": "falling_due"},
            thing_id=actor.structure_id,
            structure_id=actor.structure_id,
        ),
        options=(selectinload(Candidate.coach),),
        row=Kept,
    )


def note_contact(
    session: Session, actor: Actor, candidate: Candidate, day: date, *, today: date
) -> None:
    """Note that one was in touch with her that day; a notice that no longer holds is taken back. Raises
    Forbidden, Invalid (field «day»)."""
    check(can_edit_candidate(actor, candidate))
    checks = Checks()
    checks.need(day <= today, "day", "Ce jour n’est pas encore passé.")
    checks.need(
        day >= today - timedelta(days=31 * LONGEST_MONTHS), "day", "Ce jour est trop ancien."
    )
    checks.done()
    if candidate.last_contact_on is None or day > candidate.last_contact_on:
        candidate.last_contact_on = day
    record_about(session, actor, Act.CHANGED, candidate, facts={"contact": day.isoformat()})
    session.flush()
    found = session.execute(_kept().where(Candidate.id == candidate.id)).one()
    if found[3] is not None and found[2] - NOTICE > today:
        session.delete(found[3])
        session.flush()


def plan(session: Session, today: date) -> Plan:
    """What is to be done that day; changes nothing."""
    rows = session.execute(
        select(Candidate.id, keep_until, RetentionNotice.erase_on)
        .join(Structure, Structure.id == Candidate.structure_id)
        .outerjoin(RetentionNotice, RetentionNotice.candidate_id == Candidate.id)
        .where(or_(keep_until <= today + NOTICE, RetentionNotice.candidate_id.is_not(None)))
        .order_by(Candidate.id)
    ).all()
    tell: list[int] = []
    keep: list[int] = []
    erase: list[int] = []
    for id_, until, told in rows:
        if told is None:
            tell.append(id_)
        elif until - NOTICE > today:
            keep.append(id_)
        elif told <= today and until <= today:
            erase.append(id_)
    return Plan(tuple(tell), tuple(keep), tuple(erase))


def tell(session: Session, actor: Actor, ids: Collection[int], today: date) -> int:
    """Give these people notice, with one letter to each who agreed to mails and one to each professional who
    answers for some of them (`candidates.keepers`). Returns how many letters leave. Only for the system."""
    check(actor.system)
    rows = session.execute(
        _kept()
        .where(Candidate.id.in_(ids), RetentionNotice.candidate_id.is_(None))
        .options(selectinload(Candidate.coach), selectinload(Candidate.structure))
        .order_by(Candidate.id)
    ).all()
    letters = 0
    for_staff: dict[str, list[date]] = {}
    for candidate, _, until, _ in rows:
        erase_on = max(until, today + NOTICE)
        session.add(RetentionNotice(candidate_id=candidate.id, told_on=today, erase_on=erase_on))
        for person in keepers(session, candidate):
            for_staff.setdefault(person.email, []).append(erase_on)
        letters += write_to_her(
            session,
            candidate,
            NoticeToHer(
                erase_on=erase_on,
                structure=candidate.structure.name,
                contact=candidate.structure.data_protection_contact,
            ),
        )
    for address, days in sorted(for_staff.items()):
        post(session, address, NoticeToStaff(len(days), min(days)))
        letters += 1
    session.flush()
    return letters


def take_back(session: Session, actor: Actor, ids: Collection[int]) -> None:
    """Take back the notices of people with whom there was a new contact. Only for the system."""
    check(actor.system)
    session.execute(delete(RetentionNotice).where(RetentionNotice.candidate_id.in_(ids)))


def still_due(session: Session, candidate_id: int, today: date) -> Candidate | None:
    """The person, locked, if she is still to be erased at this moment; None when somebody has been in touch
    with her since the plan, or she is gone."""
    locked = session.scalar(select(Candidate).where(Candidate.id == candidate_id).with_for_update())
    if locked is None:
        return None
    due = session.scalar(
        select(Candidate.id)
        .join(Structure, Structure.id == Candidate.structure_id)
        .join(RetentionNotice, RetentionNotice.candidate_id == Candidate.id)
        .where(
            and_(
                Candidate.id == candidate_id,
                keep_until <= today,
                RetentionNotice.erase_on <= today,
            )
        )
    )
    return locked if due else None


def purge_letters(session: Session, now: datetime, _dry_run: bool) -> int:
    """Forget letters that have left, or never could, 30 days after. Returns how many."""
    old = now - NOTICE
    gone = session.execute(
        delete(OutgoingMail).where(
            or_(
                OutgoingMail.sent_at < old,
                and_(OutgoingMail.created_at < old, OutgoingMail.due_at < old),
            )
        )
    )
    return rows_of(gone)


def purge_links(session: Session, now: datetime, _dry_run: bool) -> int:
    """Forget the links to people's own spaces that are over for 30 days, but the last one that each has used:
    that day is a contact. Returns how many."""
    newest = (
        select(func.max(PersonalLink.used_at).label("at"), PersonalLink.candidate_id)
        .group_by(PersonalLink.candidate_id)
        .subquery()
    )
    last = select(PersonalLink.id).join(
        newest,
        and_(
            newest.c.candidate_id == PersonalLink.candidate_id, newest.c.at == PersonalLink.used_at
        ),
    )
    over = func.greatest(PersonalLink.expires_at, PersonalLink.visit_until)
    gone = session.execute(
        delete(PersonalLink).where(over < now - NOTICE, PersonalLink.id.not_in(last))
    )
    return rows_of(gone)


CHORES = (Chore("letters", purge_letters), Chore("links", purge_links))


def rows_of(result: Result[Any]) -> int:
    """How many rows a statement has touched."""
    return int(getattr(result, "rowcount", 0))


def set_rules(
    session: Session,
    actor: Actor,
    structure: Structure,
    *,
    months: int | None,
    contact: str,
) -> None:
    """Set how long the structure keeps people, and whom they write to about their data. Raises Forbidden,
    Invalid (fields «months», «contact»)."""
    check(
        can_keep_structure(actor, structure),
        "Seule la personne responsable de la structure change ces réglages.",
    )
    checks = Checks()
    checks.need(months is not None, "months", f"Indiquez un nombre de 1 à {LONGEST_MONTHS} mois.")
    checks.between(months, 1, LONGEST_MONTHS, "months", "mois")
    checks.length(contact, "contact", 300)
    checks.done()
    assert months is not None
    before = structure.retention_months
    structure.retention_months = months
    structure.data_protection_contact = contact.strip()
    record(
        session,
        actor,
        Act.CHANGED,
        "structure",
        structure.id,
        structure_id=structure.id,
        facts={"retention_months": [before, months]},
    )
    session.flush()


def own_structure(session: Session, actor: Actor) -> Structure:
    """The structure whose settings the actor keeps. Raises Forbidden."""
    structure = session.get(Structure, actor.structure_id) if actor.structure_id else None
    check(
        structure is not None and can_keep_structure(actor, structure),
        "Seule la personne responsable d’une structure ouvre ces réglages.",
    )
    if structure is None:
        raise Invalid("Cette structure n’existe plus.")
    return structure

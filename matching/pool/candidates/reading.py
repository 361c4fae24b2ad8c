"""People found and opened; what was shown is noted."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matching.actor import Actor, check
from matching.audit.events import Act, record_about
from matching.db import contains_all_words
from matching.errors import NotFound
from matching.listing import Listing, Noted, filters, ids_and_total
from matching.pool.candidates.rights import (
    can_create_candidate,
    can_edit_candidate,
    can_open_candidate,
    can_see_candidate,
    visible_candidates,
)
from matching.pool.candidates.tables import Candidate, Cv, Experience

Followed = Literal["me", "structure", "elsewhere"]
"""Whose people: one's own, those of one's structure, those of others whom one was let know."""

OPENED_BY = (
    "Seul son coach, ou la personne responsable de la structure, ouvre le dossier complet de cette "
    "personne et le modifie."
)
DATA_OPENED_BY = "Seul son coach, ou la personne responsable de la structure, ouvre ses données."

_WHOSE = {"me": "moi", "structure": "structure", "elsewhere": "ailleurs"}
"""What the journal calls `Followed`: sealed events say these words."""

_LONG = (
    selectinload(Candidate.experiences),
    selectinload(Candidate.education),
    selectinload(Candidate.certificates),
)
LOAD_FACTS = (*_LONG, selectinload(Candidate.mobility), selectinload(Candidate.languages))
"""What matching and indexing read of a person, in one statement for each table whatever the number of people."""

LOAD_LINE = (
    selectinload(Candidate.obstacles),
    selectinload(Candidate.cvs).load_only(Cv.version, Cv.uploaded_at),
    selectinload(Candidate.coach),
)
"""What a line of the list shows beside the person herself."""

LOAD_ONE = (*_LONG, joinedload(Candidate.mobility), joinedload(Candidate.languages))
"""The same for one person, whose few means and languages come with her row."""


def list_candidates(
    actor: Actor,
    *,
    text: str = "",
    statuses: tuple[str, ...] = (),
    followed: Followed | None = None,
    rome: str | None = None,
    department: str | None = None,
) -> Listing[Candidate]:
    """The people whom the actor may know by name: the plain list, which needs no search engine. `text` is
    looked for only in what she may read of each of them. Raises Forbidden for those who accompany nobody."""
    check(can_create_candidate(actor), "Ces pages sont réservées aux coachs des structures.")
    statement = select(Candidate).where(visible_candidates(actor))
    if text.strip():
        statement = statement.where(
            contains_all_words(
                text, Candidate.first_name, Candidate.last_name, Candidate.wishes_text
            )
        )
    if statuses:
        statement = statement.where(Candidate.status.in_(statuses))
    if followed == "me":
        statement = statement.where(Candidate.coach_id == actor.person_id)
    elif followed == "structure":
        statement = statement.where(Candidate.structure_id == actor.structure_id)
    elif followed == "elsewhere":
        statement = statement.where(Candidate.structure_id != actor.structure_id)
    if rome:
        did = select(Experience.candidate_id).where(Experience.rome == rome)
        statement = statement.where(
            or_(Candidate.wished_romes.contains([rome]), Candidate.id.in_(did))
        )
    if department:
        statement = statement.where(Candidate.commune_insee.startswith(department, autoescape=True))
    return Listing(
        actor,
        statement.order_by(Candidate.last_name, Candidate.first_name, Candidate.id),
        Noted(
            "candidate",
            ids_and_total,
            codes=filters(
                status=",".join(statuses),
                whose=_WHOSE.get(followed or ""),
                rome=rome,
                department=department,
            ),
            text=text,
            structure_id=actor.structure_id,
        ),
        options=LOAD_LINE,
    )


def get_candidate(session: Session, actor: Actor, candidate_id: int) -> Candidate:
    """One person whom the actor knows by name, with what is matched of her. What more may be shown,
    `policy.view_of` says. Raises NotFound: also for people whom the actor may not see."""
    statement = select(Candidate).where(Candidate.id == candidate_id).options(*LOAD_ONE)
    candidate = session.scalars(statement).unique().one_or_none()
    if candidate is None or not can_see_candidate(actor, candidate):
        raise NotFound("Cette personne n’existe pas, ou n’est pas suivie par votre structure.")
    record_about(session, actor, Act.SAW, candidate)
    return candidate


def open_candidate(
    session: Session, actor: Actor, candidate_id: int, *, refusal: str = OPENED_BY
) -> Candidate:
    """One person with her whole record. Raises NotFound, and Forbidden where the actor knows her by name
    only: `refusal` says then who may, and what."""
    candidate = get_candidate(session, actor, candidate_id)
    check(can_open_candidate(actor, candidate), refusal)
    return candidate


def open_data(session: Session, actor: Actor, candidate_id: int) -> Candidate:
    """One person for what is done with her data: agreements, copies, corrections, how long she is kept.
    Raises NotFound, Forbidden."""
    return open_candidate(session, actor, candidate_id, refusal=DATA_OPENED_BY)


def open_experience(
    session: Session, actor: Actor, candidate: Candidate, experience_id: int
) -> Experience:
    """Something that she did, to be corrected. Raises Forbidden, and NotFound when it is not hers."""
    check(can_edit_candidate(actor, candidate), OPENED_BY)
    known = next((row for row in candidate.experiences if row.id == experience_id), None)
    if known is None:
        raise NotFound("Cette expérience n’existe plus.")
    return known

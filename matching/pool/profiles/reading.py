"""One profile by its reference: in the form that the reader may see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching.actor import Actor
from matching.audit.events import Act, record
from matching.errors import NotFound
from matching.pool.candidates.reading import LOAD_FACTS
from matching.pool.candidates.rights import can_request_access, can_see_candidate, can_see_profile
from matching.pool.candidates.tables import Candidate
from matching.pool.profiles.cards import AnonymousProfile, anonymous_profile
from matching.tokens import LETTERS

REFERENCE = re.compile(rf"([{LETTERS}]{{4}})-?([{LETTERS}]{{4}})")
"""How a reference is written; the hyphen may be missing when it was read aloud."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A profile, and what the actor may do from it: `named_id` is the person's own page where she may open it,
    `may_ask` whether she may ask to know her."""

    profile: AnonymousProfile
    named_id: int | None
    may_ask: bool


def get_profile(
    session: Session, actor: Actor, reference_: str, *, today: date
) -> tuple[Candidate, Sight]:
    """The profile of that reference, and its person for the services that a request needs. Raises NotFound:
    also for people whom the actor may not see, with the same words."""
    candidate = find(session, actor, reference_)
    record(
        session,
        actor,
        Act.SAW_ANONYMOUS,
        "candidate",
        candidate.id,
        structure_id=candidate.structure_id,
    )
    return candidate, Sight(
        profile=anonymous_profile(session, candidate, today),
        named_id=candidate.id if can_see_candidate(actor, candidate) else None,
        may_ask=can_request_access(actor, candidate),
    )


def find(session: Session, actor: Actor, reference_: str) -> Candidate:
    """The person of a reference, as it was typed, for those who may see her profile. Raises NotFound."""
    written = REFERENCE.fullmatch(reference_.strip().upper())
    candidate = None
    if written is not None:
        candidate = session.scalar(
            select(Candidate)
            .where(Candidate.reference == f"{written[1]}-{written[2]}")
            .options(*LOAD_FACTS, joinedload(Candidate.structure))
        )
    if candidate is None or not can_see_profile(actor, candidate):
        raise NotFound(
            "Ce profil n’existe pas, ou n’est pas partagé avec votre compte. Vérifiez la référence."
        )
    return candidate

"""Who notes a person's agreements, and who opens what is sensitive (RGPD art. 9)."""

from __future__ import annotations

from matching.actor import Actor
from matching.pool.candidates.rights import can_edit_candidate, can_open_candidate, is_herself
from matching.pool.candidates.tables import Candidate


def can_open_sensitive(actor: Actor, candidate: Candidate) -> bool:
    """Notes on health, disability, justice or family: her own coach and the manager, each time with a reason.
    Not every coach while she has none: these notes wait for hers (RGPD art. 9)."""
    return can_open_candidate(actor, candidate) and (
        actor.system or actor.manages or candidate.coach_id == actor.person_id
    )


def can_keep_consents(actor: Actor, candidate: Candidate) -> bool:
    """Note or withdraw what she agreed to: herself, or who keeps her record on her word."""
    return is_herself(actor, candidate) or can_edit_candidate(actor, candidate)

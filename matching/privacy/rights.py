"""Who takes a copy of everything held on a person (RGPD art. 15 and 20), and who erases her (art. 17)."""

from __future__ import annotations

from matching.actor import Actor
from matching.consents.rights import can_open_sensitive
from matching.pool.candidates.rights import can_open_candidate, is_herself
from matching.pool.candidates.tables import Candidate


def can_export_all(actor: Actor, candidate: Candidate) -> bool:
    """Everything held on her (RGPD art. 15 and 20): herself, or who keeps her record for her."""
    return is_herself(actor, candidate) or can_open_candidate(actor, candidate)


def can_erase_candidate(actor: Actor, candidate: Candidate) -> bool:
    """Erase her everywhere (RGPD art. 17): her own coach and the manager of the structure."""
    return can_open_sensitive(actor, candidate)

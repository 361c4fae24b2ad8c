"""Who keeps a structure's own settings."""

from __future__ import annotations

from matching.actor import Actor
from matching.pool.structures.tables import Structure


def can_keep_structure(actor: Actor, structure: Structure) -> bool:
    """Set how long its people are kept, and whom they write to: its manager."""
    return actor.system or (actor.manages and structure.id == actor.structure_id)

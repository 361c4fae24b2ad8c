"""What the choice of a person for a job is called, in her copy."""

from __future__ import annotations

from matching.journey.shortlists.tables import ShortlistEntry
from webapp.pages.pool.jobs.words import JOB
from webapp.words.rooms import Room, TableWords

ENTRY = TableWords(
    ShortlistEntry,
    "Sélection",
    {"note": "Note", "added_by_id": "Retenu par", "added_at": "Retenu le", "job": "Poste"},
    inside={"job": JOB},
)

ROOM = Room(tables=(ENTRY,))

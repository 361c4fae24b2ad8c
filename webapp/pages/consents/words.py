"""What her answers, the notes kept apart and her links are called, and what was noted of her answers."""

from __future__ import annotations

from matching.audit.events import Act
from matching.consents.tables import ConsentRecord, PersonalLink, SensitiveNote
from matching.consents.terms import Purpose
from matching.terms import label_of
from webapp.words.rooms import Room, TableWords, Told

CONSENT = TableWords(
    ConsentRecord,
    "Information ou accord",
    {
        "purpose": "Usage",
        "agreed": "Accord",
        "at": "Le",
        "by_person_id": "Noté par",
        "how": "Comment",
        "wording": "Version du texte",
        "text": "Texte",
    },
)

NOTE = TableWords(
    SensitiveNote,
    "Note sensible",
    {"kind": "Sorte", "text": "Texte", "written_by_id": "Écrit par"},
)

LINK = TableWords(
    PersonalLink,
    "Lien vers l’espace personnel",
    {
        "made_by_id": "Créé par",
        "created_at": "Créé le",
        "expires_at": "Valable jusqu’au",
        "used_at": "Utilisé le",
        "visit_until": "Visite jusqu’au",
        "revoked_at": "Annulé le",
    },
)


def consented(told: Told) -> str:
    purpose = label_of(Purpose, told.fact("purpose"))
    what = {None: "l’information", True: "l’accord", False: "le refus"}[told.fact("agreed")]
    return f"a noté {what} de {told.subject} – {purpose}"


ROOM = Room(tables=(CONSENT, NOTE, LINK), sentences={(Act.CONSENTED, ""): consented})

"""What her requests, the notice of erasure and letters about her are called, in her copy."""

from __future__ import annotations

from matching.letters import OutgoingMail
from matching.privacy.corrections.tables import CorrectionRequest
from matching.privacy.tables import RetentionNotice
from webapp.words.rooms import Room, TableWords

REQUEST = TableWords(
    CorrectionRequest,
    "Demande de correction ou d’effacement",
    {
        "kind": "Sorte",
        "state": "État",
        "text": "Texte",
        "received_at": "Reçue le",
        "due_on": "Réponse au plus tard le",
        "noted_by_id": "Noté par",
        "answered_at": "Réponse le",
        "answered_by_id": "Réponse de",
        "answer": "Réponse",
    },
)

_TOLD = {"told_on": "Annoncé le", "erase_on": "Effacement prévu le"}

NOTICE = TableWords(
    RetentionNotice,
    "Annonce de l’effacement",
    {
        "last_contact_on": "Dernier contact",
        "kept_until": "Gardé jusqu’au",
        "notice": "Annonce de l’effacement",
        **_TOLD,
    },
    inside={"notice": TableWords(RetentionNotice, "Annonce de l’effacement", _TOLD)},
)

LETTER = TableWords(
    OutgoingMail,
    "Courriel en attente",
    {
        "to": "À",
        "letter": "Lettre",
        "created_at": "Créé le",
        "due_at": "Envoi prévu le",
        "sent_at": "Envoyé le",
        "tries": "Essais d’envoi",
    },
    unsaid=frozenset({"facts"}),
)

ROOM = Room(tables=(REQUEST, NOTICE, LETTER))

"""What a request to know a person is called."""

from __future__ import annotations

from matching.journey.access_requests.tables import AccessRequest
from webapp.pages.pool.jobs.words import JOB
from webapp.words.rooms import Kind, Room, TableWords

REQUEST = TableWords(
    AccessRequest,
    "Demande d’accès",
    {
        "asked_by_id": "Demandé par",
        "message": "Message",
        "asked_at": "Demandé le",
        "state": "État",
        "decided_by_id": "Décidé par",
        "decided_at": "Décidé le",
        "answer": "Réponse",
        "expires_on": "Valable jusqu’au",
        "job": "Poste",
    },
    inside={"job": JOB},
)

ROOM = Room(
    kinds=(Kind("access_request", "Demande d’accès", numbered="la demande n° {id}", hers=True),),
    tables=(REQUEST,),
)

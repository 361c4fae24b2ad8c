"""What a referral is called."""

from __future__ import annotations

from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import EmployerReason
from webapp.pages.pool.jobs.words import JOB
from webapp.words.rooms import Kind, Room, TableWords

REFERRAL = TableWords(
    Referral,
    "Mise en relation",
    {
        "state": "Étape",
        "disclosure": "Ce que l’employeur voit",
        "reason": "Motif de l’employeur",
        "message": "Message",
        "presentation": "Présentation à l’employeur",
        "proposed_by_id": "Proposée par",
        "proposed_at": "Proposée le",
        "agreed_at": "Accord donné le",
        "agreed_how": "Comment l’accord a été donné",
        "agreed_noted_by_id": "Accord noté par",
        "answered_at": "Réponse le",
        "answered_by_id": "Réponse de",
        "answer": "Réponse",
        "job": "Poste",
    },
    inside={"job": JOB},
    terms={"reason": EmployerReason},  # a plain text, for it may be empty
)

ROOM = Room(
    kinds=(
        Kind("referral", "Mise en relation", numbered="la mise en relation n° {id}", hers=True),
    ),
    tables=(REFERRAL,),
)

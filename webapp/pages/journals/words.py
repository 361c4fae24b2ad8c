"""What the site and its journals are called, and what was read in them."""

from __future__ import annotations

from matching.audit.events import Act, AuditEvent
from matching.history import FieldChange
from webapp.words.rooms import Kind, Room, Said, TableWords, Told, keys

JOURNALS = {
    "audit": "le journal des accès",
    "rankings": "le journal des classements",
    "history": "l’historique",
}

EVENT = TableWords(
    AuditEvent,
    "Acte",
    {
        "at": "Le",
        "act": "Action",
        "about": "Sujet",
        "by": "Par",
        "address": "Adresse informatique",
        "facts": "Détails",
        "reason": "Motif",
    },
    inside={
        "facts": keys(
            {
                "version": "Version",
                "how": "Comment",
                "by": "Par",
                "kind": "Sorte",
                "purpose": "Usage",
                "agreed": "Accord",
                "state": "État",
                "disclosure": "Ce que l’employeur voit",
                "job_id": "Poste",
                "person_id": "Coach",
            }
        )
    },
)

CHANGE = TableWords(
    FieldChange,
    "Modification",
    {
        "at": "Le",
        "by": "Par",
        "table": "Rubrique",
        "operation": "Opération",
        "before": "Avant",
        "after": "Après",
    },
)


def of_a_journal(verb: str) -> Said:
    """«a exporté le journal des accès»."""

    def said(told: Told) -> str:
        return f"{verb} {JOURNALS.get(str(told.fact('journal')), 'une page du site')}"

    return said


ROOM = Room(
    kinds=(Kind("site", "Site", numbered="le site"),),
    tables=(EVENT, CHANGE),
    sentences={
        (Act.SAW, "site"): of_a_journal("a ouvert une ligne du journal :"),
        (Act.LISTED, "site"): of_a_journal("a consulté"),
        (Act.EXPORTED, "site"): of_a_journal("a exporté"),
    },
)

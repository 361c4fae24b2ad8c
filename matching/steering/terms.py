"""Why a person was erased: what a line of the statistics may still say."""

from __future__ import annotations

from matching.terms import Term


class ErasureReason(Term):
    """Why a person was erased. A closed list: what somebody types could name her again."""

    REQUEST = "request", "La personne le demande"
    OBJECTION = "objection", "La personne s’oppose à l’usage de ses données"
    RETENTION = "retention", "Durée de conservation atteinte"
    DUPLICATE = "duplicate", "Fiche en double"
    MISTAKE = "mistake", "Fiche créée par erreur"

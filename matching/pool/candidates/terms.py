"""Words of a person's record."""

from __future__ import annotations

from matching.terms import Term


class CandidateStatus(Term):
    """Where a person stands in the pool. Only ACTIVE people are matched."""

    ACTIVE = "active", "En recherche"
    PAUSED = "paused", "En pause"
    PLACED = "placed", "En poste"
    CLOSED = "closed", "Accompagnement terminé"


class Obstacle(Term):
    """Kinds of obstacle to work (frein) that a coach helps to lift. Health is never one of them here."""

    MOBILITY = "mobility", "Mobilité"
    CHILDCARE = "childcare", "Garde d’enfants"
    HOUSING = "housing", "Logement"
    DIGITAL = "digital", "Numérique"
    LANGUAGE = "language", "Langue française"
    QUALIFICATION = "qualification", "Qualification"
    CONFIDENCE = "confidence", "Confiance en soi"
    DEBT = "debt", "Budget, dettes"
    OTHER = "other", "Autre"


class ProposalState(Term):
    """What became of something that was read from a CV."""

    PENDING = "pending", "À vérifier"
    ACCEPTED = "accepted", "Accepté"
    CORRECTED = "corrected", "Corrigé"
    REJECTED = "rejected", "Écarté"

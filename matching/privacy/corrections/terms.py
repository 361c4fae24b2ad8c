"""What a person asks for, and what became of it."""

from __future__ import annotations

from matching.terms import Term


class CorrectionKind(Term):
    """What a person asks for about her own data (RGPD art. 16 and 17)."""

    CORRECTION = "correction", "Correction"
    ERASURE = "erasure", "Effacement"


class CorrectionState(Term):
    """Where such a request stands."""

    PENDING = "pending", "À répondre"
    ACCEPTED = "accepted", "Corrigée"
    REFUSED = "refused", "Pas suivie"

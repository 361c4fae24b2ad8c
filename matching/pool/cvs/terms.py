"""What becomes of something read in a CV."""

from __future__ import annotations

from matching.terms import Term


class ProposalState(Term):
    """What became of something that was read from a CV."""

    PENDING = "pending", "À vérifier"
    ACCEPTED = "accepted", "Accepté"
    CORRECTED = "corrected", "Corrigé"
    REJECTED = "rejected", "Écarté"

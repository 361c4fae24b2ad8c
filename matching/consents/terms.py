"""What a person agrees to, and the kinds of sensitive notes."""

from __future__ import annotations

from matching.terms import Term


class Purpose(Term):
    """What personal data are used for; for each, the person is informed, and where the law asks for it she
    consents (RGPD art. 6, 9 and 13)."""

    ACCOMPANIMENT = "accompaniment", "Accompagnement vers l’emploi"
    MATCHING = "matching", "Rapprochement avec des profils de poste"
    ANONYMOUS_POOL = "anonymous_pool", "Profil sans nom visible des autres structures du territoire"
    MAIL = "mail", "Courriels de Vivier"
    SENSITIVE = "sensitive", "Informations sensibles (santé, handicap…)"


class SensitiveKind(Term):
    """Kinds of note that are kept apart, opened with a reason, and never indexed (RGPD art. 9 and 10)."""

    DISABILITY = "disability", "Handicap, RQTH"
    HEALTH = "health", "Santé"
    JUSTICE = "justice", "Justice"
    FAMILY = "family", "Situation familiale"

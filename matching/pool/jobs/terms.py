"""Words of a job profile."""

from __future__ import annotations

from matching.terms import Term


class JobStatus(Term):
    """Where a job profile stands. Only PUBLISHED and still valid ones are matched."""

    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publié"
    SUSPENDED = "suspended", "Suspendu"
    FILLED = "filled", "Pourvu"
    CLOSED = "closed", "Clos"


class RequirementKind(Term):
    """What a job profile may require."""

    CERTIFICATE = "certificate", "Certificat, habilitation ou diplôme"
    LICENCE = "licence", "Permis"
    LANGUAGE = "language", "Langue"
    SKILL = "skill", "Compétence"

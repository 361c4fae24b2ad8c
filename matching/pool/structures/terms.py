"""What a structure may be."""

from __future__ import annotations

from matching.terms import Term


class StructureKind(Term):
    """What a structure is; decides later who may prescribe an immersion (L5135-2)."""

    DEPARTEMENT = "departement", "Département"
    ASSOCIATION = "association", "Association"
    CCAS = "ccas", "CCAS"
    MISSION_LOCALE = "mission_locale", "Mission locale"
    SUPPORTED_EMPLOYMENT = "emploi_accompagne", "Emploi accompagné"
    SIAE = "siae", "Structure d’insertion par l’activité économique"

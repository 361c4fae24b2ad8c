"""Words that tell roughly."""

from __future__ import annotations

from matching.terms import Term


class Ago(Term):
    """How long ago something ended, in bands too wide to find a person by."""

    CURRENT = "current", "en cours"
    UNDER_1 = "under_1", "terminé depuis moins d’un an"
    UNDER_3 = "under_3", "terminé il y a 1 à 3 ans"
    UNDER_5 = "under_5", "terminé il y a 3 à 5 ans"
    OVER_5 = "over_5", "terminé il y a plus de 5 ans"

"""What a reader who may not know her name is told instead: words without names, places and distances roughly."""

from __future__ import annotations

import re
from itertools import pairwise

from matching.pool.candidates.tables import Candidate
from matching.texts.fold import fold
from matching.texts.redaction import redact

BANDS_KM = (10, 20, 30, 50)
"""The ends of the bands in which a distance is told: two communes of Alsace or more in each."""

HIDDEN = "[…]"


class Veil:
    """Takes out of a text what would tell who this person is: what `redact` knows, and what her record itself
    calls by name – herself, employers, places, her commune."""

    def __init__(self, candidate: Candidate, commune: str | None = None) -> None:
        self.names = (candidate.first_name, candidate.last_name)
        known: list[str | None] = [
            candidate.full_name,
            f"{candidate.last_name} {candidate.first_name}",
            *(commune, candidate.street, candidate.email, candidate.phone),
            *(e.employer for e in candidate.experiences),
            *(e.place for e in candidate.experiences),
        ]
        # A single letter or figure would make holes everywhere and tells nothing.
        folded = {" ".join(fold(one).split()) for one in known if one}
        self._known = [
            re.compile(rf"(?<!\w){re.escape(one).replace(chr(92) + ' ', chr(92) + 's+')}(?!\w)")
            for one in sorted(folded, key=lambda one: (-len(one), one))
            if len(one) > 1
        ]

    def text(self, text: str) -> str:
        """A sentence of hers: redacted as for the index, and without what is known of her."""
        return self.words(redact(text, names=self.names))

    def words(self, text: str) -> str:
        """The same for a word of a list («français»), which is no sentence about her: only what is known of
        her goes."""
        for pattern in self._known:
            for found in reversed(list(pattern.finditer(fold(text)))):
                text = f"{text[: found.start()]}{HIDDEN}{text[found.end() :]}"
        return text.strip()

    def hides(self, text: str) -> bool:
        """Whether something of this text may not be shown."""
        return self.words(text) != text.strip()


def band(km: float) -> str:
    """«moins de 10 km», «10 à 20 km», «plus de 50 km»."""
    if km < BANDS_KM[0]:
        return f"moins de {BANDS_KM[0]} km"
    for low, high in pairwise(BANDS_KM):
        if km < high:
            return f"{low} à {high} km"
    return f"plus de {BANDS_KM[-1]} km"


def department_of(insee: str | None) -> str | None:
    """The département of an INSEE code: «68», «2A», «971»."""
    if not insee:
        return None
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]

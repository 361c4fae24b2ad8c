"""Whether a certificate that was written one way is the one asked for in another way."""

from __future__ import annotations

from functools import lru_cache

from matching.texts.certificates import mentions
from matching.texts.fold import folded

ALSO_PROVES = {
    # A driver who renews her qualification (FCO) has had the initial one (Code des transports, R3314-10).
    "FIMO-M": {"FCO-M"},
    "FIMO-V": {"FCO-V"},
    # The higher duty in fire safety includes the lower (arrêté du 2 mai 2005, art. 4 et 5).
    "SSIAP1": {"SSIAP2", "SSIAP3"},
    "SSIAP2": {"SSIAP3"},
}

SYMBOL = 4
"""An employer often asks for the bare symbol of an electrical habilitation («B1V»)."""


@lru_cache(maxsize=4096)
def certificate_codes(text: str) -> frozenset[str]:
    """The certificates that a writing names («R489 cat 3» and «CACES chariot 3» name the same one); the
    folded text itself when it names none that is known."""
    found = frozenset(m.code for m in mentions(text))
    if not found and len(text.strip()) <= SYMBOL:
        found = frozenset(m.code for m in mentions(f"habilitation électrique {text}")) - {
            "HAB-ELEC"
        }
    return found or frozenset({folded(text).strip()})


@lru_cache(maxsize=4096)
def proven_by(text: str) -> frozenset[str]:
    """The certificates of which one is enough where this one is asked for."""
    asked = certificate_codes(text)
    return asked.union(*(ALSO_PROVES.get(code, set()) for code in asked))

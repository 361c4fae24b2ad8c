"""Communes: found by what people type, and by code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from sqlalchemy import String, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matching.db import any_of
from matching.pool.reference.tables import Commune, CommunePostcode
from matching.texts.fold import folded

# ------------------------------------------------------------------------------------- plain text

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
_SAINTS = {"st": "saint", "ste": "sainte"}


def search_key(text: str) -> str:
    """`text` as names are compared: lower case, no accents, single spaces, only letters and digits.

    "Œuvre-d'Art" gives "oeuvre d art". Made for SQL LIKE: no wildcard survives. Kept in the database, so a change
    asks for a migration of every key.
    """
    plain = folded(unicodedata.normalize("NFKC", text)).translate(_LIGATURES)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", plain).split())


def commune_key(name: str) -> str:
    """`search_key` of a commune's name, with St and Ste written out: "St-Louis" → "saint louis"."""
    return " ".join(_SAINTS.get(word, word) for word in search_key(name).split())


# --------------------------------------------------------------------------------------- communes


def commune(session: Session, insee: str) -> Commune | None:
    """The commune of that INSEE code (also one that has been merged since), or None."""
    return session.get(Commune, insee)


def communes_by_insee(
    session: Session, insee_codes: Collection[str], *, postcodes: bool = True
) -> dict[str, Commune]:
    """Those of `insee_codes` that exist, by code, with their postcodes unless told not to: one statement."""
    if not insee_codes:
        return {}
    statement = select(Commune).where(Commune.insee == any_of(insee_codes, String))
    if postcodes:
        statement = statement.options(joinedload(Commune.postcodes))
    return {row.insee: row for row in session.scalars(statement).unique()}


def communes_matching(session: Session, text: str, limit: int = 10) -> list[Commune]:
    """Communes whose name or postcode begins as `text` does, postcodes loaded.

    Accents, case, hyphens and "St" for "Saint" do not count; "68000 col" asks for both; a later
    word of the name is tried after the first ("havre" finds Le Havre). Exact names come first,
    then beginnings, then the most inhabited. Empty for a `text` without letter or digit.
    """
    words = commune_key(text).split()
    # "paris 15" is the beginning of a name, "colmar 680" a name and the beginning of a postcode.
    postcode = [w for w in words if w.isdigit() and (len(w) > 2 or w == words[0])]
    digits = "".join(postcode)
    name = " ".join(w for w in words if w not in postcode)
    if not digits and not name:
        return []
    query = select(Commune).where(Commune.current)
    if digits:
        query = query.where(
            Commune.insee.in_(
                select(CommunePostcode.insee).where(CommunePostcode.postcode.like(f"{digits}%"))
            )
        )
    if name:
        query = query.where(
            or_(Commune.name_key.like(f"{name}%"), Commune.name_key.like(f"% {name}%"))
        )
    query = query.order_by(
        (Commune.name_key == name).desc(),
        Commune.name_key.like(f"{name}%").desc(),
        Commune.population.desc().nulls_last(),
        Commune.insee,
    )
    rows = session.scalars(query.limit(limit).options(selectinload(Commune.postcodes)))
    return list(rows)

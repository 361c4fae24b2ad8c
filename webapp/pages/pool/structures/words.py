"""What a structure is called."""

from __future__ import annotations

from matching.pool.structures.tables import Structure
from webapp.words.rooms import Kind, Room, TableWords

STRUCTURE = TableWords(
    Structure,
    "Structure",
    {
        "name": "Nom",
        "kind": "Nature",
        "territory_id": "Territoire",
        "commune_insee": "Commune",
        "active": "En activité",
        "retention_months": "Durée de conservation en mois",
        "data_protection_contact": "Contact pour la protection des données",
    },
)

ROOM = Room(
    kinds=(
        Kind(
            "structure",
            "Structure",
            numbered="la structure n° {id}",
            named="la structure « {name} »",
        ),
    ),
    tables=(STRUCTURE,),
)

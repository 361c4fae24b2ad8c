"""What a professional is called, and what was done with lists of them."""

from __future__ import annotations

from matching.audit.events import Act
from matching.pool.people.tables import Person
from webapp.words.journal import exported
from webapp.words.rooms import Kind, Room, TableWords

PERSON = TableWords(
    Person,
    "Professionnel",
    {
        "first_name": "Prénom",
        "last_name": "Nom",
        "email": "Courriel",
        "phone": "Téléphone",
        "job_title": "Fonction",
        "roles": "Rôles",
        "structure_id": "Structure",
        "territory_id": "Territoire",
        "employer_id": "Employeur",
        "active": "Compte ouvert",
    },
)

ROOM = Room(
    kinds=(
        Kind(
            "person",
            "Professionnel",
            numbered="le professionnel n° {id}",
            named="{name}",
            unknown="un compte inconnu",
        ),
    ),
    tables=(PERSON,),
    sentences={(Act.EXPORTED, "person"): exported("professionnel")},
)

"""What an employer is called, and what was done with employers."""

from __future__ import annotations

from matching.audit.events import Act
from matching.pool.employers.tables import Employer
from webapp.words.journal import listed
from webapp.words.rooms import Kind, Room, TableWords

EMPLOYER = TableWords(
    Employer,
    "Employeur",
    {
        "name": "Nom",
        "siret": "SIRET",
        "naf_code": "Code d’activité (NAF)",
        "naf_version": "Version de la NAF",
        "size_band": "Effectif",
        "territory_id": "Territoire",
    },
)

ROOM = Room(
    kinds=(
        Kind(
            "employer", "Employeur", numbered="l’employeur n° {id}", named="l’employeur « {name} »"
        ),
    ),
    tables=(EMPLOYER,),
    sentences={(Act.LISTED, "employer"): listed("la liste des employeurs", "employeur")},
)

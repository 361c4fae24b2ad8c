"""Where everybody of the tests lives and works: communes, trades, and one territory with its structures and employers.

There is a second territory for tests of who may not see what lies `far`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from matching.actor import SYSTEM
from matching.pool.employers.life import EmployerData, create_employer
from matching.pool.employers.tables import Employer
from matching.pool.reference.communes import commune_key, search_key
from matching.pool.reference.tables import Commune, CommunePostcode, CommunePrecision, RomeCode
from matching.pool.structures.tables import Structure, Territory

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

COLMAR, OBERNAI, STRASBOURG = "68066", "67348", "67482"
COMMUNES = (
    (COLMAR, "Colmar", "68", "68000", 48.08, 7.36, 68_000),
    (OBERNAI, "Obernai", "67", "67210", 48.46, 7.48, 11_000),
    (STRASBOURG, "Strasbourg", "67", "67000", 48.58, 7.75, 290_000),
    ("68044", "Le Bonhomme", "68", "68650", 48.17, 7.12, 800),
    ("67462", "Sélestat", "67", "67600", 48.26, 7.45, 19_000),
    ("68297", "Saint-Louis", "68", "68300", 47.59, 7.56, 22_000),
    ("57634", "Saint-Louis", "57", "57820", 48.74, 7.19, 600),
)
TRADES = (
    ("G1605", "Plongeur / Plongeuse en restauration"),
    ("J1501", "Aide-soignant / Aide-soignante"),
    ("K1302", "Assistant / Assistante de vie"),
    ("K1304", "Aide à domicile"),
    ("K2204", "Agent / Agente d’entretien"),
    ("N1101", "Cariste"),
    ("N1105", "Agent / Agente de quai manutentionnaire"),
    ("N4101", "Conducteur / Conductrice de poids lourd"),
)
STRUCTURES = {
    "here": "Relais Emploi Colmar",
    "elsewhere": "Tremplin Strasbourg",
    "far": "Pont de Metz",
}
EMPLOYERS = {
    "bakery": ("Boulangerie du Ried", "73282932000074", COLMAR),
    "depot": ("Logistique Rhénane", "55210055400013", STRASBOURG),
    "far": ("Fonderie de Metz", "44306184100047", "57634"),
}


@dataclass(frozen=True)
class Places:
    """The rows, by the short names above; what is `far` lies in Moselle, all else in Alsace."""

    territories: dict[str, Territory]
    structures: dict[str, Structure]
    employers: dict[str, Employer]


def load_reference(session: Session) -> None:
    """The communes and trades that tests name."""
    postcodes = []
    for insee, name, department, postcode, lat, lon, population in COMMUNES:
        session.add(
            Commune(
                insee=insee,
                name=name,
                name_key=commune_key(name),
                department=department,
                lat=lat,
                lon=lon,
                precision=CommunePrecision.EXACT,
                population=population,
            )
        )
        postcodes.append(CommunePostcode(insee=insee, postcode=postcode))
    session.flush()
    session.add_all(postcodes)
    for code, label in TRADES:
        session.add(RomeCode(code=code, label=label, label_key=search_key(label)))
    session.flush()


def load_places(session: Session, *, far: bool = False) -> Places:
    """The reference, the territory, and what is in it; with `far`, the other territory too."""
    load_reference(session)
    territories = {"here": Territory(name="Alsace", departments=["67", "68"])}
    if far:
        territories["far"] = Territory(name="Moselle", departments=["57"])
    session.add_all(territories.values())

    def around(key: str) -> Territory:
        return territories["far" if key == "far" else "here"]

    structures = {
        key: Structure(name=name, kind="association", territory=around(key))
        for key, name in STRUCTURES.items()
        if far or key != "far"
    }
    session.add_all(structures.values())
    session.flush()
    employers = {}
    for key, (name, siret, commune) in EMPLOYERS.items():
        if far or key != "far":
            data = EmployerData(
                name=name, siret=siret, commune_insee=commune, street="3 rue des Prés"
            )
            employers[key] = create_employer(session, SYSTEM, data, territory_id=around(key).id)
    return Places(territories, structures, employers)


@pytest.fixture
def places(session: Session) -> Places:
    """The territory and what is in it, in this test's own session."""
    return load_places(session)


@pytest.fixture
def territory(places: Places) -> Territory:
    return places.territories["here"]


@pytest.fixture
def structure(places: Places) -> Structure:
    return places.structures["here"]


@pytest.fixture
def employer(places: Places) -> Employer:
    return places.employers["bakery"]

"""Who a person is must not weigh: twins who differ in identity alone are the same to the index and the ranking.

Names, civility, e-mail, phone, street, birth date and the head of the CV are exchanged; what the person
wants, did and can stays. Documents, findings and scores must then be equal (Code du travail, L1132-1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from matching.files import FileStore
from matching.policy import SYSTEM
from matching.pool import candidates, cvs, reference
from matching.pool.candidates import CertificateData, ExperienceData, MobilityData
from matching.pool.jobs import RequirementData
from matching.pool.tables import Candidate, Structure
from matching.ports import Document, Passage
from matching.ranking.facts import candidate_facts, job_facts
from matching.ranking.findings import Likeness, compare
from matching.ranking.reasons import Wording
from matching.ranking.score import score
from tests.pool_factories import (
    COLMAR,
    OBERNAI,
    a_candidate,
    a_coach,
    a_job,
    a_structure,
    a_territory,
    an_employer,
    load_reference,
)
from tests.test_cvs import as_text, trades
from tests.test_documents import document

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Identity:
    first_name: str
    last_name: str
    civility: str | None
    birth_date: date | None
    street: str | None
    head: str
    """What stands at the top of the CV below the name."""


BENALI = Identity(
    "Fatima", "Benali", "Mme", date(1988, 3, 5), "3 rue des Clefs",
    "3 rue des Clefs\n68000 Colmar\n06 12 34 56 78\nfatima.benali@exemple.fr\nNée le 5 mars 1988, mariée, 2 enfants",
)  # fmt: skip
TWINS = [
    Identity("Pierre", "Durand", "M.", date(1962, 7, 1), "12 avenue Foch",
             "12 avenue Foch\n68100 Mulhouse\n03 89 00 00 00\np.durand@exemple.fr\nNé le 1er juillet 1962 (64 ans), célibataire"),
    Identity("Mamadou", "Diallo", "M.", date(2004, 1, 31), None,
             "Tél : +33 7 11 22 33 44\nNationalité : malienne\nTitre de séjour valable"),
    Identity("Rose", "Boulanger", "Mme", None, "1 cité des Roses", "1 cité des Roses, 68000 Colmar\nÂge : 57 ans"),
    Identity("Olivier", "Marchand", None, date(1990, 1, 1), None, "olivier.marchand@exemple.fr\nRQTH, bénéficiaire du RSA"),
    Identity("Anne-Lise", "de la Tour", "Mme", date(1975, 12, 25), None, "LinkedIn : linkedin.com/in/annelise"),
    Identity("Şeyma", "Yıldız", "Mme", date(1999, 9, 9), None, "Permis de séjour, originaire de Turquie"),
    Identity("Li", "Wu", "M.", None, None, "liwu@exemple.fr"),
]  # fmt: skip
BODY = """
EXPÉRIENCES PROFESSIONNELLES
2019 - 2021 : Cariste, Logistique Rhénane
Chargement des camions, préparation de commandes
2015 - 2018 : Marchand ambulant, Marchés du Ried
Vente de pain, mise en place du stand

FORMATION
2014 : CAP boulanger

LANGUES
Français : B2

COMPÉTENCES
Gestion des stocks, lecture de bons
"""


@pytest.fixture
def structure(session: Session) -> Structure:
    load_reference(session)
    return a_structure(session, a_territory(session))


def written(session: Session, structure: Structure, who: Identity, folder: Path) -> Candidate:
    """The same life under another identity."""
    coach = a_coach(session, structure)
    row = a_candidate(
        session,
        structure,
        coach_id=coach.person_id,
        first_name=who.first_name,
        last_name=who.last_name,
        civility=who.civility,
        birth_date=who.birth_date,
        street=who.street,
        email=f"x{coach.person_id}@exemple.fr",
        phone=f"06 00 00 {coach.person_id:04d}",
        commune_insee=COLMAR,
        wishes_text="Un poste de cariste ou de boulanger, plutôt le matin.",
        wished_romes=("N1101",),
        contracts=("CDI",),
        licences=("B",),
        skills=("Gestion des stocks",),
        mobility=(MobilityData("car", radius_km=20),),
        experiences=(
            ExperienceData("Boulanger", start_year=2012, description="Pétrissage, vente de pain"),
            ExperienceData("Cariste", start_year=2019, end_year=2021, rome="N1101"),
        ),
    )
    candidates.add_certificate(session, SYSTEM, row, CertificateData("CACES R489 cat. 3", 2023))
    text = f"{who.first_name} {who.last_name.upper()}\n{who.head}\n{BODY}"
    cvs.import_cv(
        session, SYSTEM, row, filename=f"{who.last_name}.txt", data=text.encode(), files=FileStore(folder),
        extract=as_text, trade_reader=trades, today=TODAY,
    )  # fmt: skip
    return row


def anonymous(found: Document) -> Document:
    """The document without the numbers of its rows."""
    seen: dict[str, str] = {}
    passages = []
    for passage in found.passages:
        kind, *rest = re.split(r":", passage.source)
        source = seen.setdefault(passage.source, f"{kind}#{len(seen)}" if rest else kind)
        passages.append(Passage(passage.part, source, passage.text))
    return replace(found, key=replace(found.key, id=0), passages=tuple(passages))


@pytest.mark.parametrize("twin", TWINS, ids=lambda who: who.last_name)
def test_twins_are_the_same_to_the_index_and_to_the_ranking(
    session: Session, structure: Structure, tmp_path: Path, twin: Identity
) -> None:
    first = written(session, structure, BENALI, tmp_path)
    second = written(session, structure, twin, tmp_path)
    documents = [anonymous(document(session, "candidate", row.id)) for row in (first, second)]
    assert documents[0].passages == documents[1].passages
    assert documents[0] == documents[1]
    assert "Boulanger. Pétrissage" in repr(documents[1])
    assert "Chargement des camions" in repr(documents[1])

    places = reference.communes(session, [COLMAR, OBERNAI])
    employer = an_employer(session, structure.territory)
    asked = (
        RequirementData("certificate", "CACES R489 cat. 3", must=True),
        RequirementData("licence", "CE", must=True),
        RequirementData("language", "français", "B1", must=True),
    )
    for rome, commune in (("N1101", COLMAR), ("N4101", OBERNAI), (None, COLMAR)):
        job = job_facts(
            a_job(session, employer, rome=rome, commune_insee=commune, requirements=asked), places
        )
        told = []
        for row in (first, second):
            person = candidate_facts(row, places)
            findings = compare(person, job, near={}, likeness=Likeness(), today=TODAY)
            told.append((score(0.0, findings), [Wording({}).reason(f) for f in findings]))
        assert told[0] == told[1]


def test_the_comparison_can_fail(session: Session, structure: Structure, tmp_path: Path) -> None:
    """Another life is not the same: the equality above says something."""
    first = written(session, structure, BENALI, tmp_path)
    second = written(session, structure, TWINS[0], tmp_path)
    candidates.add_experience(session, SYSTEM, second, ExperienceData("Vendeur", start_year=2025))
    one, two = (anonymous(document(session, "candidate", row.id)) for row in (first, second))
    assert one != two

"""A person with every column filled, and a search for what may not be read of her."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from matching.actor import SYSTEM
from matching.consents import consents
from matching.consents.tables import SensitiveNote
from matching.consents.terms import Purpose
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    LanguageData,
    MobilityData,
    add_certificate,
    add_education,
    add_experience,
    update_candidate,
)
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.candidates.tables import Candidate, Cv, CvProposal
from matching.pool.reference.tables import Commune, CommunePrecision

SECRETS = (
    # Herself and how to reach her.
    "Zyprenom", "Zyfamille", "07 77 66 55 44", "0777665544", "zycourriel", "zyrue", "Zyville", "68999",
    "1987", "14 mars", "14/03", "2 avril", "02/04",
    # Where she worked, when, and what she did there in her own words.
    "Zyemployeur", "Zychantier", "zydescription", "2013", "2016", "Zypresse",
    # The record of her coach.
    "zycontrainte", "zyfrein", "zydemarche", "zysensible", "zytextecv", "zyfichier", "zyproposition",
    "Zypreuve",
)  # fmt: skip
"""Words that identify, each in one column. None may be in anything that others see."""


TOLD = ("zycompetence", "zyformation")
"""What was typed and is matched: it is shown."""


def fill(session: Session, candidate: Candidate, coach_id: int) -> Candidate:
    """Every column of a person, her children, CV and notes, with a word of its own."""
    session.add(
        Commune(
            insee="68999", name="Zyville", name_key="zyville", department="68", lat=48.1, lon=7.4,
            precision=CommunePrecision.EXACT, population=900,
        )
    )  # fmt: skip
    session.flush()
    data = CandidateData(
        first_name="Zyprenom",
        last_name="Zyfamille",
        civility="Mme",
        birth_date=date(1987, 3, 14),
        email="zycourriel@vivier.test",
        phone="07 77 66 55 44",
        street="12 zyrue des Lilas",
        commune_insee="68999",
        wishes_text="Laver la vaisselle, pas trop loin de Zyville ni de Zyemployeur. Zyprenom Zyfamille, "
        "07 77 66 55 44, zycourriel@vivier.test",
        wished_romes=("G1605",),
        contracts=("CDI",),
        hours_min=20,
        hours_max=30,
        available_from=date(2026, 12, 17),
        slots=("evening",),
        days=("lun", "mar"),
        weekends=False,
        licences=("B",),
        has_vehicle=True,
        constraints_text="zycontrainte",
        skills=("zycompetence de plonge", "Aide de Zyprenom Zyfamille"),
        mobility=(MobilityData("car", radius_km=25),),
        languages=(LanguageData("français", "B1"),),
    )
    update_candidate(session, SYSTEM, candidate, data)
    add_experience(
        session, SYSTEM, candidate,
        ExperienceData(
            "Plongeuse chez Zyemployeur à Zychantier", "Zyemployeur", "Zychantier", 2013, 4, 2016, 9,
            description="zydescription de la plonge", rome="G1605",
        ),
    )  # fmt: skip
    add_education(session, SYSTEM, candidate, EducationData("CAP zyformation", "CAP", 2013))
    add_certificate(session, SYSTEM, candidate, CertificateData("SST", 2013, date(2016, 4, 2)))
    add_obstacle(
        session, SYSTEM, candidate, kind="childcare", note="zyfrein", actions=["zydemarche"]
    )
    cv = Cv(
        candidate_id=candidate.id, version=1, filename="zyfichier.pdf", stored_as=f"f{candidate.id}",
        kind="pdf", size=1, sha256="0" * 64, text="zytextecv plonge Zypresse", uploaded_by_id=coach_id,
    )  # fmt: skip
    session.add(cv)
    session.flush()
    payload = {
        "title": "zyproposition plonge",
        "employer": "Zypresse",
        "description": ["zyproposition"],
    }
    session.add(
        CvProposal(cv_id=cv.id, kind="experience", key="e1", payload=payload, evidence="Zypreuve")
    )
    session.add(
        SensitiveNote(
            candidate_id=candidate.id, kind="health", text="zysensible", written_by_id=coach_id
        )
    )
    consents.note_consent(
        session, SYSTEM, candidate, Purpose.ANONYMOUS_POOL, True, how="en entretien"
    )
    session.flush()
    session.expire(candidate)
    return candidate


def leaks(text: str) -> list[str]:
    """The secrets that a text holds, whatever their case."""
    low = text.lower()
    return [secret for secret in SECRETS if secret.lower() in low]

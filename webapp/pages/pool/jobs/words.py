"""What a job profile is called, and what was done with job profiles."""

from __future__ import annotations

from matching.audit.events import Act
from matching.pool.jobs.tables import JobProfile, Requirement
from matching.pool.jobs.terms import JobStatus
from matching.terms import label_of
from webapp.words.journal import listed, searched
from webapp.words.rooms import Kind, Room, TableWords, Told

JOB = TableWords(
    JobProfile,
    "Profil de poste",
    {
        "employer_id": "Employeur",
        "status": "État",
        "valid_until": "Valable jusqu’au",
        "title": "Intitulé",
        "text": "Description",
        "rome": "Métier",
        "contract": "Contrat",
        "duration_months": "Durée en mois",
        "hours_per_week": "Heures par semaine",
        "wage_text": "Rémunération",
        "commune_insee": "Commune",
        "openings": "Postes à pourvoir",
        "starts_on": "Début",
        "slots": "Horaires",
        "days": "Jours",
        "starts_at": "Heure de prise de poste",
        "weekends": "Travail le week-end",
        "shifts": "En équipes",
        "conditions": "Conditions de travail",
        "beginners_accepted": "Débutants acceptés",
        "immersion_possible": "Immersion possible",
        "created_by_id": "Écrit par",
    },
)

REQUIREMENT = TableWords(
    Requirement,
    "Demande du poste",
    {
        "kind": "Nature",
        "code": "Ce qui est demandé",
        "level": "Niveau",
        "must": "Indispensable",
    },
)


def decided(told: Told) -> str:
    status = label_of(JobStatus, told.fact("status"))
    return f"a fait passer {told.subject} à l’état « {status} »"


ROOM = Room(
    kinds=(
        Kind(
            "job",
            "Profil de poste",
            numbered="le profil de poste n° {id}",
            named="le profil de poste « {name} »",
            to_her="poste",
        ),
    ),
    tables=(JOB, REQUIREMENT),
    sentences={
        (Act.SEARCHED, "job"): searched("des postes"),
        (Act.LISTED, "job"): listed("la liste des profils de poste", "profil"),
        (Act.DECIDED, "job"): decided,
    },
)

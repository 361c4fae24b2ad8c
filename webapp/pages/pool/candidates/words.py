"""What a person who is accompanied and the parts of her record are called, and what was done with them."""

from __future__ import annotations

from matching.audit.events import Act
from matching.pool.candidates.tables import (
    Candidate,
    CandidateObstacle,
    Certificate,
    Education,
    Experience,
    MobilityMean,
    ObstacleAction,
    SpokenLanguage,
)
from webapp.words.journal import listed, plain, searched
from webapp.words.rooms import Kind, Room, TableWords, Told

CANDIDATE = TableWords(
    Candidate,
    "Fiche",
    {
        "structure_id": "Structure",
        "coach_id": "Coach",
        "status": "Situation",
        "reference": "Référence",
        "shares_anonymously": "Profil sans nom visible du territoire",
        "civility": "Civilité",
        "first_name": "Prénom",
        "last_name": "Nom",
        "birth_date": "Date de naissance",
        "email": "Courriel",
        "phone": "Téléphone",
        "street": "Rue",
        "commune_insee": "Commune",
        "wishes_text": "Souhaits",
        "wished_romes": "Métiers souhaités",
        "contracts": "Contrats acceptés",
        "hours_min": "Heures par semaine, au moins",
        "hours_max": "Heures par semaine, au plus",
        "available_from": "Disponible à partir du",
        "slots": "Horaires possibles",
        "days": "Jours possibles",
        "weekends": "Week-end possible",
        "licences": "Permis",
        "has_vehicle": "Véhicule",
        "avoided_conditions": "À éviter",
        "constraints_text": "Contraintes",
        "skills": "Compétences",
        "last_contact_on": "Dernier contact",
    },
    unsaid=frozenset({"commune"}),  # in a copy, the name stands with the code: «Colmar (68066)»
)

EXPERIENCE = TableWords(
    Experience,
    "Expérience",
    {
        "title": "Intitulé",
        "employer": "Employeur",
        "place": "Lieu",
        "start_year": "Année de début",
        "start_month": "Mois de début",
        "end_year": "Année de fin",
        "end_month": "Mois de fin",
        "current": "En cours",
        "description": "Description",
        "rome": "Métier",
        "cv_id": "Lue dans le CV n°",
    },
)

EDUCATION = TableWords(
    Education,
    "Formation",
    {"label": "Intitulé", "level": "Niveau", "year": "Année", "cv_id": "Lue dans le CV n°"},
)

CERTIFICATE = TableWords(
    Certificate,
    "Certificat",
    {
        "code": "Certificat",
        "year": "Année d’obtention",
        "valid_until": "Valable jusqu’au",
        "cv_id": "Lu dans le CV n°",
    },
)

LANGUAGE = TableWords(SpokenLanguage, "Langue", {"language": "Langue", "level": "Niveau"})

MOBILITY = TableWords(
    MobilityMean,
    "Moyen de déplacement",
    {"means": "Moyen", "radius_km": "Distance en km", "minutes": "Minutes"},
)

ACTION = TableWords(ObstacleAction, "Action", {"label": "Intitulé", "done_on": "Fait le"})

OBSTACLE = TableWords(
    CandidateObstacle,
    "Frein",
    {"kind": "Frein", "note": "Note", "lifted_on": "Levé le", "actions": "Actions"},
    inside={"actions": ACTION},
)

PARTS = {
    "experience": "une expérience",
    "education": "une formation",
    "certificate": "un certificat",
    "obstacle": "un frein",
}
HOW = {"added": "a ajouté", "changed": "a modifié", "removed": "a retiré"}


def created(told: Told) -> str:
    if told.fact("what") == "link":
        return f"a envoyé à {told.subject} un lien vers son espace"
    return f"a ajouté {told.subject} au vivier"


def changed(told: Told) -> str:
    what, how = told.fact("what"), told.fact("how")
    if what == "coach":
        return f"a confié {told.subject} à {told.named('person') or 'un autre coach'}"
    if what not in PARTS or how not in HOW:
        return f"a modifié la fiche de {told.subject}"
    return f"{HOW[how]} {PARTS[what]} sur la fiche de {told.subject}"


def decided(told: Told) -> str:
    job = told.named("job") or f"n° {told.number('job')}"
    if told.fact("what") == "shortlisted":
        return f"a mis {told.subject} dans la sélection pour « {job} », ou changé sa note"
    if told.fact("what") == "taken_off":
        return f"a retiré {told.subject} de la sélection pour « {job} »"
    return f"a pris une décision pour {told.subject}"


ROOM = Room(
    kinds=(
        Kind(
            "candidate",
            "Personne accompagnée",
            numbered="une personne effacée (n° {id})",
            named="{name}",
            to_her="fiche",
        ),
    ),
    tables=(
        CANDIDATE,
        EXPERIENCE,
        EDUCATION,
        CERTIFICATE,
        LANGUAGE,
        MOBILITY,
        OBSTACLE,
        ACTION,
    ),
    sentences={
        (Act.SAW, "candidate"): plain("a ouvert la fiche de {s}"),
        (Act.SEARCHED, "candidate"): searched("des personnes"),
        (Act.LISTED, "candidate"): listed("la liste des personnes", "personne"),
        (Act.CREATED, "candidate"): created,
        (Act.CHANGED, "candidate"): changed,
        (Act.DECIDED, "candidate"): decided,
    },
)

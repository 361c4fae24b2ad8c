"""The closed vocabularies of the field. Values are what the database and the API hold; `label` gives the French."""

from __future__ import annotations

from enum import StrEnum

from matching.texts import french


class Role(StrEnum):
    """What a professional may be. Rights follow from it in matching/policy.py and nowhere else."""

    COACH = "coach"
    STRUCTURE_MANAGER = "structure_manager"
    EMPLOYMENT_DEVELOPER = "employment_developer"
    EMPLOYER_CONTACT = "employer_contact"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class StructureKind(StrEnum):
    """What a structure is; decides later who may prescribe an immersion (L5135-2)."""

    DEPARTEMENT = "departement"
    ASSOCIATION = "association"
    CCAS = "ccas"
    MISSION_LOCALE = "mission_locale"
    SUPPORTED_EMPLOYMENT = "emploi_accompagne"
    SIAE = "siae"


class CandidateStatus(StrEnum):
    """Where a person stands in the pool. Only ACTIVE people are matched."""

    ACTIVE = "active"
    PAUSED = "paused"
    PLACED = "placed"
    CLOSED = "closed"


class JobStatus(StrEnum):
    """Where a job profile stands. Only PUBLISHED and still valid ones are matched."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    FILLED = "filled"
    CLOSED = "closed"


class Contract(StrEnum):
    """Kinds of work contract."""

    CDI = "CDI"
    CDD = "CDD"
    INTERIM = "interim"
    APPRENTICESHIP = "apprentissage"
    SEASONAL = "saisonnier"
    INSERTION = "insertion"
    CUI = "cui"


class Means(StrEnum):
    """How a person gets about."""

    WALK = "walk"
    BIKE = "bike"
    PUBLIC_TRANSPORT = "public_transport"
    MOPED = "moped"
    CAR = "car"


class Slot(StrEnum):
    """Parts of the day."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


class Condition(StrEnum):
    """Working conditions that a job profile states."""

    NIGHT = "night"
    HEAVY_LOADS = "heavy_loads"
    STANDING = "standing"
    COLD = "cold"
    HEAT = "heat"
    HEIGHT = "height"
    OUTDOOR = "outdoor"
    NOISE = "noise"
    REPETITIVE = "repetitive"
    TRAVEL = "travel"
    ALONE = "alone"


class Obstacle(StrEnum):
    """Kinds of obstacle to work (frein) that a coach helps to lift. Health is never one of them here."""

    MOBILITY = "mobility"
    CHILDCARE = "childcare"
    HOUSING = "housing"
    DIGITAL = "digital"
    LANGUAGE = "language"
    QUALIFICATION = "qualification"
    CONFIDENCE = "confidence"
    DEBT = "debt"
    OTHER = "other"


class RequirementKind(StrEnum):
    """What a job profile may require."""

    CERTIFICATE = "certificate"
    LICENCE = "licence"
    LANGUAGE = "language"
    SKILL = "skill"


class ProposalState(StrEnum):
    """What became of something that was read from a CV."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class RequestState(StrEnum):
    """Where a request between professionals stands: to see a person of another structure, to get an account."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    ENDED = "ended"
    """Accepted once, and taken back before its time."""


class Ago(StrEnum):
    """How long ago something ended, in bands too wide to find a person by."""

    CURRENT = "current"
    UNDER_1 = "under_1"
    UNDER_3 = "under_3"
    UNDER_5 = "under_5"
    OVER_5 = "over_5"


class ReferralState(StrEnum):
    """Where a referral (mise en relation) stands. The employer knows nothing of it before AGREED."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    INTERESTED = "interested"
    REFUSED = "refused"


class Disclosure(StrEnum):
    """How much of her the person lets the employer of one referral see."""

    ANONYMOUS = "anonymous"
    NAMED = "named"


class EmployerReason(StrEnum):
    """Why an employer does not go on with a referral: about the job and what it asks for, never about who
    she is (L1132-1)."""

    FILLED = "filled"
    OTHER_PERSON = "other_person"
    EXPERIENCE = "experience"
    SKILLS = "skills"
    CERTIFICATE = "certificate"
    SCHEDULE = "schedule"
    START = "start"
    CONTRACT = "contract"


class Purpose(StrEnum):
    """What personal data are used for; for each, the person is informed, and where the law asks for it she
    consents (RGPD art. 6, 9 and 13)."""

    ACCOMPANIMENT = "accompaniment"
    MATCHING = "matching"
    ANONYMOUS_POOL = "anonymous_pool"
    MAIL = "mail"
    SENSITIVE = "sensitive"


class SensitiveKind(StrEnum):
    """Kinds of note that are kept apart, opened with a reason, and never indexed (RGPD art. 9 and 10)."""

    DISABILITY = "disability"
    HEALTH = "health"
    JUSTICE = "justice"
    FAMILY = "family"


class CorrectionKind(StrEnum):
    """What a person asks for about her own data (RGPD art. 16 and 17)."""

    CORRECTION = "correction"
    ERASURE = "erasure"


class CorrectionState(StrEnum):
    """Where such a request stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class ErasureReason(StrEnum):
    """Why a person was erased. A closed list: what somebody types could name her again."""

    REQUEST = "request"
    OBJECTION = "objection"
    RETENTION = "retention"
    DUPLICATE = "duplicate"
    MISTAKE = "mistake"


WEEKDAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
WEEKDAY_NAMES = dict(zip(WEEKDAYS, french.WEEKDAYS, strict=True))
LICENCES = ("AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D", "DE")
LANGUAGE_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")

_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Role: {
        Role.COACH: "Coach emploi",
        Role.STRUCTURE_MANAGER: "Responsable de structure",
        Role.EMPLOYMENT_DEVELOPER: "Développeur emploi",
        Role.EMPLOYER_CONTACT: "Employeur",
        Role.ADMINISTRATOR: "Administrateur",
        Role.AUDITOR: "Auditeur",
    },
    StructureKind: {
        StructureKind.DEPARTEMENT: "Département",
        StructureKind.ASSOCIATION: "Association",
        StructureKind.CCAS: "CCAS",
        StructureKind.MISSION_LOCALE: "Mission locale",
        StructureKind.SUPPORTED_EMPLOYMENT: "Emploi accompagné",
        StructureKind.SIAE: "Structure d’insertion par l’activité économique",
    },
    CandidateStatus: {
        CandidateStatus.ACTIVE: "En recherche",
        CandidateStatus.PAUSED: "En pause",
        CandidateStatus.PLACED: "En poste",
        CandidateStatus.CLOSED: "Accompagnement terminé",
    },
    JobStatus: {
        JobStatus.DRAFT: "Brouillon",
        JobStatus.PUBLISHED: "Publié",
        JobStatus.SUSPENDED: "Suspendu",
        JobStatus.FILLED: "Pourvu",
        JobStatus.CLOSED: "Clos",
    },
    Contract: {
        Contract.CDI: "CDI",
        Contract.CDD: "CDD",
        Contract.INTERIM: "Intérim",
        Contract.APPRENTICESHIP: "Apprentissage",
        Contract.SEASONAL: "Saisonnier",
        Contract.INSERTION: "Contrat d’insertion (CDDI)",
        Contract.CUI: "Contrat aidé (PEC, CIE)",
    },
    Means: {
        Means.WALK: "à pied",
        Means.BIKE: "à vélo",
        Means.PUBLIC_TRANSPORT: "en transports en commun",
        Means.MOPED: "en deux-roues",
        Means.CAR: "en voiture",
    },
    Slot: {
        Slot.MORNING: "tôt le matin",
        Slot.DAY: "en journée",
        Slot.EVENING: "le soir",
        Slot.NIGHT: "la nuit",
    },
    Condition: {
        Condition.NIGHT: "travail de nuit",
        Condition.HEAVY_LOADS: "port de charges",
        Condition.STANDING: "station debout",
        Condition.COLD: "froid",
        Condition.HEAT: "chaleur",
        Condition.HEIGHT: "travail en hauteur",
        Condition.OUTDOOR: "travail en extérieur",
        Condition.NOISE: "bruit",
        Condition.REPETITIVE: "gestes répétitifs",
        Condition.TRAVEL: "déplacements",
        Condition.ALONE: "travail en autonomie",
    },
    Obstacle: {
        Obstacle.MOBILITY: "Mobilité",
        Obstacle.CHILDCARE: "Garde d’enfants",
        Obstacle.HOUSING: "Logement",
        Obstacle.DIGITAL: "Numérique",
        Obstacle.LANGUAGE: "Langue française",
        Obstacle.QUALIFICATION: "Qualification",
        Obstacle.CONFIDENCE: "Confiance en soi",
        Obstacle.DEBT: "Budget, dettes",
        Obstacle.OTHER: "Autre",
    },
    RequestState: {
        RequestState.PENDING: "En attente",
        RequestState.ACCEPTED: "Acceptée",
        RequestState.REFUSED: "Refusée",
        RequestState.ENDED: "Arrêtée",
    },
    Ago: {
        Ago.CURRENT: "en cours",
        Ago.UNDER_1: "terminé depuis moins d’un an",
        Ago.UNDER_3: "terminé il y a 1 à 3 ans",
        Ago.UNDER_5: "terminé il y a 3 à 5 ans",
        Ago.OVER_5: "terminé il y a plus de 5 ans",
    },
    ReferralState: {
        ReferralState.PROPOSED: "Proposée à la personne",
        ReferralState.AGREED: "Transmise à l’employeur",
        ReferralState.DECLINED: "Refusée par la personne",
        ReferralState.WITHDRAWN: "Retirée",
        ReferralState.INTERESTED: "L’employeur souhaite la rencontrer",
        ReferralState.REFUSED: "L’employeur ne donne pas suite",
    },
    Disclosure: {
        Disclosure.ANONYMOUS: "sans le nom",
        Disclosure.NAMED: "avec le nom et les coordonnées",
    },
    EmployerReason: {
        EmployerReason.FILLED: "Le poste est pourvu ou n’est plus à pourvoir",
        EmployerReason.OTHER_PERSON: "Une autre candidature est retenue",
        EmployerReason.EXPERIENCE: "L’expérience ne correspond pas au poste",
        EmployerReason.SKILLS: "Des compétences demandées manquent",
        EmployerReason.CERTIFICATE: "Un certificat, une habilitation ou un permis exigé manque",
        EmployerReason.SCHEDULE: "Les horaires ou les jours ne s’accordent pas",
        EmployerReason.START: "La date de début ne s’accorde pas",
        EmployerReason.CONTRACT: "Le contrat ou le temps de travail ne s’accorde pas",
    },
    Purpose: {
        Purpose.ACCOMPANIMENT: "Accompagnement vers l’emploi",
        Purpose.MATCHING: "Rapprochement avec des profils de poste",
        Purpose.ANONYMOUS_POOL: "Profil sans nom visible des autres structures du territoire",
        Purpose.MAIL: "Courriels de Vivier",
        Purpose.SENSITIVE: "Informations sensibles (santé, handicap…)",
    },
    SensitiveKind: {
        SensitiveKind.DISABILITY: "Handicap, RQTH",
        SensitiveKind.HEALTH: "Santé",
        SensitiveKind.JUSTICE: "Justice",
        SensitiveKind.FAMILY: "Situation familiale",
    },
    CorrectionKind: {
        CorrectionKind.CORRECTION: "Correction",
        CorrectionKind.ERASURE: "Effacement",
    },
    CorrectionState: {
        CorrectionState.PENDING: "À répondre",
        CorrectionState.ACCEPTED: "Corrigée",
        CorrectionState.REFUSED: "Pas suivie",
    },
    ErasureReason: {
        ErasureReason.REQUEST: "La personne le demande",
        ErasureReason.OBJECTION: "La personne s’oppose à l’usage de ses données",
        ErasureReason.RETENTION: "Durée de conservation atteinte",
        ErasureReason.DUPLICATE: "Fiche en double",
        ErasureReason.MISTAKE: "Fiche créée par erreur",
    },
    RequirementKind: {
        RequirementKind.CERTIFICATE: "Certificat, habilitation ou diplôme",
        RequirementKind.LICENCE: "Permis",
        RequirementKind.LANGUAGE: "Langue",
        RequirementKind.SKILL: "Compétence",
    },
    ProposalState: {
        ProposalState.PENDING: "À vérifier",
        ProposalState.ACCEPTED: "Accepté",
        ProposalState.CORRECTED: "Corrigé",
        ProposalState.REJECTED: "Écarté",
    },
}
"""One dictionary for each vocabulary: members of two that share a value («night») are equal as strings."""


def label(kind: type[StrEnum], value: str | None) -> str:
    """The French words for a stored value; the value itself when it is not of the vocabulary."""
    if value is None:
        return ""
    try:
        return _LABELS[kind][kind(value)]
    except ValueError:
        return value

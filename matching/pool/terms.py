"""The closed vocabularies of the field. Values are what the database and the API hold; their French words stand beside them."""

from __future__ import annotations

from matching.terms import Term
from matching.texts import french


class StructureKind(Term):
    """What a structure is; decides later who may prescribe an immersion (L5135-2)."""

    DEPARTEMENT = "departement", "Département"
    ASSOCIATION = "association", "Association"
    CCAS = "ccas", "CCAS"
    MISSION_LOCALE = "mission_locale", "Mission locale"
    SUPPORTED_EMPLOYMENT = "emploi_accompagne", "Emploi accompagné"
    SIAE = "siae", "Structure d’insertion par l’activité économique"


class CandidateStatus(Term):
    """Where a person stands in the pool. Only ACTIVE people are matched."""

    ACTIVE = "active", "En recherche"
    PAUSED = "paused", "En pause"
    PLACED = "placed", "En poste"
    CLOSED = "closed", "Accompagnement terminé"


class JobStatus(Term):
    """Where a job profile stands. Only PUBLISHED and still valid ones are matched."""

    DRAFT = "draft", "Brouillon"
    PUBLISHED = "published", "Publié"
    SUSPENDED = "suspended", "Suspendu"
    FILLED = "filled", "Pourvu"
    CLOSED = "closed", "Clos"


class Contract(Term):
    """Kinds of work contract."""

    CDI = "CDI", "CDI"
    CDD = "CDD", "CDD"
    INTERIM = "interim", "Intérim"
    APPRENTICESHIP = "apprentissage", "Apprentissage"
    SEASONAL = "saisonnier", "Saisonnier"
    INSERTION = "insertion", "Contrat d’insertion (CDDI)"
    CUI = "cui", "Contrat aidé (PEC, CIE)"


class Means(Term):
    """How a person gets about."""

    WALK = "walk", "à pied"
    BIKE = "bike", "à vélo"
    PUBLIC_TRANSPORT = "public_transport", "en transports en commun"
    MOPED = "moped", "en deux-roues"
    CAR = "car", "en voiture"


class Slot(Term):
    """Parts of the day."""

    MORNING = "morning", "tôt le matin"
    DAY = "day", "en journée"
    EVENING = "evening", "le soir"
    NIGHT = "night", "la nuit"


class Condition(Term):
    """Working conditions that a job profile states."""

    NIGHT = "night", "travail de nuit"
    HEAVY_LOADS = "heavy_loads", "port de charges"
    STANDING = "standing", "station debout"
    COLD = "cold", "froid"
    HEAT = "heat", "chaleur"
    HEIGHT = "height", "travail en hauteur"
    OUTDOOR = "outdoor", "travail en extérieur"
    NOISE = "noise", "bruit"
    REPETITIVE = "repetitive", "gestes répétitifs"
    TRAVEL = "travel", "déplacements"
    ALONE = "alone", "travail en autonomie"


class Obstacle(Term):
    """Kinds of obstacle to work (frein) that a coach helps to lift. Health is never one of them here."""

    MOBILITY = "mobility", "Mobilité"
    CHILDCARE = "childcare", "Garde d’enfants"
    HOUSING = "housing", "Logement"
    DIGITAL = "digital", "Numérique"
    LANGUAGE = "language", "Langue française"
    QUALIFICATION = "qualification", "Qualification"
    CONFIDENCE = "confidence", "Confiance en soi"
    DEBT = "debt", "Budget, dettes"
    OTHER = "other", "Autre"


class RequirementKind(Term):
    """What a job profile may require."""

    CERTIFICATE = "certificate", "Certificat, habilitation ou diplôme"
    LICENCE = "licence", "Permis"
    LANGUAGE = "language", "Langue"
    SKILL = "skill", "Compétence"


class ProposalState(Term):
    """What became of something that was read from a CV."""

    PENDING = "pending", "À vérifier"
    ACCEPTED = "accepted", "Accepté"
    CORRECTED = "corrected", "Corrigé"
    REJECTED = "rejected", "Écarté"


class RequestState(Term):
    """Where a request between professionals stands: to see a person of another structure, to get an account."""

    PENDING = "pending", "En attente"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    ENDED = "ended", "Arrêtée"
    """Accepted once, and taken back before its time."""


class Ago(Term):
    """How long ago something ended, in bands too wide to find a person by."""

    CURRENT = "current", "en cours"
    UNDER_1 = "under_1", "terminé depuis moins d’un an"
    UNDER_3 = "under_3", "terminé il y a 1 à 3 ans"
    UNDER_5 = "under_5", "terminé il y a 3 à 5 ans"
    OVER_5 = "over_5", "terminé il y a plus de 5 ans"


class ReferralState(Term):
    """Where a referral (mise en relation) stands. The employer knows nothing of it before AGREED."""

    PROPOSED = "proposed", "Proposée à la personne"
    AGREED = "agreed", "Transmise à l’employeur"
    DECLINED = "declined", "Refusée par la personne"
    WITHDRAWN = "withdrawn", "Retirée"
    INTERESTED = "interested", "L’employeur souhaite la rencontrer"
    REFUSED = "refused", "L’employeur ne donne pas suite"


class Disclosure(Term):
    """How much of her the person lets the employer of one referral see."""

    ANONYMOUS = "anonymous", "sans le nom"
    NAMED = "named", "avec le nom et les coordonnées"


class EmployerReason(Term):
    """Why an employer does not go on with a referral: about the job and what it asks for, never about who
    she is (L1132-1)."""

    FILLED = "filled", "Le poste est pourvu ou n’est plus à pourvoir"
    OTHER_PERSON = "other_person", "Une autre candidature est retenue"
    EXPERIENCE = "experience", "L’expérience ne correspond pas au poste"
    SKILLS = "skills", "Des compétences demandées manquent"
    CERTIFICATE = "certificate", "Un certificat, une habilitation ou un permis exigé manque"
    SCHEDULE = "schedule", "Les horaires ou les jours ne s’accordent pas"
    START = "start", "La date de début ne s’accorde pas"
    CONTRACT = "contract", "Le contrat ou le temps de travail ne s’accorde pas"


class Purpose(Term):
    """What personal data are used for; for each, the person is informed, and where the law asks for it she
    consents (RGPD art. 6, 9 and 13)."""

    ACCOMPANIMENT = "accompaniment", "Accompagnement vers l’emploi"
    MATCHING = "matching", "Rapprochement avec des profils de poste"
    ANONYMOUS_POOL = "anonymous_pool", "Profil sans nom visible des autres structures du territoire"
    MAIL = "mail", "Courriels de Vivier"
    SENSITIVE = "sensitive", "Informations sensibles (santé, handicap…)"


class SensitiveKind(Term):
    """Kinds of note that are kept apart, opened with a reason, and never indexed (RGPD art. 9 and 10)."""

    DISABILITY = "disability", "Handicap, RQTH"
    HEALTH = "health", "Santé"
    JUSTICE = "justice", "Justice"
    FAMILY = "family", "Situation familiale"


class CorrectionKind(Term):
    """What a person asks for about her own data (RGPD art. 16 and 17)."""

    CORRECTION = "correction", "Correction"
    ERASURE = "erasure", "Effacement"


class CorrectionState(Term):
    """Where such a request stands."""

    PENDING = "pending", "À répondre"
    ACCEPTED = "accepted", "Corrigée"
    REFUSED = "refused", "Pas suivie"


class ErasureReason(Term):
    """Why a person was erased. A closed list: what somebody types could name her again."""

    REQUEST = "request", "La personne le demande"
    OBJECTION = "objection", "La personne s’oppose à l’usage de ses données"
    RETENTION = "retention", "Durée de conservation atteinte"
    DUPLICATE = "duplicate", "Fiche en double"
    MISTAKE = "mistake", "Fiche créée par erreur"


WEEKDAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
WEEKDAY_NAMES = dict(zip(WEEKDAYS, french.WEEKDAYS, strict=True))
LICENCES = ("AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D", "DE")
LANGUAGE_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")

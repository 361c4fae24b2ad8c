"""Words that the rooms of people and of jobs share. Values are what the database and the API hold."""

from __future__ import annotations

from matching.terms import Term
from matching.texts import french


class Contract(Term):
    """Kinds of work contract."""

    CDI = "CDI", "CDI"
    CDD = "CDD", "CDD"
    INTERIM = "interim", "Intérim"
    APPRENTICESHIP = "apprentissage", "Apprentissage"
    SEASONAL = "saisonnier", "Saisonnier"
    INSERTION = "insertion", "Contrat d’insertion (CDDI)"
    CUI = "cui", "Contrat aidé (PEC, CIE)"


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


class RequestState(Term):
    """Where a request between professionals stands: to see a person of another structure, to get an account."""

    PENDING = "pending", "En attente"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    ENDED = "ended", "Arrêtée"
    """Accepted once, and taken back before its time."""


WEEKDAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
WEEKDAY_NAMES = dict(zip(WEEKDAYS, french.WEEKDAYS, strict=True))
LICENCES = ("AM", "A1", "A2", "A", "B1", "B", "BE", "C1", "C1E", "C", "CE", "D1", "D", "DE")
LANGUAGE_LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")


class Means(Term):
    """How a person gets about."""

    WALK = "walk", "à pied"
    BIKE = "bike", "à vélo"
    PUBLIC_TRANSPORT = "public_transport", "en transports en commun"
    MOPED = "moped", "en deux-roues"
    CAR = "car", "en voiture"

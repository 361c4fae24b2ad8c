"""Where a referral stands, what leads on from there, and the words around it."""

from __future__ import annotations

from matching.terms import Term


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


SHOWN_TO_EMPLOYER = (ReferralState.AGREED, ReferralState.INTERESTED, ReferralState.REFUSED)
"""The states in which an employer knows of a referral."""

"""Wording of job profiles: what names a forbidden criterion, what only sounds like it, and what to write instead."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.pool import job_wording
from matching.pool.job_wording import (
    Mention,
    applied,
    edit,
    explained,
    mentions,
    refused,
)
from matching.pool.job_wording_rules import RULES, Criterion, Severity

C, REFUSED, ADVISED = Criterion, Severity.REFUSED, Severity.ADVISED
DEMO = Path(__file__).parent.parent / "seeds" / "demo"

NAMED: list[tuple[str, Criterion, Severity]] = [
    # age
    ("Vous avez entre 25 et 35 ans.", C.AGE, REFUSED),
    ("Profil recherché : 25-40 ans, motivé", C.AGE, REFUSED),
    ("Nous cherchons une personne de 20 à 30 ans.", C.AGE, REFUSED),
    ("Nous recherchons quelqu’un de moins de 30 ans", C.AGE, REFUSED),
    ("CANDIDAT DE MOINS DE 26 ANS", C.AGE, REFUSED),
    ("Candidat : 40 ans maximum.", C.AGE, REFUSED),
    ("Poste à pourvoir, 35 ans max", C.AGE, REFUSED),
    ("Âge maximum : 45 ans", C.AGE, REFUSED),
    ("Limite d’âge : 30 ans.", C.AGE, REFUSED),
    ("Age souhaité 25 ans", C.AGE, REFUSED),
    ("La tranche d'âge souhaitée est 20-30 ans", C.AGE, REFUSED),
    ("Nous recherchons un jeune motivé pour notre équipe", C.AGE, REFUSED),
    ("Recherche jeune vendeur dynamique", C.AGE, REFUSED),
    ("Nous recrutons de jeunes collaborateurs", C.AGE, REFUSED),
    ("Candidat jeune et dynamique", C.AGE, REFUSED),
    ("Vous êtes jeune et dynamique ?", C.AGE, REFUSED),
    ("Pas de senior.", C.AGE, REFUSED),
    ("Seniors s’abstenir", C.AGE, REFUSED),
    ("plus de 50 ans s'abstenir", C.AGE, REFUSED),
    ("Nous cherchons une personne d’âge mûr", C.AGE, REFUSED),
    ("Merci d’indiquer votre âge dans la lettre", C.AGE, REFUSED),
    ("Précisez votre date de naissance.", C.AGE, REFUSED),
    ("Nous recherchons une personne, 25 ans minimum", C.AGE, REFUSED),
    ("Conducteur de car, 21 ans minimum, permis D", C.AGE, ADVISED),
    ("Apprenti en boulangerie, candidat de 18 à 25 ans, contrat d’apprentissage", C.AGE, ADVISED),
    ("18 ans minimum.", C.AGE, ADVISED),
    ("Travail de nuit, majorité exigée.", C.AGE, ADVISED),
    ("Être majeur(e).", C.AGE, ADVISED),
    ("Équipe jeune et dynamique", C.AGE, ADVISED),
    ("Vous rejoindrez une jeune équipe soudée", C.AGE, ADVISED),
    ("Ambiance jeune et conviviale", C.AGE, ADVISED),
    ("Jeune diplômé bienvenu", C.AGE, ADVISED),
    ("Idéal pour un étudiant", C.AGE, ADVISED),
    ("Job étudiant le samedi", C.AGE, ADVISED),
    ("Convient à un(e) jeune retraité(e)", C.AGE, ADVISED),
    ("Vous êtes de la génération Z", C.AGE, ADVISED),
    # sex
    ("Nous recherchons une femme pour garder nos enfants", C.SEX, REFUSED),
    ("Cherche homme pour travaux de force", C.SEX, REFUSED),
    ("Recherche jeune femme souriante", C.SEX, REFUSED),
    ("Homme uniquement.", C.SEX, REFUSED),
    ("Femmes de préférence", C.SEX, REFUSED),
    ("Poste réservé aux hommes", C.SEX, REFUSED),
    ("Personne de sexe féminin", C.SEX, REFUSED),
    ("Candidat masculin", C.SEX, REFUSED),
    ("Femmes s'abstenir", C.SEX, REFUSED),
    ("Jeune homme dynamique pour le service", C.SEX, REFUSED),
    ("Pas d'homme", C.SEX, REFUSED),
    ("Nous recherchons une serveuse pour le midi", C.SEX, ADVISED),
    ("Femme de ménage deux matins par semaine", C.SEX, ADVISED),
    ("Homme d’entretien", C.SEX, ADVISED),
    ("Envoyez votre CV à Mademoiselle Schmitt", C.SEX, ADVISED),
    ("Candidatures féminines bienvenues", C.SEX, ADVISED),
    # origin, language
    ("Nationalité française exigée.", C.ORIGIN, REFUSED),
    ("Candidat de nationalité française, motivé", C.ORIGIN, REFUSED),
    ("Être de nationalité européenne", C.ORIGIN, REFUSED),
    ("Agent de police municipale, nationalité française, concours de la fonction publique", C.ORIGIN, ADVISED),
    ("Nous voulons un Français de souche", C.ORIGIN, REFUSED),
    ("Personne d’origine européenne", C.ORIGIN, REFUSED),
    ("Hôtesse de type européen", C.ORIGIN, REFUSED),
    ("Personne non typée", C.ORIGIN, REFUSED),
    ("Étrangers s’abstenir", C.ORIGIN, REFUSED),
    ("Vous êtes originaire de la région", C.ORIGIN, REFUSED),
    ("Né en France", C.ORIGIN, REFUSED),
    ("Précisez votre nationalité", C.ORIGIN, REFUSED),
    ("Titre de séjour en règle", C.ORIGIN, ADVISED),
    ("Autorisation de travail obligatoire", C.ORIGIN, ADVISED),
    ("Langue maternelle française", C.LANGUAGE, REFUSED),
    ("Français langue maternelle", C.LANGUAGE, REFUSED),
    ("de langue maternelle allemande", C.LANGUAGE, REFUSED),
    ("Anglais natif", C.LANGUAGE, REFUSED),
    ("Le français est votre langue maternelle", C.LANGUAGE, REFUSED),
    ("LANGUE-MATERNELLE FRANCAISE", C.LANGUAGE, REFUSED),
    ("Parler français sans accent", C.LANGUAGE, REFUSED),
    ("Arabe courant exigé", C.LANGUAGE, ADVISED),
    ("Excellente maîtrise du français", C.LANGUAGE, ADVISED),
    # religion, morals, opinions
    ("Boucher musulman", C.RELIGION, REFUSED),
    ("De confession catholique", C.RELIGION, REFUSED),
    ("Candidate chrétienne pratiquante", C.RELIGION, REFUSED),
    ("Port du voile interdit", C.RELIGION, REFUSED),
    ("Ne faisant pas le ramadan", C.RELIGION, REFUSED),
    ("Aucun signe religieux", C.RELIGION, ADVISED),
    ("Personne non-fumeuse", C.MORALS, REFUSED),
    ("De bonne moralité", C.MORALS, ADVISED),
    ("Sans engagement politique", C.OPINIONS, REFUSED),
    ("Membre d’un parti", C.OPINIONS, REFUSED),
    ("Syndicalistes s’abstenir", C.UNION, REFUSED),
    ("Personne non syndiquée", C.UNION, REFUSED),
    ("Pas de syndiqué", C.UNION, REFUSED),
    # health
    ("En bonne santé", C.HEALTH, REFUSED),
    ("Vous êtes en parfaite santé physique", C.HEALTH, REFUSED),
    ("Sans problème de dos", C.HEALTH, REFUSED),
    ("Pas de RQTH", C.HEALTH, REFUSED),
    ("Travailleurs handicapés s’abstenir", C.HEALTH, REFUSED),
    ("Poste non accessible aux personnes handicapées", C.HEALTH, REFUSED),
    ("Pas d’arrêt maladie", C.HEALTH, REFUSED),
    ("Personne valide", C.HEALTH, REFUSED),
    ("Signalez tout problème de santé", C.HEALTH, REFUSED),
    ("Bonne condition physique indispensable", C.HEALTH, ADVISED),
    ("Recherche travailleur handicapé", C.HEALTH, ADVISED),
    ("Personne costaude", C.HEALTH, ADVISED),
    ("Pas de femmes enceintes", C.PREGNANCY, REFUSED),
    ("Poste interdit aux femmes enceintes", C.PREGNANCY, REFUSED),
    ("sans projet de maternité", C.PREGNANCY, REFUSED),
    ("Candidat sans perte d’autonomie", C.AUTONOMY, REFUSED),
    ("Sans maladie héréditaire", C.GENETIC, REFUSED),
    # family
    ("Célibataire de préférence", C.FAMILY, REFUSED),
    ("Personne sans enfant", C.FAMILY, REFUSED),
    ("Mobile, sans attaches", C.FAMILY, REFUSED),
    ("Libre de toute attache familiale", C.FAMILY, REFUSED),
    ("Idéal mère de famille", C.FAMILY, REFUSED),
    ("Disposer d’un mode de garde", C.FAMILY, REFUSED),
    ("Indiquez votre situation familiale", C.FAMILY, REFUSED),
    ("Gérer les stocks en bon père de famille", C.FAMILY, ADVISED),
    ("Recherche couple de gardiens", C.FAMILY, ADVISED),
    # appearance
    ("Bonne présentation", C.APPEARANCE, ADVISED),
    ("Excellente présentation exigée", C.APPEARANCE, ADVISED),
    ("Physique agréable", C.APPEARANCE, REFUSED),
    ("Taille minimum 1m70", C.APPEARANCE, REFUSED),
    ("Cheveux courts", C.APPEARANCE, REFUSED),
    ("Sans tatouage visible", C.APPEARANCE, ADVISED),
    ("CV avec photo", C.APPEARANCE, REFUSED),
    ("Envoyez CV + photo par mail", C.APPEARANCE, REFUSED),
    ("Photo obligatoire", C.APPEARANCE, REFUSED),
    ("Merci de joindre une photo à votre candidature", C.APPEARANCE, REFUSED),
    ("Nom à consonance française", C.SURNAME, REFUSED),
    # residence, money, justice
    ("Habiter à proximité", C.RESIDENCE, REFUSED),
    ("Vous habitez Colmar ou les environs", C.RESIDENCE, REFUSED),
    ("Résidant à moins de 10 km", C.RESIDENCE, REFUSED),
    ("Candidat domicilié sur la commune", C.RESIDENCE, REFUSED),
    ("Candidats du secteur uniquement", C.RESIDENCE, REFUSED),
    ("Domicile proche du lieu de travail", C.RESIDENCE, REFUSED),
    ("Priorité aux habitants de la commune", C.RESIDENCE, REFUSED),
    ("Habiter sur place, logement de fonction", C.RESIDENCE, ADVISED),
    ("RSA s’abstenir", C.ECONOMIC, REFUSED),
    ("Pas de chômeurs", C.ECONOMIC, REFUSED),
    ("Sans dettes", C.ECONOMIC, REFUSED),
    ("Réservé aux bénéficiaires du RSA", C.ECONOMIC, ADVISED),
    ("Compte bancaire en France", C.BANK, REFUSED),
    ("Hétérosexuel uniquement", C.ORIENTATION, REFUSED),
    ("Pas de gay", C.ORIENTATION, REFUSED),
    ("Pas de lanceur d’alerte", C.WHISTLEBLOWER, REFUSED),
    ("Sans passé prud’homal", C.WHISTLEBLOWER, REFUSED),
    ("Casier judiciaire vierge", C.PRIVATE, ADVISED),
    ("Joindre votre RIB et votre CV", C.PRIVATE, ADVISED),
]  # fmt: skip

INNOCENT = [
    # age
    "Jeune entreprise en plein essor", "Crèche pour jeunes enfants", "Vous travaillez auprès de personnes âgées",
    "Vous accompagnez des jeunes de 16 à 25 ans.", "Nous recherchons une personne pour encadrer des jeunes de 16 à 25 ans",
    "Maison de retraite de 80 lits", "Complément de retraite possible", "Développeur senior", "Technicien junior ou senior",
    "20 ans d’expérience dans le métier", "Notre entreprise, plus de 30 ans de savoir-faire", "Depuis 25 ans, nous livrons le pain",
    "Expérience de 3 à 5 ans", "Permis B depuis plus de 2 ans", "Débutant accepté", "Débutants bienvenus",
    "Enfants de 3 à 12 ans", "Vous animez un groupe d’adolescents de 12 à 17 ans", "Foyer de jeunes travailleurs (18-25 ans)",
    "Tous âges bienvenus, sans condition d’âge", "Plantation de jeunes arbres", "Vente d’alcool interdite aux mineurs",
    "Accueil de personnes majeures protégées", "Une entreprise âgée de 40 ans", "Horaires de 18 à 22 h", "Garantie 20 ans maximum",
    "Vous recherchez de jeunes pousses dans la serre", "Résidence pour étudiants", "Salaire mensuel : 18 à 25 k€",
    # sex
    "Nous recherchons un homme ou une femme de terrain", "Poste ouvert aux femmes et aux hommes", "Serveur / serveuse",
    "Rayon homme et rayon femme", "Vente de prêt-à-porter féminin", "Sage-femme en maternité", "Conseiller (H/F)",
    "Égalité entre les femmes et les hommes", "Foyer d’accueil de femmes victimes de violences", "Salle de sport réservée aux femmes",
    "Candidatures féminines et masculines", "Nous recherchons un cuisinier ou une cuisinière", "Coiffure homme uniquement",
    "Nous recherchons un serveur (H/F)", "La femme de chambre fait le lit",
    # origin, language
    "Anglais courant", "Allemand niveau B2 exigé", "Bilingue allemand", "Une équipe de douze nationalités",
    "Quelle que soit votre nationalité", "Viandes d’origine française", "Produits de la région", "École maternelle",
    "Assistante maternelle", "Agent en école maternelle, classe de maternelle", "Élèves dont le français n’est pas la langue maternelle",
    "Vous instruisez les demandes de titre de séjour", "Accompagner les personnes dans leurs démarches de titre de séjour",
    "Application native", "Palettes de type Europe", "Saisie sans accent", "Cuisine française traditionnelle",
    "Spécialités turques et alsaciennes", "Notre clientèle est d’origine étrangère", "Français B1 pour lire les consignes",
    "Nos vins d’Alsace", "Clientèle européenne",
    # religion, morals, opinions
    "Boucherie halal", "Établissement privé catholique", "Association protestante d’aide à domicile", "Coulage des voiles de béton",
    "Moniteur de planche à voile", "Locaux non-fumeurs", "Politique de la ville", "Syndicat intercommunal des eaux", "Syndic de copropriété",
    "Tournez à gauche après la gare", "Connaissance du vin de messe et des fêtes religieuses", "Parti pris esthétique",
    # health
    "Poste ouvert aux travailleurs handicapés", "RQTH bienvenue", "À compétences égales, priorité aux travailleurs handicapés",
    "Travail avec des personnes handicapées ou malades", "Accompagnement de personnes en perte d’autonomie", "Personne autonome et rigoureuse",
    "Visite médicale d’aptitude", "Poste accessible en fauteuil", "Maison de santé", "Vous veillez à la bonne santé des animaux",
    "Repas sans allergène, menus sans sel", "Clôture robuste", "Vous encadrez des travailleurs en situation de handicap",
    "Vaccination obligatoire (personnel soignant)", "Pas de femmes de chambre cette année", "Dans l’enceinte du lycée",
    "Poste adapté aux personnes en situation de handicap", "Ne pas avoir le vertige", "Aménagement de poste possible",
    "Vous préparez des repas sans allergies croisées",
    # family, appearance
    "Garde d’enfants à domicile", "Planning bâti selon vos contraintes familiales", "Vous accueillez les familles", "Robes de mariée",
    "Horaires compatibles avec la vie de famille", "Crèche d’entreprise", "Tenue professionnelle fournie", "Présentation des plats soignée",
    "Une jolie boutique", "Belle région viticole", "Taille de haies", "Retouche de photos de produits", "Studio photo", "CV sans photo",
    "Joignez des photos de vos réalisations", "Photographe", "Charlotte et cache-barbe fournis", "Un bon sourire", "Coupe de cheveux courts et longs pour clients",
    "Hôtel pour couples et familles", "Port de charges jusqu’à 15 kg", "Photocopieuse", "Les mamans attendent à la sortie de l’école",
    # residence, money
    "Permis B et véhicule indispensables", "Dépôt à 7 km de Sélestat par la piste", "Vous intervenez chez des personnes habitant le secteur",
    "Vous accueillez les habitants du quartier", "Si vous habitez loin, un logement est possible", "Aide à domicile", "Résidence Les Tilleuls",
    "Vous recevez des allocataires du RSA", "Rapprochements bancaires", "Contrat aidé, poste éligible au PEC", "Réservé aux bénéficiaires du RSA éligibles à un PEC",
    "Accès en tram, parking gratuit", "Déplacements à Colmar", "Clients du centre-ville", "Vous aidez des personnes surendettées",
    "Maintien à domicile proche de Mulhouse", "Casier compatible exigé par la réglementation (contrôlé par le CNAPS)",
    "Service des ressources humaines, dossiers prud’homaux", "Sans diplôme", "Sans CV ni diplôme", "Débutants s’abstenir",
    "Entreprise domiciliée à Colmar", "Mobilité dans le département",
]  # fmt: skip


def in_text(text: str) -> tuple[Mention, ...]:
    return mentions({"text": text}).get("text", ())


@pytest.mark.parametrize(("text", "criterion", "severity"), NAMED)
def test_named(text: str, criterion: Criterion, severity: Severity) -> None:
    found = in_text(text)
    assert [(m.criterion, m.severity) for m in found if m.criterion == criterion] == [
        (criterion, severity)
    ], found
    if severity is ADVISED:
        assert not refused({"text": found})


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent(text: str) -> None:
    assert in_text(text) == ()


@pytest.mark.parametrize("text", [t for t, _, severity in NAMED if severity is REFUSED])
def test_the_first_proposal_mends(text: str) -> None:
    found = refused({"text": in_text(text)})["text"]
    for mention in reversed(found):
        text = applied(text, mention, mention.proposals[0])
    assert not refused({"text": in_text(text)}), text

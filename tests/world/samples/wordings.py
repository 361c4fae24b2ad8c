"""Phrases of job offers, invented: those that name a forbidden criterion, and those that only sound like it.

The lists NAMED_TOO and INNOCENT_TOO were written before the rules met them. On the first reading the rules
found 92 of 124, then 44 of 70, and took 14 of 214, then 3 of 98 harmless ones for a mention (7, then 0, of
them refused); each was then corrected, so the lists now keep the rules from going back.
"""

from __future__ import annotations

from matching.texts.wording.rules import Criterion, Severity

C, REFUSED, ADVISED = Criterion, Severity.REFUSED, Severity.ADVISED

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
    "Vaccination obligatoire (personnel soignant)", "Nos femmes de chambre travaillent en binôme", "Dans l’enceinte du lycée",
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

NAMED_TOO = """\
Recherche vendeuse sérieuse et souriante
Nous souhaitons recruter un jeune homme pour la livraison
Idéalement âgé de 20 à 35 ans
Profil : H 25/35 ans
On cherche quelqu'un entre 30 et 45 ans
Vous avez moins de 35 ans et une bonne expérience
Personne jeune souhaitée
Maximum 40 ans
Pas plus de 50 ans
Jeune fille au pair recherchée
Nous cherchons un monsieur pour le jardin
Cherche dame pour ménage
Poste pour femme
Profil féminin souhaité
Ce poste convient mieux à un homme
Une femme serait préférée
De préférence une femme
De préférence un homme avec de la force
Idéalement une femme
Européen de préférence
Vous devez être français
Être de nationalité française ou européenne
Être ressortissant de l'Union européenne
Nationalité FR exigée
Type européen
Français de naissance
Candidat alsacien de souche
Bilingue de naissance
Anglais (langue maternelle)
Langue maternelle : français
Vous êtes de langue maternelle française
Native english speaker
Allemand natif exigé
Français maternel
Parlez un français sans accent
Être chrétien
De religion musulmane
Non voilée
Voile interdit
Sans foulard
Boucher israélite
Ne pas être syndiqué
Aucun engagement syndical
Adhérent au parti
Pas de problème de santé
Santé irréprochable
Excellente santé physique et mentale
Pas de problèmes de dos
Ne pas avoir de problème de santé
Sans restriction médicale
Pas d'handicap
Personne handicapée s'abstenir
Poste non ouvert aux RQTH
Non fumeur de préférence
Ne pas être enceinte
Pas de grossesse prévue
Femme enceinte s'abstenir
Sans enfants à charge
Sans enfant en bas âge
Célibataire sans enfants
Libre de toute contrainte familiale
Pas de contraintes familiales
Sans contrainte familiale
Mère de famille bienvenue
Maman acceptée le matin
Sans vie de famille
Belle présentation exigée
Physique avantageux
Jolie fille pour accueil
Taille 1,75 m minimum
Mesurer au moins 1m75
Pas de tatouage ni piercing
CV avec photo obligatoire
Lettre de motivation, CV et photo
Merci d'envoyer CV, lettre et photo
CV + photo
Joindre photo
Candidature avec photo
Curriculum vitae avec photo
Avec photo récente
Résider à Colmar
Vous résidez dans le département
Vous habitez à proximité
Habitant Mulhouse
Habiter le village
Domiciliation dans le 68
Être domicilié à moins de 15 minutes
Candidat local exigé
Personne du coin
Personnes habitant hors du département s'abstenir
Proximité géographique exigée
RSA exclus
Pas de RSA
Pas de bénéficiaires du RSA
Pas de cas sociaux
Ne pas être interdit bancaire
Ne pas être au chômage
RIB français
Domiciliation bancaire en France exigée
Pas d'homosexuels
Être hétérosexuel
Nom de famille à consonance européenne
Pas d'antécédents familiaux de maladie
N'ayant jamais saisi les prud'hommes
Lanceurs d'alerte s'abstenir
Etrangers s'abstenir
Gens du voyage s'abstenir
Pas d'étrangers
Retraité s'abstenir
Trop vieux s'abstenir
Jeune retraité bienvenu
équipe jeune
Notre équipe est jeune et dynamique
team jeune
Étudiant(e) bienvenu(e)
Idéal étudiants
Poste idéal pour étudiante
Age minimum 18 ans
Avoir 18 ans révolus
Vous avez plus de 18 ans
Age : 20/30
Entre 20-30 ans
Nous recherchons des hommes
La personne recherchée aura entre 28 et 45 ans.
Âge idéal : 30 ans
Vous êtes un jeune diplômé dynamique de moins de 25 ans
Nous privilégions les candidats de moins de 40 ans
Poste conviendrait à une jeune personne
Recherche personne âgée de 30 à 50 ans
Recherchons un(e) jeune cuisinier(ère)
Notre magasin cherche deux jeunes pour les vacances
Les plus de 55 ans ne seront pas retenus
Recherche jeunes pour vendanges
Embauche H ou F de 20 à 30 ans
Le poste s'adresse à un homme
Nous ne prenons que des hommes
On veut une femme
Emploi réservé aux femmes
Une secrétaire (femme) pour notre cabinet
Recherche nounou, femme de 40 à 60 ans
Recherche H sérieux pour jardin
Profil : française de préférence
Être Français(e) ou européen(ne)
Nous n'embauchons pas d'étrangers
Nationalité : française
De nationalité suisse ou française
Maîtrise du français comme langue maternelle
Niveau langue maternelle exigé en allemand
Langue maternelle allemande ou bilingue
Vous parlez allemand (langue maternelle)
Accent étranger s'abstenir
Catholique pratiquant apprécié
Pas de foulard sur la tête
Nous cherchons un croyant engagé
Personne laïque exigée, pas de religion
Bon état de santé exigé
Bonne santé et bonne condition physique
Ne souffrant d'aucun handicap
Pas de maladie chronique
Pas de problèmes de genoux
Sans pathologie du dos
Être apte physiquement, pas de mal de dos
Poste incompatible avec une RQTH
Pas de femme enceinte svp
Personne sans obligations familiales
Célibataire ou sans enfants de préférence
Disponible sans contrainte de famille
Pas d'enfants en bas âge
Situation familiale : célibataire
Vous n'avez pas d'enfant
Présentation impeccable
Apparence soignée exigée
Une jolie présentation
Vous êtes grande et mince
Pas de tatouages
Merci d'envoyer votre CV accompagné d'une photo
Joindre CV et photo d'identité
Photo souhaitée
Vous habitez le quartier
Lieu de résidence : Colmar
Habitant impérativement le secteur de Sélestat
Il faut habiter Wissembourg
Vivre à proximité du site
Domicilié dans le Haut-Rhin
Chômeurs de longue durée s'abstenir
Pas de personnes au RSA
Personnes en difficulté s'abstenir
Ouvrir un compte au Crédit Agricole obligatoire
Pas de syndicaliste dans l'équipe
Sans étiquette syndicale
Ne pas appartenir à un parti politique
Nom français souhaité
""".splitlines()

INNOCENT_TOO = """\
Nous livrons des entreprises et des hommes d'affaires
Restaurant familial depuis trois générations, ambiance jeune entreprise
Vous serez encadré par un jeune chef
Notre jeune chef étoilé vous apprend la cuisine
Notre maison a plus de 60 ans
Le bâtiment a 40 ans
Prêt sur 25 ans
Les locataires, 60 ans et plus, vous attendent
Animations pour seniors de plus de 60 ans
Aide à la toilette de messieurs et de dames
Résidents de plus de 85 ans
Vous servez des enfants de moins de 16 ans
Public accueilli : hommes de plus de 18 ans
Centre d'hébergement pour hommes isolés
Vous accueillez des femmes enceintes et des jeunes mères
Pouponnière : enfants de 0 à 6 ans
Accueillir des familles monoparentales
Travail auprès de jeunes majeurs
Vous tenez le vestiaire hommes
Vous nettoyez les vestiaires hommes et femmes
Vente de chaussures femme
Nous vendons aux hommes et aux femmes
Notre ancienne vendeuse part à la retraite
La patronne est une femme de caractère
Homme de ressources (H/F)
Homme-orchestre (H/F)
Le maître d'hôtel recherche un commis
Vous servez une clientèle internationale de nationalité allemande
Expérience dans un restaurant de cuisine française exigée
Connaissance de la langue alsacienne appréciée
Alsacien apprécié
Notions d'allemand souhaitées
Français lu, écrit, parlé
Savoir lire et écrire le français
Français courant exigé
Vous enseignez le français langue étrangère
Interprète arabe-français
Produits d'origine alsacienne
Légumes originaires de la région
Viande de race Salers
Vaches de race montbéliarde
Chevaux de race
Peau claire : conseil en cosmétique
Vous conseillez les clientes sur le maquillage
Établissement catholique sous contrat
Cuisinier pour le Secours catholique
Maison de retraite protestante
Boucherie casher
Repas sans porc
Préparation de repas halal
Voiles et gréement
École de voile
Char à voile
Syndicat mixte de collecte
Vous rejoignez un syndicat viticole
Secrétaire de mairie, relations avec les élus locaux
Délégué syndical dans l'entreprise
Politique salariale attractive
Partie gauche du magasin
Maître-chien
Contrôle des allergènes
Poste sans port de charges
Sans allergie au pollen ce sera plus confortable
Accompagnement d'élèves handicapés
Transport de personnes à mobilité réduite
Locaux accessibles PMR
Agent d'accueil d'un centre de santé
Mutuelle santé prise en charge
Santé et sécurité au travail
Animaux en bonne santé
Garder les plantes en bonne santé
Maladie d'Alzheimer : formation donnée
Garde de malades
Pas de port de charges
Vous êtes autonome dans vos déplacements
Autonomie et rigueur
Dépendance : accompagnement de fin de vie
Famille d'accueil
Vous préparez le mariage des clients
Traiteur pour mariages
Salon de la mariée
Appartements pour célibataires
Résidence pour jeunes couples
Un collègue père de famille témoigne
Les enfants de la cantine
Jeux d'enfants
Photos de vos chantiers bienvenues
Prise de photos d'identité
Vous photographiez les annonces
Vous classez les photos de famille
Vous prenez en photo les défauts
Application photo du chantier
Présenter les plats avec soin
Bonne présentation des produits en vitrine
Présentation de l'entreprise
Belle cuisine équipée
Une belle équipe
De beaux produits
Taille de pierre
Taille de la vigne
Vêtements de taille 38
Cheveux attachés sous la charlotte
Tatoueur perceur
Salon de piercing
Poids lourd
Poids maximum 25 kg par carton
Domicile des clients
Aide à domicile proche de Colmar
Intervenir au domicile des personnes dans le secteur de Mulhouse
Vous travaillez dans une résidence à proximité de la gare
La résidence est proche du tram
Nos salariés habitent souvent le village
Si vous habitez loin, on s'arrange
Peu importe où vous habitez
Le logement est possible sur place
Logement de fonction
Loger sur place est possible
Habitants de la commune : accueil au guichet
Servir les habitants du village
Secteur : Colmar et environs
Véhicule personnel indispensable
Être véhiculé
Tram à 300 m
Être disponible le week-end
Être majeur n'est pas nécessaire
Majeurs protégés : mandataire judiciaire
Vous gérez les comptes bancaires des majeurs protégés
Caisse et banque
Banque alimentaire locale
Saisie des RIB fournisseurs
RSA : instruction des demandes
Ouvert aux demandeurs d'emploi
Accueil de chômeurs de longue durée
Public : demandeurs d'emploi
Chantier d'insertion, agrément IAE
Sans condition de diplôme
Sans obligation
Sans engagement
Sans contrainte horaire
Sans attache métallique
Un mode de garde peut être financé
Nous aidons à trouver un mode de garde
Place en crèche réservée
Casier à homards
Casier individuel fourni
Vestiaire et casier
Permis B, casier agrément enfants
Lanceur de balles
Alertes météo
Génération montante
Changement de génération dans la ferme
Apprentis bienvenus
Maître d'apprentissage
Vous formez de jeunes apprentis
Recherche chef pour jeune restaurant
Recherche animateur jeunesse
Recherche animateur jeunes
Nous recherchons un éducateur pour jeunes en difficulté
Nous recherchons un animateur pour les jeunes de 11 à 17 ans
Nous recherchons des bénévoles et des salariés
Vieux métiers
Vieille ville de Colmar
Vieux bois, menuiserie ancienne
Noir sur blanc
Pas de noir en cuisine
Trans-palette
Transpalette électrique
Gay pride : service de sécurité
Contrôle des titres de transport
Titre professionnel exigé
Carte professionnelle obligatoire
Situation régulière avec l'Urssaf
Vous vérifiez les titres de séjour des clients
Étude du parcours familial
Vous indiquez aux clients l'origine des viandes
Précisez l'origine des produits
Vous communiquez l'âge des animaux
Indiquez vos disponibilités
Âge des enfants : 3 à 6 ans
Groupe d'âge : 6-11 ans
Deux grandes sections, tranche d'âge 4-6 ans
Résidents d'un certain âge
Vin d'un certain âge
Fromages jeunes et affinés
Plants jeunes
Bac pro ou plus de 20 ans de pratique
Nous fêtons nos 50 ans maximum de bonheur
Contrat de 18 mois
Capacité à s'exprimer en public
Bonne élocution
Voix agréable
Bon relationnel
Résistance au stress
Endurance et dynamisme
Bonne constitution du dossier
En forme de croix
Forme physique : cours de gym
Vendeur en rayon féminin
Football féminin : éducateur
Poste en horaires de journée
Femmes et hommes de tous âges bienvenus
Hommes et femmes, tous profils
Vous êtes un homme ou une femme de terrain
Une femme ou un homme passionné
Ouvert à tous et toutes
Nous recrutons sans CV
Entreprise adaptée
ESAT : moniteur d'atelier
Obligation d'emploi des travailleurs handicapés
Référent handicap
Personnes en situation de handicap bienvenues
Handicap : poste aménageable
Non accessible en transports en commun
Accès non adapté aux camions
Au sein d'une équipe de 12 personnes, vous assurez la plonge et le nettoyage de la cuisine. Jeune ou moins jeune, débutant ou confirmé, votre envie compte.
Vous travaillez du mardi au samedi, de 9 h à 17 h. Poste idéal pour concilier vie de famille et travail.
Nous accueillons 45 enfants de 2 mois et demi à 3 ans. Vous organisez les activités et accompagnez les parents.
Vous accompagnez au quotidien des hommes et des femmes de 18 à 60 ans en situation de handicap.
Le foyer héberge des jeunes de 18 à 25 ans en difficulté. Vous assurez des nuits debout.
Agent d'accueil : vous accueillez les femmes seules avec enfants et les orientez.
Entreprise familiale créée il y a 35 ans, plus de 40 salariés, âge moyen de l'équipe 42 ans.
Notre clientèle a entre 20 et 40 ans et aime les cocktails.
Le client, un homme de 78 ans, vit seul et se déplace avec un déambulateur.
Vous aidez une dame de 85 ans à domicile, deux heures par jour.
Aide auprès d'un jeune homme de 22 ans tétraplégique : transferts, repas, sorties.
Vous interviendrez auprès d'une femme enceinte alitée.
Garde de deux enfants de 4 et 7 ans, sortie d'école à Colmar.
Recherche auxiliaire de vie pour dame âgée, week-ends.
Recherche une personne pour aider un monsieur âgé à se lever.
Cherche aide pour homme handicapé, logement indépendant fourni.
Recrutement sans CV par simulation, ouvert à tous.
Vous vendez des vêtements pour hommes, femmes et enfants.
Barbier : coupe homme, taille de barbe, rasage.
Coiffeur(se) mixte, spécialité hommes.
Esthéticien : soins du visage pour hommes et femmes.
Vous habillez et coiffez les mariées.
Vous accueillez les élèves de maternelle et de primaire.
Professeur d'allemand pour élèves de langue maternelle française.
Traduire du français vers l'allemand, langue C1.
La connaissance de l'alsacien est un plus avec nos résidents.
L'entreprise, d'origine allemande, s'est installée à Sélestat en 1990.
Groupe européen, leader français de la logistique.
Vous effectuez des trajets européens.
Plateau de fromages français et européens de préférence bio.
Restaurant turc, cuisine traditionnelle : vous préparez les kebabs.
La viande est d'origine France.
Boucherie halal recherche boucher qualifié.
Paroisse catholique cherche un ou une secrétaire comptable.
Vous décorez l'église pour les mariages.
Contrôle d'accès : palpations par une agente pour les femmes et par un agent pour les hommes.
Surveillance des prières collectives : non concernée.
Poste physique : port de charges jusqu'à 25 kg, avec aide à la manutention.
Le poste demande de monter sur échelle.
Si vous avez une RQTH, dites-le-nous : nous aménageons le poste.
Nous sommes handi-accueillants.
Vous assurez l'entretien d'un centre de santé.
Vous surveillez l'état de santé des résidents.
Mutuelle santé, prévoyance, CSE.
Suivi médical renforcé assuré par la médecine du travail.
Aptitude médicale vérifiée à l'embauche.
Vous conduisez des enfants handicapés à l'école.
Jour de repos pour enfant malade.
Arrêt maladie : maintien du salaire dès le premier jour.
Sans problème pour les horaires
Pas de problème si vous débutez
Zéro problème de parking
Deux postes en couple possible, logement commun
Votre présentation : bonjour, sourire, écoute.
Soigner la présentation de l'étal.
Présentation orale des menus aux clients.
Vous prenez des photos des véhicules à leur arrivée.
Envoyer les photos des colis abîmés au service qualité.
Vous joignez au dossier la photo du compteur.
Tenue correcte fournie par l'entreprise.
Une belle présentation de nos vins
Vous cherchez un travail près de chez vous ? Nous recrutons à Colmar.
Où que vous habitiez, le bus 4 passe devant la porte.
Logement possible pour qui habite loin.
Vous vous déplacez chez nos clients qui habitent la vallée.
Livraison au domicile des particuliers dans le Haut-Rhin.
Les résidents de la commune bénéficient d'un tarif réduit.
Secteur d'intervention proche de votre domicile.
On vous confie des tournées près de votre domicile.
Agence bancaire, conseiller clientèle.
Le casier à bouteilles pèse 12 kg.
Accompagnement social : budget, dettes, logement.
Vous aidez les familles en difficulté financière.
Centre social : public en situation de précarité.
Accueil des allocataires de la CAF, RSA, AAH.
Chantier d'insertion ouvert aux bénéficiaires du RSA.
Contrat CUI-CAE : être éligible, voir votre conseiller.
Association de lutte contre les discriminations : homophobie, racisme, sexisme.
Accueil de personnes LGBT.
Formation aux gestes qui sauvent.
Le syndicat des copropriétaires recrute un gardien.
Vous préparez les élections municipales : listes, cartes.
Parti socialiste ? Non : une ferme.
La direction est attentive à l'égalité professionnelle.
Salaire selon âge et convention collective (apprentis).
Indemnité selon l'âge pour les contrats d'apprentissage
Majorité des postes en journée
La majorité requise au conseil
18 ans d'existence
Plus de 18 ans d'expérience dans le bois
Le service compte 25 agents, 50 ans d'histoire
Maximum 35 heures
35 heures maximum
Lot de 20 à 30 colis
De 20 à 30 clients par jour
30 à 40 couverts
Température de 18 à 25 degrés
Prime de 20 à 30 €
""".splitlines()

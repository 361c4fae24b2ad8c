"""Sentences as employers write them, each with the criteria that it names: what the check of job texts is measured on.

Ours, invented. Three lists were written before any rule was made for them, and read once: FIRST_KEPT_APART before the
grammar of `portrait.py` was, KEPT_APART after it, LAST_KEPT_APART when both had been corrected on. What was found on those
first readings is all that is unbiased (`docs/non-discrimination.md`); each was then corrected on, as TUNED_ON was from the
beginning, so all now keep the check from going back. A line is «criteria | sentence», the criteria by their names
in `Criterion`, none for a sentence that is harmless; \\n is a line's end.

Decided: «équipe jeune et dynamique» names an age (it says whom one expects to join; the check only advises against
it), «jeune entreprise» does not; a trade in one form («hôtesse») names a sex in a title or after «nous recherchons»,
not where it stands among other words; «photo» names looks where the candidate is asked for hers, not where she takes
some; «Français» alone is a language, «serveur français» an origin; «logé» alone is what the employer offers.
"""

from __future__ import annotations

from matching.texts.wording.rules import Criterion

Sentence = tuple[str, frozenset[Criterion]]


def _sentences(lines: str) -> tuple[Sentence, ...]:
    read = (line.partition("|") for line in lines.strip().splitlines())
    return tuple(
        (text.strip().replace(r"\n", "\n"), frozenset(Criterion[name] for name in names.split()))
        for names, _, text in read
    )


FIRST_KEPT_APART = _sentences(r"""
AGE SEX | Jeune femme souriante et motivée pour accueil clientèle
AGE | Caissier/caissière, jeune, rapide, souriant(e)
AGE | Vous êtes jeune, vous aimez bouger
AGE | Le profil idéal : jeune, mobile et volontaire
AGE | Agent de propreté : jeune et en forme souhaité
AGE | Aide-cuisinier(e) jeune, avec une première expérience
AGE | JEUNE ET DYNAMIQUE, VOUS AVEZ LE SENS DU CONTACT
AGE | Commercial jeune et ambitieux
AGE | Vendeuses jeunes et dynamiques
AGE | Personne plutôt jeune
AGE | On recherche un ou une jeune pour le rayon frais
AGE | Âge : entre 20 et 30 ans environ
AGE | Max 35 ans, permis B
AGE | La trentaine, vous savez encadrer
AGE | Nous préférons un candidat jeune
AGE | Jeunes retraités acceptés
AGE | Poste non ouvert aux plus de 50 ans
AGE | - dynamique\n- moins de 40 ans\n- permis B
SEX | Homme sérieux avec permis
SEX | Magasinier (homme), 39 h
SEX | Il nous faut un homme pour la manutention
SEX | Femme motivée, disponible le soir
SEX | Vous êtes une femme dynamique
SEX HEALTH | Profil recherché : homme, costaud, ponctuel
SEX | Hommes forts pour déménagement
SEX | Un monsieur bricoleur serait le bienvenu
SEX | Dame de confiance pour entretien de bureaux
SEX | Vendeuse, femme de 1,70 m
SEX | Aide à domicile – femme exigée
SEX | Uniquement des femmes pour ce poste
SEX | poste à pourvoir par un homme
SEX AGE | JF 20/30 ans pour bar
SEX | homem pour chantier, sérieux
RESIDENCE | Habitant impérativement Sélestat
RESIDENCE | Vendeur résidant dans le quartier
RESIDENCE | Vous résidez à Mulhouse ou dans sa périphérie
RESIDENCE | Être domicilié à Guebwiller
RESIDENCE | Habite à moins de 20 minutes du dépôt
RESIDENCE | Personne vivant près de l’usine
RESIDENCE | Candidature locale privilégiée
RESIDENCE | Serveuse, Serveur habitant Ribeauvillé
RESIDENCE | Lieu d’habitation proche souhaité
RESIDENCE | Préférence sera donnée aux Colmariens
RESIDENCE | HABITANT STRASBOURG
RESIDENCE | Demeurant à Thann ou à côté
APPEARANCE | Candidature avec photo
APPEARANCE | CV, lettre de motivation, photo
APPEARANCE | Envoyer CV photo à l’adresse ci-dessous
APPEARANCE | Postulez avec une photo récente
APPEARANCE | cv+photo svp
APPEARANCE | Adressez lettre manuscrite et photo
APPEARANCE | Photo à joindre au dossier de candidature
APPEARANCE | Hôtesse ou hôte, belle apparence
APPEARANCE | Personne jolie et souriante
APPEARANCE | Serveuse ou serveur, mince, élégant
APPEARANCE | Réceptionniste de très bonne présentation
APPEARANCE | Taille 1,75 m minimum
APPEARANCE | Vendeur sans piercing
ORIGIN | Maçon français
ORIGIN | Ouvrier de nationalité française ou européenne
ORIGIN | Pas de candidats étrangers
ORIGIN | Nationnalité francaise obligatoire
ORIGIN | Caissière européenne de préférence
ORIGIN | Française ou Français uniquement
ORIGIN | Vous êtes d’origine française
ORIGIN | Serveur de type caucasien
ORIGIN | Vendeur blanc
ORIGIN | Candidats nés en France
LANGUAGE | Anglais : langue maternelle
LANGUAGE | Secrétaire de langue maternelle française
LANGUAGE | Téléconseiller, sans accent
LANGUAGE | Allemand natif exigé
LANGUAGE | Native speaker en anglais
HEALTH | Bonne santé exigée
HEALTH | Manutentionnaire en parfaite santé
HEALTH | Cariste non handicapé
HEALTH | Pas de problème de santé
HEALTH | Aucun souci de dos
HEALTH | Ouvrier valide
HEALTH | Handicapés s’abstenir
HEALTH | Jamais malade
HEALTH | Personne sans handicap ni maladie
HEALTH | Poste incompatible avec un handicap
FAMILY | Chauffeur célibataire
FAMILY | Vendeuse ou vendeur sans enfants
FAMILY | Libre, sans charge de famille
AGE FAMILY | Jeune maman s’abstenir
FAMILY | Marié(e) de préférence
FAMILY | Mère de famille appréciée
FAMILY | Pas d’enfant à charge
FAMILY | Vous n’êtes pas chargé de famille
FAMILY | celibataires privilegies
PREGNANCY | Ne pas être enceinte
PREGNANCY | Pas de grossesse prévue
RELIGION | Animateur catholique
RELIGION | Vous êtes de confession protestante
RELIGION | Assistante maternelle non voilée
RELIGION | Musulmans s’abstenir
RELIGION | Personne croyante et pratiquante
UNION | Candidat non syndiqué
UNION | Syndiqués s’abstenir
UNION | Vous n’appartenez à aucun syndicat
OPINIONS | Personne apolitique
OPINIONS | Pas d’engagement politique
ECONOMIC | Chômeurs s’abstenir
ECONOMIC | Pas de personne au RSA
BANK | Avoir un compte dans une banque française
ORIENTATION | Candidat hétérosexuel
ORIENTATION | Homosexuels s’abstenir
MORALS | Nourrice non fumeuse
MORALS | Chauffeur de bonne moralité
GENETIC | Aucune maladie génétique
AUTONOMY | Personne sans perte d’autonomie
WHISTLEBLOWER | Pas de procédurier
SURNAME | Nom de famille français souhaité
PRIVATE | Extrait de casier judiciaire vierge demandé
AGE | Rejoignez une équipe jeune et dynamique
AGE SEX APPEARANCE | Serveuse jeune et jolie, femme uniquement, photo exigée
AGE FAMILY RESIDENCE | Secrétaire jeune, célibataire, habitant Cernay
SEX RELIGION | Homme musulman pour boucherie
| Jeune entreprise familiale, nous fabriquons des meubles
| Jeune maison d’édition en développement
| Start-up jeune et innovante
| Vous travaillez avec un public jeune
| Animateur secteur jeunes
| Éducateur de jeunes enfants
| Accueil de jeunes en service civique
| Jeunes pousses à repiquer en serre
| Un jeune chef étoilé vous formera
| Accompagnement de femmes seules
| Vêtements femme, homme et enfant
| Conseiller de vente, rayon homme
| Un homme ou une femme, peu importe
| Sage-femme ou maïeuticien
| L’homme de l’art valide les plans
| Ressources humaines : assistant ou assistante
| Soins aux hommes et aux femmes hébergés
| Vous intervenez auprès d’un homme âgé
| Les habitants signalent les pannes au guichet
| Vous répondez aux habitants de Colmar
| Chantiers à Colmar et environs
| Aide au logement des personnes résidant en foyer
| Résidence seniors à Mulhouse
| Vous retouchez les photos des produits
| Une photo est prise avant et après l’intervention
| Photo à retoucher chaque matin
| Vous ajoutez une photo à chaque annonce
| Reportage photo
| Tirage de photos d’identité en boutique
| Bonne présentation des assiettes
| Belles finitions attendues
| Vue sur une belle région
| Grande surface recherche caissier ou caissière
| Taille des arbres et des haies
| Cuisine française et européenne
| Chauffeur international, trajets européens
| Professeur de français
| Meubles d’origine française
| Interprète arabe
| Anglais courant apprécié
| École maternelle Jean-Macé
| Vous travaillez sans accent circonflexe sur le clavier
| Centre de santé au cœur du quartier
| Mutuelle santé et tickets restaurant
| Véhicules en bon état
| Poste ouvert à toute personne en situation de handicap
| Vous encadrez des personnes handicapées
| Billets non valides à échanger
| Crèche recherche auxiliaire pour des enfants de moins de 3 ans
| Espaces pour familles
| Vous préparez les mariages
| Horaires compatibles avec une vie de famille
| Syndicat des eaux de la vallée
| Relations avec les syndicats
| École catholique de Colmar
| Bouchers halal et casher
| Politique d’achats responsables
| Accompagner les demandeurs d’emploi
| Suivi d’allocataires du RSA
| Saisie de comptes bancaires
| Casier pour vos affaires
| Espaces non-fumeurs
| Une ambiance conviviale
| Poste évolutif, expérience de 2 ans
| Permis B, véhicule fourni
| 25 ans d’expérience de notre maison
| De 20 à 25 personnes par service
| Développement durable, entreprise citoyenne
| Hôtesse et hôtes portent la tenue fournie
| Le vin blanc est servi frais
| Peinture sur mur blanc
| Chef de partie en pâtisserie française
| Vous servez une clientèle jeune et familiale
| Garderie périscolaire : jeux et goûters
| Ni CV ni photo : venez comme vous êtes
""")

TUNED_ON = _sentences(r"""
SEX AGE APPEARANCE | Homme jeune et dynamique, avec photo.
SEX AGE | un homme jeune et dynamique
AGE | Serveur / serveuse jeune et dynamique
RESIDENCE | habitant Colmar ou environs
AGE | Serveuse ou serveur, jeune et souriant
AGE | Serveur (H/F) jeune et dynamique
AGE | Serveur.se jeune, souriant.e
AGE | Serveur·euse motivé·e et jeune
AGE | Équipier polyvalent dynamique, jeune et motivé
AGE | Équipières jeunes et motivées
AGE | jeune, dynamique, souriant
AGE | Dynamique et jeune
AGE | Motivé, jeune, ponctuel
AGE | Profil : jeune et sérieux
AGE | Jeune avec permis B
AGE | Un jeune pour l’été
AGE | Des jeunes motivés
AGE | Jeunes motivés, rejoignez-nous
AGE | Être jeune, mobile et curieux
AGE | Vous devez être jeune et disponible
AGE | Vous serez plutôt jeune
AGE | JEUNE ET MOTIVE
AGE | vendeur jeune
AGE | Comptable jeune et rigoureux
AGE | Cuisinier jeune ou débutant
AGE | Personne trop âgée s’abstenir
AGE | Pas de vieux
AGE | Candidat trop vieux refusé
AGE | Moins de 30 ans
AGE | Vendeur, moins de 30 ans
AGE | Entre 18 et 30 ans
AGE | 20 - 35 ans
AGE | 25 ans maxi
AGE | âge max. 40 ans
AGE | Vous avez la vingtaine
AGE | Personne de 30 ans environ
AGE | Serveur d’une trentaine d’années
AGE | Les seniors ne sont pas retenus
AGE | Séniors non acceptés
AGE | Personne d’âge moyen
AGE | Né après 1995
AGE | Jeunee et dynamique
AGE | Profil junior, moins de 28 ans
AGE | pas plus de quarante ans
AGE | Précisez votre âge
AGE | Notre équipe est jeune et dynamique
AGE | Ambiance jeune
AGE | Étudiante ou étudiant bienvenus
AGE | Jeunesse et dynamisme exigés
SEX | Homme
SEX | Femme, sérieuse, organisée
SEX | FEMME SERIEUSE
SEX | Homme fort pour chantier
SEX | homme motivé avec permis B
SEX | Hommes motivés
SEX | Une femme soigneuse
SEX | Une dame sérieuse pour le ménage
SEX | Monsieur pour petits travaux
SEX | Vous êtes un homme motivé
SEX | Le candidat est un homme
SEX | Être une femme
SEX | Profil : femme
SEX | Candidat : homme sérieux
SEX | Vendeur, homme
SEX | Vendeuse (femme)
SEX | Secrétaire - femme
SEX | Secrétaire femme
SEX | Ouvrier homme
SEX | Il me faut une femme
SEX | Il faut une femme sérieuse
SEX | Nous prenons une fille pour l’accueil
SEX | Garçon sérieux pour le service
SEX HEALTH | Gars costaud pour livraisons
SEX | Des filles pour le bar
SEX | Pour homme uniquement
SEX | Réservé aux femmes
SEX | poste pour une femme
SEX | Femmes uniquement
SEX | Pas de femmes
SEX | Hommes s’abstenir
SEX | Cherche H
SEX | Sexe : masculin
SEX | Candidat de sexe masculin
SEX | Profil masculin
SEX | Main d’œuvre féminine
SEX AGE | Jeune homme pour livraison
SEX AGE | Jeune fille sérieuse
SEX AGE | JH sérieux pour le service
SEX AGE | Cherche JF pour garde
SEX AGE | une jeune femme dynamique et souriante
SEX AGE | Femme de 30 à 40 ans
SEX | Femmme de confiance
SEX | Hmme avec permis
SEX | Une femme serait idéale
SEX | Homme de préférence pour ce poste
RESIDENCE | habitant à Colmar
RESIDENCE | Habitant(e) Colmar
RESIDENCE | Habitants de Colmar uniquement
RESIDENCE | habite Colmar
RESIDENCE | habiter Munster ou environs
RESIDENCE | Habitant Kaysersberg
RESIDENCE | Vendeur habitant Obernai
RESIDENCE | Personne habitant la vallée
RESIDENCE | Personne habitant à côté
RESIDENCE | Candidat habitant impérativement le Sundgau
RESIDENCE | résidant à Altkirch
RESIDENCE | Vous résidez dans le 68
RESIDENCE | résider sur Saint-Louis
RESIDENCE | résidence à Colmar exigée
RESIDENCE | Demeurant dans le secteur
RESIDENCE | domicilié à Rouffach
RESIDENCE | Domicile à moins de 10 km
RESIDENCE | Domicile : Colmar et environs
RESIDENCE | Vivant sur place ou à proximité
RESIDENCE | Logé à proximité du restaurant
RESIDENCE | Personne de Colmar
RESIDENCE | Candidats de Mulhouse de préférence
RESIDENCE | Colmarien ou Colmarienne
RESIDENCE | Serveur alsacien
RESIDENCE | Personne locale
RESIDENCE | Gens du coin
RESIDENCE | Vous êtes du coin
RESIDENCE | Il faut habiter près du dépôt
RESIDENCE | HABITANT MULHOUSE OU ENVIRONS
RESIDENCE | abitant Colmar
RESIDENCE | Hors département s’abstenir
RESIDENCE | Adresse dans le centre-ville exigée
RESIDENCE | issu du quartier
APPEARANCE | avec photo
APPEARANCE | Avec une photo
APPEARANCE | avec photo d’identité
APPEARANCE | CV avec votre photo
APPEARANCE | CV et photo
APPEARANCE | C.V. + photo
APPEARANCE | CV/photo
APPEARANCE | CV, photo
APPEARANCE | Lettre, CV avec photo
APPEARANCE | Joindre photo
APPEARANCE | Merci de nous envoyer votre photo
APPEARANCE | Photo récente
APPEARANCE | photo obligatoire
APPEARANCE | Photo demandée
APPEARANCE | PHOTO EXIGEE
APPEARANCE | CV avec foto
APPEARANCE | Envoyez-nous un selfie
APPEARANCE | Portrait photo avec la candidature
APPEARANCE | Candidatures sans photo non étudiées
APPEARANCE | Vendeuse ou vendeur, physique agréable
APPEARANCE | Belle femme ou bel homme
APPEARANCE | Beau garçon ou belle fille
APPEARANCE | Personne mince
APPEARANCE | Serveur mignon
APPEARANCE | Hôte ou hôtesse élégant et beau
APPEARANCE | Vous êtes belle et souriante
APPEARANCE | Bien de sa personne
APPEARANCE | Présentation soignée
APPEARANCE | Apparence soignée
APPEARANCE | Grand et mince
APPEARANCE | Personne de grande taille
APPEARANCE | Mesurant 1,80 m
APPEARANCE | Blonde ou blond aux yeux bleus
APPEARANCE | Pas de tatouage
APPEARANCE | Pas de personne en surpoids
ORIGIN | Français(e) de préférence
ORIGIN | Serveur français
ORIGIN | Un Français sérieux
ORIGIN | Vous êtes français ou européen
ORIGIN | nationalité française
ORIGIN | Nationalité : UE
ORIGIN | Nat. française
ORIGIN | de nationalite francaise
ORIGIN | Ressortissant européen
ORIGIN | Citoyen français
ORIGIN | Carte d’identité française exigée
ORIGIN | Passeport français
ORIGIN | Étrangers refusés
ORIGIN | Pas d’étranger
ORIGIN | Ouvrier portugais ou polonais
ORIGIN | Personne blanche
ORIGIN | Vendeur blanc ou métis
ORIGIN | Noirs s’abstenir
ORIGIN | D’origine européenne
ORIGIN | Origine française souhaitée
ORIGIN | Type européen
ORIGIN | Né en France
ORIGIN | Français de souche
ORIGIN | Maghrébins s’abstenir
ORIGIN | Roms non acceptés
LANGUAGE | langue maternelle française
LANGUAGE | français maternel
LANGUAGE | Langue maternelle : français
LANGUAGE | francais langue maternele
LANGUAGE | Anglais natif
LANGUAGE | English native
LANGUAGE | Parlant français depuis la naissance
LANGUAGE | Né francophone
LANGUAGE | Parler sans accent
LANGUAGE | Sans accent étranger
LANGUAGE | Pas d’accent
HEALTH | bonne santé
HEALTH | En pleine santé
HEALTH | Vendeur en bonne santé
HEALTH | Homme ou femme en bonne santé
HEALTH | Sans handicap
HEALTH | Pas de handicap
HEALTH | Pas d’handicapé
HEALTH | Personne valide
HEALTH | Valide et motivé
HEALTH | non handicapée
HEALTH | Pas malade
HEALTH | Aucun problème de dos
HEALTH | Sans souci de santé
HEALTH | Dos solide
HEALTH | RQTH s’abstenir
HEALTH | RQTH non
HEALTH | Sans arrêt maladie
HEALTH | Dépressifs s’abstenir
HEALTH | Bonne condition physique
HEALTH | Santé de fer
FAMILY | célibataire
FAMILY | Célibataire et mobile
FAMILY | Serveur célibataire
FAMILY | Mobile, célibataire, sans enfant
FAMILY | Sans enfants
FAMILY | sans enfant en bas âge
FAMILY | Pas d’enfants
FAMILY | Sans vie de famille
FAMILY | Marié
FAMILY | Personne mariée
FAMILY | Divorcés s’abstenir
FAMILY | Maman
FAMILY | Mère de famille
FAMILY | Père de famille sérieux
FAMILY | Pas de maman
FAMILY | Situation de famille : célibataire
FAMILY | Sans attache
FAMILY | enfants déjà grands
FAMILY | Précisez si vous avez des enfants
PREGNANCY | Femme enceinte s’abstenir
PREGNANCY | Pas enceinte
PREGNANCY | non enceinte
PREGNANCY | Sans projet de bébé
RELIGION | catholique
RELIGION | Catholique pratiquant
RELIGION | Serveur catholique
RELIGION | Vous êtes chrétien
RELIGION | Personne musulmane
RELIGION | Religion : catholique
RELIGION | De religion juive
RELIGION | Baptisé
RELIGION | Non voilée
RELIGION | Sans voile
RELIGION | Femme voilée s’abstenir
RELIGION | Athée de préférence
RELIGION | Pas de religion
UNION | Non syndiqué
UNION | Pas syndiqué
UNION | Jamais syndiqué
UNION | Sans syndicat
UNION | CGT s’abstenir
UNION | Pas de délégué syndical
UNION | Sans appartenance syndicale
OPINIONS | apolitique
OPINIONS | Sans opinion politique
OPINIONS | Électeurs de gauche s’abstenir
ECONOMIC | RSA s’abstenir
ECONOMIC | Non surendetté
ECONOMIC | Pas de SDF
BANK | Compte bancaire français
BANK | RIB français exigé
ORIENTATION | Hétérosexuel
ORIENTATION | Pas de gays
ORIENTATION | Non homosexuel
MORALS | non-fumeur
MORALS | Non fumeuse
MORALS | Fumeurs s’abstenir
MORALS | De bonnes mœurs
GENETIC | Pas de maladie héréditaire
AUTONOMY | Sans perte d’autonomie
WHISTLEBLOWER | Sans passé aux prud’hommes
SURNAME | Nom à consonance européenne
SURNAME | Nom français
PRIVATE | Casier vierge
AGE ORIGIN | Serveur français jeune
AGE FAMILY | Jeune célibataire
SEX AGE RESIDENCE | Femme jeune habitant Colmar
SEX FAMILY | Homme célibataire
SEX RELIGION | Femme catholique
SEX HEALTH | Homme en bonne santé
SEX MORALS | Femme non fumeuse
SEX ORIGIN | Homme français
SEX APPEARANCE | Femme mince
RESIDENCE APPEARANCE | Habitant Colmar, avec photo
HEALTH FAMILY UNION | Valide, célibataire, non syndiqué
| Jeune entreprise
| Une jeune entreprise dynamique recrute
| Jeune et belle maison de vins
| Jeune ou moins jeune, débutant ou confirmé
| Jeunes et moins jeunes bienvenus
| Entreprise jeune et dynamique
| Restaurant jeune et branché
| Poste en relation avec un public jeune et dynamique
| Vous accompagnez un jeune homme en situation de handicap
| Mission locale : accueil de jeunes de 16 à 25 ans
| Information jeunesse, accueil et animation
| Animateur jeunes
| Animatrice auprès de jeunes enfants
| Fromages jeunes et affinés
| Jeune chien à promener
| Homme/femme
| Homme ou femme
| Femmes et hommes
| Femmes & hommes bienvenus
| Rayon homme
| Vendeur rayon femme
| Coiffeur homme
| Vêtements homme
| Homme clé de la maintenance (H/F)
| Femmes, hommes, tous profils
| Vous coiffez des hommes
| Une femme âgée à accompagner
| La direction est assurée par une femme
| Accueil de femmes victimes de violences
| hôtesse
| L’hôtesse d’accueil vous présentera l’équipe
| Habitants et commerçants du quartier
| Un habitant sur deux trie ses déchets
| Visites chez les habitants
| Vous vous rendez chez des clients habitant Colmar
| Personnes âgées habitant le secteur
| Habitat et logement social
| Poste à Colmar ou environs
| Colmar et environs
| Travail à domicile possible
| Secteur de Colmar
| Restaurant alsacien
| Cuisine alsacienne
| Marché local
| Produits locaux
| photo à retoucher
| Photos de mariage
| Vous prenez une photo de chaque colis
| Labo photo
| Rédaction d’annonces avec photo
| Fiche produit avec photo
| Badge avec photo fourni
| Book photo pour photographe
| Sans photo
| CV sans photo ni âge
| Appareil photo fourni
| Rayon photo
| Belle équipe
| Beau cadre de travail
| Grand magasin
| Grande équipe, belle ambiance
| Mince couche de vernis
| Yeux protégés par des lunettes fournies
| Vin blanc
| Travail au noir interdit
| Français
| Français courant
| Français et mathématiques
| Professeur de français ou d’anglais
| Lire et écrire le français
| Traducteur français-allemand
| Secrétaire bilingue français anglais
| Entreprise française
| Marché européen
| Restaurant portugais
| Origine des produits : France
| Origine des viandes indiquée
| École maternelle
| Assistant maternel
| Accent mis sur la qualité
| Nous mettons l’accent sur la formation
| Santé au travail
| Billet valide
| Vous vérifiez que le titre est valide
| Handicap : poste aménageable
| Remplacement maladie
| Arrêt de bus devant la porte
| Accueil des malades
| Garde d’enfants
| Famille d’accueil
| Sans enfants à surveiller le mercredi
| Fruits et légumes marinés
| Robe de mariée
| Enceinte sportive
| Enceinte du collège
| Église catholique à entretenir
| Association catholique
| Cuisine sans porc
| Planche à voile
| Toile et voile d’ombrage
| Syndicat mixte
| Syndic
| Négocier avec les délégués syndicaux
| Ville politique de la jeunesse
| Vos démarches RSA
| Salle non-fumeur
| Banque de France
| Casier de consigne
| Ouvrages d’art
| Âge des arbres : 30 ans
| Plus de 20 ans d’expérience
| Entreprise de moins de 30 salariés
| Dès 18 h, en équipe
| Enfants de moins de 6 ans
| Étudiants accueillis en bibliothèque
| Vous formez des étudiantes et des étudiants
| Serveur / serveuse en brasserie (H/F)
| Serveur / serveuse dynamique et motivé(e)
| Vous êtes dynamique, souriante ou souriant
| Personne motivée, avec ou sans expérience
| Candidat sérieux et ponctuel
| Débutant accepté
| Tout public
| Tous âges
| Nous n’attendons ni photo ni date de naissance
| Recrutement sans distinction d’âge, de sexe ou d’origine
| Nous ne regardons ni le nom, ni l’adresse, ni l’âge
| Candidatures étudiées quels que soient la nationalité, la religion et le handicap
| Toutes les candidatures, femmes et hommes, jeunes et seniors, sont les bienvenues
AGE | Nous souhaitons une personne jeune d’esprit et jeune tout court
AGE | Boulangère/boulanger jeune de préférence
AGE | On veut du jeune
AGE | Poste idéal jeune diplômé
AGE | Le poste conviendrait à quelqu’un de jeune
AGE | Une équipe de jeunes vous attend
AGE | Jeune cuisinier motivé
AGE | Jeune H/F
AGE | Jeune homme ou jeune femme
AGE | Pas de personnes de plus de 45 ans
AGE | Candidats : 18-30 ans
AGE | (18/25 ans)
AGE | Vendeur(se) 20-30 ans
AGE | Âgé(e) de 18 à 30 ans
AGE | Maxi 30 ans
AGE | Nous ne recrutons pas de seniors
AGE | Nous n’embauchons pas après 50 ans
AGE | Vous n’avez pas plus de 35 ans
AGE | Age indifférent mais jeune d’allure
AGE | Être né après 2000
AGE | Serveuses, serveurs : jeunes !
AGE | Personne dans la trentaine
AGE | Fin d’études, moins de 26 ans impérativement
AGE | Trop jeune s’abstenir
AGE | Moins de 18 ans refusés
AGE | Dans la force de l’âge
SEX | Pour ce poste nous recherchons de préférence un homme.
SEX | Ce travail est réservé à un homme
SEX | Travail d’homme
SEX | Métier de femme, merci de ne pas postuler messieurs
SEX | Secrétaire (F)
SEX | Vendeur (H)
SEX | Caissière femme uniquement
SEX | L’équipe étant masculine, nous cherchons un homme
SEX | Hôtesse : femme exclusivement
SEX | Nous souhaitons que ce soit une femme
SEX | H uniquement
SEX | Femme avec expérience
SEX | Poste masculin
SEX | Messieurs, rejoignez notre équipe de maçons
SEX | Présence féminine souhaitée
SEX | Candidature masculine uniquement
SEX | Ménage : dame sérieuse
SEX | homme/femme s’abstenir
SEX | Cuisinier, homme, 39 h
SEX | ouvrier agricole homme
SEX | Une fille sympa pour le comptoir
SEX | Nous recherchons des garçons pour le déménagement
SEX | Un gars sérieux
SEX FAMILY | Femme mariée
SEX FAMILY | Homme sans enfant
SEX | Vous êtes une femme, vous aimez la vente
RESIDENCE | Serveur (habitant Colmar)
RESIDENCE | Vous habitez Colmar ?
RESIDENCE | Vous habitez près de chez nous
RESIDENCE | merci d’habiter à moins de 15 km
RESIDENCE | Habiter dans un rayon de 10 km
RESIDENCE | Résider à proximité
RESIDENCE | Lieu de résidence : Colmar
RESIDENCE | Personne résidant sur la commune de préférence
RESIDENCE | Candidats hors 68 s’abstenir
RESIDENCE | Candidat de la région exclusivement
RESIDENCE | De Colmar ou environs uniquement
RESIDENCE | Ne pas habiter trop loin
RESIDENCE | Domicile proche du magasin
RESIDENCE | Priorité aux gens du village
RESIDENCE | Pas de candidats de Strasbourg
RESIDENCE | Secteur d’habitation : Mulhouse
RESIDENCE | Vous êtes de la région
RESIDENCE | Être du secteur
RESIDENCE | Code postal 68000 exigé
RESIDENCE | Votre domicile est à Colmar
RESIDENCE | Personne logeant à proximité
RESIDENCE | Habitez-vous Colmar ?
RESIDENCE | Vous vivez à Colmar
APPEARANCE | CV avec photo obligatoire
APPEARANCE | Merci d’ajouter votre photo
APPEARANCE | (photo exigée)
APPEARANCE | Photo bienvenue
APPEARANCE | Photo d’identité à fournir
APPEARANCE | CV (photo)
APPEARANCE | CV & photo
APPEARANCE | curriculum vitae + photo
APPEARANCE | Envoyer CV, LM et photo
APPEARANCE | Photos en pied à envoyer
APPEARANCE | Photo de profil demandée
APPEARANCE | Vidéo ou photo de vous
APPEARANCE | Bonne présentation exigée
APPEARANCE | Présentation irréprochable
APPEARANCE | Vous présentez bien
APPEARANCE | Allure élégante
APPEARANCE | Cheveux courts exigés
APPEARANCE | Sans barbe
APPEARANCE | Bien physiquement
APPEARANCE | Joli sourire et belle silhouette
APPEARANCE | Personnes rondes s’abstenir
APPEARANCE | Gros s’abstenir
ORIGIN | Personnel français
ORIGIN | Main-d’œuvre française
ORIGIN | Nous n’embauchons que des Français
ORIGIN | Vous êtes de nationalité suisse
ORIGIN | Ressortissant de l’UE uniquement
ORIGIN | Pas de gens du voyage
ORIGIN | Parents français
ORIGIN | D’origine alsacienne
ORIGIN | Africains s’abstenir
ORIGIN | Personne de couleur s’abstenir
ORIGIN | Pas de noirs
ORIGIN | Peau claire exigée
ORIGIN | Ouvriers polonais recherchés
ORIGIN | De race blanche
ORIGIN | Sans papiers s’abstenir
LANGUAGE | Langue natale : le français
LANGUAGE ORIGIN | Français de naissance
LANGUAGE ORIGIN | Accent étranger refusé
LANGUAGE | Élocution sans accent
LANGUAGE | Anglais langue natale
LANGUAGE | Allemand, niveau langue maternelle
HEALTH | Être en bonne santé
HEALTH | Vous ne souffrez d’aucune maladie
HEALTH | Pas de souci de santé
HEALTH | Aucune restriction médicale
HEALTH | Personne à mobilité réduite s’abstenir
HEALTH | Pas d’invalidité
HEALTH | Diabétiques s’abstenir
HEALTH | Fauteuil roulant s’abstenir
HEALTH | sans traitement médical
HEALTH | Sain de corps et d’esprit
HEALTH | Santé irréprochable
HEALTH | Handicap non accepté
HEALTH | Absence de problèmes de dos
HEALTH | Certificat de bonne santé
FAMILY | Vous êtes célibataire
FAMILY | Sans enfant à charge
FAMILY SEX | Femmes avec enfants s’abstenir
FAMILY AGE | Pas de jeune maman
FAMILY | Vie de famille incompatible
FAMILY | Sans obligation familiale
FAMILY | Ni mari ni enfants
FAMILY | Situation familiale stable
FAMILY | Idéal pour maman
FAMILY | célibataires uniquement
FAMILY | Conjoint muté s’abstenir
FAMILY | Avez-vous des enfants ?
PREGNANCY | Enceinte s’abstenir
PREGNANCY | Vous n’êtes pas enceinte
PREGNANCY | Pas de congé maternité
PREGNANCY | Femmes enceintes non acceptées
RELIGION | Chrétien
RELIGION | Juifs s’abstenir
RELIGION | Pas de musulman
RELIGION | De foi chrétienne
RELIGION | Boulanger musulman pratiquant
RELIGION | Sans foulard
RELIGION | Voile non accepté
RELIGION | Pas de ramadan
RELIGION | Une personne de confession juive
UNION | Pas de syndicaliste
UNION | Ne pas être syndiqué
UNION | Élus du personnel s’abstenir
UNION | Sans mandat syndical
UNION | Adhérent d’un syndicat s’abstenir
OPINIONS | Pas de militant
OPINIONS | Extrémistes s’abstenir
OPINIONS | Aucune opinion politique
OPINIONS | De droite de préférence
ECONOMIC | Cas sociaux s’abstenir
ECONOMIC | Allocataires du RSA s’abstenir
ECONOMIC | Interdits bancaires s’abstenir
ORIENTATION | Gays s’abstenir
ORIENTATION | Pas d’homo
MORALS | Pas de fumeur
MORALS | Ne fumant pas
MORALS | Bonne moralité
PRIVATE | Extrait de casier judiciaire
PRIVATE | Joindre RIB
| Jeune, moins jeune : tout le monde est bienvenu
| Vous serez formé par un jeune artisan
| Un jeune restaurant cherche serveur ou serveuse
| Jeunes patrons, nous reprenons la ferme
| Activités pour les jeunes du quartier
| Service jeunesse de la commune
| Recherche animateur ou animatrice pour des jeunes de 12 à 17 ans
| Prêt-à-porter homme : conseiller ou conseillère de vente
| Le service emploie six hommes et cinq femmes
| Nous visons l’égalité femmes-hommes
| Vous mesurez, coupez et posez
| Grand choix de pièces
| Petit déjeuner servi dès 7 h
| Belle progression possible
| Joli village de montagne
| Beau métier
| Charmante auberge de campagne
| Local poubelles à sortir
| Locaux à nettoyer
| Agent local de médiation
| Chef de secteur
| Responsable du secteur de Colmar
| Commercial secteur Mulhouse
| Vente de produits du coin
| Gardien d’immeuble, loge ouverte le matin
| Vivre ensemble : médiation
| Vous vivez de bons moments en équipe
| Logé, nourri
| Logement possible à côté
| Domicile – travail : prime transport
| Photo, vidéo, réseaux sociaux : vous créez nos contenus
| Photographe de mariage
| CV ou lettre, sans photo
| Envoyez vos plus belles photos de gâteaux
| Vous ajoutez les photos au catalogue
| Nous vous prendrons en photo pour le badge après l’embauche
| Pain blanc et noir
| Peinture blanche
| Boulangerie française traditionnelle
| Français langue étrangère : formateur ou formatrice
| Enseignant de français
| Commercial export, marché allemand
| Une ambiance familiale
| Entreprise familiale
| Sans week-end
| Sans coupure
| Pas de travail de nuit
| Pas d’astreinte
| Aucune expérience demandée
| Santé mentale : infirmier ou infirmière
| Bonne humeur
| Bonne orthographe
| Formation valide un titre professionnel
| Permis valide
| Carte d’identité à présenter au poste de garde
| Orthodontiste cherche assistant ou assistante dentaire
| Monastère : entretien du jardin
| Fêtes religieuses chômées
| Voilier à nettoyer
| Laverie automatique
| Politesse et sourire
| Politique qualité
| Droite ligne de coupe
| Main gauche protégée
| Fumoir à saumon
| Atelier de fumage
| Marié à un bon vin, le plat
| Couple de serrage
| Séparé du public par un comptoir
| Salle des mariages
| Sourd et malentendant : accueil en langue des signes
| Interprète en langue des signes
| Âge du matériel : 10 ans
| Vous avez entre 2 et 5 ans d’expérience
| Contrat de 6 mois à 1 an
| Nous avons 30 ans cette année
| Être à l’aise avec les enfants
| Aimer les animaux
""")

KEPT_APART = _sentences(r"""
AGE | Nous cherchons pour notre boutique un vendeur ou une vendeuse, jeune, à l’aise avec la mode.
AGE | Votre profil : jeune, souriant, disponible le week-end
AGE | Poste ouvert aux jeunes de moins de 25 ans
AGE | Serveuse/Serveur : jeune et rapide
AGE | Apporteur d’affaires jeune et tenace
AGE | Plombiers jeunes, mobiles
AGE | Être jeune et avoir le permis
AGE | Cuisinier(ère) jeune et créatif(ve)
AGE | une personne assez jeune pour s’occuper du bar
AGE | jeune vendeuse ou jeune vendeur
AGE | Profil 25/30 ans
AGE | Âge requis : 20 à 40 ans
AGE | Vous avez 25 ans environ
AGE | Pas au-dessus de 45 ans
AGE | Nous privilégions la jeunesse
AGE | Les candidats de plus de 50 ans ne seront pas reçus
AGE | Senior non souhaité
AGE | Magasinier d’une vingtaine d’années
AGE | Ce poste est fait pour un jeune
AGE | Recherchons jeunes pour distribution de flyers
AGE | AGENT D’ENTRETIEN JEUNE ET SERIEUX
AGE SEX | Jeunes femmes dynamiques pour accueil salon
AGE SEX | Secrétaire, femme de moins de 40 ans
AGE SEX RESIDENCE | Jeune homme habitant Cernay pour livrer des pizzas
SEX | Nous préférons les hommes pour ce chantier
SEX | Le port de charges demande un homme
SEX | Poste exclusivement féminin
SEX | Femme ponctuelle et discrète pour personne âgée
SEX | Boulanger, de préférence un homme
SEX | Homme sachant bricoler
SEX | Agent d’entretien, femme souhaitée
SEX | Recherche H. pour manutention
SEX | Vendeuse (femme uniquement)
SEX | Hommes seulement
SEX | Aucune femme
SEX | MONSIEUR SERIEUX
SEX | Un homme serait préférable
SEX | Homme à tout faire, sexe masculin
SEX | Candidate de sexe féminin
SEX | Ouvriers, hommes, pour vendanges
SEX | Pour compléter l’équipe, une femme motivée
RESIDENCE | Serveur habitant Eguisheim ou alentours
RESIDENCE | Vous habitez impérativement Saint-Louis
RESIDENCE | Idéalement domicilié à proximité de Cernay
RESIDENCE | Habitants du quartier de préférence
RESIDENCE | Personne habitant Turckheim
RESIDENCE | Vendeuse ou vendeur résidant sur Thann
RESIDENCE | Proximité du domicile souhaitée
RESIDENCE | Habitation proche du lieu de travail
RESIDENCE | Nous recherchons quelqu’un de Munster
RESIDENCE | Résidence principale dans le Haut-Rhin exigée
RESIDENCE | Etre domicilié dans la commune
RESIDENCE | Non-résidents de la commune s’abstenir
RESIDENCE | Uniquement habitants du village
RESIDENCE | Caissière / caissier du secteur
RESIDENCE | Merci de préciser votre lieu de résidence
RESIDENCE | habitan Colmar
APPEARANCE | CV + lettre + photo
APPEARANCE | Merci d’envoyer CV avec photo à M. Muller
APPEARANCE | Candidature : CV, photo et prétentions
APPEARANCE | Joindre une photo récente au CV
APPEARANCE | Votre dossier : lettre, CV et photo d’identité
APPEARANCE | Photo en pied demandée
APPEARANCE | Serveur au physique avantageux
APPEARANCE | Vous êtes mince et élégante
APPEARANCE | Hôte d’accueil, excellente présentation
APPEARANCE | Taille mannequin
APPEARANCE | Vendeur de grande taille
APPEARANCE | Belle personne, souriante
APPEARANCE | Pas de barbe
APPEARANCE | Tatouages interdits
APPEARANCE | Pas de surpoids
ORIGIN | Serveuse ou serveur, français de préférence
ORIGIN | Nationalité française ou suisse
ORIGIN | Caissier d’origine européenne
ORIGIN | Étranger s’abstenir
ORIGIN | Vous possédez la nationalité française
ORIGIN | Pas de Roumains
ORIGIN | Vendeuse, type européen
ORIGIN | Candidats français uniquement
ORIGIN | Ouvrier né en France
ORIGIN | Un Portugais sérieux pour maçonnerie
LANGUAGE | De langue maternelle française impérativement
LANGUAGE | Standardiste sans aucun accent
LANGUAGE | Vous êtes anglophone natif
LANGUAGE | L’allemand est votre langue maternelle
LANGUAGE | Anglais maternel
HEALTH | Vous jouissez d’une bonne santé
HEALTH | Sans problème physique
HEALTH | Personnes handicapées s’abstenir
HEALTH | Pas de mal de dos
HEALTH | Excellente santé
HEALTH | Agent en pleine santé
HEALTH | Ne pas avoir de handicap
HEALTH | Malades s’abstenir
HEALTH | Sans restriction médicale
HEALTH | Travailleur handicapé non accepté
FAMILY | Serveuse ou serveur célibataire et mobile
FAMILY | Sans contraintes familiales
FAMILY | Personne n’ayant pas d’enfants
FAMILY | Parent isolé s’abstenir
FAMILY | Vous êtes libre de toute contrainte familiale
FAMILY | Père ou mère de famille bienvenus
FAMILY | Pas d’enfants en bas âge
FAMILY | Indiquez votre situation de famille
FAMILY | Gouvernante sans famille
PREGNANCY | Ne pas être enceinte ni l’envisager
PREGNANCY | Femmes enceintes s’abstenir
PREGNANCY | Sans projet de grossesse
RELIGION | Cuisinier musulman
RELIGION | Nounou catholique pratiquante
RELIGION | Pas de femme voilée
RELIGION | De confession musulmane
RELIGION | Candidat chrétien
RELIGION | Sans signe religieux
UNION | Ouvrier non syndiqué
UNION | Aucun engagement syndical
UNION | Syndicalistes refusés
OPINIONS | Sans activité politique
OPINIONS | Candidat apolitique
ECONOMIC | Personnes au RSA s’abstenir
ECONOMIC | Pas de chômeurs de longue durée
BANK | Compte bancaire domicilié en France
ORIENTATION | Vendeur hétérosexuel
ORIENTATION | Pas de lesbienne
MORALS | Assistante maternelle non fumeuse
MORALS | Fumeurs non acceptés
GENETIC | Sans antécédents héréditaires
AUTONOMY | Pas de perte d’autonomie
WHISTLEBLOWER | Jamais allé aux prud’hommes
SURNAME | Prénom français exigé
PRIVATE | Casier judiciaire vierge exigé
AGE FAMILY MORALS | Jeune, célibataire, non-fumeur
SEX AGE APPEARANCE | Femme, 25 ans, bonne présentation, photo
ORIGIN RELIGION | Français et catholique de préférence
HEALTH AGE | Jeune et en bonne santé
| Notre jeune agence recrute un comptable ou une comptable
| Jeune start-up cherche développeur ou développeuse
| Vous animez des ateliers pour les jeunes et les seniors
| Le poste convient aux débutants comme aux personnes expérimentées
| Accompagnement éducatif de jeunes filles hébergées
| Vous accueillez des jeunes femmes en difficulté
| Homme ou femme, 35 h, CDI
| Mode femme : vente et conseil
| Salon de coiffure mixte hommes et femmes
| Nettoyage des vestiaires femmes
| Hôtes et hôtesses d’accueil (H/F)
| Hôtesse de caisse ou hôte de caisse
| Le candidat ou la candidate travaille du lundi au vendredi
| Vous êtes motivé ou motivée, débutant ou débutante
| Nos usagers habitent la commune
| Vous rencontrez les habitants et notez leurs demandes
| Chauffeur sur le secteur Colmar et environs
| Résidence hôtelière à Kaysersberg
| Déplacements sur tout le Haut-Rhin
| Travailler près de chez soi, c’est possible
| Photo à recadrer avant publication
| Prise de photos des biens à vendre
| Vous légendez les photos du journal
| Agence photo recherche assistant ou assistante
| Photos, plans et devis sont fournis par le bureau d’études
| Présentation du poste
| Mise en beauté, maquillage : esthéticien ou esthéticienne
| Petite structure, grande autonomie
| Bel hôtel de charme
| Taille de la haie : 2 m
| Grand volume de commandes
| Cuisinier en cuisine italienne
| Boulangerie alsacienne
| Bière blonde ou brune au comptoir
| Produits français et locaux
| Maître d’hôtel dans un restaurant français
| Traduction de l’anglais vers le français
| Bilingue français-allemand apprécié
| Cours de français pour adultes
| Mettre l’accent sur la sécurité
| Pôle santé au travail
| Secrétaire médicale ou secrétaire médical
| Aide aux personnes malades ou handicapées
| Poste aménageable pour une personne en situation de handicap
| Billetterie : vérifier les titres valides
| Enfants accueillis de 3 à 11 ans
| Sorties d’école et aide aux devoirs dans une famille
| Repas de mariage et banquets
| Lieu de culte à surveiller
| Collège catholique : surveillant ou surveillante
| Atelier de voiles de bateau
| Dialogue avec les représentants syndicaux
| Chargé ou chargée de mission égalité, lutte contre le racisme
| Accueil des demandeurs d’emploi et des bénéficiaires du RSA
| Tenue des comptes et rapprochement bancaire
| Casiers et vestiaires à disposition
| Terrasse fumeurs à débarrasser
| Contrôle de gestion, lettrage des comptes
| Pas de travail le dimanche, pas de coupure
| Sans permis, possible à vélo
| Sans expérience acceptée
| Trois ans d’ancienneté dans le métier
| Formation de 40 heures
| Restaurant ouvert de 18 à 23 h
| Âge du bâtiment : 50 ans
| Tous les profils sont étudiés, quel que soit l’âge
| Permis B depuis au moins 3 ans
| Emploi à domicile : ménage et repassage
| Vous livrez nos clients à domicile
""")

LAST_KEPT_APART = _sentences(r"""
AGE | Notre brasserie recherche un commis, plutôt jeune, pour la saison
AGE | Boucherie cherche vendeur jeune et costaud
AGE | Nous voulons rajeunir l’équipe : profil jeune exigé
AGE | 18-25 ans bienvenus
AGE | Poste destiné aux moins de 30 ans
AGE | Trentenaire dynamique
AGE | Chauffeur-livreur jeune et résistant
AGE | Secrétaire médicale (jeune)
AGE | Nous recherchons un profil assez jeune, motivé
AGE | Ce poste ne convient pas aux seniors
AGE | Peintre en bâtiment, 45 ans maximum
AGE | Une vendeuse ou un vendeur jeune d’au moins deux ans d’expérience
AGE | Vous avez entre vingt et trente ans
AGE | Recrute jeunes dynamiques
AGE SEX | Cherche jeune fille pour baby-sitting
AGE SEX | Hommes de 25 à 40 ans pour sécurité
SEX | Un homme motivé pour notre atelier de menuiserie
SEX | Pour notre accueil, nous souhaitons une femme
SEX | Caissière, de sexe féminin
SEX | Pas de mecs
SEX | Maçon homme
SEX | Femmes bienvenues uniquement
SEX | Nous cherchons une dame sérieuse
SEX | Agent de sécurité homme
SEX | Profil féminin
SEX | Nettoyage : femme soigneuse
SEX | Le profil recherché est une femme organisée
SEX | Homme polyvalent
RESIDENCE | Aide à domicile habitant Riquewihr
RESIDENCE | Candidats habitant à moins de 15 km
RESIDENCE | Être sur Colmar ou alentours, y habiter
RESIDENCE | Vous devez résider à Guebwiller
RESIDENCE | Logement à proximité exigé
RESIDENCE | Domicilié impérativement dans la vallée de Munster
RESIDENCE | Vendeur du village
RESIDENCE | Local de préférence
RESIDENCE | Priorité aux habitants de Sélestat
RESIDENCE | HABITER SUR PLACE OU TOUT PRES
RESIDENCE | Personne résidant Wintzenheim
APPEARANCE | Envoyez CV, photo et lettre
APPEARANCE | CV avec photo par mail à contact@exemple.fr
APPEARANCE | Photo et CV à déposer en boutique
APPEARANCE | Candidature accompagnée d’une photo
APPEARANCE | Merci de joindre CV + photo
APPEARANCE | Serveuse belle et élancée
APPEARANCE | Vous avez un physique agréable
APPEARANCE | Présentation impeccable exigée
APPEARANCE | Sans tatouages ni piercings
ORIGIN | Agent de nationalité française
ORIGIN | Femme de chambre ou valet, européen de préférence
ORIGIN | Nous recrutons des Français
ORIGIN | Être né en Alsace
ORIGIN | Pas de Maghrébins
ORIGIN | Candidat d’origine française
LANGUAGE | Langue maternelle : allemand
LANGUAGE | Vous parlez français sans accent
LANGUAGE | Conseillère ou conseiller, anglais natif
HEALTH | Candidat en bonne santé
HEALTH | Sans maladie chronique
HEALTH | Pas de dos fragile
HEALTH | RQTH exclus
HEALTH | Être valide et résistant
HEALTH | Préparateur de commandes sans problème de dos
FAMILY | Nous préférons un célibataire
FAMILY | Pas de contrainte familiale
FAMILY | Femme ou homme sans enfants
FAMILY | Vous êtes sans charge de famille
FAMILY | Mamans s’abstenir
PREGNANCY | Femmes enceintes exclues
RELIGION | Éducateur catholique
RELIGION | Port du voile interdit
RELIGION | Pas de pratiquant
UNION | Non syndiqué de préférence
OPINIONS | Pas de militant politique
MORALS | Candidat non fumeur
ECONOMIC | Bénéficiaires du RSA s’abstenir
AGE RESIDENCE | Jeune habitant Colmar, motivé
AGE APPEARANCE | Jeune et jolie
SEX RESIDENCE | Homme résidant à Mulhouse
SEX FAMILY AGE | Femme célibataire de moins de 35 ans
| Une jeune société de services recrute
| Notre équipe accueille des jeunes en apprentissage
| Vous encadrez une équipe de huit personnes
| Jeune public : médiateur ou médiatrice culturelle
| Crèche Les Petits Pas : auxiliaire de puériculture
| Le magasin homme est au premier étage
| Boutique de lingerie féminine
| Une femme ou un homme, à temps plein
| Équipe mixte
| Vous habillez les mannequins en vitrine
| Vous photographiez les plats pour le site
| Les photos du chantier sont envoyées chaque soir
| Photocopies et classement
| Appel des habitants au sujet des travaux
| Vous intervenez à Colmar et dans les environs
| Habitation à loyer modéré : agent ou agente d’entretien
| Vous vous déplacez au domicile des particuliers
| Fabrication française
| Spécialité alsacienne : la tarte flambée
| Le français est la langue de travail
| Notions d’anglais, italien apprécié
| École de langues
| Bonne condition de travail
| Prévention santé et sécurité
| Visite médicale à l’embauche
| Foyer d’accueil médicalisé pour adultes handicapés
| Votre contact : Mme Muller
| Mutuelle familiale
| Jours pour enfant malade
| Paroisse et communes voisines
| Travaux de voilage et rideaux
| Syndicat d’initiative de la vallée
| Élections professionnelles
| Espace fumeurs à l’extérieur
| Aucune qualification demandée
| Grande cuisine neuve, petite équipe
| Beau magasin au centre
| Couple moteur à régler
| 30 ans de métier
| CDI de 35 heures
""")

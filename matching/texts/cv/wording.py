"""How French is compared while a CV is read: blanks, and what sounds like a job.

Nothing here decides anything alone; the readers of this package share it.
"""

from __future__ import annotations

import re
import textwrap

from matching.texts.fold import fold


def squeeze(text: str) -> str:
    """Blanks reduced to single spaces, ends trimmed of blanks and loose separators."""
    return re.sub(r"\s+", " ", text).strip(" \t,;:|/–—-•·")


#: Longer lines than this are paragraphs without line ends: they are read in pieces, so that no
#: pattern ever runs over an unbounded line.
_LONGEST_LINE = 800


def bounded_lines(text: str) -> list[str]:
    """The lines of `text`, those that are too long cut at a blank where there is one."""
    lines: list[str] = []
    for line in text.split("\n"):
        if len(line) <= _LONGEST_LINE:
            lines.append(line)
        else:
            lines.extend(textwrap.wrap(line, _LONGEST_LINE, break_on_hyphens=False))
    return lines


def word_set(listing: str) -> frozenset[str]:
    """The words of a listing, for the vocabularies of this package."""
    return frozenset(listing.split())


#: Words that name a job, folded. First words of trade names met in the CVs of low-skilled trades
#: and offices; endings below catch the others.
_JOBS = word_set(
    """
    adjoint adjointe aesh agent agente aidant aidante aide aides ajusteur ambulancier
    ambulanciere animateur animatrice apprenti apprentie approvisionneur approvisionneuse as
    ash assistant assistante assmat atsem auxiliaire avs bancheur barista barmaid barman
    benevole boucher bouchere boulanger boulangere brancardier brancardiere bucheron caissier
    caissiere canalisateur cariste carreleur chargee charpentier chaudronnier chauffeur
    chauffeuse chef cheffe coffreur coffreuse coiffeur coiffeuse commercial commerciale commis
    comptable concierge conditionneur conditionneuse conducteur conductrice conseiller
    conseillere coursier coursiere couturier couturiere couvreur crepier cuisinier cuisiniere
    demenageur demenageuse developpeur developpeuse directeur directrice docker eboueur
    educateur educatrice electricien electricienne emballeur emballeuse employe employee
    encadrant encadrante enseignant enseignante equipier equipiere etancheur facadier facteur
    factotum factrice façadier femme ferrailleur ferronnier fleuriste formateur formatrice
    fraiseur fromager garde gardien gardienne gestionnaire gouvernante graphiste grutier
    grutiere hote hotesse infirmier infirmiere informaticien interimaire intermittent
    interprete intervenant intervenante jardinier laveur laveuse limonadier linger lingere
    livreur livreuse logisticien logisticienne macon magasinier magasiniere manager manoeuvre
    manutentionnaire maraicher maraichere mareyeur matelot mecanicien mecanicienne menuisier
    marchand marchande metallier moniteur monitrice monteur nettoyeur nettoyeuse nourrice operateur operatrice
    ouvreur ouvrier ouvriere palefrenier patissier patissiere paysagiste peintre pizzaiolo
    plaquiste platrier plombier plongeur plongeuse poissonnier polyvalent polyvalente pontier
    preparateur preparatrice professeur receptionnaire receptionniste rectifieur regleur
    repasseuse responsable ripeur routier routiere saisonnier saisonniere salarie salariee
    secretaire serrurier serveur serveuse soudeur soudeuse stagiaire standardiste storiste
    superviseur superviseuse surveillant surveillante technicien technicienne teleconseiller
    teleconseillere telephoniste terrassier toiletteur tourneur traiteur trieur trieuse
    usineur valet veilleur veilleuse vendangeur vendangeuse vendeur vendeuse videur vigile
    viticulteur vitrier volontaire webmaster
    """
)
_JOB_ENDING = re.compile(r"(?:euse|trice|ier|iere|iste|eur|naire|cien|cienne)s?$")
#: Words with a job's ending that are none.
_NOT_JOBS = word_set(
    """
    acheteur algerien algerienne alimentaire alimentaires alsacien alsacienne ampleur ancien
    ancienne annuaire anterieur ascenseur atelier cahier calendrier chaleur chaleureuse
    chantier chantiers chariot clavier coeur collaborateur collaborateurs complementaire
    congelateur conteneur conteneurs couleur couleurs courageuse courrier courriers dernier
    derniere derniers disciplinaire dossier dossiers douleur dynamique elementaire
    elementaires elevateur entier entiere escalier escaliers europeen exterieur familier
    familiere faveur fevrier fichier fichiers formulaire fournisseur fournisseurs foyer
    gerbeur hauteur heureuse horaire horaires ingenieur-conseil interieur interieure
    interlocuteur inventaire inventaires italien italienne janvier linaire lineaire lineaires
    liste listes longueur majeur meilleur metier metiers mineur moteur moteurs motivee
    nombreuse ordinaire ordinateur panier papier parisien partenaire partenaires particulier
    particuliere piste pistes pluridisciplinaire portefeuille premier premiere premieres
    professionnaire quartier questionnaire quotidien quotidienne refrigerateur religieuse
    restaurateur rigoureuse rigoureux rigueur salaire sanitaire sanitaires scolaire secondaire
    secteur secteurs seminaire serieuse serieux serveurs site sites soigneuse solidaire
    stagiaires superieur superieure temporaire temporaires tracteur transpalette triste
    tunisien tunisienne ulterieur valeur valeurs visiteur visiteurs volontariste
    """
)
#: « Chargé de clientèle », once its accent is folded away.
_IN_CHARGE = re.compile(r"\W*(?:charge(?:\(e\)|\.e)? (?:de |d')(?!travail)|homme toutes mains)")
_LEADING = re.compile(r"[a-z]+(?:['-][a-z]+)*")


def names_a_job(text: str) -> bool:
    """Whether one of the first four words of `text` is the name of a job."""
    folded = fold(text).replace("œ", "oe")
    if _IN_CHARGE.match(folded):
        return True
    words = [w for part in _LEADING.findall(folded)[:4] for w in re.split("['-]", part)]
    return any(
        word in _JOBS or (word not in _NOT_JOBS and len(word) > 4 and _JOB_ENDING.search(word))
        for word in words
    )


_EMPLOYERS = re.compile(
    r"\b(?:sarl|sas|sasu|eurl|sa|scop|gie|ste|societe|entreprise|ets|etablissements?|groupe|"
    r"restaurant|brasserie|hotel|auberge|boulangerie|patisserie|boucherie|pharmacie|garage|"
    r"mairie|commune|communaute|ville de|conseil|departement|region|prefecture|ehpad|hopital|"
    r"clinique|chu|chr|ch|centre|maison|residence|foyer|college|lycee|ecole|creche|association|"
    r"assoc|admr|apa|apamad|croix|emmaus|chantier d'insertion|atelier|interim|manpower|adecco|"
    r"randstad|crit|synergie|proman|transports?|logistique|carrefour|leclerc|auchan|lidl|aldi|"
    r"intermarche|super u|hyper u|cora|action|amazon|la poste|sncf|ratp|domicile|camping|"
    r"supermarche|magasin|usine|domaine|cave|nettoyage|services?|industries?|btp|batiment|"
    r"particuliers?|chez|cfa|armee|marine|ministere|clinique|laboratoire|cabinet|institut)\b"
)


def names_an_employer(text: str) -> bool:
    """Whether `text` holds a word that employers' names are made of."""
    return bool(_EMPLOYERS.search(fold(text)))

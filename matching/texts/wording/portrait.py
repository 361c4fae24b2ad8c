"""Where a text describes who is sought: what one says of her there is asked of her.

«Jeune» says nothing of a person in «jeune entreprise», and names an age in «serveur / serveuse jeune et dynamique»,
in «un homme jeune», in «Profil : motivé, jeune» and alone at the head of a line. What tells them apart is not the word
but its neighbours. A portrait is a run of words that all belong to the describing of a person: it opens at the head of
a sentence, line, bullet or bracket, after a trade, «candidat», «vous êtes», «recherche» …; articles, «et», qualities
(«dynamique», «avec permis» …) and other criteria keep it open; any other word closes it. So a criterion is seen whatever
stands beside it. What the words are is data, below; the rules that are read in portraits say so (`Rule.portrait`).

Pure and linear: one pass over the words of the folded text.
"""

from __future__ import annotations

import re
from enum import IntEnum

from matching.texts.trade_forms import TRADE_FORMS


class Portrait(IntEnum):
    """How surely a word at a place is said of who is sought."""

    LISTED = 1
    """A comma before, after other things: «permis B, célibataire»."""
    HEAD = 2
    """A sentence, line, bullet or bracket begins here, or what came since describes a person."""
    SAID = 3
    """A trade, «candidat», «vous êtes», «recherche» … came before."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PEOPLE = _words(
    """
    candidat candidate personne profil quelqu'un collaborateur collaboratrice salarie salariee professionnel
    professionnelle personnel travailleur travailleuse main-d'oeuvre talent gens oeuvre postulant postulante
    recrue secretaire comptable cariste receptionniste standardiste fleuriste chocolatier chocolatiere barman
    barmaid bibliothecaire manutentionnaire gestionnaire libraire stagiaire alternant alternante aide soignant
    soignante auxiliaire nourrice nounou commis manoeuvre second seconde barista etalagiste graphiste
    garagiste carrossier carrossiere peintre platrier platriere concierge majordome gouvernante ambulancier
    chargeur chargeuse frigoriste pizzaiolo crepier crepiere traiteur plongeuse ingenieur ingenieure juriste
    avocat avocate pharmacien pharmacienne medecin dentiste kine ergotherapeute psychologue animateur
    educateur responsable manager adjoint attache attachee charge chargee cadre agent agente hotesse hote
    steward teleoperateur teleoperatrice demonstrateur demonstratrice promoteur promotrice ambassadeur
    ambassadrice mandataire chauffagiste zingueur tapissier tapissiere ebeniste tailleur chaudronnier mecano
    routier couvreur croupier groom voiturier bagagiste portier videur vigile maitre-chien gardiennage
    archiviste documentaliste correspondant correspondante redacteur redactrice journaliste photographe
    infographiste webmaster developpeuse coordonnateur coordonnatrice intendant intendante professeur
    assistant assistante prospecteur prospectrice acheteur vendeur merchandiser etancheur poseur poseuse
    bardeur paveur conducteur cantonnier fossoyeur ouvrier
    """
) | {form for form in TRADE_FORMS if form != "chef"}  # fmt: skip
_SOUGHT = re.compile(
    r"(?:re)?cherch(?:e|ons|ent|ez|ant|ee?s?)|recrut\w{1,4}|embauch\w{1,4}|engage(?:ons|nt)?|souhait\w{1,4}|prefer\w{1,6}|privilegi\w{1,5}"
    r"|pren(?:ons|nent|d|ez)|voul(?:ons|ez)|veu(?:t|x|lent)|faut|faudrait|besoin|ideal\w{0,6}|reserve\w{0,2}|etes|etre|soyez|serez|devez|exig\w{1,4}"
    r"|attend(?:ons|u)|uniquement|exclusivement|recherchee?s?|demand(?:e|ons)|convien\w{1,4}|conviendr\w{1,4}|urgent|ch"
)
_KEEP = _words(
    """
    un une des de d' deux trois plusieurs et ou tres bien assez plutot imperativement obligatoirement si
    possible preference idealement seulement aussi egalement trop vraiment nous on je vous il elle me lui le
    la l' est soit sera serait seront doit devra devront doivent quelques parfaitement surtout notamment donc
    poste offre emploi criteres critere qualites h f hf fh x cdi cdd interim temps plein partiel s'agit puis
    mais comme actuellement annonce svp ici que qu' ce c' toujours ni non pas jamais avoir e s se ne te ve
    trice euse rice iere ere ienne enne fe ive
    """
)
_OFFERED = _words(
    """
    poste emploi offre ideal idealement parfait uniquement annonce travail fait prevu concu destine adapte
    convient
    """
)
_SEXED = _words(
    """
    hommes femmes homme femme monsieur messieurs dame dames fille filles garcon garcons gars mec nana jf jh
    demoiselle
    """
)
_KEPT = (
    r"dynami|motive|serieu|souri|ponctu|rigour|organis|autonom|polyval|disponi|experi|compet|qualif|confirm|discre|soigne|honnet"
    r"|courag|volont|energi|actif|active|agil|rapid|sympa|souple|mobil|curieu|bricol|manuel|fiab|enthous|passion|ambiti|agreab|aimab"
    r"|courtoi|poli(?:e?s?\b|\b)|patien|calme|gentil|robust|costaud|solid|endur|resistan|vaillan|travailleu|propre|elegan|reacti|impliqu"
    r"|investi|debrouill|adaptab|debutant|vehicul|bilingu|trilingu|sporti|creati|effica|methodi|attenti|respons|matinal|libre|mature"
    r"|stabl|equilib|sociab|bienveil|empath|habil|minuti|capab|spontan|convivi|jovia|joyeu|commercial\b|perseve|perfection|loya"
    r"|fort(?:e?s?\b)|forme\b|consciencieu|assidu|engage|determin|junior|moderne|branche|sens\b|ouvert|cool|chaleureu|altruist|doue"
    r"|jeun|celib|marie|divorc|catholi|chreti|musulm|croyan|pratiqu|valid|handicap|mince|svelte|beau|belle|joli|mignon|grand|petit|blond|brun"
    r"|francais|europee|alsac|colmar|local|blanc|noir|etrang|syndiq|fumeu|voil|hetero|homosex|enceint|elance|charmant|avenant|seduis"
    r"|costaud|muscl|malad|apolit|laiq|protest|juif|juive|athee|baptis|retrait|etudiant|senior|habitant|residant|domicili|photo|sante|bonne"
)  # fmt: skip
_QUALITY = re.compile(rf"(?:{_KEPT})\w{{0,8}}")
_AFTER = re.compile(
    r"pour|avec|a\s(?:fournir|joindre|envoyer|transmettre)|cv\b|lettre\b|ayant|sans|de\s(?:\d|preference|confiance|bonne|terrain|caractere|parole|\d\d|18|nationalite|type|religion|confession|sexe|moins|plus)"
    r"|d'(?:environ|allure\b|esprit\b|origine|une (?:trent|vingt|quarant|cinquant)aine|experience|accueil|age)|age{1,2}s? de|sachant|parlant|titulaire|a l'aise|a temps|aimant|pouvant|vivant|demeurant|en (?:bonne|forme|parfaite|excellente|pleine|cdi|cdd|interim)"
    r"|dispos|si possible|souhait|exig|demand|requis|recherch|bienvenu|prefer|privilegi|appreci|ideal|uniquement|exclusiv|obligat|imperati|seulement"
    r"|serai|s'abstenir|muni|possedant|maitrisant|habit|resid|domicil|entre\s\d|moins\sde|plus\sde|permis|minimum|maximum|svp|s'il|h\s?/\s?f|tres|plutot|assez|bien\b|non\b|ou\sdebut"
    r"|indispensable|accepte|only|du\scoin|\d\d|x\b|et\splus|issu|connaissant|doue|formee?\s"
)
_TOKEN = re.compile(r"[^\W\d_]+'?|\d+|[^\w\s]|\n|_")
_LIKE_A_TRADE = re.compile(r"[^\W\d_]{3,}(?:eur|euse|trice|ier|iere|iste|ien|ienne)")
_NO_TRADE = _words(
    """
    chantier atelier metier quartier dossier courrier papier premier premiere dernier derniere matiere secteur
    valeur couleur interieur exterieur meilleur plusieur majeur mineur lumiere particulier particuliere
    regulier reguliere entier entiere janvier fevrier bien rien ancien ancienne entretien soutien maintien
    lien mobilier immobilier financier financiere hospitalier hospitaliere poussiere biere carriere barriere
    hauteur longueur moteur douceur ordinateur ascenseur tracteur chaleur vapeur odeur humeur rigueur
    superieur inferieur escalier panier clavier gravier evier calendrier foyer saladier tablier collier
    riviere frontiere maniere visiere litiere glaciere cimetiere liste piste vitrine parisien quotidien
    quotidienne italien italienne alsacien alsacienne colmarien colmarienne europeen chretien chretienne
    fumeuse fumeur serieuse heureuse joyeuse nombreuse curieuse soigneuse rigoureuse familier singulier
    saisonniere routier familiere fruitier laitier laitiere rosier pommier cerisier espalier millier grenier
    levier acier levrier guichetier peur coeur fleur soeur honneur auteur coiffeuse charcutiere pleur erreur
    terreur faveur saveur sueur lueur fraicheur blancheur profondeur grandeur largeur vigueur algerien
    algerienne tunisien tunisienne indien ukrainien ukrainienne nautisme
    """
)
_COMPLEMENT = re.compile(r"[^\W\d_]{5,}")
_BREAKS = frozenset(".:;!?\n(|•*+&=>\u2022")
_ARTICLES = _words(
    """
    un une le la les des l'
    """
)
_FORMS = frozenset("()/·•.-")
_PREPOSITIONS = _words(
    """
    de d' du des en au aux a la les l' sur
    """
)


def portraits(folded: str) -> dict[int, tuple[Portrait, bool]]:
    """The places of `folded` at which a word describes who is sought, and whether one person alone was named."""
    places: dict[int, tuple[Portrait, bool]] = {}
    state: Portrait | None = Portrait.HEAD
    one, weak, named, trade, last = False, False, False, 0, ""
    for token in _TOKEN.finditer(folded):
        word, place = token[0], token.start()
        if word[0].isalpha() or word[0].isdigit():
            prepared = trade == 1 and word in _PREPOSITIONS
            beyond = (
                trade == 2 and last in _PREPOSITIONS
            )  # «agent de propreté», «animateur de jeunes»
            aside = weak and word in _ARTICLES  # «le client, un homme de 78 ans, …»
            if state and not beyond and not aside and not (prepared and word == "des"):
                places[place] = (state, one)
            if names_someone(word, state):
                state, weak, named, trade = Portrait.SAID, False, True, 1
                one = not word.endswith("s") or word in _PEOPLE
            elif _SOUGHT.fullmatch(word):
                state, weak, one, named, trade = Portrait.SAID, False, False, True, 0
            elif prepared or (trade == 2 and word in _PREPOSITIONS):
                trade = 2
            elif beyond or (trade == 1 and _COMPLEMENT.fullmatch(word) and not _known(word)):
                trade = 3  # «agent de propreté», «ouvrier agricole»
            elif word in _SEXED and state is not None:
                state, trade = Portrait.SAID, 0
            elif word == "pour" and (last in _OFFERED or last in _BREAKS or not last):
                named, trade = True, 0  # «pour le bar, une femme motivée»
            elif aside:
                state = None
            elif not _known(word):
                state, trade = None, 0
            elif word not in {"e", "s", "se", "ne", "h", "f"}:
                trade = 0
        elif (
            word in ",;"
            or (word == "-" and folded[max(0, place - 1) : place + 2].startswith(" "))
            or word == "/"
        ):
            weak = state is None and not named
            state, trade = state or (Portrait.SAID if named else Portrait.LISTED), 0
        elif word in _BREAKS or (
            word == "-" and folded[max(0, place - 1) : place] in ("", "\n", " ")
        ):
            if state is not None and word in "(.•" and folded[place + 1 : place + 2].isalpha():
                pass  # «serveur(se)», «motivé.e»
            elif word == "(" or (word == ":" and state is Portrait.SAID):
                state = state or Portrait.HEAD
                trade = 0
            else:
                state, one, weak, named, trade = Portrait.HEAD, False, False, False, 0
        elif word not in _FORMS and word not in "\"'«»":
            state = None if state is None else Portrait.HEAD
        last = word
    return places


def names_someone(word: str, state: Portrait | None = None) -> bool:
    """Whether a word is a person's: a trade, «candidat» …; where a portrait is open, also what ends like a trade."""
    one = word.removesuffix("s")
    return (
        word in _PEOPLE
        or one in _PEOPLE
        or (state is not None and _LIKE_A_TRADE.fullmatch(one) is not None and one not in _NO_TRADE)
    )


def _known(word: str) -> bool:
    return word in _KEEP or word in _OFFERED or word.isdigit() or _QUALITY.match(word) is not None


_NEXT = re.compile(r"[\s\"»]{0,3}(?:(?:,|et\b|ou\b|/|-)\s?)?([^\W\d_]+'?|\d+)")
_JOINED = re.compile(r"[\s\"»]{0,3}(?:(?:,|et\b|ou\b)\s?)?")
_ENDS = re.compile(r"[\s\"»]{0,3}(?:\Z|[.,;:!?)(/+&•|\n]|-\s)")


def stands_alone(folded: str, end: int, *, said: bool = False) -> bool:
    """Whether what ends at `end` is not the beginning of another thing's name («jeune entreprise», «beau cadre»).

    `said`: a person was named just before, so what «et» adds at the end is hers («vendeur jeune et tenace»).
    """
    for _ in range(6):
        if _ENDS.match(folded, end) or _after(folded, end):
            return True
        following = _NEXT.match(folded, end)
        if following is None:
            return True
        if not _QUALITY.match(following[1]):
            return (
                said and "et" in following[0].split() and bool(_ENDS.match(folded, following.end()))
            )
        end = following.end()
    return True


def is_followed(folded: str, end: int) -> bool:
    """Whether what follows a person's name goes on describing her, or nothing follows."""
    following = _NEXT.match(folded, end)
    if _ENDS.match(folded, end) or following is None or _after(folded, end):
        return True
    return bool(_QUALITY.match(following[1])) or names_someone(following[1], Portrait.SAID)


def _after(folded: str, end: int) -> bool:
    joined = _JOINED.match(folded, end)
    return bool(_AFTER.match(folded, joined.end() if joined else end))

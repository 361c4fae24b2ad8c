"""The phrases by which a job offer names a forbidden criterion, each with its article and another wording.

Sources: Code du travail L1132-1 (criteria), L1133-1 to L1133-6 (lawful differences), L1142-1 and R1142-1 (sex
and family situation), L5321-2 (no offer may refer to a criterion), L5331-2 (upper age limit), L1221-6 (only
what has a direct and necessary link with the job may be asked); Défenseur des droits, «Pour un recrutement
sans discrimination» (guide, 2019); France Travail, «Recruter sans discriminer»; ministère du Travail, «Bonnes
pratiques pour recruter sans discriminer»; CNIL, guide «Recrutement» (2023). The wordings are ours.

Patterns are read on folded text (lower case, no accents, plain dashes). In them a blank stands for blanks or a
dash («non fumeur», «non-fumeur»), E for any way to write a feminine or a plural.

Long because it is data: a phrase a line, criterion by criterion, to be read beside docs/non-discrimination.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from matching.texts.fold import fold
from matching.texts.trade_forms import TRADE_FORMS
from matching.texts.wording.portrait import Portrait


class Criterion(StrEnum):
    """What may not weigh: the criteria of L1132-1, and private life (L1221-6). The value is shown."""

    AGE = "âge"
    SEX = "sexe"
    ORIGIN = "origine, nationalité"
    LANGUAGE = "langue"
    RELIGION = "religion"
    HEALTH = "santé, handicap"
    PREGNANCY = "grossesse"
    FAMILY = "situation de famille"
    APPEARANCE = "apparence physique"
    RESIDENCE = "lieu de résidence"
    SURNAME = "nom de famille"
    OPINIONS = "opinions politiques"
    UNION = "activité syndicale, mandat"
    ECONOMIC = "vulnérabilité économique"
    BANK = "domiciliation bancaire"
    ORIENTATION = "orientation sexuelle, identité de genre"
    MORALS = "mœurs"
    GENETIC = "caractéristiques génétiques"
    AUTONOMY = "perte d’autonomie"
    WHISTLEBLOWER = "lanceur d’alerte, action en justice"
    PRIVATE = "vie privée"


class Severity(StrEnum):
    """`refused` cannot be published; `advised` is explained, and left to who writes."""

    REFUSED = "refused"
    ADVISED = "advised"


@dataclass(frozen=True, slots=True)
class Rule:
    """One phrase. A named group of its pattern that matched is what is reported and replaced, else all of it.

    `aimed`: only when the sentence is about who is sought; said of people served («vous accompagnez des jeunes
    de 16 à 25 ans») it is nothing, and `unsaid` is how grave it is where neither is told. `spared_before`: words
    just before which make it innocent. `lawful`: words anywhere in the profile with which the law allows it: a
    refused one is then `advised`, an advised one `lawful_advised`. `plural`: the proposals where several people
    are meant. `both_forms`: the proposals are the trade's two names.
    `portrait`: only where the words describe who is sought, at least so surely (see `portrait.py`); then `before_noun` says
    whether the words may also stand before another thing's name («jeune entreprise»), which is innocent, or are a
    name themselves («homme»), which is looked at further when they go on describing; None asks nothing of what follows.
    `shuts_out`: «… s’abstenir», which no words before make innocent.
    """

    code: str
    criterion: Criterion
    article: str
    pattern: re.Pattern[str]
    why: str
    proposals: tuple[str, ...]
    severity: Severity = Severity.REFUSED
    aimed: bool = False
    unsaid: Severity | None = None
    spared_before: re.Pattern[str] | None = None
    lawful: re.Pattern[str] | None = None
    lawful_advised: Severity | None = Severity.ADVISED
    plural: tuple[str, ...] | None = None
    both_forms: bool = False
    portrait: Portrait | None = None
    before_noun: bool | None = None
    shuts_out: bool = False


def _pattern(text: str) -> re.Pattern[str]:
    text = text.replace(" ?", r"[\s-]{0,3}").replace(" ", r"[\s-]{1,3}")
    return re.compile(text)


RULES: list[Rule] = []


def _rule(
    code: str,
    criterion: Criterion,
    article: str,
    pattern: str,
    why: str,
    *proposals: str,
    severity: Severity = Severity.REFUSED,
    aimed: bool = False,
    unsaid: Severity | None = None,
    spared_before: str = "",
    lawful: str = "",
    lawful_advised: Severity | None = Severity.ADVISED,
    plural: tuple[str, ...] | None = None,
    both_forms: bool = False,
    portrait: Portrait | None = None,
    before_noun: bool | None = None,
    shuts_out: bool = False,
) -> None:
    RULES.append(
        Rule(
            code=code,
            criterion=criterion,
            article=article,
            pattern=_pattern(pattern),
            why=why,
            proposals=proposals,
            severity=severity,
            aimed=aimed,
            unsaid=unsaid,
            spared_before=_pattern(rf"\b(?:{spared_before})") if spared_before else None,
            lawful=_pattern(lawful) if lawful else None,
            lawful_advised=lawful_advised,
            plural=plural,
            both_forms=both_forms,
            portrait=portrait,
            before_noun=before_noun,
            shuts_out=shuts_out,
        )
    )


ADVISED = Severity.ADVISED
LISTED, HEAD, SAID = Portrait.LISTED, Portrait.HEAD, Portrait.SAID
E = r"(?:e|ne|le|\(e\)|\(ne\)|[.·•/-]n?e)?(?:s|x|\(s\)|[.·•/-]s)?"
GAP = r"[^.;!?\n]"
_N = r"(?:1[6-9]|[2-6]\d|7[0-5]|vingt(?:-cinq)?|trente(?:-cinq)?|quarante(?:-cinq)?|cinquante(?:-cinq)?|soixante)"
_WORK_YEARS = r"(?! (?:d'|de |du |dans |en |comme |chez |au |a |sur )(?!(?:preference|age)\b)|,? ?(?:experience|anciennete|metier)\b)"
"""«20 ans d’expérience», «30 ans de savoir-faire», «25 ans dans le métier» are no ages."""
_SEEK = r"\b(?:(?:re)?cherch|recrut|embauch|engage)\w{0,6}(?: (?:activement|actuellement|aussi|donc|en priorite|de preference|plutot|idealement|uniquement|urgemment|pour \w{1,15}|\d{1,2}))?[\s:,-]{1,3}"
_DET = r"(?:une?(?:\(e\)|[.·/]e)? |des |de |d'une? |nos |les |deux |trois |\d )"
_OPEN = "poste ouvert à toutes et à tous"

# --- Age -------------------------------------------------------------------------------------------------------

_YOUTH_CONTRACT = (
    r"\b(?:apprenti|alternan|contrat de professionnalisation|contrat pro\b|service civique|contrat d'engagement jeune"
    r"|emplois? d'avenir|contrat adultes? relais|adultes? relais|cie jeune|mineurs?\b)"
)
_AGE_WHY = "une offre ne peut pas demander un âge"
_AGE_INSTEAD = ("", "débutant ou expérimenté")
_rule(
    "age-range", Criterion.AGE, "L1132-1 et L5331-2",
    rf"(?:\b(?:age{E}|ayant) ?:? ?)?(?:\b(?:entre|de) )?\b{_N} ?(?:ans? )?(?:a|et|-|/|ou) ?{_N} ?ans\b{_WORK_YEARS}",
    _AGE_WHY, *_AGE_INSTEAD, aimed=True, unsaid=ADVISED, lawful=_YOUTH_CONTRACT,
    spared_before=r"(?:experience|depuis|il y a|duree|pret|bail|garantie|pendant)[^.;!?\n]{0,12}$",
)  # fmt: skip
_rule(
    "age-limit", Criterion.AGE, "L5331-2",
    rf"(?:\bage{E} )?(?:\bde )?\b(?:moins|plus) de {_N} ans\b{_WORK_YEARS}",
    "une offre ne peut pas fixer de limite d’âge", *_AGE_INSTEAD, aimed=True, lawful=_YOUTH_CONTRACT,
    spared_before=r"(?:experience|depuis|il y a|existe|entreprise|savoir|permis|maison|fort)[^.;!?\n]{0,15}$|\bpas $",
)  # fmt: skip
_rule(
    "age-maximum", Criterion.AGE, "L5331-2",
    rf"\b{_N} ?ans (?:au )?(?:maximum|maxi?\b|plus\b|grand maximum)|\b(?:maximum|maxi?|pas plus de) {_N} ans\b{_WORK_YEARS}",
    "une offre ne peut pas fixer de limite d’âge", *_AGE_INSTEAD, aimed=True, unsaid=ADVISED, lawful=_YOUTH_CONTRACT,
    spared_before=r"(?:experience|duree|contrat|depuis|il y a|permis|pendant|garantie|pret|vehicule|nos|fetons)[^.;!?\n]{0,15}$",
)  # fmt: skip
_rule(
    "age-word", Criterion.AGE, "L1132-1 et L5331-2",
    rf"\bage ?: ?(?=(?:de )?{_N} ?(?:a|et|-|/))(?:de )?{_N} ?(?:a|et|-|/) ?{_N}\b(?: ans)?|\b(?:limite d'age|age (?:limite|maxim\w+|minim\w+|souhaite|ideal|requis|exige|demande)|tranche d'age)(?!{GAP}{{0,8}}(?:18|dix huit|legal))(?!{GAP}{{0,12}}\b(?:\d|1[0-5]) ?(?:a|et|-|/|ans)\b){GAP}{{0,20}}?(?:\b\d\d? ?(?:a|et|-|/) ?\d\d ?ans|\b\d\d ?ans|(?= ?[.;,!?\n])|$)",
    _AGE_WHY, "", "débutants et personnes expérimentées bienvenus", aimed=True, unsaid=Severity.REFUSED,
    lawful=_YOUTH_CONTRACT, spared_before=r"(?:sans|aucune?|pas de|ni) (?:condition de )?$",
)  # fmt: skip
_rule(
    "age-exact", Criterion.AGE, "L1132-1",
    rf"\bage{E} (?:d'environ|de|d'au moins|autour de) {_N} ans\b", _AGE_WHY, *_AGE_INSTEAD, aimed=True, unsaid=ADVISED,
    spared_before=r"(?:personnes?|enfants?|dame|monsieur|adultes?|residents?|patients?|entreprise|societe|maison|association|parc|arbres?|vignes?) $", lawful=_YOUTH_CONTRACT,
)  # fmt: skip
_rule(
    "age-about", Criterion.AGE, "L1132-1",
    r"\b(?:la |les )?(?:vingtaine|trentaine|quarantaine|cinquantaine)(?=(?: d'annees)? ?(?:[.,;!?\n)]|$|exige|maximum|bienvenu|souhait))",
    _AGE_WHY, *_AGE_INSTEAD, aimed=True,
)  # fmt: skip
_rule(
    "age-mature", Criterion.AGE, "L1132-1",
    r"\b(?:(?:une? |des )?(?:personne|femme|homme|dame)s? mures?|d'(?:un certain age|age mur))\b",
    _AGE_WHY, "une personne expérimentée", aimed=True,
)  # fmt: skip
_rule(
    "age-adult", Criterion.AGE, "L1133-2",
    rf"\b(?:(?:avoir |plus de |au moins |des |minimum |age minim\w+ ?:? ?|{_SEEK}majeurs?)?(?:18|dix huit) ?ans (?:minimum|mini\b|revolus?|requis|obligatoire\w*|exiges?|et plus|ou plus)|(?:avoir (?:plus de )?|plus de |au moins |age minim\w+ ?:? ?(?:de )?)(?:18|dix huit) ans{_WORK_YEARS}|majorite (?:exigee|requise|obligatoire|legale)(?! (?:au|des|du)\b)|(?:etre|personnes?|candidat{E}|vous etes) (?:imperativement |obligatoirement )?majeur{E}(?!\w)(?! proteg)|majeur{E} (?:uniquement|obligatoire\w*|exigee?s?|imperati\w+))(?! ?\()(?! n'est)(?!{GAP}{{0,30}}(?:l3163|d4153|l4153|l3336))",
    "un âge minimum n’est permis que si la loi l’impose pour ce travail (nuit, machines, alcool) : dites pourquoi",
    "18 ans révolus (travail de nuit, L3163-2)", "18 ans révolus (machines réglementées, D4153-15 et suivants)",
    "18 ans révolus (débit de boissons, L4153-6)",
    severity=ADVISED, aimed=True, unsaid=ADVISED, spared_before=r"(?:personnes|adultes|enfants|jeunes|public|clients?|vente|mineurs) (?:de )?$",
)  # fmt: skip
_rule(
    "age-minimum", Criterion.AGE, "L1132-1",
    rf"\b(?!18){_N} ?ans (?:minimum|mini\b|revolus?|et plus|ou plus|au moins)|\b(?:minimum|age minim\w+ ?:? ?(?:de )?|avoir au moins) (?!18){_N} ans\b{_WORK_YEARS}",
    "un âge minimum au-delà de la majorité n’est permis que si un texte l’impose", *_AGE_INSTEAD, aimed=True,
    lawful=r"\bpermis d\b|transport en commun|voyageurs|\bcar\b|autocar|fimo|convoy|\barmes?\b|voiture|vehicule de location|vtc|taxi",
    spared_before=r"(?:experience|depuis|il y a|permis|anciennete)[^.;!?\n]{0,15}$",
)  # fmt: skip
_rule(
    "age-asked", Criterion.AGE, "L1221-6",
    rf"\b(?:indiqu|precis|mentionn|donn|communiqu|join|envoy|fourni)\w{{1,4}} {GAP}{{0,25}}?(?P<x>(?:votre |vos |l'|leur )?(?:age|date de naissance|annee de naissance))\b(?! (?:de|des|du)\b)",
    "l’âge n’est pas une information utile pour juger de l’aptitude à un emploi", "vos disponibilités",
    spared_before=r"(?:sans|pas|ni|inutile de) $|(?:client|patient|usager|enfant|resident|dossier)s?[^.;!?\n]{0,20}$",
)  # fmt: skip
_PEOPLE_NOUN = (
    r"(?:candidat|collabora|personne|talent|salarie|employe|agent|profil|professionnel|commis\b|cadre|assistant"
    r"|intervenant|manoeuvre|aide\b|secretaire|caissier|\w{3,20}(?:eur|euse|rice|ier|iere|iste|ien|ienne)s?\b)"
)
_YOUNG_NOT = (
    r"(?! ?(?:enfan|publi|pousse|diplome|retrait|plant|arbre|usager|adult|ado|anim|entrepris|start|structure|equipe"
    r"|marque|maison|association|societe|fille|homme|femme|garcon|dame|parent|mere|pere|couple|conducteur|apprenti|sapeur"
    r"|en situation|en difficult|handicap|accueilli|encadre|eleve|sportif|joueur|vigne|bois|chien|chev|bovin|veau|agneau|etudiant))"
)
_YOUNG_WHY = "le mot « jeune » fixe un âge : une offre ne peut pas en demander un"
_rule(
    "young-worker", Criterion.AGE, "L1132-1",
    rf"(?:{_SEEK}{_DET}?|\b(?:besoin d'|prefer\w+ |ideal\w* pour |convien\w+ (?:mieux )?a |conviendrait (?:mieux )?a |s'adresse a ){_DET}?)(?P<x>jeunes?) (?={_PEOPLE_NOUN}){_YOUNG_NOT}",
    _YOUNG_WHY, "", "débutant ou expérimenté,",
)  # fmt: skip
_rule(
    "young-person", Criterion.AGE, "L1132-1",
    rf"(?:{_SEEK}|\b(?:besoin d'|prefer\w+ |reserve{E} (?:a )?|priorite |ideal\w* pour |s'adresse a ))(?P<x>(?:{_DET}|aux? )?\bjeunes?)\b{_YOUNG_NOT}(?! {_PEOPLE_NOUN})",
    _YOUNG_WHY, "une personne", plural=("des personnes",), lawful=_YOUTH_CONTRACT,
    spared_before=r"(?:salle|foyer|logement|club|espace|place|centre|accueil)s?[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "young-quality", Criterion.AGE, "L1132-1",
    rf"(?:\b(?:candidat{E}|personnes?|profils?|collaborateur{E}|collaboratrices?|vous etes|vendeur{E}|vendeuses?|etre|quelqu'un de)) ?,? (?:plutot |assez )?(?P<x>jeunes?(?:(?:,| et)? dynamiques?)?)\b(?! enfan| public| adult)",
    _YOUNG_WHY, "", "dynamique", aimed=True, unsaid=Severity.REFUSED,
)  # fmt: skip
_rule(
    "young-team", Criterion.AGE, "L1132-1",
    r"\b(?:equipe de (?P<y>jeunes)(?= ?(?:[.,;!?\n]|$|et|vous|motiv|dynam))|(?:equipe|team|ambiance|environnement|collectif|cadre)s? (?:est |reste )?(?:tres |plutot |assez )?(?P<x>jeune(?:s(?= et))?(?:(?:,| et)? (?:dynamique|motivee?|sympathique|conviviale?|soudee?|enthousiaste)s?)?)\b(?! ?(?:enfan|public|entrepri|start|maison|societe|chef))|jeunes?(?: et dynamiques?)?(?= equipes?\b))",
    "dire une équipe jeune laisse entendre qu’un âge est attendu", "dynamique", "soudée", severity=ADVISED,
)  # fmt: skip
_rule(
    "young-graduate", Criterion.AGE, "L1132-1",
    rf"\bjeunes? diplome{E}",
    "« jeune diplômé » écarte qui a obtenu son diplôme plus tard", "débutant accepté", "diplôme récent accepté",
    severity=ADVISED,
)  # fmt: skip
_rule(
    "student", Criterion.AGE, "L1132-1",
    rf"\b(?:job|emploi|poste|contrat|mission)s? etudiant{E}|\b(?:ideal\w*|convien\w+|parfait|reserve{E}|bienvenus? aux?|ouvert aux?){GAP}{{0,20}}?(?P<x>(?:pour |a |aux? |d')?(?:une?(?:\(e\)|[.·/]e)? |des |les |l')?(?:etudiant{E}|jeunes? retraite{E}))|{_SEEK}(?P<x2>(?:une? |des )?etudiant{E})|\bjeunes? retraite{E} (?:bienvenu|accepte|souhait)\w*|\betudiant{E} (?:uniquement|bienvenus?|accepte{E}|souhaite{E}|de preference)",
    "viser les étudiants ou les retraités écarte d’autres âges : dites les horaires, chacun jugera",
    "à temps partiel, en complément d’une autre activité", severity=ADVISED,
    spared_before=r"(?:residence|logement|restaurant|chambre|foyer|cite|vie|service)s?[^.;!?\n]{0,15}$",
)  # fmt: skip
_rule(
    "generation", Criterion.AGE, "L1132-1", r"\bgeneration [yz]\b|\bdigital natives?\b|\bmillenn?ials?\b",
    "nommer une génération, c’est nommer un âge", "à l’aise avec le numérique", severity=ADVISED,
)  # fmt: skip

# --- What is said of who is sought -------------------------------------------------------------------------------------
# Each criterion by itself, wherever a portrait is open (portrait.py), whatever else is said there.


def _quality(
    code: str, criterion: Criterion, words: str, why: str, *proposals: str, article: str = "L1132-1",
    portrait: Portrait = LISTED, **more: Any,
) -> None:  # fmt: skip
    """Words that say how a person is: «jeune», «célibataire», «sans enfant»."""
    _rule(
        f"said-{code}", criterion, article, rf"\b(?:et )?(?:{_HOW})?(?:{words})\b(?:[(.·/]-?(?:e|ne|le|se|euse|ve)s?\b\)?)?", why,
        *proposals, portrait=portrait, before_noun=True, aimed=True, unsaid=Severity.REFUSED, **more,
    )  # fmt: skip


def _someone(
    code: str, criterion: Criterion, words: str, why: str, *proposals: str, article: str = "L1132-1",
    portrait: Portrait = LISTED, **more: Any,
) -> None:  # fmt: skip
    """Words that name a person: «homme», «mère de famille», «un Français»."""
    _rule(
        f"said-{code}", criterion, article, rf"\b(?:{words})\b", why,
        *proposals, portrait=portrait, before_noun=False, aimed=True, unsaid=Severity.REFUSED, **more,
    )  # fmt: skip


_HOW = r"(?:tres|plutot|assez|bien|encore|imperativement|obligatoirement|idealement|de preference|toujours|surtout) "
_A = r"(?:une?(?:\(e\)|[.·/]e)? |des |deux |trois |quelques |\d )?"
_quality(
    "young", Criterion.AGE, r"(?:du )?jeunes?(?: et(?= (?:dynami|motiv|souri|seri|mobil|disponi|ponctu)))?(?! ?,? ?(?:et |ou |comme )?(?:moins|senior|vieux|aine|retraite|autre)| retraite)", _YOUNG_WHY, "", "débutant ou expérimenté",
    spared_before=r"(?:secteur|espace|public|(?<!d')accueil|service|point|relais|pole|equipe|team|ambiance)s? $",
)  # fmt: skip
_rule(
    "said-young-someone", Criterion.AGE, "L1132-1",
    rf"\b{_A}(?P<x>jeunes?)(?= (?:homme|femme|fille|garcon|dame|gars|maman|papa|celibataire|{_PEOPLE_NOUN}))" + _YOUNG_NOT.replace("|fille|homme|femme|garcon|dame", "").replace("|apprenti", "|apprenti|chef|alternant|stagiaire"),
    _YOUNG_WHY, "", portrait=HEAD, aimed=True, unsaid=Severity.REFUSED, lawful=_YOUTH_CONTRACT,
)  # fmt: skip
_someone(
    "a-young", Criterion.AGE, r"(?:une?(?:\(e\)|[.·/]e)?|des|deux|trois|\d|un ou une|un ?/ ?une) jeunes?", _YOUNG_WHY, "une personne",
    plural=("des personnes",), lawful=_YOUTH_CONTRACT,
)  # fmt: skip
_someone("initials", Criterion.AGE, r"j[hf]", _YOUNG_WHY, "une personne")
_someone(
    "initials-sex",
    Criterion.SEX,
    r"j[hf]",
    "une offre ne peut pas dire le sexe de la personne recherchée",
    "une personne",
    article="L1142-1",
)
_quality(
    "age", Criterion.AGE,
    rf"(?:de |d'environ )?(?:moins de {_N} ans|(?:de |d'environ )(?:{_N} (?:a |et |ou )?)?{_N} ans(?: environ)?|(?:vous (?:avez|aurez|etes agee?s? de)|ayant|avoir) (?:environ |autour de |a peu pres )?{_N} ans(?: environ| a peu pres)?|entre {_N} (?:ans )?et {_N} ans|(?:d'une |la |une )(?:vingt|trent|quarant|cinquant)aine(?: d'annees)?|(?:aux )(?:moins|plus) de {_N} ans|(?:avant|apres|au dela de|jusqu'a|au dessus de|passe) (?:les )?{_N} ans|(?:dans|de|a) la (?:vingt|trent|quarant|cinquant)aine|dans la force de l'age|(?:avoir )?la (?:vingt|trent|quarant|cinquant)aine|nee?s? (?:apres|avant|entre|depuis|en) (?:19|20)\d\d|d'age (?:moyen|mur|respectable)|d'un certain age|trop (?:agee?s?|vieux|vieille)|mures?|vieux|vieilles?|quinquagenaires?|quadragenaires?|trentenaires?|quadras?|quinquas?){_WORK_YEARS}",
    _AGE_WHY, *_AGE_INSTEAD, article="L1132-1 et L5331-2", lawful=_YOUTH_CONTRACT,
)  # fmt: skip
_quality(
    "age-bare",
    Criterion.AGE,
    rf"{_N} ans(?: environ)?(?! (?:minimum|mini|revolus|et plus|ou plus|max|d')){_WORK_YEARS}",
    _AGE_WHY,
    *_AGE_INSTEAD,
    lawful=_YOUTH_CONTRACT,
    portrait=HEAD,
    spared_before=r"(?:(?:permis|experience|depuis|garantie|anciennete|duree|plus de|moins de|a|et|pret)[^.;!?\n]{0,12}|age (?:du|de la|des|de l')[^.;!?\n]{0,25})$",
)
_rule(
    "age-shortened", Criterion.AGE, "L5331-2", rf"\bage ?(?:max(?:i|imum|imal)?|mini?(?:mum|mal)?)?[.\s]{{0,2}}(?:souhaite|ideal|demande)?e? ?:? ?(?:de |entre )?(?:\d\d ?(?:a|et|-) ?)?(?!18){_N} ?ans\b|\bla jeunesse\b(?= ?(?:[.,;!\n]|$|et\b))|\bjeunesse\b(?= (?:et \w+ )?(?:exige|souhait|demand|requis|appreci|indispens))",
    _AGE_WHY, *_AGE_INSTEAD, aimed=True, unsaid=Severity.REFUSED, lawful=_YOUTH_CONTRACT, portrait=HEAD,
)  # fmt: skip

_NOT_A_TRADE = r"(?! (?:d'entretien|de menage|de chambre|toutes mains|de service|a tout faire|de main|de salle|de cafe|de peine|d'equipage|de troupeau|cle\b|de metier|d'ouvrage|de compagnie|de cantine|au pair|d'affaires))"

# --- «… s’abstenir», «pas de …» ----------------------------------------------------------------------------------

_OUT = r"[^.;!?\n]{0,25}?[\s,:-](?:s'abst\w*|abstenez vous|passez votre chemin|inutile de postuler|ne pas postuler|non merci|interdit\w*|indesirable\w*|incompatible\w*|ecarte{0}\b|(?:sont )?(?:refuse|exclu)\w*|ne (?:seront|sont) pas (?:retenu|accepte|pris|etudie|recu)\w*|non (?:accepte|admis|desire|retenu|etudie|souhaite|recherche|bienvenu|voulu|concerne)\w*|pas (?:accepte|admis|retenu|pris)\w*)".replace(
    "{0}", E
)
_NO = r"\b(?:pas d[e']|sauf|hors|surtout pas d[e']|aucune?|ni|non aux?|jamais d[e']|nous ne (?:prenons|voulons|recrutons|embauchons) (?:pas|jamais) d[e']) ?(?:(?:candidat|personne|profil|salarie|gens)s? )?"


_CLOSED_TO = r"\b(?:ne convien\w+ pas|n'est pas (?:fait|ouvert|adapte|destine|pour)|pas (?:ouvert|destine|fait)|ferme|deconseille){0} ?(?:aux?|a|pour)? (?:les |des |une? )?".replace(
    "{0}", E
)


def _shut_out(
    code: str,
    criterion: Criterion,
    people: str,
    why: str,
    *,
    no: str | None = None,
    article: str = "L1132-1",
) -> None:
    """People told to stay away: «X s’abstenir» for `people`, «pas de X» for `no` (what may follow it safely)."""
    never = f"|{_NO}(?:de )?(?:{no})\\b(?! a charge)" if no else ""
    _rule(
        f"no-{code}", criterion, article, rf"\b(?:{people})\b{_OUT}|{_CLOSED_TO}(?:{people})\b{never}", why, _OPEN, "",
        shuts_out=True,
    )  # fmt: skip


_shut_out(
    "age", Criterion.AGE,
    rf"seniors?|retraite{E}|vieux|vieilles|personnes? (?:trop )?agees?|quinquagenaires?|quinquas?|trop (?:vieux|vieilles|agee?s?|jeunes?)|jeunes?|(?:plus|moins) de {_N} ans",
    "écarter un âge est interdit", no=r"seniors?|quinquas?|quinquagenaires?|vieux",
)  # fmt: skip
_shut_out(
    "sex", Criterion.SEX, "hommes?|femmes?(?! (?:enceinte|voile))|filles?|garcons?|dames?|messieurs", "écarter un sexe est interdit",
    no=f"(?:femmes?(?! (?:enceinte|voilee))|hommes?|filles|garcons|nanas)\\b(?! (?:dans|parmi)){_NOT_A_TRADE}", article="L1142-1",
)  # fmt: skip
_shut_out(
    "family", Criterion.FAMILY,
    r"(?:jeunes? )?mamans?|(?:femmes?|hommes?|personnes?|candidat\w*) (?:avec|ayant|charge\w*)[^.;!?\n]{0,14}(?:enfants?|famille)|conjoints?|celibataires?|mariee?s?|divorcee?s?|vie de famille|meres?(?: de famille)?|peres? de famille|parents? isoles?|parents|personnes? (?:avec|ayant) (?:des )?enfants|(?:personnes? )?chargees? de famille",
    "écarter une situation de famille est interdit", no="mamans?|meres? de famille|jeunes mamans?|parents isoles",
    article="L1142-1",
)  # fmt: skip
_shut_out(
    "pregnancy", Criterion.PREGNANCY, "femmes? enceintes?", "écarter les femmes enceintes est interdit : le médecin du travail adapte le poste s’il le faut",
    no="femmes? enceintes?|grossesse|conges? maternite", article="L1132-1 et L1225-1",
)  # fmt: skip
_rule(
    "pregnancy-forbidden", Criterion.PREGNANCY, "L1132-1 et L1225-1",
    rf"\b(?:interdit|deconseille|impossible|incompatible|ferme){E} (?:aux?|avec|pour) (?:les |une |la )?(?:femmes? enceintes?|grossesse|maternite)|\bsans (?:projet|desir|intention) (?:de |d')(?:grossesse|maternite|enfants?|bebe)|\bne (?:pas )?(?:prevoyant|etre|souhaitant) (?:pas )?(?:enceinte|d'enfants?|de grossesse)",
    "une grossesse, présente ou future, ne peut pas être évoquée : le médecin du travail adapte le poste s’il le faut", _OPEN, "",
)  # fmt: skip
_shut_out(
    "origin", Criterion.ORIGIN,
    rf"etrangere?s?|immigre{E}|africaine?s?|maghrebine?s?|arabes?|noirs|gens du voyage|roms?|roumaine?s?|gitane?s?|asiatiques?|turcs?|personnes? de couleur|refugie{E}",
    "écarter une origine est interdit",
    no=r"etrangere?s?|immigree?s?|arabes?(?! (?:exige|requis|demande))|maghrebine?s?|africaine?s?|gens du voyage|(?:personnes? )?de couleur|refugiee?s?|noirs(?= ?(?:[.,;!?\n]|$))|roms?|gitans?|turcs?|roumains?",
)  # fmt: skip
_shut_out(
    "religion", Criterion.RELIGION,
    rf"musulman{E}|juif|juifs|juives?|catholiques?|croyant{E}|voilee?s?|femmes voilees|barbus?",
    "écarter une religion est interdit", no=r"musulmane?s?|femmes? voilees?|voilees?|juifs?|juives?|croyante?s?|pratiquante?s?|religion|barbus?",
)  # fmt: skip
_shut_out(
    "health", Criterion.HEALTH,
    rf"(?:personnes?|travailleur{E}|travailleuses?)? ?(?:handicape{E}|en situation de handicap)|rqth|handicaps?|diabetiques?|epileptiques?|asthmatiques?|invalides?|fauteuils? roulants?|sourde?s?|aveugles?|malvoyante?s?|malentendante?s?|begues?|autistes?|cardiaques?|alcooliques?|seropositi\w+|cancer\w*|malades?|personnes? a mobilite reduite|pmr|depressi\w+|inaptes?|personnes? fragiles?",
    "écarter pour la santé ou un handicap est interdit : c’est le médecin du travail qui dit l’aptitude",
    no=rf"rqth|travailleurs? handicapes?|handicape{E}|personnes? (?:handicapees?|en situation de handicap)|(?:probleme|souci)s? de (?:sante|dos)|mal de dos|arrets? (?:maladie|de travail)|restrictions? medicales?|depressifs?",
)  # fmt: skip
_shut_out(
    "economic", Criterion.ECONOMIC,
    rf"(?:beneficiaires?|allocataires?)? ?(?:au |du |le )?rsa|chomeurs?|chomeuses?|sdf|allocataires?|interdit{E} bancaires?|pauvres?|precaires?|cas soc\w*|surendette{E}|demandeurs? d'emploi|assiste{E}|sans abris?|sans domicile|personnes? en (?:difficulte|insertion|precarite)s?",
    "écarter des personnes pour leur situation économique est interdit",
    no=r"(?:beneficiaires? du |gens au |personnes? au )?rsa|chomeurs?|cas soc\w*|assistes|sdf|surendettes?|allocataires(?: du rsa)?|dettes?|interdits? bancaires?",
)  # fmt: skip
_shut_out(
    "union", Criterion.UNION, rf"cgt|cfdt|cftc|unsa|cgtistes?|syndicalistes?|syndique{E}|delegue{E} syndica\w+|elu{E} (?:locaux|local|municipa\w+|du personnel|cse)|(?:adherent|membre|delegue|representant){E} (?:d'un |du |de |des )?(?:syndica\w+|personnel|cgt|cfdt|cse)|gauchistes?",
    "l’engagement syndical ou un mandat ne peuvent pas écarter", no=r"syndicalistes?|syndiquee?s?|gauchistes?|elus? loca(?:l|ux)|deleguee?s? (?:syndica\w+|du personnel)|cgt|cfdt|representants? (?:syndica\w+|du personnel)",
    article="L1132-1 et L2141-5",
)  # fmt: skip
_shut_out(
    "accent",
    Criterion.LANGUAGE,
    r"accents?(?: (?:etranger|prononce|marque|regional)s?)?|(?:non )?francophones?",
    "un accent dit une origine : demandez d’être bien compris",
)
_shut_out(
    "looks",
    Criterion.APPEARANCE,
    r"(?:personne|femme|homme|candidat|fille)?e?s? ?(?:ronde?|gro(?:s|sse)|forte|moche|laide?|obese|tatouee?|percee?|barbue?|petite?|enveloppee?|en surpoids)s?",
    "l’apparence physique ne peut pas écarter",
    no=r"(?:gros|grosses?|moches?|obeses?|tatoues|barbus?|petits gabarits?|surpoids|obesite|embonpoint)",
)
_shut_out(
    "opinions", Criterion.OPINIONS,
    r"(?:electeur|electrice|militant|militante|sympathisant|partisan|extremiste|ecologiste|communiste|socialiste|royaliste|ecolo|facho)s?",
    "les opinions politiques ne peuvent pas écarter", no=r"(?:militant|electeur|extremiste|communiste|gauchiste|ecolo|facho)e?s?|politique",
)  # fmt: skip
_shut_out(
    "orientation", Criterion.ORIENTATION, r"gays?|homosexuel\w*|lesbiennes?|trans(?:genres?|sexuel\w*)?|lgbt\w*|homos?|heteros?",
    "l’orientation sexuelle et l’identité de genre ne peuvent pas écarter", no="gays?|homosexuel\\w*|lesbiennes?|homos?|transgenres?|trans",
)  # fmt: skip
_shut_out(
    "whistleblower", Criterion.WHISTLEBLOWER, r"lanceu(?:r|se)s? d'alertes?|proceduriers?|procedurieres?",
    "avoir signalé un fait ou saisi la justice ne peut pas écarter", no="lanceu(?:r|se)s? d'alertes?|proceduriers?",
    article="L1132-1 et L1132-3-3",
)  # fmt: skip
_shut_out(
    "residence", Criterion.RESIDENCE, r"(?:personnes? |candidats? )?(?:habitant |residant )?(?:hors|exterieurs?|eloignes?|loin) (?:au |a la |du |de la |de |d')?(?:region|secteur|departement|commune|ville|agglo\w*|alsace|\d\d|colmar|mulhouse|strasbourg|haut rhin|bas rhin|zone)|non residents?|(?:frontalier|parisien|etranger a la (?:commune|region))s?|(?:habitants|banlieusards)",
    "écarter selon le lieu de résidence est interdit : dites l’horaire et la desserte, chacun jugera du trajet",
)  # fmt: skip

# --- Sex -----------------------------------------------------------------------------------------------------------

_SEXED = r"(?:jeunes? )?(?:femmes?|hommes?|dames?|demoiselles?|filles?|garcons?|messieurs|monsieur)"
_BOTH = r"(?!(?:[\s,&-]|ou|et|/|\(|une?|des|d'|belles?|bel|beaux?|jolie?s?|jeunes?){0,8}\b(?:femme|homme|fille|garcon|dame|monsieur)s?\b)(?! ?\(?[hf] ?/ ?[hf])"
_AFTER_OTHER = r"(?:homme|femme|fille|garcon|dame|messieur|monsieur|h|f)s?(?: ?(?:ou|et|/|,) ?| )(?:une? |des |de |d'une? )?$"
_SEX_WHY = "une offre ne peut pas dire le sexe de la personne recherchée"
_rule(
    "sex-sought", Criterion.SEX, "L1142-1",
    rf"(?:{_SEEK}|\b(?:besoin d'|voul\w+ |prefer\w+ |souhait\w+ (?:recruter |embaucher )?|poste pour |reserve{E} (?:a |aux? )|destine{E} (?:a |aux? )|(?:convien|conviendr)\w+ (?:mieux )?(?:a |aux? )|s'adresse a |(?:veut|veux|voulons|prenons que|prend que) |ideal\w* (?:pour )?|de preference |plutot ))(?P<x>{_DET}?{_SEXED})\b{_NOT_A_TRADE}{_BOTH}",
    _SEX_WHY, "une personne", "un ou une collègue", plural=("des personnes", "des collègues"),
    spared_before=rf"{_AFTER_OTHER}|(?:salle|club|foyer|centre|espace|hebergement|rayon|boutique|vestiaire|refuge|structure|association|maison|mode|vetements|collection|produits?|soins?|creneau|cours|atelier|accueil)s?[^.;!?\n]{{0,25}}$",
)  # fmt: skip
_rule(
    "sex-only", Criterion.SEX, "L1142-1",
    rf"\b(?:pour )?{_SEXED}\b (?:uniquement|exclusivement|seulement|de preference|exige\w*|obligatoire|only|souhaite\w*|requis\w*|demande\w*|serai(?:t|ent) (?:prefere|bienvenu|ideal|parfait|apprecie)\w*)|\((?:femme|homme)s?\)|{_SEEK}(?P<x>[hf])\b(?! ?(?:[/(-]|\. ?[hf]\b))(?! (?:ou|et) )|\b(?:uniquement|exclusivement|seulement) (?:pour )?(?:des |une? |les |aux? )?{_SEXED}\b{_NOT_A_TRADE}{_BOTH}",
    _SEX_WHY, "toutes les candidatures sont étudiées (H/F)", "",
    spared_before=rf"{_AFTER_OTHER}|(?:rayon|pret a porter|vetements?|chaussures?|taille|modele|coiff\w+|collection|mode|clientele|clients|salle|foyer|soins?|hebergement|vestiaires?|public)[^.;!?\n]{{0,25}}$",
)  # fmt: skip
_rule(
    "sex-word", Criterion.SEX, "L1142-1",
    r"\b(?:de )?sexe (?:feminin|masculin)\b(?! (?:et|ou) (?:feminin|masculin))|\b(?:candidat\w*|personnel|profil|candidatures?|poste|main d'oeuvre|presence) (?:exclusivement |uniquement |plutot )?(?:feminin|masculin)e?s?\b(?! ?(?:et|ou|/) ?(?:feminin|masculin))(?! (?:et masculine|bienvenue|encourage|particulierement|sont|est) ?)",
    _SEX_WHY, "toutes les candidatures", aimed=True, unsaid=Severity.REFUSED,
)  # fmt: skip
_rule(
    "sex-alone", Criterion.SEX, "L1142-1",
    rf"(?:^|(?<=[.!?:\n]))\s?(?P<x>(?:une? )?jeunes? (?:femme|homme|fille|garcon)s?|(?:une? )?(?:femme|homme|dame|fille)s?(?= (?:pour |avec |ayant |serieu|dynami|motivee?|de confiance|a temps|soigneu|ponctuel|experiment)))\b{_NOT_A_TRADE}{_BOTH}",
    _SEX_WHY, "une personne", plural=("des personnes",),
)  # fmt: skip
_rule(
    "sex-encouraged", Criterion.SEX, "L1142-4",
    r"\bcandidatures (?:feminines|masculines|de femmes|d'hommes) (?:bienvenue|encourage|particulierement|sont)\w*(?: (?:bienvenue|encourage)\w*)?",
    "encourager un sexe n’est permis que pour rétablir l’égalité là où il est peu présent",
    "métier ouvert aux femmes comme aux hommes", severity=ADVISED,
)  # fmt: skip
_NAMED_FOR_ONE_SEX = (
    (r"femmes? de menage", ("agent / agente d’entretien", "aide ménager / aide ménagère")),
    (r"femmes? de chambre(?! ?(?:/|ou) ?valet)", ("employé / employée d’étage", "valet / femme de chambre")),
    (r"valets? de chambre(?! ?(?:/|ou) ?femme)", ("employé / employée d’étage",)),
    (r"(?:femme|homme)s? d'entretien", ("agent / agente d’entretien",)),
    (r"femmes? de service", ("agent / agente de service",)),
    (r"hommes? (?:toutes mains|a tout faire)", ("agent / agente d’entretien polyvalent(e)",)),
    (r"hommes? de peine", ("manœuvre (H/F)",)),
    (r"garcons? de (?:cafe|salle)", ("serveur / serveuse",)),
    (r"filles? de salle", ("serveur / serveuse",)),
    (r"(?:fille|garcon) au pair", ("personne au pair",)),
    (r"dames? de cantine", ("agent / agente de restauration scolaire",)),
    (r"dames? de compagnie", ("auxiliaire de vie", "accompagnant / accompagnante à domicile")),
    (r"(?:secretaire|assistante) de direction(?= feminine)", ("assistant / assistante de direction",)),
)  # fmt: skip
for _number, (_words, _instead) in enumerate(_NAMED_FOR_ONE_SEX):
    _rule(
        f"sex-trade-{_number}", Criterion.SEX, "L1142-1", rf"\b{_words}\b(?! ?\(?[hf] ?/ ?[hf])",
        "ce nom de métier ne s’adresse qu’à un sexe", *_instead, severity=ADVISED,
        spared_before=r"(?:valet|employee?|femme|homme)s? ?(?:/|ou|et) ?$|\b(?:la|les|nos|aux|notre|des) $",
    )  # fmt: skip

_SEXED_ALONE = r"(?:homme|femme|dame|demoiselle|monsieur|fille|garcon|gars|mec|nana)s?|messieurs"
_someone(
    "sex", Criterion.SEX, rf"{_A}(?:(?:jeune|belle|bel|beau|jolie|bonne|bon|vieille|gentille|brave)s? )?(?:{_SEXED_ALONE})\b{_NOT_A_TRADE}{_BOTH}(?! ?(?:&|et/ou|comme|enceinte|voilee|/ ?valet|/ ?femme))",
    _SEX_WHY, "une personne", article="L1142-1", plural=("des personnes",),
    spared_before=rf"{_AFTER_OTHER}|(?:homme|femme)s? ?& ?$|(?:rayon|pret a porter|vetements?|chaussures?|taille|modele|coiff\w+|barbier|tailleur|collection|mode|clientele|clients|salle|foyer|soins?|hebergement|vestiaires?|public|&|l'|maitre|bon|sans|ni|pas) ?$",
)  # fmt: skip
_quality(
    "sex-letter",
    Criterion.SEX,
    r"(?<=\()[hf](?=\))|[hf](?= (?:uniquement|exclusivement|seulement|exige|de preference|imperati))",
    _SEX_WHY,
    "H/F",
    article="L1142-1",
    spared_before=r"(?:\d|/|ou|et) ?$",
)
_rule(
    "sex-work", Criterion.SEX, "L1142-1", rf"\b(?:travail|metier|poste|emploi|job|boulot|tache)s? (?P<x>(?:d'|de |pour |typiquement |reserve\w* |(?:a )?(?:pourvoir|occupee?|tenue?|assuree?|confiee?) (?:par|a) ){{1,2}}(?:une? )?(?:{_SEXED_ALONE}))\b{_NOT_A_TRADE}{_BOTH}(?! ?(?:&|et/ou|comme))",
    _SEX_WHY, "",
)  # fmt: skip
_quality(
    "sex-adjective",
    Criterion.SEX,
    r"(?:sexe ?:? ?)(?:masculin|feminin|m\b|f\b|homme|femme)",
    _SEX_WHY,
    "",
    _OPEN,
    article="L1142-1",
)

# --- Origin, nationality, language -----------------------------------------------------------------------------------

_NATIONS = r"(?:francais|europeen|allemand|suisse|italien|espagnol|portugais|turc|turque|marocain|algerien|tunisien|polonais|roumain|belge|britannique|ukrainien|luxembourgeois)(?:e|ne)?s?"
_NATIONALITY_WHY = "demander une nationalité est interdit, sauf pour quelques emplois publics dont un texte la réserve"
_rule(
    "nationality", Criterion.ORIGIN, "L1132-1",
    rf"(?:\b(?:etre |doit etre |avoir |posseder |de |la |une? ))?\bnationalite ?:? ?(?:{_NATIONS}|ue\b|de l'union europeenne|d'un (?:etat|pays)\b{GAP}{{0,25}}(?:europ|ue)\w*)(?: (?:et|ou) {_NATIONS})?(?: (?:exigee?|obligatoire|requise|imperative|indispensable|souhaitee|uniquement|de preference))?|\bnationalite (?:fr\b(?: exigee)?|exigee|requise|obligatoire)|(?:^|[.\n,;:(]\s?|candidat{E} )(?P<x>(?:francais|europeen){E} (?:de preference|uniquement|exclusivement|exige\w*))|\b(?P<x2>etre (?:francais|europeen){E}(?= ?(?:ou|et|[.,;)\n]|$))|(?:devez |doit |devra |imperativement )etre (?:francais|europeen){E}|(?:etre )?(?:ressortissant{E}|citoyen{E}) (?:de l'union europeenne|de l'ue|europeen{E}|francais{E}))",
    _NATIONALITY_WHY, "", _OPEN, aimed=True, unsaid=Severity.REFUSED,
    spared_before=r"(?:quelle que soit (?:la |votre )?|sans condition de |clients?[^.;!?\n]{0,15}|usagers?[^.;!?\n]{0,15}|acces a la |demandes? de |acquisition de la |dossiers? de )$",
    lawful=r"fonction publique|fonctionnaire|concours|ministere|prefecture|police|gendarmerie|armee|militaire|defense|douan|penitentiaire|statutaire|souverainete|reserve nationale|secret defense",
)  # fmt: skip
_rule(
    "nationality-asked", Criterion.ORIGIN, "L1221-6",
    rf"\b(?:indiqu|precis|mentionn|communiqu)\w{{1,4}} {GAP}{{0,25}}?(?P<x>(?:votre |la |leur )?(?:nationalite|origine|lieu de naissance|pays de naissance)s?)\b(?! (?:de|des|du|d')\b)",
    "la nationalité et l’origine ne disent rien de l’aptitude à un emploi", "vos disponibilités",
    spared_before=r"(?:produit|viande|legume|fruit|client|usager|vin|dossier)s?[^.;!?\n]{0,20}$",
)  # fmt: skip
_rule(
    "french-born", Criterion.ORIGIN, "L1132-1",
    rf"\b(?:francais{E}|alsacien{E}|europeen{E}|allemand{E}|lorrain{E}) (?:de souche|d'origine|de naissance|pure? souche)|\bne{E} (?:en|sur le sol|et eleve{E} en) (?:france|francais|alsace)|\b(?:bonne|vraie) souche\b",
    "l’origine et la naissance ne peuvent pas être demandées", _OPEN, "", aimed=True, unsaid=Severity.REFUSED,
    spared_before=r"(?:entreprise|marque|produit|concept|groupe|societe|idee|est)[^.;!?\n]{0,15}$",
)  # fmt: skip
_rule(
    "origin", Criterion.ORIGIN, "L1132-1",
    rf"\b(?:personne|candidat|homme|femme|jeune|quelqu'un|collabora\w+|profil|gens|etre|etes|hote|hotesse|vendeu\w+|serveu\w+){E}? ?,? (?P<x>(?:d'origine (?:{_NATIONS}|africain\w*|maghrebin\w*|asiatique|etrangere|alsacienne)|(?:de )?type (?:europeen|caucasien|africain|asiatique|maghrebin|mediterraneen|nordique)|(?:non )?typee?s?\b|de couleur|de race \w+|a la peau \w+|(?:non )?europeens?|d'origine))",
    "l’origine ne peut pas être demandée", "", spared_before=r"(?:quelle que soit|sans distinction|clients?|accompagn\w+|aupres) [^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "race", Criterion.ORIGIN, "L1132-1",
    r"\brace (?:blanche|noire)\b|\bpeau (?:claire|blanche|noire|mate)\b(?= (?:exige|uniquement|de preference|souhait)\w*)|(?:^|[.\n,;:(]\s?)(?P<x>(?:de )?type (?:europeen|caucasien))\b|\bbleu blanc rouge uniquement\b|\bbbr\b(?= (?:uniquement|exige|de preference))",
    "l’origine ne peut pas être demandée", "", _OPEN,
)  # fmt: skip
_rule(
    "originates-from", Criterion.ORIGIN, "L1132-1",
    rf"\b(?:originaire{E}?|nati(?:f|ve|fs)) (?:de |du |d')(?:la |l'|notre )?(?:region|coin|commune|ville|village|secteur|departement|pays|alsace|france|mulhouse|colmar|strasbourg|est|haut rhin|bas rhin)\b",
    "venir d’un lieu ne peut pas être demandé", "connaissant le secteur", "", aimed=True, unsaid=Severity.REFUSED,
    spared_before=r"(?:produit|legume|vin|viande|plante|espece|que vous soyez)s?[^.;!?\n]{0,20}$",
)  # fmt: skip
_LANGUAGES = r"(?:francais|anglais|allemand|espagnol|italien|arabe|turc|portugais|polonais|russe|neerlandais|chinois|alsacien|roumain|ukrainien|luxembourgeois)"
_TONGUE_WHY = "une langue maternelle dit une origine : demandez un niveau, chacun peut l’atteindre"
for _tongue in ("francais", "anglais", "allemand", "espagnol", "italien", "arabe", "turc", "portugais", "polonais",
                "russe", "neerlandais", "chinois", "alsacien", "roumain", "ukrainien", "luxembourgeois", ""):  # fmt: skip
    _name = {"francais": "français", "neerlandais": "néerlandais", "": "langue"}.get(
        _tongue, _tongue
    )
    _level = f"{_name} courant (niveau C1)" if _tongue else "langue parlée couramment (niveau C1)"
    _of = rf"{_tongue}(?:e|ne|que)?" if _tongue else rf"(?!{_LANGUAGES})"
    _rule(
        f"mother-tongue-{_tongue or 'any'}", Criterion.LANGUAGE, "L1132-1",
        rf"\b(?:{_tongue} ?[,(]? ?(?:de |en |comme |est votre |est la )?langues? (?:maternelle|natale|d'origine)s?\)?|(?:(?:le|l'|la) ?)?(?:de )?(?:langue|niveau) (?:maternel(?:le)?|natale) ?:? ?{_tongue}(?:e|ne|que)?\b|{_tongue} (?:\(?maternel(?:le)?\)?|nati(?:f|ve)s?|de naissance)\b|(?:locuteur|locutrice|speaker)s? nati(?:f|ve)s? (?:de langue |en |d'|du )?{_tongue}(?:e|ne)?\b)"
        if _tongue
        else r"\b(?:(?:votre |de |une? |la )?langue (?:maternelle|natale)\b|(?:locuteur|locutrice|speaker)s? nati(?:f|ve)s?\b|native (?:\w{1,10} )?speakers?\b|niveau (?:de langue )?nati(?:f|ve)\b|(?:bilingue|francophone|anglophone|germanophone|hispanophone|arabophone)s? (?:de (?:naissance|langue maternelle)|nati(?:f|ve)s?)|quasi maternelle\b)(?: exigee?| obligatoire)?",
        _TONGUE_WHY, _level,
        spared_before=r"(?:quelle que soit (?:la |votre )?|n'est pas (?:la |leur |votre )|pas |dont (?:la |le )|apprenants?[^.;!?\n]{0,25}|eleves?[^.;!?\n]{0,25}|usagers?[^.;!?\n]{0,25}|residents?[^.;!?\n]{0,25}|publics?[^.;!?\n]{0,25})$",
    )  # fmt: skip
_rule(
    "accent", Criterion.LANGUAGE, "L1132-1",
    r"\b(?:parl\w+|s'exprim\w+|francais|anglais|allemand|expression|diction|elocution|voix|langue|candidat\w*|personne|oral\w*)\b[^.;!?\n]{0,30}?(?P<x>sans (?:aucun )?accent(?: (?:etranger|prononce|marque))?|(?:pas|aucun) (?:d')?accent(?: (?:etranger|prononce|marque))?)",
    "un accent dit une origine : demandez d’être bien compris", "clairement", "avec une élocution claire",
)  # fmt: skip
_rule(
    "perfect-french", Criterion.LANGUAGE, "L1132-1",
    r"\b(?:francais (?:parfait|irreprochable|impeccable)|(?:parfaite?|excellente?|irreprochable|totale) (?:maitrise|connaissance|pratique) (?:du francais|de la langue francaise)|maitris\w+ parfaitement (?:le francais|la langue francaise)|parl\w+ parfaitement (?:le )?francais)",
    "demandez le niveau de français dont le poste a vraiment besoin, et dites pour quoi faire",
    "français niveau B1, pour comprendre les consignes", "français niveau B2, pour rédiger des comptes rendus",
    severity=ADVISED,
)  # fmt: skip
_rule(
    "other-language", Criterion.LANGUAGE, "L1132-1",
    r"\b(?:arabe|turc|portugais|polonais|russe|chinois|alsacien|roumain|ukrainien|berbere|kabyle|wolof|tamoul|serbe|albanais|armenien|georgien)(?: (?:courant|parle|ecrit|oral))? (?:exige|obligatoire|imperati(?:f|vement)|indispensable|requis)\b",
    "une autre langue que le français ne s’exige que si le travail en a besoin : dites à quoi elle sert",
    "langue utile pour parler avec la clientèle, appréciée", severity=ADVISED,
)  # fmt: skip
_rule(
    "papers", Criterion.ORIGIN, "L5221-8 et L1132-1",
    rf"\b(?:avoir (?:un |une )?|titulaire d'une? |muni{E} d'une? |posseder (?:un |une )?)?(?:titre|carte|permis) de (?:sejour|resident)(?: {GAP}{{0,20}}?(?:valable|valide|en regle|en cours de validite|exigee?|obligatoire|a jour))?|\bautorisation de travail(?: (?:valable|valide|en regle|exigee|obligatoire|a jour))?|\bpapiers (?:francais|en regle|a jour)\b|\b(?:en )?situation reguliere(?! (?:avec|vis a vis|au regard|des|du))(?: sur le territoire(?: francais)?)?|\bsans papiers?{_OUT}",
    "le droit de travailler se vérifie à l’embauche, auprès de la préfecture, pas dans l’offre", "", "embauche après les vérifications prévues par la loi",
    severity=ADVISED,
    spared_before=r"(?:demandes?|demander|instruction|instruire|renouvel\w+|delivr\w+|dossiers?|accompagn\w+|demarches?|guichet|obtention|obtenir|traitement|acces|concernant|relatives? aux?|droit au|remise|service)[^.;!?\n]{0,30}$",
)  # fmt: skip

_CAME = r"francais|europeen|africain|maghrebin|asiatique|etranger|etrangere|antillais|metis|metisse|black|beur|caucasien|occidental|blanc|blanche|noir|noire|arabe|turc|turque|marocain|algerien|tunisien|portugais|polonais|roumain|italien|espagnol|allemand|suisse|belge|chinois|basque|breton|ukrainien|russe"
_ORIGIN_WHY = "l’origine et la nationalité ne peuvent pas être demandées"
_TEACHES = r"(?:(?:professeure?|prof|enseignante?|formateur|formatrice|interprete|traduct\w+|bilingue|trilingue|parl\w+|langues?|lu|cours)s?\b[^.;!?\n]{0,14}|(?:cuisine|gastronomie|patisserie|fromages?|produits?|vins?|mur|peau|lapin|boulangerie|cuisson|marche|specialites?|peintre en|chef) (?:et )?)$"
_quality(
    "origin", Criterion.ORIGIN, rf"(?:(?:{_CAME})(?:ne|e)?s?(?: (?:ou|et) (?:{_CAME})(?:ne|e)?s?)?)", _ORIGIN_WHY, "", portrait=SAID,
    spared_before=_TEACHES,
)  # fmt: skip
_someone(
    "a-national",
    Criterion.ORIGIN,
    rf"(?:une?|des|deux) (?:{_CAME})(?:ne|e)?s?",
    _ORIGIN_WHY,
    "une personne",
    plural=("des personnes",),
)
_quality(
    "origin-listed",
    Criterion.ORIGIN,
    rf"(?:francais|europeen)(?:ne|e)?s?(?=(?:,| et| ou)? ?(?:et |ou )?(?:{_CAME}|motiv|seri|catho|chret|celib|dynam|jeun|souri|ponct|autonom|ressortiss)\w*)",
    _ORIGIN_WHY,
    "",
)
_quality(
    "origin-of", Criterion.ORIGIN, rf"(?:d'|de |votre )?origine ?:? ?(?:{_CAME}|alsacien|lorrain|vosgien|locale?|nord africain|subsaharien)(?:ne|e)?s?|(?:(?:de )?(?:grands )?parents?|pere|mere|famille) (?:{_CAME})(?:ne|e)?s?|(?:passeport|carte d'identite|cni|piece d'identite|nat\.?) ?:? ?(?:{_CAME})(?:ne|e)?s?(?: exige\w*| obligatoire)?|nee?s? (?:en|a|au) (?:france|europe|alsace|l'etranger)|d'origine(?= ?[.,;\n])",
    _ORIGIN_WHY, "", _OPEN, portrait=HEAD, spared_before=r"(?:produits?|viandes?|fruits?|legumes?|vins?|lait|bois|matieres?)[^.;!?\n]{0,15}$",
)  # fmt: skip
_quality(
    "native", Criterion.LANGUAGE, r"(?:sans|aucun|pas d'|ni) ?(?:aucun )?accent(?: (?:etranger|prononce|marque|regional))?|nee?s? (?:franco|anglo|germano|arabo|hispano)phones?|(?:(?:franco|anglo|germano)phones? |francais |anglais |allemand )(?:depuis|de) (?:la |votre |l')?(?:naissance|enfance)",
    "un accent ou une langue de naissance disent une origine : demandez un niveau, ou d’être bien compris", "bien compris de tous", "",
)  # fmt: skip
_rule(
    "native-english", Criterion.LANGUAGE, "L1132-1", r"\b(?:english|french|german|spanish) nati(?:ve|f)s?\b|\bnati(?:ve|f) (?:english|french|german|spanish)\b|\bmother tongue\b|\b(?:parl\w+|langue\w*) [^.;!?\n]{0,25}?(?P<x>depuis (?:la|votre|sa|leur|l') ?(?:naissance|enfance))\b",
    _TONGUE_WHY, "couramment (niveau C1)", "",
)  # fmt: skip

# --- Religion, morals, opinions ----------------------------------------------------------------------------------------

_FAITH = r"(?:catholique|chretien|protestant|evangelique|musulman|juif|juive|israelite|orthodoxe|bouddhiste|athee|croyant|lai(?:c|que))"
_rule(
    "religion", Criterion.RELIGION, "L1132-1",
    rf"\b(?:de (?:confession|religion|foi)|religion ?:) ?(?:{_FAITH}\w{{0,3}})|\b(?:candidat|personne|homme|femme|boucher|bouchere|employe|salarie|vendeu\w+|cuisini\w+|etre|etes|profil){E}? (?P<x>(?:de culture )?{_FAITH}{E})(?: pratiquant{E}| exigee?| souhaite{E}| de preference)?|{_SEEK}{_DET}?(?P<x2>{_FAITH}{E})\b|\b{_FAITH}{E} (?:pratiquant{E}|exigee?s?|uniquement|de preference|souhaite{E})|\bnon pratiquant{E}",
    "la religion ne peut pas être demandée", "", _OPEN,
    spared_before=r"(?:aupres|accueill\w+|accompagn\w+|clientele|etablissement|ecole|institution|cimetiere|communaute|carre)[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "religious-sign", Criterion.RELIGION, "L1132-1 et L1321-2-1",
    r"\b(?:(?:port|interdiction) d[ue] ?(?:port d[ue] ?)?(?:voile|foulard|hijab|kippa|turban)\b(?: (?:interdit|non accepte|refuse|prohibe)\w*)?|(?:sans|pas de|ni) (?:voile|foulard|hijab|kippa|turban)\b|non voilee?s?\b|(?:voile|foulard|hijab) (?:interdit|refuse|non accepte)\w*)",
    "viser un signe religieux est interdit dans une offre : une règle de neutralité se trouve dans le règlement intérieur, pour tous",
    "tenue de travail fournie", "", spared_before=r"(?:planche|char|bateau)s? $",
)  # fmt: skip
_rule(
    "neutrality", Criterion.RELIGION, "L1321-2-1",
    r"\b(?:sans|aucun|pas de|port de|interdiction (?:des?|de tout)) signes? (?:religieux|ostentatoires?|d'appartenance)(?: \w+)?(?: (?:interdit|visible)\w*)?|\bsignes? (?:religieux|ostentatoires?) (?:interdit|prohibe|refuse)\w*",
    "la neutralité ne s’exige que d’un service public ou par un règlement intérieur justifié : citez-le",
    "obligation de neutralité du service public (L. 24 août 2021, art. 1)", "règlement intérieur remis à l’embauche", severity=ADVISED,
)  # fmt: skip
_rule(
    "religious-practice", Criterion.RELIGION, "L1132-1",
    r"\b(?:sans|pas de|ne (?:pas )?(?:faisant|faire|pratiquant) (?:pas )?(?:le )?|incompatible avec (?:le )?) ?(?:ramadan|priere|carême|careme|shabbat|sabbat)\b|\bmang(?:er|eant) du porc\b",
    "la pratique d’une religion ne peut pas être évoquée", "disponible aux horaires indiqués", "",
)  # fmt: skip
_rule(
    "smoker", Criterion.MORALS, "L1132-1",
    rf"\b(?:candidat{E}|personne|etre|etes|profil|salarie{E}|collaborat\w+|chauffeur|garde|assistante?)[\s,:]{{1,3}}(?:\w{{1,12}} )?(?P<x>non fumeu(?:r|se)s?)|\b(?P<x2>non fumeu(?:r|se)s?) (?:exige|imperati|obligatoire|uniquement|de preference|souhait)\w*|\bfumeu(?:r|se)s?{_OUT}|\bpas de fumeurs?\b",
    "fumer ou non relève de la vie privée : dites la règle du lieu de travail", "lieu de travail non-fumeur", "",
    spared_before=r"(?:lieu|locaux|vehicule|camion|cabine|espace|bureau|etablissement)s?[^.;!?\n]{0,15}$",
)  # fmt: skip
_rule(
    "morals", Criterion.MORALS, "L1132-1",
    r"\b(?:de |une )?(?:bonne|haute|irreprochable) moralite\b|\bmoralite (?:irreprochable|exemplaire|exigee)|\b(?:de )?bonnes moeurs\b",
    "la moralité relève de la vie privée : dites la qualité de travail attendue", "discret et digne de confiance au travail", "", severity=ADVISED,
)  # fmt: skip
_rule(
    "opinions", Criterion.OPINIONS, "L1132-1",
    rf"\b(?:candidat{E}|personne|profil|etre|etes) (?P<x>apolitiques?|de (?:gauche|droite)\b)|\b(?:sans|aucune?|pas d'|ni) ?(?:engagement|opinion|activite|appartenance|conviction|etiquette|couleur|passe|mandat)s? politiques?|\b(?:membre|carte|adherent{E}|sympathisant{E}|encarte{E}) (?:d'un|du|au|a un) parti\b|\bne pas (?:appartenir|adherer) a un (?:parti|syndicat)|\bopinions politiques (?:de|proches|exige)\w*",
    "les opinions politiques ne peuvent pas être demandées", "", _OPEN,
)  # fmt: skip
_rule(
    "union-free", Criterion.UNION, "L1132-1 et L2141-5",
    rf"\bnon syndique{E}|\bne pas etre syndique{E}|\b(?:sans|aucune?|pas d') ?(?:activite|engagement|appartenance|passe|mandat|etiquette) (?:syndica\w+|electi\w+|politique et syndicale)|\b(?:membre|adherent{E}|carte) (?:d'un|du|au|a un) syndicat (?:exige|obligatoire|requis)\w*|\bsans mandat (?:local|d'elu|municipal)",
    "l’engagement syndical ou un mandat ne peuvent pas être évoqués", "", _OPEN,
)  # fmt: skip

_quality(
    "religion", Criterion.RELIGION, rf"(?:{_FAITH}|hindou|sikh|mormon|adventiste|bapteme|baptise|pratiquant|chretienne?|pieux|pieuse|voilee?|islamiste|agnostique){E}(?: (?:non )?pratiquant{E})?|(?:pas de|sans|aucune) religion", "la religion ne peut pas être demandée", "", _OPEN,
    spared_before=r"(?:beton|toile|roue|cinema|musique|son|sport|instrument|langue|theatre)s? $",
)  # fmt: skip
_quality(
    "smoker", Criterion.MORALS, r"(?:ne (?:pas )?fum(?:ant|er|ez)(?: pas)?|non fumeu(?:r|se)s?|ne fumant pas|fumeu(?:r|se)s?)", "fumer ou non relève de la vie privée : dites la règle du lieu de travail",
    "lieu de travail non-fumeur", "", spared_before=r"(?:lieux?|locaux|vehicule|camion|cabine|espace|bureau|etablissement)s?[^.;!?\n]{0,15}$",
)  # fmt: skip
_quality(
    "opinions", Criterion.OPINIONS, r"apolitiques?|non politisee?s?|(?:de|ni de) (?:gauche|droite)(?: ni de (?:gauche|droite))?|(?:militant|encarte|electeur|sympathisant|partisan|royaliste|communiste|socialiste|ecologiste|gaulliste|nationaliste)e?s?", "les opinions politiques ne peuvent pas être demandées", "", _OPEN,
)  # fmt: skip
_quality(
    "union", Criterion.UNION, r"(?:(?:non|pas|jamais|ni|ne pas etre) )?syndi(?:quee?s?|calistes?)|(?:sans|pas de|aucun|hors) (?:syndicats?|mandat syndical|engagement syndical)|(?:pas |ni |non )adherent{0} (?:a|d')? ?(?:un|aucun) syndicat".replace("{0}", E),
    "l’engagement syndical ou un mandat ne peuvent pas être évoqués", "", _OPEN, article="L1132-1 et L2141-5",
)  # fmt: skip
_rule(
    "union-belongs", Criterion.UNION, "L1132-1 et L2141-5", r"\b(?:n'appart\w+|ne pas appartenir|n'adher\w+|sans appartenir|n'etes|n'etre|ne fai\w+ partie) (?:\w+ )?(?:a|d'|membre d'|partie d')? ?(?:aucun|un|quelque)? ?syndicats?\b",
    "l’engagement syndical ou un mandat ne peuvent pas être évoqués", "", _OPEN,
)  # fmt: skip
_quality(
    "orientation", Criterion.ORIENTATION, r"(?:non |pas )?(?:hetero(?:sexuel(?:le)?)?|homosexuel(?:le)?|homo|gay|lesbienne|bisexuel(?:le)?|trans(?:genre|sexuel(?:le)?)|cisgenre)s?", "l’orientation sexuelle et l’identité de genre ne peuvent pas être demandées", "", _OPEN,
)  # fmt: skip

# --- Health, disability, autonomy, genetics ------------------------------------------------------------------------------

_HEALTH_WHY = "la santé ne peut pas être demandée : le médecin du travail dit l’aptitude, l’offre dit les gestes"
_rule(
    "good-health", Criterion.HEALTH, "L1132-1",
    rf"\b(?:(?:etre |vous etes )?en )?(?:bonne|excellente|parfaite|tres bonne) sante(?: (?:physique|mentale|exigee|indispensable|obligatoire))?(?! (?:et|financier|economique|de l'entreprise))|\bsante (?:robuste|de fer|irreprochable|fragile{_OUT})|\b(?:bon|excellent|parfait) etat de sante(?: exige\w*)?|\betat de sante (?:compatible|correct|satisfaisant)\w*",
    _HEALTH_WHY, "port de charges et station debout à prévoir", "travail debout",
    aimed=True, unsaid=Severity.REFUSED,
    spared_before=r"(?:maintien|maintenir|rester|animaux|animal|cheptel|plantes|residents?|entreprise|finances|pour (?:la|votre)|veill\w+|garder|bovins?|vaches|arbres?)[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "fit", Criterion.HEALTH, "L1132-1",
    r"\b(?:(?:une |en )?(?:bonne|excellente|parfaite|tres bonne) (?:condition|forme|constitution|resistance|aptitude) physique|(?:bonne|excellente) constitution(?! d[ue])|condition physique (?:exigee|irreprochable|indispensable))(?: (?:exigee?|indispensable|requise|obligatoire))?",
    "la condition physique touche à la santé : décrivez plutôt les gestes, les charges, la durée",
    "port de charges jusqu’à 15 kg, station debout", "travail physique, avec aide à la manutention", severity=ADVISED,
)  # fmt: skip
_rule(
    "sturdy", Criterion.HEALTH, "L1132-1",
    rf"\b(?:personne|candidat{E}|etre|etes|profil|quelqu'un de|gars|homme)s? ?,? (?:\w{{1,12}} (?:et )?)?(?P<x>costaud{E}|robustes?|muscle{E}|baraque{E}|resistant{E} physiquement|fort{E} physiquement)",
    "la force d’une personne touche à la santé et à l’apparence : décrivez les charges à porter",
    "à l’aise avec le port de charges (jusqu’à 15 kg)", severity=ADVISED,
)  # fmt: skip
_rule(
    "no-health-problem", Criterion.HEALTH, "L1132-1",
    rf"\b(?:absence (?:de |d'|totale de )|exempte? (?:de |d')|souffr\w+ (?:de |d'|d'aucune? )|(?:n'avoir|n'ayant|n'avez|ne pas avoir|n'a) ?(?:pas |jamais eu |aucune? )?(?:de |d')?|libre de tout |indemne de )(?:tout |toute )?(?:probleme|souci|maladie|pathologie|handicap|restriction|mal de dos|allergie|antecedent)s?\b(?: (?:de (?:sante|dos)|medica\w+|chronique\w*|physique\w*))?|\b(?:sans|aucun|pas de) traitements?(?: medica\w+)?(?= ?[.,;\n]| medic|$)|\b(?:sans|aucun|pas de|ne pas avoir de|n'ayant pas de|exempte? de) (?:gros )?(?:probleme|souci|ennui|antecedent|trouble|pathologie|restriction|contre indication)s? (?:de (?:sante|dos|genou\w*|vue|peau)|medica(?:l|ux|le|les)|psy\w*|physiques?|cardiaques?|d'aptitude)(?: ou (?:de )?\w+)?|\b(?:sans|aucune?|pas de) (?:maladies?|pathologies?|traitements?) (?:chroniques?|graves?|du dos|lourde?s?|de longue duree|cardiaques?|psy\w*)|\bsans pathologies?|\b(?:sans|aucun) handicaps?\b|\bsans (?:allergies?(?! a)|maladies?|depression|arrets? (?:de travail|maladie)|inaptitude|addictions?)\b|\b(?:personne |candidat{E} )valides?\b|\bnon handicape{E}|\bpas d'handicap",
    _HEALTH_WHY, "port de charges et station debout à prévoir", "",
    spared_before=r"(?:menus?|plats?|repas|cuisine|produits?|aliments?|enfants?|patients?|residents?|avec ou|recettes?)[^.;!?\n]{0,20}$",
)  # fmt: skip
_rule(
    "not-for-disabled", Criterion.HEALTH, "L1132-1 et L5213-6",
    rf"\b(?:non (?:accessible|ouvert|adapte|compatible)|inaccessible|pas (?:accessible|ouvert|adapte|compatible)|ferme|interdit|inadapte|incompatible|ne (?:convient|conviendrait) pas){E} ?(?:a un |a une |aux?|avec|pour)? ?(?:les |une |un |des |la )?(?:rqth|handicap\w*|(?:personnes?|travailleurs?) (?:handicap\w+|en situation de handicap|malades?))",
    "un poste ne peut pas être fermé aux personnes handicapées : il s’aménage", "poste ouvert aux personnes en situation de handicap, à aménager ensemble", "",
)  # fmt: skip
_rule(
    "inaccessible", Criterion.HEALTH, "L5213-6",
    r"\b(?:non accessible|inaccessible|pas accessible)s? (?:aux? |pour les )?(?:pmr|personnes? a mobilite reduite|fauteuils?(?: roulants?)?)",
    "dites ce que sont les lieux : un poste s’aménage", "locaux à l’étage, sans ascenseur", severity=ADVISED,
)  # fmt: skip
_rule(
    "disabled-only", Criterion.HEALTH, "L1133-4 et L5212-13",
    rf"(?:{_SEEK}|\breserve{E} (?:a |aux? ))(?P<x>(?:une? |des |de )?(?:travailleur{E}|travailleuses?|personnes?|candidat{E}) (?:handicape{E}|en situation de handicap|rqth|reconnu\w* (?:travailleu\w+ )?handicape\w*)|(?:une? |des )?rqth)|\brqth (?:uniquement|exigee|obligatoire|imperative)",
    "réserver un poste n’est permis que pour une entreprise adaptée ou un dispositif prévu par la loi",
    "à compétences égales, priorité aux bénéficiaires de l’obligation d’emploi", "poste ouvert aux personnes en situation de handicap", severity=ADVISED,
)  # fmt: skip
_rule(
    "health-asked", Criterion.HEALTH, "L1221-6",
    rf"\b(?:indiqu|precis|mentionn|communiqu|signal|declar)\w{{1,4}} {GAP}{{0,20}}?(?P<x>(?:votre |vos |tout |toute |tous )?(?:etat de sante|problemes? de sante|handicap|rqth|traitements? medica\w+|antecedents medicaux))",
    "la santé ne se demande pas dans une candidature", "les aménagements dont vous auriez besoin, si vous le souhaitez",
    spared_before=r"(?:patient|resident|enfant|usager|parent|famille|si vous le souhaitez)s?[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "autonomy", Criterion.AUTONOMY, "L1132-1",
    rf"\b(?:candidat{E}|personne|etre|etes|profil|exig\w+)[^.;!?\n]{{0,20}}?(?P<x>(?:sans|aucune|pas de) (?:perte d'autonomie|dependance))",
    "la perte d’autonomie ne peut pas être demandée", "", _OPEN,
)  # fmt: skip
_rule(
    "genetic", Criterion.GENETIC, "L1132-1",
    r"\b(?:sans|pas de|pas d'|aucune?|ni) ?(?:maladies? (?:genetiques?|hereditaires?)|antecedents? (?:familia(?:l|ux)|genetiques?|hereditaires?)|predispositions?(?: genetiques?)?)|\btests? (?:adn|genetiques?) (?:exige|demande|obligatoire|requis|negatif|a fournir)\w*",
    "les caractéristiques génétiques ne peuvent pas être demandées", "", _OPEN,
)  # fmt: skip

_quality(
    "health", Criterion.HEALTH, rf"valides?|(?:non|pas|jamais|ni) (?:ete )?(?:handicape{E}|malades?|invalides?|inaptes?|diabetiques?|epileptiques?|depressi\w+|asthmatiques?)|en (?:pleine |bonne |parfaite |excellente |tres bonne )?(?:possession de ses moyens|pleine sante|bonne sante|parfaite sante|bonne forme physique|pleine forme physique)|(?:sans|pas de|ni) (?:dos|sante|coeur|genoux?|constitution) fragiles?|(?:sans|pas de|pas d'|aucun|ni) ?(?:handicap|maladies?|invalidite|inaptitude|incapacite)s?|(?:un )?(?:dos|coeur|genoux?) (?:solide|en bon etat|sain|robuste)s?|(?:bon|solide) dos|rqth (?:non|refus\w*|exclu\w*)|sain{E} (?:de corps|d'esprit)[\w\s]{{0,12}}|bien portant{E}",
    _HEALTH_WHY, "port de charges et station debout à prévoir", "", spared_before=r"(?:avec ou|documents?|titres?|billets?|permis|badges?)[^.;!?\n]{0,15}$",
)  # fmt: skip
_quality(
    "pregnant",
    Criterion.PREGNANCY,
    r"(?:non|pas|jamais|ni|ne pas etre) enceintes?|enceintes?(?= s'abstenir)",
    "une grossesse, présente ou future, ne peut pas être évoquée",
    _OPEN,
    "",
    article="L1132-1 et L1225-1",
)
_quality(
    "autonomy",
    Criterion.AUTONOMY,
    r"(?:sans|pas de|aucune) (?:perte d'autonomie|dependance)|(?:non|pas) dependant{0}".replace(
        "{0}", E
    ),
    "la perte d’autonomie ne peut pas être demandée",
    "",
    _OPEN,
)

# --- Family -----------------------------------------------------------------------------------------------------------

_FAMILY_WHY = (
    "la situation de famille ne peut pas être demandée : dites les horaires, chacun s’organise"
)
_AVAILABLE = "disponible aux horaires indiqués"
_rule(
    "single", Criterion.FAMILY, "L1142-1",
    rf"\b(?:celibataires?|(?:non )?mariee?s?\b(?! (?:a|au|aux|avec)\b)|divorce{E}|concubin{E}|pacse{E})(?: (?:et|ou|,) ?(?:sans enfants?|celibataire|libre))?(?: (?:exige|souhaite|de preference|uniquement)\w*)?",
    _FAMILY_WHY, _AVAILABLE, "", aimed=True, unsaid=Severity.REFUSED,
    spared_before=r"(?:jeunes?|futurs?|robes?|repas|traiteur|nouveaux|la|le|les|des|aux|gateaux|meres?|peres?|accueil\w*|logement\w*|accord|vins?|saveurs|pour)[^.;!?\n]{0,12}$",
)  # fmt: skip
_rule(
    "no-ties", Criterion.FAMILY, "L1142-1",
    rf"\b(?:sans|pas de|aucune?) (?:(?:contraintes?|obligations?|charges?) (?:familia\w+|de famille)|vie de famille)\b|\bpas d'enfants?(?= (?:en bas age|a charge)|\s?[.,;\n]|$)(?: en bas age| a charge)?|\bsans (?:enfants?(?! a (?!charge))(?: a charge| en bas age)?|charges? (?:de famille|familiales?)|famille(?: a charge)?|attaches? familiales?|(?:contraintes?|obligations?|impératifs|imperatifs) (?:familia\w+|de famille))\b|\b(?:mobiles?|libres?|candidat{E}|personne|disponibles?|profil|etre|etes)[\s,]{{1,2}}(?:et )?(?P<x>(?:sans|de toute?) (?:aucune )?(?:attaches?|contraintes? familiales?|obligations? familiales?|charges? de famille))\b",
    _FAMILY_WHY, _AVAILABLE, "", aimed=True, unsaid=Severity.REFUSED,
    spared_before=r"(?:couples?|avec ou|residence|hotel|espace|quartier|sejours?|zone|clients?)[^.;!?\n]{0,20}$",
)  # fmt: skip
_rule(
    "parent", Criterion.FAMILY, "L1142-1",
    rf"\b(?:ideal\w*|convien\w+|parfait\w*|{_SEEK[2:]}|reserve{E}|priorite|bienvenu\w*){GAP}{{0,15}}?(?P<x>(?:pour |a |aux? )?(?:une? |des |les )?\b(?:jeunes? )?(?:mamans?|papas?|meres?(?: de famille| au foyer| celibataire)?|peres? de famille|parents? (?:isole|celibataire|solo)s?))\b|\b(?:mamans?|meres?(?: de famille)?|peres? de famille|parents? isoles?) (?:bienvenu|accepte|souhait|prioritaire)\w*",
    _FAMILY_WHY, "avec des horaires de journée, hors vacances scolaires", _AVAILABLE,
    spared_before=r"(?:cadeau|atelier|groupe|lieu|foyer|logement|espace)s?[^.;!?\n]{0,20}$",
)  # fmt: skip
_rule(
    "good-father", Criterion.FAMILY, "L1142-1",
    r"\b(?:en |comme un )?bons? peres? de famille\b", "cette formule ne s’adresse qu’à un sexe et suppose une famille ; la loi l’a remplacée en 2014",
    "raisonnablement", "avec soin", severity=ADVISED,
)  # fmt: skip
_rule(
    "couple", Criterion.FAMILY, "L1142-1",
    rf"{_SEEK}(?P<x>(?:une? |des )?couples?)\b|\b(?:poste (?:de |en |pour )|emploi (?:de |en ))couple\b|\bcouple (?:de gardiens?|souhaite|exige|uniquement|de preference)\w*",
    "un couple est une situation de famille : publiez deux postes qui se complètent", "deux personnes (deux postes complémentaires)",
    severity=ADVISED,
)  # fmt: skip
_rule(
    "childcare", Criterion.FAMILY, "L1142-1",
    r"\b(?:avoir |disposer d'|disposant d'|ayant |prevoir |possedant )(?:une? )?(?:mode|solution|moyen)s? de garde(?: (?:fiable|stable|pour (?:vos|ses|les) enfants))?(?: exige\w*| obligatoire)?|\b(?:mode|solution) de garde (?:exige|obligatoire|indispensable|requis)\w*",
    _FAMILY_WHY, _AVAILABLE, "",
)  # fmt: skip
_rule(
    "family-asked", Criterion.FAMILY, "L1142-1 et L1221-6",
    rf"\b(?:indiqu|precis|mentionn|communiqu|donn)\w{{1,4}} {GAP}{{0,25}}?(?P<x>(?:votre |la |leur |le |vos )?(?:situation (?:de famille|familiale|matrimoniale)|nombre d'enfants|etat civil))",
    "la situation de famille ne se demande pas dans une candidature", "vos disponibilités",
    spared_before=r"(?:locataire|client|usager|famille|demandeur|allocataire|dossier)s?[^.;!?\n]{0,25}$",
)  # fmt: skip

_someone(
    "parent", Criterion.FAMILY, rf"{_A}(?:jeunes? |bonnes? |bons? )?(?:mamans?|papas?|(?:meres?|peres?|parents?|soutiens?|chefs?|chargee?s?) (?:de famille|au foyer|celibataires?|isolee?s?|seule?s?)|celibataires?|couples? marie\w*|maman solo|veuf|veuve|veufs|veuves)", _FAMILY_WHY, _AVAILABLE, "", article="L1142-1",
)  # fmt: skip
_quality(
    "family", Criterion.FAMILY, r"celibataires?|marie(?:e|s|es)?(?! (?:a|au|aux|avec)\b)|non mariee?s?|divorcee?s?|separee?s?(?= de )|pacsee?s?|en couple|vivant en couple|sans attaches?|sans enfants?|libres? (?:de tout(?:e)? )(?:attache|engagement|obligation familiale)s?|(?:avec des |aux? )?enfants (?:deja |tous )?(?:grands|eleves|autonomes|adultes)|(?:non|pas|ni) charge(?:e|s)? de famille|situation (?:de famille|familiale|matrimoniale) ?: ?\w+|situation (?:de famille|familiale|matrimoniale|conjugale) (?:stable|reguliere|claire)|ni (?:mari|femme|conjoint|enfants?)(?: ni (?:mari|femme|conjoint|enfants?)){0,2}|en menage",
    _FAMILY_WHY, _AVAILABLE, "", article="L1142-1",
)  # fmt: skip
_rule(
    "family-children-asked", Criterion.FAMILY, "L1142-1 et L1221-6",
    rf"\b(?:indiqu|precis|mentionn|communiqu|dit)\w{{1,4}}(?: nous)? (?P<x>(?:si (?:vous (?:avez|etes)|oui ou non)|le nombre de|combien) {GAP}{{0,25}}?(?:enfants?|mariee?s?|celibataires?|enceintes?|en couple)\b)|\b(?P<x3>(?:avez vous|auriez vous|as tu) (?:des |un )?(?:enfants?|conjoint\w*|projets? de (?:bebe|maternite))|etes vous (?:mariee?s?|celibataires?|en couple|enceinte|parents?|separee?s?|divorcee?s?))|\bn'etes pas (?P<x2>chargee?s? de famille|mariee?s?|parents?|en couple)",
    "la situation de famille ne se demande pas dans une candidature", "vos disponibilités",
)  # fmt: skip

# --- Appearance, photo, surname -----------------------------------------------------------------------------------------

_OUTFIT = ("tenue professionnelle exigée", "tenue professionnelle fournie")
_rule(
    "presentation", Criterion.APPEARANCE, "L1132-1",
    r"\b(?:(?:une )?(?:tres )?(?:bonne|excellente|parfaite|belle|jolie) presentation|presentation (?:tres )?(?:soignee|irreprochable|impeccable|exigee|parfaite|correcte)|(?:bien|tres bien) presenter\b|tenue et presentation (?:soignees?|correctes?|irreprochables?))(?: (?:exigee?|indispensable|souhaitee|obligatoire|requise))?(?! (?:des?|du|d'une?)\b)",
    "la « présentation » juge l’apparence : dites la tenue attendue, ou fournissez-la", *_OUTFIT, severity=ADVISED,
    spared_before=r"(?:plats?|assiettes?|produits?|rayons?|vitrines?|mets|buffet|stand|dossiers?)[^.;!?\n]{0,20}$",
)  # fmt: skip
_rule(
    "looks", Criterion.APPEARANCE, "L1132-1",
    rf"\b(?:physique (?:agreable|avenant|attractif|attrayant|avantageux|soigne)|(?:beau|bon) physique|(?:belle|jolie) (?:apparence|silhouette|plastique)|(?:bonne|belle) apparence(?: physique)?|apparence (?:physique )?(?:soignee|agreable|irreprochable)|taille mannequin|silhouette (?:fine|mince|elancee)|(?:jolie|belle)s? (?:fille|femme|hotesse|serveuse|vendeuse)s?)\b|\b(?:candidat{E}|personne|femme|hotesse|vendeuse|serveuse|etre|etes|profil)s? ?,? (?:\w{{1,12}} (?:et )?)?(?P<x>(?:jolie?|belle|charmante?|mince|svelte|elancee?|sexy|seduisant{E}|mignon{E}|attirant{E})s?)\b",
    "l’apparence physique ne peut pas être demandée", "souriant et courtois", "",
    lawful=r"\bmannequin|modele vivant|\bcomedien|\bfigurant",
)  # fmt: skip
_rule(
    "body", Criterion.APPEARANCE, "L1132-1",
    r"\b(?:taille (?:minimum|minimale|maxi\w*|exigee)|mesur(?:er|ant|ez)(?: au moins| plus de| minimum)?) ?:? ?(?:de )?1 ?[m,.] ?\d{1,2}(?: ?m)?\b|\btaille ?:? ?(?:de )?1 ?[m,.] ?\d\d? ?m? (?:minimum|mini\b|maxi)\w*|\b1 ?m ?\d\d (?:minimum|mini|maximum|au moins)\b|\bcheveux (?:courts|longs|attaches exiges|blonds?|lisses)(?: exige\w*)?|\byeux (?:bleus|verts|clairs)\b|\b(?:forte corpulence|surpoids|obese|grosse?)s?" + _OUT + r"|\bpas (?:de (?:gros|grosses|personnes? (?:en surpoids|obeses?))|trop gros(?:se)?)\b|\b(?:grand|petit) gabarit (?:exige|souhaite|uniquement)\w*|\bpoids (?:maximum|inferieur|ideal|proportionne)(?= (?:exige|souhait|de [4-9]\d))",
    "le corps d’une personne ne peut pas être un critère : décrivez le geste ou l’espace de travail", "poste en espace réduit, à aménager si besoin", "",
    lawful=r"\bmannequin|modele vivant|\bcomedien|\bfigurant|\bjockey|police|gendarmerie",
    spared_before=r"(?:clients?|clientes?|coup\w*|coiff\w+|coloration|brushing)[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "body-art", Criterion.APPEARANCE, "L1132-1 et L1121-1",
    r"\b(?:sans|pas de|aucun|ni) (?:tatouages?|piercings?)(?: (?:ni|ou|et) (?:tatouages?|piercings?))?(?: (?:apparent|visible)s?)?|\b(?:tatouages?|piercings?)(?: (?:et|ou) (?:tatouages?|piercings?))? (?:apparents? |visibles? )?(?:interdit|refuse|prohibe|non accepte)\w*|\brase{0} de pres\b|\b(?:sans|pas de) barbe\b|\bbarbe (?:interdite|refusee)".replace("{0}", E),
    "un usage du corps ne se limite que pour une raison d’hygiène ou de sécurité : donnez-la", "bijoux et piercings retirés pendant le service (hygiène)", severity=ADVISED,
)  # fmt: skip
_PHOTO = r"photos?\b(?: (?:d'identite|recente|en pied|portrait|de vous))?(?! ?(?:de |d'|du |des |a chaque|aux? (?!cv|mail|dossier|format|courrier|candid)|sur (?:le|les|chaque)|avant|apres))"
_rule(
    "photo", Criterion.APPEARANCE, "L1221-6 et L1132-1",
    rf"\b(?:cv|curriculum vitae|candidatures?|lettre)\b{GAP}{{0,30}}?(?P<x>(?:\+ ?|(?:, ?)?\b(?:avec|et|ainsi qu[e']|plus|accompagnee?s? d[e']|comportant|incluant) ?(?:une |votre )?|, ?(?:une |votre )?|\bune |\bvotre ){_PHOTO})|\b(?:cv|candidatures?)\s{{0,2}}(?P<x2>{_PHOTO})|\b(?:join|envoy|fourni|adress|ajout|transmet|accompagne)\w{{0,5}} (?:{GAP}{{0,40}}?(?P<x3>(?:\bet |\bainsi que |\bavec |\+ ?|, ?)?(?:d')?\b(?:une|votre|vos|avec|et) {_PHOTO})|(?P<x4>{_PHOTO}))|\b(?:avec )?photos? recentes?\b|\bphotos?(?: d'identite)?(?: recente)? (?:exige|obligatoire|souhaite|demande|apprecie|imperati|requis|indispensable|bienvenue)\w*",
    "une photo montre l’âge, l’origine, l’apparence : elle ne se demande pas", "",
    spared_before=r"(?:sans|pas de|inutile|ni|badge|clients?|annonces?|produits?|chantiers?|plats?|creations?|realisations?|book|reportage|biens?|photograph\w+)[^.;!?\n]{0,25}$",
    lawful=r"\bmannequin|modele vivant|\bcomedien|\bfigurant",
)  # fmt: skip
_quality(
    "looks", Criterion.APPEARANCE, r"(?:(?:beau|bel|belle|jolie?|mignon(?:ne)?|mince|svelte|elancee?|sexy|seduisant(?:e)?|attirant(?:e)?|charmante|photogenique|blonde?|brune?|rousse|roux|plantureuse|gros|grosse|maigre|obese)s?|bien de (?:sa|votre|leur) personne|bien (?:faite?s? de \w+ \w+|physiquement|foutue?s?|batie?s?)|presente[zr]? bien|bien presenter|de (?:grande|petite|bonne) (?:taille|corpulence|stature)|d'apparence \w+|(?:belle|bonne) allure|allure (?:elegante|soignee|sportive|agreable|distinguee)|physiquement (?:agreable|attirant|avenant)\w*|au physique \w+|aux? (?:yeux|cheveux) \w+)(?: et(?= \w+))?",
    "l’apparence physique ne peut pas être demandée", "souriant et courtois", "", lawful=r"\bmannequin|modele vivant|\bcomedien|\bfigurant",
    spared_before=r"(?:tables?|vues?|biere|lisiere|terre)[^.;!?\n]{0,10}$",
)  # fmt: skip
_quality(
    "tall",
    Criterion.APPEARANCE,
    r"(?:grande?|petite?|de grande taille|a la peau (?:claire|blanche|mate|noire))(?: et(?= (?:fort|mince|muscl)))?",
    "l’apparence physique ne peut pas être demandée",
    "",
    portrait=SAID,
)
_someone(
    "beauty", Criterion.APPEARANCE, r"(?:une? |des |deux )?(?P<x>(?:tres )?(?:beau|beaux|bel|belle|jolie?|grand|grande|petite?|grosse?|mince|charmante)s?) (?:jeune )?(?:homme|femme|fille|garcon|dame|monsieur|personne|gars|hotesse|serveuse|vendeuse)s?",
    "l’apparence physique ne peut pas être demandée", "", lawful=r"\bmannequin|modele vivant|\bcomedien|\bfigurant",
)  # fmt: skip

_PICTURE = r"(?:photo(?:graphie)?s?|selfie|portrait photo|photo portrait)(?: (?:d'identite|recente|en pied|portrait|de vous|de face))?"
_PHOTO_WHY = "une photo montre l’âge, l’origine, l’apparence : elle ne se demande pas"
_quality(
    "photo", Criterion.APPEARANCE, rf"(?:(?:avec|plus|joindre|envoyer|fournir|ajouter) |\+ ?)(?:une |votre |la |sa )?{_PICTURE}|photos?(?= ?(?:et|\+|,|/) ?(?:cv|lettre|curriculum))|(?:vid\w+ ou )?photos?(?: (?:d'identite|recente|en pied|de profil|portrait))?(?: de vous| de vous meme)|photos?(?: (?:d'identite|recente|de profil|en pied|portrait|en buste|de face))?(?= (?:svp|a envoyer|a fournir|a transmettre|bienvenue|appreciee|s'il|exige|demand|souhait|obligat|requis|a joindre|a fournir|indispens))",
    _PHOTO_WHY, "", article="L1221-6 et L1132-1", spared_before=r"(?:badge|menu|fiche|annonce|catalogue|carte|rapport|constat)[^.;!?\n]{0,25}$",
    lawful=r"\bmannequin|modele vivant|\bcomedien|\bfigurant",
)  # fmt: skip
_rule(
    "photo-with", Criterion.APPEARANCE, "L1221-6 et L1132-1",
    rf"\b(?:c\.? ?v\b\.?|curriculum(?: vitae)?|candidature\w*|lettre\w*|postul\w+|dossier de candidature)[^.;!?\n]{{0,40}}?(?P<x>(?:[+/,&] ?|\b(?:avec|et|ou|plus|accompagne\w* d'une) )?(?:une |votre |vos )?\b{_PICTURE})(?=(?: (?:svp|s'il|exige|obligat|souhait|demand|a l'adresse|par mail|a \w+@|au|\())|\s?(?:[.,;:!?)\n]|$))|\b(?P<x2>{_PICTURE})(?= (?:a joindre|a fournir|avec|jointe|dans|sur|en tete)(?: \w+){{0,2}}? (?:cv|candidature|dossier de candidature|lettre))|\b(?P<x3>(?:sans ){_PICTURE}){GAP}{{0,20}}?(?:non|ne|pas|refus|rejet|ignor|elimin|ecart)\w*|\b(?:join|envoy|fourni|adress|ajout|transmet|accompagne)\w{{0,5}}(?: nous)? (?P<x4>(?:une? |votre |vos )?(?:selfie|portrait photo|photographie))",
    _PHOTO_WHY, "", spared_before=r"\b(?:sans|pas de|inutile|ni|ni la|badge|clients?|annonces?|produits?|chantiers?|realisations?|photograph\w+) (?:(?:cv|lettre),? (?:ni|ou|et) )?$",
    lawful=r"\bmannequin|modele vivant|\bcomedien|\bfigurant",
)  # fmt: skip
_rule(
    "surname", Criterion.SURNAME, "L1132-1",
    r"\b(?:nom|prenom|patronyme)s?(?: de famille)? (?:a consonance|francais|europeen|bien francais|facile a prononcer|chretien|d'origine)\w*(?: \w+ise)?|\bconsonance (?:francaise|europeenne|etrangere|maghrebine)",
    "le nom de famille ne peut pas être un critère", "", _OPEN,
)  # fmt: skip
_rule(
    "civility", Criterion.SEX, "L1142-1", r"\b(?:mademoiselle|mlle|melle)\b",
    "« Mademoiselle » dit une situation de famille (circulaire du 21 février 2012)", "Madame", severity=ADVISED,
)  # fmt: skip

# --- Residence, money, private life ---------------------------------------------------------------------------------------

_RESIDENCE_WHY = "le lieu de résidence ne peut pas être un critère : dites l’horaire et la desserte, chacun jugera du trajet"
_COME = ("pouvoir venir aux horaires indiqués", "accessible en transports en commun ou à vélo")
_NEARBY = r"(?:a proximite|pres\b|proche|dans (?:le|la|l'|les|un rayon|notre|un perimetre)|sur (?:place|le secteur|la commune|[a-z]{3})|a (?:moins de|cote|[a-z]{3})|en (?:ville|alsace|centre|france|agglo\w*|qpv|zrr|zfu)|non loin|le (?:secteur|coin|quartier|village|departement)|la (?:commune|ville|region|vallee)|colmar|mulhouse|strasbourg|les environs|les alentours|aux alentours|hors)"
_HOUSED = r"\blogement de fonction|\bloge{0}\b|logement (?:fourni|sur place|compris)|loge gardien|\bqpv\b|quartiers? prioritaires?|emplois? francs?|sapeur pompier|\bzrr\b".replace(
    "{0}", E
)
_rule(
    "residence", Criterion.RESIDENCE, "L1132-1",
    rf"\b(?:il faut|vous devez|devoir|doit|imperatif d'|obligation d[e']) ?(?:habiter|resider|demeurer)\b[^.;,!?\n]{{0,35}}|\b(?:(?:de preference |idealement |vous devez |il faut |devoir )?(?:vous )?(?:habit(?:er|ez|ant)|resid(?:er|ez|ant)|demeur(?:er|ant)|domicilie{E}|logeant|vivre|vivant)) (?:de preference |idealement |imperativement |obligatoirement |deja )?{_NEARBY}(?:[^.;,!?\n]{{0,35}}?(?:(?= ?[.;,!?\n(])|$|(?= (?:est|et|exige|obligatoire|imperati|souhait))))(?: (?:exige|obligatoire|imperati|souhait|indispensable)\w*)?",
    _RESIDENCE_WHY, *_COME, aimed=True, unsaid=Severity.REFUSED, lawful=_HOUSED,
    spared_before=r"(?:si vous|meme si|ou que vous|personnes?(?: agees)?|gens|clients?|usagers?|familles?|residents?|locataires?|que vous|ceux qui|enfants?|particuliers|qui|etrangers?|population|riverains?|siege|entreprise|societe|collegues?|compte|bancaire|banque)\s[^.,;!?\n]{0,20}$|\b(?:une?|chaque|les?|l'|des|d'|aux?|nos|tout) $",
)  # fmt: skip
_TOWNS = r"(?:colmar|mulhouse|strasbourg|selestat|guebwiller|thann|altkirch|munster|cernay|haguenau|saverne|obernai|molsheim|saint louis|belfort|basel|bale|kaysersberg|ribeauville|wissembourg|rouffach|ensisheim|wittenheim|illzach|kingersheim|erstein|bischheim|schiltigheim|illkirch)"
_TO_THE_END = r"[^.;,:!?\n()]{0,40}"
_NOT_THE_SOUGHT = r"(?:\b(?:compte|bancaire|banque|entreprise|siege|societe|association|un|une|chaque|les?|la|l'|des|du|d'|par|aux?|nos|vos|ces|leurs?|si vous|ou vous|ou que vous|qui|que|meme si vous|personnes? agees?|gens|clients?|usagers?|familles?|locataires?|enfants?|patients?|particuliers?|beneficiaires?|residents?|tout|celui|ceux)\s)$"
_rule(
    "said-residence", Criterion.RESIDENCE, "L1132-1",
    rf"\b(?:(?:habitant|residant|demeurant|logeant|domicilie)(?:\(e\)|[.·/]e|e)?|domiciliee?s|vivant(?= (?:a|en|dans|sur|pres|ici|la|le|colmar)\b)|logee?s?(?= (?:a proximite|pres|non loin))|(?:etre )?(?:habiter|resider|demeurer|domiciliee?s?)|habite[sz]?|reside[sz]?|demeure[sz]?(?= (?:a|en|dans)\b)|vive[sz]?(?= (?:a|en|dans|sur|pres)\b)|vit (?:a|en|dans|sur|pres))\b(?! ?(?:loin|ou\b|si|en couple|et\b|en foyer|\)|[.,;?\n]|$)) ?{_TO_THE_END}",
    _RESIDENCE_WHY, *_COME, portrait=LISTED, aimed=True, unsaid=Severity.REFUSED, lawful=_HOUSED, spared_before=_NOT_THE_SOUGHT,
)  # fmt: skip
_rule(
    "habitants-only", Criterion.RESIDENCE, "L1132-1", rf"\b(?:uniquement|exclusivement|seulement) (?:pour )?(?:les |des |aux )?(?:habitant|resident|riverain)s?(?: (?:de|du|d'|des)[^.;,!?\n]{{1,25}})?|\b(?:aux? |les? |des )?(?:habitant|resident|riverain|colmarien|mulhousien|strasbourgeois|alsacien|frontalier)(?:ne|e)?s?\b(?: (?:de|du|d'|des)[^.;,!?\n]{{1,25}}?)? (?:uniquement|exclusivement|seulement|de preference|en priorite|prioritaires?|privilegie\w*|bienvenu\w*|exige\w*)|\b(?:preference|priorite) (?:sera |est )?(?:donnee |accordee )?(?:aux? |pour les )(?:{_TOWNS}\w{{0,6}}|colmariens?|mulhousiens?|strasbourgeois|alsaciens?|locaux|gens d\w+)(?:ne|e)?s?",
    _RESIDENCE_WHY, "poste ouvert à toutes et à tous", *_COME, lawful=_HOUSED,
)  # fmt: skip
_quality(
    "local", Criterion.RESIDENCE, r"(?:local|locale|locaux|colmarien|mulhousien|strasbourgeois|alsacien|haut rhinois|bas rhinois|vosgien|lorrain|sundgauvien|frontalier|banlieusard|parisien)(?:ne|e)?s?(?: ou \w+iens?(?:ne)?s?)?|(?:du (?:coin|secteur|village|quartier|cru|voisinage|bassin|pays|departement|haut rhin|bas rhin)|de la (?:commune|ville|vallee|region|agglo\w*)|des (?:environs|alentours)|d'alsace|d'ici)",
    _RESIDENCE_WHY, "", *_COME, portrait=SAID, lawful=_HOUSED, spared_before=r"(?:chef|restaurateur|cuisinier|cuisiniere|boulanger|agent|agente|employee?|secretaire|gardien|animateur|animatrice|viticulteur|vigneron|reserve\w*|conseiller|directeur|directrice|responsable|technicien\w*|encadrant)s? (?:de la )?$",
)  # fmt: skip
_rule(
    "from-town", Criterion.RESIDENCE, "L1132-1", rf"\b(?:candidat{E}|personnes?|gens|profils?|quelqu'un|habitants?|candidatures?) (?P<x>de {_TOWNS}(?: (?:ou|et) (?:ses |les )?(?:environs|alentours))?)|\b(?P<x3>y (?:habiter|resider|vivre))\b|\b(?P<x4>loca(?:l|le|ux|les)) (?:de preference|uniquement|exclusivement)|\b(?P<x2>(?:de |sur |secteur )?{_TOWNS}(?: (?:ou|et) (?:ses |les )?(?:environs|alentours))? (?:uniquement|exclusivement))",
    _RESIDENCE_WHY, "", *_COME, aimed=True, unsaid=Severity.REFUSED, lawful=_HOUSED, spared_before=r"(?:chantier|deplacement|livraison|tournee|intervention|poste|mission|agence|travail|base|situe|basee?|secteur)s?[^.;!?\n]{0,12}$",
)  # fmt: skip
_rule(
    "residence-asked", Criterion.RESIDENCE, "L1132-1", r"\b(?P<x>(?:habitez|residez|vivez|demeurez) vous)\b|\b(?P<x2>secteur d'habitation|code postal(?= (?:\d+ )?(?:exige|obligatoire|souhait))|votre domicile (?:est|se situe|se trouve|doit etre)[^.;,!?\n]{0,25})|\b(?:indiqu|precis|mentionn|communiqu)\w{1,4} (?P<x3>votre (?:adresse|lieu de residence|domicile|commune de residence|code postal)|ou vous (?:habitez|residez|vivez))",
    _RESIDENCE_WHY, *_COME, lawful=_HOUSED,
)  # fmt: skip
_quality(
    "resident", Criterion.RESIDENCE, rf"(?:lieu de )?(?:domicile|residence|habitation|adresse) ?: ?{_TO_THE_END}|(?:adresse|domicile|residence|habitation|logement) (?:personnelle? |principale? )?(?:a|en|au|dans|sur|proche|pres|a proximite)\b[^.;,!?\n]{{0,25}} (?:exige|obligatoire|souhait|imperati|requis|demand|indispensable|appreci)\w*|issue?s? (?:du|de la|de l'|des|d'un) (?:quartier|commune|village|region|secteur|coin|ville|agglo\w*)s?(?: voisin\w*)?|(?:colmarien|mulhousien|strasbourgeois|haut rhinois|bas rhinois)(?:ne|e)?s?(?: (?:ou|et) \w+)?",
    _RESIDENCE_WHY, "", *_COME, lawful=_HOUSED,
)  # fmt: skip
_rule(
    "residence-close", Criterion.RESIDENCE, "L1132-1",
    rf"\b(?:(?:lieu de )?(?:residence|domicile|domiciliation|habitation)|logement personnel) (?:a proximite|proche|dans (?:le|la|un)|sur (?:le secteur|la commune|place)|a moins de|pres|exigee?|obligatoire|a (?:colmar|mulhouse|strasbourg))(?:[^.;,!?\n]{{0,30}}?(?:(?= ?[.;,!?\n])|$))|\blogement a moins de [^.;,!?\n]{0,20} (?:imperati|exige|obligatoire)\w*|\blieu de residence ?: ?\w+|\bproximite (?:geographique|du (?:domicile|lieu de travail)) (?:exigee|obligatoire|indispensable|imperative|souhaitee|demandee|appreciee)",
    _RESIDENCE_WHY, *_COME, lawful=_HOUSED,
    spared_before=r"(?:clients?|usagers?|personnes? agees?|maintien|aide|soins?|service|travaillez|interven\w+|patients?|beneficiaires?|poste|mission\w*|secteur|emploi|de votre|du|en|retraite|seniors?|notre|la|etudiante|hoteliere)[^.;!?\n]{0,15}$",
)  # fmt: skip
_rule(
    "locals", Criterion.RESIDENCE, "L1132-1",
    rf"\b(?:candidat{E}|candidatures?|personnes?|profils?) (?P<x>(?:de la (?:region|commune|ville|vallee)|du (?:coin|secteur|village|quartier|departement|bassin|haut rhin|bas rhin|6[78])|loca(?:l|le|ux|les)|d'alsace|alsacien\w*))(?: (?:uniquement|exclusivement|de preference|privilegie|exige|souhaite|seulement|prioritaire)\w*)?",
    _RESIDENCE_WHY, "", *_COME, aimed=True, unsaid=ADVISED, lawful=_HOUSED,
    spared_before=r"(?:aupres|accompagn\w+|accueill\w+|aider?|salle|stationnement|parking|piscine|tarif)[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "locals-first", Criterion.RESIDENCE, "L1132-1",
    rf"\b(?:priorite|preference|(?:poste|emploi|offre) reserve{E}) (?:est |sera )?(?:donnee |accordee )?(?:aux? |pour (?:les )?)(?:(?:habitant{E}|riverain{E}|locaux\b|gens)|(?:personne|candidat{E}|candidature)s? (?:habitant|residant|locales?|locaux|du (?:secteur|coin)|de la commune)){GAP}{{0,25}}?(?:(?= ?[.;,!?\n])|$)",
    _RESIDENCE_WHY, "poste ouvert à toutes et à tous", *_COME, lawful=_HOUSED,
)  # fmt: skip
_rule(
    "bank", Criterion.BANK, "L1132-1",
    r"\b(?:compte (?:bancaire|en banque)|rib|domiciliation(?: bancaire)?|banque) (?:francais\w*|d'une banque francaise|dans une banque francaise|(?:domicilie\w* |ouvert |situee? )?en (?:france|metropole|alsace)|local\w*|au (?:credit|cic)\b)[^.;,!?\n]{0,20}|\bcompte (?:au|chez|a la|a l') ?[^.;,!?\n]{0,25} (?:obligatoire|exige|imperati)\w*|\bcompte bancaire (?:exige|obligatoire|requis)\w*|\bdomiciliation bancaire (?:exigee|obligatoire|requise|francaise)",
    "la banque où l’on a son compte ne peut pas être un critère", "", _OPEN,
)  # fmt: skip
_rule(
    "identifiers", Criterion.PRIVATE, "L1221-6",
    r"\b(?:join|envoy|fourni|adress|apport|present|muni|transmet|avec)\w{0,5} [^.;!?\n]{0,30}?(?P<x>(?:et |d'une? |un |une |votre |vos |le |la |leur |ainsi que )*(?:rib\b|iban\b|releve d'identite bancaire|numeros? de securite sociale|carte vitale|attestation de securite sociale|coordonnees bancaires))",
    "ces informations ne servent qu’après l’embauche (CNIL, guide du recrutement)", "", severity=ADVISED,
    spared_before=r"(?:client|patient|usager|fournisseur|dossier|famille)s?[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "finances", Criterion.ECONOMIC, "L1132-1",
    rf"\b(?:sans|aucune?|pas (?:de|d')) ?(?:dettes?|credits? en cours|difficultes? (?:financieres?|sociales?|economiques?)|problemes? (?:d'argent|financiers?|sociaux)|interdit bancaire|interdiction bancaire|saisies? sur salaire)\b|\bne pas etre (?:interdit{E} bancaire|endette{E}|surendette{E}|au (?:chomage|rsa))|\bnon (?:endette{E}|surendette{E}|interdit{E} bancaire)|\bsituation (?:financiere|sociale|economique) (?:saine|stable|correcte)|\b(?:etre |actuellement )en (?:poste|emploi|activite) (?:exige|obligatoire|imperati|uniquement)\w*",
    "la situation économique d’une personne ne peut pas être un critère", "", _OPEN,
    spared_before=r"(?:entreprise|association|societe|client|commune|gestion)s?[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "benefit-only", Criterion.ECONOMIC, "L1133-6",
    rf"\b(?:reserve{E} (?:a |aux? )|uniquement (?:pour |aux? )?|exclusivement (?:pour |aux? )?|imperativement |obligatoirement |etre |vous etes )(?P<x>(?:les |des |une? |aux? )?(?:beneficiaires?|allocataires?|titulaires?|inscrit\w*) (?:du |de l'|des |d'|au |de la )?(?:rsa|ass|aah|minima sociaux|revenu de solidarite active|deld)|(?:les |des |aux? )?(?:demandeurs? d'emploi(?: de longue duree)?|chomeurs?(?: de longue duree)?))",
    "viser ces personnes n’est permis que par une mesure prise en leur faveur (contrat aidé, insertion) : nommez-la",
    "poste ouvert aux personnes éligibles à un contrat aidé (PEC) ou à un parcours d’insertion", severity=ADVISED,
    lawful=r"\b(?:cui|pec|parcours emploi competences|contrats? aides?|insertion|cddi|iae|siae|aci|contrat unique)\b", lawful_advised=None,
)  # fmt: skip
_rule(
    "orientation", Criterion.ORIENTATION, "L1132-1",
    rf"\b(?:candidat{E}|personne|homme|femme|etre|etes|profil)s? ?,? (?P<x>(?:hetero\w*|homosexuel\w*|gays?|lesbiennes?|cisgenres?|transgenres?))\b|\bhetero\w* (?:exige|uniquement|de preference|souhaite)\w*|\b(?:indiqu|precis)\w{{1,4}} (?P<x2>(?:votre )?orientation sexuelle)",
    "l’orientation sexuelle et l’identité de genre ne peuvent pas être demandées", "", _OPEN,
    spared_before=r"(?:aupres|accompagn\w+|accueill\w+|quelle que soit)[^.;!?\n]{0,25}$",
)  # fmt: skip
_rule(
    "litigation", Criterion.WHISTLEBLOWER, "L1132-1 et L1132-3-3",
    r"\b(?:sans|aucun|pas de|n'ayant (?:jamais|pas) (?:eu de|saisi|ete aux?|connu de|attaque aux?)|jamais (?:saisi|etee?|allee?s?|passee?s?|attaque)) ?(?:les |d'|de |aux? )?(?:passe (?:prud'homal|judiciaire|(?:aux?|devant les?) (?:prud'hommes|tribuna\w+))|antecedents? (?:prud'homa\w+)|prud'hommes|prud'homaux|litiges? (?:prud'homa\w+|avec (?:un|son) (?:ancien )?employeur\w*)|signalement|alerte (?:ethique|professionnelle))",
    "avoir signalé un fait ou saisi la justice ne peut pas écarter", "", _OPEN,
)  # fmt: skip
_rule(
    "criminal-record", Criterion.PRIVATE, "L1221-6",
    r"\b(?:avoir un )?(?:casier (?:judiciaire )?(?:vierge|vide|neant|exige|obligatoire)|casier judiciaire(?: (?:vierge|b ?[23]))?|extrait (?:de casier|du casier|b ?[23])(?: judiciaire)?|bulletin n ?.? ?[23])(?: (?:exige|obligatoire|indispensable|requis|demande)\w*)?",
    "un casier vierge ne s’exige que si un texte le demande pour ce travail (sécurité, enfants, argent) : citez-le",
    "", "casier compatible, contrôlé par l’autorité que le texte désigne", severity=ADVISED,
    lawful=r"reglementation|cnaps|agrement|petite enfance|creche|mineurs|enfants?\b|securite privee|carte professionnelle|periscolaire|assistante? maternelle|convoy|transport de fonds|aeroport|\bpmi\b|personnes agees|ehpad|handicap", lawful_advised=None,
)  # fmt: skip

# --- Titles for one sex only --------------------------------------------------------------------------------------------

BOTH_SEXES_SAID = re.compile(
    r"\b[hfm] ?[/.-] ?[hfm]\b|\((?:h|f)\)|[(·•.](?:e|ne|le|se|euse|trice|rice|iere|ere|ienne|enne|ice|esse|fe)\)?s?\b|/ ?-?(?:e|ne|euse|trice|rice|iere|ere|ienne)\b"
    r"|\bfemmes? (?:ou|et|comme|/) (?:aux |les )?hommes?|\bhommes? (?:ou|et|comme|/) (?:aux |les )?femmes?"
)
"""«(H/F)», «serveur(se)», «employé·e», «femmes et hommes»: the offer speaks to both."""

TITLE_RULE = Rule(
    "title-one-sex", Criterion.SEX, "L1142-1", re.compile(r"(?!)"),
    "un intitulé dans un seul genre s’adresse à un seul sexe", (), severity=ADVISED,
)  # fmt: skip

_FEMININE = "|".join(sorted({fold(f) for _, f in TRADE_FORMS.values()} | {"femme de menage"}))
_rule(
    "sex-feminine-only", Criterion.SEX, "L1142-1",
    rf"{_SEEK}(?P<x>(?:(?:une|des|deux|\d) )?(?:{_FEMININE})s?)\b(?![^.;!?\n]{{0,40}}(?:[hf] ?/ ?[hf]\b|/|\bou une?\b|\(e\)))",
    "l’offre ne s’adresse qu’à des femmes", severity=ADVISED, both_forms=True, spared_before=r"\bun \w+ ou $|\w+ et $",
)  # fmt: skip

"""What identifies a person, or may not be a criterion, is taken out before text is indexed.

A vector keeps what it was given: a name, an age or a commune of residence in a CV would weigh on
every match. `redact` removes them from the text that is embedded or put into the index; the file
itself and the coach's screen keep the original. The list follows Code du travail, art. L1132-1 and
L1221-6, and RGPD art. 9.

| Kind | What goes | What stays |
|---|---|---|
| name | given names and surname: those passed, and the one at the head of the CV | employers, places |
| civility, sex | Mme, M., « Sexe : F » | femme de chambre, valet |
| e-mail, phone | all forms, French and foreign | – |
| address | street lines, residence's postcode and town | the towns of past jobs |
| birth, age | « né(e) le », « 42 ans », « Âge : » | « 10 ans d'expérience » |
| family | married, children, pregnancy, parental leave | garde d'enfants, robe de mariée |
| nationality | nationality, residence permit, origin, « langue maternelle » | the language itself |
| health | RQTH, handicap, illness, invalidity of the person | EHPAD, service des maladies … |
| benefits | RSA, CAF, ARE, « demandeur d'emploi » about the person | conseiller RSA |
| belief | religion, politics and union membership of the person | – |
| appearance | photo, height, weight | photographe, charges de 20 kg |
| justice | prison, probation, criminal record of the person | surveillant pénitentiaire |
| links | web addresses, social networks | – |
| numbers | social security number, IBAN, benefit and jobseeker numbers | – |

The rule: a piece of a line goes when the whole piece is a statement about the person herself, or
when a phrase can be nothing else. Work with children, sick or disabled people is work, and stays.

Long because the table is: what a statement about oneself looks like, kind by kind, then the few functions that cut it
out. Patterns of two kinds overlap, and only side by side can it be seen which of them takes a phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from matching.texts.cv.contact import (
    CIVILITY,
    EMAIL,
    NO_NAME,
    PHONE,
    POSTCODE_CITY,
    STREET,
    name_lines,
)
from matching.texts.cv.dates import find_period
from matching.texts.cv.sections import BULLET, Line, split
from matching.texts.cv.wording import bounded_lines, names_a_job, names_an_employer
from matching.texts.fold import fold

#: The kinds of statement that `redact` removes, in the order of the table above.
REDACTED_KINDS: tuple[str, ...] = (
    "name", "civility", "email", "phone", "address", "birth", "family", "nationality", "health",
    "benefits", "belief", "appearance", "justice", "links", "numbers",
)  # fmt: skip

#: Sections whose lines are about the person, not about work done.
_ABOUT_HER = frozenset({"header", "contact", "profile", "other", "qualities", "certificates"})
#: Far enough for any year in a CV: here a period is only a sign that a line tells a job.
_ANY_DAY = date(2099, 12, 31)

_FEM = r"(?:e|\(e\)|\.e|·e|-e)?"
_ANY_NUMBER = r"(?:\d{1,2}|un|une|deux|trois|quatre|cinq|six|sept|huit)"

# --- Labelled lines: « Nationalité : … » ----------------------------------------------------------

_LABELS = re.compile(
    r"""^\W*(?:
      (?:mes?\s+)?adresse(?:\s+(?:postale|mail|e-?mail|electronique|personnelle))?|domicile|residence|
      code\ postal|ville(?:\ de\ residence)?|commune(?:\ de\ residence)?|quartier|
      tel(?:ephone)?s?\.?(?:\ (?:portable|fixe|mobile|domicile))?|portable|mobile|gsm|fixe|
      e-?mail|mail|courriel|
      date(?:\ et\ lieu)?\ de\ naissance|lieu\ de\ naissance|naissance|ne\(?e?\)?\ le|age|
      sexe|genre|civilite|
      nationalite|origine|pays\ d'origine|titre\ de\ sejour|carte\ de\ sejour|
      situation\ (?:familiale|maritale|matrimoniale|de\ famille|personnelle|administrative)|
      etat\ civil|statut\ (?:marital|familial|matrimonial)|enfants?|nombre\ d'enfants|
      religion|confession|
      rqth|handicap|sante|situation\ de\ handicap|reconnaissance\ (?:de\ )?travailleur\ handicape|
      taille|poids|
      rsa|allocations?|n°\ ?(?:allocataire|caf)|numero\ (?:allocataire|caf|d'allocataire)|
      (?:identifiant|numero|n°)\ (?:pole\ emploi|france\ travail|demandeur\ d'emploi)|
      (?:n°|no|numero)\ (?:de\ )?(?:securite\ sociale|secu)|nir|iban|rib|
      casier(?:\ judiciaire)?|
      linkedin|facebook|instagram|twitter|tiktok|snapchat|skype|site(?:\ (?:web|internet))?|blog|
      nom(?:\ (?:et\ prenoms?|de\ (?:famille|naissance|jeune\ fille|l'usage)|/\ ?prenoms?))?|prenoms?
      (?:\ et\ nom)?
    )\s*(?::|\t)\s*""",
    re.VERBOSE,
)

# --- Whole pieces about the person ----------------------------------------------------------------


def _any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern for many: a piece is held against all of them at once."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_ANYWHERE = _any_of(
    # family
    rf"(?:je suis |actuellement |situation(?: familiale)? )?(?:celibataire|marie{_FEM}|divorce{_FEM}|veuf|veuve|"
    rf"pacse{_FEM}|concubin{_FEM}|concubinage|en concubinage|union libre|en couple|vie maritale|fiance{_FEM}|"
    rf"separe{_FEM})(?: (?:avec|sans|et|a) .{{0,40}}enfants?.{{0,30}})?(?: depuis .{{0,20}})?",
    rf"(?:jeune )?(?:mere|pere|maman|papa)(?: (?:celibataire|seule?|isolee?|courage|au foyer))*(?: (?:de|d') ?{_ANY_NUMBER}? ?"
    rf"(?:grands? |jeunes? |petits? )?(?:enfants?|filles?|garcons?|famille|fils|jumeaux))?(?: (?:de|ages? de) .{{0,30}})?",
    r"(?:mere|pere) de famille(?: nombreuse)?", r"parent isole", r"famille monoparentale", r"(?:mere|pere) au foyer.{0,30}",
    r"(?:je suis |actuellement )+enceinte(?: de .{0,20})?", r"enceinte de \d.{0,20}",
    r"(?:en |fin de )?conge (?:de )?(?:parental|maternite|paternite)(?: d'education)?.{0,30}",
    r"sans enfants?(?: a charge)?", rf"{_ANY_NUMBER} (?:jeunes )?enfants? a charge",
    # nationality
    r"(?:de )?nationalite .{2,40}", r"(?:double )?nationalite", r"d'origine \w+(?: \w+)?",
    r"(?:je suis )?originaire (?:de |du |des |d').{2,40}",
    r"(?:titulaire d'une? |avec )?(?:titre|carte|permis) de (?:sejour|resident)\b.{0,60}",
    r"(?:refugiee?|beneficiaire de la protection (?:subsidiaire|internationale|temporaire)|demandeu(?:r|se) d'asile).{0,40}",
    r"autorisation de travail.{0,30}", r"arrivee? en france .{0,30}", r"naturalisee?.{0,30}",
    # health
    r"(?:titulaire|beneficiaire|detent(?:eur|rice)|bien que|avec) (?:de |d'|par )?(?:la |une |l')?(?:rqth|aah|boeth|oeth)(?: .{0,40})?",
    r"(?:titulaire|beneficiaire)? ?(?:de |d')?(?:la |une )?reconnaissance (?:de )?(?:la )?(?:qualite de )?travailleu(?:r|se) handicapee?.{0,30}",
    rf"(?:je suis |reconnue? |etant )+(?:travailleu(?:r|se) )?handicape{_FEM}(?: .{{0,30}})?",
    r"(?:je suis |personne |etant )+en situation de handicap", r"(?:pension d'|en )invalidite(?: .{0,30})?",
    r"(?:en )?(?:arret|conge) (?:de )?(?:longue )?maladie.{0,40}", r"(?:en )?longue maladie.{0,30}", r"mi-temps therapeutique",
    r"(?:suite a |apres |guerie? d')(?:une |un |l'|ma |mon )?(?:longue |grave |lourde )?(?:maladie|accident|operation|depression|cancer|burn-?out).{0,50}",
    r"je suis (?:diabetique|epileptique|asthmatique|depressi(?:f|ve)|malentendante?|sourde?|malvoyante?|bipolaire|autiste|dyslexique).{0,20}",
    r"(?:j'ai des )?problemes? de (?:sante|dos).{0,40}", r"mal de dos",
    # benefits
    r"(?:actuellement |je suis )?(?:beneficiaire|allocataire|titulaire)s? (?:du |de l'|des )?(?:rsa|ass|are|minima sociaux|caf|prime d'activite).{0,40}",
    r"(?:au |en |percoi[st] le |je percois le )rsa(?: (?:socle|majore))?(?: depuis .{0,20})?",
    r"(?:actuellement |je suis )?(?:en |au )?(?:demandeu(?:r|se) d'emploi|sans emploi|chomage|chomeu(?:r|se)|recherche d'emploi)(?: (?:de )?(?:longue duree|depuis .{0,30}|inscrite?.{0,40}))?",
    r"(?:actuellement )?inscrite? (?:a |au |chez )?(?:pole emploi|france travail|la caf).{0,40}", r"allocataire", r"surendettee?.{0,20}",
    # belief
    r"(?:je suis )?(?:musulmane?|catholique|chretien(?:ne)?|protestante?|juif|juive|bouddhiste|evangelique|orthodoxe|athee|temoin de jehovah)(?: (?:pratiquante?|croyante?))?",
    r"(?:syndiquee?|membre|adherente?|deleguee? syndicale?|militante?).{0,12}(?:cgt|cfdt|fo|cftc|sud|unsa|cfe-cgc|parti .{2,20})",
    # justice
    r"(?:ancien(?:ne)? |ex-?)?detenue?(?: .{0,30})?", r"(?:sortante?|sorti?e?|liberee?) de (?:prison|detention|maison d'arret).{0,40}",
    r"(?:incarceree?|incarceration|detention|emprisonnee?|prison).{0,50}", r"casier (?:judiciaire )?(?:vierge|b2|b3|neant).{0,20}",
    r"(?:sous |bracelet |en )?(?:bracelet electronique|liberation conditionnelle|semi-liberte|controle judiciaire|sursis).{0,40}",
    r"(?:suivie? par le |suivi )?spip", r"sous main de justice",
    # appearance, name, sex
    r"(?:sexe|genre) (?:feminin|masculin|f|m|h)", r"mme|mlle|madame|monsieur|mademoiselle",
    # birth
    rf"ne{_FEM} (?:le|en|a|au|aux|vers) .{{2,60}}", r"(?:agee?|age(?:\(e\))?) (?:de )?\d\d(?: ans)?", r"j'ai \d\d ans",
)  # fmt: skip
#: Only where a line is about the person: these words are also work elsewhere.
_IN_HER_SECTIONS = _any_of(
    r"enceinte", r"recepisse.{0,40}", r"restrictions? medicales?.{0,40}", r"croyante?|pratiquante?",
    r"(?:rqth|aah|boeth|oeth)(?: .{0,40})?", r"rsa(?: (?:socle|majore))?(?: depuis .{0,20})?", r"invalidite(?: .{0,30})?",
    rf"(?:travailleu(?:r|se) |personne )?handicape{_FEM}(?: .{{0,30}})?", r"en situation de handicap",
    r"(?:diabetique|epileptique|asthmatique|depressi(?:f|ve)|malentendante?|sourde?|malvoyante?|bipolaire|autiste|dyslexique).{0,20}",
    r"homme|femme|feminin|masculin", r"m\.|mr", r"1[,.m] ?\d{2} ?m?(?: (?:pour )?\d{2,3} ?kg)?", r"\d{2,3} ?kg",
    rf"(?:avec |et )?{_ANY_NUMBER} (?:grands? |jeunes? |petits? )?enfants?(?: .{{0,30}})?", r"sans enfants?.{0,20}",
    r"(?:1[5-9]|[2-7]\d) ?ans(?: revolus)?", r"\d{1,2}[/. ]\d{1,2}[/. ](?:19|20)\d\d(?: a .{2,40})?",
    r"(?:photo|photo d'identite|insere[rz] (?:votre |une )?photo)", r"handicap", r"maladie", r"depression.{0,20}",
    r"(?:francaise?|algerien(?:ne)?|marocaine?|tunisien(?:ne)?|turque?|portugaise?|italien(?:ne)?|roumaine?|ukrainien(?:ne)?|afghane?|"
    r"syrien(?:ne)?|senegalaise?|malien(?:ne)?|ivoirien(?:ne)?|congolaise?|camerounaise?|georgien(?:ne)?|albanaise?|kosovare?)",
    rf"(?:domicilie{_FEM}|(?:j')?habite|habitant|resid(?:e|ant)|je reside|vivant|vis|loge{_FEM}|heberge{_FEM}) .{{2,60}}",
    r"(?:qpv|quartier prioritaire.{0,30}|sdf|sans domicile.{0,10}|zrr)", r"[a-z][a-z' -]{1,40} ?\((?:\d{2}|2[ab])\)", r"france|alsace|(?:haut|bas)-rhin",
)  # fmt: skip

# --- What a person tells of herself in a sentence: «je suis …», «étant …», «j’ai …» ------------------

_TAIL = r"[^.,;:\n!?]{0,60}?(?=\s*(?:[.,;:\n!?]|$)|\s(?:et|mais|donc|car)\s(?:je|j'|cherche|recherche|souhaite|veux|voudrais))"
"""To the end of the clause, so that no half of it stays: «et je cherche …» is another one."""
_NATIONS = (
    r"(?:francaise?|algerien(?:ne)?|marocaine?|tunisien(?:ne)?|turque?|portugaise?|italien(?:ne)?|espagnole?|polonaise?|roumaine?|"
    r"bulgare|ukrainien(?:ne)?|russe|armenien(?:ne)?|afghane?|syrien(?:ne)?|irakien(?:ne)?|iranien(?:ne)?|senegalaise?|malien(?:ne)?|"
    r"ivoirien(?:ne)?|congolaise?|camerounaise?|guineen(?:ne)?|comorien(?:ne)?|nigerian(?:ne)?|soudanaise?|erythreen(?:ne)?|somalien(?:ne)?|"
    r"georgien(?:ne)?|albanaise?|kosovare?|serbe|bosniaque|tchetchene|africaine?|maghrebine?|etrangere?)"
)
_COUNTRIES = (
    r"(?:algerie|maroc|tunisie|turquie|portugal|italie|espagne|pologne|roumanie|bulgarie|ukraine|russie|armenie|afghanistan|syrie|"
    r"irak|iran|senegal|mali|cote d'ivoire|congo|cameroun|guinee|comores|nigeria|soudan|erythree|somalie|georgie|albanie|kosovo|"
    r"serbie|bosnie|tchetchenie|afrique|haiti|bangladesh|pakistan|sri lanka|vietnam|chine|mayotte|la reunion)"
)
_IS = (
    # nationality, birth
    rf"de nationalite|{_NATIONS}(?=\s*(?:[.,;:\n!?]|$| et | mais ))|d'origine|originaire|nee?(?:\(e\))? (?:en|a|au|aux)|refugiee?|migrante?|immigree?|"
    r"primo-arrivante?|demandeu(?:r|se) d'asile|sans[ -]papiers?|arrivee? en france|naturalisee?|"
    # health
    rf"handicape{_FEM}|en situation de handicap|en fauteuil|sourde?|aveugle|malentendante?|malvoyante?|diabetique|epileptique|"
    r"asthmatique|depressi(?:f|ve)|autiste|bipolaire|dyslexique|dyspraxique|malade|cardiaque|seropositi(?:f|ve)|alcoolique|"
    r"en (?:invalidite|arret (?:de travail|maladie)|longue maladie)|invalide|(?:reconnue? )(?:comme )?(?:en qualite de )?(?:travailleu(?:r|se) )?handicapee?|"
    r"(?:travailleu(?:r|se) |personne )handicapee?|rqth|enceinte|"
    # family
    r"(?:mere|pere|maman|papa)|parent (?:isole|solo|seul|celibataire)|celibataire|mariee?|divorcee?|veuf|veuve|pacsee?|separee?|"
    r"en (?:couple|concubinage|union libre)|"
    # money, housing
    r"au (?:rsa|chomage)|sans emploi|chomeu(?:r|se)|demandeu(?:r|se) d'emploi|allocataire|(?:beneficiaire|titulaire) (?:du|de l'|de la|d'une?) ?(?:rsa|aah|ass|caf|rqth|are|"
    r"titre de sejour|carte de (?:sejour|resident)|pension d'invalidite)|sdf|sans (?:domicile|abri|logement)|a la rue|hebergee?|logee? chez|surendettee?|interdite? bancaire|"
    # age
    r"agee? de (?:1[5-9]|[2-7]\d) ans|jeune(?=\s*(?:[.,;:\n!?]|$| et ))|senior|retraitee?|trop (?:agee?|vieux|vieille)|"
    # belief, orientation
    r"musulmane?|catholique|chretien(?:ne)?|protestante?|juif|juive|bouddhiste|evangelique|croyante?|athee|temoin de jehovah|"
    r"syndiquee?|deleguee? syndicale?|membre (?:du parti|d'un (?:parti|syndicat))|gay|homosexuel(?:le)?|lesbienne|bisexuel(?:le)?|"
    r"trans(?:genre|sexuel(?:le)?)?|heterosexuel(?:le)?|"
    # justice
    r"sortie? de (?:prison|detention)|liberee? de|incarceree?|(?:ancien(?:ne)? )?detenue?|sous (?:bracelet|main de justice|controle judiciaire)|"
    r"en (?:semi-liberte|liberation conditionnelle)|suivie? par le spip"
)  # fmt: skip
_HAS = (
    r"rqth|handicap\w*|diabete|cancer|epilepsie|asthme|depression|burn-?out|sclerose|hernie|maladie|invalidite|"
    r"reconnaissance de (?:la )?(?:qualite|travailleu(?:r|se))|(?:titre|carte|permis) de (?:sejour|resident)|recepisse|"
    r"problemes? (?:de (?:sante|dos|vue|coeur|drogue|alcool)|d'alcool)|mal (?:au|de) dos|dettes?|aah|addictions?|bracelet electronique|"
    r"casier judiciaire"
)  # fmt: skip
_OF_HERSELF = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:(?:comme|car|puisque|et) )?(?:je (?:suis|me trouve)|etant|en tant qu(?:e |')(?:personne )?)"
        rf"(?:\s?(?:actuellement|aussi|egalement|toujours|encore|deja|maintenant|une?))*\s?\b(?:{_IS})\b{_TAIL}(?:\set(?=\s(?:je|j')))?",
        rf"\bj'ai (?:(?:eu|fait|actuellement|encore|aussi|deja) )*(?:une? |le |la |l'|du |de la |de l'|des |mon |ma |de )?"
        rf"(?:lourde? |grave |petite? |grosse? )?(?:{_HAS})\b{_TAIL}(?:\set(?=\s(?:je|j')))?",
        rf"\b(?:j'habite|je (?:vis|reside|loge|demeure) (?:actuellement |toujours )?(?:a|au|aux|en|dans|chez|pres|avec|seule?|sur)\b){_TAIL}"
        r"(?:, (?:dans|pres|quartier|au|en|cite|rue|a) ?[^.,;:\n!?]{1,40})?",
        rf"\bje viens (?:de |d'|du |des )(?:la |l')?{_COUNTRIES}\b{_TAIL}",
        rf"\bje sors (?:de |d')(?:prison|detention|maison d'arret|cure|desintoxication|l'hopital)\b{_TAIL}",
        r"(?<=je suis )une? (?:jeune )?(?:femme|homme) (?!(?:de|d'|toutes|a tout)\b)",
    )
)

# --- Phrases that can be nothing else, wherever they stand -----------------------------------------

_PHRASES = _OF_HERSELF + tuple(
    re.compile(pattern)
    for pattern in (
        r"\bnee?(?:\(e\)|\.e|·e)?\s+(?:le|en)\s+(?:\d{1,2}(?:er)?[ /.-]+(?:\d{1,2}|[a-z]+)[ /.-]+)?(?:[a-z]+ )?(?:19|20)?\d\d\b(?:\s+a\s+[a-z'-]+)?",
        r"\b(?:je suis |etant )?(?:ag(?:e|ee|e\(e\))) de (?:1[5-9]|[2-7]\d) ans\b", r"\bj'ai (?:1[5-9]|[2-7]\d) ans\b",
        rf"\b(?:j'ai |et de |et )?{_ANY_NUMBER} enfants? a charge\b", rf"\bj'ai {_ANY_NUMBER} enfants?\b",
        rf"\b(?:mere|pere|maman|papa)(?: celibataire)? (?:de|d') ?{_ANY_NUMBER} enfants?\b",
        r"\bje suis (?:celibataire|mariee?|divorcee?|veuve|veuf|enceinte|separee?|handicapee?|en situation de handicap|malade|retraitee?)\b",
        r"\b(?:beneficiaire|titulaire|detent(?:eur|rice)) (?:d'une |de la |de l'|d'un )?(?:rqth|aah|reconnaissance (?:de la qualite )?(?:de )?travailleu(?:r|se) handicapee?|pension d'invalidite|titre de sejour|carte de (?:sejour|resident))\b",
        r"\b(?:je suis |etant |est )?reconnue? (?:comme )?(?:en qualite de )?travailleu(?:r|se) handicapee?\b",
        r"\b(?:actuellement |je suis |etant )?(?:beneficiaire|allocataire) (?:du rsa|de la caf|de l'ass|de l'aah)(?: depuis (?:\w+ )?(?:19|20)\d\d)?",
        r"\bje (?:percois|touche) (?:le rsa|l'are|l'aah|les allocations)\b", r"\b(?:suis|etant) au (?:rsa|chomage)\b",
        r"\bdemandeu(?:r|se) d'emploi de longue duree\b", r"\binscrite? (?:a|chez) (?:pole emploi|france travail)(?: depuis (?:\w+ )?(?:19|20)\d\d)?",
        r"\b(?:de |ma )nationalite [a-z]+(?:-[a-z]+)?\b",
        r"\b(?:suite a|apres|pendant) (?:ma|mon) (?:longue |grave )?(?:maladie|depression|incarceration|detention|grossesse|divorce|accident|conge (?:maternite|parental)|cancer|operation|hospitalisation)\b",
        r"\bje souffre d[e'u] ?[a-z' ]{3,40}", r"\batteinte? d[e'u] ?(?:une? )?[a-z]+(?: [a-z]+)?",
        r"\ba ma sortie de (?:prison|detention)\b", r"\bcasier judiciaire(?: vierge)?\b",
    )
)  # fmt: skip
_AGE_IN_TEXT = re.compile(
    r"(?<![\d,.])(?<!pendant )(?<!depuis )(?<!durant )(?<!plus de )(?<!enfants de )(?<!moins de )(?<!experience de )"
    r"(?<!experience : )(?<!il y a )(?<!apres )(?<!avec )(?<!a )"
    r"\b(?:1[5-9]|[2-7]\d) ans\b(?!\s*(?:d'|de |dans |chez |en |comme |a |au |aux |pour|plus|,? ?experience|minimum|et \+))"
)
_URL = re.compile(
    r"(?i)\b(?:https?://|www\.)\S+|(?<![\w-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:fr|com|org|net|eu|io|me)/\S*"
    r"|\b(?:linkedin|facebook|instagram|twitter|tiktok|snapchat|skype|github)\s*[:/]\s*\S+(?:\s+[A-ZÀ-Ý]\S*)?"
    r"|(?<![\w.])@[A-Za-z]\w{2,}"
)
_NIR = re.compile(
    r"(?<!\d)[12]\s?\d{2}\s?(?:0[1-9]|1[0-2]|[2-9]\d)\s?(?:\d{2}|2[ABab])\s?\d{3}\s?\d{3}(?:\s?/?\s?\d{2})?(?!\d)"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b")
_CIVIL_NAME = re.compile(
    r"\b(?:M\.|Mr\.?|Mme\.?|Mlle\.?|Melle|Monsieur|Madame|Mademoiselle|MME|MLLE|MR|MONSIEUR|MADAME)\s+"
    r"(?!(?i:bricolage))[A-ZÀ-Ý][\wÀ-ÿ'’-]*(?:\s+[A-ZÀ-Ý][\wÀ-ÿ'’-]+){0,2}"
)
_CALLED = re.compile(
    r"(?i)\b(?:je m['’]appelle|je me nomme|mon nom est)\s+[A-ZÀ-Ý][\wÀ-ÿ'’-]*(?:\s+[A-ZÀ-Ý][\wÀ-ÿ'’-]+){0,3}"
)
_MOTHER_TONGUE = re.compile(
    r"(?i)\blangues?\s+maternelles?\b|\blangue\s+d['’]origine\b|(?<=\()maternelle(?=\))"
    r"|(?<=[:,–-] )maternelle\b|(?<=[a-zç] )maternelle$"
)
_PIECES = re.compile(r"(\s*[,;|•·\t()]\s*|\s+[-–—/]\s+|\.\s+|\s+et\s+|\s*:\s+)")
_TOWN_WITH_DEPARTMENT = re.compile(r"[A-ZÀ-Ý][\wÀ-ÿ' ’-]{1,40}\s?\((?:\d{2}|2[AB])\)")
_WORD_OF_TOWN = re.compile(
    r"[A-ZÀ-Ý][\wÀ-ÿ'’]*(?:[ -](?:[A-ZÀ-Ý][\wÀ-ÿ'’]*|sur|sous|lès|le|la|les|de|du|des|en)){0,4}"
)


def redact(text: str, *, names: Iterable[str] = ()) -> str:
    """`text` without what identifies the person or may not weigh on a match.

    `names` are the person's given names and surname as the database holds them (either order,
    « Marie-Claire DUPONT » or one by one); the name at the head of the CV is found as well. Two CVs
    that differ only by name, civility, age, address or contact give the same result. Line order is
    kept; emptied lines disappear. Deterministic; never raises.
    """
    lines = split(text)
    about = {line.number: line for line in lines}
    named, certain = name_lines(lines)
    patterns = _name_patterns([value for value, _ in named], certain, names)
    residence = _residence_lines(lines)
    heading_names = {line.number: value for value, line in named}
    work = _first_job(lines)
    kept: list[str] = []
    swallow = False
    for number, raw in enumerate(bounded_lines(text)):
        line = about.get(number)
        if line is None:
            if raw.strip():
                kept.append(raw.strip())
                swallow = False
            continue
        if swallow:
            swallow = False
            if len(raw) < 60 and not names_a_job(raw):
                continue
        if work is not None and number >= work and line.section == "header":
            line = replace(line, section="experiences")
        result, swallow = _redacted_line(
            line.text, line, patterns, heading_names.get(number, ""), number in residence
        )
        if result:
            kept.append(result)
    return "\n".join(kept)


def _first_job(lines: list[Line]) -> int | None:
    """In a CV without headings, the line of the first job: from there on it tells work."""
    return next(
        (
            line.number
            for line in lines
            if line.section == "header"
            and (names_a_job(line.text) or names_an_employer(line.text))
            and find_period(line.text, _ANY_DAY)
            and not STREET.search(line.text)
            and not re.search(r"\bn[ée]e?\b|naissance", line.text, re.IGNORECASE)
        ),
        None,
    )


def _redacted_line(
    raw: str, line: Line, names: _Names, heading: str, residence: bool
) -> tuple[str, bool]:
    """The line without what must go, and whether the next line is a label's value."""
    text = raw.strip()
    about_her = line.section in _ABOUT_HER
    label = _LABELS.match(fold(text + " ")) if not line.bullet or about_her else None
    if label and (
        about_her or line.section not in ("experiences", "education", "interests", "skills")
    ):
        rest = text[label.end() :]
        value = re.split(r"\t|\s\|\s|\s[–—]\s|\s{3,}", rest, maxsplit=1)
        if not rest.strip():
            return "", True
        remaining = value[1] if len(value) > 1 else ""
        if not remaining:
            return "", False
        return _redacted_line(remaining, line, names, "", residence)
    if heading:
        text = text.replace(heading, "\x00")
        text = CIVILITY.sub("", text)
        text = re.sub(
            r"(?i)\b(?:m\.|mr\.?|mme|mlle|monsieur|madame|mademoiselle)\s*\x00", "\x00", text
        )
    text = _CALLED.sub("\x00", text)
    text = _CIVIL_NAME.sub("\x00", text)
    text = _removed(names.whole, text)
    text = _removed(names.single, text, capitalised=True)
    text = EMAIL.sub("\x00", text)
    # What OCR leaves of an address.
    text = re.sub(r"\S{2,}@\S*", "\x00", text)
    text = _URL.sub("\x00", text)
    text = _NIR.sub("\x00", text)
    text = _IBAN.sub("\x00", text)
    text = PHONE.sub("\x00", text)
    street = STREET.search(text)
    text = STREET.sub("\x00", text)
    if (about_her and line.section != "other") or (street and line.section != "experiences"):
        text = POSTCODE_CITY.sub("\x00", text)
        text = re.sub(r"(?<!\d)\d{5}(?!\d)", "\x00", text) if residence else text
    if residence and _is_town(text):
        return "", False
    # A mother tongue tells an origin; that the language is spoken well is a skill.
    text = _MOTHER_TONGUE.sub("courant", text)
    text = _without_phrases(text, about_her)
    text = _without_pieces(text, about_her, residence)
    if text != raw.strip():
        text = _tidied(text)
        if not re.search(r"[^\W\d_]{2}", text) or _LEFT_OVER.fullmatch(fold(text)):
            return "", False
    return text, False


_LEFT_OVER = re.compile(
    r"(?:tel|telephone|portable|mobile|mail|e-?mail|courriel|adresse|contact|linkedin|n[o°]?|et|depuis|"
    r"de|du|en|le|la|fixe|port|gsm|cv de|curriculum vitae|cv|curriculum vitae de|je suis|a|ans|photo)[\s.:]*"
    r"(?:\(?\d{0,4}[\s–-]*\d{0,4}\)?)?"
)


def _is_town(text: str) -> bool:
    """Whether a line or piece in capitals may be a town: no job, employer, licence or quality."""
    return bool(_WORD_OF_TOWN.fullmatch(text)) and not (
        names_a_job(text) or names_an_employer(text) or NO_NAME.search(fold(text))
    )


def _without_phrases(text: str, about_her: bool) -> str:
    text = _removed(_PHRASES, text)
    return _removed((_AGE_IN_TEXT,), text) if about_her else text


def _removed(patterns: Iterable[re.Pattern[str]], text: str, *, capitalised: bool = False) -> str:
    """`text` with the spans that match on its folded form replaced by a mark, one pattern after the other.

    With `capitalised`, only spans that begin with a capital in `text`.
    """
    folded = fold(text)
    for pattern in patterns:
        parts: list[str] = []
        last = 0
        for match in pattern.finditer(folded):
            if capitalised and not text[match.start()].isupper():
                continue
            parts.extend([text[last : match.start()], "\x00"])
            last = match.end()
        if parts:
            text = "".join(parts) + text[last:]
            folded = fold(text)
    return text


def _without_pieces(text: str, about_her: bool, residence: bool) -> str:
    """Drop the pieces of a line (between commas, dashes, brackets) that are about the person."""
    pieces = _PIECES.split(text)
    changed = False
    for index in range(0, len(pieces), 2):
        piece = pieces[index].strip()
        bare = BULLET.sub("", piece).strip(" .:\x00[]")
        folded = fold(bare)
        gone = bool(bare) and bool(
            _ANYWHERE.fullmatch(folded) or (about_her and _IN_HER_SECTIONS.fullmatch(folded))
        )
        if not gone and about_her and residence and "\x00" in text and bare:
            # « 12 rue des Lilas, Colmar »: a bare town beside an address.
            gone = _is_town(bare)
        if gone:
            pieces[index] = "\x00"
            changed = True
    if about_her and _TOWN_WITH_DEPARTMENT.fullmatch(text.strip()):
        return "\x00"
    return "".join(pieces) if changed else text


def _tidied(text: str) -> str:
    """The line without the marks and the separators that they leave behind."""
    text = re.sub(r"\([\s\x00,;:/–-]*\)", "\x00", text)
    separator = r"(?:\s*(?:[,;|•·:/\t–—-]|\bet\b)\s*)"
    bullet = BULLET.match(text)
    start = bullet[0] if bullet and "•" in bullet[0] else ""
    text = text[len(bullet[0]) :] if bullet else text
    # A mark eats the separators on its right, then those on its left at the ends of the line.
    text = re.sub(rf"\x00(?:{separator}|\s|\x00|\.(?=\s|$))*", "\x00", text)
    text = re.sub(rf"{separator}*\x00\Z|\A\x00", "", text)
    text = re.sub(r"\s*\x00\s*", " ", text)
    text = re.sub(r"\(\s+", "(", re.sub(r"\s+([),.])", r"\1", text))
    text = re.sub(r"[^\S\t]+", " ", text).strip(" \t,;:|/–—-•·(")
    return f"{start}{text}" if text else ""


def _residence_lines(lines: list[Line]) -> set[int]:
    """Lines that touch the address or the contact, where a lone town's name is the person's own."""
    found: set[int] = set()
    for index, line in enumerate(lines):
        if line.section not in ("header", "contact"):
            continue
        text = line.text
        if (
            EMAIL.search(text)
            or PHONE.search(text)
            or STREET.search(text)
            or POSTCODE_CITY.search(text)
        ):
            for near in lines[max(0, index - 1) : index + 2]:
                if near.section in ("header", "contact"):
                    found.add(near.number)
    return found


@dataclass(frozen=True, slots=True)
class _Names:
    """Patterns on folded text: whole names go in any case, single words where capitalised."""

    whole: tuple[re.Pattern[str], ...]
    single: tuple[re.Pattern[str], ...]


def _name_patterns(told: Sequence[str], certain: bool, names: Iterable[str]) -> _Names:
    """`told`: the names at the head of the CV; `certain`: nothing else could stand there."""
    known = [" ".join(name.split()) for name in names if name and name.strip()]
    whole = {words for name in (*known, *told) if len(words := tuple(fold(name).split())) > 1}
    if len(known) == 2:
        whole.add(tuple(fold(f"{known[0]} {known[1]}").split()))
    orders = {order for words in whole for order in (words, words[::-1], (*words[1:], words[0]))}
    singles = {
        word
        for name in (*known, *(told if certain else ()))
        for word in fold(name).split()
        # A surname that is a trade (Boulanger, Maçon) goes with the given name only.
        if len(word) > 1
        and word not in _PARTICLES
        and not names_a_job(word)
        and not names_an_employer(word)
    }
    return _Names(
        tuple(_whole(words) for words in sorted(orders, key=lambda w: (-len(w), w))),
        tuple(_single(word) for word in sorted(singles, key=lambda w: (-len(w), w))),
    )


@lru_cache(maxsize=64)  # the passages of one person follow one another
def _whole(words: tuple[str, ...]) -> re.Pattern[str]:
    spaced = r"\s+".join(map(re.escape, words))
    return re.compile(rf"(?<!\w){spaced}(?!\w)")


@lru_cache(maxsize=64)
def _single(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")


_PARTICLES = frozenset({"de", "du", "des", "la", "le", "les", "el", "al", "ben", "van", "von", "da",
                        "dos", "di"})  # fmt: skip

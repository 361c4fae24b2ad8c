"""The certificates that jobs ask for, as data, and the mentions of them in a text.

A code is stable and shared with job profiles: `SST`, `CACES-R489-3`, `HAB-ELEC-B0`. Each category
of a CACES is a certificate of its own, as employers ask for one. Sources: recommandations of the
Cnam (R482–R490, in force since 1 January 2020 in place of R372m, R377m, R386, R389, R390),
NF C 18-510 for the electrical symbols, Code du travail and Code de la sécurité intérieure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.texts.fold import fold


@dataclass(frozen=True, slots=True)
class Kind:
    """A certificate: code, French label, pattern on folded text, years of validity where fixed."""

    code: str
    label: str
    pattern: str
    years: int | None = None


CERTIFICATES: tuple[Kind, ...] = (
    Kind("SST", "Sauveteur secouriste du travail (SST)",
         r"\bsst\b|\bs\.s\.t\b|sauveteu(?:r|se)s?[ -]?secouriste", 2),
    Kind("PSC1", "Premiers secours citoyen (PSC1)",
         r"\bpsc ?1\b|\bafps\b|\bpsc\b|premiers secours(?: civiques?| citoyen)?"),
    Kind("AFGSU", "Gestes et soins d'urgence (AFGSU)", r"\bafgsu\b", 4),
    Kind("PRAP", "Prévention des risques liés à l'activité physique (PRAP)", r"\bprap\b", 2),
    Kind("GESTES-POSTURES", "Gestes et postures", r"\bgestes et postures\b"),
    Kind("HACCP", "Hygiène alimentaire (HACCP)",
         r"\bhaccp\b|hygiene alimentaire"),
    Kind("PERMIS-EXPLOITATION", "Permis d'exploitation (débit de boissons)",
         r"permis d'exploitation", 10),
    Kind("FIMO-M", "FIMO transport de marchandises", r"\bfimo\b(?!.{0,15}voyageur)"),
    Kind("FIMO-V", "FIMO transport de voyageurs", r"\bfimo\b.{0,15}voyageur"),
    Kind("FCO-M", "FCO transport de marchandises", r"\bfcos?\b(?!.{0,15}voyageur)", 5),
    Kind("FCO-V", "FCO transport de voyageurs", r"\bfcos?\b.{0,15}voyageur", 5),
    Kind("ADR", "Transport de matières dangereuses (ADR)",
         r"\badr\b|matieres dangereuses", 5),
    Kind("CARTE-CONDUCTEUR", "Carte conducteur (chronotachygraphe)",
         r"carte (?:de )?conducteur|carte chronotachygraphe", 5),
    Kind("CAPACITE-TRANSPORT", "Capacité de transport",
         r"(?:attestation|certificat)? ?(?:de )?capacite (?:de |en |professionnelle (?:de |en )?)"
         r"transport"),
    Kind("CARTE-VTC", "Carte professionnelle VTC ou taxi",
         r"carte (?:professionnelle )?(?:de )?(?:vtc|taxi)"),
    Kind("CNAPS", "Carte professionnelle de sécurité (CNAPS)",
         r"\bcnaps\b|carte pro(?:fessionnelle)?(?: d'agent)? de (?:la )?securite"
         r"|carte professionnelle(?!.{0,12}(?:vtc|taxi))", 5),
    Kind("CQP-APS", "CQP/TFP Agent de prévention et de sécurité (APS)",
         r"\b(?:cqp|tfp|titre)[ -]?(?:d')?(?:aps|agent de (?:prevention|securite))|\bcqp aps\b"),
    Kind("SSIAP1", "SSIAP 1 – agent de sécurité incendie", r"\bssiap ?(?:niveau )?(?:1|i)\b", 3),
    Kind("SSIAP2", "SSIAP 2 – chef d'équipe de sécurité incendie",
         r"\bssiap ?(?:niveau )?(?:2|ii)\b", 3),
    Kind("SSIAP3", "SSIAP 3 – chef de service de sécurité incendie",
         r"\bssiap ?(?:niveau )?(?:3|iii)\b", 3),
    Kind("EPI", "Équipier de première intervention (incendie)",
         r"equipier de premiere intervention"),
    Kind("AIPR", "Autorisation d'intervention à proximité des réseaux (AIPR)", r"\baipr\b", 5),
    Kind("TRAVAIL-HAUTEUR", "Travail en hauteur", r"trava(?:il|ux) en hauteur|port du harnais", 3),
    Kind("ECHAFAUDAGE", "Montage d'échafaudage", r"(?:formation|habilitation|attestation|certificat"
         r"|r ?408|r ?457).{0,25}echafaudages?|\br ?(?:408|457)\b"),
    Kind("AMIANTE-SS4", "Amiante sous-section 4", r"sous[ -]section 4|\bss4\b", 3),
    Kind("AMIANTE-SS3", "Amiante sous-section 3", r"sous[ -]section 3|\bss3\b", 3),
    Kind("ATEX", "ATEX (atmosphères explosives)", r"\batex\b"),
    Kind("N1", "Risques chimiques N1/N2", r"risques? chimiques? n ?[12]|\bn1\b(?=.{0,20}chimi)"),
    Kind("CERTIPHYTO", "Certiphyto (produits phytopharmaceutiques)", r"\bcerti ?phyto\b", 5),
    Kind("PERMIS-TRONCONNEUSE", "Conduite de tronçonneuse (ECS)",
         r"permis (?:de )?tronconneuse|\becs ?[1-4]\b"),
    Kind("BAFA", "BAFA", r"\bbafa\b"),
    Kind("BAFD", "BAFD", r"\bbafd\b"),
    Kind("BNSSA", "BNSSA", r"\bbnssa\b"),
    Kind("BPJEPS", "BPJEPS", r"\bbpjeps\b"),
    Kind("CAP-AEPE", "CAP Accompagnant éducatif petite enfance (AEPE)",
         r"\bcap (?:d')?(?:aepe|petite enfance|accompagnant educatif)"),
    Kind("AGREMENT-ASSMAT", "Agrément d'assistant maternel",
         r"agrement.{0,25}(?:assistante?s? maternel|assmat|pmi)|assistante? maternelle? agree", 5),
    Kind("DEAS", "Diplôme d'État d'aide-soignant (DEAS)",
         r"\bdeas\b|\bdpas\b|diplome d'etat d'aide[- ]soignant"),
    Kind("DEAP", "Diplôme d'État d'auxiliaire de puériculture (DEAP)",
         r"\bdeap\b|diplome d'etat d'auxiliaire de puericulture"),
    Kind("DEAES", "Diplôme d'État d'accompagnant éducatif et social (DEAES)",
         r"\bdeaes\b|\bdeavs\b|\bdeamp\b|diplome d'etat d'a(?:ccompagnant educatif|uxiliaire de vie"
         r"|ide medico)"),
    Kind("ADVF", "Titre professionnel Assistant de vie aux familles (ADVF)",
         r"\badvf\b|assistante? de vie aux familles"),
    Kind("DEA", "Diplôme d'État d'ambulancier",
         r"diplome d'etat d'ambulancier|\bdea\b.{0,3}ambulanci|\bcca\b(?=.{0,12}ambul)"),
    Kind("AUX-AMBULANCIER", "Auxiliaire ambulancier",
         r"(?:attestation|formation|diplome) d'auxiliaire[ -]ambulancier"),
    Kind("IDE", "Diplôme d'État d'infirmier", r"diplome d'etat d'infirmier|\bdei\b|\bide\b"),
    Kind("PERMIS-PLAISANCE", "Permis plaisance (bateau)",
         r"permis (?:plaisance|bateau|cotier|fluvial|hauturier)"),
    Kind("PIX", "Certification Pix", r"\bpix\b"),
    Kind("TOSA", "Certification Tosa", r"\btosa\b"),
    Kind("CLEA", "Certificat CléA", r"\bcle ?a\b(?=\W*(?:$|numerique|,|\(|-|20))|certificat clea"),
    Kind("CCP-TITRE", "Certificat de compétences professionnelles (CCP)", r"\bccp ?[1-5]?\b"),
    Kind("QUAL-SOUDAGE", "Qualification de soudeur",
         r"(?:licence|qualification)s? (?:de )?(?:soudure|soudeur|soudage)|\bqmos\b|\bqs\b(?= )"
         r"|en ?(?:iso )?9606"),
    Kind("CARTE-BTP", "Carte BTP", r"carte (?:d'identification professionnelle (?:du )?)?btp"),
    Kind("CATEC", "Espaces confinés (CATEC)", r"\bcatec\b|espaces? confines?"),
    Kind("FLUIDES", "Manipulation des fluides frigorigènes",
         r"fluides? frigorigenes?(?=.{0,30}(?:attestation|habilit|categorie))"
         r"|(?:attestation|habilitation|aptitude).{0,40}fluides? frigorigenes?"),
    Kind("BIOCIDE", "Certibiocide", r"\bcertibiocide\b", 5),
    Kind("PERMIS-CHASSE", "Permis de chasser", r"permis de chass"),
)  # fmt: skip

_COMPILED = tuple((kind, re.compile(kind.pattern)) for kind in CERTIFICATES)

#: Families of CACES: title, the categories that exist, years of validity.
CACES: dict[str, tuple[str, str, int]] = {
    "R482": ("engins de chantier", "A B1 B2 B3 C1 C2 C3 D E F G", 10),
    "R483": ("grues mobiles", "A B", 5),
    "R484": ("ponts roulants et portiques", "1 2", 5),
    "R485": ("gerbeurs à conducteur accompagnant", "1 2", 5),
    "R486": ("plates-formes élévatrices (nacelles)", "A B C", 5),
    "R487": ("grues à tour", "1 2 3", 5),
    "R489": ("chariots élévateurs à conducteur porté", "1A 1B 2A 2B 3 4 5 6 7", 5),
    "R490": ("grues de chargement", "1", 5),
}
_REPLACED = {
    "R372": "R482", "R377": "R487", "R386": "R486", "R389": "R489", "R390": "R490",
    "R383": "R483", "R318": "R484", "R366": "R485",
}  # fmt: skip
_OLD_CATEGORIES = {
    "R389": "1 2 3 4 5 6", "R372": "1 2 3 4 5 6 7 8 9 10", "R386": "1A 1B 2A 2B 3A 3B",
    "R377": "1 2 GME", "R390": "1", "R383": "1 2", "R318": "1", "R366": "1 2",
}  # fmt: skip
#: Categories that the recommendation now splits in A and B, and CVs still tell without.
_SPLIT_SINCE = {"R489": "1 2"}
#: Categories that a CACES told without its recommendation may have.
_NUMBERED = ["1", "2", "3", "4", "5", "6", "1A", "1B", "2A", "2B"]
_BY_MACHINE = (
    (re.compile(r"nacelle|pemp"), "R486"),
    (re.compile(r"pont roulant|ponts roulants"), "R484"),
    (re.compile(r"grue auxiliaire|grue de chargement|bras de grue"), "R490"),
    (re.compile(r"grue a tour|grues a tour"), "R487"),
    (re.compile(r"gerbeur"), "R485"),
    (re.compile(r"engins? de chantier|pelle|mini-?pelle|chargeuse|compacteur|tombereau"), "R482"),
    (re.compile(r"chariot|cariste|transpalette|fenwick|magasin|logisti"), "R489"),
)
_RECOMMENDATION = re.compile(r"\br[ .\-]?(3(?:18|66|72|77|83|86|89|90)|48[2-9]|490)[ ]?m?\b")
_CACES = re.compile(r"\bcaces\b|\bc\.a\.c\.e\.s\b|permis cariste|permis nacelle")
_CATEGORY = r"(?:10|[1-9][ab]?|[a-g][1-3]?)"
_CATEGORIES = re.compile(
    rf"(?:\b(?:categories?|categ|cat|cats|niveaux?|types?)\b[ .:]*)?"
    rf"((?<![\w]){_CATEGORY}(?:(?:[ ]?[,/+&.\-–][ ]?|[ ]et[ ]|[ ])(?:(?:cat|categorie)[ .]*)?"
    rf"{_CATEGORY}(?![\w']))*)(?![\w'])"
)
_MACHINE_JUST_TOLD = re.compile(r"(?:cariste|chariots?|elevateurs?|nacelle)\W*$")
_ELECTRICAL = re.compile(
    r"(?<![\w])(b0[vl]?|h0[vl]?|b1[vl]?t?|h1v?|b2[vl]?t?|h2v?|br|bc|hc|bs|be|he|bp|bf|hf)(?![\w])"
)
_ELECTRICAL_TITLE = re.compile(r"habilitations?\s*:?\s*(?:\w+ )?electriques?|habilitations? elec")
_NEGATED = re.compile(r"\b(?:sans|pas de|aucun|pas le|a repasser)\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A certificate named in a line: `left` tells where, `note` what must be said with it."""

    code: str
    label: str
    note: str
    years: int | None
    left: int


def mentions(text: str) -> Iterator[Mention]:
    """The certificates that a line names, CACES by category. Serves CVs and job texts alike."""
    folded = fold(text)
    for kind, pattern in _COMPILED:
        match = pattern.search(folded)
        if match and not _NEGATED.search(folded[: match.start()]):
            yield Mention(kind.code, kind.label, "", kind.years, match.start())
    yield from _electrical(folded)
    yield from _caces(folded)


def _electrical(folded: str) -> Iterator[Mention]:
    title = _ELECTRICAL_TITLE.search(folded)
    # Symbols alone need company: « B0 H0V » is electrical, « BE » may be a licence.
    symbols = list(_ELECTRICAL.finditer(folded, title.end() if title else 0))
    if title is None:
        if not any(m[1][:2] in ("b0", "h0", "b1", "b2", "h1", "h2") for m in symbols) or (
            "caces" in folded or "r482" in folded.replace(" ", "") or "permis" in folded
        ):
            return
        if not re.search(r"habilit|electri|\bh0|\bb0", folded):
            return
    elif not symbols:
        yield Mention(
            "HAB-ELEC", "Habilitation électrique (symbole à préciser)", "", 3, title.start()
        )
    for match in symbols:
        symbol = match[1].upper()
        yield Mention(
            f"HAB-ELEC-{symbol}", f"Habilitation électrique {symbol}", "", 3, match.start()
        )


def _caces(folded: str) -> Iterator[Mention]:
    told = list(_RECOMMENDATION.finditer(folded))
    named = _CACES.search(folded)
    if named and _NEGATED.search(folded[: named.start()]):
        return
    if not told and not named:
        return
    if not told and named is not None:
        family = next((f for pattern, f in _BY_MACHINE if pattern.search(folded)), None)
        yield from _family(folded, family, named.end(), len(folded), named.start(), old="")
        return
    for index, match in enumerate(told):
        number = f"R{match[1]}"
        stop = told[index + 1].start() if index + 1 < len(told) else len(folded)
        old = number if number in _REPLACED else ""
        before = told[index - 1].end() if index else (named.end() if named else 0)
        found = list(
            _family(folded, _REPLACED.get(number, number), match.end(), stop, match.start(), old)
        )
        if len(found) == 1 and found[0].code.count("-") == 1 and before <= match.start():
            # « CACES 1, 3 et 5 (R489) »: the categories come first.
            earlier = list(
                _family(folded, _REPLACED.get(number, number), before, match.start(), before, old)
            )
            found = earlier if earlier and earlier[0].code.count("-") == 2 else found
        yield from found


def _family(
    folded: str, family: str | None, start: int, stop: int, left: int, old: str
) -> Iterator[Mention]:
    """The categories told between two positions, as mentions of one family."""
    if old:
        known = _OLD_CATEGORIES[old].split()
    elif family:
        known = [*CACES[family][1].split(), *_SPLIT_SINCE.get(family, "").split()]
    else:
        known = _NUMBERED
    window = folded[start : min(stop, start + 90)]
    # Years, and what follows a bracket that opens on another subject, are no categories.
    window = re.sub(r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d{1,2}/(?=\s)", "#", window)
    found: list[str] = []
    for match in _CATEGORIES.finditer(window):
        before = window[: match.start(1)].replace("caces", "")
        worded = re.search(r"cat|niv|typ", match[0]) or _MACHINE_JUST_TOLD.search(before)
        # After other words only « cat. » announces a category.
        if not worded and re.search(r"[a-z]{4,}", before):
            continue
        for piece in re.findall(_CATEGORY, match[1]):
            category = piece.upper()
            if category in known and category not in found:
                found.append(category)
    if family is None:
        label = "CACES (recommandation à préciser)"
        if found:
            label = f"CACES catégorie{'s' * (len(found) > 1)} {', '.join(found)} (recommandation à préciser)"
        yield Mention("CACES", label, "Recommandation (R489, R482…) à préciser.", 5, left)
        return
    title, _, years = CACES[family]
    note = ""
    if old:
        note = f"Obtenu sous l'ancienne recommandation {old}, remplacée par {family} : validité à vérifier."
    if not found:
        yield Mention(f"CACES-{family}", f"CACES {family} – {title} (catégorie à préciser)",
                      note, years, left)  # fmt: skip
    for category in found:
        if old:
            # Old categories do not carry the numbers of the new ones: keep the family only.
            yield Mention(f"CACES-{family}-{_modern(old, category)}" if _modern(old, category)
                          else f"CACES-{family}", f"CACES {old} cat. {category}", note, years, left)  # fmt: skip
        elif category in _SPLIT_SINCE.get(family, "").split():
            yield Mention(
                f"CACES-{family}-{category}A",
                f"CACES {family} cat. {category} (A ou B à préciser)",
                f"La catégorie {category} se divise en {category}A et {category}B : à vérifier.",
                years,
                left,
            )
        else:
            yield Mention(
                f"CACES-{family}-{category}", f"CACES {family} cat. {category}", "", years, left
            )


def _modern(old: str, category: str) -> str:
    """The category of today that an old one corresponds to, or "" where there is none to one."""
    table = {
        "R389": {"3": "3", "4": "4", "5": "5", "6": "7", "2": "2A", "1": "1A"},
        "R386": {"1A": "A", "3A": "A", "1B": "B", "3B": "B"},
        "R390": {"1": "1"},
    }
    return table.get(old, {}).get(category, "")

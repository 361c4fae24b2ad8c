"""The names of trades that have a form for him and one for her, and texts that say both.

A model puts «serveuse» a little nearer to «serveuse» than to «serveur»: a question is asked in both forms, so
that the form that a person chose for herself does not weigh (Code du travail, L1132-1). Pure.
"""

from __future__ import annotations

import re

from matching.texts.fold import fold

_PAIRS = """
accompagnateur accompagnatrice|accompagnant accompagnante|acheteur acheteuse|adjoint adjointe|affûteur affûteuse|agent agente
agriculteur agricultrice|aide-soignant aide-soignante|ajusteur ajusteuse|ambulancier ambulancière|animateur animatrice
apprenti apprentie|approvisionneur approvisionneuse|assistant assistante|boucher bouchère|boulanger boulangère
brancardier brancardière|bûcheron bûcheronne|caissier caissière|carreleur carreleuse|charcutier charcutière|charpentier charpentière
chaudronnier chaudronnière|chauffeur chauffeuse|chef cheffe|coffreur coffreuse|coiffeur coiffeuse|commerçant commerçante
commercial commerciale|conducteur conductrice|conseiller conseillère|contrôleur contrôleuse|coordinateur coordinatrice
couturier couturière|couvreur couvreuse|cueilleur cueilleuse|cuisinier cuisinière|cultivateur cultivatrice|danseur danseuse
déménageur déménageuse|dépanneur dépanneuse|développeur développeuse|directeur directrice|éboueur éboueuse|éducateur éducatrice
élagueur élagueuse|électricien électricienne|employé employée|encadrant encadrante|enseignant enseignante|équipier équipière
esthéticien esthéticienne|exploitant exploitante|façadier façadière|facteur factrice|ferrailleur ferrailleuse|formateur formatrice
fraiseur fraiseuse|fromager fromagère|gardien gardienne|grutier grutière|horticulteur horticultrice|hôte hôtesse
infirmier infirmière|informaticien informaticienne|intervenant intervenante|jardinier jardinière|laveur laveuse|linger lingère
livreur livreuse|logisticien logisticienne|maçon maçonne|magasinier magasinière|maraîcher maraîchère|maroquinier maroquinière
mécanicien mécanicienne|menuisier menuisière|moniteur monitrice|monteur monteuse|négociateur négociatrice|nettoyeur nettoyeuse
opérateur opératrice|ouvrier ouvrière|pâtissier pâtissière|paysagiste|plombier plombière|plongeur plongeuse|poissonnier poissonnière
pompier pompière|préparateur préparatrice|puériculteur puéricultrice|régleur régleuse|releveur releveuse|repasseur repasseuse
restaurateur restauratrice|ripeur ripeuse|rondier rondière|saisonnier saisonnière|serrurier serrurière|serveur serveuse
soudeur soudeuse|sommelier sommelière|superviseur superviseuse|surveillant surveillante|technicien technicienne
téléconseiller téléconseillère|téléprospecteur téléprospectrice|terrassier terrassière|tourneur tourneuse|traducteur traductrice
trieur trieuse|usineur usineuse|veilleur veilleuse|vendangeur vendangeuse|vendeur vendeuse|vigneron vigneronne|viticulteur viticultrice
"""
TRADE_FORMS: dict[str, tuple[str, str]] = {
    fold(form): (pair[0], pair[1])
    for line in _PAIRS.split("\n")
    for pair in (entry.split() for entry in line.split("|"))
    if len(pair) == 2
    for form in pair
}
"""Each form of a trade's name, folded, with both forms."""

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ALSO_OTHERWISE = frozenset({"commercial", "commerciale"})
"""Words that are no trade's name as often as they are one («centre commercial»)."""


def in_each_form(text: str) -> tuple[str, ...]:
    """`text` with its trades in his form and in her form; once where it names none in one form alone.

    «serveuse le soir» gives «serveur le soir» and «serveuse le soir», «serveur / serveuse» itself alone.
    """
    spoken = {fold(word) for word in _WORD.findall(text)}

    def form(number: int) -> str:
        def replaced(match: re.Match[str]) -> str:
            folded = fold(match[0])
            one = folded if folded in TRADE_FORMS else folded.removesuffix("s")
            pair = TRADE_FORMS.get(one)
            if pair is None or one in _ALSO_OTHERWISE:
                return match[0]
            end = "s" if one != folded else ""
            both = all(fold(form) + end in spoken for form in pair)
            return match[0] if both else pair[number] + end

        return _WORD.sub(replaced, text)

    him, her = form(0), form(1)
    return (him,) if him == her else (him, her)

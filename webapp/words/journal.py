"""The journal in plain French: what each act is called, and how sentences of it are made.

A room that has sentences of its own declares them in `webapp/pages/<room>/words.py`.
"""

from __future__ import annotations

from matching.audit.events import Act
from matching.journals.names import Names
from webapp.words.french import plural
from webapp.words.rooms import Said, Sentences, Told

ACTS = {
    Act.SAW: "Consultation",
    Act.SAW_ANONYMOUS: "Consultation d’un profil sans nom",
    Act.SEARCHED: "Recherche",
    Act.LISTED: "Affichage d’une liste",
    Act.EXPORTED: "Export",
    Act.DOWNLOADED: "Téléchargement",
    Act.CREATED: "Ajout",
    Act.CHANGED: "Modification",
    Act.REMOVED: "Retrait",
    Act.DECIDED: "Décision",
    Act.CONSENTED: "Information ou accord de la personne",
    Act.OPENED_SENSITIVE: "Ouverture de notes sensibles",
    Act.ASKED: "Demande",
    Act.SIGNED_IN: "Connexion",
    Act.SIGNED_OUT: "Déconnexion",
    Act.SIGN_IN_FAILED: "Échec de connexion",
    Act.LOCKED: "Compte verrouillé",
    Act.ACCOUNT: "Compte",
    Act.REFUSED: "Refus",
    Act.ERASED: "Effacement",
    Act.MAINTAINED: "Entretien du site",
}
"""What an act is called on the pages of the journal."""

ACTS_TO_HER = {
    Act.SAW: "a vu",
    Act.SAW_ANONYMOUS: "a vu sans le nom",
    Act.SEARCHED: "a cherché",
    Act.LISTED: "a vu dans une liste",
    Act.EXPORTED: "a exporté",
    Act.DOWNLOADED: "a téléchargé",
    Act.CREATED: "a créé",
    Act.CHANGED: "a modifié",
    Act.REMOVED: "a retiré",
    Act.DECIDED: "a décidé",
    Act.CONSENTED: "a noté votre réponse",
    Act.OPENED_SENSITIVE: "a ouvert les informations sensibles",
    Act.ASKED: "a demandé",
    Act.SIGNED_IN: "connexion",
    Act.SIGNED_OUT: "déconnexion",
    Act.SIGN_IN_FAILED: "échec de connexion",
    Act.LOCKED: "compte verrouillé",
    Act.ACCOUNT: "compte",
    Act.REFUSED: "accès refusé",
    Act.ERASED: "a effacé",
    Act.MAINTAINED: "entretien du site",
}
"""The same in a person's copy of what was done about her."""


def actor_name(names: Names, kind: str, id_: int | None) -> str:
    """Who acted, for the page: a professional, a person in her own space, the site itself."""
    if kind == "system":
        return "Vivier (automatique ou ligne de commande)"
    if kind == "nobody":
        return "Une personne sans session"
    found = names.of(kind, id_)
    if kind == "candidate":
        return f"{found} (dans son espace)" if found else f"Personne effacée (n° {id_})"
    return found or f"Professionnel n° {id_}"


def plain(words: str) -> Said:
    """A sentence with the thing in the place of `{s}`."""
    return lambda told: words.format(s=told.subject)


def listed(of: str, one: str) -> Said:
    """«a affiché la liste des personnes : 12 personnes»."""

    def said(told: Told) -> str:
        if told.fact("journal") == "history":
            return f"a lu l’historique de {told.subject}"
        count = plural(told.rows("total", "count", "people"), one)
        where = " de la sélection" if told.fact("list") == "shortlist" else ""
        job = told.named("job")
        return f"a affiché {of}{where}{f' pour « {job} »' if job else ''} : {count}"

    return said


def exported(one: str) -> Said:
    """«a exporté une liste : 12 personnes», or the data of one thing."""

    def said(told: Told) -> str:
        if told.event.subject_id is not None and "list" not in told.event.facts:
            return f"a exporté les données de {told.subject}"
        return f"a exporté une liste : {plural(told.rows('count', 'people'), one)}"

    return said


def searched(what: str) -> Said:
    """«a cherché des personnes pour le profil de poste « Plonge » : 12 réponses»."""

    def said(told: Told) -> str:
        like, count = told.fact("like"), plural(int(told.event.facts.get("total", 0)), "réponse")
        if like:
            return f"a cherché {what} pour {told.call(like, told.fact('like_id'))} : {count}"
        return f"a cherché {what} avec ses mots : {count}"

    return said


SENTENCES: Sentences = {
    (Act.SAW, ""): plain("a consulté {s}"),
    (Act.SAW_ANONYMOUS, ""): plain("a vu sans son nom le profil de {s}"),
    (Act.SEARCHED, ""): searched("dans le vivier"),
    (Act.LISTED, ""): listed("une liste", "ligne"),
    (Act.EXPORTED, ""): exported("personne"),
    (Act.DOWNLOADED, ""): plain("a téléchargé {s}"),
    (Act.CREATED, ""): plain("a ajouté {s}"),
    (Act.CHANGED, ""): plain("a modifié {s}"),
    (Act.REMOVED, ""): plain("a retiré quelque chose sur {s}"),
    (Act.DECIDED, ""): plain("a donné une réponse : {s}"),
    (Act.OPENED_SENSITIVE, ""): plain("a ouvert les notes sensibles de {s}"),
    (Act.ASKED, ""): plain("a fait une demande : {s}"),
    (Act.SIGNED_IN, ""): plain("a ouvert une session"),
    (Act.SIGNED_OUT, ""): plain("a fermé sa session"),
    (Act.SIGN_IN_FAILED, ""): plain("n’a pas réussi à ouvrir une session ({s})"),
    (Act.LOCKED, ""): plain("a fait verrouiller un compte par trop d’essais ({s})"),
    (Act.ACCOUNT, ""): plain("a changé un compte : {s}"),
    (Act.REFUSED, ""): plain("s’est vu refuser une page ou une action ({s})"),
    (Act.ERASED, ""): plain("a effacé les données de {s}"),
    (Act.MAINTAINED, ""): plain("a fait l’entretien du site"),
}
"""What is said of an act on any kind of thing; what only one room does has its words there."""

"""What is held about her, the copy that she keeps of it, where she stood on lists, and who saw or changed what."""

from __future__ import annotations

from werkzeug.wrappers import Response

from matching.actor import Role
from matching.audit.events import AuditEvent
from matching.consents import consents
from matching.pool.people.tables import Person
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_labels
from matching.privacy.export import cv_files, export_of
from matching.privacy.own_space import actors_of, events_about, held_about, rankings_of
from webapp.lists import shown
from webapp.pages.privacy.export import copy_of
from webapp.pages.privacy.own_space.space import blueprint, page
from webapp.request.context import current_runtime, current_session
from webapp.request.visits import current_candidate, current_candidate_actor, now
from webapp.words.french import term

EVENTS = {
    "saw": "Fiche consultée",
    "saw_anonymous": "Profil vu sans votre nom",
    "searched": "Recherche",
    "listed": "Vue dans une liste",
    "exported": "Données exportées",
    "downloaded": "CV téléchargé",
    "created": "Ajout à votre fiche",
    "changed": "Fiche modifiée",
    "removed": "Élément retiré de votre fiche",
    "decided": "Décision prise",
    "consented": "Accord ou refus noté",
    "opened_sensitive": "Note sensible lue, avec une raison écrite",
    "asked": "Demande faite",
    "signed_in": "Entrée dans votre espace",
    "signed_out": "Sortie de votre espace",
    "erased": "Données effacées",
    "maintained": "Entretien automatique",
}

REFERRAL_EVENTS = {
    "saw": "Proposition de poste consultée",
    "saw_anonymous": "Proposition de poste consultée, sans votre nom",
    "created": "Poste proposé",
    "decided": "Réponse à une proposition de poste",
}

LINK_EVENTS = {
    "created": "Lien vers votre espace créé",
    "asked": "Lien vers votre espace demandé par courriel",
    "removed": "Accès à votre espace fermés",
}


@blueprint.get("/donnees")
def held() -> str:
    """Everything that is held about her."""
    session, candidate = current_session(), current_candidate()
    everything = held_about(session, current_candidate_actor(), candidate)
    codes = [*candidate.wished_romes, *(e.rome for e in candidate.experiences if e.rome)]
    insee = candidate.commune_insee or ""
    return page(
        "privacy/own_space/held.html",
        held=everything,
        romes=rome_labels(session, codes),
        commune=communes_by_insee(session, [insee]).get(insee) if insee else None,
        uses=consents.USES,
    )


@blueprint.get("/export.<any(json,pdf,zip):kind>")
def export(kind: str) -> Response:
    """Everything that is held about her, to keep (RGPD art. 15 and 20)."""
    session, actor, her = current_session(), current_candidate_actor(), current_candidate()
    held = export_of(session, actor, her, today=current_runtime().today())
    return copy_of(held, kind, cv_files(session, actor, her, current_runtime().files))


@blueprint.get("/classement")
def rankings() -> str:
    """Where she stood on the lists of people for a job, and why."""
    found = rankings_of(current_session(), current_candidate_actor(), current_candidate(), now())
    return page("privacy/own_space/rankings.html", rankings=found)


@blueprint.get("/consultations")
def events() -> str:
    """Who saw or changed what is held about her."""
    session = current_session()
    found = shown(events_about(current_candidate_actor(), current_candidate()))
    people = actors_of(session, found.rows)
    lines = [(one.at, what(one), who(one, people)) for one in found.rows]
    return page("privacy/own_space/events.html", lines=lines, paging=found.paging)


def what(event: AuditEvent) -> str:
    """What was done, in plain words."""
    if event.subject_kind == "referral" and event.act in REFERRAL_EVENTS:
        return REFERRAL_EVENTS[event.act]
    if event.facts.get("what") in ("link", "links") and event.act in LINK_EVENTS:
        return LINK_EVENTS[event.act]
    return EVENTS.get(event.act, event.act)


def who(event: AuditEvent, people: dict[int, Person]) -> str:
    """Who did it: a role and a place, never the name of a professional."""
    if event.actor_kind == "candidate":
        return "Vous"
    if event.actor_kind == "system":
        return "Vivier, automatiquement"
    if event.actor_kind == "nobody":
        return "Une personne qui a saisi votre adresse de courriel"
    person = people.get(event.actor_id or 0)
    if person is None:
        return "Une personne dont le compte n’existe plus"
    roles = ", ".join(term(role, "Role") for role in person.roles)
    place = person.structure or person.employer
    if Role.EMPLOYMENT_DEVELOPER in person.roles and person.territory is not None:
        return f"{roles}, {person.territory.name}"
    return f"{roles}, {place.name}" if place else roles

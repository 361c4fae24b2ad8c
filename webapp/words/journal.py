"""The journals in plain French: one sentence for each act, names for each field and value of a history."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from matching.actor import Role
from matching.audit.events import Act, AuditEvent, thing_in
from matching.consents.terms import Purpose
from matching.history import FieldChange
from matching.journals.names import Names
from matching.journey.referrals.terms import Disclosure, EmployerReason, ReferralState
from matching.pool.candidates.terms import CandidateStatus, Obstacle, ProposalState
from matching.pool.jobs import terms
from matching.pool.reference.terms import WEEKDAY_NAMES, Condition, Contract, Means, Slot
from matching.pool.structures.terms import StructureKind
from matching.ranking.log.tables import Followed, RankingEntry
from matching.terms import Term, label_of
from matching.texts.french import french_clock, listed
from webapp.words.french import fr_date, fr_datetime, plural

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

KINDS = {
    "candidate": "Personne accompagnée",
    "job": "Profil de poste",
    "employer": "Employeur",
    "person": "Professionnel",
    "cv": "CV",
    "referral": "Mise en relation",
    "access_request": "Demande d’accès",
    "account_request": "Demande de compte",
    "structure": "Structure",
    "site": "Site",
}

FOLLOWED = {
    Followed.SHORTLISTED: "mise dans la sélection",
    Followed.TAKEN_OFF: "retirée de la sélection",
    Followed.REFERRED: "mise en relation proposée",
    Followed.ACCESS_ASKED: "accès demandé à sa structure",
}

JOURNALS = {
    "audit": "le journal des accès",
    "rankings": "le journal des classements",
    "history": "l’historique",
}

_PARTS = {
    "record": "la fiche",
    "experience": "une expérience",
    "education": "une formation",
    "certificate": "un certificat",
    "obstacle": "un frein",
}
_HOW = {"added": "a ajouté", "changed": "a modifié", "removed": "a retiré"}


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


def subject_name(names: Names, kind: str, id_: int | None, facts: Mapping[str, Any]) -> str:
    """What was acted upon: «Fatima Benali», «le profil de poste « Plonge »», «le CV n° 3 de K7M2-Q9XB»."""
    found = names.of(kind, id_)
    if kind == "candidate":
        return found or f"une personne effacée (n° {id_})"
    if kind == "job":
        return f"le profil de poste « {found} »" if found else f"le profil de poste n° {id_}"
    if kind == "employer":
        return f"l’employeur « {found} »" if found else f"l’employeur n° {id_}"
    if kind == "person":
        return found or (f"le professionnel n° {id_}" if id_ else "un compte inconnu")
    if kind == "structure":
        return f"la structure « {found} »" if found else f"la structure n° {id_}"
    owner = names.of("candidate", thing_in(facts, "candidate"))
    article = {"cv": "le CV", "referral": "la mise en relation"}.get(kind, "la demande")
    if kind == "site":
        return "le site"
    return f"{article} n° {id_}" + (f" ({owner})" if owner else "")


def sentence(event: AuditEvent, names: Names) -> str:
    """What was done, without who did it: «a ouvert la fiche de Fatima Benali»."""
    act, facts = Act(event.act), event.facts
    subject = subject_name(names, event.subject_kind, event.subject_id, facts)
    said = _SENTENCES.get((act, event.subject_kind)) or _SENTENCES[(act, "")]
    return said(subject, event, names)


Said = Callable[[str, AuditEvent, Names], str]


def _plain(words: str) -> Said:
    return lambda s, e, n: words.format(s=s)


def _listed(of: str, one: str, many: str | None = None) -> Said:
    def said(s: str, e: AuditEvent, n: Names) -> str:
        if e.facts.get("journal") == "history":
            return f"a lu l’historique de {s}"
        count = _rows(e, "total", "count", "people")
        where = " de la sélection" if e.facts.get("list") == "shortlist" else ""
        job = n.of("job", thing_in(e.facts, "job"))
        return (
            f"a affiché {of}{where}{f' pour « {job} »' if job else ''} : {plural(count, one, many)}"
        )

    return said


def _exported(s: str, e: AuditEvent, n: Names) -> str:
    if e.subject_id is not None and "list" not in e.facts:
        return f"a exporté les données de {s}"
    what = "professionnel" if e.subject_kind == "person" else "personne"
    count = _rows(e, "count", "people")
    return f"a exporté une liste : {plural(count, what)}"


def _rows(event: AuditEvent, *names: str) -> int:
    """How many a list had: the first of these counts that was noted, or of the ids."""
    counts = [int(event.facts[name]) for name in names if name in event.facts]
    return counts[0] if counts else len(event.facts.get("ids", ()))


def _journal(verb: str) -> Said:
    def said(s: str, e: AuditEvent, n: Names) -> str:
        return f"{verb} {JOURNALS.get(str(e.facts.get('journal')), 'une page du site')}"

    return said


def _searched(what: str) -> Said:
    def said(s: str, e: AuditEvent, n: Names) -> str:
        like, id_ = e.facts.get("like"), e.facts.get("like_id")
        count = plural(int(e.facts.get("total", 0)), "réponse")
        if like:
            asker = subject_name(n, like, id_, {})
            return f"a cherché {what} pour {asker} : {count}"
        return f"a cherché {what} avec ses mots : {count}"

    return said


def _created_person(s: str, e: AuditEvent, n: Names) -> str:
    if e.facts.get("what") == "link":
        return f"a envoyé à {s} un lien vers son espace"
    return f"a ajouté {s} au vivier"


def _changed_person(s: str, e: AuditEvent, n: Names) -> str:
    what, how = e.facts.get("what"), e.facts.get("how")
    if what == "coach":
        return f"a confié {s} à {n.of('person', thing_in(e.facts, 'person')) or 'un autre coach'}"
    if what == "record" or what not in _PARTS or how not in _HOW:
        return f"a modifié la fiche de {s}"
    return f"{_HOW[how]} {_PARTS[what]} sur la fiche de {s}"


def _decided_person(s: str, e: AuditEvent, n: Names) -> str:
    job_id = thing_in(e.facts, "job")
    job = n.of("job", job_id) or f"n° {job_id}"
    if e.facts.get("what") == "shortlisted":
        return f"a mis {s} dans la sélection pour « {job} », ou changé sa note"
    if e.facts.get("what") == "taken_off":
        return f"a retiré {s} de la sélection pour « {job} »"
    return f"a pris une décision pour {s}"


def _decided_job(s: str, e: AuditEvent, n: Names) -> str:
    status = label_of(terms.JobStatus, e.facts.get("status"))
    return f"a fait passer {s} à l’état « {status} »"


def _decided_cv(s: str, e: AuditEvent, n: Names) -> str:
    count = sum(v for k, v in e.facts.items() if k in tuple(ProposalState))
    return f"a vérifié ce qui a été lu dans {s} : {plural(count, 'décision')}"


def _consented(s: str, e: AuditEvent, n: Names) -> str:
    purpose = label_of(Purpose, e.facts.get("purpose"))
    agreed = e.facts.get("agreed")
    what = {None: "l’information", True: "l’accord", False: "le refus"}[agreed]
    return f"a noté {what} de {s} – {purpose}"


_SENTENCES: dict[tuple[Act, str], Said] = {
    (Act.SAW, ""): _plain("a consulté {s}"),
    (Act.SAW, "candidate"): _plain("a ouvert la fiche de {s}"),
    (Act.SAW, "cv"): _plain("a lu {s}"),
    (Act.SAW, "site"): _journal("a ouvert une ligne du journal :"),
    (Act.SAW_ANONYMOUS, ""): _plain("a vu sans son nom le profil de {s}"),
    (Act.SEARCHED, ""): _searched("dans le vivier"),
    (Act.SEARCHED, "candidate"): _searched("des personnes"),
    (Act.SEARCHED, "job"): _searched("des postes"),
    (Act.LISTED, ""): _listed("une liste", "ligne"),
    (Act.LISTED, "candidate"): _listed("la liste des personnes", "personne"),
    (Act.LISTED, "job"): _listed("la liste des profils de poste", "profil"),
    (Act.LISTED, "employer"): _listed("la liste des employeurs", "employeur"),
    (Act.LISTED, "site"): _journal("a consulté"),
    (Act.EXPORTED, ""): _exported,
    (Act.EXPORTED, "site"): _journal("a exporté"),
    (Act.DOWNLOADED, ""): _plain("a téléchargé {s}"),
    (Act.CREATED, ""): _plain("a ajouté {s}"),
    (Act.CREATED, "candidate"): _created_person,
    (Act.CREATED, "cv"): _plain("a déposé {s}"),
    (Act.CHANGED, ""): _plain("a modifié {s}"),
    (Act.CHANGED, "candidate"): _changed_person,
    (Act.REMOVED, ""): _plain("a retiré quelque chose sur {s}"),
    (Act.DECIDED, ""): _plain("a donné une réponse : {s}"),
    (Act.DECIDED, "candidate"): _decided_person,
    (Act.DECIDED, "job"): _decided_job,
    (Act.DECIDED, "cv"): _decided_cv,
    (Act.CONSENTED, ""): _consented,
    (Act.OPENED_SENSITIVE, ""): _plain("a ouvert les notes sensibles de {s}"),
    (Act.ASKED, ""): _plain("a fait une demande : {s}"),
    (Act.SIGNED_IN, ""): _plain("a ouvert une session"),
    (Act.SIGNED_OUT, ""): _plain("a fermé sa session"),
    (Act.SIGN_IN_FAILED, ""): _plain("n’a pas réussi à ouvrir une session ({s})"),
    (Act.LOCKED, ""): _plain("a fait verrouiller un compte par trop d’essais ({s})"),
    (Act.ACCOUNT, ""): _plain("a changé un compte : {s}"),
    (Act.REFUSED, ""): _plain("s’est vu refuser une page ou une action ({s})"),
    (Act.ERASED, ""): _plain("a effacé les données de {s}"),
    (Act.MAINTAINED, ""): _plain("a fait l’entretien du site"),
}
"""(act, kind of thing) → its words; the kind «» is for all that have none of their own."""


def asked_by(entry: RankingEntry, names: Names) -> str:
    """What a ranking was made for: «les personnes pour « Plonge »», «« plonge le soir »»."""
    found = "des personnes" if entry.found_kind == "candidate" else "des postes"
    if entry.asked_kind:
        asker = subject_name(names, entry.asked_kind, entry.asked_id, {})
        return f"{found} pour {asker}"
    return f"{found} pour la question « {entry.question} »" if entry.question else f"{found} (tous)"


FILTERS = {
    "departments": "département",
    "romes": "métier",
    "contracts": "contrat",
    "licences": "permis",
    "available_by": "disponible au plus tard le",
    "within_km": "distance en km",
    "within_reach": "dans le périmètre souhaité",
    "show_impossible": "avec ce que la loi rend impossible",
}


def filter_words(filters: Mapping[str, Any]) -> list[str]:
    """What a ranking was narrowed to."""
    words = []
    for name, value in filters.items():
        if value is True:
            words.append(FILTERS.get(name, name))
        elif isinstance(value, list):
            words.append(f"{FILTERS.get(name, name)} : {listed([str(v) for v in value], 'ou')}")
        else:
            shown = fr_date(date.fromisoformat(value)) if name == "available_by" else value
            words.append(f"{FILTERS.get(name, name)} : {shown}")
    return words


# Histories.

TABLES = {
    "candidate": "Fiche",
    "experience": "Expérience",
    "education": "Formation",
    "certificate": "Certificat",
    "spoken_language": "Langue",
    "mobility_mean": "Moyen de déplacement",
    "candidate_obstacle": "Frein",
    "job_profile": "Profil de poste",
    "requirement": "Demande du poste",
    "employer": "Employeur",
    "person": "Professionnel",
    "structure": "Structure",
    "referral": "Mise en relation",
}

FIELDS: dict[str, dict[str, str]] = {
    "candidate": {
        "structure_id": "Structure",
        "coach_id": "Coach",
        "status": "Situation",
        "reference": "Référence",
        "shares_anonymously": "Profil sans nom visible du territoire",
        "civility": "Civilité",
        "first_name": "Prénom",
        "last_name": "Nom",
        "birth_date": "Date de naissance",
        "email": "Courriel",
        "phone": "Téléphone",
        "street": "Rue",
        "commune_insee": "Commune",
        "wishes_text": "Souhaits, avec ses mots",
        "wished_romes": "Métiers souhaités",
        "contracts": "Contrats acceptés",
        "hours_min": "Heures par semaine, au moins",
        "hours_max": "Heures par semaine, au plus",
        "available_from": "Disponible à partir du",
        "slots": "Horaires possibles",
        "days": "Jours possibles",
        "weekends": "Week-end possible",
        "licences": "Permis",
        "has_vehicle": "Véhicule",
        "avoided_conditions": "À éviter",
        "constraints_text": "Contraintes",
        "skills": "Compétences",
        "last_contact_on": "Dernier contact",
    },
    "experience": {
        "title": "Intitulé",
        "employer": "Employeur",
        "place": "Lieu",
        "start_year": "Année de début",
        "start_month": "Mois de début",
        "end_year": "Année de fin",
        "end_month": "Mois de fin",
        "current": "En cours",
        "description": "Description",
        "rome": "Métier",
        "cv_id": "Lue dans le CV n°",
    },
    "education": {
        "label": "Intitulé",
        "level": "Niveau",
        "year": "Année",
        "cv_id": "Lue dans le CV n°",
    },
    "certificate": {
        "code": "Certificat",
        "year": "Année d’obtention",
        "valid_until": "Valable jusqu’au",
        "cv_id": "Lu dans le CV n°",
    },
    "spoken_language": {"language": "Langue", "level": "Niveau"},
    "mobility_mean": {"means": "Moyen", "radius_km": "Distance en km", "minutes": "Minutes"},
    "candidate_obstacle": {"kind": "Frein", "note": "Note", "lifted_on": "Levé le"},
    "job_profile": {
        "employer_id": "Employeur",
        "status": "État",
        "valid_until": "Valable jusqu’au",
        "title": "Intitulé",
        "text": "Description",
        "rome": "Métier",
        "contract": "Contrat",
        "duration_months": "Durée en mois",
        "hours_per_week": "Heures par semaine",
        "wage_text": "Rémunération",
        "commune_insee": "Commune",
        "openings": "Postes à pourvoir",
        "starts_on": "Début",
        "slots": "Horaires",
        "days": "Jours",
        "starts_at": "Heure de prise de poste",
        "weekends": "Travail le week-end",
        "shifts": "En équipes",
        "conditions": "Conditions de travail",
        "beginners_accepted": "Débutants acceptés",
        "immersion_possible": "Immersion possible",
        "created_by_id": "Écrit par",
    },
    "requirement": {
        "kind": "Nature",
        "code": "Ce qui est demandé",
        "level": "Niveau",
        "must": "Indispensable",
    },
    "employer": {
        "name": "Nom",
        "siret": "SIRET",
        "naf_code": "Code d’activité (NAF)",
        "naf_version": "Version de la NAF",
        "size_band": "Effectif",
        "territory_id": "Territoire",
    },
    "person": {
        "first_name": "Prénom",
        "last_name": "Nom",
        "email": "Courriel",
        "phone": "Téléphone",
        "job_title": "Fonction",
        "roles": "Rôles",
        "structure_id": "Structure",
        "territory_id": "Territoire",
        "employer_id": "Employeur",
        "active": "Compte ouvert",
    },
    "structure": {
        "name": "Nom",
        "kind": "Nature",
        "territory_id": "Territoire",
        "commune_insee": "Commune",
        "active": "En activité",
        "retention_months": "Durée de conservation en mois",
        "data_protection_contact": "Contact pour la protection des données",
    },
    "referral": {
        "state": "Étape",
        "disclosure": "Ce que l’employeur voit",
        "reason": "Motif de l’employeur",
        "message": "Message à la personne",
        "presentation": "Présentation à l’employeur",
        "proposed_by_id": "Proposée par",
        "proposed_at": "Proposée le",
        "agreed_at": "Accord donné le",
        "agreed_how": "Accord donné comment",
        "agreed_noted_by_id": "Accord noté par",
        "answered_at": "Réponse le",
        "answered_by_id": "Réponse de",
        "answer": "Réponse",
    },
}
"""Table → column → what it is called on the pages."""

UNSHOWN = {"id", "created_at", "updated_at", "candidate_id", "job_profile_id"}
"""Columns of the machine, and those that only say whose row it is."""

_VOCABULARIES: dict[tuple[str, str], type[Term]] = {
    ("candidate", "status"): CandidateStatus,
    ("candidate", "contracts"): Contract,
    ("candidate", "slots"): Slot,
    ("candidate", "avoided_conditions"): Condition,
    ("mobility_mean", "means"): Means,
    ("candidate_obstacle", "kind"): Obstacle,
    ("job_profile", "status"): terms.JobStatus,
    ("job_profile", "contract"): Contract,
    ("job_profile", "slots"): Slot,
    ("job_profile", "conditions"): Condition,
    ("requirement", "kind"): terms.RequirementKind,
    ("person", "roles"): Role,
    ("structure", "kind"): StructureKind,
    ("referral", "state"): ReferralState,
    ("referral", "disclosure"): Disclosure,
    ("referral", "reason"): EmployerReason,
}
_KEYS = {
    "structure_id": "structure",
    "coach_id": "person",
    "created_by_id": "person",
    "proposed_by_id": "person",
    "agreed_noted_by_id": "person",
    "answered_by_id": "person",
    "employer_id": "employer",
    "territory_id": "territory",
}
_DATES = {
    "birth_date",
    "available_from",
    "last_contact_on",
    "valid_until",
    "starts_on",
    "lifted_on",
}
_MOMENTS = {"proposed_at", "agreed_at", "answered_at"}
_ROMES = {"rome", "wished_romes"}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a change, in words; `before` or `after` is empty where there was or is nothing."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A row that was written: what it is, what was done («ajout», «modification», «retrait»), and its fields."""

    title: str
    operation: str
    fields: tuple[FieldLine, ...]

    @property
    def values(self) -> dict[str, str]:
        """What the row said, for one that came or went."""
        return {field.name: field.after or field.before for field in self.fields}


OPERATIONS = {"insert": "ajout", "update": "modification", "delete": "retrait"}


@dataclass(frozen=True, slots=True)
class Lookups:
    """What the values of a history are called: names of things, labels of ROME codes and of communes."""

    names: Names
    romes: Mapping[str, str]
    communes: Mapping[str, str]


def values_in(changes: Iterable[FieldChange]) -> tuple[dict[str, set[int]], set[str], set[str]]:
    """What has to be looked up for these changes: ids of things by kind, ROME codes, INSEE codes."""
    ids: dict[str, set[int]] = {}
    romes: set[str] = set()
    communes: set[str] = set()
    for change in changes:
        if change.actor_id is not None:
            ids.setdefault(change.actor_kind, set()).add(change.actor_id)
        for values in (change.before or {}, change.after or {}):
            for column, value in values.items():
                if column in _KEYS and isinstance(value, int):
                    ids.setdefault(_KEYS[column], set()).add(value)
                elif column in _ROMES and value:
                    romes.update(value if isinstance(value, list) else [value])
                elif column == "commune_insee" and value:
                    communes.add(value)
    return ids, romes, communes


def change_line(change: FieldChange, lookups: Lookups) -> ChangeLine:
    """A change in words."""
    before, after = change.before or {}, change.after or {}
    columns = [c for c in FIELDS[change.table] if c in before or c in after]
    fields = []
    for column in columns:
        old = _value(change.table, column, before.get(column), lookups)
        new = _value(change.table, column, after.get(column), lookups)
        if old.split() != new.split():  # a browser's line breaks are no change
            fields.append(FieldLine(FIELDS[change.table][column], old, new))
    return ChangeLine(TABLES[change.table], OPERATIONS[change.operation], tuple(fields))


def without_rewrites(lines: Iterable[ChangeLine]) -> list[ChangeLine]:
    """Without the rows that a form has taken away and written again as they were, and without empty changes."""
    kept: list[ChangeLine] = []
    for line in lines:
        twin = next(
            (k for k in kept if (k.title, k.values) == (line.title, line.values)
             and {k.operation, line.operation} == {"ajout", "retrait"}),
            None,
        )  # fmt: skip
        if twin is not None:
            kept.remove(twin)
        elif line.fields:
            kept.append(line)
    return kept


def _value(table: str, column: str, value: Any, lookups: Lookups) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(_value(table, column, one, lookups) for one in value)
    if vocabulary := _VOCABULARIES.get((table, column)):
        return label_of(vocabulary, str(value))
    if column in _KEYS:
        return lookups.names.of(_KEYS[column], value) or f"n° {value}"
    if column in _DATES:
        return fr_date(date.fromisoformat(value))
    if column in _MOMENTS:
        return fr_datetime(datetime.fromisoformat(value))
    if column == "starts_at":
        return french_clock(time.fromisoformat(value))
    if column in _ROMES:
        return f"{lookups.romes[value]} ({value})" if value in lookups.romes else str(value)
    if column == "commune_insee":
        return lookups.communes.get(value, str(value))
    if column == "days":
        return WEEKDAY_NAMES.get(value, str(value))
    return str(value)

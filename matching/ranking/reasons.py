"""Findings in plain French, each with its evidence from both sides. No percentage, no verdict on a person.

Sentences are written so that neither the reader's role nor the person's gender changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matching.pool.profiles.veil import HIDDEN, Veil, band
from matching.pool.reference.terms import WEEKDAY_NAMES, Condition, Contract, Means, Slot
from matching.ranking.findings import Finding, Part, Tone
from matching.terms import label_of
from matching.texts.fold import folded
from matching.texts.french import at_place, french_date, french_hour, listed, of_month, of_place


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of an explanation: which part, what it says, and in which words."""

    part: Part
    tone: Tone
    text: str


class Wording:
    """Turns findings into reasons; `rome` gives the labels of the codes that they name. `free` is for a
    question in everyday words, where there is no job profile to speak of."""

    def __init__(self, rome: Mapping[str, str], *, free: bool = False) -> None:
        self.rome = rome
        self.free = free

    def reason(self, finding: Finding, veil: Veil | None = None) -> Reason:
        """The sentence of a finding. Every kind has one: an unknown kind is an error of ours (KeyError).
        With the `veil` of a person whose name may not be told, nothing in it tells who she is."""
        if veil is None:
            text = SENTENCES[finding.kind](self, dict(finding.facts))
        else:
            sentence = VEILED_SENTENCES.get(finding.kind, SENTENCES[finding.kind])
            text = sentence(self, _veiled(finding.facts, veil))
        if self.free:
            for of_a_job, of_a_question in FREE_WORDS:
                text = text.replace(of_a_job, of_a_question)
        return Reason(finding.part, finding.tone, text)

    def trade(self, code: object) -> str:
        """«Cariste (N1101)», or the code alone when its label is not known."""
        text = self.rome.get(str(code))
        return f"{text} ({code})" if text else str(code)


FREE_WORDS = (
    ("c’est le métier du poste", "c’est le métier cherché"),
    ("c’est celui du poste", "c’est celui qui est cherché"),
    ("demandé par le poste", "demandé"),
    ("des tâches proches de celles du poste", "des tâches proches"),
    (" ; le poste est à ", " ; c’est à "),
)
"""What the sentences say of a job profile → what they say of a question."""

Sentence = Callable[[Wording, dict[str, Any]], str]


def _asker(f: Mapping[str, Any]) -> str:
    return "demandé par le poste" if f["must"] else "apprécié pour le poste"


def _period(f: Mapping[str, Any]) -> str:
    return f" {f['period']}" if f["period"] else ""


def _same_trade(w: Wording, f: dict[str, Any]) -> str:
    more = f", {f['count']} expériences" if f["count"] > 1 else ""
    return f"« {f['title']} »{_period(f)}{more} – c’est le métier du poste"


def _near_trade(w: Wording, f: dict[str, Any]) -> str:
    return f"« {f['title']} »{_period(f)} – {w.trade(f['rome'])} est un métier proche"


def _certificate(w: Wording, f: dict[str, Any]) -> str:
    when = f" obtenu en {f['year']}" if f["year"] else ""
    return f"{f['code']}{when} – {_asker(f)}"


def _contract(w: Wording, f: dict[str, Any]) -> str:
    return f"{label_of(Contract, f['contract'])} – type de contrat souhaité"


def _other_contract(w: Wording, f: dict[str, Any]) -> str:
    wished = listed([label_of(Contract, c) for c in f["wished"]], "ou")
    return f"Le poste est en {label_of(Contract, f['contract'])} ; souhait : {wished}"


def _hours_wish(f: Mapping[str, Any]) -> str:
    if f["low"] and f["high"]:
        return f"{f['high']} h" if f["low"] == f["high"] else f"{f['low']} à {f['high']} h"
    return f"au moins {f['low']} h" if f["low"] else f"{f['high']} h au plus"


def _quote(text: str, length: int = 140) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


def _slots(f: Mapping[str, Any]) -> str:
    return listed([label_of(Slot, s) for s in f["slots"]])


def _away(f: Mapping[str, Any]) -> str:
    return f"À {f['km']} km" if f["km"] else "Dans la même commune"


def _within(f: Mapping[str, Any]) -> str:
    """«À moins de 10 km», «À plus de 50 km», «De 10 à 20 km»: `km` is a band."""
    words: str = f["km"]
    return f"De {words}" if words[0].isdigit() else f"À {words}"


def _language(w: Wording, f: dict[str, Any]) -> str:
    spoken = f" ({f['spoken']})" if f["spoken"] else ""
    return f"{f['code'].capitalize()}{spoken} – {_asker(f)}"


def _skill(w: Wording, f: dict[str, Any]) -> str:
    asked = "" if folded(f["held"]) == folded(f["asked"]) else f" (« {f['asked']} »)"
    return f"« {f['held']} » – {_asker(f)}{asked}"


def _veiled(facts: Mapping[str, object], veil: Veil) -> dict[str, Any]:
    """The facts without what would tell who the person is: her own words go through the veil, dates and
    distances lose their precision."""
    told: dict[str, Any] = dict(facts)
    for name in ("title", "text", "held"):
        if name in told:
            told[name] = veil.text(told[name]) or HIDDEN
    if "period" in told:
        told["period"] = ""
    if "year" in told:
        told["year"] = None
    if told.get("km") is not None:
        told["km"] = band(told["km"])
    return told


SENTENCES: dict[str, Sentence] = {
    "law": lambda w, f: f"Exigé par la loi et manquant : {f['missing']} ({f['source']})",
    "expired": lambda w, f: (
        f"Ce profil de poste n’est plus valable depuis le {french_date(f['day'])}"
    ),
    "wished_trade": lambda w, f: f"Métier souhaité : {w.trade(f['rome'])} – c’est celui du poste",
    "wished_near_trade": lambda w, f: (
        f"Métier souhaité : {w.trade(f['rome'])} – {w.trade(f['job'])} est un métier proche"
    ),
    "wishes_alike": lambda w, f: (
        f"Souhait exprimé : « {_quote(f['text'])} » – le poste s’en approche"
    ),
    "other_trade_wished": lambda w, f: f"Souhaite d’abord un autre métier : {w.trade(f['rome'])}",
    "asked_trade": lambda w, f: f"Métier cherché : {w.trade(f['rome'])}",
    "contract": _contract,
    "other_contract": _other_contract,
    "hours": lambda w, f: f"{f['hours']} h par semaine – dans le souhait ({_hours_wish(f)})",
    "other_hours": lambda w, f: f"{f['hours']} h par semaine ; souhait : {_hours_wish(f)}",
    "avoided_condition": lambda w, f: (
        f"À éviter d’après la personne : {label_of(Condition, f['condition'])}"
    ),
    "same_trade": _same_trade,
    "near_trade": _near_trade,
    "tasks_alike": lambda w, f: (
        f"« {f['title']} »{_period(f)} – des tâches proches de celles du poste"
    ),
    "beginners": lambda w, f: "Débutants acceptés sur ce poste",
    "no_experience": lambda w, f: "Pas encore d’expérience dans ce métier",
    "no_experience_immersion": lambda w, f: (
        "Pas encore d’expérience dans ce métier – l’employeur accepte une immersion (PMSMP)"
    ),
    "certificate": _certificate,
    "certificate_expired": lambda w, f: (
        f"{f['code']} à renouveler depuis le {french_date(f['day'])} – {_asker(f)}"
    ),
    "no_certificate": lambda w, f: f"{f['code']} manquant – {_asker(f)}",
    "licence": lambda w, f: f"Permis {f['code']} – {_asker(f)}",
    "no_licence": lambda w, f: f"Permis {f['code']} manquant – {_asker(f)}",
    "language": _language,
    "no_language": lambda w, f: (
        f"{f['code'].capitalize()}{' ' + f['level'] if f['level'] else ''} – {_asker(f)}, à vérifier"
    ),
    "language_below": lambda w, f: (
        f"{f['code'].capitalize()} : niveau {f['spoken']}, {f['level']} {_asker(f)}"
    ),
    "skill": _skill,
    "skills_to_check": lambda w, f: f"À vérifier ensemble : {', '.join(f['asked'])}",
    "distance_unknown": lambda w, f: "Distance inconnue : la commune n’est pas renseignée",
    "mobility_unknown": lambda w, f: f"À {f['km']} km ; mobilité à préciser avec la personne",
    "within_reach": lambda w, f: (
        f"{_away(f)} – dans le périmètre souhaité ({f['stated']} {label_of(Means, f['means'])})"
    ),
    "beyond_reach": lambda w, f: (
        f"{f['beyond']} km au-delà du périmètre souhaité "
        f"({f['stated']} {label_of(Means, f['means'])} ; le poste est à {f['km']} km)"
    ),
    "near_place": lambda w, f: (
        at_place(f["place"]) if f["km"] == 0 else f"À {f['km']} km {of_place(f['place'])}"
    ),
    "far_from_place": lambda w, f: f"À {f['km']} km {of_place(f['place'])}",
    "slots": lambda w, f: f"Horaires possibles : {_slots(f)}",
    "other_slots": lambda w, f: f"Horaires hors des disponibilités : {_slots(f)}",
    "night_to_ask": lambda w, f: "Travail de nuit : à voir ensemble",
    "other_days": lambda w, f: (
        f"Jours hors des disponibilités : {listed([WEEKDAY_NAMES[d] for d in f['days']])}"
    ),
    "weekends": lambda w, f: "Travail le week-end, non souhaité",
    "early_start": lambda w, f: (
        f"Prise de poste à {french_hour(f['at'])} : peu de transports en commun à cette heure"
    ),
    "available": lambda w, f: (
        f"Disponible pour le {french_date(f['day'])}" if f["day"] else "Disponible maintenant"
    ),
    "available_later": lambda w, f: (
        f"Disponible à partir du {french_date(f['day'])}"
        + (f" ; le poste commence le {french_date(f['start'])}" if f["start"] else "")
    ),
}

VEILED_SENTENCES: dict[str, Sentence] = {
    "certificate_expired": lambda w, f: f"{f['code']} à renouveler – {_asker(f)}",
    "mobility_unknown": lambda w, f: f"{_within(f)} ; mobilité à préciser avec la personne",
    "within_reach": lambda w, f: (
        f"{_within(f)} – dans le périmètre souhaité ({f['stated']} {label_of(Means, f['means'])})"
    ),
    "beyond_reach": lambda w, f: (
        f"{_within(f)} – au-delà du périmètre souhaité ({f['stated']} {label_of(Means, f['means'])})"
    ),
    "available_later": lambda w, f: (
        f"Disponible à partir {of_month(f['day'])}"
        + (f" ; le poste commence le {french_date(f['start'])}" if f["start"] else "")
    ),
}
"""The sentences that are others where the person's name may not be told. The rest of them quote the job, codes,
or words that have gone through the veil."""

"""What a match can say: one row for each kind of finding, with its sentence, its weight, and where it is told.

A kind belongs to one of the three parts of employability as the PDIP 71 defines it. Its sentence is plain French with
the evidence of both sides, and written so that neither the reader's role nor the person's gender changes it; no
percentage, no verdict on a person. `findings.py` and `question.py` find, `reasons.py` says, `score.py` adds up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from matching.pool.reference.terms import WEEKDAY_NAMES, Condition, Contract, Means, Slot
from matching.terms import label_of
from matching.texts.fold import folded
from matching.texts.french import at_place, french_date, french_hour, listed, of_month, of_place


class Part(StrEnum):
    """The three parts of employability: désirs; compétences, habiletés, formation; mobilité."""

    WANTS = "wants"
    CAN = "can"
    GO = "go"


Facts = Mapping[str, Any]
"""What a finding holds of both sides, by name."""

Trade = Callable[[object], str]
"""How a ROME code is said: «Cariste (N1101)»."""

Sentence = Callable[[Trade, Facts], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding.

    `veiled` is its sentence where the person's name may not be told, when it is another one: the rest quote the job,
    codes, or words that have gone through the veil. `weight` is what it adds, in the unit of the fused score (standard
    deviations of its pool): none is large enough to hide someone, it moves her within the list. `free_weight` is the
    same for a question in everyday words, when it is another one: who types «le soir vers Colmar» means it, and the
    trade, which weighs about 4 in the fused score, still comes first. `in_search` says whether a comparison with such
    a question tells it of a person: the question is too short for the rest.
    """

    code: str
    part: Part
    sentence: Sentence
    veiled: Sentence | None = None
    weight: float = 0.0
    free_weight: float | None = None
    in_search: bool = False

    def weighs(self, *, free: bool) -> float:
        """What it adds; `free` is for a question in everyday words."""
        return self.free_weight if free and self.free_weight is not None else self.weight


# Words of the sentences.


def _asker(f: Facts) -> str:
    return "demandé par le poste" if f["must"] else "apprécié pour le poste"


def _period(f: Facts) -> str:
    return f" {f['period']}" if f["period"] else ""


def _quote(text: str, length: int = 140) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


def _hours_wish(f: Facts) -> str:
    if f["low"] and f["high"]:
        return f"{f['high']} h" if f["low"] == f["high"] else f"{f['low']} à {f['high']} h"
    return f"au moins {f['low']} h" if f["low"] else f"{f['high']} h au plus"


def _slots(f: Facts) -> str:
    return listed([label_of(Slot, s) for s in f["slots"]])


def _away(f: Facts) -> str:
    return f"À {f['km']} km" if f["km"] else "Dans la même commune"


def _within(f: Facts) -> str:
    """«À moins de 10 km», «À plus de 50 km», «De 10 à 20 km»: `km` is a band."""
    words: str = f["km"]
    return f"De {words}" if words[0].isdigit() else f"À {words}"


def _job_start(f: Facts) -> str:
    return f" ; le poste commence le {french_date(f['start'])}" if f["start"] else ""


def _contract(trade: Trade, f: Facts) -> str:
    return f"{label_of(Contract, f['contract'])} – type de contrat souhaité"


def _other_contract(trade: Trade, f: Facts) -> str:
    wished = listed([label_of(Contract, c) for c in f["wished"]], "ou")
    return f"Le poste est en {label_of(Contract, f['contract'])} ; souhait : {wished}"


def _same_trade(trade: Trade, f: Facts) -> str:
    more = f", {f['count']} expériences" if f["count"] > 1 else ""
    return f"« {f['title']} »{_period(f)}{more} – c’est le métier du poste"


def _near_trade(trade: Trade, f: Facts) -> str:
    return f"« {f['title']} »{_period(f)} – {trade(f['rome'])} est un métier proche"


def _certificate(trade: Trade, f: Facts) -> str:
    when = f" obtenu en {f['year']}" if f["year"] else ""
    return f"{f['code']}{when} – {_asker(f)}"


def _language(trade: Trade, f: Facts) -> str:
    spoken = f" ({f['spoken']})" if f["spoken"] else ""
    return f"{f['code'].capitalize()}{spoken} – {_asker(f)}"


def _skill(trade: Trade, f: Facts) -> str:
    asked = "" if folded(f["held"]) == folded(f["asked"]) else f" (« {f['asked']} »)"
    return f"« {f['held']} » – {_asker(f)}{asked}"


_ROWS = (
    # What she wants comes first: supported employment starts from preferences (IPS item 16).
    Kind(
        "wished_trade",
        Part.WANTS,
        lambda trade, f: f"Métier souhaité : {trade(f['rome'])} – c’est celui du poste",
        weight=1.2,
        in_search=True,
    ),
    Kind(
        "wished_near_trade",
        Part.WANTS,
        lambda trade, f: (
            f"Métier souhaité : {trade(f['rome'])} – {trade(f['job'])} est un métier proche"
        ),
        weight=0.8,
        in_search=True,
    ),
    Kind(
        "wishes_alike",
        Part.WANTS,
        lambda trade, f: f"Souhait exprimé : « {_quote(f['text'])} » – le poste s’en approche",
        weight=0.8,
    ),
    Kind(
        "other_trade_wished",
        Part.WANTS,
        lambda trade, f: f"Souhaite d’abord un autre métier : {trade(f['rome'])}",
    ),
    Kind(
        "asked_trade",
        Part.WANTS,
        lambda trade, f: f"Métier cherché : {trade(f['rome'])}",
        weight=1.0,
    ),
    Kind("contract", Part.WANTS, _contract, weight=0.1, in_search=True),
    Kind("other_contract", Part.WANTS, _other_contract, weight=-0.4, in_search=True),
    Kind(
        "hours",
        Part.WANTS,
        lambda trade, f: f"{f['hours']} h par semaine – dans le souhait ({_hours_wish(f)})",
        weight=0.1,
    ),
    Kind(
        "other_hours",
        Part.WANTS,
        lambda trade, f: f"{f['hours']} h par semaine ; souhait : {_hours_wish(f)}",
        weight=-0.3,
    ),
    Kind(
        "avoided_condition",
        Part.WANTS,
        lambda trade, f: f"À éviter d’après la personne : {label_of(Condition, f['condition'])}",
        weight=-0.5,
    ),
    # What she can do.
    Kind(
        "law",
        Part.CAN,
        lambda trade, f: f"Exigé par la loi et manquant : {f['missing']} ({f['source']})",
    ),
    Kind("same_trade", Part.CAN, _same_trade, weight=1.0, in_search=True),
    Kind("near_trade", Part.CAN, _near_trade, weight=0.8, in_search=True),
    Kind(
        "tasks_alike",
        Part.CAN,
        lambda trade, f: f"« {f['title']} »{_period(f)} – des tâches proches de celles du poste",
        weight=0.6,
        in_search=True,
    ),
    Kind("beginners", Part.CAN, lambda trade, f: "Débutants acceptés sur ce poste", weight=0.3),
    Kind(
        "no_experience",
        Part.CAN,
        lambda trade, f: "Pas encore d’expérience dans ce métier",
        weight=-0.2,
    ),
    Kind(
        "no_experience_immersion",
        Part.CAN,
        lambda trade, f: (
            "Pas encore d’expérience dans ce métier – l’employeur accepte une immersion (PMSMP)"
        ),
    ),
    Kind("certificate", Part.CAN, _certificate, weight=0.3, in_search=True),
    Kind(
        "certificate_expired",
        Part.CAN,
        lambda trade, f: (
            f"{f['code']} à renouveler depuis le {french_date(f['day'])} – {_asker(f)}"
        ),
        veiled=lambda trade, f: f"{f['code']} à renouveler – {_asker(f)}",
        weight=-0.2,
        in_search=True,
    ),
    Kind(
        "no_certificate",
        Part.CAN,
        lambda trade, f: f"{f['code']} manquant – {_asker(f)}",
        weight=-0.4,
        in_search=True,
    ),
    Kind(
        "licence",
        Part.CAN,
        lambda trade, f: f"Permis {f['code']} – {_asker(f)}",
        weight=0.2,
        in_search=True,
    ),
    Kind(
        "no_licence",
        Part.CAN,
        lambda trade, f: f"Permis {f['code']} manquant – {_asker(f)}",
        weight=-0.4,
        in_search=True,
    ),
    Kind("language", Part.CAN, _language, weight=0.1),
    Kind(
        "no_language",
        Part.CAN,
        lambda trade, f: (
            f"{f['code'].capitalize()}{' ' + f['level'] if f['level'] else ''} – {_asker(f)}, à vérifier"
        ),
        weight=-0.1,
    ),
    Kind(
        "language_below",
        Part.CAN,
        lambda trade, f: (
            f"{f['code'].capitalize()} : niveau {f['spoken']}, {f['level']} {_asker(f)}"
        ),
        weight=-0.2,
    ),
    Kind("skill", Part.CAN, _skill, weight=0.15),
    Kind(
        "skills_to_check",
        Part.CAN,
        lambda trade, f: f"À vérifier ensemble : {', '.join(f['asked'])}",
    ),
    # Where and when she can go.
    Kind(
        "expired",
        Part.GO,
        lambda trade, f: f"Ce profil de poste n’est plus valable depuis le {french_date(f['day'])}",
    ),
    Kind(
        "distance_unknown",
        Part.GO,
        lambda trade, f: "Distance inconnue : la commune n’est pas renseignée",
    ),
    Kind(
        "mobility_unknown",
        Part.GO,
        lambda trade, f: f"À {f['km']} km ; mobilité à préciser avec la personne",
        veiled=lambda trade, f: f"{_within(f)} ; mobilité à préciser avec la personne",
        in_search=True,
    ),
    Kind(
        "within_reach",
        Part.GO,
        lambda trade, f: (
            f"{_away(f)} – dans le périmètre souhaité ({f['stated']} {label_of(Means, f['means'])})"
        ),
        veiled=lambda trade, f: (
            f"{_within(f)} – dans le périmètre souhaité ({f['stated']} {label_of(Means, f['means'])})"
        ),
        weight=0.3,
        free_weight=0.5,
        in_search=True,
    ),
    Kind(
        "beyond_reach",
        Part.GO,
        lambda trade, f: (
            f"{f['beyond']} km au-delà du périmètre souhaité "
            f"({f['stated']} {label_of(Means, f['means'])} ; le poste est à {f['km']} km)"
        ),
        veiled=lambda trade, f: (
            f"{_within(f)} – au-delà du périmètre souhaité ({f['stated']} {label_of(Means, f['means'])})"
        ),
        weight=-4.0,
        free_weight=-2.0,
        in_search=True,
    ),
    Kind(
        "near_place",
        Part.GO,
        lambda trade, f: (
            at_place(f["place"]) if f["km"] == 0 else f"À {f['km']} km {of_place(f['place'])}"
        ),
        weight=0.5,
    ),
    Kind(
        "far_from_place",
        Part.GO,
        lambda trade, f: f"À {f['km']} km {of_place(f['place'])}",
        weight=-2.0,
    ),
    Kind(
        "slots",
        Part.GO,
        lambda trade, f: f"Horaires possibles : {_slots(f)}",
        weight=0.1,
        free_weight=0.5,
        in_search=True,
    ),
    Kind(
        "other_slots",
        Part.GO,
        lambda trade, f: f"Horaires hors des disponibilités : {_slots(f)}",
        weight=-0.5,
        free_weight=-0.6,
        in_search=True,
    ),
    Kind("night_to_ask", Part.GO, lambda trade, f: "Travail de nuit : à voir ensemble"),
    Kind(
        "other_days",
        Part.GO,
        lambda trade, f: (
            f"Jours hors des disponibilités : {listed([WEEKDAY_NAMES[d] for d in f['days']])}"
        ),
        weight=-0.3,
    ),
    Kind(
        "weekends",
        Part.GO,
        lambda trade, f: "Travail le week-end, non souhaité",
        weight=-0.4,
        in_search=True,
    ),
    Kind(
        "early_start",
        Part.GO,
        lambda trade, f: (
            f"Prise de poste à {french_hour(f['at'])} : peu de transports en commun à cette heure"
        ),
        weight=-0.3,
    ),
    Kind(
        "available",
        Part.GO,
        lambda trade, f: (
            f"Disponible pour le {french_date(f['day'])}" if f["day"] else "Disponible maintenant"
        ),
        weight=0.1,
        in_search=True,
    ),
    Kind(
        "available_later",
        Part.GO,
        lambda trade, f: f"Disponible à partir du {french_date(f['day'])}{_job_start(f)}",
        veiled=lambda trade, f: f"Disponible à partir {of_month(f['day'])}{_job_start(f)}",
        weight=-0.2,
        in_search=True,
    ),
)

KINDS: Mapping[str, Kind] = {kind.code: kind for kind in _ROWS}
"""Every kind by its code, which is what findings and the log of rankings name it by."""

"""What a question in everyday words says besides the trade: where, when, which contract, which papers.

«quelqu’un pour la plonge le soir vers Colmar» asks for a trade (read by the search side), an evening and a
town. What is read here orders and explains the answer; it never hides anyone, since it may be misread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from matching.pool import reference
from matching.pool.cv_reading.certificates import mentions
from matching.pool.reference import Commune, commune_key
from matching.pool.terms import LICENCES, Contract, RequirementKind, Slot
from matching.pool.words import folded
from matching.ports import Distribution
from matching.ranking.facts import Asked, JobFacts, Point, distance_km
from matching.ranking.findings import Finding, Part, Tone

AROUND_KM = 20.0
"""What «vers Colmar» means: up to about half an hour by car."""

LIKELY = 0.4
"""Share of a question's reading from which a trade is told as what was understood."""

CERTAIN = 0.6
"""Share of a question's reading from which a trade is taken as the one asked for."""

_SLOTS = (
    (Slot.NIGHT, r"\bnuits?\b"),
    (Slot.EVENING, r"\bsoirs?\b|\bsoirees?\b"),
    (Slot.MORNING, r"\bmatins?\b|\btot le matin\b"),
    (Slot.DAY, r"\ben journee\b|\bjournee\b"),
)
_CONTRACTS = (
    (Contract.CDI, r"\bcdi\b"),
    (Contract.CDD, r"\bcdd\b"),
    (Contract.INTERIM, r"\binterim\b|\binterimaire\b"),
    (Contract.APPRENTICESHIP, r"\bapprentissage\b|\bapprentie?\b|\balternance\b"),
    (Contract.SEASONAL, r"\bsaison\b|\bsaisonniere?s?\b"),
)
_WEEKEND = re.compile(r"\bweek ?-?ends?\b|\bsamedis?\b|\bdimanches?\b")
_LICENCE = re.compile(r"\bpermis ([a-e][12]?e?|am|pl|spl)\b")
_HEAVY = {"pl": "C", "spl": "CE"}
_PLACE = re.compile(
    r"\b(?:vers|a|pres de|proche de|autour de|sur|du cote de|secteur|aux environs de|dans le coin de)\s+"
    r"(?=([a-z0-9'’ -]{2,60}))"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What was read of a question. `place` is a commune of the asker's territory, by its exact name."""

    text: str
    place: Commune | None
    slots: frozenset[str]
    contract: str | None
    weekends: bool
    asked: tuple[Asked, ...]

    @property
    def point(self) -> Point | None:
        return (self.place.lat, self.place.lon) if self.place else None

    def as_job(self, romes: Distribution) -> JobFacts:
        """The job that the question describes, to compare people with."""
        return JobFacts(
            id=0,
            title=self.text,
            rome=asked_trade(romes),
            contract=self.contract or "",
            duration_months=None,
            hours_per_week=None,
            starts_on=None,
            valid_until=None,
            slots=self.slots,
            days=frozenset(),
            weekends=self.weekends,
            starts_at=None,
            conditions=frozenset(),
            beginners_accepted=False,
            immersion_possible=False,
            point=self.point,
            asked=self.asked,
        )


def asked_trade(romes: Distribution) -> str | None:
    """The trade that a question asks for, when its reading is clear enough."""
    best = min(romes, key=lambda code: (-romes[code], code), default=None)
    return best if best is not None and romes[best] >= CERTAIN else None


def read_question(session: Session, text: str, departments: Sequence[str]) -> Question:
    """Read a question; communes are looked for in these départements (anywhere when there are none)."""
    plain = folded(text)
    licences = [_HEAVY.get(code, code.upper()) for code in _LICENCE.findall(plain)]
    asked = [Asked(RequirementKind.LICENCE, x, None, True) for x in licences if x in LICENCES]
    asked += [Asked(RequirementKind.CERTIFICATE, m.label, None, True) for m in mentions(text)]
    return Question(
        text=text,
        place=_place(session, plain, departments),
        slots=frozenset(slot for slot, pattern in _SLOTS if re.search(pattern, plain)),
        contract=next((c for c, pattern in _CONTRACTS if re.search(pattern, plain)), None),
        weekends=bool(_WEEKEND.search(plain)),
        asked=tuple(dict.fromkeys(asked)),
    )


def _place(session: Session, plain: str, departments: Sequence[str]) -> Commune | None:
    """The commune named after a word of place, the longest name that fits («Saint-Louis», not «Saint»)."""
    for match in _PLACE.finditer(plain):
        words = commune_key(match[1]).split()[:5]
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            found = [
                commune
                for commune in reference.communes_matching(session, name, limit=5)
                if commune.name_key == name
                and (not departments or commune.department in departments)
            ]
            if found:
                return found[0]
    return None


SHOWN_FOR_PEOPLE = frozenset(
    "wished_trade wished_near_trade contract other_contract same_trade near_trade tasks_alike certificate "
    "certificate_expired no_certificate licence no_licence within_reach beyond_reach mobility_unknown slots "
    "other_slots weekends available available_later".split()
)
"""What a comparison with a question may say of a person: the question is too short for the rest."""


def about_person(findings: Sequence[Finding], question: Question) -> list[Finding]:
    """The findings that answer something that was asked."""
    kept = [f for f in findings if f.kind in SHOWN_FOR_PEOPLE]
    if question.contract is None:
        kept = [f for f in kept if f.kind not in ("contract", "other_contract")]
    return kept


def about_job(question: Question, romes: Distribution, job: JobFacts) -> list[Finding]:
    """How a job answers a question: its trade, place, hours and contract."""
    found: list[Finding] = []
    if job.rome and romes.get(job.rome, 0.0) >= LIKELY:
        found.append(
            Finding(Part.WANTS, Tone.FIT, "asked_trade", {"rome": job.rome}, romes[job.rome])
        )
    if question.contract:
        fits = job.contract == question.contract
        found.append(
            Finding(
                Part.WANTS,
                Tone.FIT if fits else Tone.LIFT,
                "contract" if fits else "other_contract",
                {"contract": job.contract, "wished": [question.contract]},
            )
        )
    if question.point and job.point and question.place:
        km = distance_km(question.point, job.point)
        near = km <= AROUND_KM
        found.append(
            Finding(
                Part.GO,
                Tone.FIT if near else Tone.LIFT,
                "near_place" if near else "far_from_place",
                {"km": round(km), "place": question.place.name},
                1.0 if near else min(1.0, 0.25 + (km - AROUND_KM) / 40),
            )
        )
    if question.slots and job.slots:
        fits = bool(question.slots & job.slots)
        found.append(
            Finding(
                Part.GO,
                Tone.FIT if fits else Tone.LIFT,
                "slots" if fits else "other_slots",
                {"slots": sorted(question.slots & job.slots if fits else job.slots)},
            )
        )
    return found

"""What a question in everyday words says besides the trade: where, when, which contract, which papers.

«quelqu’un pour la plonge le soir vers Colmar» asks for a trade (read by the search side), an evening and a
town. What is read here orders and explains the answer; it never hides anyone, since it may be misread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.pool.jobs.terms import RequirementKind
from matching.pool.reference.communes import commune_key
from matching.pool.reference.distance import Point, distance_km
from matching.pool.reference.tables import Commune
from matching.pool.reference.terms import LICENCES, Contract, Slot
from matching.ports import Distribution
from matching.ranking.facts import Asked, JobFacts
from matching.ranking.findings import Finding, Tone, in_order
from matching.ranking.kinds import KINDS
from matching.texts.certificates import mentions
from matching.texts.fold import folded

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
_CATEGORY = r"permis (?!(?:de|a) [a-z])(?![ad]['’])([a-e][12]?e?|am|pl|spl)\b"
"""Not «permis de conduire», «permis d’exploitation» or «permis à jour»."""
_LICENCE = re.compile(rf"\b{_CATEGORY}")
_HEAVY = {"pl": "C", "spl": "CE"}
_WORD = re.compile(r"[a-z0-9]+")
_ASIDE = re.compile(
    rf"\b(?:avec |et |en |titulaire du )?(?:le |son |un )?{_CATEGORY}"
    r"|\b(?:en )?(?:cdi|cdd|interim)\b"
    r"|\b(?:le |les |ce )?(?:week ?-?ends?|samedis?|dimanches?)\b"
)
_PLACE = re.compile(
    r"\b(?:vers|a|pres de|proche de|autour de|sur|du cote de|secteur|aux environs de|dans le coin de)\s+"
    r"(?=([a-z0-9'’ -]{2,60}))"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What was read of a question. `place` is a commune of the asker's territory, by its exact name."""

    text: str
    rest: str
    """The text without what is read here of place, contract and licence: what the search side is asked. The
    parts of the day stay in it, since they are part of trades («veilleur de nuit»)."""
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
    place, place_span = _place(session, plain, departments)
    return Question(
        text=text,
        rest=_rest(text, plain, place_span),
        place=place,
        slots=frozenset(slot for slot, pattern in _SLOTS if re.search(pattern, plain)),
        contract=next((c for c, pattern in _CONTRACTS if re.search(pattern, plain)), None),
        weekends=bool(_WEEKEND.search(plain)),
        asked=tuple(dict.fromkeys(asked)),
    )


def _place(
    session: Session, plain: str, departments: Sequence[str]
) -> tuple[Commune | None, tuple[int, int]]:
    """The commune named after a word of place, the longest name that fits («Saint-Louis», not «Saint»), and
    where it is named in the text. One statement, however many words of place there are."""
    names: dict[str, tuple[int, int]] = {}
    for match in _PLACE.finditer(plain):
        for last in reversed(list(_WORD.finditer(match[1]))[:5]):
            span = (match.start(), match.start(1) + last.end())
            names.setdefault(commune_key(match[1][: last.end()]), span)
    if not names:
        return None, (0, 0)
    statement = select(Commune).where(Commune.current, Commune.name_key.in_(names))
    if departments:
        statement = statement.where(Commune.department.in_(departments))
    found: dict[str, Commune] = {}
    for commune in session.scalars(
        statement.order_by(Commune.population.desc().nulls_last(), Commune.insee)
    ):
        found.setdefault(commune.name_key, commune)
    return next(
        ((found[name], span) for name, span in names.items() if name in found), (None, (0, 0))
    )


def _rest(text: str, plain: str, place: tuple[int, int]) -> str:
    """The text without its place, contracts and licences; the whole text when nothing would be left."""
    if len(plain) != len(text):
        return text  # folding a rare letter moved the positions: better the whole than a wrong cut
    spans = [place, *(m.span() for m in _ASIDE.finditer(plain))]
    kept = "".join(letter for i, letter in enumerate(text) if not any(a <= i < b for a, b in spans))
    kept = " ".join(kept.split())
    return kept if len(_WORD.findall(folded(kept))) else text


def about_person(findings: Sequence[Finding], question: Question) -> list[Finding]:
    """The findings that answer something that was asked."""
    kept = [f for f in findings if KINDS[f.kind].in_search]
    if question.contract is None:
        kept = [f for f in kept if f.kind not in ("contract", "other_contract")]
    return kept


def about_job(question: Question, romes: Distribution, job: JobFacts) -> list[Finding]:
    """How a job answers a question: its trade, place, hours and contract."""
    found: list[Finding] = []
    if job.rome and romes.get(job.rome, 0.0) >= LIKELY:
        found.append(Finding(Tone.FIT, "asked_trade", {"rome": job.rome}, romes[job.rome]))
    if question.contract:
        fits = job.contract == question.contract
        found.append(
            Finding(
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
                Tone.FIT if fits else Tone.LIFT,
                "slots" if fits else "other_slots",
                {"slots": in_order(question.slots & job.slots if fits else job.slots, Slot)},
            )
        )
    return found

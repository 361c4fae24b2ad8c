"""What the law makes impossible, as data: the only reasons for which a match is set aside.

Everything else that is missing is something to lift and stays in the list. CACES and electrical
habilitations are not here on purpose: the employer trains for and issues them (R4323-56, R4544-9), so
their absence is a step to take, not an impossibility.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from matching.ranking.certificates import certificate_codes
from matching.ranking.facts import Asking, CandidateFacts, required_licences

_B = {"B", "BE", "C1", "C1E", "C", "CE", "D1", "D", "DE"}
CONTAINS = {
    "AM": {"AM", "A1", "A2", "A", "B1"} | _B,
    "A1": {"A1", "A2", "A"},
    "A2": {"A2", "A"},
    "A": {"A"},
    "B1": {"B1"} | _B,
    "B": _B,
    "BE": {"BE", "C1E", "CE", "DE"},
    "C1": {"C1", "C1E", "C", "CE"},
    "C1E": {"C1E", "CE"},
    "C": {"C", "CE"},
    "CE": {"CE"},
    "D1": {"D1", "D", "DE"},
    "D": {"D", "DE"},
    "DE": {"DE"},
}
"""Licence → those that prove it: a heavier category is only issued to holders of the lighter one
(Code de la route, R221-4 and R221-5)."""


def holds_licence(held: Iterable[str], asked: str) -> bool:
    """Whether one of the licences held covers the one asked for."""
    return not CONTAINS.get(asked, {asked}).isdisjoint(held)


@dataclass(frozen=True, slots=True)
class Regulated:
    """A trade that the law closes to those who lack a title: any of the certificate `codes` opens it."""

    romes: tuple[str, ...]
    codes: frozenset[str]
    needed: str
    source: str

    def opened_by(self, title: str) -> bool:
        """Whether this certificate or diploma, as somebody wrote it, is one that the law asks for."""
        return not self.codes.isdisjoint(certificate_codes(title))


DRIVING = {
    "N4101": "conduite d’un véhicule de transport de marchandises",
    "N4103": "conduite d’un véhicule de transport de personnes",
    "N4102": "conduite d’un taxi ou d’un VTC",
    "N4105": "conduite d’un véhicule de livraison",
}
"""Trades whose very task is to drive on the road: without the licence it is an offence (Code de la route, L221-2)."""

REGULATED = (
    Regulated(
        ("K2503",), frozenset({"CNAPS"}), "carte professionnelle du CNAPS",
        "Code de la sécurité intérieure, L612-20",
    ),
    Regulated(
        ("J1501",), frozenset({"DEAS", "IDE"}), "diplôme d’État d’aide-soignant",
        "Code de la santé publique, L4391-1",
    ),
    Regulated(
        ("J1305", "N4113"), frozenset({"DEA"}), "diplôme d’État d’ambulancier",
        "Code de la santé publique, L4393-1",
    ),
    Regulated(
        ("J1506",), frozenset({"IDE"}), "diplôme d’État d’infirmier",
        "Code de la santé publique, L4311-2",
    ),
    Regulated(
        ("J1304",), frozenset({"DEAP"}), "diplôme d’État d’auxiliaire de puériculture",
        "Code de la santé publique, L4392-1",
    ),
    Regulated(
        ("N4101",), frozenset({"FIMO-M", "FCO-M"}), "qualification initiale (FIMO) ou FCO marchandises",
        "Code des transports, L3314-2",
    ),
    Regulated(
        ("N4103",), frozenset({"FIMO-V", "FCO-V"}), "qualification initiale (FIMO) ou FCO voyageurs",
        "Code des transports, L3314-2",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Impossible:
    """Why a match is set aside: what is missing, and the text that requires it."""

    missing: str
    source: str


CLOSED_TRADES = frozenset(DRIVING) | {code for rule in REGULATED for code in rule.romes}
"""The trades for which the law may make a match impossible."""


def impossibilities(person: CandidateFacts, job: Asking) -> list[Impossible]:
    """What the law requires for this job and the person lacks. A regulated title counts only when the
    profile itself asks for it as indispensable: the same ROME code also holds helpers who need none."""
    return missing_by_law(job, person.licences, (*person.certificates, *person.diplomas))


def missing_by_law(
    job: Asking, licences: Collection[str], titles: Collection[str]
) -> list[Impossible]:
    """The same for someone of whom only the licences and the titles (certificates, diplomas) are known."""
    return missing_licences(job, licences) + [
        Impossible(rule.needed, rule.source)
        for rule in asked_titles(job)
        if not any(rule.opened_by(title) for title in titles)
    ]


def missing_licences(job: Asking, licences: Collection[str]) -> list[Impossible]:
    """The licences without which driving for this job is an offence, and that are not among those held."""
    if job.rome not in DRIVING:
        return []
    return [
        Impossible(f"permis {code}", f"{DRIVING[job.rome]} : Code de la route, L221-2")
        for code in sorted(required_licences(job))
        if not holds_licence(licences, code)
    ]


def is_closed_to_some(job: Asking) -> bool:
    """Whether there may be people for whom the law makes this job impossible."""
    return bool(missing_licences(job, ()) or asked_titles(job))


def asked_titles(job: Asking) -> list[Regulated]:
    """The regulated titles that the profile asks for as indispensable."""
    return [
        rule
        for rule in REGULATED
        if job.rome in rule.romes
        and any(rule.opened_by(asked.code) for asked in job.asked if asked.must)
    ]

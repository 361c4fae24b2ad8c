"""A person without her name: what other structures of the territory and employment developers see of her.

A profile holds what is matched and nothing that tells who she is: no name, contact or birth date, the
département for the commune, a month for a day, bands for a distance or for how long ago something was. What was
typed goes through a `Veil` first. Pages get the values of this module, never the row, so that none can print
more than the actor's view of the person allows.

Free text stays free text: a detail that only she could have written may still tell her to somebody who knows
her. So the descriptions of her experiences and her CV are not in here at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from matching.actor import Actor, View, check
from matching.pool.candidates.rights import can_request_access, view_of
from matching.pool.candidates.tables import Candidate, Experience
from matching.pool.profiles.length import months_told
from matching.pool.profiles.terms import Ago
from matching.pool.profiles.veil import Veil, department_of
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_labels


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What a line of a list says of a person, at the level of `view`. `name` is None where it may not be told;
    then `reference` stands for it, `department` for the commune, and `available_from` is the first of a month.
    `structure` is whom to ask, and given with a reference only."""

    id: int
    view: View
    reference: str
    name: str | None
    department: str | None
    contracts: tuple[str, ...]
    licences: tuple[str, ...]
    available_from: date | None
    structure: str | None
    may_ask: bool

    @property
    def is_named(self) -> bool:
        return self.name is not None

    @property
    def is_kept(self) -> bool:
        """Whether the reader keeps her whole record, and so proposes jobs to her."""
        return self.view >= View.FULL

    @property
    def title(self) -> str:
        """«Fatima Benali», or «Profil K7M2-Q9XB»."""
        return self.name or f"Profil {self.reference}"


def card_of(actor: Actor, candidate: Candidate) -> PersonCard:
    """The card of a person whom the actor sees at least without her name. Raises Forbidden."""
    view = view_of(actor, candidate)
    check(view >= View.ANONYMOUS)
    named = view >= View.MATCH
    free = candidate.available_from
    return PersonCard(
        id=candidate.id,
        view=view,
        reference=candidate.reference,
        name=candidate.full_name if named else None,
        department=department_of(candidate.commune_insee),
        contracts=tuple(candidate.contracts),
        licences=tuple(candidate.licences),
        available_from=free if named or free is None else free.replace(day=1),
        structure=None if named else candidate.structure.name,
        may_ask=can_request_access(actor, candidate),
    )


@dataclass(frozen=True, slots=True)
class AnonymousExperience:
    """Something done. `title` is None when nothing is left of it, `trade` the label of its ROME code, `months`
    how long where both ends are known."""

    title: str | None
    trade: str | None
    months: int | None
    ago: Ago | None


@dataclass(frozen=True, slots=True)
class AnonymousCertificate:
    code: str
    expired: bool


@dataclass(frozen=True, slots=True)
class AnonymousMeans:
    """How far by one means, as she said it."""

    means: str
    radius_km: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class AnonymousProfile:
    """What is matched of a person, without what tells who she is. Vocabularies are codes, trades are labels,
    `available_from` is the first of a month."""

    reference: str
    structure: str
    department: str | None
    wishes: str
    trades: tuple[str, ...]
    contracts: tuple[str, ...]
    hours_min: int | None
    hours_max: int | None
    available_from: date | None
    slots: tuple[str, ...]
    days: tuple[str, ...]
    weekends: bool | None
    avoided_conditions: tuple[str, ...]
    licences: tuple[str, ...]
    has_vehicle: bool | None
    mobility: tuple[AnonymousMeans, ...]
    certificates: tuple[AnonymousCertificate, ...]
    languages: tuple[tuple[str, str | None], ...]
    skills: tuple[str, ...]
    experiences: tuple[AnonymousExperience, ...]
    education: tuple[str, ...]


def anonymous_profile(session: Session, candidate: Candidate, today: date) -> AnonymousProfile:
    """The profile of a person: the only way from a row to one."""
    codes = {*candidate.wished_romes, *(e.rome for e in candidate.experiences if e.rome)}
    labels = rome_labels(session, codes)
    insee = candidate.commune_insee or ""
    home = communes_by_insee(session, [insee], postcodes=False).get(insee)
    veil = Veil(candidate, home.name if home else None)
    free = candidate.available_from
    return AnonymousProfile(
        reference=candidate.reference,
        structure=candidate.structure.name,
        department=department_of(candidate.commune_insee),
        wishes=veil.text(candidate.wishes_text),
        trades=tuple(labels.get(code, code) for code in candidate.wished_romes),
        contracts=tuple(candidate.contracts),
        hours_min=candidate.hours_min,
        hours_max=candidate.hours_max,
        available_from=free.replace(day=1) if free else None,
        slots=tuple(candidate.slots),
        days=tuple(candidate.days),
        weekends=candidate.weekends,
        avoided_conditions=tuple(candidate.avoided_conditions),
        licences=tuple(candidate.licences),
        has_vehicle=candidate.has_vehicle,
        mobility=tuple(AnonymousMeans(m.means, m.radius_km, m.minutes) for m in candidate.mobility),
        certificates=tuple(
            AnonymousCertificate(
                veil.words(c.code), c.valid_until is not None and c.valid_until < today
            )
            for c in candidate.certificates
        ),
        languages=tuple((veil.words(x.language), x.level) for x in candidate.languages),
        skills=_told(veil.text(skill) for skill in candidate.skills),
        experiences=tuple(
            AnonymousExperience(
                title=_title(veil.text(e.title)),
                trade=labels.get(e.rome) if e.rome else None,
                months=months_told(e, today),
                ago=_ago(e, today),
            )
            for e in candidate.experiences
        ),
        education=_told(veil.text(e.label) for e in candidate.education),
    )


def _title(text: str) -> str | None:
    """A title of which something is left to read."""
    return text if re.search(r"\w{2}", text) else None


def _told(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if _title(text))


def _ago(e: Experience, today: date) -> Ago | None:
    if e.current:
        return Ago.CURRENT
    if not e.end_year:
        return None
    months = (today.year - e.end_year) * 12 + today.month - (e.end_month or 12)
    for limit, ago in ((12, Ago.UNDER_1), (36, Ago.UNDER_3), (60, Ago.UNDER_5)):
        if months < limit:
            return ago
    return Ago.OVER_5

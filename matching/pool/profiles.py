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
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from matching import audit, policy
from matching.actor import Actor, View, check
from matching.audit import Act
from matching.errors import NotFound
from matching.pool import candidates
from matching.pool.profile_length import months_done
from matching.pool.reference.communes import communes_by_insee
from matching.pool.reference.trades import rome_labels
from matching.pool.tables import Candidate, Experience
from matching.pool.terms import Ago
from matching.texts.fold import fold
from matching.texts.redaction import redact
from matching.tokens import LETTERS

REFERENCE = re.compile(rf"([{LETTERS}]{{4}})-?([{LETTERS}]{{4}})")
"""How a reference is written; the hyphen may be missing when it was read aloud."""

BANDS_KM = (10, 20, 30, 50)
"""The ends of the bands in which a distance is told: two communes of Alsace or more in each."""

HIDDEN = "[…]"


class Veil:
    """Takes out of a text what would tell who this person is: what `redact` knows, and what her record itself
    calls by name – herself, employers, places, her commune."""

    def __init__(self, candidate: Candidate, commune: str | None = None) -> None:
        self.names = (candidate.first_name, candidate.last_name)
        known: list[str | None] = [
            candidate.full_name,
            f"{candidate.last_name} {candidate.first_name}",
            *(commune, candidate.street, candidate.email, candidate.phone),
            *(e.employer for e in candidate.experiences),
            *(e.place for e in candidate.experiences),
        ]
        # A single letter or figure would make holes everywhere and tells nothing.
        folded = {" ".join(fold(one).split()) for one in known if one}
        self._known = [
            re.compile(rf"(?<!\w){re.escape(one).replace(chr(92) + ' ', chr(92) + 's+')}(?!\w)")
            for one in sorted(folded, key=lambda one: (-len(one), one))
            if len(one) > 1
        ]

    def text(self, text: str) -> str:
        """A sentence of hers: redacted as for the index, and without what is known of her."""
        return self.words(redact(text, names=self.names))

    def words(self, text: str) -> str:
        """The same for a word of a list («français»), which is no sentence about her: only what is known of
        her goes."""
        for pattern in self._known:
            for found in reversed(list(pattern.finditer(fold(text)))):
                text = f"{text[: found.start()]}{HIDDEN}{text[found.end() :]}"
        return text.strip()

    def hides(self, text: str) -> bool:
        """Whether something of this text may not be shown."""
        return self.words(text) != text.strip()


def band(km: float) -> str:
    """«moins de 10 km», «10 à 20 km», «plus de 50 km»."""
    if km < BANDS_KM[0]:
        return f"moins de {BANDS_KM[0]} km"
    for low, high in pairwise(BANDS_KM):
        if km < high:
            return f"{low} à {high} km"
    return f"plus de {BANDS_KM[-1]} km"


def department_of(insee: str | None) -> str | None:
    """The département of an INSEE code: «68», «2A», «971»."""
    if not insee:
        return None
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]


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
    view = policy.view_of(actor, candidate)
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
        may_ask=policy.can_request_access(actor, candidate),
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


@dataclass(frozen=True, slots=True)
class Sight:
    """A profile, and what the actor may do from it: `named_id` is the person's own page where she may open it,
    `may_ask` whether she may ask to know her."""

    profile: AnonymousProfile
    named_id: int | None
    may_ask: bool


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
                months=months_done(e, today),
                ago=_ago(e, today),
            )
            for e in candidate.experiences
        ),
        education=_told(veil.text(e.label) for e in candidate.education),
    )


def get_profile(
    session: Session, actor: Actor, reference_: str, *, today: date
) -> tuple[Candidate, Sight]:
    """The profile of that reference, and its person for the services that a request needs. Raises NotFound:
    also for people whom the actor may not see, with the same words."""
    candidate = find(session, actor, reference_)
    audit.record(
        session,
        actor,
        Act.SAW_ANONYMOUS,
        "candidate",
        candidate.id,
        structure_id=candidate.structure_id,
    )
    return candidate, Sight(
        profile=anonymous_profile(session, candidate, today),
        named_id=candidate.id if policy.can_see_candidate(actor, candidate) else None,
        may_ask=policy.can_request_access(actor, candidate),
    )


def find(session: Session, actor: Actor, reference_: str) -> Candidate:
    """The person of a reference, as it was typed, for those who may see her profile. Raises NotFound."""
    written = REFERENCE.fullmatch(reference_.strip().upper())
    candidate = None
    if written is not None:
        candidate = session.scalar(
            select(Candidate)
            .where(Candidate.reference == f"{written[1]}-{written[2]}")
            .options(*candidates.LOAD_FACTS, joinedload(Candidate.structure))
        )
    if candidate is None or not policy.can_see_profile(actor, candidate):
        raise NotFound(
            "Ce profil n’existe pas, ou n’est pas partagé avec votre compte. Vérifiez la référence."
        )
    return candidate


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

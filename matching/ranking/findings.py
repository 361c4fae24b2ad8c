"""Comparing a person and a job, fact by fact: what fits, what has to be lifted, what the law forbids.

Pure. A finding carries its evidence from both sides; what each kind says, and what it weighs, stands in kinds.py.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from matching.pool.jobs.terms import RequirementKind
from matching.pool.reference.distance import distance_km
from matching.pool.reference.terms import LANGUAGE_LEVELS, WEEKDAYS, Means, Slot
from matching.ports import PartMatch
from matching.ranking.certificates import certificate_codes, proven_by
from matching.ranking.facts import Asked, CandidateFacts, ExperienceFact, JobFacts
from matching.ranking.kinds import KINDS, Part
from matching.ranking.legal import holds_licence, impossibilities
from matching.texts.fold import folded


class Tone(StrEnum):
    """What a finding says: a fit, something to lift, a remark, or a legal impossibility."""

    FIT = "fit"
    LIFT = "lift"
    NOTE = "note"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison. `kind` is the code of its row in kinds.py, `facts` fill its sentence, `strength` 0…1 scales
    its weight."""

    tone: Tone
    kind: str
    facts: Mapping[str, object] = field(default_factory=dict)
    strength: float = 1.0

    @property
    def part(self) -> Part:
        return KINDS[self.kind].part


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the index found alike: the closest passages for wants and can, and whether they are close
    enough to be told (`near_enough` is relative to the other hits of the same answer)."""

    wants: PartMatch | None = None
    can: PartMatch | None = None


NearCodes = Mapping[str, Collection[str]]
"""ROME code → codes that one can move to from it."""

CLOSE_COSINE = 0.865
"""From here on two passages are said to be alike. With multilingual-e5-small relevant pairs lie at
.81–.89 and others at .78–.84 (docs/relevance.md), so this claims little rather than too much."""

EARLY_HOUR = 6
"""Before this hour of the day there is hardly any public transport outside the largest towns."""


def compare(
    person: CandidateFacts, job: JobFacts, *, near: NearCodes, likeness: Likeness, today: date
) -> list[Finding]:
    """Every finding about this pair, in a fixed order: wants, can, can go; the same input gives the same list."""
    return [
        *(
            Finding(Tone.IMPOSSIBLE, "law", {"missing": x.missing, "source": x.source})
            for x in impossibilities(person, job)
        ),
        *expired(job, today),
        *_wants(person, job, near, likeness),
        *_can(person, job, near, likeness, today),
        *_can_go(person, job, today),
    ]


def expired(job: JobFacts, today: date) -> Iterator[Finding]:
    """A job profile past its validity is set aside like what the law forbids: nobody may be proposed for it."""
    if job.valid_until and job.valid_until < today:
        yield Finding(Tone.IMPOSSIBLE, "expired", {"day": job.valid_until})


# What the person wants.


def _wants(
    person: CandidateFacts, job: JobFacts, near: NearCodes, likeness: Likeness
) -> Iterator[Finding]:
    wished = next((code for code in person.wished_romes if code == job.rome), None)
    related = next((code for code in person.wished_romes if _near(code, job.rome, near)), None)
    if wished:
        yield Finding(Tone.FIT, "wished_trade", {"rome": wished})
    elif related:
        yield Finding(Tone.FIT, "wished_near_trade", {"rome": related, "job": job.rome}, 0.5)
    elif likeness.wants and likeness.wants.cosine >= CLOSE_COSINE and person.wishes_text:
        yield Finding(Tone.FIT, "wishes_alike", {"text": person.wishes_text}, 0.4)
    elif person.wished_romes:
        yield Finding(Tone.NOTE, "other_trade_wished", {"rome": person.wished_romes[0]})
    if person.contracts:
        fits = job.contract in person.contracts
        yield Finding(
            Tone.FIT if fits else Tone.LIFT,
            "contract" if fits else "other_contract",
            {"contract": job.contract, "wished": sorted(person.contracts)},
        )
    if job.hours_per_week:
        low, high = person.hours_min or 0, person.hours_max or 48
        if person.hours_min or person.hours_max:
            fits = low <= job.hours_per_week <= high
            yield Finding(
                Tone.FIT if fits else Tone.LIFT,
                "hours" if fits else "other_hours",
                {"hours": job.hours_per_week, "low": person.hours_min, "high": person.hours_max},
            )
    for condition in sorted(person.avoided_conditions & job.conditions):
        yield Finding(Tone.LIFT, "avoided_condition", {"condition": condition})


# What she can do.


def _can(
    person: CandidateFacts, job: JobFacts, near: NearCodes, likeness: Likeness, today: date
) -> Iterator[Finding]:
    yield from _experience(person, job, near, likeness)
    to_check: list[str] = []
    for asked in sorted(job.asked, key=lambda a: (not a.must, a.kind, a.code)):
        if asked.kind == RequirementKind.CERTIFICATE:
            yield _certificate(person, asked, today)
        elif asked.kind == RequirementKind.LICENCE:
            held = holds_licence(person.licences, asked.code)
            yield _asked(asked, "licence" if held else "no_licence", held)
        elif asked.kind == RequirementKind.LANGUAGE:
            yield _language(person, asked)
        else:
            skill = alike_skill(asked.code, person.skills)
            if skill:
                yield Finding(
                    Tone.FIT,
                    "skill",
                    {"asked": asked.code, "held": skill, "must": asked.must},
                    1.0 if asked.must else 0.5,
                )
            elif asked.must:
                to_check.append(asked.code)
    if to_check:
        yield Finding(Tone.NOTE, "skills_to_check", {"asked": to_check})


def _experience(
    person: CandidateFacts, job: JobFacts, near: NearCodes, likeness: Likeness
) -> Iterator[Finding]:
    same = [e for e in person.experiences if e.rome and e.rome == job.rome]
    related = [e for e in person.experiences if _near(e.rome, job.rome, near)]
    closest = _closest(person.experiences, likeness)
    if same:
        facts = _told(same[0], job) | {"count": len(same)}
        yield Finding(Tone.FIT, "same_trade", facts)
    elif related:
        yield Finding(Tone.FIT, "near_trade", _told(related[0], job), 0.6)
    elif closest:
        yield Finding(Tone.FIT, "tasks_alike", _told(closest, job), 0.4)
    elif job.beginners_accepted:
        yield Finding(Tone.FIT, "beginners", {}, 0.3)
    else:
        kind = "no_experience_immersion" if job.immersion_possible else "no_experience"
        yield Finding(Tone.LIFT, kind, {"rome": job.rome, "title": job.title})


def _told(experience: ExperienceFact, job: JobFacts) -> dict[str, object]:
    return {
        "title": experience.title,
        "period": experience.period,
        "rome": job.rome,
        "job": job.title,
    }


def _closest(experiences: tuple[ExperienceFact, ...], likeness: Likeness) -> ExperienceFact | None:
    match = likeness.can
    if match is None or match.cosine < CLOSE_COSINE:
        return None
    return next((e for e in experiences if e.source in (match.asked, match.found)), None)


def _asked(asked: Asked, kind: str, held: bool, **facts: object) -> Finding:
    """A fit, a thing to lift when it is indispensable, a mere remark when it is only welcome."""
    tone = Tone.FIT if held else Tone.LIFT if asked.must else Tone.NOTE
    return Finding(
        tone,
        kind,
        {"code": asked.code, "must": asked.must, **facts},
        1.0 if asked.must else 0.5,
    )


def _certificate(person: CandidateFacts, asked: Asked, today: date) -> Finding:
    wanted = proven_by(asked.code)
    expired: date | None = None
    for code, (year, valid_until) in sorted(person.certificates.items()):
        if wanted.isdisjoint(certificate_codes(code)):
            continue
        if valid_until and valid_until < today:
            expired = valid_until
            continue
        return _asked(asked, "certificate", True, year=year)
    if any(not wanted.isdisjoint(certificate_codes(diploma)) for diploma in person.diplomas):
        return _asked(asked, "certificate", True, year=None)
    if expired:
        return _asked(asked, "certificate_expired", False, day=expired)
    return _asked(asked, "no_certificate", False)


def _language(person: CandidateFacts, asked: Asked) -> Finding:
    language = asked.code.lower()
    if language not in person.languages:
        return _asked(asked, "no_language", False, level=asked.level)
    level = person.languages[language]
    if asked.level and level and LANGUAGE_LEVELS.index(level) < LANGUAGE_LEVELS.index(asked.level):
        return _asked(asked, "language_below", False, level=asked.level, spoken=level)
    return _asked(asked, "language", True, level=asked.level, spoken=level)


SMALL_WORDS = frozenset(
    [
        "a",
        "au",
        "aux",
        "avec",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "ou",
        "par",
        "pour",
        "sur",
        "un",
        "une",
        "dans",
        "bonne",
        "bon",
        "maitrise",
    ]
)


def alike_skill(asked: str, held: Collection[str]) -> str | None:
    """The held skill that shares most of its words with the one asked for, None when none shares half."""
    wanted = _words(asked)
    best, share = None, 0.5
    for skill in sorted(held):
        words = _words(skill)
        if wanted and words:
            common = len(wanted & words) / min(len(wanted), len(words))
            enough = len(wanted & words) >= min(2, len(wanted), len(words))
            if enough and common > share:
                best, share = skill, common
    return best


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """Its words without accents, endings of plural and feminine taken off, small words left out."""
    found = re.findall(r"[a-z0-9]+", folded(text))
    return frozenset(
        re.sub(r"(es|s|e)$", "", w) if len(w) > 4 else w for w in found if w not in SMALL_WORDS
    )


# Where and when she can go.


def _can_go(person: CandidateFacts, job: JobFacts, today: date) -> Iterator[Finding]:
    yield _distance(person, job)
    if job.slots and person.slots:
        missing = job.slots - person.slots
        kind = "other_slots" if missing else "slots"
        tone = Tone.LIFT if missing else Tone.FIT
        yield Finding(tone, kind, {"slots": in_order(missing or job.slots, Slot)})
    elif Slot.NIGHT in job.slots and not person.slots:
        yield Finding(Tone.NOTE, "night_to_ask")
    if job.days and person.days:
        days = job.days - person.days
        if days:
            yield Finding(Tone.LIFT, "other_days", {"days": in_order(days, WEEKDAYS)})
    elif job.weekends and person.weekends is False:
        yield Finding(Tone.LIFT, "weekends")
    by_bus_alone = {r.means for r in person.reaches} == {Means.PUBLIC_TRANSPORT}
    if job.starts_at and job.starts_at.hour < EARLY_HOUR and by_bus_alone:
        yield Finding(Tone.LIFT, "early_start", {"at": job.starts_at})
    yield from _availability(person, job, today)


def in_order(values: Collection[str], vocabulary: Iterable[str]) -> list[str]:
    """The values in the order of their vocabulary: Saturday before Sunday, the evening before the night."""
    return [str(word) for word in vocabulary if word in values]


def _distance(person: CandidateFacts, job: JobFacts) -> Finding:
    if person.point is None or job.point is None:
        return Finding(Tone.NOTE, "distance_unknown")
    km = distance_km(person.point, job.point)
    if not person.reaches:
        return Finding(Tone.NOTE, "mobility_unknown", {"km": round(km)})
    reach = person.reaches[0]
    facts = {"km": round(km), "stated": reach.stated, "means": reach.means}
    if km <= reach.km:
        # All distances within what the person accepts are equal: closeness must not become a rank.
        return Finding(Tone.FIT, "within_reach", facts)
    beyond = km - reach.km
    strength = min(1.0, 0.15 + beyond / 40)
    return Finding(Tone.LIFT, "beyond_reach", facts | {"beyond": max(1, round(beyond))}, strength)


def _availability(person: CandidateFacts, job: JobFacts, today: date) -> Iterator[Finding]:
    if person.available_from is None:
        return
    start = max(job.starts_on or today, today)
    if person.available_from <= start:
        yield Finding(Tone.FIT, "available", {"day": start if job.starts_on else None}, 0.3)
    else:
        yield Finding(
            Tone.LIFT,
            "available_later",
            {"day": person.available_from, "start": job.starts_on},
        )


def _near(code: str | None, other: str | None, near: NearCodes) -> bool:
    """Whether the two trades are near, one way or the other, in the official list; without the official
    archive, trades of the same professional domain (first three signs of the code) count as near."""
    if code is None or other is None or code == other:
        return False
    if near:
        return other in near.get(code, ()) or code in near.get(other, ())
    return code[:3] == other[:3]

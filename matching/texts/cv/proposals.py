"""What reading a CV proposes. Each proposal carries the words it rests on; a coach decides.

`evidence` is the line or lines of the CV, verbatim. `key` depends only on what is proposed, so that
an acceptance or a refusal recorded once is found again when the same CV is read again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from matching.texts.cv.wording import squeeze
from matching.texts.fold import fold

#: A year and, where the CV gives it, a month (1–12).
YearMonth = tuple[int, int | None]


def key_of(kind: str, *parts: object) -> str:
    """A stable identifier: kind, then twelve hexadecimal digits of what is proposed."""
    told = "\x1f".join(fold(squeeze(str(part))) for part in parts)
    return f"{kind}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


@dataclass(frozen=True, slots=True)
class Experience:
    """A job held. `rome` is the reader's best ROME codes with scores, best first."""

    title: str
    employer: str
    place: str
    start: YearMonth | None
    end: YearMonth | None
    current: bool
    description: tuple[str, ...]
    rome: tuple[tuple[str, float], ...]
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class Education:
    """A course or diploma. `level` is the French framework's, 3 (CAP) to 8 (doctorate)."""

    label: str
    level: int | None
    year: int | None
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate of `certificates.py`. `note` is French: an old name, a validity to check."""

    code: str
    label: str
    obtained: int | None
    valid_until: int | None
    note: str
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class Licence:
    """A driving licence held: its category in capitals (AM, B, CE …)."""

    code: str
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class LicenceNote:
    """What is said of a licence that is not held: `status` in_progress, suspended or none."""

    code: str
    status: str
    note: str
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class Vehicle:
    """Whether the person says that a vehicle is at hand."""

    has_vehicle: bool
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is ISO 639; `level` A1–C2, notions, intermediate, fluent, or "" where none is told."""

    code: str
    label: str
    level: str
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class Skill:
    """One item of the skills section, or a piece of software named anywhere."""

    label: str
    software: bool
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class ContactDetail:
    """For the coach alone: `kind` is name, email, phone, address, postcode or city."""

    kind: str
    value: str
    evidence: str
    key: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All proposals of one CV, each list in the CV's order and without doubles."""

    experiences: tuple[Experience, ...] = ()
    education: tuple[Education, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    licences: tuple[Licence, ...] = ()
    licence_notes: tuple[LicenceNote, ...] = ()
    vehicle: Vehicle | None = None
    languages: tuple[Language, ...] = ()
    skills: tuple[Skill, ...] = ()
    contact: tuple[ContactDetail, ...] = ()

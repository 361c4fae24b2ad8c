"""What the demo knows of one fictional person: the record that files are written and rows are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class DemoExperience:
    """One line of a life. ``start`` and ``end`` are (year, month); ``end`` None means still there.

    ``kind``: CDI, CDD, interim, saisonnier, insertion, stage, benevolat, aidant, independant or
    etranger. ``rome`` is None where no trade fits.
    """

    title: str
    employer: str
    place: str
    start: tuple[int, int]
    end: tuple[int, int] | None
    tasks: tuple[str, ...]
    rome: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class DemoEducation:
    label: str
    place: str | None
    year: int | None


@dataclass(frozen=True, slots=True)
class DemoCertificate:
    label: str
    year: int


@dataclass(frozen=True, slots=True)
class DemoMobility:
    """As the person states it: ``means`` is walk, bike, public_transport, car or moped, with
    either a radius in kilometres or a travel time in minutes."""

    means: str
    radius_km: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class DemoAvailability:
    """``slots`` among morning, day, evening, night; ``days`` among mon … sun."""

    available_from: date
    slots: tuple[str, ...]
    days: tuple[str, ...]
    weekend: bool


@dataclass(frozen=True, slots=True)
class DemoLanguage:
    """``level`` is a CECRL level, A1 … C2."""

    label: str
    level: str
    native: bool


@dataclass(frozen=True, slots=True)
class DemoAction:
    """``status``: todo, doing or done."""

    label: str
    status: str


@dataclass(frozen=True, slots=True)
class DemoObstacle:
    """``kind``: mobility, childcare, housing, digital, language, qualification, confidence, debt
    or other. Never a matter of health: what a person must avoid is one of her constraints."""

    kind: str
    note: str
    actions: tuple[DemoAction, ...]


@dataclass(frozen=True, slots=True)
class DemoCandidate:
    """One fictional person. ``key`` names her inside one generated set (``c001`` …).

    ``status`` is active, paused, in_job or left. ``contracts`` are among CDI, CDD, interim,
    apprentissage, saisonnier, insertion and cui; ``working_time`` among part_time and full_time;
    hours are weekly. Experiences go from the most recent to the oldest.
    """

    key: str
    civility: str
    first_name: str
    last_name: str
    birth_date: date
    insee: str
    commune: str
    postcode: str
    address: str
    email: str
    phone: str
    headline: str
    profile: str
    wishes_text: str
    wished_romes: tuple[str, ...]
    experiences: tuple[DemoExperience, ...]
    education: tuple[DemoEducation, ...]
    certificates: tuple[DemoCertificate, ...]
    licences: tuple[str, ...]
    has_vehicle: bool
    mobility: tuple[DemoMobility, ...]
    availability: DemoAvailability
    contracts: tuple[str, ...]
    working_time: tuple[str, ...]
    hours_min: int
    hours_max: int
    languages: tuple[DemoLanguage, ...]
    constraints: tuple[str, ...]
    obstacles: tuple[DemoObstacle, ...]
    skills: tuple[str, ...]
    hobbies: tuple[str, ...]
    status: str

    @property
    def woman(self) -> bool:
        return self.civility == "Mme"

    @property
    def full_text(self) -> str:
        """Everything the person says about her work and her wishes, identity left out."""
        lines = [self.headline, self.profile, self.wishes_text]
        for item in self.experiences:
            lines += [item.title, item.employer, *item.tasks]
        lines += [item.label for item in self.education]
        lines += [item.label for item in self.certificates]
        lines += [", ".join(self.skills), ", ".join(self.hobbies), *self.constraints]
        lines += [item.note for item in self.obstacles]
        return "\n".join(lines)

"""How far a person goes, and how far two places are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any, Protocol

from matching.pool.reference.tables import Commune
from matching.pool.reference.terms import Means

Point = tuple[float, float]

DOOR_TO_DOOR_KM_H = {
    Means.WALK: 4.0,
    Means.BIKE: 12.0,
    Means.PUBLIC_TRANSPORT: 18.0,
    Means.MOPED: 28.0,
    Means.CAR: 40.0,
}
"""How far, as the crow flies, an hour takes someone door to door. Our own rough convention, on the cautious
side; a site with a travel-time service may do better. Only used where a person stated minutes."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far by one means, as the person said it: `stated` is in her unit, `km` as the crow flies."""

    means: str
    km: float
    stated: str


class Held(Protocol):
    """What stands in the lists of a person's record, each in its order: of a loaded candidate, or read beside one
    (matching/ranking/held.py)."""

    @property
    def mobility(self) -> Sequence[Any]: ...
    @property
    def experiences(self) -> Sequence[Any]: ...
    @property
    def education(self) -> Sequence[Any]: ...
    @property
    def certificates(self) -> Sequence[Any]: ...
    @property
    def languages(self) -> Sequence[Any]: ...


def reaches(row: Held) -> tuple[Reach, ...]:
    """How far the person can go by each means, furthest first. A means without a figure states nothing."""
    found = []
    for mean in row.mobility:
        if mean.radius_km is not None:
            found.append(Reach(mean.means, float(mean.radius_km), f"{mean.radius_km} km"))
        elif mean.minutes is not None and (speed := DOOR_TO_DOOR_KM_H.get(mean.means)):
            km = mean.minutes / 60 * speed
            found.append(Reach(mean.means, km, f"{mean.minutes} min"))
    return tuple(sorted(found, key=lambda r: (-r.km, r.means)))


def point_of(communes: Mapping[str, Commune], insee: str | None) -> Point | None:
    """The commune's point in degrees (latitude, longitude), when it is known."""
    commune = communes.get(insee) if insee else None
    if commune is None or commune.lat is None or commune.lon is None:
        return None
    return (commune.lat, commune.lon)


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance in km (haversine, Earth radius 6,371 km)."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 12742.0 * asin(sqrt(min(1.0, h)))

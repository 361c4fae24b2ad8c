"""Her situation, before her life is written: trade, origin, age, hours, languages, licences, means of transport, town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from seeds.demo.people.banks import Trade
from seeds.demo.people.draws import Draws
from seeds.demo.people.identity import Identities
from seeds.demo.people.person import DemoLanguage, DemoMobility

_REGULATED = frozenset({"J1501"})  # not a job one falls into: the diploma comes first


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is settled of a person before her life is written. ``birth`` gives her ``age``; ``arrived_at`` is the
    age at which she came to France, None if she was born here; ``town`` is (INSEE, name, postcode, weight)."""

    trade: Trade
    woman: bool
    origin: Mapping[str, Any]
    first_name: str
    last_name: str
    age: int
    birth: date
    arrived_at: int | None
    situation: Mapping[str, Any]
    languages: tuple[DemoLanguage, ...]
    licences: tuple[str, ...]
    mobility: tuple[DemoMobility, ...]
    town: tuple[str, str, str, int]

    @property
    def shaky_french(self) -> bool:
        return self.languages[0].level in ("A1", "A2", "B1")


def sketch(draws: Draws, identities: Identities) -> Sketch:
    """Somebody new: her trade first, for the rest depends on it."""
    rng, common = draws.rng, draws.common
    trade: Trade = draws.pick_weighted(
        list(draws.trades.values()), [item.weight for item in draws.trades.values()]
    )
    woman = draws.chance(trade.women)
    origin = draws.pick_weighted(common["origins"], [item["weight"] for item in common["origins"]])
    first_name, last_name = identities.name(origin, woman)
    if "places" in origin:
        origin = {**origin, "places": [rng.choice(origin["places"])]}
    age = round(rng.triangular(18, 62, 36))
    birth = draws.today - timedelta(days=age * 365 + rng.randrange(20, 345))
    arrived_at = rng.randint(17, max(18, age - 1)) if draws.chance(origin["abroad"]) else None
    situation = _situation(draws, trade, woman, age)
    languages = _languages(draws, origin, arrived_at, age)
    licences = _licences(draws, trade, age)
    mobility = _mobility(draws, licences)
    town = draws.pick_weighted(common["communes"], [item[3] for item in common["communes"]])
    return Sketch(
        trade=trade,
        woman=woman,
        origin=origin,
        first_name=first_name,
        last_name=last_name,
        age=age,
        birth=birth,
        arrived_at=arrived_at,
        situation=situation,
        languages=languages,
        licences=licences,
        mobility=mobility,
        town=tuple(town),
    )


def _situation(draws: Draws, trade: Trade, woman: bool, age: int) -> dict[str, Any]:
    """Her hours and contracts; mostly at hours when her trade is worked."""
    usual = not draws.chance(0.12)
    needed = {"early": "morning", "evening": "evening", "night": "night"}
    possible = [
        item
        for item in draws.common["situations"]
        if not (usual and needed.get(item["key"], trade.times[0]) not in trade.times)
        and not (item["key"] == "learn" and age > 40)
        and not (item["key"] == "school_hours" and not 22 <= age <= 50)
        and not (item["key"] == "restart" and age < 27)
    ]
    chosen: dict[str, Any] = draws.pick_weighted(
        possible, [item["women" if woman else "men"] for item in possible]
    )
    return chosen


def _languages(
    draws: Draws, origin: Mapping[str, Any], arrived_at: int | None, age: int
) -> tuple[DemoLanguage, ...]:
    french = DemoLanguage("français", "C2", True)
    if arrived_at is not None:
        years = age - arrived_at
        scale = ("A2", "B1", "B2", "C1")
        weights = (5, 3, 1, 0) if years < 4 else (1, 4, 4, 1) if years < 12 else (0, 2, 5, 4)
        french = DemoLanguage("français", draws.pick_weighted(scale, weights), False)
    spoken = [french]
    native_given = False
    for label, odds in origin["languages"]:
        if arrived_at is not None and not native_given and label not in ("anglais",):
            spoken.append(DemoLanguage(label, "C2", True))
            native_given = True
        elif draws.chance(odds * 0.8):
            own = label not in ("anglais", "allemand", "espagnol")
            levels = ("B1", "B2", "C1") if own else ("A1", "A2", "B1", "B2")
            spoken.append(DemoLanguage(label, draws.rng.choice(levels), False))
    known = {item.label for item in spoken}
    for label, odds in (("anglais", 0.15), ("allemand", 0.12)):
        if label not in known and draws.chance(odds):
            spoken.append(DemoLanguage(label, draws.rng.choice(("A1", "A2", "B1")), False))
    return tuple(spoken)


def _licences(draws: Draws, trade: Trade, age: int) -> tuple[str, ...]:
    young = 0.6 if age < 23 else 1.0
    held = [
        label
        for label, odds in trade.licences
        if draws.chance(odds if odds == 1.0 else odds * young)
    ]
    if not trade.licences and draws.chance(0.35):
        held.append("B")
    if "B" not in held and draws.chance(0.07):
        held.append("AM")
    if {"C", "CE", "D", "BE"} & set(held) and "B" not in held:
        held.insert(0, "B")
    if "CE" in held and "C" not in held:
        held.insert(1, "C")
    if "B" in held:
        held = [label for label in held if label != "AM"]
    return tuple(held)


def _mobility(draws: Draws, licences: tuple[str, ...]) -> tuple[DemoMobility, ...]:
    profiles = {item["key"]: item for item in draws.common["mobility"]}
    if "B" in licences and draws.chance(0.68):
        keys = ["car"]
    elif "AM" in licences:
        keys = ["moped"]
    else:
        keys = [draws.pick_weighted(("public_transport", "bike", "walk"), (7, 3, 1.5))]
    if keys[0] == "public_transport" and draws.chance(0.3):
        keys.append(draws.rng.choice(("bike", "walk")))
    stated = []
    for key in keys:
        profile = profiles[key]
        if "radius" in profile:
            low, high = profile["radius"]
            step = 5 if high > 20 else 1
            stated.append(DemoMobility(key, draws.rng.randrange(low, high + 1, step), None))
        else:
            low, high = profile["minutes"]
            stated.append(DemoMobility(key, None, draws.rng.randrange(low, high + 1, 5)))
    return tuple(stated)


def open_to(draws: Draws, licences: tuple[str, ...]) -> Mapping[str, Trade]:
    """The trades one can turn to with these licences and no diploma."""
    return {
        code: trade
        for code, trade in draws.trades.items()
        if {label for label, odds in trade.licences if odds >= 0.9} <= set(licences)
        and code not in _REGULATED
    }

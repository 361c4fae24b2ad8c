"""Fictional job seekers of the demo territory: who they are, what they did, what they want.

A demonstration with one sentence and changing nouns shows nothing about a search by meaning. The
banks of ``trades/`` hold what people of some sixty trades write about themselves, in several
voices; this module composes lives from them: jobs that follow each other, gaps, informal work,
a wish in the person's own words that agrees with her hours, her means of transport and her
contract wishes. Nobody here exists: e-mail addresses are on a reserved domain and telephone
numbers on the ranges that ARCEP keeps for fiction (plan de numérotation, décision n° 2018-0881).

Everything follows from the seed and from ``today``: the same call gives the same people.

Notation of the banks: ``{a|b}`` is a choice, ``<m|f>`` agrees with the person, ``{n}`` is a
family name, ``{v}`` a town, ``{c}`` the person's commune, ``{km}`` and ``{min}`` what she accepts.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from matching.pool.reference import search_key

BANKS = Path(__file__).with_name("trades")
EMAIL_DOMAIN = "exemple.demo.vivier.example"
DEFAULT_SEED = 6768

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_LISTS = (
    "titles_m",
    "titles_f",
    "employers",
    "tasks",
    "skills",
    "related",
    "wishes",
    "education",
    "times",
)

_WITHOUT_SCHOOL = (
    "Sans",
    "Aucun",
    "Scolarité",
    "École",
    "Fin",
    "Niveau",
    "Service",
    "Formé",
    "Apprentissage",
    "Permis",
    "Équivalence",
    "Licence",
    "Formation de maçon",
)

_REGULATED = frozenset({"J1501"})  # not a job one falls into: the diploma comes first
_SELF_EMPLOYED = frozenset(
    {"A1203", "D1202", "D1207", "F1602", "F1603", "F1604", "F1606", "F1608", "F1703", "N4105"}
)

_OF_ALSACE = re.compile(
    r"alsac|Alsace|tartes flamb|spaetzle|kougelh|bretzel|bredele|Noël|Vosges|Strasbourg|choucroute"
    r"|en français|caveau|mairie|Allemagne|Suisse",
)

_GENDERED = re.compile(r"<([^<>|]*)\|([^<>|]*)>")
_CHOICE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Trade:
    """What people of one trade write: the bank a life is composed from."""

    rome: str
    titles_m: tuple[str, ...]
    titles_f: tuple[str, ...]
    employers: tuple[str, ...]
    tasks: tuple[str, ...]
    certificates: tuple[tuple[str, float], ...]
    licences: tuple[tuple[str, float], ...]
    skills: tuple[str, ...]
    related: tuple[str, ...]
    wishes: tuple[str, ...]
    education: tuple[str, ...]
    women: float
    weight: float
    times: tuple[str, ...]


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


@lru_cache(maxsize=1)
def trades() -> Mapping[str, Trade]:
    """The trades of the banks by ROME code, in a fixed order."""
    found: dict[str, Trade] = {}
    for path in sorted(BANKS.glob("*.json")):
        if path.name == "common.json":
            continue
        for raw in json.loads(path.read_text(encoding="utf-8")):
            found[raw["rome"]] = Trade(
                rome=raw["rome"],
                women=raw["women"],
                weight=raw["weight"],
                certificates=tuple((label, odds) for label, odds in raw["certificates"]),
                licences=tuple((label, odds) for label, odds in raw["licences"]),
                **{name: tuple(raw[name]) for name in _LISTS},
            )
    return found


@lru_cache(maxsize=1)
def _common() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((BANKS / "common.json").read_text(encoding="utf-8"))
    return loaded


class _Decks:
    """Draws from a bank without coming back to a sentence before all the others were used.

    Two people of the same trade so share as little as the bank allows.
    """

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._left: dict[tuple[str, ...], list[str]] = {}

    def draw(self, bank: Iterable[str], but: Iterable[str] = ()) -> str:
        """One entry of ``bank``, avoiding those of ``but`` as long as others exist."""
        entries = tuple(bank)
        left = self._left.setdefault(entries, [])
        refused = set(but)
        for attempt in range(2):
            for position, entry in enumerate(left):
                if entry not in refused:
                    return left.pop(position)
            if attempt == 0:
                left.extend(self._rng.sample(entries, len(entries)))
        return left.pop(0)

    def several(self, bank: Sequence[str], number: int, but: Iterable[str] = ()) -> list[str]:
        """Distinct entries; fewer than ``number`` where the bank runs out."""
        taken: list[str] = []
        refused = set(but)
        for _ in range(min(number, len(set(bank) - refused))):
            taken.append(self.draw(bank, refused.union(taken)))
        return taken


def fictional_candidates(
    count: int = 420, seed: int = DEFAULT_SEED, *, today: date
) -> list[DemoCandidate]:
    """``count`` fictional people of both departments of Alsace, always the same for a seed.

    No date lies after ``today``, apart from the day a person becomes available.
    """
    rng = random.Random(seed)
    workshop = _Workshop(rng, today)
    return [workshop.person(number) for number in range(1, count + 1)]


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else text + "."


def _months(moment: date) -> int:
    return moment.year * 12 + moment.month - 1


def _year_month(months: int) -> tuple[int, int]:
    return months // 12, months % 12 + 1


class _Workshop:
    """Composes people one after the other; holds what must not come twice."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng = rng
        self.today = today
        self.decks = _Decks(rng)
        self.common = _common()
        self.trades = trades()
        self.family_names = [name for origin in self.common["origins"] for name in origin["names"]]
        self.phones: set[str] = set()
        self.emails: set[str] = set()
        self.names: set[tuple[str, str]] = set()

    # -- small tools ---------------------------------------------------------------------------

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def pick_weighted(self, items: Sequence[Any], weights: Sequence[float]) -> Any:
        return self.rng.choices(items, weights=weights)[0]

    def say(self, pattern: str, woman: bool, **values: object) -> str:
        """One reading of a bank's notation (see the module's docstring)."""
        text = _GENDERED.sub(lambda match: match[2 if woman else 1], pattern)
        town = str(values.get("v") or self.rng.choice(self.common["alsace_places"]))
        if town[0] in "AEIO":  # « d'Obernai », as one says
            text = text.replace("de {v}", "d'{v}")
        values.setdefault("v", town)
        values.setdefault("n", self.rng.choice(self.family_names))
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        while match := _CHOICE.search(text):
            chosen = self.rng.choice(match[1].split("|"))
            text = text[: match.start()] + chosen + text[match.end() :]
        return text

    # -- one person ----------------------------------------------------------------------------

    def person(self, number: int) -> DemoCandidate:
        rng, today = self.rng, self.today
        trade: Trade = self.pick_weighted(
            list(self.trades.values()), [item.weight for item in self.trades.values()]
        )
        woman = self.chance(trade.women)
        origin = self.pick_weighted(
            self.common["origins"], [item["weight"] for item in self.common["origins"]]
        )
        first_name, last_name = self._name(origin, woman)
        if "places" in origin:
            origin = {**origin, "places": [rng.choice(origin["places"])]}
        age = round(rng.triangular(18, 62, 36))
        birth = today - timedelta(days=age * 365 + rng.randrange(20, 345))
        arrived_at = rng.randint(17, max(18, age - 1)) if self.chance(origin["abroad"]) else None
        situation = self._situation(trade, woman, age)
        languages = self._languages(origin, arrived_at, age)
        shaky_french = languages[0].level in ("A1", "A2", "B1")
        licences = self._licences(trade, age)
        mobility = self._mobility(licences)
        town = self.pick_weighted(
            self.common["communes"], [item[3] for item in self.common["communes"]]
        )
        wished = self._wished(trade, licences)
        experiences = self._experiences(
            trade, woman, age, arrived_at, situation["key"], birth, origin, licences
        )
        certificates = self._certificates(trade, wished[0], experiences, licences)
        wishes_text, constraints, days = self._wishes(
            wished, woman, age, situation, mobility, town[1], licences, shaky_french
        )
        part: list[int] | None = situation.get("part")
        low, high = part or (35, 35)
        if part is None and self.chance(0.25):
            low = 30
        skills = self._skills(trade, experiences)
        return DemoCandidate(
            key=f"c{number:03d}",
            civility="Mme" if woman else "M.",
            first_name=first_name,
            last_name=last_name,
            birth_date=birth,
            insee=town[0],
            commune=town[1],
            postcode=town[2],
            address=f"{rng.randint(1, 148)} {rng.choice(self.common['streets'])}",
            email=self._email(first_name, last_name),
            phone=self._phone(),
            headline=rng.choice(
                self.trades[wished[0]].titles_f if woman else self.trades[wished[0]].titles_m
            ),
            profile=self.say(self.decks.draw(self.common["profiles"]), woman),
            wishes_text=wishes_text,
            wished_romes=tuple(wished),
            experiences=tuple(experiences),
            education=tuple(self._education(trade, birth, arrived_at, origin)),
            certificates=certificates,
            licences=licences,
            has_vehicle=any(item.means == "car" for item in mobility),
            mobility=mobility,
            availability=DemoAvailability(
                available_from=today
                + timedelta(days=0 if self.chance(0.7) else rng.randint(5, 75)),
                slots=tuple(situation["slots"]),
                days=days,
                weekend=situation["weekend"],
            ),
            contracts=tuple(
                situation["contracts"]
                if self.chance(0.6)
                else situation["contracts"][: rng.randint(1, 2)]
            ),
            working_time=(("part_time", "full_time") if low < 35 <= high else ("full_time",))
            if part is None
            else ("part_time",),
            hours_min=low,
            hours_max=high,
            languages=languages,
            constraints=constraints,
            obstacles=self._obstacles(woman, situation, mobility, licences, shaky_french),
            skills=skills,
            hobbies=tuple(self.decks.several(self.common["hobbies"], rng.randint(0, 3))),
            status=self.pick_weighted(
                ("active", "paused", "in_job", "left"), (0.88, 0.05, 0.05, 0.02)
            ),
        )

    def _name(self, origin: dict[str, Any], woman: bool) -> tuple[str, str]:
        first_names = origin["women" if woman else "men"]
        while True:
            name = self.rng.choice(first_names), self.rng.choice(origin["names"])
            if self.chance(0.12):  # families mix: a name by marriage, a parent from elsewhere
                name = name[0], self.rng.choice(self.family_names)
            if name not in self.names:
                self.names.add(name)
                return name

    def _email(self, first_name: str, last_name: str) -> str:
        base = ".".join("-".join(search_key(n).split()) for n in (first_name, last_name))
        local, number = base, 2
        while local in self.emails:
            local, number = f"{base}{number}", number + 1
        self.emails.add(local)
        return f"{local}@{EMAIL_DOMAIN}"

    def _phone(self) -> str:
        while True:
            prefix = self.pick_weighted(("06 39 98", "03 53 01", "01 99 00"), (0.88, 0.1, 0.02))
            last = self.rng.randrange(10_000)
            phone = f"{prefix} {last // 100:02d} {last % 100:02d}"
            if phone not in self.phones:
                self.phones.add(phone)
                return phone

    def _situation(self, trade: Trade, woman: bool, age: int) -> dict[str, Any]:
        """Her hours and contracts; mostly at hours when her trade is worked."""
        usual = not self.chance(0.12)
        needed = {"early": "morning", "evening": "evening", "night": "night"}
        possible = [
            item
            for item in self.common["situations"]
            if not (usual and needed.get(item["key"], trade.times[0]) not in trade.times)
            and not (item["key"] == "learn" and age > 40)
            and not (item["key"] == "school_hours" and not 22 <= age <= 50)
            and not (item["key"] == "restart" and age < 27)
        ]
        chosen: dict[str, Any] = self.pick_weighted(
            possible, [item["women" if woman else "men"] for item in possible]
        )
        return chosen

    def _languages(
        self, origin: dict[str, Any], arrived_at: int | None, age: int
    ) -> tuple[DemoLanguage, ...]:
        french = DemoLanguage("français", "C2", True)
        if arrived_at is not None:
            years = age - arrived_at
            scale = ("A2", "B1", "B2", "C1")
            weights = (5, 3, 1, 0) if years < 4 else (1, 4, 4, 1) if years < 12 else (0, 2, 5, 4)
            french = DemoLanguage("français", self.pick_weighted(scale, weights), False)
        spoken = [french]
        native_given = False
        for label, odds in origin["languages"]:
            if arrived_at is not None and not native_given and label not in ("anglais",):
                spoken.append(DemoLanguage(label, "C2", True))
                native_given = True
            elif self.chance(odds * 0.8):
                own = label not in ("anglais", "allemand", "espagnol")
                levels = ("B1", "B2", "C1") if own else ("A1", "A2", "B1", "B2")
                spoken.append(DemoLanguage(label, self.rng.choice(levels), False))
        known = {item.label for item in spoken}
        for label, odds in (("anglais", 0.15), ("allemand", 0.12)):
            if label not in known and self.chance(odds):
                spoken.append(DemoLanguage(label, self.rng.choice(("A1", "A2", "B1")), False))
        return tuple(spoken)

    def _licences(self, trade: Trade, age: int) -> tuple[str, ...]:
        young = 0.6 if age < 23 else 1.0
        held = [
            label
            for label, odds in trade.licences
            if self.chance(odds if odds == 1.0 else odds * young)
        ]
        if not trade.licences and self.chance(0.35):
            held.append("B")
        if "B" not in held and self.chance(0.07):
            held.append("AM")
        if {"C", "CE", "D", "BE"} & set(held) and "B" not in held:
            held.insert(0, "B")
        if "CE" in held and "C" not in held:
            held.insert(1, "C")
        if "B" in held:
            held = [label for label in held if label != "AM"]
        return tuple(held)

    def _mobility(self, licences: tuple[str, ...]) -> tuple[DemoMobility, ...]:
        profiles = {item["key"]: item for item in self.common["mobility"]}
        if "B" in licences and self.chance(0.68):
            keys = ["car"]
        elif "AM" in licences:
            keys = ["moped"]
        else:
            keys = [self.pick_weighted(("public_transport", "bike", "walk"), (7, 3, 1.5))]
        if keys[0] == "public_transport" and self.chance(0.3):
            keys.append(self.rng.choice(("bike", "walk")))
        stated = []
        for key in keys:
            profile = profiles[key]
            if "radius" in profile:
                low, high = profile["radius"]
                step = 5 if high > 20 else 1
                stated.append(DemoMobility(key, self.rng.randrange(low, high + 1, step), None))
            else:
                low, high = profile["minutes"]
                stated.append(DemoMobility(key, None, self.rng.randrange(low, high + 1, 5)))
        return tuple(stated)

    def _open_to(self, licences: tuple[str, ...]) -> Mapping[str, Trade]:
        """The trades one can turn to with these licences and no diploma."""
        return {
            code: trade
            for code, trade in self.trades.items()
            if {label for label, odds in trade.licences if odds >= 0.9} <= set(licences)
            and code not in _REGULATED
        }

    def _wished(self, trade: Trade, licences: tuple[str, ...]) -> list[str]:
        """The trades she wishes; one person in five turns to another trade than her own."""

        open_to_her = self._open_to(licences)
        near = [code for code in trade.related if code in open_to_her]
        wished = [trade.rome]
        if near and self.chance(0.2):
            wished = [self.rng.choice(near)]
        for code in self.rng.sample(near, len(near)):
            if code not in wished and self.chance(0.28) and len(wished) < 3:
                wished.append(code)
        return wished

    # -- a working life ------------------------------------------------------------------------

    def _experiences(
        self,
        trade: Trade,
        woman: bool,
        age: int,
        arrived_at: int | None,
        situation: str,
        birth: date,
        origin: dict[str, Any],
        licences: tuple[str, ...],
    ) -> list[DemoExperience]:
        rng = self.rng
        now = _months(self.today)
        first = _months(birth) + 12 * rng.randint(16, 20)
        arrival = None if arrived_at is None else _months(birth) + 12 * arrived_at
        wanted = min(6, 1 + (age - 17) // 9 + rng.randint(0, 2))
        informal_at = rng.randrange(wanted) if self.chance(0.55) else None
        used: set[str] = set()
        life: list[DemoExperience] = []
        if situation == "extra_hours":
            cursor = now
        elif situation == "restart":
            cursor = now - rng.randint(40, 100)
        else:
            cursor = now - rng.randint(1, 26)
        for rank in range(wanted):
            end = cursor
            informal = rank == informal_at and not (rank == 0 and situation == "extra_hours")
            months = self._duration(rank, age)
            if informal:
                bank = self.pick_weighted(
                    self.common["informal"],
                    [
                        3 if (woman or item["kind"] != "aidant") else 1
                        for item in self.common["informal"]
                    ],
                )
                months = {"saisonnier": 2, "stage": 1}.get(bank["kind"], rng.randint(6, 40))
                if "months" in bank:  # a season has its time of year
                    while _year_month(end)[1] != bank["months"][-1]:
                        end -= 1
                    months = len(bank["months"]) - 1
            start = end - months
            if start < first:
                start = first
                if end - start < 1:
                    break
            ongoing = rank == 0 and situation == "extra_hours"
            abroad = arrival is not None and end <= arrival
            if arrival is not None and start < arrival < end:
                start = arrival
            if informal and not abroad:
                life.append(self._informal(bank, trade, woman, start, end, used))
            else:
                life.append(
                    self._job(
                        trade,
                        rank,
                        woman,
                        start,
                        None if ongoing else end,
                        abroad,
                        origin,
                        licences,
                        used,
                    )
                )
            cursor = start - self.pick_weighted((0, 1, 3, 8, 16, 30), (3, 5, 4, 3, 2, 1))
            if cursor <= first:
                break
        if not life:
            start = max(first, now - 8)
            start = min(start, now - 2)
            life.append(self._job(trade, 0, woman, start, now - 1, False, origin, licences, used))
        return life

    def _duration(self, rank: int, age: int) -> int:
        shortest, longest = (2, 30) if age < 30 else (4, 70) if rank < 3 else (6, 130)
        return int(self.rng.triangular(shortest, longest, shortest + (longest - shortest) * 0.2))

    def _informal(
        self,
        bank: dict[str, Any],
        trade: Trade,
        woman: bool,
        start: int,
        end: int,
        used: set[str],
    ) -> DemoExperience:
        tasks = self.decks.several(bank["tasks"], self.rng.randint(2, 4), used)
        rome: str | None = bank["rome"]
        employers: Sequence[str] = bank["employers"]
        title = self.decks.draw(bank["titles_f" if woman else "titles_m"])
        place = self.rng.choice(self.common["alsace_places"])
        if rome is None:  # an immersion is in a trade and at an employer of that trade
            rome, employers = trade.rome, trade.employers
            tasks += self.decks.several(trade.tasks, 1, used)
        used.update(tasks)
        return DemoExperience(
            title=title,
            employer=self.say(self.decks.draw(employers), woman, v=place),
            place=place,
            start=_year_month(start),
            end=_year_month(end),
            tasks=tuple(self.say(task, woman) for task in tasks),
            rome=rome,
            kind=bank["kind"],
        )

    def _job(
        self,
        trade: Trade,
        rank: int,
        woman: bool,
        start: int,
        end: int | None,
        abroad: bool,
        origin: dict[str, Any],
        licences: tuple[str, ...],
        used: set[str],
    ) -> DemoExperience:
        rng = self.rng
        open_to_her = self._open_to(licences)
        near = [code for code in trade.related if code in open_to_her]
        done = trade
        if rank and near and self.chance(0.42):
            done = open_to_her[rng.choice(near)]
        elif rank and self.chance(0.22):
            done = rng.choice(list(open_to_her.values()))
        while len(set(done.tasks) - used) < 3:  # she has said all of that trade already
            done = rng.choice(list(open_to_her.values()))
        voice = self.chance(0.3)
        bank = [task for task in done.tasks if not (abroad and _OF_ALSACE.search(task))]
        spoken = [task for task in bank if task not in used and task.startswith(("Je ", "J'"))]
        number = rng.randint(3, 5) if rank < 2 else rng.randint(2, 3)
        tasks = rng.sample(spoken, 2) if voice and len(spoken) > 1 else []
        tasks += self.decks.several(bank, number - len(tasks), used.union(tasks))
        used.update(tasks)
        months = (end if end is not None else _months(self.today)) - start
        kind = self.pick_weighted(
            ("CDI", "CDD", "interim", "saisonnier"),
            (4, 3, 1, 0) if months > 30 else (1, 4, 4, 0) if months > 5 else (0, 3, 3, 3),
        )
        pattern = self.decks.draw(done.employers)
        place = rng.choice(self.common["alsace_places"])
        employer = self.say(pattern, woman, v=place)
        if employer in pattern and self.chance(0.12):  # no name of a family or a town in it
            place = rng.choice(self.common["other_places" if self.chance(0.6) else "border_places"])
        if abroad:
            kind = "etranger"
            place = rng.choice(origin.get("places", self.common["border_places"]))
            employer = self.say(
                rng.choice(
                    (
                        "Entreprise {n}",
                        "Affaire familiale",
                        "À mon compte",
                        "Société locale",
                        "Chez un oncle",
                        "{n} et Frères",
                    )
                ),
                woman,
                n=rng.choice(origin["names"]),
            )
        elif re.search("[Ii]nsertion", employer):
            kind = "insertion"
        elif kind == "interim" and self.chance(0.6):
            employer = self.decks.draw(self.common["agencies"])
        elif done.rome in _SELF_EMPLOYED and self.chance(0.12):
            kind, employer = "independant", "À mon compte (micro-entreprise)"
        return DemoExperience(
            title=self.decks.draw(done.titles_f if woman else done.titles_m),
            employer=employer,
            place=place,
            start=_year_month(start),
            end=None if end is None else _year_month(end),
            tasks=tuple(self.say(task, woman) for task in tasks),
            rome=done.rome,
            kind=kind,
        )

    def _education(
        self, trade: Trade, birth: date, arrived_at: int | None, origin: dict[str, Any]
    ) -> list[DemoEducation]:
        rng = self.rng
        items: list[DemoEducation] = []
        if self.chance(0.62):
            year = birth.year + self.pick_weighted((18, 19, 24, 31), (5, 3, 1, 1))
            if arrived_at is not None:
                year = max(year, birth.year + arrived_at + 2)
            if year <= self.today.year:
                label = self.decks.draw(trade.education)
                vague = label.startswith(_WITHOUT_SCHOOL)
                school = None if vague else rng.choice(self.common["schools"])
                items.append(DemoEducation(label, school, None if vague else year))
        if arrived_at is not None and arrived_at > 17:
            items.append(
                DemoEducation(
                    rng.choice(
                        (
                            "Études secondaires",
                            "Baccalauréat du pays d'origine",
                            "École jusqu'à 14 ans",
                            "Formation professionnelle de deux ans",
                            "Licence non terminée",
                        )
                    ),
                    rng.choice(origin.get("places", ["à l'étranger"])),
                    birth.year + rng.randint(14, 19) if self.chance(0.6) else None,
                )
            )
        elif not items or self.chance(0.3):
            items.append(
                DemoEducation(
                    rng.choice(
                        (
                            "Brevet des collèges",
                            "CFG",
                            "Scolarité jusqu'en 3e",
                            "Niveau seconde",
                            "ASSR 2 et brevet",
                            "Collège, classe de 3e insertion",
                        )
                    ),
                    None,
                    birth.year + 15,
                )
            )
        return items

    def _certificates(
        self,
        trade: Trade,
        wished: str,
        experiences: Sequence[DemoExperience],
        licences: tuple[str, ...],
    ) -> tuple[DemoCertificate, ...]:
        odds_of: dict[str, float] = {}
        codes = [trade.rome, wished, *(item.rome for item in experiences if item.rome)]
        for code in codes:
            if code not in self.trades:
                continue
            for label, odds in self.trades[code].certificates:
                weight = 1.0 if code == trade.rome else 0.4
                odds_of[label] = max(odds_of.get(label, 0.0), odds * weight)
        held = []
        for label, odds in odds_of.items():
            if "marchandises" in label and "C" not in licences:
                continue
            if "voyageurs" in label and "D" not in licences:
                continue
            if self.chance(odds):
                year = self.today.year - self.rng.randint(0, 8)
                # the R4xx recommendations replaced the R3xx ones on 1 January 2020
                floor = 2020 if label.startswith("CACES") else year
                held.append(DemoCertificate(label, min(self.today.year, max(year, floor))))
        return tuple(held[:6])

    def _skills(self, trade: Trade, experiences: Sequence[DemoExperience]) -> tuple[str, ...]:
        names = self.decks.several(trade.skills, self.rng.randint(2, 4))
        for code in dict.fromkeys(item.rome for item in experiences):
            if code and code in self.trades and code != trade.rome and self.chance(0.6):
                names += self.decks.several(self.trades[code].skills, 1, names)
        names += self.decks.several(self.common["soft_skills"], self.rng.randint(1, 3), names)
        return tuple(dict.fromkeys(names))

    # -- what she wants, and what is in the way -------------------------------------------------

    def _wishes(
        self,
        wished: Sequence[str],
        woman: bool,
        age: int,
        situation: dict[str, Any],
        mobility: tuple[DemoMobility, ...],
        commune: str,
        licences: tuple[str, ...],
        shaky_french: bool,
    ) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        rng, common = self.rng, self.common
        parts = [self.say(self.decks.draw(self.trades[wished[0]].wishes), woman)]
        if len(wished) > 1 and self.chance(0.5):
            parts.append(self.say(self.decks.draw(self.trades[wished[1]].wishes), woman))
        timing = self.decks.several(situation["wishes"], 1 + self.chance(0.25))
        parts += [self.say(text, woman) for text in timing]
        if self.chance(0.7):
            stated = mobility[0]
            profile = next(item for item in common["mobility"] if item["key"] == stated.means)
            parts.append(
                self.say(
                    self.decks.draw(profile["wishes"]),
                    woman,
                    km=stated.radius_km,
                    min=stated.minutes,
                    c=commune,
                )
            )
        if age > 47 and self.chance(0.4):
            parts.append(self.say(self.decks.draw(common["older_wishes"]), woman))
        elif shaky_french and self.chance(0.5):
            parts.append(self.say(self.decks.draw(common["low_french_wishes"]), woman))
        elif "B" not in licences and self.chance(0.25):
            parts.append(self.say(self.decks.draw(common["no_licence_wishes"]), woman))
        elif self.chance(0.6):
            parts.append(self.say(self.decks.draw(common["general_wishes"]), woman))
        if self.chance(0.35):
            head, *rest = parts
            rng.shuffle(rest)
            parts = [head, *rest] if self.chance(0.5) else [*rest, head]
        text = " ".join(_sentence(part) for part in parts)

        constraints: list[str] = []
        if self.chance(0.55):
            constraints.append(self.decks.draw(situation["constraints"]))
        if self.chance(0.3):
            constraints.append(self.decks.draw(common["constraints"], constraints))
        if shaky_french and self.chance(0.35):
            constraints.append("consignes orales plutôt qu'écrites")
        days = list(WEEK if situation["weekend"] else WEEK[:5])
        if "mercredi" in text or any("mercredi" in item for item in constraints):
            days.remove("wed")
        return text, tuple(constraints), tuple(days)

    def _obstacles(
        self,
        woman: bool,
        situation: dict[str, Any],
        mobility: tuple[DemoMobility, ...],
        licences: tuple[str, ...],
        shaky_french: bool,
    ) -> tuple[DemoObstacle, ...]:
        kinds: list[str] = []
        if "obstacle" in situation and self.chance(0.75):
            kinds.append(situation["obstacle"])
        if mobility[0].means != "car" and self.chance(0.5):
            kinds.append("mobility")
        if shaky_french and self.chance(0.75):
            kinds.append("language")
        if self.chance(0.3):
            kinds.append(self.rng.choice(("housing", "digital", "qualification", "debt", "other")))
        obstacles = []
        for kind in list(dict.fromkeys(kinds))[:3]:
            bank = self.common["obstacles"][kind]
            notes = bank["notes"]
            if "B" in licences and "notes_licence" in bank:
                notes = bank["notes_licence"]
            actions = self.decks.several(bank["actions"], self.rng.randint(1, 2))
            obstacles.append(
                DemoObstacle(
                    kind=kind,
                    note=self.say(self.decks.draw(notes), woman),
                    actions=tuple(
                        DemoAction(action, self.pick_weighted(("todo", "doing", "done"), (4, 4, 2)))
                        for action in actions
                    ),
                )
            )
        return tuple(obstacles)

"""Her working life: jobs that follow each other backwards from today, gaps, informal work, jobs abroad."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from seeds.demo.people.banks import Trade
from seeds.demo.people.draws import Draws
from seeds.demo.people.person import DemoExperience
from seeds.demo.people.sketch import Sketch, open_to

_SELF_EMPLOYED = frozenset(
    {"A1203", "D1202", "D1207", "F1602", "F1603", "F1604", "F1606", "F1608", "F1703", "N4105"}
)

_OF_ALSACE = re.compile(
    r"alsac|Alsace|tartes flamb|spaetzle|kougelh|bretzel|bredele|Noël|Vosges|Strasbourg|choucroute"
    r"|en français|caveau|mairie|Allemagne|Suisse",
)


def working_life(draws: Draws, her: Sketch) -> list[DemoExperience]:
    """Her experiences, from the most recent to the oldest; at least one."""
    rng = draws.rng
    now = _months(draws.today)
    first = _months(her.birth) + 12 * rng.randint(16, 20)
    arrival = None if her.arrived_at is None else _months(her.birth) + 12 * her.arrived_at
    wanted = min(6, 1 + (her.age - 17) // 9 + rng.randint(0, 2))
    informal_at = rng.randrange(wanted) if draws.chance(0.55) else None
    used: set[str] = set()
    life: list[DemoExperience] = []
    still_working = her.situation["key"] == "extra_hours"
    if still_working:
        cursor = now
    elif her.situation["key"] == "restart":
        cursor = now - rng.randint(40, 100)
    else:
        cursor = now - rng.randint(1, 26)
    for rank in range(wanted):
        end = cursor
        ongoing = rank == 0 and still_working
        informal = rank == informal_at and not ongoing
        months = _duration(draws, rank, her.age)
        if informal:
            bank, months, end = _informal_time(draws, her, end)
        start = end - months
        if start < first:
            start = first
            if end - start < 1:
                break
        abroad = arrival is not None and end <= arrival
        if arrival is not None and start < arrival < end:
            start = arrival
        if informal and not abroad:
            life.append(_informal(draws, her, bank, start, end, used))
        else:
            life.append(_job(draws, her, rank, start, None if ongoing else end, abroad, used))
        cursor = start - draws.pick_weighted((0, 1, 3, 8, 16, 30), (3, 5, 4, 3, 2, 1))
        if cursor <= first:
            break
    if not life:
        start = max(first, now - 8)
        start = min(start, now - 2)
        life.append(_job(draws, her, 0, start, now - 1, False, used))
    return life


def _months(moment: date) -> int:
    return moment.year * 12 + moment.month - 1


def _year_month(months: int) -> tuple[int, int]:
    return months // 12, months % 12 + 1


def _duration(draws: Draws, rank: int, age: int) -> int:
    shortest, longest = (2, 30) if age < 30 else (4, 70) if rank < 3 else (6, 130)
    return int(draws.rng.triangular(shortest, longest, shortest + (longest - shortest) * 0.2))


def _informal_time(draws: Draws, her: Sketch, end: int) -> tuple[Mapping[str, Any], int, int]:
    """Which informal work, for how many months, and the month in which it ended."""
    bank: Mapping[str, Any] = draws.pick_weighted(
        draws.common["informal"],
        [3 if (her.woman or item["kind"] != "aidant") else 1 for item in draws.common["informal"]],
    )
    months = {"saisonnier": 2, "stage": 1}.get(bank["kind"], draws.rng.randint(6, 40))
    if "months" in bank:  # a season has its time of year
        while _year_month(end)[1] != bank["months"][-1]:
            end -= 1
        months = len(bank["months"]) - 1
    return bank, months, end


def _informal(
    draws: Draws, her: Sketch, bank: Mapping[str, Any], start: int, end: int, used: set[str]
) -> DemoExperience:
    tasks = draws.decks.several(bank["tasks"], draws.rng.randint(2, 4), used)
    rome: str | None = bank["rome"]
    employers: Sequence[str] = bank["employers"]
    title = draws.decks.draw(bank["titles_f" if her.woman else "titles_m"])
    place = draws.rng.choice(draws.common["alsace_places"])
    if rome is None:  # an immersion is in a her.trade and at an employer of that her.trade
        rome, employers = her.trade.rome, her.trade.employers
        tasks += draws.decks.several(her.trade.tasks, 1, used)
    used.update(tasks)
    return DemoExperience(
        title=title,
        employer=draws.say(draws.decks.draw(employers), her.woman, v=place),
        place=place,
        start=_year_month(start),
        end=_year_month(end),
        tasks=tuple(draws.say(task, her.woman) for task in tasks),
        rome=rome,
        kind=bank["kind"],
    )


def _job(
    draws: Draws,
    her: Sketch,
    rank: int,
    start: int,
    end: int | None,
    abroad: bool,
    used: set[str],
) -> DemoExperience:
    rng = draws.rng
    done = _trade_done(draws, her, rank, used)
    tasks = _tasks(draws, done, rank, abroad, used)
    used.update(tasks)
    months = (end if end is not None else _months(draws.today)) - start
    kind = draws.pick_weighted(
        ("CDI", "CDD", "interim", "saisonnier"),
        (4, 3, 1, 0) if months > 30 else (1, 4, 4, 0) if months > 5 else (0, 3, 3, 3),
    )
    pattern = draws.decks.draw(done.employers)
    place = rng.choice(draws.common["alsace_places"])
    employer = draws.say(pattern, her.woman, v=place)
    if employer in pattern and draws.chance(0.12):  # no name of a family or a town in it
        place = rng.choice(draws.common["other_places" if draws.chance(0.6) else "border_places"])
    if abroad:
        kind = "etranger"
        place = rng.choice(her.origin.get("places", draws.common["border_places"]))
        employer = draws.say(
            rng.choice(draws.common["employers_abroad"]),
            her.woman,
            n=rng.choice(her.origin["names"]),
        )
    elif re.search("[Ii]nsertion", employer):
        kind = "insertion"
    elif kind == "interim" and draws.chance(0.6):
        employer = draws.decks.draw(draws.common["agencies"])
    elif done.rome in _SELF_EMPLOYED and draws.chance(0.12):
        kind, employer = "independant", "À mon compte (micro-entreprise)"
    return DemoExperience(
        title=draws.decks.draw(done.titles_f if her.woman else done.titles_m),
        employer=employer,
        place=place,
        start=_year_month(start),
        end=None if end is None else _year_month(end),
        tasks=tuple(draws.say(task, her.woman) for task in tasks),
        rome=done.rome,
        kind=kind,
    )


def _trade_done(draws: Draws, her: Sketch, rank: int, used: set[str]) -> Trade:
    """Her own trade, or one that was open to her: the older the job, the more often."""
    open_to_her = open_to(draws, her.licences)
    near = [code for code in her.trade.related if code in open_to_her]
    done = her.trade
    if rank and near and draws.chance(0.42):
        done = open_to_her[draws.rng.choice(near)]
    elif rank and draws.chance(0.22):
        done = draws.rng.choice(list(open_to_her.values()))
    while len(set(done.tasks) - used) < 3:  # she has said all of that trade already
        done = draws.rng.choice(list(open_to_her.values()))
    return done


def _tasks(draws: Draws, done: Trade, rank: int, abroad: bool, used: set[str]) -> list[str]:
    """What she did there, in the banks' notation; three people in ten tell it in the first person."""
    voice = draws.chance(0.3)
    bank = [task for task in done.tasks if not (abroad and _OF_ALSACE.search(task))]
    spoken = [task for task in bank if task not in used and task.startswith(("Je ", "J'"))]
    number = draws.rng.randint(3, 5) if rank < 2 else draws.rng.randint(2, 3)
    tasks = draws.rng.sample(spoken, 2) if voice and len(spoken) > 1 else []
    return tasks + draws.decks.several(bank, number - len(tasks), used.union(tasks))

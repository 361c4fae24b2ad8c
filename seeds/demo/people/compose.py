"""People, one after the other."""

from __future__ import annotations

import random
from datetime import date, timedelta

from seeds.demo.people.career import working_life
from seeds.demo.people.draws import Draws
from seeds.demo.people.identity import Identities
from seeds.demo.people.papers import certificates, education, skills
from seeds.demo.people.person import DemoAvailability, DemoCandidate
from seeds.demo.people.sketch import Sketch, sketch
from seeds.demo.people.wishes import constraints_and_days, in_her_words, obstacles, wished_trades

DEFAULT_SEED = 6768


def fictional_candidates(
    count: int = 420, seed: int = DEFAULT_SEED, *, today: date
) -> list[DemoCandidate]:
    """``count`` fictional people of both departments of Alsace, always the same for a seed.

    No date lies after ``today``, apart from the day a person becomes available.
    """
    draws = Draws(random.Random(seed), today)
    identities = Identities(draws)
    return [_person(draws, identities, number) for number in range(1, count + 1)]


def _person(draws: Draws, identities: Identities, number: int) -> DemoCandidate:
    rng, common = draws.rng, draws.common
    her = sketch(draws, identities)
    wished = wished_trades(draws, her)
    experiences = working_life(draws, her)
    held = certificates(draws, her, wished[0], experiences)
    wishes_text = in_her_words(draws, her, wished)
    constraints, days = constraints_and_days(draws, her, wishes_text)
    low, high, working_time = _hours(draws, her)
    able = skills(draws, her, experiences)
    first_wish = draws.trades[wished[0]]
    return DemoCandidate(
        key=f"c{number:03d}",
        civility="Mme" if her.woman else "M.",
        first_name=her.first_name,
        last_name=her.last_name,
        birth_date=her.birth,
        insee=her.town[0],
        commune=her.town[1],
        postcode=her.town[2],
        address=f"{rng.randint(1, 148)} {rng.choice(common['streets'])}",
        email=identities.email(her.first_name, her.last_name),
        phone=identities.phone(),
        headline=rng.choice(first_wish.titles_f if her.woman else first_wish.titles_m),
        profile=draws.say(draws.decks.draw(common["profiles"]), her.woman),
        wishes_text=wishes_text,
        wished_romes=tuple(wished),
        experiences=tuple(experiences),
        education=tuple(education(draws, her)),
        certificates=held,
        licences=her.licences,
        has_vehicle=any(item.means == "car" for item in her.mobility),
        mobility=her.mobility,
        availability=_availability(draws, her, days),
        contracts=_contracts(draws, her),
        working_time=working_time,
        hours_min=low,
        hours_max=high,
        languages=her.languages,
        constraints=constraints,
        obstacles=obstacles(draws, her),
        skills=able,
        hobbies=tuple(draws.decks.several(common["hobbies"], rng.randint(0, 3))),
        status=draws.pick_weighted(
            ("active", "paused", "in_job", "left"), (0.88, 0.05, 0.05, 0.02)
        ),
    )


def _hours(draws: Draws, her: Sketch) -> tuple[int, int, tuple[str, ...]]:
    """Weekly hours, at least and at most, and what that makes of part and full time."""
    part: list[int] | None = her.situation.get("part")
    if part is not None:
        return part[0], part[1], ("part_time",)
    low, high = 35, 35
    if draws.chance(0.25):
        low = 30
    return low, high, (("part_time", "full_time") if low < 35 else ("full_time",))


def _availability(draws: Draws, her: Sketch, days: tuple[str, ...]) -> DemoAvailability:
    return DemoAvailability(
        available_from=draws.today
        + timedelta(days=0 if draws.chance(0.7) else draws.rng.randint(5, 75)),
        slots=tuple(her.situation["slots"]),
        days=days,
        weekend=her.situation["weekend"],
    )


def _contracts(draws: Draws, her: Sketch) -> tuple[str, ...]:
    wanted = her.situation["contracts"]
    return tuple(wanted if draws.chance(0.6) else wanted[: draws.rng.randint(1, 2)])

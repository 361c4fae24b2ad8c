"""What she wants, in her own words and as the form has it, and what is in the way."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.demo.people.draws import Draws
from seeds.demo.people.person import WEEK, DemoAction, DemoObstacle
from seeds.demo.people.sketch import Sketch, open_to


def wished_trades(draws: Draws, her: Sketch) -> list[str]:
    """ROME codes of the trades she wishes; one person in five turns to another trade than her own."""
    open_to_her = open_to(draws, her.licences)
    near = [code for code in her.trade.related if code in open_to_her]
    wished = [her.trade.rome]
    if near and draws.chance(0.2):
        wished = [draws.rng.choice(near)]
    for code in draws.rng.sample(near, len(near)):
        if code not in wished and draws.chance(0.28) and len(wished) < 3:
            wished.append(code)
    return wished


def in_her_words(draws: Draws, her: Sketch, wished: Sequence[str]) -> str:
    """Her trade, her hours, how far she goes, and something that is hers."""
    rng, common = draws.rng, draws.common
    parts = [draws.say(draws.decks.draw(draws.trades[wished[0]].wishes), her.woman)]
    if len(wished) > 1 and draws.chance(0.5):
        parts.append(draws.say(draws.decks.draw(draws.trades[wished[1]].wishes), her.woman))
    timing = draws.decks.several(her.situation["wishes"], 1 + draws.chance(0.25))
    parts += [draws.say(text, her.woman) for text in timing]
    if draws.chance(0.7):
        stated = her.mobility[0]
        profile = next(item for item in common["mobility"] if item["key"] == stated.means)
        parts.append(
            draws.say(
                draws.decks.draw(profile["wishes"]),
                her.woman,
                km=stated.radius_km,
                min=stated.minutes,
                c=her.town[1],
            )
        )
    if her.age > 47 and draws.chance(0.4):
        parts.append(draws.say(draws.decks.draw(common["older_wishes"]), her.woman))
    elif her.shaky_french and draws.chance(0.5):
        parts.append(draws.say(draws.decks.draw(common["low_french_wishes"]), her.woman))
    elif "B" not in her.licences and draws.chance(0.25):
        parts.append(draws.say(draws.decks.draw(common["no_licence_wishes"]), her.woman))
    elif draws.chance(0.6):
        parts.append(draws.say(draws.decks.draw(common["general_wishes"]), her.woman))
    if draws.chance(0.35):
        head, *rest = parts
        rng.shuffle(rest)
        parts = [head, *rest] if draws.chance(0.5) else [*rest, head]
    return " ".join(_sentence(part) for part in parts)


def constraints_and_days(
    draws: Draws, her: Sketch, text: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a job must allow for, and her days; who says in ``text`` that she is not free on one, is not."""
    constraints: list[str] = []
    if draws.chance(0.55):
        constraints.append(draws.decks.draw(her.situation["constraints"]))
    if draws.chance(0.3):
        constraints.append(draws.decks.draw(draws.common["constraints"], constraints))
    if her.shaky_french and draws.chance(0.35):
        constraints.append("consignes orales plutôt qu'écrites")
    days = list(WEEK if her.situation["weekend"] else WEEK[:5])
    if "mercredi" in text or any("mercredi" in item for item in constraints):
        days.remove("wed")
    return tuple(constraints), tuple(days)


def obstacles(draws: Draws, her: Sketch) -> tuple[DemoObstacle, ...]:
    """What is in the way, three kinds at most, with what is done about each."""
    kinds: list[str] = []
    if "obstacle" in her.situation and draws.chance(0.75):
        kinds.append(her.situation["obstacle"])
    if her.mobility[0].means != "car" and draws.chance(0.5):
        kinds.append("mobility")
    if her.shaky_french and draws.chance(0.75):
        kinds.append("language")
    if draws.chance(0.3):
        kinds.append(draws.rng.choice(("housing", "digital", "qualification", "debt", "other")))
    found = []
    for kind in list(dict.fromkeys(kinds))[:3]:
        bank = draws.common["obstacles"][kind]
        notes = bank["notes"]
        if "B" in her.licences and "notes_licence" in bank:
            notes = bank["notes_licence"]
        actions = draws.decks.several(bank["actions"], draws.rng.randint(1, 2))
        found.append(
            DemoObstacle(
                kind=kind,
                note=draws.say(draws.decks.draw(notes), her.woman),
                actions=tuple(
                    DemoAction(action, draws.pick_weighted(("todo", "doing", "done"), (4, 4, 2)))
                    for action in actions
                ),
            )
        )
    return tuple(found)


def _sentence(text: str) -> str:
    text = text.strip()
    text = text[0].upper() + text[1:]
    return text if text[-1] in ".!?" else text + "."

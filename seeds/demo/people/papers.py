"""What her working life rests on: school, certificates, skills."""

from __future__ import annotations

from collections.abc import Sequence

from seeds.demo.people.draws import Draws
from seeds.demo.people.person import DemoCertificate, DemoEducation, DemoExperience
from seeds.demo.people.sketch import Sketch

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


def education(draws: Draws, her: Sketch) -> list[DemoEducation]:
    """Her school and diplomas; none later than today."""
    rng = draws.rng
    items: list[DemoEducation] = []
    if draws.chance(0.62):
        year = her.birth.year + draws.pick_weighted((18, 19, 24, 31), (5, 3, 1, 1))
        if her.arrived_at is not None:
            year = max(year, her.birth.year + her.arrived_at + 2)
        if year <= draws.today.year:
            label = draws.decks.draw(her.trade.education)
            vague = label.startswith(_WITHOUT_SCHOOL)
            school = None if vague else rng.choice(draws.common["schools"])
            items.append(DemoEducation(label, school, None if vague else year))
    if her.arrived_at is not None and her.arrived_at > 17:
        items.append(
            DemoEducation(
                rng.choice(draws.common["studies_abroad"]),
                rng.choice(her.origin.get("places", ["à l'étranger"])),
                her.birth.year + rng.randint(14, 19) if draws.chance(0.6) else None,
            )
        )
    elif not items or draws.chance(0.3):
        items.append(
            DemoEducation(
                rng.choice(draws.common["studies_here"]),
                None,
                her.birth.year + 15,
            )
        )
    return items


def certificates(
    draws: Draws, her: Sketch, wished: str, experiences: Sequence[DemoExperience]
) -> tuple[DemoCertificate, ...]:
    """Those of the trades that she did or wishes, six at most, as far as her licences allow."""
    odds_of: dict[str, float] = {}
    codes = [her.trade.rome, wished, *(item.rome for item in experiences if item.rome)]
    for code in codes:
        if code not in draws.trades:
            continue
        for label, odds in draws.trades[code].certificates:
            weight = 1.0 if code == her.trade.rome else 0.4
            odds_of[label] = max(odds_of.get(label, 0.0), odds * weight)
    held = []
    for label, odds in odds_of.items():
        if "marchandises" in label and "C" not in her.licences:
            continue
        if "voyageurs" in label and "D" not in her.licences:
            continue
        if draws.chance(odds):
            year = draws.today.year - draws.rng.randint(0, 8)
            # the R4xx recommendations replaced the R3xx ones on 1 January 2020
            floor = 2020 if label.startswith("CACES") else year
            held.append(DemoCertificate(label, min(draws.today.year, max(year, floor))))
    return tuple(held[:6])


def skills(draws: Draws, her: Sketch, experiences: Sequence[DemoExperience]) -> tuple[str, ...]:
    """What she says she can do: of her trade, of others that she did, and in general."""
    names = draws.decks.several(her.trade.skills, draws.rng.randint(2, 4))
    for code in dict.fromkeys(item.rome for item in experiences):
        if code and code in draws.trades and code != her.trade.rome and draws.chance(0.6):
            names += draws.decks.several(draws.trades[code].skills, 1, names)
    names += draws.decks.several(draws.common["soft_skills"], draws.rng.randint(1, 3), names)
    return tuple(dict.fromkeys(names))

"""Drawing from the banks: one stream of chance, and sentences that do not come back too soon."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from seeds.demo.people.banks import common, trades

_GENDERED = re.compile(r"<([^<>|]*)\|([^<>|]*)>")
_CHOICE = re.compile(r"\{([^{}]*)\}")


class Decks:
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


class Draws:
    """What everybody is composed with: the chance, the day, and the banks."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self.rng = rng
        self.today = today
        self.decks = Decks(rng)
        self.common = common()
        self.trades = trades()
        self.family_names = [name for origin in self.common["origins"] for name in origin["names"]]

    def chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def pick_weighted(self, items: Sequence[Any], weights: Sequence[float]) -> Any:
        return self.rng.choices(items, weights=weights)[0]

    def say(self, pattern: str, woman: bool, **values: object) -> str:
        """One reading of a bank's notation (see ``banks``)."""
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

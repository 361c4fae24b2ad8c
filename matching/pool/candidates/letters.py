"""Letters about who accompanies somebody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from matching.letters import Letter


@dataclass(frozen=True)
class HandedOver(Letter):
    """To a coach: people are hers from now on. No name in a mail: the list behind the link says who."""

    name: ClassVar[str] = "handed_over"
    first_name: str
    people: int

"""The letter that brings a person the link to her own space."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from matching.letters import Letter


@dataclass(frozen=True)
class LinkToHerSpace(Letter):
    """To her: the link that opens her space, once."""

    name: ClassVar[str] = "personal_link"
    first_name: str
    token: str = field(repr=False)
    hours: int

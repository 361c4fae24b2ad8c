"""Letters about a request for access; they call the person by her reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from matching.letters import Letter


@dataclass(frozen=True)
class AccessAsked(Letter):
    """To those who answer for the person: somebody asks who she is."""

    name: ClassVar[str] = "access_asked"
    id: int
    reference: str
    asker: str
    structure: str
    """Empty for who is in none."""
    job: str | None


@dataclass(frozen=True)
class AccessAnswered(Letter):
    """To who asked."""

    name: ClassVar[str] = "access_answered"
    id: int
    reference: str
    structure: str
    accepted: bool
    days: int


@dataclass(frozen=True)
class AccessEnded(Letter):
    """To who had access: it was taken back."""

    name: ClassVar[str] = "access_ended"
    id: int
    reference: str
    structure: str

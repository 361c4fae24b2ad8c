"""What an employer reads of a person who was put before him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Done:
    """Something she did: its name, how many months (None when not known), the trade of the ROME."""

    title: str
    months: int | None
    trade: str | None


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """All that an employer reads of a person. `name`, `phone` and `email` only where she lets them be told;
    lists hold words for the page or codes of matching/pool/reference/terms.py (`contracts`, `slots`, `days`)."""

    reference: str
    name: str | None
    phone: str | None
    email: str | None
    presentation: str
    trades: tuple[str, ...]
    contracts: tuple[str, ...]
    hours_min: int | None
    hours_max: int | None
    available_from: date | None
    slots: tuple[str, ...]
    days: tuple[str, ...]
    weekends: bool | None
    licences: tuple[str, ...]
    certificates: tuple[str, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    experiences: tuple[Done, ...]
    within_reach: bool | None
    """Whether the job lies in the perimeter that she stated; None when it cannot be said."""

    @property
    def called(self) -> str:
        return self.name or self.reference

"""Letters about what a person asks of her data, and about the end of her record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from matching.letters import Letter


@dataclass(frozen=True)
class NewsOfHer(Letter):
    """What her coach is told of what she did in her space, by her reference."""

    reference: str
    candidate_id: int


@dataclass(frozen=True)
class CorrectionAsked(NewsOfHer):
    """Something that is held about her is wrong, in her words."""

    name: ClassVar[str] = "correction_asked"
    text: str


@dataclass(frozen=True)
class ErasureAsked(NewsOfHer):
    """She asks that everything held about her be erased, in her words."""

    name: ClassVar[str] = "erasure_asked"
    text: str


class SearchPaused(NewsOfHer):
    """She looks for no work at the moment."""

    name: ClassVar[str] = "search_paused"


class SearchResumed(NewsOfHer):
    """She looks for work again."""

    name: ClassVar[str] = "search_resumed"


class ConsentWithdrawn(NewsOfHer):
    """She no longer agrees to a use, which has stopped."""

    name: ClassVar[str] = "consent_withdrawn"


class SensitiveConsentWithdrawn(NewsOfHer):
    """She no longer agrees to sensitive notes."""

    name: ClassVar[str] = "sensitive_consent_withdrawn"


@dataclass(frozen=True)
class NoticeToHer(Letter):
    """To her: when she will be erased, and what keeps her."""

    name: ClassVar[str] = "retention_notice"
    erase_on: date
    structure: str
    contact: str
    """Whom she writes to about her data; empty where the structure names nobody."""


@dataclass(frozen=True)
class NoticeToStaff(Letter):
    """To who answers for some people: how many fall due. No name in a mail: the page behind the link says who."""

    name: ClassVar[str] = "retention_list"
    people: int
    first: date

"""Letters about a request for an account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from matching.letters import Letter


@dataclass(frozen=True)
class AccountRequested(Letter):
    """To those who decide: an employer asks for an account."""

    name: ClassVar[str] = "account_request"
    first_name: str
    request_id: int


@dataclass(frozen=True)
class AccountRequestRefused(Letter):
    """To who asked for one."""

    name: ClassVar[str] = "account_request_refused"
    reason: str

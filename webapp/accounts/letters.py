"""Letters about an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from matching.letters import Letter


@dataclass(frozen=True)
class AccountLocked(Letter):
    """To the owner: her account waits after failed sign-ins."""

    name: ClassVar[str] = "account_locked"
    first_name: str
    failures: int
    minutes: int


@dataclass(frozen=True)
class Invited(Letter):
    """To a professional: the link by which she opens her account."""

    name: ClassVar[str] = "invitation"
    first_name: str
    invited_by: str
    place: str
    """Her structure, employer or territory; empty for who has none."""
    days: int
    token: str = field(repr=False)


@dataclass(frozen=True)
class SecondFactorNews(Letter):
    """What the owner is told of her second factor: somebody else may be doing this. The audit calls it by the same
    name."""

    first_name: str


class SecondFactorSet(SecondFactorNews):
    """It is asked for from now on."""

    name: ClassVar[str] = "second_factor_set"


class RecoveryCodesRenewed(SecondFactorNews):
    """There are new recovery codes."""

    name: ClassVar[str] = "recovery_codes_renewed"


class SecondFactorRemoved(SecondFactorNews):
    """She has removed it."""

    name: ClassVar[str] = "second_factor_removed"


class SecondFactorReset(SecondFactorNews):
    """Whoever keeps her account has removed it."""

    name: ClassVar[str] = "second_factor_reset"


@dataclass(frozen=True)
class AddressChanged(Letter):
    """To her old address: another one signs her in from now on."""

    name: ClassVar[str] = "address_changed"
    first_name: str


@dataclass(frozen=True)
class PasswordReset(Letter):
    """To the owner of an account: the link by which she chooses a new password."""

    name: ClassVar[str] = "password_reset"
    first_name: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class PasswordChanged(Letter):
    """To the owner of an account, however it has changed."""

    name: ClassVar[str] = "password_changed"
    first_name: str

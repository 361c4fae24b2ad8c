"""Letters about a referral, one for each piece of news."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Self

from matching.journey.referrals.tables import Referral
from matching.letters import Letter


@dataclass(frozen=True)
class ReferralProposed(Letter):
    """To her: a job, and a link by which she answers."""

    name: ClassVar[str] = "referral_proposed"
    first_name: str
    coach: str
    job_title: str
    employer: str
    token: str = field(repr=False)
    hours: int


@dataclass(frozen=True)
class ReferralWanted(Letter):
    """To her: the employer wants to meet her. A refusal is not written to her: her coach tells her."""

    name: ClassVar[str] = "referral_wanted"
    first_name: str
    job_title: str
    employer: str


@dataclass(frozen=True)
class ReferralTransmitted(Letter):
    """To the employer: somebody would like this job. Nothing of her is in a letter to him."""

    name: ClassVar[str] = "referral_transmitted"
    job_title: str
    referral_id: int


@dataclass(frozen=True)
class ReferralNamed(Letter):
    """To the employer: somebody gives him her name from now on."""

    name: ClassVar[str] = "referral_named"
    job_title: str
    referral_id: int


@dataclass(frozen=True)
class ReferralWithdrawn(Letter):
    """To the employer: it is over."""

    name: ClassVar[str] = "referral_withdrawn"
    job_title: str


@dataclass(frozen=True)
class ReferralNews(Letter):
    """What her coach is told of a referral, by her reference."""

    reference: str
    job_title: str
    referral_id: int

    @classmethod
    def of(cls, referral: Referral) -> Self:
        """This news of that referral."""
        return cls(referral.candidate.reference, referral.job_profile.title, referral.id)


class ReferralAgreed(ReferralNews):
    """She agrees."""

    name: ClassVar[str] = "referral_agreed"


class ReferralDeclined(ReferralNews):
    """She declines."""

    name: ClassVar[str] = "referral_declined"


class ReferralTakenBack(ReferralNews):
    """She withdraws."""

    name: ClassVar[str] = "referral_taken_back"


class NameGiven(ReferralNews):
    """She gives the employer her name."""

    name: ClassVar[str] = "name_given"


class NameTakenBack(ReferralNews):
    """She gives the employer her name no longer."""

    name: ClassVar[str] = "name_taken_back"


class EmployerInterested(ReferralNews):
    """The employer wants to meet her."""

    name: ClassVar[str] = "employer_interested"


class EmployerRefused(ReferralNews):
    """The employer does not want to meet her."""

    name: ClassVar[str] = "employer_refused"

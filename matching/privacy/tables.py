"""The tables of privacy: what was said and agreed to, notes that are kept apart, and the anonymous rest."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, SmallInteger, String, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.db import Base, Timestamped, vocabulary
from matching.pool.tables import Candidate, Person
from matching.pool.terms import (
    CandidateStatus,
    CorrectionKind,
    CorrectionState,
    ErasureReason,
    Purpose,
    SensitiveKind,
)


class ConsentRecord(Base):
    """One thing that a person was told (`agreed` is None), agreed to or refused, for one purpose.

    Rows are only added: the newest of a purpose holds. `how` says in what way («en entretien», «espace
    personnel»), `wording` which version of the text she was given; `by_person_id` is the professional who
    noted it, None when she answered herself.
    """

    __tablename__ = "consent_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[Purpose] = vocabulary(Purpose)
    agreed: Mapped[bool | None]
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    by_person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    how: Mapped[str] = mapped_column(String(120))
    wording: Mapped[str] = mapped_column(String(24))

    by_person: Mapped[Person | None] = relationship()


class SensitiveNote(Timestamped, Base):
    """A note on health, disability, justice or family: apart from the record, opened with a reason, never read
    by indexing/documents.py (RGPD art. 9 and 10)."""

    __tablename__ = "sensitive_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[SensitiveKind] = vocabulary(SensitiveKind, 16)
    text: Mapped[str] = mapped_column(Text)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    written_by: Mapped[Person] = relationship()


class PersonalLink(Base):
    """A one-time link to a person's own space, and the visit that it opened. Only hashes are kept."""

    __tablename__ = "personal_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    visit_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    visit_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    candidate: Mapped[Candidate] = relationship()


class CorrectionRequest(Base):
    """What a person says is wrong in her record, or wants erased, with the answer (RGPD art. 16 and 17).

    `noted_by_id` is the professional who noted it on her word, None when she asked in her own space. `due_on` is the
    last day to answer; it is kept and not computed, because the law lets it be put off (art. 12(3)).
    """

    __tablename__ = "correction_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[CorrectionKind] = vocabulary(CorrectionKind, 16)
    state: Mapped[CorrectionState] = vocabulary(
        CorrectionState, 16, default=CorrectionState.PENDING
    )
    text: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now()
    )
    due_on: Mapped[date] = mapped_column(Date)
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(Text, default="")

    @property
    def pending(self) -> bool:
        return self.state == CorrectionState.PENDING

    @property
    def accepted(self) -> bool:
        return self.state == CorrectionState.ACCEPTED

    @property
    def by_herself(self) -> bool:
        return self.noted_by_id is None


class RetentionNotice(Base):
    """The person and her coach have been told that her record will be erased on `erase_on`."""

    __tablename__ = "retention_notice"

    candidate_id: Mapped[int] = mapped_column(
        ForeignKey("candidate.id", ondelete="CASCADE"), primary_key=True
    )
    told_on: Mapped[date] = mapped_column(Date)
    erase_on: Mapped[date] = mapped_column(Date)


class AnonymousStatistic(Base):
    """What is kept of a person who was erased: counts for indicators, nothing that leads back to her."""

    __tablename__ = "anonymous_statistic"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    entered_quarter: Mapped[str] = mapped_column(String(6))
    left_quarter: Mapped[str] = mapped_column(String(6))
    status: Mapped[CandidateStatus] = vocabulary(CandidateStatus, 16)
    trade_family: Mapped[str | None] = mapped_column(String(1))
    shortlisted: Mapped[int] = mapped_column(SmallInteger, default=0)
    referrals: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    reason: Mapped[ErasureReason] = vocabulary(ErasureReason)

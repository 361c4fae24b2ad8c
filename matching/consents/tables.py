"""What a person agreed to, notes that need her agreement, and the links to her own space."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DateTime, ForeignKey, String, Text, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matching.consents.terms import Purpose, SensitiveKind
from matching.db import Base, Timestamped, vocabulary
from matching.pool.candidates.tables import Candidate
from matching.pool.people.tables import Person


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

"""A person with a string of her own in every column of every table that concerns her, and a site on disk to erase
her from: real PostgreSQL, real files, the embedded engine and its vectors' cache."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import String, Text, select, update
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Actor
from matching.audit.events import Act, record
from matching.consents.tables import ConsentRecord, PersonalLink, SensitiveNote
from matching.db import Base
from matching.journey.access_requests.tables import AccessRequest
from matching.journey.referrals.tables import Referral
from matching.journey.shortlists.tables import ShortlistEntry
from matching.letters import post
from matching.pool.candidates.imported import ImportedRow
from matching.pool.candidates.life import (
    EducationData,
    ExperienceData,
    LanguageData,
    MobilityData,
    add_education,
)
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.candidates.tables import Candidate, Certificate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.letters import AccountRequestRefused
from matching.pool.people.life import actor_of
from matching.privacy.corrections.tables import CorrectionRequest
from matching.privacy.letters import CorrectionAsked, NoticeToStaff
from matching.privacy.tables import RetentionNotice
from matching.ranking.log.tables import RankingEntry, RankingResult
from tests.world.builders import a_candidate, a_job
from tests.world.places import TODAY, load_places
from tests.world.samples.cvs import docx, odt, pdf_plain, rtf
from tests.world.staff import load_staff
from webapp.site.runtime import Runtime

CODES = frozenset(
    {"status", "state", "kind", "purpose", "means", "disclosure", "level", "reference", "stored_as",
     "sha256", "token_sha256", "visit_sha256", "wording", "contracts", "slots", "avoided_conditions"}
)  # fmt: skip
"""Columns of closed vocabularies, and names drawn at random: no string of hers can stand there."""
SHORTEST = 16
"""Characters: a shorter column holds a code, and no string that could be hers alone."""


@dataclass
class Marked:
    """A person and the strings that are hers alone, by where each was written."""

    id: int
    structure_id: int
    strings: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    def word(self, where: str) -> str:
        """A new string of hers: an accent, a capital and digits, so that each way of writing is told apart."""
        text = f"Zéphyr{next(self._numbers):04d}Éq"
        self.strings[where] = text
        return text


def children_of(name: str) -> list[Any]:
    """The tables whose rows hang on a row of that table, and theirs, parents first."""
    found: list[Any] = []
    for table in Base.metadata.sorted_tables:
        parents = {key.column.table.name for key in table.foreign_keys}
        if parents & {name, *(one.name for one in found)} and table.name != name:
            found.append(table)
    return [table for table in found if table.name not in ("audit_detail", "sealed_event")]


def a_marked_person(session: Session, runtime: Runtime) -> Marked:
    """Everything of her, committed by the caller; other people stand beside her."""
    places = load_places(session)
    structure, staff = places.structures["here"], load_staff(session, places)["coach"]
    coach = actor_of(staff)
    job = a_job(session, places.employers["bakery"], title="Cariste de nuit")
    row = a_candidate(
        session,
        structure,
        coach_id=staff.id,
        experiences=(
            ExperienceData("Cariste", "Dépôt", description="quai et chariot", rome="N1101"),
        ),
        mobility=(MobilityData("car", radius_km=10),),
        languages=(LanguageData("arabe"),),
    )
    her = Marked(row.id, structure.id)
    other = a_candidate(
        session, structure, first_name="Awa", last_name="Diop", wishes_text="Un quai"
    )
    row.first_name, row.last_name = her.word("first_name"), her.word("last_name")
    row.phone = "06 98 76 54 32"
    her.strings["phone"] = row.phone
    add_education(session, SYSTEM, row, EducationData("CAP"))
    session.add(Certificate(candidate_id=row.id, code="SST"))
    add_obstacle(session, SYSTEM, row, kind="housing", note="x", actions=["y"])
    for number, data in enumerate((pdf_plain(), docx(), odt(), rtf(), b"Cariste\n2019 : quai")):
        name = f"cv{number}." + ("pdf", "docx", "odt", "rtf", "txt")[number]
        cv = runtime.import_cv(session, coach, row, name, data)
    assert any(one.proposals for one in row.cvs), cv
    add_rows(session, her, row, job, staff.id)
    session.flush()
    fill(session, her, [Candidate.__table__, *children_of("candidate")], row.id)
    session.expire_all()
    add_journals(session, her, row, other, job, coach)
    session.flush()
    return her


def add_rows(session: Session, her: Marked, row: Candidate, job: JobProfile, staff_id: int) -> None:
    now = datetime.now(UTC)
    session.add_all(
        [
            ConsentRecord(
                candidate_id=row.id, purpose="mail", agreed=True, how="x", wording="2026-11"
            ),
            SensitiveNote(candidate_id=row.id, kind="health", text="x", written_by_id=staff_id),
            PersonalLink(candidate_id=row.id, token_sha256="0" * 64, expires_at=now),
            CorrectionRequest(candidate_id=row.id, kind="correction", text="x", due_on=TODAY),
            RetentionNotice(candidate_id=row.id, told_on=TODAY, erase_on=TODAY),
            Referral(
                job_profile_id=job.id, candidate_id=row.id, proposed_by_id=staff_id, agreed_how=""
            ),
            AccessRequest(candidate_id=row.id, asked_by_id=staff_id, message="x"),
            ShortlistEntry(job_profile_id=job.id, candidate_id=row.id, added_by_id=staff_id),
            ImportedRow(key="0" * 64, candidate_id=row.id),
        ]
    )


def fill(session: Session, her: Marked, tables: list[Any], hers: int) -> None:
    """A string of hers in each column that can hold one, in each of her rows."""
    ids: dict[str, list[int]] = {"candidate": [hers]}
    for table in tables:
        key = next(iter(table.primary_key.columns))
        if table.name == "candidate":
            rows = [hers]
        else:
            parent = next(k for k in table.foreign_keys if (k.column.table.name in ids
                          and k.parent.name != "cv_id") or (k.column.table.name == "cv"
                          and table.name == "cv_proposal"))  # fmt: skip
            parents = ids[parent.column.table.name]
            rows = list(session.scalars(select(key).where(parent.parent.in_(parents))))
        assert rows, f"the marked person has no row in {table.name}: add one"
        ids[table.name] = rows
        for row in rows:
            values = {}
            for column in table.columns:
                value = marked(her, column, f"{table.name}.{column.name}[{row}]")
                if value is not None:
                    values[column.name] = value
            if values:
                session.execute(update(table).where(key == row).values(values))


def marked(her: Marked, column: Any, where: str) -> Any:
    if column.name in CODES or column.primary_key or column.foreign_keys:
        return None
    if where.startswith(("candidate.first_name", "candidate.last_name", "candidate.phone")):
        return None
    kind = column.type
    if isinstance(kind, Text) or (isinstance(kind, String) and (kind.length or 0) >= SHORTEST):
        word = her.word(where)
        return f"{word} quai" if not kind.length or kind.length > 40 else word
    if isinstance(kind, ARRAY) and (kind.item_type.length or 0) >= SHORTEST:
        return [her.word(where)]
    if isinstance(kind, JSONB):
        return {"title": her.word(where), "description": [her.word(f"{where}.inner")]}
    return None


def add_journals(
    session: Session, her: Marked, row: Candidate, other: Candidate, job: JobProfile, coach: Actor
) -> None:
    """What names her where no foreign key leads: the journal, the ranking log, letters."""
    word, name = her.word, row.full_name
    herself = Actor(None, frozenset(), candidate_id=row.id)
    referral = session.scalars(select(Referral.id)).one()
    for act, kind, id_, actor in (
        (Act.SAW, "candidate", row.id, coach),
        (Act.DOWNLOADED, "cv", row.cvs[0].id, coach),
        (Act.DECIDED, "referral", referral, coach),
        (Act.ASKED, "candidate", row.id, herself),
    ):
        record(session, actor, act, kind, id_, reason=word(f"audit {act} {kind}"))  # type: ignore[arg-type]
    for number, said in enumerate((name, f"{row.last_name} {row.first_name}", row.last_name.upper(),
                                   "0698765432", row.reference, row.email)):  # fmt: skip
        text = f"{word(f'search {number}')} avec {said}"
        record(session, coach, Act.SEARCHED, "site", reason=text)
        session.add(an_entry(question=text, filters={"near": word(f"filter {number}")}))
    reasons = [
        {
            "kind": "trade",
            "part": "wants",
            "tone": "fit",
            "text": word("reason"),
            "evidence": [word("evidence")],
        }
    ]
    signals = {"vector": 0.5, "parts": {"wants": word("signal")}}

    def line(rank: int, kind: str, id_: int) -> RankingResult:
        return RankingResult(
            rank=rank, kind=kind, subject_id=id_, score=0.7, signals=signals, reasons=reasons
        )

    about_job = an_entry(asked_kind="job", asked_id=job.id)
    about_job.results = [line(1, "candidate", row.id)]
    others = RankingResult(rank=2, kind="candidate", subject_id=other.id, score=0.6,
                           signals={"vector": 0.1}, reasons=[{"kind": "trade", "text": "Cariste"}])  # fmt: skip
    about_job.results.append(others)
    about_her = an_entry(asked_kind="candidate", asked_id=row.id, question=word("own question"))
    about_her.results = [line(1, "job", job.id)]
    by_her = an_entry(question=word("typed by herself"))
    by_her.actor_kind, by_her.actor_id = "candidate", row.id
    session.add_all([about_job, about_her, by_her])
    post(session, "c@vivier.test", CorrectionAsked("K7", row.id, word("letter")), about=row)
    # Hers by its address alone: it does not say whom it is about.
    post(session, row.email or "", AccountRequestRefused(word("letter to her")))
    post(session, "other@vivier.test", NoticeToStaff(1, date(2026, 3, 1)))


def an_entry(**fields: Any) -> RankingEntry:
    values: dict[str, Any] = {
        "actor_kind": "person", "actor_id": 1, "found_kind": "candidate", "question": "", "filters": {},
        "page": 1, "total": 2, "model": "m", "index_version": "1.1", "ranking_version": "1", "weights": {},
    }  # fmt: skip
    return RankingEntry(**(values | fields))

"""The fictional people as rows: typed by a coach, or read from the CV they bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Role
from matching.errors import UnreadableFile
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    LanguageData,
    MobilityData,
    add_certificate,
    add_education,
    add_experience,
    create_candidate,
)
from matching.pool.candidates.obstacles import add_obstacle, tick_action
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.people.tables import Person
from matching.pool.reference.terms import WEEKDAYS
from seeds.demo.cvs.write import write_cv_files
from seeds.demo.history.sharing import load_requests, note_consents
from seeds.demo.people.compose import fictional_candidates
from seeds.demo.people.person import DemoCandidate

STATUSES = {"active": "active", "paused": "paused", "in_job": "placed", "left": "closed"}
ENGLISH_DAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEKDAYS, strict=True))

Progress = Callable[[int, int, str], None]
ImportCv = Callable[[Session, Candidate, str, bytes], object]
"""Keeps and reads one CV file for a person (the runtime's own import)."""


def load_candidates(
    session: Session,
    folder: Path,
    import_cv: ImportCv,
    *,
    count: int,
    today: date,
    progress: Progress | None = None,
) -> tuple[int, int, dict[str, str]]:
    """The fictional people, each with a coach of her département; CV files are written to `folder` and read.

    Those who bring a CV have nothing typed of what is in it: the demo shows the proposals to be checked.
    Returns (people, CVs kept, refused files with the message).
    """
    generated = fictional_candidates(count, today=today)
    files = {file.candidate_key: file for file in write_cv_files(generated, folder, today)}
    coaches = {department: cycle(found) for department, found in _coaches(session).items()}
    kept, refused = 0, {}
    for number, demo in enumerate(generated):
        coach = next(coaches[demo.insee[:2]])
        row = create_candidate(
            session,
            SYSTEM,
            candidate_data(demo),
            structure_id=coach.structure_id,
            coach_id=coach.id,
        )
        file = files.get(demo.key)
        if file is None:
            _type_facts(session, row, demo)
        else:
            try:
                import_cv(session, row, file.path.name, file.path.read_bytes())
                kept += 1
            except UnreadableFile as error:
                refused[file.path.name] = error.message
                _type_facts(session, row, demo)
        for obstacle in demo.obstacles:
            noted = add_obstacle(
                session,
                SYSTEM,
                row,
                kind=obstacle.kind,
                note=obstacle.note,
                actions=[action.label for action in obstacle.actions],
            )
            for action, done in zip(noted.actions, obstacle.actions, strict=True):
                if done.status == "done":
                    tick_action(session, SYSTEM, row, action.id, today - timedelta(days=20))
        note_consents(session, row, coach, number)
        if progress is not None:
            progress(number + 1, len(generated), "Personnes et CV")
    load_requests(session, today)
    return len(generated), kept, refused


def _coaches(session: Session) -> dict[str, Sequence[Person]]:
    rows = session.scalars(
        select(Person)
        .join(Person.structure)
        .where(Person.roles.contains([Role.COACH]))
        .order_by(Person.id)
    ).all()
    return {
        department: [
            p for p in rows if p.structure and (p.structure.commune_insee or "")[:2] == department
        ]
        for department in ("67", "68")
    }


def candidate_data(demo: DemoCandidate) -> CandidateData:
    """What a coach would type on the form about this person."""
    availability = demo.availability
    return CandidateData(
        first_name=demo.first_name,
        last_name=demo.last_name,
        civility=demo.civility,
        birth_date=demo.birth_date,
        email=demo.email,
        phone=demo.phone,
        street=demo.address,
        commune_insee=demo.insee,
        status=CandidateStatus(STATUSES[demo.status]),
        wishes_text=demo.wishes_text,
        wished_romes=demo.wished_romes,
        contracts=demo.contracts,
        hours_min=demo.hours_min,
        hours_max=demo.hours_max,
        available_from=availability.available_from,
        slots=availability.slots,
        days=tuple(ENGLISH_DAYS[day] for day in availability.days),
        weekends=availability.weekend,
        licences=demo.licences,
        has_vehicle=demo.has_vehicle,
        constraints_text="\n".join(demo.constraints),
        skills=demo.skills,
        mobility=tuple(MobilityData(m.means, m.radius_km, m.minutes) for m in demo.mobility),
        languages=tuple(LanguageData(x.label.lower(), x.level) for x in demo.languages),
    )


def _type_facts(session: Session, row: Candidate, demo: DemoCandidate) -> None:
    for item in demo.experiences:
        start, end = item.start, item.end or (None, None)
        data = ExperienceData(
            item.title,
            item.employer,
            item.place,
            start[0],
            start[1],
            end[0],
            end[1],
            item.end is None,
            "\n".join(item.tasks),
            item.rome,
        )
        add_experience(session, SYSTEM, row, data)
    for education in demo.education:
        add_education(session, SYSTEM, row, EducationData(education.label, None, education.year))
    for certificate in demo.certificates:
        add_certificate(session, SYSTEM, row, CertificateData(certificate.label, certificate.year))

"""The demo territory, Alsace, loaded through the same services as a site uses. Everything in it is fictional."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matching.errors import UnreadableFile
from matching.outbox import OutgoingMail
from matching.policy import SYSTEM
from matching.pool import account_requests, candidates, employers, jobs, people
from matching.pool.candidates import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    LanguageData,
    MobilityData,
)
from matching.pool.jobs import JobData, RequirementData
from matching.pool.people import PersonData
from matching.pool.tables import Candidate, Employer, Person, Structure, Territory
from matching.pool.terms import WEEKDAYS, CandidateStatus, JobStatus, RequirementKind, Role
from seeds.demo.cvs.write import write_cv_files
from seeds.demo.people.compose import fictional_candidates
from seeds.demo.people.person import DemoCandidate
from seeds.demo.sharing import load_requests, note_consents

FOLDER = Path(__file__).parent
TERRITORY = "Alsace (démonstration)"
STATUSES = {"active": "active", "paused": "paused", "in_job": "placed", "left": "closed"}
ENGLISH_DAYS = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), WEEKDAYS, strict=True))

Progress = Callable[[int, int, str], None]
ImportCv = Callable[[Session, Candidate, str, bytes], object]
"""Keeps and reads one CV file for a person (the runtime's own import)."""


def is_loaded(session: Session) -> bool:
    """Whether the demo territory is there."""
    return session.scalar(select(Territory.id).where(Territory.name == TERRITORY)) is not None


def load_people_and_employers(session: Session) -> tuple[int, int, int]:
    """Territory, structures, professionals, employers with their contacts: (structures, people, employers)."""
    content = _json("structures.json")
    territory = Territory(name=TERRITORY, departments=["67", "68"])
    session.add(territory)
    structures = {
        item["key"]: Structure(
            name=item["name"], kind=item["kind"], territory=territory, commune_insee=item["commune"]
        )
        for item in content["structures"]
    }
    session.add_all(structures.values())
    session.flush()
    staff = 0
    for item in content["people"]:
        role = Role(item["role"])
        data = PersonData(item["first_name"], item["last_name"], item["email"], (role,))
        develops = role is Role.EMPLOYMENT_DEVELOPER
        people.admit_person(
            session,
            SYSTEM,
            data,
            structure=None if develops else structures[item["structure"]],
            territory=territory if develops else None,
        )
        staff += 1
    administrator = PersonData(
        "Dominique", "Admin", "admin@demo.vivier.example", (Role.ADMINISTRATOR,)
    )
    people.admit_person(session, SYSTEM, administrator)
    auditor = PersonData("Maxence", "Audit", "audit@demo.vivier.example", (Role.AUDITOR,))
    people.admit_person(session, SYSTEM, auditor)
    firms = _json("employers.json")
    for item in firms:
        employer = employers.create_employer(
            session,
            SYSTEM,
            employers.EmployerData(
                name=item["name"],
                siret=item["siret"],
                commune_insee=item["commune"],
                street=item["street"],
                naf_code=item["naf"],
                size_band=item["size"],
            ),
            territory_id=territory.id,
        )
        contact = item["contact"]
        people.admit_person(
            session,
            SYSTEM,
            PersonData(
                contact["first_name"],
                contact["last_name"],
                contact["email"],
                (Role.EMPLOYER_CONTACT,),
                job_title=contact["function"],
            ),
            employer=employer,
        )
    return len(structures), staff + 2 + len(firms), len(firms)


REQUESTS = (
    ("Maud", "Ferrand", "Cheffe de cuisine", "Auberge du Canal (démonstration)", "00009871500014", "67482",
     "Nous ouvrons un service du soir au printemps et cherchons deux personnes en cuisine."),
    ("Yanis", "Colin", "Responsable des ressources humaines", "Ateliers de la Doller (démonstration)", "00009912700011", "68066",
     "Nous avons entendu parler de Vivier par la mission locale."),
)  # fmt: skip
"""Contacts who ask for an account: first name, last name, function, employer, SIRET, commune, message."""


def load_account_requests(session: Session) -> int:
    """Requests for access that wait for the developers; returns how many."""
    for first, last, job_title, employer, siret, commune, message in REQUESTS:
        data = account_requests.AccountRequestData(
            first_name=first,
            last_name=last,
            email=f"{first}.{last}@employeur.demo.vivier.example".lower(),
            job_title=job_title,
            employer_name=employer,
            siret=siret,
            commune_insee=commune,
            message=message,
        )
        account_requests.ask(session, SYSTEM, data)
    session.flush()
    # The developers are fictional too: nobody is written to.
    session.execute(delete(OutgoingMail).where(OutgoingMail.letter == "account_request"))
    return len(REQUESTS)


def login_emails() -> set[str]:
    """The addresses of employer contacts who sign in in the demo; all staff do."""
    return {
        item["contact"]["email"] for item in _json("employers.json") if item["contact"]["login"]
    }


def load_jobs(session: Session, today: date) -> int:
    """The job profiles, in the state that the content says; returns how many."""
    firms = {item["key"]: item["siret"] for item in _json("employers.json")}
    rows = {e.siret: e for e in session.scalars(select(Employer))}
    count = 0
    for path in sorted(FOLDER.glob("job_profiles_*.json")):
        for item in json.loads(path.read_text(encoding="utf-8")):
            job = jobs.create_job(
                session, SYSTEM, rows[firms[item["employer"]]], job_data(item, today)
            )
            for status in _steps(item["status"]):
                jobs.set_status(session, SYSTEM, job, status)
            count += 1
    return count


def _steps(status: str) -> list[JobStatus]:
    """The way from a draft to the state: a profile is published before it can be filled."""
    wanted = JobStatus(status)
    if wanted is JobStatus.DRAFT:
        return []
    return [JobStatus.PUBLISHED] if wanted is JobStatus.PUBLISHED else [JobStatus.PUBLISHED, wanted]


def job_data(item: dict[str, Any], today: date) -> JobData:
    """One job profile of the content as an employer would type it on `today`."""
    schedule = item["schedule"]
    start = schedule["early_start"]
    asked = [
        *(
            RequirementData(RequirementKind.CERTIFICATE, x["code"], None, x["must"])
            for x in item["certificates"]
        ),
        *(
            RequirementData(RequirementKind.LICENCE, x["code"], None, x["must"])
            for x in item["licences"]
        ),
        *(
            RequirementData(RequirementKind.LANGUAGE, x["language"], x["level"], x["must"])
            for x in item["languages"]
        ),
        *(RequirementData(RequirementKind.SKILL, x, None, True) for x in item["must_skills"]),
        *(RequirementData(RequirementKind.SKILL, x, None, False) for x in item["nice_skills"]),
    ]
    return JobData(
        title=item["title"],
        text=item["text"],
        contract=item["contract"],
        commune_insee=item["place"],
        rome=item["rome"],
        duration_months=item["duration_months"],
        hours_per_week=item["hours_per_week"],
        wage_text=item["wage_text"],
        openings=item["openings"],
        starts_on=today + timedelta(days=item["starts_in_days"]),
        valid_until=today + timedelta(days=item["valid_for_days"]),
        slots=tuple(schedule["time_slots"]),
        days=tuple(schedule["days"]),
        starts_at=time.fromisoformat(start) if start else None,
        weekends=schedule["weekend"],
        shifts=schedule["shifts"],
        conditions=tuple(item["conditions"]),
        beginners_accepted=item["beginners_accepted"],
        immersion_possible=item["immersion_possible"],
        requirements=tuple(asked),
    )


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
        row = candidates.create_candidate(
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
            noted = candidates.add_obstacle(
                session,
                SYSTEM,
                row,
                kind=obstacle.kind,
                note=obstacle.note,
                actions=[action.label for action in obstacle.actions],
            )
            for action, done in zip(noted.actions, obstacle.actions, strict=True):
                if done.status == "done":
                    candidates.tick_action(
                        session, SYSTEM, row, action.id, today - timedelta(days=20)
                    )
        note_consents(session, row, coach, number)
        if progress is not None:
            progress(number + 1, len(generated), "Personnes et CV")
    load_requests(session, today)
    return len(generated), kept, refused


def _coaches(session: Session) -> dict[str, Sequence[Person]]:
    rows = session.scalars(
        select(Person)
        .join(Person.structure)
        .where(Person.roles.contains([Role.COACH.value]))
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
        candidates.add_experience(session, SYSTEM, row, data)
    for education in demo.education:
        candidates.add_education(
            session, SYSTEM, row, EducationData(education.label, None, education.year)
        )
    for certificate in demo.certificates:
        candidates.add_certificate(
            session, SYSTEM, row, CertificateData(certificate.label, certificate.year)
        )


def _json(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))

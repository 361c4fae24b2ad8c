"""The territory before anybody looks for a job: structures, professionals, employers, job profiles, requests for access."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Role
from matching.letters import OutgoingMail
from matching.pool.employers.life import EmployerData, create_employer
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData, RequirementData
from matching.pool.jobs.life import create_job
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.terms import JobStatus, RequirementKind
from matching.pool.people import account_requests
from matching.pool.people.letters import AccountRequested
from matching.pool.people.life import PersonData, admit_person
from matching.pool.structures.tables import Structure, Territory
from matching.pool.structures.terms import StructureKind

CONTENT = Path(__file__).with_name("content")
TERRITORY = "Alsace (démonstration)"


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
            name=item["name"],
            kind=StructureKind(item["kind"]),
            territory=territory,
            commune_insee=item["commune"],
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
        admit_person(
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
    admit_person(session, SYSTEM, administrator)
    auditor = PersonData("Maxence", "Audit", "audit@demo.vivier.example", (Role.AUDITOR,))
    admit_person(session, SYSTEM, auditor)
    firms = _load_employers(session, territory)
    return len(structures), staff + 2 + firms, firms


def _load_employers(session: Session, territory: Territory) -> int:
    """Each with one contact."""
    firms = _json("employers.json")
    for item in firms:
        employer = create_employer(
            session,
            SYSTEM,
            EmployerData(
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
        admit_person(
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
    return len(firms)


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
    session.execute(delete(OutgoingMail).where(OutgoingMail.letter == AccountRequested.name))
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
    for path in sorted(CONTENT.glob("job_profiles_*.json")):
        for item in json.loads(path.read_text(encoding="utf-8")):
            job = create_job(session, SYSTEM, rows[firms[item["employer"]]], job_data(item, today))
            for status in _steps(item["status"]):
                set_status(session, SYSTEM, job, status)
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


def _json(name: str) -> Any:
    return json.loads((CONTENT / name).read_text(encoding="utf-8"))

"""Two territories in which every thing exists at every distance, and each says who it is by strings of its own.

`tests/walks/rights/` asks every page and every service for every thing as everybody, and looks for those strings in
what comes back: a string that one's rights do not reach is a leak, wherever it appears.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Actor, Role, View
from matching.audit.events import Act, AuditEvent, record
from matching.consents.tables import ConsentRecord, PersonalLink, SensitiveNote
from matching.journey.access_requests.tables import AccessRequest
from matching.journey.referrals.tables import Referral
from matching.journey.shortlists.tables import ShortlistEntry
from matching.pool.candidates.life import (
    CandidateData,
    CertificateData,
    EducationData,
    ExperienceData,
    MobilityData,
    add_certificate,
    add_education,
    add_experience,
    create_candidate,
)
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.candidates.tables import Cv, CvProposal
from matching.pool.employers.tables import Employer
from matching.pool.jobs.data import JobData
from matching.pool.jobs.life import create_job
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.terms import JobStatus
from matching.pool.people.tables import AccountRequest, Person
from matching.ranking.log.tables import RankingEntry, RankingResult
from tests.world.builders import a_siret
from tests.world.places import load_places
from tests.world.site import World, settle

PEOPLE = ("own", "same", "other", "hidden", "far")
"""The coach's own person; her colleague's; one of another structure who agrees to be seen without her name; one who
does not; one of another territory who agrees."""

JOBS = ("own", "draft", "rival", "far")
"""A published profile of the contact's employer and a draft of his; one of another employer; one elsewhere."""


@dataclass
class RightsWorld(World):
    """Ids by distance; `strings` maps a string to (whose, the view that it takes)."""

    references: dict[str, str] = field(default_factory=dict)
    cvs: dict[str, int] = field(default_factory=dict)
    facts: dict[tuple[str, str], int] = field(default_factory=dict)
    referrals: dict[str, int] = field(default_factory=dict)
    access_requests: dict[str, int] = field(default_factory=dict)
    account_requests: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    rankings: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    strings: dict[str, tuple[str, View]] = field(default_factory=dict)
    job_strings: dict[str, str] = field(default_factory=dict)
    sign_in_id: int = 0
    """An open connection of the coach."""
    typed_strings: dict[str, str] = field(default_factory=dict)
    """What somebody typed → what it was typed for, as the table's TYPED names it."""
    visits: dict[str, str] = field(default_factory=dict)
    """Whose own space → the key that her browser holds."""


def load_rights_world(app: Flask, session: Session, files: Path) -> RightsWorld:
    """Everything, at every distance."""
    world = RightsWorld()
    settle(app, session, world, load_places(session, far=True))
    firms = world.employers
    world.employers = {"own": firms["bakery"], "rival": firms["depot"], "far": firms["far"]}
    _jobs(session, world)
    homes = {
        "own": ("here", "coach"),
        "same": ("here", "colleague"),
        "other": ("elsewhere", "stranger"),
        "hidden": ("elsewhere", "stranger"),
        "far": ("far", "far_coach"),
    }
    for key, (structure, coach) in homes.items():
        _candidate(session, world, key, world.structures[structure], world.people[coach], files)
    _journey(session, world)
    session.flush()
    return world


def _jobs(session: Session, world: RightsWorld) -> None:
    for key, employer, published in (
        ("own", "own", True), ("draft", "own", False), ("rival", "rival", True), ("far", "far", True),
    ):  # fmt: skip
        owner = session.get_one(Employer, world.employers[employer])
        title = f"Plonge Xjob{key}"
        data = JobData(title=title, contract="CDI", commune_insee="68066", rome="G1605")
        job = create_job(session, SYSTEM, owner, data)
        if published:
            set_status(session, SYSTEM, job, JobStatus.PUBLISHED)
        world.jobs[key] = job.id
        world.job_strings[f"Xjob{key}"] = key


def _candidate(
    session: Session, world: RightsWorld, key: str, structure_id: int, coach_id: int, files: Path
) -> None:
    def said(name: str, view: View) -> str:
        text = f"X{name}{key}x"
        world.strings[text] = (key, view)
        return text

    full, match, anonymous = View.FULL, View.MATCH, View.ANONYMOUS
    data = CandidateData(
        first_name=said("prenom", match),
        last_name=said("nom", match),
        birth_date=date(1987, 1, 2 + PEOPLE.index(key)),
        email=f"{said('mail', full)}@vivier.test",
        phone=said("tel", full),
        street=said("rue", full),
        commune_insee="68066",
        wishes_text=f"Plonge et {said('souhait', anonymous)}",
        wished_romes=("G1605",),
        constraints_text=said("contrainte", full),
        skills=(said("savoir", anonymous),),
        mobility=(MobilityData("car", 20),),
    )
    row = create_candidate(session, SYSTEM, data, structure_id=structure_id, coach_id=coach_id)
    row.shares_anonymously = key in ("own", "other", "far")
    world.candidates[key], world.references[key] = row.id, row.reference
    world.strings[row.reference] = (key, anonymous)
    experience = add_experience(
        session,
        SYSTEM,
        row,
        ExperienceData(
            "Plongeur", said("patron", match), said("lieu", match), 2021, 3, rome="G1605"
        ),
    )
    education = add_education(session, SYSTEM, row, EducationData("CAP cuisine"))
    certificate = add_certificate(session, SYSTEM, row, CertificateData("SST", 2024))
    obstacle = add_obstacle(
        session,
        SYSTEM,
        row,
        kind="housing",
        note=said("frein", full),
        actions=[said("action", full)],
    )
    stored = f"{PEOPLE.index(key):032x}"
    files.mkdir(parents=True, exist_ok=True)
    (files / stored).write_text(said("fichier", full), encoding="utf-8")
    cv = Cv(
        candidate_id=row.id, version=1, filename=f"{said('cvnom', full)}.txt", stored_as=stored, kind="txt",
        size=9, sha256=stored, text=said("cvtexte", full), uploaded_by_id=coach_id,
        proposals=[CvProposal(kind="skill", key="k", payload={"label": said("cvlu", full)},
                              evidence=said("cvpreuve", full))],
    )  # fmt: skip
    note = SensitiveNote(
        candidate_id=row.id, kind="health", text=said("sante", full), written_by_id=coach_id
    )
    consent = ConsentRecord(
        candidate_id=row.id, purpose="sensitive", agreed=True, how="entretien", wording="2026-11"
    )
    session.add_all([cv, note, consent])
    session.flush()
    world.cvs[key], world.notes[key] = cv.id, note.id
    world.facts |= {
        ("experience", key): experience.id, ("education", key): education.id,
        ("certificate", key): certificate.id, ("obstacle", key): obstacle.id,
        ("action", key): obstacle.actions[0].id,
    }  # fmt: skip


def _journey(session: Session, world: RightsWorld) -> None:
    """Referrals to the contact's job (proposed for `same`, agreed for the others), requests, choices, journals."""
    coaches = {"own": "coach", "same": "colleague", "other": "stranger", "hidden": "stranger"}
    for key, coach in coaches.items():
        referral = Referral(
            job_profile_id=world.jobs["own"], candidate_id=world.candidates[key],
            state="proposed" if key == "same" else "agreed", proposed_by_id=world.people[coach],
            agreed_at=datetime.now(UTC), agreed_how="entretien",
        )  # fmt: skip
        session.add(referral)
        session.flush()
        world.referrals[key] = referral.id
    far = Referral(
        job_profile_id=world.jobs["far"], candidate_id=world.candidates["far"], state="agreed",
        proposed_by_id=world.people["far_coach"], agreed_at=datetime.now(UTC), agreed_how="entretien",
    )  # fmt: skip
    session.add(far)
    for key, coach in (coaches | {"far": "far_coach"}).items():
        world.strings[f"Xchoix{key}x"] = (key, View.MATCH)
        seen = ("far",) if key == "far" else ("own", "rival")
        session.add_all(
            ShortlistEntry(
                job_profile_id=job_id, candidate_id=world.candidates[key],
                added_by_id=world.people[coach], note=f"Xchoix{key}x",
            )
            for job_id in (world.jobs[job] for job in seen)
        )  # fmt: skip
    asked = {
        key: AccessRequest(
            candidate_id=world.candidates[key], asked_by_id=world.people[asker], message="Un poste pour elle"
        )
        for key, asker in (("own", "stranger"), ("other", "coach"))
    }  # fmt: skip
    accounts = {
        key: AccountRequest(
            first_name="Paul", last_name=f"Xdemande{key}x", email=f"{key}@demande.test",
            employer_name="Nouvelle maison", siret=a_siret(), commune_insee="68066", territory_id=territory,
        )
        for key, territory in (
            ("here", session.get_one(Person, world.people["developer"]).territory_id),
            ("far", session.get_one(Person, world.people["far_developer"]).territory_id),
            ("nowhere", None),
        )
    }  # fmt: skip
    session.add_all([*asked.values(), *accounts.values()])
    session.flush()
    world.referrals["far"] = far.id
    for key in accounts:
        world.typed_strings[f"Xdemande{key}x"] = f"request {key}"
    world.access_requests = {key: row.id for key, row in asked.items()}
    world.account_requests = {key: row.id for key, row in accounts.items()}
    for name, structure, key in (("coach", "here", "own"), ("stranger", "elsewhere", "hidden")):
        actor = Actor(
            world.people[name], frozenset({Role.COACH}), structure_id=world.structures[structure]
        )
        entry = RankingEntry(
            actor_kind="person", actor_id=actor.id, structure_id=actor.structure_id, found_kind="candidate",
            asked_kind="job", asked_id=world.jobs["own"], question=f"Xquestion{name}x", page=1, total=1, model="m",
            index_version="i", ranking_version="r", weights={},
            results=[RankingResult(rank=1, kind="candidate", subject_id=world.candidates[key], score=1.0,
                                   signals={"vector": 0.8, "words": 1.2, "rome": 0.5}, reasons=[{"part": "can", "tone": "fit", "text": "Plonge"}])],
        )  # fmt: skip
        session.add(entry)
        record(
            session, actor, Act.OPENED_SENSITIVE, "candidate", world.candidates[key],
            structure_id=actor.structure_id, reason=f"Xmotif{name}x",
        )  # fmt: skip
        session.flush()
        world.rankings[name] = entry.id
        event = select(AuditEvent.id).where(AuditEvent.actor_id == actor.id)
        world.events[name] = session.scalars(event).one()
        world.typed_strings[f"Xmotif{name}x"] = f"reason {name}"
        world.typed_strings[f"Xquestion{name}x"] = f"question {name}"
    for key in ("own", "other", "far"):
        world.visits[key] = hashlib.sha256(key.encode()).hexdigest()
        now = datetime.now(UTC)
        session.add(
            PersonalLink(
                candidate_id=world.candidates[key], token_sha256=f"{key:0>64}", used_at=now,
                expires_at=now + timedelta(hours=1), visit_until=now + timedelta(hours=1),
                visit_sha256=hashlib.sha256(world.visits[key].encode()).hexdigest(),
            )
        )  # fmt: skip

"""`vivier demo`: a territory to try everything on, at a local address, with its logins.

Secrets are drawn at random the first time and kept under var/, readable by the owner only: the demo has no
password that the source code knows.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from matching.actor import SYSTEM, Role
from matching.consents.links import print_link
from matching.db import transaction
from matching.errors import Conflict
from matching.journey.referrals.tables import Referral
from matching.journey.referrals.terms import ReferralState
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.tables import Person
from matching.ports import DocKey
from matching.stale import count as count_stale
from matching.terms import label_of
from webapp.site.runtime import Runtime
from webapp.site.settings import Settings

CANDIDATES = 420

Bar = Callable[[str], AbstractContextManager[Callable[..., None]]]
SHOWN = (
    Role.COACH,
    Role.STRUCTURE_MANAGER,
    Role.EMPLOYMENT_DEVELOPER,
    Role.EMPLOYER_CONTACT,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)


def demo_settings(settings: Settings, port: int | None = None) -> Settings:
    """The settings with the demo's own secrets where the environment gives none."""
    kept = _secrets(settings.var)
    port = port or settings.port
    return replace(
        settings,
        secret_key=settings.secret_key or kept["secret_key"],
        password_salt=settings.password_salt or kept["password_salt"],
        port=port,
        base_url=f"http://{settings.host}:{port}",
        secure_cookies=False,
        second_factor="offered",  # so that each login can be tried with its password alone
    )


def _secrets(var: Path) -> dict[str, str]:
    path = var / "demo-secrets.json"
    if not path.exists():
        var.mkdir(parents=True, exist_ok=True)
        drawn = {
            "secret_key": secrets.token_urlsafe(48),
            "password_salt": secrets.token_urlsafe(48),
            "password": f"vivier-{secrets.token_hex(4)}",
        }
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(drawn, file)
    content: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return content


def prepare_demo(runtime: Runtime, bar: Bar, *, everything: bool) -> None:
    """Schema, reference data, territory, accounts, index. What is there already is kept as it is.

    Unless `everything` is wanted, only what the first login will look at is indexed before this returns:
    the job profiles and the people of her structure. The worker does the rest while the pages are served.
    """
    runtime.prepare()
    load_demo(runtime, bar)
    with runtime.sessions() as session:
        first = None if everything else _first_looked_at(session)
    with bar("Index") as progress:
        runtime.drain(only=first, progress=progress)


def _first_looked_at(session: Session) -> set[DocKey]:
    coach = _shown(session, Role.COACH)
    people = select(Candidate.id).where(
        Candidate.structure_id == (coach.structure_id if coach else None)
    )
    keys = {DocKey("job", i) for i in session.scalars(select(JobProfile.id))}
    return keys | {DocKey("candidate", i) for i in session.scalars(people)}


def load_demo(runtime: Runtime, bar: Bar) -> str:
    """Load the territory when it is not there; returns a line that says what was done. Raises Conflict in a database
    that somebody uses."""
    from seeds.demo import candidates, territory
    from seeds.demo.history.referrals import load_referrals
    from seeds.demo.history.silence import let_some_fall_due

    with transaction(runtime.sessions) as session:
        if territory.is_loaded(session):
            return "Le territoire de démonstration est déjà chargé."
        if session.scalar(select(Person.id).limit(1)) is not None:
            raise Conflict(
                "La démonstration ne se charge que dans une base vide, et celle-ci a déjà des comptes : nommez une autre "
                "base dans DATABASE_URL, ou un autre dossier dans VIVIER_VAR."
            )
        today = runtime.today()
        structures, people, employers = territory.load_people_and_employers(session)
        jobs = territory.load_jobs(session, today)
        territory.load_account_requests(session)
        with bar("Personnes et CV") as progress:
            loaded, cvs, refused = candidates.load_candidates(
                session,
                runtime.settings.var / "demo-cv",
                lambda one, row, name, data: runtime.import_cv(one, SYSTEM, row, name, data),
                count=CANDIDATES,
                today=today,
                progress=progress,
            )
        referred = load_referrals(session, territory.login_emails(), today)
        _open_accounts(runtime, session, territory.login_emails())
        let_some_fall_due(session, today)  # last: whatever else is loaded counts as a contact
    for name, message in refused.items():
        print(f"  {name} : {message}")
    return (
        f"{structures} structures, {people} professionnels, {employers} employeurs, {jobs} profils de poste, "
        f"{loaded} personnes, {cvs} CV lus, {len(refused)} refusés, {referred} mises en relation."
    )


def _open_accounts(runtime: Runtime, session: Session, contacts: set[str]) -> None:
    """Accounts for all staff and some employers, with one password hashed once: argon2 is slow on purpose."""
    from flask_security.utils import hash_password

    from webapp.accounts.tables import Account
    from webapp.app import create_app

    password = _secrets(runtime.settings.var)["password"]
    with create_app(runtime).app_context():
        hashed = hash_password(password)
    for person in session.scalars(select(Person).order_by(Person.id)):
        if Role.EMPLOYER_CONTACT not in person.roles or person.email in contacts:
            session.add(
                Account(
                    person=person,
                    email=person.email,
                    password=hashed,
                    fs_uniquifier=secrets.token_hex(32),
                )
            )


def sign_in_sheet(runtime: Runtime) -> str:
    """The address and one login for each role."""
    lines = ["", f"Vivier est prêt : {runtime.settings.base_url}", "", "Comptes de démonstration :"]
    with transaction(runtime.sessions) as session:
        for role in SHOWN:
            person = _shown(session, role)
            if person is not None:
                lines.append(f"  {label_of(Role, role):<28} {person.email}")
        lines += _personal_link(runtime, session)
        waiting = count_stale(session)
    if waiting:
        lines += ["", f"{waiting} fiches sont encore à indexer : cela se termine en arrière-plan."]
    lines += [
        "",
        f"Mot de passe de tous ces comptes : {_secrets(runtime.settings.var)['password']}",
        "Sur un vrai site, la double vérification est demandée aux responsables, administrateurs et auditeurs ; "
        "ici, elle est seulement proposée.",
        f"Lettres envoyées par la démonstration : {_outbox(runtime)}",
        "",
    ]
    return "\n".join(lines)


def _personal_link(runtime: Runtime, session: Session) -> list[str]:
    """A new link to the space of somebody to whom a job is proposed."""
    found = select(Candidate).join(Referral).where(Referral.state == ReferralState.PROPOSED)
    candidate = session.scalars(found.order_by(Candidate.id).limit(1)).first()
    if candidate is None:
        return []
    now = runtime.now()
    token = print_link(session, SYSTEM, candidate, now)
    address = f"{runtime.settings.base_url}/mon-espace/entrer/{token}"
    return ["", f"Espace de {candidate.full_name} (sert une fois) : {address}"]


def _outbox(runtime: Runtime) -> str:
    settings = runtime.settings
    return "par le serveur de MAIL_URL" if settings.mail_url else str(settings.var / "mails")


def _shown(session: Session, role: Role) -> Person | None:
    """Whose login is printed for a role: the first person who has an account, with a portfolio if any."""
    from webapp.accounts.tables import Account

    return session.scalars(
        select(Person)
        .join(Account, Account.person_id == Person.id)
        .where(Person.roles.contains([role]))
        .order_by(Person.id.in_(select(Candidate.coach_id)).desc(), Person.id)
        .limit(1)
    ).first()

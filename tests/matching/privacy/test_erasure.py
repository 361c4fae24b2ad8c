"""Erasing a person: nothing of her is left in any table, in any file, in any way of writing it."""

from __future__ import annotations

import email.message
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM, Actor, Role
from matching.audit.events import Act, AuditDetail, AuditEvent
from matching.db import Base, transaction
from matching.errors import Forbidden, Invalid
from matching.pool.candidates.tables import Candidate, Cv
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from matching.privacy import erasure
from matching.privacy.erasure import erase
from matching.ranking.log.tables import RankingEntry, RankingResult
from matching.steering.statistics import AnonymousStatistic
from matching.steering.terms import ErasureReason
from matching.texts.fold import folded
from tests.world.builders import a_candidate, a_coach, a_structure, a_territory
from tests.world.places import TODAY, load_reference
from tests.world.privacy import Marked, a_marked_person, an_entry, children_of
from tests.world.site import SiteRuntime
from tests.world.traces import acts, letters
from webapp.operations import erasing

Sessions = sessionmaker[Session]


@dataclass
class Stores:
    """Everything that a site keeps, as bytes: each row of each table, and each file under var/."""

    found: dict[str, bytes]

    @classmethod
    def of(cls, sessions: Sessions, var: Path) -> Stores:
        found: dict[str, bytes] = {}
        with sessions() as session:
            for table in Base.metadata.sorted_tables:
                rows = session.scalars(text(f'SELECT t::text FROM "{table.name}" AS t'))
                found[table.name] = "\n".join(rows).encode()
        for path in var.rglob("*"):
            if path.is_file():
                found[str(path.relative_to(var))] = path.read_bytes()
        return cls(found)

    def hits(self, string: str) -> list[str]:
        """Where the string stands: as it is, without case, without accents, or escaped as in JSON."""
        ways = {string, string.casefold(), string.upper(), folded(string)}
        needles = {way.encode() for way in ways}
        needles |= {json.dumps(way)[1:-1].encode() for way in ways}
        return [
            name
            for name, data in self.found.items()
            for one in (data, data.lower())
            if any(needle in one for needle in needles)
        ]


@pytest.fixture
def her(site: SiteRuntime) -> Marked:
    with transaction(site.sessions) as session:
        marked = a_marked_person(session, site)
    site.drain()
    assert not site.check().missing
    write_letter(
        site,
        marked,
        "hers.eml",
        f"Bonjour {marked.strings['first_name']} {marked.strings['last_name']}",
    )
    write_letter(site, marked, "others.eml", "Bonjour Awa Diop")
    return marked


def write_letter(site: SiteRuntime, her: Marked, name: str, body: str) -> None:
    letter = email.message.EmailMessage()
    letter["To"] = "c@vivier.test"
    letter.set_content(body, charset="utf-8", cte="quoted-printable")
    folder = site.settings.var / "mails"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(letter.as_bytes())


def erase_at(site: SiteRuntime, candidate_id: int) -> None:
    """As the page does it."""
    with site.sessions() as session, session.begin():
        candidate = session.get_one(Candidate, candidate_id)
        traces = erasing.traces_of(site, session, candidate)
        erased = erase(session, SYSTEM, candidate, reason=ErasureReason.REQUEST, today=TODAY)
        erasing.after_commit(site, session, erased, traces)


def test_an_erased_person_is_in_no_store(site: SiteRuntime, her: Marked) -> None:
    var = site.settings.var
    before = Stores.of(site.sessions, var)
    unseen = [where for where, string in her.strings.items() if not before.hits(string)]
    assert unseen == [], "the search must be able to find what it looks for"
    assert len(list((var / "files").iterdir())) == 5
    assert before.hits(her.strings.get("cv.text[5]", "Zéphyr"))
    indexed = [name for string in her.strings.values() for name in before.hits(string)]
    assert any(name.startswith("index/") for name in indexed)

    erase_at(site, her.id)

    after = Stores.of(site.sessions, var)
    hits = {where: found for where, s in her.strings.items() if (found := after.hits(s))}
    print(f"{len(her.strings)} strings × {len(after.found)} stores searched, {len(hits)} hits")
    assert hits == {}
    assert after.hits("Zéphyr") == []  # nor any piece of them
    assert list((var / "files").iterdir()) == []
    assert [path.name for path in (var / "mails").iterdir()] == ["others.eml"]
    assert site.check().clean
    assert site.check().documents == 2  # the other person and the job


def test_her_vectors_are_forgotten(site: SiteRuntime, her: Marked) -> None:
    with site.sessions() as session:
        traces = erasing.traces_of(site, session, session.get_one(Candidate, her.id))
    assert len(traces.texts) > 4
    held = site.embedder._read([key for one in traces.texts for key in keys(site, one)])
    assert len(held) >= len(set(traces.texts))
    erase_at(site, her.id)
    assert site.embedder._read([key for one in traces.texts for key in keys(site, one)]) == {}


def keys(site: SiteRuntime, one: str) -> list[bytes]:
    from indexing.model.cached import _key

    return [_key(site.embedder.name, role, one) for role in ("query", "document")]


def test_what_remains_is_pseudonymous_and_counts_her(site: SiteRuntime, her: Marked) -> None:
    with site.sessions() as session:
        events = session.scalar(select(func.count()).select_from(AuditEvent)) or 0
        details = session.scalar(select(func.count()).select_from(AuditDetail)) or 0
        seals = session.execute(
            select(AuditEvent.id, AuditEvent.digest).order_by(AuditEvent.id)
        ).all()
    erase_at(site, her.id)
    with site.sessions() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == events + 1
        assert details
        assert session.scalar(select(func.count()).select_from(AuditDetail)) == 0
        now = session.execute(
            select(AuditEvent.id, AuditEvent.digest).order_by(AuditEvent.id)
        ).all()
        assert now[: len(seals)] == seals  # the chain is made of these, and they have not moved
        (erased,) = acts(session, Act.ERASED)
        assert (erased.subject_id, erased.facts) == (her.id, {"reason": "request", "cvs": 5})
        counted = session.scalars(select(AnonymousStatistic)).one()
        assert (counted.shortlisted, counted.referrals) == (1, {"proposed": 1})
        assert (counted.trade_family, counted.left_quarter) == ("N", "2026T4")
        lines = session.scalars(
            select(RankingResult).order_by(RankingResult.entry_id, RankingResult.rank)
        ).all()
        hers = [line for line in lines if (line.kind, line.subject_id) == ("candidate", her.id)]
        assert [(one.rank, one.score, one.signals) for one in hers] == [(1, 0.7, {"vector": 0.5})]
        assert hers[0].reasons == [{"kind": "trade", "part": "wants", "tone": "fit"}]
        # What is said of others is theirs.
        assert [line.reasons for line in lines if line.rank == 2] == [
            [{"kind": "trade", "text": "Cariste"}]
        ]
        assert [to for _, to in letters(session)] == ["other@vivier.test"]
        assert session.scalars(select(Candidate.last_name)).all() == ["Diop"]


def test_a_crash_after_the_database_is_swept(site: SiteRuntime, her: Marked) -> None:
    with transaction(site.sessions) as session:
        candidate = session.get_one(Candidate, her.id)
        erase(session, SYSTEM, candidate, reason=ErasureReason.REQUEST, today=TODAY)
    var = site.settings.var
    (var / "mails" / "hers.eml").unlink()  # its age takes it, see the night's purge
    left = Stores.of(site.sessions, var)
    assert any(left.hits(string) for string in her.strings.values())
    swept = erasing.sweep(site)
    assert swept.files == 0, "an upload may be under way"
    for path in (var / "files").iterdir():
        os.utime(path, (time.time() - 7200,) * 2)
    swept = erasing.sweep(site)
    assert (swept.files, swept.index) == (5, True)
    after = Stores.of(site.sessions, var)
    assert [s for s in her.strings.values() if after.hits(s)] == []
    assert erasing.sweep(site).files == erasing.sweep(site).vectors == 0


def test_a_rolled_back_erasure_removes_nothing(site: SiteRuntime, her: Marked) -> None:
    with site.sessions() as session:
        candidate = session.get_one(Candidate, her.id)
        traces = erasing.traces_of(site, session, candidate)
        erased = erase(session, SYSTEM, candidate, reason=ErasureReason.REQUEST, today=TODAY)
        erasing.after_commit(site, session, erased, traces)
        session.rollback()
        session.add(AuditEvent(actor_kind="system", act="saw", subject_kind="site"))
        session.commit()  # something else: it must not set off what was undone
    assert len(list((site.settings.var / "files").iterdir())) == 5
    with site.sessions() as session:
        assert session.get(Candidate, her.id) is not None
        assert session.scalar(select(func.count()).select_from(Cv)) == 5


def test_every_table_that_names_a_person_goes_with_her() -> None:
    for table in [Base.metadata.tables["candidate"], *children_of("candidate")]:
        for key in table.foreign_keys:
            if key.column.table.name in ("candidate", "candidate_obstacle") or (
                key.column.table.name == "cv" and not key.parent.nullable
            ):
                assert key.ondelete == "CASCADE", f"{table.name}.{key.parent.name}"


def test_who_may_erase(session: Session) -> None:
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    coach, colleague = a_coach(session, structure), a_coach(session, structure)
    her = a_candidate(session, structure, coach_id=coach.person_id)
    for actor in (colleague, Actor(None, frozenset(), candidate_id=her.id)):
        with pytest.raises(Forbidden):
            erase(
                session,
                actor,
                her,
                reason=ErasureReason.REQUEST,
                today=TODAY,
                reference=her.reference,
            )
        with pytest.raises(Forbidden):
            erasure.extent(session, actor, her)
    for wrong in (None, "", "AAAA-AAAA"):
        with pytest.raises(Invalid) as refused:
            erase(session, coach, her, reason=ErasureReason.REQUEST, today=TODAY, reference=wrong)
        assert "reference" in refused.value.fields
    assert erasure.extent(session, coach, her).consents == 0
    typed = f" {her.reference.lower()} "
    erase(session, coach, her, reason=ErasureReason.MISTAKE, today=TODAY, reference=typed)
    assert session.scalar(select(func.count()).select_from(Candidate)) == 0


@pytest.mark.parametrize(
    ("question", "emptied"),
    [
        ("Hélène Müller plongeuse", True),
        ("muller, helene", True),
        ("un poste pour MÜLLER", True),
        ("helene@exemple.fr", True),
        ("rappeler le +33 6 12 34 56 78", True),
        ("plongeuse à Colmar", False),
        ("Mullerhof recherche une plongeuse", False),
        ("Hélène", False),
    ],
)
def test_questions_that_name_her_are_emptied(
    session: Session, question: str, emptied: bool
) -> None:
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    her = a_candidate(session, structure, first_name="Hélène", last_name="Müller",
                      email="helene@exemple.fr", phone="06 12 34 56 78")  # fmt: skip
    session.add(an_entry(question=question))
    erase(session, SYSTEM, her, reason=ErasureReason.REQUEST, today=TODAY)
    assert (session.scalars(select(RankingEntry.question)).one() == "") is emptied


def test_a_namesake_keeps_what_is_said_of_her(session: Session) -> None:
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    her = a_candidate(session, structure, first_name="Awa", last_name="Martin")
    a_candidate(session, structure, first_name="Léa", last_name="Martin")
    session.add_all(
        [an_entry(question="Léa Martin au quai"), an_entry(question="Awa Martin au quai")]
    )
    erase(session, SYSTEM, her, reason=ErasureReason.REQUEST, today=TODAY)
    kept = session.scalars(select(RankingEntry.question).order_by(RankingEntry.id)).all()
    assert kept == ["Léa Martin au quai", ""]


@pytest.mark.parametrize("name", ["O'Brien", "D’Arc-Ly", "(((", "a*b+c?", "\\", "Ñandú", "李"])
def test_names_are_no_patterns(session: Session, name: str) -> None:
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    her = a_candidate(session, structure, first_name=name, last_name=name)
    session.add(an_entry(question="quai"))
    erase(session, SYSTEM, her, reason=ErasureReason.REQUEST, today=TODAY)
    assert session.scalars(select(RankingEntry.question)).one() == "quai"


def test_a_coach_without_her_own_may_not(session: Session) -> None:
    """While nobody is her coach, only the manager erases her."""
    load_reference(session)
    structure = a_structure(session, a_territory(session))
    her = a_candidate(session, structure)
    coach = a_coach(session, structure)
    with pytest.raises(Forbidden):
        erasure.extent(session, coach, her)
    person = session.get_one(Person, coach.person_id)
    person.roles = [str(Role.STRUCTURE_MANAGER)]
    assert erasure.extent(session, actor_of(person), her).cvs == 0

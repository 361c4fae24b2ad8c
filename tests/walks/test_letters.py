"""Letters, all of them: each has words for exactly its facts, and those that wait during an upgrade still leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from importlib import import_module
from types import NoneType
from typing import Any, ClassVar, get_args, get_type_hints

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from jinja2 import meta
from sqlalchemy.orm import Session

from matching.actor import Role
from matching.consents.consents import note_consent
from matching.consents.links import write_to_her
from matching.consents.terms import Purpose
from matching.letters import Letter, OutgoingMail, facts_of, post
from matching.pool.candidates.keepers import write_to_keepers
from matching.pool.people.contacts import write_to_contacts
from matching.pool.people.life import actor_of
from tests.world import ROOT
from tests.world.builders import a_candidate, a_person, a_structure, a_territory, an_employer
from tests.world.places import load_reference
from tests.world.traces import mails
from webapp.letters.wording import LETTERS, letters, word
from webapp.site.database import alembic_config

TEMPLATES = ROOT / "webapp" / "templates"
SITE = {"base_url", "site_name"}
"""What every template knows beside the facts of its letter."""

MAY_BE_EMPTY = {"structure", "place", "contact"}

WITHOUT_LINK = {"address_changed", "retention_notice"}


def declare() -> None:
    """Import every module that declares letters, whether the site has met it yet or not."""
    for package in ("matching", "webapp"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "from matching.letters import" in path.read_text(encoding="utf-8"):
                import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def below(kind: type[Letter]) -> Iterator[type[Letter]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


declare()
KINDS = sorted(
    (one for one in below(Letter) if "name" in vars(one) and one.__module__ != __name__),
    key=lambda one: one.name,
)
each = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def sample(kind: type[Letter], *, bare: bool = False) -> Letter:
    """A letter of this kind with something in each field; `bare` with as little as it may have."""
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for one in fields(kind):
        type_ = hints[one.name]
        if bare and (NoneType in get_args(type_) or one.name in MAY_BE_EMPTY):
            values[one.name] = "" if type_ is str else None
        elif one.name == "reference":
            values[one.name] = "K7M2-Q9XB"
        else:
            first = (get_args(type_) or (type_,))[0]
            values[one.name] = {
                str: "Un mot", int: 1 if bare else 3, bool: not bare, date: date(2026, 3, 31),
            }[first]  # fmt: skip
    return kind(**values)


# Words and facts.


def room_of(kind: type[Letter]) -> str:
    """«journey/referrals» of matching.journey.referrals.letters."""
    return "/".join(kind.__module__.split(".")[1:-1])


def words_of(kind: type[Letter]) -> str:
    return (TEMPLATES / room_of(kind) / "letters" / f"{kind.name}.txt").read_text(encoding="utf-8")


def test_each_letter_has_its_words_and_all_words_a_letter() -> None:
    words = [path for folder in LETTERS for path in folder.iterdir()]
    assert sorted(f"{room_of(kind)}/letters/{kind.name}.txt" for kind in KINDS) == sorted(
        path.relative_to(TEMPLATES).as_posix() for path in words
    )


def test_no_two_rooms_have_a_letter_of_the_same_name() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@each
def test_the_words_of_a_letter_use_exactly_its_facts(kind: type[Letter]) -> None:
    environment = letters()
    used = meta.find_undeclared_variables(environment.parse(words_of(kind)))
    assert used - SITE == {one.name for one in fields(kind)}
    assert len(kind.name) <= OutgoingMail.letter.type.length


@each
@pytest.mark.parametrize("bare", [False, True])
def test_letters_say_what_happened(kind: type[Letter], bare: bool) -> None:
    facts = facts_of(sample(kind, bare=bare))
    subject, text = word(letters(), kind.name, facts, "https://vivier.test")
    assert 8 <= len(subject) <= 90, subject
    assert facts.get("reference", "") in subject
    assert text.startswith("Bonjour")
    assert ("https://vivier.test/" in text) is (kind.name not in WITHOUT_LINK)
    for bit in ("{", "None", "\n\n\n"):
        assert bit not in text


@each
def test_every_letter_begins_with_its_subject(kind: type[Letter]) -> None:
    lines = words_of(kind).splitlines()
    assert lines[0].startswith("Objet : ")
    assert not lines[1].strip()


@each
def test_what_opens_something_is_no_part_of_what_a_log_would_show(kind: type[Letter]) -> None:
    assert [one.name for one in fields(kind) if one.repr and one.name == "token"] == []


# Rows.


class Answer(StrEnum):
    YES = "yes"


@dataclass(frozen=True)
class Invented(Letter):
    name: ClassVar[str] = "invented"
    day: date
    answer: Answer
    job: str | None


@pytest.fixture
def keeper_and_hers(session: Session) -> tuple[Any, Any]:
    load_reference(session)
    structure = a_structure(session, a_territory(session, "68"))
    coach = a_person(session, Role.COACH, structure=structure)
    return coach, a_candidate(session, structure, coach_id=coach.id, email="f@exemple.fr")


def test_a_row_holds_the_fields(session: Session, keeper_and_hers: tuple[Any, Any]) -> None:
    _, her = keeper_and_hers
    post(session, "a@vivier.test", Invented(date(2026, 3, 31), Answer.YES, None), about=her)
    session.flush()
    session.expire_all()
    (mail,) = mails(session)
    assert (mail.to, mail.letter, mail.about_candidate_id) == ("a@vivier.test", "invented", her.id)
    assert mail.facts == {"day": "2026-03-31", "answer": "yes", "job": None}


def test_each_recipient_is_known_by_its_room(
    session: Session, keeper_and_hers: tuple[Any, Any]
) -> None:
    coach, her = keeper_and_hers
    employer, other = (an_employer(session, coach.structure.territory) for _ in range(2))
    contacts = [a_person(session, Role.EMPLOYER_CONTACT, employer=employer) for _ in range(3)]
    a_person(session, Role.EMPLOYER_CONTACT, employer=other)
    contacts[1].active = False
    letter = Invented(date(2026, 3, 31), Answer.YES, None)
    write_to_keepers(session, her, letter)
    write_to_contacts(session, employer.id, letter, about=her)
    write_to_contacts(session, employer.id, letter)
    assert write_to_her(session, her, letter) is False
    note_consent(session, actor_of(coach), her, Purpose.MAIL, True, how="en entretien")
    assert write_to_her(session, her, letter) is True
    rows = mails(session)
    there = [contacts[0].email, contacts[2].email]
    assert [(mail.to, mail.about_candidate_id) for mail in rows] == [
        (coach.email, her.id),
        *((to, her.id) for to in there),
        *((to, None) for to in there),
        ("f@exemple.fr", her.id),
    ]


# Upgrades.

NEWS = {"reference": "K7M2-Q9XB", "job_title": "Plonge", "referral_id": 7}
OF_HER = {"reference": "K7M2-Q9XB", "candidate_id": 3, "text": ""}
ASKED = {"id": 7, "reference": "K7M2-Q9XB", "structure": "Tremplin"}
NAMED = {"first_name": "Zoé"}
POSTED_BEFORE: list[tuple[str, dict[str, Any], str]] = [
    ("referral_news", NEWS | {"what": "agreed"}, "est d’accord pour le poste « Plonge »"),
    ("referral_news", NEWS | {"what": "declined"}, "ne souhaite pas le poste"),
    ("referral_news", NEWS | {"what": "withdrawn"}, "retire sa candidature"),
    ("referral_news", NEWS | {"what": "named"}, "donne maintenant son nom"),
    ("referral_news", NEWS | {"what": "anonymous"}, "ne donne plus son nom"),
    ("referral_news", NEWS | {"what": "interested"}, "souhaite rencontrer la personne"),
    ("referral_news", NEWS | {"what": "refused"}, "Dites-le-lui de vive voix"),
    ("personal_news", OF_HER | {"what": "correction", "text": "Une faute."}, "Une faute."),
    ("personal_news", OF_HER | {"what": "erasure", "text": "Tout."}, "articles 12 et 17"),
    ("personal_news", OF_HER | {"what": "pause"}, "fait une pause"),
    ("personal_news", OF_HER | {"what": "resume"}, "cherche de nouveau un travail"),
    ("personal_news", OF_HER | {"what": "consent:mail"}, "usage de ses données. C’est déjà"),
    ("personal_news", OF_HER | {"what": "consent:anonymous_pool"}, "usage de ses données. C’est"),
    ("personal_news", OF_HER | {"what": "consent:sensitive"}, "les notes sensibles"),
    ("second_factor_changed", NAMED | {"what": "second_factor_set"}, "sera demandé"),
    ("second_factor_changed", NAMED | {"what": "recovery_codes_renewed"}, "Les anciens"),
    ("second_factor_changed", NAMED | {"what": "second_factor_removed"}, "été retirée de votre"),
    ("second_factor_changed", NAMED | {"what": "second_factor_reset"}, "à l’activer de nouveau"),
    (
        "access_asked",
        ASKED | {"asker": "Louis", "job": None},
        "Louis (Tremplin) demande à connaître",
    ),
    ("access_answered", ASKED | {"accepted": True, "days": 30}, "pendant 30 jours"),
    ("access_ended", ASKED | {"accepted": False, "days": 30}, "a arrêté votre accès"),
    ("account_locked", NAMED | {"failures": 10, "minutes": 15}, "10 essais"),
    ("account_request", NAMED | {"request_id": 4}, "/demandes-acces/4"),
    ("account_request_refused", {"reason": "Pas du territoire."}, "Pas du territoire."),
    ("address_changed", NAMED, "a remplacé cette adresse"),
    ("handed_over", NAMED | {"people": 2}, "leur coach"),
    (
        "invitation",
        NAMED | {"token": "t0k", "invited_by": "Léa", "place": "", "days": 7},
        "/invitation/t0k",
    ),
    ("password_changed", NAMED, "vient de changer"),
    ("password_reset", NAMED | {"token": "t0k"}, "/mot-de-passe-oublie/t0k"),
    ("personal_link", NAMED | {"token": "t0k", "hours": 48}, "/mon-espace/entrer/t0k"),
    ("referral_named", {"job_title": "Plonge", "referral_id": 7}, "/candidatures/7"),
    (
        "referral_proposed",
        NAMED
        | {"coach": "Camille", "job_title": "Plonge", "employer": "Le Ried", "token": "t0k"}
        | {"hours": 48},
        "Camille vous propose un poste",
    ),
    ("referral_transmitted", {"job_title": "Plonge", "referral_id": 7}, "/candidatures/7"),
    (
        "referral_wanted",
        NAMED | {"job_title": "Plonge", "employer": "Le Ried"},
        "Le Ried souhaite vous rencontrer",
    ),
    ("referral_withdrawn", {"job_title": "Plonge", "referral_id": 7}, "est retirée"),
    ("retention_list", {"people": 2, "first": "2026-03-31"}, "31 mars 2026"),
    (
        "retention_notice",
        {"erase_on": "2026-03-31", "structure": "Tremplin", "months": 24, "contact": ""},
        "31 mars 2026",
    ),
]
"""Letters as they were posted before revision 0013, and what they say."""


def migrated(session: Session, way: str) -> None:
    """Take revision 0013, or take it back, on this session's connection."""
    module = ScriptDirectory.from_config(alembic_config("")).get_revision("0013").module
    session.flush()
    with Operations.context(MigrationContext.configure(session.connection())):
        getattr(module, way)()
    session.expire_all()


def test_letters_that_wait_while_vivier_is_upgraded_still_leave(session: Session) -> None:
    rows = [OutgoingMail(to="a@b.fr", letter=name, facts=facts) for name, facts, _ in POSTED_BEFORE]
    session.add_all(rows)
    migrated(session, "upgrade")
    known = {kind.name for kind in KINDS}
    for mail, (name, _, says) in zip(rows, POSTED_BEFORE, strict=True):
        assert mail.letter in known, name
        assert says in word(letters(), mail.letter, mail.facts, "https://vivier.test")[1]


def test_going_back_gives_them_their_old_names(session: Session) -> None:
    before = [one for one in POSTED_BEFORE if one[1].get("what") != "consent:anonymous_pool"]
    rows = [OutgoingMail(to="a@b.fr", letter=name, facts=facts) for name, facts, _ in before]
    session.add_all(rows)
    migrated(session, "upgrade")
    migrated(session, "downgrade")
    assert [(mail.letter, mail.facts) for mail in rows] == [
        (name, facts) for name, facts, _ in before
    ]


def test_letters_that_have_left_keep_their_names(session: Session) -> None:
    row = OutgoingMail(to="", letter="referral_news", facts={})
    session.add(row)
    migrated(session, "upgrade")
    assert row.letter == "referral_news"

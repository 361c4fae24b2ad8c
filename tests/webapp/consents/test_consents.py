"""What she agreed to, and the sheet that informs her."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching.consents.tables import ConsentRecord
from matching.pool.candidates.tables import Candidate
from matching.pool.structures.tables import Structure
from tests.world.site import World

Sessions = sessionmaker[Session]


def agree(client: FlaskClient, data: str, purpose: str, answer: str = "oui") -> None:
    sent = {f"usage-{purpose}-answer": answer, f"usage-{purpose}-how": "en entretien"}
    assert client.post(f"{data}/accords/{purpose}", data=sent).status_code == 302


def test_consents_are_noted_with_the_words_that_she_was_given(
    coach: FlaskClient, her_data: str, sessions: Sessions
) -> None:
    page = coach.get(her_data).text
    assert page.count("À demander") == 3
    assert page.count("À dire") == 2
    agree(coach, her_data, "anonymous_pool")
    agree(coach, her_data, "accompaniment", "informee")
    agree(coach, her_data, "anonymous_pool", "non")
    with sessions() as session:
        rows = session.scalars(select(ConsentRecord).order_by(ConsentRecord.id)).all()
        assert [(r.purpose, r.agreed) for r in rows] == [
            ("anonymous_pool", True), ("accompaniment", None), ("anonymous_pool", False),
        ]  # fmt: skip
        assert session.scalars(select(Candidate.shares_anonymously)).all().count(True) == 0
    assert "Pas d’accord" in coach.get(her_data).text


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({}, "Choisissez sa réponse."),
        ({"usage-mail-answer": "oui"}, "Indiquez comment la personne l’a dit ou appris."),
        ({"usage-mail-answer": "oui", "usage-mail-how": "x" * 121}, "trop long"),
        ({"usage-mail-answer": "oui", "usage-mail-how": "a\x00b"}, "illisible"),
        ({"usage-mail-answer": "peut-être", "usage-mail-how": "en entretien"}, "usage-mail-answer"),
    ],
)
def test_a_refused_consent_says_why_and_keeps_what_was_typed(
    coach: FlaskClient, her_data: str, sent: dict[str, str], says: str
) -> None:
    answer = coach.post(f"{her_data}/accords/mail", data=sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert sent.get("usage-mail-how", "").replace("\x00", "")[:1] in answer.text


def test_an_unknown_use_is_no_page(coach: FlaskClient, her_data: str) -> None:
    assert coach.post(f"{her_data}/accords/marketing", data={}).status_code == 404


def test_the_information_sheet_says_what_the_law_asks(
    coach: FlaskClient, her_data: str, sessions: Sessions, world: World
) -> None:
    with sessions() as session, session.begin():
        here = session.get_one(Structure, world.structures["here"])
        here.data_protection_contact, here.retention_months = "dpo@relais.test", 18
    text = coach.get(f"{her_data}/information").text
    for said in ("Relais Emploi Colmar", "article 6.1.e", "9.2.a", "18 mois", "dpo@relais.test", "CNIL",
                 "L1221-8", "corriger", "effacées", "opposer", "copie"):  # fmt: skip
        assert said in text, said

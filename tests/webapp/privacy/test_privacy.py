"""The pages of a person's data, by every role that may and may not open them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from matching.pool.candidates.tables import Candidate
from tests.world.site import SignIn, World

Sessions = sessionmaker[Session]


PAGES = ("", "/information", "/export.json", "/export.pdf", "/export.zip")


OWN = ("/notes-sensibles", "/effacement")


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("coach", {200}),
        ("manager", {200}),
        ("colleague", {403}),
        ("stranger", {404}),
        ("developer", {404}),
        ("contact", {404}),
        ("administrator", {404}),
    ],
)
def test_who_opens_her_data(sign_in: SignIn, her_data: str, name: str, statuses: set[int]) -> None:
    client = sign_in(name)
    assert {client.get(her_data + page).status_code for page in (*PAGES, *OWN)} == statuses


def test_nobody_is_sent_to_sign_in(client: FlaskClient, her_data: str) -> None:
    for page in (*PAGES, *OWN):
        assert client.get(her_data + page).status_code == 302


def test_a_person_without_coach_is_kept_by_all_but_her_notes_are_not(
    sign_in: SignIn, her_data: str, world: World, sessions: Sessions
) -> None:
    with sessions() as session, session.begin():
        session.get_one(Candidate, world.candidates["fatima"]).coach_id = None
    colleague = sign_in("colleague")
    assert "Réservées à son coach attitré" in colleague.get(her_data).text
    for page in OWN:
        assert colleague.get(her_data + page).status_code == 403
    refused = colleague.post(
        her_data + "/export.pdf", data={"copie-reason": "copie complète demandée"}
    )
    assert refused.status_code == 403


def test_numbers_that_no_row_has(coach: FlaskClient) -> None:
    for number in (0, 2**31 - 1, 2**31, 10**30):
        for page in (*PAGES, *OWN):
            assert coach.get(f"/candidats/{number}/donnees{page}").status_code == 404

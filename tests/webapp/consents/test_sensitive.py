"""Sensitive notes: behind a reason, and only while she agrees."""

from __future__ import annotations

import json

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matching.audit.events import Act
from matching.consents.tables import SensitiveNote
from tests.webapp.consents.test_consents import agree
from tests.webapp.privacy.test_privacy import OWN, PAGES
from tests.world.site import SignIn
from tests.world.traces import acts

Sessions = sessionmaker[Session]


SECRET = "Zéphyrine ne porte pas plus de 5 kg"


def test_sensitive_notes_are_shown_once_with_a_reason(
    coach: FlaskClient, her_data: str, sessions: Sessions
) -> None:
    note = {"note-kind": "health", "note-text": SECRET}
    refused = coach.post(f"{her_data}/notes-sensibles", data=note)
    assert refused.status_code == 422
    assert "n’a pas donné son accord" in refused.text
    assert SECRET in refused.text  # what was typed is not lost
    agree(coach, her_data, "sensitive")
    assert coach.post(f"{her_data}/notes-sensibles", data=note).status_code == 302
    for page in (*PAGES, *OWN):
        assert SECRET.encode() not in coach.get(her_data + page).data, page
    for reason in ("", "voir", "x" * 501):
        closed = coach.post(f"{her_data}/notes-sensibles/ouvrir", data={"ouvrir-reason": reason})
        assert closed.status_code == 422
        assert SECRET not in closed.text
    said = "préparer l’aménagement du poste"
    opened = coach.post(f"{her_data}/notes-sensibles/ouvrir", data={"ouvrir-reason": said})
    assert opened.status_code == 200
    assert SECRET in opened.text
    assert "no-store" in opened.headers["Cache-Control"]
    assert SECRET not in coach.get(f"{her_data}/notes-sensibles").text
    assert coach.get(f"{her_data}/notes-sensibles/ouvrir").status_code == 405
    (event,) = acts(sessions, Act.OPENED_SENSITIVE)
    assert (event.facts, event.text) == ({"notes": 1}, said)


def test_sensitive_notes_are_corrected_removed_and_copied_with_a_reason(
    coach: FlaskClient, sign_in: SignIn, her_data: str, sessions: Sessions
) -> None:
    agree(coach, her_data, "sensitive")
    coach.post(f"{her_data}/notes-sensibles", data={"note-kind": "health", "note-text": SECRET})
    with sessions() as session:
        number = session.scalars(select(SensitiveNote.id)).one()
    one = f"{her_data}/notes-sensibles/{number}"
    emptied = coach.post(one, data={f"note-{number}-text": ""})
    assert emptied.status_code == 422
    assert SECRET not in emptied.text
    assert coach.post(one, data={f"note-{number}-text": SECRET + " !"}).status_code == 302
    assert sign_in("stranger").post(f"{one}/retirer").status_code == 404
    assert sign_in("colleague").post(f"{one}/retirer").status_code == 403
    short = coach.post(f"{her_data}/export.json", data={"copie-reason": "voir"})
    assert short.status_code == 422
    full = coach.post(f"{her_data}/export.json", data={"copie-reason": "copie demandée par elle"})
    assert [note["text"] for note in json.loads(full.data)["sensitive_notes"]] == [SECRET + " !"]
    assert coach.post(f"{one}/retirer").status_code == 302
    assert coach.post(f"{one}/retirer").status_code == 404


def test_notes_go_when_she_does_not_agree_any_more(
    coach: FlaskClient, her_data: str, sessions: Sessions
) -> None:
    agree(coach, her_data, "sensitive")
    coach.post(f"{her_data}/notes-sensibles", data={"note-kind": "health", "note-text": SECRET})
    agree(coach, her_data, "sensitive", "non")
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(SensitiveNote)) == 0

"""The copies of all that is held about her."""

from __future__ import annotations

import io
import json
import zipfile

import pypdfium2
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from matching.audit.events import Act
from tests.world.traces import acts

Sessions = sessionmaker[Session]


def test_copies(coach: FlaskClient, her_data: str, sessions: Sessions) -> None:
    answer = coach.get(f"{her_data}/export.json")
    assert answer.mimetype == "application/json"
    held = json.loads(answer.data)
    assert held["person"]["first_name"] == "Fatima"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Benali" not in answer.headers["Content-Disposition"]
    pdf = pypdfium2.PdfDocument(coach.get(f"{her_data}/export.pdf").data)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    assert "Fatima Benali" in text
    assert "Plonge, mise en place" in text
    with zipfile.ZipFile(io.BytesIO(coach.get(f"{her_data}/export.zip").data)) as archive:
        assert archive.namelist() == ["donnees.json", "donnees.pdf"]
    exported = {"right": "access", "sensitive": False}
    assert [one.facts for one in acts(sessions, Act.EXPORTED)] == [exported] * 3

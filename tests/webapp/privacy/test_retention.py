"""How long people are kept: files that fall due, and the rules of a structure."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from matching.pool.candidates.tables import Candidate
from matching.pool.structures.tables import Structure
from matching.privacy.tables import RetentionNotice
from tests.world.places import TODAY
from tests.world.site import SignIn, World

Sessions = sessionmaker[Session]


def grow_old(session: Session, candidate_id: int, erase_on: date) -> None:
    """No contact for two years, and told."""
    session.execute(
        update(Candidate)
        .where(Candidate.id == candidate_id)
        .values(created_at=datetime(2024, 1, 5, tzinfo=UTC), last_contact_on=date(2024, 12, 1))
    )
    session.add(RetentionNotice(candidate_id=candidate_id, told_on=TODAY, erase_on=erase_on))


def test_files_that_fall_due(
    sign_in: SignIn, coach: FlaskClient, her_data: str, world: World, sessions: Sessions
) -> None:
    assert "Aucun dossier à échéance" in coach.get("/dossiers-a-echeance").text
    soon = TODAY + timedelta(days=8)
    with sessions() as session, session.begin():
        grow_old(session, world.candidates["fatima"], soon)
    page = coach.get("/dossiers-a-echeance").text
    assert "Fatima Benali" in page
    assert "1er décembre 2026" in page
    assert "Fatima" in sign_in("manager").get("/dossiers-a-echeance").text
    for name in ("colleague", "stranger"):
        assert "Fatima" not in sign_in(name).get("/dossiers-a-echeance").text
    for name in ("developer", "contact", "administrator"):
        assert sign_in(name).get("/dossiers-a-echeance").status_code == 403
        assert sign_in(name).get("/dossiers-a-echeance.xlsx").status_code == 403
    sheet = load_workbook(io.BytesIO(coach.get("/dossiers-a-echeance.xlsx").data)).active
    assert [cell.value for cell in sheet[2]][:2] == ["Benali", "Fatima"]
    for wrong in ("", "hier", "2026-11-24", "1999-01-01", "9" * 400):
        answer = coach.post(f"{her_data}/contact", data={"contact-day": wrong})
        assert answer.status_code == 422, wrong
    assert coach.post(f"{her_data}/contact", data={"contact-day": "2026-11-20"}).status_code == 302
    assert "Aucun dossier à échéance" in coach.get("/dossiers-a-echeance").text
    assert "20 novembre 2028" in coach.get(her_data).text


def test_a_manager_sets_how_long_people_are_kept(
    sign_in: SignIn, world: World, sessions: Sessions
) -> None:
    manager = sign_in("manager")
    assert 'value="24"' in manager.get("/structure/reglages").text
    for months in ("", "0", "25", "-3", "dix", "9" * 30):
        answer = manager.post("/structure/reglages", data={"months": months, "contact": "d@p.o"})
        assert answer.status_code == 422, months
        assert "d@p.o" in answer.text
    assert manager.post(
        "/structure/reglages", data={"months": "12", "contact": "x" * 301}
    ).status_code == 422  # fmt: skip
    sent = {"months": "12", "contact": "Zoé Kern, dpo@relais.test"}
    assert manager.post("/structure/reglages", data=sent).status_code == 302
    with sessions() as session:
        here = session.get_one(Structure, world.structures["here"])
        assert (here.retention_months, here.data_protection_contact) == (12, sent["contact"])
        assert session.get_one(Structure, world.structures["elsewhere"]).retention_months == 24
    for name in ("coach", "stranger", "developer", "contact", "administrator"):
        assert sign_in(name).get("/structure/reglages").status_code == 403
        assert sign_in(name).post("/structure/reglages", data=sent).status_code == 403

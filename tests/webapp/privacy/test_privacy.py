"""The pages of a person's data, by every role that may and may not open them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from matching.audit.events import Act, AuditDetail, AuditEvent
from matching.consents.tables import ConsentRecord, SensitiveNote
from matching.history import FieldChange
from matching.pool.candidates.tables import Candidate
from matching.pool.structures.tables import Structure
from matching.privacy.tables import RetentionNotice
from matching.steering.statistics import AnonymousStatistic
from tests.world.site import TODAY, CountingRuntime, SignIn, World

Sessions = sessionmaker[Session]
SECRET = "Zéphyrine ne porte pas plus de 5 kg"


@pytest.fixture
def fatima(world: World) -> str:
    """The address of her data: a person of «coach»."""
    return f"/candidats/{world.candidates['fatima']}/donnees"


def agree(client: FlaskClient, data: str, purpose: str, answer: str = "oui") -> None:
    sent = {f"usage-{purpose}-answer": answer, f"usage-{purpose}-how": "en entretien"}
    assert client.post(f"{data}/accords/{purpose}", data=sent).status_code == 302


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
def test_who_opens_her_data(sign_in: SignIn, fatima: str, name: str, statuses: set[int]) -> None:
    client = sign_in(name)
    assert {client.get(fatima + page).status_code for page in (*PAGES, *OWN)} == statuses


def test_nobody_is_sent_to_sign_in(client: FlaskClient, fatima: str) -> None:
    for page in (*PAGES, *OWN):
        assert client.get(fatima + page).status_code == 302


def test_a_person_without_coach_is_kept_by_all_but_her_notes_are_not(
    sign_in: SignIn, fatima: str, world: World, sessions: Sessions
) -> None:
    with sessions() as session, session.begin():
        session.get_one(Candidate, world.candidates["fatima"]).coach_id = None
    colleague = sign_in("colleague")
    assert "Réservées à son coach attitré" in colleague.get(fatima).text
    for page in OWN:
        assert colleague.get(fatima + page).status_code == 403
    refused = colleague.post(
        fatima + "/export.pdf", data={"copie-reason": "copie complète demandée"}
    )
    assert refused.status_code == 403


def test_consents_are_noted_with_the_words_that_she_was_given(
    coach: FlaskClient, fatima: str, sessions: Sessions
) -> None:
    page = coach.get(fatima).text
    assert page.count("À demander") == 3
    assert page.count("À dire") == 2
    agree(coach, fatima, "anonymous_pool")
    agree(coach, fatima, "accompaniment", "informee")
    agree(coach, fatima, "anonymous_pool", "non")
    with sessions() as session:
        rows = session.scalars(select(ConsentRecord).order_by(ConsentRecord.id)).all()
        assert [(r.purpose, r.agreed) for r in rows] == [
            ("anonymous_pool", True), ("accompaniment", None), ("anonymous_pool", False),
        ]  # fmt: skip
        assert session.scalars(select(Candidate.shares_anonymously)).all().count(True) == 0
    assert "Pas d’accord" in coach.get(fatima).text


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
    coach: FlaskClient, fatima: str, sent: dict[str, str], says: str
) -> None:
    answer = coach.post(f"{fatima}/accords/mail", data=sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert sent.get("usage-mail-how", "").replace("\x00", "")[:1] in answer.text


def test_an_unknown_use_is_no_page(coach: FlaskClient, fatima: str) -> None:
    assert coach.post(f"{fatima}/accords/marketing", data={}).status_code == 404


def test_the_information_sheet_says_what_the_law_asks(
    coach: FlaskClient, fatima: str, sessions: Sessions, world: World
) -> None:
    with sessions() as session, session.begin():
        here = session.get_one(Structure, world.structures["here"])
        here.data_protection_contact, here.retention_months = "dpo@relais.test", 18
    text = coach.get(f"{fatima}/information").text
    for said in ("Relais Emploi Colmar", "article 6.1.e", "9.2.a", "18 mois", "dpo@relais.test", "CNIL",
                 "L1221-8", "corriger", "effacées", "opposer", "copie"):  # fmt: skip
        assert said in text, said


def test_copies(coach: FlaskClient, fatima: str, sessions: Sessions) -> None:
    answer = coach.get(f"{fatima}/export.json")
    assert answer.mimetype == "application/json"
    held = json.loads(answer.data)
    assert held["person"]["first_name"] == "Fatima"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Benali" not in answer.headers["Content-Disposition"]
    pdf = pypdfium2.PdfDocument(coach.get(f"{fatima}/export.pdf").data)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    assert "Fatima Benali" in text
    assert "Plonge, mise en place" in text
    with zipfile.ZipFile(io.BytesIO(coach.get(f"{fatima}/export.zip").data)) as archive:
        assert archive.namelist() == ["donnees.json", "donnees.pdf"]
    with sessions() as session:
        asked = session.scalars(select(AuditEvent).where(AuditEvent.act == Act.EXPORTED)).all()
        assert [one.facts for one in asked] == [{"right": "access", "sensitive": False}] * 3


def test_a_correction_waits_until_it_is_answered(coach: FlaskClient, fatima: str) -> None:
    refused = coach.post(f"{fatima}/corrections", data={"correction-text": " "})
    assert refused.status_code == 422
    sent = {"correction-text": "Je n’ai jamais travaillé au <Ladhof>."}
    assert coach.post(f"{fatima}/corrections", data=sent).status_code == 302
    page = coach.get(fatima).text
    assert "jamais travaillé au &lt;Ladhof&gt;" in page
    assert "À répondre" in page
    number = page.split("/corrections/")[1].split('"')[0]
    half = coach.post(f"{fatima}/corrections/{number}", data={f"reponse-{number}-accepted": "non"})
    assert half.status_code == 422
    whole = {f"reponse-{number}-accepted": "oui", f"reponse-{number}-answer": "C’est retiré."}
    assert coach.post(f"{fatima}/corrections/{number}", data=whole).status_code == 302
    page = coach.get(fatima).text
    assert "C’est retiré." in page
    assert "À répondre" not in page
    again = coach.post(f"{fatima}/corrections/{number}", data=whole)
    assert again.status_code == 422
    assert "déjà reçu une réponse" in again.text
    assert coach.post(f"{fatima}/corrections/999999", data={
        "reponse-999999-accepted": "oui", "reponse-999999-answer": "x"}).status_code == 404  # fmt: skip


def test_sensitive_notes_are_shown_once_with_a_reason(
    coach: FlaskClient, fatima: str, sessions: Sessions
) -> None:
    note = {"note-kind": "health", "note-text": SECRET}
    refused = coach.post(f"{fatima}/notes-sensibles", data=note)
    assert refused.status_code == 422
    assert "n’a pas donné son accord" in refused.text
    assert SECRET in refused.text  # what was typed is not lost
    agree(coach, fatima, "sensitive")
    assert coach.post(f"{fatima}/notes-sensibles", data=note).status_code == 302
    for page in (*PAGES, *OWN):
        assert SECRET.encode() not in coach.get(fatima + page).data, page
    for reason in ("", "voir", "x" * 501):
        closed = coach.post(f"{fatima}/notes-sensibles/ouvrir", data={"ouvrir-reason": reason})
        assert closed.status_code == 422
        assert SECRET not in closed.text
    said = "préparer l’aménagement du poste"
    opened = coach.post(f"{fatima}/notes-sensibles/ouvrir", data={"ouvrir-reason": said})
    assert opened.status_code == 200
    assert SECRET in opened.text
    assert "no-store" in opened.headers["Cache-Control"]
    assert SECRET not in coach.get(f"{fatima}/notes-sensibles").text
    assert coach.get(f"{fatima}/notes-sensibles/ouvrir").status_code == 405
    with sessions() as session:
        event = session.scalars(
            select(AuditEvent).where(AuditEvent.act == Act.OPENED_SENSITIVE)
        ).one()
        assert event.detail is not None
        assert (event.facts, event.detail.text) == ({"notes": 1}, said)


def test_sensitive_notes_are_corrected_removed_and_copied_with_a_reason(
    coach: FlaskClient, sign_in: SignIn, fatima: str, sessions: Sessions
) -> None:
    agree(coach, fatima, "sensitive")
    coach.post(f"{fatima}/notes-sensibles", data={"note-kind": "health", "note-text": SECRET})
    with sessions() as session:
        number = session.scalars(select(SensitiveNote.id)).one()
    one = f"{fatima}/notes-sensibles/{number}"
    emptied = coach.post(one, data={f"note-{number}-text": ""})
    assert emptied.status_code == 422
    assert SECRET not in emptied.text
    assert coach.post(one, data={f"note-{number}-text": SECRET + " !"}).status_code == 302
    assert sign_in("stranger").post(f"{one}/retirer").status_code == 404
    assert sign_in("colleague").post(f"{one}/retirer").status_code == 403
    short = coach.post(f"{fatima}/export.json", data={"copie-reason": "voir"})
    assert short.status_code == 422
    full = coach.post(f"{fatima}/export.json", data={"copie-reason": "copie demandée par elle"})
    assert [note["text"] for note in json.loads(full.data)["sensitive_notes"]] == [SECRET + " !"]
    assert coach.post(f"{one}/retirer").status_code == 302
    assert coach.post(f"{one}/retirer").status_code == 404


def test_notes_go_when_she_does_not_agree_any_more(
    coach: FlaskClient, fatima: str, sessions: Sessions
) -> None:
    agree(coach, fatima, "sensitive")
    coach.post(f"{fatima}/notes-sensibles", data={"note-kind": "health", "note-text": SECRET})
    agree(coach, fatima, "sensitive", "non")
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(SensitiveNote)) == 0


def test_erasing_takes_two_steps(
    coach: FlaskClient, fatima: str, world: World, sessions: Sessions, runtime: CountingRuntime
) -> None:
    page = coach.get(f"{fatima}/effacement").text
    with sessions() as session:
        reference = session.get_one(Candidate, world.candidates["fatima"]).reference
    assert reference in page
    for wrong, says in (
        ({}, "Choisissez la raison."),
        ({"reason": "request"}, "Recopiez la référence"),
        ({"reason": "request", "reference": "AAAA-AAAA"}, "Recopiez la référence"),
        ({"reason": "retention", "reference": reference}, "Raison"),
        ({"reason": "nothing", "reference": reference}, "Raison"),
    ):
        answer = coach.post(f"{fatima}/effacement", data=wrong)
        assert answer.status_code == 422
        assert says in answer.text
    done = coach.post(f"{fatima}/effacement", data={"reason": "request", "reference": reference})
    assert done.status_code == 302
    assert coach.get(fatima).status_code == 404
    assert coach.post(
        f"{fatima}/effacement", data={"reason": "request", "reference": reference}
    ).status_code == 404  # fmt: skip
    assert runtime.drains
    with sessions() as session:
        assert session.get(Candidate, world.candidates["fatima"]) is None
        assert session.scalars(select(AnonymousStatistic.reason)).one() == "request"
        left = session.scalar(
            select(func.count()).where(
                FieldChange.kind == "candidate",
                FieldChange.subject_id == world.candidates["fatima"],
            )
        )
        assert left == 0
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.subject_id == world.candidates["fatima"])
        ).all()
        assert "erased" in [event.act for event in events]
        assert session.scalar(select(func.count()).select_from(AuditDetail)) == 0


def grow_old(session: Session, candidate_id: int, erase_on: date) -> None:
    """No contact for two years, and told."""
    session.execute(
        update(Candidate)
        .where(Candidate.id == candidate_id)
        .values(created_at=datetime(2024, 1, 5, tzinfo=UTC), last_contact_on=date(2024, 12, 1))
    )
    session.add(RetentionNotice(candidate_id=candidate_id, told_on=TODAY, erase_on=erase_on))


def test_files_that_fall_due(
    sign_in: SignIn, coach: FlaskClient, fatima: str, world: World, sessions: Sessions
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
        answer = coach.post(f"{fatima}/contact", data={"contact-day": wrong})
        assert answer.status_code == 422, wrong
    assert coach.post(f"{fatima}/contact", data={"contact-day": "2026-11-20"}).status_code == 302
    assert "Aucun dossier à échéance" in coach.get("/dossiers-a-echeance").text
    assert "20 novembre 2028" in coach.get(fatima).text


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


def test_numbers_that_no_row_has(coach: FlaskClient) -> None:
    for number in (0, 2**31 - 1, 2**31, 10**30):
        for page in (*PAGES, *OWN):
            assert coach.get(f"/candidats/{number}/donnees{page}").status_code == 404

"""The pages of the journals: who may read what, in words, with filters, exports and histories."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching import history
from matching.actor import SYSTEM, Actor, Role
from matching.audit.events import Act, AuditDetail, AuditEvent, record
from matching.errors import SearchUnavailable
from matching.history import FieldChange
from matching.journals.names import Names
from matching.journey.referrals.tables import Referral
from matching.pool.candidates.life import CertificateData, add_certificate
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.publication import set_status
from matching.pool.jobs.tables import JobProfile
from matching.pool.jobs.terms import JobStatus
from matching.ports import DocKey, Filters, Page, Query
from matching.ranking.log import log
from matching.ranking.log.log import Shown
from matching.ranking.log.tables import Followed, RankingEntry
from tests.matching.ranking.test_match import RowSearch
from tests.world.site import SignIn, SiteRuntime, World, filled_form
from tests.world.traces import acts
from webapp.cli import main
from webapp.pages.words import WORDS
from webapp.security import wiring
from webapp.security.public import PUBLIC_ENDPOINTS
from webapp.words.journal import actor_name

Sessions = sessionmaker[Session]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def fatima(world: World) -> int:
    return world.candidates["fatima"]


@pytest.fixture
def reference(sessions: Sessions, fatima: int) -> str:
    with sessions() as session:
        return session.get_one(Candidate, fatima).reference


# Who reads what.


def test_the_manager_reads_what_concerns_her_structure(
    sign_in: SignIn, world: World, fatima: int
) -> None:
    coach, stranger = sign_in("coach"), sign_in("stranger")
    assert coach.get(f"/candidats/{fatima}").status_code == 200
    assert stranger.get("/employeurs/").status_code == 200
    text = plain(sign_in("manager").get("/journaux/").text)
    assert "Camille Muller</strong> a ouvert la fiche de Fatima Benali." in text
    assert "Louis Meyer" not in text, "a coach of another structure"


def test_an_auditor_meets_references_not_names(
    sign_in: SignIn, world: World, fatima: int, reference: str
) -> None:
    sign_in("coach").get(f"/candidats/{fatima}")
    sign_in("stranger").get("/employeurs/")
    auditor = sign_in("auditor")
    landed = auditor.get("/", follow_redirects=True)
    assert landed.request.path == "/journaux/"
    text = plain(landed.text)
    assert f"Camille Muller</strong> a ouvert la fiche de {reference}." in text
    assert "Louis Meyer" in text
    for page in ("/journaux/", "/journaux/classements"):
        assert "Benali" not in auditor.get(page).text
    assert auditor.get(f"/candidats/{fatima}").status_code in (403, 404)
    assert auditor.get(f"/candidats/{fatima}/historique").status_code in (403, 404)


@pytest.mark.parametrize("name", ["coach", "developer", "contact", "administrator"])
def test_the_journal_is_for_those_who_check(sign_in: SignIn, world: World, name: str) -> None:
    one = sign_in(name)
    assert one.get("/journaux/").status_code == 403
    assert one.get("/journaux/export.xlsx").status_code == 403
    assert one.get("/journaux/1").status_code == 403


def test_an_event_of_another_structure_does_not_exist(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    sign_in("stranger").get("/employeurs/")
    (event,) = acts(sessions, Act.LISTED, kind="employer")
    assert sign_in("manager").get(f"/journaux/{event.id}").status_code == 404
    assert sign_in("auditor").get(f"/journaux/{event.id}").status_code == 200
    assert sign_in("auditor").get("/journaux/999999999").status_code == 404


# What is noted, through the pages.


def test_lists_exports_and_downloads_say_whom(
    coach: FlaskClient, sessions: Sessions, world: World, fatima: int
) -> None:
    coach.get("/candidats/?q=Benali&statut=active")
    coach.get("/candidats/export.xlsx?suivi=structure")
    listed = acts(sessions, Act.LISTED, kind="candidate")[-1]
    assert listed.facts["ids"] == [fatima]
    assert listed.facts["filters"] == {"status": "active", "whose": "moi"}
    assert listed.text == "Benali"
    (exported,) = acts(sessions, Act.EXPORTED, kind="candidate")
    assert fatima in exported.facts["ids"]
    assert exported.address == "127.0.0.1"
    assert exported.request_id


def test_a_refused_page_shows_nothing_and_notes_no_sight(
    sign_in: SignIn, sessions: Sessions, world: World, fatima: int
) -> None:
    sign_in("rival").get(f"/candidats/{fatima}")
    assert acts(sessions, Act.SAW, kind="candidate") == []


def test_a_choice_and_its_reason_are_noted(
    coach: FlaskClient, sign_in: SignIn, sessions: Sessions, world: World, fatima: int
) -> None:
    job = world.jobs["washer"]
    coach.post(f"/postes/{job}/selection/{fatima}", data={"note": "A déjà tenu ce poste."})
    coach.get(f"/postes/{job}/selection/tableau.csv")
    coach.post(f"/postes/{job}/selection/{fatima}/retirer")
    chosen, taken = acts(sessions, Act.DECIDED, kind="candidate")
    assert chosen.facts == {"job_id": job, "what": "shortlisted"}
    assert taken.facts == {"job_id": job, "what": "taken_off"}
    assert acts(sessions, Act.EXPORTED, kind="candidate")[0].facts["ids"] == [fatima]
    manager = sign_in("manager")
    page = plain(manager.get(f"/journaux/{chosen.id}").text)
    assert "a mis Fatima Benali dans la sélection pour « Plonge du soir »" in page
    assert "A déjà tenu ce poste." in page
    assert "127.0.0.1" in page


def test_typed_words_that_may_name_people_are_not_for_the_auditor(
    coach: FlaskClient, sign_in: SignIn, sessions: Sessions, world: World, fatima: int
) -> None:
    coach.get("/candidats/?q=Benali")
    job = world.jobs["washer"]
    coach.post(f"/postes/{job}/selection/{fatima}", data={"note": "Fatima connaît la cuisine."})
    searched = acts(sessions, Act.LISTED, kind="candidate")[-1]
    (chosen,) = acts(sessions, Act.DECIDED, kind="candidate")
    auditor, manager = sign_in("auditor"), sign_in("manager")
    assert "Benali" not in auditor.get(f"/journaux/{searched.id}").text
    assert "Benali" in manager.get(f"/journaux/{searched.id}").text
    page = auditor.get(f"/journaux/{chosen.id}").text
    assert "connaît la cuisine" in page
    assert "Fatima" not in page


def test_a_text_that_was_erased_is_said(
    sign_in: SignIn, sessions: Sessions, world: World, fatima: int
) -> None:
    with sessions() as session, session.begin():
        record(
            session, SYSTEM, Act.OPENED_SENSITIVE, "candidate", fatima,
            structure_id=world.structures["here"], reason="aménagement",
        )  # fmt: skip
    (event,) = acts(sessions, Act.OPENED_SENSITIVE, kind="candidate")
    with sessions() as session, session.begin():
        session.delete(session.get_one(AuditDetail, event.id))
    page = sign_in("manager").get(f"/journaux/{event.id}").text
    assert "effacé avec les données de la personne" in page


def test_reading_the_journal_is_noted_too(
    sign_in: SignIn, sessions: Sessions, world: World
) -> None:
    auditor = sign_in("auditor")
    auditor.get("/journaux/export.xlsx?acte=saw")
    (exported,) = acts(sessions, Act.EXPORTED, kind="site")
    assert exported.facts["journal"] == "audit"
    assert "a exporté le journal des accès" in plain(auditor.get("/journaux/").text)


# Filters.


def test_filters_narrow_by_who_act_person_and_day(
    coach: FlaskClient, sign_in: SignIn, world: World, fatima: int, reference: str
) -> None:
    coach.get(f"/candidats/{fatima}")
    coach.get(f"/candidats/{world.candidates['igor']}")
    sign_in("colleague").get("/employeurs/")
    manager = sign_in("manager")

    def shown(**values: str) -> str:
        answer = manager.get("/journaux/", query_string=values)
        assert answer.status_code == 200
        return plain(answer.text)

    opened = "a ouvert la fiche de Fatima Benali"
    assert opened in shown()
    assert opened in shown(qui="muller", acte="saw", numero=reference.lower())
    assert opened in shown(numero=reference.replace("-", ""))
    assert opened in shown(sujet="candidate", numero=str(fatima))
    assert opened not in shown(qui="weber")
    assert opened not in shown(acte="exported")
    assert "Igor" not in shown(numero=reference)
    assert opened not in shown(numero="ZZZZ-ZZZZ")
    today = datetime.now(UTC).date()
    assert opened in shown(du=today.replace(day=1).isoformat())
    assert "Aucun événement ne correspond" in shown(du="2099-01-01")
    assert "Aucun événement ne correspond" in shown(au="2001-01-01")


@pytest.mark.parametrize(
    "values",
    [
        {"du": "0001-01-01"},
        {"au": "9999-12-31"},
        {"du": "hier"},
        {"du": "2026-02-02", "au": "2026-01-01"},
        {"numero": "tout"},
        {"numero": "9" * 40},
        {"qui": "x" * 5000},
    ],
)
def test_what_cannot_be_read_says_so_and_loses_nothing(
    sign_in: SignIn, world: World, values: dict[str, str]
) -> None:
    answer = sign_in("manager").get("/journaux/", query_string=values)
    assert answer.status_code == 200
    assert 'class="field__error"' in answer.text
    assert next(iter(values.values())) in answer.text


@pytest.mark.parametrize(
    "query",
    ["numero=999999999999999", "acte=%ff&sujet=%ff", "page=-5", "page=99999999999999999999", "qui=%ed%a0%80"],
)  # fmt: skip
def test_no_address_breaks_the_pages(sign_in: SignIn, world: World, query: str) -> None:
    auditor = sign_in("auditor")
    for page in ("/journaux/", "/journaux/export.xlsx", "/journaux/classements"):
        assert auditor.get(f"{page}?{query}").status_code == 200


def test_the_journal_as_a_spreadsheet(
    coach: FlaskClient, sign_in: SignIn, world: World, fatima: int, reference: str
) -> None:
    coach.get(f"/candidats/{fatima}")
    answer = sign_in("auditor").get("/journaux/export.xlsx?acte=saw&sujet=candidate")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    assert sheet is not None
    first, *rows = sheet.iter_rows(values_only=True)
    assert first[:4] == ("Date", "Qui", "Acte", "Ce qui a été fait")
    assert rows[0][1:4] == ("Camille Muller", "Consultation", f"a ouvert la fiche de {reference}")
    assert isinstance(rows[0][0], datetime)
    assert "Benali" not in str(rows)


# Words.


def test_what_is_gone_still_has_a_name() -> None:
    assert actor_name(Names(), "person", 3) == "Professionnel n° 3"
    assert actor_name(Names(), "candidate", 3) == "Personne effacée (n° 3)"
    assert WORDS.called(Names(), "candidate", 3) == "une personne effacée (n° 3)"


# Histories.


def test_the_history_of_a_record_says_what_stood_before(
    coach: FlaskClient, sign_in: SignIn, sessions: Sessions, world: World, fatima: int
) -> None:
    address = f"/candidats/{fatima}/modifier"
    form = filled_form(coach.get(address))
    form["wishes_text"] = ["Un poste du matin.\nPas trop loin."]
    form["slots"] = ["morning"]
    assert coach.post(address, data=form).status_code == 302
    coach.post(f"/candidats/{fatima}/certificats", data={"certificat-code": "SST", "certificat-year": "2025"})  # fmt: skip
    page = coach.get(f"/candidats/{fatima}/historique")
    assert page.status_code == 200
    text = plain(page.text)
    assert "Camille Muller" in text
    assert "Souhaits" in text
    assert "Un poste du matin." in text
    assert "tôt le matin" in text
    assert "Certificat : ajout" in text
    assert "Moyen de déplacement : retrait" not in text, "the form writes the same rows again"
    assert text.count("Contraintes") <= 1, "line breaks of a browser are no change"
    assert f'href="/candidats/{fatima}/historique"' in coach.get(f"/candidats/{fatima}").text
    assert sign_in("manager").get(f"/candidats/{fatima}/historique").status_code == 200
    assert sign_in("stranger").get(f"/candidats/{fatima}/historique").status_code == 404
    for name in ("developer", "contact", "administrator", "auditor"):
        assert sign_in(name).get(f"/candidats/{fatima}/historique").status_code in (403, 404)


def test_a_colleague_who_knows_the_name_does_not_read_the_history(
    sign_in: SignIn, sessions: Sessions, world: World, fatima: int
) -> None:
    with sessions() as session, session.begin():
        session.get_one(Candidate, fatima).coach_id = world.people["coach"]
    answer = sign_in("colleague").get(f"/candidats/{fatima}/historique")
    assert answer.status_code == 403


def test_the_history_of_a_job_is_for_who_writes_it(sign_in: SignIn, world: World) -> None:
    job = world.jobs["washer"]
    contact = sign_in("contact")
    contact.post(f"/postes/{job}/etat", data={"etat": "suspended"})
    text = plain(contact.get(f"/postes/{job}/historique").text)
    assert "Paul Schmitt" in text
    assert "Publié" in text
    assert "Suspendu" in text
    assert sign_in("developer").get(f"/postes/{job}/historique").status_code == 200
    assert sign_in("coach").get(f"/postes/{job}/historique").status_code == 403
    assert sign_in("rival").get(f"/postes/{job}/historique").status_code == 404


def test_the_history_of_a_referral_is_for_the_coach(
    sign_in: SignIn, sessions: Sessions, world: World, fatima: int
) -> None:
    with sessions() as session, session.begin():
        coach = Actor(world.people["coach"], frozenset({Role.COACH}), world.structures["here"])
        history.acting(session, coach)
        row = Referral(
            job_profile_id=world.jobs["washer"], candidate_id=fatima,
            proposed_by_id=world.people["coach"], message="Ce poste vous plairait-il ?",
        )  # fmt: skip
        session.add(row)
        session.flush()
        row.state = "agreed"
        row.agreed_at = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
        session.flush()
        address = f"/mises-en-relation/{row.id}/historique"
    text = plain(sign_in("coach").get(address).text)
    assert "Ce poste vous plairait-il ?" in text
    assert "Proposée à la personne" in text
    assert "Transmise à l’employeur" in text
    assert "20 novembre 2026 à 10 h 05" in text
    for name in ("contact", "developer", "stranger", "auditor"):
        assert sign_in(name).get(address).status_code == 404


def test_every_change_that_the_triggers_note_can_be_shown(
    coach: FlaskClient, sessions: Sessions, world: World, fatima: int
) -> None:
    """All columns of all rows of a person, also those that no form shows."""
    with sessions() as session, session.begin():
        add_certificate(
            session, SYSTEM, session.get_one(Candidate, fatima), CertificateData("SST", 2025)
        )
        session.add(
            FieldChange(
                kind="candidate", subject_id=fatima, table="candidate", row_id=fatima, operation="update",
                before=dict.fromkeys(WORDS.tables["candidate"].names),
                after={"commune_insee": "99999", "coach_id": 987654, "days": ["lun", "?"], "status": "?",
                       "has_vehicle": False, "wished_romes": ["Z9999"], "birth_date": "1980-01-01"},
                actor_kind="candidate", actor_id=fatima,
            )
        )  # fmt: skip
    text = plain(coach.get(f"/candidats/{fatima}/historique").text)
    assert "Fatima Benali (dans son espace)" in text
    assert "n° 987654" in text
    assert "1er janvier 1980" in text


# Rankings.


@pytest.fixture
def entry(sessions: Sessions, world: World, fatima: int) -> int:
    """A page that the coach was shown, and her choice."""
    with sessions() as session, session.begin():
        coach = Actor(world.people["coach"], frozenset({Role.COACH}), world.structures["here"])
        reasons = [
            {"part": "wants", "tone": "fit", "kind": "wished_trade", "text": "Métier souhaité : X"},
            {"part": "can", "tone": "lift", "kind": "no_licence", "text": "Permis B manquant\x0b"},
        ]
        log.note(
            session, coach,
            Query(kind="candidate", filters=Filters(frozenset(), departments=frozenset({"68"})),
                  like=DocKey("job", world.jobs["washer"])),
            [Shown(1, fatima, 1.25, {"vector": 0.8, "words": 0.0, "rome": 1.0}, reasons),
             Shown(2, 987654, 0.5, {"vector": 0.7, "words": 0.0, "rome": 0.0}, [])],
            page=1, total=2, set_aside=1, show_impossible=False, model="e5", index_version="4.2",
            ranking_version="1.1", weights={"signals": {"rome": 4.0}, "facts": {"no_licence": -0.4}},
        )  # fmt: skip
        job = session.get_one(JobProfile, world.jobs["washer"])
        log.followed(
            session, coach, Followed.SHORTLISTED, job=job,
            candidate=session.get_one(Candidate, fatima),
        )  # fmt: skip
        found = session.scalar(select(RankingEntry.id))
        assert found is not None
        return found


def test_a_ranking_can_be_read_again(
    sign_in: SignIn, entry: int, world: World, reference: str
) -> None:
    manager = sign_in("manager")
    listed = plain(manager.get("/journaux/classements").text)
    assert "Des personnes pour le profil de poste « Plonge du soir »" in listed
    assert "rang 1 : mise dans la sélection" in listed
    text = plain(manager.get(f"/journaux/classements/{entry}").text)
    for words in ("Fatima Benali", "Métier souhaité : X", "(à lever)", "Personne effacée", "département : 68",
                  "Mise dans la sélection", "total 1.250", "no_licence", "4.2"):  # fmt: skip
        assert words in text, words
    for_auditor = plain(sign_in("auditor").get(f"/journaux/classements/{entry}").text)
    assert reference in for_auditor
    assert "Benali" not in for_auditor


def test_the_coach_reads_her_own_without_figures(sign_in: SignIn, entry: int, world: World) -> None:
    coach = sign_in("coach")
    assert "Les classements que vous avez vus" in coach.get("/journaux/classements").text
    text = plain(coach.get(f"/journaux/classements/{entry}").text)
    assert "Métier souhaité : X" in text
    assert "1.250" not in text
    assert "no_licence" not in text
    for form in ("xlsx", "json"):
        assert coach.get(f"/journaux/classements/{entry}.{form}").status_code == 403
    for name in ("colleague", "stranger", "developer", "contact"):
        other = sign_in(name)
        assert other.get("/journaux/classements").status_code == 200
        assert other.get(f"/journaux/classements/{entry}").status_code == 404
    assert sign_in("administrator").get("/journaux/classements").status_code == 403


def test_a_ranking_as_files(
    sign_in: SignIn, sessions: Sessions, entry: int, reference: str, fatima: int
) -> None:
    auditor = sign_in("auditor")
    table = auditor.get(f"/journaux/classements/{entry}.xlsx")
    sheet = load_workbook(io.BytesIO(table.data)).active
    assert sheet is not None
    _, first, second = sheet.iter_rows(values_only=True)
    assert first[:4] == (1, reference, fatima, 1.25)
    assert (
        first[-2]
        == "Veut (convient) : Métier souhaité : X\nSait faire (à lever) : Permis B manquant"
    )
    assert first[-1] == "mise dans la sélection"
    assert second[1] == "effacé"
    data = auditor.get(f"/journaux/classements/{entry}.json")
    assert data.headers["Content-Disposition"].startswith("attachment")
    assert data.json is not None
    assert data.json["model"] == "e5"
    assert data.json["results"][0]["reasons"][1]["kind"] == "no_licence"
    assert len(acts(sessions, Act.EXPORTED, kind="site")) == 2


def test_the_pages_are_in_the_navigation_of_those_who_check(sign_in: SignIn, world: World) -> None:
    for name in ("manager", "auditor"):
        assert 'href="/journaux/"' in sign_in(name).get("/journaux/").text
    assert 'href="/journaux/"' not in sign_in("coach").get("/candidats/").text


def test_a_status_is_a_decision(sessions: Sessions, world: World) -> None:
    with sessions() as session, session.begin():
        job = session.get_one(JobProfile, world.jobs["washer"])
        set_status(session, SYSTEM, job, JobStatus.FILLED)
    decided = acts(sessions, Act.DECIDED, kind="job")[-1]
    names = Names({"job": {world.jobs["washer"]: "Plonge du soir"}})
    with sessions() as session:
        said = WORDS.sentence(session.get_one(AuditEvent, decided.id), names)
    assert said == ("a fait passer le profil de poste « Plonge du soir » à l’état « Pourvu »")


def test_how_rankings_are_made_is_readable_without_an_account(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "PUBLIC_ENDPOINTS", PUBLIC_ENDPOINTS | {"matches.explained"})
    answer = client.get("/classement")
    assert answer.status_code == 200
    text = plain(answer.text)
    for words in ("Qui décide", "12 mois sur ce site", "Défenseur des droits", "60 premiers"):
        assert words in text
    assert "/journaux/classements" not in text


def test_a_page_of_matches_is_in_the_log_and_one_that_failed_is_not(
    coach: FlaskClient,
    sessions: Sessions,
    world: World,
    fatima: int,
    runtime: SiteRuntime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = world.jobs["washer"]

    class Down:
        def search(self, query: Query) -> Page:
            raise SearchUnavailable("L’index est en cours de construction.")

    monkeypatch.setitem(runtime.__dict__, "search", Down())
    assert coach.get(f"/postes/{job}/personnes").status_code == 503
    monkeypatch.setitem(runtime.__dict__, "search", RowSearch([fatima]))
    assert coach.get(f"/postes/{job}/personnes").status_code == 200
    coach.post(f"/postes/{job}/selection/{fatima}", data={"note": ""})
    with sessions() as session:
        (entry,) = session.scalars(select(RankingEntry))
        assert [line.subject_id for line in entry.results] == [fatima]
        assert [(act.rank, act.act) for act in entry.acts] == [(1, "shortlisted")]
        assert entry.actor_id == world.people["coach"]
        assert entry.request_id
        (event,) = acts(session, Act.SEARCHED)
        assert event.request_id == entry.request_id


def test_the_command_line_is_in_the_log_too(
    sessions: Sessions, world: World, fatima: int, runtime: SiteRuntime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setitem(runtime.__dict__, "search", RowSearch([fatima]))
    for arguments in (["search", "plonge", "--kind", "candidates"], ["match", "--job", str(world.jobs["washer"])]):  # fmt: skip
        assert CliRunner().invoke(main, arguments, obj=runtime).exit_code == 0
    with sessions() as session:
        typed, matched = session.scalars(select(RankingEntry).order_by(RankingEntry.id))
    assert (typed.actor_kind, typed.question) == ("system", "plonge")
    assert (matched.asked_kind, matched.asked_id) == ("job", world.jobs["washer"])

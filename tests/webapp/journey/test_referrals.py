"""Pages of referrals: the coach's, the employer's and the developer's, and what each may not read there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from matching.journey.referrals.tables import Referral
from matching.journey.shortlists.life import shortlist
from matching.journey.shortlists.tables import ShortlistEntry
from matching.pool.candidates.tables import Candidate
from matching.pool.candidates.terms import CandidateStatus
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from tests.world.site import SignIn, World, filled_form
from tests.world.traces import acts
from webapp.words.french import fr_duration, fr_rough_duration

PRESENTATION = "Fatima Benali travaille vite et bien."


@pytest.fixture
def propose_url(world: World) -> str:
    return f"/candidats/{world.candidates['fatima']}/propositions/{world.jobs['washer']}"


@pytest.fixture
def proposed(coach: FlaskClient, propose_url: str) -> str:
    """The address of a referral that waits for her answer."""
    answer = coach.post(
        propose_url, data={"message": "Près de chez vous.", "presentation": PRESENTATION}
    )
    assert answer.status_code == 302, answer.text
    return answer.location


@pytest.fixture
def agree(coach: FlaskClient, proposed: str) -> Callable[[str], str]:
    """Note that she agrees, «anonymous» or «named»; gives the address of the employer's page."""

    def noted(answer: str = "anonymous") -> str:
        told = coach.post(f"{proposed}/reponse", data={"answer": answer, "how": "au téléphone"})
        assert told.status_code == 302, told.text
        return proposed.replace("mises-en-relation", "candidatures")

    return noted


def text_of(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


# The coach.


def test_proposing_a_job(coach: FlaskClient, propose_url: str) -> None:
    page = coach.get(propose_url)
    assert page.status_code == 200
    assert "Plonge du soir" in page.text
    refused = coach.post(propose_url, data={"message": "Mon mot", "presentation": " "})
    assert refused.status_code == 422
    assert "Mon mot" in refused.text
    assert "Indiquez une présentation" in refused.text
    done = coach.post(propose_url, data={"presentation": PRESENTATION}, follow_redirects=True)
    assert "Rien n’est transmis à l’employeur" in done.text
    assert "Proposée à la personne" in done.text
    # What the employer would read is shown without her name.
    card = html.fromstring(done.text).find_class("referral-card")[0].text_content()
    assert "travaille vite et bien" in card
    assert "Fatima" not in card


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2020, 1, 1), "Dès maintenant"), (date(2099, 3, 2), "À partir du 2 mars 2099")],
)
def test_her_availability_is_on_the_coachs_page(
    coach: FlaskClient,
    proposed: str,
    sessions: sessionmaker[Session],
    world: World,
    day: date,
    said: str,
) -> None:
    with sessions() as session, session.begin():
        session.get_one(Candidate, world.candidates["fatima"]).available_from = day
    page = coach.get(proposed)
    assert page.status_code == 200
    assert said in text_of(page.text)
    refused = coach.post(f"{proposed}/reponse", data={})
    assert refused.status_code == 422
    assert said in text_of(refused.text), "the page that is drawn again says it too"


def test_a_job_that_cannot_be_proposed_says_why(
    coach: FlaskClient, propose_url: str, sessions: sessionmaker[Session], world: World
) -> None:
    with sessions() as session, session.begin():
        session.get_one(Candidate, world.candidates["fatima"]).status = CandidateStatus.PAUSED
    refused = coach.post(propose_url, data={"presentation": PRESENTATION})
    assert refused.status_code == 422
    assert "pas en recherche" in refused.text
    assert PRESENTATION in refused.text


def test_only_who_keeps_her_record_proposes(sign_in: SignIn, propose_url: str) -> None:
    expected = {"manager": 200, "colleague": 403, "stranger": 404, "developer": 404, "contact": 404}
    for name, status in expected.items():
        assert sign_in(name).get(propose_url).status_code == status, name


def test_from_her_page_and_her_shortlist(
    coach: FlaskClient, world: World, sessions: sessionmaker[Session], propose_url: str
) -> None:
    fatima, washer = world.candidates["fatima"], world.jobs["washer"]
    with sessions() as session, session.begin():
        shortlist(
            session,
            actor_of(session.get_one(Person, world.people["coach"])),
            job=session.get_one(JobProfile, washer),
            candidate=session.get_one(Candidate, fatima),
            note="",
        )
    for page in (
        f"/candidats/{fatima}",
        f"/candidats/{fatima}/propositions",
        f"/postes/{washer}/selection",
    ):
        assert propose_url in coach.get(page).text, page
    coach.post(propose_url, data={"presentation": PRESENTATION})
    shown = coach.get(f"/candidats/{fatima}").text
    assert "/mises-en-relation/" in shown
    assert propose_url not in shown
    with sessions() as session:
        assert session.scalars(select(Referral)).one().state == "proposed"
        assert session.scalars(select(ShortlistEntry.candidate_id)).all() == [fatima], "it stays"


def test_noting_her_answer_needs_how_she_said_it(coach: FlaskClient, proposed: str) -> None:
    for data, message in (
        ({}, "Choisissez une réponse"),
        ({"answer": "named"}, "comment la personne l’a dit"),
        ({"answer": "maybe", "how": "x"}, "Erreur"),
        ({"answer": "no", "how": "x", "reason": "y" * 1001}, "trop long"),
    ):
        refused = coach.post(f"{proposed}/reponse", data=data)
        assert refused.status_code == 422, data
        assert message in refused.text
    done = coach.post(
        f"{proposed}/reponse",
        data={"answer": "named", "how": "en entretien"},
        follow_redirects=True,
    )
    assert "Transmise à l’employeur" in done.text
    assert "en entretien" in done.text
    assert "Camille Muller" in text_of(done.text), "the steps say who"


def test_changing_and_withdrawing(
    coach: FlaskClient, proposed: str, agree: Callable[[str], str], sign_in: SignIn
) -> None:
    employer, page = sign_in("contact"), agree("anonymous")
    assert "Fatima" not in employer.get(page).text
    refused = coach.post(f"{proposed}/nom", data={"nom": "oui", "how": ""})
    assert refused.status_code == 422
    coach.post(f"{proposed}/nom", data={"nom": "oui", "how": "au téléphone"})
    assert "Fatima Benali" in employer.get(page).text
    coach.post(f"{proposed}/nom", data={"nom": "non", "how": "au téléphone"})
    assert "Fatima" not in employer.get(page).text
    assert coach.post(f"{proposed}/retirer", data={"reason": "x" * 1001}).status_code == 422
    coach.post(f"{proposed}/retirer", data={"reason": "Elle a un emploi."})
    assert employer.get(page).status_code == 404
    assert "Elle a un emploi." in coach.get(proposed).text


def test_a_stale_page_is_told_so(coach: FlaskClient, proposed: str) -> None:
    coach.post(f"{proposed}/retirer")
    late = coach.post(f"{proposed}/reponse", data={"answer": "named", "how": "x"})
    assert late.status_code == 422
    assert "a changé entre-temps" in late.text


def test_the_list_and_its_spreadsheet(
    coach: FlaskClient, proposed: str, sign_in: SignIn, sessions: sessionmaker[Session]
) -> None:
    page = coach.get("/mises-en-relation")
    assert "Fatima Benali" in page.text
    assert proposed in page.text
    assert "Fatima" not in coach.get("/mises-en-relation?etat=agreed").text
    assert coach.get("/mises-en-relation?etat=%F0%9F&suivi=x&page=99999999999").status_code == 200
    colleague = sign_in("colleague")
    assert "Fatima" not in colleague.get("/mises-en-relation").text, "her own people first"
    assert "Fatima" in colleague.get("/mises-en-relation?suivi=structure").text
    table = coach.get("/mises-en-relation/export.xlsx")
    sheet = load_workbook(io.BytesIO(table.data)).active
    rows = list(sheet.values)
    assert rows[1][:4] == (
        "Fatima Benali", "Plonge du soir", "Boulangerie du Ried", "Proposée à la personne",
    )  # fmt: skip
    noted = {event.act for event in acts(sessions, kind="referral")}
    assert {"created", "listed", "exported"} <= noted


def test_lists_are_for_those_who_follow(sign_in: SignIn, coach: FlaskClient) -> None:
    for path in ("/mises-en-relation", "/mises-en-relation/export.xlsx"):
        assert sign_in("contact").get(path).status_code == 403
        assert sign_in("administrator").get(path).status_code == 403
        assert sign_in("developer").get(path).status_code == 200
    for path in ("/candidatures", "/candidatures/export.xlsx"):
        assert coach.get(path).status_code == 403
        assert sign_in("contact").get(path).status_code == 200


# The developer.


def test_developers_follow_without_any_name(
    sign_in: SignIn, agree: Callable[[str], str], proposed: str
) -> None:
    developer = sign_in("developer")
    assert developer.get(proposed).status_code == 404
    agree("named")
    for path in ("/mises-en-relation", proposed):
        page = developer.get(path)
        assert page.status_code == 200
        assert "Plonge du soir" in page.text
        for word in ("Fatima", "Benali", "travaille vite", "06 12 34 56 78", "Près de chez vous"):
            assert word not in page.text, (path, word)
    table = developer.get("/mises-en-relation/export.xlsx").data
    assert "Fatima" not in str(list(load_workbook(io.BytesIO(table)).active.values))
    assert developer.post(f"{proposed}/retirer").status_code == 403
    assert developer.get(proposed.replace("mises-en-relation", "candidatures")).status_code == 403


def test_a_colleague_reads_her_name_and_not_her_contact(
    sign_in: SignIn, coach: FlaskClient, agree: Callable[[str], str], proposed: str
) -> None:
    agree("named")
    page = sign_in("colleague").get(proposed)
    assert page.status_code == 200
    assert "Fatima Benali" in page.text
    assert "06 12 34 56 78" not in page.text
    assert "qui restent entre elle et son coach" in page.text
    kept = coach.get(proposed).text
    assert "06 12 34 56 78" in kept
    assert "qui restent entre elle et son coach" not in kept


# The employer.


def test_the_employer_answers(
    sign_in: SignIn, agree: Callable[[str], str], coach: FlaskClient, proposed: str
) -> None:
    employer, page = sign_in("contact"), agree("anonymous")
    assert page in employer.get("/candidatures").text
    assert employer.get(proposed).location == page
    shown = employer.get(page)
    assert "travaille vite et bien" in shown.text
    assert filled_form(shown)["text"] == [""]
    for data, message in (
        ({}, "Choisissez une réponse"),
        ({"answer": "no", "text": "Mes précisions"}, "Indiquez pourquoi"),
        ({"answer": "no", "reason": "age", "text": "Mes précisions"}, "Valeur inconnue"),
        ({"answer": "yes", "text": "x" * 1001}, "trop long"),
    ):
        refused = employer.post(page, data=data)
        assert refused.status_code == 422, data
        assert message in refused.text
        assert data.get("text", "") in refused.text
    done = employer.post(
        page,
        data={"answer": "no", "reason": "schedule", "text": "Le matin."},
        follow_redirects=True,
    )
    assert "Vous ne donnez pas suite" in done.text
    assert "Les horaires" in coach.get(proposed).text
    assert "Le matin." in coach.get(proposed).text
    done = employer.post(page, data={"answer": "yes"}, follow_redirects=True)
    assert "prend contact avec vous" in done.text


def test_another_employer_sees_nothing(sign_in: SignIn, agree: Callable[[str], str]) -> None:
    page, rival = agree("named"), sign_in("rival")
    assert rival.get(page).status_code == 404
    assert rival.post(page, data={"answer": "yes"}).status_code == 404
    assert "Fatima" not in rival.get("/candidatures").text


def all_text(employer: FlaskClient, page: str) -> str:
    """Everything that an employer can open, tables unpacked."""
    found = []
    for path in (
        page, page.replace("candidatures", "mises-en-relation"), "/candidatures", "/", "/postes/",
        "/mises-en-relation", "/mises-en-relation/export.xlsx",
    ):  # fmt: skip
        found.append(employer.get(path, follow_redirects=True).get_data(as_text=True))
    table = employer.get("/candidatures/export.xlsx").data
    archive = zipfile.ZipFile(io.BytesIO(table))
    found += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join(found)


def test_what_an_employer_reads_before_during_and_after(
    sign_in: SignIn,
    coach: FlaskClient,
    world: World,
    sessions: sessionmaker[Session],
    propose_url: str,
) -> None:
    """Sentinels in the columns of the person, looked for in every page and table of the employer."""
    with sessions() as session, session.begin():
        row = session.get_one(Candidate, world.candidates["fatima"])
        row.first_name, row.last_name = "Zorblatta", "Quimpette"
        row.street, row.birth_date, row.commune_insee = "SecretStreetXq", date(1967, 8, 19), "67462"
        row.constraints_text, row.wishes_text = "SecretConstraintXq", "SecretWishXq"
        row.email, row.phone = "secretmail@vivier.test", "07 99 88 77 66"
        row.skills, row.licences = ["SkillShownXq"], ["B"]
        job = row.experiences[0]
        job.title, job.employer, job.place = "TitleShownXq", "SecretEmployerXq", "SecretPlaceXq"
        job.description, job.start_year, job.end_year = "SecretTaskXq", 1989, 1992
        row.education[0].label = "SecretDiplomaXq"
        row.certificates[0].code = "CertificateShownXq"
        row.obstacles[0].note = "SecretObstacleXq"
        reference = row.reference
        shortlist(
            session,
            actor_of(session.get_one(Person, world.people["coach"])),
            job=session.get_one(JobProfile, world.jobs["washer"]),
            candidate=row,
            note="SecretNoteXq",
        )
    named = ["Zorblatta", "Quimpette", "secretmail@vivier.test", "07 99 88 77 66"]
    secret = [
        "SecretStreetXq", "1967", "67462", "Sélestat", "SecretConstraintXq", "SecretWishXq",
        "SecretEmployerXq", "SecretPlaceXq", "SecretTaskXq", "1989", "1992", "SecretDiplomaXq",
        "SecretObstacleXq", "SecretNoteXq", "SecretMessageXq", "Relais Emploi Colmar", "Deux enfants",
    ]  # fmt: skip
    shown = ["SkillShownXq", "TitleShownXq", "CertificateShownXq", "PresentationShownXq", reference]
    employer = sign_in("contact")
    page = coach.post(
        propose_url, data={"message": "SecretMessageXq", "presentation": "PresentationShownXq"}
    ).location
    theirs = page.replace("mises-en-relation", "candidatures")

    def read() -> set[str]:
        text = all_text(employer, theirs)
        return {word for word in named + secret + shown if word in text}

    assert read() == set()
    coach.post(f"{page}/reponse", data={"answer": "anonymous", "how": "x"})
    assert read() == set(shown)
    coach.post(f"{page}/nom", data={"nom": "oui", "how": "x"})
    assert read() == {*shown, *named} - {reference}
    employer.post(theirs, data={"answer": "yes", "text": "Venez."})
    assert read() == {*shown, *named} - {reference}
    coach.post(f"{page}/retirer", data={"reason": "SecretNoteXq"})
    assert read() == set()


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "x" * 100_000, "=1+1", "<script>", "1e309"])
def test_hostile_input_is_no_failure(
    coach: FlaskClient,
    sign_in: SignIn,
    propose_url: str,
    agree: Callable[[str], str],
    proposed: str,
    typed: str,
) -> None:
    employer, page = sign_in("contact"), agree("anonymous")
    body = {name: typed.encode("utf-8", "surrogatepass") for name in
            ("message", "presentation", "answer", "how", "reason", "text", "nom")}  # fmt: skip
    for client, path in (
        (coach, propose_url),
        (coach, f"{proposed}/reponse"),
        (coach, f"{proposed}/nom"),
        (employer, page),
        (coach, f"{proposed}/retirer"),
    ):
        assert client.post(path, data=body).status_code < 500, path
        named = body | {"answer": "no", "nom": "oui"}
        assert client.post(path, data=named).status_code < 500, path


def test_durations_in_words() -> None:
    assert [fr_duration(n) for n in (None, 0, 1, 11, 12, 14, 16, 20, 24, 30, 36, 121)] == [
        "", "", "1 mois", "11 mois", "1 an", "1 an", "1 an et demi", "1 an et demi", "2 ans",
        "2 ans et demi", "3 ans", "plus de 10 ans",
    ]  # fmt: skip
    assert [fr_rough_duration(n) for n in (None, 1, 23, 24, 35, 36, 120, 121)] == [
        "", "1 mois", "23 mois", "2 ans", "2 ans", "3 ans", "10 ans", "plus de 10 ans",
    ]  # fmt: skip


def test_an_employer_reads_how_long_on_the_page_and_in_the_file(
    sign_in: SignIn, sessions: sessionmaker[Session], world: World, agree: Callable[[str], str]
) -> None:
    with sessions() as session, session.begin():
        done = session.get_one(Candidate, world.candidates["fatima"]).experiences[0]
        done.start_year, done.start_month, done.end_year, done.end_month = 2019, 1, 2021, 6
        done.current = False
    page = agree("anonymous")
    employer = sign_in("contact")
    assert ", 2 ans et demi" in text_of(employer.get(page).text)
    book = load_workbook(io.BytesIO(employer.get("/candidatures/export.xlsx").data))
    assert any("(2 ans et demi)" in str(cell) for row in book.active.values for cell in row)


@pytest.mark.parametrize(("until", "open_"), [(date(2020, 1, 1), False), (date(2099, 1, 1), True)])
def test_a_job_that_has_run_out_is_not_offered_to_be_proposed(
    coach: FlaskClient,
    sessions: sessionmaker[Session],
    world: World,
    propose_url: str,
    until: date,
    open_: bool,
) -> None:
    fatima, washer = world.candidates["fatima"], world.jobs["washer"]
    with sessions() as session, session.begin():
        job = session.get_one(JobProfile, washer)
        job.valid_until = until
        shortlist(
            session,
            actor_of(session.get_one(Person, world.people["coach"])),
            job=job,
            candidate=session.get_one(Candidate, fatima),
            note="",
        )
    offered = propose_url in coach.get(f"/candidats/{fatima}/propositions").text
    assert offered is open_
    told = "Ce poste n’est plus ouvert" in coach.get(propose_url).text
    assert told is not open_

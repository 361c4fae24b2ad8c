"""The pages about people: who may open them, lists, forms that keep what was typed, and each change."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM
from matching.pool.candidates.life import CandidateData, create_candidate
from matching.pool.candidates.obstacles import add_obstacle
from matching.pool.candidates.reading import get_candidate
from matching.pool.candidates.tables import Candidate
from tests.world.site import SignIn, World, filled_form

Read = Callable[[str], Candidate]


@pytest.fixture
def read(sessions: sessionmaker[Session], world: World) -> Read:
    """A person as the database holds her now."""

    def one(name: str) -> Candidate:
        with sessions() as session:
            candidate = get_candidate(session, SYSTEM, world.candidates[name])
            for obstacle in candidate.obstacles:
                list(obstacle.actions)
            return candidate

    return one


@pytest.mark.parametrize(
    ("role", "index", "show", "edit"),
    [
        ("coach", 200, 200, 200),
        ("colleague", 200, 200, 403),
        ("manager", 200, 200, 200),
        ("stranger", 200, 404, 404),
        ("developer", 403, 404, 404),
        ("contact", 403, 404, 404),
        ("administrator", 403, 404, 404),
    ],
)
def test_who_may_open_what(
    sign_in: SignIn, world: World, role: str, index: int, show: int, edit: int
) -> None:
    one, url = sign_in(role), f"/candidats/{world.candidates['fatima']}"
    assert one.get("/candidats/").status_code == index
    assert one.get("/candidats/export.xlsx").status_code == index
    assert one.get(url).status_code == show
    assert one.get(f"{url}/modifier").status_code == edit
    assert one.get(f"{url}/experiences/nouvelle").status_code == edit
    assert one.post(f"{url}/certificats", data={"certificat-code": "SST"}).status_code in (
        edit,
        302,
    )
    assert ("Modifier la fiche" in one.get(url).text) == (edit == 200)


def test_the_list_shows_ones_own_people_first(coach: FlaskClient) -> None:
    mine, all_ = coach.get("/candidats/").text, coach.get("/candidats/?suivi=structure").text
    assert "BENALI" in mine
    assert "NOVAK" not in mine
    assert "NOVAK" in all_
    assert "LANG" not in all_
    assert "Plongeur / Plongeuse en restauration" in mine
    assert "1 frein à lever" in mine
    assert "Pas de CV" in mine


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=benali", True),
        ("q=gare", True),
        ("q=cariste", False),
        ("metier=G1605", True),
        ("metier=plonge", True),
        ("metier=N1101", False),
        ("statut=active", True),
        ("statut=paused", False),
        ("statut=nimporte", False),
        ("departement=68", True),
        ("departement=67", False),
        ("page=9", True),
        ("page=-3", True),
        ("page=x", True),
        ("metier=zzzz", True),
    ],
)
def test_filters_of_the_list(coach: FlaskClient, query: str, found: bool) -> None:
    answer = coach.get(f"/candidats/?{query}")
    assert answer.status_code == 200
    assert ("BENALI" in answer.text) == found
    if not found:
        assert "Personne ne correspond" in answer.text


def test_a_long_list_has_pages_that_keep_the_filters(
    coach: FlaskClient, sessions: sessionmaker[Session], world: World
) -> None:
    with sessions() as session, session.begin():
        for number in range(60):
            create_candidate(
                session,
                SYSTEM,
                CandidateData("Prénom", f"Série {number:02d}"),
                structure_id=world.structures["here"],
                coach_id=world.people["coach"],
            )
    second = coach.get("/candidats/?q=série&page=2").text
    assert "60 personnes" in second
    assert "SÉRIE 25" in second
    assert "SÉRIE 24" not in second
    assert "page=3" in second
    assert "q=s%C3%A9rie" in second
    assert coach.get("/candidats/?q=série&page=99").text.count("row-item__name") == 10


def test_the_spreadsheet_holds_the_list_and_no_formula(
    coach: FlaskClient, sessions: sessionmaker[Session], world: World
) -> None:
    with sessions() as session, session.begin():
        data = CandidateData("=1+1", "Aaa")
        structure, coach_id = world.structures["here"], world.people["coach"]
        create_candidate(session, SYSTEM, data, structure_id=structure, coach_id=coach_id)
    sheet = load_workbook(io.BytesIO(coach.get("/candidats/export.xlsx").data)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:2] == ("Nom", "Prénom")
    assert [row[0] for row in rows[1:]] == ["Aaa", "Benali"]
    assert sheet["B2"].data_type == "s"


def test_the_page_shows_the_three_parts_and_the_path(coach: FlaskClient, world: World) -> None:
    page = coach.get(f"/candidats/{world.candidates['fatima']}").text
    for words in ("Veut", "Sait faire", "Peut aller", "plutôt le soir", "jusqu’à 45 min", "Plongeuse",
                  "Mars 2021 – juin 2023", "CAP cuisine", "obtenu en 2024", "français (B1)",
                  "De 20 à 30 h par semaine", "Appeler la mairie", "Pas le week-end"):  # fmt: skip
        assert words in page, words


def test_saving_the_form_untouched_changes_nothing(
    coach: FlaskClient, world: World, read: Read
) -> None:
    url = f"/candidats/{world.candidates['fatima']}/modifier"
    before = read("fatima")
    answer = coach.post(url, data=filled_form(coach.get(url)))
    assert answer.status_code == 302
    after = read("fatima")
    for column in set(Candidate.__table__.columns.keys()) - {"updated_at"}:
        assert getattr(after, column) == getattr(before, column), column
    assert [(m.means, m.radius_km, m.minutes) for m in after.mobility] == [
        ("public_transport", None, 45)
    ]
    assert [(x.language, x.level) for x in after.languages] == [("arabe", None), ("français", "B1")]
    assert len(after.experiences) == len(after.certificates) == 1


def test_a_refused_form_keeps_all_that_was_typed(coach: FlaskClient) -> None:
    typed = {
        "first_name": "",
        "last_name": "Haddad",
        "status": "active",
        "email": "pas une adresse",
        "commune_insee": "Nulle-Part-les-Bains",
        "wishes_text": "travailler dehors",
        "wished_romes-0": "xyzxyz",
        "hours_min": "trente",
        "available_from": "31/02/2026",
        "slots": ["morning", "evening"],
        "weekends": "non",
        "mobility-car-radius_km": "9999",
        "languages-0-language": "portugais",
        "languages-0-level": "B2",
        "skills": "Jardinage\nTaille",
    }
    answer = coach.post("/candidats/nouveau", data=typed)
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    again = filled_form(answer)
    for name, value in typed.items():
        assert again[name] == (value if isinstance(value, list) else [value]), name
    # A list of errors on top, each leading to a field that says the same.
    links = page.xpath("//div[@id='erreurs']//a/@href")
    assert len(links) == 5
    for link in links:
        (field,) = page.xpath(f"//*[@id='{link[1:]}']")
        assert field.get("aria-invalid") == "true"
        (message,) = page.xpath(f"//*[@id='{field.get('aria-describedby').split()[-1]}']")
        assert "Erreur" in message.text_content()


def test_what_the_service_refuses_is_shown_at_the_field(coach: FlaskClient) -> None:
    typed = {"first_name": "Ali", "last_name": "Haddad", "status": "active", "email": "ali@@x",
             "hours_min": "30", "hours_max": "20", "mobility-car-radius_km": "9999"}  # fmt: skip
    answer = coach.post("/candidats/nouveau", data=typed)
    assert answer.status_code == 422
    links = html.fromstring(answer.text).xpath("//div[@id='erreurs']//a/@href")
    assert set(links) == {"#email", "#hours_max", "#mobility"}
    assert "Le maximum d’heures" in answer.text


def test_an_ambiguous_commune_is_chosen_from_a_list(
    coach: FlaskClient, read: Read, world: World
) -> None:
    url = f"/candidats/{world.candidates['fatima']}/modifier"
    typed = filled_form(coach.get(url)) | {"commune_insee": ["saint louis"]}
    answer = coach.post(url, data=typed)
    assert answer.status_code == 422
    values = html.fromstring(answer.text).xpath("//input[@name='commune_insee-choix']/@value")
    assert set(values) == {"68297", "57634"}
    assert coach.post(url, data=typed | {"commune_insee-choix": ["57634"]}).status_code == 302
    assert read("fatima").commune_insee == "57634"


@pytest.mark.parametrize("text", ["Colmar", "68000 Colmar", "68000", "colmar (68000)", " COLMAR "])
def test_ways_to_write_a_commune(coach: FlaskClient, read: Read, world: World, text: str) -> None:
    url = f"/candidats/{world.candidates['igor']}/modifier"
    typed = {"first_name": "Igor", "last_name": "Novak", "status": "active", "commune_insee": text}
    manager_only = coach.post(url, data=typed)
    assert manager_only.status_code == 403  # a colleague's person
    mine = f"/candidats/{world.candidates['fatima']}/modifier"
    assert coach.post(mine, data=typed).status_code == 302
    assert read("fatima").commune_insee == "68066"


def test_a_trade_in_everyday_words(coach: FlaskClient, read: Read, world: World) -> None:
    url = f"/candidats/{world.candidates['fatima']}/modifier"
    typed = filled_form(coach.get(url)) | {"wished_romes-0": ["cariste"], "wished_romes-1": [""]}
    assert coach.post(url, data=typed).status_code == 302
    assert read("fatima").wished_romes == ["N1101"]


def test_experiences(coach: FlaskClient, read: Read, world: World) -> None:
    base = f"/candidats/{world.candidates['fatima']}/experiences"
    typed = {"title": "Agente de quai", "start_year": "2024", "start_month": "2", "current": "y",
             "rome": "N1105", "description": "Palettes"}  # fmt: skip
    assert coach.post(f"{base}/nouvelle", data=typed).status_code == 302
    added = read("fatima").experiences[0]
    assert (added.title, added.rome, added.current, added.start_month) == (
        "Agente de quai",
        "N1105",
        True,
        2,
    )

    url = f"{base}/{added.id}"
    same = filled_form(coach.get(url))
    refused = coach.post(url, data=same | {"end_year": ["1950"], "current": []})
    assert refused.status_code == 422
    assert "La fin ne peut pas être avant le début" in refused.text
    assert coach.post(url, data=same | {"title": ["Manutentionnaire"]}).status_code == 302
    assert read("fatima").experiences[0].title == "Manutentionnaire"

    assert (
        coach.post(
            f"/candidats/{world.candidates['fatima']}/experience/{added.id}/retirer"
        ).status_code
        == 302
    )
    assert len(read("fatima").experiences) == 1


def test_education_and_certificates(coach: FlaskClient, read: Read, world: World) -> None:
    base = f"/candidats/{world.candidates['fatima']}"
    assert (
        coach.post(
            f"{base}/formations", data={"formation-label": "Bac pro", "formation-year": "2020"}
        ).status_code
        == 302
    )
    assert (
        coach.post(
            f"{base}/certificats", data={"certificat-code": "HACCP", "certificat-year": "2025"}
        ).status_code
        == 302
    )
    fatima = read("fatima")
    assert {e.label for e in fatima.education} == {"CAP cuisine", "Bac pro"}
    assert {c.code for c in fatima.certificates} == {"SST", "HACCP"}
    refused = coach.post(
        f"{base}/certificats", data={"certificat-code": "X", "certificat-year": "20255"}
    )
    assert refused.status_code == 422
    assert 'value="20255"' in refused.text
    row = next(c for c in fatima.certificates if c.code == "HACCP")
    assert coach.post(f"{base}/certificate/{row.id}/retirer").status_code == 302
    assert {c.code for c in read("fatima").certificates} == {"SST"}


def test_obstacles_and_their_actions(coach: FlaskClient, read: Read, world: World) -> None:
    base = f"/candidats/{world.candidates['fatima']}"
    for action in read("fatima").obstacles[0].actions:
        assert coach.post(f"{base}/actions/{action.id}", data={"fait": "oui"}).status_code == 302
    assert read("fatima").obstacles[0].lifted_on is not None
    assert "Levé" in coach.get(base).text
    first = read("fatima").obstacles[0].actions[0]
    assert coach.post(f"{base}/actions/{first.id}", data={"fait": "non"}).status_code == 302
    assert read("fatima").obstacles[0].lifted_on is None

    typed = {
        "frein-kind": "housing",
        "frein-note": "Bail",
        "frein-actions": "Écrire au bailleur\n\nVisiter",
    }
    assert coach.post(f"{base}/freins", data=typed).status_code == 302
    assert [a.label for a in read("fatima").obstacles[1].actions] == [
        "Écrire au bailleur",
        "Visiter",
    ]


def test_facts_of_another_person_are_unknown(sign_in: SignIn, read: Read, world: World) -> None:
    """Ids in the address are checked against the person: no reaching over."""
    experience = read("fatima").experiences[0].id
    action = read("fatima").obstacles[0].actions[0].id
    one, base = sign_in("colleague"), f"/candidats/{world.candidates['igor']}"
    assert one.get(f"{base}/experiences/{experience}").status_code == 404
    assert one.post(f"{base}/experience/{experience}/retirer").status_code == 404
    assert one.post(f"{base}/actions/{action}", data={"fait": "oui"}).status_code == 404
    assert len(read("fatima").experiences) == 1


def test_proposals_while_typing(coach: FlaskClient) -> None:
    assert coach.get("/reference/communes?q=colm").json == ["68000 Colmar"]
    assert coach.get("/reference/metiers?q=plong").json == [
        "Plongeur / Plongeuse en restauration (G1605)"
    ]
    assert coach.get("/reference/communes?q=").json == []


def test_text_is_never_read_as_html(coach: FlaskClient, world: World) -> None:
    url = f"/candidats/{world.candidates['fatima']}/modifier"
    typed = filled_form(coach.get(url)) | {
        "wishes_text": ["<script>alert(1)</script>"],
        "skills": ["<b>x"],
    }
    assert coach.post(url, data=typed).status_code == 302
    page = coach.get(f"/candidats/{world.candidates['fatima']}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_the_number_of_statements_does_not_grow_with_the_list(
    coach: FlaskClient, sessions: sessionmaker[Session], world: World, db_engine: Engine
) -> None:
    def statements() -> int:
        seen: list[str] = []

        def note(_c: object, _k: object, statement: str, *_: object) -> None:
            seen.append(statement)

        event.listen(db_engine, "before_cursor_execute", note)
        assert coach.get("/candidats/").status_code == 200
        event.remove(db_engine, "before_cursor_execute", note)
        return len([one for one in seen if one.startswith("SELECT")])

    few = statements()
    with sessions() as session, session.begin():
        for number in range(24):
            row = create_candidate(
                session,
                SYSTEM,
                CandidateData(
                    "Prénom", f"Nom {number}", commune_insee="68066", wished_romes=("N1101",)
                ),
                structure_id=world.structures["here"],
                coach_id=world.people["coach"],
            )
            add_obstacle(session, SYSTEM, row, kind="other", note="", actions=["x"])
    assert statements() == few
    assert few <= 12

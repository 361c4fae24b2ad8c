"""The pages about job profiles and employers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from lxml import html
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM
from matching.pool.jobs.reading import get_job
from matching.pool.jobs.tables import JobProfile
from tests.world.site import SignIn, World, filled_form

Read = Callable[[int], JobProfile]


TYPED = {"title": "Boulanger", "contract": "CDI", "commune_insee": "68000 Colmar", "openings": "2"}


@pytest.fixture
def read(sessions: sessionmaker[Session]) -> Read:
    def one(job_id: int) -> JobProfile:
        with sessions() as session:
            return get_job(session, SYSTEM, job_id)

    return one


@pytest.mark.parametrize(
    ("role", "index", "published", "draft", "edit"),
    [
        ("contact", 200, 200, 200, 200),
        ("rival", 200, 404, 404, 404),
        ("developer", 200, 200, 200, 200),
        ("coach", 200, 200, 404, 403),
        ("manager", 200, 200, 404, 403),
        ("administrator", 403, 404, 404, 404),
    ],
)
def test_who_may_open_what(
    sign_in: SignIn, world: World, role: str, index: int, published: int, draft: int, edit: int
) -> None:
    one, washer = sign_in(role), world.jobs["washer"]
    assert one.get("/postes/").status_code == index
    assert one.get(f"/postes/{washer}").status_code == published
    assert one.get(f"/postes/{world.jobs['draft']}").status_code == draft
    assert one.get(f"/postes/{washer}/modifier").status_code == edit
    assert one.post(f"/postes/{washer}/etat", data={"etat": "suspended"}).status_code == (
        302 if edit == 200 else edit
    )


def test_an_employer_sees_only_her_own(sign_in: SignIn) -> None:
    page = sign_in("contact").get("/postes/").text
    assert "Mes profils de poste" in page
    assert "Plonge du soir" in page
    assert "Vente en boutique" in page
    assert "Cariste de nuit" not in page


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Plonge du soir", "Cariste de nuit"}),
        ("q=vaisselle", {"Plonge du soir"}),
        ("q=rhenane", {"Cariste de nuit"}),
        ("contrat=interim", {"Cariste de nuit"}),
        ("metier=cariste", {"Cariste de nuit"}),
        ("departement=67", {"Cariste de nuit"}),
        ("statut=filled", set()),
    ],
)
def test_filters_of_the_list(sign_in: SignIn, query: str, titles: set[str]) -> None:
    page = html.fromstring(sign_in("coach").get(f"/postes/?{query}").text)
    assert {a.text for a in page.xpath("//*[@class='row-item__name']/a")} == titles


def test_the_page_says_what_is_asked(sign_in: SignIn, world: World) -> None:
    page = sign_in("coach").get(f"/postes/{world.jobs['washer']}").text
    for words in ("Plonge du soir", "français (niveau A2)", "Permis B", "Indispensable", "Un plus",
                  "Débutants acceptés", "24 h par semaine", "68000 Colmar", "Station debout"):  # fmt: skip
        assert words in page, words


def test_an_employer_writes_and_publishes(sign_in: SignIn, world: World, read: Read) -> None:
    one = sign_in("contact")
    create = one.get("/postes/nouveau").location
    assert create == f"/postes/nouveau/{world.employers['bakery']}"
    form = filled_form(one.get(create))
    assert form["commune_insee"] == ["68000 Colmar"]  # where the employer is
    typed = {
        **TYPED,
        "certificates-0-code": "CAP boulanger",
        "certificates-0-must": "oui",
        "licences-0-code": "B",
        "licences-0-must": "non",
        "languages-0-code": "français",
        "languages-0-level": "A2",
        "languages-0-must": "oui",
        "skills-0-code": "Pétrir",
        "skills-0-must": "non",
        "slots": ["night", "morning"],
        "starts_at": "03:30",
        "weekends": "y",
        "puis": "brouillon",
    }
    answer = one.post(create, data=typed)
    assert answer.status_code == 302
    job = read(int(answer.location.rsplit("/", 1)[1]))
    assert (job.status, job.title, job.openings, job.commune_insee) == (
        "draft",
        "Boulanger",
        2,
        "68066",
    )
    assert {(r.kind, r.code, r.level, r.must) for r in job.requirements} == {
        ("certificate", "CAP boulanger", None, True),
        ("licence", "B", None, False),
        ("language", "français", "A2", True),
        ("skill", "Pétrir", None, False),
    }
    page = one.get(f"/postes/{job.id}").text
    assert "Ce profil est un brouillon" in page
    assert one.post(f"/postes/{job.id}/etat", data={"etat": "published"}).status_code == 302
    assert read(job.id).status == "published"
    assert "Boulanger" in sign_in("coach").get("/postes/").text


def test_one_button_publishes_at_once(sign_in: SignIn, world: World, read: Read) -> None:
    one, url = sign_in("contact"), f"/postes/nouveau/{world.employers['bakery']}"
    answer = one.post(url, data=TYPED | {"puis": "publier"})
    assert read(int(answer.location.rsplit("/", 1)[1])).status == "published"


def test_nobody_writes_for_another_employer(sign_in: SignIn, world: World) -> None:
    url = f"/postes/nouveau/{world.employers['bakery']}"
    assert sign_in("rival").post(url, data=TYPED).status_code == 404
    assert sign_in("coach").post(url, data=TYPED).status_code == 403


def test_a_developer_chooses_the_employer(sign_in: SignIn, world: World) -> None:
    one = sign_in("developer")
    page = one.get("/postes/nouveau").text
    assert "Boulangerie du Ried" in page
    assert "Logistique Rhénane" in page
    assert one.post(f"/postes/nouveau/{world.employers['depot']}", data=TYPED).status_code == 302
    assert sign_in("coach").get("/postes/nouveau").status_code == 403


def test_saving_the_form_untouched_changes_nothing(
    sign_in: SignIn, world: World, read: Read
) -> None:
    one, washer = sign_in("contact"), world.jobs["washer"]
    before = read(washer)
    assert (
        one.post(
            f"/postes/{washer}/modifier", data=filled_form(one.get(f"/postes/{washer}/modifier"))
        ).status_code
        == 302
    )
    after = read(washer)
    for column in set(JobProfile.__table__.columns.keys()) - {"updated_at"}:
        assert getattr(after, column) == getattr(before, column), column
    asked = [
        [(r.kind, r.code, r.level, r.must) for r in job.requirements] for job in (before, after)
    ]
    assert asked[0] == asked[1]


def test_a_refused_form_keeps_all_that_was_typed(sign_in: SignIn, world: World) -> None:
    typed = {"title": "", "contract": "", "commune_insee": "Colmar", "openings": "0", "starts_at": "25:99",
             "text": "une belle équipe", "skills-0-code": "z" * 300, "skills-0-must": "oui"}  # fmt: skip
    answer = sign_in("contact").post(f"/postes/nouveau/{world.employers['bakery']}", data=typed)
    assert answer.status_code == 422
    again = filled_form(answer)
    for name in ("text", "skills-0-code", "skills-0-must", "openings", "starts_at"):
        assert again[name] == [typed[name]], name
    links = html.fromstring(answer.text).xpath("//div[@id='erreurs']//a/@href")
    assert {"#title", "#contract", "#starts_at"} <= set(links)


def test_what_the_service_refuses_leads_to_its_block(sign_in: SignIn, world: World) -> None:
    typed = TYPED | {"skills-0-code": "z" * 300, "skills-0-must": "oui", "openings": "0"}
    answer = sign_in("contact").post(f"/postes/nouveau/{world.employers['bakery']}", data=typed)
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert set(page.xpath("//div[@id='erreurs']//a/@href")) == {"#openings", "#requirements"}
    assert page.xpath("//*[@id='requirements']")


NAMING = TYPED | {
    "title": "Vendeur (H/F)",
    "text": "Bienvenue !\r\nNous recherchons une femme. Équipe jeune.\r\nCV avec photo.",
    "languages-0-code": "allemand langue maternelle",
    "languages-0-must": "oui",
    "commune_insee": "Colmar",
}


def test_a_refused_wording_is_kept_as_a_draft_and_not_published(
    sign_in: SignIn, world: World, read: Read
) -> None:
    one, url = sign_in("contact"), f"/postes/nouveau/{world.employers['bakery']}"
    answer = one.post(url, data=NAMING | {"puis": "publier"})
    assert answer.status_code == 422
    again = filled_form(answer)
    for name in ("title", "text", "languages-0-code", "languages-0-must", "contract"):
        assert again[name] == [NAMING[name].replace("\r\n", "\n")], name
    page = html.fromstring(answer.text)
    assert set(page.xpath("//div[@id='erreurs']//a/@href")) == {"#text", "#requirements"}
    told = page.xpath("string(//*[@id='text-erreur'])").replace("\u00a0", " ")
    assert "« une femme »" in told
    assert "L1142-1" in told
    assert "Écrivez plutôt « une personne »" in told
    assert page.xpath("count(//*[@id='text-formulation']//button)") >= 4
    assert "Vendeur (H/F)" not in one.get("/postes/").text, "nothing was stored"

    kept = one.post(url, data=NAMING | {"puis": "brouillon"})
    job_id = int(kept.location.rsplit("/", 1)[1])
    assert read(job_id).status == "draft"
    page_text = one.get(kept.location).text
    assert "3 formulations sont à corriger avant de le publier" in page_text
    assert "À corriger avant de publier" in page_text

    answer = one.post(f"/postes/{job_id}/etat", data={"etat": "published"})
    assert answer.status_code == 422
    page = html.fromstring(answer.text)
    assert set(page.xpath("//div[@id='erreurs']//a/@href")) == {"#text", "#requirements"}
    assert page.xpath(f"//form[@action='/postes/{job_id}/modifier']")
    assert read(job_id).status == "draft"

    url = f"/postes/{job_id}/modifier"
    form = filled_form(one.get(url)) | {"text": "Bienvenue !", "languages-0-code": "allemand"}
    assert one.post(url, data=form | {"puis": "publier"}).status_code == 302
    assert read(job_id).status == "published"
    refused = one.post(url, data=form | {"text": "Pas de senior."})
    assert refused.status_code == 422
    assert "Pas de senior." in filled_form(refused)["text"]
    assert read(job_id).text == "Bienvenue !"


def test_proposals_are_followed_without_scripts_and_nothing_is_saved(
    sign_in: SignIn, world: World
) -> None:
    one, url = sign_in("contact"), f"/postes/nouveau/{world.employers['bakery']}"
    answer = one.post(url, data=NAMING | {"formulation": "verifier"})
    assert answer.status_code == 200
    assert "Le profil n’est pas encore enregistré" in answer.text
    assert 'id="erreurs"' not in answer.text
    for field, words, button, after in (
        ("text", "une femme", "Écrire «\u00a0une personne\u00a0»", "Nous recherchons une personne."),
        ("text", "avec photo", "Retirer ces mots", "Équipe jeune.\nCV."),
        ("languages-0-code", "allemand langue maternelle",
         "Écrire «\u00a0allemand courant (niveau C1)\u00a0»", "allemand courant (niveau C1)"),
    ):  # fmt: skip
        page = html.fromstring(answer.text)
        box = f"//*[@id='{field}-formulation']/div[contains(., '{words}')]"
        (value,) = page.xpath(f"{box}//button[normalize-space(.)='{button}']/@value")
        answer = one.post(url, data=filled_form(answer) | {"formulation": value})
        assert answer.status_code == 200
        assert "La formulation est remplacée" in answer.text
        assert after in filled_form(answer)[field][0].replace("\r\n", "\n")
    assert "À corriger avant de publier" not in answer.text
    assert "Conseil" in answer.text, "«équipe jeune» is still advised"
    assert filled_form(answer)["commune_insee"] == ["68000 Colmar"]
    assert "Vendeur (H/F)" not in one.get("/postes/").text
    assert one.post(url, data=filled_form(answer) | {"puis": "publier"}).status_code == 302


@pytest.mark.parametrize(
    "value", ["", "|", "text|no-age|0|9", "text|no-age|x|0", "nothing|no-age|0|0", "text|none|0|0",
              "text|no-age|0|-1", "text|no-age|99999999999999999999|0", "\x00|||"]
)  # fmt: skip
def test_a_button_that_does_not_exist_changes_nothing(
    sign_in: SignIn, world: World, value: str
) -> None:
    one, url = sign_in("contact"), f"/postes/nouveau/{world.employers['bakery']}"
    answer = one.post(url, data=TYPED | {"text": "Pas de senior.", "formulation": value})
    assert answer.status_code == 200
    kept = (
        "poste ouvert à toutes et à tous."
        if value.startswith("text|no-age|999")
        else "Pas de senior."
    )
    assert filled_form(answer)["text"][0].lower() == kept.lower()


def test_the_wording_is_read_while_one_types(sign_in: SignIn, world: World) -> None:
    one = sign_in("contact")
    typed = {"text": "🥖 Nous recherchons une femme", "title": "Boulanger", "skills-3-code": "calme",
             "unknown": "Pas de senior", "contract": "CDI"}  # fmt: skip
    answer = one.post("/postes/formulation", data=typed)
    assert answer.status_code == 200
    found = answer.get_json()
    assert set(found) == {"text", "title"}
    (mention,) = found["text"]
    assert mention["severity"] == "refused"
    assert typed["text"][mention["start"] : mention["end"]] == mention["words"] == "une femme"
    assert mention["law"] == "Code du travail, L1142-1"
    first = mention["proposals"][0]
    changed = typed["text"][: first["start"]] + first["text"] + typed["text"][first["end"] :]
    assert changed == "🥖 Nous recherchons une personne"
    assert found["title"][0]["severity"] == "advised"
    young = {"text": "Candidats de 16 à 29 ans", "contract": "apprentissage"}
    assert (
        one.post("/postes/formulation", data=young).get_json()["text"][0]["severity"] == "advised"
    )


@pytest.mark.parametrize(
    ("role", "status"),
    [("contact", 200), ("developer", 200), ("coach", 403), ("administrator", 403)],
)
def test_who_may_have_a_wording_read(sign_in: SignIn, app: Flask, role: str, status: int) -> None:
    one = sign_in(role)
    assert one.post("/postes/formulation", data={"text": "Pas de senior"}).status_code == status
    app.config["WTF_CSRF_ENABLED"] = True
    assert one.post("/postes/formulation", data={"text": "Pas de senior"}).status_code == 400
    assert one.get("/postes/formulation").status_code == 405


def test_strange_texts_are_read_too(sign_in: SignIn) -> None:
    one = sign_in("contact")
    for text in ("\x00", "x" * 200_000, "\ufffd", "👩‍🍳 " * 50, "", "-" * 5000):
        answer = one.post("/postes/formulation", data={"text": text, "contract": "\x00"})
        assert answer.status_code == 200, text[:10]
    many = {f"skills-{n}-code": "Pas de senior" for n in range(999)}
    assert len(one.post("/postes/formulation", data=many).get_json()) <= 60


def test_the_enter_key_saves(sign_in: SignIn, world: World) -> None:
    """Browsers press the first submit button: not one of those that replace a wording."""
    one = sign_in("contact")
    draft = f"/postes/{world.jobs['draft']}/modifier"
    for url, pressed in (
        (draft, ("puis", "brouillon")),
        (f"/postes/{world.jobs['washer']}/modifier", (None, None)),
    ):
        page = html.fromstring(one.get(url).text)
        first = page.xpath("//main//form[@data-wording-url]//button")[0]
        assert (first.get("name"), first.get("value")) == pressed


def test_a_step_that_is_not_possible(sign_in: SignIn, world: World) -> None:
    one = sign_in("contact")
    answer = one.post(f"/postes/{world.jobs['draft']}/etat", data={"etat": "filled"})
    assert answer.status_code == 409
    assert "rechargez la page" in answer.text
    assert one.post(f"/postes/{world.jobs['draft']}/etat", data={"etat": "?"}).status_code == 404


def test_addresses_stay(app: Flask) -> None:
    """Other pages and people's bookmarks lead here: renaming one is a decision."""
    known = {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}
    expected = {
        "home.index": "/",
        "home.health": "/sante",
        "security.login": "/connexion",
        "security.logout": "/deconnexion",
        "candidates.index": "/candidats/",
        "candidates.export": "/candidats/export.xlsx",
        "candidates.create": "/candidats/nouveau",
        "candidates.show": "/candidats/<int:candidate_id>",
        "candidates.edit": "/candidats/<int:candidate_id>/modifier",
        "jobs.index": "/postes/",
        "jobs.show": "/postes/<int:job_id>",
        "jobs.create": "/postes/nouveau/<int:employer_id>",
        "jobs.edit": "/postes/<int:job_id>/modifier",
        "jobs.set_status": "/postes/<int:job_id>/etat",
        "jobs.wording": "/postes/formulation",
        "employers.index": "/employeurs/",
        "employers.show": "/employeurs/<int:employer_id>",
        "reference.communes": "/reference/communes",
        "reference.trades": "/reference/metiers",
    }
    assert {name: known.get(name) for name in expected} == expected

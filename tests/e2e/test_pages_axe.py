"""Pages in a real browser: accessible by axe's rules, no wider than a phone, usable by keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session, sessionmaker

from matching.journey.access_requests.life import ask
from matching.pool.candidates.tables import Candidate
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from tests.world.site import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
OpenAs = Callable[..., "Page"]
Site = tuple[str, World]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pages_of(world: World) -> dict[str | None, list[str]]:
    """The pages to walk, by who opens them."""
    fatima, washer = world.candidates["fatima"], world.jobs["washer"]
    return {
        None: [
            "/connexion",
            "/mot-de-passe-oublie",
            "/demande-acces",
            "/demande-acces?envoyee=1",
            "/mon-espace/lien",
            "/mon-espace/entrer/unknown",
        ],
        "coach": [
            "/candidats/",
            "/candidats/?q=introuvable",
            "/candidats/nouveau",
            f"/candidats/{fatima}",
            f"/candidats/{fatima}/modifier",
            f"/candidats/{fatima}/experiences/nouvelle",
            "/postes/",
            f"/postes/{washer}",
            "/employeurs/",
            f"/employeurs/{world.employers['bakery']}",
            "/mises-en-relation",
            f"/candidats/{fatima}/propositions",
            f"/candidats/{fatima}/propositions/{washer}",
            f"/candidats/{fatima}/espace",
            f"/candidats/{fatima}/historique",
            "/journaux/classements",
            "/classement",
            "/compte",
            "/compte/mot-de-passe",
            "/compte/double-verification",
            "/nulle-part",
        ],
        "manager": [
            "/journaux/",
            "/journaux/?du=hier&numero=tout",
            "/journaux/?qui=personne",
            f"/suivis?de={world.people['coach']}",
        ],
        "auditor": ["/journaux/1", "/journaux/classements"],
        "contact": [
            "/postes/",
            f"/postes/{washer}",
            f"/postes/{washer}/modifier",
            "/candidats/",
            "/candidatures",
        ],
        "developer": [
            "/postes/nouveau",
            "/employeurs/nouveau",
            "/mises-en-relation",
            "/demandes-acces/",
        ],
        "administrator": [
            "/",
            "/comptes/",
            "/comptes/inviter",
            f"/comptes/{world.people['coach']}",
            f"/comptes/{world.people['coach']}/corriger",
        ],
    }


def problems(page: Page, urls: list[str], width: int) -> list[tuple[str, str, list[str]]]:
    """What axe finds on these pages, and those that are wider than the screen."""
    from axe_playwright_python.sync_playwright import Axe

    axe, found = Axe(), []
    for url in urls:
        page.goto(url)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        result = axe.run(page, options={"resultTypes": ["violations"], "runOnly": RULES})
        found += [
            (url, one["id"], [node["html"][:150] for node in one["nodes"]])
            for one in result.response["violations"]
        ]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append((url, "wider than the screen", [str(wide)]))
    return found


@pytest.mark.parametrize("width", [1280, 375])
def test_no_violation_and_no_sideways_scrolling(open_as: OpenAs, site: Site, width: int) -> None:
    found = []
    for name, urls in pages_of(site[1]).items():
        found += problems(open_as(name, width=width), urls, width)
    assert found == []


@pytest.mark.parametrize("width", [1280, 375])
def test_profiles_without_a_name_and_requests(
    open_as: OpenAs, site: Site, committed_sessions: sessionmaker[Session], width: int
) -> None:
    world = site[1]
    with committed_sessions() as session, session.begin():
        fatima = session.get_one(Candidate, world.candidates["fatima"])
        fatima.shares_anonymously = True
        asker = actor_of(session.get_one(Person, world.people["stranger"]))
        waiting = ask(session, asker, fatima, message="Pour la plonge.").id
        code = fatima.reference
    found = []
    for name, urls in {
        "stranger": [
            f"/profils/{code}",
            f"/profils/{code}/demande?poste={world.jobs['washer']}",
            "/demandes",
            "/demandes?liste=envoyees",
        ],
        "coach": ["/demandes", f"/demandes/{waiting}", f"/profils/{code}"],
        "colleague": [f"/candidats/{world.candidates['fatima']}"],
        "developer": [f"/profils/{code}"],
    }.items():
        found += problems(open_as(name, width=width), urls, width)
    assert found == []


def test_a_refused_form_is_accessible(open_as: OpenAs) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_as("coach", width=375)
    page.goto("/candidats/nouveau")
    page.get_by_label("Commune").fill("saint louis")
    page.get_by_role("button", name="Ajouter cette personne").click()
    assert page.title().startswith("Erreur")
    result = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES})
    assert [one["id"] for one in result.response["violations"]] == []
    page.get_by_role("link", name="Prénom : Indiquez le prénom.").click()
    assert page.evaluate("document.activeElement.id") == "first_name"


def test_the_keyboard_is_enough(open_as: OpenAs) -> None:
    """From the top of the page: skip link first, then a commune chosen with the arrows."""
    page = open_as("coach")
    page.goto("/candidats/nouveau")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    commune = page.get_by_label("Commune")
    commune.focus()
    page.keyboard.type("colm")
    page.get_by_role("option", name="68000 Colmar").wait_for()
    page.keyboard.press("ArrowDown")
    assert commune.get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    assert commune.input_value() == "68000 Colmar"
    assert commune.get_attribute("aria-expanded") == "false"


def test_a_person_is_added_without_scripts(open_as: OpenAs) -> None:
    page = open_as("coach", scripts=False)
    page.get_by_role("link", name="Ajouter une personne").click()
    page.get_by_label("Prénom").fill("Amel")
    page.get_by_label("Nom (obligatoire)", exact=True).fill("Cherif")
    page.get_by_label("Commune").fill("saint-louis")
    page.get_by_role("button", name="Ajouter cette personne").click()
    page.get_by_label("68300 Saint-Louis").check()
    page.get_by_role("button", name="Ajouter cette personne").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Amel Cherif"
    assert page.get_by_text("68300 Saint-Louis").count() == 1
    page.get_by_role("link", name="Mon vivier").first.click()
    assert page.get_by_role("link", name="CHERIF Amel").count() == 1


def test_an_employer_publishes_a_profile(open_as: OpenAs) -> None:
    page = open_as("contact")
    page.get_by_role("link", name="Écrire un profil de poste").click()
    page.get_by_label("Intitulé du poste").fill("Pâtissière")
    page.get_by_label("Contrat", exact=False).first.select_option("CDD")
    page.get_by_label("Compétence 1").fill("Monter une pièce")
    page.get_by_role("button", name="Enregistrer et publier").click()
    assert page.get_by_text("Ce profil est publié").count() == 1
    page.get_by_role("link", name="Mes profils de poste").first.click()
    assert page.get_by_role("link", name="Pâtissière").count() == 1

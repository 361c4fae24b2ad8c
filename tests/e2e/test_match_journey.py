"""A coach's morning in a real browser: a CV deposited and corrected, the jobs that fit and why, a choice.

Each page passes axe and fits a phone. Everything is real but the model: the index runs on a small embedder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session, sessionmaker

from tests.e2e.conftest import listening
from tests.webapp.pool.test_cvs import TEXT
from tests.world.site import SiteRuntime, World, load_world
from webapp.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
OpenAs = Callable[..., "Page"]
Site = tuple[str, World]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1280, "height": 900}


class LiveRuntime(SiteRuntime):
    """A site whose trades are read out of a word."""

    def read_trade(self, title: str) -> list[tuple[str, float]]:
        return [("K2204", 1.0)] if "entretien" in title else []


@pytest.fixture
def site(committed_sessions: sessionmaker[Session], tmp_path: Path) -> Iterator[Site]:
    """The small territory of tests/world/site.py served with its index: the address, and the ids."""
    runtime = LiveRuntime(committed_sessions, tmp_path, indexes=True)
    app = create_app(runtime)
    with committed_sessions() as session, session.begin():
        world = load_world(app, session)
    runtime.drain()
    with listening(app) as address:
        yield address, world


def accessible(page: Page) -> None:
    """The page passes axe and nothing sticks out, wide and narrow, whatever is folded."""
    from axe_playwright_python.sync_playwright import Axe

    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], page.url


def unfold(page: Page) -> None:
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")


def test_from_a_cv_to_an_explained_choice(open_as: OpenAs, site: Site, tmp_path: Path) -> None:
    page, world = open_as("coach"), site[1]
    file = tmp_path / "cv.txt"
    file.write_text(TEXT, encoding="utf-8")

    page.goto(f"/candidats/{world.candidates['fatima']}/cv")
    accessible(page)
    page.get_by_label("Fichier du CV").set_input_files(file)
    page.get_by_role("button", name="Déposer et lire").click()
    page.get_by_text("Vérifiez-les ci-dessous").wait_for()
    unfold(page)
    accessible(page)
    page.reload()

    cleaner = page.locator(".read", has_text="Agente d'entretien").first
    cleaner.get_by_role("link", name="voir dans le CV").click()
    assert "Agente d'entretien" in page.locator(".cv-text__line--here").inner_text()
    cleaner.get_by_text("Corriger").click()
    cleaner.get_by_label("Métier ou activité").fill("Agente de propreté")
    caces = page.locator(".read", has_text="CACES R489 cat. 3").first
    caces.get_by_role("radio", name="Garder").check()
    page.get_by_role("button", name="Enregistrer mes choix").click()
    page.get_by_text("2 éléments repris sur la fiche").wait_for()
    assert page.get_by_text("Corrigé", exact=True).count() == 1
    page.get_by_role("button", name="Garder tout le reste").click()
    page.wait_for_url("**/candidats/*#parcours")

    page.get_by_role("link", name="Postes qui lui conviennent").first.click()
    first = page.locator(".match").first
    assert "Plonge du soir" in first.inner_text()
    assert first.get_by_role("heading", name="Sait faire").count() == 1
    accessible(page)
    first.get_by_text("Ajouter à la sélection").click()
    accessible(page)
    first.get_by_label("Pourquoi cette personne pour ce poste ?").fill("Le soir lui convient.")
    first.get_by_role("button", name="Ajouter").click()
    first.get_by_role("link", name="Dans la sélection").click()
    page.get_by_text("Le soir lui convient.").wait_for()
    accessible(page)
    page.get_by_role("link", name="Modifier la note").click()
    accessible(page)

    page.goto(f"/postes/{world.jobs['washer']}/personnes?impossible=1")
    page.get_by_text("Fatima Benali").first.wait_for()
    unfold(page)
    accessible(page)


def test_reviewing_a_cv_needs_no_script(open_as: OpenAs, site: Site, tmp_path: Path) -> None:
    page, world = open_as("coach", scripts=False, width=375), site[1]
    file = tmp_path / "cv.txt"
    file.write_text(TEXT, encoding="utf-8")
    page.goto(f"/candidats/{world.candidates['fatima']}/cv")
    page.get_by_label("Fichier du CV").set_input_files(file)
    page.get_by_role("button", name="Déposer et lire").click()
    page.get_by_role("button", name="Tout garder : Expériences").click()
    page.get_by_text("1 élément repris sur la fiche, 1 écarté.").wait_for()
    page.get_by_role("button", name="Tout garder : Certificats").click()
    page.get_by_text("repris sur la fiche").wait_for()


def test_free_search_by_keyboard(open_as: OpenAs) -> None:
    page = open_as("coach")
    page.get_by_role("searchbox").first.focus()
    page.keyboard.type("agente de propreté plonge")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Fatima Benali", exact=True).wait_for()
    accessible(page)
    page.get_by_role("link", name="Profils de poste", exact=True).last.click()
    page.get_by_role("link", name="Plonge du soir", exact=True).wait_for()
    accessible(page)
    page.get_by_text("Autour d’un lieu").click()
    page.get_by_label("Autour de la commune").fill("saint-louis")
    page.get_by_role("button", name="Rechercher").last.click()
    page.get_by_text("Plusieurs communes répondent").first.wait_for()
    page.goto("/classement")
    accessible(page)

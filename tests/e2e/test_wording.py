"""The wording of a job profile in a real browser: remarks while one types, and other wordings in one press."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.world.site import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
OpenAs = Callable[..., "Page"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TEXT = (
    "🥖 Au fournil, vous façonnez les pains.\n"
    "Nous recherchons une jeune femme, français langue maternelle. Équipe jeune et dynamique.\n"
    "Envoyez CV avec photo."
)


def violations(page: Page) -> list[tuple[str, list[str]]]:
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES})
    return [
        (one["id"], [node["html"][:150] for node in one["nodes"]])
        for one in result.response["violations"]
    ]


@pytest.mark.parametrize("width", [1280, 375])
def test_remarks_come_while_one_types(open_as: OpenAs, site: tuple[str, World], width: int) -> None:
    page = open_as("contact", width=width)
    page.goto(f"/postes/nouveau/{site[1].employers['bakery']}")
    page.get_by_label("Description du poste").fill(TEXT)
    remarks = page.locator("#text-formulation")
    remarks.get_by_text("« français langue maternelle »").wait_for()
    assert remarks.get_attribute("aria-live") == "polite"
    assert remarks.locator(".wording__one--refused").count() == 3
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shot(page, f"wording-typed-{width}")

    remarks.get_by_role("button", name="Écrire « français courant (niveau C1) »").click()
    remarks.get_by_text("« français langue maternelle »").wait_for(state="detached")
    value = page.get_by_label("Description du poste").input_value()
    assert value == TEXT.replace("français langue maternelle", "français courant (niveau C1)")
    assert page.evaluate("document.activeElement.id") == "text"


@pytest.mark.parametrize("width", [1280, 375])
def test_it_works_without_scripts(open_as: OpenAs, site: tuple[str, World], width: int) -> None:
    page = open_as("contact", width=width, scripts=False)
    page.goto(f"/postes/nouveau/{site[1].employers['bakery']}")
    page.get_by_label("Intitulé du poste").fill("Boulangère")
    page.get_by_label("Contrat").select_option("CDI")
    page.get_by_label("Description du poste").fill(TEXT)
    page.get_by_role("button", name="Enregistrer et publier").click()
    assert page.title().startswith("Erreur")
    shot(page, f"wording-refused-{width}")
    for name in (
        "Écrire « une personne »",
        "Écrire « français courant (niveau C1) »",
        "Retirer ces mots",
    ):
        page.locator("#text-formulation .wording__one--refused").get_by_role(
            "button", name=name
        ).first.click()
        page.get_by_text("La formulation est remplacée").wait_for()
    shot(page, f"wording-mended-{width}")
    page.get_by_role("button", name="Enregistrer et publier").click()
    page.get_by_text("Ce profil est publié").wait_for()
    page.get_by_text("Nous recherchons une personne").wait_for()


def test_a_refused_form_is_accessible(open_as: OpenAs, site: tuple[str, World]) -> None:
    page = open_as("contact", width=375)
    page.goto(f"/postes/{site[1].jobs['washer']}/modifier")
    page.get_by_label("Description du poste").fill(TEXT)
    page.get_by_role("button", name="Enregistrer").last.click()
    assert page.title().startswith("Erreur")
    assert violations(page) == []


def shot(page: Page, name: str) -> None:
    """A picture of the page, for who asks for them (VIVIER_SHOTS=folder)."""
    if folder := os.environ.get("VIVIER_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

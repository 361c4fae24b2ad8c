"""The pages of a person's data in a real browser: accessible, no wider than a phone, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.e2e.test_pages_axe import RULES
from tests.world.site import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
OpenAs = Callable[..., "Page"]


def problems(page: Page) -> list[object]:
    from axe_playwright_python.sync_playwright import Axe

    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    result = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES})
    found: list[object] = [
        (page.url, one["id"], [node["html"][:150] for node in one["nodes"]])
        for one in result.response["violations"]
    ]
    size = page.viewport_size
    assert size is not None
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, (page.url, "too wide", wide)] if wide > size["width"] else found


@pytest.mark.parametrize("width", [1280, 375])
def test_pages_of_her_data(open_as: OpenAs, site: tuple[str, World], width: int) -> None:
    data = f"/candidats/{site[1].candidates['fatima']}/donnees"
    page, found = open_as("manager", width=width), []
    for url in (data, f"{data}/information", f"{data}/notes-sensibles", "/dossiers-a-echeance",
                "/structure/reglages"):  # fmt: skip
        page.goto(url)
        found += problems(page)
    page.goto(f"{data}/effacement")
    page.get_by_role("button", name="Effacer définitivement").click()
    found += problems(page)
    assert found == []


def test_a_note_is_written_and_opened_without_scripts(
    open_as: OpenAs, site: tuple[str, World]
) -> None:
    data = f"/candidats/{site[1].candidates['fatima']}/donnees"
    page = open_as("coach", width=375, scripts=False)
    page.goto(data)
    page.get_by_text("Noter sa réponse : Informations sensibles").click()
    use = page.locator("#usage-sensitive")
    use.get_by_label("Elle est d’accord").check()
    use.get_by_label("Comment").fill("en entretien")
    use.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Ouvrir ou écrire une note").click()
    page.get_by_text("Écrire une note").click()
    page.get_by_label("Ce qu’il est utile de savoir").fill("Station debout deux heures au plus.")
    page.get_by_role("button", name="Enregistrer la note").click()
    assert page.get_by_text("Station debout deux").count() == 0
    page.get_by_label("Pourquoi").fill("préparer l’aménagement du poste")
    page.get_by_role("button", name="Ouvrir les notes").click()
    assert page.get_by_text("Station debout deux").first.is_visible()

"""A person's own space in a real browser: on a phone and a desk, by axe's rules, without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM
from matching.consents.links import print_link
from matching.journey.referrals.life import propose
from matching.pool.candidates.tables import Candidate
from matching.pool.jobs.tables import JobProfile
from matching.pool.people.life import actor_of
from matching.pool.people.tables import Person
from tests.e2e.test_pages_axe import RULES
from tests.world.places import TODAY
from tests.world.site import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
PAGES = ("", "/donnees", "/propositions", "/classement", "/consultations", "/disponibilites", "/accords",
         "/signaler", "/effacement", "/nulle-part")  # fmt: skip


@pytest.mark.parametrize("width", [1280, 375])
def test_she_answers_on_pages_that_everybody_can_use(
    open_as: Callable[..., Page],
    site: tuple[str, World],
    committed_sessions: sessionmaker[Session],
    width: int,
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    world, now = site[1], datetime.now(UTC)
    with committed_sessions() as session, session.begin():
        her = session.get_one(Candidate, world.candidates["fatima"])
        one = propose(
            session,
            actor_of(session.get_one(Person, world.people["coach"])),
            job=session.get_one(JobProfile, world.jobs["washer"]),
            candidate=her,
            message="Tout près de la gare.",
            presentation="Rapide et ponctuelle.",
            now=now,
            today=TODAY,
        )
        code = print_link(session, SYSTEM, her, now)
        proposal = f"/propositions/{one.id}"
    page = open_as(None, width=width, scripts=width == 1280)
    page.goto("/mon-espace")
    page.get_by_label("Votre code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Entrer avec mon code").click()
    page.get_by_role("heading", name="Bonjour Fatima").wait_for()
    found = []
    for path in (*PAGES, proposal):
        page.goto(f"/mon-espace{path}")
        if width == 1280:
            result = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": RULES})
            found += [(path, one["id"]) for one in result.response["violations"]]
        for button in page.locator(".btn, .tile").all():
            box = button.bounding_box()
            if box is not None and box["height"] < 40:
                found.append((path, f"small: {button.inner_text()}"))
        wide = page.evaluate("document.documentElement.scrollWidth") if width == 1280 else width
        if wide > width:
            found.append((path, "wider than the screen"))
    assert found == []
    page.get_by_label("Oui, sans donner mon nom").check()
    page.get_by_role("button", name="Envoyer ma réponse").click()
    page.get_by_text("Vous avez dit oui sans votre nom").first.wait_for()
    page.get_by_role("button", name="Quitter").click()
    page.get_by_text("Vous avez quitté votre espace").wait_for()
    page.goto("/mon-espace")
    page.get_by_role("button", name="Recevoir un lien").wait_for()

"""A real browser on a real server: Debian's Chromium, skipped with a reason where it is not installed."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import make_server

from tests.world.site import PASSWORD, SiteRuntime, World, load_world, quick_passwords
from webapp.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("CHROMIUM", shutil.which("chromium") or "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the run."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}: apt-get install chromium, or set CHROMIUM")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def site(committed_sessions: sessionmaker[Session], tmp_path: Path) -> Iterator[tuple[str, World]]:
    """The address of a running site with the small territory of tests/world/site.py, and its ids."""
    app: Flask = quick_passwords(create_app(SiteRuntime(committed_sessions, tmp_path)))
    for limiter in app.extensions["limiter"]:
        limiter.enabled = False
    with committed_sessions() as session, session.begin():
        world = load_world(app, session)
    with listening(app) as address:
        yield address, world


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """The application behind a port: its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_as(browser: Browser, site: tuple[str, World]) -> Iterator[Callable[..., Page]]:
    """A page of somebody who has signed in through the form: `open_as("coach", width=375)`."""
    base, world = site
    contexts = []

    def opened(name: str | None, *, width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=base,
            viewport={"width": width, "height": 850},
            java_script_enabled=scripts,
            locale="fr-FR",
        )
        contexts.append(context)
        page = context.new_page()
        if name:
            page.goto("/connexion")
            page.get_by_label("Adresse de courriel").fill(world.emails[name])
            page.get_by_label("Mot de passe").fill(PASSWORD)
            page.get_by_role("button", name="Se connecter").click()
        return page

    yield opened
    for context in contexts:
        context.close()

"""Pages while the server of SEARCH_URL does not answer: they say so, and offer the lists of the database."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from indexing.engines.access import Access
from indexing.engines.contract import IndexSettings
from indexing.engines.opensearch import OpenSearchEngine
from indexing.rome_pivot import RomePivot
from indexing.search import Searcher
from matching.pool.reference.trades import rome_names
from tests.world.fake_embedder import FakeEmbedder
from tests.world.site import SiteRuntime, World


@pytest.fixture
def _nobody_answers(runtime: SiteRuntime, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = FakeEmbedder()
    engine = OpenSearchEngine(Access(("http://127.0.0.1:9",)), IndexSettings("fake", "fr"))
    with runtime.sessions() as session:
        pivot = RomePivot(rome_names(session), embedder)
    monkeypatch.setitem(runtime.__dict__, "engine", engine)
    searcher = Searcher(engine, lambda: embedder, lambda: pivot)
    monkeypatch.setitem(runtime.__dict__, "search", searcher)


@pytest.mark.usefixtures("_nobody_answers")
@pytest.mark.parametrize(
    ("path", "offered"),
    [
        ("/candidats/{person}/postes", "/postes/"),
        ("/postes/{job}/personnes", "/candidats/"),
        ("/recherche?quoi=personnes&q=plonge", "/candidats/"),
        ("/recherche?quoi=postes&q=plonge", "/postes/"),
    ],
)
def test_a_page_without_search_says_so_and_offers_the_plain_list(
    coach: FlaskClient, world: World, path: str, offered: str
) -> None:
    ids = {"person": world.candidates["fatima"], "job": next(iter(world.jobs.values()))}
    page = coach.get(path.format(**ids))
    assert page.status_code == 503
    said = page.text[page.text.index("<main") :]
    assert "Le moteur de recherche ne répond pas" in said
    assert f'href="{offered}"' in said
    assert coach.get(offered).status_code == 200

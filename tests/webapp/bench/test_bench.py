"""What measures the site, measured: parts of a page, the plain alternative, the plan, users over HTTP."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from indexing.bench.engines import SCENARIOS, Measured
from indexing.engines.access import Access
from webapp.bench import enlarged, findings, http, nodes, outcome, run, search
from webapp.cli import main
from webapp.site.settings import read_settings


def test_a_part_that_is_measured_again_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "docs" / "benchmarks.md"
    monkeypatch.setattr(search, "measured", lambda sizes, **_: f"engines at {list(sizes)}")
    monkeypatch.setattr(http, "measured", lambda runtime, people: f"pages of {people}")
    runtime: Any = None
    run.run(runtime, page, ["http"], [100, 200])
    run.run(runtime, page, ["engines"], [100])
    assert run.run(runtime, page, ["engines"], [300]) == []
    text = page.read_text(encoding="utf-8")
    assert "pages of 200" in text
    assert "engines at [300]" in text
    assert "[100]" not in text
    assert text.index("## Engines") < text.index("## The match page over HTTP")
    assert text.count("Load average") == 2


def test_a_part_that_fails_takes_nothing_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "benchmarks.md"
    runtime: Any = None
    monkeypatch.setattr(search, "measured", lambda *_, **__: "engines")
    monkeypatch.setattr(nodes, "measured", lambda size: f"nodes at {size}")
    run.run(runtime, page, ["engines", "nodes"], [1_000, 1_000_000])
    assert "nodes at 1000\n" in page.read_text(encoding="utf-8")

    def fails(*_: object, **__: object) -> str:
        raise RuntimeError("the disk is full")

    seen = []
    monkeypatch.setattr(search, "measured", fails)
    monkeypatch.setattr(nodes, "measured", lambda size: seen.append(page.exists()) or "nodes again")
    assert run.run(runtime, page, ["engines", "nodes"]) == ["engines"]
    assert seen == [True]
    text = page.read_text(encoding="utf-8")
    assert "\nengines\n" in text  # as measured before
    assert "nodes again" in text
    assert "the disk is full" in capsys.readouterr().err


def test_engines_are_measured_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENSEARCH_TEST_URL", raising=False)
    monkeypatch.delenv("SEARCH_URL", raising=False)
    monkeypatch.setitem(sys.modules, "bm25s", None)
    real = np.eye(20, 384, dtype=np.float32)
    text = search.measured([200, 400], questions=4, real=lambda: (real, real[:3]))
    assert "| 400 | 50 % (" in text
    assert "OpenSearch was not measured" in text
    assert "bm25s is not installed" in text
    assert "embedded at 1,000,000, by the straight line" in text
    assert "No plan: OpenSearch was not measured" in text
    assert "| 400 synthetic passages | 200 |" in text
    assert "| 20 passages of this site's people | 3 | 1.0000 | 1.0000 |" in text


def test_an_engine_that_fails_leaves_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("bm25s", reason="bm25s is not installed: only `vivier bench` wants it")
    monkeypatch.setenv("OPENSEARCH_TEST_URL", "http://127.0.0.1:1")
    text = search.measured([100, 200], opensearch_up_to=100, questions=4, warm_s=0)
    assert "Failed, and so not measured: OpenSearch, 100 (" in text
    assert "OpenSearch was measured up to 100 profiles" in text
    assert re.search(r"\| 200 \| 50 % \(\d+ pass\) \| plain \| .* \| 100% \|", text)
    assert "plain, 200: memory of a process that searches" in text


def way(p50: float, disk: float | None = None) -> outcome.Way:
    one = Measured(p50, p50, passing=1, overlap=1.0, recall=1.0, same_counts=1.0)
    return outcome.Way(dict.fromkeys(SCENARIOS, one), asked=1.0, rate=1.0, disk=disk)


def test_growth_and_the_plan_are_told_from_measured_points() -> None:
    measured = outcome.Outcome(
        ways={
            1_000: {"embedded": way(1.0), "OpenSearch": way(20.0, 9e6)},
            100_000: {"embedded": way(40.0), "OpenSearch": way(30.0, 8e8)},
            1_000_000: {"embedded": way(400.0)},
        }
    )
    told = "\n".join(findings.size_costs(measured))
    assert "| 1,000,000 | 400.0 ms (10.0 ×) | – |" in told
    assert "OpenSearch at 1,000,000, by the straight line" in told
    assert "embedded at 1,000,000, by" not in told  # it was measured
    assert "OpenSearch became quicker than the embedded engine between 1,000 and 100,000" in told
    planned = "\n".join(findings.ten_million(measured))
    assert "100,000 passages, 30 ms" in planned
    assert "8,000 bytes a passage" in planned
    assert "| 1 | float32 | 100 | 2 | 31 GB | 160 GB |" in planned


def test_several_nodes_need_their_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENSEARCH_TEST_URL", "http://127.0.0.1:1")
    monkeypatch.delenv("OPENSEARCH_CLUSTER_URL", raising=False)
    with pytest.raises(LookupError, match="OPENSEARCH_CLUSTER_URL"):
        nodes.measured(100)


def test_one_node_and_the_same_node_again(
    opensearch_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENSEARCH_TEST_URL", opensearch_url)
    monkeypatch.setenv("OPENSEARCH_CLUSTER_URL", opensearch_url)
    text = nodes.measured(150, questions=4, warm_s=0)
    assert "150 synthetic profiles on a server of 1 node (1 shard, one copy of each)" in text
    assert "All nodes and the clients share this one machine" in text
    assert "| 1 | 50 % |" in text
    assert text.count("100% |") == 2 * len(SCENARIOS)


@pytest.mark.parametrize(
    "wrong",
    [
        ["--only", "moteurs"],
        ["--sizes", "beaucoup"],
        ["--sizes", "5"],
        ["--opensearch-up-to", "5"],
    ],
)
def test_what_cannot_be_measured_is_refused(wrong: list[str], tmp_path: Path) -> None:
    output = tmp_path / "page.md"
    environment = {"VIVIER_VAR": str(tmp_path)}
    answer = CliRunner().invoke(main, ["bench", "--output", str(output), *wrong], env=environment)
    assert answer.exit_code == 2
    assert not output.exists()


def test_a_copy_of_a_site_leaves_the_site_s_search_server_alone(tmp_path: Path) -> None:
    site = replace(read_settings(), search=Access(("https://recherche.exemple.fr:9200",)))
    copy = enlarged.apart(site, "postgresql:///copy", tmp_path)
    assert (copy.search, copy.database_url, copy.var) == (None, "postgresql:///copy", tmp_path)


def test_users_are_counted_with_those_who_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def answered(port: int, path: str, cookie: str, kept: object = None) -> int:
        return 200 if cookie == "known" else 302

    monkeypatch.setattr(http, "get", answered)
    users = [("known", ["/a", "/b"]), ("unknown", ["/a"])]
    met = http.load(1, users, each=3, pause_s=0.0, within_s=10.0)
    assert (len(met.seconds), met.refused) == (6, 3)
    assert np.isfinite(met.rate)

"""The command line on a small territory: answers, JSON, exit codes, refusals in one line."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from matching.db import transaction
from matching.ports import DocKey
from tests.world.samples.cvs import old_doc, pdf_plain
from tests.world.site import SiteRuntime
from tests.world.traces import letters
from webapp.accounts.tables import Account
from webapp.cli import main
from webapp.cli.group import NEEDS_REPAIR
from webapp.site.runtime import Runtime

REFUSED, WRONG_USAGE = 1, 2


def run(runtime: Runtime, *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), obj=runtime)


def test_from_rows_to_answers(tool: SiteRuntime) -> None:
    assert run(tool, "index", "check").exit_code == 0  # marks wait: they may differ by right
    drained = run(tool, "index", "drain")
    assert drained.exit_code == 0
    assert "0 en attente" in drained.output

    answer = json.loads(
        run(tool, "search", "plonge le soir", "--kind", "candidates", "--json").stdout
    )
    assert answer["total"] >= 1
    first = answer["matches"][0]
    assert set(first) >= {"id", "rank", "reasons", "trades", "place"}
    assert first["title"] is None, "people are ids for machines"

    jobs = json.loads(run(tool, "search", "plonge", "--json").stdout)
    job = jobs["matches"][0]["id"]
    matched = json.loads(run(tool, "match", "--job", str(job), "--json").stdout)
    assert {r["part"] for m in matched["matches"] for r in m["reasons"]} <= {"wants", "can", "go"}
    person = matched["matches"][0]["id"]
    told = run(tool, "match", "--candidate", str(person))
    assert told.exit_code == 0
    assert "Sait faire" in told.stdout
    assert "%" not in told.stdout


def test_the_index_is_repaired_and_rebuilt(tool: SiteRuntime) -> None:
    assert run(tool, "index", "drain").exit_code == 0
    person = next(iter(tool.engine.revisions("candidate")))
    tool.engine.delete([(DocKey("candidate", person), 10**9)])
    broken = run(tool, "index", "check", "--json")
    assert broken.exit_code == NEEDS_REPAIR
    assert json.loads(broken.stdout)["missing"] == [f"candidate:{person}"]
    rebuilt = run(tool, "index", "rebuild")
    assert rebuilt.exit_code == 0, rebuilt.output
    assert run(tool, "index", "check").exit_code == 0
    assert person in tool.engine.revisions("candidate")


@pytest.mark.parametrize("arguments", [("match",), ("match", "--job", "1", "--candidate", "1")])
def test_one_side_must_be_named(tool: SiteRuntime, arguments: tuple[str, ...]) -> None:
    answer = run(tool, *arguments)
    assert answer.exit_code == WRONG_USAGE
    assert "--job ou --candidate" in answer.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("match", "--job", "999999"),
        ("match", "--candidate", "999999"),
        ("seed", "rome", "no-such-file.zip"),
    ],
)
def test_a_refusal_is_one_line(tool: SiteRuntime, arguments: tuple[str, ...]) -> None:
    answer = run(tool, *arguments)
    assert answer.exit_code == REFUSED
    lines = [line for line in answer.stderr.splitlines() if line.startswith("vivier : ")]
    assert len(lines) == 1
    assert "Traceback" not in answer.output


def test_cvs_are_read_and_refused_one_by_one(tool: SiteRuntime, tmp_path: Path) -> None:
    good, bad, missing = tmp_path / "cv.pdf", tmp_path / "cv.doc", tmp_path / "none.pdf"
    good.write_bytes(pdf_plain())
    bad.write_bytes(old_doc())
    answer = run(tool, "cv", "import", str(good), str(bad), str(missing), "--json")
    assert answer.exit_code == REFUSED
    read, refused, absent = json.loads(answer.stdout)
    assert read["kind"] == "pdf"
    assert ".docx" in refused["refused"]
    assert "refused" in absent


def test_a_cv_is_added_to_a_person(tool: SiteRuntime, tmp_path: Path) -> None:
    assert run(tool, "index", "drain").exit_code == 0
    person = next(iter(tool.engine.revisions("candidate")))
    path = tmp_path / "cv.pdf"
    path.write_bytes(pdf_plain())
    answer = run(tool, "cv", "import", str(path), "--candidate", str(person))
    assert answer.exit_code == 0, answer.output
    assert "version 1" in answer.stdout


def test_evaluation_in_json(tool: SiteRuntime, tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"id": "a", "title": "Cariste", "text": "Conduite de chariots"}\n'
        '{"id": "b", "title": "Plongeur", "text": "Lavage de la vaisselle"}\n'
    )
    (tmp_path / "queries.jsonl").write_text('{"id": "q", "kind": "T", "text": "cariste"}\n')
    (tmp_path / "qrels.tsv").write_text("q\ta\t1\n")
    files = [f"--{n}={tmp_path / f}" for n, f in
             (("corpus", "corpus.jsonl"), ("queries", "queries.jsonl"), ("qrels", "qrels.tsv"))]  # fmt: skip
    answer = run(tool, "evaluate", *files, "--json")
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout.splitlines()[-1])
    (tmp_path / "qrels.tsv").write_text("q\tnobody\t1\n")
    assert run(tool, "evaluate", *files).exit_code == REFUSED


def test_serving_without_secrets_is_refused(tool: SiteRuntime) -> None:
    tool.settings = replace(tool.settings, secret_key="", password_salt="")
    answer = run(tool, "serve")
    assert answer.exit_code == REFUSED
    assert "SECRET_KEY" in answer.stderr


def test_the_first_administrator_is_invited(tool: SiteRuntime) -> None:
    names = ("--first-name", "Ève", "--last-name", "Blum")
    tool.settings = replace(tool.settings, secret_key="", password_salt="")
    assert run(tool, "account", "invite", "eve@vivier.test", *names).exit_code == REFUSED
    tool.settings = replace(
        tool.settings, secret_key=secrets.token_hex(24), password_salt=secrets.token_hex(24)
    )
    assert run(tool, "account", "invite", "eve@vivier.test", *names).exit_code == 0
    assert run(tool, "account", "invite", "eve@vivier.test", *names).exit_code == REFUSED
    assert letters(tool.sessions) == [("invitation", "eve@vivier.test")]
    assert run(tool, "worker", "--once").exit_code == 0
    (letter,) = (tool.settings.var / "mails").iterdir()
    assert "/invitation/" in letter.read_text()


def test_a_second_factor_is_reset_as_a_last_resort(tool: SiteRuntime) -> None:
    tool.settings = replace(
        tool.settings, secret_key=secrets.token_hex(24), password_salt=secrets.token_hex(24)
    )
    command = ("account", "reset-second-factor")
    assert run(tool, *command, "nobody@vivier.test").exit_code == REFUSED
    assert run(tool, *command, "administrator@vivier.test").exit_code == REFUSED
    with transaction(tool.sessions) as session:
        of_ada = select(Account).where(Account.email == "administrator@vivier.test")
        one = session.scalars(of_ada).one()
        one.tf_primary_method, one.tf_totp_secret = "authenticator", "{}"
    assert run(tool, *command, "administrator@vivier.test").exit_code == 0
    with tool.sessions() as session:
        assert session.scalars(of_ada).one().tf_totp_secret is None

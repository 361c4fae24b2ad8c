"""Text out of real files of every kind, and a polite refusal of everything else."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import unicodedata
from datetime import date
from pathlib import Path

import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.text.extract import Extracted, Limits, Reader, extract_text
from indexing.text.extract_worker import joined_row, kind_of, normalised
from indexing.text.page_layout import Word, reading_order
from matching.errors import UnreadableFile
from matching.texts.cv import read_cv
from matching.texts.redaction import redact
from seeds.demo.cvs.write import write_cv_files
from seeds.demo.people.compose import fictional_candidates
from tests.world.samples.cvs import (
    LINES,
    MAIN,
    SIDEBAR,
    docx,
    entity_bomb,
    locked_docx,
    odt,
    old_doc,
    pdf_dates_table,
    pdf_encrypted,
    pdf_margin_headings,
    pdf_plain,
    pdf_platypus_table,
    pdf_scan,
    pdf_two_columns,
    picture,
    rtf,
    zip_bomb,
)

with_ocr = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="Tesseract is not installed: scans are not read here"
)


LONG = pdf_plain(LINES * 6, pages=20)
"""Takes a tenth of a second on a fast machine."""


def extract(data: bytes, name: str = "cv") -> Extracted:
    return extract_text(data, name)


def lines_of(data: bytes) -> list[str]:
    return [line for line in extract(data).text.split("\n") if line]


# --- Formats --------------------------------------------------------------------------------------


def test_pdf_of_one_column() -> None:
    result = extract(pdf_plain())
    assert result.text.split("\n") == list(LINES)
    assert (result.kind, result.pages, result.ocr, result.warnings) == ("pdf", 1, False, ())


@pytest.mark.parametrize("mixed", [True, False])
def test_pdf_of_two_columns_reads_one_after_the_other(mixed: bool) -> None:
    lines = lines_of(pdf_two_columns(mixed))
    assert lines[0].startswith("Awa MARTINET")
    assert tuple(lines[1:]) == SIDEBAR + MAIN


def test_pdf_with_dates_in_a_left_column_reads_by_rows() -> None:
    assert lines_of(pdf_dates_table()) == [
        "Expériences professionnelles",
        "2020 – 2023\tAgent d'entretien, Nettoyage du Rhin, Mulhouse",
        "Nettoyage de bureaux et de sanitaires",
        "2017 – 2019\tAide-cuisinière, Collège Jean Macé, Mulhouse",
        "Préparation des entrées, plonge",
        "2015 – 2016\tVendeuse, Boulangerie Stoll, Illzach",
        "Accueil et encaissement",
    ]


def test_pdf_with_headings_in_the_margin_reads_by_rows() -> None:
    lines = lines_of(pdf_margin_headings())
    assert "10/2024 - 01/2026\tCaissière, Marché Frais, Colmar" in lines
    reading = read_cv("\n".join(lines), today=date(2026, 11, 23))
    assert [(e.title, e.start, e.end) for e in reading.experiences] == [
        ("Caissière", (2024, 10), (2026, 1)),
        ("Animatrice", (2023, 2), (2024, 9)),
    ]
    assert [(e.label, e.year) for e in reading.education] == [("CAP Vente", 2007)]


def test_the_files_of_the_demo_say_what_the_people_did(tmp_path: Path) -> None:
    """One file of each layout, through extraction, reading and redaction."""
    today = date(2026, 11, 23)
    people = fictional_candidates(today=today)
    by_key = {person.key: person for person in people}
    one_of_each = {file.layout: file for file in write_cv_files(people, tmp_path, today)}
    jobs = found = 0
    for layout, file in sorted(one_of_each.items()):
        if layout in ("doc_old", "pdf_scan", "page_photo"):
            continue
        person = by_key[file.candidate_key]
        text = extract(file.path.read_bytes()).text
        titles = {e.title.lower() for e in read_cv(text, today=today).experiences}
        # Years at home are no job.
        told = [e.title.lower() for e in person.experiences if "foyer" not in e.title]
        jobs += len(told)
        found += sum(title in titles for title in told)
        redacted = redact(text, names=(person.first_name, person.last_name)).lower()
        for secret in (person.last_name, person.email, person.address, person.phone):
            assert secret.lower() not in redacted, (layout, secret)
    assert jobs > 20
    assert found >= 0.9 * jobs


def test_pdf_table_of_three_columns() -> None:
    assert lines_of(pdf_platypus_table())[:3] == [
        "Parcours professionnel",
        "Période\tPoste\tEmployeur",
        "2021-2023\tPréparateur de commandes\tLogistique Sud-Alsace",
    ]


def test_docx_with_header_text_boxes_list_and_table() -> None:
    lines = lines_of(docx())
    assert lines == [
        "Awa MARTINET – 06 12 34 56 78",
        "Français courant",
        "Aide à domicile",
        "Permis B et véhicule",
        "• Toilette et repas",
        "2019 – 2022\tAuxiliaire de vie, ADMR",
        "2017 – 2018\tAgent de service, EHPAD",
    ]


def test_odt_with_frame_list_and_table() -> None:
    result = extract(odt())
    assert result.kind == "odt"
    assert result.text.split("\n") == [
        "Expériences",
        "Permis B",
        "Maçon – Bâti Vosges",
        "• Coffrage et ferraillage",
        "• Pose de parpaings",
        "2018 – 2021\tMaçon",
        "2015 – 2017\tManœuvre",
    ]


def test_rtf_with_text_box_and_table() -> None:
    result = extract(rtf())
    assert result.kind == "rtf"
    assert [line for line in result.text.split("\n") if line] == [
        "Expériences professionnelles",
        "Permis B",
        "2019 – 2021 : Secrétaire, Mairie de Thann",
        "2015\tStandardiste",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_in_the_encodings_people_use(encoding: str) -> None:
    assert extract("Plongeuse à Thann – été 2017".encode(encoding)).text == (
        "Plongeuse à Thann – été 2017"
    )


@with_ocr
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf_scan, "pdf"),
        (picture, "png"),
        (lambda: picture(kind="JPEG"), "jpeg"),
    ],
    ids=["pdf", "png", "jpeg"],
)
def test_a_scan_is_recognised(data, kind: str) -> None:  # type: ignore[no-untyped-def]
    result = extract(data())
    assert (result.kind, result.ocr) == (kind, True)
    assert "Cariste, Transports du Ried" in result.text
    assert "relisez-le" in result.warnings[0]


@pytest.mark.parametrize("sample", [pdf_scan, picture])
def test_a_scan_without_ocr_says_what_to_do(
    sample,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    monkeypatch.setenv("PATH", os.path.dirname(sys.executable))
    with pytest.raises(UnreadableFile, match=r"scan.*recopiez"):
        extract(sample())


def test_the_type_is_judged_by_the_content() -> None:
    assert extract_text(pdf_plain(), "cv.docx").kind == "pdf"
    assert extract_text(docx(), "cv.txt").kind == "docx"


# --- Refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "est vide"),
        (b" \n\t ", "Aucun texte"),
        (old_doc(), r"ancien document Word.*\.docx"),
        (locked_docx(), "mot de passe"),
        (pdf_encrypted(), "mot de passe"),
        (pdf_plain()[:300], "abîmé"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "abîmé"),
        (docx()[:4000], "abîmé"),
        (zip_bomb(), "trop de données"),
        (entity_bomb(), "abîmé"),
        (b"<!DOCTYPE html><html><body>CV</body></html>", "page web"),
        (b"\n <HTML><body>CV</body></HTML>", "page web"),
        (b"MZ\x90\x00" + bytes(500), "programme"),
        (b"\x7fELF" + bytes(500), "programme"),
        (b"PK\x05\x06" + bytes(18), "archive"),
        (b"GIF89a" + bytes(50), "format d'image"),
        (bytes(range(256)) * 10, "pas reconnu"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "abîmé|scan"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_french(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        extract(data)


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="10 Mo"):
        extract(b"a" * (10 * 1024 * 1024 + 1))


def test_only_the_first_pages_are_read() -> None:
    result = extract(pdf_plain(pages=23))
    assert result.pages == 23
    assert result.text.count("Cariste") == 20
    assert "20 premières" in result.warnings[0]


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(UnreadableFile, match="trop long"):
        extract_text(LONG, "cv.pdf", limits=Limits(seconds=0.01))


def test_a_file_that_takes_too_much_memory_is_given_up() -> None:
    limits = Limits(memory_bytes=32 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match=r"mémoire|trop de données"):
        extract_text(b"Cariste a Colmar\n" * 550_000, "cv.txt", limits=limits)


def test_a_text_too_long_keeps_its_beginning() -> None:
    result = extract(b"Cariste a Colmar\n" * 50_000)
    assert len(result.text) <= Limits().max_characters
    assert "seul son début" in result.warnings[0]


def test_the_child_sees_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}
    real = subprocess.Popen

    def spy(*args, **kwargs):  # type: ignore[no-untyped-def]
        seen.update(kwargs["env"])
        return real(*args, **kwargs)

    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(subprocess, "Popen", spy)
    extract(b"Cariste")
    assert set(seen) == {"PATH", "LANG"}


def test_reading_libraries_stay_out_of_the_web_process() -> None:
    code = "import sys, indexing.text.extract; print([m for m in sys.modules if m.split('.')[0] in " \
        "('pypdfium2', 'mammoth', 'odfdo', 'striprtf', 'PIL', 'lxml', 'torch', 'numpy')])"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- Normalisation and layout ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("e\u0301te\u0301", "été"),
        ("con\ufb01ance et \ufb02eurs", "confiance et fleurs"),
        ("manu\u00adtention", "manutention"),
        ("conduc-\nteur", "conducteur"),
        ("savoir-\nfaire", "savoir-faire"),
        ("2018-\n2020", "2018-2020"),
        ("Rhin-\nMaine", "Rhin-\nMaine"),
        ("●  Plonge", "• Plonge"),
        ("\uf0b7 Plonge", "• Plonge"),
        ("a   b \u00a0 c", "a b c"),
        ("2018 \t Cariste", "2018\tCariste"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\x00\x07b", "ab"),
        ("E X P É R I E N C E S", "EXPÉRIENCES"),
        ("M E S   J O B S", "MES JOBS"),
        ("- vente", "- vente"),
    ],
)
def test_normalisation(raw: str, clean: str) -> None:
    assert normalised(raw, rejoin=True) == clean


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_normalised_text_is_clean(raw: str) -> None:
    clean = normalised(raw, rejoin=False)
    assert unicodedata.is_normalized("NFC", clean)
    assert "  " not in clean
    assert "\n\n\n" not in clean
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in clean)


_COORDINATE = st.floats(0, 800, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda text, x, y, w, h: Word(text, x, y, x + w, y + h),
            st.text("abc1", min_size=1, max_size=5),
            _COORDINATE,
            _COORDINATE,
            st.floats(1, 300),
            st.floats(1, 40),
        ),
        max_size=40,
    )
)
def test_no_word_of_a_page_is_lost_or_doubled(words: list[Word]) -> None:
    assert sorted(reading_order(words).split()) == sorted(word.text for word in words)


def test_cells_of_a_row() -> None:
    assert joined_row([["2018 – 2020"], ["Cariste", "Quai"]]) == ["2018 – 2020\tCariste", "Quai"]
    assert joined_row([["CONTACT", "06", "Colmar"], ["EMPLOIS"]]) == [
        "CONTACT", "06", "Colmar", "", "EMPLOIS", "",
    ]  # fmt: skip
    assert joined_row([[""], []]) == []


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_have_a_kind_or_a_refusal(data: bytes) -> None:
    known = {"pdf", "docx", "odt", "rtf", "txt", "png", "jpeg"}
    with contextlib.suppress(UnreadableFile):
        assert kind_of(data) in known


# --- Many files, one reader -----------------------------------------------------------------------


def test_a_file_leaves_nothing_to_the_next_one() -> None:
    samples = [
        docx(), pdf_two_columns(True), rtf(), odt(),
        pdf_dates_table(), "Plongeuse à Thann".encode("cp1252"),
    ]  # fmt: skip
    alone = [extract(data) for data in samples]
    with Reader(many=True) as reader:
        for _ in range(2):
            assert [reader.extract_text(data, "cv") for data in samples] == alone
            samples.reverse()
            alone.reverse()


def test_a_hostile_file_does_not_hurt_its_neighbours() -> None:
    good = pdf_plain()
    little = Limits(memory_bytes=32 * 1024 * 1024)
    with Reader(many=True) as reader:
        read = reader.extract_text(good, "cv")
        child = reader._child
        for hostile, limits, told in (
            (b"Cariste a Colmar\n" * 550_000, little, r"mémoire|trop de données"),
            (LONG, Limits(seconds=0.01), "trop long"),
            (zip_bomb(), Limits(), "trop de données"),
            (entity_bomb(), Limits(), "abîmé"),
        ):
            with pytest.raises(UnreadableFile, match=told):
                reader.extract_text(hostile, "cv", limits=limits)
            assert reader.extract_text(good, "cv") == read
        assert reader._child is child, "one child had them all read"


def test_a_child_that_is_gone_costs_one_file() -> None:
    with Reader() as reader:
        reader.extract_text(b"Cariste", "cv")
        assert reader._child is not None
        reader._child.kill()
        reader._child.wait()
        with pytest.raises(UnreadableFile, match="abîmé"):
            reader.extract_text(b"Cariste", "cv")
        assert reader.extract_text(b"Cariste", "cv").text == "Cariste"


_READS_A_SLOW_FILE = """
import sys
from indexing.text.extract import Reader
from tests.world.samples import cvs as cv_samples
reader = Reader(many=True)
reader.extract_text(b"Cariste", "cv")
print(reader._child.pid, flush=True)
slow = cv_samples.pdf_plain(cv_samples.LINES * 6, pages=20)
while True:
    reader.extract_text(slow, "cv")
"""


def test_nobody_goes_on_reading_for_a_parent_that_was_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _READS_A_SLOW_FILE], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    with parent, parent.stdout:
        child = psutil.Process(int(parent.stdout.readline()))
        forks: list[psutil.Process] = []
        while not forks:
            with contextlib.suppress(psutil.NoSuchProcess):
                forks = child.children()
                for fork in forks:
                    fork.suspend()  # it would never end by itself
        parent.kill()
    _, alive = psutil.wait_procs([child, *forks], timeout=10)
    assert not alive

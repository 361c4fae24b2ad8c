"""The CV files of the demo: every layout is really there, opens, and says what the person did."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from seeds.demo.cvs.write import LAYOUTS, CvFile, write_cv_files
from seeds.demo.people.compose import fictional_candidates
from seeds.demo.people.person import DemoCandidate

TODAY = date(2026, 11, 23)
PEOPLE = fictional_candidates(today=TODAY)
BY_KEY = {person.key: person for person in PEOPLE}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[CvFile]:
    return write_cv_files(PEOPLE, tmp_path_factory.mktemp("cv") / "new", TODAY)


def of_layout(files: list[CvFile], *layouts: str) -> list[tuple[DemoCandidate, Path]]:
    found = [(BY_KEY[item.candidate_key], item.path) for item in files if item.layout in layouts]
    assert found, layouts
    return found


def pdf_text(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def says_where_she_worked(person: DemoCandidate, text: str) -> bool:
    """The titles of all her jobs are in the text, in the order of her life."""
    told = letters(text)
    at = 0
    for item in person.experiences:
        at = told.find(letters(item.title), at)
        if at < 0:
            return False
    return True


def test_there_are_enough_files_in_enough_layouts(files: list[CvFile]) -> None:
    assert len(files) >= 48
    assert len({item.layout for item in files}) == len(LAYOUTS) >= 12
    assert len({item.path.name for item in files}) == len(files)
    assert len({item.candidate_key for item in files}) == len(files)
    assert all(item.path.stat().st_size > 500 for item in files)
    assert {".pdf", ".docx", ".odt", ".rtf", ".txt", ".doc", ".jpg"} == {
        item.path.suffix for item in files
    }


def test_the_same_call_writes_the_same_bytes(files: list[CvFile], tmp_path: Path) -> None:
    again = write_cv_files(PEOPLE, tmp_path, TODAY)
    assert [item.path.name for item in again] == [item.path.name for item in files]
    for one, other in zip(files, again, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes(), one.path.name


def test_fewer_candidates_give_fewer_files(tmp_path: Path) -> None:
    assert len(write_cv_files(PEOPLE[:5], tmp_path, TODAY)) <= 5
    assert write_cv_files([], tmp_path, TODAY) == []


def test_pdf_files_hold_the_text(files: list[CvFile]) -> None:
    layouts = [name for name in LAYOUTS if name.startswith("pdf_") and name != "pdf_scan"]
    for person, path in of_layout(files, *layouts):
        text = pdf_text(path)
        assert says_where_she_worked(person, text), path.name
        assert person.postcode in text


def test_columns_stand_where_their_layout_says(files: list[CvFile]) -> None:
    for layout, on_the_left in (("pdf_sidebar_left", True), ("pdf_sidebar_right", False)):
        for _, path in of_layout(files, layout):
            document = pypdfium2.PdfDocument(path)
            page = document[0].get_textpage()
            found = page.search("Contact", match_case=True).get_next()
            assert found is not None
            left = page.get_charbox(found[0])[0]
            document.close()
            assert (left < 200) == on_the_left, path.name


def test_a_scan_has_no_text_and_a_photo_is_a_picture(files: list[CvFile]) -> None:
    for _, path in of_layout(files, "pdf_scan"):
        assert letters(pdf_text(path)) == ""
    for _, path in of_layout(files, "page_photo"):
        with Image.open(path) as picture:
            assert picture.format == "JPEG"
            assert min(picture.size) > 1000


def test_word_and_odt_files_hold_the_text(files: list[CvFile]) -> None:
    for person, path in of_layout(files, "docx_plain", "docx_tables", "docx_text_boxes", "odt"):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            part = "content.xml" if path.suffix == ".odt" else "word/document.xml"
            raw = archive.read(part).decode("utf-8")
        text = re.sub(r"<[^>]+>", " ", raw).replace("&amp;", "&")
        assert says_where_she_worked(person, text), path.name


def test_text_boxes_are_written_as_word_does(files: list[CvFile]) -> None:
    for person, path in of_layout(files, "docx_text_boxes"):
        with zipfile.ZipFile(path) as archive:
            raw = archive.read("word/document.xml").decode("utf-8")
        assert raw.count("w:txbxContent>") == 2 * 2 * 3  # 3 boxes, 2 forms, opened and closed
        assert "mc:Fallback" in raw
        assert "wps:txbx" in raw
        boxed = re.search(r"<wps:txbx>(.*?)</wps:txbx>", raw, re.DOTALL)
        assert boxed is not None
        assert person.postcode in boxed[1]


def test_plain_formats(files: list[CvFile]) -> None:
    for _, path in of_layout(files, "rtf"):
        raw = path.read_bytes()
        assert raw.startswith(rb"{\rtf1")
        assert raw.count(b"{") == raw.count(b"}")
        assert raw.isascii()
    for person, path in of_layout(files, "txt"):
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        assert says_where_she_worked(person, text)


def test_an_old_doc_is_a_compound_file_with_a_word_stream(files: list[CvFile]) -> None:
    for _, path in of_layout(files, "doc_old"):
        raw = path.read_bytes()
        assert raw[:8] == bytes.fromhex("D0CF11E0A1B11AE1")
        assert len(raw) % 512 == 0
        assert "WordDocument".encode("utf-16-le") in raw[1024:1536]
        assert raw[1536:1538] == b"\xec\xa5"  # the magic number that opens a Word stream


def test_people_bring_what_does_not_belong_in_a_cv(files: list[CvFile]) -> None:
    """Redaction has something to remove: ages, births, families, nationalities."""
    texts = [pdf_text(item.path) for item in files if item.path.suffix == ".pdf"]
    seen: Counter[str] = Counter()
    for text in texts:
        for name, pattern in {
            "age": r"\b\d\d ans\b",
            "birth": r"Née? le|Date de naissance",
            "family": r"Célibataire|Mariée?|Divorcée?|Pacsée?",
            "nationality": r"Nationalité",
            "licence": r"[Pp]ermis",
        }.items():
            seen[name] += bool(re.search(pattern, text))
    assert all(seen[name] >= 2 for name in ("age", "birth", "family", "nationality", "licence"))

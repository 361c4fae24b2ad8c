"""The child process that has strangers' files opened: `python -m indexing.text.extract_worker [many]`.

Its standard input is a socket. For each file the parent sends an order (a line of JSON: ocr, whether
scans may be recognised; limits, indexing.text.extract.Limits as a dictionary) with two descriptors: the
file, and where the answer goes. This process opens neither. It forks, and the fork bounds its own
memory and processor time before it reads one byte, answers and ends: no file meets what another one
has left, and none can end another's reading. Back goes a line of JSON: how the fork ended (a negative
number is a signal), null when its clock ran out.

The answer to a file is JSON: either `error` (a French sentence), or `needs_ocr`, or text, kind, pages,
ocr, warnings. Reading libraries are imported only here: the one that the file needs, or, with `many`,
all of them before the first fork.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import math
import os
import re
import resource
import select
import shutil
import signal
import socket
import sys
import time
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from indexing.text.page_layout import Word, reading_order
from matching.errors import UnreadableFile

#: A zip whose members unpack to more than this is refused (bytes), as are single XML parts.
_LARGEST_ARCHIVE = 120 * 1024 * 1024
_LARGEST_XML = 20 * 1024 * 1024
_MOST_MEMBERS = 3000
#: Fewer letters than this on a page that holds a picture: the page is a scan.
_FEWEST_LETTERS = 15
#: Bytes of an order, sent in one piece.
_LONGEST_ORDER = 4096
#: Pixels on the longest side of a picture given to OCR, and dots per inch of a rendered page.
_LONGEST_SIDE = 3500
_OCR_DPI = 250

_AGAIN = "puis déposez-le à nouveau."
_DAMAGED = (
    "Ce fichier est abîmé ou incomplet. Ouvrez-le sur votre ordinateur, "
    f"enregistrez-le en PDF ou en .docx, {_AGAIN}"
)
_OLD_WORD = (
    "Ce fichier est un ancien document Word (.doc), qui ne peut pas être lu. "
    f"Enregistrez-le en PDF ou en .docx (Fichier, « Enregistrer sous »), {_AGAIN}"
)
_LOCKED = (
    "Ce fichier est protégé par un mot de passe. "
    f"Enregistrez-en une copie sans mot de passe, {_AGAIN}"
)
_WEB_PAGE = (
    "Ce fichier est une page web, pas un document. "
    f"Imprimez la page en PDF depuis votre navigateur, {_AGAIN}"
)
_PROGRAM = "Ce fichier est un programme, pas un document : il n'a pas été ouvert."
_NO_OCR = (
    "Ce fichier est une image ou un scan : son texte ne peut pas être lu ici. Demandez le CV en "
    "PDF ou en Word d'origine, ou recopiez-en le texte dans un document .txt."
)
_NO_TEXT = (
    "Aucun texte n'a été trouvé dans ce fichier. "
    "Vérifiez qu'il n'est pas vide, ou recopiez le texte du CV dans un document .txt."
)
_ARCHIVE = (
    "Ce fichier est une archive compressée, pas un document. "
    "Décompressez-la et déposez les documents un par un."
)
_BOMB = (
    "Ce fichier contient trop de données compressées pour être ouvert sans risque. "
    f"Enregistrez-le en PDF, {_AGAIN}"
)
_UNKNOWN = "Ce type de fichier n'est pas reconnu. Déposez un CV en PDF, .docx, .odt, .rtf ou .txt."
_OTHER_OFFICE = (
    "Ce fichier est un tableur ou une présentation, pas un CV en texte. "
    f"Enregistrez-le en PDF, {_AGAIN}"
)
_OTHER_PICTURE = (
    f"Ce format d'image n'est pas lu ici. Enregistrez l'image en PDF, en PNG ou en JPEG, {_AGAIN}"
)


@dataclass(slots=True)
class _Found:
    """What a reader brings back."""

    text: str
    pages: int = 1
    ocr: bool = False
    needs_ocr: bool = False
    warnings: list[str] = field(default_factory=list)


# --- What the file is ---------------------------------------------------------------------------


def kind_of(data: bytes) -> str:
    """pdf, docx, odt, rtf, txt, png or jpeg, from the content. Raises UnreadableFile otherwise."""
    head = data[:1024]
    if b"%PDF-" in head:
        return "pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # OLE2 holds .doc, .xls, and Office files locked by a password; names are UTF-16 in it.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnreadableFile(_LOCKED)
        if "Workbook".encode("utf-16-le") in data or "PowerPoint".encode("utf-16-le") in data:
            raise UnreadableFile(_OTHER_OFFICE)
        raise UnreadableFile(_OLD_WORD)
    if head.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_zip(data)
    if head.startswith((b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        raise UnreadableFile(_ARCHIVE)
    if head.startswith((b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe")):
        raise UnreadableFile(_PROGRAM)
    if head.startswith((b"GIF8", b"BM", b"II*\0", b"MM\0*")) or head[4:12] in (
        b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif",
    ) or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):  # fmt: skip
        raise UnreadableFile(_OTHER_PICTURE)
    return _kind_of_text(data)


def _kind_of_text(data: bytes) -> str:
    start = _decoded(data[:4096]).lstrip("\ufeff \t\r\n").lower()
    if start.startswith(("<!doctype html", "<html", "<head", "<body", "<script")) or (
        start.startswith("<?xml") and "<html" in start
    ):
        raise UnreadableFile(_WEB_PAGE)
    if start.startswith("<?xml"):
        raise UnreadableFile(_UNKNOWN)
    text = _decoded(data)
    strange = sum(1 for c in text if ord(c) < 32 and c not in "\t\n\r\f\v\x1a")
    if "\0" in text or strange > 0.01 * len(text) + 2:
        raise UnreadableFile(_UNKNOWN)
    return "txt"


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS or sum(m.file_size for m in members) > _LARGEST_ARCHIVE:
                raise UnreadableFile(_BOMB)
            for member in members:
                if member.flag_bits & 1:
                    raise UnreadableFile(_LOCKED)
                if member.filename.endswith((".xml", ".rels")) and member.file_size > _LARGEST_XML:
                    raise UnreadableFile(_BOMB)
            names = {member.filename for member in members}
            if any(name.startswith("word/") for name in names):
                _refuse_doctypes(archive, members)
                return "docx"
            if any(name.startswith(("xl/", "ppt/")) for name in names):
                raise UnreadableFile(_OTHER_OFFICE)
            if "mimetype" in names and "content.xml" in names:
                mimetype = archive.open("mimetype").read(200)
                if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
                    if b"encryption-data" in archive.open("META-INF/manifest.xml").read(
                        _LARGEST_XML
                    ):
                        raise UnreadableFile(_LOCKED)
                    _refuse_doctypes(archive, members)
                    return "odt"
                raise UnreadableFile(_OTHER_OFFICE)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, ValueError) as broken:
        raise UnreadableFile(_DAMAGED) from broken
    raise UnreadableFile(_ARCHIVE)


def _refuse_doctypes(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """No office file declares entities: one that does wants to blow up its reader."""
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            start = archive.open(member).read(4096)
            if b"<!DOCTYPE" in start or b"<!ENTITY" in start:
                raise UnreadableFile(_DAMAGED)


# --- Plain text and RTF -------------------------------------------------------------------------


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        # A multi-byte character cut at the end of a sample is still UTF-8.
        if wrong.start >= len(data) - 3 and wrong.start > 0:
            return data[: wrong.start].decode("utf-8-sig")
        return data.decode("cp1252", errors="replace")


def _read_txt(data: bytes) -> _Found:
    return _Found(_decoded(data))


def _read_rtf(data: bytes) -> _Found:
    from striprtf.striprtf import rtf_to_text

    source = data.decode("cp1252", errors="replace")
    # striprtf skips shapes, and with them the text boxes in them: open those groups.
    source = re.sub(r"\{\\shp(?![a-z])|\{\\\*\\shpinst(?![a-z])|\{\\shptxt(?![a-z])", "{", source)
    text = rtf_to_text(source, encoding="cp1252", errors="replace")  # type: ignore[no-untyped-call]
    return _Found(re.sub(r"\|(?=[^\n])", "\t", text).replace("|", ""))


# --- DOCX ---------------------------------------------------------------------------------------


class _HtmlText(HTMLParser):
    """Lines of text from the small HTML that mammoth writes."""

    _BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "div"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        #: Open tables, innermost last: the cells of the row being read.
        self.rows: list[list[list[str]]] = []
        self._outer: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._new_line()
            self.lines[-1] = "• "
        elif tag == "br" or (tag in self._BLOCKS and self.lines[-1] != "• "):
            self._new_line()
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self._outer.append(self.lines)
            self.lines = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._outer:
            cell = self.lines
            self.lines = self._outer.pop()
            if self.rows:
                self.rows[-1].append(cell)
        elif tag == "tr" and self.rows:
            self._new_line()
            self.lines.extend(joined_row(self.rows.pop()))
            self._new_line()
        elif tag in self._BLOCKS or tag == "li":
            self._new_line()

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data

    def _new_line(self) -> None:
        if self.lines[-1].strip():
            self.lines.append("")


def joined_row(cells: list[list[str]]) -> list[str]:
    """The lines of one table row: cells of one line joined by a tab, longer cells one by one."""
    kept = [[line for line in cell if line.strip()] for cell in cells]
    kept = [cell for cell in kept if cell]
    if not kept:
        return []
    if all(len(cell) <= 2 and len(" ".join(cell)) <= 60 for cell in kept[:-1]):
        first = "\t".join([" ".join(cell) for cell in kept[:-1]] + [kept[-1][0]])
        return [first, *kept[-1][1:]]
    return [line for cell in kept for line in (*cell, "")]


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def _read_docx(data: bytes) -> _Found:
    import logging

    import mammoth
    from lxml import etree  # type: ignore[import-untyped]

    logging.disable(logging.CRITICAL)
    html = mammoth.convert_to_html(
        _without_looks(data),
        convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
        include_default_style_map=True,
    ).value
    parser = _HtmlText()
    parser.feed(html)
    parser.close()
    body = [line for line in parser.lines if line.strip()]

    # mammoth leaves out page headers and footers, and text boxes without an old-style twin.
    safe = _xml_parser()
    headers: list[str] = []
    footers: list[str] = []
    boxes: list[str] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
                tree = etree.fromstring(archive.read(name), safe)
                (headers if "header" in name else footers).extend(_paragraphs(tree))
            elif name == "word/document.xml":
                tree = etree.fromstring(archive.read(name), safe)
                for box in tree.iter(f"{_W}txbxContent"):
                    if not any(parent.tag == f"{_MC}Fallback" for parent in box.iterancestors()):
                        boxes.extend(_paragraphs(box))
    seen = {_squeezed(line) for line in body}
    whole = _squeezed("".join(body))
    missed = _unseen([line for line in boxes if _squeezed(line) not in whole], seen)
    top = _unseen(headers, seen)
    bottom = [
        line
        for line in _unseen(footers, seen)
        if not re.fullmatch(r"(?i)\W*(?:page)?\W*\d*\W*(?:sur|/)?\W*\d*\W*", line)
    ]
    return _Found("\n".join([*top, *missed, *body, *bottom]))


def _xml_parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)


_STYLES = "word/styles.xml"


def _without_looks(data: bytes) -> io.BytesIO:
    """The document with the names of its styles alone. Their looks, which no text needs, may be nine
    thousand elements (the gallery of tables of some templates); mammoth makes objects of each."""
    from lxml import etree

    lighter = io.BytesIO(data)
    with zipfile.ZipFile(lighter, "a") as archive:
        if _STYLES in archive.namelist():
            styles = etree.fromstring(archive.read(_STYLES), _xml_parser())
            for style in list(styles):
                if style.tag != f"{_W}style":
                    styles.remove(style)
                    continue
                for part in list(style):
                    if part.tag not in (f"{_W}name", f"{_W}pPr"):
                        style.remove(part)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # that the name is there: the later one counts
                archive.writestr(_STYLES, etree.tostring(styles))
    lighter.seek(0)
    return lighter


def _paragraphs(tree: Any) -> Iterator[str]:
    """The paragraphs under a WordprocessingML element, each drawing's twin read once."""
    for paragraph in tree.iter(f"{_W}p"):
        parts: list[str] = []
        for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr"):
            nearest = next(node.iterancestors(f"{_W}p"))
            if nearest is not paragraph:
                continue
            if any(parent.tag == f"{_MC}Fallback" for parent in node.iterancestors()):
                continue
            parts.append((node.text or "") if node.tag == f"{_W}t" else " ")
        line = "".join(parts).strip()
        if line:
            yield line


def _unseen(lines: list[str], seen: set[str]) -> list[str]:
    kept: list[str] = []
    for line in lines:
        if _squeezed(line) not in seen:
            seen.add(_squeezed(line))
            kept.append(line)
    return kept


def _squeezed(line: str) -> str:
    return re.sub(r"[\s•]+", "", line)


# --- ODT ----------------------------------------------------------------------------------------


def _read_odt(data: bytes) -> _Found:
    from odfdo import Document

    document = Document(io.BytesIO(data))
    lines: list[str] = []
    styles: Any = document.get_part("styles.xml")
    for header in styles.get_elements("//style:master-page/style:header"):
        _odt_lines(header, lines)
    _odt_lines(document.body, lines)
    for footer in styles.get_elements("//style:master-page/style:footer"):
        _odt_lines(footer, lines)
    return _Found("\n".join(lines))


_ODT_SKIPPED = frozenset(
    {
        "text:tracked-changes", "text:sequence-decls", "office:annotation", "office:forms",
        "text:page-number", "text:page-count", "svg:title", "svg:desc",
    }
)  # fmt: skip


def _odt_lines(element: Any, lines: list[str]) -> None:
    """Append the lines under an ODF element: paragraphs, lists, tables, frames and text boxes."""
    for child in element.children:
        tag = child.tag
        if tag in _ODT_SKIPPED:
            continue
        if tag in ("text:p", "text:h"):
            boxes: list[Any] = []
            line = _odt_inline(child, boxes)
            # A frame is anchored in a paragraph: what it holds comes before that paragraph.
            for box in boxes:
                _odt_lines(box, lines)
            lines.extend(line.split("\n"))
        elif tag == "text:list-item":
            inner: list[str] = []
            _odt_lines(child, inner)
            inner = [line for line in inner if line.strip()]
            if inner:
                first = inner[0] if inner[0].startswith("• ") else f"• {inner[0]}"
                lines.extend([first, *inner[1:]])
        elif tag == "table:table-row":
            cells: list[list[str]] = []
            for cell in child.children:
                if cell.tag == "table:table-cell":
                    inner = []
                    _odt_lines(cell, inner)
                    cells.append(inner)
            lines.extend(joined_row(cells))
        else:
            _odt_lines(child, lines)


def _odt_inline(element: Any, boxes: list[Any]) -> str:
    parts = [element.text or ""]
    for child in element.children:
        tag = child.tag
        if tag == "text:s":
            parts.append(" " * min(int(child.get_attribute("text:c") or 1), 20))
        elif tag == "text:tab":
            parts.append("\t")
        elif tag == "text:line-break":
            parts.append("\n")
        elif tag.startswith("draw:"):
            boxes.append(_Holder([child]))
        elif tag not in _ODT_SKIPPED and tag != "text:note":
            parts.append(_odt_inline(child, boxes))
        parts.append(child.tail or "")
    return "".join(parts)


@dataclass(slots=True)
class _Holder:
    """Gives one element the shape of a parent, for `_odt_lines`."""

    children: list[Any]


# --- PDF and pictures ---------------------------------------------------------------------------


def _read_pdf(data: bytes, limits: dict[str, Any], ocr: bool, deadline: float) -> _Found:
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as refused:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD or "assword" in str(refused):
            raise UnreadableFile(_LOCKED) from refused
        raise UnreadableFile(_DAMAGED) from refused
    pages = len(document)
    found = _Found("", pages=pages)
    if pages == 0:
        raise UnreadableFile(_DAMAGED)
    if pages > limits["max_pages"]:
        found.warnings.append(
            f"Ce fichier a {pages} pages : seules les {limits['max_pages']} premières ont été lues."
        )
    texts: list[str] = []
    unread: list[int] = []
    for number in range(min(pages, limits["max_pages"])):
        try:
            page = document[number]
            text = reading_order(_words(page, pdfium))
            scanned = _letters(text) < _FEWEST_LETTERS and _is_drawn(page, pdfium)
        except pypdfium2.PdfiumError:
            found.warnings.append(f"La page {number + 1} est abîmée : elle n'a pas été lue.")
            continue
        if _garbled(text):
            text, scanned = "", True
        if scanned:
            if not ocr:
                found.needs_ocr = True
            elif shutil.which("tesseract") is None or time.monotonic() > deadline:
                unread.append(number + 1)
            else:
                bitmap = page.render(scale=_scale(page.get_size()), grayscale=True)
                text = _recognised(bitmap.to_pil(), deadline)
                found.ocr = True
        texts.append(text)
        page.close()
    if unread and not any(_letters(text) for text in texts):
        raise UnreadableFile(_NO_OCR)
    if unread:
        which = ", ".join(str(number) for number in unread)
        found.warnings.append(f"Page {which} : image ou scan dont le texte n'a pas été lu.")
    found.text = "\n\n".join(texts)
    return found


def _words(page: Any, pdfium: Any) -> list[Word]:
    """The words of a page, boxes in points from its top left corner."""
    from ctypes import byref, c_double

    width, _ = page.get_size()
    left_edge, _, _, top_edge = page.get_mediabox()
    rotated = page.get_rotation() % 360 != 0
    textpage = page.get_textpage()
    raw = textpage.raw
    count = min(pdfium.FPDFText_CountChars(raw), 40_000)
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    words: list[Word] = []
    letters: list[str] = []
    box: list[float] = []

    def flush() -> None:
        if letters and box:
            words.append(Word("".join(letters), box[0], box[1], box[2], box[3]))
        letters.clear()
        box.clear()

    loose = pdfium.FS_RECTF()
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        # pdfium marks a hyphen at a line's end, and unmapped glyphs, with non-characters.
        if code in (0xFFFE, 0x02, 0xAD):
            code = 0x2D
        character = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
            flush()
            continue
        if pdfium.FPDFText_GetLooseCharBox(raw, index, byref(loose)):
            x0, x1 = loose.left, loose.right
            y0, y1 = loose.bottom, loose.top
        elif pdfium.FPDFText_GetCharBox(
            raw, index, byref(left), byref(right), byref(bottom), byref(top)
        ):
            x0, x1, y0, y1 = left.value, right.value, bottom.value, top.value
        else:
            continue
        if not all(math.isfinite(value) for value in (x0, x1, y0, y1)):
            continue
        if rotated:
            upper, lower = -y1, -y0
        else:
            upper, lower = top_edge - y1, top_edge - y0
        start, stop = x0 - left_edge, x1 - left_edge
        if box:
            size = max(lower - upper, 1.0)
            jumped = abs((upper + lower) - (box[1] + box[3])) > 0.8 * size
            if jumped or start - box[2] > 0.6 * size or start < box[0] - 0.3 * size:
                flush()
        letters.append(character)
        if box:
            box[:] = [
                min(box[0], start), min(box[1], upper), max(box[2], stop), max(box[3], lower)
            ]  # fmt: skip
        else:
            box[:] = [start, upper, max(stop, start + 0.1), lower]
    flush()
    textpage.close()
    return [word for word in words if -2 * width < word.left < 3 * width]


def _is_drawn(page: Any, pdfium: Any) -> bool:
    """Whether a page holds a picture, or so many strokes that they may be outlined letters."""
    for strokes, thing in enumerate(page.get_objects(max_depth=4)):
        if thing.type == pdfium.FPDF_PAGEOBJ_IMAGE or strokes > 200:
            return True
    return False


def _scale(size: tuple[float, float]) -> float:
    """Rendering scale: _OCR_DPI, less for a page so large that its picture would not fit."""
    longest = max(*size, 1.0)
    return float(min(_OCR_DPI / 72, _LONGEST_SIDE / longest))


def _read_picture(data: bytes, ocr: bool, deadline: float) -> _Found:
    from PIL import Image, ImageOps, UnidentifiedImageError

    if shutil.which("tesseract") is None:
        raise UnreadableFile(_NO_OCR)
    if not ocr:
        return _Found("", needs_ocr=True)
    Image.MAX_IMAGE_PIXELS = 60_000_000
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > Image.MAX_IMAGE_PIXELS:
                raise UnreadableFile(_BOMB)
            picture = ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError) as broken:
        raise UnreadableFile(_DAMAGED) from broken
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    return _Found(_recognised(picture, deadline), ocr=True)


def _recognised(picture: Any, deadline: float) -> str:
    """The text that Tesseract reads in a picture, French where it is installed."""
    import subprocess

    languages = subprocess.run(
        ["tesseract", "--list-langs"], capture_output=True, timeout=10, check=False
    ).stdout.split()
    command = ["tesseract", "stdin", "stdout", "--dpi", str(_OCR_DPI)]
    if b"fra" in languages:
        command += ["-l", "fra"]
    encoded = io.BytesIO()
    picture.save(encoded, format="PNG", compress_level=1)
    try:
        done = subprocess.run(
            command,
            input=encoded.getvalue(),
            capture_output=True,
            timeout=max(1.0, deadline - time.monotonic()),
            check=True,
            # One thread: Tesseract's own threads cost more than they bring.
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return ""
    return done.stdout.decode("utf-8", errors="replace")


def _letters(text: str) -> int:
    return sum(1 for character in text if character.isalpha())


def _garbled(text: str) -> bool:
    """Whether a text layer has no usable letters: fonts without a table of characters."""
    visible = [c for c in text if not c.isspace()]
    wrong = sum(1 for c in visible if c == "\ufffd" or unicodedata.category(c) in ("Co", "Cn"))
    return len(visible) >= 40 and wrong > 0.3 * len(visible)


# --- One clean text -----------------------------------------------------------------------------

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)
_BULLETS = "•●○◦▪▫■□◆◇➢➤►▶▸▹‣⁃∙·✓✔✗❖➔→⇒★☆✦"
#: First parts of compounds that keep their hyphen when a line breaks after it.
_COMPOUNDS = frozenset(
    re.findall(
        r"\S+",
        """
    aide aides sous non demi mi semi ex vice co auto porte savoir après avant self week rendez
    peut celui celle lui elle soi moi vous là ci grand petite petit arrière sur contre chef
    multi pluri inter bien faire compte quasi anti anglo franco haut bas plate centre
    """,
    )
)
_LINE_END = re.compile(r"(\w+)-\n[ ]*(\w+)")


def normalised(text: str, *, rejoin: bool) -> str:
    """NFC, ligatures expanded, one sign for bullets, no control signs, no repeated blanks.

    `rejoin` mends words cut at a line's end (printed pages, not paragraphs). Tabs stay: they part
    the cells of a table row. Idempotent.
    """
    text = unicodedata.normalize("NFC", text.translate(_LIGATURES))
    text = re.sub(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2011", "-")
    # Word's own symbol fonts put bullets in the private area; other signs there are icons.
    text = re.sub(r"[\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8\uf06e\uf0e0]", "•", text)
    text = "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs")
    )
    lines: list[str] = []
    for raw in text.split("\n"):
        line = _closed_up(raw.strip())
        line = re.sub(r" *\t[ \t]*", "\t", line)
        line = re.sub(rf"^\s*[{_BULLETS}][ \t{_BULLETS}]*(?=\S)", "• ", line)
        line = re.sub(r"[^\S\t\n]+", " ", line).strip()
        if line in ("•", "-", "–"):
            line = ""
        if line or (lines and lines[-1]):
            lines.append(line)
    text = "\n".join(lines).strip()
    return _LINE_END.sub(_mended, text) if rejoin else text


def _closed_up(line: str) -> str:
    """A letter-spaced heading (« E X P É R I E N C E S ») as words."""
    if not re.fullmatch(r"(?:\w\s+){3,}\w[\s:]*", line) or not re.search(r"[^\W\d_]", line):
        return line
    words = re.split(r"\s{2,}", line)
    return " ".join(word.replace(" ", "") for word in words)


def _mended(match: re.Match[str]) -> str:
    before, after = match[1], match[2]
    if before[-1].isdigit() or after[0].isdigit():
        return f"{before}-{after}"
    if not after[0].islower() or not before[-1].islower():
        return match[0]
    hyphen = "-" if before.lower() in _COMPOUNDS else ""
    return f"{before}{hyphen}{after}"


# --- The process --------------------------------------------------------------------------------


def read(data: bytes, *, limits: dict[str, Any], ocr: bool, deadline: float) -> dict[str, Any]:
    """The answer for one file. Raises UnreadableFile."""
    kind = kind_of(data)
    readers: dict[str, Callable[[], _Found]] = {
        "pdf": lambda: _read_pdf(data, limits, ocr, deadline),
        "png": lambda: _read_picture(data, ocr, deadline),
        "jpeg": lambda: _read_picture(data, ocr, deadline),
        "docx": lambda: _read_docx(data),
        "odt": lambda: _read_odt(data),
        "rtf": lambda: _read_rtf(data),
        "txt": lambda: _read_txt(data),
    }
    try:
        found = readers[kind]()
    except (UnreadableFile, MemoryError):
        raise
    except Exception as broken:
        # Whatever a reading library throws at a hostile file, the person gets one sentence.
        raise UnreadableFile(_DAMAGED) from broken
    if found.needs_ocr and not ocr:
        return {"needs_ocr": True}
    # Twice as much as is kept: blanks and signs that normalisation removes.
    text = normalised(
        found.text[: 2 * limits["max_characters"]], rejoin=kind in ("pdf", "txt", "png", "jpeg")
    )
    if len(text) > limits["max_characters"]:
        text = text[: limits["max_characters"]].rsplit("\n", 1)[0]
        found.warnings.append("Ce texte est très long : seul son début a été lu.")
    if _letters(text) < 3:
        raise UnreadableFile(_NO_TEXT)
    if found.ocr:
        found.warnings.append(
            "Ce CV est un scan : son texte a été reconnu automatiquement, relisez-le avec soin."
        )
    return {
        "text": text,
        "kind": kind,
        "pages": found.pages,
        "ocr": found.ocr,
        "warnings": found.warnings,
    }


def answer(order: dict[str, Any], source: int, sink: int) -> None:
    """Bound this process, read the file `source`, write the JSON answer to `sink` (descriptors)."""
    limits, ocr = order["limits"], bool(order["ocr"])
    seconds = limits["seconds_ocr" if ocr else "seconds"]
    memory = int(limits["memory_bytes"])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # SIGXCPU ends the process; OCR runs in children, each with as much.
    cpu = math.ceil(seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024 * 1024, 64 * 1024 * 1024))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    deadline = time.monotonic() + 0.8 * seconds
    try:
        with open(source, "rb") as file:
            found = read(file.read(), limits=limits, ocr=ocr, deadline=deadline)
    except UnreadableFile as refused:
        found = {"error": refused.message}
    except MemoryError:
        found = {"error": _BOMB}
    with open(sink, "w", encoding="ascii") as to:
        json.dump(found, to, ensure_ascii=True)


def answered_in_a_fork(
    order: dict[str, Any], source: int, sink: int, parent: socket.socket
) -> int | None:
    """How the fork that answered has ended: its exit status, minus the signal that ended it, or None
    when its clock ran out or the parent hung up. Nothing that it started outlives it."""
    ended, living = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            # Its own group, so that OCR started by it dies with it; no way to speak for other files.
            os.setpgid(0, 0)
            os.close(ended)
            parent.close()
            answer(order, source, sink)
            status = 0
        finally:
            os._exit(status)
    with contextlib.suppress(OSError):  # it may have done so, or be gone, already
        os.setpgid(pid, pid)
    os.close(living)
    seconds = order["limits"]["seconds_ocr" if order["ocr"] else "seconds"]
    # The pipe's other end closes with the fork; the parent says nothing before it has the answer.
    ready, _, _ = select.select([ended, parent.fileno()], [], [], seconds)
    os.close(ended)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    _, how = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(how) if ended in ready else None


def serve(parent: socket.socket) -> None:
    """Have files read, one after the other, until the parent hangs up."""
    while True:
        line, descriptors, _, _ = socket.recv_fds(parent, _LONGEST_ORDER, 2)
        if not line:
            return
        source, sink = descriptors
        how = answered_in_a_fork(json.loads(line), source, sink, parent)
        for descriptor in descriptors:
            os.close(descriptor)
        try:
            parent.sendall(b"%s\n" % json.dumps(how).encode())
        except BrokenPipeError:
            return


def load_libraries() -> None:
    """Import what the readers need once, for all the forks to come."""
    import mammoth  # noqa: F401
    import odfdo  # noqa: F401
    import pypdfium2  # noqa: F401
    from lxml import etree  # noqa: F401
    from PIL import Image, ImageOps  # noqa: F401
    from striprtf.striprtf import rtf_to_text  # noqa: F401

    gc.freeze()  # memory that no fork writes to is shared with it


if __name__ == "__main__":
    if "many" in sys.argv[1:]:
        load_libraries()
    serve(socket.socket(fileno=0))
    os._exit(0)  # nothing to tidy up, and somebody waits

"""A person's access export as files: JSON for machines, a PDF to read, and a ZIP with her CVs as well.

The content is `matching.privacy.export.export_of`'s; here are only its headings and its pages (ADR 0013 says why
reportlab draws them). What columns, acts and things are called is handed in: the words of the rooms.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from matching.audit.events import AuditEvent
from matching.history import FieldChange
from matching.pool.candidates.tables import Cv
from matching.pool.reference.terms import (
    WEEKDAY_NAMES,
)
from matching.privacy.export import COVERED
from matching.terms import label_of
from webapp.words.french import fr_date, fr_datetime
from webapp.words.histories import OPERATIONS
from webapp.words.journal import ACTS_TO_HER
from webapp.words.rooms import TableWords, Words

SECTIONS = {
    "person": "Votre fiche",
    "mobility": "Vos déplacements",
    "experiences": "Vos expériences",
    "education": "Vos formations",
    "certificates": "Vos certificats et habilitations",
    "languages": "Vos langues",
    "obstacles": "Freins et actions",
    "cvs": "Vos CV, et ce qui y a été lu",
    "consents": "Ce qui vous a été dit, et vos accords",
    "sensitive_notes": "Informations sensibles, notées à part",
    "shortlists": "Postes pour lesquels vous avez été retenu·e",
    "referrals": "Mises en relation avec un employeur",
    "access_requests": "Demandes d’autres structures pour vous connaître",
    "requests": "Vos demandes de correction ou d’effacement",
    "personal_links": "Liens vers votre espace personnel",
    "retention": "Durée de conservation",
    "letters": "Courriels en attente à votre sujet",
    "shown_in": "Classements où vous êtes apparu·e",
    "shown_for_her": "Listes de postes établies pour vous",
    "journal": "Journal : qui a vu ou fait quoi à votre sujet",
    "history": "Historique des modifications",
}
"""Section → its heading, in the order of the pages."""

LINES = ("journal", "history", "letters")
"""Sections of many small things: one line for each."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def as_json(export: dict[str, Any]) -> bytes:
    """UTF-8, indented, in the order of the sections."""
    return json.dumps(export, ensure_ascii=False, indent=2).encode()


def as_zip(export: dict[str, Any], cvs: Sequence[tuple[Cv, bytes]], words: Words) -> bytes:
    """Both files and the CVs as they were deposited; names are safe on any disk, and never the same twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("donnees.json", as_json(export))
        archive.writestr("donnees.pdf", as_pdf(export, words))
        for cv, data in cvs:
            archive.writestr(f"cv/version-{cv.version}-{_safe(cv.filename)}", data)
    return out.getvalue()


def _safe(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[-80:] or "cv"


def as_pdf(export: dict[str, Any], words: Words) -> bytes:
    """The same in French on numbered pages, with bookmarks, a title and its language."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    styles = _styles()
    flow = _cover(export, styles)
    for number, key in enumerate(SECTIONS):
        flow += _section(number, key, export, words, styles)
    name = _name(export)
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=50, rightMargin=50, topMargin=50, bottomMargin=54, lang="fr-FR",
        title=f"Données de {name} dans Vivier", author=export["structure"]["name"], creator="Vivier",
        subject="Droit d’accès (RGPD, article 15)", displayDocTitle=1,
    )  # fmt: skip

    def footer(canvas: Any, _document: Any) -> None:
        canvas.setFont(_fonts()[0], 8)
        canvas.setFillColor(styles["small"].textColor)
        canvas.drawString(50, 32, _glyphs(f"Vivier : données de {name}"))
        canvas.drawRightString(A4[0] - 50, 32, f"page {canvas.getPageNumber()}")

    document.build(flow, onFirstPage=footer, onLaterPages=footer)
    return out.getvalue()


def _name(export: dict[str, Any]) -> str:
    return f"{export['person']['first_name']} {export['person']['last_name']}"


def _styles() -> dict[str, Any]:
    """The kinds of paragraph: title, head, text, small, item, field."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    plain, bold = _fonts()
    ink, soft = HexColor("#1d2a2f"), HexColor("#55636a")
    text = ParagraphStyle("text", fontName=plain, fontSize=9.5, leading=13.5, textColor=ink)
    head = ParagraphStyle(
        "head", parent=text, fontName=bold, fontSize=13.5, leading=18, spaceBefore=14, spaceAfter=4
    )
    return {
        "text": text,
        "head": head,
        "title": ParagraphStyle("title", parent=head, fontSize=19, leading=25),
        "small": ParagraphStyle("small", parent=text, fontSize=8.5, leading=12, textColor=soft),
        "item": ParagraphStyle("item", parent=text, fontName=bold, spaceBefore=7, spaceAfter=2),
        "field": ParagraphStyle("field", parent=text, leftIndent=10, spaceAfter=1.5),
    }


def _cover(export: dict[str, Any], styles: dict[str, Any]) -> list[Any]:
    """What stands above the sections."""
    from reportlab.platypus import Paragraph, Spacer

    whose = f"{_name(export)}, référence {export['person']['reference']}"
    made = f"Copie établie le {_said(export['made_on'])} par {export['structure']['name']}"
    return [
        Paragraph(_drawn("Vos données dans Vivier"), styles["title"]),
        Paragraph(_drawn(whose), styles["text"]),
        Paragraph(_drawn(made), styles["text"]),
        Spacer(1, 8),
        Paragraph(_drawn(_introduction(export)), styles["small"]),
    ]


def _section(
    number: int, key: str, export: dict[str, Any], words: Words, styles: dict[str, Any]
) -> list[Any]:
    """A heading with its bookmark, and what is held under it."""
    from reportlab.lib.colors import HexColor
    from reportlab.platypus import HRFlowable, Paragraph

    flow: list[Any] = [
        _Bookmark(f"section-{number}", SECTIONS[key]),
        Paragraph(_drawn(SECTIONS[key]), styles["head"]),
        HRFlowable(width="100%", thickness=0.6, color=HexColor("#c9c4b6"), spaceAfter=4),
    ]
    held = export.get(key)
    if not held:
        return [*flow, Paragraph(_drawn(_nothing(key, export)), styles["small"])]
    rows = held if isinstance(held, list) else [held]
    for place, row in enumerate(rows, 1):
        fields = fields_of(key, row, export, words)
        if key in LINES:
            said = " · ".join(_drawn(value) for _, value in fields)
            flow.append(Paragraph(said, styles["field"]))
            continue
        if len(rows) > 1:
            flow.append(Paragraph(_drawn(f"{place}."), styles["item"]))
        for label, value in fields:
            said = f"<b>{_drawn(label)}</b> : {_drawn(value)}"
            flow.append(Paragraph(said, styles["field"]))
    return flow


def _introduction(export: dict[str, Any]) -> str:
    contact = export["structure"]["data_protection_contact"] or "votre coach"
    return (
        "Ce document contient tout ce que Vivier conserve sur vous. Les noms des professionnels sont remplacés par "
        "leur fonction. Vous pouvez faire corriger ou effacer ces données, ou vous opposer à leur usage : "
        f"adressez-vous à {contact}. Vous pouvez aussi écrire à la CNIL (www.cnil.fr). Vos fichiers de CV sont "
        "remis à part."
    )


def _nothing(key: str, export: dict[str, Any]) -> str:
    left_out = export.get("sensitive_notes_left_out", 0)
    if key == "sensitive_notes" and left_out:
        return (
            f"Notes non jointes à cette copie : {left_out}. Votre coach vous les remet sur demande."
        )
    return "Rien."


def main_table(section: str) -> str:
    """The table whose words name the keys of a section."""
    return next(table for table, covered in COVERED.items() if covered == section)


def fields_of(
    section: str, row: dict[str, Any], export: dict[str, Any], words: Words
) -> Iterator[tuple[str, str]]:
    """(label, value) of what the PDF says of a row of a section; what is empty is left out."""
    return _Wording(export, words).fields(words.tables[main_table(section)], row)


@dataclass(frozen=True, slots=True)
class _Wording:
    """How the values of a copy are said, with the words of the rooms."""

    export: dict[str, Any]
    words: Words

    def fields(self, table: TableWords, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for key, value in row.items():
            if value in (None, "", [], {}) or (label := table.in_a_copy(key)) is None:
                continue
            if said := self._value(table, key, value, row):
                yield label, said

    def _value(self, table: TableWords, key: str, value: Any, row: dict[str, Any]) -> str:
        if (vocabulary := table.vocabulary(key)) is not None:
            return _said([label_of(vocabulary, one) for one in _listed(value)])
        if table.table is AuditEvent or table.table is FieldChange:
            return self._of_a_line(table, key, value, row)
        if key in ("wished_romes", "rome"):
            trades = self.export["trades"]
            return _said(
                [trades.get(one, one) if isinstance(one, str) else one for one in _listed(value)]
            )
        if key == "days":
            return _said([WEEKDAY_NAMES.get(day, day) for day in value])
        if key == "commune_insee" and row.get("commune"):
            return f"{row['commune']} ({value})"
        return self._within(table.within(key), value)

    def _of_a_line(self, table: TableWords, key: str, value: Any, row: dict[str, Any]) -> str:
        """A line of the journal or of the history, whose labels are not printed."""
        if key in ("before", "after"):
            fields = self.fields(self.words.tables[row["table"]], value)
            told = ", ".join(f"{label} {said}" for label, said in fields)
            return f"{table.names[key].lower()} : {told}" if told else ""
        if key == "table":
            return SECTIONS.get(COVERED.get(value, ""), value)
        if key == "operation":
            return OPERATIONS.get(value, value)
        if key == "act":
            return ACTS_TO_HER.get(value, value)
        if key == "about":
            return self.words.to_her(value)
        if key == "reason":
            return f"motif : {value}"
        return self._within(table.within(key), value)

    def _within(self, words: TableWords, value: Any) -> str:
        """A value, with the rows and objects that stand in it as «name : value»."""
        if isinstance(value, dict):
            return ", ".join(f"{label} : {said}" for label, said in self.fields(words, value))
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            return " ; ".join(self._within(words, one) for one in value)
        return _said(value)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _said(value: Any) -> str:
    """A plain value in French: dates, yes and no, lists."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return f"{value:.3f}".replace(".", ",")
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return fr_datetime(datetime.fromisoformat(value))
    if isinstance(value, str) and _DAY.fullmatch(value):
        return fr_date(date.fromisoformat(value))
    return str(value)


def _drawn(text: str) -> str:
    """Text for reportlab's small mark-up: nothing of it is read as mark-up, line breaks stay."""
    return escape(_glyphs(text)).replace("\n", "<br/>")


def _glyphs(text: str) -> str:
    """What the font can draw: a letter that it lacks loses its accent, or becomes «?». The JSON has it exactly."""
    known = _known()
    drawn = []
    for letter in text:
        if letter == "\n" or ord(letter) in known:
            drawn.append(letter)
        elif letter.isspace():
            drawn.append(" ")
        else:
            plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if ord(c) in known)
            drawn.append(plain or ("?" if letter.isprintable() else ""))
    return "".join(drawn)


SYSTEM_FONTS = Path("/usr/share/fonts/truetype/dejavu")
"""Debian's DejaVu, for names in other alphabets; reportlab's own Vera where it is not installed."""


@cache
def _fonts() -> tuple[str, str]:
    """The names of a plain and a bold font, ready to be drawn with."""
    from reportlab.lib.fonts import addMapping
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    wide = SYSTEM_FONTS / "DejaVuSans.ttf"
    files = (
        (str(wide), str(SYSTEM_FONTS / "DejaVuSans-Bold.ttf"))
        if wide.is_file()
        else ("Vera.ttf", "VeraBd.ttf")
    )
    for name, file in zip(("vivier", "vivier-bold"), files, strict=True):
        registerFont(TTFont(name, file))
    addMapping("vivier", 0, 0, "vivier")
    addMapping("vivier", 1, 0, "vivier-bold")
    return "vivier", "vivier-bold"


@cache
def _known() -> frozenset[int]:
    from reportlab.pdfbase.pdfmetrics import getFont

    return frozenset(getFont(_fonts()[0]).face.charToGlyph)


def _Bookmark(key: str, heading: str) -> Any:  # noqa: N802 — a flowable, whose base is imported when needed
    from reportlab.platypus import Flowable

    class Bookmark(Flowable):
        """An entry of the outline, at the heading that follows."""

        def wrap(self, *_: Any) -> tuple[int, int]:
            return 0, 0

        def draw(self) -> None:
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(heading, key, 0)

    return Bookmark()

"""The layouts of PDF: one column, a sidebar left or right, with a photo, a table of dates, the European model."""

from __future__ import annotations

import io
import random
from datetime import date
from typing import TYPE_CHECKING, Any

from seeds.demo.cvs.pdf import PAGE_H, PAGE_W, Style, pdf, section_flow
from seeds.demo.cvs.sheet import Section, Sheet

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

EUROPASS = {
    "profile": "PROFIL",
    "work": "EXPÉRIENCE PROFESSIONNELLE",
    "education": "ÉDUCATION ET FORMATION",
    "certificates": "CERTIFICATS",
    "skills": "COMPÉTENCES PERSONNELLES",
    "languages": "Langues",
    "hobbies": "AUTRES COMPÉTENCES",
}
"""Headings of the European model, in its own words."""


def pdf_one_column(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    style = Style(sheet, rng, serif=rng.random() < 0.4, size=10)
    centred = rng.random() < 0.5
    align = 1 if centred else 0
    flow = [
        style.text(sheet.name, bold=True, grow=9, align=align, after=3),
        style.text(" – ".join(sheet.contact), grow=-0.5, align=align),
    ]
    if sheet.personal:
        flow.append(style.text(" – ".join(sheet.personal), grow=-0.5, align=align))
    flow.append(style.text(sheet.title, bold=True, grow=4, align=1, before=10, color=style.accent))
    for section in sheet.sections:
        flow += section_flow(style, section)
    frame = (52.0, 45.0, PAGE_W - 104, PAGE_H - 90)
    return pdf(flow, title="CV", frame=frame)


def _sidebar(sheet: Sheet, rng: random.Random, *, left: bool, photo: bool = False) -> bytes:
    from reportlab.lib.colors import Color, white
    from reportlab.platypus import Frame, Image, KeepInFrame

    dark = rng.random() < 0.55
    style = Style(sheet, rng, size=9.0)
    width = 186.0
    x = 0.0 if left else PAGE_W - width
    text_color = white if dark else style.ink
    fill = style.accent if dark else Color(0.92, 0.93, 0.95)
    heading_color = white if dark else style.accent
    side: list[Any] = []
    if photo:
        buffer = io.BytesIO()
        _portrait(rng).save(buffer, "PNG")
        side.append(Image(buffer, 92, 92, hAlign="CENTER"))
    side.append(style.text("Contact", bold=True, grow=2, color=heading_color, before=8))
    side += [
        style.text(line, grow=style.shrink(line, width - 34), color=text_color)
        for line in (*sheet.contact, *sheet.personal)
    ]
    for section in sheet.of("skills", "languages", "certificates", "hobbies"):
        side.append(style.text(section.heading, bold=True, grow=2, color=heading_color, before=9))
        for entry in section.entries:
            words = f"{entry.head} ({entry.when})" if entry.when else entry.head
            side.append(style.text(words, color=text_color, bullet="•", indent=10))

    def draw_side(canvas: Any) -> None:
        canvas.saveState()
        canvas.setFillColor(fill)
        canvas.rect(x, 0, width, PAGE_H, stroke=0, fill=1)
        if photo:
            _icons(canvas, x + 18, 26, heading_color)
        canvas.restoreState()
        frame = Frame(x + 10, 46, width - 18, PAGE_H - 76, 4, 4, 4, 4)
        frame.addFromList([KeepInFrame(width - 30, PAGE_H - 90, side)], canvas)

    flow = [
        style.text(sheet.name, bold=True, grow=11, color=style.accent, after=2),
        style.text(sheet.title, grow=4, after=6),
    ]
    for section in sheet.of("profile", "work", "education"):
        flow += section_flow(style, section, rule=rng.random() < 0.7)
    main_x = width + 20 if left else 34.0
    frame = (main_x, 34.0, PAGE_W - width - 54, PAGE_H - 68)
    drawn = {"before": draw_side} if left else {"after": draw_side}
    later = (34.0, 34.0, PAGE_W - 68, PAGE_H - 68)
    return pdf(flow, title="Curriculum vitae", frame=frame, later=later, **drawn)


def pdf_sidebar_left(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    return _sidebar(sheet, rng, left=True)


def pdf_sidebar_right(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    return _sidebar(sheet, rng, left=False)


def pdf_photo(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    return _sidebar(sheet, rng, left=rng.random() < 0.5, photo=True)


def _portrait(rng: random.Random) -> Picture:
    """A drawn silhouette: nobody's face."""
    from PIL import Image, ImageDraw

    wall = tuple(rng.randint(170, 225) for _ in range(3))
    skin = rng.choice(((236, 203, 178), (205, 160, 125), (150, 105, 75), (104, 70, 50)))
    cloth = tuple(rng.randint(40, 150) for _ in range(3))
    hair = rng.choice(((50, 36, 28), (25, 22, 22), (120, 85, 45), (70, 62, 58)))
    picture = Image.new("RGB", (360, 360), wall)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((60, 235, 300, 480), fill=cloth)
    draw.rectangle((155, 205, 205, 260), fill=skin)
    draw.ellipse((112, 60, 248, 200), fill=hair)
    draw.ellipse((120, 80, 240, 230), fill=skin)
    return picture


def _icons(canvas: Any, x: float, y: float, color: Any) -> None:
    """A row of pictograms as templates have: an envelope, a telephone, a place."""
    canvas.setStrokeColor(color)
    canvas.setFillColor(color)
    canvas.setLineWidth(1)
    canvas.rect(x, y, 16, 11, fill=0)
    canvas.line(x, y + 11, x + 8, y + 4)
    canvas.line(x + 16, y + 11, x + 8, y + 4)
    canvas.roundRect(x + 32, y - 2, 9, 15, 2, fill=0)
    canvas.circle(x + 36.5, y + 1, 0.9, fill=1)
    canvas.circle(x + 64, y + 8, 5, fill=0)
    canvas.line(x + 60, y + 5, x + 64, y - 3)
    canvas.line(x + 68, y + 5, x + 64, y - 3)


def pdf_date_table(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    from reportlab.platypus import Table

    style = Style(sheet, rng, size=9.6)
    lined = rng.random() < 0.5
    flow: list[Any] = [
        style.text(sheet.name, bold=True, grow=8, after=2),
        style.text(sheet.title, grow=3, color=style.accent, after=4),
        Table(
            [
                [
                    [style.text(line) for line in sheet.contact],
                    [style.text(line, align=2) for line in sheet.personal],
                ]
            ],
            colWidths=[250, 235],
            style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)],
        ),
    ]
    for section in sheet.sections:
        flow.append(
            style.text(section.heading, bold=True, grow=2, color=style.accent, before=9, after=3)
        )
        if any(entry.when for entry in section.entries):
            rows = [
                [
                    style.text(entry.when, bold=True, grow=-0.6),
                    [style.text(entry.head, bold=section.kind == "work")]
                    + [style.text(item, bullet="-", indent=10) for item in entry.bullets],
                ]
                for entry in section.entries
            ]
            look: list[Any] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
            if lined:
                look.append(("LINEBELOW", (0, 0), (-1, -1), 0.4, style.accent))
            flow.append(Table(rows, colWidths=[112, 373], style=look))
        else:
            flow.append(style.text(", ".join(entry.head for entry in section.entries)))
    return pdf(flow, title="CV", frame=(55.0, 45.0, PAGE_W - 110, PAGE_H - 90))


def pdf_europass(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    """Labels on the left, facts on the right, languages in a grid: the European model's look."""
    from reportlab.lib.colors import Color
    from reportlab.platypus import Table

    style = Style(sheet, rng, size=9.2)
    blue = Color(0.05, 0.25, 0.55)

    def row(label: str, *cells: Any) -> list[Any]:
        return [style.text(label, color=blue, align=2, grow=-0.6), list(cells)]

    rows = [
        [
            style.text("Curriculum vitae", color=blue, align=2, grow=3),
            [style.text(sheet.name, grow=5, color=blue)],
        ],
        row("INFORMATIONS PERSONNELLES", *[style.text(line) for line in sheet.contact]),
    ]
    if sheet.personal:
        rows.append(row("", *[style.text(line) for line in sheet.personal]))
    rows.append(row("EMPLOI VISÉ", style.text(sheet.title, bold=True, grow=1)))
    for section in sheet.sections:
        if section.kind in ("profile", "skills", "hobbies"):
            words = ", ".join(entry.head for entry in section.entries)
            rows.append(row(EUROPASS[section.kind], style.text(words)))
            continue
        rows.append(row(EUROPASS[section.kind]))
        if section.kind == "languages":
            rows.append(row("", _language_grid(style, section, blue)))
            continue
        for entry in section.entries:
            facts = [style.text(entry.head, bold=section.kind == "work")]
            facts += [style.text(item, bullet="•", indent=10) for item in entry.bullets]
            rows.append(row(entry.when, *facts))
    table = Table(
        rows,
        colWidths=[150, 355],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEAFTER", (0, 0), (0, -1), 0.6, blue),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
    )
    return pdf([table], title="Curriculum vitae", frame=(45.0, 40.0, PAGE_W - 90, PAGE_H - 80))


def _language_grid(style: Style, section: Section, color: Any) -> Any:
    from reportlab.platypus import Table

    grid: list[list[Any]] = [
        [style.text(word, grow=-1, color=color) for word in ("", "Comprendre", "Parler", "Écrire")]
    ]
    for entry in section.entries:
        language, _, level = entry.head.partition(" : ")
        grid.append([style.text(language)] + [style.text(level, grow=-0.6)] * 3)
    return Table(grid, colWidths=[82] * 4, style=[("GRID", (0, 0), (-1, -1), 0.3, color)])

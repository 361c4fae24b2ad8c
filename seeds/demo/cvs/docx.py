"""Files of Word: paragraphs, tables, text boxes."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

from seeds.demo.cvs.archive import same_bytes
from seeds.demo.cvs.sheet import Section, Sheet

_TEXT_BOX = """<w:r
 xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
 xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
 xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent><mc:Choice Requires="wps">
<w:drawing><wp:anchor distT="0" distB="0" distL="114300" distR="114300" simplePos="0"
 relativeHeight="{order}" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>
<wp:extent cx="{width}" cy="{height}"/><wp:wrapSquare wrapText="bothSides"/>
<wp:docPr id="{order}" name="Zone de texte {order}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>
<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill></wps:spPr>
<wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>
</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict>
<v:shape id="zone{order}" style="position:absolute;width:{points_w}pt;height:{points_h}pt"
 fillcolor="#{fill}"><v:textbox><w:txbxContent>{content}</w:txbxContent></v:textbox></v:shape>
</w:pict></mc:Fallback></mc:AlternateContent></w:r>"""
EMU_PER_POINT = 12700


def _docx_bytes(document: Any, today: date) -> bytes:
    properties = document.core_properties
    first = datetime(today.year, today.month, 1)  # noqa: DTZ001 – the format keeps no zone
    properties.created = properties.modified = first
    properties.author = properties.title = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return same_bytes(buffer.getvalue())


def _new_docx(rng: random.Random) -> Any:
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = rng.choice(("Calibri", "Arial", "Times New Roman", "Comic Sans MS"))
    normal.font.size = Pt(rng.choice((10, 10.5, 11)))
    normal.paragraph_format.space_after = Pt(2)
    for part in document.sections:
        part.left_margin = part.right_margin = Cm(2)
        part.top_margin = part.bottom_margin = Cm(1.8)
    return document


def _docx_sections(document: Any, sections: Sequence[Section], rng: random.Random) -> None:
    real_headings = rng.random() < 0.5
    for section in sections:
        if real_headings:
            document.add_heading(section.heading, level=2)
        else:
            document.add_paragraph().add_run(section.heading).bold = True
        for entry in section.entries:
            paragraph = document.add_paragraph()
            if entry.when:
                paragraph.add_run(entry.when + "\t").italic = True
            paragraph.add_run(entry.head).bold = section.kind == "work"
            for bullet in entry.bullets:
                document.add_paragraph(bullet, style="List Bullet")


def docx_plain(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    document = _new_docx(rng)
    for line in (sheet.name, *sheet.contact, *sheet.personal):
        document.add_paragraph(line)
    title = document.add_paragraph()
    title.alignment = 1
    title.add_run(sheet.title.upper()).bold = True
    _docx_sections(document, sheet.sections, rng)
    return _docx_bytes(document, today)


def docx_tables(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    document = _new_docx(rng)
    head = document.add_table(rows=1, cols=2)
    head.cell(0, 0).text = "\n".join((sheet.name, *sheet.contact))
    head.cell(0, 1).text = "\n".join((sheet.title, *sheet.personal))
    for section in sheet.sections:
        document.add_paragraph().add_run(section.heading.upper()).bold = True
        table = document.add_table(rows=0, cols=2)
        if rng.random() < 0.5:
            table.style = "Table Grid"
        for entry in section.entries:
            cells = table.add_row().cells
            cells[0].text = entry.when
            cells[1].text = entry.head
            for bullet in entry.bullets:
                cells[1].add_paragraph("- " + bullet)
    return _docx_bytes(document, today)


def _text_box(
    lines: Sequence[tuple[str, bool]], order: int, box: tuple[int, int, int, int], fill: str
) -> Any:
    """A text box as Word writes it: a drawing, and the older VML form for programs before 2010."""
    from docx.oxml import parse_xml

    x, y, width, height = box
    content = "".join(
        f"<w:p><w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}"
        f'<w:t xml:space="preserve">{escape(words)}</w:t></w:r></w:p>'
        for words, bold in lines
    )
    return parse_xml(
        _TEXT_BOX.format(
            order=order,
            x=x * EMU_PER_POINT,
            y=y * EMU_PER_POINT,
            width=width * EMU_PER_POINT,
            height=height * EMU_PER_POINT,
            points_w=width,
            points_h=height,
            fill=fill,
            content=content,
        )
    )


def docx_text_boxes(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    document = _new_docx(rng)
    fill = rng.choice(("DCE6F1", "EADCF4", "E2EFDA", "FCE4D6"))
    contact = [(sheet.name, True)]
    contact += [(line, False) for line in (*sheet.contact, *sheet.personal)]
    aside: list[tuple[str, bool]] = []
    for section in sheet.of("skills", "languages", "certificates", "hobbies"):
        aside.append((section.heading, True))
        for entry in section.entries:
            aside.append((f"{entry.when} {entry.head}".strip(), False))
    anchor = document.add_paragraph()
    anchor._p.append(_text_box(contact, 1, (40, 36, 175, 130), fill))
    anchor._p.append(_text_box(aside, 2, (40, 180, 175, 600), fill))
    anchor._p.append(_text_box([(sheet.title, True)], 3, (230, 36, 320, 34), "FFFFFF"))
    for part in document.sections:
        part.left_margin = 230 * EMU_PER_POINT
        part.top_margin = 80 * EMU_PER_POINT
    _docx_sections(document, sheet.of("profile", "work", "education"), rng)
    return _docx_bytes(document, today)

"""Small real files, made when a test runs: one function per format and layout, bytes out.

All people here are invented.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

LINES = (
    "Awa MARTINET",
    "12 rue des Tanneurs, 68000 Colmar",
    "EXPÉRIENCES PROFESSIONNELLES",
    "2019 – 2023 : Cariste, Transports du Ried, Colmar",
    "Chargement et déchargement des camions",
    "FORMATION",
    "2018 : CAP Opérateur logistique",
    "Compétences : préparation de commandes, gestion des stocks",
)


def _pdf_canvas():  # type: ignore[no-untyped-def]
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen import canvas

    sink = io.BytesIO()
    return canvas.Canvas(sink, pagesize=A4, invariant=1), sink


def pdf_plain(lines: tuple[str, ...] = LINES, pages: int = 1) -> bytes:
    sheet, sink = _pdf_canvas()
    for _ in range(pages):
        sheet.setFont("Helvetica", 11)
        for row, line in enumerate(lines):
            sheet.drawString(60, 780 - 18 * row, line)
        sheet.showPage()
    sheet.save()
    return sink.getvalue()


SIDEBAR = (
    "CONTACT", "06 12 34 56 78", "awa@exemple.fr", "LANGUES", "Français courant",
    "Anglais notions", "PERMIS", "Permis B", "LOISIRS", "Couture",
)  # fmt: skip
MAIN = (
    "EXPÉRIENCES", "Plongeuse", "Restaurant Le Cygne, Colmar", "03/2018 – 11/2020",
    "Lavage de la vaisselle et entretien des sols", "Femme de chambre", "Hôtel du Lac, Gérardmer",
    "2015 – 2017", "Remise en état des chambres", "FORMATION", "CAP Cuisine, 2014",
    "Lycée hôtelier de Guebwiller",
)  # fmt: skip


def pdf_two_columns(mixed: bool = True) -> bytes:
    """A name across the page, a sidebar, and a main column on the same line spacing.

    With `mixed`, the file stores both columns line by line, as some editors write them.
    """
    sheet, sink = _pdf_canvas()
    sheet.setFont("Helvetica-Bold", 20)
    sheet.drawString(60, 790, "Awa MARTINET  Employée polyvalente de restauration")
    sheet.setFont("Helvetica", 10)
    drawn = [(60, row, line) for row, line in enumerate(SIDEBAR)]
    drawn += [(230, row, line) for row, line in enumerate(MAIN)]
    if mixed:
        drawn.sort(key=lambda item: (item[1], item[0]))
    for left, row, line in drawn:
        sheet.drawString(left, 740 - 15 * row, line)
    sheet.showPage()
    sheet.save()
    return sink.getvalue()


def pdf_dates_table() -> bytes:
    """Dates in a left column, jobs and descriptions in a right one: reads row by row."""
    sheet, sink = _pdf_canvas()
    sheet.setFont("Helvetica", 10)
    rows = (
        ("", "Expériences professionnelles"),
        ("2020 – 2023", "Agent d'entretien, Nettoyage du Rhin, Mulhouse"),
        ("", "Nettoyage de bureaux et de sanitaires"),
        ("2017 – 2019", "Aide-cuisinière, Collège Jean Macé, Mulhouse"),
        ("", "Préparation des entrées, plonge"),
        ("2015 – 2016", "Vendeuse, Boulangerie Stoll, Illzach"),
        ("", "Accueil et encaissement"),
    )
    for row, (when, what) in enumerate(rows):
        sheet.drawString(60, 760 - 16 * row, when)
        sheet.drawString(170, 760 - 16 * row, what)
    sheet.showPage()
    sheet.save()
    return sink.getvalue()


def pdf_margin_headings() -> bytes:
    """As Europass does: headings and dates in the left margin, everything else at the right."""
    sheet, sink = _pdf_canvas()
    sheet.setFont("Helvetica", 10)
    rows = (
        ("INFORMATIONS", "3 rue du Lac"),
        ("EXPÉRIENCE", ""),
        ("PROFESSIONNELLE", ""),
        ("10/2024 - 01/2026", "Caissière, Marché Frais, Colmar"),
        ("", "Encaissement et mise en rayon"),
        ("02/2023 - 09/2024", "Animatrice, Centre aéré, Thann"),
        ("", "Ateliers de couture et de théâtre"),
        ("ÉDUCATION ET FORMATION", ""),
        ("2007", "CAP Vente"),
    )
    for row, (margin, told) in enumerate(rows):
        sheet.drawString(50, 760 - 16 * row, margin)
        sheet.drawString(210, 760 - 16 * row, told)
    sheet.showPage()
    sheet.save()
    return sink.getvalue()


def pdf_platypus_table() -> bytes:
    """A ruled table of three columns, made by reportlab's own flow layout."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    sink = io.BytesIO()
    style = getSampleStyleSheet()
    cells = [
        ["Période", "Poste", "Employeur"],
        ["2021-2023", "Préparateur de commandes", "Logistique Sud-Alsace"],
        ["2018-2020", "Manutentionnaire", "Intérim Rhénan"],
        ["2016-2017", "Agent de tri", "Recyclage de l'Ill"],
    ]
    SimpleDocTemplate(sink, pagesize=A4, invariant=1).build(
        [
            Paragraph("Parcours professionnel", style["Heading1"]),
            Table(cells, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")]),
        ]
    )
    return sink.getvalue()


def pdf_encrypted() -> bytes:
    from reportlab.lib import pdfencrypt
    from reportlab.pdfgen import canvas

    sink = io.BytesIO()
    sheet = canvas.Canvas(sink, encrypt=pdfencrypt.StandardEncryption("secret", ownerPassword="o"))
    sheet.drawString(60, 780, "Confidentiel")
    sheet.save()
    return sink.getvalue()


def picture(lines: tuple[str, ...] = LINES, kind: str = "PNG") -> bytes:
    """A page of text as pixels."""
    import reportlab
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", (1240, 900), 255)
    draw = ImageDraw.Draw(page)
    # A font with accents that comes with reportlab.
    font = ImageFont.truetype(str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"), 30)
    for row, line in enumerate(lines):
        draw.text((80, 60 + 64 * row), line, fill=0, font=font)
    sink = io.BytesIO()
    page.save(sink, format=kind)
    return sink.getvalue()


def pdf_scan() -> bytes:
    from PIL import Image

    sink = io.BytesIO()
    Image.open(io.BytesIO(picture())).convert("RGB").save(sink, format="PDF", resolution=150)
    return sink.getvalue()


_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def _text_box(text: str, fallback: bool) -> str:
    inside = f"<w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    old = (
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
        "</mc:Fallback>"
        if fallback
        else ""
    )
    return (
        f'<w:r {_NAMESPACES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        f"<wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></w:drawing></mc:Choice>{old}"
        "</mc:AlternateContent></w:r>"
    )


def docx() -> bytes:
    """Header, two text boxes (with and without an old-style twin), a list and a table."""
    from docx import Document
    from docx.oxml import parse_xml

    document = Document()
    document.sections[0].header.paragraphs[0].text = "Awa MARTINET – 06 12 34 56 78"
    document.add_paragraph("Aide à domicile")
    document.add_paragraph("")._p.append(parse_xml(_text_box("Permis B et véhicule", True)))
    document.add_paragraph("")._p.append(parse_xml(_text_box("Français courant", False)))
    document.add_paragraph("Toilette et repas", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for row, (when, what) in enumerate(
        (("2019 – 2022", "Auxiliaire de vie, ADMR"), ("2017 – 2018", "Agent de service, EHPAD"))
    ):
        table.cell(row, 0).text, table.cell(row, 1).text = when, what
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def odt() -> bytes:
    """A heading, a list, a table and a frame holding a text box."""
    from odfdo import Document, Element, Frame, Header, List, Paragraph, Table

    document = Document("text")
    body = document.body
    body.clear()
    body.append(Header(1, "Expériences"))
    box = Element.from_tag("<draw:text-box><text:p>Permis B</text:p></draw:text-box>")
    frame = Frame(name="cadre", size=("5cm", "2cm"), anchor_type="paragraph")
    frame.append(box)
    holder = Paragraph("Maçon – Bâti Vosges")
    holder.append(frame)
    body.append(holder)
    body.append(List(["Coffrage et ferraillage", "Pose de parpaings"]))
    table = Table("emplois", width=2, height=2)
    table.set_values([["2018 – 2021", "Maçon"], ["2015 – 2017", "Manœuvre"]])
    body.append(table)
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def rtf() -> bytes:
    return (
        rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}"
        rb"\pard Exp\'e9riences professionnelles\par "
        rb"{\shp{\*\shpinst\shpleft1{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard Permis B\par}}}"
        rb"\pard 2019 \u8211? 2021 : Secr\'e9taire, Mairie de Thann\par "
        rb"\trowd\cellx3000\cellx6000 2015\cell Standardiste\cell\row}"
    )


def _ole2(stream: str) -> bytes:
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    return header + stream.encode("utf-16-le") + bytes(1024)


def old_doc() -> bytes:
    return _ole2("WordDocument")


def locked_docx() -> bytes:
    return _ole2("EncryptedPackage")


def zip_bomb() -> bytes:
    """A .docx of a few hundred kilobytes that unpacks to more than its reader accepts."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * (130 * 1024 * 1024))
    return sink.getvalue()


def entity_bomb() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx())) as source, zipfile.ZipFile(sink, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/document.xml":
                content = b'<!DOCTYPE a [<!ENTITY b "bb">]>' + content.split(b"?>", 1)[1]
            archive.writestr(name, content)
    return sink.getvalue()

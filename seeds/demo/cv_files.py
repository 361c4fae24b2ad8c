"""Writes CVs of the fictional candidates as people really bring them: many layouts, many formats.

Reading CVs can only be shown, and tested, on files that look like those of a reception desk: two
columns, tables, text boxes of Word, a photo, a scan, a snapshot taken with a telephone, a ``.doc``
of 2003; headings in everyone's words, a typing error now and then, an age, a family status or a
nationality that have no place in a CV and that the reading must remove.

Every file follows from the candidate and ``today``: bytes are the same from one call to the next.
"""

from __future__ import annotations

import io
import random
import re
import struct
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from seeds.demo.people.person import DemoCandidate, DemoExperience

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip

HEADINGS = {
    "profile": ("Profil", "À propos de moi", "Objectif", "Présentation"),
    "work": (
        "Expériences professionnelles",
        "EXPÉRIENCE PROFESSIONNELLE",
        "Parcours professionnel",
        "Mes emplois",
        "Emplois occupés",
        "EXPERIENCES",
    ),
    "education": ("Formation", "Formations et diplômes", "DIPLÔMES", "Scolarité", "Études"),
    "certificates": (
        "Habilitations et certificats",
        "Certifications",
        "CACES / habilitations",
        "Autres formations",
    ),
    "skills": ("Compétences", "Savoir-faire", "Mes atouts", "Points forts", "COMPETENCES"),
    "languages": ("Langues", "Langues parlées", "LANGUES"),
    "hobbies": ("Centres d'intérêt", "Loisirs", "Divers", "Activités extra-professionnelles"),
}

TYPING_ERRORS = (
    ("accueil", "acceuil"),
    ("Accueil", "Acceuil"),
    ("professionnelle", "profesionnelle"),
    ("nettoyage", "netoyage"),
    ("Préparation", "Preparation"),
    ("réception", "reception"),
    ("clients", "client"),
    ("commandes", "comandes"),
    ("matériel", "materiel"),
    ("équipe", "equipe"),
    ("Réception", "Reception"),
    ("chantier", "chantié"),
    ("repas", "repat"),
    ("enfants", "enfant"),
)

NATIONALITIES = (
    ("turc", "turque"),
    ("arabe", "marocaine"),
    ("portugais", "portugaise"),
    ("ukrainien", "ukrainienne"),
    ("serbe", "serbe"),
    ("polonais", "polonaise"),
    ("italien", "italienne"),
    ("dari", "afghane"),
    ("lingala", "congolaise"),
    ("wolof", "sénégalaise"),
)

Rgb = tuple[float, float, float]
PALETTE: tuple[Rgb, ...] = (
    (0.13, 0.27, 0.42),
    (0.35, 0.18, 0.33),
    (0.10, 0.38, 0.33),
    (0.50, 0.24, 0.14),
    (0.24, 0.26, 0.30),
    (0.55, 0.12, 0.20),
)


@dataclass(frozen=True, slots=True)
class CvFile:
    """One written file: whose CV it is (``candidate_key``) and in which layout."""

    path: Path
    candidate_key: str
    layout: str


@dataclass(frozen=True, slots=True)
class _Entry:
    when: str
    head: str
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Section:
    kind: str
    heading: str
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What one CV says, before any layout."""

    name: str
    title: str
    contact: tuple[str, ...]
    personal: tuple[str, ...]
    sections: tuple[_Section, ...]

    def of(self, *kinds: str) -> list[_Section]:
        return [section for section in self.sections if section.kind in kinds]


def write_cv_files(candidates: Sequence[DemoCandidate], folder: Path, today: date) -> list[CvFile]:
    """Write one CV for some of the candidates, spread over the set, and say which.

    Up to 54 files in 15 layouts (fewer if there are fewer candidates). ``folder`` is made if
    needed; files of the same names are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plan = [name for name, (number, _) in LAYOUTS.items() for _ in range(number)]
    random.Random(len(plan)).shuffle(plan)
    told = [person for person in candidates if len(person.experiences) > 1] or list(candidates)
    step = max(1, len(told) // len(plan))
    written: list[CvFile] = []
    taken: set[str] = set()
    for person, layout in zip(told[::step], plan, strict=False):
        rng = random.Random(f"{person.key} {person.email} {layout}")
        content = LAYOUTS[layout][1](_sheet(person, rng, today), rng, today)
        suffix = SUFFIXES[layout]
        name = _file_name(person, suffix, rng, today)
        if name in taken:
            name = f"{person.key} {name}"
        taken.add(name)
        path = folder / name
        path.write_bytes(content)
        written.append(CvFile(path, person.key, layout))
    return written


# -- what is said ----------------------------------------------------------------------------------


def _printable(text: str) -> str:
    """The letters a French keyboard has: people write « Yildirimer », not « Yıldırımer »."""
    text = text.translate({0x131: "i", 0x142: "l", 0x141: "L"})
    kept = []
    for letter in text:
        try:
            letter.encode("cp1252")
            kept.append(letter)
        except UnicodeEncodeError:
            kept.append(unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode())
    return "".join(kept)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", _printable(text)).encode("ascii", "ignore").decode()


def _file_name(person: DemoCandidate, suffix: str, rng: random.Random, today: date) -> str:
    first, last = _plain(person.first_name), _plain(person.last_name)
    first, last = first.replace(" ", "-"), last.replace(" ", "-")
    if suffix == ".jpg":
        taken = date.fromordinal(today.toordinal() - rng.randint(10, 300))
        return f"IMG_{taken:%Y%m%d}_{rng.randint(80000, 199999)}.jpg"
    names = (
        f"CV {first} {last}",
        f"cv_{last.lower()}_{today.year - rng.randint(0, 2)}",
        f"CV-{last.upper()}-{first}",
        f"Mon CV {first} ({rng.randint(1, 4)})",
        f"{first} {last} - {_plain(person.headline).replace('/', ' ')}",
    )
    return re.sub(r"\s+", " ", rng.choice(names)) + suffix


def _when(item: DemoExperience, style: int) -> str:
    (y1, m1), end = item.start, item.end
    if style == 0:
        if end is None:
            return f"Depuis {y1}"
        return f"{y1}" if y1 == end[0] else f"{y1} – {end[0]}"
    if style == 1:
        return f"{m1:02d}/{y1} - " + ("ce jour" if end is None else f"{end[1]:02d}/{end[0]}")
    if style == 2:
        first = f"{MONTHS[m1 - 1]} {y1}"
        return f"Depuis {first}" if end is None else f"{first} à {MONTHS[end[1] - 1]} {end[0]}"
    if end is None:
        return f"De {y1} à aujourd'hui"
    months = (end[0] - y1) * 12 + end[1] - m1
    if months < 12:
        return f"{y1} ({max(1, months)} mois)"
    return f"De {y1} à {end[0]}"


def _level(level: str, native: bool, precise: bool) -> str:
    if native:
        return "langue maternelle"
    if precise:
        return f"niveau {level}"
    words = {"A1": "notions", "A2": "débutant", "B1": "moyen", "B2": "bon niveau"}
    return words.get(level, "courant")


def _personal(person: DemoCandidate, rng: random.Random, today: date) -> list[str]:
    """Lines that ought not to be in a CV, and are: age, birth, family, nationality."""
    born = person.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    e = "e" if person.woman else ""
    lines = []
    if rng.random() < 0.4:
        lines.append(f"{age} ans")
    elif rng.random() < 0.55:
        lines.append(
            f"Né{e} le {born:%d/%m/%Y}"
            if rng.random() < 0.6
            else f"Date de naissance : {born.day} {MONTHS[born.month - 1]} {born.year}"
        )
    if rng.random() < 0.4:
        children = rng.choice(("", ", 1 enfant", ", 2 enfants", ", 3 enfants"))
        status = rng.choice(("Célibataire", f"Marié{e}", f"Divorcé{e}", f"Pacsé{e}"))
        lines.append(status + children)
    if rng.random() < 0.25:
        spoken = {item.label for item in person.languages if item.native}
        foreign = [adjective for label, adjective in NATIONALITIES if label in spoken]
        lines.append("Nationalité " + (foreign[0] if foreign else "française"))
    if rng.random() < 0.06:
        lines.append("RQTH")
    if rng.random() < 0.06:
        lines.append("Bénéficiaire du RSA")
    return lines


def _licence_lines(person: DemoCandidate, rng: random.Random) -> list[str]:
    e = "e" if person.woman else ""
    if not person.licences:
        return ["Permis B en cours"] if rng.random() < 0.15 else []
    held = " et ".join(person.licences) if len(person.licences) < 3 else ", ".join(person.licences)
    if person.licences == ("AM",):
        return ["BSR / permis AM – scooter"]
    if person.has_vehicle:
        return [
            rng.choice(
                (f"Permis {held} – véhiculé{e}", f"Permis {held} + voiture", f"Permis {held}")
            )
        ]
    return [rng.choice((f"Permis {held}", f"Titulaire du permis {held}"))]


def _sheet(person: DemoCandidate, rng: random.Random, today: date) -> _Sheet:
    style = rng.randrange(4)
    wrong = rng.sample(TYPING_ERRORS, 4) if rng.random() < 0.4 else []

    def as_typed(text: str) -> str:
        for right, typed in wrong:
            text = text.replace(right, typed)
        return _printable(text)

    def section(kind: str, entries: Sequence[_Entry]) -> _Section:
        return _Section(kind, rng.choice(HEADINGS[kind]), tuple(entries))

    work = []
    for item in person.experiences:
        title = item.title.upper() if style == 1 else item.title
        via = " (intérim)" if item.kind == "interim" else ""
        where = f", {item.place}" if item.place.split(" (")[0] not in item.employer else ""
        joint = rng.choice((" – ", ", ", " chez ")) if style else " – "
        if item.employer.startswith(("À ", "Chez", "Famille", "Affaire")):
            joint = " – "
        work.append(
            _Entry(
                _when(item, style),
                _printable(f"{title}{joint}{item.employer}{where}{via}"),
                tuple(as_typed(task) for task in item.tasks),
            )
        )
    sections = []
    if rng.random() < 0.55:
        sections.append(section("profile", [_Entry("", as_typed(person.profile))]))
    sections.append(section("work", work))
    if person.education:
        studies = [
            _Entry(
                str(item.year) if item.year else "",
                as_typed(item.label + (f", {item.place}" if item.place else "")),
            )
            for item in person.education
        ]
        sections.append(section("education", studies))
    if person.certificates:
        sections.append(
            section(
                "certificates",
                [_Entry(str(item.year), _printable(item.label)) for item in person.certificates],
            )
        )
    sections.append(
        section(
            "skills",
            [_Entry("", as_typed(skill[0].upper() + skill[1:])) for skill in person.skills],
        )
    )
    precise = rng.random() < 0.4
    spoken = [item for item in person.languages if len(person.languages) > 1 or not item.native]
    if spoken:
        lines = [
            _Entry("", f"{item.label.capitalize()} : {_level(item.level, item.native, precise)}")
            for item in spoken
        ]
        sections.append(section("languages", lines))
    if person.hobbies:
        sections.append(
            section("hobbies", [_Entry("", hobby.capitalize()) for hobby in person.hobbies])
        )
    phone = person.phone if rng.random() < 0.7 else person.phone.replace(" ", ".")
    contact = [f"{person.address}", f"{person.postcode} {person.commune}"]
    contact.append(rng.choice(("Tél. : ", "Tel ", "", "Portable : ")) + phone)
    if rng.random() < 0.85:
        contact.append(person.email)
    return _Sheet(
        name=_printable(
            f"{person.first_name} {person.last_name.upper()}"
            if rng.random() < 0.7
            else f"{person.last_name} {person.first_name}"
        ),
        title=_printable(person.headline),
        contact=tuple(_printable(line) for line in contact),
        personal=tuple(_personal(person, rng, today) + _licence_lines(person, rng)),
        sections=tuple(sections),
    )


def _lines(sheet: _Sheet, dash: str = "- ") -> list[str]:
    """The CV as bare lines of text, an empty line between sections."""
    lines = [sheet.name, *sheet.contact, *sheet.personal, "", sheet.title.upper(), ""]
    for section in sheet.sections:
        lines.append(section.heading)
        for entry in section.entries:
            lines.append(f"{entry.when} : {entry.head}" if entry.when else entry.head)
            lines += [dash + bullet for bullet in entry.bullets]
        lines.append("")
    return lines


# -- PDF -------------------------------------------------------------------------------------------


class _PdfStyle:
    """Paragraph styles of one CV: a family of fonts, a size and a colour."""

    def __init__(
        self, sheet: _Sheet, rng: random.Random, serif: bool = False, size: float = 9.4
    ) -> None:
        from reportlab.lib.colors import Color

        self.base, self.bold = (
            ("Times-Roman", "Times-Bold") if serif else ("Helvetica", "Helvetica-Bold")
        )
        self.size = size + (1.6 if len(_lines(sheet)) < 42 else 0.0)  # short lives, larger print
        self.ink = Color(0.13, 0.13, 0.15)
        self.accent = Color(*rng.choice(PALETTE))

    def make(
        self,
        *,
        bold: bool = False,
        grow: float = 0.0,
        color: Any = None,
        indent: float = 0.0,
        before: float = 0.0,
        after: float = 1.5,
        align: int = 0,
    ) -> Any:
        from reportlab.lib.styles import ParagraphStyle

        size = self.size + grow
        return ParagraphStyle(
            "cv",
            fontName=self.bold if bold else self.base,
            fontSize=size,
            leading=size * 1.28,
            textColor=color or self.ink,
            leftIndent=indent,
            bulletIndent=max(0.0, indent - 8),
            spaceBefore=before,
            spaceAfter=after,
            alignment=align,
        )

    def shrink(self, words: str, width: float) -> float:
        """How much smaller ``words`` must be to stay on one line of ``width`` points (≤ 0)."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        size = self.size
        while size > 5 and stringWidth(words, self.base, size) > width:
            size -= 0.1
        return size - self.size

    def text(self, words: str, bullet: str | None = None, **look: Any) -> Any:
        from reportlab.platypus import Paragraph

        return Paragraph(escape(words), self.make(**look), bulletText=bullet)


def _section_flow(style: _PdfStyle, section: _Section, *, rule: bool = True) -> list[Any]:
    """One section as flowables: a heading never parts from what follows it; lists of words run
    on one line."""
    from reportlab.platypus import HRFlowable, KeepTogether

    accent = style.accent
    block: list[Any] = [
        style.text(section.heading, bold=True, grow=2, color=accent, before=8, after=2)
    ]
    if rule:
        block.append(HRFlowable(width="100%", thickness=0.7, color=accent, spaceAfter=4))
    if section.kind in ("skills", "hobbies"):
        words = ", ".join(entry.head for entry in section.entries)
        return [KeepTogether([*block, style.text(words)])]
    flow: list[Any] = []
    for entry in section.entries:
        if section.kind == "work":
            block.append(style.text(entry.head, bold=True, before=3))
            block.append(style.text(entry.when, grow=-0.8, color=accent))
        else:
            words = f"{entry.when} : {entry.head}" if entry.when else entry.head
            block.append(style.text(words))
        block += [style.text(item, bullet="•", indent=12) for item in entry.bullets]
        flow.append(KeepTogether(block))
        block = []
    return flow


def _pdf(
    flow: list[Any],
    *,
    title: str,
    frame: tuple[float, float, float, float],
    later: tuple[float, float, float, float] | None = None,
    before: Callable[[Any], None] | None = None,
    after: Callable[[Any], None] | None = None,
) -> bytes:
    """Flow through ``frame`` (x, y, width, height in points) on page one, ``later`` then on.

    ``before`` and ``after`` draw on the first page, before or after the flow: the order of text
    in the file differs, as it does between the programs people use.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, NextPageTemplate, PageTemplate

    buffer = io.BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, title=title, author="", invariant=1)
    nothing: Callable[[Any], None] = lambda canvas: None  # noqa: E731
    first, last = before or nothing, after or nothing
    document.addPageTemplates(
        [
            PageTemplate(
                "first",
                [Frame(*frame, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)],
                onPage=lambda canvas, _: first(canvas),
                onPageEnd=lambda canvas, _: last(canvas),
            ),
            PageTemplate("later", [Frame(*(later or frame))]),
        ]
    )
    document.build([NextPageTemplate("later"), *flow])
    return buffer.getvalue()


PAGE_W, PAGE_H = 595.27, 841.89


def _pdf_one_column(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    style = _PdfStyle(sheet, rng, serif=rng.random() < 0.4, size=10)
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
        flow += _section_flow(style, section)
    frame = (52.0, 45.0, PAGE_W - 104, PAGE_H - 90)
    return _pdf(flow, title="CV", frame=frame)


def _sidebar(sheet: _Sheet, rng: random.Random, *, left: bool, photo: bool = False) -> bytes:
    from reportlab.lib.colors import Color, white
    from reportlab.platypus import Frame, Image, KeepInFrame

    dark = rng.random() < 0.55
    style = _PdfStyle(sheet, rng, size=9.0)
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
        flow += _section_flow(style, section, rule=rng.random() < 0.7)
    main_x = width + 20 if left else 34.0
    frame = (main_x, 34.0, PAGE_W - width - 54, PAGE_H - 68)
    drawn = {"before": draw_side} if left else {"after": draw_side}
    later = (34.0, 34.0, PAGE_W - 68, PAGE_H - 68)
    return _pdf(flow, title="Curriculum vitae", frame=frame, later=later, **drawn)


def _pdf_sidebar_left(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    return _sidebar(sheet, rng, left=True)


def _pdf_sidebar_right(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    return _sidebar(sheet, rng, left=False)


def _pdf_photo(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
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


def _pdf_date_table(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    from reportlab.platypus import Table

    style = _PdfStyle(sheet, rng, size=9.6)
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
    return _pdf(flow, title="CV", frame=(55.0, 45.0, PAGE_W - 110, PAGE_H - 90))


def _pdf_europass(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    """Labels on the left, facts on the right, languages in a grid: the European model's look."""
    from reportlab.lib.colors import Color
    from reportlab.platypus import Table

    style = _PdfStyle(sheet, rng, size=9.2)
    blue = Color(0.05, 0.25, 0.55)
    labels = {
        "profile": "PROFIL",
        "work": "EXPÉRIENCE PROFESSIONNELLE",
        "education": "ÉDUCATION ET FORMATION",
        "certificates": "CERTIFICATS",
        "skills": "COMPÉTENCES PERSONNELLES",
        "languages": "Langues",
        "hobbies": "AUTRES COMPÉTENCES",
    }

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
            rows.append(row(labels[section.kind], style.text(words)))
            continue
        rows.append(row(labels[section.kind]))
        if section.kind == "languages":
            grid: list[list[Any]] = [
                [
                    style.text(word, grow=-1, color=blue)
                    for word in ("", "Comprendre", "Parler", "Écrire")
                ]
            ]
            for entry in section.entries:
                language, _, level = entry.head.partition(" : ")
                grid.append([style.text(language)] + [style.text(level, grow=-0.6)] * 3)
            table = Table(grid, colWidths=[82] * 4, style=[("GRID", (0, 0), (-1, -1), 0.3, blue)])
            rows.append(row("", table))
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
    return _pdf([table], title="Curriculum vitae", frame=(45.0, 40.0, PAGE_W - 90, PAGE_H - 80))


# -- pictures of pages -----------------------------------------------------------------------------


def _page_picture(sheet: _Sheet, rng: random.Random, today: date, scale: float) -> Picture:
    """The first page of a simple CV, rasterised (grey levels)."""
    import pypdfium2

    writer = rng.choice((_pdf_one_column, _pdf_date_table))
    document = pypdfium2.PdfDocument(writer(sheet, rng, today))
    try:
        picture: Picture = document[0].render(scale=scale).to_pil().convert("L")
        return picture
    finally:
        document.close()


def _noisy(picture: Picture, rng: random.Random, strength: float) -> Picture:
    from PIL import Image

    width, height = picture.size
    noise = Image.frombytes("L", (width, height), rng.randbytes(width * height))
    return Image.blend(picture, noise, strength)


def _pdf_scan(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    """A page that went through a scanner, a little askew: a PDF without a letter of text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    page = _page_picture(sheet, rng, today, 2.1)
    page = page.rotate(rng.uniform(-1.3, 1.3), fillcolor=246, resample=Image.Resampling.BICUBIC)
    buffer = io.BytesIO()
    _noisy(page, rng, 0.07).save(buffer, "JPEG", quality=62)
    buffer.seek(0)
    result = io.BytesIO()
    canvas = Canvas(result, pagesize=(PAGE_W, PAGE_H), invariant=1)
    canvas.setTitle("scan")
    canvas.drawImage(ImageReader(buffer), 0, 0, PAGE_W, PAGE_H)
    canvas.showPage()
    canvas.save()
    return result.getvalue()


def _page_photo(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    """A sheet on a table, taken with a telephone: perspective, shade and a coloured background."""
    from PIL import Image, ImageChops

    page = _page_picture(sheet, rng, today, 1.9)
    width, height = page.size
    margin = 90
    big = Image.new("L", (width + 2 * margin, height + 2 * margin), 0)
    big.paste(page, (margin, margin))
    mask = Image.new("L", big.size, 0)
    mask.paste(255, (margin, margin, margin + width, margin + height))
    shift = [rng.randint(0, 60) for _ in range(8)]
    w, h = big.size
    quad = (
        shift[0], shift[1], -shift[2] // 2, h + shift[3] // 3,
        w - shift[4] // 2, h - shift[5] // 2, w + shift[6] // 3, -shift[7] // 2,
    )  # fmt: skip
    corners = Image.Transform.QUAD
    page = big.transform(big.size, corners, quad, resample=Image.Resampling.BICUBIC)
    mask = mask.transform(big.size, corners, quad, resample=Image.Resampling.BICUBIC)
    table = Image.new("L", big.size, rng.randint(70, 110))
    shade = Image.linear_gradient("L").resize(big.size).point(lambda value: 190 + value // 4)
    flat = ImageChops.multiply(Image.composite(page, table, mask), shade)
    grey = _noisy(flat, rng, 0.04)
    warm = Image.merge(
        "RGB",
        (grey, grey.point(lambda value: int(value * 0.96)), grey.point(lambda v: int(v * 0.86))),
    )
    buffer = io.BytesIO()
    warm.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


# -- word processors -------------------------------------------------------------------------------


def _same_bytes(archive: bytes) -> bytes:
    """A ZIP container without the hour it was written at."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as source,
        zipfile.ZipFile(buffer, "w") as target,
    ):
        names = sorted(source.namelist(), key=lambda name: (name != "mimetype", name))
        for name in names:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()


def _docx_bytes(document: Any, today: date) -> bytes:
    properties = document.core_properties
    properties.created = properties.modified = datetime(today.year, today.month, 1)
    properties.author = properties.title = ""
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


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


def _docx_sections(document: Any, sections: Sequence[_Section], rng: random.Random) -> None:
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


def _docx_plain(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    document = _new_docx(rng)
    for line in (sheet.name, *sheet.contact, *sheet.personal):
        document.add_paragraph(line)
    title = document.add_paragraph()
    title.alignment = 1
    title.add_run(sheet.title.upper()).bold = True
    _docx_sections(document, sheet.sections, rng)
    return _docx_bytes(document, today)


def _docx_tables(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
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


def _docx_text_boxes(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
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


def _odt(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    from odfdo import Cell, Document, Header, List, ListItem, Paragraph, Row, Table

    document = Document("text")
    body = document.body
    body.clear()
    body.append(Header(1, sheet.name))
    for line in (*sheet.contact, *sheet.personal):
        body.append(Paragraph(line))
    body.append(Header(1, sheet.title))
    in_table = rng.random() < 0.4
    for number, section in enumerate(sheet.sections):
        body.append(Header(2, section.heading))
        if in_table and section.kind == "work":
            table = Table(f"T{number}")
            for entry in section.entries:
                row = Row()
                row.append(Cell(text=entry.when))
                cell = Cell()
                cell.append(Paragraph(entry.head))
                for bullet in entry.bullets:
                    cell.append(Paragraph("- " + bullet))
                row.append(cell)
                table.append(row)
            body.append(table)
            continue
        for entry in section.entries:
            words = f"{entry.when} : {entry.head}" if entry.when else entry.head
            body.append(Paragraph(words))
            if entry.bullets:
                items = List()
                for bullet in entry.bullets:
                    items.append(ListItem(bullet))
                body.append(items)
    stamp = datetime(today.year, today.month, 1)
    document.meta.creation_date = stamp
    document.meta.date = stamp
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_bytes(buffer.getvalue())


def _rtf(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    def coded(words: str) -> str:
        safe = words.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
        if rng.random() < 0.5:  # WordPad writes code-page bytes, Word writes Unicode
            return "".join(
                letter if ord(letter) < 128 else f"\\'{letter.encode('cp1252')[0]:02x}"
                for letter in safe
            )
        return "".join(letter if ord(letter) < 128 else f"\\u{ord(letter)}?" for letter in safe)

    parts = [
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}{\f1\froman Times New Roman;}}",
        r"{\colortbl;\red31\green56\blue100;}\viewkind4\uc1\pard\f0\fs22",
        r"\b\fs32 " + coded(sheet.name) + r"\b0\fs22\par",
    ]
    parts += [coded(line) + r"\par" for line in (*sheet.contact, *sheet.personal)]
    parts.append(r"\pard\qc\b\cf1 " + coded(sheet.title) + r"\cf0\b0\par\pard\par")
    for section in sheet.sections:
        parts.append(r"\b\ul " + coded(section.heading) + r"\ulnone\b0\par")
        for entry in section.entries:
            when = coded(entry.when) + r"\tab " if entry.when else ""
            parts.append(when + coded(entry.head) + r"\par")
            parts += [r"\bullet  " + coded(bullet) + r"\par" for bullet in entry.bullets]
        parts.append(r"\par")
    return ("\r\n".join(parts) + "}\r\n").encode("ascii")


def _txt(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    text = "\r\n".join(_lines(sheet, rng.choice(("- ", "* ", "   "))))
    return text.encode(rng.choice(("utf-8", "cp1252", "utf-8-sig")), "replace")


# -- the .doc of before 2007 ------------------------------------------------------------------------

_SECTOR = 512
_FREE, _CHAIN_END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _doc(sheet: _Sheet, rng: random.Random, today: date) -> bytes:
    """A Word 97-2003 document: [MS-DOC] text in one piece, inside an [MS-CFB] container."""
    text = "\r".join(_lines(sheet)).encode("cp1252", "replace") + b"\r"
    text_at = 0x800
    piece = struct.pack("<HIH", 0, 0x40000000 | (text_at * 2), 0)
    table = b"\x02" + struct.pack("<I", 8 + len(piece)) + struct.pack("<II", 0, len(text)) + piece
    fib = bytearray(text_at)
    struct.pack_into("<HHHHHH", fib, 0, 0xA5EC, 0x00C1, 0, 0x040C, 0, 0x0200 | 0x1000)
    struct.pack_into("<H", fib, 0x0C, 0x00BF)
    struct.pack_into("<II", fib, 0x18, text_at, text_at + len(text))
    struct.pack_into("<H", fib, 0x20, 14)
    struct.pack_into("<H", fib, 0x3E, 22)
    struct.pack_into("<I", fib, 0x4C, len(text))
    struct.pack_into("<H", fib, 0x98, 0x5D)
    struct.pack_into("<II", fib, 0x1A2, 0, len(table))
    return _compound_file({"WordDocument": bytes(fib) + text, "1Table": table})


def _compound_file(streams: dict[str, bytes]) -> bytes:
    """An OLE2 container (version 3). Streams are padded to 4,096 bytes: no mini stream needed."""
    fat: list[int] = [_FAT_SECTOR, _CHAIN_END]  # the table itself, then the directory
    bodies, starts = [], []
    for content in streams.values():
        padded = content.ljust(4096, b"\0")
        padded += bytes(-len(padded) % _SECTOR)
        first, number = len(fat), len(padded) // _SECTOR
        fat += [*range(first + 1, first + number), _CHAIN_END]
        starts.append((first, len(padded)))
        bodies.append(padded)
    per_sector = _SECTOR // 4
    if len(fat) > per_sector:
        raise ValueError("a CV of more than 60 kB does not fit this writer's single table")
    fat += [_FREE] * (per_sector - len(fat))

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        coded = name.encode("utf-16-le")
        return (
            coded.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(coded) + 2, kind, 1, _FREE, right, child)
            + bytes(36)
            + struct.pack("<IQ", start, size)
        )

    # sibling order in the container is by length of the name, then by letters
    order = sorted(range(len(streams)), key=lambda rank: (len(list(streams)[rank]), rank))
    directory = entry("Root Entry", 5, _FREE, 1, _CHAIN_END, 0)
    for position, rank in enumerate(order):
        right = position + 2 if position + 1 < len(order) else _FREE
        start, size = starts[rank]
        directory += entry(list(streams)[rank], 2, right, _FREE, start, size)
    unused = bytes(68) + struct.pack("<III", _FREE, _FREE, _FREE) + bytes(48)
    while len(directory) < _SECTOR:
        directory += unused
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack(
        "<IIIIIIIII", 0, 1, 1, 0, 4096, _CHAIN_END, 0, _CHAIN_END, 0
    ) + struct.pack("<I", 0)
    header += struct.pack("<I", _FREE) * 108
    return header + struct.pack(f"<{per_sector}I", *fat) + directory + b"".join(bodies)


Writer = Callable[[_Sheet, random.Random, date], bytes]

LAYOUTS: dict[str, tuple[int, Writer]] = {
    "pdf_one_column": (5, _pdf_one_column),
    "pdf_sidebar_left": (4, _pdf_sidebar_left),
    "pdf_sidebar_right": (4, _pdf_sidebar_right),
    "pdf_date_table": (4, _pdf_date_table),
    "pdf_photo": (4, _pdf_photo),
    "pdf_europass": (4, _pdf_europass),
    "docx_plain": (5, _docx_plain),
    "docx_tables": (4, _docx_tables),
    "docx_text_boxes": (4, _docx_text_boxes),
    "odt": (4, _odt),
    "rtf": (3, _rtf),
    "txt": (2, _txt),
    "pdf_scan": (3, _pdf_scan),
    "page_photo": (2, _page_photo),
    "doc_old": (2, _doc),
}

SUFFIXES = {
    name: {"page": ".jpg", "txt": ".txt", "rtf": ".rtf", "odt": ".odt"}.get(
        name.split("_")[0], "." + name.split("_")[0]
    )
    for name in LAYOUTS
}

"""PDF files: paragraph styles, sections as they flow, and pages as different programs write them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from seeds.demo.cvs.sheet import Section, Sheet, lines_of

PAGE_W, PAGE_H = 595.27, 841.89
Rgb = tuple[float, float, float]
PALETTE: tuple[Rgb, ...] = (
    (0.13, 0.27, 0.42),
    (0.35, 0.18, 0.33),
    (0.10, 0.38, 0.33),
    (0.50, 0.24, 0.14),
    (0.24, 0.26, 0.30),
    (0.55, 0.12, 0.20),
)


class Style:
    """Paragraph styles of one CV: a family of fonts, a size and a colour."""

    def __init__(
        self, sheet: Sheet, rng: random.Random, serif: bool = False, size: float = 9.4
    ) -> None:
        from reportlab.lib.colors import Color

        self.base, self.bold = (
            ("Times-Roman", "Times-Bold") if serif else ("Helvetica", "Helvetica-Bold")
        )
        self.size = size + (1.6 if len(lines_of(sheet)) < 42 else 0.0)  # short lives, larger print
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


def section_flow(style: Style, section: Section, *, rule: bool = True) -> list[Any]:
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


def pdf(
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

"""Pictures of pages: a scan, and a snapshot taken with a telephone. Not a letter of text is in them."""

from __future__ import annotations

import io
import random
from datetime import date
from typing import TYPE_CHECKING

from seeds.demo.cvs.pdf import PAGE_H, PAGE_W
from seeds.demo.cvs.pdf_layouts import pdf_date_table, pdf_one_column
from seeds.demo.cvs.sheet import Sheet

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


def _page_picture(sheet: Sheet, rng: random.Random, today: date, scale: float) -> Picture:
    """The first page of a simple CV, rasterised (grey levels)."""
    import pypdfium2

    writer = rng.choice((pdf_one_column, pdf_date_table))
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


def pdf_scan(sheet: Sheet, rng: random.Random, today: date) -> bytes:
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


def page_photo(sheet: Sheet, rng: random.Random, today: date) -> bytes:
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

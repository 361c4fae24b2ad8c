"""OpenDocument, RTF and bare text, in the encodings that people's programs use."""

from __future__ import annotations

import io
import random
from datetime import date, datetime

from seeds.demo.cvs.archive import same_bytes
from seeds.demo.cvs.sheet import Sheet, lines_of


def odt(sheet: Sheet, rng: random.Random, today: date) -> bytes:
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
    stamp = datetime(today.year, today.month, 1)  # noqa: DTZ001 – the format keeps no zone
    document.meta.creation_date = stamp
    document.meta.date = stamp
    buffer = io.BytesIO()
    document.save(buffer)
    return same_bytes(buffer.getvalue())


def rtf(sheet: Sheet, rng: random.Random, today: date) -> bytes:
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


def txt(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    text = "\r\n".join(lines_of(sheet, rng.choice(("- ", "* ", "   "))))
    return text.encode(rng.choice(("utf-8", "cp1252", "utf-8-sig")), "replace")

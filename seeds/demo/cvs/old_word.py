"""The .doc of before 2007, byte by byte: no library writes it any more, and people still bring it.

Sources: [MS-DOC] (the text in one piece) and [MS-CFB] (the container).
"""

from __future__ import annotations

import random
import struct
from datetime import date

from seeds.demo.cvs.sheet import Sheet, lines_of

_SECTOR = 512
_FREE, _CHAIN_END, _FAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def doc(sheet: Sheet, rng: random.Random, today: date) -> bytes:
    """A Word 97-2003 document: [MS-DOC] text in one piece, inside an [MS-CFB] container."""
    text = "\r".join(lines_of(sheet)).encode("cp1252", "replace") + b"\r"
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

"""A TrueType font made here, so that tests need none from the system: every letter is a box."""

import struct

_UNITS = 1000
_FIRST, _LAST = 32, 255
_SCALE_BITS = 0x0001 | 0x0008


def make_true_type(without: bytes = b"") -> bytes:
    """The font program, with a glyph for each code of Latin-1. `without` leaves a table out."""
    tables = {
        b"cmap": _cmap(),
        b"glyf": _glyf(),
        b"head": _head(),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, 700, *([0] * 11), _glyph_count()),
        b"hmtx": struct.pack(">Hh", 700, 50) * _glyph_count(),
        b"loca": _loca(),
        b"maxp": struct.pack(">IH13H", 0x10000, _glyph_count(), 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    tables.pop(without, None)
    return _file(tables)


def _glyph_count() -> int:
    return _LAST - _FIRST + 2


def _box() -> bytes:
    """A filled rectangle of 600 by 700 units."""
    points = ((50, 0), (50, 700), (650, 700), (650, 0))
    flags = bytes([1] * len(points))
    across, up = 0, 0
    xs, ys = b"", b""
    for x, y in points:
        xs += struct.pack(">h", x - across)
        ys += struct.pack(">h", y - up)
        across, up = x, y
    outline = struct.pack(">hhhhhHH", 1, 50, 0, 650, 700, len(points) - 1, 0) + flags + xs + ys
    return outline + b"\0" * (-len(outline) % 4)


def _glyf() -> bytes:
    # The first glyph (for unknown letters) and the blank are empty.
    return _box() * (_glyph_count() - 2)


def _loca() -> bytes:
    size = len(_box())
    offsets = [0, 0, 0, *(size * number for number in range(1, _glyph_count() - 1))]
    return struct.pack(f">{len(offsets)}I", *offsets)


def _head() -> bytes:
    start = struct.pack(">IIIIHH", 0x10000, 0x10000, 0, 0x5F0F3CF5, _SCALE_BITS, _UNITS)
    return start + struct.pack(">qqhhhhHHhhh", 0, 0, 0, -200, 700, 800, 0, 8, 2, 1, 0)


def _cmap() -> bytes:
    """Format 4 with one segment: code 32 is glyph 1, and so on."""
    segment = struct.pack(">HHHHHHH", 4, 32, 0, 4, 4, 1, 0)
    ends = struct.pack(">HHH", _LAST, 0xFFFF, 0)
    starts = struct.pack(">HH", _FIRST, 0xFFFF)
    deltas = struct.pack(">hh", 1 - _FIRST, 1)
    return struct.pack(">HHHHI", 0, 1, 3, 1, 12) + segment + ends + starts + deltas + struct.pack(">HH", 0, 0)


def _file(tables: dict[bytes, bytes]) -> bytes:
    offset = 12 + 16 * len(tables)
    directory, content = b"", b""
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, _checksum(data), offset + len(content), len(data))
        content += data + b"\0" * (-len(data) % 4)
    return struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16) + directory + content


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    total: int = sum(struct.unpack(f">{len(padded) // 4}I", padded))
    return total & 0xFFFFFFFF

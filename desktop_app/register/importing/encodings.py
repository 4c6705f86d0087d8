"""Which encoding a text file has, when nothing says so."""

import codecs
from pathlib import Path

_CHUNK = 1 << 20
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SINGLE_BYTE = ("cp1252", "mac_roman", "cp865")
"""Windows, old Macs, old DOS programs. The first wins where the letters do not tell."""

_NORDIC_LETTERS = frozenset("æøåÆØÅäöÄÖéÉüÜ")


def find_encoding(path: Path) -> str:
    """The encoding's Python name: by its mark, by the zeros of UTF-16, as UTF-8 if all of it is, else by its letters.

    The whole file is looked at, a piece at a time.
    """
    with path.open("rb") as stream:
        start = stream.read(4096)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding
    return _unmarked_utf16(start) or _utf8_or_single_byte(path)


def _unmarked_utf16(start: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every second byte."""
    pairs = len(start) // 2
    if pairs and start[1::2].count(0) > 0.7 * pairs:
        return "utf-16-le"
    if pairs and start[0::2].count(0) > 0.7 * pairs:
        return "utf-16-be"
    return None


def _utf8_or_single_byte(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    counts = [0] * 256
    with path.open("rb") as stream:
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            stream.seek(0)
        else:
            return "utf-8"
        while chunk := stream.read(_CHUNK):
            for byte in set(chunk):
                counts[byte] += chunk.count(byte)
    return max(_SINGLE_BYTE, key=lambda encoding: _nordic_letters(counts, encoding))


def _nordic_letters(counts: list[int], encoding: str) -> int:
    """How many of the bytes above 127 are Nordic letters in this encoding."""
    return sum(
        count
        for byte, count in enumerate(counts)
        if byte > 127 and bytes([byte]).decode(encoding, "replace") in _NORDIC_LETTERS
    )

"""Pages that the program writes itself: lines of text at measured places, in Helvetica.

Helvetica is one of the fonts that every PDF reader and printer has, so nothing has to be embedded. Its encoding
(WinAnsi) holds the letters of the Nordic and the western European languages. What is not in it is written with the
nearest letter that is, and `Encoded.changed` says so. Measures are millimetres from the page's upper left corner,
sizes of letters are points.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

A4_MM = (210.0, 297.0)
POINTS_PER_MM = 72 / 25.4

_NEAREST = {
    "Đ": "D", "đ": "d", "Ŋ": "N", "ŋ": "n", "Ŧ": "T", "ŧ": "t", "Ł": "L", "ł": "l", "ı": "i", "Ħ": "H",
    "ħ": "h", "ẞ": "SS", "ĸ": "k", "Ǥ": "G", "ǥ": "g", "Ʒ": "Z", "ʒ": "z", "‐": "-", "‑": "-", "−": "-",
    "\u2007": " ", "\u2009": " ", "\u202f": " ", "ʼ": "’", "′": "’",
}  # fmt: skip
"""Letters that no decomposition leads to an encoded one, the Sami ones first of all."""

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

_REGULAR_WIDTHS = """
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278
584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944
667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500
278 556 500 722 500 500 500 334 260 334 584 350 556 350 222 556 333 1000 556 556 333 1000 667 333 1000 350 611
350 350 222 222 333 333 350 556 1000 333 1000 500 333 944 350 500 667 278 333 556 556 556 556 260 556 333 737 370
556 584 333 737 333 400 584 333 333 333 556 537 278 333 333 365 556 834 834 834 611 667 667 667 667 667 667 1000
722 667 667 667 667 278 278 278 278 722 722 778 778 778 778 778 584 778 722 722 722 722 667 667 611 556 556 556
556 556 556 889 500 556 556 556 556 278 278 278 278 556 556 556 556 556 556 556 584 611 556 556 556 556 500 556
500
"""
_BOLD_WIDTHS = """
278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333
584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944
667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556
333 611 556 778 556 556 500 389 280 389 584 350 556 350 278 556 500 1000 556 556 333 1000 667 333 1000 350 611
350 350 278 278 500 500 350 556 1000 333 1000 556 333 944 350 500 667 278 333 556 556 556 556 280 556 333 737 370
556 584 333 737 333 400 584 333 333 333 611 556 278 333 333 365 556 834 834 834 611 722 722 722 722 722 722 1000
722 667 667 667 667 278 278 278 278 722 722 778 778 778 778 778 584 778 722 722 722 722 667 667 611 556 556 556
556 556 556 889 556 556 556 556 556 278 278 278 278 611 611 611 611 611 611 611 584 611 611 611 611 611 556 611
556
"""
_WIDTHS = {False: tuple(map(int, _REGULAR_WIDTHS.split())), True: tuple(map(int, _BOLD_WIDTHS.split()))}
"""The advance of the codes 32 to 255 in thousandths of the size (Adobe's metrics of the two fonts)."""

FONTS = {"/F1": "Helvetica", "/F2": "Helvetica-Bold"}
"""What a page's resources must name."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text in the font's encoding. `changed` tells that a letter had to be replaced by its nearest."""

    codes: bytes
    changed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text with its left end (or its right end, with `to_the_right`) and its base line in mm.

    `grey` goes from 0 (black) to 1 (white).
    """

    words: str
    x: float
    y: float
    size: float = 11.0
    bold: bool = False
    grey: float = 0.0
    to_the_right: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle in mm."""

    x: float
    y: float
    width: float
    height: float
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of A4 with what stands on it. Crosses to the child process as it is."""

    lines: tuple[Line, ...] = ()
    bars: tuple[Bar, ...] = ()


def encode(words: str) -> Encoded:
    """The words in the font's encoding; letters that it lacks become the nearest ones, or a question mark."""
    clean = _CONTROL.sub(" ", unicodedata.normalize("NFC", words))
    codes, changed = bytearray(), False
    for letter in clean:
        try:
            codes += letter.encode("cp1252")
        except UnicodeEncodeError:
            codes += _nearest(letter)
            changed = changed or letter not in "\u2007\u2009\u202f‐‑−"
    return Encoded(bytes(codes), changed)


def width_mm(words: str, size: float, *, bold: bool = False) -> float:
    """How wide the words are."""
    return _width_of(encode(words).codes, size, bold)


def fitting_size(words: str, size: float, width: float, smallest: float, *, bold: bool = False) -> float:
    """The size at which the words fit the width, no bigger than `size` and no smaller than `smallest`."""
    needed = width_mm(words, size, bold=bold)
    return size if needed <= width else max(size * width / needed, smallest)


def wrapped(words: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    """The words in lines that fit the width, broken at blanks, and inside a word that alone is too wide."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_mm(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.extend(_broken(word, size, width, bold))
    return lines


def operators(sheet: Sheet) -> bytes:
    """The page's content stream."""
    height = A4_MM[1]
    parts = [_bar_operators(bar, height) for bar in sheet.bars]
    parts.extend(_line_operators(line, height) for line in sheet.lines)
    return b"\n".join(parts)


def letters_changed(texts: Iterable[str]) -> bool:
    """Whether any of these texts has a letter that the font lacks."""
    return any(encode(each).changed for each in texts)


def _nearest(letter: str) -> bytes:
    known = _NEAREST.get(letter)
    if known is None:
        plain = [sign for sign in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(sign)]
        known = "".join(_NEAREST.get(sign, sign) for sign in plain) if plain else ""
    return known.encode("cp1252", errors="replace")


def _broken(word: str, size: float, width: float, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_mm(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _width_of(codes: Sequence[int], size: float, bold: bool) -> float:
    widths = _WIDTHS[bold]
    return sum(widths[code - 32] for code in codes) * size / 1000 / POINTS_PER_MM


def _line_operators(line: Line, page_height: float) -> bytes:
    codes = encode(line.words).codes
    left = line.x - _width_of(codes, line.size, line.bold) if line.to_the_right else line.x
    x, y = left * POINTS_PER_MM, (page_height - line.y) * POINTS_PER_MM
    for special in (b"\\", b"(", b")"):
        codes = codes.replace(special, b"\\" + special)
    font = b"/F2" if line.bold else b"/F1"
    return b"BT %.3f g %s %.2f Tf %.3f %.3f Td (%s) Tj ET" % (line.grey, font, line.size, x, y, codes)


def _bar_operators(bar: Bar, page_height: float) -> bytes:
    x, width, height = (side * POINTS_PER_MM for side in (bar.x, bar.width, bar.height))
    y = (page_height - bar.y - bar.height) * POINTS_PER_MM
    return b"%.3f g %.3f %.3f %.3f %.3f re f" % (bar.grey, x, y, width, height)

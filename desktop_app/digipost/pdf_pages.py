"""The content of pages, read and drawn by PDFium. Not safe for threads: only the child process calls this."""

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from desktop_app.digipost.pdf_structure import Box
from desktop_app.digipost.pdf_zone import Zone, barcode_zone, points, turned
from desktop_app.digipost.png import Picture

_INK_DPI = 100
_INK_MARGIN_MM = 0.5
"""So much of the zone's rim is not looked at: what ends exactly there bleeds into the next pixel."""
_WHITE_FROM = 250
_MOST_PIXELS = 25_000_000
_MOST_CHARACTERS = 2_000_000
_ZONE_COLOUR = (179, 38, 30)

PAGE_FAILURES = (pypdfium2.PdfiumError, ValueError, RuntimeError, OverflowError, MemoryError)
"""What reading or drawing a page raises when it cannot be done."""


@contextmanager
def opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document. Raises one of `PAGE_FAILURES` when it cannot be opened."""
    document = pypdfium2.PdfDocument(path)
    try:
        yield document
    finally:
        document.close()


def has_zone_text(page: pypdfium2.PdfPage, box: Box, rotation: int) -> bool:
    """Whether a character other than a blank begins in the bar code zone.

    As in the validator, the point on the base line where the character begins decides, and the zone is laid out
    by the shape of the unturned page. Raises one of `PAGE_FAILURES` when the text cannot be read.
    """
    left, lower, right, upper = box
    width, height = right - left, upper - lower
    zone = barcode_zone(width, height)
    text = page.get_textpage()
    try:
        return any(
            zone.contains(*turned(x - left, y - lower, width, height, rotation))
            for x, y in _origins_of_visible(text)
        )
    finally:
        text.close()


def _origins_of_visible(text: pypdfium2.PdfTextPage) -> Iterator[tuple[float, float]]:
    x, y = ctypes.c_double(), ctypes.c_double()
    x_place, y_place = ctypes.byref(x), ctypes.byref(y)
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        if raw.FPDFText_GetCharOrigin(text, index, x_place, y_place) and not _is_blank(text, index):
            yield x.value, y.value


def _is_blank(text: pypdfium2.PdfTextPage, index: int) -> bool:
    """Blanks, and what PDFium itself puts between words and lines."""
    code = raw.FPDFText_GetUnicode(text, index)
    return code == 0 or chr(min(code, 0x10FFFF)).isspace() or raw.FPDFText_IsGenerated(text, index) == 1


def zone_ink(page: pypdfium2.PdfPage) -> float:
    """The part of the bar code zone that is not white, 0 to 1. Raises one of `PAGE_FAILURES`."""
    zone = _shrunk(zone_of(page))
    width, height = page.get_size()
    crop = (zone.x, height - zone.y - zone.height, width - zone.x - zone.width, zone.y)
    if min(crop) < 0:
        raise ValueError("the zone lies outside the page")
    bitmap = page.render(scale=_INK_DPI / 72, crop=crop, grayscale=True, may_draw_forms=False)
    try:
        return _part_not_white(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    finally:
        bitmap.close()


def zone_of(page: pypdfium2.PdfPage) -> Zone:
    """The bar code zone as the page is shown, laid out by the shape of the unturned page."""
    width, height = page.get_size()
    return barcode_zone(height, width) if page.get_rotation() in (90, 270) else barcode_zone(width, height)


def _shrunk(zone: Zone) -> Zone:
    rim = points(_INK_MARGIN_MM)
    return Zone(zone.x + rim, zone.y + rim, zone.width - 2 * rim, zone.height - 2 * rim)


def _part_not_white(pixels: bytes, width: int, height: int, stride: int) -> float:
    marks = bytes(int(value < _WHITE_FROM) for value in range(256))
    inked = sum(pixels[start : start + width].translate(marks).count(1) for start in _rows(height, stride))
    return inked / (width * height)


def _rows(height: int, stride: int) -> range:
    return range(0, height * stride, stride)


def draw(page: pypdfium2.PdfPage, dpi: int, mark_zone: bool) -> bytes:
    """The page as PNG. Raises one of `PAGE_FAILURES`."""
    width, height = page.get_size()
    scale = min(dpi / 72, math.sqrt(_MOST_PIXELS / max(width * height, 1)))
    bitmap = page.render(scale=scale, rev_byteorder=True)
    try:
        picture = Picture(bitmap.width, bitmap.height, bitmap.stride, bytearray(bitmap.buffer))
    finally:
        bitmap.close()
    if mark_zone:
        zone = zone_of(page)
        left, top = round(zone.x * scale), round(zone.y * scale)
        right, bottom = round((zone.x + zone.width) * scale), round((zone.y + zone.height) * scale)
        picture.tint((left, top, right, bottom), _ZONE_COLOUR)
    return picture.as_png()


def text_of(page: pypdfium2.PdfPage) -> str:
    """The page's text. Raises one of `PAGE_FAILURES`."""
    text = page.get_textpage()
    try:
        return str(text.get_text_range(0, min(text.count_chars(), _MOST_CHARACTERS)))
    finally:
        text.close()

"""What the child process does for the checker: one function for each request, plain values in and out."""

from dataclasses import replace
from pathlib import Path

import pypdfium2

from desktop_app.base.files import sha256_of
from desktop_app.digipost.pdf_correcting import write_corrected
from desktop_app.digipost.pdf_pages import PAGE_FAILURES, draw, has_zone_text, opened, text_of, zone_ink
from desktop_app.digipost.pdf_rules import Finding, PageDetail, PdfLimits, PdfRule, PdfVerdict, PdfWarning
from desktop_app.digipost.pdf_structure import Box, Structure, inspect_structure
from desktop_app.digipost.pdf_zone import is_printable_size, points

__all__ = ("inspect", "render", "texts", "write_corrected")

_INK_FROM = 0.0005
"""Below so much of the zone a dot is not worth a warning: less than a square millimetre."""


def inspect(path: Path, limits: PdfLimits) -> PdfVerdict:
    """The verdict about a file."""
    size = path.stat().st_size
    found = inspect_structure(path, limits)
    if found.may_be_drawn and found.pages:
        _inspect_zones(path, found)
    if size > limits.advised_bytes:
        found.warnings.append(Finding(PdfWarning.LARGE_FILE, detail=str(-(-size // 1000))))
    return PdfVerdict(
        sha256=sha256_of(path),
        size=size,
        pages=found.pages,
        errors=tuple(found.errors),
        warnings=tuple(found.warnings),
        page_details=tuple(found.details),
    )


def _inspect_zones(path: Path, found: Structure) -> None:
    """Look into the bar code zone of each page whose measures are known."""
    try:
        with opened(path) as document:
            for index, (detail, box) in enumerate(zip(found.details, found.boxes, strict=True)):
                found.details[index] = _inspect_zone(document, detail, box, found)
    except PAGE_FAILURES:
        found.errors.extend(Finding(PdfRule.BARCODE_ZONE_UNREADABLE, page.number) for page in found.details)


def _inspect_zone(
    document: pypdfium2.PdfDocument, detail: PageDetail, box: Box, found: Structure
) -> PageDetail:
    try:
        page = document[detail.number - 1]
        if has_zone_text(page, box, detail.rotation):
            found.errors.append(Finding(PdfRule.BARCODE_ZONE_TEXT, detail.number))
            return replace(detail, has_zone_text=True)
        if not is_printable_size(points(detail.width_mm), points(detail.height_mm)):
            return detail
        ink = zone_ink(page)
    except PAGE_FAILURES:
        found.errors.append(Finding(PdfRule.BARCODE_ZONE_UNREADABLE, detail.number))
        return detail
    if ink >= _INK_FROM:
        found.warnings.append(Finding(PdfWarning.BARCODE_ZONE_INK, detail.number))
    return replace(detail, zone_ink=round(ink, 4))


def render(path: Path, page: int, dpi: int, mark_zone: bool) -> bytes:
    """A page, counted from 1, as PNG. Raises one of `PAGE_FAILURES`."""
    with opened(path) as document:
        return draw(document[page - 1], dpi, mark_zone)


def texts(path: Path) -> list[str]:
    """The text of each page. Raises one of `PAGE_FAILURES`."""
    with opened(path) as document:
        return [text_of(page) for page in document]

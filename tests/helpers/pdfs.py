"""PDFs for tests, drawn from raw content streams so that each byte of them is known.

`make_letter_pdf` makes a letter that may be printed; everything in it can be turned the wrong way by an
argument. Measures are millimetres from the page's upper left corner, as a person measures a letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

POINTS_PER_MM = 72 / 25.4
A4 = (210.0, 297.0)


@dataclass(frozen=True, slots=True)
class TextAt:
    """One line of text, its left end and its base line in mm from the upper left corner."""

    words: str
    x: float
    y: float
    size: float = 11.0


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: its size in mm, its texts, and further operators in PDF's own coordinates."""

    texts: Sequence[TextAt] = ()
    size: tuple[float, float] = A4
    extra: bytes = b""
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    font: str = "helvetica"


@dataclass(frozen=True, slots=True)
class PdfSpec:
    """A whole document."""

    pages: Sequence[PageSpec] = field(default_factory=lambda: (PageSpec(),))
    version: str = "1.4"
    encryption: pikepdf.Encryption | None = None


def lines_of(lines: Sequence[str], x: float = 25.0, top: float = 60.0, step: float = 6.0) -> list[TextAt]:
    """Lines of text below each other, clear of the bar code zone unless told otherwise."""
    return [TextAt(words, x, top + step * number) for number, words in enumerate(lines)]


def make_letter_pdf(path: Path, lines: Sequence[str], *, pages: int = 1, margin: float = 25.0) -> Path:
    """A letter of so many equal pages with these lines on each; returns the path."""
    page = PageSpec(lines_of(lines, x=margin))
    return write_pdf(path, PdfSpec([page] * pages))


def write_pdf(path: Path, spec: PdfSpec) -> Path:
    """Write the document that the specification describes; returns the path."""
    with pikepdf.new() as pdf:
        for page in spec.pages:
            _add_page(pdf, page)
        pdf.save(
            path,
            force_version=spec.version,
            encryption=spec.encryption if spec.encryption is not None else False,
            deterministic_id=spec.encryption is None,
        )
    return path


def _add_page(pdf: pikepdf.Pdf, spec: PageSpec) -> None:
    width, height = (side * POINTS_PER_MM for side in spec.size)
    content = b"\n".join([*(_text_operators(item, height) for item in spec.texts), spec.extra])
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, height]),
        Resources=Dictionary(Font=Dictionary(F1=_font(pdf, spec.font))),
        Contents=pdf.make_stream(content),
    )
    if spec.rotate:
        page.Rotate = spec.rotate
    if spec.crop is not None:
        page.CropBox = Array([side * POINTS_PER_MM for side in spec.crop])
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _text_operators(item: TextAt, page_height: float) -> bytes:
    x, y = item.x * POINTS_PER_MM, page_height - item.y * POINTS_PER_MM
    words = item.words.encode("cp1252", errors="replace")
    for special in (b"\\", b"(", b")"):
        words = words.replace(special, b"\\" + special)
    return b"BT /F1 %.3f Tf %.3f %.3f Td (%s) Tj ET" % (item.size, x, y, words)


def _font(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Object:
    if kind != "helvetica":
        raise ValueError(kind)
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
    )

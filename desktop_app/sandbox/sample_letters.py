"""The sample's letters, drawn as PDF: A4, standard Helvetica, clear of Digipost's bar code zone."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

_POINTS_PER_MM = 72 / 25.4
_WIDTH_MM, _HEIGHT_MM = 210.0, 297.0
_LEFT_MM = 25.0
_TEXT_SIZE = 11.0
_LINE_MM = 5.6
_CHARACTERS = 86

_SENDER = ("Fjordgata velforening", "Fjordgata 2", "0150 Oslo")
_DATE_LINE = "Oslo, 2. mars 2026"
_HEADING = "Årskontingent 2026"
_PARAGRAPHS = (
    """Takk for at du er med i velforeningen. Kontingenten for 2026 er 450 kroner, og den dekker snøbrøyting,
    lys langs stien og dugnaden i mai.""",
    """Beløpet betales innen 31. mars til foreningens konto. Gi oss beskjed hvis du har flyttet, eller hvis noe
    i adressen over ikke stemmer.""",
    "Årsmøtet holdes torsdag 19. mars klokken 19 i grendehuset. Sakspapirene ligger ved.",
)
_CLOSING = ("Med vennlig hilsen", "", "Ingeborg Sæbø", "kasserer")
_NOTICE = (
    "Innkalling til årsmøte",
    "1. Valg av møteleder og referent",
    "2. Årsberetning og regnskap",
    "3. Kontingent for neste år",
    "4. Valg av styre",
    "5. Eventuelt",
)


def write_letter(file: Path, address: Sequence[str]) -> None:
    """One page to the person whose name is the first line of the address."""
    greeting = f"Kjære {address[0]}"
    body = [line for paragraph in (greeting, *_PARAGRAPHS) for line in (*_wrap(paragraph), "")]
    _write(file, [_column(_SENDER, 20.0) + _column(address, 50.0) + _column(_main_part(body), 95.0)])


def write_letter_for_all(file: Path) -> None:
    """One page that fits everybody."""
    body = [line for paragraph in ("Kjære medlem", *_PARAGRAPHS) for line in (*_wrap(paragraph), "")]
    _write(file, [_column(_SENDER, 20.0) + _column(_main_part(body), 95.0)])


def write_attachment(file: Path) -> None:
    """Two pages to enclose."""
    pages = [
        _column(_NOTICE, 40.0),
        _column(("Fullmakt", "Jeg gir fullmakt til å stemme for meg: ______"), 40.0),
    ]
    _write(file, pages)


def _main_part(body: Sequence[str]) -> Sequence[str]:
    return (_DATE_LINE, "", _HEADING, "", *body, *_CLOSING)


def _wrap(paragraph: str) -> list[str]:
    return textwrap.wrap(" ".join(paragraph.split()), _CHARACTERS)


def _column(lines: Sequence[str], top_mm: float) -> list[bytes]:
    """Operators for lines below each other; `top_mm` is the first base line, from the page's upper edge."""
    return [_line(line, top_mm + _LINE_MM * number) for number, line in enumerate(lines) if line]


def _line(words: str, y_mm: float) -> bytes:
    encoded = words.encode("cp1252")
    for special in (b"\\", b"(", b")"):
        encoded = encoded.replace(special, b"\\" + special)
    x, y = _LEFT_MM * _POINTS_PER_MM, (_HEIGHT_MM - y_mm) * _POINTS_PER_MM
    font = b"F2" if words == _HEADING else b"F1"
    return b"BT /%s %.1f Tf %.2f %.2f Td (%s) Tj ET" % (font, _TEXT_SIZE, x, y, encoded)


def _write(file: Path, pages: Sequence[Sequence[bytes]]) -> None:
    with pikepdf.new() as pdf:
        fonts = Dictionary(F1=_font(pdf, Name.Helvetica), F2=_font(pdf, Name("/Helvetica-Bold")))
        for operators in pages:
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, _WIDTH_MM * _POINTS_PER_MM, _HEIGHT_MM * _POINTS_PER_MM]),
                Resources=Dictionary(Font=fonts),
                Contents=pdf.make_stream(b"\n".join(operators)),
            )
            pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
        pdf.save(file, force_version="1.4", deterministic_id=True)


def _font(pdf: pikepdf.Pdf, base: pikepdf.Name) -> pikepdf.Object:
    """One of the fonts that every reader has, so that nothing needs to be embedded."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=base, Encoding=Name.WinAnsiEncoding)
    return pdf.make_indirect(font)

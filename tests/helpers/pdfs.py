"""PDFs for tests, drawn from raw content streams so that each byte of them is known.

`make_letter_pdf` makes a letter that may be printed; `write_pdf` makes whatever a `PdfSpec` describes, right or
wrong. Measures are millimetres from the page's upper left corner, as a person measures a letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.helpers.fonts import make_true_type

POINTS_PER_MM = 72 / 25.4
A4 = (210.0, 297.0)

FONTS = (
    "helvetica",
    "embedded",
    "arial",
    "missing",
    "damaged",
    "half",
    "type3",
    "composite",
    "no descriptor",
)


@dataclass(frozen=True, slots=True)
class TextAt:
    """One line of text, its left end and its base line in mm from the upper left corner."""

    words: str
    x: float
    y: float
    size: float = 11.0


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle in mm from the upper left corner; `grey` from 0 (black) to 1 (white)."""

    x: float
    y: float
    width: float
    height: float
    grey: float = 0.0


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page.

    `size` is the media box and `crop` the crop box (left, lower, right, upper, from the lower left corner), in
    mm; `origin` moves the page's lower left corner away from zero. `in_form` is text inside a form XObject with
    a font of its own (`form_font`). `extra` are operators in PDF's own coordinates.
    """

    texts: Sequence[TextAt] = ()
    size: tuple[float, float] = A4
    extra: bytes = b""
    rotate: int = 0
    crop: tuple[float, float, float, float] | None = None
    font: str = "helvetica"
    boxes: Sequence[Box] = ()
    in_form: Sequence[TextAt] = ()
    form_font: str = "helvetica"
    origin: tuple[float, float] = (0.0, 0.0)
    stamp: TextAt | None = None


@dataclass(frozen=True, slots=True)
class PdfSpec:
    """A whole document. `inherit` puts sizes and fonts into the pages' parent, as some programs do."""

    pages: Sequence[PageSpec] = field(default_factory=lambda: (PageSpec(),))
    version: str = "1.4"
    encryption: pikepdf.Encryption | None = None
    catalog_version: str | None = None
    javascript: str | None = None
    embedded_file: bool = False
    form_field: bool = False
    pdfa: bool = False
    inherit: bool = False
    object_streams: bool = False


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
        _add_contents(pdf, spec)
        if spec.inherit:
            _move_to_parent(pdf)
        modes = pikepdf.ObjectStreamMode
        pdf.save(
            path,
            force_version=spec.version,
            encryption=spec.encryption if spec.encryption is not None else False,
            deterministic_id=spec.encryption is None,
            object_stream_mode=modes.generate if spec.object_streams else modes.disable,
        )
    return path


def _add_page(pdf: pikepdf.Pdf, spec: PageSpec) -> None:
    width, height = (side * POINTS_PER_MM for side in spec.size)
    left, lower = (side * POINTS_PER_MM for side in spec.origin)
    moved = b"1 0 0 1 %.3f %.3f cm" % (left, lower)
    parts = [moved, *_marks(spec, height)]
    resources = Dictionary(Font=Dictionary(F1=make_font(pdf, spec.font)))
    if spec.in_form:
        resources.XObject = Dictionary(Form=_form(pdf, spec, width, height))
        parts.append(b"/Form Do")
    page = Dictionary(
        Type=Name.Page,
        MediaBox=Array([left, lower, left + width, lower + height]),
        Resources=resources,
        Contents=pdf.make_stream(b"\n".join(parts)),
    )
    if spec.rotate:
        page.Rotate = spec.rotate
    if spec.crop is not None:
        page.CropBox = Array([side * POINTS_PER_MM for side in spec.crop])
    if spec.stamp is not None:
        page.Annots = Array([_stamp(pdf, spec.stamp, height)])
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def _marks(spec: PageSpec, height: float) -> list[bytes]:
    boxes = [_box_operators(box, height) for box in spec.boxes]
    return [*boxes, *(_text_operators(item, height) for item in spec.texts), spec.extra]


def _text_operators(item: TextAt, page_height: float) -> bytes:
    x, y = item.x * POINTS_PER_MM, page_height - item.y * POINTS_PER_MM
    words = item.words.encode("cp1252", errors="replace")
    for special in (b"\\", b"(", b")"):
        words = words.replace(special, b"\\" + special)
    return b"BT /F1 %.3f Tf %.3f %.3f Td (%s) Tj ET" % (item.size, x, y, words)


def _box_operators(box: Box, page_height: float) -> bytes:
    x, y, width, height = (side * POINTS_PER_MM for side in (box.x, box.y, box.width, box.height))
    return b"q %.3f g %.3f %.3f %.3f %.3f re f Q" % (box.grey, x, page_height - y - height, width, height)


def _form(pdf: pikepdf.Pdf, spec: PageSpec, width: float, height: float) -> pikepdf.Object:
    form = pdf.make_stream(b"\n".join(_text_operators(item, height) for item in spec.in_form))
    form.Type, form.Subtype = Name.XObject, Name.Form
    form.BBox = Array([0, 0, width, height])
    form.Resources = Dictionary(Font=Dictionary(F1=make_font(pdf, spec.form_font)))
    return form


def _stamp(pdf: pikepdf.Pdf, item: TextAt, page_height: float) -> pikepdf.Object:
    """An annotation that shows a text, as a reviewer's stamp does."""
    appearance = pdf.make_stream(
        b"BT /F1 %.3f Tf 0 5 Td (%s) Tj ET" % (item.size, item.words.encode("cp1252"))
    )
    appearance.Type, appearance.Subtype, appearance.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 20])
    appearance.Resources = Dictionary(Font=Dictionary(F1=make_font(pdf, "helvetica")))
    x, y = item.x * POINTS_PER_MM, page_height - item.y * POINTS_PER_MM
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Rect=Array([x, y, x + 200, y + 20]),
            F=4,
            AP=Dictionary(N=appearance),
        )
    )


def _add_contents(pdf: pikepdf.Pdf, spec: PdfSpec) -> None:
    if spec.catalog_version is not None:
        pdf.Root.Version = Name("/" + spec.catalog_version)
    if spec.javascript == "open":
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
    elif spec.javascript == "names":
        action = Dictionary(S=Name.JavaScript, JS="app.alert(1)")
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", action])))
    elif spec.javascript == "page":
        pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(1)"))
    if spec.embedded_file:
        pdf.attachments["more.txt"] = b"more"
    if spec.form_field:
        widget = Dictionary(
            FT=Name.Tx, T="name", Type=Name.Annot, Subtype=Name.Widget, Rect=Array([0, 0, 9, 9])
        )
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(widget)]))
    if spec.pdfa:
        pdf.Root.Metadata = pdf.make_stream(
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
            b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
            b'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2" pdfaid:conformance="B"/>'
            b"</rdf:RDF></x:xmpmeta>"
        )


def _move_to_parent(pdf: pikepdf.Pdf) -> None:
    first = pdf.pages[0].obj
    for key in ("/MediaBox", "/CropBox", "/Resources", "/Rotate"):
        if key in first:
            pdf.Root.Pages[key] = first[key]
            for page in pdf.pages:
                del page.obj[key]


def make_font(pdf: pikepdf.Pdf, kind: str) -> pikepdf.Object:
    """A font of one of the kinds in `FONTS`."""
    if kind == "type3":
        return _type3(pdf)
    if kind == "composite":
        return _composite(pdf)
    names = {
        "helvetica": "Helvetica",
        "arial": "Arial-BoldMT",
        "missing": "ComicSansMS",
        "no descriptor": "Garamond",
    }
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type1 if kind == "helvetica" else Name.TrueType,
        BaseFont=Name("/" + names.get(kind, "ABCDEF+Boxes")),
        Encoding=Name.WinAnsiEncoding,
    )
    if kind not in ("helvetica", "no descriptor"):
        font.FirstChar, font.LastChar = 32, 255
        font.Widths = Array([700] * 224)
        font.FontDescriptor = pdf.make_indirect(_descriptor(pdf, kind, font.BaseFont))
    return pdf.make_indirect(font)


def _descriptor(pdf: pikepdf.Pdf, kind: str, name: pikepdf.Object) -> pikepdf.Dictionary:
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        Flags=32,
        FontBBox=Array([0, -200, 700, 800]),
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=700,
        StemV=80,
    )
    programs = {
        "embedded": make_true_type(),
        "composite": make_true_type(),
        "damaged": b"this is no font",
        "half": make_true_type(without=b"glyf"),
    }
    if kind in programs:
        descriptor.FontFile2 = pdf.make_stream(programs[kind])
    return descriptor


def _type3(pdf: pikepdf.Pdf) -> pikepdf.Object:
    glyph = pdf.make_stream(b"700 0 d0 50 0 600 700 re f")
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, 0, 700, 700]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(box=glyph),
            Encoding=Dictionary(Differences=Array([32, *([Name.box] * 224)])),
            FirstChar=32,
            LastChar=255,
            Widths=Array([700] * 224),
            Resources=Dictionary(),
        )
    )


def _composite(pdf: pikepdf.Pdf) -> pikepdf.Object:
    name = Name("/ABCDEF+Boxes")
    inner = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=pdf.make_indirect(_descriptor(pdf, "composite", name)),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(inner)]),
        )
    )

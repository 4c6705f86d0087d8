"""What can be told about a PDF without drawing it: its form, its pages' sizes, its fonts, what is packed into it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf

from desktop_app.digipost.pdf_fonts import FontInspector
from desktop_app.digipost.pdf_rules import Finding, PageDetail, PdfLimits, PdfRule, PdfWarning
from desktop_app.digipost.pdf_zone import is_printable_size, mm, whole_mm

_HEADER = re.compile(rb"%PDF-(\d)\.(\d)")
_HEADER_WITHIN = 1024
_NEWEST_PRINTABLE = (1, 7)
_MOST_OBJECTS = 20_000
_MOST_FINDINGS = 200
_PAGES_BEYOND_LIMIT = 5
_LETTER_PAPER = (0.0, 0.0, 612.0, 792.0)
"""What a page without a size is taken for, by the validator too."""

Box = tuple[float, float, float, float]
"""Left, lower, right and upper edge in points."""

PDF_FAILURES = (pikepdf.PdfError, pikepdf.ForeignObjectError, RuntimeError, ValueError, TypeError, KeyError)
"""What pikepdf raises about a damaged file. The wide ones come out of qpdf for odd objects."""


@dataclass
class Structure:
    """What was found. `boxes` and `rotations` are by page, for those that were looked at."""

    pages: int = 0
    errors: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)
    details: list[PageDetail] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)

    @property
    def may_be_drawn(self) -> bool:
        """Whether it makes sense to look at the pages' content."""
        return not any(found.code in (PdfRule.NOT_A_PDF, PdfRule.ENCRYPTED) for found in self.errors)


def inspect_structure(path: Path, limits: PdfLimits) -> Structure:
    """Look at the file as a whole and at each page's measures and fonts."""
    found = Structure()
    header = read_header(path)
    if header is None:
        found.errors.append(Finding(PdfRule.NOT_A_PDF))
        return found
    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            _inspect(pdf, header, limits, found)
    except pikepdf.PasswordError:
        found.errors.append(Finding(PdfRule.ENCRYPTED))
        found.warnings.append(Finding(PdfWarning.NEEDS_PASSWORD))
    except PDF_FAILURES as failure:
        encrypted = "encrypt" in str(failure).lower()
        found.errors.append(Finding(PdfRule.ENCRYPTED if encrypted else PdfRule.NOT_A_PDF))
    return found


def read_header(path: Path) -> tuple[int, int] | None:
    """The version that stands at the beginning of the file; None when none does."""
    with path.open("rb") as stream:
        match = _HEADER.search(stream.read(_HEADER_WITHIN))
    return (int(match[1]), int(match[2])) if match else None


def _inspect(pdf: pikepdf.Pdf, header: tuple[int, int], limits: PdfLimits, found: Structure) -> None:
    found.pages = len(pdf.pages)
    if pdf.is_encrypted:
        # Digipost's validator looks no further either.
        found.errors.append(Finding(PdfRule.ENCRYPTED))
        return
    _inspect_whole(header, limits, found)
    fonts = FontInspector()
    for number, page in enumerate(_some(pdf, limits), start=1):
        _inspect_page(number, page, fonts, found)
    _inspect_contents(pdf, header, found)
    if pdf.get_warnings():
        found.warnings.append(Finding(PdfWarning.DAMAGED_BUT_READABLE))


def _inspect_whole(header: tuple[int, int], limits: PdfLimits, found: Structure) -> None:
    if found.pages > limits.max_pages:
        found.errors.append(Finding(PdfRule.TOO_MANY_PAGES, detail=str(found.pages)))
    if found.pages == 0:
        found.errors.append(Finding(PdfRule.NO_PAGES))
    if not (1, 0) <= header <= _NEWEST_PRINTABLE:
        found.errors.append(Finding(PdfRule.PDF_VERSION, detail=f"{header[0]}.{header[1]}"))


def _some(pdf: pikepdf.Pdf, limits: PdfLimits) -> Iterator[pikepdf.Page]:
    """The pages that are looked at: of a book of thousands the first few more than may be printed."""
    for index in range(min(len(pdf.pages), limits.max_pages + _PAGES_BEYOND_LIMIT)):
        yield pdf.pages[index]


def _inspect_page(number: int, page: pikepdf.Page, fonts: FontInspector, found: Structure) -> None:
    left, lower, right, upper = box = visible_box(page)
    width, height = right - left, upper - lower
    rotation = rotation_of(page)
    found.boxes.append(box)
    found.details.append(PageDetail(number, round(mm(width), 2), round(mm(height), 2), rotation))
    if not is_printable_size(width, height):
        size = f"{whole_mm(width)} × {whole_mm(height)}"
        found.errors.append(Finding(PdfRule.PAGE_SIZE, number, size))
    if rotation:
        found.warnings.append(Finding(PdfWarning.ROTATED_PAGE, number, str(rotation)))
    for fault in fonts.faults_of_page(page)[:_MOST_FINDINGS]:
        found.errors.append(Finding(PdfRule.FONT_NOT_EMBEDDED, number, fault.name))
    for fault in fonts.faults_in_forms(page)[:_MOST_FINDINGS]:
        found.warnings.append(Finding(PdfWarning.FORM_FONT_NOT_EMBEDDED, number, fault.name))


def visible_box(page: pikepdf.Page) -> Box:
    """The crop box, cut to the media box, its corners in order."""
    media = _box(page, "/MediaBox") or _LETTER_PAPER
    crop = _box(page, "/CropBox") or media
    left, lower = max(media[0], crop[0]), max(media[1], crop[1])
    right, upper = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, lower, right, upper) if right > left and upper > lower else media


def _box(page: pikepdf.Page, key: str) -> Box | None:
    value = _inherited(page, key)
    if not isinstance(value, pikepdf.Array) or len(value) != 4:
        return None
    try:
        x1, y1, x2, y2 = (float(side) for side in value)
    except (TypeError, ValueError):
        return None
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def rotation_of(page: pikepdf.Page) -> int:
    """/Rotate, clockwise: 0, 90, 180 or 270. Anything else counts as 0."""
    value = _inherited(page, "/Rotate")
    turned = int(value) % 360 if isinstance(value, (int, float)) else 0
    return turned if turned in (90, 180, 270) else 0


def _inherited(page: pikepdf.Page, key: str) -> object:
    node: object = page.obj
    for _ in range(32):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    return None


def _inspect_contents(pdf: pikepdf.Pdf, header: tuple[int, int], found: Structure) -> None:
    """What is packed into the file beside its pages."""
    root = pdf.Root
    names = root.get("/Names")
    names = names if isinstance(names, pikepdf.Dictionary) else pikepdf.Dictionary()
    if "/JavaScript" in names or _has_script(pdf):
        found.warnings.append(Finding(PdfWarning.JAVASCRIPT))
    if "/EmbeddedFiles" in names:
        found.warnings.append(Finding(PdfWarning.EMBEDDED_FILES))
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and (form.get("/Fields") or "/XFA" in form):
        found.warnings.append(Finding(PdfWarning.FORM_FIELDS))
    inside = re.fullmatch(r"/(\d)\.(\d)", str(root.get("/Version", "")))
    if inside and (int(inside[1]), int(inside[2])) > max(header, _NEWEST_PRINTABLE):
        found.warnings.append(Finding(PdfWarning.NEWER_INSIDE, detail=f"{header[0]}.{header[1]}"))
    if not _claims_pdfa(root):
        found.warnings.append(Finding(PdfWarning.NOT_PDFA))


def _claims_pdfa(root: pikepdf.Object) -> bool:
    metadata = root.get("/Metadata")
    if not isinstance(metadata, pikepdf.Stream):
        return False
    try:
        return b"http://www.aiim.org/pdfa/ns/id/" in metadata.read_bytes()
    except PDF_FAILURES:
        return False


def _has_script(pdf: pikepdf.Pdf) -> bool:
    """Whether any action anywhere in the file is a program."""
    for index, thing in enumerate(pdf.objects):
        if index >= _MOST_OBJECTS:
            return False
        if _holds_script(thing, 0):
            return True
    return False


def _holds_script(thing: object, depth: int) -> bool:
    """Looks into the object itself; what it refers to stands in the list of objects on its own."""
    if depth > 6 or (depth and isinstance(thing, pikepdf.Object) and thing.is_indirect):
        return False
    if isinstance(thing, pikepdf.Dictionary):
        if "/JS" in thing or thing.get("/S") == pikepdf.Name.JavaScript:
            return True
        return any(_holds_script(value, depth + 1) for _, value in thing.items())
    if isinstance(thing, pikepdf.Array):
        return any(_holds_script(value, depth + 1) for value in thing)
    return False

"""The rules for letters as PDF: what each is called, what it says, and what it stops.

The rules are those of Digipost's own validator and of its print pages: a file that passes here passes there. The
warnings go further, since the validator sees only text in the bar code zone and only fonts that a page names itself.

`PdfChecker` (in `pdf_checker`) applies them; this module only holds the words and the values.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from desktop_app.base.texts import Text, text


class PdfRule(StrEnum):
    """A rule that a file can break. All stop print; `stops_digital` tells which also stop the digital letter.

    `NOT_CHECKED` is ours: a file that could not be looked through within the limits is vouched for by nobody.
    """

    NOT_A_PDF = "not_a_pdf"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    NO_PAGES = "no_pages"
    PDF_VERSION = "pdf_version"
    PAGE_SIZE = "page_size"
    BARCODE_ZONE_TEXT = "barcode_zone_text"
    BARCODE_ZONE_UNREADABLE = "barcode_zone_unreadable"
    FONT_NOT_EMBEDDED = "font_not_embedded"
    NOT_CHECKED = "not_checked"

    @property
    def stops_digital(self) -> bool:
        """Whether the letter cannot be sent digitally either."""
        return self in _STOPS_DIGITAL


_STOPS_DIGITAL = frozenset(
    {PdfRule.NOT_A_PDF, PdfRule.NO_PAGES, PdfRule.FONT_NOT_EMBEDDED, PdfRule.NOT_CHECKED}
)


class PdfWarning(StrEnum):
    """Something that passes Digipost's check and may still go wrong, or cost more than it needs to."""

    BARCODE_ZONE_INK = "barcode_zone_ink"
    FORM_FONT_NOT_EMBEDDED = "form_font_not_embedded"
    JAVASCRIPT = "javascript"
    NOT_PDFA = "not_pdfa"
    LARGE_FILE = "large_file"
    DAMAGED_BUT_READABLE = "damaged_but_readable"
    NEEDS_PASSWORD = "needs_password"  # noqa: S105 - the name of a warning
    ROTATED_PAGE = "rotated_page"
    FORM_FIELDS = "form_fields"
    EMBEDDED_FILES = "embedded_files"
    NEWER_INSIDE = "newer_inside"

    @property
    def is_advice(self) -> bool:
        """Whether nothing is wrong and it could only be better."""
        return self in (PdfWarning.NOT_PDFA, PdfWarning.LARGE_FILE)


@dataclass(frozen=True, slots=True)
class PdfLimits:
    """What is allowed, and how much of a file is looked at.

    `max_pages`: Digipost's limit for print (14 before December 2023). `advised_bytes`: above it a letter is
    called large; Digipost prices by size. `largest_bytes` and `seconds` bound the check itself.
    """

    max_pages: int = 20
    advised_bytes: int = 150_000
    largest_bytes: int = 100_000_000
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that is broken or one warning; `page` counts from 1, None when it is about the whole file.

    `detail` is a font's name, a size or a number, as the sentence needs it.
    """

    code: PdfRule | PdfWarning
    page: int | None = None
    detail: str = ""

    @property
    def text(self) -> Text:
        """What is wrong and what to do, in words."""
        return describe(self)


@dataclass(frozen=True, slots=True)
class PageDetail:
    """One page as Digipost sees it. Sizes are of the crop box, in mm; `rotation` is /Rotate in degrees.

    `zone_ink` is the part of the bar code zone that is not white, 0 to 1; None when it was not looked at.
    """

    number: int
    width_mm: float
    height_mm: float
    rotation: int = 0
    has_zone_text: bool = False
    zone_ink: float | None = None

    @property
    def is_landscape(self) -> bool:
        """Whether the crop box is wider than high."""
        return self.width_mm > self.height_mm


@dataclass(frozen=True, slots=True)
class PdfVerdict:
    """What the check found. `pages` is 0 when they could not be counted; `sha256` is of the whole file."""

    sha256: str
    size: int
    pages: int
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    page_details: tuple[PageDetail, ...] = ()

    @property
    def ok_digital(self) -> bool:
        """Whether Digipost takes the letter for a digital mailbox."""
        return not any(isinstance(found.code, PdfRule) and found.code.stops_digital for found in self.errors)

    @property
    def ok_print(self) -> bool:
        """Whether Digipost takes the letter for print."""
        return not self.errors

    @property
    def error_codes(self) -> tuple[str, ...]:
        """The codes of the broken rules, each once, in the order of the table."""
        return _codes(self.errors, PdfRule)

    @property
    def warning_codes(self) -> tuple[str, ...]:
        """The codes of the warnings, each once."""
        return _codes(self.warnings, PdfWarning)


def _codes(findings: tuple[Finding, ...], order: type[PdfRule] | type[PdfWarning]) -> tuple[str, ...]:
    found = {finding.code for finding in findings}
    return tuple(code.value for code in order if code in found)


def check_pdf(path: Path, limits: PdfLimits | None = None) -> PdfVerdict:
    """Check one file in a process of its own. Whoever checks many keeps a `PdfChecker`.

    Raises `FileUnreadable` when the file itself cannot be read.
    """
    from desktop_app.digipost.pdf_checker import PdfChecker

    with PdfChecker() as checker:
        return checker.check(path, limits)


def describe(finding: Finding) -> Text:
    """The sentence for a finding: what is wrong, where, and what to do."""
    return replace(_WORDS[finding.code], values={"page": str(finding.page or ""), "detail": finding.detail})


_WORDS: dict[PdfRule | PdfWarning, Text] = {
    PdfRule.NOT_A_PDF: text(
        "This file is not a PDF, or is too damaged to be read. Save the letter as a PDF again."
    ),
    PdfRule.ENCRYPTED: text(
        "The PDF is protected, so that it cannot be printed by Digipost. Save it without protection."
    ),
    PdfRule.TOO_MANY_PAGES: text(
        "The PDF has {detail} pages, more than Digipost prints. Shorten the letter."
    ),
    PdfRule.NO_PAGES: text("The PDF has no pages. Save the letter as a PDF again."),
    PdfRule.PDF_VERSION: text(
        "The PDF is of version {detail}. Digipost prints versions 1.0 to 1.7: save it as one of those."
    ),
    PdfRule.PAGE_SIZE: text("Page {page} measures {detail} mm. Digipost prints A4, 210 × 297 mm."),
    PdfRule.BARCODE_ZONE_TEXT: text(
        "Page {page} has text where Digipost prints its bar code: in the left margin, 15 mm wide, 95 to 175 mm"
        " from the top (on a page that lies on its side, along the bottom). Make that margin wider."
    ),
    PdfRule.BARCODE_ZONE_UNREADABLE: text(
        "Page {page} could not be read, so nobody knows whether the place of the bar code is free. Save the"
        " letter as a PDF again."
    ),
    PdfRule.FONT_NOT_EMBEDDED: text(
        "The font {detail} on page {page} is not in the file, or is damaged. Save the PDF with fonts embedded."
    ),
    PdfRule.NOT_CHECKED: text(
        "The file could not be checked: it is too large or takes too long to read. Save the letter as a PDF"
        " again, or make it smaller."
    ),
    PdfWarning.BARCODE_ZONE_INK: text(
        "Page {page} has a picture or a line where Digipost prints its bar code. Digipost does not refuse it, but"
        " the two will collide."
    ),
    PdfWarning.FORM_FONT_NOT_EMBEDDED: text(
        "The font {detail} on page {page} is not in the file. Digipost does not notice, but the letter may be"
        " printed with another font."
    ),
    PdfWarning.JAVASCRIPT: text("The PDF contains a program (JavaScript), which has no place in a letter."),
    PdfWarning.NOT_PDFA: text(
        "The PDF is not of the kind for long storage (PDF/A), which Digipost recommends."
    ),
    PdfWarning.LARGE_FILE: text("The file has {detail} kB. Digipost's price depends on the size."),
    PdfWarning.DAMAGED_BUT_READABLE: text(
        "The PDF is damaged, though it can be read. Others may see something else: save the letter again."
    ),
    PdfWarning.NEEDS_PASSWORD: text(
        "The PDF only opens with a password, which the recipient would need too."
    ),
    PdfWarning.ROTATED_PAGE: text(
        "Page {page} is turned by {detail} degrees for the screen. It may be printed the other way round."
    ),
    PdfWarning.FORM_FIELDS: text("The PDF has fields to fill in. They may be printed empty, or not at all."),
    PdfWarning.EMBEDDED_FILES: text("Other files are packed into the PDF. They are not printed."),
    PdfWarning.NEWER_INSIDE: text(
        "The PDF says at its beginning that it is of an older version than it is ({detail}). It may be printed"
        " wrongly."
    ),
}

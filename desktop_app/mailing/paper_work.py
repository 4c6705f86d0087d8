"""Putting letters together into PDFs for paper post. Runs in a child process: see `digipost.pdf_worker`.

The letters are files from somewhere, and the library that takes them apart is written in C. Each is read into memory
once, held against its hash, and taken apart from there, so that what is printed is what was hashed, whatever
happens to the file meanwhile, and no file stays open.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from desktop_app.base.files import write_atomically
from desktop_app.mailing.paper_pages import Enclosed, Measured, PersonPages
from desktop_app.mailing.typesetting import A4_MM, FONTS, POINTS_PER_MM, Sheet, operators

_FAILURES = (pikepdf.PdfError, pikepdf.ForeignObjectError, RuntimeError, ValueError, TypeError, KeyError)
_SCREEN_ONLY = ("/Annots", "/AA", "/B", "/Thumb", "/PieceInfo", "/Metadata")
"""What belongs to a page on the screen, and may lead to other pages or to programs."""


class DocumentAltered(ValueError):
    """The file is not the one with this hash. Its words are the path."""


def measure(path: Path) -> Measured:
    """Hash a file and count its pages. Raises OSError when it cannot be read."""
    content = path.read_bytes()
    try:
        with _prepared(content) as source:
            pages = len(source.pages)
    except _FAILURES:
        pages = 0
    return Measured(hashlib.sha256(content).hexdigest(), pages, len(content))


def write_part(target: Path, people: Sequence[PersonPages], title: str, two_sided: bool) -> int:
    """Write these people's sheets and letters, one after the other; returns the number of pages.

    Raises `DocumentAltered`, OSError, and whatever the library finds wrong with a file.
    """
    with pikepdf.new() as pdf:
        book = _Book(pdf, two_sided=two_sided)
        for person in people:
            book.add_person(person)
        return _save(pdf, target, title, two_sided=two_sided)


def write_sheets(target: Path, sheets: Sequence[Sheet], title: str) -> int:
    """Write a PDF of pages that the program set itself; returns the number of pages."""
    with pikepdf.new() as pdf:
        book = _Book(pdf, two_sided=False)
        for sheet in sheets:
            book.add_sheet(sheet)
        return _save(pdf, target, title, two_sided=False)


def join(target: Path, parts: Sequence[Path], title: str, two_sided: bool) -> int:
    """Write the pages of these files, made by `write_part`, into one; returns the number of pages."""
    with pikepdf.new() as pdf:
        for part in parts:
            with pikepdf.open(part) as source:
                pdf.pages.extend(source.pages)
        return _save(pdf, target, title, two_sided=two_sided)


@dataclass
class _Book:
    """A PDF that grows. `_copied` holds the pages of each document already in it, by hash, to be used again."""

    pdf: pikepdf.Pdf
    two_sided: bool
    _copied: dict[str, list[pikepdf.Object]] = field(default_factory=dict)
    _fonts: pikepdf.Object | None = None

    def add_person(self, person: PersonPages) -> None:
        self.add_sheet(person.sheet)
        self._turn_over()
        for document in person.documents:
            self._add_document(document)
            self._turn_over()

    def add_sheet(self, sheet: Sheet) -> None:
        width, height = (side * POINTS_PER_MM for side in A4_MM)
        page = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(width, 2), round(height, 2)]),
            Resources=Dictionary(Font=self._font_resources()),
            Contents=self.pdf.make_stream(operators(sheet)),
        )
        self.pdf.pages.append(pikepdf.Page(self.pdf.make_indirect(page)))

    def _turn_over(self) -> None:
        """Let what comes next begin on the front of a sheet."""
        if self.two_sided and len(self.pdf.pages) % 2:
            self.add_sheet(Sheet())

    def _add_document(self, document: Enclosed) -> None:
        known = self._copied.get(document.sha256)
        if known is not None:
            for page in known:
                again = self.pdf.make_indirect(Dictionary(dict(page.items())))
                self.pdf.pages.append(pikepdf.Page(again))
            return
        content = document.path.read_bytes()
        if hashlib.sha256(content).hexdigest() != document.sha256:
            raise DocumentAltered(str(document.path))
        first = len(self.pdf.pages)
        with _prepared(content) as source:
            self.pdf.pages.extend(source.pages)
        self._copied[document.sha256] = [page.obj for page in list(self.pdf.pages)[first:]]

    def _font_resources(self) -> pikepdf.Object:
        if self._fonts is None:
            made = {name: self._font(base) for name, base in FONTS.items()}
            self._fonts = self.pdf.make_indirect(Dictionary(made))
        return self._fonts

    def _font(self, base: str) -> pikepdf.Object:
        font = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/" + base), Encoding=Name.WinAnsiEncoding
        )
        return self.pdf.make_indirect(font)


def _prepared(content: bytes) -> pikepdf.Pdf:
    """The document with fields and stamps made part of its pages, and without what is only for the screen."""
    source = pikepdf.open(BytesIO(content), suppress_warnings=True)
    try:
        source.generate_appearance_streams()
        source.flatten_annotations("print")
        for page in source.pages:
            for key in _SCREEN_ONLY:
                if key in page.obj:
                    del page.obj[key]
    except BaseException:
        source.close()
        raise
    return source


def _save(pdf: pikepdf.Pdf, target: Path, title: str, *, two_sided: bool) -> int:
    pdf.docinfo[Name.Title] = title
    # Shrinking to fit would move the address out of the window.
    preferences = Dictionary(PrintScaling=Name("/None"), DisplayDocTitle=True)
    preferences.Duplex = Name.DuplexFlipLongEdge if two_sided else Name.Simplex
    pdf.Root.ViewerPreferences = preferences
    pages = len(pdf.pages)
    with write_atomically(target) as out:
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return pages

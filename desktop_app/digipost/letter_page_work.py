"""Reading the text of letters and drawing their pages. Runs in a child process: see `pdf_worker`.

The library is written in C, and only one thread may use it; a damaged file may crash it.
"""

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2


class PdfUnreadable(ValueError):
    """The file is no PDF, is damaged beyond opening, or needs a password."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document, to be used inside the block only. Raises `PdfUnreadable`."""
    try:
        document = pypdfium2.PdfDocument(path)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise PdfUnreadable(str(error)) from error
    try:
        yield document
    finally:
        document.close()


def page_texts(path: Path, *, pages: int = 100, characters: int = 1_000_000) -> list[str]:
    """The text of each page, of so many pages and characters at most. Raises `PdfUnreadable`.

    A page whose text cannot be read gives an empty text.
    """
    texts: list[str] = []
    left = characters
    with opened(path) as document:
        for number in range(min(len(document), pages)):
            texts.append(_text_of(document, number)[:left])
            left -= len(texts[-1])
            if left <= 0:
                break
    return texts


def _text_of(document: pypdfium2.PdfDocument, number: int) -> str:
    try:
        page = document[number]
        return str(page.get_textpage().get_text_bounded())
    except pypdfium2.PdfiumError:
        return ""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as a picture (PNG), how many pages there are, and where the words that were looked for stand.

    `marks` are (left, top, width, height) in parts of the page's width and height, by the word.
    """

    png: bytes
    pages: int
    marks: Mapping[str, Sequence[tuple[float, float, float, float]]]


def page_image(path: Path, page: int, width: int, words: Sequence[str] = ()) -> PageImage:
    """A page, counted from 1, so many pixels wide, and where these words stand on it. Raises `PdfUnreadable`."""
    with opened(path) as document:
        pages = len(document)
        if not 1 <= page <= pages:
            raise PdfUnreadable(f"no page {page}")
        try:
            shown = document[page - 1]
            bitmap = shown.render(scale=width / max(shown.get_width(), 1.0))
            out = io.BytesIO()
            bitmap.to_pil().save(out, "PNG")
            return PageImage(out.getvalue(), pages, _find(shown, words))
        except pypdfium2.PdfiumError as error:
            raise PdfUnreadable(str(error)) from error


def _find(
    page: pypdfium2.PdfPage, words: Sequence[str]
) -> dict[str, list[tuple[float, float, float, float]]]:
    text_page, width, height = page.get_textpage(), page.get_width(), page.get_height()
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    for word in words:
        search = text_page.search(word)
        while (hit := search.get_next()) is not None:
            for number in range(text_page.count_rects(*hit)):
                left, bottom, right, top = text_page.get_rect(number)
                place = (left / width, 1 - top / height, (right - left) / width, (top - bottom) / height)
                found.setdefault(word, []).append(place)
    return found

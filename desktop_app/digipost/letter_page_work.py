"""Reading the text of letters and drawing their pages. Runs in a child process: see `pdf_worker`.

The library is written in C, and only one thread may use it; a damaged file may crash it.
"""

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from desktop_app.digipost.pdf_pages import zone_of
from desktop_app.digipost.pdf_zone import turned


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


Place = tuple[float, float, float, float]
"""Left, top, width and height, in parts of the page's width and height as it is shown."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as a picture (PNG), how many pages there are, and where the words that were looked for stand.

    `marks` are by the word. `zone` is the place of Digipost's bar code.
    """

    png: bytes
    pages: int
    marks: Mapping[str, Sequence[Place]]
    zone: Place


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
            return PageImage(out.getvalue(), pages, _find(shown, words), _zone(shown))
        except pypdfium2.PdfiumError as error:
            raise PdfUnreadable(str(error)) from error


def _zone(page: pypdfium2.PdfPage) -> Place:
    zone, (width, height) = zone_of(page), page.get_size()
    return zone.x / width, zone.y / height, zone.width / width, zone.height / height


def _find(page: pypdfium2.PdfPage, words: Sequence[str]) -> dict[str, list[Place]]:
    text_page = page.get_textpage()
    found: dict[str, list[Place]] = {}
    for word in words:
        search = text_page.search(word)
        while (hit := search.get_next()) is not None:
            for number in range(text_page.count_rects(*hit)):
                place = _as_shown(page, text_page.get_rect(number))
                found.setdefault(word, []).append(place)
    return found


def _as_shown(page: pypdfium2.PdfPage, box: tuple[float, float, float, float]) -> Place:
    """Where a box of the unturned page (left, lower, right, upper) lies as the page is shown."""
    left, lower, right, upper = page.get_bbox()
    corners = [
        turned(x - left, y - lower, right - left, upper - lower, page.get_rotation())
        for x, y in (box[:2], box[2:])
    ]
    (x1, x2), (y1, y2) = (sorted(along) for along in zip(*corners, strict=True))
    width, height = page.get_size()
    return x1 / width, y1 / height, (x2 - x1) / width, (y2 - y1) / height

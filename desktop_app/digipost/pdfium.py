"""PDFium, which renders pages and reads their text. Only one thread may use it at a time, so all of the program
comes through here."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

_ONE_AT_A_TIME = threading.RLock()
"""The library keeps state of its own for the whole process, so its lock is the process's too."""


class PdfUnreadable(ValueError):
    """The file is no PDF, is damaged beyond opening, or needs a password."""


@contextlib.contextmanager
def opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    """The document, to be used inside the block only. Other threads wait meanwhile. Raises `PdfUnreadable`."""
    with _ONE_AT_A_TIME:
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

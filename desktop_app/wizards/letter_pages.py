"""The pages of letters as text and as pictures, from a process that may die without harm."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop_app.base.work import Unattended
from desktop_app.digipost.letter_page_work import PageImage
from desktop_app.digipost.pdf_worker import ChildDied, PdfWorker, WorkFailed

_SECONDS = 20.0
_MODULE = "desktop_app.digipost.letter_page_work"


class PageUnreadable(Exception):
    """The file is no PDF, is damaged, needs a password, or takes too long."""


class LetterPages:
    """Owns a child process, started when it is first needed. Any thread may ask; requests wait for each other."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._worker = PdfWorker(_MODULE)

    def texts(self, path: Path) -> list[str]:
        """The text of each page. Raises `PageUnreadable`."""
        return list(self._ask("page_texts", path))

    def picture(self, path: Path, page: int, width: int, words: Sequence[str] = ()) -> PageImage:
        """A page, counted from 1, so many pixels wide, with where these words stand. Raises `PageUnreadable`."""
        image = self._ask("page_image", path, page, width, tuple(words))
        assert isinstance(image, PageImage)
        return image

    def close(self) -> None:
        """End the child. May be called twice."""
        self._worker.close()

    def _ask(self, function: str, *args: object) -> Any:
        try:
            return self._worker.run(Unattended(), self._seconds, function, *args)
        except (ChildDied, WorkFailed) as error:
            raise PageUnreadable(str(error)) from error

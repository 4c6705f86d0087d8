"""One place where PDFs are checked, drawn, read and corrected, in a process that may die without harm.

A letter is a file from somewhere. The libraries that read it are written in C, are not safe for threads, and may
be led by a damaged file to crash or never to end. So they run in a child process, one request at a time, with a
limit on time and memory; what kills the child is a finding about the file and not the end of the program.
"""

from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop_app.base.work import WorkContext
from desktop_app.digipost.pdf_rules import PdfLimits, PdfVerdict


class PdfChecker:
    """Checks, draws, reads and corrects PDFs. Owns a child process, which is started when it is first needed.

    `verdicts` keeps verdicts by the file's hash and the limits (see `pdf_cache.VerdictStore`); without it each
    check looks anew. Any thread may call; requests wait for each other. Close it at the end.
    """

    def __init__(self, verdicts: MutableMapping[str, str] | None = None) -> None:
        raise NotImplementedError

    def check(
        self, path: Path, limits: PdfLimits | None = None, context: WorkContext | None = None
    ) -> PdfVerdict:
        """The verdict about a file. Raises `FileUnreadable`, and `Cancelled` when the context stops it."""
        raise NotImplementedError

    def render_page(self, path: Path, page: int, dpi: int = 96, mark_zone: bool = True) -> bytes:
        """A picture (PNG) of a page, counted from 1, with the place of the bar code marked if wanted.

        Raises `PdfUnusable` when there is no such page or it cannot be drawn.
        """
        raise NotImplementedError

    def extract_text(self, path: Path, context: WorkContext | None = None) -> list[str]:
        """The text of each page, as it can be copied from it. Raises `PdfUnusable`."""
        raise NotImplementedError

    def corrected_copy(self, path: Path, target: Path) -> PdfVerdict:
        """Write a copy whose pages are A4, shrunk and moved so that the bar code's place is free.

        The original stays as it is. Returns the verdict about the copy, which passes for print. Raises
        `NotCorrectable` when something is wrong that shrinking does not mend.
        """
        raise NotImplementedError

    def close(self) -> None:
        """End the child process. May be called twice."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

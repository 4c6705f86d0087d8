"""One place where PDFs are checked, drawn, read and corrected, in a process that may die without harm.

A letter is a file from somewhere. The libraries that read it are written in C, are not safe for threads, and may
be led by a damaged file to crash or never to end. So they run in a child process, one request at a time, with a
limit on time and memory; what kills the child is a finding about the file and not the end of the program.
"""

from collections.abc import MutableMapping
from dataclasses import astuple
from pathlib import Path
from types import TracebackType
from typing import Self

from desktop_app.base.errors import InputError
from desktop_app.base.files import sha256_of
from desktop_app.base.texts import Text, text
from desktop_app.base.work import Unattended, WorkContext
from desktop_app.digipost.pdf_records import from_record, to_record
from desktop_app.digipost.pdf_rules import Finding, PdfLimits, PdfRule, PdfVerdict
from desktop_app.digipost.pdf_worker import ChildDied, PdfWorker, WorkFailed

_RULES_EDITION = 1
"""Raised whenever a rule changes, so that verdicts kept from before are not used."""

_MENDED_BY_SHRINKING = frozenset({PdfRule.PAGE_SIZE, PdfRule.BARCODE_ZONE_TEXT, PdfRule.PDF_VERSION})


class FileUnreadable(InputError):
    """The file is not there or may not be read."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            title=text("The letter cannot be read."),
            message=text("The file {path} is missing or may not be read.", path=str(path)),
            hint=text("Check whether it has been moved, or is open in another program."),
        )


class PdfUnusable(InputError):
    """The file was found, but this page or its text cannot be had."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            title=text("The PDF cannot be shown."),
            message=text("{path} could not be opened, or has no such page.", path=str(path)),
            hint=text("Save the letter as a PDF again."),
        )


class NotCorrectable(InputError):
    """Something is wrong with the file that shrinking its pages does not mend."""

    def __init__(self, reason: Text) -> None:
        super().__init__(
            title=text("The letter cannot be corrected here."),
            message=reason,
            hint=text("Correct it in the program that it was written with, and save it as a PDF again."),
        )


class PdfChecker:
    """Checks, draws, reads and corrects PDFs. Owns a child process, which is started when it is first needed.

    `verdicts` keeps verdicts by the file's hash and the limits (see `pdf_cache.VerdictStore`); without it each
    check looks anew. Any thread may call; requests wait for each other. Close it at the end.
    """

    def __init__(self, verdicts: MutableMapping[str, str] | None = None, seconds: float = 30.0) -> None:
        self._verdicts: MutableMapping[str, str] = {} if verdicts is None else verdicts
        self._keeps = verdicts is not None
        self._seconds = seconds
        self._worker = PdfWorker()

    def check(
        self, path: Path, limits: PdfLimits | None = None, context: WorkContext | None = None
    ) -> PdfVerdict:
        """The verdict about a file. Raises `FileUnreadable`, and `Cancelled` when the context stops it."""
        limits = limits or PdfLimits()
        try:
            size, sha256 = path.stat().st_size, sha256_of(path)
        except OSError:
            raise FileUnreadable(path) from None
        key = f"{_RULES_EDITION}:{astuple(limits)}:{sha256}"
        kept = from_record(self._verdicts[key]) if key in self._verdicts else None
        if kept is not None:
            return kept
        verdict = self._inspected(path, limits, size, sha256, context or Unattended())
        # A file that was changed meanwhile has another hash, and what could not be checked may be another time.
        if self._keeps and verdict.sha256 == sha256 and PdfRule.NOT_CHECKED not in verdict.error_codes:
            self._verdicts[key] = to_record(verdict)
        return verdict

    def render_page(self, path: Path, page: int, dpi: int = 96, mark_zone: bool = True) -> bytes:
        """A picture (PNG) of a page, counted from 1, with the place of the bar code marked if wanted.

        Raises `PdfUnusable` when there is no such page or it cannot be drawn.
        """
        try:
            picture: bytes = self._worker.run(
                Unattended(), self._seconds, "render", path, page, dpi, mark_zone
            )
        except (ChildDied, WorkFailed):
            raise PdfUnusable(path) from None
        return picture

    def extract_text(self, path: Path, context: WorkContext | None = None) -> list[str]:
        """The text of each page, as it can be copied from it. Raises `PdfUnusable`."""
        try:
            pages: list[str] = self._worker.run(context or Unattended(), self._seconds, "texts", path)
        except (ChildDied, WorkFailed):
            raise PdfUnusable(path) from None
        return pages

    def corrected_copy(
        self, path: Path, target: Path, limits: PdfLimits | None = None, context: WorkContext | None = None
    ) -> PdfVerdict:
        """Write a copy whose pages are A4, shrunk and moved so that the bar code's place is free.

        The original stays as it is. Returns the verdict about the copy, which passes for print. Raises
        `NotCorrectable` when something is wrong that shrinking does not mend; then no copy is left.
        """
        before = self.check(path, limits, context)
        for found in before.errors:
            if found.code not in _MENDED_BY_SHRINKING:
                raise NotCorrectable(found.text)
        try:
            self._worker.run(context or Unattended(), self._seconds, "write_corrected", path, target)
        except (ChildDied, WorkFailed):
            raise PdfUnusable(path) from None
        after = self.check(target, limits, context)
        if after.errors:
            target.unlink()
            raise NotCorrectable(after.errors[0].text)
        return after

    def close(self) -> None:
        """End the child process. May be called twice."""
        self._worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _inspected(
        self, path: Path, limits: PdfLimits, size: int, sha256: str, context: WorkContext
    ) -> PdfVerdict:
        given_up = PdfVerdict(sha256, size, 0, (Finding(PdfRule.NOT_CHECKED),))
        if size > limits.largest_bytes:
            return given_up
        try:
            verdict: PdfVerdict = self._worker.run(context, limits.seconds, "inspect", path, limits)
        except (ChildDied, WorkFailed):
            return given_up
        return verdict

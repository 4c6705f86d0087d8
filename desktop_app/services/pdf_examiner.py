"""The PDF's rules as a part of a mailing's check."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.pdf_checker import FileUnreadable, PdfChecker
from desktop_app.digipost.pdf_rules import Finding, PdfLimits, PdfRule, PdfVerdict, PdfWarning
from desktop_app.mailing.plan import Code, FoundDeviation, Pair, Severity

SHARED_FROM = 10
"""What is wrong with a file that goes to so many recipients is said once, about the mailing."""

_LABEL = text("Checking PDFs")


@dataclass(slots=True)
class _File:
    """One file with the letters it goes with: the first few by their ids, and how many."""

    verdict: PdfVerdict
    is_main: bool
    letter_ids: list[int] = field(default_factory=list)
    count: int = 0


class PdfExaminer:
    """Examines pairs for `MailingService.check`: each file once, however many letters it goes with.

    What stops the digital letter stops the letter. What only stops print needs a reason, and only where letters
    may be printed: whoever has Digipost can get them all the same.
    """

    def __init__(self, checker: PdfChecker, limits: PdfLimits, *, printing: bool) -> None:
        self._checker = checker
        self._limits = limits
        self._printing = printing

    def examine(self, pairs: Iterator[Pair], context: WorkContext) -> Iterator[FoundDeviation]:
        """The deviations of these pairs' files, file by file."""
        files: dict[Path, _File] = {}
        unreadable: set[Path] = set()
        for number, pair in enumerate(pairs):
            context.check_cancelled()
            context.progress(number, None, _LABEL)
            for path in _files_of(pair):
                if path not in unreadable:
                    self._note(path, pair, files, unreadable, context)
        for path, file in files.items():
            yield from self._deviations(path, file)

    def _note(
        self, path: Path, pair: Pair, files: dict[Path, _File], unreadable: set[Path], context: WorkContext
    ) -> None:
        if path not in files:
            try:
                verdict = self._checker.check(path, self._limits, context)
            except FileUnreadable:
                unreadable.add(path)  # the check itself says so of each letter
                return
            files[path] = _File(verdict, is_main=path == pair.document)
        file = files[path]
        file.count += 1
        if file.count <= SHARED_FROM:
            file.letter_ids.append(pair.letter_id)

    def _deviations(self, path: Path, file: _File) -> Iterator[FoundDeviation]:
        letter_ids: list[int | None] = [None] if file.count >= SHARED_FROM else [*file.letter_ids]
        for (code, detail), found in self._worth_saying(file.verdict).items():
            severity = self._severity(found)
            sentence = _sentence(path, found)
            column = "document" if file.is_main else "attachments"
            for letter_id in letter_ids:
                yield FoundDeviation(
                    letter_id,
                    Code.DOCUMENT_FAULT,
                    severity,
                    sentence,
                    column=column,
                    detail=f"{file.verdict.sha256}:{code}:{detail}",
                )

    def _worth_saying(self, verdict: PdfVerdict) -> dict[tuple[str, str], Finding]:
        """The first finding of each kind that matters for this mailing."""
        kinds: dict[tuple[str, str], Finding] = {}
        for found in (*verdict.errors, *verdict.warnings):
            if self._matters(found):
                kinds.setdefault((found.code.value, found.detail), found)
        return kinds

    def _matters(self, found: Finding) -> bool:
        if isinstance(found.code, PdfWarning):
            return not found.code.is_advice and (self._printing or found.code not in _ABOUT_PRINT)
        return self._printing or found.code.stops_digital

    def _severity(self, found: Finding) -> Severity:
        if not isinstance(found.code, PdfRule):
            return Severity.WARNS
        return Severity.STOPS if found.code.stops_digital else Severity.NEEDS_REASON


_ABOUT_PRINT = frozenset(
    {
        PdfWarning.BARCODE_ZONE_INK,
        PdfWarning.FORM_FONT_NOT_EMBEDDED,
        PdfWarning.ROTATED_PAGE,
        PdfWarning.NEWER_INSIDE,
    }
)


def _files_of(pair: Pair) -> Iterator[Path]:
    if pair.document is not None:
        yield pair.document
    yield from pair.attachments


def _sentence(path: Path, found: Finding) -> Text:
    return text("{file}: {what}", file=path.name, what=found.text)

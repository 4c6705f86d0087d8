"""Looking at the letters themselves: the PDF's rules, whether they name the right person, and their pages.

All of it happens in child processes, which are started when the first letter is looked at.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.base.paths import DataFolder
from desktop_app.base.settings import Settings
from desktop_app.base.work import WorkContext
from desktop_app.mailing.options import MailingOptions
from desktop_app.mailing.plan import Examiner

if TYPE_CHECKING:
    from desktop_app.digipost.pdf_cache import VerdictStore
    from desktop_app.digipost.pdf_checker import PdfChecker
    from desktop_app.digipost.pdf_rules import PdfLimits, PdfVerdict
    from desktop_app.wizards.letter_pages import LetterPages


class LetterChecks:
    """Owns the child processes that read PDFs, and the verdicts kept from one run to the next."""

    def __init__(self, folder: DataFolder, settings: Settings) -> None:
        self._verdicts_file = folder.root / "pdf-verdicts.sqlite"
        self._settings = settings
        self._lock = threading.Lock()
        self._checker: PdfChecker | None = None
        self._verdicts: VerdictStore | None = None
        self._pages: LetterPages | None = None

    @property
    def pages(self) -> "LetterPages":
        """The letters' pages as text and pictures."""
        from desktop_app.wizards.letter_pages import LetterPages

        with self._lock:
            if self._pages is None:
                self._pages = LetterPages()
            return self._pages

    @property
    def checker(self) -> "PdfChecker":
        """What applies the rules for PDFs, with the verdicts of earlier runs."""
        from desktop_app.digipost.pdf_cache import VerdictStore
        from desktop_app.digipost.pdf_checker import PdfChecker

        with self._lock:
            if self._checker is None:
                self._verdicts = VerdictStore(self._verdicts_file)
                self._checker = PdfChecker(self._verdicts)
            return self._checker

    def limits(self) -> "PdfLimits":
        """The limits as the settings say now."""
        from desktop_app.digipost.pdf_rules import PdfLimits

        return PdfLimits(max_pages=self._settings.integer("print.max_pages"))

    def examiners(self, options: MailingOptions) -> Sequence[Examiner]:
        """Those who look at each letter during the check of a mailing with these options."""
        from desktop_app.wizards.letter_text import LetterTexts
        from desktop_app.wizards.right_letter_examiner import RightLetterExaminer

        right_letter = RightLetterExaminer(
            LetterTexts(self.pages.texts), one_for_all=options.common_document is not None
        )
        return (right_letter, *self.rule_examiners(options.printing is not None))

    def rule_examiners(self, printing: bool) -> Sequence[Examiner]:
        """Those besides the right-letter check; `printing` says whether letters may be printed."""
        from desktop_app.services.pdf_examiner import PdfExaminer

        return (PdfExaminer(self.checker, self.limits(), printing=printing),)

    def corrected_copy(self, source: Path, target: Path, context: WorkContext) -> "PdfVerdict":
        """Write a copy whose pages can be printed. Raises `NotCorrectable`; the original stays as it is."""
        return self.checker.corrected_copy(source, target, self.limits(), context)

    def close(self) -> None:
        """End the children and close the file of verdicts."""
        with self._lock:
            opened = (self._pages, self._checker, self._verdicts)
            self._pages = self._checker = self._verdicts = None
        for part in opened:
            if part is not None:
                part.close()

"""What can be made of a remainder: PDFs, labels, lists, sheets from the office's printer."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.mailing.paper import PaperPost
from desktop_app.mailing.paper_layout import PaperLayout, paper_layout
from desktop_app.mailing.paper_people import LeftOut
from desktop_app.mailing.print_fallback import PaperRun
from desktop_app.privacy.audit import Act
from desktop_app.ui.components.choosing import choose_folder
from desktop_app.ui.context import UiContext
from desktop_app.ui.pages.making_files import EXCEL_OR_CSV, PDF, MakingFiles, as_file_name
from desktop_app.ui.pages.page_printing import DPI, choose_printer, print_pages

_NAMED = 5
"""So many people are named in a message; the list on the page has all of them."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Letters that went to the printer."""

    run: PaperRun
    pages: int


class PaperActs(QObject):
    """Asks where to, has the work done in the lane for files, and says what came of it.

    Owned by a page. `printed` is called with the letters that a printer took. Failures are told by the window.
    """

    def __init__(
        self, context: UiContext, page: QWidget, printed: Callable[[int, Sequence[int]], object]
    ) -> None:
        super().__init__(page)
        self._context, self._page, self._printed = context, page, printed
        self._files = MakingFiles(context, page)

    def make_pdf(self, mailing_id: int) -> None:
        """The letters as PDFs in a folder of the person's choice."""
        title = self._context.say(text("Choose a folder for the letters"))
        folder = choose_folder(self._context, self._page, title, str(Path.home()))
        if folder is None:
            return
        paper, layout, say = self._paper(), self._layout(), self._context.translator
        self._files.take_out(
            text("Making the letters on paper"),
            folder.name,
            lambda work: paper.write_letters(mailing_id, folder, layout, say, work),
            lambda run: run.letters,
            lambda run: self._tell_letters(run, folder),
        )

    def make_labels(self, mailing_id: int) -> None:
        """Address labels in a PDF of the person's choice."""
        target = self._files.ask_file(text("Save the labels"), text("labels.pdf"), PDF)
        if target is not None:
            paper, labels = self._paper(), self._layout().labels
            self._files.take_out(
                text("Making labels"),
                target.name,
                lambda work: paper.write_labels(mailing_id, target, labels, work),
                lambda run: run.labels,
                lambda run: self._files.tell(
                    plural("{count} label is ready.", "{count} labels are ready.", count=run.labels),
                    _left_out_words(run.left_out),
                    target.parent,
                ),
            )

    def save_provider_list(self, mailing_id: int) -> None:
        """A list for a print shop: only those for whom paper is right."""
        title = text("Save the list for a print shop")
        target = self._files.ask_file(title, text("for-print-shop.xlsx"), EXCEL_OR_CSV)
        if target is not None:
            paper, say = self._paper(), self._context.translator
            self._files.take_out(
                text("Saving the list for a print shop"),
                target.name,
                lambda work: paper.write_list(mailing_id, target, say, work),
                lambda count: count,
                lambda count: self._files.tell(
                    plural("{count} person is in the list.", "{count} people are in the list.", count=count),
                    [text("Send the letters' files along with it.")],
                    target.parent,
                ),
            )

    def save_list(self, mailing_id: int) -> None:
        """A list of all who are still to be reached, with the reason."""
        title = text("Save the list of those still to be reached")
        target = self._files.ask_file(title, text("not-reached.xlsx"), EXCEL_OR_CSV)
        if target is not None:
            service, say = self._context.services.mailing, self._context.translator
            self._files.take_out(
                text("Saving the list of those not reached"),
                target.name,
                lambda work: service.export_remainder(mailing_id, target, work, say),
                lambda count: count,
                lambda count: self._files.tell(
                    plural("{count} person is in the list.", "{count} people are in the list.", count=count),
                    [],
                    target.parent,
                ),
            )

    def save_report(self, mailing_id: int, name: str) -> None:
        """A page with what became of a mailing, for the folder with the minutes."""
        target = self._files.ask_file(
            text("Save the report"), text("{name}.pdf", name=as_file_name(name)), PDF
        )
        if target is not None:
            paper, say = self._paper(), self._context.translator
            self._files.take_out(
                text("Writing the report"),
                target.name,
                lambda work: paper.write_report(mailing_id, target, say, work),
                lambda _none: None,
                lambda _none: self._files.tell(text("The report is ready."), [], target.parent),
            )

    def print_here(self, mailing_id: int) -> None:
        """The letters on a printer of the person's choice, then the question whether to tick them off."""
        layout = self._layout()
        title = self._context.say(text("Print the letters"))
        printer = choose_printer(self._context, self._page, title, two_sided=layout.two_sided)
        if printer is None:
            return
        paper, say = self._paper(), self._context.translator
        exports = self._context.services.folder.exports

        def work(work: WorkContext) -> Printed:
            with tempfile.TemporaryDirectory(dir=exports, prefix="print-") as folder:
                run = paper.write_letters(mailing_id, Path(folder), layout, say, work)
                return Printed(run, _print(printer, run, work))

        self._files.take_out(
            text("Printing the letters"),
            printer.printerName(),
            work,
            lambda done: done.run.letters,
            lambda done: self._context.front.when_free(
                self, lambda: self._printed(mailing_id, done.run.letter_ids)
            ),
            act=Act.PRINTED,
        )

    # Inside

    def _paper(self) -> PaperPost:
        return self._context.services.mailing.paper

    def _layout(self) -> PaperLayout:
        return paper_layout(self._context.services.settings)

    def _tell_letters(self, run: PaperRun, folder: Path) -> None:
        title = plural(
            "{count} letter is ready to print.", "{count} letters are ready to print.", count=run.letters
        )
        files = plural("{count} PDF", "{count} PDFs", count=len(run.files))
        sheets = plural(
            "{files}, {count} sheet. Print at actual size, not fitted to the page.",
            "{files}, {count} sheets. Print at actual size, not fitted to the page.",
            count=run.sheets,
            files=files,
        )
        self._files.tell(title, [sheets, *_spelling_words(run), *_left_out_words(run.left_out)], folder)


def _print(printer: QPrinter, run: PaperRun, work: WorkContext) -> int:
    return print_pages(printer, [(file.path, file.pages) for file in run.files], work, DPI)


def _spelling_words(run: PaperRun) -> list[Text]:
    words = []
    if run.respelt:
        names = _names(run.respelt)
        words.append(text("Written with the nearest characters that print: {names}.", names=names))
    if run.cleared:
        names = _names(run.cleared)
        words.append(text("An identity number was removed from the address of: {names}.", names=names))
    return words


def _left_out_words(left_out: Sequence[LeftOut]) -> list[Text]:
    if not left_out:
        return []
    count = plural(
        "{count} person is left out and still to be reached:",
        "{count} people are left out and still to be reached:",
        count=len(left_out),
    )
    shown = [
        text("{name}: {why}", name=out.name or out.customer_id, why=out.why) for out in left_out[:_NAMED]
    ]
    if len(left_out) > _NAMED:
        shown.append(plural("and {count} more", "and {count} more", count=len(left_out) - _NAMED))
    return [count, *shown]


def _names(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")

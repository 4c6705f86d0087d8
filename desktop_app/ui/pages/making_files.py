"""Files of the person's choice: asked for, written in the background, and told of when they are there."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, plural, text
from desktop_app.base.work import WorkContext
from desktop_app.jobs.states import Lane
from desktop_app.privacy.audit import Act
from desktop_app.register.spreadsheets import OutCell, write_table
from desktop_app.ui.components.buttons import ButtonKind
from desktop_app.ui.components.choosing import choose_file_to_save
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.grid_source import PAGE_ROWS, CellValue, GridQuery, PageSource, written
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Tone
from desktop_app.ui.wizards.lane_runner import LaneRunner

PDF = "PDF (*.pdf)"
EXCEL_OR_CSV = "Excel (*.xlsx);;CSV (*.csv)"
T = TypeVar("T")


class MakingFiles(QObject):
    """Asks where to, has the work done in the lane for files, and says what came of it.

    Owned by a page. Failures are told by the window.
    """

    def __init__(self, context: UiContext, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._page = context, page
        self._runner = LaneRunner(context, page)

    def ask_file(self, title: Text, name: Text, kinds: str) -> Path | None:
        """Where a file is to be saved; its ending is that of the chosen kind. None when the person went back."""
        say = self._context.say
        return choose_file_to_save(self._context, self._page, say(title), say(name), kinds)

    def run(self, name: Text, work: Callable[[WorkContext], object], done: Callable[..., object]) -> None:
        """Do the work in the background; `done` gets its result on the window's thread."""
        self._runner.run(
            Lane.FILES,
            name,
            work,
            lambda result: _drop(done(result)),
            lambda _error: None,
            lambda: None,
            told_by_window=True,
        )

    def tell(self, title: Text, sentences: Sequence[Text], folder: Path) -> None:
        """Say what was made, and offer to open its folder."""
        context = self._context

        def make() -> PlainDialog:
            dialog = done_dialog(context, context.front.window, title, sentences)
            dialog.accepted.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
            return dialog

        context.front.tell((title, *sentences), make)

    def tell_rows(self, count: int, file: Path) -> None:
        """Say how many rows were written."""
        title = plural("{count} row was written.", "{count} rows were written.", count=count)
        self.tell(title, [text("{file}", file=file.name)], file.parent)

    def take_out(
        self,
        name: Text,
        about: str,
        work: Callable[[WorkContext], T],
        people: Callable[[T], int | None],
        done: Callable[[T], object],
        act: Act = Act.EXPORTED,
    ) -> None:
        """Do work that takes people's data out of the program, and write down that somebody did."""
        noted = self._context.services.privacy.audit.noting(act, about, work, people)
        self.run(name, noted, done)

    def export_grid(
        self, source: PageSource, query: GridQuery, title: Text, name: Text, *, names_people: bool = False
    ) -> None:
        """What a grid shows, all its columns included, as a spreadsheet or CSV in the person's language.

        Where it names people it is written down.
        """
        target = self.ask_file(title, name, EXCEL_OR_CSV)
        if target is None:
            return
        say = self._context.translator

        def cell(value: CellValue) -> OutCell:
            return value if isinstance(value, int) else written(value, say)

        def work(context: WorkContext) -> int:
            count = source.count(query)
            pages = (source.rows(query, start, PAGE_ROWS) for start in range(0, count, PAGE_ROWS))
            rows = ([cell(value) for value in each.cells] for page in pages for each in page)
            return write_table(target, [say.render(c.heading) for c in source.columns], rows, context=context)

        def tell(count: int) -> None:
            self.tell_rows(count, target)

        if names_people:
            self.take_out(title, target.name, work, lambda _count: None, tell)
        else:
            self.run(title, work, tell)


def done_dialog(
    context: UiContext, parent: QWidget | None, title: Text, sentences: Sequence[Text]
) -> PlainDialog:
    """Says what was made; its main button is accepted to open the folder."""
    say = context.say
    dialog = PlainDialog(context, say(title), [say(each) for each in sentences], "done", Tone.DONE, parent)
    dialog.add_act(say(text("Close")), ButtonKind.SECONDARY, accepts=False)
    dialog.add_act(say(text("Open the folder")), ButtonKind.PRIMARY, accepts=True, is_default=True)
    return dialog


def as_file_name(name: str) -> str:
    """The mailing's name without what no file's name may hold."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", name).strip(" .") or "report"


def _drop(_result: object) -> None:
    """What a message answers is of no use here."""

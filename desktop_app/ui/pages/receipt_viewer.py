"""A receipt as it came: what is in it, to be read, searched and saved, but not changed."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.model import JobKind
from desktop_app.digipost.receipt_text import ReceiptText, receipt_text
from desktop_app.jobs.states import Lane
from desktop_app.mailing.views import ReceiptView
from desktop_app.privacy.audit import Act
from desktop_app.ui.components.buttons import Button, ButtonKind, IconButton
from desktop_app.ui.components.choosing import choose_file_to_save
from desktop_app.ui.components.dialogs import tell_in
from desktop_app.ui.components.filtering import SearchField
from desktop_app.ui.components.frames import Banner, EmptyState
from desktop_app.ui.components.labels import UNBOUNDED, ElidedLabel, Label, show_when
from desktop_app.ui.components.layout import boxed, column, row
from desktop_app.ui.components.lines_view import LinesView
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import offer_help
from desktop_app.ui.theme import Space, TextRole, Tone
from desktop_app.ui.wizards.lane_runner import LaneRunner
from desktop_app.ui.words import RECEIPT_ANSWER, RECEIPT_STATE

_ZIP = "Zip (*.zip)"
_SIZE = (860, 560)


@dataclass(frozen=True, slots=True)
class _Read:
    text: ReceiptText
    longest: int


class ReceiptViewer(QDialog):
    """One receipt. `to_mailing` is true when it was closed in order to go to the mailing it answers."""

    def __init__(self, context: UiContext, receipt: ReceiptView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        offer_help(context, self, "receipts")
        self._context, self._receipt = context, receipt
        self._read: _Read | None = None
        self._found: list[int] = []
        self._place = 0
        self.to_mailing = False
        say, theme = context.say, context.theme
        self.setWindowTitle(say(text("Receipt")))
        self.banner = Banner(theme)
        self.search = SearchField(theme, say(text("Search the receipt")))
        self.found = Label(theme, "", TextRole.HELP, Tone.QUIET)
        self._before = IconButton(theme, "chevron-up", say(text("Previous match")), lambda: self._step(-1))
        self._after = IconButton(theme, "chevron-down", say(text("Next match")), lambda: self._step(1))
        self.lines = LinesView(theme, say(text("What is in the receipt")))
        self._inside = QStackedWidget()
        self._inside.addWidget(self.lines)
        self._build()
        self._connect()
        self.resize(*_SIZE)
        self._load()

    def _build(self) -> None:
        say, theme, receipt = self._context.say, self._context.theme, self._receipt
        title = ElidedLabel(theme, receipt.remote_name, TextRole.SECTION, mode=Qt.TextElideMode.ElideMiddle)
        sentence = Label(theme, say(_what_it_is(receipt)), TextRole.BODY, Tone.QUIET, wrap=True)
        sentence.setMaximumWidth(UNBOUNDED)
        self._tools = boxed(row(self.search, self._before, self._after, self.found, None))
        of_file = (
            Button(theme, say(text("Save a copy…")), self._save_copy, icon="export", parent=self),
            Button(theme, say(text("Show in folder")), self._show_folder, icon="folder", parent=self),
        )
        if receipt.file is None:
            for button in of_file:
                button.setEnabled(False)
        acts = row(*of_file, None)
        if receipt.mailing_id is not None:
            acts.addWidget(Button(theme, say(text("Go to the mailing")), self._go_to_mailing, parent=self))
        close = Button(theme, say(text("Close")), self.accept, kind=ButtonKind.PRIMARY, parent=self)
        acts.addWidget(close)
        parts = column(
            title,
            sentence,
            self.banner,
            self._tools,
            self._inside,
            acts,
            space=Space.FIELD,
            margins=Space.PAGE,
        )
        parts.setStretch(4, 1)
        self.setLayout(parts)
        self._runner = LaneRunner(self._context, self)
        self._show_hits()
        self.lines.setFocus()

    def _connect(self) -> None:
        self.search.searched.connect(self._look_for)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.search.setFocus)
        for key, steps in (
            (QKeySequence.StandardKey.FindNext, 1),
            (QKeySequence.StandardKey.FindPrevious, -1),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(lambda steps=steps: self._step(steps))

    # Reading

    def _load(self) -> None:
        file = self._receipt.file
        if file is None:
            self._show_nothing(
                text("The file is no longer kept"),
                text("The file was removed when its storage time was over."),
            )
            return
        self._context.reader.read(self, lambda: _read(file), self._show, self._fail)

    def _show(self, read: _Read) -> None:
        self._read = read
        self.lines.show_lines(read.text.lines, read.longest)
        problem = read.text.problem if read.text.problem != self._receipt.problem else None
        if not read.text.lines:
            self._show_nothing(
                text("Nothing in it can be read"), problem or RECEIPT_STATE["unreadable"].meaning
            )
        elif problem is not None:
            self.banner.say(self._context.say(problem), Tone.ATTENTION)
        self._look_for(self.search.text())  # what was typed while the file was being read

    def _show_nothing(self, sentence: Text, why: Text) -> None:
        """There are no lines, so nothing to search in either."""
        say = self._context.say
        nothing = EmptyState(self._context.theme, "receipt", say(sentence), say(why))
        self._inside.addWidget(nothing)
        self._inside.setCurrentWidget(nothing)
        show_when(self._tools, False)

    # Searching

    def _look_for(self, words: str) -> None:
        lines = self._read.text.lines if self._read is not None else ()
        wanted = words.casefold()

        def question() -> list[int]:
            return (
                [number for number, line in enumerate(lines) if wanted in line.casefold()] if wanted else []
            )

        self._context.reader.read(self, question, self._take_hits)

    def _take_hits(self, found: list[int]) -> None:
        self._found, self._place = found, 0
        self._show_hits()

    def _step(self, steps: int) -> None:
        if self._found:
            self._place = (self._place + steps) % len(self._found)
            self._show_hits()

    def _show_hits(self) -> None:
        for button in (self._before, self._after):
            button.setEnabled(len(self._found) > 1)
        if self._found:
            self.lines.show_line(self._found[self._place])
            hit = text("{number} of {count}", number=self._place + 1, count=len(self._found))
            self.found.setText(self._context.say(hit))
        else:
            sought = bool(self.search.text().strip())
            self.found.setText(self._context.say(text("Not found here")) if sought else "")

    # Acts

    def _save_copy(self) -> None:
        source = self._receipt.file
        if source is None:
            return
        title = self._context.say(text("Save a copy of the receipt"))
        target = choose_file_to_save(self._context, self, title, self._receipt.remote_name, _ZIP)
        if target is not None:

            def work(_context: WorkContext) -> Path:
                return Path(shutil.copyfile(source, target))

            noted = self._context.services.privacy.audit.noting(Act.EXPORTED, target.name, work)
            self._runner.run(
                Lane.FILES, text("Saving a copy"), noted, self._was_saved, self._fail, lambda: None
            )

    def _was_saved(self, copy: Path) -> None:
        words = text("The copy is saved: {file}", file=str(copy))
        self.banner.say(self._context.say(words), Tone.DONE)

    def _fail(self, error: BaseException) -> None:
        tell_in(self._context, self.banner, error)

    def _show_folder(self) -> None:
        if self._receipt.file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._receipt.file.parent)))

    def _go_to_mailing(self) -> None:
        self.to_mailing = True
        self.accept()


def _read(file: Path) -> _Read:
    found = receipt_text(file)
    return _Read(found, max(map(len, found.lines), default=0))


def _what_it_is(receipt: ReceiptView) -> Text:
    """What is known of the receipt, in a sentence or two."""
    if receipt.problem is not None:
        return receipt.problem
    if receipt.state == "unmatched":
        return text(
            "Its job id {job} does not belong to this program. It may come from another program on the "
            "same account.",
            job=receipt.job_id or "–",
        )
    name, answer = receipt.name or receipt.job_id or "–", receipt.status or "–"
    said = RECEIPT_ANSWER.get(answer, answer)
    if receipt.kind is JobKind.LOOKUP:
        return text(
            "It answers the lookup “{name}”: {answer}. What it said is shown with each recipient.",
            name=name,
            answer=said,
        )
    return text("It answers the mailing “{name}”: {answer}.", name=name, answer=said)

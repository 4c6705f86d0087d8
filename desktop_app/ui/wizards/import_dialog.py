"""Taking a file's recipients into the register, apart from any mailing."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QComboBox, QDialog, QStackedWidget, QWidget

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import Text, plural, text
from desktop_app.jobs.states import Lane
from desktop_app.register.importing import ImportReport
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import tell_in
from desktop_app.ui.components.frames import Banner, EmptyState, PageHeader
from desktop_app.ui.components.labels import Label, show_when
from desktop_app.ui.components.layout import column, line, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import offer_help
from desktop_app.ui.theme import Size, Space, Tone
from desktop_app.ui.wizards.file_mapping import FileMapping
from desktop_app.ui.wizards.lane_runner import LaneRunner
from desktop_app.ui.wizards.opening import wizards_of
from desktop_app.ui.wizards.pickers import PathPicker, Picks
from desktop_app.wizards.draft import FileChoice
from desktop_app.wizards.recipient_list import FilePreview, import_only, preview_file

_WIDTH, _HEIGHT = 1080, 660


class ImportDialog(QDialog):
    """A file, its columns, what each row becomes, and the button that takes them. `done` follows the end."""

    def __init__(self, context: UiContext, parent: QWidget | None, done: Callable[[], object]) -> None:
        super().__init__(parent)
        offer_help(context, self, "import")
        self._context, self._done = context, done
        self._parts = wizards_of(context.services).parts
        self._runner = LaneRunner(context, self)
        self._choice = FileChoice()
        self._asked = 0
        self.preview: FilePreview | None = None
        self.setWindowTitle(context.say(text("Import recipients")))
        self.resize(_WIDTH, _HEIGHT)
        self._build()
        self._show_state()

    def choose(self, choice: FileChoice) -> None:
        """Read a file, or the same one in another way."""
        self._choice, self.preview = choice, None
        self._asked += 1
        asked, parts = self._asked, self._parts
        self._show_state(busy=bool(choice.path))
        if choice.path:
            self._runner.run(
                Lane.FILES,
                text("Reading the file"),
                lambda work: preview_file(parts, choice, work),
                lambda preview: self._take(asked, preview),
                lambda error: self._refuse(asked, error),
                self._show_state,
            )

    def take_them(self) -> None:
        """Take the rows into the register."""
        choice, parts = self._choice, self._parts
        self._show_state(busy=True)
        self._runner.run(
            Lane.FILES,
            text("Importing recipients"),
            lambda work: import_only(parts, choice, work, remove_missing=choice.mode == "replace"),
            self._was_taken,
            lambda error: self._refuse(self._asked, error),
            self._show_state,
        )

    def said(self) -> str:
        """What stands beside the buttons."""
        return self._note.text()

    # Inside

    def _take(self, asked: int, preview: FilePreview) -> None:
        if asked == self._asked:
            self.preview = preview
            self._show_state()

    def _refuse(self, asked: int, error: BrevdueError) -> None:
        if asked != self._asked:
            return
        self._show_state()
        tell_in(self._context, self.banner, error)

    def _was_taken(self, _report: ImportReport) -> None:
        self.accept()
        self._done()

    def _show_state(self, *, busy: bool = False) -> None:
        preview, say = self.preview, self._context.say
        self.picker.show_path(self._choice.path)
        self.banner.say("", Tone.QUIET)
        for part in (self.picker, self.mapping, self.mode):
            part.setEnabled(not busy)
        show_when(self.mode, preview is not None)
        self._show_sheets(preview)
        usable = preview.usable if preview is not None else 0
        words = plural("Import {count} recipient", "Import {count} recipients", count=usable)
        self.take_button.set_words(say(words) if usable else say(text("Import these recipients")))
        self.take_button.setEnabled(usable > 0 and not busy)
        self._note.setText(say(self._note_words(preview)) if not busy else say(text("Reading…")))
        if preview is not None:
            self.mapping.show_preview(preview)
            self._stack.setCurrentWidget(self.mapping)
        elif not self._choice.path:
            self._stack.setCurrentWidget(self._hint)

    def _note_words(self, preview: FilePreview | None) -> Text:
        if preview is None:
            return text("Nothing changes in the register until you say so.")
        if self._choice.mode == "replace" and preview.report.missing:
            return plural(
                "{count} recipient who is not in the file is removed from the register.",
                "{count} recipients who are not in the file are removed from the register.",
                count=preview.report.missing,
            )
        if preview.report.rejected:
            return plural(
                "{count} row cannot be used and is left out.",
                "{count} rows cannot be used and are left out.",
                count=preview.report.rejected,
            )
        return text("All rows can be used.")

    def _show_sheets(self, preview: FilePreview | None) -> None:
        several = preview is not None and len(preview.sheets) > 1
        show_when(self.sheet, several)
        if preview is not None and several:
            self.sheet.clear()
            self.sheet.addItems(list(preview.sheets))
            self.sheet.setCurrentText(preview.sheet or "")

    def _build(self) -> None:
        context, theme, say = self._context, self._context.theme, self._context.say
        header = PageHeader(theme, say(text("Import recipients")))
        self.picker = PathPicker(context, Picks.TABLE)
        self.picker.setMaximumWidth(Size.FORM_WIDTH)
        self.picker.picked.connect(lambda path: self.choose(FileChoice(path=path, mode=self._choice.mode)))
        self.sheet = QComboBox()
        self.sheet.setAccessibleName(say(text("Sheet")))
        self.sheet.activated.connect(
            lambda _index: self.choose(replace(self._choice, sheet=self.sheet.currentText(), mapping=None))
        )
        self.mode = QComboBox()
        self.mode.setAccessibleName(say(text("People already in the register")))
        for key, words in _MODES.items():
            self.mode.addItem(say(words), key)
        self.mode.activated.connect(
            lambda _index: self.choose(replace(self._choice, mode=self.mode.currentData()))
        )
        self.banner = Banner(theme, tone=Tone.PROBLEM)
        self.mapping = FileMapping(context, for_mailing=False)
        self.mapping.mapping_changed.connect(
            lambda mapping: self.choose(replace(self._choice, mapping=mapping))
        )
        self._hint = EmptyState(
            theme,
            "import",
            say(text("Choose the file, or drop it on the field above")),
            say(
                text(
                    "Excel, CSV or OpenDocument, with one row for each recipient and headings in the first row."
                )
            ),
        )
        self._stack = QStackedWidget()
        for part in (self._hint, self.mapping):
            self._stack.addWidget(part)
        self._note = Label(theme, "", tone=Tone.QUIET, wrap=True)
        self.take_button = Button(theme, "", self.take_them, kind=ButtonKind.PRIMARY)
        close = Button(theme, say(text("Go back")), self.reject)
        head = row(self.picker, self.sheet, self.mode, None, space=Space.FIELD)
        head.setStretch(0, 1)
        acts = row(self._note, None, close, self.take_button)
        acts.setStretch(0, 1)
        whole = column(
            header, head, self.banner, self._stack, line(), acts, space=Space.FIELD, margins=Space.PAGE
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)


_MODES = {
    "update": text("Update known people"),
    "add": text("Leave known people as they are"),
    "replace": text("Replace the register with the file"),
}

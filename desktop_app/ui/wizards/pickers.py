"""Choosing files and folders, one of a few ways, and parts of a page that are seldom needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from desktop_app.base.texts import Text, text
from desktop_app.ui.components.buttons import Button, ButtonKind, RadioButton
from desktop_app.ui.components.form import line_edit
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import boxed, column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone


class Picks(Enum):
    """What a picker chooses."""

    TABLE = "table"
    PDF = "pdf"
    FOLDER = "folder"


_NO_LIMIT = 16777215
"""What Qt takes for no largest width."""

_ENDINGS = {
    Picks.TABLE: "*.csv *.txt *.xlsx *.xlsm *.xls *.ods",
    Picks.PDF: "*.pdf",
    Picks.FOLDER: "",
}


class PathPicker(QWidget):
    """A path with a button that chooses it; a file can also be dropped here. `picked` tells the new path."""

    picked = Signal(str)

    def __init__(self, context: UiContext, picks: Picks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._picks = context, picks
        say = context.say
        self.edit: QLineEdit = line_edit()
        self.edit.setReadOnly(True)
        self.edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words = text("Choose folder…") if picks is Picks.FOLDER else text("Choose file…")
        self.button = Button(context.theme, say(words), self.ask, icon="folder")
        parts = row(self.edit, self.button, space=Space.ROW)
        parts.setStretch(0, 1)
        self.setLayout(parts)
        self.setFocusProxy(self.button)
        self.setAcceptDrops(True)

    def path(self) -> str:
        """The path that is shown."""
        return self.edit.toolTip()

    def show_path(self, path: str) -> None:
        """Show a path without telling anybody."""
        self.edit.setText(Path(path).name if path and self._picks is not Picks.FOLDER else path)
        self.edit.setToolTip(path)
        self.edit.setCursorPosition(0)

    def choose(self, path: str) -> None:
        """Take a path, as the dialog or a drop does."""
        self.show_path(path)
        self.picked.emit(path)

    def ask(self) -> None:
        """Open the system's dialog."""
        dialog = QFileDialog(self, self.button.accessibleName().rstrip("…"))
        if self._picks is Picks.FOLDER:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilter(f"{self._context.say(_KIND[self._picks])} ({_ENDINGS[self._picks]})")
        if self.path():
            dialog.setDirectory(str(Path(self.path()).parent))
        dialog.fileSelected.connect(self.choose)
        self._context.front.open_choice(dialog)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = self._dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.choose(path)

    def _dropped(self, data: QMimeData) -> str | None:
        urls: list[QUrl] = data.urls()
        if len(urls) != 1 or not urls[0].isLocalFile():
            return None
        path = Path(urls[0].toLocalFile())
        fits = (
            path.is_dir()
            if self._picks is Picks.FOLDER
            else f"*{path.suffix.lower()}" in _ENDINGS[self._picks].split()
        )
        return str(path) if fits else None


_KIND: dict[Picks, Text] = {
    Picks.TABLE: text("Spreadsheets and CSV files"),
    Picks.PDF: text("PDF files"),
    Picks.FOLDER: text("Folders"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One of a few ways: its key, its words, and a sentence on what it means."""

    key: str
    words: str
    help: str = ""


class Options(QWidget):
    """A few ways of which one holds. `chosen` tells its key when the person takes another."""

    chosen = Signal(str)

    def __init__(
        self,
        context: UiContext,
        options: Sequence[Option],
        *,
        beside_each_other: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, RadioButton] = {}
        parts: QBoxLayout = row(space=Space.PAGE) if beside_each_other else column(space=Space.ROW)
        for option in options:
            button = RadioButton(option.words)
            button.setAccessibleDescription(option.help)
            button.toggled.connect(lambda on, key=option.key: self.chosen.emit(key) if on else None)
            self._group.addButton(button)
            self._buttons[option.key] = button
            below = column(button, space=0)
            if option.help:
                label = Label(context.theme, option.help, TextRole.HELP, Tone.QUIET, wrap=True)
                label.setContentsMargins(Space.PAGE, 0, 0, 0)
                label.setMaximumWidth(Size.FORM_WIDTH)
                below.addWidget(label)
            parts.addLayout(below)
        if beside_each_other:
            parts.addStretch(1)
        self.setLayout(parts)

    def show_choice(self, key: str) -> None:
        """Mark the one that holds, or none, without telling anybody."""
        self.blockSignals(True)
        self._group.setExclusive(False)
        for name, button in self._buttons.items():
            button.setChecked(name == key)
        self._group.setExclusive(True)
        self.blockSignals(False)

    def button(self, key: str) -> RadioButton:
        """The button of one way."""
        return self._buttons[key]


def icon_line(
    context: UiContext, icon: str, tone: Tone, words: str, role: TextRole = TextRole.BODY
) -> QHBoxLayout:
    """A sentence with an icon in front of it, as wide as its place."""
    label = Label(context.theme, words, role, wrap=True)
    label.setMaximumWidth(_NO_LIMIT)
    picture = IconLabel(context.theme, icon, tone, Size.SMALL_ICON if role is TextRole.BODY else Size.ICON)
    line = row(picture, label, space=Space.FIELD)
    line.setStretch(1, 1)
    line.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
    return line


class Foldable(QWidget):
    """A part of a page that most people do not need, behind a line that opens it. Made when it is first opened.

    `opened` tells that it was, by hand.
    """

    opened = Signal()

    def __init__(
        self, context: UiContext, words: str, make: Callable[[], QWidget], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._make = make
        self.line = Button(context.theme, words, self.turn, kind=ButtonKind.LINK, icon="chevron-right")
        self._whole = column(boxed(row(self.line, None)), space=Space.ROW)
        self.setLayout(self._whole)

    @cached_property
    def inside(self) -> QWidget:
        """The part itself."""
        made = self._make()
        margins = made.layout()
        if margins is not None:
            margins.setContentsMargins(Space.PAGE + Space.HAIR, 0, 0, Space.CARD)
        made.hide()
        self._whole.addWidget(made)
        return made

    def turn(self) -> None:
        """Open it, or close it."""
        self.show_inside(not self.inside.isVisibleTo(self))
        if self.inside.isVisibleTo(self):
            self.opened.emit()

    def show_inside(self, shown: bool) -> None:
        """Open or close it."""
        self.inside.setVisible(shown)
        self.line.set_icon("chevron-down" if shown else "chevron-right")

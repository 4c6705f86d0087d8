"""What is said when the program cannot even open its data: there is no window yet to say it in."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from desktop_app.base.errors import BrevdueError, InputError
from desktop_app.base.texts import text
from desktop_app.base.translate import Translator
from desktop_app.ui.appearance import Theme
from desktop_app.ui.qt_texts import QtTexts


class AlreadyOpen(InputError):
    """A window over this folder is open and does not come forward."""

    def __init__(self) -> None:
        super().__init__(
            title=text("Brevdue is already open."),
            message=text("It does not answer: it may be starting, or stuck."),
            hint=text("Look for its window, or beside the clock. Otherwise log out and in again."),
        )


def show_start_failure(theme: Theme, translator: Translator, error: BrevdueError) -> int:
    """Tell why the program cannot start; returns the exit status that fits."""
    start_failure_box(theme, translator, error).exec()
    return error.exit_status


def start_failure_box(theme: Theme, translator: Translator, error: BrevdueError) -> QMessageBox:
    """What `show_start_failure` shows, not yet shown."""
    box = QMessageBox()
    words = QtTexts(translator, theme)
    box.setWindowTitle("Brevdue")
    box.setTextFormat(Qt.TextFormat.PlainText)
    theme.on_change(box, lambda: box.setIconPixmap(theme.icons.pixmap("problem", theme.colours.problem, 32)))
    box.setText(translator.render(error.title))
    box.setInformativeText(f"{translator.render(error.message)}\n\n{translator.render(error.hint)}")
    close = words.translate("QPlatformTheme", "Close")
    box.addButton(close, QMessageBox.ButtonRole.AcceptRole)
    return box

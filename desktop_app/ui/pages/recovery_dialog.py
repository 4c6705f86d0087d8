"""The recovery code: shown once it is asked for, to be printed and locked away."""

from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.base.texts import text
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.labels import Label
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import TextRole, Tone

_GROUPS_A_LINE = 5


class RecoveryDialog(PlainDialog):
    """Shows the code in lines of five groups, and prints or copies it."""

    def __init__(self, context: UiContext, code: str, parent: QWidget | None = None) -> None:
        say, theme = context.say, context.theme
        sentence = text(
            "The data on this computer opens with a key in its keyring. If the computer is lost, this code opens a "
            "copy of the data or a backup on another one. Print it and lock it away: whoever has both can read "
            "everything."
        )
        super().__init__(context, say(text("Recovery code")), [say(sentence)], "key", Tone.PRIMARY, parent)
        self.code = code
        shown = Label(theme, in_lines(code), TextRole.FIXED)
        shown.setAccessibleName(say(text("Recovery code")))
        self.body.addWidget(shown)
        copy = Button(
            theme,
            say(text("Copy")),
            lambda: QGuiApplication.clipboard().setText(code),
            icon="copy",
            parent=self,
        )
        self.acts.addWidget(copy)
        self.acts.addWidget(Button(theme, say(text("Print…")), self._print, icon="printer", parent=self))
        self.add_act(say(text("Close")), ButtonKind.PRIMARY, accepts=True, is_default=True)

    def _print(self) -> None:
        printer = QPrinter()
        if self.context.front.choose(QPrintDialog(printer, self).exec) == QDialog.DialogCode.Accepted:
            document = QTextDocument(self.paper())
            document.print_(printer)

    def paper(self) -> str:
        """What the sheet of paper says."""
        say = self.context.say
        return "\n\n".join(
            (
                say(text("Brevdue, recovery code")),
                in_lines(self.code),
                str(self.context.services.folder.root),
                say(
                    text(
                        "On another computer: “brevdue-cli --data-dir FOLDER database restore” takes this code. "
                        "Keep it apart from the data."
                    )
                ),
            )
        )


def in_lines(code: str) -> str:
    """The code's groups, five a line."""
    groups = code.split("-")
    return "\n".join(
        "-".join(groups[start : start + _GROUPS_A_LINE]) for start in range(0, len(groups), _GROUPS_A_LINE)
    )

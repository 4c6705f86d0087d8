"""Where the data is encrypted and this computer has no key for it, the recovery code is asked for at the start."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from desktop_app.base.errors import BrevdueError
from desktop_app.base.paths import DataFolder
from desktop_app.base.secrets import SecretStore
from desktop_app.base.texts import Text, text
from desktop_app.base.translate import Translator
from desktop_app.services.restoring import unlock_with
from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.labels import IconLabel, Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.theme import Size, Space, TextRole, Tone

_WIDTH = 560


class UnlockDialog(QDialog):
    """Takes the recovery code, says what is wrong with it, and closes when the data opens with it."""

    def __init__(self, theme: Theme, translator: Translator, folder: Path, secrets: SecretStore) -> None:
        super().__init__()
        say = translator.render
        self._say, self._folder, self._secrets = say, DataFolder(folder.absolute()), secrets
        self.setWindowTitle("Brevdue")
        self.setFixedWidth(_WIDTH)
        sentence = text(
            "The data in {folder} is encrypted, and this computer's keyring has no key for it. If the "
            "keyring is locked, close this, unlock it and start Brevdue again. If this is another "
            "computer or user, type the recovery code that was printed.",
            folder=str(folder),
        )
        self.code = line_edit()
        self.code.setFont(theme.font(TextRole.FIXED))
        self.field = FormField(
            theme, say(text("Recovery code")), self.code, say(text("14 groups of four letters and digits"))
        )
        self.open_button = Button(
            theme, say(text("Open the data")), self._try, kind=ButtonKind.PRIMARY, parent=self
        )
        self.open_button.setDefault(True)
        close = Button(theme, say(text("Close")), self.reject, kind=ButtonKind.SECONDARY, parent=self)
        words = column(
            Label(theme, say(text("The data is locked")), TextRole.SECTION),
            Label(theme, say(sentence), wrap=True),
            self.field,
            space=Space.ROW,
        )
        picture = IconLabel(theme, "lock", Tone.PRIMARY, Size.CONTROL - Space.ROW)
        upper = row(picture, words, space=Space.CARD)
        upper.setAlignment(picture, Qt.AlignmentFlag.AlignTop)
        upper.setStretch(1, 1)
        acts = row(None, close, self.open_button, space=Space.ROW)
        self.setLayout(column(upper, acts, space=Space.CARD, margins=Space.PAGE))
        self.code.textChanged.connect(self._judge)
        self._judge()
        self.code.setFocus()

    def _judge(self) -> None:
        self.open_button.setEnabled(bool(self.code.text().strip()))
        self.field.show_error("")

    def _try(self) -> None:
        try:
            unlock_with(self._folder, self._secrets, self.code.text())
        except BrevdueError as error:
            self.field.show_error(self._say(_in_one_line(error)))
        else:
            self.accept()


def _in_one_line(error: BrevdueError) -> Text:
    return text("{title} {hint}", title=error.title, hint=error.hint)

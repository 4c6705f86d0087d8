"""The support bundle: everything that would be saved is shown first, file by file."""

from pathlib import Path

from PySide6.QtWidgets import QDialog, QListWidget, QPlainTextEdit, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.jobs.failures import failure_of
from desktop_app.services.support_bundle import BundleFile, support_files, write_bundle
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.choosing import choose_file_to_save
from desktop_app.ui.components.labels import Label
from desktop_app.ui.components.layout import column, row
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import offer_help
from desktop_app.ui.theme import Space, TextRole, Tone

_WIDTH, _HEIGHT = 760, 560
_LIST_WIDTH = 180


class SupportDialog(QDialog):
    """Lists the files, shows each, and saves them as one zip. `report` is that of a fault that was just met."""

    def __init__(self, context: UiContext, parent: QWidget | None, report: str | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._files: tuple[BundleFile, ...] = ()
        offer_help(context, self, "trouble")
        say, theme = context.say, context.theme
        self.setWindowTitle(say(text("Support bundle")))
        self.resize(_WIDTH, _HEIGHT)
        self.list = QListWidget()
        self.list.setProperty("face", "index")
        self.list.setAccessibleName(say(text("Files in the bundle")))
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.currentRowChanged.connect(self._show)
        self.about = Label(theme, " ", tone=Tone.QUIET, wrap=True)
        self.content = QPlainTextEdit()
        self.content.setReadOnly(True)
        self.content.setFont(theme.font(TextRole.FIXED))
        self.content.setAccessibleName(say(text("What is in the file")))
        self.note = Label(theme, "", tone=Tone.DONE, wrap=True)
        self.save_button = Button(theme, say(text("Save…")), self.choose_and_save, kind=ButtonKind.PRIMARY)
        self.save_button.setEnabled(False)
        self._lay_out()
        services = context.services
        context.reader.read(self, lambda: support_files(services, report), self._take, self._fail)

    def choose_and_save(self) -> None:
        """Ask where to, and save."""
        say = self._context.say
        name = say(text("brevdue-support.zip"))
        target = choose_file_to_save(self._context, self, say(text("Save the bundle")), name, "Zip (*.zip)")
        if target is not None:
            self.save(target)

    def save(self, target: Path) -> None:
        """Save exactly the files that are shown."""
        files, moment = self._files, self._context.services.clock.now()
        saved = text("Saved as {file}. Nothing was sent anywhere.", file=str(target))
        self._context.reader.read(
            self,
            lambda: write_bundle(files, target, moment),
            lambda _none: self._say(saved, Tone.DONE),
            self._fail,
        )

    def _say(self, words: Text, tone: Tone) -> None:
        self.note.setText(self._context.say(words))
        self.note.set_tone(tone)

    def _fail(self, error: BaseException) -> None:
        failure = failure_of(error)
        self._say(text("{message} {hint}", message=failure.message, hint=failure.hint), Tone.PROBLEM)

    def _take(self, files: tuple[BundleFile, ...]) -> None:
        self._files = files
        self.list.addItems([file.name for file in files])
        self.list.setCurrentRow(0)
        self.save_button.setEnabled(True)
        self.save_button.setFocus()

    def _show(self, place: int) -> None:
        file = self._files[place]
        self.about.setText(self._context.say(file.about))
        self.content.setPlainText(file.content)

    def _lay_out(self) -> None:
        say, theme = self._context.say, self._context.theme
        sentence = text(
            "This is all that would be saved, for you to look at first. It holds no names, numbers, letters or "
            "secrets. It stays here until you send it to somebody."
        )
        parts = row(self.list, column(self.about, self.content, space=Space.ROW), space=Space.CARD)
        parts.setStretch(1, 1)
        close = Button(theme, say(text("Close")), self.reject)
        acts = row(self.note, None, close, self.save_button, space=Space.ROW)
        acts.setStretch(0, 1)
        title = Label(theme, self.windowTitle(), TextRole.TITLE)
        words = Label(theme, say(sentence), wrap=True)
        whole = column(title, words, parts, acts, space=Space.CARD, margins=Space.PAGE)
        whole.setStretch(2, 1)
        self.setLayout(whole)

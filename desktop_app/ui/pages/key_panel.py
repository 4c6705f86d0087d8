"""The SSH key in the window: its public part to copy, and a new one made here."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QPlainTextEdit, QWidget

from desktop_app.base.errors import BrevdueError
from desktop_app.base.texts import Text, text
from desktop_app.base.work import WorkContext
from desktop_app.digipost.ssh_keys import KeyKind
from desktop_app.jobs.states import Lane
from desktop_app.services.digipost_keys import WHERE_TO_PASTE, DigipostKey
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.dialogs import PlainDialog
from desktop_app.ui.components.form import FormField, line_edit
from desktop_app.ui.components.labels import Label, show_when
from desktop_app.ui.components.layout import column, flow
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size, Space, TextRole, Tone
from desktop_app.ui.wizards.lane_runner import LaneRunner
from desktop_app.ui.wizards.pickers import Option, Options

_LINES_HIGH = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """The key in use, or why it cannot be shown."""

    key: DigipostKey | None
    problem: Text | None = None


class KeyPanel(QFrame):
    """Shows the key in use and makes new ones. `made` comes when the settings name a new key."""

    made = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        say, theme = context.say, context.theme
        self._context = context
        self._runner = LaneRunner(context, self)
        self._key: DigipostKey | None = None
        self.setAccessibleName(say(text("The SSH key")))
        self.about = Label(theme, "", wrap=True)
        self.line = QPlainTextEdit()
        self.line.setReadOnly(True)
        self.line.setTabChangesFocus(True)
        self.line.setFont(theme.font(TextRole.FIXED))
        self.line.setFixedHeight(self.line.fontMetrics().lineSpacing() * _LINES_HIGH + 2 * Space.CARD)
        self.line.setAccessibleName(say(text("The key's public part")))
        self.line.setMaximumWidth(Size.FORM_WIDTH)
        self.where = Label(theme, say(WHERE_TO_PASTE), TextRole.HELP, Tone.QUIET, wrap=True)
        self.copy_button = Button(theme, say(text("Copy the public part")), self.copy, icon="copy")
        self.make_button = Button(theme, say(text("Make a key here…")), self.ask, icon="key")
        parts = column(
            self.about,
            self.line,
            self.where,
            flow(self.copy_button, self.make_button),
            space=Space.ROW,
        )
        self.setLayout(parts)
        self._show(_Found(None))
        self.refresh()

    def refresh(self) -> None:
        """Read the key anew."""
        keys = self._context.services.digipost_keys()

        def look() -> _Found:
            try:
                return _Found(keys.present())
            except BrevdueError as error:
                return _Found(None, text("{message} {hint}", message=error.message, hint=error.hint))

        self._context.reader.read(self, look, self._show)

    def copy(self) -> None:
        """Put the public part on the clipboard."""
        if self._key is not None:
            QGuiApplication.clipboard().setText(self._key.public.line)
            self._say(text("Copied. Paste it into Digipost's administration pages."), Tone.DONE)

    def ask(self) -> None:
        """Ask what kind of key, and make it."""
        dialog = MakeKeyDialog(self._context, self._key, self)
        if self._context.front.ask(dialog) == QDialog.DialogCode.Accepted:
            self.make(dialog.kind, dialog.passphrase.text(), replace=dialog.replaces)

    def make(self, kind: KeyKind, passphrase: str, *, replace: bool) -> None:
        """Make a key in the background: RSA takes some seconds."""
        keys = self._context.services.digipost_keys()

        def work(_context: WorkContext) -> DigipostKey:
            return keys.make(kind, passphrase, replace=replace)

        self.make_button.setEnabled(False)
        self._say(text("Making the key…"), Tone.QUIET)
        self._runner.run(Lane.FILES, text("Making the key"), work, self._was_made, self._fail, self.refresh)

    def _was_made(self, key: DigipostKey) -> None:
        self.make_button.setEnabled(True)
        self._show(_Found(key))
        self.copy_button.setFocus()
        self.made.emit()

    def _fail(self, error: BrevdueError) -> None:
        self.make_button.setEnabled(True)
        self._say(text("{message} {hint}", message=error.message, hint=error.hint), Tone.PROBLEM)

    def _show(self, found: _Found) -> None:
        say, key = self._context.say, found.key
        self._key = key
        for part in (self.line, self.where, self.copy_button):
            show_when(part, key is not None)
        if found.problem is not None:
            self._say(found.problem, Tone.PROBLEM)
        elif key is None:
            self._say(text("There is no key yet. One made here never leaves this computer."), Tone.QUIET)
        else:
            self.line.setPlainText(key.public.line)
            self._say(
                text(
                    "This key is in use: {kind}, {print}.", kind=key.public.kind, print=key.public.fingerprint
                ),
                Tone.TEXT,
            )
        self.make_button.set_words(say(text("Make another key…") if key else text("Make a key here…")))

    def _say(self, words: Text, tone: Tone) -> None:
        self.about.setText(self._context.say(words))
        self.about.set_tone(tone)


class MakeKeyDialog(PlainDialog):
    """Which kind of key, and whether a passphrase protects it. Says so when there is a key in use."""

    def __init__(self, context: UiContext, present: DigipostKey | None, parent: QWidget | None) -> None:
        say, theme = context.say, context.theme
        sentences = [say(text("The private part stays on this computer. You give Digipost the public part."))]
        if present is not None:
            sentences.append(
                say(
                    text(
                        "A key is already in use. If you make a new one, Digipost lets nobody in until its public "
                        "part is registered there. The old file is kept: {file}",
                        file=str(present.file),
                    )
                )
            )
        super().__init__(context, say(text("Make an SSH key")), sentences, "key", Tone.PRIMARY, parent)
        self.replaces = present is not None
        self.kind = KeyKind.ED25519
        kinds = Options(
            context,
            [
                Option(
                    KeyKind.ED25519.value,
                    say(text("Ed25519")),
                    say(text("Short and strong. The usual choice.")),
                ),
                Option(
                    KeyKind.RSA.value,
                    say(text("RSA, 4096 bits")),
                    say(text("Only if Digipost does not accept the other.")),
                ),
            ],
        )
        kinds.show_choice(KeyKind.ED25519.value)
        kinds.chosen.connect(self._take_kind)
        self.kinds = kinds
        self.passphrase = line_edit(secret=True)
        help_text = text(
            "Can be left empty. It is kept in the computer's keyring, so that nobody has to type it."
        )
        self.field = FormField(theme, say(text("The key's passphrase")), self.passphrase, say(help_text))
        self.body.addWidget(kinds)
        self.body.addWidget(self.field)
        self.add_act(say(text("Go back")), ButtonKind.SECONDARY, accepts=False)
        act = text("Make a new key") if present is not None else text("Make the key")
        self.add_act(say(act), ButtonKind.PRIMARY, accepts=True, is_default=True)
        secrets = context.services.secrets
        context.reader.read(self, lambda: secrets.lasting, self._show_keyring)

    def _take_kind(self, kind: str) -> None:
        self.kind = KeyKind(kind)

    def _show_keyring(self, lasting: bool) -> None:
        if not lasting:
            words = text(
                "This computer has no keyring: the secret is kept until the program closes, and then asked again."
            )
            self.field.show_note(self.context.say(words), Tone.ATTENTION)

"""What was done last, and the button that takes it back: a line that has its place and makes nothing jump."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.base.texts import Text, text
from desktop_app.privacy.forgetting import PersonForgotten
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.labels import ElidedLabel
from desktop_app.ui.components.layout import row
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Space, TextRole, Tone

REMEMBERED = 30


@dataclass(frozen=True, slots=True)
class Undoable:
    """Something that was done, in words, and what takes it back. `undo` runs off the window's thread."""

    words: Text
    undo: Callable[[], object]


class UndoLine(QWidget):
    """Remembers the last acts and offers to take the newest back, also with Ctrl+Z anywhere in `around`.

    `undone` is called after an act was taken back.
    """

    def __init__(self, context: UiContext, around: QWidget, undone: Callable[[], object]) -> None:
        super().__init__()
        self._context, self._undone = context, undone
        self._done: list[Undoable] = []
        self.words = ElidedLabel(context.theme, "", TextRole.HELP, Tone.QUIET)
        self.words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.button = Button(context.theme, context.say(text("Undo")), self.undo, kind=ButtonKind.LINK)
        self.button.setToolTip(context.say(text("Ctrl+Z")))
        parts = row(self.words, self.button, space=Space.ROW)
        parts.setStretch(0, 1)
        self.setLayout(parts)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), around)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.undo)
        # What is remembered may hold all that was known of a person who is to be forgotten.
        context.bridge.listen(PersonForgotten, self, lambda _events: self.forget())
        self._show()

    def remember(self, done: Undoable) -> None:
        """Something was done that can be taken back."""
        self._done = [*self._done, done][-REMEMBERED:]
        self._show()

    def forget(self) -> None:
        """Nothing can be taken back any more."""
        self._done.clear()
        self._show()

    def undo(self) -> None:
        """Take the newest act back. One that cannot be taken back is told, and forgotten."""
        if not self._done or not self.button.isEnabled():
            return
        self.button.setEnabled(False)
        newest = self._done.pop()
        self._context.reader.read(self, newest.undo, lambda _answer: self._was_undone(), self._failed)

    def _was_undone(self) -> None:
        self._show()
        self._undone()

    def _failed(self, error: BaseException) -> None:
        self._show()
        self._context.navigator.show_error(error)

    def _show(self) -> None:
        say = self._context.say
        words = say(self._done[-1].words) if self._done else ""
        self.words.setText(words)
        self.button.setEnabled(bool(self._done))
        self.button.setVisible(bool(self._done))
        self.button.setAccessibleName(say(text("Undo: {what}", what=words)) if words else say(text("Undo")))

"""A state in a panel or a header, as a chip that answers what it means."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QWidget

from desktop_app.ui.components.frames import Chip
from desktop_app.ui.components.grid_source import Status
from desktop_app.ui.components.labels import plain_tool_tip
from desktop_app.ui.context import UiContext
from desktop_app.ui.guide.opening import explain
from desktop_app.ui.theme import Tone

_PRESSING = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class StatusChip(Chip):
    """Its meaning is its tool tip and its description; a click, Enter or Shift+F1 opens the guide at it."""

    def __init__(
        self, context: UiContext, status: Status | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(context.theme, " ", Tone.QUIET, parent=parent)
        self._context, self._status = context, status
        self.setProperty("face", "chip")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if status is not None:
            self.show_status(status)

    @property
    def status(self) -> Status | None:
        """The state that is shown; None before there is one."""
        return self._status

    def show_status(self, status: Status) -> None:
        """Show another state."""
        self._status = status
        say = self._context.say
        self.show_state(say(status.words), status.tone, status.icon)
        _describe(self, say(status.meaning))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._explain()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_question = event.key() == Qt.Key.Key_F1 and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in _PRESSING or is_question:
            self._explain()
        else:
            super().keyPressEvent(event)

    def _explain(self) -> None:
        if self._status is not None:
            explain(self._context, self, self._status)


def answer_for(context: UiContext, part: QWidget, status: Status) -> None:
    """Have a part that shows a state and leads elsewhere when it is pressed say what the state means.

    It is the part's tool tip and its description, and Shift+F1 opens the guide at it.
    """
    _describe(part, context.say(status.meaning))
    question = QShortcut(QKeySequence("Shift+F1"), part)
    question.setContext(Qt.ShortcutContext.WidgetShortcut)
    question.activated.connect(lambda: explain(context, part, status))


def _describe(part: QWidget, meaning: str) -> None:
    part.setToolTip(plain_tool_tip(meaning))
    part.setAccessibleDescription(meaning)

"""The steps of a wizard with their state, at its left."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.labels import IconLabel, Label, show_when
from desktop_app.ui.components.layout import clear, column, row
from desktop_app.ui.theme import Size, Space, TextRole, Tone


class StepState(StrEnum):
    """Where the wizard stands with a step."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"
    NEEDS_YOU = "needs_you"


_ICONS = {
    StepState.DONE: ("done", Tone.DONE),
    StepState.HERE: ("step-here", Tone.PRIMARY),
    StepState.AHEAD: ("step-ahead", Tone.QUIET),
    StepState.NEEDS_YOU: ("attention", Tone.ATTENTION),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step as it is shown. `state_words` say its state to screen readers; a `reachable` one can be pressed."""

    key: str
    title: str
    state: StepState
    state_words: str = ""
    reachable: bool = False


class Stepper(QFrame):
    """A list of steps from top to bottom. `chosen` names the step a person wants to go to."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("face", "navigation")
        self.setFixedWidth(Size.NAVIGATION_WIDTH + Space.PAGE)
        self.title = Label(theme, title, TextRole.STRONG, wrap=True)
        show_when(self.title, bool(title))
        self._steps = column(space=Space.HAIR)
        self.foot = column(space=Space.ROW)
        self.setLayout(
            column(self.title, Space.ROW, self._steps, None, self.foot, margins=(Space.CARD, Space.PAGE) * 2)
        )

    def set_title(self, title: str) -> None:
        """The name of the mailing, above its steps."""
        self.title.setText(title)
        show_when(self.title, bool(title))

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps in this order."""
        clear(self._steps)
        for step in steps:
            self._steps.addWidget(self._row(step))
        self._make_room_for(steps)

    def _make_room_for(self, steps: Sequence[Step]) -> None:
        """Be as wide as the longest title needs, be it the one in front or not: nothing moves from step to step."""
        strong = QFontMetrics(self._theme.font(TextRole.STRONG))
        longest = max((strong.horizontalAdvance(step.title) for step in steps), default=0)
        around = 2 * Space.CARD + Size.ICON + 3 * Space.ROW
        self.setFixedWidth(max(Size.NAVIGATION_WIDTH + Space.PAGE, longest + around))

    def _row(self, step: Step) -> QPushButton:
        icon, tone = _ICONS[step.state]
        here = step.state is StepState.HERE
        words = Label(
            self._theme,
            step.title,
            TextRole.STRONG if here else TextRole.BODY,
            Tone.TEXT if here or step.reachable or step.state is StepState.DONE else Tone.QUIET,
        )
        button = QPushButton()
        button.setProperty("kind", "row")
        button.setEnabled(step.reachable or here)
        if here:
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        button.setFixedHeight(Size.CONTROL + Space.HAIR)
        button.setAccessibleName(f"{step.title}, {step.state_words}" if step.state_words else step.title)
        button.setLayout(row(IconLabel(self._theme, icon, tone), words, None, margins=(Space.ROW, 0, 0, 0)))
        for label in (words,):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if not here:
            button.clicked.connect(lambda: self.chosen.emit(step.key))
        return button

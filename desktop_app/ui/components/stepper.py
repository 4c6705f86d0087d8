"""The steps of a wizard with their state, at its left."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from desktop_app.ui.appearance import Theme
from desktop_app.ui.components.buttons import Button
from desktop_app.ui.components.labels import IconLabel, Label, plain_tool_tip, show_when
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
        self._shown: tuple[Step, ...] = ()
        self._folded = False
        self._steps = column(space=Space.HAIR)
        self.foot = column(space=Space.ROW)
        self.setLayout(
            column(self.title, Space.ROW, self._steps, None, self.foot, margins=(Space.CARD, Space.PAGE) * 2)
        )

    def set_title(self, title: str) -> None:
        """The name of the mailing, above its steps."""
        self.title.setText(title)
        show_when(self.title, bool(title) and not self._folded)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps in this order."""
        self._shown = tuple(steps)
        clear(self._steps)
        for step in steps:
            self._steps.addWidget(self._row(step))
        self._make_room_for(steps)

    def fold(self, folded: bool) -> None:
        """Show icons alone, with the words as tool tips; or the words as well."""
        if folded == self._folded:
            return
        self._folded = folded
        show_when(self.title, bool(self.title.text()) and not folded)
        for place in range(self.foot.count()):
            item = self.foot.itemAt(place)
            button = item.widget() if item is not None else None
            if isinstance(button, Button):
                button.fold(folded)
        self.show_steps(self._shown)

    def _make_room_for(self, steps: Sequence[Step]) -> None:
        """Be as wide as the longest title needs, be it the one in front or not: nothing moves from step to step."""
        if self._folded:
            self.setFixedWidth(Size.FOLDED_NAVIGATION_WIDTH)
            return
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
        words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        if self._folded:
            words.hide()
            button.setToolTip(plain_tool_tip(step.title))
        margin = Space.HAIR if self._folded else Space.ROW
        button.setLayout(row(IconLabel(self._theme, icon, tone), words, None, margins=(margin, 0, 0, 0)))
        if not here:
            button.clicked.connect(lambda: self.chosen.emit(step.key))
        return button

"""The settings page's index: one line a group, the one in sight marked."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from desktop_app.base.texts import Text, text
from desktop_app.ui.components.buttons import Button, ButtonKind
from desktop_app.ui.components.layout import column
from desktop_app.ui.context import UiContext
from desktop_app.ui.theme import Size

_WIDTH = 5 * Size.CONTROL


class SettingIndex(QWidget):
    """Names the groups. `chosen` tells the one somebody wants to see."""

    chosen = Signal(object)

    def __init__(self, context: UiContext, groups: Sequence[Text]) -> None:
        super().__init__()
        self.setAccessibleName(context.say(text("Groups of settings")))
        self.setFixedWidth(_WIDTH)
        self._together = QButtonGroup(self)
        self._buttons: dict[Text, Button] = {}
        lines = column(space=2)
        for group in groups:
            button = Button(context.theme, context.say(group), kind=ButtonKind.NAVIGATION)
            button.setCheckable(True)
            button.clicked.connect(lambda _on=False, group=group: self.chosen.emit(group))
            self._together.addButton(button)
            self._buttons[group] = button
            lines.addWidget(button)
        lines.addStretch(1)
        self.setLayout(lines)
        if groups:
            self.mark(groups[0])

    def mark(self, group: Text) -> None:
        """Show that this group is in sight."""
        self._buttons[group].setChecked(True)

    def offer(self, groups: set[Text]) -> None:
        """Only these groups have something that fits the search; the first of them is the one in sight."""
        for group, button in self._buttons.items():
            button.setEnabled(group in groups)
        marked = self._together.checkedButton()
        if marked is not None and marked.isEnabled():
            return
        first = next((group for group in self._buttons if group in groups), None)
        if first is not None:
            self.mark(first)
        elif marked is not None:
            self._together.setExclusive(False)
            marked.setChecked(False)
            self._together.setExclusive(True)
